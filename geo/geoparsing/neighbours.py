"""What stands beside a candidate, as features: prepositions, titles, streets, firms, commas, datelines. Pure.

Each feature has a name; what it weighs is in knowledge/recognition_weights.toml.
"""

from __future__ import annotations

import re

from geo.geoparsing.candidates import (
    AND,
    ARROWS,
    COMMON_WORD,
    KNOWN_TOWN,
    MOST_WORDS,
    OF,
    RARE_WORD,
    REGIONS,
    SAINTS,
    A,
    Span,
    grammar,
    has_a_known_town,
    inside,
    kind_group,
    knowledge,
)
from geo.geoparsing.gazetteer import Gazetteer
from geo.geoparsing.lexicon import Lexicon
from geo.geoparsing.roles import is_done_to_a_place, is_journey, is_postcode
from geo.geoparsing.tokens import ARTICLES, GLUE, MAY_START, Tokens

_FOR = frozenset(("pour", "for"))
_CONTRACTED = frozenset(("before:du", "before:au", "before:des", "before:aux"))
_STRANGERS = frozenset(("right:rare-capital", "right:rare-capital-of-given"))
_FIRST = frozenset(("1ere", "1re"))
_ARTICLES_OF_APPOSITION = frozenset(("a", "an", "the", "un", "une", "le", "la", "l"))
_APPOSED_WORDS = 3  # from its article to the noun
_LONGEST_TICKER = 5
_YEARS = frozenset(("years", "year", "ans"))
_STREET_LINKS = OF | AND  # « rue de X », "Oak Street and X", but not "the road to X"
_COMPOUNDS = frozenset(("aux", "sur", "sous", "les", "lez", "en", "de", "du", "des", "la", "le", "et"))
_AU = frozenset(("a", "au", "aux"))
_SAINTED = frozenset(("st", "saint", "mt", "mount"))
_ENDS = re.compile(r"[.!?…:;\n]")
_DATELINE_WORDS = 9  # KYIV, Ukraine, Feb. 3 (Reuters / Name Name) —
_KIN_WORDS, _KIN_GAPS = 12, frozenset((" ", "-", ", "))
_REGISTER_WORDS = 8  # after the family name
_RUN_WORDS = 4  # of a firm's or a body's name, after the place in it
_RUN_GLUE = frozenset((" ", "-", " & ", "\u00a0"))
_QUOTES = "\"“”«»'‘"
_SHIP_WORDS = 6  # of its name in capitals
_SHIPS = frozenset(("mv", "mt", "my", "fv", ("m", "t"), ("m", "v"), ("f", "v")))  # before a ship's name
_DASH = re.compile(r"(?:\s[-–—]|[-–—]\s|--|—)")
_WELL_KNOWN = 100_000  # people
_GO_ON = frozenset(("right:comma", "right:and", "right:and-candidate"))
_BY_A_PREPOSITION = re.compile(r"\bbefore:(?!(?:et|and|candidate)\b)").search
_COMMON = frozenset(("surprise:1+", "surprise:1.5+", "surprise:2+", "surprise:3+"))
_BULLETS = frozenset("-–—•*·")
_REGISTERED_WITHIN = 2  # words
_PRONOUNS = ("m", "me")
_LABELLED = ("left:place-noun", "before:place-strong")
_GOVERNED = frozenset(("left:place-noun", "left:comma-candidate"))


