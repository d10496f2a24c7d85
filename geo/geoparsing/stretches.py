"""Long texts in stretches: cut a text, and put what was found in its parts together again. Pure.

A book is read in stretches so that memory stays bounded by their length; an article is one stretch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import cache, lru_cache
from itertools import chain
from sys import intern

from geo.model import Geoparsed

_LONGEST = 200_000  # characters read as one document: a long newspaper page has a tenth of it
_FOUND = ("resolutions", "relatives", "routes", "dates", "sentences")
_WITH_OFFSETS = frozenset(("mention", "origin", "destination", "via", "cues"))


def cut(text: str, longest: int | None = None, whole: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int]]:
    """Spans that make up ``text``, cut at a blank line, a line or a sentence where there is one.

    None is cut inside one of ``whole``, spans in order: a stretch is as long as they make it.
    """
    longest = longest or _LONGEST
    start = passed = 0
    while len(text) - start > longest:
        end = start + longest
        for mark in ("\n\n", "\n", ". ", " "):
            cut = text.rfind(mark, start + longest // 2, end)
            if cut > 0:
                end = cut + len(mark)
                break
        while passed < len(whole) and whole[passed][0] < end:
            end = max(end, whole[passed][1])
            passed += 1
        yield start, end
        start = end
    if start < len(text) or not text:
        yield start, len(text)


def moved(found: Geoparsed, by: int) -> Geoparsed:
    """The same, with every offset ``by`` characters further on. Equal words are one string: a book repeats its names."""
    if not by:
        return found
    parts = {name: tuple(_shifted(value, by) for value in getattr(found, name)) for name in _FOUND}
    return replace(found, **parts)


def _shifted(value, by: int):
    if isinstance(value, tuple):  # a span, or a cue: two offsets, then what they decided
        return (value[0] + by, value[1] + by, *value[2:])
    changed = []
    for name, how in _fields(type(value)):
        old = getattr(value, name)
        if how == "offset":
            old = old + by
        elif how == "inside" and old is not None:
            old = tuple([_shifted(each, by) for each in old]) if isinstance(old, tuple) else _shifted(old, by)
        elif type(old) is str:
            old = intern(old)
        elif how == "words":
            old = _shared(old)
        changed.append(old)
    return type(value)(*changed)


@cache
def _fields(kind: type) -> tuple[tuple[str, str], ...]:
    """(name, how it is moved) of the fields of a noun, in order."""
    return tuple(
        (
            each.name,
            "offset"
            if each.name.endswith(("start", "end"))
            else "inside"
            if each.name in _WITH_OFFSETS
            else "words"
            if each.name == "evidence"
            else "",
        )
        for each in fields(kind)
    )


@lru_cache(maxsize=50_000)
def _shared(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(intern, words))


def joined(text: str, language: str, parts: Sequence[Geoparsed]) -> Geoparsed:
    """What was found in the parts, in order, as found in the whole."""
    return Geoparsed(
        text, language, *(tuple(chain.from_iterable(getattr(part, name) for part in parts)) for name in _FOUND)
    )
