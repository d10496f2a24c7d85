"""Builds the gazetteer from its sources: the same inputs give the same bytes. Built beside, then swapped in one step.

Inputs: CURATED and SOURCES (data/gazetteer), pinned packages, imports/ (what a user added, see additions). A gazetteer folder holds
one version (v-DIGEST) and the file `current` that names it.
Any error leaves the version in use as it was.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import re
import shutil
import sqlite3
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import marisa_trie

from geo.geoparsing.gazetteer import sources
from geo.geoparsing.gazetteer.names import (
    KNOWLEDGE,
    bare,
    fold,
    head,
    knowledge,
    printed,
    respelled,
    romanised,
    short,
    shortened,
    skeleton,
    transliterated,
)
from geo.geoparsing.gazetteer.reader import CURRENT, FORMAT, LONGER, RECORD, SHOWN, Gazetteer, kilometres
from geo.geoparsing.gazetteer.sources import ABBREVIATION, NAME_TYPES, Entry
from geo.model import BadInput, GazetteerMissing
from geo.settings import ROOT

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

CURATED = ROOT / "data" / "gazetteer" / "curated"
SOURCES = ROOT / "data" / "gazetteer" / "sources"
IMPORTS = "imports"

Progress = Callable[[str, int, int], None]  # what is being done, steps done, of how many
STEPS = 4
_DISPLAY = ("en", "fr")
_TWENTIETH = math.log10(20)
_AREAS_OF = {
    "names": ["kind", "area"],
    "formats": ["u1", "<u2"],
    "offsets": [0, 2],
    "itemsize": RECORD.size,
}  # for numpy
_SPACE = re.compile(" ")
_SOFT = re.compile(r"\u200c|(?<=\w\w)['’ʼʹ‘](?=\w)|(?<=\b[MN])['’](?=\w)")

# Packages put some airports well away from their runway: there our point wins. An air base may only share a name.
_NEAR_KM = {"airport": 60.0, "airbase": 6.0}
# A hand-written place and a GeoNames one of the same name are one place where the kinds are these: ours, theirs.
_SAME_KINDS = {
    "region": {"admin1", "admin2", "country"},
    "island": {"admin1", "admin2", "country"},
    "peninsula": {"admin1"},
    "continent": {"continent"},
    "airport": {"airport"},
    "airbase": {"airport"},
}


def digest(folder: Path | str) -> str:
    """A short name of all that the gazetteer of this folder depends on: files, package versions, these modules."""
    sha = hashlib.sha256(json.dumps([FORMAT, sources.versions()], sort_keys=True).encode())
    rules = [KNOWLEDGE, *sorted(Path(__file__).parent.glob("*.py"))]
    for path in [*rules, *sources.input_files([CURATED, SOURCES, Path(folder) / IMPORTS])]:
        sha.update(f"\n{path.name}\n".encode())
        # the checksum of a dump stands beside it: it need not be read whole at every opening
        note = path.with_suffix(".json")
        sha.update((note if path.suffix == ".gz" and note.exists() else path).read_bytes())
    return sha.hexdigest()[:16]


def ensure(folder: Path | str, progress: Progress | None = None) -> Gazetteer:
    """Opens the gazetteer; builds it first where it is missing or not of these inputs. One process builds at a time."""
    folder = Path(folder)
    fresh = _open_fresh(folder)
    if fresh is not None:
        return fresh
    with alone(folder):
        return _open_fresh(folder) or _build(folder, progress)  # another process may have built it meanwhile


def _open_fresh(folder: Path) -> Gazetteer | None:
    try:
        gazetteer = Gazetteer.open(folder)
    except GazetteerMissing:
        return None
    if gazetteer.digest == digest(folder):
        return gazetteer
    gazetteer.close()
    return None


def build(folder: Path | str, progress: Progress | None = None) -> Gazetteer:
    """Builds and opens. BadInput names the file and line that cannot be used; the version in use then stays."""
    with alone(Path(folder)):
        return _build(Path(folder), progress)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One writer at a time in a folder. BadInput where nothing can be written there.

    Where the system has no such lock each builds its own; the last one stays.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except (OSError, sqlite3.Error) as error:
        raise BadInput(
            f"{folder}: the gazetteer cannot be written ({error}). Make room there, or set DATELINE_GAZETTEER elsewhere."
        ) from error


def _build(folder: Path, progress: Progress | None) -> Gazetteer:
    say = progress or (lambda what, done, of: None)
    for abandoned in folder.glob("build-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    name = digest(folder)
    beside = Path(tempfile.mkdtemp(prefix="build-", dir=folder))
    try:
        _write(beside, name, folder / IMPORTS, say)
        _swap(folder, beside, f"v-{name}")
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Gazetteer.open(folder)


def _swap(folder: Path, beside: Path, version: str) -> None:
    target = folder / version
    if target.exists():  # the same inputs were built before: what was asked for is a fresh copy
        target.rename(folder / f"build-old-{os.getpid()}")
    os.chmod(beside, 0o755)
    beside.rename(target)
    pointer = folder / f"{CURRENT}.new"
    pointer.write_text(version + "\n", encoding="utf-8")
    os.replace(pointer, folder / CURRENT)
    for old in [*folder.glob("v-*"), *folder.glob("build-old-*")]:
        if old.name != version:
            shutil.rmtree(old, ignore_errors=True)  # processes that opened it keep what they mapped


# ---------------------------------------------------------------- gathering


def _write(out: Path, name: str, imports: Path, say: Progress) -> None:
    labels = sources.labels(SOURCES)
    for ident, names in sources.exonyms(SOURCES).items():
        labels[ident] = labels.get(ident, []) + names
    shown = sources.display_names(SOURCES)
    for ident, names in shown.items():  # before the rest: the first of a language is what the map shows
        labels[ident] = names + labels.get(ident, [])
    say("countries, administrative areas, airports, our own places", 0, STEPS)
    entries = _gather(labels, shown, imports)
    writer = _Writer(out)
    for entry in entries:
        writer.add(entry)
    say("towns", 1, STEPS)
    for entry in itertools.chain(sources.towns(labels), sources.villages(SOURCES), sources.communes(SOURCES)):
        writer.add(entry)
    for path in sorted(imports.glob("*.gz")) if imports.is_dir() else ():
        say(f"dump {path.stem}", 2, STEPS)
        for entry in sources.dump(path, labels):
            writer.add(entry)
    say("index", 3, STEPS)
    writer.finish(name, sources.source_versions(SOURCES, imports, name))
    _write_demonyms(out)
    say("", STEPS, STEPS)


def _gather(
    labels: dict[int, list[tuple[str, str]]], shown: dict[int, list[tuple[str, str]]], imports: Path
) -> list[Entry]:
    areas = sources.admin_areas(SOURCES)
    entries = [*sources.countries(CURATED), *sources.continents(), *areas, *sources.airports()]
    for entry in entries:
        ident = entry.id.partition(":")[2]
        known = labels.get(int(ident), ()) if entry.id.startswith("geonames:") else ()
        entry.names += [(name, la, sources.label_type(name, la, entry.country)) for la, name in known]
        for language, name in shown.get(int(ident), ()) if entry.id.startswith("geonames:") else ():
            entry.names.insert(0, (name, language, sources.EXONYM))
            setattr(entry, f"name_{language}", name)
    return _merge(entries, sources.curated_places(CURATED, imports)) + list(sources.ports())


def _merge(entries: list[Entry], curated: list[Entry]) -> list[Entry]:
    """Curated rows that are one of the entries lend it their names and point; the others stand alone, first."""
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        if any(entry.kind in kinds for kinds in _SAME_KINDS.values()):
            # by its English and French names: « الأندلس » is Andalusia and al-Andalus
            known = {
                fold(name)
                for name, la, name_type in entry.names
                if name_type <= sources.EXONYM and la in ("", *_DISPLAY)
            }
            for key in known:
                by_name.setdefault(key, []).append(entry)
    alone = []
    for ours in curated:
        twin = _twin(ours, by_name)
        if twin is None:
            alone.append(ours)
            continue
        twin.names = ours.names + twin.names
        twin.aliases = (*twin.aliases, ours.id)
        if twin.kind != "country":  # countries.tsv has the point
            twin.lat, twin.lon, twin.radius_km = ours.lat, ours.lon, ours.radius_km
        if twin.kind == "airport":  # Sheremetyevo, not Sheremetyevo International Airport
            twin.name, twin.name_fr, twin.name_en = ours.name, ours.name_fr, ours.name_en
        twin.name_fr, twin.name_en = twin.name_fr or ours.name_fr, twin.name_en or ours.name_en
        twin.kind = "airbase" if ours.kind == "airbase" else twin.kind
    return entries + alone


def _twin(ours: Entry, by_name: dict[str, list[Entry]]) -> Entry | None:
    kinds = _SAME_KINDS.get(ours.kind, ())
    best, best_km = None, math.inf
    names = [ours.name_en, ours.name_fr]
    if ours.kind == "region":  # North Pyongan is P'yŏngan-bukto to GeoNames
        names += [name for name, language, _ in ours.names if language in _DISPLAY]
    for key in {fold(name) for name in names if name}:
        for theirs in by_name.get(key, ()):
            if theirs.kind not in kinds or ours.lat is None or theirs.lat is None:
                continue
            if ours.country and theirs.country and ours.country != theirs.country:
                continue
            km = kilometres(ours.lat, ours.lon, theirs.lat, theirs.lon)
            near = _NEAR_KM.get(ours.kind) or max(30.0, 0.7 * min(ours.radius_km, theirs.radius_km))
            if km <= near and km < best_km:
                best, best_km = theirs, km
    return best


# ---------------------------------------------------------------- writing


class _Writer:
    """Entries in, files out. Names are kept as numbers only: half a million strings would fill the memory."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.records, self.texts, self.ends = bytearray(), bytearray(), array("I", [0])
        self.scores = array("f")
        self.numbers: dict[str, int] = {}  # folded name → order of arrival
        self.pairs = array("Q")  # number << 32 | index << 3 | name type
        self.kinds: dict[str, int] = {}
        self.areas: dict[tuple[str | None, str | None], int] = {}
        self.stands: dict[str | None, int] = {None: 0}
        self.known: dict[str, int] = {}  # id → index
        self.aliases: dict[str, int] = {}
        self.capitals = {
            (code, fold(row["capital"])): f"geonames:{row['geonameid']}"
            for code, row in sources.country_rows().items()
            if row["capital"]
        }
        governments = {(named[:2], fold(named[3:])): whose for named, whose in knowledge()["governments"].items()}
        self.capitals |= governments
        self.governed = frozenset(governments.values())  # but not from their capital
        self.found_capitals: dict[tuple[str, str], tuple[int, int]] = {}  # → (population, index)
        self.standing: dict[int, str] = {}  # index → id as the sources write it
        self.rows: list[tuple] = []
        self.prior = knowledge()["prior"]
        self.bare = knowledge()["bare"]
        self.short = frozenset(knowledge()["short"]["kinds"])
        self.heads = knowledge()["heads"]
        self.headed = frozenset(self.heads["countries"])
        self.transliterated = frozenset(knowledge()["transliteration"]["countries"])
        self.alike_population = knowledge()["alike"]["population"]
        self.alike = frozenset(knowledge()["printed"]["countries"]) | frozenset(knowledge()["respelled"]["countries"])
        self.respelled = frozenset(knowledge()["respelled"]["countries"])
        self.respelled_if_listed = frozenset(knowledge()["respelled"]["listed"])
        self.romanised = frozenset(knowledge()["romanised"]["countries"])
        self.respellings: list[tuple[str, int]] = []  # folded French or English spelling, index << 3 | name type
        self.database = sqlite3.connect(out / "places.sqlite")
        self.database.executescript(
            """PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;
            CREATE TABLE place (idx INTEGER PRIMARY KEY, id TEXT NOT NULL, names TEXT NOT NULL);
            CREATE TABLE alias (id TEXT PRIMARY KEY, idx INTEGER NOT NULL) WITHOUT ROWID;"""
        )

    def add(self, entry: Entry) -> None:
        if entry.id in self.known:  # a dump repeats what cities500 has: only its new names are new
            self._name(self.known[entry.id], entry)
            return
        index = len(self.scores)
        self.known[entry.id] = index
        self.aliases.update(dict.fromkeys(entry.aliases, index))
        nowhere = entry.lat is None
        lat, lon, radius = (math.nan,) * 3 if nowhere else (entry.lat, entry.lon, entry.radius_km)
        kind = self.kinds.setdefault(entry.kind, len(self.kinds))
        area = self.areas.setdefault((entry.country, entry.admin1), len(self.areas))
        self.records += RECORD.pack(kind, area, 0, min(entry.population, 2**32 - 1), lat, lon, radius)
        self.texts += "\t".join([(getattr(entry, part) or "").replace("\t", " ") for part in SHOWN]).encode()
        self.ends.append(len(self.texts))
        self.scores.append(self._score(entry))
        if entry.stands_for:
            self.standing[index] = entry.stands_for
        self._name(index, entry)
        self.rows.append((index, entry.id, _names_json(entry)))
        if len(self.rows) >= 5000:
            self._flush()

    def _score(self, entry: Entry) -> float:
        if entry.kind in self.prior["fixed"]:
            return self.prior["fixed"][entry.kind] - self.prior["minor"].get(entry.source, 0.0)
        return math.log10(entry.population + 10) + self.prior["added"][entry.kind]

    def _name(self, index: int, entry: Entry) -> None:
        best: dict[str, int] = {}
        for name, _, name_type in entry.names:
            for key in _keys(name):
                best[key] = min(name_type, best.get(key, name_type))
        if entry.kind == "city" and entry.country in self.headed and (first := head(entry.name)):
            best.setdefault(first, sources.ALTERNATE)
        if entry.kind == "city" and entry.country in self.headed and entry.population >= self.heads["population"]:
            # what GeoNames lists as an alternate is what the town is called: Chamonix, Sarlat, Boulogne
            first = fold(entry.name).partition(" ")[0]
            if best.get(first) == sources.ALTERNATE and first not in self.heads["never"]:
                best[first] = sources.EXONYM
        if entry.kind == "city" and entry.population >= self.bare["population"]:
            for name, language, name_type in entry.names:
                # Le Touquet is one of Le Touquet-Paris-Plage's; but « le Mont » is any
                also = name_type == sources.ALTERNATE and len(bare(name) or "") >= self.bare["shortest_alternate"]
                called = name_type == sources.OWN or also
                french = language == "fr" or (called and entry.country in self.bare["countries"])
                # GeoNames has many of these among its alternates, where they would be found in English too
                if french and (rest := bare(name)) and best.get(rest, sources.BARE) >= sources.ALTERNATE:
                    best[rest] = sources.BARE
        if entry.kind in self.short:
            for name, language, _ in entry.names:
                if language == "fr" and (rest := short(name)):
                    best.setdefault(rest, sources.SHORT)
        if entry.kind == "country":
            french, english = (
                {fold(name) for name, la, _ in entry.names if la == language} for language in ("fr", "en")
            )
            for key in english - french:
                if best[key] <= sources.EXONYM:
                    best[key] = sources.NOT_FRENCH
        if entry.kind == "city" and entry.country in self.transliterated:
            for key in [key for key in best if "а" <= key[0] <= "ӿ"]:
                for form in transliterated(key):
                    best.setdefault(form, max(best[key], sources.ALTERNATE))
        if entry.kind == "city" and entry.country in self.alike and entry.population >= self.alike_population:
            _promote_alike(entry, best)
        if entry.country in self.respelled or entry.country in self.respelled_if_listed:
            self._respell(index, entry, best)
        for key, name_type in best.items():
            number = self.numbers.setdefault(key, len(self.numbers))
            self.pairs.append(number << 32 | index << 3 | name_type)
            if entry.kind == "city" and entry.country and (entry.country, key) in self.capitals:
                self._seen_capital((entry.country, key), entry.population, index)

    def _respell(self, index: int, entry: Entry, best: dict[str, int]) -> None:
        """French and English spellings of what best has. A listed one is no mere alternate any more; others wait for the end."""
        known = entry.kind == "city" and entry.population >= knowledge()["respelled"]["population"]
        worst = -1 if entry.kind == "airport" else sources.ALTERNATE if known else sources.EXONYM
        # of alternates the single words: longer ones are mostly other languages' transliterations
        keys = {
            key
            for name, language, name_type in entry.names
            if language in ("", "en") and name_type <= worst
            for key in [fold(name)]
            if name_type <= sources.EXONYM or " " not in key
        }
        types = {key: best[key] for key in keys}
        if entry.country in self.romanised and entry.kind in ("city", "admin1", "admin2"):
            for name, language, name_type in entry.names:
                if name_type <= sources.EXONYM and language in ("", "en"):
                    for form in romanised(fold(printed(name, entry.country, "en"))):
                        types.setdefault(form, sources.EXONYM)
        forms = dict.fromkeys(types.keys() - keys, sources.EXONYM)
        for key, name_type in types.items():
            if key in keys or worst >= sources.EXONYM:
                for form in respelled(key):
                    forms[form] = min(max(name_type, sources.EXONYM), forms.get(form, sources.ALTERNATE))
        for form, name_type in sorted(forms.items()):
            if form in best:
                best[form] = min(best[form], name_type)
            elif entry.country in self.respelled:
                self.respellings.append((form, index << 3 | name_type))

    def _list_respellings(self, np) -> None:
        """Lists the French spellings that nothing is called by outside the countries that are respelled: no town of France."""
        records = np.frombuffer(self.records, dtype=_AREAS_OF)
        pairs = np.frombuffer(self.pairs.tobytes(), dtype=np.uint64)
        within = np.array([country in self.respelled for country, _ in self.areas])
        place = ((pairs & np.uint64(0xFFFFFFFF)) >> np.uint64(3)).astype(np.int64)
        elsewhere = np.zeros(len(self.numbers), dtype=bool)
        elsewhere[(pairs >> np.uint64(32)).astype(np.int64)[~within[records["area"][place]]]] = True
        for form, posting in self.respellings:
            number = self.numbers.setdefault(form, len(self.numbers))
            if number >= len(elsewhere) or not elsewhere[number]:
                self.pairs.append(number << 32 | posting)

    def _seen_capital(self, capital: tuple[str, str], population: int, index: int) -> None:
        if population > self.found_capitals.get(capital, (-1, 0))[0]:
            self.found_capitals[capital] = (population, index)

    def _flush(self) -> None:
        self.database.executemany("INSERT INTO place VALUES (?, ?, ?)", self.rows)
        self.rows.clear()

    # -------------------------------------------------------- the end

    def finish(self, name: str, versions: dict[str, str]) -> None:
        self._flush()
        for capital, (_, index) in self.found_capitals.items():
            self.standing[index] = self.capitals[capital]
            self.scores[index] += self.prior["extra"]["capital"]
        capitals = self._stand()
        self.database.executemany("INSERT INTO alias VALUES (?, ?)", sorted(self.aliases.items()))
        self.database.execute("CREATE UNIQUE INDEX place_id ON place (id)")
        self.database.commit()
        self.database.close()
        (self.out / "places.bin").write_bytes(self.records)
        (self.out / "shown.bin").write_bytes(self.ends.tobytes() + self.texts)
        names, abbreviations = self._index()
        meta = {
            "format": FORMAT, "digest": name, "names": names, "places": len(self.scores), "kinds": list(self.kinds),
            "areas": list(self.areas), "stands_for": list(self.stands), "capitals": capitals,
            "abbreviations": abbreviations,
            "sources": {key: [*row, versions[key]] for key, row in sources.SOURCES.items()},
        }  # fmt: skip
        (self.out / "meta.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")

    def _stand(self) -> dict[str, int]:
        """stands_for may be written country:IR; stored is the one id of that place. Returns that id → its capital's index."""
        ids = {index: ident for ident, index in self.known.items()}
        capitals: dict[str, int] = {}
        for index, target in sorted(self.standing.items()):
            there = self.known.get(target, self.aliases.get(target))
            if there is None:
                raise BadInput(
                    f"{ids.get(index, index)} stands for {target!r}, which is no place. Mend its stands_for."
                )
            ident = ids[there]
            number = self.stands.setdefault(ident, len(self.stands))
            fields = list(RECORD.unpack_from(self.records, index * RECORD.size))
            fields[2] = number
            RECORD.pack_into(self.records, index * RECORD.size, *fields)
            if fields[0] == self.kinds["city"] and target not in self.governed:
                capitals.setdefault(ident, index)
        return capitals

    def _index(self) -> tuple[int, list[str]]:
        """Write names and postings; how many names, and which of them are abbreviations."""
        import numpy as np  # here, because opening a built gazetteer should not wait for it

        self._list_respellings(np)
        begun = {key[: space.start()] for key in self.numbers if " " in key for space in _SPACE.finditer(key)}
        # one trie, its cache large: a fifth larger than need be, and asked in two thirds of the time
        trie = marisa_trie.Trie(
            sorted(begun.union(self.numbers)),
            num_tries=1, cache_size=marisa_trie.HUGE_CACHE, order=marisa_trie.WEIGHT_ORDER,
        )  # fmt: skip
        trie.save(str(self.out / "names.marisa"))
        names = len(self.numbers)
        rank = np.fromiter((trie[key] for key in self.numbers), dtype=np.uint32, count=names)
        self.numbers.clear()
        longer = np.fromiter((trie[key] for key in begun), dtype=np.uint32, count=len(begun))
        pairs = np.frombuffer(self.pairs, dtype=np.uint64)
        key = rank[(pairs >> np.uint64(32)).astype(np.int64)]
        posting = (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        place = (posting >> 3).astype(np.int64)
        off = np.array([self.prior["names"][name_type] for name_type in NAME_TYPES], dtype=np.float32)
        score = np.frombuffer(self.scores, dtype=np.float32)[place] - off[posting & 7]
        self._towns_before_areas(np, key, place, score)
        # last key first: by name, then best score, then the order of arrival, so that the bytes are always the same
        order = np.lexsort((posting, -score, key))
        key, posting = key[order], posting[order]
        fresh = np.ones(len(key), dtype=bool)  # a dump may give a place a name it has: keep the better of the two
        fresh[1:] = (key[1:] != key[:-1]) | (posting[1:] >> 3 != posting[:-1] >> 3)
        key, posting = key[fresh], posting[fresh]
        offsets = np.zeros(len(trie) + 1, dtype=np.uint32)
        np.cumsum(np.bincount(key, minlength=len(trie)), out=offsets[1:])
        offsets[longer] |= np.uint32(LONGER)
        with (self.out / "postings.bin").open("wb") as file:
            file.write(offsets.tobytes())
            file.write(posting.tobytes())
        shortened = {trie.restore_key(int(number)) for number in key[posting & 7 == ABBREVIATION]}
        return names, sorted(shortened)

    def _towns_before_areas(self, np, key, place, score) -> None:
        """« Kherson » is the town before its region, unless the town is a twentieth of it or less. Changes score."""
        records = np.frombuffer(self.records, dtype=_AREAS_OF)
        kind, group = records["kind"][place], key.astype(np.int64) << 16 | records["area"][place]
        towns = np.flatnonzero(kind == self.kinds["city"])
        areas = np.flatnonzero(np.isin(kind, [self.kinds[name] for name in ("admin1", "admin2") if name in self.kinds]))
        towns = towns[np.lexsort((-score[towns], group[towns]))]
        groups, first = np.unique(group[towns], return_index=True)
        where = np.searchsorted(groups, group[areas])
        same = groups[np.minimum(where, len(groups) - 1)] == group[areas]
        areas, rival = areas[same], score[towns[first[where[same]]]]
        less = (rival < score[areas]) & (rival > score[areas] - _TWENTIETH)
        score[areas[less]] = rival[less] - np.float32(0.01)


def _keys(name: str) -> Iterator[str]:
    folded = fold(name)
    if folded:
        yield folded
        yield from shortened(folded)
        # Persian writers join or split at the zero-width non-joiner; Mar'yinka is also Maryinka and M'Sila Msila, L'Isle not Lisle
        joined = _SOFT.sub("", name)
        if joined != name:
            yield fold(joined)


def _promote_alike(entry: Entry, best: dict[str, int]) -> None:
    """Alternates that are the town's own or shown name but for how it is transliterated are no worse than exonyms."""
    shown = {skeleton(fold(name)) for name in (entry.name, entry.name_en, entry.name_fr) if name} - {None}
    for key in [key for key, name_type in best.items() if name_type == sources.ALTERNATE]:
        if skeleton(key) in shown:
            best[key] = sources.EXONYM


def _names_json(entry: Entry) -> str:
    """Language → names as people write them, display name first."""
    names: dict[str, list[str]] = {}
    for name, language, _ in entry.names:
        listed = names.setdefault(language, [])
        if name not in listed:
            listed.append(name)
    return json.dumps(names, ensure_ascii=False)


def _write_demonyms(out: Path) -> None:
    """Demonyms last: a town's is found through the names just written."""
    (out / "demonyms.json").write_text("{}", encoding="utf-8")
    tables: dict[str, dict[str, str]] = {}
    with Gazetteer(out) as gazetteer:
        for where, language, code, forms in sources.demonym_rows(CURATED):
            ident = _demonym_place(gazetteer, code)
            if ident is None:
                raise BadInput(f"{where}: {code!r} is no place of the gazetteer. Give a code or an id that is.")
            for form in forms:
                tables.setdefault(language, {}).setdefault(fold(form), ident)
    (out / "demonyms.json").write_text(json.dumps(tables, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _demonym_place(gazetteer: Gazetteer, code: str) -> str | None:
    """code is FR, city:FR.Nancy (the largest of that name), or an id."""
    kind, _, name = code.partition(":")
    key: int | str = code if name else f"country:{code}"
    if kind == "city":
        country, _, town = name.partition(".")
        hits = [hit for hit in gazetteer.lookup(town) if hit.kind == "city" and hit.country == country]
        key = max(hits, key=lambda hit: hit.population).index if hits else code
    place = gazetteer.place(key)
    return place.id if place else None
