"""Ends of a movement: a verb or noun of movement in, its origins, destinations, stops and cargo out. Pure.

One scan to the right of the trigger reads prepositional phrases; the subject, genitives and demonyms fill what is still missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.model import Place, Resolution

STRONG, WEAK, HINT = 3, 2, 1
_MAX_CARGO_TOKENS = 14


@dataclass(slots=True)
class Slots:
    """What fills each end: (token, strength), and the tokens of the cargo and of the mover."""

    found: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    cargo: tuple[int, int] | None = None
    mover: tuple[int, int] | None = None
    stop: int = 0  # token where the reading to the right ended
    bidirectional: bool = False

    def add(self, role: str, token: int, strength: int) -> None:
        entries = self.found.setdefault(role, [])
        if all(token != known for known, _ in entries):
            entries.append((token, strength))

    def tokens(self, role: str) -> list[int]:
        """The tokens of the best reading of ``role``, in order of the text."""
        entries = self.found.get(role, [])
        best = max((strength for _, strength in entries), default=0)
        return sorted(token for token, strength in entries if strength == best)

    def has(self, role: str, strength: int = HINT) -> bool:
        return any(known >= strength for _, known in self.found.get(role, []))


def _role(frame: Frame, category: str) -> tuple[str, int]:
    role = frame.slots.get(category, "")
    return role.rstrip("?"), WEAK if role.endswith("?") else STRONG


def read(sentence: Sentence, index: int, frame: Frame, group: Group | None) -> Slots:
    """All slots of the trigger at ``index``. ``group`` is its verb group, None for a noun."""
    slots = Slots()
    if group is None:
        _read_noun(sentence, index, frame, slots)
    else:
        _read_verb(sentence, group, frame, slots)
    return slots


# --- to the right


@dataclass(slots=True)
class _Reading:
    """State of one reading to the right of a trigger: the phrase it is in, and what it found."""

    sentence: Sentence
    frame: Frame
    start: int
    state: str  # object, phrase (after a preposition), list (after a toponym and a comma or conjunction), or empty
    role: str = ""
    strength: int = 0
    fresh: bool = False  # right after a preposition: a determiner does not start a new phrase yet
    comma: bool = False
    last_place: int = -1
    cargo: int = -1
    cargo_end: int = -1
    placed: list[tuple[str, int, int]] = field(default_factory=list)
    separators: list[int] = field(default_factory=list)

    def leave(self) -> None:
        self.state, self.role, self.strength = "", "", 0

    def enter(self, role: str, strength: int) -> None:
        self.state, self.role, self.strength = ("phrase", role, strength) if role else ("", "", 0)
        self.fresh = True

    @property
    def takes_cargo(self) -> bool:
        return self.cargo < 0 and self.frame.slots.get("object") == "cargo"


def scan(sentence: Sentence, index: int, frame: Frame, slots: Slots, objects: bool) -> None:
    """Reads phrases from ``index`` to the end of the clause. ``objects``: bare phrases are the object of an active verb."""
    reading = _Reading(sentence, frame, index, "object" if objects and "object" in frame.slots else "")
    k, count = index, len(sentence.words)
    while k < count:
        onward = _onward(sentence, k, slots, reading)
        if onward:
            k += onward
            continue
        if sentence.places[k] is not None:
            _read_place(reading, k)
            k += 1
            continue
        aside = _aside_end(sentence, k)
        if aside:
            k = aside
            continue
        if _ends_clause(sentence, k, index) or _ends_at_comma(reading, k):
            break
        k += _read_word(reading, k, objects)
    slots.stop = k
    _keep(reading, slots, k, objects)


def _aside_end(sentence: Sentence, k: int) -> int:
    """The token after a pair of dashes or brackets that opens at ``k``, 0 where none does."""
    closing = _CLOSING.get(sentence.words[k])
    if closing is None:
        return 0
    for end in range(k + 1, min(k + 20, len(sentence.words))):
        if sentence.words[end] == closing:
            return end + 1
        if sentence.tags(end) and sentence.is_finite(end):
            return 0
    return 0


_CLOSING = {"–": "–", "—": "—", "(": ")", "[": "]"}


def _onward(sentence: Sentence, k: int, slots: Slots, reading: _Reading) -> int:
    """ "for use in X", « utilisés en X »: where what is delivered goes on to. Returns the tokens read."""
    if reading.frame.kind not in ("transfer", "carry", "ntransfer") or sentence.places[k] is not None:
        return 0
    size = sentence.phrase(k, "onward")
    if not size:
        return 0
    place = _next_place(sentence, k + size - 1)
    if place is None:
        return 0
    slots.add("onward", place, STRONG)
    if reading.cargo_end < 0 <= reading.cargo:
        reading.cargo_end = k - 1
    reading.leave()
    return place - k + 1


def _read_place(reading: _Reading, k: int) -> None:
    taken = _place(reading, k)
    if taken is None and reading.state == "list" and reading.placed:
        taken = (reading.placed[-1][0], k, reading.placed[-1][2])
    if taken is not None:
        reading.placed.append(taken)
        reading.last_place = k
    if reading.state == "object" and reading.cargo < 0:
        reading.cargo = k
    reading.fresh = False


def _read_word(reading: _Reading, k: int, objects: bool) -> int:
    """Takes the word at ``k`` (no toponym, no end of clause) into account. Returns the tokens read."""
    sentence, word = reading.sentence, reading.sentence.words[k]
    known = sentence.lexicon.words
    if word == ",":
        reading.separators.append(k)
        reading.comma = True
        if reading.last_place == k - 1 and _list_follows(sentence, k):
            reading.state = "list"
        elif not (reading.state == "object" and reading.cargo >= 0 and not reading.placed):
            reading.leave()
        return 1
    if word in known["conjunctions"]:
        reading.separators.append(k)
        if reading.last_place == k - 1:
            reading.state = "list"
        return 1
    counting = sentence.phrase(k, "counting")
    if counting:
        if (objects and reading.takes_cargo and not reading.fresh) or reading.state == "object":
            reading.leave()
            reading.state, reading.cargo = "object", k if reading.cargo < 0 else reading.cargo
        return counting
    if (
        objects
        and reading.takes_cargo
        and not reading.fresh
        and reading.state in ("phrase", "")
        and _starts_phrase(reading, k)
    ):
        reading.leave()
        reading.state, reading.cargo = "object", k
        return 1
    category, size = sentence.category(k)
    if category:
        return _read_preposition(reading, k, category, size)
    if reading.state == "object" and reading.cargo < 0 and word not in known["adverbs"]:
        reading.cargo = k
    if (
        reading.state == "list"
        and not word[0].isdigit()
        and word not in known["determiners"]
        and word not in known["links"]
    ):
        reading.leave()
    if word not in known["determiners"]:
        reading.fresh = False
    if reading.state == "phrase" and word in sentence.lexicon.nouns["no_goal"]:
        reading.leave()
    return 1


def _starts_phrase(reading: _Reading, k: int) -> bool:
    """True where a determiner or a number opens a phrase of its own: « à Lima des dizaines de bus », « en mai une usine »."""
    word = reading.sentence.words[k]
    if word in ("des", "du", "d'", "de"):
        return reading.last_place == k - 1 and word != "de" and word != "d'"
    known = reading.sentence.lexicon.words
    return (word in known["determiners"] and word not in ("tout", "tous", "même") and word not in known["adverbs"]) or (
        word[0].isdigit() and reading.last_place == k - 1
    )


def _read_preposition(reading: _Reading, k: int, category: str, size: int) -> int:
    if reading.state == "object":
        if category == "of":
            reading.cargo = k if reading.cargo < 0 else reading.cargo
            return size
        if reading.cargo_end < 0 <= reading.cargo:
            reading.cargo_end = k - 1
    _enter(reading, k, category)
    return size


def _enter(reading: _Reading, k: int, category: str) -> None:
    """The role of the phrase that the preposition at ``k`` opens."""
    sentence, frame = reading.sentence, reading.frame
    moves = frame.kind in ("move", "nmove")
    carries = (
        frame.kind in ("transfer", "carry", "fire") and reading.state != "object" and sentence.lexicon.language == "fr"
    )
    opens = (frame.noun and not reading.placed) or moves or carries
    if (
        category == "of"
        and opens
        and (not reading.role or reading.state == "list")
        and _next_place(sentence, k) is not None
    ):
        # « revenir de Rome », but "the return of Rome" says nothing
        french = carries or (moves and sentence.lexicon.language == "fr")
        reading.enter(*(("origin", STRONG if moves else WEAK) if french else _role(frame, "of")))
        return
    if category in ("of", "loc") and reading.state == "phrase" and reading.role and reading.last_place != k - 1:
        return  # « au port de X », "to the hospital in X": the phrase goes on
    if category == "of":
        reading.fresh = True
        return
    if category == "on":
        category = "against" if "against" in frame.slots else "loc"
    if category == "over":
        category = "via" if frame.mode == "air" or moves or frame.kind in ("via", "nlink") else "loc"
    if category == "across":
        category = "via" if moves or frame.kind in ("via", "nlink") else "for"
    if category == "through" and frame.slots.get("by"):
        category = "by" if reading.sentence.words[k] == "par" else "via"
    elif category == "through":
        category = "via"
    role, strength = _role(frame, category)
    if category == "for" and role and "for" in frame.flags:
        strength = STRONG
    if category == "loc" and frame.kind == "nvisit" and sentence.lexicon.language == "fr":
        strength = STRONG  # « voyage en Grèce », but "a trip in spring"
    elif category == "loc" and not _takes_place(frame):
        strength = HINT if role else 0
    reading.enter(role, strength)


def _takes_place(frame: Frame) -> bool:
    """True where « in X » names an end, not just the scene."""
    return "loc" in frame.flags or frame.kind in (
        "strike",
        "use",
        "build",
        "impact",
        "nstrike",
        "nvisit",
        "nbearing",
        "fire",
    )


def _ends_at_comma(reading: _Reading, k: int) -> bool:
    """After a comma, a phrase of its own starts: nothing behind it belongs to the trigger any more."""
    if not reading.placed or k == 0 or reading.sentence.words[k - 1] != "," or reading.state in ("object", "list"):
        return False
    word = reading.sentence.words[k]
    return word in reading.sentence.lexicon.words["determiners"] and not reading.sentence.category(k)[0]


def _keep(reading: _Reading, slots: Slots, stop: int, objects: bool) -> None:
    sentence = reading.sentence
    cut = stop if reading.frame.noun else _cut(sentence, stop, reading.separators)
    for role, token, strength in reading.placed:
        if token < cut and not (role == "via" and sentence.places[token].mention.role == "demonym"):  # type: ignore[union-attr]
            slots.add(role, token, strength)
    if not objects or reading.cargo < 0 or reading.frame.slots.get("object") != "cargo":
        return
    end = min(reading.cargo_end if reading.cargo_end >= 0 else min(stop, cut) - 1, reading.cargo + _MAX_CARGO_TOKENS)
    while end > reading.cargo and (
        sentence.words[end] in sentence.lexicon.words["conjunctions"] or sentence.words[end] in ",.;:"
    ):
        end -= 1
    if end >= reading.cargo:
        slots.cargo = (reading.cargo, end)


def _next_place(sentence: Sentence, k: int) -> int | None:
    """The toponym that follows a preposition, articles and adjectives apart."""
    known = sentence.lexicon.words
    for following in range(k + 1, min(k + 4, len(sentence.words))):
        if sentence.places[following] is not None:
            return following
        if sentence.words[following] not in known["determiners"] and sentence.words[following] not in known["links"]:
            return None
    return None


def _place(reading: _Reading, k: int) -> tuple[str, int, int] | None:
    """The role of the toponym at ``k`` in the phrase that is being read."""
    sentence, frame = reading.sentence, reading.frame
    demonym = place_of(sentence, k).mention.role == "demonym"
    if reading.state == "phrase" and reading.role:
        strength = min(reading.strength, WEAK) if _is_modifier(sentence, k) else reading.strength
        return reading.role, k, HINT if demonym else strength
    if reading.state != "object":
        return None
    role, strength = _role(frame, "object")
    if role in ("destination", "origin", "via") and not reading.comma:
        return role, k, HINT if demonym or _is_modifier(sentence, k) else strength
    if demonym and role == "cargo":
        return "made", k, HINT
    if "dative" in frame.slots and _is_dative(sentence, reading.start, k):
        return "destination", k, STRONG
    if (
        role == "cargo"
        and k > reading.start
        and (sentence.category(k - 1)[0] == "of" or sentence.category(k - 2)[0] == "of")
    ):
        return "made", k, HINT
    return None


def _is_modifier(sentence: Sentence, k: int) -> bool:
    """ "the US president's home": the toponym only qualifies the noun after it."""
    if sentence.lexicon.language != "en" or k + 1 >= len(sentence.words) or sentence.places[k + 1] is not None:
        return False
    word = sentence.words[k + 1]
    if word in ("'s", "'"):
        return True
    if word in sentence.lexicon.nouns["ground"] or word in sentence.lexicon.nouns["place_heads"]:
        return False
    return (
        word.isalpha()
        and not word.endswith(("ed", "ing"))
        and not sentence.category(k + 1)[0]
        and not sentence.tags(k + 1)
        and not any(
            word in sentence.lexicon.words[name]
            for name in ("adverbs", "conjunctions", "boundaries", "relatives", "determiners", "pronouns")
        )
        and sentence.text[sentence.starts[k + 1]].islower()
    )


def _is_dative(sentence: Sentence, index: int, k: int) -> bool:
    """English "sent Togo hundreds of tents": the toponym stands first and more follows it."""
    if sentence.lexicon.language != "en" or k > index + 1 or (k == index + 1 and sentence.words[index] != "the"):
        return False
    following = k + 1
    if following >= len(sentence.words) or sentence.places[following] is not None:
        return False
    word = sentence.words[following]
    return word[0].isalnum() and not sentence.category(following)[0] and not sentence.tags(following)


def _list_follows(sentence: Sentence, comma: int) -> bool:
    """After "Darfur," : another toponym, and a conjunction before the list ends."""
    k = comma + 1
    seen = False
    while k < len(sentence.words) and k < comma + 14:
        word = sentence.words[k]
        if sentence.places[k] is not None:
            if seen and sentence.words[k - 1] in sentence.lexicon.words["listing"]:
                return True
            seen = True
        elif word in sentence.lexicon.words["listing"]:
            if not seen:
                return _next_place(sentence, k) is not None
            return _next_place(sentence, k) is not None
        elif (
            word != ","
            and word not in sentence.lexicon.words["determiners"]
            and sentence.category(k)[0] not in ("to", "loc", "from")
        ):
            return False
        k += 1
    return False


def _ends_clause(sentence: Sentence, k: int, index: int) -> bool:
    known = sentence.lexicon.words
    word = sentence.words[k]
    if clauses.is_hard(sentence, k) or (word in known["relatives"] and word != "that") or word in known["boundaries"]:
        return sentence.category(k)[0] == ""
    if word == "that":
        return k + 1 >= len(sentence.words) or sentence.words[k + 1] not in known["conjunctions"]
    if word in ("»", "”") and k > index:
        return False
    tags = sentence.tags(k)
    if not tags:
        return word == "to" and sentence.lexicon.language == "en" and clauses.is_infinitive(sentence, k)
    if sentence.is_finite(k):
        return True
    if "B" in tags:
        return sentence.lexicon.language == "fr" or sentence.words[k - 1] == "to"
    if "G" in tags:
        return not sentence.category(k)[0] and sentence.words[k - 1] in (",", "en", "by", *known["conjunctions"])
    # A participle with a complement of its own: « utilisés en Suède », "led by"; but « effectué en Suède » says nothing more
    if word in known["light"]:
        return False
    return sentence.words[k - 1] == "," or (
        k + 1 < len(sentence.words) and sentence.category(k + 1)[0] not in ("", "of")
    )


def _cut(sentence: Sentence, stop: int, separators: list[int]) -> int:
    """Where a finite verb ended the reading, what follows the last comma or conjunction is its subject."""
    if stop < len(sentence.words) and sentence.tags(stop) and sentence.is_finite(stop) and separators:
        return separators[-1]
    return stop


# --- verbs


def _read_verb(sentence: Sentence, group: Group, frame: Frame, slots: Slots) -> None:
    is_passive = (
        clauses.passive(sentence, group) and frame.kind not in ("move",) and _can_be_passive(sentence, group, frame)
    )
    scan(sentence, group.verb + 1 + _particle(sentence, group, frame), frame, slots, objects=not is_passive)
    _given(sentence, group, frame, slots)
    own = clauses.subject(sentence, group)
    _relative_place(sentence, group, slots)
    if own is None:
        return
    if is_passive:
        _passive_subject(sentence, own, frame, slots)
        return
    _active_subject(sentence, own, frame, slots)
    _object_relative(sentence, own, frame, slots)
    if not slots.has("destination"):
        for token in _user(sentence, frame, slots) or _target(sentence, frame, slots):
            slots.add("destination", token, STRONG)


def _given(sentence: Sentence, group: Group, frame: Frame, slots: Slots) -> None:
    """ "support X with drones": the with-phrase is the cargo."""
    if frame.slots.get("with") != "cargo" or slots.cargo is not None:
        return
    for k in range(group.verb + 1, min(slots.stop, len(sentence.words))):
        if sentence.category(k)[0] == "with":
            last = next(
                (j - 1 for j in range(k + 2, slots.stop) if sentence.category(j)[0] not in ("", "of")), slots.stop - 1
            )
            if last > k:
                slots.cargo = (k + 1, min(last, k + _MAX_CARGO_TOKENS))
            return


def _user(sentence: Sentence, frame: Frame, slots: Slots) -> list[int]:
    """« livre des bus que X utilise »: the user has received them."""
    k = slots.stop
    if (
        frame.kind != "transfer"
        or slots.cargo is None
        or k + 2 >= len(sentence.words)
        or sentence.words[k] not in sentence.lexicon.words["object_relatives"]
    ):
        return []
    verb = next((j for j in range(k + 1, min(k + 8, len(sentence.words))) if sentence.tags(j)), None)
    if verb is None or not any(
        found.kind == "use" for found, _ in sentence.lexicon.frames.get(sentence.words[verb], ())
    ):
        return []
    return heads(sentence, k + 1, verb - 1)[:1]


def _target(sentence: Sentence, frame: Frame, slots: Slots) -> list[int]:
    """« utilise des mines pour bloquer des ports kényans »: what the weapons are used on."""
    k, count = slots.stop, len(sentence.words)
    verb = next((j for j in range(k, min(k + 3, count)) if "B" in sentence.tags(j)), None)
    if frame.kind != "use" or verb is None:
        return []
    last = next(
        (j for j in range(verb + 1, min(verb + 10, count)) if sentence.tags(j) or sentence.words[j] == ","),
        min(verb + 10, count),
    )
    return [j for j in range(verb + 1, last) if sentence.places[j] is not None][:1]


def _can_be_passive(sentence: Sentence, group: Group, frame: Frame) -> bool:
    """« est arrivé », "is fled" are active; a past form with an object after it is, too."""
    if group.auxiliaries or sentence.lexicon.language == "fr":
        return not group.reflexive
    return sentence.is_reduced(group.verb) or frame.kind not in ("leave", "goto")


def _particle(sentence: Sentence, group: Group, frame: Frame) -> int:
    following = group.verb + 1
    return (
        1 if frame.particle and following < len(sentence.words) and sentence.words[following] == frame.particle else 0
    )


def _relative_place(sentence: Sentence, group: Group, slots: Slots) -> None:
    """« X, où le virus a été apporté »: the places before "where" are the destination; before « d'où », the origin."""
    known = sentence.lexicon.words
    for k in range(group.first - 1, max(-1, group.first - 10), -1):
        word = sentence.words[k]
        if word in known["where"]:
            before = k - 1
            role = "destination"
            if before >= 0 and sentence.words[before] in ("d'", "from"):
                role, before = "origin", before - 1
            if before >= 0 and sentence.words[before] == ",":
                before -= 1
            if before >= 0 and sentence.places[before] is not None and not slots.has(role, WEAK):
                for token in coordinated(sentence, before):
                    slots.add(role, token, STRONG)
            return
        if word in known["boundaries"] or clauses.is_hard(sentence, k) or word in known["relatives"]:
            return


