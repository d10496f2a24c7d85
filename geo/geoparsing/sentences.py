"""Sentence segmentation: text in, spans out. No network, no store.

News French and English: abbreviations, initials, decimals, quotes and datelines do not end a sentence; blank lines and headlines do.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

# A break is sentence-final punctuation with its closing quotes, followed by white space and something that may open a sentence,
# or a line break. Web text glues sentences (« encore dit.L'Iran ») : a full stop between a lower-case and an upper-case letter breaks too.
_CLOSERS = "\"'”’»)\\]"
# The character that every break begins with stands first, by itself: the rest of a text is passed over at the speed of a scan.
_BREAK = re.compile(
    r"[.!?…\n؟۔\"”»](?:"
    rf"(?<=[.!?…])(?P<more>[.!?…]*)[{_CLOSERS}]*(?:[ \u00a0\u202f][»”][{_CLOSERS}]*)?(?=\s|$)"
    r"|(?<=[a-zà-öø-ÿ]{2}\.)(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ’' ])"
    r"|(?<=[.!?…][”»\"])(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ’'])"
    r"|(?<=[؟۔\n]))"
)
_OPENER = re.compile(r"[\s\"'“”‘«»(\[–—-]*(?:[A-ZÀ-ÖØ-Þ0-9]|[^\x00-ɏ])")
_LAST_WORD = re.compile(r"[\w.-]{1,12}$")


@cache
def _abbreviations() -> frozenset[str]:
    path = Path(__file__).with_name("knowledge") / "abbreviations.toml"
    return frozenset(" ".join(tomllib.loads(path.read_text("utf-8"))["words"].values()).split())


def _is_abbreviation(text: str, stop: int) -> bool:
    """True where the full stop at ``stop`` belongs to the word before it: M., Gen., U.S., J., art."""
    found = _LAST_WORD.search(text, max(0, stop - 14), stop)
    if found is None:
        return False
    word = found.group()
    if len(word) == 1:
        return word.isupper()
    return word in _abbreviations() or (len(word) == 3 and word[1] == "." and word[0].isupper() and word[2].isupper())


def split(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, without surrounding white space, in order, none empty."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        end = match.end()
        more = match.group("more")
        if more is not None:
            follows = _OPENER.match(text, end)
            if follows is None and end < len(text):
                continue  # a small letter goes on: « M. de Villepin », "etc. and"
            if not more and text[match.start()] == "." and _is_abbreviation(text, match.start()):
                continue
        _add(text, start, end, spans)
        start = end
    _add(text, start, len(text), spans)
    return spans


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    body = piece.strip()
    if body:
        spans.append((start + lead, start + lead + len(body)))
