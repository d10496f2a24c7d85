"""Where a text was published, from the name and the address of its outlet: « L'Est Républicain », "Boston Globe", .be. Pure.

It only tips the scales in resolution: a paper of Lorraine that writes « Saint-Mihiel » means the near one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from geo.geoparsing.gazetteer import Gazetteer, fold
from geo.geoparsing.gazetteer.sources import read_table
from geo.geoparsing.resolution import Outlet

_TABLE = Path(__file__).with_name("knowledge") / "outlets.tsv"
_ARTICLES = frozenset(["le", "la", "les", "l", "the"])
_LONGEST_PLACE = 4  # words of a place's name in an outlet's
_SHORTEST_PLACE = 4  # letters: « La » is Los Angeles, too
_LEAST_PEOPLE = 100_000  # a smaller town in an outlet's name is mostly a word: Time, Post, Star
# Country codes that are sold to everybody say nothing of where.
_SOLD_TO_ALL = frozenset(["ac", "ai", "cc", "co", "fm", "gg", "io", "la", "ly", "me", "sh", "to", "tv", "ws"])


@cache
def _known() -> dict[str, Outlet]:
    rows = read_table(_TABLE, ["outlet", "country", "admin1"])
    return {_key(row["outlet"]): Outlet(row["country"], row["admin1"] or None) for _, row in rows}


def _key(name: str) -> str:
    words = fold(name).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


def outlet_of(publisher: str | None, address: str | None, gazetteer: Gazetteer) -> Outlet | None:
    """The outlet's home by our table, by a place or demonym in its name, or by its country's domain. None: not known."""
    if publisher:
        known = _known().get(_key(publisher)) or _in_name(publisher, gazetteer)
        if known:
            return known
    host = urlsplit(address).hostname if address and "://" in address else None
    domain = (host or "").rpartition(".")[2]
    code = "GB" if domain == "uk" else domain.upper()
    return Outlet(code) if len(code) == 2 and domain not in _SOLD_TO_ALL and gazetteer.country(code) else None


def _in_name(publisher: str, gazetteer: Gazetteer) -> Outlet | None:
    words = publisher.replace("-", " ").replace("’", "'").split()
    for size in range(min(_LONGEST_PLACE, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            name = " ".join(words[first : first + size])
            if not name[:1].isupper() or len(name) < _SHORTEST_PLACE:
                continue
            ident = gazetteer.demonym(name)
            hits = gazetteer.lookup(name)
            if ident and (place := gazetteer.place(ident)):
                if place.country:
                    return Outlet(place.country, place.admin1)
            elif hits and hits[0].country and _is_telling(hits[0]):
                return Outlet(hits[0].country, hits[0].admin1)
    return None


def _is_telling(hit) -> bool:
    return hit.kind in ("country", "admin1") or (hit.kind == "city" and hit.primary and hit.population >= _LEAST_PEOPLE)
