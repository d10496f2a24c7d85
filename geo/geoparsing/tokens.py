"""Words of a text: where they are, their folded forms, and which of them may be a name. Pure: what is listed is passed in."""

from __future__ import annotations

import re
from itertools import accumulate, compress, count

from geo.geoparsing.gazetteer import BEGUN, Gazetteer, fold

# What may stand between two words of one name.
GLUE = frozenset((" ", "-", "’", "'", "\u00a0", "\u2010", "\u2011", "\u202f", "/"))
ARTICLES = frozenset(("la", "le", "les", "l", "the"))
_OPENS = re.compile(r"[.!?…:;\n«“\"(]")
_fold_once = fold.__wrapped__  # without its cache: the vocabulary keeps what it folds
_LATIN = "cp1252"  # the characters of most French and English texts


def _word_patterns(letter: str, word: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a word is: a run of letters and digits; the same, or letters with dots (U.S., É.-U., W.Va.)."""
    dotted = rf"{letter}\.(?:-?{letter}{{1,3}}\.)+"
    return re.compile(f"({word}+)"), re.compile(f"({dotted}|{word}+)")


LETTER = r"[^\W\d_]"
_WORDS = _word_patterns(LETTER, r"[\w\u0300-\u036f\u064b-\u065f\u0670\u200c]")  # with combining marks
# Characters listed one by one are found a quarter faster than "letters".
_ALL_LATIN = bytes(range(256)).decode(_LATIN, "ignore")
LATIN_LETTER, _LATIN_SIGN = ("[" + "".join(re.findall(kind, _ALL_LATIN)) + "]" for kind in (LETTER, r"\w"))
_LATIN_WORDS = _word_patterns(LATIN_LETTER, _LATIN_SIGN)
_DOTS = re.compile(r"\.(?:-?[^\W\d_]{1,3}\.)")  # without them the shorter pattern does, in two thirds of the time
# What a word may be, whatever stands beside it: bits.
MAY_START, NAMELESS, NOUN, DEMONYM, LOWER = 1, 2, 4, 8, 16
BODY, BODY_BEGUN = 4, 8  # the name of a body that is nowhere, or its first words: bits beside LISTED and BEGUN
# Scripts without capitals: every word may be a name there.
_CASELESS = re.compile(
    "[\u0590-\u07bf\u0900-\u0dff\u0e00-\u0eff\u1000-\u10ff\u1200-\u137f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


class Listings(dict):
    """Folded words → what the gazetteer has of them, as bits. What was asked before is read without a call."""

    def __init__(self, gazetteer: Gazetteer, bodies: frozenset[str]) -> None:
        self._ask = gazetteer.listing
        self._bodies = dict.fromkeys(bodies, BODY)
        for words in map(str.split, bodies):
            for n in range(1, len(words)):
                begun = " ".join(words[:n])
                self._bodies[begun] = self._bodies.get(begun, 0) | BODY_BEGUN | BEGUN

    def __missing__(self, key: str) -> int:
        listing = self[key] = self._ask(key) | self._bodies.get(key, 0)
        return listing


def lowered(text: str) -> str:
    """Small letters and straight apostrophes; the same length as the text, so that offsets agree."""
    low = text.lower()
    if len(low) != len(text):  # a few letters, such as İ, grow
        low = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    return low.replace("’", "'")


def is_latin(text: str) -> bool:
    """Has it no letter beyond LATIN_LETTER's, as most French and English texts?"""
    if text.isascii():
        return True
    try:
        text.encode(_LATIN)
    except UnicodeEncodeError:
        return False
    return True


class Vocabulary(dict):
    """Words → their folded forms, and in ``marks`` what they may be, whatever stands beside them, as bits; most are nothing to us.

    Most words of a text were met before.
    """

    def __init__(self, small: dict[str, int], listings: Listings) -> None:
        self._small, self._listings = small, listings
        self.marks: dict[str, int] = {}

    def __missing__(self, word: str) -> str:
        if word.isascii():
            plain = word.isalnum()
            if plain and word.islower():  # most words
                folded, mark = word, self._small.get(word, 0)
            else:
                folded = word.lower() if plain else _fold_once(word)
                mark = self._small.get(folded, 0)
                if word[0].isupper():
                    # No name starts with it: only a « la » before or an abbreviation's point after can make it one.
                    mark |= MAY_START if self._listings[folded] else MAY_START | NAMELESS
        else:
            first, folded = word[0], _fold_once(word)
            mark = self._small.get(folded, 0)
            if first.islower():
                mark |= LOWER
            if first.isupper() or (first > "\u058f" and _CASELESS.match(word)):
                mark |= MAY_START
        if mark:
            self.marks[word] = mark  # first: who finds the word in another thread finds its marks
        self[word] = folded
        return folded

    def emptied(self) -> Vocabulary:
        """One that knows no words yet; whoever reads with this one reads on."""
        return Vocabulary(self._small, self._listings)


class Tokens:
    """The words of a text with their offsets, folded forms and gaps, what stands before each ("" at the start): parallel lists.

    A gap is without a hashtag's mark.

    marked: (index, marks) of each word that may be something; most words of a text are nothing to us.
    """

    # size: how many; asked for at every neighbour, where len() of this would be a call
    __slots__ = ("ends", "folded", "gaps", "marked", "size", "starts", "text", "words")

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        # gap, word, gap, word … gap: whole lists at a time, a loop takes thrice as long
        run, dotted = _LATIN_WORDS if is_latin(text) else _WORDS
        parts = (dotted if _DOTS.search(text) else run).split(text)
        bounds = list(accumulate(map(len, parts)))
        self.starts, self.ends = bounds[:-1:2], bounds[1::2]
        self.words, self.gaps = parts[1::2], parts[:-1:2]
        self.size = len(self.words)
        if "#" in text:
            self.gaps = [gap.replace("#", "") for gap in self.gaps]
        if self.gaps:
            self.gaps[0] = ""
        self.folded = [*map(vocabulary.__getitem__, self.words)]
        marks = [*map(vocabulary.marks.get, self.words)]
        self.marked = [*zip(compress(count(), marks), filter(None, marks), strict=True)]

    def starts_sentence(self, k: int) -> bool:
        """Does token k open a sentence, a quotation or a bracket? Any word has a capital there."""
        gap = self.gaps[k]
        return k == 0 or (gap != " " and _OPENS.search(gap) is not None)
