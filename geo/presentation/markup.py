"""Article text as pieces with kinds, and the one sink that writes pieces as HTML. Nothing else may turn text into HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

# The only class names that leave this file; a kind that isn't here is a mistake of ours and raises.
KINDS = frozenset(
    {"place", "actor", "demonym", "claim", "date", "aside", "cue", "target", "chosen", "quiet", "strong", "found"}
)


_WORD = re.compile(r"[^\W_]+")


class Span(NamedTuple):
    """A stretch of a text, code points, end exclusive. place: id of the place it leads to on the map, if any."""

    start: int
    end: int
    kind: str
    place: str | None = None


class Piece(NamedTuple):
    text: str
    kinds: tuple[str, ...] = ()
    place: str | None = None


def cut(text: str, start: int, end: int, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """text[start:end] cut wherever a span begins or ends; put together again, the pieces are that text, unchanged."""
    here = [span for span in spans if span.start < end and span.end > start and span.start < span.end]
    edges = sorted({start, end, *(edge for span in here for edge in (span.start, span.end) if start < edge < end)})
    pieces = []
    for first, last in pairwise(edges):
        covering = [span for span in here if span.start <= first and span.end >= last]
        kinds = tuple(sorted({span.kind for span in covering}))
        pieces.append(Piece(text[first:last], kinds, next((span.place for span in covering if span.place), None)))
    return tuple(pieces)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, each as it is compared."""
    return tuple(_bare(word) for word in _WORD.findall(text))


def with_found(pieces: Sequence[Piece], words: Sequence[str]) -> tuple[Piece, ...]:
    """The same pieces with every word marked that begins with one of ``words_of`` a search."""
    if not words:
        return tuple(pieces)
    whole, starts = "".join(piece.text for piece in pieces), tuple(words)
    spans = [Span(*match.span(), "found") for match in _WORD.finditer(whole) if _bare(match.group()).startswith(starts)]
    marked, at = [], 0
    for piece in pieces:
        for part in cut(whole, at, at + len(piece.text), spans):
            marked.append(Piece(part.text, tuple(sorted({*piece.kinds, *part.kinds})), piece.place))
        at += len(piece.text)
    return tuple(marked)


def _bare(word: str) -> str:
    """Without accents and capitals."""
    return "".join(each for each in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(each))


class Html(str):
    """Text that is HTML already: made by ``element`` and ``safe_html``, by nothing else."""

    __slots__ = ()


def element(tag: str, css: str, *children: str | Piece | Html | None, **attributes: str) -> Html:
    """``<tag class="css">`` around the children, in which everything but Html is text. tag and css are words of ours."""
    values = "".join(f' {name}="{escape(value)}"' for name, value in {"class": css, **attributes}.items() if value)
    return Html(f"<{tag}{values}>{''.join(map(_inner, children))}</{tag}>")


def safe_html(pieces: Iterable[Piece], link: str | None = None) -> Html:
    """The pieces as HTML in which text stays text. link: an address of ours that ends in ``place=``; the id is added."""
    return Html("".join(_marked(piece, link) for piece in pieces))


def _inner(child: str | Piece | Html | None) -> str:
    if isinstance(child, Html):
        return child
    return _marked(child, None) if isinstance(child, Piece) else escape(child or "")


def _marked(piece: Piece, link: str | None) -> str:
    if not piece.kinds:
        return escape(piece.text)
    if unknown := set(piece.kinds) - KINDS:
        raise ValueError(f"No such kind of text: {sorted(unknown)}")
    css = " ".join(f"dl-{kind}" for kind in piece.kinds)
    if link and piece.place:
        return element("a", css, piece.text, href=link + quote(piece.place, safe=""), target="_self")
    return element("span", css, piece.text)
