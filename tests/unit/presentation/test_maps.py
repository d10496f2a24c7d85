"""What reaches the browser: data as data, never as template or markup; and a basemap that says what it should."""

import base64
import json
import re
import tomllib
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from geo import i18n
from geo.presentation import maps
from tests.browser import frames

WORLD = json.loads((maps.STATIC / "basemap" / "world-50m.json").read_text(encoding="utf-8"))


def data_of(layer) -> dict:
    """The overlay's data as the browser decodes it."""
    return json.loads(base64.b64decode(re.search(r'atob\("([^"]*)"\)', layer.data).group(1)))


def draw(places=None, routes=None, relatives=None, selected=None, view=None):
    given = [
        frame if frame is not None else none
        for frame, none in zip((places, routes, relatives), frames.empty(), strict=True)
    ]
    return maps.overlay(*given, selected=selected, view=view)


@pytest.mark.parametrize(
    "kind, shape",
    [
        *(("city", maps.DOT), ("airbase", maps.DOT), ("country", maps.COUNTRY), ("sea", maps.LABEL)),
        *(("region", maps.LABEL), ("river", maps.LABEL), ("a kind of next year", maps.LABEL), (None, maps.LABEL)),
    ],
)
def test_only_what_is_known_to_be_a_point_is_drawn_as_one(kind, shape):
    assert maps.shape_of(kind) == shape


@pytest.mark.parametrize(
    "stance, modality, line",
    [
        ("narrator", "done", "solid"),
        ("confirmed", "ongoing", "solid"),
        ("admitted", "done", "solid"),
        ("alleged", "done", "dashed"),
        ("alleged", "planned", "dotted"),
        ("confirmed", "hypothetical", "dotted"),
        ("narrator", "capability", "dotted"),
        ("denied", "done", "denied"),
        ("denied", "planned", "denied"),
    ],
)
def test_the_line_says_how_far_a_claim_may_be_believed(stance, modality, line):
    assert maps.line_of(stance, modality) == line


@pytest.mark.parametrize(
    "tooltip, key",
    [
        ("place:city%3Adushanbe#3", "place:city:dushanbe"),
        ("route:r5#1", "route:r5"),
        ("place:%3Cb%3E%23%25#12", "place:<b>#%"),
        ("none:#4", None),
        ("place:#1", None),
        ("popup:x#1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_click_names_its_mark(tooltip, key):
    assert maps.clicked({"last_object_clicked_tooltip": tooltip}) == key


@pytest.mark.parametrize("returned", [None, {}])
def test_before_any_click_nothing_is_clicked(returned):
    assert maps.clicked(returned) is None


def test_no_name_is_ever_part_of_a_template_or_of_markup():
    page = maps.standalone(
        maps.base_map(language="fr", dark=False, inline=True),
        maps.overlay(*frames.hostile(), selected="{{7*7}}", view=None),
    )
    own = maps.standalone(maps.base_map(language="fr", dark=False, inline=True), draw())
    for text in frames.HOSTILE:
        assert page.count(text) == own.count(text), text


def test_the_base_map_is_the_same_at_every_run_and_asks_no_other_host():
    def script() -> str:
        m = maps.base_map(language="fr", dark=True)
        return m.get_root().render().replace(m.get_name(), "map")

    first, second = (re.sub(r"_[0-9a-f]{32}", "", script()) for _ in range(2))
    assert first == second
    assert re.findall(r"""(?:src|href)=["'](?!\.\./\.\./app/static/)[^"']*""", first) == []


def test_an_inlined_map_loads_nothing():
    page = maps.standalone(maps.base_map(language="en", dark=False, inline=True), draw())
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page) == []


@pytest.mark.parametrize("language", ["ru", "", "{{7*7}}"])
def test_a_language_without_words_of_ours_falls_back_to_english(language):
    assert maps.base_map(language=language, dark=False)._children["start"].language == "en"


def test_both_languages_have_the_same_words():
    words = tomllib.loads((maps.STATIC / "map" / "words.toml").read_text(encoding="utf-8"))
    french, english = ({key for key in words[language] if not key.endswith("_many")} for language in ("fr", "en"))
    assert french == english


def test_the_map_and_the_pages_call_things_by_the_same_names():
    assert maps._words("fr")["stance_denied"] == i18n.translator("fr")("stance.denied")
    assert maps._words("en")["flow_supply"] == i18n.translator("en")("flow.supply")


def test_data_survives_the_way_to_the_browser():
    data = data_of(maps.overlay(*frames.corpus(), selected="route:r1", view=(43.0, 47.123456, 5.5)))
    assert data["selected"] == "route:r1"
    assert data["view"] == [43.0, 47.1235, 5.5]
    assert data["places"]["name"][:2] == ["Makhatchkala", "zone économique d’Alabouga"]
    assert data["places"]["shape"][:2] == [maps.DOT, maps.DOT]
    first = data["routes"][0]
    assert (first["from"]["id"], first["to"]["id"], first["line"]) == ("country:IR", "city:makhachkala", "dashed")
    assert first["via"] == [[41.8, 50.7, "mer Caspienne"]]
    assert data["routes"][7]["from"] is None


def unpacked(packed) -> list[int]:
    size, data = packed
    return np.frombuffer(base64.b64decode(data), f"<u{size}").tolist()


@pytest.mark.parametrize("rows, most", [(slice(None), 3), ([4, 0, 2], 300), ([1], 70_000), ([], 0)])
def test_with_a_table_the_overlay_brings_rows_and_counts_alone(rows, most):
    places, routes, relatives = frames.corpus()
    shown = places.iloc[rows].assign(mentions=most)
    table = maps.table_of(places)
    layer = maps.overlay(shown, routes, relatives, selected=None, view=None, table=table, address="/media/x.json")
    sent = data_of(layer)["places"]
    columns, at = json.loads(table.file), unpacked(sent["rows"])
    assert sent["table"] == "/media/x.json"
    whole = data_of(draw(places=shown))["places"]
    fixed = {name: [values[row] for row in at] for name, values in columns.items()}
    assert fixed | {name: unpacked(packed) for name, packed in sent["counts"].items()} == whole


def test_a_place_that_the_table_lacks_is_no_other_place():
    places, routes, relatives = frames.corpus()
    table = maps.table_of(places.iloc[1:])
    with pytest.raises(ValueError, match="not in the table"):
        maps.overlay(places, routes, relatives, selected=None, view=None, table=table)


def test_what_has_no_point_is_not_drawn_at_zero_zero():
    places = frames.corpus()[0].head(3).copy()
    places.loc[0, ["lat", "lon"]] = np.nan
    data = data_of(draw(places=places))
    assert data["places"]["id"] == ["zone:alabuga", "city:kyiv"]


@pytest.mark.parametrize("value", [np.nan, None, pd.NA, np.inf])
def test_a_missing_number_is_null(value):
    relatives = pd.DataFrame([{"lat": value, "lon": value, "anchor_lat": 1.0, "anchor_lon": 2.0, "distance_km": value}])
    relatives = relatives.astype(object).assign(radius_km=np.int64(3), label="x")
    (relative,) = data_of(draw(relatives=relatives))["relatives"]
    assert (relative["lat"], relative["distance"], relative["radius"]) == (None, None, 3)


def test_no_places_at_all_is_a_map_too():
    assert (
        data_of(maps.overlay(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), selected=None, view=None))["routes"] == []
    )


# --- the basemap ---------------------------------------------------------------------------------------------------


def points(steps: list[int]) -> list[tuple[float, float]]:
    out, x, y = [], 0, 0
    for i in range(0, len(steps), 2):
        x, y = x + steps[i], y + steps[i + 1]
        out.append((x / WORLD["scale"], y / WORLD["scale"]))
    return out


def inside(ring: list[tuple[float, float]], lon: float, lat: float) -> bool:
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[-1:] + ring[:-1], strict=True):
        odd ^= (ay > lat) != (by > lat) and lon < (bx - ax) * (lat - ay) / (by - ay) + ax
    return odd


