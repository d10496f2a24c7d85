"""Toponym recognition: text in, mentions with spans and roles out. No network, no store.

Every capitalised run that the gazetteer knows is a candidate; features of the name, of its neighbours and of the document
are added up with the weights of knowledge/recognition_weights.toml, and what passes the threshold is a mention.
"""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from geo.geoparsing import unlisted
from geo.geoparsing.gazetteer import BEGUN, LISTED, Gazetteer, Hit, fold
from geo.geoparsing.lexicon import Lexicon
from geo.geoparsing.roles import WHOSE, Context, is_done_to_a_place, is_journey, role_of
from geo.geoparsing.spacy_pipeline import FACILITY_LABELS
from geo.geoparsing.tokens import (
    ARTICLES,
    BODY,
    DEMONYM,
    GLUE,
    LOWER,
    MAY_START,
    NAMELESS,
    NOUN,
    Listings,
    Tokens,
    Vocabulary,
)
from geo.language import function_words
from geo.model import Mention

_KNOWLEDGE = Path(__file__).with_name("knowledge")
_OWN_ARTICLES = frozenset(("la", "le", "les", "el", "los", "las", "al"))
_FOR = frozenset(("pour", "for"))
_OF = frozenset(("de", "d", "du", "des", "of"))
_AND = frozenset(("and", "et", "or", "ou"))
_IN_A_LANGUAGE = frozenset(("in", "en", "and", "et"))
_CONTRACTED = frozenset(("before:du", "before:au", "before:des", "before:aux"))
_STRANGERS = frozenset(("right:rare-capital", "right:rare-capital-of-given"))
_SEAS = frozenset(("sea", "ocean", "gulf"))
_YEARS = frozenset(("years", "year", "ans"))
_BETWEEN = frozenset(("entre", "between"))
_REPEATED = {"de": "de", "d": "de", "du": "de", "a": "a", "au": "a", "en": "en"}  # in a list, before each name
_STREET_LINKS = _OF | _AND  # « rue de X », "Oak Street and X", but not "the road to X"
_A = frozenset(("a", "an"))
_COMPOUNDS = frozenset(("aux", "sur", "sous", "les", "lez", "en", "de", "du", "des", "la", "le", "et"))
_AU = frozenset(("a", "au", "aux"))
_SAINTED = frozenset(("st", "saint", "mt", "mount"))
_SAINTS = frozenset(("st", "ste", "mt", "ft", "pt"))
_ENDS = re.compile(r"[.!?…:;\n]")
_MOST_WORDS = 7
_COMMON_WORD = 3.8  # Zipf: from here on (6 a million) a word is met in any newspaper
_RARE_WORD = 2.5  # below it (one in three million) a word is mostly somebody's name
_HOME_TOWNS = (5_000, 20_000, 100_000)  # people
_FEW_NAMES = 3  # clear ones of a text
_DATELINE_WORDS = 9  # KYIV, Ukraine, Feb. 3 (Reuters / Name Name) —
_ARROWS = frozenset((">", "→", "->", "-->", "⇒"))
_JOINS = frozenset("-‐‑–/") | _ARROWS  # between two towns
_RUN_WORDS = 4  # of a firm's or a body's name, after the place in it
_RUN_GLUE = frozenset((" ", "-", " & ", "\u00a0"))
_QUOTES = "\"“”«»'‘"
_DASH = re.compile(r"(?:\s[-–—]|[-–—]\s|--|—)")
_GOVERNED = frozenset(("left:place-noun", "left:comma-candidate"))
_OF_A_PERSON = frozenset(("left:quoting", "left:given-name", "left:initial", "left:title", "right:surname-of-given"))
_NAMED_BY_PEOPLE = frozenset(("country", "admin1", "admin2"))
_BIG_TOWN = 500_000
_MOST_KEPT = 60_000  # words or names whose reading is kept
_KNOWN_TOWN = 20_000  # people: from here on a name is likelier the town than the word
_GROUPS = {kind: kind for kind in ("country", "admin1", "admin2", "city")}
_GROUPS |= {"region": "region", "continent": "region", "bloc": "bloc", "seat": "seat"}
_GROUPS |= dict.fromkeys(("airport", "port", "zone", "site", "base", "airbase"), "site")
_GROUPS |= dict.fromkeys(("crossing", "nuclear", "spaceport", "prison"), "site")


class Name(NamedTuple):
    """What a candidate's name says by itself, the same for every occurrence.

    score: the sum of its ``features``' weights, in hundredths.
    """

    features: tuple[str, ...]
    score: int
    given: bool  # somebody's first name, and no word of grammar
    power: str | None  # what its likeliest place can act as, see _power
    persons: tuple[str, ...]  # a person's name, first or last, as a feature still to be told how the name is governed


@dataclass(slots=True)
class Span:
    """A candidate: tokens first..last, what the gazetteer has for it, the features of its context, and the sum of all."""

    first: int
    last: int
    start: int
    end: int
    key: str
    hits: tuple[Hit, ...]
    name: Name
    context: list[str] = field(default_factory=list)
    score: int = 0  # hundredths
    person: bool = False  # the words beside it make it one

    @property
    def features(self) -> tuple[str, ...]:
        return *self.name.features, *self.context


_UNREAD = object()
_NO_NAME = Name((), 0, False, None, ())  # of a span that another recogniser found and no gazetteer holds


@cache
def knowledge() -> dict[str, dict[str, frozenset[str]]]:
    """The word classes of knowledge/recognition.toml: section → class → folded words."""
    table = tomllib.loads((_KNOWLEDGE / "recognition.toml").read_text("utf-8"))
    return {
        section: {name: frozenset(words.split()) for name, words in classes.items()}
        for section, classes in table.items()
    }


@cache
def _grammar(language: str | None) -> frozenset[str]:
    """Folded function words: never a name by themselves, nor anybody's given name."""
    tables = function_words()
    words = tables.get(language or "") or tables["fr"] | tables["en"]
    return frozenset(fold(word) for word in words)


@cache
def default_weights() -> dict[str, float]:
    return tomllib.loads((_KNOWLEDGE / "recognition_weights.toml").read_text("utf-8"))["weights"]


class _Weights(dict):
    """Feature → its weight in hundredths, whole: a sum is the same in whatever order it is added. One that has none says nothing."""

    def __missing__(self, feature: str) -> int:
        return 0


