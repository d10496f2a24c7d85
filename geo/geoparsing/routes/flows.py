"""Which flow a movement is: trade, aid, a flight, a visit, … from its verb or noun and from what moves. Pure."""

from __future__ import annotations

import re

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.geoparsing.routes.slots import Slots, place_of

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NEAR = 8  # tokens after a noun such as "route" in which what is carried may be named


def flow_of(sentence: Sentence, index: int, frame: Frame, slots: Slots) -> str:
    """The flow of the frame at ``index``, refined by what moves: refugees are displaced, relief is aid, troops are other."""
    base, _, fallback = frame.flow.partition("/")
    if base in ("strike", "technology"):
        return base
    moved = _Moved(sentence, index, frame, slots)
    if base == "other":
        fleeing = frame.kind in ("move", "via", "nmove") and (moved.has("displaced") or moved.crowd)
        return "displacement" if fleeing else base
    if base == "aid":
        if moved.has("aid", "staff", "money", "goods") or (moved.vehicles and not moved.has("arms", "people")):
            return base
        by_itself = moved.troops or moved.has("animals") or (moved.has("other") and not moved.vehicles)
        loaded = moved.has("arms", "displaced", "people") or by_itself
        base, fallback = ("auto", "other") if loaded else (base, "")
    if base in ("visit", "displacement"):
        return _of_travel(base, frame, moved)
    return _of_goods(base, fallback, frame, moved)


class _Moved:
    """What moves, as classes of routes_words.toml."""

    def __init__(self, sentence: Sentence, index: int, frame: Frame, slots: Slots) -> None:
        self.sentence, self.slots = sentence, slots
        self.words = _words(sentence, index, frame, slots)
        self.head = _head(sentence, self.words)
        nouns = sentence.lexicon.nouns
        self.needed = any(word in nouns[name] for word in sentence.words for name in ("relief_cause", "relief_givers"))
        self.vehicles = any(word in sentence.lexicon.modes for word in self.words)
        self.carried = self.has("other", "animals") or self.vehicles
        self.official = any(word in nouns["officials"] and word not in nouns["other"] for word in self.words)
        self.troops = any(word in nouns["troops"] for word in self.head)

    def has(self, *names: str) -> bool:
        nouns = self.sentence.lexicon.nouns
        return any(word in nouns[name] for word in self.words for name in names)

    @property
    def is_technology(self) -> bool:
        """True for « lignes de production de drones », but not for « drones de fabrication locale »: what comes first counts."""
        nouns = self.sentence.lexicon.nouns
        listed = (word for word in self.words if any(word in nouns[name] for name in ("technology", "arms", "goods")))
        return next(listed, "") in nouns["technology"]

    @property
    def only_goods(self) -> bool:
        """True where goods move and neither a vehicle, an animal nor people are named."""
        nouns, modes = self.sentence.lexicon.nouns, self.sentence.lexicon.modes
        living = self.has("other", "animals", "people") or any(word in modes for word in self.words)
        return not living and any(word in nouns["goods"] for word in self.words)

    @property
    def only_craft(self) -> bool:
        """True where all arms are craft that go by themselves, and to no state: two aircraft sent to a base."""
        modes, arms = self.sentence.lexicon.modes, self.sentence.lexicon.nouns["arms"]
        listed = [word for word in self.words if word in arms]
        ends = (place_of(self.sentence, token).place for token in self.slots.tokens("destination"))
        to_state = any(place is not None and (place.kind == "country" or place.stands_for) for place in ends)
        return bool(listed) and not to_state and all(word in modes for word in listed)

    @property
    def crowd(self) -> bool:
        """True for « 14 000 Haïtiens »: a number of people of a country."""
        span = self.slots.mover or self.slots.cargo
        crowds = self.sentence.lexicon.words["crowds"]
        if span is None or not any((word[0].isdigit() and len(word) > 1) or word in crowds for word in self.words):
            return False
        known = self.sentence.lexicon.words["determiners"]
        people = [
            k
            for k in range(span[0], span[1] + 1)
            if (place := self.sentence.places[k]) is not None and place.mention.role == "demonym"
        ]
        last = max((k for k in range(span[0], span[1] + 1) if self.sentence.words[k] not in known), default=-1)
        return bool(people) and people[-1] == last


