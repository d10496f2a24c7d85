"""Lines in capitals, headlines with a capital at each word and texts without any, as they would be written in a sentence. Pure.

Recognition leans on capitals. Where they say nothing, a word gets one if it is likelier a name than a word: "FLOODS IN DHAKA" is
read as "floods in Dhaka". No letter is added or lost, so offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from geo.geoparsing.candidates import (
    AT_HOME,
    COMMON_WORD,
    MOST_WORDS,
    RARE_WORD,
    grammar,
    knowledge,
    people,
    written_about,
)
from geo.geoparsing.gazetteer import BEGUN, LISTED, Gazetteer, Hit, fold
from geo.geoparsing.lexicon import Lexicon
from geo.geoparsing.tokens import GLUE, Tokens

_FEWEST_WORDS = 3  # of a line: less is an acronym, a name or a signature
_LONGEST_HEADLINE = 200  # characters
# A long word in small letters, which nearly every line has that is no headline; or no letter at all.
_NO_HEADLINE = re.compile(r"\b[^\W\d_A-ZÀ-Þ]\w{6}|^[\W\d_]*$")
_ENDS = re.compile(r"[.!?…\n]")  # of a sentence
_PLAIN_WORDS, _PLAIN_SHARE = 2, 0.2  # words of a headline that are no names
# How much commoner a word may be than the name of a place of that size is written: a town, one behind « à » or "in", a region.
_TOWN, _BEHIND_A_PREPOSITION, _REGION = 1.0, 2.0, 0.6
_KNOWN = 5_000  # people of the least town that several words are the name of
_KNOWN_OF_WORDS = 50_000  # likewise, where all of them are common
_LONGEST_ACRONYM = 4
_GIVEN_NAME = 5.0  # Zipf: rarer than this a given name is hardly a word


class Casing:
    """``restored(text, language)`` is the text itself wherever its capitals say something. ``tokenise``: Recogniser.tokens."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon, tokenise: Callable[[str], Tokens]) -> None:
        self._gazetteer, self._lexicon, self._tokenise = gazetteer, lexicon, tokenise
        classes = knowledge()
        self._strong = classes["before"]["place_strong"] | classes["before"]["into_a_place"]
        self._never = classes["not_places"]["calendar"] | classes["before"]["title"]
        self._homes = classes["home"]

    def restored(self, text: str, language: str | None) -> str:
        if text.islower():
            return self._recased(self._tokenise(text), language, {})
        lines = text.split("\n")
        said = {k: tokens for k, line in enumerate(lines) if (tokens := self._says_nothing(line, language))}
        if not said:
            return text
        written = self._as_written("\n".join([line for k, line in enumerate(lines) if k not in said]))
        for k, tokens in said.items():
            lines[k] = self._recased(tokens, language, written)
        return "\n".join(lines)

    def _says_nothing(self, line: str, language: str | None) -> Tokens | None:
        """The words of a line whose capitals say nothing."""
        if line.isupper():
            tokens = self._tokenise(line)
            return tokens if tokens.size >= _FEWEST_WORDS else None
        if len(line) > _LONGEST_HEADLINE or _NO_HEADLINE.search(line):
            return None
        tokens = self._tokenise(line)
        return tokens if self._is_headline(tokens, language) else None

    def _is_headline(self, tokens: Tokens, language: str | None) -> bool:
        """Has every word a capital, words among them that are no names: "Floods Kill Twelve in Northern Bangladesh"?"""
        words = grammar(language)
        counted = [k for k, key in enumerate(tokens.folded) if k and key not in words and tokens.words[k][0].isalpha()]
        if len(counted) < _FEWEST_WORDS or any(tokens.words[k][0].islower() for k in counted):
            return False
        named = self._named(tokens, language, {}, shouted=False)
        plain = [k for k in counted if k not in named and not tokens.words[k].isupper()]
        plain = [k for k in plain if self._lexicon.zipf(tokens.folded[k], language) >= COMMON_WORD]
        return len(plain) >= _PLAIN_WORDS and len(plain) > len(counted) * _PLAIN_SHARE

    def _as_written(self, text: str) -> dict[str, bool]:
        """Folded words that the rest of the text writes in one way inside its sentences: True with a capital, False without."""
        tokens = self._tokenise(text)
        written: dict[str, set[bool]] = {}
        for k, word in enumerate(tokens.words):
            if not word.isupper() and not tokens.starts_sentence(k):
                written.setdefault(tokens.folded[k], set()).add(word[0].isupper())
        return {key: ways.pop() for key, ways in written.items() if len(ways) == 1}

    def _recased(self, tokens: Tokens, language: str | None, written: dict[str, bool]) -> str:
        shouted = tokens.text.isupper()
        named = self._named(tokens, language, written, shouted)
        parts, at = [], 0
        for i, word in enumerate(tokens.words):
            start = tokens.starts[i]
            kept = named.get(i, True) is None or (not shouted and word.isupper() and len(word) > 1)
            capital = i in named or _ENDS.search(tokens.gaps[i]) is not None
            parts += (tokens.text[at:start], word if kept else _as(word, capital))
            at = tokens.ends[i]
        return "".join([*parts, tokens.text[at:]])

    def _named(
        self, tokens: Tokens, language: str | None, written: dict[str, bool], shouted: bool
    ) -> dict[int, bool | None]:
        """Tokens that are names or parts of one; None: an acronym, to be left in capitals."""
        named: dict[int, bool | None] = {}
        words = grammar(language)
        i = 0
        while i < tokens.size:
            last, is_town = self._longest(tokens, i, language)
            if last > i:  # « La Clusaz », but « la mer Noire »
                named |= {k: True for k in range(i, last + 1) if tokens.folded[k] not in words or (is_town and k == i)}
            elif shouted and self._is_acronym(tokens.words[i], language, tokens.gaps[i] == ", " and i - 1 in named):
                named[i] = None
            elif written.get(tokens.folded[i], self._is_name(tokens, i, language, i - 1 in named)):
                named[i] = True
            i = last + 1
        return named

    def _longest(self, tokens: Tokens, i: int, language: str | None) -> tuple[int, bool]:
        """Last token of the longest name of several words that begins with token i and somebody knows, else i; is it a town?"""
        key, last, found = tokens.folded[i], i, (i, False)
        while self._gazetteer.listing(key) & BEGUN and last + 1 < min(i + MOST_WORDS, tokens.size):
            if tokens.gaps[last + 1] not in GLUE:
                break
            last += 1
            key = f"{key} {tokens.folded[last]}"
            if self._gazetteer.listing(key) & LISTED:
                hits = self._gazetteer.lookup(key.title(), language, key)
                if hits and self._is_known(key, hits, language):
                    found = last, hits[0].kind == "city"
        return found

    def _is_known(self, key: str, hits: Sequence[Hit], language: str | None) -> bool:
        """ "New York", but not "the river", "cut off"."""
        rarest = min(self._lexicon.zipf(word, language) for word in key.split())
        if rarest >= COMMON_WORD:
            return people(hits) >= _KNOWN_OF_WORDS
        return any(hit.population >= _KNOWN or hit.kind != "city" for hit in hits)

    def _is_acronym(self, word: str, language: str | None, behind_a_name: bool) -> bool:
        if "." in word:
            return True
        if len(word) > _LONGEST_ACRONYM:
            return False
        hits = self._gazetteer.lookup(word, language)
        if behind_a_name and hits and hits[0].kind in ("country", "admin1") and fold(word) not in grammar(language):
            return hits[0].name_type in ("acronym", "abbreviation")  # "FLOODS IN LISMORE, NSW", "DAYTON, OH"
        if not hits or hits[0].name_type != "acronym":
            return False
        return hits[0].kind == "country" or self._lexicon.zipf(fold(word), language) < COMMON_WORD

    def _is_name(self, tokens: Tokens, i: int, language: str | None, after_a_name: bool) -> bool:
        key = tokens.folded[i]
        zipf = self._lexicon.zipf(key, language)
        if key in self._gazetteer.abbreviations and tokens.text.startswith(".", tokens.ends[i]):
            return zipf < COMMON_WORD or "," in tokens.gaps[i]  # "Jackson, Miss."
        if len(key) < 2 or not tokens.words[i][0].isalpha() or key in grammar(language) or key in self._never:
            return False
        if (language == "en" and key in self._gazetteer.demonyms) or self._is_somebody(tokens, i, zipf, after_a_name):
            return True
        hits = self._gazetteer.lookup(tokens.words[i].title(), language, key)
        if not hits:
            return False
        population = people(hits)
        if not population:
            return zipf < COMMON_WORD
        surprise = zipf - written_about(population)
        surprise -= AT_HOME if hits[0].country in self._homes.get(language or "", ()) else 0.0
        if hits[0].kind != "city":
            return surprise < _REGION  # "Northern" is a region in many countries
        behind = i > 0 and tokens.folded[i - 1] in self._strong
        return surprise < (_BEHIND_A_PREPOSITION if behind else _TOWN)

    def _is_somebody(self, tokens: Tokens, i: int, zipf: float, after_a_name: bool) -> bool:
        """Somebody's name, or a word that nobody knows, which mostly is one."""
        if zipf < RARE_WORD:
            return True
        _, _, given, surname = self._lexicon.record(tokens.folded[i])
        if given and (zipf < _GIVEN_NAME or self._is_surname(tokens, i + 1)):
            return True
        return surname and (zipf < COMMON_WORD or after_a_name)

    def _is_surname(self, tokens: Tokens, i: int) -> bool:
        if i >= tokens.size or tokens.gaps[i] not in GLUE:
            return False
        english, french, _, surname = self._lexicon.record(tokens.folded[i])
        return surname or max(english, french) < RARE_WORD


def _as(word: str, capital: bool) -> str:
    written = word[0].upper() + word[1:].lower() if capital else word.lower()
    return written if len(written) == len(word) else word  # « ß » becomes two
