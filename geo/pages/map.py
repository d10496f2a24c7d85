"""The map: filters left, map and timeline in the middle, the sentences behind them on the right."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.i18n import Translator
from geo.pages import look, session
from geo.presentation import maps, views
from geo.presentation.views import Atlas, Corpus, Excerpt, Filters, Notice
from geo.presentation.views.filters import DATE_KINDS, UNKNOWN_PUBLISHER

MAP_HEIGHT, TIMELINE_HEIGHT, EVIDENCE_HEIGHT = 540, 96, 770
CARDS = 10  # claims or sentences shown before "more" is asked for


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        arrived = session.enter("map")
        corpus = session.corpus(t)
        if corpus.empty:
            session.nothing_yet(t)
            return
        filters, notices = session.filters(arrived)
        session.publish(filters)
        view, view_notices = session.map_view(arrived)
        nowhere = unknown(corpus, filters)
        session.notices(t, (*notices, *view_notices, *nowhere))
        if nowhere:
            filters = filters.cleared("selection")
        filter_bar(t, corpus, filters)
        atlas = views.atlas(corpus, filters, t)
        with st.container(key="desk"):
            middle, right = st.columns([1.9, 1], gap="medium")
            with middle:
                st.html(look.element("p", "dl-summary", views.summary(atlas.counts, t)))
                chips(t, filters)
                draw(t, atlas, filters, view)
                timeline(t, corpus, filters)
                unmapped = t("audit.link", count=int(views.unmapped(corpus).sum()))
                st.page_link("geo/pages/about.py", label=unmapped, icon=":material/location_off:")
            with right, st.container(key="evidence", height=EVIDENCE_HEIGHT, border=False):
                evidence(t, corpus, filters, atlas)


def unknown(corpus: Corpus, filters: Filters) -> list[Notice]:
    place, route = filters.selected("place"), filters.selected("route")
    if place and place not in corpus.places.index:
        return [Notice("no_such_place", "place", place[:40])]
    if route and route not in set(corpus.claims["line"]):
        return [Notice("no_such_route", "route", route[:40])]
    return []


# --- left: filters -------------------------------------------------------------------------------------------------


def filter_bar(t: Translator, corpus: Corpus, filters: Filters) -> None:
    counts = views.facets(corpus, filters)
    with st.sidebar:
        search(t, corpus, filters)
        choose_date_kind(t, filters)
        choose_publishers(t, filters, counts["publishers"])
        for field, word in (("stances", "stance"), ("flows", "flow"), ("modalities", "modality"), ("roles", "role")):
            choose(t, filters, field, word, counts[field])


def search(t: Translator, corpus: Corpus, filters: Filters) -> None:
    """A place by any of its names; any other word is looked for in the sentences."""
    names = {place: corpus.place_name(place, t.language) for place in corpus.mentions["place_id"].dropna().unique()}
    options = sorted(names, key=lambda place: corpus.fold(names[place]))

    def searched() -> None:
        asked = st.session_state["search"] or ""
        place = asked if asked in names else session.find_place(corpus, asked, t)
        if place:
            session.update(selection=f"place:{place}", text="")
        else:
            session.update(text=asked, selection=None)

    st.session_state["search"] = filters.text or (
        filters.selected("place") if filters.selected("place") in names else None
    )
    st.selectbox(
        t("filters.search"),
        options,
        format_func=lambda value: names.get(value, value),
        key="search",
        on_change=searched,
        placeholder=t("filters.search_hint"),
        accept_new_options=True,
    )
    if filters.text:
        st.caption(t("filters.search_unknown"))


def choose_date_kind(t: Translator, filters: Filters) -> None:
    st.session_state["date_kind"] = filters.date_kind
    st.segmented_control(
        t("filters.kind"),
        DATE_KINDS,
        format_func=lambda kind: t(f"filters.{kind}"),
        key="date_kind",
        on_change=lambda: session.update(
            date_kind=st.session_state["date_kind"] or filters.date_kind, date_from=None, date_to=None
        ),
        width="stretch",
    )
    st.session_state["undated"] = filters.undated
    st.toggle(
        t("filters.undated"),
        key="undated",
        disabled=not filters.has_period,
        on_change=lambda: session.update(undated=st.session_state["undated"]),
    )


def choose_publishers(t: Translator, filters: Filters, counts: dict[str, int]) -> None:
    def shown(name: str) -> str:
        label = t("filters.publisher_unknown") if name == UNKNOWN_PUBLISHER else name
        return t("filters.choice", label=label, count=counts.get(name, 0))

    st.session_state["publishers"] = [name for name in filters.publishers if name in counts]
    st.multiselect(
        t("filters.publishers"),
        list(counts),
        format_func=shown,
        key="publishers",
        placeholder=t("filters.publishers_all"),
        on_change=lambda: session.update(publishers=tuple(st.session_state["publishers"])),
    )


def choose(t: Translator, filters: Filters, field: str, word: str, counts: dict[str, int]) -> None:
    st.session_state[field] = list(getattr(filters, field))
    st.pills(
        t(f"filters.{field}"),
        [choice for choice, count in counts.items() if count or choice in getattr(filters, field)],
        selection_mode="multi",
        format_func=lambda choice: t("filters.choice", label=t(f"{word}.{choice}"), count=counts[choice]),
        key=field,
        on_change=lambda: session.update(**{field: tuple(st.session_state[field])}),
    )


def chips(t: Translator, filters: Filters) -> None:
    """What narrows the view, each with one click to undo it. Words of ours only: labels are read as Markdown."""
    active = []
    if filters.has_period:
        active.append((t("chip.period", period=period_words(t, filters)), ("date_from", "date_to", "undated")))
    if filters.publishers:
        active.append((t("chip.publishers", count=len(filters.publishers)), ("publishers",)))
    for field, word in (("stances", "stance"), ("flows", "flow"), ("modalities", "modality"), ("roles", "role")):
        if getattr(filters, field):
            active.append((", ".join(t(f"{word}.{choice}") for choice in getattr(filters, field)) + " ✕", (field,)))
    if filters.text:
        active.append((t("chip.text"), ("text",)))
    with st.container(key="chips", horizontal=True, gap="small", vertical_alignment="center"):
        if not active:
            st.html(look.element("p", "dl-quiet", t("filters.none")))
        for label, fields in active:
            st.button(label, key=f"chip-{fields[0]}", on_click=session.clear, args=fields)
        if active:
            st.button(t("filters.clear"), key="chip-all", type="tertiary", on_click=session.clear)


def period_words(t: Translator, filters: Filters) -> str:
    return t.when(filters.date_from, filters.date_to, "range")


# --- middle: map and timeline --------------------------------------------------------------------------------------


def draw(t: Translator, atlas: Atlas, filters: Filters, view: tuple[float, float, float] | None) -> None:
    dark = st.context.theme.type == "dark"
    with st.container(key="map", height=MAP_HEIGHT + 6, border=False):
        answer = st_folium(
            maps.base_map(language=t.language, dark=dark),
            feature_group_to_add=maps.overlay(
                atlas.places, atlas.routes, atlas.relatives, selected=filters.selection, view=view
            ),
            returned_objects=["last_object_clicked_tooltip"],
            key="map-component",
            use_container_width=True,
            height=MAP_HEIGHT,
        )
    if session.once("clicked", (answer or {}).get("last_object_clicked_tooltip")):
        session.update(selection=maps.clicked(answer))  # none: the bare map was clicked
        st.rerun()


def timeline(t: Translator, corpus: Corpus, filters: Filters) -> None:
    bars = views.timeline(corpus, filters)
    if bars.empty:
        st.caption(t("map.no_dates"))
        return
    first, last = (date.fromisoformat(day) for day in views.extent(corpus, filters.date_kind))
    generation = st.session_state.get("sweep", 0)

    def swept() -> None:
        brush = st.session_state[f"bars-{generation}"]["selection"].get("brush") or {}
        ends = sorted(date.fromordinal(int(day)) for day in brush.get("start", ()))
        if ends:
            st.session_state["sweep"] = generation + 1  # a new chart without the brush: slider and colours now say it
            set_period(*ends, first, last)

    undated = len(views.visible_mentions(corpus, filters.cleared("date_from", "date_to", "undated"))) - int(
        bars["mentions"].sum()
    )
    st.altair_chart(
        histogram(t, bars), key=f"bars-{generation}", on_select=swept, alt=t("map.timeline"), height=TIMELINE_HEIGHT
    )
    if first < last:
        start = max(first, min(last, date.fromisoformat(filters.date_from))) if filters.date_from else first
        end = max(start, min(last, date.fromisoformat(filters.date_to))) if filters.date_to else last
        st.session_state["period"] = (start, end)
        st.slider(
            t("filters.period"),
            first,
            last,
            key="period",
            format="DD/MM/YYYY" if t.language == "fr" else "D MMM YYYY",
            on_change=lambda: set_period(*st.session_state["period"], first, last),
            label_visibility="collapsed",
        )
    if undated:
        st.html(look.element("p", "dl-quiet", t("map.undated_count", count=undated)))


def set_period(start: date, end: date, first: date, last: date) -> None:
    """A period that leaves nothing out is none."""
    session.update(
        date_from=start.isoformat() if start > first else None,
        date_to=end.isoformat() if end < last else None,
    )


def histogram(t: Translator, bars: pd.DataFrame) -> alt.Chart:
    """Days are counted as whole numbers: a time scale would shift them with the reader's time zone."""
    starts, ends = ([day.toordinal() for day in bars[side]] for side in ("start", "end"))
    when = [
        t.when(*(day.isoformat() for day in row), "range") for row in bars[["start", "end"]].itertuples(index=False)
    ]
    rows = pd.DataFrame({"start": starts, "end": [day + 1 for day in ends], "when": when, "zero": 0}).join(
        bars[["mentions", "claims", "inside"]]
    )
    ticks = tick_words(t, starts[0], ends[-1])
    words = "{" + ", ".join(f"'{day}': '{word}'" for day, word in ticks.items()) + "}[datum.value]"
    return (
        alt.Chart(rows)
        .mark_rect(stroke=None)
        .encode(
            x=alt.X(
                "start:Q",
                title=None,
                scale=alt.Scale(domain=[starts[0], ends[-1] + 1], nice=False),
                axis=alt.Axis(
                    labelExpr=words,
                    values=list(ticks),
                    grid=False,
                    labelOverlap="greedy",
                    labelAlign="left",
                    tickSize=4,
                ),
            ),
            x2="end:Q",
            y=alt.Y("mentions:Q", title=None, axis=None),
            y2="zero:Q",
            color=alt.condition("datum.inside", alt.value("#8a7f6d"), alt.value("#8a7f6d55")),
            tooltip=[
                alt.Tooltip("when:N", title=t("filters.period")),
                alt.Tooltip("mentions:Q", title=t("map.mentions")),
                alt.Tooltip("claims:Q", title=t("map.claims")),
            ],
        )
        .add_params(alt.selection_interval(name="brush", encodings=["x"]))
        .properties(height=TIMELINE_HEIGHT, padding={"left": 4, "right": 4, "top": 2, "bottom": 2})
        .configure_view(strokeWidth=0)
    )


