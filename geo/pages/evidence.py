"""The evidence beside the map: the sentences behind what is selected, or what the period claims, strongest first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from geo.i18n import Translator
from geo.pages import compare, dossier, look, session
from geo.presentation import views
from geo.presentation.views import Corpus, Filters
from geo.presentation.views.evidence import claims_at
from geo.presentation.views.places import Telling, tellings

CARDS = 10  # claims or sentences shown before "more" is asked for
ARTICLES = 30  # listed of those that name a place; the others are in its file


def panel(t: Translator, corpus: Corpus, filters: Filters) -> None:
    if filters.selected("place") in corpus.places.index:
        of_place(t, corpus, filters)
    elif filters.selected("route") in corpus.claims["line"].cat.categories:
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
    if not session.embedded():  # there the frame is small, and the sentences are what it is for
        of_place_in_short(t, corpus, filters, place["id"])
    for number, excerpt in enumerate(found):
        with st.container(key=f"card-{number}"):
            st.html(look.excerpt_card(excerpt, t))
            look.read_link(t, excerpt)
    more(t, total)


def of_place_in_short(t: Translator, corpus: Corpus, filters: Filters, place: str) -> None:
    """What is known of a place, folded: made once it is asked for, since most who click want the sentences."""
    with st.container(key="short", gap=None):
        with folded(t("places.other_names"), "short-names") as opened:
            if opened:
                dossier.names(t, views.dossier(corpus, filters, t))
        with folded(t("places.why"), "short-why") as opened:
            if opened:
                dossier.reasons(t, views.dossier(corpus, filters, t))
        with folded(t("evidence.tellings"), "short-articles") as opened:
            if opened:
                by_article(t, corpus, filters, place)
        with folded(t("evidence.movements_here"), "short-movements") as opened:
            if opened:
                movements_at(t, corpus, filters, place)
        st.page_link(
            "geo/pages/places.py",
            label=t("evidence.dossier"),
            icon=":material/location_on:",
            query_params=look.in_language(t, **filters.to_query()),
        )


@contextmanager
def folded(label: str, key: str) -> Iterator[bool]:
    """A part of the panel that is opened by hand, and stays so from one place to the next. Gives whether it is open."""
    part = st.expander(label, key=key, on_change="rerun", type="compact")
    with part:
        yield bool(part.open)


def by_article(t: Translator, corpus: Corpus, filters: Filters, place: str) -> None:
    found, total = tellings(corpus, filters, t, place, ARTICLES)
    st.html(look.element("ul", "dl-list", *[telling(t, each) for each in found]))
    if total > len(found):
        st.html(look.element("p", "dl-quiet", t("evidence.articles", count=total)))


def telling(t: Translator, each: Telling) -> look.Html:
    roles = [t(f"places.as_{role}", count=count) for role, count in each.roles.items()]
    about = f"{each.publisher or t('evidence.unknown_publisher')}, {each.published}"
    return look.element(
        "li",
        "",
        look.element("p", "dl-ends", each.title, dir="auto"),
        look.element("p", "dl-status", " · ".join(roles)),
        look.element("p", "dl-source", f"{about} · ", look.reader_link(t, each.article_id, each.at, each.title)),
    )


def movements_at(t: Translator, corpus: Corpus, filters: Filters, place: str) -> None:
    found, total = claims_at(corpus, filters, t, place, shown(), session.kept("opened_claim"))
    if not found:
        st.html(look.element("p", "dl-quiet", t("evidence.none_here")))
    claim_cards(t, found, "here")
    if total > len(found):
        st.html(look.element("p", "dl-quiet", t("evidence.movements", count=total)))


def precision(t: Translator, place: pd.Series) -> str:
    if pd.isna(place["lat"]):
        return t("evidence.off_map")
    return (
        t("evidence.area")
        if place["kind"] in views.AREA_KINDS or pd.isna(place["radius_km"])
        else t("evidence.radius", km=round(place["radius_km"]))
    )


def of_route(t: Translator, corpus: Corpus, filters: Filters) -> None:
    chosen, others = views.claims_of(corpus, filters, t, opened=session.kept("opened_claim"))
    if not chosen:
        heading(t, t("evidence.route"), "")
        nothing(t, filters)
        return
    first = chosen[0]
    heading(t, t("evidence.route"), " → ".join([first.origin, *first.via, first.destination]), t("evidence.schematic"))
    if contest := views.contest_of(corpus, first.line):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                t("compare.here"),
                key="side-by-side",
                icon=":material/compare_arrows:",
                type="tertiary",
                on_click=session.keep,
                kwargs={"side_by_side": contest},
            )
            st.page_link(
                "geo/pages/compare.py",
                label=t("compare.link"),
                query_params=look.in_language(t, movement=contest),
            )
        if session.kept("side_by_side") == contest:
            side_by_side(t, corpus, contest)
    claim_cards(t, chosen, "chosen")
    if others:
        st.html(look.element("p", "dl-eyebrow", t("evidence.others")))
        claim_cards(t, others[: shown()], "other")
        more(t, len(others))


def side_by_side(t: Translator, corpus: Corpus, key: str) -> None:
    """Who alleges, denies and admits it, over the map: whoever closes it finds the view as it was, and whoever reads a sentence
    in its article and comes back finds it open."""

    @st.dialog(t("compare.title"), width="large", on_dismiss=lambda: session.forget("side_by_side"))
    def over_the_map() -> None:
        contest = next((each for each in views.contests(corpus, t) if each.key == key), None)
        if contest is not None:
            compare.sides(t, contest, views.compare(corpus, key, t, limit=session.kept("voices", compare.VOICES)))

    over_the_map()


def of_period(t: Translator, corpus: Corpus, filters: Filters) -> None:
    found, total = views.claims(corpus, filters, t, limit=shown(), opened=session.kept("opened_claim"))
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
                    kwargs={"opened_claim": claim.id},
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
