"""The phrases to the right of a trigger: « de A à B par C », lists, and each member's cargo. One scan to the end of the clause. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.geoparsing.routes.slots import HINT, MAX_CARGO_TOKENS, STRONG, WEAK, Slots, place_of, role_of


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
    opened: int = -1  # where the preposition of the phrase stands
    cargo: int = -1
    cargo_end: int = -1
    placed: list[tuple[str, int, int]] = field(default_factory=list)
    separators: list[int] = field(default_factory=list)
    cargos: list[tuple[int, int]] = field(default_factory=list)  # those of later members of a coordination

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
        own = frame.kind == "nbearing" and k == index  # "expected in"
        if (_ends_clause(sentence, k, index) and not own and not _then(sentence, k, index, frame)) or _ends_at_comma(
            reading, k
        ):
            break
        if sentence.phrase(k, "from_there"):
            slots.relay = k
        if _is_movement_noun(sentence, k, reading):
            break  # "arrived in X after a visit to Y": what follows are its ends
        k += _read_word(reading, k, objects)
    slots.stop = k
    _keep(reading, slots, k, objects)


def _is_movement_noun(sentence: Sentence, k: int, reading: _Reading) -> bool:
    frames = sentence.lexicon.frames.get(sentence.words[k], ())
    if not frames or sentence.tags(k):
        return False
    if reading.fresh and reading.frame.kind in ("move", "nmove", "nlink"):
        return any(frame.kind == "nvisit" for frame, _ in frames)  # "back from a trip to Y"
    told = reading.placed and not reading.state
    return bool(told) and any(frame.noun and "both" not in frame.flags for frame, _ in frames)


def _then(sentence: Sentence, k: int, index: int, frame: Frame) -> bool:
    """« partie vivre à X »: the infinitive right after the verb goes on with the journey."""
    future = frame.lemma == "aller" and k > 0 and sentence.tags(k - 1) not in ("N", "B")  # « va vendre »
    return "then" in frame.flags and k == index and "B" in sentence.tags(k) and not future


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
    place = next_place(sentence, k + size - 1)
    if place is None:
        return 0
    slots.add("onward", place, STRONG)
    if reading.cargo_end < 0 <= reading.cargo:
        reading.cargo_end = k - 1
    reading.leave()
    return place - k + 1


def is_road(sentence: Sentence, k: int) -> bool:
    """ "Ohio 63", "turned onto Leeds Road", « rue de Metz »: a road that has a place's name is no end."""
    roads = sentence.lexicon.words["roads"]
    after = sentence.words[k + 1] if k + 1 < len(sentence.words) else ""
    if sentence.lexicon.language == "en":
        number = after.isdigit() and len(after) < 4 and sentence.starts[k + 1] - sentence.ends[k] == 1
        beside = sentence.words[k + 2 : k + 3] if after in sentence.lexicon.words["listing"] else []
        of_road = k > 1 and sentence.words[k - 1] == "of" and sentence.words[k - 2] in roads
        if after.startswith("$") or of_road:  # "US$ 3", "the lanes of Leeds"
            return True
        return after in roads or any(word in roads for word in beside) or (number and not _counts(sentence, k + 2))
    before = k - 1
    while before > 0 and sentence.words[before] in ("de", "d'", "du", "des", "la", "l'", "les"):
        before -= 1
    return before >= 0 and before < k - 1 and sentence.words[before] in roads and sentence.places[before] is None


def _goes_on(sentence: Sentence, k: int) -> bool:
    return k + 1 < len(sentence.words) and sentence.category(k + 1)[0] in ("to", "with")


def _counts(sentence: Sentence, k: int) -> bool:
    """True where a number counts what follows: "sent Togo 200 tents"."""
    return k < len(sentence.words) and is_common_noun(sentence, k)


