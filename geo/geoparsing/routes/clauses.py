"""Shallow syntax: one sentence in, its tokens, verb groups, subjects and governors out. No dependency parser, no model.

A sentence is chunked around its verbs, commas and relative pronouns. Positions are token indices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise

from geo.geoparsing.routes.lexicon import Lexicon
from geo.geoparsing.tokens import LATIN_LETTER, LETTER, is_latin, lowered
from geo.model import Resolution

_NUMBERS = r"\d[\d.,\u00a0\u202f ]*\d|\d+"
_INVERTED_PRONOUN = r"(?:t-)?(?:ils?|elles?|on|je|ce)\b"


@cache
def _token_pattern(language: str, latin: bool, apostrophes: bool) -> re.Pattern[str]:
    """What a token is, in small letters with straight apostrophes. Listed letters, and no apostrophes, are found faster."""
    letter = LATIN_LETTER if latin else LETTER
    rest = rf"(?:[.&]{letter}+)*(?:-(?!{_INVERTED_PRONOUN}){letter}+)*"
    words = f"{letter}+{rest}"
    if language == "en" and apostrophes:
        words = rf"{letter}+?(?=n't\b)|n't\b|'(?:s|re|ve|ll|d)\b|{words}"
    elif language == "fr":
        if apostrophes:
            elided = rf"{letter}+(?:'(?:(?={letter}|[«\"“])|$)|{rest})"
            words = rf"(?:aujourd|quelqu|presqu)'{letter}+|{elided}"
        words = f"-{_INVERTED_PRONOUN}|{words}"
    return re.compile(rf"({_NUMBERS}|{words}|[^\w\s])")


_AFTER_PARTICIPLE = frozenset({"by", "from", "to", "via", "through", "against", "with", "loc"})
_HARD = frozenset(";:?!")
_QUOTES = frozenset('"“”«»')
DASHES = frozenset("–—")
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on|je|ce)$")
_INFINITIVE = re.compile(r"(?<![i])er$|[^aeou]ir$|(?:d|t|u[iv]|aî)re$")
_NUMBER = re.compile(r"\d")
MAX_TOKENS = 400  # longer "sentences" are tables and menus: nothing to read there


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence; a toponym is one token. ``words`` are lower case, with the apostrophe straightened."""

    text: str
    start: int
    end: int
    lexicon: Lexicon
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    places: list[Resolution | None] = field(default_factory=list)
    _verbs: list[str | None] = field(default_factory=list)
    _categories: dict[int, tuple[str, int]] = field(default_factory=dict)

    def slice(self, first: int, last: int) -> str:
        """The text of tokens ``first`` to ``last``, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def tags(self, index: int) -> str:
        """Tags of the verb at ``index``, empty where the token is none (or a noun that looks like one)."""
        known = self._verbs[index]
        if known is None:
            known = self._verbs[index] = self._tags(index)
        return known

    def _tags(self, index: int) -> str:
        word = self.words[index]
        tags = self.lexicon.verbs.get(word, "")
        french = self.lexicon.language == "fr"
        if self.places[index] is not None or (french and word in self.lexicon.words["adverbs"]):
            return ""  # « plus » is no participle of plaire
        if not tags:
            return self._unknown_tags(index, word)
        if "X" in tags:
            return tags
        if self._capital_inside(index) or self._is_noun(index, word, tags):
            return ""
        return tags

    def _unknown_tags(self, index: int, word: str) -> str:
        """Infinitives and gerunds that no list has, by their ending and the word before."""
        if not index or len(word) < 5 or not self.text[self.starts[index]].islower():
            return ""
        before = self.words[index - 1]
        if self.lexicon.language == "en":
            if word.endswith("ed") and not word.endswith("eed") and before not in self.lexicon.words["determiners"]:
                ahead = index + 1 < len(self.words) and self.category(index + 1)[0]
                if self._takes_object(index) or (ahead and word not in self.lexicon.words["no_participle"]):
                    return "DN"
            return "G" if word.endswith("ing") and before in (",", "by", "after", "before", "while") else ""
        if word.endswith("ant") and before in (",", "en", "et") and not word.endswith(("fant", "tant")):
            return "G"
        if word.endswith(("é", "ée", "és", "ées")) and self.words[index + 1 : index + 2] == ["par"]:
            return "N"
        return "B" if before in self.lexicon.words["before_infinitive"] and _INFINITIVE.search(word) else ""

    def _capital_inside(self, index: int) -> bool:
        """A capital within the sentence makes a name: the Express, « Le Livre »."""
        return (
            index > 0 and self.text[self.starts[index]].isupper() and self.words[index - 1] not in _QUOTES | {"-", ":"}
        )

    def _is_noun(self, index: int, word: str, tags: str) -> bool:
        before = self.words[index - 1] if index else ""
        known = self.lexicon.words
        if self.lexicon.language == "fr":
            return self._is_french_noun(index, word, tags, before)
        if "G" in tags or tags in ("D", "N", "DN"):
            # "turned left", "a turn left onto"; "the injured climbers"
            return before in known["turning"] or ("N" in tags and self._is_attribute(index, before))
        if before in known["possessives"]:
            return True
        if "N" in tags and (before in known["have"] or before in known["be"]):
            return False
        if before == "that" and index > 1 and self.tags(index - 2):  # "asked that land be set aside"
            return True
        if before in (
            "to",
            *known["modals"],
            *known["negations"],
            *known["pronouns"],
            *known["do"],
            *known["relatives"],
        ):
            return False
        if not index:
            return not self._takes_object(index)
        if before in known["determiners"] or before in ("'s", "’s") or before in self.lexicon.prepositions:
            return True
        if before in known["noun_before"] or _NUMBER.match(before):
            return True
        if "D" in tags:  # "set", "hit": a past form, too
            return False
        place = self.places[index - 1]
        if place is not None:
            return place.mention.role == "demonym" or ("S" not in tags and not self._goes(index, word))
        if before in known["plural_nouns"]:  # "police say"
            return False
        if before in known["listing"] and self._takes_object(index):  # "will buy rice and ship 40 tonnes to"
            return False
        if "S" in tags and self._goes(index, word):
            return False
        if "S" in tags:  # "water pumps", "oil exports to": nouns, unless an object follows
            return (not self.text[self.starts[index - 1]].isupper() and not self._takes_object(index)) or before in (
                "and",
                "or",
                ",",
            )
        if before in known["adverbs"] or before.endswith("ly"):
            return False
        return not before.endswith("s")

    def _is_attribute(self, index: int, before: str) -> bool:
        """True for a participle between an article and its noun: "the injured climbers", "its stolen cars"."""
        if before not in self.lexicon.words["articles"] or index + 1 >= len(self.words):
            return False
        word, known = self.words[index + 1], self.lexicon.words
        return (
            word.isalpha()
            and self.places[index + 1] is None
            and not self.category(index + 1)[0]
            and not any(
                word in known[name] for name in ("adverbs", "conjunctions", "boundaries", "relatives", "determiners")
            )
        )

    def _goes(self, index: int, word: str) -> bool:
        """ "The delegation arrives in Baku", "people in Leeds commute to": a verb of going that no noun looks like."""
        frames = self.lexicon.frames.get(word, ())
        if not frames or any(frame.noun or frame.kind != "move" for frame, _ in frames) or index + 1 >= len(self.words):
            return False
        return self.category(index + 1)[0] in ("to", "loc", "from", "for", "on", "via")

    def _takes_object(self, index: int) -> bool:
        """True where a determiner, a number, a pronoun or a toponym follows."""
        if index + 1 >= len(self.words):
            return False
        word, verb = self.words[index + 1], self.words[index]
        known = self.lexicon.words
        standing = any(frame.noun and "both" not in frame.flags for frame, _ in self.lexicon.frames.get(verb, ()))
        if (
            verb.endswith("s")
            and not standing
            and word.isalpha()
            and word not in self.lexicon.verbs
            and not self.category(index + 1)[0]
        ):
            return (
                word not in known["adverbs"] and word not in known["conjunctions"] and word not in known["boundaries"]
            )
        return (
            self.places[index + 1] is not None
            or word in known["determiners"]
            or word in known["pronouns"]
            or word[0].isdigit()
        )

    def _is_french_noun(self, index: int, word: str, tags: str, before: str) -> bool:
        known = self.lexicon.words
        if not index:
            return "B" not in tags and "G" not in tags and "N" not in tags
        if before in known["before_verb"]:
            return False
        if word in self.lexicon.prepositions:  # « entre »
            return True
        nominal = word in self.lexicon.frames and any(frame.noun for frame, _ in self.lexicon.frames[word])
        if tags == "N" and (before in ("de", "d'") or (before in known["articles"] and not nominal)):
            return True  # « un camp de déplacés », « l'armée »: no clitic stands right before a participle
        if "N" in tags and not nominal:
            return before in known["noun_determiners"] and "X" not in (self.lexicon.verbs.get(before) or "")
        if "B" in tags or "G" in tags:
            return before in known["before_participle_noun"] and "G" in tags
        if not nominal and not set(tags) & set("SNBG"):
            return False  # « sa mère l'emmena »: no noun has such a form
        if before in known["article_or_pronoun"]:  # article or pronoun: « qui la livre », « la livre »
            earlier = self.words[index - 2] if index > 1 else ""
            return earlier not in known["before_verb"]
        if before in known["determiners"] or before in known["before_noun"]:
            return True
        return nominal and (before in self.lexicon.prepositions or before in known["listing"] or before == ",")

    def is_finite(self, index: int) -> bool:
        """True for a verb that heads a clause of its own: not an infinitive, not a participle."""
        tags = self.tags(index)
        if not tags:
            return False
        word = self.words[index]
        if "X" in tags:
            return word not in self.lexicon.words["nonfinite"]
        if self.lexicon.language == "fr":
            return any(tag in tags for tag in "SMDFC") and "N" not in tags
        if "D" in tags and "N" in tags:
            return not self.is_reduced(index)
        return "D" in tags or "S" in tags or ("B" in tags and self.words[index - 1 if index else 0] != "to")

    def is_reduced(self, index: int) -> bool:
        """English past forms: True where the form is a participle after its noun (goods shipped from Lyon)."""
        following = index + 1
        while following < len(self.words) and self.words[following] in self.lexicon.words["adverbs"]:
            following += 1
        known, earlier = self.lexicon.words, index - 1
        while (
            earlier > 0
            and self.words[earlier] in known["adverbs"]
            and self.words[earlier] not in known["before_finite"]
        ):
            earlier -= 1
        before = self.words[earlier] if index else ""
        if following >= len(self.words) or before in known["before_finite"] or before in known["relatives"]:
            return False
        if self.places[following] is not None or self.category(following)[0] not in _AFTER_PARTICIPLE:
            return False
        return self._has_other_verb(index)

    def _has_other_verb(self, index: int) -> bool:
        """True where the clause has a finite verb beside the one at ``index``."""
        known = self.lexicon.words
        for step in (-1, 1):
            k, comma = index + step, False
            while 0 <= k < len(self.words) and self.words[k] not in _HARD:
                word = self.words[k]
                if self.places[k] is None and (
                    word in known["relatives"] or word in known["boundaries"] or word in known["conjunctions"]
                ):
                    break
                tags = self.tags(k)
                comma = comma or word == ","
                if step > 0 and comma and tags and self.lexicon.saying.keys() & self.lexicon.lemmas.get(word, ()):
                    break  # "moved to Leeds, he said"
                if (
                    "X" in tags
                    or "S" in tags
                    or tags == "D"
                    or (
                        tags == "DN"
                        and (self.category(min(k + 1, len(self.words) - 1))[0] == "" or self._is_intransitive(k))
                    )
                ):
                    return True
                k += step
        return False

    def _is_intransitive(self, index: int) -> bool:
        """ "arrived": no participle of it stands after a noun."""
        frames = self.lexicon.frames.get(self.words[index], ())
        return bool(frames) and all(frame.kind in ("move", "impact") for frame, _ in frames)

    def category(self, index: int) -> tuple[str, int]:
        """("to", 2): the class of the preposition that starts here and how many tokens it has, else ("", 0)."""
        if self.words[index] not in self.lexicon.prepositions:
            return "", 0
        known = self._categories.get(index)
        if known is None:
            known = self._categories[index] = self._category(index)
        return known

    def _category(self, index: int) -> tuple[str, int]:
        for words, category in self.lexicon.prepositions.get(self.words[index], ()):
            size = len(words)
            if words[0] in self.lexicon.words["quantity"] and self._counts(index + size):
                return "", 0
            if size == 1 or tuple(self.words[index : index + size]) == words:
                return category, size
        return "", 0

    def _counts(self, index: int) -> bool:
        """True for a number that is no year: « près de 4 000 »."""
        word = self.words[index] if index < len(self.words) else ""
        return word[:1].isdigit() and not re.fullmatch(r"(?:19|20)\d\d", word)

    def phrase(self, index: int, name: str) -> int:
        """Number of tokens of the listed phrase ``name`` that starts here, 0 for none."""
        for words in self.lexicon.phrases[name].get(self.words[index], ()):
            if tuple(self.words[index : index + len(words)]) == words:
                return len(words)
        return 0

    def find(self, index: int, limit: int, words: frozenset[str]) -> int | None:
        return next((k for k in range(index, min(limit, len(self.words))) if self.words[k] in words), None)


def tokenize(text: str, start: int, end: int, lexicon: Lexicon, resolutions: list[Resolution]) -> Sentence | None:
    """The sentence as tokens, ``resolutions`` (inside it, in order) fused. None where it is too long to be prose."""
    sentence = Sentence(text, start, end, lexicon)
    here = start
    for resolution in resolutions:
        mention = resolution.mention
        if mention.start < here:
            continue
        _add_words(sentence, here, mention.start)
        _add_place(sentence, resolution)
        here = mention.end
    _add_words(sentence, here, end)
    if len(sentence.words) > MAX_TOKENS:
        return None
    sentence._verbs = [None] * len(sentence.words)
    return sentence


def _add_words(sentence: Sentence, start: int, end: int) -> None:
    low = lowered(sentence.text[start:end])
    pattern = _token_pattern(sentence.lexicon.language, is_latin(low), "'" in low)
    parts = pattern.split(low)  # gap, token, gap … gap: whole lists at a time
    bounds = [*accumulate(map(len, parts), initial=start)]
    words, starts = parts[1::2], bounds[1:-1:2]
    known = sentence.lexicon.words
    if not known["months"].isdisjoint(words):
        for k, word in enumerate(words):
            if word in known["months"] and (k or sentence.words) and sentence.text[starts[k]].isupper():
                words[k] = word.capitalize()  # "on 3 May": no modal verb; no list has a capital
    if "car" in words:
        for k, (before, word) in enumerate(pairwise([*sentence.words[-1:], *words]), not sentence.words):
            if word == "car" and before in known["coach_articles"]:
                words[k] = "autocar"  # no conjunction follows an article
    sentence.words += words
    sentence.starts += starts
    sentence.ends += bounds[2::2]
    sentence.places += [None] * len(words)


def _add_place(sentence: Sentence, resolution: Resolution) -> None:
    start, end = resolution.mention.start, resolution.mention.end
    sentence.words.append(lowered(sentence.text[start:end]))
    sentence.starts.append(start)
    sentence.ends.append(end)
    sentence.places.append(resolution)


@dataclass(frozen=True, slots=True)
class Group:
    """A verb with its auxiliaries: tokens ``first`` to ``verb``."""

    first: int
    verb: int
    tags: str
    auxiliaries: tuple[str, ...]  # in order of the text
    negated: bool
    infinitive: bool
    reflexive: bool
    gerund: bool  # « en livrant »


def is_hard(sentence: Sentence, index: int) -> bool:
    word = sentence.words[index]
    return word in _HARD or word in DASHES


def is_infinitive(sentence: Sentence, to: int) -> bool:
    """True where "to" opens an infinitive: a known verb follows, or an unknown word with an object."""
    verb = to + 1
    if verb >= len(sentence.words) or sentence.places[verb] is not None:
        return False
    if "B" in sentence.tags(verb):
        return True
    word, known = sentence.words[verb], sentence.lexicon.words
    if (
        not word.isalpha()
        or word in known["determiners"]
        or sentence.category(verb)[0]
        or sentence.text[sentence.starts[verb]].isupper()
    ):
        return False
    return verb + 1 < len(sentence.words) and sentence.words[verb + 1] in known["determiners"]


def verb_group(sentence: Sentence, verb: int) -> Group:
    """The auxiliaries, negations and pronouns that belong to the verb at ``verb``."""
    known = sentence.lexicon.words
    french = sentence.lexicon.language == "fr"
    auxiliaries: list[str] = []
    negated = infinitive = reflexive = False
    index = first = verb
    while index > 0:
        index -= 1
        word = sentence.words[index]
        if sentence.places[index] is not None:
            break
        if word in known["negations"] and (word not in known["negative_determiners"] or index == verb - 1):
            negated = True
        elif word in known["clitics"] and (word not in known["article_or_pronoun"] or index == first - 1):
            reflexive = reflexive or word in ("se", "s'")
        elif (
            word in known["be"]
            or word in known["have"]
            or word in known["do"]
            or word in known["modals"]
            or word in known["get"]
        ):
            auxiliaries.append(word)
        elif (
            word == "to"
            and not french
            and not auxiliaries[1:]
            and (not auxiliaries or auxiliaries[-1] in ("be", "have", "get"))
            and ("B" in sentence.lexicon.verbs.get(sentence.words[verb], "") or auxiliaries)
        ):
            first, infinitive = index, True
            break
        elif word.startswith("-") and len(word) > 2:  # « a-t-il encore dit »
            first = index
            continue
        elif word in known["adverbs"] or (word.endswith(("ly", "ment")) and (auxiliaries or index == verb - 1)):
            if word in known["determiners"] or word in known["conjunctions"]:
                break
            continue  # an adverb counts only when an auxiliary is found before it
        else:
            break
        first = index
    auxiliaries.reverse()
    if not auxiliaries and not infinitive and not french:
        auxiliaries = _shared_auxiliaries(sentence, first)
    tags = sentence.tags(verb) or sentence.lexicon.verbs.get(sentence.words[verb], "")
    if french:
        infinitive = ("B" in tags and not auxiliaries) or (
            bool(auxiliaries) and auxiliaries[0] in known["infinitive_auxiliaries"]
        )
        tags = tags if not auxiliaries else "N" if "N" in tags else tags
    gerund = french and tags == "G" and sentence.words[first] == "en"
    return Group(first, verb, tags, tuple(auxiliaries), negated, infinitive, reflexive, gerund)


def _shared_auxiliaries(sentence: Sentence, verb: int) -> list[str]:
    """ "will buy rice and ship it", "were found and returned": the auxiliaries of the verb before the conjunction, for the same form."""
    known, form = sentence.lexicon.words, verb
    while verb > 3 and sentence.words[verb - 1] in known["adverbs"] and sentence.places[verb - 1] is None:
        verb -= 1  # "was taken to X and later flown to Y"
    if verb < 3 or sentence.words[verb - 1] not in known["listing"]:
        return []
    tags = sentence.tags(form)
    for k in range(verb - 2, max(-1, verb - 22), -1):
        if is_hard(sentence, k) or sentence.words[k] in known["relatives"] or sentence.words[k] in known["boundaries"]:
            return []
        other = sentence.tags(k)
        if not other or "X" in other:
            continue
        group = verb_group(sentence, k)
        if not group.auxiliaries or group.infinitive:
            return []
        if group.auxiliaries[0] in known["modals"]:
            return list(group.auxiliaries) if "B" in tags and "D" not in tags else []
        if passive(sentence, group) and "N" in tags and sentence.category(min(form + 1, len(sentence.words) - 1))[0]:
            return list(group.auxiliaries)
        return []
    return []


def passive(sentence: Sentence, group: Group) -> bool:
    """True for « a été envoyé », "is being sent", and for the bare participle of a transitive verb."""
    known = sentence.lexicon.words
    if "N" not in group.tags:
        return False
    if group.auxiliaries:
        return group.auxiliaries[-1] in known["be"] or group.auxiliaries[-1] in known["get"]
    return group.tags == "N" or sentence.lexicon.language == "fr" or sentence.is_reduced(group.verb)


@dataclass(frozen=True, slots=True)
class Subject:
    """Tokens ``first`` to ``last`` of a subject phrase. how: own, relative, controlled."""

    first: int
    last: int
    how: str


def subject(sentence: Sentence, group: Group, depth: int = 0) -> Subject | None:
    """The subject of a verb group: before it, before its relative pronoun, or that of the verb that governs it."""
    known = sentence.lexicon.words
    index = group.first - 1
    while (
        index >= 0
        and (sentence.words[index] in known["adverbs"] or sentence.words[index] in _QUOTES)
        and sentence.places[index] is None
    ):
        index -= 1
    if index < 0:
        return _fronted(sentence, group)
    word = sentence.words[index]
    if sentence.places[index] is None:
        # right before its verb "that" is the subject; « que » there has the subject after the verb
        if word in known["relatives"] and (word not in known["object_relatives"] or sentence.lexicon.language == "en"):
            while index > 1 and sentence.words[index - 1] in known["conjunctions"]:
                index -= 1
            return _phrase(sentence, _before_comma(sentence, index - 1), "relative")
        if word == "," and index and _is_bare_participle(sentence, group):
            named = sentence.places[index - 1] is None and not sentence.tags(index - 1)
            if named and not any(sentence.is_finite(k) for k in range(index)):
                return _phrase(sentence, index - 1, "own")  # « la farine, chargée à X, »
        if word == ",":
            found = _across_aside(sentence, index)
            if found is not None:
                return found
    if (
        not group.auxiliaries
        and group.tags == "G"
        and sentence.lexicon.language == "en"
        and sentence.places[index] is None
    ):
        first = _bare_noun(sentence, index)
        if first is not None:
            return Subject(first, index, "own")  # "a gateway for migrants heading to X"
    if group.infinitive or group.gerund or (sentence.places[index] is None and _opens(sentence, index, word)):
        return _controlled(sentence, group, index, depth) or _fronted(sentence, group)
    own = _phrase(sentence, index, "own")
    return _over_relative(sentence, group, own) or own


def _bare_noun(sentence: Sentence, last: int) -> int | None:
    """First token of the noun that ends at ``last`` and stands right after a preposition, None for other words."""
    first, known = last, sentence.lexicon.words
    if _opens(sentence, last, sentence.words[last]) or sentence.words[last] in known["pronouns"]:
        return None
    while first > 0 and last - first < 5 and sentence.places[first - 1] is None:
        category = sentence.category(first - 1)[0]
        if category:  # "in boats hoping to reach X": those in the boats hope
            return first if category in ("for", "of", "by") else None
        if _opens(sentence, first - 1, sentence.words[first - 1]):
            return None
        first -= 1
    return None


def _is_bare_participle(sentence: Sentence, group: Group) -> bool:
    if "N" not in group.tags or group.auxiliaries or group.infinitive:
        return False
    return sentence.lexicon.language == "fr" or group.tags == "N" or sentence.is_reduced(group.verb)


def _over_relative(sentence: Sentence, group: Group, own: Subject | None) -> Subject | None:
    """ "The students who had been held in X were flown": the subject stands before the relative clause."""
    if own is None or own.first == 0 or (not group.auxiliaries and "N" in group.tags and "D" not in group.tags):
        return None
    for k in range(own.first - 1, max(-1, own.first - 7), -1):
        if sentence.words[k] in sentence.lexicon.words["people_relatives"] and sentence.places[k] is None:
            return _phrase(sentence, _before_comma(sentence, k - 1), "own")
        if (
            sentence.places[k] is not None
            or sentence.words[k] == ","
            or (
                not sentence.lexicon.verbs.get(sentence.words[k])
                and (sentence.words[k] not in sentence.lexicon.words["adverbs"])
            )
        ):
            return None
    return None


def _opens(sentence: Sentence, index: int, word: str) -> bool:
    """True where nothing before the verb can be its subject: a conjunction, a comma, a preposition, a verb."""
    known = sentence.lexicon.words
    return (
        word in known["conjunctions"]
        or word in known["boundaries"]
        or word == ","
        or is_hard(sentence, index)
        or bool(sentence.tags(index))
        or bool(sentence.category(index)[0])
    )


def _before_comma(sentence: Sentence, index: int) -> int:
    return index - 1 if index > 0 and sentence.words[index] == "," else index


def _across_aside(sentence: Sentence, comma: int) -> Subject | None:
    """« Rome, quant à elle, a … »: the subject before a pair of commas."""
    for index in range(comma - 1, max(-1, comma - 30), -1):
        word = sentence.words[index]
        if word == ",":
            if index == 0 or sentence.tags(index - 1):
                return None
            return _phrase(sentence, index - 1, "own")
        ends = is_hard(sentence, index) or sentence.is_finite(index)
        if ends and not sentence.lexicon.words["relatives"].intersection(sentence.words[max(0, index - 6) : index]):
            return None  # a clause of its own; one that a relative pronoun opens belongs to the aside
    return None


def _phrase(sentence: Sentence, last: int, how: str) -> Subject | None:
    """The noun phrase that ends at ``last``: back to a verb, a relative pronoun, a comma that is no list."""
    known = sentence.lexicon.words
    index = last
    while index >= 0:
        word = sentence.words[index]
        if sentence.places[index] is None:
            if (
                word in known["relatives"]
                or word in known["boundaries"]
                or is_hard(sentence, index)
                or (word in _QUOTES and index < last)
            ):
                break
            if word == "," and not _is_list(sentence, index, last):
                break
            if word in known["conjunctions"] and _joins_clauses(sentence, index):
                break
            if sentence.tags(index) and heads_clause(sentence, index):
                break
        index -= 1
    first = index + 1
    while first < last and sentence.words[first] in known["conjunctions"]:
        first += 1
    return Subject(first, last, how) if first <= last else None


def heads_clause(sentence: Sentence, index: int) -> bool:
    """True for a verb that no noun phrase contains: finite, infinitive, gerund, or a participle with its auxiliary."""
    tags = sentence.tags(index)
    if sentence.is_finite(index) or "G" in tags or "B" in tags:
        return True
    return index > 0 and "X" in sentence.lexicon.verbs.get(sentence.words[index - 1], "")


def _is_list(sentence: Sentence, comma: int, last: int) -> bool:
    """A comma between two toponyms with a conjunction after it: « Ankara, Bakou et Kiev »."""
    return (
        0 < comma < last
        and sentence.places[comma - 1] is not None
        and any(sentence.places[k] is not None for k in (comma + 1, min(comma + 2, last)))
        and any(sentence.words[k] in sentence.lexicon.words["listing"] for k in range(comma + 1, last + 1))
    )


def _joins_clauses(sentence: Sentence, index: int) -> bool:
    """True where a conjunction starts a clause: a verb stands before it with no comma or subordinator between."""
    for k in range(index - 1, -1, -1):
        word = sentence.words[k]
        if (
            word == ","
            or is_hard(sentence, k)
            or word in sentence.lexicon.words["boundaries"]
            or word in sentence.lexicon.words["relatives"]
        ):
            return sentence.words[index] in sentence.lexicon.words["adversative"]
        if sentence.is_finite(k):
            return True
    return False


def governor(sentence: Sentence, group: Group) -> int | None:
    """The verb, noun or adjective that governs a verb form: promised in "promised Kyiv to send"."""
    known = sentence.lexicon.governors
    index, depth = group.first - 1, 0
    while index >= 0 and group.first - index < 22:
        word = sentence.words[index]
        if is_hard(sentence, index) or word in sentence.lexicon.words["relatives"]:
            return None
        if "G" in group.tags and word in sentence.lexicon.words["sequence"]:
            return None  # "were not ill before going to": a clause of its own
        depth += word == ","
        if sentence.places[index] is None and (
            sentence.tags(index) or word in known or word in _noun_governors(sentence)
        ):
            return index if depth in (0, 2) or word in known or sentence.tags(index) else None
        index -= 1
    return None


def _noun_governors(sentence: Sentence) -> frozenset[str]:
    known = sentence.lexicon.words
    return known["planned_words"] | known["hypothetical_words"] | known["capability_words"]


def _controlled(sentence: Sentence, group: Group, index: int, depth: int) -> Subject | None:
    """The subject of an infinitive, a participle or a second verb: the object or the subject of the verb before."""
    if depth > 5:
        return None
    known = sentence.lexicon.words
    verb = next(
        (
            k
            for k in range(index, -1, -1)
            if sentence.tags(k) or (is_hard(sentence, k) and sentence.words[k] not in DASHES)
        ),
        None,
    )
    if verb is None or is_hard(sentence, verb):
        return None
    owner = _owner(sentence, group, verb) if group.infinitive else None
    if owner is not None:
        return Subject(owner, owner, "controlled")
    if (
        verb < index
        and sentence.lexicon.lemmas.get(sentence.words[verb], frozenset()) & known["object_control"]
        and group.infinitive | ("G" in group.tags)
    ):
        last = index
        while last > verb and sentence.category(last)[0] and sentence.places[last] is None:
            last -= 1
        if last > verb and not passive(sentence, verb_group(sentence, verb)):
            return Subject(verb + 1, last, "controlled")
    above = subject(sentence, verb_group(sentence, verb), depth + 1)
    return Subject(above.first, above.last, "controlled") if above is not None else None


def _owner(sentence: Sentence, group: Group, verb: int) -> int | None:
    """« la décision de Rome d'envoyer », "the U.S. decision to install": whose plan it is."""
    nouns = _noun_governors(sentence)
    noun = next((k for k in range(group.first - 1, verb, -1) if sentence.words[k] in nouns), None)
    if noun is None:
        return None
    after = [k for k in range(noun + 1, group.first) if sentence.places[k] is not None]
    before = [k for k in range(max(verb + 1, noun - 3), noun) if sentence.places[k] is not None]
    return after[0] if after else before[-1] if before else None


def _fronted(sentence: Sentence, group: Group) -> Subject | None:
    """A participle that opens the sentence takes the subject after its comma: « Réfugié à Rome, X … »."""
    if ("G" not in group.tags and "N" not in group.tags) or group.auxiliaries:
        return None
    if any(sentence.is_finite(k) for k in range(group.first)):
        return None
    comma = sentence.find(group.verb, len(sentence.words), frozenset(","))
    if comma is None:
        return None
    last = next((k for k in range(comma + 1, len(sentence.words)) if sentence.is_finite(k)), None)
    if last is None or last == comma + 1:
        return None
    return Subject(comma + 1, verb_group(sentence, last).first - 1, "controlled")
