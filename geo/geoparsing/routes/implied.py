"""Ends that no phrase of the trigger names: who « elle » is, where a traveller was found, whose soil is meant. Pure."""

from __future__ import annotations

from geo.geoparsing.routes import clauses, ends
from geo.geoparsing.routes.attribution import Attribution
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.geoparsing.routes.plausible import cargo_has
from geo.geoparsing.routes.reading import next_place
from geo.geoparsing.routes.slots import STRONG, Slots, place_of, route_end, same_country
from geo.model import Resolution, Route, RouteEnd

_REACH = 9  # tokens after « retrouvé », "seized" in which its place is looked for


def made(sentence: Sentence, slots: Slots, frame: Frame, destinations: list[RouteEnd]) -> list[RouteEnd]:
    """« fusils suédois livrés à … »: what the cargo is called after is where it comes from, for goods."""
    if frame.kind not in ("transfer", "receive", "carry", "ntransfer", "nimport", "nmove", "equip"):
        return []
    if not destinations or (
        cargo_has(sentence, slots, "people") and not cargo_has(sentence, slots, "goods", "arms", "aid")
    ):
        return []
    tokens = [token for token, _ in slots.found.get("made", [])]
    places = [place_of(sentence, token) for token in tokens]
    for resolution in places:
        if not any(same_country(resolution.place, end.place) for end in destinations):
            return [route_end(resolution)]
    return []


def _spoken_by(sentence: Sentence, index: int, said: list[Attribution]) -> Resolution | None:
    """The toponym that says the words at ``index`` ("Kenya said it …"), else the one that acts before them."""
    for attribution in said:
        if (
            attribution.leading
            and attribution.claimant is not None
            and attribution.scope[0] <= index < attribution.scope[1]
        ):
            for token in ends.heads(sentence, *attribution.claimant)[:1]:
                return place_of(sentence, token)
    return next((r for r in sentence.places[:index] if r is not None and r.mention.role == "actor"), None)


def pronoun(
    sentence: Sentence,
    group: Group | None,
    frame: Frame,
    said: list[Attribution],
    last_actor: Resolution | None,
    earlier: list[Route],
    role: str,
    others: list[RouteEnd],
) -> list[RouteEnd]:
    """The antecedent of a pronoun subject: the receiver of what is then used, else who acted or spoke before."""
    subject_role = frame.slots.get("subject", "").rstrip("?")
    acts = subject_role == role or (subject_role == "other" and role == "origin")
    if group is None or not acts or not others:
        return []
    own = clauses.subject(sentence, group)
    if own is None or own.first != own.last or sentence.words[own.first] not in sentence.lexicon.words["anaphors"]:
        return []
    before = sentence.words[own.first - 1] if own.first else ""
    receiver = next(
        (route.destination for route in reversed(earlier) if route.destination and route.flow != "strike"), None
    )
    if receiver is not None and before in ("qu'", "que", "that", "which") and receiver not in others:
        return [receiver]
    acting = _spoken_by(sentence, own.first, said) or last_actor
    if acting is None or any(same_country(acting.place, end.place) for end in others):
        return []
    return [route_end(acting)]


def own_soil(sentence: Sentence, index: int, frame: Frame, said: list[Attribution], slots: Slots) -> list[RouteEnd]:
    """« accuse X d'attaques sur son sol »: the soil of whoever speaks."""
    if frame.flow != "strike" or not any(sentence.phrase(k, "own_soil") for k in range(index + 1, len(sentence.words))):
        return []
    for attribution in said:
        if attribution.claimant is not None and attribution.scope[0] <= index < attribution.scope[1]:
            return [route_end(place_of(sentence, token)) for token in ends.heads(sentence, *attribution.claimant)[:1]]
    return []


def speaker_end(sentence: Sentence, over: list[Attribution], other: RouteEnd | None) -> RouteEnd | None:
    """« Lima dément toute livraison à X »: who denies or admits is the one who is said to send."""
    for attribution in over:
        if attribution.claimant is None:
            continue
        for token in ends.heads(sentence, *attribution.claimant)[:1]:
            end = route_end(place_of(sentence, token))
            if other is None or not same_country(end.place, other.place):
                return end
    return None


# --- where it was found, where it was kept


def found_at(sentence: Sentence, group: Group | None, frame: Frame, slots: Slots, role: str) -> list[RouteEnd]:
    """ "a nurse who returned from X is treated in Y" ends in Y; "stolen in X and sold to Y" starts in X."""
    if frame.kind == "nbearing" and role == "origin":
        return _borne_from(sentence, slots)
    if group is None or frame.kind not in ("move", "carry", "transfer", "leave") or slots.bidirectional:
        return []
    if role == "destination":
        token = _registered(sentence, group, frame)
        token = token if token is not None else _user(sentence, slots)
    else:
        token = _stay(sentence, group)
        token = token if token is not None else _lived(sentence, group)
    token = token if token is not None else _held(sentence, group, slots, role)
    if token is None or token in slots.members or any(token in slots.tokens(name) for name in slots.found):
        return []
    return [route_end(place_of(sentence, token))]


def from_where_held(sentence: Sentence, group: Group | None, frame: Frame, slots: Slots) -> None:
    """ "Two nurses held in X were flown home", « détenus à X, ils sont rentrés »: X is the start where nothing else is named."""
    if group is None or frame.kind not in ("carry", "move") or slots.has("origin") or slots.has("destination"):
        return
    home = sentence.lexicon.words["home"]
    if "away" not in frame.flags and not home.intersection(sentence.words[group.verb : group.verb + 2]):
        return
    token = _held(sentence, group, slots, "origin")
    if token is not None:
        slots.add("origin", token, STRONG)


