"""Corrections on the page: the form for one mention, and the history with its undo. Who and why are always asked.

What is saved is read from the widgets when the button is pressed, never from the run that drew them: a quick hand presses
it before the run that its last choice asked for has been.
"""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import corrections, pipeline
from geo.i18n import Translator
from geo.model import MODALITIES, ROLES, STANCES
from geo.pages import editing, look, session
from geo.presentation import maps, views
from geo.presentation.markup import Html, safe_html
from geo.presentation.views import Change, Claim, Corpus, Naming, Option

# What may be decided of a mention, and how far each decision may reach, narrowest first.
DECISIONS = {
    "choose": ("mention", "article", "corpus"),
    "move": ("mention", "article", "corpus", "place"),
    "reject": ("mention", "article", "corpus"),
    "role": ("mention", "article", "corpus"),
    "merge": ("place",),
}
PICK_HEIGHT = 260
HISTORY_SHOWN = 50
LIKELY, POSSIBLE = 0.5, 0.1  # the least shares for "likely" and "possible"


def book() -> corrections.Book:
    return corrections.read(pipeline.corrections_file(session.rights()))


# --- one mention ----------------------------------------------------------------------------------------------------


def panel(t: Translator, corpus: Corpus, mention: Naming) -> None:
    """The form for one mention: what is decided, how far it reaches, who and why."""
    st.button(t("correct.back"), key="back", type="tertiary", on_click=lambda: session.ask(mention=None))
    here = corpus.places.loc[mention.place].to_dict() if mention.place in corpus.places.index else None
    heading(t, mention, here)
    decisions = [what for what in DECISIONS if here is not None or what not in ("reject", "merge")]
    what = st.radio(
        t("correct.what"), decisions, format_func=lambda what: t(f"correct.{what}"), key=f"what-{mention.id}"
    )
    with st.container(key="decision"):  # one element: the form below keeps its place, and what is being typed in it
        if what == "merge":
            other_place(t, corpus, mention)
        else:
            {"choose": another, "move": elsewhere, "reject": nowhere, "role": role}[what](t, mention, here)
        reach(t, corpus, mention, what, here)

    def decide(who: str, why: str) -> None:
        what = session.kept(f"what-{mention.id}")
        new, scopes = decided(what, mention, here), reaches(what, here)
        scope = session.kept(f"reach-{mention.id}-{what}", scopes[0])
        subject = mention.place if scope == "place" else mention.id
        editing.save(t, [(what, subject, new, scope)] if new is not None or what == "reject" else [], who, why)
        session.keep(corrected=mention.id)

    key = f"sign-{mention.id}"
    with st.form(f"{key}-form", border=False):
        editing.sign(t, key, t("edit.save"), "save", decide)
    editing.refusal(key)


def decided(what: str, mention: Naming, here: dict | None) -> object:
    """What the widgets say now, as ``pipeline.propose`` takes it. None: nothing yet, or nothing but what it is already."""
    if what == "move":
        now = {name: session.kept(key) for name, key in point_keys(mention).items()}
        return None if None in now.values() or now == known_point(here) else now
    if what == "choose":
        return session.kept(candidate_key(mention, session.kept(f"look-up-{mention.id}", "")))
    if what == "merge":
        return session.kept(f"same-{mention.id}")
    role = session.kept(f"role-{mention.id}") if what == "role" else None
    return role if role != mention.role else None


def follow(t: Translator, corpus: Corpus) -> None:
    """After a correction, show where the mention is now. To be called before the filters are read."""
    corrected = session.kept("corrected")
    if corrected is None:
        return
    session.forget("corrected")
    mention = views.naming(corpus, corrected, t)
    place = mention.place if mention else None
    session.update(selection=f"place:{place}" if place else None)
    session.ask(mention=None, name=corpus.fold(mention.text) if mention and not place else None)


def heading(t: Translator, mention: Naming, here: dict | None) -> None:
    now = views.place_words(here, t) if here else t("change.nowhere")
    st.html(
        look.element(
            "div",
            "",
            look.element("p", "dl-eyebrow", t("edit.correct")),
            look.element("p", "dl-title", mention.text, dir="auto"),
            look.element("p", "dl-sentence", safe_html(mention.pieces), dir="auto"),
            look.element(
                "p", "dl-source", f"{mention.publisher or t('evidence.unknown_publisher')}, {mention.published}"
            ),
            look.element("p", "dl-status", t("correct.now", place=now, role=t(f"role.{mention.role}"))),
        )
    )


def candidate_key(mention: Naming, asked: str) -> str:
    return f"candidate-{mention.id}-{asked.strip()}"


