"""What stands beside a name that tells which of its places is meant: parents, distances, lists, governments. Pure.

Each finding is about one mention: (its number, what kind of evidence, the candidates that it speaks for, by their number). The
kinds are those of knowledge/resolution_weights.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from geo.geoparsing import relative
from geo.geoparsing.candidates import REGIONS
from geo.geoparsing.gazetteer import kilometres
from geo.model import Mention

PARENT, HOLDER, DISTANCE, FULL = "parent", "holder", "distance", "full"
LISTED, GOVERNED, WITHIN = "listed", "governed", "within"
_AREAS = REGIONS | {"country"}
# What the words before a province's name end with; asked first, as most names follow none of them.
_ENDINGS = (" of ", " the ", "de ", " la ", "du ", "des ", " le ", " les ", "'", "’", "upstate ")
_LONGEST_ENDING = max(map(len, _ENDINGS))
_NATURAL, _FRANCE = frozenset(("river", "mountain", "lake")), "FR"

# What may stand between a place and the one that it lies in, after a comma or without one.
_PARENT_LINKS = frozenset(
    ["", "(", "in", "in the", "en", "au", "aux", "dans le", "dans la", "dans l'", "dans les", "de l'", "du"]
)
_LONGEST_LINK = 12  # characters
_MOST_PARENTS = 8
# Between two items of a list: « , », "and the", « et de l' ».
_NEXT = re.compile(
    r"\s*(?:,|,?\s*\b(?:and|or|et|ou)\b)\s*(?:(?:in|en|au|aux|the|la|le|les|de|du|des)\s+|(?:de\s+)?[ld]['’])*",
    re.IGNORECASE,
)
_LONGEST_NEXT = 16  # characters
_FEWEST = 2  # others of one level that make a list
_LONGEST_DISTANCE = 90  # characters between a place and the one its distance is counted from
_SLACK, _SLACK_KM = 0.25, 15.0  # roads are longer than the bird's way, figures are rounded
_ANCHORS = 5
_BEFORE, _AFTER, _LONGEST_WITHIN = 40, 24, 10  # characters in which those who govern are looked for


class Finding(NamedTuple):
    """``hits``: of the mention's name, by their number, those that the evidence speaks for."""

    mention: int
    kind: str
    hits: set[int]


def find(
    text: str, mentions: Sequence[Mention], owner: Sequence[str | None], hits: Mapping[str, Sequence]
) -> Iterator[Finding]:
    """All that stands beside the mentions. ``owner``: the name of each, None for demonyms; ``hits``: its candidates, likeliest first."""
    listed = _levels(text, mentions, owner, hits)
    for i, level in listed.items():
        there = {n for n, hit in enumerate(hits[owner[i]]) if _level(hit) == level}
        if len(there) < len(hits[owner[i]]):
            yield Finding(i, LISTED, there)
    yield from _parents(text, mentions, owner, hits, listed)
    yield from _distances(text, mentions, owner, hits)
    yield from _governments(text, mentions, owner, hits)
    yield from _in_full(owner, hits)


def inside(hits: Sequence, parents: Sequence) -> set[int]:
    """Which of ``hits`` lie in one of ``parents``, by their number."""
    countries = {parent.country for parent in parents if parent.kind == "country"}
    regions = {(parent.country, parent.admin1) for parent in parents if parent.kind in REGIONS}
    if not countries and not regions:
        return set()
    return {
        n
        for n, hit in enumerate(hits)
        if (hit.country in countries and hit.kind != "country")
        or ((hit.country, hit.admin1) in regions and hit.kind not in _AREAS)
    }


