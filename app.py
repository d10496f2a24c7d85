"""Dateline: the table of contents. `streamlit run app.py`."""

import gc

import streamlit as st

from geo.pages import session, signing_in

gc.freeze()  # what the imports made lives for ever: later collections need not walk it

t = session.translator()
st.set_page_config(page_title=t("app.name"), page_icon="static/dateline.svg", layout="wide")
session.frame(t)
signing_in.account(t)
pages = [
    st.Page("geo/pages/map.py", title=t("nav.map"), default=True),
    st.Page("geo/pages/reader.py", title=t("nav.reader"), url_path="reader"),
    st.Page("geo/pages/compare.py", title=t("nav.compare"), url_path="compare"),
    st.Page("geo/pages/places.py", title=t("nav.places"), url_path="places"),
    st.Page("geo/pages/data.py", title=t("nav.data"), url_path="data"),
    st.Page("geo/pages/audit.py", title=t("nav.audit"), url_path="audit"),
    st.Page("geo/pages/about.py", title=t("nav.about"), url_path="about"),
]
st.navigation(pages, position="hidden" if session.embedded() else "top").run()
