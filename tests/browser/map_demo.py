"""The map alone, with made-up frames: what test_map.py opens, and a place to look at the map while working on it.

?scene=corpus|hostile|empty|manyN picks the frames, ?lang= and ?dark= the map, ?pick= the selection.
"""

import json

import streamlit as st
from streamlit_folium import st_folium

from geo.presentation import maps
from tests.browser import frames

st.set_page_config(layout="wide")
ask = st.query_params
scene = ask.get("scene", "corpus")
scenes = {"corpus": frames.corpus, "hostile": frames.hostile, "empty": frames.empty}
shown = frames.many(int(scene[4:])) if scene.startswith("many") else scenes[scene]()
few = st.checkbox("few", key="few")
if few:
    shown = (shown[0].head(5), shown[1].head(1), shown[2].head(0))
st.session_state.setdefault("pick", ask.get("pick"))
st.session_state["runs"] = st.session_state.get("runs", 0) + 1


def picked() -> None:
    st.session_state["pick"] = maps.clicked(st.session_state["map"])
    st.query_params.update({"picked": st.session_state["pick"] or ""})


st_folium(
    maps.base_map(language=ask.get("lang", "fr"), dark=ask.get("dark") == "1"),
    feature_group_to_add=maps.overlay(*shown, selected=st.session_state["pick"], view=None),
    returned_objects=["last_object_clicked_tooltip"],
    key="map",
    use_container_width=True,
    height=int(ask.get("height", 620)),
    on_change=picked,
)
st.text(json.dumps({"runs": st.session_state["runs"], "picked": st.session_state["pick"]}))
