"""Gold files → documents. Reads, never parses; a file that is no gold is one BadInput that names it.

Formats: our own and the seeds' (a JSON list of articles with mentions, routes, events), JSON Lines with mentions
(``{"id", "text", "mentions": [{"start", "end", "lat", "lon"}]}``), JSON Lines of sentences with routes
(``{"id", "corpus", "start", "text", "routes": [...]}``), the XML of LGL and GeoVirus, and snippets: plain text with the
mentions in brackets, made to be written by hand (``tests/gold/snippets_*.txt``; the head of each says how).
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree  # gold files are ours or a research corpus: not hostile input

from geo.ingestion.articles import read_article
from geo.model import Aside, BadInput
from geo.settings import ROOT

OWN_GOLD = ROOT / "tests" / "gold" / "seeds.json"
_MAX_FILE_MB = 50

Span = tuple[int, int]


@dataclass(slots=True)
class GoldMention:
    start: int
    end: int
    lat: float | None = None
    lon: float | None = None
    role: str | None = None  # place, actor, mixed, demonym; None where the gold has no roles
    kind: str | None = None
    country: str | None = None
    ignore: bool = False  # neither right nor wrong as a whole; a part of it is wrong
    place_id: str | None = None
    radius_km: float | None = None  # how far off a point is still right; None: as the measure has it

    @property
    def located(self) -> bool:
        """Does the gold say where it is, by a point or by its country?"""
        return not self.ignore and (self.lat is not None or self.country is not None)


@dataclass(frozen=True, slots=True)
class GoldEnd:
    """An end of a route: the span wanted, the spans as good, and whether it may be left out."""

    span: Span
    others: tuple[Span, ...] = ()
    optional: bool = False

    def meets(self, span: Span) -> bool:
        return any(start < span[1] and span[0] < end for start, end in (self.span, *self.others))


@dataclass(frozen=True, slots=True)
class GoldRoute:
    """A route of a sentence. ``stances`` and ``modalities``: every reading that is fair, the first choice included."""

    origin: GoldEnd | None
    destination: GoldEnd | None
    via: tuple[Span, ...]
    flow: str
    stances: frozenset[str]
    modalities: frozenset[str]
    optional: bool = False
    bidirectional: bool = False


@dataclass(slots=True)
class GoldDocument:
    """An article, or a sentence where ``sentence_routes`` is not None."""

    id: str
    text: str
    mentions: list[GoldMention] = field(default_factory=list)
    published: str | None = None
    language: str | None = None
    asides: tuple[Aside, ...] = ()
    routes: list[dict] = field(default_factory=list)
    events: list[dict] = field(default_factory=list)
    traps: list[Span] = field(default_factory=list)
    sentence_routes: tuple[GoldRoute, ...] | None = None

    @property
    def wanted(self) -> list[GoldMention]:
        """What a parser should find."""
        return [mention for mention in self.mentions if not mention.ignore]

    def ignores(self, start: int, end: int) -> bool:
        """Is what was found there neither right nor wrong? So where it covers an ignored span whole."""
        return any(m.ignore and start <= m.start and m.end <= end for m in self.mentions)


def read_gold(path: Path) -> list[GoldDocument]:
    """Documents of a gold file; ``FILE#HALF`` takes one half of a file of snippets.

    Raises BadInput naming the file and what it should hold.
    """
    file, half = chosen_half(path)
    try:
        raw = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read gold {path}: {error}") from error
    try:
        if raw.lstrip().startswith("#"):
            return _read_snippets(raw, half)
        if half:
            raise ValueError("only snippets have halves")
        if raw.lstrip().startswith("<"):
            return _read_xml(raw)
        if raw.lstrip().startswith("["):
            return [_article(row, path) for row in json.loads(raw)]
        return [_document(json.loads(line)) for line in raw.splitlines() if line.strip()]
    except (ValueError, KeyError, TypeError, AttributeError, ElementTree.ParseError) as error:
        raise BadInput(
            f"{path} is no gold this reads ({type(error).__name__}: {error}). See geo/evaluation/gold.py for the formats."
        ) from error


def chosen_half(path: Path) -> tuple[Path, str | None]:
    """``a/b.txt#held`` → ``a/b.txt`` and ``held``."""
    name, _, half = path.name.partition("#")
    return path.with_name(name), half or None


