"""The places: what was put where and why, the names that are nowhere, and every correction with its undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.i18n import Translator
from geo.pages import correcting, dossier, editing, look, session
from geo.pages.filtering import chips, filter_bar
from geo.presentation import views
from geo.presentation.markup import safe_html
from geo.presentation.views import Corpus, Dossier, Filters, Naming

SECTIONS = ("places", "names", "corrections")
TABLE_HEIGHT = 460
SHOWN = 12  # mentions of a place before "more" is asked for


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        arrived = session.enter("places")
        corpus = session.corpus(t)
        if corpus.empty:
            session.nothing_yet(t)
            return
        correcting.follow(t, corpus)
        filters, notices = session.filters(arrived)
        session.publish(filters)
        session.notices(t, notices)
        filter_bar(t, corpus, filters)
        may_edit = session.rights().editing == "on"
        with st.container(key="desk"):
            middle, right = st.columns([2.1, 1], gap="medium")
            with middle:
                st.title(t("places.title"), anchor=False)
                chips(t, corpus, filters)
                section = choose_section(t, corpus, filters)
                if section == "places":
                    place_table(t, corpus, filters)
                elif section == "names":
                    name_table(t, corpus, filters)
                else:
                    correcting.history(t, corpus, may_edit=may_edit)
            with right:
                panel(t, corpus, filters, section, may_edit=may_edit)


# --- the lists ------------------------------------------------------------------------------------------------------


def choose_section(t: Translator, corpus: Corpus, filters: Filters) -> str:
    counts = {
        "places": len(views.placed(corpus, filters, t)),
        "names": len(views.unplaced(corpus, filters)),
        "corrections": len(correcting.book().in_force),
    }
    asked = session.asked("show")
    session.keep(section=asked if asked in SECTIONS else SECTIONS[0])
    st.segmented_control(
        t("places.title"),
        SECTIONS,
        format_func=lambda section: t("filters.choice", label=t(f"places.{section}"), count=counts[section]),
        key="section",
        on_change=lambda: session.ask(show=session.kept("section"), mention=None),
        label_visibility="collapsed",
    )
    return session.kept("section") or SECTIONS[0]


def place_table(t: Translator, corpus: Corpus, filters: Filters) -> None:
    words = st.text_input(t("places.find"), key="place_words", max_chars=100, placeholder=t("filters.search_hint"))
    rows = views.placed(corpus, filters, t, words)
    if rows.empty:
        st.html(look.element("p", "dl-quiet", t("empty.nothing")))
        return

    def choose(place: str | None) -> None:
        session.update(selection=f"place:{place}" if place else None)
        session.ask(mention=None, name=None)

    editing.chooser(
        "places",
        pd.DataFrame(
            {
                t("places.name"): rows["name"],
                t("places.kind"): [dossier.kind_words(t, kind) for kind in rows["kind"]],
                t("places.country"): [
                    dossier.country_words(t, code) for code in rows["country"].where(rows["kind"] != "country")
                ],
                t("places.mentions"): rows["mentions"],
                t("places.others"): rows["others"],
                t("places.articles"): rows["articles"],
                t("places.sureness"): [t(f"sure.{word}") if word else "" for word in rows["sureness"]],
                t("places.source"): [dossier.source_words(t, source) for source in rows["source"]],
            }
        ),
        list(rows["id"]),
        filters.selected("place") or "",
        choose,
        alt=t("places.title"),
        height=TABLE_HEIGHT,
        widths=dict.fromkeys((t("places.mentions"), t("places.others"), t("places.articles")), 70)
        | {t("places.name"): 110, t("places.kind"): 116, t("places.country"): 84, t("places.sureness"): 76},
    )
    st.html(look.element("p", "dl-source", t("places.columns")))


def name_table(t: Translator, corpus: Corpus, filters: Filters) -> None:
    words = st.text_input(t("places.find"), key="name_words", max_chars=100)
    rows = views.unplaced(corpus, filters, words)
    st.html(look.element("p", "dl-quiet", t("places.names_intro")))
    if rows.empty:
        st.html(look.element("p", "dl-quiet", t("empty.nothing")))
        return

    def choose(name: str | None) -> None:
        session.ask(name=name, mention=None)
        session.update(selection=None)

    editing.chooser(
        "names",
        pd.DataFrame(
            {
                t("places.name"): rows["name"],
                t("places.mentions"): rows["mentions"],
                t("places.articles"): rows["articles"],
                t("places.why_nowhere"): [look.reason_words(t, reason) for reason in rows["reason"]],
            }
        ),
        list(rows["key"]),
        session.asked("name"),
        choose,
        alt=t("places.names"),
        height=TABLE_HEIGHT,
        widths={t("places.name"): "medium"},
    )


# --- one place, or one name -----------------------------------------------------------------------------------------


def panel(t: Translator, corpus: Corpus, filters: Filters, section: str, *, may_edit: bool) -> None:
    """The file of what is chosen; of the first place of the list where nothing is."""
    mention = views.naming(corpus, session.asked("mention"), t)
    if mention and may_edit:
        correcting.panel(t, corpus, mention)
        return
    limit = SHOWN * session.kept("pages_of_mentions", 1)
    found = views.dossier(corpus, filters, t, limit)
    if found is None and session.asked("name"):
        found = views.name_dossier(corpus, filters, t, session.asked("name"), limit)
    nothing_asked = not (filters.selection or session.asked("name") or session.asked("mention"))
    first = views.placed(corpus, filters, t, session.kept("place_words", "")) if nothing_asked else ()
    if section == "places" and len(first):
        filters = replace(filters, selection=f"place:{first.iloc[0]['id']}")
        found = views.dossier(corpus, filters, t, limit)
    if found is None:
        st.html(look.element("p", "dl-quiet", t("places.choose_hint")))
        return
    heading(t, found)
    if found.place:
        st.page_link(
            "geo/pages/map.py",
            label=t("evidence.show"),
            icon=":material/location_on:",
            query_params=look.in_language(t, **filters.to_query()),
        )
        with st.expander(t("places.other_names"), key="other-names"):
            dossier.names(t, found)
    if found.namings:
        st.html(look.element("p", "dl-eyebrow", t("places.why" if found.place else "places.why_nowhere")))
        dossier.reasons(t, found)
    st.html(look.element("p", "dl-eyebrow", t("places.said", count=found.total)))
    if not found.namings:
        st.html(look.element("p", "dl-quiet", t("empty.nothing")))
    for number, mention in enumerate(found.namings):
        with st.container(key=f"card-{number}"):
            naming(t, mention, number, may_edit=may_edit)
    if found.total > len(found.namings):
        st.button(
            t("evidence.more"),
            key="more",
            on_click=lambda: session.keep(pages_of_mentions=session.kept("pages_of_mentions", 1) + 1),
        )


def heading(t: Translator, found: Dossier) -> None:
    place = found.place
    if place is None:
        eyebrow, title, lines = t("places.nowhere"), found.spellings[0], []
    else:
        eyebrow = ", ".join(
            filter(None, (dossier.kind_words(t, place["kind"]), dossier.country_words(t, place["country"])))
        )
        title = place["name"]
        lines = [
            where(t, place),
            f"{dossier.source_words(t, place['source'])}, {place['licence']}" if place["licence"] else "",
        ]
    counts = [t(f"places.as_{role}", count=count) for role, count in found.roles.items() if count and place]
    if found.sureness:
        counts.append(t("places.position", sureness=t(f"sure.{found.sureness}")))
    st.html(
        look.element(
            "div",
            "",
            look.element("p", "dl-eyebrow", eyebrow),
            look.element("p", "dl-title", title),
            *[look.element("p", "dl-quiet", line) for line in (*lines, " · ".join(counts)) if line],
        )
    )


def where(t: Translator, place: Mapping[str, object]) -> str:
    """Its point and how exactly that is known; of an area only that it is one: no number is the middle of a country."""
    if pd.isna(place["lat"]) or pd.isna(place["lon"]):
        return t("evidence.off_map")
    if place["kind"] in views.AREA_KINDS:
        return t("evidence.area")
    radius = place["radius_km"] if pd.notna(place["radius_km"]) else None
    return views.point_words(place["lat"], place["lon"], radius, t)


def naming(t: Translator, mention: Naming, number: int, *, may_edit: bool) -> None:
    about = [f"{mention.publisher or t('evidence.unknown_publisher')}, {mention.published}"]
    if mention.role != "place":
        about.append(t(f"role_note.{mention.role}"))
    elif mention.sureness and mention.sureness != "sure":
        about.append(t(f"sure.{mention.sureness}"))
    st.html(
        look.element(
            "div",
            "dl-card",
            look.element("p", "dl-sentence", safe_html(mention.pieces), dir="auto"),
            look.element("p", "dl-source", " · ".join(about)),
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "geo/pages/reader.py",
            label=t("evidence.read"),
            icon=":material/article:",
            query_params=look.in_language(t, article=mention.article_id, at=str(mention.at)),
        )
        if may_edit:
            st.button(
                t("edit.correct"),
                key=f"correct-{mention.id}",  # a quick hand may press the button of a list that has changed meanwhile
                icon=":material/edit:",
                type="tertiary",
                on_click=lambda: session.ask(mention=mention.id),
            )


if __name__ == "__main__":
    page()