def coordinated(sentence: Sentence, token: int) -> list[int]:
    """The toponym at ``token`` and those listed before it: A, B and C."""
    tokens, k, joined = [token], token - 1, False
    while k > 0:
        word = sentence.words[k]
        if sentence.places[k] is not None and sentence.words[k + 1] in (",", "and", "et", "or", "ou"):
            if not joined:
                break
            tokens.append(k)
        elif word in sentence.lexicon.words["listing"]:
            joined = True
        elif word != "," and word not in sentence.lexicon.words["determiners"]:
            break
        k -= 1
    return tokens[::-1]


def heads(sentence: Sentence, first: int, last: int) -> list[int]:
    """The toponyms that a phrase is about: not those of a place phrase inside it, and a whole list where it is one."""
    for k in range(first, last + 1):
        resolution = sentence.places[k]
        if resolution is None or resolution.mention.role == "demonym":
            continue
        following = k + 2 if k + 2 <= last and sentence.words[k + 1] in sentence.lexicon.words["listing"] else 0
        listed = [k]
        while following:
            while following <= last and sentence.words[following] in sentence.lexicon.words["determiners"]:
                following += 1
            if following > last or sentence.places[following] is None:
                break
            listed.append(following)
            following = (
                following + 2
                if following + 2 <= last and sentence.words[following + 1] in sentence.lexicon.words["listing"]
                else 0
            )
        return listed
    return []