def _borne_from(sentence: Sentence, slots: Slots) -> list[RouteEnd]:
    """« libérés à X et en route pour Y »: where what is on the way was held."""
    if slots.cargo is None:
        return []
    known = sentence.lexicon.words["found_at"]
    for k in range(slots.cargo[1] + 1, len(sentence.words)):
        if not sentence.lexicon.lemmas.get(sentence.words[k], frozenset()) & known or not sentence.tags(k):
            continue
        held = clauses.verb_group(sentence, k)
        other = clauses.subject(sentence, held)
        if held.negated or not clauses.passive(sentence, held) or other is None:
            continue
        same = slots.cargo[0] <= other.last and other.first <= slots.cargo[1]
        if same and k < slots.stop and (token := _scene(sentence, k)) is not None:
            ends_there = token in slots.tokens("destination")
            return [] if ends_there else [route_end(place_of(sentence, token))]
    return []


def _held(sentence: Sentence, group: Group, slots: Slots, role: str) -> int | None:
    """The place of a verb of finding or holding whose subject is what moves."""
    own = clauses.subject(sentence, group)
    known = sentence.lexicon.words["found_at"]
    for k in range(len(sentence.words)):
        if not sentence.lexicon.lemmas.get(sentence.words[k], frozenset()) & known or not sentence.tags(k):
            continue
        held = clauses.verb_group(sentence, k)
        if held.negated or not clauses.passive(sentence, held) or not _order_fits(sentence, group, held, role):
            continue
        if _same_thing(sentence, own, slots, group, held) and (token := _scene(sentence, k)) is not None:
            return token
    return None


def _order_fits(sentence: Sentence, group: Group, held: Group, role: str) -> bool:
    """What is told after the journey is where it ended, unless « après » turns the order round."""
    if held.first > group.verb:
        return role == "destination"
    turned = any(
        sentence.words[k] in sentence.lexicon.words["afterwards"]
        for k in range(max(held.verb, group.first - 3), group.first)
    )
    return role == ("destination" if turned else "origin")


def _same_thing(sentence: Sentence, own: clauses.Subject | None, slots: Slots, group: Group, held: Group) -> bool:
    other = clauses.subject(sentence, held)
    if other is None:
        return False
    if slots.cargo is not None and slots.cargo[0] <= other.last and other.first <= slots.cargo[1]:
        return True
    if own is None:  # a participle between commas: « la malade, rapatriée de X, est soignée à Y »
        return not group.auxiliaries and other.last < group.first <= other.last + 3
    return own.first <= other.last and other.first <= own.last


def _scene(sentence: Sentence, verb: int) -> int | None:
    """The toponym of the first « à X », "in X" after a verb, in its own clause."""
    for k in range(verb + 1, min(verb + _REACH, len(sentence.words))):
        if sentence.places[k] is not None:
            return None
        if (
            clauses.is_hard(sentence, k)
            or sentence.tags(k)
            or sentence.words[k] in sentence.lexicon.words["boundaries"]
        ):
            return None
        category, size = sentence.category(k)
        if category in ("loc", "on") or (category == "to" and sentence.lexicon.language == "fr"):
            token = next_place(sentence, k + size - 1)
            if token is not None:  # "in hotels in X": the next phrase may name it
                return token
    return None


def _stay(sentence: Sentence, group: Group) -> int | None:
    """ "cut short his holiday in X to return to Y": he was in X."""
    for k in range(max(0, group.first - 8), group.first):
        if sentence.words[k] in sentence.lexicon.words["stays"]:
            return _scene(sentence, k)
    return None


def _lived(sentence: Sentence, group: Group) -> int | None:
    """« après avoir vécu à X, il s'installe à Y », "worked in X before moving to Y": he was in X."""
    words, lemmas = sentence.lexicon.words, sentence.lexicon.lemmas
    for k in range(group.first - 1, -1, -1):
        if not lemmas.get(sentence.words[k], frozenset()) & words["living"] or not sentence.tags(k):
            continue
        past = clauses.verb_group(sentence, k)
        before = sentence.words[max(0, past.first - 2) : past.first]
        after = sentence.words[max(k, group.first - 3) : group.first]
        told = not words["afterwards"].isdisjoint(before) or not words["next"].isdisjoint(after)
        return _scene(sentence, k) if told and not past.negated else None
    return None


def _user(sentence: Sentence, slots: Slots) -> int | None:
    """ "X's rice comes from Y": it comes to X."""
    if slots.mover is None or sentence.lexicon.language != "en":
        return None
    first, last = slots.mover
    owners = [k for k in range(first, last) if sentence.places[k] is not None and sentence.words[k + 1] == "'s"]
    goods = any(sentence.words[k] in sentence.lexicon.nouns["goods"] for k in range(first, last + 1))
    return owners[0] if owners and goods else None


def _registered(sentence: Sentence, group: Group, frame: Frame) -> int | None:
    """ "X confirmed its first case in a man who had travelled from Y": he is in X."""
    words = sentence.lexicon.words
    if frame.kind not in ("move", "leave"):
        return None
    case = next((k for k in range(group.first) if sentence.words[k] in words["cases"]), None)
    if case is None:
        return None
    for k in range(1, case):
        if sentence.tags(k) and sentence.lexicon.lemmas.get(sentence.words[k], frozenset()) & words["registering"]:
            own = clauses.subject(sentence, clauses.verb_group(sentence, k))
            token = own.last if own is not None and own.first >= own.last - 1 else None
            named = token is not None and sentence.places[token] is not None
            return token if named and place_of(sentence, token).mention.role != "demonym" else None  # type: ignore[arg-type]
    return None