def _parents(
    text: str,
    mentions: Sequence[Mention],
    owner: Sequence[str | None],
    hits: Mapping[str, Sequence],
    listed: Mapping[int, tuple],
) -> Iterator[Finding]:
    """« Paris, Texas », "Paris (Texas)", « Nancy en France »: neighbours of which one lies in the other."""
    for i in range(len(mentions) - 1):
        a, b = owner[i], owner[i + 1]
        if a is None or b is None or a == b or (i in listed and i + 1 in listed):
            continue
        if mentions[i + 1].start - mentions[i].end > _LONGEST_LINK:
            continue
        link = " ".join(text[mentions[i].end : mentions[i + 1].start].replace("’", "'").split())
        if link.removeprefix(",").strip() not in _PARENT_LINKS:
            continue
        for small, large, at in ((a, b, i), (b, a, i + 1)):
            if small == b and link not in (",", "("):
                continue
            there = inside(hits[small], hits[large][:_MOST_PARENTS])
            if hits[small] and hits[large] and hits[small][0].kind == hits[large][0].kind == "country":
                # "Colombia, Mexico" are two, but "Georgia, USA" is a state
                there = {n for n in there if hits[small][n].kind == "admin1"}
            if not there:
                continue
            yield Finding(at, PARENT, there)
            holders = {n for n, hit in enumerate(hits[large][:_MOST_PARENTS]) if inside(hits[small], [hit])}
            if len(holders) < len(hits[large]):
                yield Finding(2 * i + 1 - at, HOLDER, holders)


def _levels(
    text: str, mentions: Sequence[Mention], owner: Sequence[str | None], hits: Mapping[str, Sequence]
) -> dict[int, tuple]:
    """Mentions that stand in a list of countries, or of a country's provinces, and of what: "Utah, Nevada and Washington"
    are states, and "Illinois, Iowa, Louisiana" no town of Iowa in Louisiana.
    """
    levels: dict[int, tuple] = {}
    first = 0
    for i in range(1, len(mentions) + 1):
        if i < len(mentions) and None not in owner[i - 1 : i + 1]:
            start, end = mentions[i - 1].end, mentions[i].start
            if end - start <= _LONGEST_NEXT and _NEXT.fullmatch(text, start, end):
                continue
        if i - first > _FEWEST:
            levels.update(_levels_of_list(range(first, i), owner, hits))
        first = i
    return levels


def _levels_of_list(
    numbers: Sequence[int], owner: Sequence[str | None], hits: Mapping[str, Sequence]
) -> Iterator[tuple[int, tuple]]:
    """Which of these mentions, in a row, are of which level. None where a town and its region are among them, one after the other."""
    first = {i: hits[owner[i]][0] for i in numbers if hits[owner[i]]}
    if any(first[i].kind == "city" and inside([first[i]], hits[owner[i + 1]][:1]) for i in first if i + 1 in first):
        return
    likeliest = {owner[i]: _level(hit) for i, hit in first.items()}
    levels = Counter(level for level in likeliest.values() if level is not None)
    common = [level for level, count in levels.most_common() if count >= max(_FEWEST, len(likeliest) / 2)]
    for i in numbers:
        own = likeliest.get(owner[i])
        for level in common:  # two at the most
            others = levels[level] - (level == own)
            if others >= max(_FEWEST, len(likeliest) / 2) and any(_level(hit) == level for hit in hits[owner[i]]):
                yield i, level
                break


def _level(hit) -> tuple | None:
    """What a list may be of: countries, or provinces of one country."""
    if hit.kind == "country":
        return ("country",)
    return (hit.kind, hit.country) if hit.kind in REGIONS else None


def _distances(
    text: str, mentions: Sequence[Mention], owner: Sequence[str | None], hits: Mapping[str, Sequence]
) -> Iterator[Finding]:
    """« Lyptsi, à 30 km au nord de Kharkiv »: candidates of the first that lie so far from one of the second."""
    for j in range(1, len(mentions)):
        i = j - 1
        far = mentions[j].start - mentions[i].end > _LONGEST_DISTANCE
        if far or None in owner[i : j + 1] or owner[i] == owner[j]:
            continue
        between = text[mentions[i].end : mentions[j].start]
        if not ("km" in between or "mil" in between or "kilom" in between):
            continue
        stated = relative.expression_before(between)
        if stated is None or any(mark in between[: stated.start] for mark in ".;!?\n"):
            continue
        slack = _SLACK_KM + _SLACK * stated.distance_km
        anchors = hits[owner[j]][:_ANCHORS]
        there = {
            n
            for n, hit in enumerate(hits[owner[i]])
            if any(
                abs(kilometres(hit.lat, hit.lon, anchor.lat, anchor.lon) - stated.distance_km) <= slack
                for anchor in anchors
            )
        }
        if there:
            yield Finding(i, DISTANCE, there)