def _number(value) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


# -- JSON Lines: mentions, or sentences with routes --------------------------------------------------------------------


def _document(row: dict) -> GoldDocument:
    if "mentions" not in row:
        return _sentence(row)
    mentions = [
        GoldMention(
            m["start"], m["end"], _number(m.get("lat")), _number(m.get("lon")), m.get("role"), m.get("type"),
            ignore=bool(m.get("ignore")),
        )
        for m in row["mentions"]
    ]  # fmt: skip
    return GoldDocument(str(row["id"]), row["text"], mentions, row.get("published"), row.get("language"))


def _sentence(row: dict) -> GoldDocument:
    """Offsets of the gold count from the start of the sentence's document; here from the sentence."""
    routes = tuple(_sentence_route(route, row["start"]) for route in row["routes"])
    name = f"{row['corpus']}:{row['id']}:{row['start']}"
    return GoldDocument(name, row["text"], sentence_routes=routes)


def _sentence_route(route: dict, base: int) -> GoldRoute:
    return GoldRoute(
        _sentence_end(route, "from", base),
        _sentence_end(route, "to", base),
        tuple((stop["start"] - base, stop["end"] - base) for stop in route["via"]),
        route["flow"],
        frozenset([route["stance"], *route["stance_alt"]]),
        frozenset([route["modality"], *route["modality_alt"]]),
        route["optional"],
        route["bidirectional"],
    )


def _sentence_end(route: dict, side: str, base: int) -> GoldEnd | None:
    others = tuple((start - base, end - base) for start, end in route[f"{side}_alt"])
    if route[f"{side}_start"] is not None:
        span = (route[f"{side}_start"] - base, route[f"{side}_end"] - base)
        return GoldEnd(span, others, route[f"{side}_optional"])
    # Named by no main span, but other spans are fair: nobody is asked for one of them.
    return GoldEnd(others[0], others[1:], optional=True) if others else None


# -- snippets ----------------------------------------------------------------------------------------------------------


HALVES = ("seen", "held")
_SNIPPET_ROLES = ("place", "actor", "mixed", "demonym")
_MARKED = re.compile(r"\[(?P<name>[^][{}|\n]+)(?P<rest>(?:\|[^][{}|\n]*)*)\]|\{(?P<ignored>[^][{}|\n]+)\}")


def _read_snippets(raw: str, half: str | None) -> list[GoldDocument]:
    """Paragraphs; the first line of each is ``# id | topic | half``, and lines that begin with ``##`` are comments."""
    if half and half not in HALVES:
        raise ValueError(f"{half} is none of {', '.join(HALVES)}")
    lines = (line for line in raw.splitlines() if not line.startswith("##"))
    documents: dict[str, GoldDocument] = {}
    taken = set()
    for block in re.split(r"\n\s*\n", "\n".join(lines).strip()):
        head, _, body = block.partition("\n")
        if not (fields := re.fullmatch(r"# *([^|\s]+) *\|[^|]*\| *(\w+) *", head)) or fields[2] not in HALVES:
            raise ValueError(f"not “# id | topic | half”: {head[:60]}")
        name = fields[1]
        if name in taken:
            raise ValueError(f"two documents are called {name}")
        taken.add(name)
        if half in (None, fields[2]):
            documents[name] = _snippet(name, body)
    return list(documents.values())


def _snippet(id: str, marked: str) -> GoldDocument:
    """Text without its marks. A name that has been located in the document needs no point again."""
    text, mentions, at = "", [], 0
    known: dict[str, tuple] = {}
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        name = match["name"] or match["ignored"]
        start, text = len(text), text + name
        if match["ignored"]:
            mentions.append(GoldMention(start, len(text), ignore=True))
            continue
        where, role = "", "place"
        for part in match["rest"].split("|")[1:]:
            if part in _SNIPPET_ROLES:
                role = part
            else:
                where = part
        if where:
            known[name.casefold()] = _snippet_place(where)
        if name.casefold() not in known:
            raise ValueError(f"{id}: {name} has no point")
        country, lat, lon, radius = known[name.casefold()]
        mentions.append(GoldMention(start, len(text), lat, lon, role, country=country, radius_km=radius))
    text += marked[at:]
    if stray := re.search(r"[][{}|]", text):
        raise ValueError(f"{id}: stray {stray[0]} in “{text[max(0, stray.start() - 20) : stray.end() + 20]}”")
    return GoldDocument(id, text, mentions)