def another(t: Translator, mention: Naming, here: dict | None) -> None:
    """Another place: one that was weighed for it, or any that the gazetteer knows by some name."""
    store, _ = session.workshop()
    asked = st.text_input(
        t("correct.look_up"), key=f"look-up-{mention.id}", max_chars=100, placeholder=t("correct.look_up_hint")
    )
    options = views.options(store.candidates(mention.id))
    if asked.strip():
        options = tuple(Option(place) for place in session.lookup(asked.strip(), t))
    options = {each.place.id: each for each in options if here is None or each.place.id != here["id"]}
    if not options:
        st.html(look.element("p", "dl-quiet", t("correct.none_found" if asked.strip() else "correct.none_weighed")))
        return
    st.selectbox(
        t("correct.candidates"),
        list(options),
        format_func=lambda place: option_words(t, options[place]),
        key=candidate_key(mention, asked),
    )


def option_words(t: Translator, option: Option) -> str:
    """« Makhatchkala (ville, Russie), 596 356 habitants, peu probable »."""
    place = option.place
    words = [views.place_words(asdict(place), t)]
    if place.population:
        words.append(t("correct.people", count=place.population))
    if option.share is not None:
        level = "likely" if option.share >= LIKELY else "possible" if option.share >= POSSIBLE else "unlikely"
        words.append(t(f"correct.{level}"))
    return ", ".join(words)


def known_point(here: dict | None) -> dict[str, float | None]:
    return {name: here[name] if here and pd.notna(here[name]) else None for name in ("lat", "lon", "radius_km")}


def point_keys(mention: Naming) -> dict[str, str]:
    return {name: f"{name}-{mention.id}" for name in known_point(None)}


def elsewhere(t: Translator, mention: Naming, here: dict | None) -> None:
    """A point, typed or picked on the map, and how well it is known."""
    start, keys = known_point(here), point_keys(mention)
    for name, key in keys.items():
        if session.kept(key) is None:
            session.keep(**{key: start[name] if name != "radius_km" else start[name] or 5.0})
    pick(t, mention, keys, (start["lat"], start["lon"], 6.0) if start["lat"] is not None else None)
    lat, lon, radius = st.columns(3)
    lat.number_input(t("correct.lat"), -90.0, 90.0, key=keys["lat"], format="%.4f", step=0.01)
    lon.number_input(t("correct.lon"), -180.0, 180.0, key=keys["lon"], format="%.4f", step=0.01)
    radius.number_input(t("correct.radius"), 0.1, 5000.0, key=keys["radius_km"], format="%.1f", step=1.0)


def pick(t: Translator, mention: Naming, keys: dict[str, str], view: tuple[float, float, float] | None) -> None:
    """A map of the point alone, which a click puts elsewhere. view: where it opens, however the point moves after that."""
    component = f"pick-{mention.id}"

    def clicked() -> None:
        at = (session.kept(component) or {}).get("last_clicked")
        if at:
            session.keep(**{keys["lat"]: round(at["lat"], 4), keys["lon"]: round((at["lng"] + 180) % 360 - 180, 4)})

    lat, lon = session.kept(keys["lat"]), session.kept(keys["lon"])
    known = lat is not None and lon is not None
    point = pd.DataFrame(
        [(mention.id, mention.text, "site", None, lat, lon, session.kept(keys["radius_km"]), 1, 0, 1, 0)] * known,
        columns=views.PLACE_COLUMNS,
    )
    no_lines = pd.DataFrame()
    st.caption(t("correct.pick"))
    with st.container(key="pick", height=PICK_HEIGHT + 6, border=False):
        st_folium(
            maps.base_map(language=t.language, dark=st.context.theme.type == "dark", apart=True),
            feature_group_to_add=maps.overlay(point, no_lines, no_lines, selected=None, view=view),
            returned_objects=["last_clicked"],
            key=component,
            on_change=clicked,
            use_container_width=True,
            height=PICK_HEIGHT,
        )


def nowhere(t: Translator, mention: Naming, here: dict | None) -> None:
    st.html(look.element("p", "dl-quiet", t("correct.reject_note")))


def role(t: Translator, mention: Naming, here: dict | None) -> None:
    st.radio(
        t("correct.role"),
        ROLES,
        index=ROLES.index(mention.role),
        format_func=lambda role: t(f"correct.role_{role}"),
        key=f"role-{mention.id}",
    )


def other_place(t: Translator, corpus: Corpus, mention: Naming) -> None:
    """The place of the corpus that this one is the same as."""
    mentioned = corpus.mentions["place_id"].dropna().unique()
    names = {place: views.place_words(corpus.places.loc[place].to_dict(), t) for place in mentioned}
    names.pop(mention.place, None)
    st.selectbox(
        t("correct.same_as"),
        sorted(names, key=lambda place: corpus.fold(names[place])),
        index=None,
        format_func=names.__getitem__,
        key=f"same-{mention.id}",
        placeholder=t("correct.same_as_hint"),
    )


def reaches(what: str, here: dict | None) -> list[str]:
    return [scope for scope in DECISIONS[what] if scope != "place" or here]