class Recogniser:
    """Finds mentions. ``weights`` maps feature names to numbers; the default is the fitted table."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon, weights: dict[str, float] | None = None) -> None:
        self.gazetteer = gazetteer
        self.lexicon = lexicon
        self.weights = default_weights() if weights is None else weights
        hundredths = _Weights({feature: round(100 * weight) for feature, weight in self.weights.items()})
        self._weigh = hundredths.__getitem__
        self.threshold = hundredths["threshold"]
        # the most that the document adds to a score
        self._company_gain = sum(
            max(0, *(weight for feature, weight in hundredths.items() if feature.startswith(kind)))
            for kind in ("doc:clear-elsewhere", "doc:joined-to-clear", "company:")
        )
        classes = knowledge()
        self._before, self._after = classes["before"], classes["after"]
        self._natural_openers = self._before["place_strong"] | self._before["beside_water"]
        # what else a run of capitals may be
        bodies = [self._after[kind] for kind in ("organisation", "body", "street", "media", "firm")]
        self._openers = {
            language: unlisted.Openers(
                self._before["into_a_place"] - others,
                (self._before["into_a_place"] | self._before["place_strong"] | {"to"}) - others,
                self._before["place_noun"],
                self._before["heads"],
                self._before["inner_article"],
                self._before["title"].union(gazetteer.demonyms, *bodies),
                _BIG_TOWN,
            )
            for language, others in (("fr", frozenset()), ("en", _A))
        }
        self._generic = classes["generic"]
        self._calendar = classes["not_places"]["calendar"]
        self._calendar_short = classes["not_places"]["calendar_short"]
        self._home = classes["home"]
        self._demonym_firsts = frozenset(form.split()[0] for form in gazetteer.demonyms if " " in form)
        self._grammatical = _grammar(None)
        small: dict[str, int] = {}  # what a folded word may be even without a capital
        for mark, words in (
            (MAY_START, self._generic["lower_start"]),
            (NOUN, self._generic["facility"] | self._generic["settlement"]),
            (DEMONYM, gazetteer.demonyms | self._demonym_firsts),
        ):
            for word in words:
                small[word] = small.get(word, 0) | mark
        # What was asked before, all emptied when they grow: what the gazetteer has of words; what is a name as it is written;
        # what does it say by itself.
        self._listings = Listings(
            gazetteer, frozenset(name.replace("_", " ") for name in classes["not_places"]["bodies"])
        )
        self._vocabulary = Vocabulary(small, self._listings)
        self._written: dict[str | None, dict[str, tuple[tuple[Hit, ...], Name] | None]] = {}
        self._known: dict[tuple[str, str | None, bool], Name] = {}

    # -- the way through -------------------------------------------------------------------------------------------

    def tokens(self, text: str) -> Tokens:
        self._forget()
        return Tokens(text, self._vocabulary)

    def find_mentions(
        self, text: str, language: str | None = None, named: Sequence[tuple[int, int, str]] | None = None
    ) -> tuple[Mention, ...]:
        """Mentions in order, not overlapping. Longest match wins.

        named: (start, end, label) of what another recogniser takes for places; nothing else is one then. It says no more
        than that: role, features and confidence are as for a name of our own finding, and so are demonyms.
        """
        tokens = self.tokens(text)
        if named is None:
            kept = [span for span in self.score(tokens, language, least=self.threshold) if self.keeps(span)]
            taken = {i for span in kept for i in range(span.first, span.last + 1)}
            unheld: list[Mention] = []
            if language == "en":
                natural = self._after["natural"]
                kept, unheld = unlisted.places_by_their_type(tokens, natural, self._natural_openers, kept, taken)
            # Buildings and streets in French only: English writes them in capitals, and capitals are names of anything.
            facilities = self._generic["facility"] if language == "fr" else frozenset()
            settlements = self._generic["settlement"]
            unheld += unlisted.places_after_a_noun(tokens, facilities, settlements, taken, self._is_given)
            if language in self._openers:
                kept, found = unlisted.places_after_a_preposition(
                    tokens, self._openers[language], kept, taken, self._is_unknown, self._is_given
                )
                unheld += found
        else:
            spans = self._spans_of(tokens, named, language)
            taken = {i for span, _ in spans for i in range(span.first, span.last + 1)}
            kept = self.score(tokens, language, [span for span, _ in spans if span.hits])
            unheld = [_named_mention(tokens, span, label) for span, label in spans if not span.hits]
        mentions = self._mentions(tokens, kept, language) + unheld
        mentions += self._demonyms(tokens, language, taken)
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    def score(
        self,
        tokens: Tokens,
        language: str | None,
        spans: list[Span] | None = None,
        least: float = -math.inf,
    ) -> list[Span]:
        """All candidates with features and scores: first by name and neighbours, then again with what the document says.

        least: those that the document cannot lift above this are not asked about it.
        """
        if spans is None:
            spans = self._candidates(tokens, language)
        weigh, bias = self._weigh, self._weigh("bias")
        # Words in small letters: those of ASCII are written as they fold, the others are marked. Arabic has no small letters.
        words, lower = tokens.distinct, {tokens.folded[i] for i, mark in tokens.marked if mark & LOWER}
        starts = {span.first: span for span in spans}
        ends = {span.last: span for span in spans}
        datelines = self._datelines(tokens)
        for span in spans:
            context = self._context_features(span, tokens, starts, ends, language)
            if span.first in datelines:
                context.append("dateline")
            key = span.key
            if span.first == span.last and (key in lower or (key.isascii() and key[:1].islower() and key in words)):
                context.append("doc:lower-case-too")
            span.person = _is_person(context)
            span.context = context
            span.score = sum(map(weigh, context), bias + span.name.score)
        self._add_document_features(spans, tokens, starts, ends, least)
        return spans

    def keeps(self, span: Span) -> bool:
        return span.score > self.threshold

    def _mentions(self, tokens: Tokens, spans: list[Span], language: str | None) -> list[Mention]:
        read: list[tuple[Span, tuple[str, ...], str, str]] = []
        roles: dict[int, str] = {}  # last token → role, for names joined by « et »
        acting: set[str] = set()  # countries whose government acts in this text
        starts = {span.first: span for span in spans}
        for span in spans:
            features = span.features
            role, why = "place", "cannot act"
            kind = span.name.power
            if "dateline" in features:
                why = "dateline"
            elif "parent-of-left" in features:
                why = "parent"  # "Gdansk, Poland"
            elif "left:line" in features or "right:line" in features:
                why = "line"
            elif kind and self._is_beside_a_town(tokens, span, starts.get(span.last + 2)):
                why = "between"  # « entre Beyrouth et Marseille »
            elif kind:
                context = Context(tokens, span.first, span.last)
                at_home = span.hits[0].country in self._home.get(language or "", ())
                role, why = role_of(context, kind, language, roles.get(context.partner_index), at_home)
            if role == "actor":
                acting.add(span.hits[0].country)
            if why != WHOSE:
                roles[span.last] = role
            read.append((span, features, role, why))
        mentions: list[Mention] = []
        for span, features, role, why in read:
            if why == WHOSE and span.hits[0].country in acting:
                role = "actor"
            start, end = span.start, span.end
            evidence = (*features, f"role: {why}")
            mentions.append(Mention(start, end, tokens.text[start:end], role, _confidence(span.score), evidence))
        return mentions

    @staticmethod
    def _is_beside_a_town(tokens: Tokens, span: Span, partner: Span | None) -> bool:
        """« entre X et Y », where nobody governs from Y."""
        if partner is None or partner.name.power or not span.first:
            return False
        return tokens.folded[span.first - 1] in _BETWEEN and tokens.folded[span.last + 1] in _AND

    def _spans_of(
        self, tokens: Tokens, named: Sequence[tuple[int, int, str]], language: str | None
    ) -> list[tuple[Span, str]]:
        """Given spans as candidates, each with its label; without their article, unless it is part of a listed name."""
        spans = []
        for start, end, label in named:
            first, last = bisect_right(tokens.ends, start), bisect_left(tokens.starts, end) - 1
            if first < last and tokens.folded[first] in ARTICLES and fold(tokens.text[start:end]) not in self.gazetteer:
                first += 1
            if first > last:
                continue  # a span without a word
            start, end = max(start, tokens.starts[first]), min(end, tokens.ends[last])
            surface = tokens.text[start:end]
            hits = self.gazetteer.lookup(surface, language)
            if self.gazetteer.demonym(surface, language) and not self.names_a_town(surface, language):
                continue  # « Iraniens »: a people, whatever place is called so too
            key = fold(surface)
            name = self._name(key, hits, last - first + 1, surface, language) if hits else _NO_NAME
            spans.append((Span(first, last, start, end, key, hits, name), label))
        return spans

    def names_a_town(self, name: str, language: str | None) -> bool:
        """Is it the own name of a place that is known? « russe » is not Ruse in Bulgaria, nor "Canadian" that in Texas."""
        return name[:1].isupper() and _has_a_known_town(self.gazetteer.lookup(name, language))

    # -- candidates ------------------------------------------------------------------------------------------------

    def _candidates(self, tokens: Tokens, language: str | None) -> list[Span]:
        """Longest gazetteer matches over capitalised runs (any word in scripts without capitals), left to right."""
        spans: list[Span] = []
        text, ends, words, folded, reached = tokens.text, tokens.ends, tokens.words, tokens.folded, 0
        end_apart = self._generic["end_apart"]
        for i, mark in tokens.marked:
            if i < reached or not mark & MAY_START:
                continue
            after_article = i and folded[i - 1] in ARTICLES
            point = text.startswith(".", ends[i])
            if mark & NAMELESS and not point and not after_article:
                continue
            span = self._abbreviation(tokens, i, language) if point else None
            if span is None:
                span = self._longest(tokens, i, language)
            if span is not None and span.last > i and folded[i] in ARTICLES:
                span = self._without_article(tokens, span, language)
            elif span is not None and span.last > i + 1 and folded[i] in end_apart and _is_type(words[i]):
                span = self._without_type(tokens, span, language)
            elif span is not None and span.last > i and language == "en" and words[span.last][0].islower():
                span = self._without_last_type(tokens, span, language)
            if after_article and words[i - 1][0].islower():
                span = self._with_article(tokens, span, i, language)
            if span is not None:
                spans.append(span)
                reached = span.last + 1
        return spans

    def _longest(self, tokens: Tokens, i: int, language: str | None, with_article: bool = False) -> Span | None:
        key = tokens.folded[i]
        if not key:
            return None
        listing = self._listings[key]
        names = self._names_from(tokens, i, key, listing) if listing & BEGUN else ((i, key, listing),)
        start, written = tokens.starts[i], self._written.setdefault(language, {})
        for last, name, listing in names:
            if not listing & LISTED or (last > i and self._opens_a_body(tokens, last)):
                continue
            if listing & BODY:
                return None
            end = tokens.ends[last]
            surface = tokens.words[i] if last == i else tokens.text[start:end]
            found = written.get(surface, _UNREAD)  # one step: another thread may be emptying it
            if found is _UNREAD:
                found = written[surface] = self._read(tokens.words[i : last + 1], name, surface, language)
            if found is not None:
                return Span(i, last, start, end, name, *found)
        return None if with_article else self._unlisted(tokens, i, language)

    def _opens_a_body(self, tokens: Tokens, last: int) -> bool:
        """Is the last word of a name the first of a body's: "Florence City Council" is that of Florence?"""
        if tokens.folded[last] != "city" or last + 1 >= len(tokens) or tokens.gaps[last + 1] != " ":
            return False
        return f"city_{tokens.folded[last + 1]}" in self._after["civic"]

    def _names_from(self, tokens: Tokens, i: int, key: str, listing: int) -> list[tuple[int, str, int]]:
        """(last token, folded words, what is listed of them) of the names that may start at i, longest first."""
        folded, gaps, listings = tokens.folded, tokens.gaps, self._listings
        names, last, most = [(i, key, listing)], i, min(i + _MOST_WORDS, len(folded)) - 1
        while listing & BEGUN and last < most:
            gap = gaps[last + 1]
            if gap not in GLUE and not (gap == ". " and folded[last] in _SAINTS):
                break
            last += 1
            key = f"{key} {folded[last]}"
            listing = listings[key]
            if listing:
                names.append((last, key, listing))
        names.reverse()
        return names

    def _read(
        self, words: list[str], key: str, surface: str, language: str | None
    ) -> tuple[tuple[Hit, ...], Name] | None:
        """The places of a listed name and what it says; None where its words are not written as a name's are."""
        if not self._may_end(words) or (len(words) == 1 and self._is_plain_word(words[0], key, language)):
            return None
        if key in _OWN_ARTICLES and words[0].istitle():
            return None  # "La Loche" is not Los Angeles
        if len(words) > 1 and fold(words[0]) in ARTICLES and all(word[0].islower() for word in words[1:]):
            return None  # « La réunion se tiendra » is no island
        hits = self.gazetteer.lookup(surface, language, key)
        if not hits or (words[-1][0].islower() and hits[0].kind == "city"):
            return None
        # "Somali pirates" are of no region of Ethiopia, "Argentine beef" is no French; in French, « Corse » with a capital is the island
        # … and « Georgien » is German for Georgia
        told_apart = language == "en" or (language == "fr" and hits[0].name_type == "alternate")
        if told_apart and hits[0].kind in _NAMED_BY_PEOPLE and self.gazetteer.demonym(surface, language):
            return None
        return hits, self._name(key, hits, len(words), surface, language)

    def _forget(self) -> None:
        """Keep what is kept within bounds. Once a text: that grows by no more than its stretch has words."""
        kept = self._vocabulary, self._listings, self._known, *self._written.values()
        for table in kept:
            if len(table) > _MOST_KEPT:
                table.clear()

    def _abbreviation(self, tokens: Tokens, i: int, language: str | None) -> Span | None:
        """ "Calif.", "Kan." with its point: after a comma, or anywhere if it is no common word ("Miss.", "Ill.")."""
        start, end, word = tokens.starts[i], tokens.ends[i], tokens.words[i]
        if tokens.folded[i] not in self.gazetteer.abbreviations:
            return None
        if "," not in tokens.gaps[i] and self.lexicon.zipf(tokens.folded[i], language) >= _COMMON_WORD:
            return None
        hits = self.gazetteer.lookup(word + ".", language)
        if hits and hits[0].name_type == "abbreviation":
            key = tokens.folded[i]
            return Span(i, i, start, end + 1, key, hits, self._name(key, hits, 1, word + ".", language))
        return None

    def _unlisted(self, tokens: Tokens, i: int, language: str | None) -> Span | None:
        """One word that is listed in another shape: « Тегеране », « والعراق »."""
        word, key = tokens.words[i], tokens.folded[i]
        if word.isascii() or self._is_plain_word(word, key, language):
            return None
        if self._listings[key] & LISTED:
            return None  # and refused
        hits = self.gazetteer.lookup(word, language)
        name = self._name(key, hits, 1, word, language) if hits else _NO_NAME
        return Span(i, i, tokens.starts[i], tokens.ends[i], key, hits, name) if hits else None

    def _without_article(self, tokens: Tokens, span: Span, language: str | None) -> Span:
        """« L'Iran » is Iran and « La Maison Blanche » the seat of power, but « Le Havre » is not Havre, Montana."""
        bare = self._longest(tokens, span.first + 1, language)
        if bare is not None and bare.last > span.last:
            return bare  # « La Sierra Leone » is not La Sierra
        if bare is None or bare.last != span.last:
            return span
        return (
            bare if bare.hits == span.hits or bare.hits[0].kind not in ("city", "admin2", "airport", "port") else span
        )

    def _without_type(self, tokens: Tokens, span: Span, language: str | None) -> Span:
        """« province de Semnan » is Semnan, where that is the same place."""
        if tokens.folded[span.first + 1] not in _OF:
            return span
        bare = self._longest(tokens, span.first + 2, language)
        same = bare is not None and bare.last == span.last and any(hit.index == span.hits[0].index for hit in bare.hits)
        return bare if same else span

    def _without_last_type(self, tokens: Tokens, span: Span, language: str | None) -> Span:
        """ "the Karakum desert" is the Karakum, where that is the same place; the Caspian sea is a name."""
        last = span.last - 1
        if tokens.folded[span.last] in _SEAS:
            return span
        end = tokens.ends[last]
        surface = tokens.text[span.start : end]
        hits = self.gazetteer.lookup(surface, language)
        if not any(hit.index == span.hits[0].index for hit in hits):
            return span
        key = fold(surface)
        name = self._name(key, hits, last - span.first + 1, surface, language)
        return Span(span.first, last, span.start, end, key, hits, name)

    def _with_article(self, tokens: Tokens, span: Span | None, i: int, language: str | None) -> Span | None:
        """« à l'Isle-sur-le-Doubs », « la Haye »: the article is part of a town's name where the town without is lesser."""
        if span is not None and (span.hits[0].kind != "city" or span.last + 1 < i) and span.hits[0].name_type != "short":
            return span  # but « l'Isle-sur-le-Doubs » is not on the Isle
        if tokens.gaps[i] not in GLUE or not self._listings[tokens.folded[i - 1]] & BEGUN:
            return span
        whole = self._longest(tokens, i - 1, language, with_article=True)
        if whole is None or whole.last < (span.last if span else i) or whole.hits[0].kind != "city":
            return span
        if span is not None and whole.last == span.last and _people(whole.hits) <= _people(span.hits):
            return span
        if span is None and whole.last == i and _people(whole.hits) < _KNOWN_TOWN:
            return None  # « la Porte », « la Chambre » are villages too, and mostly just words
        return whole

    def _may_end(self, words: list[str]) -> bool:
        """A name does not end in a small letter, but for types (« République islamique », "the Caspian sea")."""
        word = words[-1]
        if not word[0].islower():
            return True
        if fold(word) in self._generic["end_apart"]:
            return False
        return fold(words[0]) in self._generic["lower_whole"] or any(word[0].isupper() for word in words[:-1])

    def _is_plain_word(self, word: str, key: str, language: str | None) -> bool:
        if word[0].islower() or len(key) < 2 or key in self._calendar:
            return True
        return key in _grammar(language) and not (word.isupper() and len(word) == 2)  # "US", "UK" are no pronouns

    def _is_given(self, folded: str) -> bool:
        return self.lexicon.is_given(folded) and folded not in self._grammatical

    def _is_unknown(self, folded: str) -> bool:
        """Neither a word, nor a name of anything or anybody that we know."""
        english, french, given, surname = self.lexicon.record(folded)
        rare = english < _RARE_WORD and french < _RARE_WORD
        return rare and not (given or surname or self._listings[folded] & LISTED)

    # -- features of the name --------------------------------------------------------------------------------------

    def _name(self, key: str, hits: tuple[Hit, ...], words: int, surface: str, language: str | None) -> Name:
        """What the name alone says; the same for every occurrence, so kept."""
        capitals = surface.isupper() and len(surface) > 1
        known = self._known.get((key, language, capitals))
        if known is None:
            features = self._name_features(key, hits, words, capitals, language)
            score = sum(map(self._weigh, features))
            _, _, given, surname = self.lexicon.record(key)
            persons: tuple[str, ...] = ()
            # Lyon is a surname, too, but nobody who writes French thinks of the family first
            if words == 1 and (given or surname) and f"home-town:{_HOME_TOWNS[-1]:g}+:{language}" not in features:
                borne = ("is-given-name",) * given + ("is-surname",) * surname
                persons = tuple(f"{what}:{_size(hits)}" for what in borne)
            is_given = given and key not in self._grammatical
            known = self._known[key, language, capitals] = Name(
                tuple(features), score, is_given, _power(hits[0]), persons
            )
        return known

    def _name_features(
        self, key: str, hits: tuple[Hit, ...], words: int, capitals: bool, language: str | None
    ) -> list[str]:
        top, population = hits[0], _people(hits)
        best = max([hit for hit in hits if hit.primary] or hits, key=_population)
        group = _kind_group(top)
        features = [f"kind:{group}"]
        if group in ("city", "admin1", "admin2", "country"):
            features.append(_POPULATION(population))
        # outside towns "own" only means English: a country's French name is as much its own
        name_type = "own" if best.name_type == "exonym" and group != "city" else best.name_type
        features.append(f"name:{name_type}:{group}")
        major = group not in ("city", "admin2", "site") or (population >= _BIG_TOWN and best.primary)
        features.append(f"words:{min(words, 3)}:{'major' if major else 'town'}")
        if capitals:
            features.append("all-capitals-short" if len(key) <= 4 else "all-capitals")
        if len(hits) == 1:
            features.append("one-place")
        if group == "city" and top.stands_for:
            features.append("capital-city")
        if words > 1:
            return features
        if best.name_type != "acronym" or group != "country":  # « É.-U. » is short and means one thing
            features.append(f"letters:{min(len(key), 7)}")
        zipf = self.lexicon.zipf(key, language)
        if group not in ("city", "admin2", "site"):
            features.append(f"zipf:{group if group in ('country', 'admin1') else 'nature'}:{int(min(zipf, 6.9))}")
        else:
            # A town is written about as much as it has people; a word far commoner than that is common for another reason.
            home = self._home.get(language or "", ())
            at_home = top.country in home
            there = [hit.population for hit in hits if hit.country in home and hit.kind == "city" and hit.primary]
            if there and max(there) >= _HOME_TOWNS[0]:
                features.append(f"{_HOME_TOWN(max(there))}:{language}")
            surprise = zipf - (0.9 * math.log10(population + 300) - 1.6) - (0.8 if at_home else 0.0)
            features.append(_SURPRISE(surprise))
        return features

    # -- features of the neighbours --------------------------------------------------------------------------------

    def _context_features(
        self, span: Span, tokens: Tokens, starts: dict[int, Span], ends: dict[int, Span], language: str | None
    ) -> list[str]:
        features = self._left_features(span, tokens, ends, language)
        governed = _is_governed(features)
        if span.name.persons:
            # that somebody is called so weighs less after « à » than in the middle of nowhere
            where = "governed" if governed else "bare"
            features += [f"{borne}:{where}" for borne in span.name.persons]
        right = self._right_features(span, tokens, starts, language)
        if span.hits[0].name_type == "short" and not _has_article(features):
            features.append("short-without-article")  # « l'écusson Tigre »
        if not governed and right[0] in _STRANGERS:
            features.append("bare-before-stranger")  # "the broker Bosphorus Xarbal"
        features += right
        return features

    def _left_features(self, span: Span, tokens: Tokens, ends: dict[int, Span], language: str | None) -> list[str]:
        i = span.first
        gap = tokens.gaps[i]
        ended = gap != " " and _ENDS.search(gap) is not None
        if i == 0 or "\n" in gap or (ended and tokens.folded[i - 1] not in _SAINTS):
            previous = tokens.words[i - 1] if i else ""
            if gap == ". " and len(previous) == 1 and previous.isupper():
                return ["left:initial"]
            return ["left:start", "rubric"] if _is_rubric(span, tokens) else ["left:start"]
        if "," in gap and (tokens.folded[i - 1] in self._before["kin"] or self._is_spouse(tokens, i - 1)):
            return ["left:kin"]  # « a daughter, Georgia »
        if gap.strip() in _ARROWS and (i - 1) in ends:
            return ["left:comma", "left:comma-candidate"]  # "Sochi → Poti"
        if "," in gap and (i - 1) in ends and "left:kin" in ends[i - 1].context:
            return ["left:kin"]  # "two daughters, Shelby and Augusta"
        if "," in gap:
            features = ["left:comma"]
            if (i - 1) in ends:
                features.append("left:comma-candidate")
                if _inside(ends[i - 1].hits, span.hits):
                    features.append("parent-of-left")
            return features
        if gap not in GLUE:
            if not any(quote in gap for quote in _QUOTES):
                if self._is_maiden_name(tokens, i):
                    return ["left:given-name"]
                if "(" in gap and (i - 1) in ends and _inside(ends[i - 1].hits, span.hits):
                    return ["left:bracket", "parent-of-left"]  # « Port-Soudan (Soudan) »
                return ["left:bracket" if "(" in gap else "left:mark"]
            if self._is_nickname(tokens, i - 1):
                return ["left:given-name"]
            j = span.last + 1
            after = tokens.gaps[j] if j < len(tokens) else tokens.text[span.end :]
            return ["quoted" if any(quote in after for quote in _QUOTES) else "left:quote"]
        word, folded = tokens.words[i - 1], tokens.folded[i - 1]
        if gap == "-":
            if not word[0].isupper():
                return ["left:hyphen"]
            if (i - 1) in ends and self._is_line(tokens, ends[i - 1].first, span.last):
                return ["left:line"]
            towns = (i - 1) in ends and _has_a_known_town(ends[i - 1].hits) and _has_a_known_town(span.hits)
            if self._is_given(folded) and not towns:  # « la course Paris-Nice » is of two towns
                return ["left:given-name"]
            # a surname of two halves: « Ruth Amherd-Sierre »
            named = i > 1 and tokens.gaps[i - 1] == " " and tokens.words[i - 2][0].isupper() and len(word) > 2
            stranger = named and (i - 1) not in ends and folded not in self.gazetteer.demonyms
            return ["left:hyphen-stranger" if stranger else "left:hyphen-capital"]
        if len(word) == 1 and word.isupper() and gap == " " and folded not in ("a", "l", "d"):
            return ["left:initial"]
        before = self._before
        listed = folded in _AND and (i - 2) in ends and "left:kin" in ends[i - 2].context
        if (folded in before["kin"] or listed) and gap == " ":
            return ["left:kin"]
        if folded in before["title"] and (word[0].isupper() or gap == " "):
            return ["left:title"]
        if folded in before["christened"] and gap == " ":
            return ["left:christened"]  # « la frégate Bretagne », "MV Lisbon", « l'ouragan Florence »
        if gap == "/":
            return ["left:slash"]
        if folded in before["quoting"] and word[0].islower() and self._is_speaker(tokens, span.last, language):
            return ["left:quoting"]
        french_a = folded == "a" and language == "fr"  # printers of capitals leave the accent out: « , A Genève »
        named = folded in before["firm"] or not tokens.starts_sentence(i - 1) or self._is_rare(folded, language)
        if word[0].isupper() and not french_a and named:
            return [self._capital_left(tokens, i - 1, ends)]
        return self._grammar_left(span, tokens, i - 1, ends, language)

    def _is_speaker(self, tokens: Tokens, last: int, language: str | None) -> bool:
        """Is somebody of two names said to speak: « raconte Florence Xarbal, 63 ans », but not "said Austin Mayor X"?"""
        j = last + 1
        if j >= len(tokens) or tokens.gaps[j] != " " or not tokens.words[j][0].isupper():
            return False
        return (
            tokens.folded[j] not in self._before["title"]
            and self.lexicon.zipf(tokens.folded[j], language) < _COMMON_WORD
        )

    def _is_spouse(self, tokens: Tokens, k: int) -> bool:
        """ "his wife of 61 years, Georgia"."""
        return k > 2 and tokens.folded[k] in _YEARS and tokens.folded[k - 3] in self._before["kin"]

    def _is_maiden_name(self, tokens: Tokens, k: int) -> bool:
        """Jane (Milano) Roe: a capitalised word in brackets at token k, between a given name and another capital."""
        return (
            0 < k < len(tokens) - 1
            and tokens.gaps[k] == " ("
            and tokens.gaps[k + 1] == ") "
            and tokens.words[k + 1][0].isupper()
            and self._is_given(tokens.folded[k - 1])
            and not tokens.words[k].isupper()
        )

    def _is_nickname(self, tokens: Tokens, k: int) -> bool:
        """Glasgow "Red" Malta: a capitalised word in quotation marks between two others."""
        return (
            k > 0
            and tokens.words[k][0].isupper()
            and tokens.words[k - 1][0].isupper()
            and tokens.gaps[k].startswith(" ")
            and any(quote in tokens.gaps[k] for quote in _QUOTES)
            and not _ENDS.search(tokens.gaps[k])
        )

    def _is_rare(self, folded: str, language: str | None) -> bool:
        """No word of the language: « Kagiso Worcester » opens a sentence with somebody's name."""
        return language is not None and self.lexicon.zipf(folded, language) < _RARE_WORD

    def _capital_left(self, tokens: Tokens, k: int, ends: dict[int, Span]) -> str:
        """The name follows another capitalised word directly."""
        folded = tokens.folded[k]
        if folded in self._before["place_noun"]:
            return "left:capital-place-noun"
        if folded in self._before["place_strong"] or folded in self._before["place_weak"]:
            return "left:capital-grammar"
        if self._is_given(folded):
            return "left:given-name"
        if k in ends:
            return "left:capital-candidate"
        return "left:demonym" if folded in self.gazetteer.demonyms else "left:capital"  # "Russian Karelia"

    def _grammar_left(
        self, span: Span, tokens: Tokens, k: int, ends: dict[int, Span], language: str | None
    ) -> list[str]:
        """Articles, prepositions and the noun before them: « dans la ville de X », "in the X"."""
        folded, before = tokens.folded, self._before
        features: list[str] = []
        word = folded[k]
        if self._is_given(word) and tokens.words[k][0].isupper():
            return ["left:given-name"]
        if word in ("the", "la", "le", "les", "l"):
            # French puts an article before countries, hardly ever before towns
            features.append(f"article:{word}:{_kind_group(span.hits[0])}")
            if k == 0 or tokens.gaps[k] not in GLUE:
                return features
            k -= 1
            word = folded[k]
        if word in before["place_strong"] or (word in before["place_bare"] and not features):
            features.append(f"before:{word}")
            features.append("before:place-strong")
            return features
        if word in _FOR and is_journey(tokens, k):
            return [*features, "before:bound-for"]  # « repart lundi pour X »
        if word in _AU and k and folded[k - 1] == "jusqu":
            return [*features, f"before:{word}", "before:place-strong"]
        if word in _A and language == "en":
            return [*features, "before:an"]  # « à », but "a Tucson" is a car
        if word in before["place_weak"]:
            features.append("before:de" if word == "d" else f"before:{word}")
            if k and tokens.gaps[k] in GLUE:
                noun = folded[k - 1]
                if word in _OF and self._inside_abstract(tokens, k - 1):
                    features.append("inside-abstract")
                elif noun in before["street_noun"] and word in _STREET_LINKS and span.first == k + 1:
                    features.append("noun:street")
                elif noun in before["treaty_noun"]:
                    features.append("noun:treaty")
                elif noun in before["place_noun"]:
                    features.append("noun:place")
                elif noun in before["title"]:
                    features.append("noun:title")
                elif noun in before["institution_noun"]:
                    features.append(f"noun:institution:{language}")
                elif noun in before["government_noun"]:
                    features.append("noun:government")
                elif word in _OF and self._is_qualified_place_noun(tokens, k - 1):
                    features.append("noun:place")
                elif (k - 1) in ends:
                    features.append("before:candidate")
                elif tokens.words[k - 1][0].isupper() and word in _OF and noun not in self.gazetteer.demonyms:
                    features += self._capital_of(span, tokens, k - 1, language)
            return features
        if word in before["place_noun"]:
            features.append("left:place-noun")
        elif word in before["institution_noun"]:
            features.append("left:institution")
        elif word in before["conjunction"]:
            features.append("left:conjunction")
        elif is_done_to_a_place(word):
            features.append("left:verb-on-place")  # « quitte X », "reached X"
        else:
            features.append("left:word")
        return features

    def _capital_of(self, span: Span, tokens: Tokens, k: int, language: str | None) -> list[str]:
        """The name follows a capitalised word and « de »: « Banque de X » is a name, « l'usine Fiat de X » is in X."""
        if self._named_place_noun(tokens, k) or tokens.folded[k] in self._after["natural"]:
            return ["noun:place"]  # "the Barisan Mountains of X"
        word = tokens.words[k]
        if len(word) > 1 and word.isupper():  # a body: « la SNSM de X », but not in a headline
            return [] if tokens.text[span.start : span.end].isupper() else ["noun:acronym"]
        if tokens.starts_sentence(k) and self.lexicon.zipf(tokens.folded[k], language) >= _COMMON_WORD:
            return []  # « Habitants de X »: any word has a capital there
        return ["before:capital"]

    def _named_place_noun(self, tokens: Tokens, k: int) -> bool:
        """Do the capitals that end with ``k`` name what a noun before them says: « l'usine Fiat », « la gare Montparnasse »?"""
        for _ in range(3):
            if k < 1 or not tokens.words[k][0].isupper() or tokens.gaps[k] not in GLUE:
                return False
            k -= 1
            if tokens.words[k][0].islower():
                return tokens.folded[k] in self._before["place_noun"] or tokens.folded[k] in self._generic["facility"]
        return False

    def _is_qualified_place_noun(self, tokens: Tokens, k: int) -> bool:
        """« la base aérienne d'X »: a noun of place with an adjective behind it."""
        return (
            k > 0
            and tokens.words[k][0].islower()
            and tokens.gaps[k] == " "
            and tokens.folded[k - 1] in self._before["place_noun"]
            and tokens.folded[k] not in self._grammatical
        )

    def _inside_abstract(self, tokens: Tokens, k: int) -> bool:
        """« Organisation de coopération de X », "the Treaty of X": part of the name of a body or a text that is nowhere."""
        for _ in range(5):
            if k < 0 or tokens.words[k][0].isupper():
                break
            if tokens.gaps[k] not in GLUE:
                return False
            k -= 1
        return k >= 0 and tokens.words[k][0].isupper() and tokens.folded[k] in self._before["abstract_noun"]

    def _is_line(self, tokens: Tokens, first: int, last: int) -> bool:
        """« la ligne Nantes-Bordeaux », "the Baku-Tbilisi-Ceyhan pipeline": what runs between names joined by hyphens."""
        for _ in range(_MOST_WORDS):
            first -= 1 if first and tokens.gaps[first] == "-" else 0
            last += 1 if last + 1 < len(tokens) and tokens.gaps[last + 1] == "-" else 0
        for k in (first - 1, first - 2):  # « la liaison aérienne Nantes-Lyon »
            if k < 0 or tokens.gaps[k + 1] not in GLUE:
                break
            if tokens.folded[k] in self._before["line"]:
                return True
        j = last + 1
        return j < len(tokens) and tokens.gaps[j] in GLUE and tokens.folded[j] in self._after["line"]

    def _right_features(self, span: Span, tokens: Tokens, starts: dict[int, Span], language: str | None) -> list[str]:
        j = span.last + 1
        if j >= len(tokens):
            return ["right:end"]
        gap = tokens.gaps[j]
        word, folded = tokens.words[j], tokens.folded[j]
        if "\n" in gap:
            return ["right:end"]
        after = self._after
        if folded == "s" and gap in ("'", "’"):
            if tokens.folded[span.first] in _SAINTED and j + 1 < len(tokens) and tokens.words[j + 1][0].isupper():
                return ["right:institution"]  # "St. Paul's Episcopal Church"
            owned = j + 1 < len(tokens) and tokens.gaps[j + 1] in GLUE and tokens.folded[j + 1] in after["of_a_state"]
            return ["right:possessive", "right:possessive-of-state"] if owned else ["right:possessive"]
        if gap == "-":
            if folded in after["from_there"]:
                return ["right:hyphen-from-there"]
            if folded in _COMPOUNDS and word[0].islower():
                return ["right:compound"]  # « Havre-aux-Maisons » is not Le Havre
            if j in starts and self._is_line(tokens, span.first, starts[j].last):
                return ["right:line"]
            return ["right:hyphen-capital" if word[0].isupper() else "right:hyphen"]
        if "," in gap:
            if word.isdigit() and len(word) <= 3 and self._is_age(tokens, j, language):
                return ["right:age"]  # "Paris Vienna, 41, of Dayton"
            features = ["right:comma"]
            if j in starts:
                features.append("right:comma-candidate")
                if _inside(span.hits, starts[j].hits):
                    features.append("child-of-right")
            return features
        if gap.strip() in _ARROWS and j in starts:
            return ["right:comma", "right:comma-candidate"]
        if gap not in GLUE:
            if "(" in gap:
                if self._is_maiden_name(tokens, j):
                    return ["right:surname-of-given"]
                closed = tokens.gaps[j + 1].startswith(")") if j + 1 < len(tokens) else False
                # « Rezé (44) », but « Lyon (8.35 s.) » in a timetable
                return ["right:bracket" if closed or not word[0].isdigit() else "right:bracket-figures"]
            if gap in self._after["currency"]:
                return ["right:currency"]
            return ["right:end" if _ENDS.search(gap) else "right:mark"]
        if gap == "/":
            return ["right:slash"]
        if folded in after["channel"] and span.hits[0].kind == "country" and (word[0].isupper() or word[0].isdigit()):
            return ["right:media"]  # « France 2 », « France Info »
        if word[0].isdigit():
            return [f"right:digit:{_kind_group(span.hits[0])}"]
        if not word[0].isupper():
            if folded in _OF and span.key in self._generic["settlement"]:
                return ["right:of"]  # "the Town of X"
            for name in ("treaty", "product"):
                if folded in after[name]:
                    return [f"right:{name}"]
            if folded in after["saying"]:
                return ["right:saying"]
            if folded in after["government"]:
                return ["right:government"]
            if folded in ("and", "et", "or", "ou"):
                return ["right:and-candidate" if (j + 1) in starts and tokens.gaps[j + 1] in GLUE else "right:and"]
            return ["right:word"]
        if len(word) == 1 and span.name.given and j + 1 < len(tokens) and tokens.gaps[j + 1] == ". ":
            return ["right:surname-of-given"]  # "Dallas W. Lexington"
        if j + 1 < len(tokens) and tokens.gaps[j + 1] == " " and f"{folded}_{tokens.folded[j + 1]}" in after["civic"]:
            return ["right:civic"]  # "the Florence City Council", "Dayton Public Schools"
        if self._ends_run(tokens, j, self._after["firm"]):
            return ["right:firm"]
        for name in ("street", "treaty", "product", "media", "area", "organisation", "government"):
            if folded in after[name]:
                return [f"right:{name}"]
        if self._before["title"].__contains__(folded):
            return ["right:title"]
        if span.name.given and self.lexicon.is_surname(folded) and gap != "-":
            return ["right:surname-of-given"]
        if language == "en" and self._ends_run(tokens, j, self._after["body"]):
            return ["right:body"]  # "the Texas Railroad Commission"
        if gap == " " and self._is_given(folded) and self._is_held(tokens, span.first):
            return ["right:holder"]  # « la maire de Nantes Johanna X »
        if j in starts:
            return ["right:capital-candidate"]
        # « Jordan Bardella », "Paris Agreement": after a name that people bear too, a rare word is likely a surname
        rare = "rare" if self.lexicon.zipf(folded, language) < _COMMON_WORD else "common"
        return [f"right:{rare}-capital-of-given" if span.name.given else f"right:{rare}-capital"]

    def _is_held(self, tokens: Tokens, first: int) -> bool:
        """Is the name that starts there what somebody's title is of: « la députée de la Corrèze »?"""
        k = first - 2 if first > 1 and tokens.folded[first - 1] in ARTICLES else first - 1
        return k > 0 and tokens.folded[k] in _OF and tokens.folded[k - 1] in self._before["title"]

    @staticmethod
    def _is_age(tokens: Tokens, j: int, language: str | None) -> bool:
        """Is the number at token j somebody's age: "41, of Dayton", « 41 ans »?"""
        k = j + 1
        gap = tokens.gaps[k] if k < len(tokens) else tokens.text[tokens.ends[j] :]
        if language == "fr":
            return k < len(tokens) and gap in GLUE and tokens.folded[k] == "ans"
        return gap == ", "

    def _ends_run(self, tokens: Tokens, j: int, words: frozenset[str]) -> bool:
        """Is one of ``words`` among the capitalised ones from token j on: « Samarkand Electronics FZE », "Guyana Goldfields"?"""
        for k in range(j, min(j + _RUN_WORDS, len(tokens))):
            if not tokens.words[k][0].isupper() or (k > j and tokens.gaps[k] not in _RUN_GLUE):
                return False
            if tokens.folded[k] in words:
                return True
        return False

    def _datelines(self, tokens: Tokens) -> set[int]:
        """Tokens that open a line as agencies do: « KYIV, Feb. 3 (Reuters) — », « Beyrouth (AFP) - ». Index of the first."""
        found = set()
        for i, mark in tokens.marked:
            if not mark & MAY_START or (i and "\n" not in tokens.gaps[i]) or not tokens.words[i][0].isupper():
                continue
            word = tokens.words[i]
            capitals, dated, bracket, inside = word.isupper() and len(word) > 2, False, False, False
            for j in range(i + 1, min(i + _DATELINE_WORDS, len(tokens))):
                gap = tokens.gaps[j]
                before = tokens.folded[j - 1]
                month = before in self._calendar or before in self._calendar_short
                shortened = month or before in self.gazetteer.abbreviations  # "CAIRO, Ill. —"
                if "\n" in gap or ("." in gap and not shortened):
                    break
                # « Lausanne, 3 mars. — »
                dated = dated or (month and j - 2 > i and tokens.words[j - 2].isdigit() and "," in tokens.gaps[i + 1])
                bracket, inside = bracket or "(" in gap, "(" in gap or (inside and ")" not in gap)
                if _DASH.search(gap):
                    if capitals or bracket or dated:
                        found.add(i)
                    break
                plain = tokens.words[j][0].islower() and not inside
                if plain and tokens.folded[j] not in self._calendar and tokens.folded[j] not in self._calendar_short:
                    break
        return found

    # -- features of the document ----------------------------------------------------------------------------------

    def _add_document_features(
        self, spans: list[Span], tokens: Tokens, starts: dict[int, Span], ends: dict[int, Span], least: int
    ) -> None:
        """One reading per document, and company: towns of a region that the document is about are likelier."""
        persons = {span.key for span in spans if span.person}
        weigh, clear = self._weigh, self._weigh("vote")
        hopeless = min(least, clear) - self._company_gain
        spans = [span for span in spans if span.score > hopeless]
        best: dict[str, int] = {}
        for span in spans:
            most = best.get(span.key)
            if most is None or span.score > most:
                best[span.key] = span.score
        regions, countries = _votes(spans, clear)
        short = sum(countries.values()) < _FEW_NAMES  # a short text says nothing by its silence
        company = {
            key: "company:unknown" if short else _company(span, regions, countries)
            for key, span in {s.key: s for s in spans}.items()
        }
        for span in spans:
            features: list[str] = []
            if span.key in persons and not span.person:
                features.append(f"doc:person-elsewhere:{_size(span.hits)}")
            if span.score < best[span.key] >= clear:
                features.append("doc:clear-elsewhere")
            # in the order of the text: in a list, one clear name lends its clearness to the next, and that to the one after
            if _is_joined(span, tokens, starts, ends, clear):
                features.append("doc:joined-to-clear")
            features.append(company[span.key])
            span.context += features
            span.score += sum(map(weigh, features))

    # -- demonyms --------------------------------------------------------------------------------------------------

    def _is_double_demonym(self, tokens: Tokens, i: int) -> bool:
        """« sud-coréen », "Sri Lankan"."""
        if i + 1 >= len(tokens) or tokens.gaps[i + 1] not in GLUE:
            return False
        return f"{tokens.folded[i]} {tokens.folded[i + 1]}" in self.gazetteer.demonyms

    def _is_no_people(self, tokens: Tokens, i: int, last: int, language: str | None) -> bool:
        """A person's first name ("Dane Rusk"), a ship's ("the freighter American Mariner") or a language (« en français »)."""
        before = tokens.folded[i - 1] if i and tokens.gaps[i] in GLUE else ""
        if tokens.words[i][0].islower():
            return language == "fr" and before in self._before["language"]
        if before in self._before["christened"]:
            return True
        after = last + 1
        if (
            after < len(tokens)
            and tokens.gaps[after].strip() == ":"
            and ("(" in tokens.gaps[i] or before in _IN_A_LANGUAGE)
        ):
            return True  # "(German: Ösel)"
        named = after < len(tokens) and tokens.gaps[after] == " " and tokens.words[after][0].isupper()
        return (
            named
            and self._is_given(tokens.folded[i])
            and self.lexicon.zipf(tokens.folded[after], language) < _COMMON_WORD
        )

    def _demonyms(self, tokens: Tokens, language: str | None, taken: set[int]) -> list[Mention]:
        found = []
        text = tokens.text
        known = self.gazetteer.demonyms
        reached = 0
        for i, mark in tokens.marked:
            if not mark & DEMONYM:
                continue
            last = i + 1 if self._is_double_demonym(tokens, i) else i
            if self._is_no_people(tokens, i, last, language):
                continue
            if i < reached or i in taken or last in taken or (last == i and tokens.folded[i] not in known):
                continue
            start, end = tokens.starts[i], tokens.ends[last]
            # English writes them with a capital: "polish" is no Polish
            if (language != "en" or tokens.words[i][0].isupper()) and self.gazetteer.demonym(text[start:end], language):
                found.append(Mention(start, end, text[start:end], "demonym", 0.95, ("demonym",)))
                reached = last + 1
        return found


