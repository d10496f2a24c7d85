"""Toponym recognition: text in, mentions with spans and roles out. No network, no store.

Every capitalised run that the gazetteer knows is a candidate; features of the name, of its neighbours and of the document
are added up with the weights of knowledge/recognition_weights.toml, and what passes the threshold is a mention.
"""

from __future__ import annotations

import math
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path

from geo.geoparsing import unlisted
from geo.geoparsing.candidates import (
    AND,
    ARROWS,
    AT_HOME,
    COMMON_WORD,
    KNOWN_TOWN,
    MOST_WORDS,
    OF,
    RARE_WORD,
    SAINTS,
    A,
    Name,
    Span,
    grammar,
    has_a_known_town,
    kind_group,
    knowledge,
    people,
    size,
    written_about,
)
from geo.geoparsing.gazetteer import BEGUN, LISTED, Gazetteer, Hit, fold, kilometres
from geo.geoparsing.gazetteer.names import words_apart
from geo.geoparsing.lexicon import Lexicon
from geo.geoparsing.neighbours import Neighbours
from geo.geoparsing.roles import GOVERNS, WHOSE, Context, governs, role_of
from geo.geoparsing.spacy_pipeline import FACILITY_LABELS
from geo.geoparsing.tokens import (
    ARTICLES,
    BODY,
    BODY_BEGUN,
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
from geo.model import Mention

_KNOWLEDGE = Path(__file__).with_name("knowledge")
_OWN_ARTICLES = frozenset(("la", "le", "les", "el", "los", "las", "al"))
_IN_A_LANGUAGE = frozenset(("in", "en", "and", "et"))
_MOST_LANGUAGES = 8  # in a list
_BEFORE_A_LANGUAGE = frozenset(("le", "du", "l", "from", "into"))
_WITH_ARTICLE = frozenset(("la", "le", "les", "l", "du", "au", "des", "aux"))
_INTO = frozenset(("a", "vers", "de", "pres"))
_SEAS = frozenset(("sea", "ocean", "gulf"))
_BETWEEN = frozenset(("entre", "between"))
_REPEATED = {"de": "de", "d": "de", "du": "de", "a": "a", "au": "a", "en": "en"}  # in a list, before each name
_HOME_TOWNS = (5_000, 20_000, 100_000)  # people
_FEW_NAMES = 3  # clear ones of a text
_INVERTING = (", ", " (")
_JOINING = GLUE | {". "}  # "St. Louis"
_JOINS = frozenset("-‐‑–/") | ARROWS  # between two towns
_OF_A_PERSON = frozenset(
    ("left:quoting", "left:given-name", "left:initial", "left:title", "right:surname-of-given", "right:registered")
)
_OF_A_FIRM = frozenset(("right:firm", "agency", "within-capitals"))
_PLACED = frozenset(("dateline", "before:place-strong", "left:comma-candidate", "right:comma-candidate"))
# What makes a name a place's, whoever governs from it: "Gdansk, Poland", « le vol Paris-Nice ».
_STANDS = {
    "dateline": "dateline", "parent-of-left": "parent", "child-of-right": "parent", "left:line": "line", "right:line": "line",
}  # fmt: skip
_STANDING = frozenset(_STANDS)
_NAMED_BY_PEOPLE = frozenset(("country", "admin1", "admin2"))
_GOVERNED_BY_SOME = frozenset(("admin1", "city"))
_BIG_TOWN = 500_000
_CALLED_BY_KM = 40  # how far a mine or base may be from the town it is called by
_GREAT_PROVINCE = 0.6  # Zipf: how much commoner than its size tells a province's name may be and be no word
_NO_COMPANY = "company:country:0"
_APOSTROPHES = frozenset("'’ʻ‘ʼ`")
_MOST_KEPT = 60_000  # words or names whose reading is kept
_UNREAD = object()
_by_start = attrgetter("start")
_NO_NAME = Name((), 0, False, None, (), False)  # of a span that another recogniser found and no gazetteer holds


@cache
def default_weights() -> dict[str, float]:
    return tomllib.loads((_KNOWLEDGE / "recognition_weights.toml").read_text("utf-8"))["weights"]


class _Weights(dict):
    """Feature → its weight in hundredths, whole: a sum is the same in whatever order it is added. One that has none says nothing."""

    def __missing__(self, feature: str) -> int:
        self[feature] = 0  # there are some hundreds
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
        self._neighbours = Neighbours(gazetteer, lexicon)
        classes = knowledge()
        self._before, self._after = classes["before"], classes["after"]
        self._natural_openers = self._before["place_strong"] | self._before["place_bare"] | self._before["beside_water"]
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
            for language, others in (("fr", frozenset()), ("en", A))
        }
        self._generic = classes["generic"]
        self._calendar = classes["not_places"]["calendar"]
        self._calendar_short = classes["not_places"]["calendar_short"]
        self._directions = frozenset(name.replace("_", " ") for name in self._generic["directions"])
        self._inverted = frozenset(name.replace("_", " ") for name in self._generic["inverted"])
        self._inverted_firsts = frozenset(name.split()[0] for name in self._inverted)
        self._home = classes["home"]
        self._demonym_firsts = frozenset(form.split()[0] for form in gazetteer.demonyms if " " in form)
        self._grammatical = grammar(None)
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
        self._known: dict[tuple, Name] = {}

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
            kept = [span for span in self.score(tokens, language, least=self.threshold) if span.score > self.threshold]
            taken = {span.first for span in kept}
            taken.update([i for span in kept if span.last > span.first for i in range(span.first, span.last + 1)])
            unheld: list[Mention] = []
            if language == "en":
                natural = self._after["natural"]
                kept, unheld = unlisted.places_by_their_type(
                    tokens, natural, self._natural_openers, self.gazetteer.demonyms, kept, taken
                )
            # Buildings and streets in French only: English writes them in capitals, and capitals are names of anything.
            facilities = self._generic["facility"] if language == "fr" else frozenset()
            settlements = self._generic["settlement"]
            unheld += unlisted.places_after_a_noun(
                tokens, facilities, settlements, self._directions, taken, self._neighbours.is_given
            )
            if language in self._openers:
                kept, found = unlisted.places_after_a_preposition(
                    tokens, self._openers[language], kept, taken, self._is_unknown, self._neighbours.is_given
                )
                unheld += found
        else:
            spans = self._spans_of(tokens, named, language)
            taken = {i for span, _ in spans for i in range(span.first, span.last + 1)}
            kept = self.score(tokens, language, [span for span, _ in spans if span.hits])
            unheld = [_named_mention(tokens, span, label) for span, label in spans if not span.hits]
        mentions = self._mentions(tokens, kept, language) + unheld
        mentions += self._demonyms(tokens, language, taken)
        return tuple(sorted(mentions, key=_by_start))

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
        lower = {tokens.folded[i] for i, mark in tokens.marked if mark & LOWER}
        lower.update(
            {span.key for span in spans if span.key.isascii() and span.key[:1].islower()}.intersection(tokens.words)
        )
        starts = {span.first: span for span in spans}
        ends = {span.last: span for span in spans}
        datelines, agencies = self._neighbours.datelines(tokens)
        for span in spans:
            context = self._neighbours.features(span, tokens, starts, ends, language)
            if span.first in datelines:
                context.append("dateline")
                if tokens.gaps[span.last + 1 : span.last + 2] == ["/"]:
                    datelines.add(span.last + 1)  # "LONDON/PARIS, March 3"
            if span.first == span.last and span.key in lower:
                acronym = language == "en" and span.hits[0].name_type == "acronym"
                if not acronym:  # the US is not "us"
                    context.append("doc:lower-case-too")
            if span.first in agencies:
                context.append("agency")
            span.person = not _OF_A_PERSON.isdisjoint(context)
            span.firm = not _OF_A_FIRM.isdisjoint(context)
            span.context = context
            span.score = sum(map(weigh, context), bias + span.name.score)
        self._add_document_features(spans, tokens, starts, ends, least)
        return spans

    def _mentions(self, tokens: Tokens, spans: list[Span], language: str | None) -> list[Mention]:
        read: list[tuple[Span, str, str]] = []
        roles: dict[int, str] = {}  # last token → role, for names joined by « et »
        acting: set[str] = set()  # countries whose government acts in this text
        starts = {span.first: span for span in spans}
        for span in spans:
            role, why = "place", "cannot act"
            kind = span.name.power
            if not _STANDING.isdisjoint(span.context):
                why = next(why for feature, why in _STANDS.items() if feature in span.context)
            elif kind and self._is_beside_a_town(tokens, span, starts.get(span.last + 2)):
                why = "between"  # « entre Beyrouth et Marseille »
            elif kind:
                context = Context(tokens, span.first, span.last)
                at_home = span.hits[0].country in self._home.get(language or "", ())
                role, why = role_of(context, kind, language, roles.get(context.partner_index), at_home)
            elif span.hits[0].kind in _GOVERNED_BY_SOME and governs(tokens, span.first, span.last):
                role, why = "actor", GOVERNS  # « Québec a promis », "Texas sued"
            if role == "actor":
                acting.add(span.hits[0].country)
            if why != WHOSE:
                roles[span.last] = role
            read.append((span, role, why))
        mentions: list[Mention] = []
        for span, role, why in read:
            if why == WHOSE and span.hits[0].country in acting:
                role = "actor"
            start, end = span.start, span.end
            evidence = (*span.name.features, *span.context, f"role: {why}")
            mentions.append(Mention(start, end, tokens.text[start:end], role, _confidence(span.score), evidence))
        return mentions

    @staticmethod
    def _is_beside_a_town(tokens: Tokens, span: Span, partner: Span | None) -> bool:
        """« entre X et Y », where nobody governs from Y."""
        if partner is None or partner.name.power or not span.first:
            return False
        return tokens.folded[span.first - 1] in _BETWEEN and tokens.folded[span.last + 1] in AND

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
        return name[:1].isupper() and has_a_known_town(self.gazetteer.lookup(name, language))

    # -- candidates ------------------------------------------------------------------------------------------------

    def _candidates(self, tokens: Tokens, language: str | None) -> list[Span]:
        """Longest gazetteer matches over capitalised runs (any word in scripts without capitals), left to right."""
        spans: list[Span] = []
        self._written.setdefault(language, {})
        text, ends, words, folded, reached = tokens.text, tokens.ends, tokens.words, tokens.folded, 0
        hashtags = "#" in text
        apart = self._generic["end_apart"] | self._generic["start_apart"]
        for i, mark in tokens.marked:
            if i < reached or not mark & MAY_START:
                continue
            after_article = i and folded[i - 1] in ARTICLES
            point = text.startswith(".", ends[i])
            if mark & NAMELESS and not point and not after_article:
                if hashtags and text[max(0, tokens.starts[i] - 1) : tokens.starts[i]] == "#":
                    spans += self._hashtag(tokens, i, language)
                continue
            span = self._abbreviation(tokens, i, language) if point else None
            if span is None:
                span = self._longest(tokens, i, language)
            if span is not None and span.last > i and folded[i] in ARTICLES:
                span = self._without_article(tokens, span, language)
            elif span is not None and span.last > i + 1 and folded[i] in apart and _is_type(words[i]):
                span = self._without_type(tokens, span, language)
            elif span is not None and span.last > i and language == "en" and words[span.last][0].islower():
                span = self._without_last_type(tokens, span, language)
            if after_article and words[i - 1][0].islower():
                span = self._with_article(tokens, span, i, language)
            longer = span is not None and span.last > i + 1  # the Central African Republic
            if not longer and folded[i] in self._demonym_firsts and self._is_double_demonym(tokens, i):
                continue  # « des Bissau-Guinéens »
            if span is not None:
                if language == "fr" and i and folded[i - 1] in _WITH_ARTICLE and span.hits[0].kind == "city":
                    span = self._as_a_river(tokens, span, language)
                spans.append(span)
                reached = span.last + 1
            elif self._listings[folded[i]] & BODY_BEGUN and folded[i] not in ARTICLES:  # « La République dominicaine »
                reached = max(reached, self._after_a_body(tokens, i))
        return spans

    def _longest(self, tokens: Tokens, i: int, language: str | None, with_article: bool = False) -> Span | None:
        key = tokens.folded[i]
        if not key:
            return None
        listing = self._listings[key]
        names = [(i, key, listing)]
        if listing & BEGUN and i + 1 < tokens.size and tokens.gaps[i + 1] in _JOINING:
            two_words = f"{key} {tokens.folded[i + 1]}"
            if self._listings[two_words]:  # mostly not
                names = self._names_from(tokens, i, two_words) + names
        if key in self._inverted_firsts:
            names = self._inverted_from(tokens, i) + names
        start, written = tokens.starts[i], self._written[language]
        for last, name, listing in names:
            if not listing & (LISTED | BODY) or (last > i and self._opens_a_body(tokens, last)):
                continue
            if listing & BODY:
                return None
            end = tokens.ends[last]
            surface = tokens.words[i] if last == i else tokens.text[start:end]
            if "(" in surface and tokens.text.startswith(")", end):
                end, surface = end + 1, surface + ")"
            found = written.get(surface, _UNREAD)  # one step: another thread may be emptying it
            if found is _UNREAD:
                found = written[surface] = self._read(tokens.words[i : last + 1], name, surface, language)
            if found is not None:
                return Span(i, last, start, end, name, found[0], found[1])
        return None if with_article or tokens.words[i].isascii() else self._unlisted(tokens, i, language)

    def _inverted_from(self, tokens: Tokens, i: int) -> list[tuple[int, str, int]]:
        """ "Korea, North", « Congo (République du) » at token i, where a mark follows: "Korea, North Dakota" are two.

        As _names_from has them, longest first.
        """
        key, marks, names = tokens.folded[i], 0, []
        for last in range(i + 1, min(i + MOST_WORDS, tokens.size)):
            if tokens.gaps[last] in _INVERTING:
                marks += 1
            elif tokens.gaps[last] not in GLUE:
                break
            key = f"{key} {tokens.folded[last]}"
            goes_on = last + 1 < tokens.size and tokens.gaps[last + 1] == " "
            if marks == 1 and key in self._inverted and not goes_on:
                names.append((last, key, LISTED))
        return names[::-1]

    def _after_a_body(self, tokens: Tokens, i: int) -> int:
        """The token after the body that token i begins, 0 where it begins none: "Voice of America" is nowhere."""
        key, k, listing = tokens.folded[i], i, BODY_BEGUN
        while listing & BODY_BEGUN and k + 1 < tokens.size and tokens.gaps[k + 1] in GLUE:
            k += 1
            key = f"{key} {tokens.folded[k]}"
            listing = self._listings[key]
            if listing & BODY:
                return k + 1
        return 0

    def _opens_a_body(self, tokens: Tokens, last: int) -> bool:
        """Is the last word of a name the first of a body's: "Florence City Council" is that of Florence?"""
        if tokens.folded[last] != "city" or last + 1 >= tokens.size or tokens.gaps[last + 1] != " ":
            return False
        return f"city_{tokens.folded[last + 1]}" in self._after["civic"]

    def _names_from(self, tokens: Tokens, i: int, key: str) -> list[tuple[int, str, int]]:
        """(last token, folded words, what is listed of them) of the names of several words that may start at i, longest first.

        key: the first two words.
        """
        folded, gaps, listings = tokens.folded, tokens.gaps, self._listings
        names: list[tuple[int, str, int]] = []
        for last in range(i + 1, min(i + MOST_WORDS, len(folded))):
            gap = gaps[last]
            if gap not in GLUE and not (gap == ". " and folded[last - 1] in SAINTS):
                break
            key = key if last == i + 1 else f"{key} {folded[last]}"
            listing = listings[key]
            if listing:
                names.append((last, key, listing))
            if not listing & BEGUN:
                break
        names.reverse()
        return names

    def _read(
        self, words: list[str], key: str, surface: str, language: str | None
    ) -> tuple[tuple[Hit, ...], Name] | None:
        """The places of a listed name and what it says; None where its words are not written as a name's are."""
        if key in self._inverted and ("," in surface or "(" in surface):
            hits = self.gazetteer.lookup(surface, language, key)
            return (hits, self._new_name(key, hits, len(words), surface, language)) if hits else None
        if (
            key in self._inverted
            or not self._may_end(words)
            or (len(words) == 1 and self._is_plain_word(words[0], key, language))
        ):
            return None
        if key in _OWN_ARTICLES and words[0].istitle():
            return None  # "La Loche" is not Los Angeles
        if len(words) > 1 and fold(words[0]) in ARTICLES and all(word[0].islower() for word in words[1:]):
            return None  # « La réunion se tiendra » is no island
        hits = self.gazetteer.lookup(surface, language, key)
        if not hits or (words[-1][0].islower() and hits[0].kind == "city" and not _is_elided(words, surface, hits)):
            return None
        # "Somali pirates" are of no region of Ethiopia, "Argentine beef" is no French; in French, « Corse » with a capital is the island
        # … and « Georgien » is German for Georgia
        told_apart = language == "en" or (language == "fr" and hits[0].name_type == "alternate")
        if told_apart and hits[0].kind in _NAMED_BY_PEOPLE and self.gazetteer.demonym(surface, language):
            return None
        return hits, self._new_name(key, hits, len(words), surface, language)  # kept as it is written

    def _forget(self) -> None:
        """Keep what is kept within bounds. Once a text: that grows by no more than its stretch has words."""
        if len(self._vocabulary) > _MOST_KEPT:
            self._vocabulary = self._vocabulary.emptied()
        kept = self._listings, self._known, *self._written.values()
        for table in kept:
            if len(table) > _MOST_KEPT:
                table.clear()

    def _abbreviation(self, tokens: Tokens, i: int, language: str | None) -> Span | None:
        """ "Calif.", "Kan." with its point: after a comma, or anywhere if it is no common word ("Miss.", "Ill.")."""
        start, end, word = tokens.starts[i], tokens.ends[i], tokens.words[i]
        if tokens.folded[i] not in self.gazetteer.abbreviations:
            return None
        if "," not in tokens.gaps[i] and self.lexicon.zipf(tokens.folded[i], language) >= COMMON_WORD:
            return None
        hits = self.gazetteer.lookup(word + ".", language)
        if hits and hits[0].name_type == "abbreviation":
            key = tokens.folded[i]
            return Span(i, i, start, end + 1, key, hits, self._name(key, hits, 1, word + ".", language))
        return None

    def _unlisted(self, tokens: Tokens, i: int, language: str | None) -> Span | None:
        """One word that is listed in another shape: « Тегеране », « والعراق »."""
        word, key = tokens.words[i], tokens.folded[i]
        if self._is_plain_word(word, key, language):
            return None
        if self._listings[key] & LISTED:
            return None  # and refused
        hits = self.gazetteer.lookup(word, language)
        name = self._name(key, hits, 1, word, language) if hits else _NO_NAME
        return Span(i, i, tokens.starts[i], tokens.ends[i], key, hits, name) if hits else None

    def _hashtag(self, tokens: Tokens, i: int, language: str | None) -> list[Span]:
        """« #ElFasher », "#SouthSudan": a name whose words are written together, or none."""
        word, key = tokens.words[i], tokens.folded[i]
        hits = self.gazetteer.lookup(word, language, key) if words_apart(word) else ()
        if not hits:
            return []
        return [Span(i, i, tokens.starts[i], tokens.ends[i], key, hits, self._name(key, hits, 1, word, language))]

    def _as_a_river(self, tokens: Tokens, span: Span, language: str | None) -> Span:
        """« le Tigre » is the river before it is any town."""
        short = tuple(hit for hit in span.hits if hit.name_type == "short")
        if not short:
            return span
        hits = short + tuple(hit for hit in span.hits if hit.name_type != "short")
        surface = tokens.text[span.start : span.end]
        name = self._name(span.key, hits, span.last - span.first + 1, surface, language)
        return Span(span.first, span.last, span.start, span.end, span.key, hits, name)

    def _without_article(self, tokens: Tokens, span: Span, language: str | None) -> Span:
        """« L'Iran » is Iran and « La Maison Blanche » the seat of power, but « Le Havre » is not Havre, Montana."""
        bare = self._longest(tokens, span.first + 1, language)
        if bare is not None and bare.last > span.last:
            return bare  # « La Sierra Leone » is not La Sierra
        if bare is None or bare.last != span.last:
            return span
        article = tokens.words[span.first]
        titled = len(article) > 1 and article.istitle()
        if language == "fr" and titled and (not tokens.starts_sentence(span.first) or "(" in tokens.gaps[span.first]):
            return span  # « parti de La Réunion », « Saint-Denis (La Réunion) »
        into = language == "fr" and span.first and tokens.folded[span.first - 1] in _INTO
        if into and tokens.words[span.first][0].isupper() and span.hits[0].kind == "city":
            return span  # « À La Pampa »
        return (
            bare if bare.hits == span.hits or bare.hits[0].kind not in ("city", "admin2", "airport", "port") else span
        )

    def _without_type(self, tokens: Tokens, span: Span, language: str | None) -> Span:
        """« province de Semnan » is Semnan, where that is the same place."""
        if tokens.folded[span.first + 1] not in OF:
            return span
        bare = self._longest(tokens, span.first + 2, language)
        same = bare is not None and bare.last == span.last and any(hit.index == span.hits[0].index for hit in bare.hits)
        return bare if same else span

    def _without_last_type(self, tokens: Tokens, span: Span, language: str | None) -> Span:
        """ "the Karakum desert" is the Karakum, where that is the same place or a mine at it; the Caspian sea is a name."""
        if tokens.folded[span.last] in _SEAS or tokens.words[span.last] == "s":  # "St. John's"
            return span
        last = span.last - 1
        while last > span.first and tokens.words[last][0].islower():
            last -= 1  # "the Porgera gold mine"
        end = tokens.ends[last]
        surface = tokens.text[span.start : end]
        hits = self.gazetteer.lookup(surface, language)
        if not any(_is_about(hit, span.hits[0]) for hit in hits):
            return span
        key = fold(surface)
        name = self._name(key, hits, last - span.first + 1, surface, language)
        return Span(span.first, last, span.start, end, key, hits, name)

    def _with_article(self, tokens: Tokens, span: Span | None, i: int, language: str | None) -> Span | None:
        """« à l'Isle-sur-le-Doubs », « la Haye »: the article is part of a town's name where the town without is lesser."""
        if (
            span is not None
            and (span.hits[0].kind != "city" or span.last + 1 < i)
            and span.hits[0].name_type != "short"
        ):
            return span  # but « l'Isle-sur-le-Doubs » is not on the Isle
        if tokens.gaps[i] not in GLUE or not self._listings[tokens.folded[i - 1]] & BEGUN:
            return span
        whole = self._longest(tokens, i - 1, language, with_article=True)
        if whole is None or whole.last < (span.last if span else i) or whole.hits[0].kind != "city":
            return span
        if span is not None and whole.last == span.last and people(whole.hits) <= people(span.hits):
            return span
        if span is None and whole.last == i and people(whole.hits) < KNOWN_TOWN:
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
        return key in grammar(language) and not (word.isupper() and len(word) == 2)  # "US", "UK" are no pronouns

    def _is_unknown(self, folded: str) -> bool:
        """Neither a word, nor anybody's name. A village may be called so: small ones are no likelier than those nobody lists."""
        english, french, given, surname = self.lexicon.record(folded)
        return english < RARE_WORD and french < RARE_WORD and not (given or surname)

    # -- features of the name --------------------------------------------------------------------------------------

    def _name(self, key: str, hits: tuple[Hit, ...], words: int, surface: str, language: str | None) -> Name:
        """What the name alone says; the same for every occurrence, so kept."""
        # all that it is told by: one key may be written in one word or two, and lead to other places with another accent
        asked = key, language, _in_capitals(surface), words, len(hits), hits[0].index, hits[0].name_type
        known = self._known.get(asked)
        if known is None:
            known = self._known[asked] = self._new_name(key, hits, words, surface, language)
        return known

    def _new_name(self, key: str, hits: tuple[Hit, ...], words: int, surface: str, language: str | None) -> Name:
        features = tuple(self._name_features(key, hits, words, _in_capitals(surface), language))
        score = sum(map(self._weigh, features))
        _, _, given, surname = self.lexicon.record(key)
        if hits[0].name_type == "acronym":
            given = surname = False  # nobody is called U.S.
        persons: tuple[str, ...] = ()
        # Lyon is a surname, too, but nobody who writes French thinks of the family first
        if words == 1 and (given or surname) and f"home-town:{_HOME_TOWNS[-1]:g}+:{language}" not in features:
            known_as = size(hits)
            persons = (f"is-given-name:{known_as}",) * given + (f"is-surname:{known_as}",) * surname
        is_given = given and key not in self._grammatical
        departement = language == "fr" and any(
            hit.kind == "admin2" and hit.country == "FR" and hit.name_type == "own" for hit in hits
        )
        return Name(features, score, is_given, _power(hits[0]), persons, departement)

    def _name_features(
        self, key: str, hits: tuple[Hit, ...], words: int, capitals: bool, language: str | None
    ) -> list[str]:
        best = top = hits[0]
        population = top.population
        for hit in hits:  # the largest, and the largest that is called so itself, if one is
            if hit.population > population:
                population = hit.population
            if hit.primary > best.primary or (hit.population > best.population and hit.primary == best.primary):
                best = hit
        group = kind_group(top)
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
            common = int(min(zipf, 6.9))
            province = group == "admin1" and best.name_type == "own"
            if province and common > COMMON_WORD and zipf - written_about(population) < _GREAT_PROVINCE:
                common = int(COMMON_WORD) + 1  # of Québec much is written because many live there
            features.append(f"zipf:{group if group in ('country', 'admin1') else 'nature'}:{common}")
        else:
            # A town is written about as much as it has people; a word far commoner than that is common for another reason.
            home = self._home.get(language or "", ())
            at_home = top.country in home
            called = [hit for hit in hits if hit.country in home and hit.kind == "city"] if home else ()
            there = [hit.population for hit in called if hit.primary or hit.name_type == "bare"]
            if there and max(there) >= _HOME_TOWNS[0]:
                features.append(f"{_HOME_TOWN(max(there))}:{language}")
            surprise = zipf - written_about(population) - (AT_HOME if at_home else 0.0)
            features.append(_SURPRISE(surprise))
        return features

    # -- features of the document ----------------------------------------------------------------------------------

    def _add_document_features(
        self, spans: list[Span], tokens: Tokens, starts: dict[int, Span], ends: dict[int, Span], least: int
    ) -> None:
        """One reading per document, and company: towns of a region that the document is about are likelier."""
        persons = {span.key for span in spans if span.person}
        registered = {span.key for span in spans if "right:registered" in span.context} if persons else ()
        firms = {span.key for span in spans if span.firm and span.hits[0].kind != "admin2"}  # "Platte Co." is a county
        if firms:  # and never where it must be a place
            firms -= {span.key for span in spans if not _PLACED.isdisjoint(span.context)}
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
            key: "company:unknown" if short else _company(span.hits, regions, countries)
            for key, span in {s.key: s for s in spans}.items()
        }
        for span in spans:
            features: list[str] = []
            if span.key in persons and not span.person:
                known = "small" if span.key in registered else size(span.hits)
                features.append(f"doc:person-elsewhere:{known}")
            if span.key in firms and not (span.firm or any(feature.startswith("before:") for feature in span.context)):
                features.append(f"doc:firm-elsewhere:{size(span.hits)}")
            if span.score < best[span.key] >= clear:
                features.append("doc:clear-elsewhere")
            # in the order of the text: in a list, one clear name lends its clearness to the next, and that to the one after;
            # not « avenue de Chiraz, Téhéran », and « Jean Xarbal, Grône » is somebody of that town
            street = "noun:street" in span.context and tokens.folded[span.first - 1] in OF
            if not street and not span.person and _is_joined(span, tokens, starts, ends, clear):
                features.append("doc:joined-to-clear")
            features.append(company[span.key])
            if (
                span.key in self._directions
                and "noun:province" not in span.context
                and (short or not _has_a_province(span, regions, countries) or _wants_its_article(span))
            ):
                features.append("direction-alone")
            span.context += features
            span.score += sum(map(weigh, features))

    # -- demonyms --------------------------------------------------------------------------------------------------

    def _is_double_demonym(self, tokens: Tokens, i: int) -> bool:
        """« sud-coréen », "Sri Lankan"."""
        if i + 1 >= tokens.size or tokens.gaps[i + 1] not in GLUE:
            return False
        return f"{tokens.folded[i]} {tokens.folded[i + 1]}" in self.gazetteer.demonyms

    def _is_no_people(self, tokens: Tokens, i: int, last: int, language: str | None) -> bool:
        """A person's first name ("Dane Rusk"), a ship's ("the freighter American Mariner") or a language (« en français »)."""
        before = tokens.folded[i - 1] if i and tokens.gaps[i] in GLUE else ""
        if tokens.words[i][0].islower():
            if language != "fr":
                return False
            club = before in self._before["called_by_people"] and tokens.words[i - 1][0].isupper()
            return (club and not tokens.starts_sentence(i - 1)) or self._is_a_language(tokens, i, last)
        if before in self._before["christened"]:
            return True
        named = bool(before) and tokens.words[i - 1][0].isupper() and not tokens.starts_sentence(i - 1)
        if language == "fr" and named and (before in ("le", "la") or before in self._before["called_by_people"]):
            return True  # « selon Le Parisien », « le Stade Montois »
        after = last + 1
        if (
            after < tokens.size
            and tokens.gaps[after].strip() == ":"
            and ("(" in tokens.gaps[i] or before in _IN_A_LANGUAGE)
        ):
            return True  # "(German: Ösel)"
        if language == "en" and before == "in" and (after >= tokens.size or tokens.gaps[after] != " "):
            return True  # "help in Spanish."
        if language == "en" and self._is_a_language(tokens, i, last):
            return True
        named = after < tokens.size and tokens.gaps[after] == " " and tokens.words[after][0].isupper()
        return (
            named
            and self._neighbours.is_given(tokens.folded[i])
            and self.lexicon.zipf(tokens.folded[after], language) < COMMON_WORD
        )

    def _is_a_language(self, tokens: Tokens, i: int, last: int) -> bool:
        """« parle arabe », « traduit du serbe », « ne parle pas le grec », "translated from Russian and Georgian"."""
        # the first of those that it is named with: « parle kurde, persan et russe »
        for _ in range(_MOST_LANGUAGES):
            if i < 3:
                break
            if tokens.folded[i - 1] in AND and tokens.gaps[i] == tokens.gaps[i - 1] == " ":
                i -= 2
            elif tokens.gaps[i] == ", " and tokens.folded[i - 1] in self.gazetteer.demonyms:
                i -= 1
            else:
                break
        telling, k = self._before["language"], i - 1
        if k < 0 or tokens.gaps[i] not in GLUE:
            return False
        if tokens.folded[k] in telling:
            return tokens.words[i][0].islower()  # not "translated Russian novels"
        if tokens.folded[k] not in _BEFORE_A_LANGUAGE or telling.isdisjoint(tokens.folded[max(0, k - 2) : k]):
            return False
        after = last + 1  # « il parle au Serbe qui » is of somebody
        return after >= tokens.size or tokens.gaps[after] != " " or tokens.folded[after] in AND

    def _demonyms(self, tokens: Tokens, language: str | None, taken: set[int]) -> list[Mention]:
        found = []
        text = tokens.text
        known = self.gazetteer.demonyms
        reached = 0
        for i, mark in tokens.marked:
            if not mark & DEMONYM or i < reached or i in taken:
                continue
            key = tokens.folded[i]
            last = i + 1 if key in self._demonym_firsts and self._is_double_demonym(tokens, i) else i
            if last in taken or (last == i and key not in known):
                continue
            if self._listings[key] & BODY_BEGUN and self._after_a_body(tokens, i):
                continue  # « Corse-Matin », "American Airlines"
            if self._is_no_people(tokens, i, last, language):
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


