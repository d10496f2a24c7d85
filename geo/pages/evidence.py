"""The evidence beside the map: the sentences behind what is selected, or what the period claims, strongest first."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.i18n import Translator
from geo.pages import look, session
from geo.presentation import views
from geo.presentation.views import Corpus, Filters

CARDS = 10  # claims or sentences shown before "more" is asked for


def panel(t: Translator, corpus: Corpus, filters: Filters) -> None:
    if filters.selected("place") in corpus.places.index:
        of_place(t, corpus, filters)
    elif filters.selected("route") in set(corpus.claims["line"]):
        of_route(t, corpus, filters)
    else:
        of_period(t, corpus, filters)


def heading(t: Translator, eyebrow: str, title: str, quiet: str = "", *, close: bool = True) -> None:
    with st.container(key="heading", horizontal=True, vertical_alignment="top"):
        st.html(
            look.element(
                "div",
                "",
                look.element("p", "dl-eyebrow", eyebrow),
                look.element("p", "dl-title", title),
                look.element("p", "dl-quiet", quiet),
            )
        )
        if close:
            st.button(
                "✕", key="close", help=t("evidence.close"), type="tertiary", on_click=session.clear, args=("selection",)
            )


def of_place(t: Translator, corpus: Corpus, filters: Filters) -> None:
    place = corpus.places.loc[filters.selected("place")]
    found, total = views.excerpts(corpus, filters, t, limit=shown())
    about = [t(f"kind.{place['kind']}"), precision(t, place), t("evidence.in_all", count=total)]
    heading(t, t("evidence.place"), corpus.place_name(place["id"], t.language), " · ".join(about))
    if not found:
        nothing(t, filters)
    st.page_link(
        "geo/pages/places.py",
        label=t("evidence.dossier"),
        icon=":material/location_on:",
        query_params=filters.to_query(),
    )
    for number, excerpt in enumerate(found):
        with st.container(key=f"card-{number}"):
            st.html(look.excerpt_card(excerpt, t))
            look.read_link(t, excerpt)
    more(t, total)


def precision(t: Translator, place: pd.Series) -> str:
    if pd.isna(place["lat"]):
        return t("evidence.off_map")
    return (
        t("evidence.area")
        if place["kind"] in views.AREA_KINDS or pd.isna(place["radius_km"])
        else t("evidence.radius", km=round(place["radius_km"]))
    )


def of_route(t: Translator, corpus: Corpus, filters: Filters) -> None:
    chosen, others = views.claims_of(corpus, filters, t, opened=session.kept("opened"))
    if not chosen:
        heading(t, t("evidence.route"), "")
        nothing(t, filters)
        return
    first = chosen[0]
    heading(t, t("evidence.route"), " → ".join([first.origin, *first.via, first.destination]), t("evidence.schematic"))
    if contest := views.contest_of(corpus, first.line):
        st.page_link(
            "geo/pages/compare.py",
            label=t("compare.link"),
            icon=":material/compare_arrows:",
            query_params={"movement": contest},
        )
    claim_cards(t, chosen, "chosen")
    if others:
        st.html(look.element("p", "dl-eyebrow", t("evidence.others")))
        claim_cards(t, others[: shown()], "other")
        more(t, len(others))


def of_period(t: Translator, corpus: Corpus, filters: Filters) -> None:
    found, total = views.claims(corpus, filters, t, limit=shown(), opened=session.kept("opened"))
    heading(t, t("evidence.title"), t("evidence.movements", count=total), t("evidence.schematic"), close=False)
    if not found:
        st.caption(t("evidence.none"))
        widen(t, filters)
    claim_cards(t, found, "claim")
    more(t, total)


def claim_cards(t: Translator, found: list[views.Claim], prefix: str) -> None:
    for claim in found:
        with st.container(key=f"card-{prefix}-{claim.id}"):
            st.html(look.claim_card(claim, t))
            with st.container(horizontal=True, vertical_alignment="center"):
                look.read_link(t, claim.excerpts[0])
                if claim.drawn and prefix != "chosen":
                    st.button(
                        t("evidence.show"),
                        key=f"show-{claim.id}",
                        type="tertiary",
                        on_click=session.update,
                        kwargs={"selection": f"route:{claim.line}"},
                    )
            if len(claim.excerpts) < claim.sentences:
                st.button(
                    t("evidence.sentences", count=claim.sentences - 1),
                    key=f"all-{claim.id}",
                    type="tertiary",
                    icon=":material/expand_more:",
                    on_click=session.keep,
                    kwargs={"opened": claim.id},
                )
            for excerpt in claim.excerpts[1:]:
                st.html(look.excerpt_card(excerpt, t))
                look.read_link(t, excerpt)


def nothing(t: Translator, filters: Filters) -> None:
    st.caption(f"{t('empty.nothing')} {t('empty.nothing_more')}")
    widen(t, filters)


def widen(t: Translator, filters: Filters) -> None:
    """The way out of a view that shows nothing."""
    if filters.cleared() != filters:
        st.button(t("filters.clear"), key="widen", on_click=session.clear)


def shown() -> int:
    return st.session_state.get("cards", CARDS)


def more(t: Translator, total: int) -> None:
    if total > shown():
        st.button(t("evidence.more"), key="more", on_click=lambda: st.session_state.update(cards=shown() + CARDS))
