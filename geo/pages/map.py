"""The map: filters left, map and timeline in the middle, the sentences behind them on the right."""

from __future__ import annotations

import time
from datetime import date

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.i18n import Translator
from geo.pages import evidence, filtering, look, session, share
from geo.presentation import maps, views
from geo.presentation.views import Atlas, Corpus, Filters, Notice

MOST_LINES = 150  # drawn, those that are claimed most; beyond, a map tells nothing any more
AHEAD_SECONDS = 0.05
MAP_HEIGHT, TIMELINE_HEIGHT, EVIDENCE_HEIGHT = 540, 96, 770


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        arrived = session.enter("map")
        corpus = session.corpus(t)
        if corpus.empty:
            session.nothing_yet(t)
            return
        filters, notices = session.filters(arrived)
        view, view_notices = session.map_view(arrived)
        nowhere, asked = unknown(corpus, filters), filters
        session.notices(t, (*notices, *view_notices, *nowhere))
        if nowhere:
            filters = filters.cleared("selection")
        atlas = views.atlas(corpus, filters, t, most=MOST_LINES)
        if session.embedded():
            session.publish(asked)
            embedded(t, corpus, filters, atlas, view)
            return
        with st.container(key="desk"):
            middle, right = st.columns([1.9, 1], gap="medium")
            with middle:
                st.html(look.element("p", "dl-summary", views.summary(atlas.counts, t)))
                above = st.container(key="above", horizontal=True, vertical_alignment="center")
                draw(t, corpus, atlas, filters, view)
            ahead(filters)
            session.publish(asked)
            with above:
                filtering.chips(t, corpus, filters)
                share.share(t)
            with right, st.container(key="evidence", height=EVIDENCE_HEIGHT, border=False):
                evidence.panel(t, corpus, filters)
            filtering.filter_bar(
                t, corpus, filters
            )  # after what is looked at: the map and the panel do not wait for it
            with middle:
                timeline(t, corpus, filters)
                if atlas.left_out:
                    lines = t("map.strongest", count=atlas.left_out, drawn=len(atlas.routes))
                    st.html(look.element("p", "dl-quiet", lines))
                unmapped = t("audit.link", count=int(views.unmapped(corpus).sum()))
                st.page_link("geo/pages/audit.py", label=unmapped, icon=":material/location_off:")
                st.page_link(  # for who does not see a map
                    "geo/pages/places.py",
                    label=t("map.table"),
                    icon=":material/table_rows:",
                    query_params=filters.cleared("selection").to_query(),
                )


def ahead(filters: Filters) -> None:
    """Lets another map reach the browser alone: what comes with it is laid out before it, the panel and every filter with its
    counts. A choice on the map changes the panel rather than the map, and does not wait."""
    shown = filters.cleared("selection")
    if session.kept("drawn") != shown:
        session.keep(drawn=shown)
        time.sleep(AHEAD_SECONDS)


def embedded(
    t: Translator, corpus: Corpus, filters: Filters, atlas: Atlas, view: tuple[float, float, float] | None
) -> None:
    """Inside somebody else's page: the map, one line about it, and what is behind the mark that was clicked."""
    chosen = filters.selection is not None
    st.html(f"<style>{look.EMBED_STYLE}{look.EMBED_CHOSEN if chosen else ''}</style>")
    draw(t, corpus, atlas, filters, view)
    link = look.element("a", "dl-link", t("share.open"), href=session.full_address(), target="_blank", rel="noopener")
    counts = [
        t("evidence.places", count=atlas.counts.places),
        t("evidence.movements", count=sum(atlas.counts.claims.values())),
    ]
    st.html(look.element("p", "dl-quiet dl-foot", f"{' · '.join(counts)} · ", link))
    if chosen:
        with st.container(key="evidence"):
            evidence.panel(t, corpus, filters)


def unknown(corpus: Corpus, filters: Filters) -> list[Notice]:
    place, route = filters.selected("place"), filters.selected("route")
    if place and place not in corpus.places.index:
        return [Notice("no_such_place", "place", place[:40])]
    if route and route not in corpus.claims["line"].cat.categories:
        return [Notice("no_such_route", "route", route[:40])]
    return []


def draw(
    t: Translator, corpus: Corpus, atlas: Atlas, filters: Filters, view: tuple[float, float, float] | None
) -> None:
    dark = st.context.theme.type == "dark"
    table = corpus.once(("table", t.language), lambda: maps.table_of(views.placeable(corpus, t.language)))
    moments = views.moments(corpus, filters, atlas) if session.asked("play") else None

    def told() -> None:
        answer = session.kept("map-component")
        heard(*maps.reported(answer), answer)

    with st.container(key="map", height=MAP_HEIGHT + 2, border=False):
        st_folium(
            maps.base_map(language=t.language, dark=dark),
            feature_group_to_add=maps.overlay(
                atlas.places,
                atlas.routes,
                atlas.relatives,
                selected=filters.selection,
                view=view,
                moments=moments,
                table=table,
                address=session.serve(table.file, table.digest),
            ),
            returned_objects=["last_object_clicked_tooltip"],
            key="map-component",
            use_container_width=True,
            height=MAP_HEIGHT,
            on_change=told,  # before the run, so that one run shows what was chosen
        )


