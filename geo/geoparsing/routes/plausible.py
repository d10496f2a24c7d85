"""Which triggers are movements: turns down messages that are sent, deals that are struck, storms that travel. Pure."""

from __future__ import annotations

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.geoparsing.routes.reading import is_common_noun
from geo.geoparsing.routes.slots import STRONG, WEAK, Slots, place_of, same_country

_GIVEN = ("staff", "arms", "goods", "aid", "other", "technology", "money")
_MATERIAL = (*_GIVEN, "people", "officials", "animals")


def is_movement(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    """True where the slots of the trigger at ``index`` make a movement between places, not a figure of speech."""
    if any(sentence.phrase(k, "idioms") for k in range(max(0, index - 2), min(index + 5, len(sentence.words)))):
        return False
    if "both" in frame.flags:
        return slots.has("destination", STRONG) and slots.has("origin", STRONG)
    if "ward" in frame.flags and not _to_ward(sentence, index, slots):
        return False
    check = _CHECKS.get(frame.kind)
    if check is not None:
        return check(sentence, index, frame, group, slots)
    if "plant" in frame.flags:
        return cargo_has(sentence, slots, "plant") or (
            frame.noun and _any_of(sentence, sentence.words[max(0, index - 4) : index + 7], "plant")
        )
    if "with" in frame.flags:
        return _equips(sentence, index, slots)
    if _is_modifier(sentence, index, frame, slots):
        return False
    if frame.flags & {"cargo", "material"} and not _carries(sentence, index, frame, slots):
        return False
    if cargo_has(sentence, slots, "immaterial") and not cargo_has(sentence, slots, *_MATERIAL):
        return False
    if "market" in frame.flags and not _strong(slots) and not (slots.has("origin") or slots.has("made")):
        return False
    if "craft" in frame.flags and not cargo_has(sentence, slots, "other", "animals"):
        return False
    if "site" in frame.flags and not _is_site(sentence, index, group):
        return False
    if _is_water(sentence, frame, slots):
        return False
    if "living" in frame.flags and not cargo_has(sentence, slots, "people", "animals", "displaced"):
        return False
    if "people" in frame.flags and not cargo_has(sentence, slots, "displaced", "officials"):
        return False
    if not frame.noun and frame.kind in ("carry", "transfer") and not _has_object(sentence, frame, group, slots):
        return False
    if "goal" in frame.flags and not slots.has("destination", STRONG):
        out = slots.has("origin", STRONG) and "out" in sentence.words[index + 1 : slots.stop]  # "slipped out of X"
        if not out and not _goods_from(sentence, frame, slots):
            return False
    if frame.kind in ("move", "carry", "transfer", "goto", "via") and _abstract(sentence, slots):
        return False
    if "named" in frame.flags:
        return slots.has("origin") or slots.has("made") if frame.kind in ("receive", "buy") else _strong(slots)
    return _any_end(sentence, frame, slots)


def _is_site(sentence: Sentence, index: int, group: Group | None) -> bool:
    """« l'ambassade à X a été évacuée », « évacuer le village de X »: a place is emptied, not people taken away."""
    words = sentence.words[index + 1 : index + 4]
    if group is not None and clauses.passive(sentence, group):
        own = clauses.subject(sentence, group)
        words = sentence.words[own.first : own.first + 3] if own is not None else []
    return _any_of(sentence, words, "ground", "place_heads", "sites")


def _is_water(sentence: Sentence, frame: Frame, slots: Slots) -> bool:
    """A river flows, a wind comes from somewhere: nothing is carried."""
    if frame.kind != "move" or slots.mover is None:
        return False
    mover = sentence.places[slots.mover[1]]
    return mover is not None and mover.place is not None and mover.place.kind in ("river", "lake", "sea")


def _to_ward(sentence: Sentence, index: int, slots: Slots) -> bool:
    """Admitted, taken in: only people, and only where a hospital, a shelter or a prison takes them."""
    wards = sentence.lexicon.nouns["wards"]
    near = (part for word in sentence.words[index + 1 : slots.stop + 2] for part in word.split())
    return slots.has("destination") and any(word in wards for word in near)


def _goods_from(sentence: Sentence, frame: Frame, slots: Slots) -> bool:
    """ "The rice comes from Siam": goods are on the way even where no goal is named."""
    span = slots.mover or slots.cargo
    if frame.kind not in ("move", "carry") or not slots.has("origin", STRONG) or span is None:
        return False
    return _any_of(
        sentence, sentence.words[span[0] : span[1] + 1], "goods", "arms", "aid", "displaced", "animals", "people"
    )


def _is_modifier(sentence: Sentence, index: int, frame: Frame, slots: Slots) -> bool:
    """ "relief programme", "flight attendants": an English noun before a noun names no movement, unless an end follows at once."""
    following = index + 1
    if (
        not frame.noun
        or sentence.lexicon.language != "en"
        or following >= len(sentence.words)
        or frame.kind == "nbearing"
    ):
        return False
    if not is_common_noun(sentence, following):
        return False
    while following < len(sentence.words) and is_common_noun(sentence, following):
        following += 1
    return following >= len(sentence.words) or sentence.category(following)[0] not in (
        "to",
        "from",
        "between",
        "against",
        "for",
        "on",
    )


def _strong(slots: Slots) -> bool:
    return slots.has("destination", STRONG) or slots.has("origin", STRONG)


def _any_end(sentence: Sentence, frame: Frame, slots: Slots) -> bool:
    """One sure end, or two unsure ones."""
    if frame.kind == "receive" and not slots.has("origin") and not slots.has("made"):
        return slots.has("destination") and cargo_has(sentence, slots, "arms", "goods", "aid")
    if frame.kind == "nvisit" and slots.has("destination"):
        return True
    if slots.has("destination", WEAK) or slots.has("origin", WEAK):
        return True
    return slots.has("destination") and (slots.has("made") or slots.has("origin"))


def _has_object(sentence: Sentence, frame: Frame, group: Group | None, slots: Slots) -> bool:
    """ "moved to Leeds" carries nothing: a carrying verb has an object, is passive, or is a habit (exports to)."""
    if slots.cargo is not None or "habit" in frame.flags:
        return True
    if group is not None and group.infinitive and group.first > 0 and is_common_noun(sentence, group.first - 1):
        return slots.has("destination", STRONG)  # "coats to send to X", « des vivres à envoyer à X »
    return group is not None and (clauses.passive(sentence, group) or _pronoun_object(sentence, group))


def _bearing(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    return (_strong(slots) and cargo_has(sentence, slots, *_MATERIAL)) or _vehicle(sentence, slots)


def _connects(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    return slots.has("destination") and slots.has("origin") and _vehicle(sentence, slots)


def _hits(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    falling = (word for word in _cargo_words(sentence, slots) if word not in sentence.lexicon.modes)
    return slots.has("destination", STRONG) and _any_of(sentence, list(falling), "arms")  # a helicopter has an accident


def _builds(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    return slots.has("destination", STRONG) and _abroad(sentence, slots) and cargo_has(sentence, slots, "plant")


def _trains(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    words = sentence.words[index + 1 : slots.stop + 3]
    return slots.has("destination") and _any_of(sentence, words, "people", "officials", "arms")


def _any_of(sentence: Sentence, words: list[str], *classes: str) -> bool:
    return any(word in sentence.lexicon.nouns[name] for word in words for name in classes)


def _strikes(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    """No deal that is struck, no storm that strikes; weapons that are used or fired have to be weapons."""
    if _any_of(sentence, sentence.words[max(0, index - 1) : index + 4], "strike_not") or cargo_has(
        sentence, slots, "strike_not"
    ):
        return False
    own = clauses.subject(sentence, group) if group is not None else None
    if own is not None and _any_of(sentence, sentence.words[own.first : own.last + 1], "striker_not"):
        return False
    if frame.kind in ("use", "fire") and slots.cargo is not None:
        makes = _any_of(sentence, _cargo_words(sentence, slots)[:3], "plant")  # « lancer la production de missiles »
        return cargo_has(sentence, slots, "arms") and not makes and (slots.has("destination") or slots.has("origin"))
    return slots.has("destination")


def _fetches(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    """« aller chercher du bois en X », "picked up the cargo in X": a bare « chercher » looks for something."""
    if not slots.has("origin", STRONG) or slots.cargo is None:
        return False
    if cargo_has(sentence, slots, "immaterial") and not cargo_has(sentence, slots, *_MATERIAL):
        return False
    if group is None or frame.particle or frame.lemma == "fetch":
        return True
    before = sentence.words[max(0, group.first - 2) : group.first]
    fetchers = sentence.lexicon.words["fetchers"]
    return any(sentence.lexicon.lemmas.get(word, frozenset()) & fetchers for word in before)


def _meets(sentence: Sentence, index: int, frame: Frame, group: Group | None, slots: Slots) -> bool:
    """Who governs or speaks for a state has travelled to meet another; a club that meets has not."""
    if not slots.has("destination", STRONG):
        return False
    if slots.mover is None:
        return False
    subject = sentence.words[slots.mover[0] : slots.mover[1] + 1]
    both = _any_of(sentence, subject, "statesmen") and slots.cargo is None  # "the two ministers will meet in X"
    return both or _any_of(sentence, sentence.words[index + 1 : index + 9], "statesmen")


# The kinds of frames that have a rule of their own; the others carry, send or travel.
_CHECKS = {
    "nbearing": _bearing, "connect": _connects, "impact": _hits, "build": _builds, "train": _trains,
    "fetch": _fetches, "meet": _meets,
    "strike": _strikes, "nstrike": _strikes, "fire": _strikes, "use": _strikes,
}  # fmt: skip


def _abroad(sentence: Sentence, slots: Slots) -> bool:
    """True where the builder is named and not of the country where it builds."""
    builders, sites = ([place_of(sentence, t).place for t in slots.tokens(role)] for role in ("origin", "destination"))
    return bool(builders) and not any(same_country(a, b) for a in builders for b in sites)


def _cargo_words(sentence: Sentence, slots: Slots) -> list[str]:
    return sentence.words[slots.cargo[0] : slots.cargo[1] + 1] if slots.cargo is not None else []


def cargo_has(sentence: Sentence, slots: Slots, *classes: str) -> bool:
    """True where a word of the cargo is of one of the classes of routes_words.toml."""
    return _any_of(sentence, _cargo_words(sentence, slots), *classes)


def _equips(sentence: Sentence, index: int, slots: Slots) -> bool:
    """support X with drones, « aider X à construire une usine »: something is handed over, or built."""
    if not slots.has("destination"):
        return False
    if cargo_has(sentence, slots, "arms", "goods", "aid", "other", "money"):
        return True
    after = sentence.words[slots.stop : slots.stop + 9]
    return _any_of(sentence, after, "plant") and any(word in sentence.lexicon.verbs for word in after[:2])


def _carries(sentence: Sentence, index: int, frame: Frame, slots: Slots) -> bool:
    """True where the object can be carried: a listed class, or an unknown thing with an explicit to or from."""
    if frame.noun:
        if slots.has("destination", STRONG) and _of_thing(sentence, index, slots):
            return True
        return _any_of(sentence, sentence.words[max(0, index - 4) : index + 8], *_GIVEN)
    given = _MATERIAL if "material" not in frame.flags else _GIVEN
    if cargo_has(sentence, slots, *given):
        return True
    if cargo_has(sentence, slots, "immaterial"):
        return False
    if "material" not in frame.flags:
        return _strong(slots)
    first = _cargo_words(sentence, slots)[:1]
    if (
        first
        and slots.has("destination", STRONG)
        and (first[0][0].isdigit() or first[0] in sentence.lexicon.words["numerals"])
    ):
        return True  # « a prêté à la Grèce trois Canadair »
    after = sentence.words[index + 1 : index + 16]
    return slots.has("destination") and _any_of(sentence, after, "arms", "goods", "aid", "technology")


def _of_thing(sentence: Sentence, index: int, slots: Slots) -> bool:
    """ "sales of cognac to X": something is named that goes there, and it is no speech and no firm."""
    if slots.cargo is None or slots.cargo[0] != index + 2 or cargo_has(sentence, slots, "immaterial"):
        return False
    return sentence.words[slots.cargo[0]] not in sentence.lexicon.words["determiners"]


def _vehicle(sentence: Sentence, slots: Slots) -> bool:
    span = slots.mover or slots.cargo
    return span is not None and any(
        part in sentence.lexicon.modes
        for word in sentence.words[span[0] : span[1] + 1]
        for part in (word, *word.split("-"))
    )


def _abstract(sentence: Sentence, slots: Slots) -> bool:
    """A storm, a price, a talk goes to a place; nothing is carried there."""
    span = slots.mover or slots.cargo
    if span is None:
        return False
    words = sentence.words[span[0] : min(span[1], span[0] + 6) + 1]
    if not _any_of(sentence, words, "mover_not"):
        return False
    if _any_of(sentence, _head(sentence, span), "mover_not"):
        return True
    return not _any_of(sentence, sentence.words[span[0] : span[1] + 1], *_MATERIAL)


def _head(sentence: Sentence, span: tuple[int, int]) -> list[str]:
    """The noun that a phrase is about: English the last before its first preposition, French the first."""
    first, last = span
    known = sentence.lexicon.words
    if sentence.lexicon.language == "fr":
        while first < last and (sentence.words[first] in known["determiners"] or sentence.words[first][0].isdigit()):
            first += 1
        return sentence.words[first : first + 1]
    end = next(
        (
            k
            for k in range(first + 1, last + 1)
            if sentence.category(k)[0] or sentence.tags(k) or sentence.words[k] == ","
        ),
        last + 1,
    )
    return sentence.words[end - 1 : end]


def _pronoun_object(sentence: Sentence, group: Group) -> bool:
    """« qui les envoie à », "sent them to": the object is a pronoun, or the relative pronoun before."""
    words = sentence.words[group.first : group.verb] + sentence.words[group.verb + 1 : group.verb + 2]
    known = sentence.lexicon.words
    if any(word in known["clitics"] or word in known["pronouns"] for word in words):
        return True
    relatives = [
        k for k in range(max(0, group.first - 8), group.first) if sentence.words[k] in known["object_relatives"]
    ]
    return any(
        k and k != group.first - 1 and not sentence.tags(k - 1) for k in relatives
    )  # "crates that", but not "said that"