def demonyms(sentence: Sentence, first: int, last: int) -> list[int]:
    return [k for k in range(first, last + 1) if (r := sentence.places[k]) is not None and r.mention.role == "demonym"]


def is_maker(sentence: Sentence, token: int) -> bool:
    """« de fabrication suédoise », "Swedish-made": who made it, which is not who fires it."""
    made = sentence.lexicon.words["made"]
    around = sentence.words[max(0, token - 1) : token] + sentence.words[token + 1 : token + 3]
    return any(word in made for word in around)


def _has(sentence: Sentence, first: int, last: int, *classes: str) -> bool:
    return any(sentence.words[k] in sentence.lexicon.nouns[name] for name in classes for k in range(first, last + 1))


def _active_subject(sentence: Sentence, own: clauses.Subject, frame: Frame, slots: Slots) -> None:
    role, strength = _role(frame, "subject")
    if role == "cargo":
        slots.cargo = (own.first, own.last)
        return
    inside = _from_phrase(sentence, own, slots)
    if role == "mover":
        slots.mover = (own.first, own.last)
        if not inside and _has(sentence, own.first, own.last, "officials"):
            for token in demonyms(sentence, own.first, own.last)[:1]:
                slots.add("origin", token, HINT)
        return
    if inside and role == "origin":
        return
    tokens = heads(sentence, own.first, own.last)
    weight = strength
    if role == "origin" and not slots.has("destination"):
        tokens = [
            token for token in tokens if _is_actor(sentence, own, token)
        ]  # "a baker in York gave bread": no claim
    if not tokens:
        tokens, weight = demonyms(sentence, own.first, own.last)[:1], HINT
        if frame.flow == "strike" and tokens and is_maker(sentence, tokens[0]):
            return
    if role == "other":
        if tokens and not _is_actor(sentence, own, tokens[0]):
            return
        role = "origin" if not slots.has("origin", WEAK) and slots.has("destination") else "destination"
        if slots.has(role) or _at_home(sentence, tokens, slots):
            return
        weight = WEAK if weight > HINT else HINT
    for token in tokens:
        slots.add(role, token, weight)


