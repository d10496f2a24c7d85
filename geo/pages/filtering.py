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
LISTS = ("kinds", "languages")  # folded away as well
MOST_CHOICES = 200  # of a list, those there is most of: each is sent to the browser at every run
NAMED_ON_A_CHIP = 2


def filter_bar(t: Translator, corpus: Corpus, filters: Filters) -> None:
    counts = views.facets(corpus, filters, most=MOST_CHOICES)
    with st.sidebar:
        search(t, corpus, filters)
        choose_date_kind(t, filters)
        for field in ("stances", "flows"):
            choose(t, filters, field, counts[field])
        choose_many(t, filters, "publishers", counts["publishers"], words_for(t, corpus, "publishers"))
        for field in ("countries", "places", "claimants"):
            choose_many(t, filters, field, counts[field], words_for(t, corpus, field))
        # Once open it stays: the reader who takes a filter back has not folded it.
        unfolded = session.kept("more_filters", False) or any(getattr(filters, field) for field in (*MORE, *LISTS))
        session.keep(more_filters=unfolded)
        with st.expander(t("filters.more"), expanded=unfolded):
            for field in MORE:
                choose(t, filters, field, counts[field])
            for field in LISTS:
                choose_many(t, filters, field, counts[field], words_for(t, corpus, field))


def search(t: Translator, corpus: Corpus, filters: Filters) -> None:
    """A place by any of its names; any other word is looked for in the sentences."""
    names = views.mentioned_places(corpus, t.language, MOST_CHOICES)
    if (chosen := filters.selected("place")) and chosen in corpus.places.index:
        names = names | {chosen: corpus.place_name(chosen, t.language)}

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
        list(names),
        format_func=lambda value: names.get(value, value),
        key="search",
        on_change=searched,
        placeholder=t("filters.search_hint"),
        accept_new_options=True,
    )
    if filters.text:
        st.caption(t("filters.search_unknown"))


def choose_date_kind(t: Translator, filters: Filters) -> None:
    session.show("date_kind", filters.date_kind)
    st.segmented_control(
        t("filters.kind"),
        DATE_KINDS,
        format_func=lambda kind: t(f"filters.{kind}"),
        key="date_kind",
        on_change=lambda: session.update(
            date_kind=st.session_state["date_kind"] or session.in_force().date_kind, date_from=None, date_to=None
        ),
        width="stretch",
    )
    session.show("undated", filters.undated)
    st.toggle(
        t("filters.undated"),
        key="undated",
        disabled=not filters.has_period,
        on_change=lambda: session.update(undated=st.session_state["undated"]),
    )


def words_for(t: Translator, corpus: Corpus, field: str) -> Callable[[str], str | None]:
    """What a choice of that filter is called; of a stranger's address it may be called nothing."""
    return {
        "publishers": lambda name: t("filters.publisher_unknown") if name == UNKNOWN_PUBLISHER else name,
        "countries": t.country,
        "places": lambda place: corpus.place_name(place, t.language),
        "claimants": views.claimants(corpus).get,
        "kinds": lambda kind: kind_words(t, kind),
        "languages": lambda code: t.locale.languages.get(code, ""),
    }[field]


def kind_words(t: Translator, kind: str) -> str:
    return t(f"kind.{kind}") if f"kind.{kind}" in t else kind


def choose_many(
    t: Translator, filters: Filters, field: str, counts: dict[str, int], words: Callable[[str], str | None]
) -> None:
    """A list that may be long: what is chosen, and what there is with its count."""
    chosen = getattr(filters, field)
    most = sorted((choice for choice, count in counts.items() if count), key=counts.__getitem__, reverse=True)
    kept = {*most[:MOST_CHOICES], *chosen}
    counts = {choice: count for choice, count in counts.items() if choice in kept} | dict.fromkeys(
        [choice for choice in chosen if choice not in counts], 0
    )
    if not counts:
        return
    labels = {
        choice: t("filters.choice", label=words(choice) or choice, count=count) for choice, count in counts.items()
    }
    session.show(field, list(chosen), labels)
    st.multiselect(
        t(f"filters.{field}"),
        list(counts),
        format_func=lambda choice: labels.get(choice, choice),
        key=field,
        placeholder=t("filters.all"),
        on_change=lambda: session.update(**{field: session.chosen(field)}),
    )


def choose(t: Translator, filters: Filters, field: str, counts: dict[str, int]) -> None:
    choices = [choice for choice, count in counts.items() if count or choice in getattr(filters, field)]
    if not choices:
        return
    session.show(field, list(getattr(filters, field)))
    st.pills(
        t(f"filters.{field}"),
        choices,
        selection_mode="multi",
        format_func=lambda choice: t("filters.choice", label=t(f"{CHOICES[field]}.{choice}"), count=counts[choice]),
        key=field,
        on_change=lambda: session.update(**{field: tuple(st.session_state[field])}),
    )


def chips(t: Translator, corpus: Corpus, filters: Filters) -> None:
    """What narrows the view, each with one click to undo it."""
    active = []
    if filters.has_period:
        active.append((t("chip.words", words=period_words(t, filters)), ("date_from", "date_to", "undated")))
    active += [(t("chip.words", words=words), (field,)) for field, words in chosen_words(t, corpus, filters).items()]
    if filters.text:
        active.append((t("chip.text", words=look.label(filters.text)), ("text",)))
    with st.container(key="chips", horizontal=True, gap="small", vertical_alignment="center"):
        if not active:
            st.html(look.element("p", "dl-quiet", t("filters.none")))
        for label, fields in active:
            st.button(label, key=f"chip-{fields[0]}", on_click=session.clear, args=fields)
        if active:
            st.button(t("filters.clear"), key="chip-all", type="tertiary", on_click=session.clear)


def chosen_words(t: Translator, corpus: Corpus, filters: Filters) -> dict[str, str]:
    """Filter → what is chosen, as the words of a label."""
    found = {}
    for field in (*CHOICES, "publishers", "countries", "places", "claimants", *LISTS):
        chosen = getattr(filters, field)
        if not chosen:
            continue
        if field in CHOICES:
            words = [t(f"{CHOICES[field]}.{choice}") for choice in chosen]
        else:
            named = words_for(t, corpus, field)
            words = [look.label(named(choice) or t("chip.unknown")) for choice in chosen]
        more = len(words) - NAMED_ON_A_CHIP
        found[field] = ", ".join(words[:NAMED_ON_A_CHIP]) + (f" +{more}" if more > 0 else "")
    return found


def period_words(t: Translator, filters: Filters) -> str:
    return t.when(filters.date_from, filters.date_to, "range")


def at_a_glance(t: Translator, corpus: Corpus) -> None:
    """Beside a page that has no filters: what there is in all, each number with the way to its list."""
    if corpus.empty:
        return
    span = views.extent(corpus, DATE_KINDS[0])
    counts = (
        ("reader", "article", t("evidence.articles", count=len(corpus.articles))),
        ("places", "location_on", t("summary_of.mentions", count=len(corpus.mentions))),
        ("map", "route", t("evidence.movements", count=corpus.claims["movement"].nunique())),
        ("audit", "location_off", t("audit.link", count=int(views.unmapped(corpus).sum()))),
    )
    with st.sidebar, st.container(key="glance", gap="small"):
        st.html(look.element("p", "dl-eyebrow", t("app.glance")))
        if span:
            st.html(look.element("p", "dl-quiet", t.period(*span)))
        for page, icon, label in counts:
            st.page_link(f"geo/pages/{page}.py", label=label, icon=f":material/{icon}:")
