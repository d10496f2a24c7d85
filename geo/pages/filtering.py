"""The filter bar and the chips that say what is on: widgets in, session.update out. For every page that shows a view."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geo.i18n import Translator
from geo.pages import look, session
from geo.presentation import views
from geo.presentation.views import Corpus, Filters
from geo.presentation.views.filters import DATE_KINDS, UNKNOWN_PUBLISHER

# Filters with a fixed list of choices → the section of the catalogues that names them; the rarer ones are folded away.
CHOICES = {"stances": "stance", "flows": "flow", "modalities": "modality", "roles": "role", "sureness": "sure"}
MORE = ("modalities", "roles", "sureness")


def filter_bar(t: Translator, corpus: Corpus, filters: Filters) -> None:
    counts = views.facets(corpus, filters)
    with st.sidebar:
        search(t, corpus, filters)
        choose_date_kind(t, filters)
        for field in ("stances", "flows"):
            choose(t, filters, field, counts[field])
        choose_many(t, filters, "publishers", counts["publishers"], publisher_words(t))
        names = {"countries": t.country, "claimants": views.claimants(corpus).get}
        for field in ("countries", "claimants"):
            choose_many(t, filters, field, counts[field], names[field])
        with st.expander(t("filters.more"), expanded=any(getattr(filters, field) for field in (*MORE, "kinds"))):
            for field in MORE:
                choose(t, filters, field, counts[field])
            choose_many(t, filters, "kinds", counts["kinds"], lambda kind: kind_words(t, kind))


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


def publisher_words(t: Translator) -> Callable[[str], str]:
    return lambda name: t("filters.publisher_unknown") if name == UNKNOWN_PUBLISHER else name


def kind_words(t: Translator, kind: str) -> str:
    return t(f"kind.{kind}") if f"kind.{kind}" in t else kind


def choose_many(
    t: Translator, filters: Filters, field: str, counts: dict[str, int], words: Callable[[str], str | None]
) -> None:
    """A list that may be long: what is chosen, and what there is with its count."""
    chosen = getattr(filters, field)
    counts = {choice: count for choice, count in counts.items() if count or choice in chosen} | dict.fromkeys(
        [choice for choice in chosen if choice not in counts], 0
    )
    st.session_state[field] = list(chosen)
    st.multiselect(
        t(f"filters.{field}"),
        list(counts),
        format_func=lambda choice: t("filters.choice", label=words(choice) or choice, count=counts.get(choice, 0)),
        key=field,
        placeholder=t("filters.all"),
        on_change=lambda: session.update(**{field: tuple(st.session_state[field])}),
    )


def choose(t: Translator, filters: Filters, field: str, counts: dict[str, int]) -> None:
    st.session_state[field] = list(getattr(filters, field))
    st.pills(
        t(f"filters.{field}"),
        [choice for choice, count in counts.items() if count or choice in getattr(filters, field)],
        selection_mode="multi",
        format_func=lambda choice: t("filters.choice", label=t(f"{CHOICES[field]}.{choice}"), count=counts[choice]),
        key=field,
        on_change=lambda: session.update(**{field: tuple(st.session_state[field])}),
    )


def chips(t: Translator, filters: Filters) -> None:
    """What narrows the view, each with one click to undo it. Words of ours only: labels are read as Markdown."""
    active = []
    if filters.has_period:
        active.append((t("chip.period", period=period_words(t, filters)), ("date_from", "date_to", "undated")))
    for field in ("publishers", "claimants"):
        if getattr(filters, field):
            active.append((t(f"chip.{field}", count=len(getattr(filters, field))), (field,)))
    for field, words in chosen_words(t, filters).items():
        active.append((t("chip.words", words=", ".join(words)), (field,)))
    if filters.text:
        active.append((t("chip.text"), ("text",)))
    with st.container(key="chips", horizontal=True, gap="small", vertical_alignment="center"):
        if not active:
            st.html(look.element("p", "dl-quiet", t("filters.none")))
        for label, fields in active:
            st.button(label, key=f"chip-{fields[0]}", on_click=session.clear, args=fields)
        if active:
            st.button(t("filters.clear"), key="chip-all", type="tertiary", on_click=session.clear)


def chosen_words(t: Translator, filters: Filters) -> dict[str, list[str]]:
    """Filter → what is chosen, for those whose words are ours."""
    found = {field: [t(f"{word}.{choice}") for choice in getattr(filters, field)] for field, word in CHOICES.items()}
    found["kinds"] = [t(f"kind.{kind}") for kind in filters.kinds if f"kind.{kind}" in t]
    found["countries"] = [name for name in map(t.country, filters.countries) if name]
    unknown = {"kinds": len(filters.kinds), "countries": len(filters.countries)}
    return {field: words or [t("chip.unknown")] for field, words in found.items() if words or unknown.get(field)}


def period_words(t: Translator, filters: Filters) -> str:
    return t.when(filters.date_from, filters.date_to, "range")
