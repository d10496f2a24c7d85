"""The app over the newsroom of tests/samples.py: a real store, no gazetteer to build."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo import pipeline
from geo.store import Store
from tests import samples

APP = Path(__file__).parents[2] / "app.py"


class SmallGazetteer:
    """Knows the places of the newsroom, and one of them by its Russian name."""

    sources = (("GeoNames", "CC BY 4.0", "GeoNames, geonames.org", "1.0"),)

    def place(self, key):
        return samples.PLACES.get(key)

    def names(self, key):
        return {"ru": ["Махачкала"], "": ["Petrovsk"]} if key == "city:makhachkala" else {}

    def lookup(self, name, language=None):
        return (SimpleNamespace(index="city:makhachkala"),) if name == "Махачкала" else ()


@pytest.fixture
def articles():
    """What the store holds; a test module may say otherwise."""
    return samples.newsroom()


@pytest.fixture
def app(tmp_path, monkeypatch, articles):
    """Opens the app in a fresh session: ``app(language="fr", page="reader", **query)``."""
    store = samples.fill(Store.open(f"sqlite:///{tmp_path / 'dateline.db'}"), articles)
    monkeypatch.setattr(
        pipeline, "prepare", lambda settings, progress=None: (store, SimpleNamespace(gazetteer=SmallGazetteer()))
    )
    monkeypatch.chdir(APP.parent)
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    st.cache_resource.clear()

    def opened(page: str = "map", language: str = "fr", **query) -> AppTest:
        session = AppTest.from_file(str(APP), default_timeout=30)
        session.query_params["lang"] = language
        if page != "map":
            session.run()
            session.switch_page(f"geo/pages/{page}.py")
            session.query_params["lang"] = language
        for name, value in query.items():
            session.query_params[name] = value
        return session.run()

    yield opened
    st.cache_resource.clear()