def _read_place(reading: _Reading, k: int) -> None:
    taken = _place(reading, k) if not is_road(reading.sentence, k) else None
    if reading.state == "list" and reading.frame.kind == "connect" and _goes_on(reading.sentence, k):
        taken = ("origin", k, STRONG)  # « relie A à B et C à D »
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
    another = _another_cargo(reading, k) if objects else 0
    if another:
        reading.separators.append(k)
        reading.cargos.append((k + 1, another - 1))
        reading.leave()
        return another - k
    if word == ",":
        reading.separators.append(k)
        reading.comma = True
        if reading.last_place == k - 1 and _list_follows(sentence, k):
            reading.state = "list"
        elif (
            reading.state == "phrase"
            and reading.role
            and reading.last_place < reading.opened
            and _named_next(sentence, k)
        ):
            reading.fresh = True  # "from the capital, X, to …"
        elif not (reading.state == "object" and reading.cargo >= 0 and not reading.placed):
            reading.leave()
        return 1
    if word in known["conjunctions"]:
        reading.separators.append(k)
        if reading.last_place == k - 1:
            reading.state = "list"
        return 1
    counting = sentence.phrase(k, "counting")
    if counting and next_place(sentence, k + counting - 1) is None:  # « près de 30 », but « près de Lyon »
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
    if reading.state == "phrase" and "G" in sentence.tags(k):
        reading.leave()  # "toward funding X"
    if word not in known["determiners"]:
        reading.fresh = False
    if reading.state == "phrase" and word in sentence.lexicon.nouns["no_goal"]:
        reading.leave()
    return 1


def _another_cargo(reading: _Reading, k: int) -> int:
    """The preposition of « et du riz à B », "and rice to B", 0 where the word at ``k`` starts no such member."""
    sentence, known = reading.sentence, reading.sentence.lexicon.words
    joins = sentence.words[k] == "," or sentence.words[k] in known["listing"]
    if not joins or reading.last_place != k - 1 or reading.frame.slots.get("object") != "cargo" or reading.cargo < 0:
        return 0
    partitive = ("des", "du", "de", "d'")
    for following in range(k + 1, min(k + 9, len(sentence.words))):
        word = sentence.words[following]
        category = sentence.category(following)[0]
        if category in ("to", "for") and following > k + 1:
            named = any(sentence.words[j] not in known["determiners"] for j in range(k + 1, following))
            return following if named and next_place(sentence, following) is not None else 0
        if category not in ("", "of") or (category == "of" and following == k + 1 and word not in partitive):
            return 0
        if not word[0].isalnum() or sentence.tags(following) or word in known["conjunctions"]:
            return 0
        if (resolution := sentence.places[following]) is not None and resolution.mention.role != "demonym":
            return 0
    return 0


def _members(reading: _Reading, slots: Slots) -> None:
    """Numbers the members of a coordination: each has its own cargo, or its own « de A à B »."""
    member, last, seen = 0, "", set()
    cargos = list(reading.cargos)
    for role, token, _ in reading.placed:
        if cargos and token > cargos[0][0]:
            member, last, seen = member + 1, "", set()
            slots.cargos[member] = cargos.pop(0)
        elif role in ("origin", "destination"):
            if role != last and role in seen:
                member, seen = member + 1, set()
            last = role
            seen.add(role)
        slots.members[token] = member


def _named_next(sentence: Sentence, comma: int) -> bool:
    """True where a toponym stands right after a comma, between commas: "the capital, X,"."""
    after = comma + 1
    if (
        after >= len(sentence.words)
        or sentence.places[after] is None
        or place_of(sentence, after).mention.role == "demonym"
    ):
        return False
    return after + 1 >= len(sentence.words) or sentence.words[after + 1] in (",", ".")


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
        if category == "of" and reading.cargo < 0 and _gets_from(reading, k):
            reading.enter("origin", STRONG)
            return size
        if category == "of":
            reading.cargo = k if reading.cargo < 0 else reading.cargo
            return size
        if reading.cargo_end < 0 <= reading.cargo:
            reading.cargo_end = k - 1
    reading.opened = k
    _enter(reading, k, category)
    return size


def _is_site(reading: _Reading, k: int) -> bool:
    """True where the object before ``k`` is somewhere one can leave: a port, a home; whatever is fled is."""
    nouns, head = reading.sentence.lexicon.nouns, reading.sentence.words[k - 1]
    return "named" not in reading.frame.flags or any(head in nouns[name] for name in ("ground", "place_heads", "sites"))


