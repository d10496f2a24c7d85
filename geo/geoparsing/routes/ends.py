"""Ends of a movement: a verb or noun of movement in, its origins, destinations, stops and cargo out. Pure.

reading.py scans to the right of the trigger; the subject, genitives and demonyms fill what is still missing.
"""

from __future__ import annotations

from geo.geoparsing.roles import WHOSE
from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.geoparsing.routes.reading import is_common_noun, scan
from geo.geoparsing.routes.slots import HINT, MAX_CARGO_TOKENS, STRONG, WEAK, Slots, place_of, role_of


def read(sentence: Sentence, index: int, frame: Frame, group: Group | None) -> Slots:
    """All slots of the trigger at ``index``. ``group`` is its verb group, None for a noun."""
    slots = Slots()
    if group is None:
        _read_noun(sentence, index, frame, slots)
    else:
        _read_verb(sentence, group, frame, slots)
    return slots


# --- verbs


def _read_verb(sentence: Sentence, group: Group, frame: Frame, slots: Slots) -> None:
    is_passive = (
        clauses.passive(sentence, group) and frame.kind not in ("move",) and _can_be_passive(sentence, group, frame)
    )
    scan(sentence, group.verb + 1 + _particle(sentence, group, frame), frame, slots, objects=not is_passive)
    _given(sentence, group, frame, slots)
    if frame.kind in ("move", "carry"):
        _between(sentence, group.verb, slots)
    own = clauses.subject(sentence, group)
    if slots.cargo is None and frame.slots.get("object") == "cargo" and not is_passive:
        slots.cargo = _before_infinitive(sentence, group)
    _relative_place(sentence, group.first, slots)
    if own is None:
        return
    if is_passive:
        _passive_subject(sentence, own, frame, slots)
        return
    _active_subject(sentence, group, own, frame, slots)
    _object_relative(sentence, own, frame, slots)
    if not slots.has("destination"):
        for token in _user(sentence, frame, slots) or _target(sentence, frame, slots):
            slots.add("destination", token, STRONG)


def _before_infinitive(sentence: Sentence, group: Group) -> tuple[int, int] | None:
    """ "coats to send to X", « des vivres à envoyer à X »: the object stands before the infinitive."""
    opens = ("to",) if sentence.lexicon.language == "en" else ("à",)
    last = group.first - 1
    if sentence.lexicon.language == "fr":
        if last < 1 or sentence.words[last] not in opens:
            return None
        last -= 1
    if not group.infinitive or last < 1 or not is_common_noun(sentence, last):
        return None
    first = last
    while (
        first > 0
        and last - first < 8
        and (
            is_common_noun(sentence, first - 1)
            or sentence.category(first - 1)[0] == "of"
            or sentence.words[first - 1].isdigit()
        )
    ):
        first -= 1
    return first, last


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
                slots.cargo = (k + 1, min(last, k + MAX_CARGO_TOKENS))
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


def _relative_place(sentence: Sentence, start: int, slots: Slots) -> None:
    """« X, où le virus a été apporté »: the places before "where" are the destination; before « d'où », the origin."""
    known = sentence.lexicon.words
    for k in range(start - 1, max(-1, start - 10), -1):
        word = sentence.words[k]
        if word in known["where"]:
            before = k - 1
            role = "destination"
            if before >= 0 and sentence.words[before] in ("d'", "from"):
                role, before = "origin", before - 1
            if before >= 0 and sentence.words[before] == ",":
                before -= 1
            if role == "destination" and slots.has(role, STRONG) and not slots.has("origin", WEAK):
                role = "origin"  # "to X, where it was loaded for Y"
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
        if resolution is None or resolution.mention.role == "demonym" or _far_from(sentence, k):
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


def _far_from(sentence: Sentence, k: int) -> bool:
    """ "five miles west of downtown X": the toponym only measures."""
    for before in range(k - 1, max(0, k - 4), -1):
        if sentence.category(before)[0] in ("of", "from"):
            return sentence.words[before - 1] in sentence.lexicon.words["distances"]
    return False


def demonyms(sentence: Sentence, first: int, last: int) -> list[int]:
    return [k for k in range(first, last + 1) if (r := sentence.places[k]) is not None and r.mention.role == "demonym"]


def is_maker(sentence: Sentence, token: int) -> bool:
    """« de fabrication suédoise », "Swedish-made": who made it, which is not who fires it."""
    made = sentence.lexicon.words["made"]
    around = sentence.words[max(0, token - 1) : token] + sentence.words[token + 1 : token + 3]
    return any(word in made for word in around)


def _has(sentence: Sentence, first: int, last: int, *classes: str) -> bool:
    return any(sentence.words[k] in sentence.lexicon.nouns[name] for name in classes for k in range(first, last + 1))


def _caused(sentence: Sentence, group: Group) -> tuple[int, int] | None:
    """« laisser partir un navire », « fait passer des cigarettes » : what moves stands after the verb."""
    if not causative(sentence, group):
        return None
    last = group.verb
    while last + 1 < len(sentence.words) and last - group.verb < 8:
        k = last + 1
        if (
            sentence.places[k] is not None
            or sentence.category(k)[0] not in ("", "of")
            or sentence.tags(k) not in ("", "N")
        ):
            break
        last = k
    return (group.verb + 1, last) if last > group.verb else None


def causative(sentence: Sentence, group: Group) -> bool:
    before = sentence.words[group.first - 1] if group.first else ""
    return group.infinitive and bool(
        sentence.lexicon.lemmas.get(before, frozenset()) & sentence.lexicon.words["causative"]
    )