def reach(t: Translator, corpus: Corpus, mention: Naming, what: str, here: dict | None) -> None:
    """How far the decision goes, with how many mentions that touches."""
    counts = views.namesakes(corpus, mention) | {"mention": 1}
    counts["place"] = int((corpus.mentions["place_id"] == mention.place).sum()) if here else 0
    scopes = reaches(what, here)
    if len(scopes) == 1:
        st.html(look.element("p", "dl-quiet", t(f"correct.reach_{scopes[0]}_note", count=counts[scopes[0]])))
        return
    st.radio(
        t("correct.reach"),
        scopes,
        format_func=lambda scope: t(f"correct.reach_{scope}", count=counts[scope]),
        key=f"reach-{mention.id}-{what}",
    )


# --- the history ----------------------------------------------------------------------------------------------------


def history(t: Translator, corpus: Corpus, *, may_edit: bool) -> None:
    """Every correction, what wants a second look first, newest first."""
    store, _ = session.workshop()
    found = pipeline.history(store, session.rights())
    made = views.changes(corpus, found, t, for_editors=may_edit)
    for problem in pipeline.correction_problems(session.rights()):
        st.text(t.line(problem))
    if not made:
        st.html(look.element("p", "dl-quiet", t("change.none")))
        return
    conflicting = [change for change in made if change.conflicts]
    others = [change for change in made if not change.conflicts]
    if conflicting:
        st.html(look.element("p", "dl-eyebrow", t("change.conflicts", count=len(conflicting))))
    for change in (conflicting + others)[:HISTORY_SHOWN]:
        with st.container(key=f"card-{change.id}"):
            st.html(change_card(t, change))
            if may_edit:
                undo(t, change)
    if len(made) > HISTORY_SHOWN:
        st.html(look.element("p", "dl-quiet", t("change.more", count=len(made) - HISTORY_SHOWN)))


def change_card(t: Translator, change: Change) -> Html:
    said = [t(f"change.{change.what}"), t(f"change.reach_{change.reach}")]
    if change.articles:
        said.append(t("evidence.articles", count=change.articles))
    return look.element(
        "div",
        "dl-card dl-undone" if change.undone else "dl-card",
        look.element("p", "dl-ends", change.subject),
        look.element("p", "dl-status", f"{change.old} → {change.new}"),
        look.element("p", "dl-status", change.why),
        look.element("p", "dl-source", " · ".join((*said, change.who, change.when))),
        look.element("p", "dl-source", t("change.undone", who=change.undone)) if change.undone else None,
        *[look.element("p", "dl-conflict", conflict_words(t, *conflict)) for conflict in change.conflicts],
    )


def conflict_words(t: Translator, reason: str, title: str, found: str) -> str:
    words = t(f"conflict.{reason}", found=found)
    return f"{title} : {words}" if title else words


def undo(t: Translator, change: Change) -> None:
    """Take a correction back; or, where that was done, put it in force again."""
    word = "redo" if change.undone_by else "undo"
    icon = ":material/redo:" if change.undone_by else ":material/undo:"
    with st.popover(t(f"edit.{word}"), icon=icon, key=f"undo-{change.id}", type="tertiary"):
        key = f"undo-sign-{change.id}-{change.undone_by}"
        with st.form(f"{key}-form", border=False):
            editing.sign(
                t,
                key,
                t(f"edit.{word}_do"),
                f"undo-do-{change.id}",
                lambda who, why: editing.take_back(change.undone_by or change.id, who, why),
            )
        editing.refusal(key)


# --- one claim ------------------------------------------------------------------------------------------------------


def claim(t: Translator, corpus: Corpus, article_id: str, made: Claim, number: int) -> None:
    """Set what one article's claim amounts to, or say that the sentence makes no such claim."""
    keys = {name: f"claim-{name}-{made.id}" for name in ("none", "stance", "modality")}
    subjects = views.claims_behind(corpus, article_id, made.id)

    def decide(who: str, why: str) -> None:
        status = {name: session.kept(keys[name]) for name in ("modality", "stance")}
        what, new = ("reject-claim", None) if session.kept(keys["none"]) else ("status", status)
        changed = new is None or status != {"modality": made.modality, "stance": made.stance}
        editing.save(t, [(what, subject, new, "mention") for subject in subjects if changed], who, why)

    key = f"claim-sign-{made.id}"
    with st.popover(t("edit.correct"), icon=":material/edit:", key=f"claim-{number}", type="tertiary"):
        with st.form(f"{key}-form", border=False):
            st.checkbox(t("correct.no_claim"), key=keys["none"])
            for name, choices, label in (
                ("stance", STANCES, t("filters.stances")),
                ("modality", MODALITIES, t("filters.modalities")),
            ):
                st.selectbox(
                    label,
                    choices,
                    choices.index(getattr(made, name)),
                    format_func=lambda choice, name=name: t(f"{name}.{choice}"),
                    key=keys[name],
                )
            editing.sign(t, key, t("edit.save"), f"claim-save-{number}", decide)
        editing.refusal(key)