def _power(hit: Hit) -> str | None:
    """What can act in a text, and as what: a country, a seat of power, a capital, a bloc; a continent or region hardly."""
    if hit.kind in ("country", "seat", "bloc"):
        return hit.kind
    if hit.kind in ("continent", "region"):
        return "region"
    return "capital" if hit.stands_for else None


def _in_capitals(surface: str) -> bool:
    return surface.isupper() and len(surface) > 1


def _is_elided(words: list[str], surface: str, hits: tuple[Hit, ...]) -> bool:
    """« Xi’an », "N'dalatando", "St. John's": the last word stands behind an apostrophe. "Xarbal's" is mostly Xarbal's."""
    if len(words) < 2 or surface[-len(words[-1]) - 1] not in _APOSTROPHES:
        return False
    return words[-1] != "s" or has_a_known_town(hits)


def _is_about(hit: Hit, site: Hit) -> bool:
    """Is it the same place, or a town that a mine or base is called by?"""
    if hit.index == site.index:
        return True
    return kind_group(site) == "site" and kilometres(hit.lat, hit.lon, site.lat, site.lon) < _CALLED_BY_KM


def _is_joined(span: Span, tokens: Tokens, starts: dict[int, Span], ends: dict[int, Span], clear: int) -> bool:
    """Is it listed with a clear name: « Goris et Erevan », "France, Germany and Morocco", « Nantes-Bordeaux »?"""
    before, after = span.first - 1, span.last + 1
    left = right = None
    if before in ends:
        left = ends[before] if _lists(tokens.gaps[span.first], span) else None
    elif before > 0 and tokens.folded[before] in AND:
        left = ends.get(before - 1)
    elif before > 0 and tokens.folded[before] in _REPEATED:  # « de Calvi, de Galéria et de Corte »
        k = before - 1 if "," in tokens.gaps[before] else before - 2 if tokens.folded[before - 1] in AND else -1
        left = ends.get(k)
        if left is not None and not _same_preposition(tokens, left.first, span.first):
            left = None
    if after in starts:
        right = starts[after] if _lists(tokens.gaps[after], span) else None
    elif after + 1 < tokens.size:
        joined = tokens.folded[after] in AND
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
    return ("," in gap and ")" not in gap) or (gap.strip() in _JOINS and span.hits[0].kind == "city")


