"""What is known of one place, wherever it is shown: its names, and why it was put there."""

from __future__ import annotations

import streamlit as st

from geo.i18n import Translator
from geo.pages import correcting, look, session
from geo.presentation import views
from geo.presentation.views import Dossier, Naming

SPELLINGS = 6
NAMES_A_LANGUAGE = 5


def kind_words(t: Translator, kind: str) -> str:
    return t(f"kind.{kind}") if f"kind.{kind}" in t else ""


def country_words(t: Translator, code: object) -> str:
    if not isinstance(code, str):
        return ""
    return t.locale.territories.get(code, code)


def source_words(t: Translator, source: str) -> str:
    """Who a place's position comes from; the gazetteer names its own parts by short keys."""
    return t(f"gazetteer.{source}") if f"gazetteer.{source}" in t else source


def names(t: Translator, found: Dossier) -> None:
    """Its names in all languages, and how the articles write it."""
    known = session.names_of(found.key)
    rows = [(t("places.spellings"), found.spellings[:SPELLINGS])]
    rows += [
        (t.locale.languages.get(language, language) if language else t("places.any_language"), known[language])
        for language in sorted(known, key=lambda language: (not language, language != t.language, language))
    ]
    lines = [
        look.element(
            "p",
            "dl-quiet",
            look.element("b", "", language),
            " ",
            look.element("span", "", " · ".join(written[:NAMES_A_LANGUAGE]), dir="auto"),
        )
        for language, written in rows
        if written
    ]
    st.html(look.element("div", "dl-names", *lines))


def reasons(t: Translator, found: Dossier) -> None:
    """Why it was put here: for each spelling what decided, how sure that is, and what else it could have been."""
    store, _ = session.workshop()
    seen: set[str] = set()
    for mention in found.namings:
        if mention.text in seen or len(seen) == SPELLINGS:
            continue
        seen.add(mention.text)
        others = [each for each in views.options(store.candidates(mention.id)) if each.place.id != found.key]
        words = [correcting.option_words(t, each) for each in others]
        sure = t("places.position", sureness=t(f"sure.{mention.sureness}")) if mention.sureness else ""
        st.html(
            look.element(
                "div",
                "dl-reason",
                look.element(
                    "p", "dl-status", look.element("b", "", mention.text), t("places.because", why=reason(t, mention))
                ),
                look.element("p", "dl-source", f"{sure[:1].upper()}{sure[1:]}.") if sure else None,
                look.element("p", "dl-source", t("places.not_taken", others=t("places.or").join(words)))
                if words
                else None,
            )
        )


def reason(t: Translator, mention: Naming) -> str:
    """What decided, in words; the reason of an editor is given as the editor wrote it."""
    return look.reason_words(t, mention.reason) or mention.reason or t("places.no_reason")