def _governments(
    text: str, mentions: Sequence[Mention], owner: Sequence[str | None], hits: Mapping[str, Sequence]
) -> Iterator[Finding]:
    """The "New York attorney general", « le préfet de la Loire », "upstate New York": a province, not what else is called so."""
    words = _words()
    regions = {
        name: {n for n, hit in enumerate(places) if hit.kind in REGIONS} if len(places) > 1 else set()
        for name, places in hits.items()
    }
    for i, mention in enumerate(mentions):
        name, start, end = owner[i], mention.start, mention.end
        there = regions[name] if name is not None else None
        if not there:
            continue  # most
        before = text[max(0, start - _LONGEST_ENDING) : start].lower().endswith(_ENDINGS)
        governs = words.governs.match(text, end, end + _AFTER)
        if not before and not governs:
            continue
        first, places, kind = max(0, start - _BEFORE), hits[name], GOVERNED
        if governs or words.governed.search(text, first, start):
            there = {n for n in there if places[n].kind == "admin1"}
        elif words.within.search(text, max(0, start - _LONGEST_WITHIN), start):
            if words.water.search(text, first, start) or not any(hit.kind in _NATURAL for hit in places):
                continue
            kind, there = WITHIN, {n for n in there if places[n].country == _FRANCE}
        elif not words.prefect.search(text, first, start):
            continue
        if there:
            yield Finding(i, kind, there)


def _in_full(owner: Sequence[str | None], hits: Mapping[str, Sequence]) -> Iterator[Finding]:
    """ "the Gulf" where the text names the Gulf of Mexico, « Roissy » where it names Roissy-en-France; not Mexico for Mexico City."""
    longer: dict[str, set[tuple[int, bool]]] = {}
    for name, places in hits.items():
        words = name.replace("-", " ").split()
        if len(words) > 1 and places:
            for word in words:
                longer.setdefault(word, set()).add((places[0].index, places[0].kind == "city"))
    for name in longer.keys() & hits.keys():
        if len(hits[name]) > 1:
            is_area = hits[name][0].kind in ("country", "admin1")
            meant = {index for index, is_town in longer[name] if not (is_area and is_town)}
            there = {n for n, hit in enumerate(hits[name]) if hit.index in meant}
            if there and len(there) < len(hits[name]):
                yield Finding(owner.index(name), FULL, there)  # one for all its mentions


class _Words(NamedTuple):
    """What stands beside a province's name. No mark between: in "He left New York. Governor X" another sentence begins."""

    governed: re.Pattern[str]
    prefect: re.Pattern[str]
    within: re.Pattern[str]
    water: re.Pattern[str]
    governs: re.Pattern[str]


@cache
def _words() -> _Words:
    table = tomllib.loads((Path(__file__).with_name("knowledge") / "provinces.toml").read_text("utf-8"))
    one_of = {name: "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for name, words in table.items()}
    article, elided = r"(?:de\s+la|du|des)\s+", r"de\s+l['’]"
    of = rf"(?:(?:of(?:\s+the)?|de)\s+|d['’]|{article}|{elided})"
    return _Words(
        *(
            re.compile(pattern, re.IGNORECASE)
            for pattern in (
                rf"\b(?:(?:{one_of['before']})\s+|(?:{one_of['governors']})\s+{of})$",
                rf"\b(?:{one_of['prefects']})\s+(?:{article}|{elided})$",
                r"\bdans (?:l['’]|(?:le|la|les)\s+)$",
                rf"\b(?:{one_of['water']})",
                rf"(?:['’]s)?\s(?:{one_of['after']})\b(?! of)",
            )
        )
    )
