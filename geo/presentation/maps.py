"""View models → folium: one constant base map, an overlay that is nothing but data. The only file that knows folium.

Data never becomes part of a template or of markup: folium runs text as a Jinja template, twice. It travels as
base64 of ASCII JSON, and static/map/*.js writes it with textContent or draws it on a canvas.

Clicks come back through streamlit-folium's ``last_object_clicked_tooltip``. Use its ``on_change`` rather than the value
at every run: the value stays what was clicked last, even after the page has cleared its selection.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

import folium
import numpy as np
import pandas as pd
from branca.element import Element, MacroElement
from folium.template import Template

from geo import i18n
from geo.presentation.views import Moments
from geo.settings import ROOT

STATIC = ROOT / "static"
SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    *(
        f"map/{name}.js"
        for name in ("palette", "canvas", "ground", "curves", "marks", "ink", "player", "picture", "map")
    ),
)
STYLES = ("vendor/leaflet/leaflet.css", "map/map.css")
# Relative to the component's own address, so that it also holds under server.baseUrlPath.
SERVED = "../../app/static"
MIN_ZOOM, MAX_ZOOM = 1, 11  # beyond 11 the coasts of the basemap are coarser than what they are compared with
_OPTIONS = {
    "prefer_canvas": True,
    "zoom_control": False,
    "attribution_control": False,
    "min_zoom": MIN_ZOOM,
    "max_zoom": MAX_ZOOM,
    "zoom_snap": 0.25,
    "world_copy_jump": True,
    "max_bounds": [[-75, -100_000], [84, 100_000]],
    "max_bounds_viscosity": 1.0,
    "track_resize": False,  # map.js does: two that follow the size of the window race each other for the middle
}

# Shapes, numbered as in static/map/marks.js. What is not known to be a point is drawn as an area: too vague is honest,
# too precise is not.
DOT, COUNTRY, LABEL = 0, 1, 2
POINT_KINDS = frozenset(
    {
        "city",
        "port",
        "airport",
        "airbase",
        "base",
        "zone",
        "site",
        "crossing",
        "seat",
        "cape",
        "nuclear",
        "spaceport",
        "prison",
    }
)

_COUNTS = ("mentions", "actors", "articles", "routes")  # of a place; all else about it is the same in every view


class _Verbatim(Element):
    """Text that reaches the page as it is. A plain Element would compile it as a Jinja template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: Any) -> str:
        return self._text


class _Scripted(MacroElement):
    """An element whose script is put down as it is. folium's own render would compile it anew as a template, data and all."""

    def render(self, **kwargs: Any) -> None:
        script = self._template.module.script(self, kwargs)
        self.get_root().script.add_child(_Verbatim(script), name=self.get_name())


class _Start(_Scripted):
    _template = Template(
        """{% macro script(this, kwargs) %}
        dateline.start({{ this._parent.get_name() }}, {{ this.settings }});
        {% endmacro %}"""
    )

    def __init__(self, settings: dict) -> None:
        super().__init__()
        self._name = "Start"
        self.language = settings["language"]
        self.settings = _as_script(settings)


class _Overlay(_Scripted, folium.FeatureGroup):
    _template = Template(
        """{% macro script(this, kwargs) %}
        var {{ this.get_name() }} = dateline.overlay({{ this.data }});
        {% endmacro %}"""
    )

    def __init__(self, data: dict) -> None:
        super().__init__(name="Dateline", control=False)
        self.data = _as_script(data)


class _Shown(_Scripted):
    """Adds the overlay to a map that stands alone; in Streamlit the component does that."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        {{ this.overlay.get_name() }}.addTo({{ this.overlay._parent.get_name() }});
        {% endmacro %}"""
    )

    def __init__(self, overlay: _Overlay) -> None:
        super().__init__()
        self._name = "Shown"
        self.overlay = overlay


def base_map(*, language: str, dark: bool, inline: bool = False, apart: bool = False) -> folium.Map:
    """The map without data, the same for every run of one language and theme: the browser keeps it mounted.

    inline: everything in the page itself, with the coarser basemap, for a file that opens from disk. apart: a map beside
    the page's own matter, which leaves the page's address alone.
    """
    language = i18n.pick(language)
    m = folium.Map(location=[30, 25], zoom_start=2, tiles=None)
    m.options |= _OPTIONS
    m.default_js = [] if inline else [(path, _address(path)) for path in SCRIPTS]
    m.default_css = [] if inline else [(path, _address(path)) for path in STYLES]
    settings = {"language": language, "dark": dark, "words": _words(language), "base": f"{SERVED}/basemap"}
    if apart:
        settings["apart"] = True
    if inline:
        settings["inline"] = {"world": _basemap("world-110m"), "labels": _basemap(f"labels-{language}")}
        _put_inline(m)
    else:
        settings["files"] = {
            "world-110m": _versioned("basemap/world-110m.json"),
            "world-50m": _versioned("basemap/world-50m.json"),
            "labels": _versioned(f"basemap/labels-{language}.json"),
        }
    m.add_child(_Start(settings), name="start")
    return m