def _gets_from(reading: _Reading, k: int) -> bool:
    """« a reçu de X une brigade », « achète de X »: right after a verb of getting « de » tells from whom."""
    if reading.sentence.lexicon.language != "fr" or reading.frame.kind not in ("receive", "buy", "fetch"):
        return False
    return next_place(reading.sentence, k) is not None


def _enter(reading: _Reading, k: int, category: str) -> None:
    """The role of the phrase that the preposition at ``k`` opens."""
    sentence, frame = reading.sentence, reading.frame
    before = sentence.words[k - 1] if k else ""
    if category in ("from", "of") and before in sentence.lexicon.words["distances"]:
        reading.leave()  # "five miles from X", « à 20 km de X »
        return
    if category == "loc" and reading.last_place == k - 1 and sentence.words[k] in sentence.lexicon.words["nearness"]:
        reading.leave()  # "to X near Y": one end
        return
    if category in ("to", "loc") and frame.kind == "carry" and before in sentence.lexicon.words["posts"]:
        reading.leave()  # "expelled the ambassador to X"
        return
    if category in ("of", "loc") and frame.kind == "leave" and reading.state == "object" and _is_site(reading, k):
        reading.enter("origin", STRONG)  # "left the waters off X", « a quitté le port de X »
        return
    moves = frame.kind in ("move", "nmove")
    carries = (
        frame.kind in ("transfer", "carry", "fire") and reading.state != "object" and sentence.lexicon.language == "fr"
    )
    opens = (frame.noun and not reading.placed) or moves or carries
    if (
        category == "of"
        and opens
        and (not reading.role or reading.state == "list")
        and next_place(sentence, k) is not None
    ):
        # « revenir de Rome », but "the return of Rome" says nothing
        french = carries or (moves and sentence.lexicon.language == "fr")
        sure = moves or _goes_on(sentence, next_place(sentence, k) or k)  # « et de A à B »
        reading.enter(*(("origin", STRONG if sure else WEAK) if french else role_of(frame, "of")))
        return
    if category in ("of", "loc") and reading.state == "phrase" and reading.role and reading.last_place != k - 1:
        return  # « au port de X », "to the hospital in X": the phrase goes on
    if category == "of":
        reading.fresh = True
        return
    if category == "loc" and frame.kind in ("buy", "receive") and reading.cargo >= 0:
        place = next_place(sentence, k + sentence.category(k)[1] - 1)
        known = sentence.places[place].place if place is not None else None  # type: ignore[union-attr]
        if known is not None and known.kind == "country" and frame.kind == "buy":
            reading.enter("origin", WEAK)  # « une locomotive achetée en Allemagne »
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
    role, strength = role_of(frame, category)
    if category == "for" and frame.kind == "move":
        role, strength = (
            (role, STRONG) if "for" in frame.flags else ("", 0)
        )  # "sailed for X", but "flew for X" in a war
    if category == "for" and frame.kind in ("nmove", "nlink") and not frame.flow.startswith("displacement"):
        strength = STRONG  # « un vol pour X », "a flight for X"
    if (
        category == "loc"
        and frame.kind == "nmove"
        and sentence.words[k] == "en"
        and next_place(sentence, k) is not None
    ):
        strength = STRONG  # « le retour en Bosnie »
    elif category == "loc" and frame.kind == "nvisit" and sentence.lexicon.language == "fr":
        strength = STRONG  # « voyage en Grèce », but "a trip in spring"
    elif category == "loc" and sentence.words[k] == "en" and role == role_of(frame, "to")[0] and "loc" in frame.flags:
        strength = STRONG  # « le conduira en Angola, au Mozambique »: « en » is to a country what « à » is to a town
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
        "nimport",
        "fire",
        "fetch",
        "meet",
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
    _members(reading, slots)
    if not objects or reading.cargo < 0 or reading.frame.slots.get("object") != "cargo":
        return
    end = min(reading.cargo_end if reading.cargo_end >= 0 else min(stop, cut) - 1, reading.cargo + MAX_CARGO_TOKENS)
    while end > reading.cargo and (
        sentence.words[end] in sentence.lexicon.words["conjunctions"] or sentence.words[end] in ",.;:"
    ):
        end -= 1
    if end >= reading.cargo:
        slots.cargo = (reading.cargo, end)