def _is_type(word: str) -> bool:
    """May it be a type word before a name: « province de X », « l'État de X », but not "Province of X"?"""
    return word[0].islower() or word == "État"


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


def _has_a_province(span: Span, regions: dict[tuple[str, str], int], countries: dict[str, int]) -> bool:
    """Is it a province of a country that the text names: "the Northwest" is Cameroon's where Cameroon is spoken of."""
    provinces = tuple(hit for hit in span.hits if hit.kind in ("admin1", "region"))
    return _company(provinces, regions, countries) != _NO_COMPANY


def _wants_its_article(span: Span) -> bool:
    """ "across the Northeast", but "Northeast Georgia" and "Southwest and other airlines" are none of it."""
    return span.hits[0].kind == "region" and not any(feature.startswith("article:") for feature in span.context)


def _company(hits: tuple[Hit, ...], regions: dict[tuple[str, str], int], countries: dict[str, int]) -> str:
    in_region = in_country = 0
    itself = 1  # the first of the hits is a vote
    for hit in hits[:12]:
        there = countries.get(hit.country, 0) - itself  # None: of no country
        if there > 0:
            in_country = max(in_country, there)
            in_region = max(in_region, regions.get((hit.country, hit.admin1), 0) - itself)
        itself = 0
    if in_region > 0:
        return f"company:region:{min(in_region, 3)}"
    return f"company:country:{min(in_country, 3)}"
