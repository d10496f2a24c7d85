"""A view as one file: the app's map, its dates and its claims, in a page that asks nothing of any network.

All that comes from articles is data: gzipped JSON in base64, which page.js writes with textContent. The policy of the page
names the digest of each script and style in it, and lets nothing else run or load.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from geo.i18n import Translator
from geo.presentation import maps
from geo.presentation.exports.records import Gathered, attributions, plain_rows
from geo.presentation.views.atlas import atlas, claimants
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.filters import UNKNOWN_PUBLISHER, Filters

_HERE = Path(__file__).parent
_EPOCH = date(1970, 1, 1).toordinal()  # JavaScript counts its days from here
_SECTIONS = (
    "export",
    "filters",
    "map",
    "flow",
    "stance",
    "modality",
    "mode",
    "by",
    "evidence",
    "summary",
    "role_note",
    "date",
    "audit",
)
_CHOICES = {"stances": "stance", "flows": "flow", "modalities": "modality", "roles": "role", "kinds": "kind"}
ROLES = {"place": 0, "actor": 1, "demonym": 2}  # as page.js numbers them


def html(corpus: Corpus, filters: Filters, t: Translator, made_on: date | None = None) -> bytes:
    """The page. Its reader can narrow the dates further, pick a place or a movement, and read the sentences."""
    found = Gathered(corpus, filters, t)
    scripts, styles = _scripts(), _styles()
    policy = {
        "default-src": "'none'",
        "script-src": _digests(scripts),
        "style-src": _digests(styles),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    page = Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
        language=t.language,
        policy="; ".join(f"{name} {value}" for name, value in policy.items()),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        needs_script=escape(found.t("export.needs_script")),
        too_old=escape(found.t("export.too_old")),
        data=_packed(_data(corpus, filters, found, made_on)),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )
    return page.encode()


@cache
def _scripts() -> tuple[str, ...]:
    licence = (maps.STATIC / "vendor" / "leaflet" / "LICENSE").read_text(encoding="utf-8")
    own = (_HERE / "page.js").read_text(encoding="utf-8")
    leaflet, *ours = ((maps.STATIC / path).read_text(encoding="utf-8") for path in maps.SCRIPTS)
    return (f"/*\n{licence}*/\n{leaflet}", *ours, own)


@cache
def _styles() -> tuple[str, ...]:
    files = (*(maps.STATIC / path for path in maps.STYLES), _HERE / "page.css")
    return tuple(file.read_text(encoding="utf-8") for file in files)


def _digests(texts: tuple[str, ...]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _packed(data: dict[str, Any]) -> str:
    """Base64, the only alphabet in which nothing an article says can be markup; gzip halves the file. Same data, same text."""
    plain = json.dumps(data, separators=(",", ":"), allow_nan=False).encode("ascii")
    return base64.b64encode(gzip.compress(plain, mtime=0)).decode("ascii")


# --- the data ------------------------------------------------------------------------------------------------------
# Columns rather than rows; what is said often (articles, sentences, spans of days) is there once, and pointed at.


def _data(corpus: Corpus, filters: Filters, found: Gathered, made_on: date | None) -> dict[str, Any]:
    t = found.t
    shown = atlas(corpus, filters, t)
    drawn = maps.drawn(shown.places, shown.routes, shown.relatives)
    kept = {key: words for key, words in t.messages.items() if key.partition(".")[0] in _SECTIONS}
    book = _Book(found, drawn["places"])
    said = _mentions(found, book)
    claimed = _claims(found, book, {route["id"]: at for at, route in enumerate(drawn["routes"])})
    at = {mention: row for row, mention in enumerate(found.seen["id"])}
    return {
        "map": maps.inline_settings(t.language) | {"apart": True},
        "words": kept,
        "scope": _scope(corpus, filters, t),
        "made": made_on and t("export.made", day=t.day(made_on.isoformat())),
        "credits": t("export.credits", sources=", ".join(attributions(found)) or "–"),
        "kind": filters.date_kind,
        "actors": "actor" in filters.roles,
        "total": len(corpus.mentions),
        "drawn": drawn,
        "anchors": [at[anchor] for anchor in shown.relatives["anchor_id"]],
        "mentions": said,
        "claims": claimed,
        **book.tables(),
    }


class _Book:
    """What rows point at, numbered in the order it is first asked for."""

    def __init__(self, found: Gathered, places: dict[str, list]) -> None:
        self._found = found
        self._places = dict(zip(places["id"], places["name"], strict=True))  # those with a marker come first
        self._place_at = {place: at for at, place in enumerate(self._places)}
        self._articles: dict[str, int] = {}
        self._sentences: dict[tuple[str, int], int] = {}
        self._texts: list[list] = []
        self._spans: dict[tuple, int] = {}

    def place(self, place_id: str | None) -> int:
        """-1 for what has no position."""
        if not self._found.point(place_id):
            return -1
        if place_id not in self._place_at:
            self._place_at[place_id] = len(self._place_at)
            self._places[place_id] = self._found.name(place_id)
        return self._place_at[place_id]

    def sentence(self, row: dict) -> int:
        key = row["article_id"], row["sentence_start"]
        if key not in self._sentences:
            article = self._articles.setdefault(row["article_id"], len(self._articles))
            self._sentences[key] = len(self._texts)
            self._texts.append([article, self._found.sentence(row)])
        return self._sentences[key]

    def span(self, row: dict, kind: str) -> int:
        """-1 for no date."""
        low, high, precision = (row[f"{kind}_{part}"] for part in ("min", "max", "precision"))
        if not low and not high:
            return -1
        return self._spans.setdefault((low, high, precision), len(self._spans))

    def tables(self) -> dict[str, list]:
        articles = [self._article(self._found.articles[article]) for article in self._articles]
        spans = [[_day(low), _day(high), self._found.t.when(low, high, how)] for low, high, how in self._spans]
        return {
            "places": [[place, name] for place, name in self._places.items()],
            "articles": articles,
            "sentences": self._texts,
            "spans": spans,
        }

    def _article(self, article: dict) -> dict[str, Any]:
        source = article["source"] or ""
        return {
            "title": article["title"],
            "publisher": None if article["publisher"] == UNKNOWN_PUBLISHER else article["publisher"],
            "published": self.span(article, "published"),
            "address": source if source.startswith(("https://", "http://")) else None,
        }


def _day(iso: str | None) -> int | None:
    return iso and date.fromisoformat(iso).toordinal() - _EPOCH


def _mentions(found: Gathered, book: _Book) -> dict[str, list]:
    columns: dict[str, list] = {name: [] for name in ("place", "role", "sentence", "start", "end", "event", "why")}
    for mention in plain_rows(found.seen):
        place = book.place(mention["place_id"] if mention["role"] == "place" else mention["government"])
        marked = found.marker(mention) is not None
        row = {
            "place": place,
            "role": ROLES[mention["role"]],
            "sentence": book.sentence(mention),
            "start": mention["start"] - mention["sentence_start"],
            "end": mention["end"] - mention["sentence_start"],
            "event": book.span(mention, "event"),
            "why": "" if marked else found.why_not(mention),
        }
        for name, value in row.items():
            columns[name].append(value)
    return columns


def _claims(found: Gathered, book: _Book, routes: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "route": routes.get(claim["line"], -1),
            "line": claim["line"],
            "movement": claim["movement"],
            "statement": claim["statement"],
            "from": [found.name(claim["from_id"]) or claim["from_text"], claim["from_id"]],
            "to": [found.name(claim["to_id"]) or claim["to_text"], claim["to_id"]],
            "via": [name for name in map(found.name, claim["via_ids"]) if name],
            "sentence": book.sentence(claim),
            "marks": _marks(claim),
            "event": book.span(claim, "event"),
            "claimants": list(claim["claimants"]),
            **{name: claim[name] for name in ("flow", "stance", "modality", "mode", "cargo")},
        }
        for claim in plain_rows(found.claimed)
    ]


def _marks(claim: dict) -> list[list]:
    """[start, end, kind] within the sentence: the ends, the stopovers, and the words that decided the status."""
    start = claim["sentence_start"]
    ends = [
        (claim[f"{side}_start"], claim[f"{side}_end"]) for side in ("from", "to") if claim[f"{side}_start"] is not None
    ]
    ends += [(stop["start"], stop["end"]) for stop in claim["via"]]
    spans = [(*end, "chosen") for end in ends] + [(cue[0], cue[1], "cue") for cue in claim["cues"]]
    return [[int(first) - start, int(last) - start, kind] for first, last, kind in spans]


def _scope(corpus: Corpus, filters: Filters, t: Translator) -> list[str]:
    """What the file was narrowed to, in words."""
    period = t.when(filters.date_from, filters.date_to, "range")
    parts = [f"{t(f'filters.{filters.date_kind}')} {period}"] if filters.has_period else []
    parts += [t("filters.publisher_unknown") if name == UNKNOWN_PUBLISHER else name for name in filters.publishers]
    for field, word in _CHOICES.items():
        parts += [t(f"{word}.{choice}") if f"{word}.{choice}" in t else choice for choice in getattr(filters, field)]
    parts += [t("places.position", sureness=t(f"sure.{word}")) for word in filters.sureness]
    parts += [t.country(code) or code for code in filters.countries]
    parts += [claimants(corpus).get(voice, voice) for voice in filters.claimants]
    if filters.text.strip():
        parts.append(t("export.search", words=filters.text.strip()))
    return parts or [t("export.whole")]
