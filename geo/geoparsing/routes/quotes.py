"""Who is being quoted: quotations that run over several sentences, and the full names of those who speak. Pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import cached_property

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.attribution import attributions, is_pronoun, name_of
from geo.geoparsing.routes.lexicon import Lexicon

_QUOTATION = re.compile(r"«[^»\n]{1,4000}»|“[^”\n]{1,4000}”|\"[^\"\n]{1,4000}\"")
_FULL_NAME = re.compile(r"(?<![\w’'-])[A-ZÀ-ÖØ-Þ][\w’'-]+\s+[A-ZÀ-ÖØ-Þ][\w’'-]+(?![\w’'-])")
# A given name, with an initial or not, and what follows it
_GIVEN_NAME = re.compile(r"(?<![\w’'-])([A-ZÀ-ÖØ-Þ][\w’'-]+)\s+(?:[A-Z]\.\s+)?(?=([\w’'-]+))")
_EDGE = re.compile(r"\b")
_SURNAME = re.compile(r"[^\W\d_][\w’'-]+")


class Quotes:
    """The quotations of one text that are longer than a sentence."""

    def __init__(self, text: str, sentences: Sequence[tuple[int, int]], lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._sentences = sentences
        starts = [start for start, _ in sentences]
        self._long: list[tuple[int, int, int, int]] = []  # start, end, first and last sentence
        for match in _QUOTATION.finditer(text):
            first = bisect.bisect_right(starts, match.start()) - 1
            last = bisect.bisect_right(starts, match.end() - 1) - 1
            if first >= 0 and (first != last or self._alone(first, match)):
                self._long.append((match.start(), match.end(), first, last))
        self._members = {number for _, _, first, last in self._long for number in range(first, last + 1)}
        self._speakers: dict[int, str | None] = {}

    def _alone(self, number: int, match: re.Match[str]) -> bool:
        """A quotation that is the whole sentence: its speaker stands in the sentence before."""
        start, end = self._sentences[number]
        return match.start() <= start + 1 and match.end() >= end - 1

    def speaks(self, number: int) -> bool:
        return number in self._members

    def speaker(self, number: int, at: int) -> str | None:
        """Who says the words at ``at``, where their quotation began or ends in another sentence."""
        if number not in self._members:
            return None
        for start, end, first, last in self._long:
            if start <= at < end:
                return self.claimant(last) or self.claimant(first) or self.claimant_before(first)
        return None

    def claimant_before(self, number: int) -> str | None:
        """The last who was named as saying something, up to three sentences before: who « a-t-elle ajouté » means."""
        said = (found for k in range(number - 1, max(-1, number - 4), -1) if (found := self.claimant(k)))
        return next(said, None) or self._first_person(number - 1)

    def _first_person(self, number: int) -> str | None:
        """The one person that a sentence names in full, where it names no other."""
        if number < 0:
            return None
        names = {" ".join(found.group().split()) for found in _FULL_NAME.finditer(self._text, *self._sentences[number])}
        names = {name for name in names if not self._is_grammar(name.split()[0])}
        return names.pop() if len(names) == 1 else None

    def claimant(self, number: int) -> str | None:
        """The first named claimant of a sentence."""
        if number not in self._speakers:
            self._speakers[number] = self._claimant(number)
        return self._speakers[number]

    def _claimant(self, number: int) -> str | None:
        start, end = self._sentences[number]
        sentence = clauses.tokenize(self._text, start, end, self._lexicon, [])
        if sentence is None:
            return None
        for attribution in attributions(sentence):
            if attribution.claimant is not None and not is_pronoun(sentence, attribution.claimant):
                return self.full_name(name_of(sentence, attribution.claimant))
        return None

    def full_name(self, name: str) -> str:
        """« Wako » as the text first gave it: Amina Wako. Anything but a lone surname is returned as it is."""
        if not _SURNAME.fullmatch(name) or not name[0].isupper():
            return name
        return self._full_names.get(name, name)

    @cached_property
    def _full_names(self) -> dict[str, str]:
        """Surname → the first full name it ends, of all that the text has: one look through it, not one for each speaker."""
        names: dict[str, str] = {}
        for found in _GIVEN_NAME.finditer(self._text):
            if self._is_grammar(found[1]):
                continue
            surname, given = found[2], " ".join(found[0].split())
            for part in (surname[: edge.start()] for edge in _EDGE.finditer(surname, 1)):  # Wako-Sall is a Wako too
                names.setdefault(part, f"{given} {part}")
        return names

    def _is_grammar(self, word: str) -> bool:
        """« Selon », "After": a word that opens a sentence, no first name."""
        key = word.lower()
        known = self._lexicon.words
        return (
            key in self._lexicon.prepositions
            or any(key in known[name] for name in ("boundaries", "conjunctions", "determiners", "adverbs"))
            or key in self._lexicon.sources
        )