def _snippet_place(where: str) -> tuple[str | None, float | None, float | None, float | None]:
    """``FR``, ``lat,lon`` or ``lat,lon,radius in km``, and ``?`` where nobody could tell."""
    if where == "?":
        return None, None, None, None
    if re.fullmatch(r"[A-Z]{2}", where):
        return where, None, None, None
    lat, lon, radius = (*map(float, where.split(",")), None)[:3]
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"no point of the globe: {where}")
    return None, lat, lon, radius


# -- articles ----------------------------------------------------------------------------------------------------------


def _article(row: dict, path: Path) -> GoldDocument:
    text, asides = (row["text"], ()) if "text" in row else _article_text(row["file"], path)
    return GoldDocument(
        row["file"],
        text,
        [_article_mention(mention) for mention in row["mentions"]],
        row.get("published"),
        row.get("language"),
        asides,
        [dict(route) for route in row.get("routes", ())],
        row.get("events", []),
        [(trap["start"], trap["end"]) for trap in row.get("non_place_traps", ()) if trap.get("start") is not None],
    )


def _article_text(name: str, gold: Path) -> tuple[str, tuple[Aside, ...]]:
    """Text and asides: the texts stand beside the gold, in ``../seeds``, or in the ``seeds`` of the repo."""
    for folder in (gold.resolve().parent.parent / "seeds", ROOT / "seeds"):
        if not (folder / name).is_file():
            continue
        if name.endswith(".md"):  # as the line reads it: front matter off, asides marked
            article = read_article(folder / name, _MAX_FILE_MB)
            return article.text, article.asides
        return (folder / name).read_bytes().decode("utf-8"), ()
    raise BadInput(f"{gold} speaks of {name}, which is neither in ../seeds beside it nor in seeds/.")


def _article_mention(m: dict) -> GoldMention:
    role = {"location": "place"}.get(m["role"], m["role"])
    country = m["place_id"] if m["kind"] == "country" else None
    return GoldMention(
        m["start"], m["end"], _number(m["lat"]), _number(m["lon"]), role, m["kind"], country, place_id=m["place_id"]
    )


# -- research corpora in XML -------------------------------------------------------------------------------------------


def _read_xml(raw: str) -> list[GoldDocument]:
    documents = []
    for number, article in enumerate(ElementTree.fromstring(raw).iter("article")):
        text = article.findtext("text") or ""
        mentions: dict[Span, GoldMention] = {}
        for start, name, lat, lon in sorted(_xml_rows(article), key=lambda row: row[0]):
            start = _snapped(text, start, name)
            if start is not None:
                end = start + len(name)
                mentions.setdefault((start, end), GoldMention(start, end, _number(lat), _number(lon)))
        documents.append(GoldDocument(article.get("docid") or str(number), text, list(mentions.values())))
    return documents


def _xml_rows(article) -> list[tuple[int, str, str | None, str | None]]:
    if article.find("locations") is not None:  # GeoVirus counts from one
        return [
            (int(p.findtext("start")) - 1, p.findtext("name"), p.findtext("lat"), p.findtext("lon"))
            for p in article.iter("location")
        ]
    rows = []
    for p in article.iter("toponym"):
        tag = p.find("gaztag")
        point = (tag.findtext("lat"), tag.findtext("lon")) if tag is not None else (None, None)
        rows.append((int(p.findtext("start")), p.findtext("phrase"), *point))
    return rows


def _snapped(text: str, start: int, name: str) -> int | None:
    """Some offsets are off by a few characters: the nearest place where the words stand, or None."""
    if text[start : start + len(name)] == name:
        return start
    places = [m.start() for m in re.finditer(re.escape(name), text[max(0, start - 80) : start + 80 + len(name)])]
    return max(0, start - 80) + min(places, key=lambda p: abs(max(0, start - 80) + p - start)) if places else None
