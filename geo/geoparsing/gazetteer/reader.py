"""The built gazetteer, memory-mapped and read only: names in, Hits out in microseconds, Places in a few more.

Files of a built version: names.marisa (folded names and what longer names begin with → number), postings.bin (number → places,
best first), places.bin (24 bytes a place), shown.bin (ids and display names), places.sqlite (names in all languages, ids → places),
meta.json, demonyms.json. See docs/decisions/0002.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import sqlite3
import struct
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from geo.geoparsing.gazetteer.names import fold, knowledge, variants, words_apart
from geo.geoparsing.gazetteer.sources import ABBREVIATION, ACRONYM, BARE, NAME_TYPES, NOT_FRENCH, OWN, SHORT
from geo.model import GazetteerMissing, Place

FORMAT = 7
CURRENT = "current"  # names the folder of the version in use
# kind, area (country and admin-1), stands for, population, lat, lon, radius_km. A point is exact to a metre or two.
RECORD = struct.Struct("<BxHHxxIfff")
_PER_DEGREE, _PER_KM = 100_000, 100  # to how many decimals people read them
# postings.bin: offsets of 31 bits, one more than there are numbers, each with this bit set if a longer name begins with those
# words; then the postings, 32 bits each.
LONGER = 1 << 31
# What the gazetteer has of folded words, as bits: they are a name; a longer name begins with them.
LISTED, BEGUN = 1, 2
# shown.bin: places + 1 offsets of 32 bits, then for each place these, in UTF-8, with a tab between: what a text's places need
# of what people read. A name that is not known is empty.
SHOWN = ("id", "name", "name_fr", "name_en", "source")
_SPAN = struct.Struct("<II")
_KEPT = 8192
_NEW = tuple.__new__
MOST_HITS = 200  # a name shared by more places (San José) tells nothing about the 201st
# In French, written in capitals, with a point → the name types that are not meant: US and U.S. but not "us"; Ind. and IND but
# not "ind" nor "Ind". In French IND, TAS and VIC are other things.
_HIDDEN = {
    (french, capitals, pointed): frozenset(
        [*([NOT_FRENCH] if french else [BARE, SHORT]),
         *([] if capitals else [ACRONYM]),
         *([] if pointed or (capitals and not french) else [ABBREVIATION])]
    )
    for french in (True, False) for capitals in (True, False) for pointed in (True, False)
}  # fmt: skip
_PRIMARY = [name_type in ("own", "exonym") for name_type in NAME_TYPES]
# A name as written is doubted where only towns below SMALL_TOWN bear it and a case form is MUCH_LARGER times as large.
SMALL_TOWN, MUCH_LARGER = 100_000, 10


class Hit(NamedTuple):
    """A place a name may mean, without touching SQLite. ``index`` opens the full Place.

    name_type: own, exonym (its name in some language), alternate (untagged, noisy), acronym, abbreviation,
    bare (« Havre » of Le Havre: what stands after « au », « du », « aux », « des »; in French texts alone),
    short (« le Tigre » of the fleuve Tigre: in French texts alone).
    stands_for: id of the country (or bloc) whose government the place's name may stand for.
    primary: by its own name, in whatever language, rather than by one of its alternates.
    lat, lon and radius_km are NaN for what is on no map (a bloc).
    """

    index: int
    kind: str
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    radius_km: float
    population: int
    name_type: str
    stands_for: str | None
    primary: bool


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance, mean Earth radius."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.009 * math.asin(min(1.0, math.sqrt(h)))


def _weight(hit: Hit) -> float:
    return hit.population * (1.0 if hit.primary else 0.1)  # as in the order of postings


def _small(hit: Hit) -> bool:
    return hit.kind == "city" and _weight(hit) < SMALL_TOWN


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Gazetteer:
    """Use Gazetteer.open(folder). Safe to share between threads; after a fork each process gets its own connection."""

    def __init__(self, version: Path) -> None:
        try:
            meta = json.loads((version / "meta.json").read_text(encoding="utf-8"))
            self._trie = marisa_trie.Trie().mmap(str(version / "names.marisa"))
            self._postings = _mapped(version / "postings.bin")
            self._records = _mapped(version / "places.bin")
            self._shown = _mapped(version / "shown.bin")
            demonyms = json.loads((version / "demonyms.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, RuntimeError) as error:
            raise GazetteerMissing(
                "No usable gazetteer at {version} ({error}). Run: python -m geo gazetteer build",
                version=version,
                error=error,
            ) from error
        if meta["format"] != FORMAT:
            raise GazetteerMissing(
                "The gazetteer at {version} is of another version. Run: python -m geo gazetteer build", version=version
            )
        self.version = version
        self.digest: str = meta["digest"]
        self._kinds: list[str] = meta["kinds"]
        self._countries: list[str | None] = [country for country, _ in meta["areas"]]
        self._regions: list[str | None] = [region for _, region in meta["areas"]]
        self._stands: list[str | None] = meta["stands_for"]
        self._capitals: dict[str, int] = meta["capitals"]
        self._sources: dict[str, list[str]] = meta["sources"]
        self.abbreviations = frozenset(meta["abbreviations"])  # folded: calif, conn
        self._places = meta["places"]
        words = memoryview(self._postings).cast("I")
        self._offsets, self._posted = words[: len(self._trie) + 1], words[len(self._trie) + 1 :]
        self._texts = (self._places + 1) * 4  # where the texts of shown.bin begin
        self._demonyms: dict[str, dict[str, str]] = demonyms
        self.demonyms: frozenset[str] = frozenset(form for table in demonyms.values() for form in table)
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        knowledge()  # now: the tables of forms are no part of the first text's reading
        self._connect()  # now: a later build removes the files of this version
        self._cached_index = lru_cache(maxsize=_KEPT)(self._index)
        # Names looked up and places read before; emptied when there are too many.
        self._found: dict[tuple[str, str | None], tuple[Hit, ...]] = {}
        self._opened: dict[int, Place] = {}

    @classmethod
    def open(cls, folder: Path | str) -> Gazetteer:
        """The version in use of a gazetteer folder. GazetteerMissing where there is none."""
        folder = Path(folder)
        try:
            current = (folder / CURRENT).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise GazetteerMissing(
                "No gazetteer at {folder}. Run: python -m geo gazetteer build", folder=folder
            ) from error
        return cls(folder / current)

    def close(self) -> None:
        self._offsets.release()
        self._posted.release()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self._places

    # ------------------------------------------------------------ names to hits

    def lookup(self, name: str, language: str | None = None, folded: str | None = None) -> tuple[Hit, ...]:
        """Every place of that name, likeliest first (kind, population, way of naming). Cached.

        Only where the name is unknown: without its article or preposition, out of its Russian, Ukrainian case or Arabic
        clitic, with St. written out, its words apart (« ElFasher »). A case form comes first also where the name as written
        is a small town's: « Львове » is Львов before it is a village. Acronyms are found only in capitals (US, not "us"),
        abbreviations in capitals or with their point (Ind., not "Ind"; in French with it alone; with it they come alone: La. is
        Louisiana), bare and short names (« Havre », « Tigre ») only where language is "fr". In French a country's English name
        means whatever else bears it: Mexico is the city, Jordan no kingdom.

        folded: fold(name), of whoever has it at hand.
        """
        hits = self._found.get((name, language))
        if hits is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            hits = self._found[name, language] = self._lookup(name, language, folded or fold(name))
        return hits

    def _lookup(self, name: str, language: str | None, folded: str) -> tuple[Hit, ...]:
        best = self._hits(folded, name, language)
        inflects = "а" <= folded[:1] <= "ӿ"
        if best and not (inflects and _small(best[0])):
            return best
        for variant in variants(folded, language):
            found = self._hits(variant, name, language)
            if found and not best:
                best = found
            elif found and found[0].primary and _weight(found[0]) > MUCH_LARGER * _weight(best[0]):
                best = found + tuple(hit for hit in best if hit not in found)
            if best and not (inflects and _small(best[0])):
                break
        if not best and (words := words_apart(name)):
            return self._hits(fold(words), words, language)
        return best

    def _hits(self, folded: str, surface: str, language: str | None) -> tuple[Hit, ...]:
        number = self._trie.get(folded)
        if number is None:
            return ()
        postings = self._posted[self._offsets[number] & ~LONGER : self._offsets[number + 1] & ~LONGER].tolist()
        french, capitals = language == "fr", surface == surface.upper()
        pointed = surface[-1] == "." and surface[0].isupper()
        # "La." is Louisiana and "Man." Manitoba, while "L.A." is Los Angeles
        short = pointed and not capitals and [posting for posting in postings if posting & 7 == ABBREVIATION]
        if short:
            return self._read(short)
        hits = self._read(postings[:MOST_HITS], _HIDDEN[french, capitals, pointed])
        if not french:
            return hits
        if hits:
            mixed = hits[0].kind == "admin1" and any(hit.name_type == "short" for hit in hits)
            return self._as_accented(surface, folded, hits) if mixed else hits
        return self._read([posting & ~7 | OWN for posting in postings if posting & 7 == NOT_FRENCH])

    def _as_accented(self, surface: str, folded: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Without those that French writes with other accents: « le Tigré » is the province, « le Tigre » the river."""
        written = surface.casefold()

        def differs(hit: Hit) -> bool:
            if hit.kind != "admin1" and hit.name_type != "short":
                return False  # a town's name would be read from all over the file
            shown = self.place(hit.index).name_fr or ""
            return shown.casefold() != written and fold(shown) == folded

        return hits if surface.isupper() else tuple(hit for hit in hits if not differs(hit)) or hits

    def _read(self, postings: Sequence[int], hidden: frozenset[int] = frozenset()) -> tuple[Hit, ...]:
        """Written for speed: a text asks for thousands of hits, and most of what a new name costs is here."""
        unpack, records, kinds, countries, regions, stands = (
            RECORD.unpack_from, self._records, self._kinds, self._countries, self._regions, self._stands,
        )  # fmt: skip
        return tuple(
            [
                _NEW(
                    Hit,
                    (posting >> 3, kinds[kind], countries[area], regions[area], lat, lon, radius, population,
                     NAME_TYPES[posting & 7], stands[stand], _PRIMARY[posting & 7]),
                )
                for posting in postings
                if posting & 7 not in hidden
                for kind, area, stand, population, lat, lon, radius in (unpack(records, (posting >> 3) * RECORD.size),)
            ]
        )  # fmt: skip

    def hit(self, index: int) -> Hit:
        """The Hit of a place, as if found by its own name."""
        return self._read([index << 3 | OWN])[0]

    def listing(self, folded: str) -> int:
        """What there is of these whole words: LISTED, BEGUN, both or neither."""
        number = self._trie.get(folded)
        if number is None:
            return 0
        first, end = self._offsets[number], self._offsets[number + 1]
        return (BEGUN if first & LONGER else 0) | (LISTED if first & ~LONGER != end & ~LONGER else 0)

    def __contains__(self, folded: str) -> bool:
        return self.listing(folded) & LISTED != 0

    # ------------------------------------------------------------ places

    def _connect(self) -> None:
        path = (self.version / "places.sqlite").resolve().as_uri()
        try:
            # immutable: no locks, no journal; the file is never written after the build
            self._connection = sqlite3.connect(f"{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise GazetteerMissing(
                "No usable gazetteer at {version}. Run: python -m geo gazetteer build", version=self.version
            ) from error
        self._process = os.getpid()

    def _query(self, sql: str, *values: object) -> list[tuple]:
        if self._process != os.getpid():
            self._connect()
        return self._connection.execute(sql, values).fetchall()

    def place(self, key: int | str) -> Place | None:
        """The full Place of an index or an id (geonames:112931, sea:caspian, country:IR, admin1:US.TX), or None."""
        index = self.index(key) if isinstance(key, str) else key
        if index is None or not 0 <= index < self._places:
            return None
        place = self._opened.get(index)
        if place is None:
            if len(self._opened) >= _KEPT:
                self._opened.clear()
            place = self._opened[index] = self._place(index)
        return place

    def _place(self, index: int) -> Place:
        kind, area, stands, population, lat, lon, radius = RECORD.unpack_from(self._records, index * RECORD.size)
        start, end = _SPAN.unpack_from(self._shown, index * 4)
        text = self._shown[self._texts + start : self._texts + end].decode()
        ident, name, name_fr, name_en, source = text.split("\t")
        if lat != lat:  # NaN: on no map
            lat = lon = radius = None
        else:
            # round(lat, 5) is thrice as slow
            lat, lon = round(lat * _PER_DEGREE) / _PER_DEGREE, round(lon * _PER_DEGREE) / _PER_DEGREE
            radius = round(radius * _PER_KM) / _PER_KM
        return Place(
            ident, name, self._kinds[kind], self._countries[area], lat, lon, radius, self._regions[area], population, source,
            self._sources[source][1], self._stands[stands], name_fr or None, name_en or None
        )  # fmt: skip

    def index(self, place_id: str) -> int | None:
        """The index of a place's id or of another of its ids, for hit(). Cached, as texts repeat their demonyms."""
        return self._cached_index(place_id)

    def _index(self, place_id: str) -> int | None:
        rows = self._query("SELECT idx FROM place WHERE id = ?", place_id) or self._query(
            "SELECT idx FROM alias WHERE id = ?", place_id
        )
        return rows[0][0] if rows else None

    def country(self, code: str) -> Place | None:
        """The country of an ISO 3166 alpha-2 code."""
        return self.place(f"country:{code.upper()}")

    def admin1_name(self, country: str, admin1: str) -> str | None:
        """The name of a state or province from its GeoNames codes: ("US", "TX") → "Texas"."""
        area = self.place(f"admin1:{country}.{admin1}")
        return area.name if area else None

    def names(self, key: int | str) -> dict[str, list[str]]:
        """Language → its names, display name first; "" → names whose language is not known."""
        index = self.index(key) if isinstance(key, str) else key
        rows = self._query("SELECT names FROM place WHERE idx = ?", index)
        return json.loads(rows[0][0]) if rows else {}

    def demonym(self, word: str, language: str | None = None) -> str | None:
        """Id of the country, region or town of a demonym, in the language's own table where it has one."""
        folded = fold(word)
        if folded not in self.demonyms:
            return None
        tables = [self._demonyms[language]] if language in self._demonyms else self._demonyms.values()
        return next((table[folded] for table in tables if folded in table), None)

    @property
    def sources(self) -> list[tuple[str, str, str, str]]:
        """(source, licence, attribution, version), for the About page."""
        return [tuple(row) for row in self._sources.values()]

    def _capital(self, country: Place) -> str | None:
        """The name that the map shows of a country's capital: the town that may stand for its government."""
        index = self._capitals.get(country.id)
        if index is None:
            return None
        capital = self.place(index)
        return capital.name_en or capital.name

    def show_lines(self, name: str, language: str | None = None) -> list[str]:
        """The candidates of a name as a person wants to read them, likeliest first."""
        lines = []
        for hit in self.lookup(name, language):
            place = self.place(hit.index)
            area = self.admin1_name(hit.country, hit.admin1) if hit.country and hit.admin1 else None
            where = ", ".join(part for part in (hit.kind, area if area != place.name else None, hit.country) if part)
            point = "on no map" if place.lat is None else f"{place.lat:.3f}, {place.lon:.3f} ± {place.radius_km:.0f} km"
            people = f", {place.population:,} people" if place.population else ""
            capital = self._capital(place) if hit.kind == "country" else None
            seat = f", capital {capital}" if capital else ""
            shown = (place.name_fr if language == "fr" else place.name_en) or place.name
            lines.append(f"{shown} ({where}) {point}{people}{seat} [{hit.name_type}, {place.id}]")
        return lines