def _at_home(sentence: Sentence, tokens: list[int], slots: Slots) -> bool:
    """True where who acts and where it goes is one country: « Rome déplace ses archives en Italie »."""
    countries = {place.country for token in tokens if (place := place_of(sentence, token).place) is not None}
    ends = [place_of(sentence, token).place for role in ("origin", "destination") for token in slots.tokens(role)]
    return any(place is not None and place.kind == "country" and place.country in countries for place in ends)


def _is_actor(sentence: Sentence, own: clauses.Subject, token: int) -> bool:
    """A state, or a phrase that is the toponym alone; not « la police de Lyon »."""
    resolution = sentence.places[token]
    if resolution is None:
        return False
    place = resolution.place
    if resolution.mention.role in ("actor", "demonym") or (
        place is not None and place.kind in ("country", "bloc", "seat")
    ):
        return True
    return own.last - own.first <= 1


def _from_phrase(sentence: Sentence, own: clauses.Subject, slots: Slots) -> bool:
    """« le fret d'Europe », "five people from Artibonite": the subject names where it comes from."""
    for k in range(own.first, own.last):
        if sentence.places[k] is not None or sentence.category(k)[0] != "from" or sentence.words[k + 1][0].isdigit():
            continue
        following = next((t for t in range(k + 1, min(k + 7, own.last + 1)) if sentence.places[t] is not None), None)
        if following is not None:
            listed = [following, *(t for t in heads(sentence, following, own.last) if t != following)]
            for token in listed:
                if not slots.has("origin", STRONG) or token in slots.tokens("origin"):
                    slots.add("origin", token, STRONG)
            return True
    return False