def _active_subject(sentence: Sentence, group: Group, own: clauses.Subject, frame: Frame, slots: Slots) -> None:
    role, strength = role_of(frame, "subject")
    if role == "mover" and (caused := _caused(sentence, group)) is not None:
        slots.mover = caused
        return
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
    tokens = heads(sentence, own.first, own.last) or _named_aside(sentence, own)
    weight = strength
    if role == "origin" and not slots.has("destination"):
        tokens = [
            token for token in tokens if _is_actor(sentence, own, token) and not _in_place_phrase(sentence, own, token)
        ]  # "a baker in York gave bread": no claim
    if not tokens:
        tokens, weight = demonyms(sentence, own.first, own.last)[:1], HINT
        if frame.flow == "strike" and tokens and is_maker(sentence, tokens[0]):
            return
    if role == "other":
        if tokens and (not _is_actor(sentence, own, tokens[0]) or _in_place_phrase(sentence, own, tokens[0])):
            return
        if not slots.has("origin") and not slots.has("destination"):
            return  # "Lima expelled the consul": from where, to where is not said
        role = "origin" if not slots.has("origin", WEAK) and slots.has("destination") else "destination"
        if slots.has(role) or _at_home(sentence, tokens, slots):
            return
        if role == "destination" and weight == HINT and "away" not in frame.flags:
            return  # « la marine suédoise escorte … hors de X » takes nothing home
        weight = WEAK if weight > HINT else HINT
    for token in tokens:
        slots.add(role, token, weight)


def _named_aside(sentence: Sentence, own: clauses.Subject) -> list[int]:
    """« plusieurs pays, dont l'Espagne, », "three states, including Peru,": those named of the subject."""
    k = own.last + 1
    if k + 2 >= len(sentence.words) or sentence.words[k] != ",":
        return []
    if sentence.words[k + 1] not in sentence.lexicon.words["among"]:
        return []
    comma = next((j for j in range(k + 2, len(sentence.words)) if sentence.words[j] == ","), k + 2)
    return heads(sentence, k + 2, comma - 1)


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
    mention = resolution.mention
    if mention.role in ("actor", "demonym") or (place is not None and place.kind in ("country", "bloc", "seat")):
        return True
    if f"role: {WHOSE}" in mention.evidence:
        return True  # « les drones de Téhéran », « son cousin de Bamako »: where what acts is from
    return own.last - own.first <= 1 and token == own.last  # Rome, not "a Rome man"


def _in_place_phrase(sentence: Sentence, own: clauses.Subject, token: int) -> bool:
    """ "elections in Kenya", « la foule à Lomé »: the toponym only says where the subject is."""
    k = token - 1
    while k > own.first and sentence.words[k] in sentence.lexicon.words["determiners"]:
        k -= 1
    return k >= own.first and sentence.places[k] is None and sentence.category(k)[0] in ("loc", "on", "against", "to")


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
    role, strength = role_of(frame, "object")
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
    if frame.kind == "nbearing":
        _relative_place(sentence, index, slots)
    _carried_out(sentence, index, frame, slots)
    _between(sentence, index, slots)
    if frame.kind in ("nlink", "nmove"):
        _hyphenated(sentence, index, slots)
    first = noun_phrase_start(sentence, index)
    _noun_cargo(sentence, index, first, frame, slots)
    role, strength = role_of(frame, "genitive")
    for k in range(first, index):
        resolution = sentence.places[k]
        if resolution is None:
            continue
        possessive = k + 1 < index and sentence.words[k + 1] in ("'s", "'")
        if resolution.mention.role == "demonym":
            slots.add("made" if frame.kind == "nimport" or role == "mover" else role, k, HINT)
        elif role in ("origin", "destination"):
            # "Queensland's relief effort": only a phrase tells who gives
            slots.add(role, k, strength if possessive and "named" not in frame.flags else WEAK)
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


def _carried_out(sentence: Sentence, index: int, frame: Frame, slots: Slots) -> None:
    """« un don a été fait par A à B », "strikes were carried out on B": the ends stand after the passive verb."""
    verb = next(
        (
            k
            for k in range(slots.stop, min(slots.stop + 4, len(sentence.words)))
            if "X" not in sentence.lexicon.verbs.get(sentence.words[k], "X")
        ),
        None,
    )
    if frame.kind == "nbearing" or verb is None or sentence.words[verb] not in sentence.lexicon.words["light"]:
        return
    group = clauses.verb_group(sentence, verb)
    if not group.auxiliaries or not clauses.passive(sentence, group):
        return
    own = clauses.subject(sentence, group)
    if own is None or not own.first <= index <= own.last:
        return
    after = Slots()
    scan(sentence, verb + 1, frame, after, objects=False)
    for role, entries in after.found.items():
        for token, strength in entries:
            slots.add(role, token, strength)


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
        while last + 1 < len(sentence.words) and last - k < MAX_CARGO_TOKENS:
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
    if index > 1 and sentence.words[index - 1] == "," and not sentence.tags(index - 2):
        start = noun_phrase_start(sentence, index - 1)  # « la ministre, de passage à X »
        return (start, index - 2) if start < index - 1 else None
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


def _hyphenated(sentence: Sentence, index: int, slots: Slots) -> None:
    """« le vol Lima-Quito », "the Lima-Quito flight"."""
    for k in (index + 1, index - 3):
        if k < 0 or k + 2 >= len(sentence.words) or sentence.words[k + 1] not in ("-", "–", "—", "/"):
            continue
        if sentence.places[k] is not None and sentence.places[k + 2] is not None:
            slots.add("origin", k, STRONG)
            slots.add("destination", k + 2, STRONG)


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
    named = heads(sentence, own.first, own.last) or _named_aside(sentence, own)
    for token in named or demonyms(sentence, own.first, own.last)[:1]:
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