def _words(sentence: Sentence, index: int, frame: Frame, slots: Slots) -> list[str]:
    """The words for what moves; for « il », "it", those of the first subject before it."""
    span = slots.cargo or slots.mover
    words = sentence.words[index + 1 : min(index + _NEAR, slots.stop)] if frame.kind == "nlink" else []
    if span is None:
        return words
    first, last = span
    if first == last and slots.cargo is not None and sentence.words[first] in sentence.lexicon.words["anaphors"]:
        return words  # "sent it on": no subject of the sentence
    if first == last and sentence.words[first] in sentence.lexicon.words["anaphors"]:
        verb = next((k for k in range(first) if sentence.is_finite(k)), None)
        own = clauses.subject(sentence, clauses.verb_group(sentence, verb)) if verb is not None else None
        first, last = (own.first, own.last) if own is not None else span
    return sentence.words[first : last + 1] + words


def _head(sentence: Sentence, words: list[str]) -> list[str]:
    """About where the head of a noun phrase stands: early in French, before the first preposition in English."""
    if sentence.lexicon.language == "fr":
        return words[:4]
    end = next((k for k, word in enumerate(words) if k and word in sentence.lexicon.prepositions), len(words))
    return words[max(0, end - 3) : end]


def _of_travel(base: str, frame: Frame, moved: _Moved) -> str:
    if moved.has("displaced"):
        return "displacement"
    if moved.troops:
        return "other"
    if moved.official:
        return base
    if base == "visit" and moved.has("aid"):
        return "aid"
    if "flight" in frame.flags and not moved.has("animals", "goods"):
        return base
    if moved.only_goods:
        return "supply"
    if moved.carried or moved.has("money") or (base == "visit" and _to_ward(moved)):
        return "other"
    if moved.has("goods", "arms"):
        return "supply"
    uprooted = not moved.sentence.lexicon.nouns["uprooting"].isdisjoint(moved.sentence.words)
    return "displacement" if moved.crowd or uprooted else base


def _of_goods(base: str, fallback: str, frame: Frame, moved: _Moved) -> str:
    if (frame.kind == "equip" and moved.slots.cargo is None) or moved.is_technology:
        return "technology"
    if moved.has("germs"):
        return "other"
    if base == "supply" and moved.has("displaced"):
        return "displacement"
    handed = base == "auto" and frame.kind in ("transfer", "ntransfer", "receive")
    relief = moved.has("aid") or (moved.needed and moved.has("staff", "relief_goods"))
    dropped = frame.mode == "air" and frame.kind == "carry"
    if relief or ((dropped or (handed and frame.kind != "receive")) and moved.has("relief_goods")):
        return "aid"
    if moved.troops or (base == "auto" and moved.only_craft):
        return "other"
    if "back" in frame.flags and moved.has("goods", "arms", "money", "animals"):
        return "other"  # what is given back is no trade
    if moved.has("arms", "goods"):
        return "supply"
    if moved.has("money"):
        return "aid" if moved.needed and handed else "other"
    if handed and moved.has("staff") and not moved.official:
        return "aid"
    if base != "auto":
        return base
    if moved.carried and fallback == "supply":
        return "other"
    if moved.has("displaced") or moved.crowd or ("back" in frame.flags and moved.has("people") and not moved.carried):
        return "displacement"
    return "visit" if moved.official else fallback


def _to_ward(moved: _Moved) -> bool:
    """Who goes to a hospital or a prison makes no visit."""
    wards = moved.sentence.lexicon.nouns["wards"]
    tokens = moved.slots.tokens("destination")
    near = (word for token in tokens for word in moved.sentence.words[max(0, token - 3) : token + 3])
    return any(not wards.isdisjoint(_WORD.findall(word)) for word in near)
