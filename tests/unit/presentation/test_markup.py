"""Pieces are the text, whole; the sink lets no text become HTML."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.presentation.markup import KINDS, Piece, Span, cut, element, safe_html, with_found, words_of

HOSTILE = (
    "{{7*7}}",
    "${7*7}",
    "`id`",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "\"' onmouseover=alert(1) x='",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;",
    "<!--",
    "]]>",
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.attributes = "", [], []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def _read(markup: str) -> _Reader:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_wherever_it_is_put(text):
    pieces = (Piece(text), Piece(text, ("place",), text), Piece(text, ("claim", "target")))
    read = _read(element("p", "dl-text", text, safe_html(pieces, link="./?place="), Piece(text)))
    assert read.text == text * 5
    assert read.tags == ["p", "a", "span"]
    assert {name for name, _ in read.attributes} == {"class", "href", "target"}
    assert all(value.startswith("./?place=") for name, value in read.attributes if name == "href")


@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_the_text_only_our_tags_come_out(text, place):
    read = _read(safe_html((Piece(text, ("place",), place),), link="./?place="))
    assert set(read.tags) <= {"a", "span"}
    assert read.text == text.replace("\r\n", "\n").replace("\r", "\n") or "\x00" in text or read.text == text


def test_a_kind_that_is_none_of_ours_is_refused():
    with pytest.raises(ValueError, match="onclick"):
        safe_html((Piece("a", ('x" onclick="alert(1)',)),))


_spans = st.lists(st.builds(Span, st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(sorted(KINDS))), max_size=8)


@given(st.text(max_size=50), _spans, st.integers(0, 50), st.integers(0, 50))
def test_pieces_put_together_are_the_text(text, spans, start, end):
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    pieces = cut(text, start, end, spans)
    assert "".join(piece.text for piece in pieces) == text[start:end]
    assert all(piece.text for piece in pieces)


def test_overlapping_spans_share_the_piece_they_cover():
    pieces = cut(
        "Lyon vers Gênes", 0, 15, [Span(0, 15, "claim"), Span(0, 4, "place", "city:lyon"), Span(10, 15, "actor")]
    )
    assert pieces == (
        Piece("Lyon", ("claim", "place"), "city:lyon"),
        Piece(" vers ", ("claim",)),
        Piece("Gênes", ("actor", "claim")),
    )


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=4), st.text(max_size=12))
def test_marking_what_was_searched_for_keeps_text_and_kinds(text, edges, search):
    spans = [Span(min(a, b), max(a, b), "place", "p") for a, b in pairwise(edges)]
    pieces = cut(text, 0, len(text), spans)
    marked = with_found(pieces, words_of(search))

    def letters(pieces, kind) -> str:
        return "".join("x" if kind in piece.kinds else "." for piece in pieces for _ in piece.text)

    assert "".join(piece.text for piece in marked) == text
    assert letters(marked, "place") == letters(pieces, "place")


@pytest.mark.parametrize(
    "text, search, found",
    [
        ("Un dépôt à Bakou", "DEPOT", ["dépôt"]),
        ("Des drones, un drone", "drone", ["drones", "drone"]),
        ("L'hydrone", "drone", []),
        ("Махачкала", "махач", ["Махачкала"]),
        ("x", "", []),
    ],
)
def test_words_are_found_by_how_they_begin_accents_and_capitals_aside(text, search, found):
    marked = with_found(cut(text, 0, len(text), []), words_of(search))
    assert [piece.text for piece in marked if "found" in piece.kinds] == found