def _named_mention(tokens: Tokens, span: Span, label: str) -> Mention:
    """A place that another recogniser names and the gazetteer lacks."""
    evidence = (f"named {label}", unlisted.FACILITY) if label in FACILITY_LABELS else (f"named {label}",)
    surface = tokens.text[span.start : span.end]
    return Mention(span.start, span.end, surface, "place", unlisted.CONFIDENCE, evidence)


@lru_cache(maxsize=10_000)
def _confidence(score: int) -> float:
    """The logistic of a score in hundredths; there are few."""
    return round(1 / (1 + math.exp(-max(-3000, min(3000, score)) / 100)), 4)


class _Scale:
    """A number as a feature: in which of the ranges between ``edges`` it falls."""

    def __init__(self, name: str, edges: tuple[float, ...]) -> None:
        self._edges = edges
        self._labels = f"{name}:<{edges[0]:g}", *(f"{name}:{edge:g}+" for edge in edges)

    def __call__(self, value: float) -> str:
        return self._labels[bisect_right(self._edges, value)]


_POPULATION = _Scale("population", (1, 1_000, 5_000, 20_000, 100_000, 500_000, 2_000_000))
_HOME_TOWN = _Scale("home-town", _HOME_TOWNS)
_SURPRISE = _Scale("surprise", (-0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0))
_population = attrgetter("population")