def _passive_subject(sentence: Sentence, own: clauses.Subject, frame: Frame, slots: Slots) -> None:
    """The subject of a passive is the cargo, or for visits, strikes and evacuations the place itself."""
    role, strength = _role(frame, "object")
    _from_phrase(sentence, own, slots)
    if role == "cargo" or role == "mover":
        slots.cargo = (own.first, own.last)
        for token in demonyms(sentence, own.first, own.last):
            slots.add("made", token, HINT)
        return
    for token in heads(sentence, own.first, own.last):
        slots.add(role, token, strength)


def _object_relative(sentence: Sentence, own: clauses.Subject, frame: Frame, slots: Slots) -> None:
    """« les bus que Lima livre »: what stands before the pronoun is the object."""
    before = own.first - 1
    if (
        slots.cargo is not None
        or before < 1
        or sentence.words[before] not in sentence.lexicon.words["object_relatives"]
    ):
        return
    last = before - 2 if sentence.words[before - 1] == "," else before - 1
    if last < 0 or sentence.tags(last) or sentence.words[last] in sentence.lexicon.words["before_that"]:
        return
    first = last
    while (
        first > 0
        and not (
            sentence.places[first - 1] is not None and sentence.words[first] in sentence.lexicon.words["determiners"]
        )
        and last - first < 8
        and not sentence.tags(first - 1)
        and sentence.category(first - 1)[0] in ("", "of")
        and (sentence.words[first - 1] not in (",", *sentence.lexicon.words["boundaries"]))
    ):
        first -= 1
    slots.cargo = (first, last)
    for token in demonyms(sentence, first, last):
        slots.add("made", token, HINT)


