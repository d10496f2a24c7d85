"""Candidates: names that the gazetteer has, where they stand in a text, and what they say before their neighbours are asked. Pure."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from geo.geoparsing.gazetteer import Hit, fold
from geo.language import function_words

# words that several rooms of recognition ask about, folded
OF = frozenset(("de", "d", "du", "des", "of"))
AND = frozenset(("and", "et", "or", "ou"))
A = frozenset(("a", "an"))
SAINTS = frozenset(("st", "ste", "mt", "ft", "pt"))
ARROWS = frozenset((">", "→", "->", "-->", "⇒"))
REGIONS = frozenset(("admin1", "admin2"))
MOST_WORDS = 7  # of a name
COMMON_WORD = 3.8  # Zipf: from here on (6 a million) a word is met in any newspaper
RARE_WORD = 2.5  # below it (one in three million) a word is mostly somebody's name
AT_HOME = 0.8  # Zipf: how much more is written about towns of the readers' own country
KNOWN_TOWN = 20_000  # people: from here on a name is likelier the town than the word
_GROUPS = {kind: kind for kind in ("country", "admin1", "admin2", "city")}
_GROUPS |= {"region": "region", "continent": "region", "bloc": "bloc", "seat": "seat"}
_GROUPS |= dict.fromkeys(("airport", "port", "zone", "site", "base", "airbase"), "site")
_GROUPS |= dict.fromkeys(("crossing", "nuclear", "spaceport", "prison"), "site")
by_population = attrgetter("population")


class Name(NamedTuple):
    """What a candidate's name says by itself, the same for every occurrence.

    score: the sum of its ``features``' weights, in hundredths.
    """

    features: tuple[str, ...]
    score: int
    given: bool  # somebody's first name, and no word of grammar
    power: str | None  # what its likeliest place can act as: country, capital, seat, bloc, region
    persons: tuple[str, ...]  # a person's name, first or last, as a feature still to be told how the name is governed
    departement: bool  # of France, in French


@dataclass(slots=True)
class Span:
    """A candidate: tokens first..last, what the gazetteer has for it, the features of its context, and the sum of all."""

    first: int
    last: int
    start: int
    end: int
    key: str
    hits: tuple[Hit, ...]
    name: Name
    context: list[str] = field(default_factory=list)
    score: int = 0  # hundredths
    person: bool = False  # the words beside it make it one
    firm: bool = False  # likewise

    @property
    def features(self) -> tuple[str, ...]:
        return *self.name.features, *self.context


@cache
def knowledge() -> dict[str, dict[str, frozenset[str]]]:
    """The word classes of knowledge/recognition.toml: section → class → folded words."""
    table = tomllib.loads((Path(__file__).with_name("knowledge") / "recognition.toml").read_text("utf-8"))
    return {
        section: {name: frozenset(words.split()) for name, words in classes.items()}
        for section, classes in table.items()
    }


@cache
def grammar(language: str | None) -> frozenset[str]:
    """Folded function words: never a name by themselves, nor anybody's given name."""
    tables = function_words()
    words = tables.get(language or "") or tables["fr"] | tables["en"]
    return frozenset(fold(word) for word in words)


def written_about(population: int) -> float:
    """The Zipf frequency that a town's name has for being a town's."""
    return 0.9 * math.log10(population + 300) - 1.6


def people(hits: tuple[Hit, ...]) -> int:
    return max(map(by_population, hits))


def has_a_known_town(hits: tuple[Hit, ...]) -> bool:
    return any(hit.primary and hit.population >= KNOWN_TOWN for hit in hits)


def size(hits: tuple[Hit, ...]) -> str:
    """How well known the best-known place of a name is. A county has its people from towns that have names of their own."""
    if hits[0].kind == "admin2" and hits[0].country == "US":
        return "middle"
    population = people(hits)
    if population >= 500_000 or hits[0].kind in ("country", "admin1"):
        return "big"
    return "middle" if population >= KNOWN_TOWN else "small"


def kind_group(hit: Hit) -> str:
    return _GROUPS.get(hit.kind, "nature")


def inside(hits: tuple[Hit, ...], parents: tuple[Hit, ...]) -> bool:
    """Is one of ``hits`` in one of ``parents``? « Paris, Texas », « Nancy, France », but of two countries none is in the other."""
    for parent in parents[:6]:
        if parent.kind == "country":
            kinds = {hit.kind for hit in hits if hit.country == parent.country} - {"country"}
            if "admin1" in kinds or (kinds and hits[0].kind != "country"):
                return True
        elif parent.kind == "admin1" and any(
            hit.admin1 == parent.admin1 and hit.country == parent.country and hit.kind != "admin1" for hit in hits
        ):
            return True
    return False