def countries_at(lon: float, lat: float) -> list[str]:
    rings = (
        (code, points(ring)) for code, _, polygons in WORLD["countries"] for polygon in polygons for ring in polygon
    )
    hits = [code for code, ring in rings if inside(ring, lon, lat)]
    return [code for code in dict.fromkeys(hits) if hits.count(code) % 2]


@pytest.mark.parametrize(
    "where, lon, lat, country",
    [
        ("Simferopol", 34.1, 44.95, ["UA"]),
        ("Mariupol", 37.4, 47.2, ["UA"]),
        ("Pristina", 21.16, 42.66, ["XK"]),
        ("Kyrenia", 33.2, 35.25, ["CY"]),
        ("Ramallah", 35.2, 31.9, ["PS"]),
        ("Makhachkala, inland", 47.3, 42.9, ["RU"]),
        ("Maseru, within South Africa", 28.0, -29.5, ["LS"]),
        ("Chukotka, beyond the antimeridian", -175.0, 66.5, ["RU"]),
        ("the Caspian", 50.5, 42.0, []),
        ("the Pacific", -150.0, 0.0, []),
        ("off Fiji", -179.0, -10.0, []),
    ],
)
def test_land_is_where_it_is_and_whose_it_is(where, lon, lat, country):
    assert countries_at(lon, lat) == country, where


@pytest.mark.parametrize(
    "where, lon, lat, water",
    [
        ("Baikal", 107.5, 53.0, True),
        ("Superior", -87.5, 47.8, True),
        ("Victoria", 33.0, -1.0, True),
        ("Olkhon, an island in Baikal", 107.4, 53.15, False),
        ("the Aral Sea, which has dried up", 59.5, 45.0, False),
        ("Paris", 2.35, 48.85, False),
    ],
)
def test_great_lakes_are_water(where, lon, lat, water):
    hits = [inside(points(ring), lon, lat) for polygon in WORLD["lakes"] for ring in polygon]
    assert sum(hits) % 2 == water, where


def test_no_land_is_drawn_across_the_map():
    for code, _, polygons in WORLD["countries"]:
        for ring in (points(steps) for polygon in polygons for steps in polygon):
            # But for Antarctica's edge along the bottom of the map.
            across = [abs(a[0] - b[0]) for a, b in pairwise(ring) if max(a[1], b[1]) > -84]
            assert max(across) < 30, code


def test_lines_in_dispute_are_told_apart():
    lines = [points(line) for line in WORLD["disputed"]]
    assert any(20 < x < 22 and 42 < y < 43.3 for line in lines for x, y in line), "Kosovo"
    assert any(73 < x < 78 and 32.4 < y < 37.2 for line in lines for x, y in line), "Kashmir"
    assert not any(
        33 < x < 36 and 45.5 < y < 46.3 for line in lines + [points(b) for b in WORLD["borders"]] for x, y in line
    ), "Crimea"


@pytest.mark.parametrize("language, name", [("fr", "Allemagne"), ("en", "Germany")])
def test_labels_are_in_the_language_of_the_interface(language, name):
    labels = json.loads((maps.STATIC / "basemap" / f"labels-{language}.json").read_text(encoding="utf-8"))
    assert name in {country[2] for country in labels["countries"]}
    assert {("Moscou" if language == "fr" else "Moscow"), ("Téhéran" if language == "fr" else "Tehran")} <= {
        c[2] for c in labels["cities"]
    }