# --- nouns


def _read_noun(sentence: Sentence, index: int, frame: Frame, slots: Slots) -> None:
    scan(sentence, index if frame.kind == "nbearing" else index + 1, frame, slots, objects=False)
    _between(sentence, index, slots)
    first = noun_phrase_start(sentence, index)
    _noun_cargo(sentence, index, first, frame, slots)
    role, strength = _role(frame, "genitive")
    for k in range(first, index):
        resolution = sentence.places[k]
        if resolution is None:
            continue
        possessive = k + 1 < index and sentence.words[k + 1] in ("'s", "'")
        if resolution.mention.role == "demonym":
            slots.add("made" if frame.kind == "nimport" or role == "mover" else role, k, HINT)
        elif role in ("origin", "destination"):
            slots.add(role, k, strength if possessive else WEAK)
        elif role == "mover" and possessive:
            slots.add("origin", k, WEAK)
    following = index + 1
    if sentence.lexicon.language == "fr" and following < len(sentence.words):
        for k in range(following, min(following + 4, len(sentence.words))):
            resolution = sentence.places[k]
            if resolution is not None and resolution.mention.role == "demonym":
                slots.add("made" if frame.kind == "nimport" else "origin" if role != "mover" else "made", k, HINT)
                break
            if not sentence.words[k][0].isalpha() or sentence.category(k)[0] not in ("", "of", "with"):
                break
    _light(sentence, index, first, frame, slots)