def _people(hits: tuple[Hit, ...]) -> int:
    return max(map(_population, hits))


def _has_a_known_town(hits: tuple[Hit, ...]) -> bool:
    return any(hit.primary and hit.population >= _KNOWN_TOWN for hit in hits)


def _size(hits: tuple[Hit, ...]) -> str:
    """How well known the best-known place of a name is."""
    population = _people(hits)
    if population >= 500_000 or hits[0].kind in ("country", "admin1"):
        return "big"
    return "middle" if population >= _KNOWN_TOWN else "small"


def _kind_group(hit: Hit) -> str:
    return _GROUPS.get(hit.kind, "nature")


def _power(hit: Hit) -> str | None:
    """What can act in a text, and as what: a country, a seat of power, a capital, a bloc; a continent or region hardly."""
    if hit.kind in ("country", "seat", "bloc"):
        return hit.kind
    if hit.kind in ("continent", "region"):
        return "region"
    return "capital" if hit.stands_for else None


def _inside(hits: tuple[Hit, ...], parents: tuple[Hit, ...]) -> bool:
    """Is one of ``hits`` in one of ``parents``? « Paris, Texas », « Nancy, France »."""
    for parent in parents[:6]:
        if parent.kind == "country":
            if any(hit.country == parent.country and hit.kind != "country" for hit in hits):
                return True
        elif parent.kind == "admin1" and any(
            hit.admin1 == parent.admin1 and hit.country == parent.country and hit.kind != "admin1" for hit in hits
        ):
            return True
    return False