def overlay(
    places: pd.DataFrame,
    routes: pd.DataFrame,
    relatives: pd.DataFrame,
    *,
    selected: str | None,
    view: tuple[float, float, float] | None,
    moments: Moments | None = None,
    table: Table | None = None,
    address: str = "",
) -> folium.FeatureGroup:
    """What is visible now, as data: numbers, ids and names.

    selected: "place:ID" or "route:ID". view: (lat, lon, zoom) to open at; None fits the map to what is there, once. The
    address bar's own lat, lon and zoom come first: see static/map/map.js. moments: the days of the same frames' rows, for
    playback, which then runs in the browser alone. table, served at address: the browser has it or fetches it, once, and
    the overlay brings only which of its rows are visible and their counts, an eighth of the bytes.
    """
    data = drawn(places, routes, relatives) if table is None else _drawn_from(table, address, places, routes, relatives)
    if moments is not None:
        data["days"] = asdict(moments)
    return _Overlay(
        data | {"selected": selected, "view": [round(float(number), 4) for number in view] if view else None}
    )


def drawn(places: pd.DataFrame, routes: pd.DataFrame, relatives: pd.DataFrame) -> dict:
    """The frames as static/map/marks.js reads them: plain values that JSON has."""
    places = places[places["lat"].notna() & places["lon"].notna()] if len(places) else places
    return {
        "places": _fixed(places) | {name: _column(places[name]) if name in places else [] for name in _COUNTS},
        **_lines(routes, relatives),
    }


@dataclass(frozen=True, slots=True)
class Table:
    """What no filter changes of the places. file: columns as JSON; rows: their ids in that order."""

    file: bytes
    digest: str
    rows: pd.Index