def tick_words(t: Translator, first: int, last: int) -> dict[int, str]:
    """Day number → what the axis says there: months, or years once there are many; at most ten."""
    months = pd.period_range(date.fromordinal(first), date.fromordinal(last), freq="M")
    if len(months) > 60:
        years = [period for period in months if period.month == 1]
        return {period.start_time.toordinal(): str(period.year) for period in years[:: 1 + len(years) // 10]}
    months = months[:: 1 + len(months) // 10]
    words = {
        max(first, p.start_time.toordinal()): t.day(p.start_time.date().isoformat(), "LLL y" if p.month == 1 else "LLL")
        for p in months
    }
    words[next(iter(words))] = t.day(months[0].start_time.date().isoformat(), "LLL y")
    return words


# --- right: evidence -----------------------------------------------------------------------------------------------


def evidence(t: Translator, corpus: Corpus, filters: Filters, atlas: Atlas) -> None:
    if filters.selected("place") in corpus.places.index:
        evidence_of_place(t, corpus, filters)
    elif filters.selected("route") in set(corpus.claims["line"]):
        evidence_of_route(t, corpus, filters)
    else:
        evidence_of_period(t, corpus, filters)


def heading(t: Translator, eyebrow: str, title: str, quiet: str = "", *, close: bool = True) -> None:
    with st.container(horizontal=True, vertical_alignment="top"):
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


def evidence_of_place(t: Translator, corpus: Corpus, filters: Filters) -> None:
    place = corpus.places.loc[filters.selected("place")]
    found, total = views.excerpts(corpus, filters, t, limit=shown())
    about = [t(f"kind.{place['kind']}"), precision(t, place), t("evidence.in_all", count=total)]
    heading(t, t("evidence.place"), corpus.place_name(place["id"], t.language), " · ".join(about))
    if not found:
        nothing(t)
    for number, excerpt in enumerate(found):
        with st.container(key=f"card-{number}"):
            st.html(look.excerpt_card(excerpt, t))
            read_link(t, excerpt)
    more(t, total)


def precision(t: Translator, place: pd.Series) -> str:
    if pd.isna(place["lat"]):
        return t("evidence.off_map")
    return (
        t("evidence.area")
        if place["kind"] in views.AREA_KINDS or pd.isna(place["radius_km"])
        else t("evidence.radius", km=round(place["radius_km"]))
    )


def evidence_of_route(t: Translator, corpus: Corpus, filters: Filters) -> None:
    chosen, others = views.claims_of(corpus, filters, t)
    if not chosen:
        heading(t, t("evidence.route"), "")
        nothing(t)
        return
    first = chosen[0]
    heading(t, t("evidence.route"), " → ".join([first.origin, *first.via, first.destination]), t("evidence.schematic"))
    claim_cards(t, chosen, "chosen")
    if others:
        st.html(look.element("p", "dl-eyebrow", t("evidence.others")))
        claim_cards(t, others[: shown()], "other")
        more(t, len(others))


def evidence_of_period(t: Translator, corpus: Corpus, filters: Filters) -> None:
    found, total = views.claims(corpus, filters, t, limit=shown())
    heading(t, t("evidence.title"), t("evidence.movements", count=total), t("evidence.schematic"), close=False)
    if not found:
        st.caption(t("evidence.none"))
    claim_cards(t, found, "claim")
    more(t, total)


def claim_cards(t: Translator, found: list[views.Claim], prefix: str) -> None:
    for claim in found:
        with st.container(key=f"card-{prefix}-{claim.id}"):
            st.html(look.claim_card(claim, t))
            with st.container(horizontal=True, vertical_alignment="center"):
                read_link(t, claim.excerpts[0])
                if claim.drawn and prefix != "chosen":
                    st.button(
                        t("evidence.show"),
                        key=f"show-{claim.id}",
                        type="tertiary",
                        on_click=session.update,
                        kwargs={"selection": f"route:{claim.line}"},
                    )
            if len(claim.excerpts) > 1:
                with st.expander(t("evidence.sentences", count=len(claim.excerpts) - 1)):
                    for excerpt in claim.excerpts[1:]:
                        st.html(look.excerpt_card(excerpt, t))
                        read_link(t, excerpt)


def read_link(t: Translator, excerpt: Excerpt) -> None:
    st.page_link(
        "geo/pages/reader.py",
        label=t("evidence.read"),
        icon=":material/article:",
        query_params={"article": excerpt.article_id, "at": str(excerpt.at)},
    )


def nothing(t: Translator) -> None:
    st.caption(f"{t('empty.nothing')} {t('empty.nothing_more')}")


def shown() -> int:
    return st.session_state.get("cards", CARDS)


def more(t: Translator, total: int) -> None:
    if total > shown():
        st.button(t("evidence.more"), key="more", on_click=lambda: st.session_state.update(cards=shown() + CARDS))


if __name__ == "__main__":
    page()
