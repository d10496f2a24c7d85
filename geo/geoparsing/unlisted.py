"""Places by the words beside them, listed or not: « rue du Château », "the village of Xarbalia", "on the Clarks River". Pure.

They mostly have no point, and whoever reads them is told so; behind a preposition a village that is listed is as likely as one that is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from geo.geoparsing.candidates import AND, Span
from geo.geoparsing.tokens import ARTICLES, GLUE, MAY_START, NOUN, Tokens
from geo.model import Mention

CONFIDENCE = 0.7  # about what the form alone was right on modern French news
FACILITY = "street or building by its form"
_MOST_WORDS = 3  # of a name
_NUMERALS = frozenset(("II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XXIII"))
_SHORTEST = 4  # letters of a name that nothing but the word before it makes a place
_OF, _OF_GAPS = frozenset(("de", "d", "du", "of")), frozenset((" ", "'", "’"))
_IN_A_NAME = frozenset((" ", "-"))
_FUNCTION_WORDS = frozenset(("an", "as", "at"))  # articles of a name only with their hyphen
_CAPITAL_ARTICLES = frozenset(("Le", "La", "Les"))
_LINKS = frozenset(("de", "du", "des", "d", "la", "l", "of"))


class Openers(NamedTuple):
    """What opens a place that nothing lists, as folded words."""

    openers: frozenset[str]  # prepositions
    weak: frozenset[str]  # those that do so only before one of ``heads``
    nouns: frozenset[str]  # of place, with their « de »
    heads: frozenset[str]  # first words of places' names
    inner: frozenset[str]  # articles inside a name
    others: frozenset[str]  # first or last words of what is no place's name
    known: int  # people of a town that is not part of another's name


def places_after_a_noun(
    tokens: Tokens,
    facilities: frozenset[str],
    settlements: frozenset[str],
    directions: frozenset[str],
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
        elif last == first and tokens.folded[first] in directions:
            continue  # « une ville de l'Est »
        else:
            evidence = "named as a settlement"
        found.append(_mention(tokens, first, last, evidence, taken))
    return found


def places_by_their_type(
    tokens: Tokens,
    types: frozenset[str],
    openers: frozenset[str],
    peoples: frozenset[str],
    kept: list[Span],
    taken: set[int],
) -> tuple[list[Span], list[Mention]]:
    """ "on the Clarks River", "near Patterson Lake": capitals up to a type of water or of land, behind an article or preposition.

    A type in small letters is no part of the name: "over the Masoala peninsula".

    Returns what is left of ``kept``, as a name inside is part of theirs, and them. ``taken`` gains their tokens.
    """
    found = []
    for last, mark in tokens.marked:
        if not mark & MAY_START or tokens.folded[last] not in types:
            continue
        after = last + 1
        if after < tokens.size and tokens.gaps[after] == " " and tokens.words[after][0].isupper():
            continue
        first = last
        while first and last - first < _MOST_WORDS and tokens.gaps[first] == " " and _is_name(tokens.words[first - 1]):
            first -= 1
        if first < last and tokens.folded[first] in ARTICLES:
            first += 1
        if first in (0, last) or tokens.gaps[first] != " " or tokens.folded[first - 1] not in openers:
            continue
        if tokens.words[last][0].islower():
            last -= 1
            if tokens.words[last][0].islower() or any(k in taken for k in range(first, last + 1)):
                continue
            if tokens.folded[last] in peoples:
                continue  # "on the French island"
        if any(span.first <= first and span.last >= last for span in kept):
            continue
        if first > 1 and tokens.folded[first - 2] == "after":
            continue  # "named after the Clarks River"
        found.append((first, last))
    kept = [span for span in kept if not any(a <= span.first and span.last <= b for a, b in found)]
    return kept, [_mention(tokens, first, last, "named by its type", taken) for first, last in found]


def places_after_a_preposition(
    tokens: Tokens,
    words: Openers,
    kept: list[Span],
    taken: set[int],
    is_unknown: Callable[[str], bool],
    is_given: Callable[[str], bool],
) -> tuple[list[Span], list[Mention]]:
    """ "camped near Minova", « la gare de Xarbalia », "at Port Egmont": names behind what opens a place that nothing lists.

    One word that is no word, name or person we know; or up to three, of which one is such a word, or that begin as names of places do.
    Returns what is left of ``kept``, as "Bangor" in "Bangor Erris" is part of theirs, and them. ``taken`` gains their tokens.
    """
    found: list[Mention] = []
    joined: list[tuple[int, int]] = []
    inside = {i: span for span in kept for i in range(span.first, span.last + 1)}
    # last tokens of the names behind an opener
    opened = {span.last for span in kept if span.first and tokens.folded[span.first - 1] in words.openers}
    may_open = words.weak | _OF | AND
    folded = tokens.folded
    for i, mark in tokens.marked:
        # nearly all leave here
        if not mark & MAY_START or folded[i - 1] not in may_open or not i or not tokens.words[i][0].isupper():
            continue
        if i in taken and (i not in inside or inside[i].first != i or not _may_go_on(tokens, i + 1, words.inner)):
            continue
        listed = _goes_on(tokens, i, opened)
        openers = words.weak if folded[i] in words.heads else words.openers
        if not listed and not _is_opened(tokens, i, openers, words.nouns, taken):
            continue
        last = i if listed else _run(tokens, i, words.inner)
        if last == i:
            if i in taken or not _is_strange(tokens.words[i], tokens.folded[i], is_unknown):
                continue
            while last + 1 < tokens.size and tokens.gaps[last + 1] == "-" and last + 1 not in taken:  # « Mayo-Sava »
                last += 1
        elif not _is_long_name(tokens, i, last, words, inside, taken, is_unknown, is_given):
            continue
        if last + 1 < tokens.size and tokens.gaps[last + 1] in GLUE:
            following = tokens.words[last + 1]
            # part of a longer name, or an owner: "in Danone's plant"
            if listed or following[0].isupper() or (following == "s" and tokens.gaps[last + 1] != " "):
                continue
        found.append(_mention(tokens, i, last, "after a preposition", taken))
        opened.add(last)
        joined.append((i, last))
    if joined:
        kept = [span for span in kept if not any(a <= span.first and span.last <= b for a, b in joined)]
    return kept, found


def _may_go_on(tokens: Tokens, k: int, inner: frozenset[str]) -> bool:
    """May token k belong to the name that ends before it?"""
    if k >= tokens.size or tokens.gaps[k] not in _IN_A_NAME:
        return False
    return tokens.words[k][0].isupper() or tokens.folded[k] in inner


def _is_opened(tokens: Tokens, i: int, openers: frozenset[str], nouns: frozenset[str], taken: set[int]) -> bool:
    """Does a preposition stand before token i, or a noun of place and its « de »?"""
    words, folded, gaps = tokens.words, tokens.folded, tokens.gaps
    before = folded[i - 1]
    if before in openers:
        return gaps[i] == " " and (words[i - 1][0].islower() or tokens.starts_sentence(i - 1))
    if before not in _OF:
        return False
    if i > 2 and folded[i - 2] == "et" and i - 3 in taken:
        return True  # « de Kolofata et d'Amchidé »
    noun = i > 1 and gaps[i] in _OF_GAPS and gaps[i - 1] == " " and folded[i - 2] in nouns
    return noun and words[i - 2][0].islower()


def _goes_on(tokens: Tokens, i: int, opened: set[int]) -> bool:
    """Is it the second of two behind one preposition: "in Kashebere and Walgha", « à Gao et Xarbalia »?"""
    return i > 1 and i - 2 in opened and tokens.folded[i - 1] in AND and tokens.gaps[i] == tokens.gaps[i - 1] == " "


def _run(tokens: Tokens, i: int, inner: frozenset[str]) -> int:
    """Last token of the capitalised words that begin with i, at most three, articles between them not counted."""
    last, k, count = i, i + 1, 1
    while count <= _MOST_WORDS and _may_go_on(tokens, k, inner):
        if tokens.words[k][0].isupper():
            last, count = k, count + 1
        elif tokens.folded[k] in _FUNCTION_WORDS and tokens.gaps[k + 1 : k + 2] != ["-"]:
            break
        k += 1
    return last


def _is_strange(word: str, folded: str, is_unknown: Callable[[str], bool]) -> bool:
    return len(word) >= _SHORTEST and not word.isupper() and is_unknown(folded)


def _is_long_name(
    tokens: Tokens,
    first: int,
    last: int,
    words: Openers,
    inside: dict[int, Span],
    taken: set[int],
    is_unknown: Callable[[str], bool],
    is_given: Callable[[str], bool],
) -> bool:
    """Are these words one name, though nothing lists them? Not « Jean Xarbalia », nor a town and what stands beside it."""
    if last - first > 2 * _MOST_WORDS or any(tokens.words[k].isupper() for k in range(first, last + 1)):
        return False
    within = {k: inside[k] for k in range(first, last + 1) if k in inside}
    if any(k in taken and k not in within for k in range(first, last + 1)):
        return False
    if any(span.first < first or span.last > last for span in within.values()) or len(within) > last - first:
        return False  # part of another, or known, all of it
    if within and any(tokens.words[k][0].islower() for k in range(first, last + 1)):
        return True  # "Busra al-Harir" is one name, "in Damascus Xarbalia" may be two
    if any(span.hits[0].population >= words.known for span in within.values()):
        return False
    if tokens.folded[first] in words.others or tokens.folded[last] in words.others:
        return False
    if tokens.folded[first] in words.heads:
        return True
    if is_given(tokens.folded[first]) and first not in within:
        return False
    return any(
        _is_strange(tokens.words[k], tokens.folded[k], is_unknown) for k in range(first, last + 1) if k not in within
    )


def _mention(tokens: Tokens, first: int, last: int, evidence: str, taken: set[int]) -> Mention:
    taken.update(range(first, last + 1))
    start, end = tokens.starts[first], tokens.ends[last]
    return Mention(start, end, tokens.text[start:end], "place", CONFIDENCE, (evidence,))


def _named_by(tokens: Tokens, i: int, taken: set[int]) -> tuple[int, int | None]:
    """First and last of up to three capitalised words after the noun and its « de la », none of them a place already."""
    j = i + 1
    while j < tokens.size and j - i <= 2 and tokens.folded[j] in _LINKS and tokens.gaps[j] in GLUE:
        j += 1
    first = j
    if j + 1 < tokens.size and tokens.words[j] in _CAPITAL_ARTICLES and tokens.gaps[j] == " ":
        j += 1  # « l'hôtel Le Relais »
    while (
        j < tokens.size
        and j - first < _MOST_WORDS
        and j not in taken
        and tokens.gaps[j] in GLUE
        and (_is_name(tokens.words[j]) or (j > first and tokens.words[j] in _NUMERALS))
    ):
        j += 1
    if j > first and tokens.words[j - 1] not in _CAPITAL_ARTICLES:
        while j < tokens.size and tokens.gaps[j] == "-" and j not in taken:  # « l'hôpital Guillaume-et-René-Laennec »
            j += 1
    named = j > first and j not in taken and tokens.words[j - 1] not in _CAPITAL_ARTICLES
    return first, (j - 1 if named else None)


def _is_name(word: str) -> bool:
    return word[0].isupper() and len(word) > 2 and not word.isupper()