def table_of(places: pd.DataFrame) -> Table:
    """places: all that may ever be visible, each with a position; columns as an overlay's, without the counts."""
    columns = _fixed(places)
    file = json.dumps(columns, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    return Table(file, hashlib.sha256(file).hexdigest(), pd.Index(columns["id"], dtype=object))


def _drawn_from(
    table: Table, address: str, places: pd.DataFrame, routes: pd.DataFrame, relatives: pd.DataFrame
) -> dict:
    rows = table.rows.get_indexer(places["place_id"].astype(object))
    counts = {name: _packed(places[name].to_numpy()) for name in _COUNTS}
    return {"places": {"table": address, "rows": _packed(rows), "counts": counts}, **_lines(routes, relatives)}


def _packed(numbers: np.ndarray) -> list:
    """Bytes of each number and all of them as base64, little-endian. ValueError for what is no row and no count."""
    most = int(numbers.max(initial=0))
    if int(numbers.min(initial=0)) < 0:
        raise ValueError("a place that is not in the table")
    size = 1 if most < 2**8 else 2 if most < 2**16 else 4
    return [size, base64.b64encode(numbers.astype(f"<u{size}").tobytes()).decode("ascii")]


def _lines(routes: pd.DataFrame, relatives: pd.DataFrame) -> dict[str, list]:
    return {
        "routes": [_route(row) for row in _rows(routes)],
        "relatives": [_relative(row) for row in _rows(relatives)],
    }


def inline_settings(language: str) -> dict:
    """What a page needs to draw the map from SCRIPTS and STYLES without a request: Leaflet's options, words, the ground."""
    language = i18n.pick(language)
    options = {re.sub("_(.)", lambda part: part[1].upper(), name): value for name, value in _OPTIONS.items()}
    ground = {"world": _basemap("world-50m"), "labels": _basemap(f"labels-{language}")}
    return {"options": options, "language": language, "words": _words(language), "inline": ground}


def standalone(m: folium.Map, layer: folium.FeatureGroup) -> str:
    """The HTML page of ``base_map(inline=True)`` with this overlay on it. It loads nothing."""
    m.add_child(layer, name="overlay")
    m.add_child(_Shown(layer), name="shown")
    return m.get_root().render()


def clicked(returned: dict | None) -> str | None:
    """ "place:ID" or "route:ID" of the mark clicked last; None before any click and after a click on the bare map."""
    kind, name = reported(returned)
    return f"{kind}:{name}" if kind in ("place", "route") and name else None


def reported(returned: dict | None) -> tuple[str, str]:
    """What the map said last: ("place", ID), ("route", ID), ("none", "") for its bare ground, ("play", "off"),
    ("period", "FIRST/LAST") with ISO days. ("", "") before anything."""
    kind, _, rest = str((returned or {}).get("last_object_clicked_tooltip") or "").partition(":")
    return kind, unquote(rest.rpartition("#")[0])


def shape_of(kind: str | None) -> int:
    """How a kind of place may be drawn: a point, a country's area, or a label with a soft extent."""
    if kind == "country":
        return COUNTRY
    return DOT if kind in POINT_KINDS else LABEL


def line_of(stance: str | None, modality: str | None) -> str:
    """The line that tells how far a claim may be believed. A denial outranks all, then what has not happened (yet)."""
    if stance == "denied":
        return "denied"
    if modality in ("planned", "hypothetical", "capability"):
        return "dotted"
    return "dashed" if stance == "alleged" else "solid"


def _fixed(frame: pd.DataFrame) -> dict[str, list]:
    """Columns rather than rows: half the bytes at 10,000 places."""
    plain = {
        name: _column(frame[name]) if name in frame else []
        for name in ("place_id", "name", "kind", "country", "lat", "lon", "radius_km")
    }
    return {
        "id": [str(value) for value in plain["place_id"]],
        "name": [str(value) for value in plain["name"]],
        "shape": [shape_of(kind) for kind in plain["kind"]],
        "country": [code or "" for code in plain["country"]],
        "lat": plain["lat"],
        "lon": plain["lon"],
        "radius": plain["radius_km"],
    }


def _route(row: dict) -> dict:
    return {
        "id": str(row["route_id"]),
        "from": _end(row, "from"),
        "to": _end(row, "to"),
        "via": [
            [_plain(lat), _plain(lon), str(name)] for lat, lon, name in row.get("via") or () if _plain(lat) is not None
        ],
        "line": line_of(row["stance"], row["modality"]),
        "claims": int(row["claims"]),
        "sources": int(row["sources"]),
        "label": str(row.get("label") or ""),
        **{name: row.get(name) for name in ("flow", "stance", "modality", "mode")},
    }


def _end(row: dict, side: str) -> dict | None:
    if row.get(f"{side}_lat") is None or row.get(f"{side}_lon") is None:
        return None
    return {
        "id": str(row[f"{side}_id"]),
        "name": str(row[f"{side}_name"]),
        "shape": shape_of(row[f"{side}_kind"]),
        "lat": row[f"{side}_lat"],
        "lon": row[f"{side}_lon"],
    }


def _relative(row: dict) -> dict:
    return {
        "lat": row["lat"],
        "lon": row["lon"],
        "anchor": [row["anchor_lat"], row["anchor_lon"]],
        "distance": row["distance_km"],
        "radius": row["radius_km"],
        "label": str(row.get("label") or ""),
    }


def _column(values: pd.Series) -> list:
    if values.dtype.kind in "if" and not values.hasnans:
        return values.round(4).tolist()  # degrees keep ten metres
    return [value if isinstance(value, str) else _plain(value) for value in values.tolist()]


def _rows(frame: pd.DataFrame) -> list[dict]:
    names = list(frame)
    return [dict(zip(names, map(_plain, row), strict=True)) for row in frame.to_numpy(dtype=object).tolist()]


def _plain(value: Any) -> Any:
    """A value JSON has: missing is None, numbers of numpy are Python's, degrees keep ten metres."""
    if value is None or isinstance(value, (str, list, tuple)):
        return value
    if isinstance(value, float):
        return round(float(value), 4) if math.isfinite(value) else None
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _as_script(data: dict) -> str:
    """An expression of JavaScript whose characters no template, tag or quote can be made of."""
    ascii_json = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return f'JSON.parse(atob("{base64.b64encode(ascii_json.encode("ascii")).decode("ascii")}"))'


@cache
def _words(language: str) -> dict[str, str]:
    """The map's own words, and those it shares with the pages, under one kind of key: flow_supply, stance_alleged..."""
    own = tomllib.loads((STATIC / "map" / "words.toml").read_text(encoding="utf-8"))[language]
    shared = i18n.translator(language).messages
    groups = ("flow", "stance", "modality", "mode")
    return {key: i18n.typography(language, words) for key, words in own.items()} | {
        key.replace(".", "_"): words for key, words in shared.items() if key.split(".")[0] in groups
    }


@cache
def _basemap(name: str) -> dict:
    return json.loads((STATIC / "basemap" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def _versioned(path: str) -> str:
    """File name and digest: browsers may keep it. No underscore: streamlit-folium overlooks what follows one."""
    return f"{path.rpartition('/')[2]}?v={_digest(path)}"


def _address(path: str) -> str:
    return f"{SERVED}/{path}?v={_digest(path)}"


def _put_inline(m: folium.Map) -> None:
    header = m.get_root().header
    for path in STYLES:
        header.add_child(_Verbatim(f"<style>{(STATIC / path).read_text(encoding='utf-8')}</style>"), name=path)
    for path in SCRIPTS:
        header.add_child(_Verbatim(f"<script>{(STATIC / path).read_text(encoding='utf-8')}</script>"), name=path)
