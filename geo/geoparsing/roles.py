"""Roles: does « Moscou » in this sentence name a city or a government? Pure; rules over neighbouring words.

Only what can act is asked: countries, capitals, seats of power, blocs. The first rule that fires decides and gives its name.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from geo.geoparsing.candidates import knowledge
from geo.geoparsing.tokens import ARTICLES

_VERB_WORDS = 4  # from a name to the end of its verb: « n'a pas exclu »
_GLUE = (" ", "'", "’", "-", "\u00a0", "\u202f")
_DE = frozenset(["de", "du", "d", "des", "of"])
_TO = frozenset(["a", "au", "aux"])
_AND = frozenset(["et", "and", "ou", "or", "ni", "nor", "puis", "then"])
_NEXT_STOP = frozenset(["puis", "then"])
_BESIDE = frozenset(["avec", "with", "entre", "between"])
_BETWEEN = frozenset(["entre", "between"])
_FOR = frozenset(["pour", "for"])
_NEXT_DOOR = frozenset(["voisin", "voisine", "voisins", "voisines"])
_AT = frozenset(["à", "au", "aux", "sous", "sans"])  # as written: « a » is a verb
_ONE = frozenset(["un", "une"])
_CLOSING = frozenset([":", ".", ";"])  # « Cameroun : un séisme »
_WHERE = frozenset(["ou", "where"])
WHOSE = "whose"  # the rule of « de Moscou »: where it is, unless the text makes a government of it elsewhere
GOVERNS = "governs"  # the rule of a town or province that is no capital and acts
_POSTCODE = (4, 5, 6)  # figures
_CLAUSE_WORDS = 7  # how far back the attack may stand
_OWNED_WORDS = 3  # after "'s"
_APPOSED_WORDS = 2  # after a comma
_ONCE = frozenset(["alors", "then", "now", "a", "une"])
_QUOTES = '«»“”"‘('
_PARTS = frozenset("(—–/")
_GOVERNMENT = frozenset(("gouvernement", "government"))
_ENDS = frozenset(".;:!?\n")
_BEFORE_A_DATE = frozenset([",", "-", "–", "—", "--", "|", "(", "·"])


@cache
def _classes() -> dict[str, dict[str, frozenset[str] | tuple[str, ...]]]:
    table = tomllib.loads(Path(__file__).with_name("knowledge").joinpath("roles.toml").read_text("utf-8"))
    return {
        section: {
            name: tuple(words.split()) if name.endswith("stems") else frozenset(words.split())
            for name, words in lists.items()
        }
        for section, lists in table.items()
    }


def is_done_to_a_place(word: str) -> bool:
    """Is it a verb that places suffer: « quitte », "reached", "bombed"?"""
    return word.startswith(_classes()["place"]["verb_stems"])


def is_postcode(word: str) -> bool:
    return word.isdigit() and len(word) in _POSTCODE and not word.startswith(("19", "20"))


def is_journey(tokens, k: int) -> bool:
    """Is there a word of going shortly before token ``k``, in its sentence? « repart lundi pour X », "left Y for X"."""
    motion = _classes()["place"]["motion"]
    for j in range(k - 1, max(-1, k - 1 - _CLAUSE_WORDS), -1):
        if tokens.folded[j] in motion and not tokens.words[j][0].isupper():  # « Le Dernier Train pour X » is a title
            return True
        if not _ENDS.isdisjoint(tokens.gaps[j]):
            return False
    return False


def governs(tokens, first: int, last: int) -> bool:
    """Is a verb of governing said of the name: « Québec refuse », "Texas has announced"? Not behind a preposition.

    Or is it its government that is spoken of, « le gouvernement du Québec »?
    """
    actor = _classes()["actor"]
    if first > 1 and tokens.folded[first - 1] in _DE and tokens.folded[first - 2] in _GOVERNMENT:
        return True
    for k in range(last + 1, min(last + 1 + _VERB_WORDS, tokens.size)):
        if tokens.gaps[k] not in _GLUE:
            return False
        word = tokens.folded[k]
        if word in actor["governing"]:
            left = Context(tokens, first, last).left
            return left is None or (left in actor["conjunctions"] and left not in _AND and left != "as")
        if word not in actor["auxiliaries"]:
            return False
    return False


class Context:
    """The words around tokens ``first``..``last`` of a text: articles skipped, sentence ends respected."""

    def __init__(self, tokens, first: int, last: int) -> None:
        self._tokens, self._first, self._last = tokens, first, last
        self.article: str | None = None
        k = self._step(first, -1)
        if k is not None and tokens.folded[k] in ARTICLES:
            self.article = tokens.folded[k]
            k = self._step(k, -1)
        self.left_index = k
        self.left = tokens.folded[k] if k is not None else None
        before = self._step(k, -1) if k is not None else None
        if before is not None and tokens.folded[before] in ARTICLES:
            before = self._step(before, -1)
        self.before_left_index = before
        self.before_left = tokens.folded[before] if before is not None else None
        gap = tokens.gaps[last + 1] if last + 1 < tokens.size else "."
        self.right_gap = gap
        self.bracketed = first > 0 and tokens.gaps[first].endswith("(") and gap.startswith(")")
        self.right = tokens.folded[last + 1] if last + 1 < tokens.size and gap in _GLUE else None
        self.right_word = tokens.words[last + 1] if self.right is not None else ""
        owned = tokens.folded[last + 2 : last + 2 + _OWNED_WORDS] if self.right == "s" and gap in ("'", "’") else []
        self.owns_a_thing = bool(owned) and _classes()["actor"]["owned"].isdisjoint(owned)
        # past a comma: « Le Caire, où », "Cairo, where"
        beyond = last + 1 < tokens.size and gap.strip() == ","
        self.next_word = tokens.folded[last + 1] if beyond else None
        self.next_surface = tokens.words[last + 1] if beyond else ""
        apposed = tokens.folded[last + 1 : last + 1 + _APPOSED_WORDS] if beyond else []
        if apposed and (apposed[0] in ARTICLES or apposed[0] in _ONCE):
            del apposed[0]
        self.apposed = bool(apposed) and apposed[0] in _classes()["place"]["apposed"]
        # what it is joined to: by « et », or by a comma where nothing stands between
        opening = first - 1 if self.article else first
        goes_on = self.right in _AND or gap.strip() == ","
        self.listed = self.left is None and opening > 0 and tokens.gaps[opening].strip() == "," and goes_on
        self.partner_index = opening - 1 if self.listed else self.before_left_index
        if self.before_left in _AND and (self.left in _DE or self.left in _TO):  # « du Mali et de la Guinée »
            self.partner_index = self.before_left_index - 1

    def dated(self) -> bool:
        """Does a date follow a mark, as in captions and letters: « Paris - 2 février 2019 », "Rome, March 3", "Kyiv, 2014"?"""
        k = self._last + 1
        if k >= self._tokens.size or self._tokens.gaps[k].strip() not in _BEFORE_A_DATE:
            return False
        if self._tokens.folded[k] == "le":
            k += 1  # « Lyon, le 22 mai »
        first, second, third = (*self._tokens.folded[k : k + 3], "", "", "")[:3]
        classes = knowledge()["not_places"]
        calendar = classes["calendar"] | classes["calendar_short"]
        if first[:1].isdigit():
            return second in calendar or (len(first) == 4 and first[0] in "12")
        return first in calendar and (second[:1].isdigit() or third[:1].isdigit())

    def addressed(self) -> bool:
        """Does a postcode stand before it: « 75013 Paris »? Is it a hashtag?"""
        i = self._first
        if i and self._tokens.gaps[i] == " " and is_postcode(self._tokens.words[i - 1]):
            return True
        start = self._tokens.starts[i]
        return start > 0 and self._tokens.text[start - 1] == "#"

    def labelled(self) -> bool:
        """Is it what a form asks for: « Pavillon : Malte », "POB Nakhodka"?"""
        i = self._first
        marked = i > 0 and self._tokens.gaps[i].strip(" \u00a0") in ("", ":")
        return marked and self._tokens.folded[i - 1] in knowledge()["before"]["label"]

    def meets(self) -> bool:
        """Does it open a list behind "where", « où »?"""
        if self.left not in _WHERE or self._tokens.words[self.left_index].lower() == "ou":
            return False
        return self.right_gap.strip() == "," or self.right in _AND

    def attacked(self) -> bool:
        """Does the clause before speak of an attack? « des tirs de missiles sur X », "raids against X"."""
        return self._said_before(_classes()["place"]["attack_stems"])

    def travelled(self) -> bool:
        """Does the clause before speak of a journey? « partira pour X », "had sailed from Y for X"."""
        return self._said_before(_classes()["place"]["motion"])

    def _said_before(self, words: tuple[str, ...] | frozenset[str]) -> bool:
        """``words``: stems in a tuple, whole words in a set."""
        k = self.left_index
        for _ in range(_CLAUSE_WORDS):
            k = self._step(k, -1) if k is not None else None
            if k is None:
                return False
            word = self._tokens.folded[k]
            if word.startswith(words) if isinstance(words, tuple) else word in words:
                return True
        return False

    def _step(self, k: int, by: int) -> int | None:
        """The neighbour of token ``k`` in its clause; quotation marks do not part them, other marks do."""
        j = k + by
        if j < 0 or j >= self._tokens.size:
            return None
        gap = self._tokens.gaps[max(j, k)]
        if gap in _GLUE or ("\n" not in gap and not gap.strip(_QUOTES + " \u00a0\u202f")):
            return j
        return None


def role_of(
    context: Context, kind: str, language: str | None, partner: str | None, at_home: bool = False
) -> tuple[str, str]:
    """(role, name of the rule). ``kind``: country, capital, seat, bloc, region. ``partner``: role of the name it is joined
    to. ``at_home``: it lies in a country of the text's language, whose papers speak of Paris the city.
    """
    place, actor = _classes()["place"], _classes()["actor"]
    left, before = context.left, context.before_left
    if kind == "seat":
        return _seat(context, place, partner)
    if context.owns_a_thing and kind != "bloc":
        return "place", "possessive"  # "Ukraine's steelworks", but "Ukraine's foreign minister"
    if context.right in _NEXT_DOOR and kind != "bloc":
        return "place", "neighbouring"
    if context.right in place["from_there"] and context.right_gap == "-":
        return "place", "from there"  # "the Dublin-based bureau", "a Panama-flagged tanker"
    if kind != "bloc" and context.right is not None and context.right.startswith(place["being_stems"]):
        return "place", "lies there"  # « Nouméa abrite », "Russia begins"
    if kind != "bloc" and context.labelled():
        return "place", "label"  # "Former Vessel Flag Sierra Leone"
    if context.bracketed:
        return "place", "in brackets"  # "passport RL2841190 (Lebanon)"
    if left in _ONE:
        return "place", "one of several"  # « une Italie qui … »
    if context.next_word in _WHERE and context.next_surface != "ou":
        return "place", "where"
    if context.apposed and kind != "bloc":
        return "place", "apposed"  # "Nuku'alofa, the capital of Tonga,"
    if kind != "bloc" and context.addressed():
        return "place", "address"
    if left is None:
        if kind != "bloc" and context.dated():
            return "place", "dated"
        if partner and context.listed:
            return partner, "listed"
        return _clause_start(context, kind)
    if context.meets() and kind != "bloc":
        return "place", "where"  # "where Brazil, Colombia and Peru meet"
    if left in place["prepositions"]:
        if kind == "bloc":
            return "actor", "bloc"
        return "place", "preposition"
    if left in _AND and partner:
        return partner, "joined"
    if left in _NEXT_STOP and kind != "bloc":
        return "place", "line"  # « vers Assab, puis Djibouti »
    if left in place["target_prepositions"] and kind != "bloc" and context.attacked():
        return "place", "target"
    if left in _BESIDE and before in place["borders"]:
        return "place", "border"
    if left in _BETWEEN and (before in place["motion"] or (before not in actor["nouns"] and context.travelled())):
        return "place", "line"  # « un vol entre X et Y », « transporte du riz entre X et Y »
    if left in _FOR and kind != "bloc" and context.travelled():
        return "place", "bound-for"
    if left == "par" and kind != "bloc" and context.travelled():
        return "place", "through"  # « entré par l'Ouganda »
    if left in actor["prepositions"]:
        return "actor", "with-or-against"
    if left in _TO and before in _AND and partner and kind != "bloc":
        return partner, "joined"  # « demande à Kinshasa et à Kigali de »
    if left in _TO:
        return _after_a(context, kind, actor)
    if left in _DE and before in _AND and partner and kind != "bloc":
        return partner, "joined"
    if left in _DE:
        return _after_de(context, kind, place, actor, at_home)
    if left in place["towards"]:
        giving = before is not None and before.startswith(actor["giving_stems"])
        told = left == "to" and (giving or before in actor["giving_nouns"])
        if kind == "bloc" or before in actor["nouns"] or told:
            return "actor", "towards-actor"
        return "place", "towards"
    if left in actor["conjunctions"]:
        return "actor", "clause"
    if left in place["nouns"]:
        return "place", "place-noun"
    if left.startswith(place["verb_stems"]) and kind != "bloc":
        return "place", "verb-on-place"
    if kind == "region":
        return "place", "region"
    return "actor", "subject-or-object"


def _seat(context: Context, place, partner: str | None) -> tuple[str, str]:
    """A seat of power is a building only where somebody stands in it: « à la Maison Blanche », "in the Kremlin", "outside"."""
    if context.left in place["prepositions"] or context.left in ("a", "au", "aux", "at", "devant", "from"):
        return "place", "seat-preposition"
    if context.left in _AND and partner == "place":
        return partner, "joined"  # "to Washington and Camp David"
    return "actor", "seat"


def _clause_start(context: Context, kind: str) -> tuple[str, str]:
    after = context.right_gap.lstrip(" \u00a0\u202f")
    if "\n" in after or (after and unicodedata.category(after[0]) == "So"):
        return "place", "no verb"  # an address, a signature: "Ministry of Defence, London 🇬🇧"
    if context.right_word in _AT or (after[:1] in _CLOSING and not any(quote in after for quote in _QUOTES)):
        return "place", "no verb"  # « Bamako à sec », « Cameroun : un séisme »
    if not _PARTS.isdisjoint(context.right_gap):
        return "place", "dateline"
    if kind == "region":
        return "place", "region"
    return "actor", "subject"


def _after_a(context: Context, kind: str, actor) -> tuple[str, str]:
    """« à Moscou » is there; « à la Russie », « à l'Iran » is given to it: French goes « en Russie »."""
    if kind == "bloc":
        return "actor", "bloc"
    before = context.before_left
    giving = before is not None and before.startswith(actor["giving_stems"]) and before not in actor["not_giving"]
    if context.article in ("la", "l") and kind != "region":
        return "actor", "dative"
    if giving or before in actor["giving_nouns"]:
        return "actor", "giving"
    return "place", "preposition"


def _after_de(context: Context, kind: str, place, actor, at_home: bool) -> tuple[str, str]:
    before = context.before_left
    if before in place["nouns"] or before in place["prepositions"]:
        return "place", "of-place"
    if before in place["motion"] and kind != "bloc":
        return "place", "coming-from"
    if kind == "bloc":
        return "actor", "bloc"
    if before in actor["nouns"]:
        return "actor", "of-government"
    if kind == "region":
        return "place", "region"
    if context.left == "of":
        return "place", "of"
    if at_home and kind == "capital":
        return "place", "city-at-home"
    if before is not None and before.startswith(actor["asking_stems"]):
        return "actor", "asked"  # « obtenir de l'Iran »
    # « de Russie », « d'Ukraine » without article is where from; « de la Russie », « de Moscou » is whose, if it acts at all.
    if kind == "country" and context.article is None and context.left in ("de", "d"):
        return "place", "from"
    return "place", WHOSE