class Neighbours:
    """Asks the words beside a candidate. Keeps nothing of a text."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self.gazetteer = gazetteer
        self.lexicon = lexicon
        classes = knowledge()
        self._before, self._after, self._generic = classes["before"], classes["after"], classes["generic"]
        self._calendar = classes["not_places"]["calendar"]
        self._calendar_short = classes["not_places"]["calendar_short"]
        self._brands, self._rubrics = classes["not_places"]["brands"], classes["not_places"]["rubric"]
        self._grammatical = grammar(None)
        # words that say more of the name behind them, in small letters, than grammar does
        kinds = "kin", "title", "street_noun", "christened", "business", "quoting"
        self._telling = AND.union(*(self._before[kind] for kind in kinds))
        # a word behind the name, in small letters or with a capital → what it makes of it; the first kind that has the word
        kinds = "street", "treaty", "product", "media", "area", "organisation", "government"
        self._capital_after = dict.fromkeys(self._before["title"], "right:title")
        self._capital_after |= {word: f"right:{kind}" for kind in reversed(kinds) for word in self._after[kind]}
        kinds = "treaty", "product", "saying", "government"
        self._small_after = {word: f"right:{kind}" for kind in reversed(kinds) for word in self._after[kind]}

    def is_given(self, folded: str) -> bool:
        """Is it somebody's first name, and no word of grammar?"""
        return self.lexicon.record(folded)[2] and folded not in self._grammatical

    def features(
        self, span: Span, tokens: Tokens, starts: dict[int, Span], ends: dict[int, Span], language: str | None
    ) -> list[str]:
        i, j = span.first, span.last + 1
        # where more than a space stands between, the mark is asked first
        features = tokens.gaps[i] != " " and self._mark_before(span, tokens, ends, language)
        features = features or self._word_before(span, tokens, ends, language)
        if j < tokens.size:
            right = tokens.gaps[j] != " " and self._mark_after(span, tokens, starts, language)
            right = right or self._word_after(span, tokens, starts, language)
        else:
            right = ["right:end"]
        before_a_stranger = right[0] in _STRANGERS
        governed = (before_a_stranger or span.name.persons) and _is_governed(features)
        if span.name.persons:
            # that somebody is called so weighs less after « à » than in the middle of nowhere
            where = "governed" if governed else "bare"
            features += [f"{borne}:{where}" for borne in span.name.persons]
        if right[0] in _GO_ON and self._are_kin(tokens, span.last + 1) and not _BY_A_PREPOSITION(" ".join(features)):
            right = ["right:kin"]
        if span.hits[0].name_type == "short" and not _has_article(features):
            features.append("short-without-article")  # « l'écusson Tigre »
        if features[0] == "left:start" and language == "fr" and right[0] != "right:end":
            features += self._heads_a_word(span, tokens)
        if span.name.departement and _has_article(features) and not tokens.starts_sentence(i - 1):
            features.append("departement")  # « dans le Lot », « ceux du Cher »
        if "before:place-strong" in features and right[0] != "right:end" and _is_known_word(span):
            features.append("in-a-known-town")  # "in Nice on Tuesday": a plain word has a small letter there
        before = tokens.text[span.start - 1 : span.start]
        if before == "#":
            features.append("hashtag")
        elif (
            tokens.words[i - 1][0].isdigit()
            and language != "en"
            and tokens.gaps[i] == " "
            and is_postcode(tokens.words[i - 1])
        ):
            features.append("postcode")  # in English the number of a house: "2517 Memphis St."
        if tokens.words[i].isupper() or span.key in self._brands or before == "<":
            features += self._no_place(span, tokens, features, right)
        if before_a_stranger and not governed:
            features.append("bare-before-stranger")  # "the broker Bosphorus Xarbal"
        features += right
        return features

    def _heads_a_word(self, span: Span, tokens: Tokens) -> list[str]:
        """At the head of a French sentence, what is likelier a word: « Tours de magie », « Manche à balai », « Somme versée »."""
        j = span.last + 1
        if tokens.gaps[j] != " ":
            return []
        if tokens.folded[j] in OF:
            return ["start-before-of"]
        articled = span.key in self._generic["with_article"] or (
            span.name.departement and not _has_a_town(span) and _BULLETS.isdisjoint(tokens.gaps[span.first])
        )
        return ["start-without-article"] if articled and tokens.words[j][0].islower() else []

    def _no_place(self, span: Span, tokens: Tokens, left: list[str], right: list[str]) -> list[str]:
        """What the name is likelier than the place: "an OK", "Jane Roe, MD"; « Orange supprime 300 emplois »; « l'appui de WARA »."""
        features = []
        if "left:comma-candidate" not in left and self._is_word_in_capitals(span, tokens):
            features.append("word-in-capitals")
        if span.key in self._brands and right[-1] != "child-of-right" and not _is_placed(left):
            features.append("brand")
        if self._is_acronym(span, tokens) or _is_ticker(tokens, span.first):
            features.append("acronym")
        if self._is_within_capitals(span, tokens) or self._is_registered_ship(span, tokens):
            features.append("within-capitals")
        return features

    def _is_within_capitals(self, span: Span, tokens: Tokens) -> bool:
        """Ships and firms in capitals amid small letters: "with VLCC TOKYO DAWN", "NORDIC CALAIS (Aframax)"; no heading."""
        first, last = span.first, span.last
        if not tokens.words[last].isupper() or span.hits[0].name_type == "acronym":
            return False
        least, most = max(0, first - _SHIP_WORDS), min(last + _SHIP_WORDS, tokens.size - 1)
        while first > least and tokens.gaps[first] == " " and self._is_shouted(tokens, first - 1):
            first -= 1
        while last < most and tokens.gaps[last + 1] == " " and self._is_shouted(tokens, last + 1):
            last += 1
        if (first, last) == (span.first, span.last):
            return False
        amid = first > 0 and tokens.gaps[first] == " " and tokens.words[first - 1][0].islower()
        return amid or (last + 1 < tokens.size and tokens.gaps[last + 1] == " (")

    def _is_registered_ship(self, span: Span, tokens: Tokens) -> bool:
        """ "STAR OF MERGUI, IMO 9388210", « VILLE DE BÉZIERS (OMI …) »."""
        after = span.last + 1
        return not self._before["vessel_register"].isdisjoint(tokens.folded[after : after + _REGISTERED_WITHIN])

    def _is_shouted(self, tokens: Tokens, k: int) -> bool:
        """Is it a word of capitals that may be part of a name with what stands beside it?"""
        word, folded = tokens.words[k], tokens.folded[k]
        return (
            word.isupper()
            and len(word) > 1
            and word.isalpha()
            and folded not in self._grammatical
            and folded not in self._before["place_noun"]
            and folded not in self._after["area"]
        )

    def _is_word_in_capitals(self, span: Span, tokens: Tokens) -> bool:
        """ "OK", "MD"; "96 MT of sorghum"."""
        if not tokens.words[span.first].isupper():
            return False
        if span.key in self._generic["words_in_capitals"]:
            return True
        i = span.first
        unit = i > 0 and tokens.gaps[i] == " " and tokens.words[i - 1][-1].isdigit() and tokens.words[i].isalpha()
        return unit and len(span.key) == 2 and span.hits[0].kind == "admin1"

    def _is_acronym(self, span: Span, tokens: Tokens) -> bool:
        """A word in capitals amid small letters that only little-known towns are called by."""
        i, j = span.first, span.last + 1
        if i != span.last or not i or span.hits[0].kind not in ("city", "admin2") or not tokens.words[i].isupper():
            return False
        amid = tokens.gaps[i] in GLUE and tokens.words[i - 1][0].islower()
        if not amid or (j < tokens.size and tokens.words[j].isupper()):
            return False
        return not any(hit.primary and hit.population >= _WELL_KNOWN for hit in span.hits)

    def _mark_before(self, span: Span, tokens: Tokens, ends: dict[int, Span], language: str | None) -> list[str] | None:
        """What more than a space before the name says; None if nothing by itself, as a hyphen."""
        i = span.first
        gap = tokens.gaps[i]
        ended = _ENDS.search(gap) is not None
        if i:
            if gap.rstrip(" \u00a0") == ":" and tokens.folded[i - 1] in self._before["label"]:
                return list(_LABELLED)  # "flag: Palau", « Pavillon : Malte »
            if tokens.folded[i - 1] in self._before["alias"] and any(quote in gap for quote in _QUOTES):
                return ["left:given-name"]  # "a.k.a.: “Odessa”"
        if i == 0 or "\n" in gap or (ended and tokens.folded[i - 1] not in SAINTS):
            previous = tokens.words[i - 1] if i else ""
            if gap == ". " and previous == "M" and language == "fr":
                return ["left:title", "civility"]  # « chez M. Tulle »
            if gap == ". " and len(previous) == 1 and previous.isupper():
                return ["left:initial"]
            if gap == ". " and previous[:1].isupper() and tokens.folded[i - 1] in self._before["title_short"]:
                return ["left:title"]
            return ["left:start", *_rubric(span, tokens, self._rubrics)]
        if "," in gap and (tokens.folded[i - 1] in self._before["kin"] or self._is_spouse(tokens, i - 1)):
            return ["left:kin"]  # « a daughter, Georgia »
        if gap.strip() in ARROWS and (i - 1) in ends:
            return ["left:comma", "left:comma-candidate"]  # "Sochi → Poti"
        if "," in gap and (i - 1) in ends and "left:kin" in ends[i - 1].context:
            return ["left:kin"]  # "two daughters, Shelby and Augusta"
        if "," in gap:
            features = ["left:comma"]
            if (i - 1) in ends:
                features.append("left:comma-candidate")
                if inside(ends[i - 1].hits, span.hits):
                    features.append("parent-of-left")
            return features
        if gap not in GLUE:
            if not any(quote in gap for quote in _QUOTES):
                if self._is_maiden_name(tokens, i):
                    return ["left:given-name"]
                if "(" in gap and (i - 1) in ends and inside(ends[i - 1].hits, span.hits):
                    return ["left:bracket", "parent-of-left"]  # « Port-Soudan (Soudan) »
                return ["left:bracket" if "(" in gap else "left:mark"]
            if self._is_nickname(tokens, i - 1):
                return ["left:given-name"]
            j = span.last + 1
            after = tokens.gaps[j] if j < tokens.size else tokens.text[span.end :]
            return ["quoted" if any(quote in after for quote in _QUOTES) else "left:quote"]
        return None

    def _word_before(self, span: Span, tokens: Tokens, ends: dict[int, Span], language: str | None) -> list[str]:
        i = span.first
        gap, word, folded = tokens.gaps[i], tokens.words[i - 1], tokens.folded[i - 1]
        if gap == " " and word[0].islower() and folded not in self._telling:
            return self._grammar_left(span, tokens, i - 1, ends, language)
        if gap == "-":
            if not word[0].isupper():
                return ["left:hyphen"]
            if folded in self._before["firm"]:
                return ["left:hyphen-stranger"]  # « Météo-France »
            if (i - 1) in ends and self._is_line(tokens, ends[i - 1].first, span.last):
                return ["left:line"]
            towns = (i - 1) in ends and has_a_known_town(ends[i - 1].hits) and has_a_known_town(span.hits)
            if self.is_given(folded) and not towns:  # « la course Paris-Nice » is of two towns
                return ["left:given-name"]
            # a surname of two halves: « Ruth Amherd-Sierre »
            named = i > 1 and tokens.gaps[i - 1] == " " and tokens.words[i - 2][0].isupper() and len(word) > 2
            stranger = named and (i - 1) not in ends and folded not in self.gazetteer.demonyms
            return ["left:hyphen-stranger" if stranger else "left:hyphen-capital"]
        if len(word) == 1 and word.isupper() and gap == " " and folded not in ("a", "l", "d"):
            return ["left:initial"]
        before = self._before
        listed = folded in AND and (i - 2) in ends and "left:kin" in ends[i - 2].context
        if ((folded in before["kin"] and not word.isupper()) or listed) and gap == " ":
            return ["left:kin"]  # but "in NE Chad"
        if folded in before["title"] and (word[0].isupper() or gap == " "):
            civil = folded in before["civility"] and (word[0].isupper() or folded not in _PRONOUNS)
            return ["left:title", "civility"] if civil else ["left:title"]
        if language == "fr" and gap == " " and word[0].islower() and folded in before["street_noun"]:
            return ["noun:street"]  # « rue Saint-Georges »
        christened = folded in before["christened"] or (folded in before["business"] and language == "fr")
        if christened and gap == " ":
            return ["left:christened"]  # « la frégate Bretagne », "MV Lisbon", « l'ouragan Florence »
        if word.isupper() and self._is_ship_in_capitals(tokens, i):
            return ["left:christened"]
        if folded in before["label"] and gap == " " and word != folded:
            return list(_LABELLED)  # "POB Nakhodka", "Former Vessel Flag Sierra Leone"
        if gap == "/":
            return ["left:slash"]
        if folded in before["quoting"] and word[0].islower() and self._is_speaker(tokens, span.last, language):
            return ["left:quoting"]
        if word[0].isupper() and (folded != "a" or language != "fr"):  # printers leave the accent out: « , A Genève »
            opens = tokens.starts_sentence(i - 1) and folded not in before["firm"]
            if not opens or self._is_rare(folded, language):
                return [self._capital_left(tokens, i - 1, ends)]
        return self._grammar_left(span, tokens, i - 1, ends, language)

    def _is_ship_in_capitals(self, tokens: Tokens, i: int) -> bool:
        """Does token i go on a ship's name: "M/T STAR OF ODESSA", « le vraquier VILLE DE BREST »?"""
        k = i
        if not tokens.words[i].isupper():
            return False
        while k > max(0, i - _SHIP_WORDS) and tokens.gaps[k] in GLUE and tokens.words[k - 1].isupper():
            k -= 1
        by_type = k > 0 and tokens.gaps[k] in GLUE and tokens.folded[k - 1] in self._before["christened"]
        return by_type or tokens.folded[k] in _SHIPS or tuple(tokens.folded[k : k + 2]) in _SHIPS

    def _is_speaker(self, tokens: Tokens, last: int, language: str | None) -> bool:
        """Is somebody of two names said to speak: « raconte Florence Xarbal, 63 ans », but not "said Austin Mayor X"?"""
        j = last + 1
        if j >= tokens.size or tokens.gaps[j] != " " or not tokens.words[j][0].isupper():
            return False
        return (
            tokens.folded[j] not in self._before["title"]
            and self.lexicon.zipf(tokens.folded[j], language) < COMMON_WORD
        )

    def _is_spouse(self, tokens: Tokens, k: int) -> bool:
        """ "his wife of 61 years, Georgia"."""
        return k > 2 and tokens.folded[k] in _YEARS and tokens.folded[k - 3] in self._before["kin"]

    def _are_kin(self, tokens: Tokens, j: int) -> bool:
        """Do names go on from token j up to whose kin they are: « Lorraine, Malo et Sidney, ses petits-enfants »?"""
        for k in range(j, min(j + _KIN_WORDS, tokens.size - 1)):
            if "," in tokens.gaps[k] and tokens.folded[k] in self._before["whose"]:
                end = k + 2 if tokens.gaps[k + 2 : k + 3] == ["-"] else k + 1  # « ses petits-enfants »
                return tokens.folded[end] in self._before["kin"]
            if not (tokens.words[k][0].isupper() or tokens.folded[k] in AND) or tokens.gaps[k] not in _KIN_GAPS:
                return False
        return False

    def _is_maiden_name(self, tokens: Tokens, k: int) -> bool:
        """Jane (Milano) Roe: a capitalised word in brackets at token k, between a given name and another capital."""
        return (
            0 < k < tokens.size - 1
            and tokens.gaps[k] == " ("
            and tokens.gaps[k + 1] == ") "
            and tokens.words[k + 1][0].isupper()
            and self.is_given(tokens.folded[k - 1])
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
        return language is not None and self.lexicon.zipf(folded, language) < RARE_WORD

    def _capital_left(self, tokens: Tokens, k: int, ends: dict[int, Span]) -> str:
        """The name follows another capitalised word directly."""
        folded = tokens.folded[k]
        behind_a_capital = k > 0 and tokens.gaps[k] == " " and tokens.words[k - 1][0].isupper()
        if folded in ARTICLES and behind_a_capital and self.is_given(tokens.folded[k - 1]):
            return "left:given-name"  # « Soizic Le Faou »
        if folded in self._before["place_noun"] or (tokens.words[k].isupper() and folded in self._before["compass"]):
            return "left:capital-place-noun"
        if folded in self._before["place_strong"] or folded in self._before["place_weak"]:
            return "left:capital-grammar"
        if self.is_given(folded):
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
        if tokens.words[k][0].isupper() and self.is_given(word):
            return ["left:given-name"]
        if word in ("the", "la", "le", "les", "l"):
            # French puts an article before countries and rivers, hardly ever before towns
            features.append(f"article:{word}:{kind_group(span.hits[0])}")
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
        if word in A and language == "en":
            return [*features, "before:an"]  # « à », but "a Tucson" is a car
        if word in before["place_weak"]:
            features.append("before:de" if word == "d" else f"before:{word}")
            if k and tokens.gaps[k] in GLUE:
                noun = folded[k - 1]
                if word in OF and noun in before["sibling"] and span.name.given and not _has_article(features):
                    return ["left:kin"]  # « sœur de Chelsea »
                if word in OF and noun in before["compass"] and tokens.words[k - 1].isupper():
                    features.append("noun:place")  # « à 60 km à l'E de X »
                elif word in OF and self._inside_abstract(tokens, k - 1):
                    features.append("inside-abstract")
                elif word in AND and (k - 1) in ends:
                    features.append("before:candidate")  # "between Elmwood Place and X"
                elif noun in before["street_noun"] and word in _STREET_LINKS and span.first == k + 1:
                    features.append("noun:street")
                elif noun in before["province_noun"] and any(hit.kind in REGIONS for hit in span.hits):
                    features.append("noun:province")
                elif noun in before["treaty_noun"] or (noun in before["consent_noun"] and span.name.power is None):
                    features.append("noun:treaty")
                elif noun in before["product_noun"]:
                    features.append("noun:product")
                elif noun in before["place_noun"]:
                    features.append("left:christened" if self._is_called_after(tokens, k - 1) else "noun:place")
                elif noun in before["title"]:
                    features.append("noun:title")
                elif noun in before["institution_noun"]:
                    features.append(f"noun:institution:{language}")
                elif noun in before["government_noun"]:
                    features.append("noun:government")
                elif word in OF and self._is_qualified_place_noun(tokens, k - 1):
                    features.append("noun:place")
                elif (k - 1) in ends:
                    features.append("before:candidate")
                elif tokens.words[k - 1][0].isupper() and word in OF and noun not in self.gazetteer.demonyms:
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
        if k and tokens.gaps[k] == " " and tokens.words[k - 1][0].isupper() and self.is_given(tokens.folded[k - 1]):
            return []  # "Max Xarbal of X"
        word = tokens.words[k]
        if len(word) > 1 and word.isupper():  # a body: « la SNSM de X », but not in a headline
            return [] if tokens.text[span.start : span.end].isupper() else ["noun:acronym"]
        if tokens.starts_sentence(k) and self.lexicon.zipf(tokens.folded[k], language) >= COMMON_WORD:
            return []  # « Habitants de X »: any word has a capital there
        return ["before:capital"]

    def _is_called_after(self, tokens: Tokens, k: int) -> bool:
        """« le bateau Ville de X »: a noun of place with a capital, straight behind another noun. « la Ville de X » governs X."""
        return (
            k > 0
            and tokens.words[k].istitle()
            and tokens.gaps[k] == " "
            and tokens.words[k - 1][0].islower()
            and tokens.folded[k - 1] not in self._grammatical
        )

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
        for _ in range(MOST_WORDS):
            first -= 1 if first and tokens.gaps[first] == "-" else 0
            last += 1 if last + 1 < tokens.size and tokens.gaps[last + 1] == "-" else 0
        for k in (first - 1, first - 2):  # « la liaison aérienne Nantes-Lyon »
            if k < 0 or tokens.gaps[k + 1] not in GLUE:
                break
            if tokens.folded[k] in self._before["line"]:
                return True
        j = last + 1
        return j < tokens.size and tokens.gaps[j] in GLUE and tokens.folded[j] in self._after["line"]

    def _mark_after(
        self, span: Span, tokens: Tokens, starts: dict[int, Span], language: str | None
    ) -> list[str] | None:
        """What more than a space behind the name says; None if nothing by itself."""
        j = span.last + 1
        gap = tokens.gaps[j]
        if gap == ", " and tokens.words[span.first].isupper() and self._is_listed_person(tokens, span):
            return ["right:registered"]
        word, folded = tokens.words[j], tokens.folded[j]
        if "\n" in gap:
            return ["right:end"]
        after = self._after
        if folded == "s" and gap in ("'", "’"):
            if tokens.folded[span.first] in _SAINTED and j + 1 < tokens.size and tokens.words[j + 1][0].isupper():
                return ["right:institution"]  # "St. Paul's Episcopal Church"
            owned = j + 1 < tokens.size and tokens.gaps[j + 1] in GLUE and tokens.folded[j + 1] in after["of_a_state"]
            return ["right:possessive", "right:possessive-of-state"] if owned else ["right:possessive"]
        if gap == "-" and not self._is_sainted(span, tokens):
            if folded in after["from_there"]:
                return ["right:hyphen-from-there"]
            if folded in _COMPOUNDS and word[0].islower():
                return ["right:compound"]  # « Havre-aux-Maisons » is not Le Havre
            if j in starts and self._is_line(tokens, span.first, starts[j].last):
                return ["right:line"]
            if word[0].isupper() and self._ends_run(tokens, j, after["firm"]):
                return ["right:firm"]  # "Amur-Kazan Logistics"
            return ["right:hyphen-capital" if word[0].isupper() else "right:hyphen"]
        if "," in gap:
            if word.isdigit() and len(word) <= 3 and self._is_age(tokens, j, language):
                return ["right:age"]  # "Paris Vienna, 41, of Dayton"
            features = ["right:comma"]
            if self._is_told_to_be_a_town(tokens, j, language):
                features.append("right:apposed")
            if j in starts:
                features.append("right:comma-candidate")
                if inside(span.hits, starts[j].hits):
                    features.append("child-of-right")
            return features
        if gap.strip() in ARROWS and j in starts:
            return ["right:comma", "right:comma-candidate"]
        if gap not in GLUE:
            if "(" in gap:
                if self._is_maiden_name(tokens, j):
                    return ["right:surname-of-given"]
                closed = tokens.gaps[j + 1].startswith(")") if j + 1 < tokens.size else False
                # « Rezé (44) », but « Lyon (8.35 s.) » in a timetable
                return ["right:bracket" if closed or not word[0].isdigit() else "right:bracket-figures"]
            if gap in self._after["currency"]:
                return ["right:currency"]
            if _is_ticker(tokens, j):
                return ["right:firm"]  # "Buckhorn <BKN>"
            return ["right:end" if _ENDS.search(gap) else "right:mark"]
        return None

    def _word_after(self, span: Span, tokens: Tokens, starts: dict[int, Span], language: str | None) -> list[str]:
        j, after = span.last + 1, self._after
        gap, word, folded = tokens.gaps[j], tokens.words[j], tokens.folded[j]
        if span.key.endswith(" s") and self._is_sainted(span, tokens):
            return ["right:institution"]  # "St. John's Episcopal Church"
        if gap == "/":
            return ["right:slash"]
        if folded in after["channel"] and span.hits[0].kind == "country" and (word[0].isupper() or word[0].isdigit()):
            return ["right:media"]  # « France 2 », « France Info »
        if folded == "la" and j + 1 < tokens.size and tokens.folded[j + 1] in _FIRST:
            return ["right:media"]  # « Guyane la 1re »
        if word[0].isdigit():
            return [f"right:digit:{kind_group(span.hits[0])}"]
        if not word[0].isupper():
            if folded in OF and (span.key in self._generic["settlement"] or span.key in self._generic["lower_start"]):
                return ["right:of"]  # "the Town of X", "the Gulf of X"
            if folded in AND:
                return ["right:and-candidate" if (j + 1) in starts and tokens.gaps[j + 1] in GLUE else "right:and"]
            return [self._small_after.get(folded, "right:word")]
        if len(word) == 1 and span.name.given and j + 1 < tokens.size and tokens.gaps[j + 1] == ". ":
            return ["right:surname-of-given"]  # "Dallas W. Lexington"
        if j + 1 < tokens.size and tokens.gaps[j + 1] == " " and f"{folded}_{tokens.folded[j + 1]}" in after["civic"]:
            return ["right:civic"]  # "the Florence City Council", "Dayton Public Schools"
        if self._ends_run(tokens, j, self._after["firm"]):
            return ["right:firm"]
        if folded in self._capital_after:
            return [self._capital_after[folded]]
        if span.name.given and self.lexicon.is_surname(folded) and gap != "-":
            return ["right:surname-of-given"]
        if language == "en" and self._ends_run(tokens, j, self._after["body"]):
            return ["right:body"]  # "the Texas Railroad Commission"
        if gap == " " and self.is_given(folded) and self._is_held(tokens, span.first):
            return ["right:holder"]  # « la maire de Nantes Johanna X »
        if j in starts:
            return ["right:capital-candidate"]
        # « Jordan Bardella », "Paris Agreement": after a name that people bear too, a rare word is likely a surname
        rare = "rare" if self.lexicon.zipf(folded, language) < COMMON_WORD else "common"
        return [f"right:{rare}-capital-of-given" if span.name.given else f"right:{rare}-capital"]

    @staticmethod
    def _is_sainted(span: Span, tokens: Tokens) -> bool:
        """ "St. John's" before another capital."""
        j = span.last + 1
        sainted = span.key.endswith(" s") and tokens.folded[span.first] in _SAINTED
        return sainted and tokens.words[j][0].isupper() and tokens.gaps[j] in GLUE

    def _is_listed_person(self, tokens: Tokens, span: Span) -> bool:
        """ "KIROV, Anton Pavlovich, a.k.a. …, DOB: …": a register of persons has their family names first, in capitals."""
        first = span.last + 1
        if span.first != span.last or not tokens.words[first][0].isupper():
            return False
        return not self._before["register"].isdisjoint(tokens.folded[first + 1 : first + _REGISTER_WORDS])

    def _is_told_to_be_a_town(self, tokens: Tokens, j: int, language: str | None) -> bool:
        """Does the apposition that begins with token j call it a town: « X, petite ville de », "X, a village in"?"""
        article = tokens.folded[j] in _ARTICLES_OF_APPOSITION
        if language == "en" and not article:
            return False  # "Dayton, city officials said"
        for k in range(j + article, min(j + article + _APPOSED_WORDS, tokens.size)):
            if tokens.words[k][0].isupper() or (k > j and tokens.gaps[k] not in GLUE):
                return False
            if tokens.folded[k] in self._generic["settlement"]:
                after = k + 1
                return (
                    after >= tokens.size
                    or tokens.gaps[after] not in GLUE
                    or tokens.folded[after] in self._generic["settled"]
                )
        return False

    def _is_held(self, tokens: Tokens, first: int) -> bool:
        """Is the name that starts there what somebody's title is of: « la députée de la Corrèze »?"""
        k = first - 2 if first > 1 and tokens.folded[first - 1] in ARTICLES else first - 1
        return k > 0 and tokens.folded[k] in OF and tokens.folded[k - 1] in self._before["title"]

    @staticmethod
    def _is_age(tokens: Tokens, j: int, language: str | None) -> bool:
        """Is the number at token j somebody's age: "41, of Dayton", « 41 ans »?"""
        k = j + 1
        gap = tokens.gaps[k] if k < tokens.size else tokens.text[tokens.ends[j] :]
        if language == "fr":
            return k < tokens.size and gap in GLUE and tokens.folded[k] == "ans"
        return gap == ", "

    def _ends_run(self, tokens: Tokens, j: int, words: frozenset[str]) -> bool:
        """Is one of ``words`` among the capitalised ones from token j on: « Samarkand Electronics FZE », "Guyana Goldfields"?"""
        end = min(j + _RUN_WORDS, tokens.size)
        while tokens.words[j][0].isupper():
            if tokens.folded[j] in words:
                return True
            j += 1
            if j == end or tokens.gaps[j] not in _RUN_GLUE:
                break
        return False

    def datelines(self, tokens: Tokens) -> tuple[set[int], set[int]]:
        """Tokens that open a line as agencies do: « KYIV, Feb. 3 (Reuters) — », « Beyrouth (AFP) - ». Index of the first.

        And those of what stands in their brackets in capitals: "MUSCAT, 14 May (MERIDIAN) —".
        """
        found, agencies = set(), set()
        one_line = "\n" not in tokens.text
        for i, mark in tokens.marked[:1] if one_line else tokens.marked:
            if not mark & MAY_START or (i and "\n" not in tokens.gaps[i]) or not tokens.words[i][0].isupper():
                continue
            word = tokens.words[i]
            if tokens.folded[i] in self._rubrics:
                continue  # « RUGBY – Les avants ont perdu »
            capitals, dated, bracket, inside = word.isupper() and len(word) > 2, False, False, False
            bracketed: list[int] = []
            for j in range(i + 1, min(i + _DATELINE_WORDS, tokens.size)):
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
                        agencies.update(bracketed)
                    break
                if inside and tokens.words[j].isupper():
                    bracketed.append(j)
                plain = tokens.words[j][0].islower() and not inside
                if plain and tokens.folded[j] not in self._calendar and tokens.folded[j] not in self._calendar_short:
                    break
        return found, agencies


def _is_ticker(tokens: Tokens, k: int) -> bool:
    """What a firm is called at a stock exchange: "<BKN>", "(NYSE: BKN)"."""
    after = tokens.gaps[k + 1] if k + 1 < tokens.size else ""
    if tokens.gaps[k].endswith("<") and after.startswith(">"):
        return len(tokens.words[k]) <= _LONGEST_TICKER
    return (
        tokens.gaps[k] == ": " and after.startswith(")") and tokens.words[k].isupper() and tokens.words[k - 1].isupper()
    )


def _has_a_town(span: Span) -> bool:
    """Is a known town called so? has_a_known_town counts the people of départements, too."""
    return any(hit.kind == "city" and hit.primary and hit.population >= KNOWN_TOWN for hit in span.hits)


def _is_known_word(span: Span) -> bool:
    """Is it a common word and a known town?"""
    common = "surprise:2+" in span.name.features or "surprise:3+" in span.name.features
    return common and any(hit.primary and hit.population >= _WELL_KNOWN for hit in span.hits)


def _rubric(span: Span, tokens: Tokens, rubrics: frozenset[str]) -> list[str]:
    """A place at the head of a line, before its news: « Le Guilvinec : deux blessés », « BREST. Le pont est fermé ».

    A word far commoner than the town is none: « RUGBY. — Les avants ont perdu ».
    """
    j = span.last + 1
    at_head = span.first == 0 or "\n" in tokens.gaps[span.first]
    if not at_head or j >= tokens.size:
        return []
    mark = tokens.gaps[j].lstrip(" \u00a0\u202f")[:1]
    if mark and mark in ":.-–—" and span.key in rubrics:
        return ["rubric-word"]
    if mark in "-–—" and mark and tokens.words[span.first].isupper() and not _COMMON.isdisjoint(span.name.features):
        return ["rubric-word"]  # « RUGBY – Les avants ont perdu »
    if mark != ":" and (mark != "." or not tokens.words[j][0].isupper()):  # "Calif. officer charged" is no rubric
        return []
    return ["rubric-word" if not _COMMON.isdisjoint(span.name.features) else "rubric"]


def _has_article(features: list[str]) -> bool:
    # the first, as _grammar_left has them
    return bool(features) and (features[0].startswith("article:") or features[0] in _CONTRACTED)


def _is_placed(features: list[str]) -> bool:
    """Behind an article or a preposition that firms hardly stand behind."""
    return "before:place-strong" in features or "before:a" in features or _has_article(features)


def _is_governed(features: list[str]) -> bool:
    return not _GOVERNED.isdisjoint(features) or "before:" in " ".join(features)