def heard(kind: str, what: str, answer: dict) -> None:
    """What the map said: a mark or its bare ground was clicked, playback was closed, or its moment is to be the period."""
    if kind == "play":
        session.ask(play=None, moment=None, span=None)
    elif kind == "period":
        first, _, last = what.partition("/")
        session.ask(play=None, moment=None, span=None)
        session.update(date_from=first, date_to=last)
    else:
        session.update(selection=maps.clicked(answer))  # none: the bare map was clicked


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

    undated = views.mentioned(corpus, filters.cleared("date_from", "date_to", "undated")) - int(bars["mentions"].sum())
    st.vega_lite_chart(
        *histogram(t, bars), key=f"bars-{generation}", on_select=swept, alt=t("map.timeline"), height=TIMELINE_HEIGHT
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
    quick(t, corpus, filters)
    if undated:
        st.html(look.element("p", "dl-quiet", t("map.undated_count", count=undated)))


def quick(t: Translator, corpus: Corpus, filters: Filters) -> None:
    """Playback, and the periods worth one click."""
    periods = {name: (first, last) for name, first, last in views.quick_periods(corpus, filters)}
    with st.container(key="quick", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            t("map.play"),
            key="play",
            icon=":material/play_arrow:",
            disabled=bool(session.asked("play")),
            on_click=lambda: session.ask(play=views.playback_step(corpus, session.in_force())),
        )
        for name, (first, last) in periods.items():
            on = (filters.date_from, filters.date_to) == (first, last)
            st.button(
                t(f"quick.{name}") if f"quick.{name}" in t else name,
                key=f"quick-{name}",
                type="primary" if on else "secondary",
                on_click=toggle_period,
                args=(first, last),
            )


def toggle_period(first: str, last: str | None) -> None:
    now = session.in_force()
    on = (now.date_from, now.date_to) == (first, last)
    session.update(date_from=None if on else first, date_to=None if on else last)


def set_period(start: date, end: date, first: date, last: date) -> None:
    """A period that leaves nothing out is none."""
    session.update(
        date_from=start.isoformat() if start > first else None,
        date_to=end.isoformat() if end < last else None,
    )


def histogram(t: Translator, bars: pd.DataFrame) -> tuple[pd.DataFrame, dict]:
    """The bars' rows and their drawing in Vega-Lite, the same as long as the corpus is: a filter changes the rows alone.

    Days are counted as whole numbers: a time scale would shift them with the reader's time zone.
    """
    starts, ends = ([day.toordinal() for day in bars[side]] for side in ("start", "end"))
    when = [
        t.when(*(day.isoformat() for day in row), "range") for row in bars[["start", "end"]].itertuples(index=False)
    ]
    rows = pd.DataFrame({"start": starts, "end": [day + 1 for day in ends], "when": when, "zero": 0}).join(
        bars[["mentions", "claims", "inside"]]
    )
    rows["said"] = [
        ", ".join([words, t("summary_of.mentions", count=mentions), t("evidence.movements", count=claims)])
        for words, mentions, claims in zip(when, bars["mentions"], bars["claims"], strict=True)
    ]
    ticks = tick_words(t, starts[0], ends[-1])
    axis = {
        "aria": False,  # Vega would say its days as numbers, and in English
        "labelExpr": "{" + ", ".join(f"'{day}': '{word}'" for day, word in ticks.items()) + "}[datum.value]",
        "values": list(ticks),
        "grid": False,
        "labelOverlap": "greedy",
        "labelAlign": "left",
        "tickSize": 4,
    }
    scale = {"domain": [starts[0], ends[-1] + 1], "nice": False}
    drawing = {
        "mark": {"type": "rect", "stroke": None},
        "encoding": {
            "x": {"field": "start", "type": "quantitative", "title": None, "scale": scale, "axis": axis},
            "x2": {"field": "end"},
            "y": {"field": "mentions", "type": "quantitative", "title": None, "axis": None},
            "y2": {"field": "zero"},
            "description": {"field": "said"},
            "color": {"condition": {"test": "datum.inside", "value": "#8a7f6d"}, "value": "#8a7f6d55"},
            "tooltip": [
                {"field": "when", "type": "nominal", "title": t("filters.period")},
                {"field": "mentions", "type": "quantitative", "title": t("map.mentions")},
                {"field": "claims", "type": "quantitative", "title": t("map.claims")},
            ],
        },
        "params": [{"name": "brush", "select": {"type": "interval", "encodings": ["x"]}}],
        "height": TIMELINE_HEIGHT,
        "padding": {"left": 4, "right": 4, "top": 2, "bottom": 2},
        "config": {"view": {"strokeWidth": 0}},
    }
    return rows, drawing


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


if __name__ == "__main__":
    page()