def _is_rubric(span: Span, tokens: Tokens) -> bool:
    """A place at the head of a line, before its news: « Le Guilvinec : deux blessés », « BREST. Le pont est fermé »."""
    j = span.last + 1
    at_head = span.first == 0 or "\n" in tokens.gaps[span.first]
    if not at_head or j >= len(tokens):
        return False
    mark = tokens.gaps[j].lstrip(" \u00a0\u202f")[:1]
    return mark == ":" or (mark == "." and tokens.words[j][0].isupper())  # "Calif. officer charged" is no rubric


def _is_joined(span: Span, tokens: Tokens, starts: dict[int, Span], ends: dict[int, Span], clear: int) -> bool:
    """Is it listed with a clear name: « Goris et Erevan », "France, Germany and Morocco", « Nantes-Bordeaux »?"""
    before, after = span.first - 1, span.last + 1
    left = right = None
    if before in ends:
        left = ends[before] if _lists(tokens.gaps[span.first], span) else None
    elif before > 0 and tokens.folded[before] in _AND:
        left = ends.get(before - 1)
    elif before > 0 and tokens.folded[before] in _REPEATED:  # « de Calvi, de Galéria et de Corte »
        k = before - 1 if "," in tokens.gaps[before] else before - 2 if tokens.folded[before - 1] in _AND else -1
        left = ends.get(k)
        if left is not None and not _same_preposition(tokens, left.first, span.first):
            left = None
    if after in starts:
        right = starts[after] if _lists(tokens.gaps[after], span) else None
    elif after + 1 < len(tokens):
        joined = tokens.folded[after] in _AND
        k = after + 1 if joined else after
        if tokens.folded[k] in _REPEATED and (joined or "," in tokens.gaps[after]):
            right = starts.get(k + 1)
            if right is not None and not _same_preposition(tokens, span.first, right.first):
                right = None
        elif joined:
            right = starts.get(k)
    return (left is not None and left.score >= clear) or (right is not None and right.score >= clear)


