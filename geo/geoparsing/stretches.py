"""Long texts in stretches: cut a text, and put what was found in its parts together again. Pure.

A book is read in stretches so that memory stays bounded by their length; an article is one stretch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import chain

from geo.model import Geoparsed

_LONGEST = 200_000  # characters read as one document: a long newspaper page has a tenth of it
_FOUND = ("resolutions", "relatives", "routes", "dates", "sentences")
_WITH_OFFSETS = frozenset(("mention", "origin", "destination", "via"))


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Spans that make up ``text``, cut at a blank line, a line or a sentence where there is one."""
    start = 0
    while len(text) - start > _LONGEST:
        end = start + _LONGEST
        for mark in ("\n\n", "\n", ". ", " "):
            cut = text.rfind(mark, start + _LONGEST // 2, end)
            if cut > 0:
                end = cut + len(mark)
                break
        yield start, end
        start = end
    yield start, len(text)


def moved(found: Geoparsed, by: int) -> Geoparsed:
    """The same, with every offset ``by`` characters further on."""
    if not by:
        return found

    def shift(value):
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(shift(each) for each in value)
        if not is_dataclass(value):
            return value
        changed = {}
        for each in fields(value):
            old = getattr(value, each.name)
            if each.name.endswith(("start", "end")) and isinstance(old, int):
                changed[each.name] = old + by
            elif each.name in _WITH_OFFSETS:
                changed[each.name] = shift(old)
        return replace(value, **changed)

    cut = {name: shift(getattr(found, name)) for name in _FOUND if name not in ("sentences", "routes")}
    claims = tuple(
        replace(shift(route), cues=tuple((start + by, end + by, what) for start, end, what in route.cues))
        for route in found.routes
    )
    spans = tuple((start + by, end + by) for start, end in found.sentences)
    return replace(found, **cut, routes=claims, sentences=spans)


def joined(text: str, language: str, parts: Sequence[Geoparsed]) -> Geoparsed:
    """What was found in the parts, in order, as found in the whole."""
    return Geoparsed(
        text, language, *(tuple(chain.from_iterable(getattr(part, name) for part in parts)) for name in _FOUND)
    )