def noun_phrase_start(sentence: Sentence, index: int) -> int:
    first = index
    while first > 0 and index - first < 7:
        word = sentence.words[first - 1]
        if sentence.places[first - 1] is None and (
            (sentence.tags(first - 1) and clauses.heads_clause(sentence, first - 1))
            or sentence.category(first - 1)[0]
            or not (word[0].isalnum() or word in ("'s", "'", "-"))
            or word in sentence.lexicon.words["conjunctions"]
            or word in sentence.lexicon.words["relatives"]
            or word in sentence.lexicon.words["boundaries"]
        ):
            break
        first -= 1
    return first


def _noun_cargo(sentence: Sentence, index: int, first: int, frame: Frame, slots: Slots) -> None:
    """« livraisons de blé », "grain shipments": what moves."""
    if frame.kind == "nbearing":
        slots.cargo = _borne(sentence, index, first)
    if frame.kind not in ("ntransfer", "nimport", "nmove", "nlink"):
        return
    known = sentence.lexicon.words
    k = index + 1
    if k < len(sentence.words) and sentence.category(k)[0] == "of":
        last = k
        while last + 1 < len(sentence.words) and last - k < _MAX_CARGO_TOKENS:
            following = last + 1
            category = sentence.category(following)[0]
            if (
                category not in ("", "of")
                or not (sentence.words[following][0].isalnum() or sentence.words[following] in '«»"')
                or (
                    (sentence.tags(following) and "N" not in sentence.tags(following))
                    or sentence.words[following] in known["relatives"]
                )
            ):
                break
            last = following
        if last > k and not (sentence.places[k + 1] is not None and last == k + 1):
            slots.cargo = (k + 1, last)
            for token in demonyms(sentence, k + 1, last):
                slots.add("made", token, HINT)
            return
    start = first
    while start < index and (
        sentence.places[start] is not None
        or sentence.words[start] in known["determiners"]
        or sentence.words[start] == "'s"
    ):
        start += 1
    if start < index and sentence.lexicon.language == "en":
        slots.cargo = (start, index - 1)