def _same_preposition(tokens: Tokens, first: int, second: int) -> bool:
    one, other = tokens.folded[first - 1], tokens.folded[second - 1]
    return first > 0 and _REPEATED.get(one) == _REPEATED.get(other)


def _lists(gap: str, span: Span) -> bool:
    """Does it stand between two of one kind: a comma, or between towns a hyphen or an arrow, "Sochi → Poti", « Poti/Batoumi »?"""
    return "," in gap or (gap.strip() in _JOINS and span.hits[0].kind == "city")


def _is_type(word: str) -> bool:
    """May it be a type word before a name: « province de X », « l'État de X », but not "Province of X"?"""
    return word[0].islower() or word == "État"


def _has_article(features: list[str]) -> bool:
    return any(feature.startswith("article:") or feature in _CONTRACTED for feature in features)


def _is_governed(features: list[str]) -> bool:
    return not _GOVERNED.isdisjoint(features) or "before:" in " ".join(features)


def _is_person(features: list[str]) -> bool:
    return not _OF_A_PERSON.isdisjoint(features)


def _votes(spans: list[Span], least: int) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """How many clear names lie in each region and country, by their likeliest place."""
    regions: dict[tuple[str, str], int] = {}
    countries: dict[str, int] = {}
    seen: set[str] = set()
    for span in spans:
        if span.score < least or span.key in seen:
            continue
        seen.add(span.key)
        hit = span.hits[0]
        if hit.country:
            countries[hit.country] = countries.get(hit.country, 0) + 1
            if hit.admin1:
                regions[hit.country, hit.admin1] = regions.get((hit.country, hit.admin1), 0) + 1
    return regions, countries


def _company(span: Span, regions: dict[tuple[str, str], int], countries: dict[str, int]) -> str:
    own = span.hits[0]
    in_region = in_country = 0
    for hit in span.hits[:12]:
        if hit.country:
            itself = hit is own
            in_region = max(in_region, regions.get((hit.country, hit.admin1 or ""), 0) - itself)
            in_country = max(in_country, countries.get(hit.country, 0) - itself)
    if in_region > 0:
        return f"company:region:{min(in_region, 3)}"
    return f"company:country:{min(in_country, 3)}"
