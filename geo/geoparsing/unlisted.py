"""Places that no gazetteer holds, by the words beside them: « rue du Château », "the village of Xarbalia", "on the Clarks River". Pure.

They have no point: whoever reads them is told so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from geo.geoparsing.tokens import ARTICLES, GLUE, MAY_START, NOUN, Tokens
from geo.model import Mention

CONFIDENCE = 0.7  # about what the form alone was right on modern French news
FACILITY = "street or building by its form"
_MOST_WORDS = 3  # of a name
_NUMERALS = frozenset(("II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XXIII"))
_SHORTEST = 4  # letters of a name that nothing but the word before it makes a place
_OF, _OF_GAPS = frozenset(("de", "d", "du", "of")), frozenset((" ", "'", "’"))
_LINKS = frozenset(("de", "du", "des", "d", "la", "l", "of"))


class Span(Protocol):
    """Tokens first..last."""

    first: int
    last: int


def places_after_a_noun(
    tokens: Tokens,
    facilities: frozenset[str],
    settlements: frozenset[str],
    taken: set[int],
    is_given: Callable[[str], bool],
) -> list[Mention]:
    """« rue du Château », « collège Saint-Jean », "the village of Xarbalia". ``taken``, tokens of other names, gains theirs."""
    found = []
    for i, mark in tokens.marked:
        if not mark & NOUN or i in taken:
            continue
        folded = tokens.folded[i]
        if folded not in facilities and folded not in settlements:
            continue
        if tokens.words[i][0].isupper() and not tokens.starts_sentence(i):
            continue
        first, last = _named_by(tokens, i, taken)
        if last is None:
            continue
        if folded in facilities:
            first, evidence = i, FACILITY
        elif first == i + 1 or (last > first and is_given(tokens.folded[first])):
            continue  # « ville Lumière », « village Potemkine » are no names, and a village of Smiths is theirs
        else:
            evidence = "named as a settlement"
        found.append(_mention(tokens, first, last, evidence, taken))
    return found


def places_by_their_type(
    tokens: Tokens, types: frozenset[str], openers: frozenset[str], kept: list[Span], taken: set[int]
) -> tuple[list[Span], list[Mention]]:
    """ "on the Clarks River", "near Patterson Lake": capitals up to a type of water or of land, behind an article or preposition.

    Returns what is left of ``kept``, as a name inside is part of theirs, and them. ``taken`` gains their tokens.
    """
    found = []
    for last, mark in tokens.marked:
        if not mark & MAY_START or tokens.folded[last] not in types:
            continue
        after = last + 1
        if after < len(tokens) and tokens.gaps[after] == " " and tokens.words[after][0].isupper():
            continue
        first = last
        while first and last - first < _MOST_WORDS and tokens.gaps[first] == " " and _is_name(tokens.words[first - 1]):
            first -= 1
        if first < last and tokens.folded[first] in ARTICLES:
            first += 1
        if first in (0, last) or tokens.gaps[first] != " " or tokens.folded[first - 1] not in openers:
            continue
        if any(span.first <= first and span.last >= last for span in kept):
            continue
        if first > 1 and tokens.folded[first - 2] == "after":
            continue  # "named after the Clarks River"
        found.append((first, last))
    kept = [span for span in kept if not any(a <= span.first and span.last <= b for a, b in found)]
    return kept, [_mention(tokens, first, last, "named by its type", taken) for first, last in found]


def places_after_a_preposition(
    tokens: Tokens, openers: frozenset[str], nouns: frozenset[str], taken: set[int], is_unknown: Callable[[str], bool]
) -> list[Mention]:
    """ "camped near Minova", « la gare de Xarbalia »: one capitalised word that is no word, name or person we know.

    It stands directly behind one of ``openers``, or behind one of ``nouns`` and its « de ». ``taken`` gains its tokens.
    """
    found = []
    words, folded, gaps = tokens.words, tokens.folded, tokens.gaps
    for i, mark in tokens.marked:
        if not mark & MAY_START or not i or i in taken:
            continue
        before = folded[i - 1]
        if before in openers:
            if gaps[i] != " " or not (words[i - 1][0].islower() or tokens.starts_sentence(i - 1)):
                continue
        elif before in _OF and i > 2 and folded[i - 2] == "et" and i - 3 in taken:
            pass  # « de Kolofata et d'Amchidé »
        else:
            noun = i > 1 and before in _OF and gaps[i] in _OF_GAPS and gaps[i - 1] == " " and folded[i - 2] in nouns
            if not noun or not words[i - 2][0].islower():
                continue
        word = words[i]
        if len(word) < _SHORTEST or word.isupper() or not word[0].isupper() or not is_unknown(folded[i]):
            continue
        after = i + 1
        while after < len(tokens) and gaps[after] == "-" and after not in taken:  # « Mayo-Sava »
            after += 1
        if after < len(tokens) and gaps[after] in GLUE:
            following = words[after]
            # part of a longer name, or an owner: "in Danone's plant"
            if following[0].isupper() or (following == "s" and gaps[after] != " "):
                continue
        found.append(_mention(tokens, i, after - 1, "after a preposition", taken))
    return found


def _mention(tokens: Tokens, first: int, last: int, evidence: str, taken: set[int]) -> Mention:
    taken.update(range(first, last + 1))
    start, end = tokens.starts[first], tokens.ends[last]
    return Mention(start, end, tokens.text[start:end], "place", CONFIDENCE, (evidence,))


def _named_by(tokens: Tokens, i: int, taken: set[int]) -> tuple[int, int | None]:
    """First and last of up to three capitalised words after the noun and its « de la », none of them a place already."""
    j = i + 1
    while j < len(tokens) and j - i <= 2 and tokens.folded[j] in _LINKS and tokens.gaps[j] in GLUE:
        j += 1
    first = j
    while (
        j < len(tokens)
        and j - first < _MOST_WORDS
        and j not in taken
        and tokens.gaps[j] in GLUE
        and (_is_name(tokens.words[j]) or (j > first and tokens.words[j] in _NUMERALS))
    ):
        j += 1
    if j > first:
        while j < len(tokens) and tokens.gaps[j] == "-" and j not in taken:  # « l'hôpital Guillaume-et-René-Laennec »
            j += 1
    return first, (j - 1 if j > first and j not in taken else None)


def _is_name(word: str) -> bool:
    return word[0].isupper() and len(word) > 2 and not word.isupper()
