"""Dateline: the table of contents. `streamlit run app.py`."""

import gc

import streamlit as st

from geo.pages import session

gc.freeze()  # what the imports made lives for ever: later collections need not walk it

t = session.translator()
st.set_page_config(page_title=t("app.name"), page_icon="static/dateline.svg", layout="wide")
session.frame(t)
pages = [
    st.Page("geo/pages/map.py", title=t("nav.map"), default=True),
    st.Page("geo/pages/reader.py", title=t("nav.reader"), url_path="reader"),
    st.Page("geo/pages/about.py", title=t("nav.about"), url_path="about"),
]
st.navigation(pages, position="top").run()