def next_place(sentence: Sentence, k: int) -> int | None:
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
    if not demonym and _of_people(sentence, k):
        return None
    if reading.state == "phrase" and reading.role:
        strength = min(reading.strength, WEAK) if _is_modifier(sentence, k) else reading.strength
        return reading.role, k, HINT if demonym else strength
    if reading.state != "object":
        return None
    role, strength = role_of(frame, "object")
    if role in ("destination", "origin", "via") and not reading.comma:
        return role, k, HINT if demonym or _is_modifier(sentence, k) else strength
    if demonym and role == "cargo":
        return "made", k, HINT
    if "dative" in frame.slots and _is_dative(sentence, reading.start, k):
        return "destination", k, STRONG
    if role == "cargo" and _starts_from(reading, k):
        reading.cargo_end = k - 2
        reading.state, reading.role, reading.strength = "phrase", "origin", STRONG
        return "origin", k, STRONG
    if (
        role == "cargo"
        and k > reading.start
        and (sentence.category(k - 1)[0] == "of" or sentence.category(k - 2)[0] == "of")
    ):
        away = "away" in frame.flags and k - 2 > reading.cargo >= 0
        return ("origin", k, WEAK) if away else ("made", k, HINT)
    return None


def _is_modifier(sentence: Sentence, k: int) -> bool:
    """ "the US president's home": the toponym only qualifies the noun after it."""
    if sentence.lexicon.language != "en" or k + 1 >= len(sentence.words) or sentence.places[k + 1] is not None:
        return False
    word = sentence.words[k + 1]
    if word in ("'s", "'"):
        return True
    if any(word in sentence.lexicon.nouns[name] for name in ("ground", "place_heads", "sites")):
        return False
    return is_common_noun(sentence, k + 1)


def _starts_from(reading: _Reading, k: int) -> bool:
    """« transporte les ouvriers de A à B »: « de A » is where they start, not whose they are."""
    sentence, frame = reading.sentence, reading.frame
    if sentence.lexicon.language != "fr" or frame.kind not in ("carry", "transfer"):
        return False
    if k - 1 <= reading.cargo or sentence.words[k - 1] not in ("de", "d'") or k + 1 >= len(sentence.words):
        return False
    category, size = sentence.category(k + 1)
    return category == "to" and k + 1 + size < len(sentence.words) and next_place(sentence, k + size) is not None


def _of_people(sentence: Sentence, k: int) -> bool:
    """ "fled from Leeds police": the people are meant, not the town."""
    if sentence.lexicon.language != "en" or k + 1 >= len(sentence.words):
        return False
    nouns, word = sentence.lexicon.nouns, sentence.words[k + 1]
    return word in sentence.lexicon.words["plural_nouns"] or word in nouns["people"] or word in nouns["officials"]


def is_common_noun(sentence: Sentence, k: int) -> bool:
    """True for a lower-case word that is no verb and of no closed class."""
    word, known = sentence.words[k], sentence.lexicon.words
    return (
        word.isalpha()
        and sentence.places[k] is None
        and not word.endswith(("ed", "ing"))
        and not sentence.category(k)[0]
        and not sentence.tags(k)
        and not any(
            word in known[name]
            for name in ("adverbs", "conjunctions", "boundaries", "relatives", "determiners", "pronouns", "numerals")
        )
        and sentence.text[sentence.starts[k]].islower()
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
                return next_place(sentence, k) is not None
            return next_place(sentence, k) is not None
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
    if word == "once" and k + 1 < len(sentence.words) and sentence.category(k + 1)[0] in ("to", "from"):
        return False  # "twice to X and once to Y"
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
        if sentence.words[k - 1] in known["sequence"]:
            return True  # "before heading on to"
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
