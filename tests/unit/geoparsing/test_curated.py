"""The curated tables as an editor leaves them: columns, ranges, order, scripts. The builder's own reading is tested apart."""

import re
import unicodedata
from itertools import chain
from pathlib import Path

import pytest

from geo.geoparsing.gazetteer import sources

CURATED = Path(__file__).parents[3] / "data" / "gazetteer" / "curated"
PLACES = sorted(CURATED.glob("places_*.tsv"))
DEMONYMS = sorted(CURATED.glob("demonyms_*.tsv"))
NATURE = [path for path in PLACES if path.stem.split("_")[1] in {"seas", "rivers", "relief", "islands", "regions"}]
COUNTRIES = CURATED / "countries.tsv"

SCRIPTS = {"ru": "CYRILLIC", "uk": "CYRILLIC", "fa": "ARABIC", "ar": "ARABIC"}
# Letters that the other language of the script has and this one has not: a row pasted into the wrong column.
FOREIGN_LETTERS = {"ru": "іїєґ", "uk": "ыэёъ", "fa": "يكةى", "ar": "یکگپچژ"}

COLUMNS = {
    **dict.fromkeys(PLACES, sources.PLACE_COLUMNS),
    **dict.fromkeys(DEMONYMS, sources.DEMONYM_COLUMNS),
    COUNTRIES: sources.COUNTRY_COLUMNS,
}
by_file = pytest.mark.parametrize("path", PLACES, ids=lambda path: path.stem)
by_table = pytest.mark.parametrize("path", COLUMNS, ids=lambda path: path.stem)


def rows(path: Path) -> list[dict[str, str]]:
    return [row for _, row in sources.read_table(path, COLUMNS[path], optional=path in PLACES)]


def names(row: dict[str, str], column: str) -> list[str]:
    return sources.split_names(row[column])


def test_there_are_tables():
    assert {"places_seas", "places_rivers", "places_relief", "places_islands", "places_regions"} <= {
        path.stem for path in PLACES
    }
    assert COUNTRIES.is_file()
    assert [path.stem for path in DEMONYMS] == ["demonyms_en", "demonyms_fr"]
    assert sum(len(rows(path)) for path in PLACES) >= 600
    assert sum(len(rows(path)) for path in NATURE) >= 500


@by_table
def test_lines_are_sorted_and_keys_unique(path):
    keys = [next(iter(row.values())) for row in rows(path)]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


@by_table
def test_lines_have_no_stray_white_space(path):
    cells = list(chain.from_iterable(row.items() for row in rows(path)))
    assert [pair for pair in cells if pair[1] != pair[1].strip() or "  " in pair[1]] == []
    assert [pair for pair in cells if "||" in pair[1] or pair[1].strip("|") != pair[1]] == []


@by_file
def test_ids_are_kind_and_slug(path):
    wrong = [row["id"] for row in rows(path) if not re.fullmatch(r"[a-z0-9]+:[a-z0-9]+(-[a-z0-9]+)*", row["id"])]
    assert wrong == []


def test_ids_are_unique_across_files():
    ids = [row["id"] for path in PLACES for row in rows(path)]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


@by_file
def test_kinds_are_known(path):
    assert {row["kind"] for row in rows(path)} <= sources.CURATED_KINDS


@pytest.mark.parametrize("path", NATURE, ids=lambda path: path.stem)
def test_the_id_of_a_natural_place_begins_with_its_kind(path):
    assert [row["id"] for row in rows(path) if row["id"].partition(":")[0] != row["kind"]] == []


@by_file
def test_points_are_on_earth_and_only_blocs_have_none(path):
    for row in rows(path):
        cells = [row[column] for column in ("lat", "lon", "radius_km")]
        if row["kind"] == "bloc":
            assert cells == ["", "", ""], row["id"]
            continue
        lat, lon, radius_km = map(float, cells)
        assert -90 <= lat <= 90 and -180 <= lon <= 180, row["id"]
        assert (lat, lon) != (0, 0), row["id"]
        assert 0 < radius_km < 20_000, row["id"]