def _borne(sentence: Sentence, index: int, first: int) -> tuple[int, int] | None:
    """What is bound somewhere: the phrase before, or the subject of the verb before ("was on his way to")."""
    if first < index:
        return first, index - 1
    if (
        index
        and sentence.tags(index - 1)
        and (own := clauses.subject(sentence, clauses.verb_group(sentence, index - 1))) is not None
    ):
        return own.first, own.last
    return None


def _between(sentence: Sentence, index: int, slots: Slots) -> None:
    """« entre A et B », "between A and B": both ways."""
    for k in range(index + 1, min(slots.stop + 1, len(sentence.words))):
        if sentence.places[k] is None and sentence.category(k)[0] == "between":
            listed = heads(sentence, k + 1, min(k + 9, len(sentence.words) - 1))
            if len(listed) == 2:
                slots.found = {name: entries for name, entries in slots.found.items() if name == "via"}
                slots.add("origin", listed[0], STRONG)
                slots.add("destination", listed[1], STRONG)
                slots.bidirectional = True
            return


def _light(sentence: Sentence, index: int, first: int, frame: Frame, slots: Slots) -> None:
    """« Rome a suspendu ses livraisons »: the subject of a light verb sends (or receives) what the noun names."""
    role = frame.slots.get("light", "").rstrip("?")
    if not role:
        return
    verb = next(
        (k for k in range(first - 1, max(-1, first - 11), -1) if sentence.tags(k) or sentence.words[k] == ","), None
    )
    if verb is None or not sentence.tags(verb):
        return
    if sentence.words[verb] not in sentence.lexicon.words["light"]:
        _accused(sentence, first, role, slots, verb)
        return
    group = clauses.verb_group(sentence, verb)
    if clauses.passive(sentence, group) and group.auxiliaries:
        return
    own = clauses.subject(sentence, group)
    if own is None:
        return
    if role == "mover":
        slots.mover = (own.first, own.last)
        if _has(sentence, own.first, own.last, "officials"):
            for token in demonyms(sentence, own.first, own.last)[:1]:
                slots.add("origin", token, HINT)
        return
    if role == "other":
        role = "origin" if slots.has("destination") else "destination"
    if slots.has(role, WEAK):
        return
    for token in heads(sentence, own.first, own.last) or demonyms(sentence, own.first, own.last)[:1]:
        if _is_actor(sentence, own, token):
            slots.add(role, token, WEAK if token not in demonyms(sentence, own.first, own.last) else HINT)


def _accused(sentence: Sentence, first: int, role: str, slots: Slots, verb: int | None) -> None:
    """« accuse X d'attaques contre … »: the accused is the one who sends or strikes."""
    if verb is None or role not in ("origin", "destination") or slots.has(role, WEAK):
        return
    if (
        "accuse" not in (kinds := sentence.lexicon.lemmas.get(sentence.words[verb], frozenset()))
        and "accuser" not in kinds
    ):
        return
    for token in heads(sentence, verb + 1, first - 1):
        slots.add(role, token, STRONG)


def place_of(sentence: Sentence, token: int) -> Resolution:
    resolution = sentence.places[token]
    if resolution is None:
        raise IndexError(f"token {token} is no toponym")
    return resolution


def same_country(a: Place | None, b: Place | None) -> bool:
    return a is not None and b is not None and a.country is not None and a.country == b.country
