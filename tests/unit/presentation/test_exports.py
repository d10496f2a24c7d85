"""Exports read back: what is filtered and nothing else, in formats that other programs open, with text that stays text."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geoparsing.gazetteer import fold
from geo.i18n import translator
from geo.presentation import exports, views
from geo.presentation.exports import records, tables
from geo.presentation.views import Filters
from geo.settings import ROOT
from geo.store import Store
from tests import payloads, samples

FR, EN = translator("fr"), translator("en")
KML = {"k": "http://www.opengis.net/kml/2.2"}
VIEWS = [
    Filters(),
    Filters(stances=("denied",)),
    Filters(date_from="2023-06-10"),
    Filters(date_kind="event", date_from="2023-05-03", date_to="2023-05-03"),
    Filters(publishers=("?",)),
    Filters(roles=("actor",)),
    Filters(text="nothing says so"),
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> views.Corpus:
    store = samples.fill(Store.open(f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'd.db'}"), payloads.articles())
    return views.join(store, fold)


def features(corpus, filters=None, t=FR) -> list[dict]:
    return json.loads(exports.geojson(corpus, filters or Filters(), t))["features"]


def named(corpus, name, type="mention", **more) -> dict:
    (found,) = [
        f
        for f in features(corpus, **more)
        if f["properties"]["type"] == type and (f["properties"].get("text") or f["properties"]["name"]) == name
    ]
    return found


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def marks(content: bytes) -> list[ET.Element]:
    return ET.fromstring(content).findall(".//k:Placemark", KML)


def data_of(mark: ET.Element) -> dict[str, str]:
    return {part.get("name"): part.findtext("k:value", None, KML) for part in mark.findall(".//k:Data", KML)}


def unpacked(page: bytes) -> dict:
    packed = re.search(rb'<script type="text/plain" id="data">([^<]*)</script>', page)[1]
    return json.loads(gzip.decompress(base64.b64decode(packed, validate=True)))


# --- what is in it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("filters", VIEWS, ids=lambda filters: str(filters.to_query()))
def test_every_format_holds_exactly_what_is_filtered(corpus, filters):
    held = views.exported(corpus, filters)
    mentions, claims = held.mentions + held.distances, held.claims
    by_type = [f["properties"]["type"] for f in features(corpus, filters)]
    assert len(by_type) - by_type.count("claim") == mentions
    assert by_type.count("claim") == claims
    made = exports.files("csv", corpus, filters, FR)
    assert [len(read_csv(content)) for content in made.values()] == [mentions, claims]
    assert len(marks(exports.kml(corpus, filters, FR))) == mentions + claims
    data = unpacked(exports.html(corpus, filters, FR))
    assert len(data["mentions"]["place"]) + len(data["anchors"]) == mentions
    assert len(data["claims"]) == claims


@pytest.mark.parametrize("filters", VIEWS, ids=lambda filters: str(filters.to_query()))
def test_what_has_a_position_is_what_the_map_shows(corpus, filters):
    shown = views.atlas(corpus, filters, FR)
    placed = [f for f in features(corpus, filters) if f["geometry"]]
    points = {tuple(f["geometry"]["coordinates"]) for f in placed if f["properties"]["type"] == "mention"}
    assert points == set(zip(shown.places["lon"], shown.places["lat"], strict=True))
    lines = [f for f in placed if f["properties"]["type"] == "claim"]
    assert len(lines) == shown.routes["claims"].sum()
    assert len(placed) - len(lines) == shown.relatives["lat"].notna().sum() + sum(
        f["properties"]["type"] == "mention" for f in placed
    )


def test_a_mention_tells_where_why_who_and_when(corpus):
    feature = next(f for f in features(corpus) if f["properties"].get("text") == "Makhatchkala")
    assert feature["geometry"] == {"type": "Point", "coordinates": [47.5, 43.0]}
    told = feature["properties"]
    expected = {
        "name": "Makhatchkala", "role": "place", "kind": "city", "shape": "point", "country": "RU", "radius_km": 10.0,
        "on_map": True, "why_not": None, "stance": "alleged", "modality": "done", "claimants": "John Kirby",
        "title": "Par la mer", "publisher": "La Gazette", "published_min": "2023-06-09", "published_max": "2023-06-09",
        "published_precision": "day", "event_min": None, "language": "fr", "place_id": "city:makhachkala",
        "place_source": "GeoNames", "place_licence": "CC BY 4.0",
    }  # fmt: skip
    assert {name: told[name] for name in expected} == expected
    assert told["sentence"].startswith("Selon John Kirby, Téhéran a expédié")


@pytest.mark.parametrize(
    "text, why, government",
    [
        ("Tataouinville", "unresolved", None),
        ("Occident", "bloc", "Occident"),
        ("iraniens", "demonym", "Iran"),
    ],
)
def test_a_mention_without_a_position_is_kept_and_says_why(corpus, text, why, government):
    feature = named(corpus, text)
    told = feature["properties"]
    assert (feature["geometry"], told["on_map"], told["why_not"]) == (None, False, why)
    assert told["government"] == government


def test_a_government_is_no_point_until_it_is_asked_for(corpus):
    actors = [f for f in features(corpus) if f["properties"].get("role") == "actor"]
    assert len(actors) == 6
    assert all(f["geometry"] is None for f in actors)
    asked = [f for f in features(corpus, Filters(roles=("actor",))) if f["properties"].get("text") == "Téhéran"]
    assert {tuple(f["geometry"]["coordinates"]) for f in asked} == {(53.7, 32.4)}
    assert {f["properties"]["name"] for f in asked} == {"Iran"}


def test_a_distance_is_a_point_with_its_own_reach(corpus):
    feature = named(corpus, "à 40 km de Makhatchkala", "distance")
    told = feature["properties"]
    assert feature["geometry"]["coordinates"] == [47.5, 43.3]
    assert (told["radius_km"], told["shape"], told["event_min"]) == (40.0, "area", "2023-05-03")


def test_a_claim_is_a_line_from_end_to_end_with_who_says_so(corpus):
    feature = named(corpus, "Iran → mer Caspienne → Makhatchkala", "claim")
    assert feature["geometry"] == {"type": "LineString", "coordinates": [[53.7, 32.4], [50.7, 41.7], [47.5, 43.0]]}
    told = feature["properties"]
    expected = {
        "from_id": "country:IR", "to_id": "city:makhachkala", "via": "mer Caspienne", "schematic": True, "mode": "sea",
        "cargo": "des drones", "flow": "supply", "modality": "done", "stance": "alleged", "claimants": "John Kirby",
        "independent_sources": 1, "publisher": "La Gazette", "from_source": "GeoNames", "to_licence": "CC BY 4.0",
    }  # fmt: skip
    assert {name: told[name] for name in expected} == expected


def test_names_are_in_the_readers_language_and_credits_name_the_source(corpus):
    assert named(corpus, "Occident", t=EN)["properties"]["name"] == "the West"
    assert json.loads(exports.geojson(corpus, Filters(), EN))["attribution"] == ["GeoNames (CC BY 4.0)"]


def test_a_table_is_credited_by_the_name_of_its_source(tmp_path):
    place = samples.PLACES["city:moscow"]
    made, found = samples.article("Vu à [Moscou|place|city:moscow].", "Un lieu", "A", "2023-06-09")
    store = samples.fill(Store.open(f"sqlite:///{tmp_path / 'd.db'}"), [(made, _with_source(found, place, "cities"))])
    head = json.loads(exports.geojson(views.join(store, fold), Filters(), EN))
    assert head["attribution"] == ["GeoNames (CC BY 4.0)"]


def _with_source(found, place, source):
    place = replace(place, source=source)
    return replace(found, resolutions=tuple(replace(r, place=place) for r in found.resolutions))


# --- GeoJSON: RFC 7946 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("filters", VIEWS, ids=lambda filters: str(filters.to_query()))
def test_geojson_keeps_the_rules(corpus, filters):
    whole = json.loads(exports.geojson(corpus, filters, FR))
    assert whole["type"] == "FeatureCollection"
    assert "crs" not in whole  # section 4
    points = []
    for feature in whole["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}  # section 3.2; a missing position is null
        assert feature["type"] == "Feature"
        if feature["geometry"] is not None:
            assert feature["geometry"]["type"] in ("Point", "LineString", "MultiLineString")
            points += list(tables._points(feature["geometry"]["coordinates"]))
    assert len({feature["id"] for feature in whole["features"]}) == len(whole["features"])
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)
    if not points:
        assert "bbox" not in whole
        return
    west, south, east, north = whole["bbox"]  # section 5
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in points)
    assert {west, east} <= {lon for lon, _ in points}


@pytest.mark.parametrize(
    "stops, line",
    [
        ([(10, 50), (20, 40)], [[(10, 50), (20, 40)]]),
        ([(10, 50), (15, 45), (20, 40)], [[(10, 50), (15, 45), (20, 40)]]),
        ([(10, 50), None, (20, 40)], [[(10, 50), (20, 40)]]),  # a stopover that is nowhere
        ([(170, 0), (-170, 10)], [[(170, 0), (180, 5)], [(-180, 5), (-170, 10)]]),  # section 3.1.9
        ([(-170, 10), (170, 0)], [[(-170, 10), (-180, 5)], [(180, 5), (170, 0)]]),
        ([(140, 40), (170, 0), (-170, 10)], [[(140, 40), (170, 0), (180, 5)], [(-180, 5), (-170, 10)]]),
        ([(180, 0), (-170, 10)], [[(-180, 0), (-170, 10)]]),
        ([(170, 0), (-180, 10)], [[(170, 0), (180, 10)]]),
        ([(10, 50), (10, 50)], []),  # a city and the palace in it
        ([(10, 50), None], []),
        ([None, None], []),
    ],
)
def test_a_line_goes_the_short_way_and_is_cut_at_the_antimeridian(stops, line):
    assert records.pieces(stops) == line


WORLD = st.tuples(st.integers(-180, 180).map(float), st.integers(-89, 89).map(float))


@given(st.lists(WORLD, min_size=2, max_size=4))
def test_no_piece_leaves_the_world_and_none_goes_round_it(stops):
    line = records.pieces(stops)
    for piece in line:
        assert len(piece) > 1
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in piece)
        assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(piece))
    for before, after in pairwise(line):
        assert (abs(before[-1][0]), abs(after[0][0])) == (180, 180)
        assert before[-1][1] == after[0][1]


# --- CSV -----------------------------------------------------------------------------------------------------------


def test_csv_reads_back_with_iso_dates_and_plain_numbers(corpus):
    made = exports.files("csv", corpus, Filters(), FR)
    assert list(made) == ["-mentions", "-claims"]
    (dushanbe,) = [row for row in read_csv(made["-mentions"]) if row["text"] == "Dushanbe"]
    assert (dushanbe["lat"], dushanbe["lon"], dushanbe["on_map"]) == ("38.6", "68.8", "true")
    assert (dushanbe["event_min"], dushanbe["event_max"], dushanbe["event_precision"]) == (
        "2022-05-01",
        "2022-05-31",
        "month",
    )
    assert dushanbe["publisher"] == ""
    assert sorted(row["stance"] for row in read_csv(made["-claims"])) == ["alleged", "alleged", "denied"]
    assert b"\r\n" in made["-claims"]


@pytest.mark.parametrize(
    "value, cell",
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-5 degrés", "'-5 degrés"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1+1", "'  =1+1"),
        ("\u00a0=1+1", "'\u00a0=1+1"),
        ("\ufeff=1+1", "'\ufeff=1+1"),
        ("＝1+1", "'＝1+1"),
        ("a=b", "a=b"),
        ("– dit-il", "– dit-il"),
        (-71.5, -71.5),
        (True, "true"),
        (None, None),
    ],
)
def test_no_text_is_a_formula(value, cell):
    assert tables._cell(value) == cell


# --- KML -----------------------------------------------------------------------------------------------------------


def test_kml_has_folders_styles_and_times(corpus):
    root = ET.fromstring(exports.kml(corpus, Filters(date_kind="event"), FR))
    folders = {
        f.findtext("k:name", None, KML): f.findall("k:Placemark", KML) for f in root.iterfind(".//k:Folder", KML)
    }
    places, movements, off = folders.values()
    assert all(mark.find("k:Point", KML) is not None for mark in places)
    movements = sorted(movements, key=lambda mark: (data_of(mark)["stance"], "via" not in data_of(mark)))
    assert [mark.findtext("k:name", None, KML) for mark in movements] == [
        "Allégué\u00a0: Iran → mer Caspienne → Makhatchkala",
        "Allégué\u00a0: Iran → Russie",
        "Démenti\u00a0: Iran → Russie",
    ]
    assert movements[0].findtext(".//k:coordinates", None, KML).split() == [
        "53.700000,32.400000", "50.700000,41.700000", "47.500000,43.000000",
    ]  # fmt: skip
    assert {data_of(mark)["why_not"] for mark in off} == {"actor", "bloc", "demonym", "unresolved"}
    times = {
        data_of(m)["text"]: [*m.find("k:TimeSpan", KML).itertext()]
        for m in places
        if m.find("k:TimeSpan", KML) is not None
    }
    assert times["Dushanbe"] == ["2022-05-01", "2022-05-31"]
    styles = {style.get("id") for style in root.iterfind(".//k:Style", KML)}
    assert {mark.findtext("k:styleUrl", None, KML)[1:] for mark in root.iterfind(".//k:Placemark", KML)} <= styles
    ids = [mark.get("id") for mark in root.iterfind(".//k:Placemark", KML)]
    assert len(set(ids)) == len(ids)


def test_kml_asks_for_nothing_on_the_network(corpus):
    written = exports.kml(corpus, Filters(), FR).decode()
    assert re.findall(r"https?://[^\"<\s]+", written) == ["http://www.opengis.net/kml/2.2"]
    assert "<Icon>" not in written


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_policy_lets_nothing_in_but_the_pages_own_scripts_and_styles(corpus):
    page = exports.html(corpus, Filters(), FR).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        here = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = [f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in here]
        assert rules[kind].split() == digests
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?!data:)", page)


def test_the_page_carries_what_the_map_draws(corpus):
    data, shown = unpacked(exports.html(corpus, Filters(), FR)), views.atlas(corpus, Filters(), FR)
    assert data["drawn"]["places"]["name"] == shown.places["name"].tolist()
    assert [route["id"] for route in data["drawn"]["routes"]] == shown.routes["route_id"].tolist()
    routes = [claim["route"] for claim in data["claims"]]
    assert sorted(routes.count(at) for at in set(routes)) == sorted(shown.routes["claims"])
    assert data["total"] == len(corpus.mentions)
    assert data["map"]["inline"]["world"]["countries"]


@pytest.mark.parametrize(
    "filters, words",
    [
        (Filters(), ["Tous les articles, toutes les dates"]),
        (Filters(date_from="2023-06-01", date_to="2023-06-30"), ["Parution du 1er juin 2023 au 30 juin 2023"]),
        (
            Filters(publishers=("?", "La Gazette"), stances=("denied",)),
            ["source non indiquée", "La Gazette", "Démenti"],
        ),
        (Filters(countries=("IR",), sureness=("sure",), kinds=("city",)), ["ville", "position sûre", "Iran"]),
        (Filters(text="<b>drones</b>"), ["mot cherché\u00a0: <b>drones</b>"]),
    ],
)
def test_the_page_says_what_it_was_narrowed_to(corpus, filters, words):
    assert unpacked(exports.html(corpus, filters, FR))["scope"] == words


def test_the_same_view_makes_the_same_page(corpus):
    day = date(2024, 3, 8)
    assert exports.html(corpus, Filters(), FR, day) == exports.html(corpus, Filters(), FR, day)
    assert unpacked(exports.html(corpus, Filters(), FR, day))["made"] == "Export du 8 mars 2024"


# --- hostile text --------------------------------------------------------------------------------------------------


def test_hostile_text_comes_back_from_geojson_as_it_was(hostile):
    found = features(hostile)
    for payload in payloads.PAYLOADS:
        told = [f["properties"] for f in found if f["properties"]["title"] == payload]
        mention, claim = (next(p for p in told if p["type"] == type) for type in ("mention", "claim"))
        for name in (
            "text",
            "name",
            "country",
            "reason",
            "publisher",
            "article_source",
            "place_source",
            "place_licence",
        ):
            assert mention[name] == payload
        for name in ("from_name", "via", "cargo", "to_country"):
            assert claim[name] == payload
        assert claim["claimants"] == f"{payload}; tiers"
        assert claim["sentence"].startswith(payload)


def test_hostile_text_comes_back_from_csv_and_no_cell_begins_a_formula(hostile):
    said = {payload: f"'{payload}" if payload[0] in "=+-@" else payload for payload in payloads.PAYLOADS}
    for content in exports.files("csv", hostile, Filters(), FR).values():
        rows = read_csv(content)
        assert {row["title"] for row in rows} == set(said.values())
        for row in rows:
            numbers = {name for name in row if name.endswith(("lat", "lon"))}
            assert not [value for name, value in row.items() if name not in numbers and re.match(r"\s*[=+\-@]", value)]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag, attributes) -> None:
        self.tags.add(tag)

    def handle_data(self, data) -> None:
        self.text += data


def test_hostile_text_is_text_in_a_balloon_of_google_earth(hostile):
    for mark in marks(exports.kml(hostile, Filters(), FR)):
        balloon = _Tags()
        description = mark.findtext("k:description", None, KML)
        balloon.feed(description)
        assert balloon.tags == {"p"}
        assert "$[" not in description  # which Google Earth would fill in
        assert data_of(mark)["sentence"] in balloon.text
        assert "\u0008" not in description


def test_kml_keeps_hostile_text_as_data_but_for_what_xml_cannot_hold(hostile):
    titles = {data_of(mark)["title"] for mark in marks(exports.kml(hostile, Filters(), FR))}
    assert titles == {payload.replace("\u0008", "\ufffd").replace("\ufffe", "\ufffd") for payload in payloads.PAYLOADS}


def test_hostile_text_reaches_the_page_as_data_alone(hostile, corpus):
    def around(page: bytes) -> str:
        return re.sub(r'(id="data">)[^<]*', r"\1", page.decode())

    page = exports.html(hostile, Filters(text="1er mars"), FR)
    assert around(page) == around(exports.html(corpus, Filters(), FR))
    assert {article["title"] for article in unpacked(page)["articles"]} == set(payloads.PAYLOADS)


def test_only_an_address_of_the_web_becomes_a_link(tmp_path):
    sources = ["https://paper.example/1", "javascript:alert(1)", "notes/one.txt", None]
    made = [
        samples.article(f"Vu à [Moscou|place|city:moscow], {n} fois.", str(n), "A", "2023-06-09", source=source)
        for n, source in enumerate(sources)
    ]
    store = samples.fill(Store.open(f"sqlite:///{tmp_path / 'd.db'}"), made)
    articles = unpacked(exports.html(views.join(store, fold), Filters(), FR))["articles"]
    assert {a["title"]: a["address"] for a in articles} == {"0": sources[0], "1": None, "2": None, "3": None}


# --- the documents -------------------------------------------------------------------------------------------------


def test_every_field_is_documented():
    page = (ROOT / "docs" / "EXPORTS.md").read_text("utf-8")
    fields = {*records.MENTION_FIELDS, *records.CLAIM_FIELDS}
    sides = {name.partition("_")[2] for name in fields if name.startswith(("from_", "to_"))}
    plain = {name for name in fields if not name.startswith(("from_", "to_"))} | {f"from_{side}" for side in sides}
    assert sorted(name for name in plain if f"`{name}`" not in page) == []