@by_file
def test_countries_are_iso_codes(path):
    codes = {code for row in rows(path) for code in row["country"].split("+") if code}
    assert codes <= set(sources.country_rows())


@by_file
def test_english_and_french_names_are_there(path):
    assert [row["id"] for row in rows(path) if not (names(row, "name_en") and names(row, "name_fr"))] == []


@by_file
def test_no_name_twice_in_a_cell(path):
    columns = [column for column in sources.PLACE_COLUMNS if column.startswith("name_") or column == "other_names"]
    twice = [
        (row["id"], column) for row in rows(path) for column in columns
        if len({*names(row, column)}) != len(names(row, column))
    ]  # fmt: skip
    assert twice == []


@pytest.mark.parametrize("path", NATURE, ids=lambda path: path.stem)
def test_two_natural_places_of_a_kind_have_no_name_in_common(path):
    owners: dict[tuple[str, str], set[str]] = {}
    for row in rows(path):
        for column in ("name_en", "name_fr"):
            for name in names(row, column):
                owners.setdefault((row["kind"], name.casefold()), set()).add(row["id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@by_file
@pytest.mark.parametrize("language", SCRIPTS)
def test_names_are_in_the_script_of_their_column(path, language):
    wrong = []
    for row in rows(path):
        for name in names(row, f"name_{language}"):
            letters = [c for c in name if c.isalpha()]
            script = [c for c in letters if not unicodedata.name(c).startswith(SCRIPTS[language])]
            if not letters or script or set(name.casefold()) & set(FOREIGN_LETTERS[language]):
                wrong.append((row["id"], name))
    assert wrong == []


@by_file
def test_latin_columns_hold_no_other_script(path):
    wrong = [
        (row["id"], name)
        for row in rows(path)
        for column in ("name_en", "name_fr")
        for name in names(row, column)
        if re.search(r"[\u0370-\u06ff]", name)
    ]
    assert wrong == []


@by_file
def test_what_a_place_stands_for_is_an_id(path):
    assert [row["id"] for row in rows(path) if row["stands_for"] and ":" not in row["stands_for"]] == []


def test_countries_have_a_point_and_labelled_names():
    known = set(sources.country_rows())
    for row in rows(COUNTRIES):
        assert row["code"] in known
        assert -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180, row["code"]
        assert float(row["radius_km"]) > 0, row["code"]
        for cell in (row["short_names"], row["historical_names"]):
            assert all(re.fullmatch(r"[a-z]{2}:\S.*", name) for name in sources.split_names(cell)), row["code"]


@pytest.mark.parametrize("path", DEMONYMS, ids=lambda path: path.stem)
def test_a_demonym_points_at_a_country_or_a_curated_place(path):
    places = {row["id"] for one in PLACES for row in rows(one)}
    known = places | set(sources.country_rows())
    wrong = [
        row["code"] for row in rows(path)
        if row["code"] not in known and row["code"].partition(":")[0] not in {"city", "admin1", "admin2"}
    ]  # fmt: skip
    assert wrong == []
    assert all(sources.split_names(row["forms"]) for row in rows(path))


@pytest.mark.parametrize(
    "ident, inside, outside",
    [
        ("sea:caspian", (41.5, 50.8), (36.8, 10.2)),
        ("strait:hormuz", (26.6, 56.3), (12.6, 43.3)),
        ("region:crimea", (45.3, 34.4), (55.7, 37.6)),
        ("mountain:alps", (46.3, 9.0), (42.7, 0.7)),
    ],
)
def test_familiar_places_are_where_readers_look(ident, inside, outside):
    row = next(row for path in NATURE for row in rows(path) if row["id"] == ident)
    here = float(row["lat"]), float(row["lon"])

    def far(point: tuple[float, float]) -> float:
        return abs(here[0] - point[0]) + abs(here[1] - point[1])

    assert far(inside) < 1.0 < far(outside)


def test_crimea_is_ukrainian_and_the_west_is_on_no_map():
    found = {row["id"]: row for path in NATURE for row in rows(path)}
    assert found["region:crimea"]["country"] == "UA"
    assert found["bloc:west"]["lat"] == ""
    assert "Occident" in names(found["bloc:west"], "name_fr")
