"""Hard-wrapped text, as e-mails, agencies' feeds and copies from a PDF have it: which line breaks are only where a line was full. Pure."""

from __future__ import annotations

import math
import re

_LEAST_BREAKS = 2
_GOING_ON = 0.1  # of the breaks inside paragraphs, so many go on in small letters at least
_FULL = 0.7  # before so many of them the next word would not have fitted
_WITHIN = 0.9  # of the lines are no longer than the width: a long address does not widen the column
_NARROWEST, _WIDEST = 30, 140  # characters of a column: verses and lists are narrower, paragraphs wider
_ITEM = re.compile(r"[-*•–—>|#]|\d{1,3}[.)]\s")  # opens an item of a list


def unwrapped(text: str) -> str:
    """``text`` with a space for each line break inside a wrapped paragraph; all offsets stay. The text itself if it is not wrapped."""
    lines = text.split("\n")
    words = [line.lstrip() for line in lines]
    indents = [len(line) - len(rest) for line, rest in zip(lines, words, strict=True)]
    # a line set further in than the one before opens a paragraph, a line in capitals is a heading
    inside = [
        k
        for k in range(1, len(lines))
        if words[k - 1] and words[k] and indents[k] <= indents[k - 1] and not lines[k - 1].isupper()
    ]
    if len(inside) < _LEAST_BREAKS:
        return text
    width = sorted(len(lines[k - 1]) for k in inside)[math.ceil(_WITHIN * (len(inside) - 1))]
    if not _NARROWEST <= width <= _WIDEST:
        return text
    going_on = {k for k in inside if words[k][0].islower()}
    full = {k for k in inside if len(lines[k - 1]) + 1 + len(words[k].split(None, 1)[0]) >= width}
    if not going_on or len(going_on) < _GOING_ON * len(inside) or len(full) < _FULL * len(inside):
        return text
    joined = {k for k in going_on | full if not _ITEM.match(words[k])}
    return "".join([lines[0], *((" " if k in joined else "\n") + line for k, line in enumerate(lines) if k)])
