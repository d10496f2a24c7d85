"""Legs of one journey: claims of one sentence in, the same with « parti de A … arrivé à B » told as one claim out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.geoparsing.routes.slots import Slots
from geo.model import Route, RouteEnd

_Span = tuple[int, int]


@dataclass(slots=True)
class Leg:
    """One claim, and the trigger it was read from. ``group`` is None for a noun."""

    route: Route
    index: int
    frame: Frame
    group: Group | None
    slots: Slots


def joined(sentence: Sentence, found: Sequence[Leg]) -> list[Leg]:
    """The claims in order, halves put together and onward journeys given their start."""
    kept: list[Leg] = []
    for leg in sorted(found, key=lambda leg: leg.index):
        for position in range(len(kept) - 1, -1, -1):
            whole = _whole(sentence, kept[position], leg)
            if whole is not None:
                kept[position] = whole
                break
        else:
            kept.append(_continued(sentence, kept, leg))
    return kept


def _whole(sentence: Sentence, first: Leg, second: Leg) -> Leg | None:
    """Two halves of one journey as one: « parti de A, le convoi est entré dans B », « a reçu du riz offert par A »."""
    second = _turned(sentence, first, second)
    a, b = first.route, second.route
    if first.index == second.index or "denied" in (a.stance, b.stance) or (a.flow == "strike") != (b.flow == "strike"):
        return None
    if a.origin and b.destination and not a.destination and not b.origin:
        origin, destination, goal = a.origin, b.destination, second
    elif a.destination and b.origin and not a.origin and not b.destination and _before(sentence, first, second):
        origin, destination, goal = b.origin, a.destination, first
    else:
        return None
    if _same_end(origin, destination) or not (_is_homeward(first, second) or _same_thing(sentence, first, second)):
        return None
    arrived, other = goal.route, a if goal is second else b
    return replace_route(
        goal,
        replace(
            arrived,
            origin=origin,
            destination=destination,
            via=tuple(dict.fromkeys((*a.via, *b.via))),
            flow=_flow(a, b),
            modality=a.modality if goal is second else arrived.modality,
            mode=arrived.mode or other.mode,
            cargo=max(filter(None, (a.cargo, b.cargo)), key=len, default=None),
            cues=tuple(sorted({*a.cues, *b.cues})),
            date=arrived.date or other.date,
        ),
    )


def _turned(sentence: Sentence, first: Leg, second: Leg) -> Leg:
    """ "arrived in B after a visit to A": the visit as the start of that journey."""
    visit, started = second.route, first.route.origin is not None or first.route.destination is None
    if started or visit.origin is not None or visit.destination is None or not _is_homeward(first, second):
        return second
    words = sentence.lexicon.words
    near = range(max(first.index, second.index - 5), second.index)
    if not any(sentence.words[k] in words["afterwards"] or sentence.words[k] in words["homeward"] for k in near):
        return second
    return replace_route(second, replace(visit, origin=visit.destination, destination=None))


def _is_homeward(first: Leg, second: Leg) -> bool:
    """ "arrived in B from a visit to A": whoever arrives is who has been there."""
    return first.frame.kind == "move" and second.frame.kind == "nvisit" and second.slots.mover is None


def replace_route(leg: Leg, route: Route) -> Leg:
    return Leg(route, leg.index, leg.frame, leg.group, leg.slots)


def _flow(a: Route, b: Route) -> str:
    """What the two halves say together: « fuit A … rejoint B » is a flight, « reçoit … offert » a gift."""
    for telling in ("displacement", "aid", "technology", "supply"):
        if telling in (a.flow, b.flow):
            return telling
    return b.flow


def _before(sentence: Sentence, first: Leg, second: Leg) -> bool:
    """True where the second half tells what came earlier: a participle of what moves, or after « après », "after"."""
    if _is_part(first, second) or _is_homeward(first, second):
        return True
    start = second.group.first if second.group is not None else second.index
    words = sentence.lexicon.words
    for k in range(start - 1, max(first.index, start - 5), -1):
        if sentence.words[k] in words["afterwards"] or sentence.words[k] in words["homeward"]:
            return True
    return second.group is not None and any(word in words["have"] for word in second.group.auxiliaries[:1])


def _is_part(whole: Leg, part: Leg) -> bool:
    """True where the trigger of ``part`` stands inside, or right after, what ``whole`` moves: « du riz offert par A »."""
    span = _moved(whole)
    return part.group is not None and span is not None and span[0] < part.group.first <= span[1] + 2


def _moved(leg: Leg) -> _Span | None:
    return leg.slots.cargo or leg.slots.mover


def _same_thing(sentence: Sentence, first: Leg, second: Leg) -> bool:
    """True where both claims move one thing: one phrase, a pronoun for it, or the subject that both verbs share."""
    if _is_part(first, second):
        return True
    a, b = (_first_word(sentence, leg) for leg in (first, second))
    if a is None:
        return False
    if b is None:
        return second.group is not None and _shares_subject(sentence, second.group)
    if a[0] <= b[1] and b[0] <= a[1]:
        return True
    known = sentence.lexicon.words
    return b[0] == b[1] and sentence.words[b[0]] in known["anaphors"] and not _names_another(sentence, a, b)


def _first_word(sentence: Sentence, leg: Leg) -> _Span | None:
    """Tokens of what moves; of a verb without it, those of its subject."""
    span = _moved(leg)
    if span is None and leg.group is not None and (own := clauses.subject(sentence, leg.group)) is not None:
        return own.first, own.last
    return span


def _shares_subject(sentence: Sentence, group: Group) -> bool:
    before = group.first - 1
    return before >= 0 and sentence.words[before] in sentence.lexicon.words["listing"]


def _names_another(sentence: Sentence, a: _Span, b: _Span) -> bool:
    """True where a clause with a subject of its own stands between the thing and the pronoun."""
    return any(sentence.words[k] in sentence.lexicon.words["that"] for k in range(a[1] + 1, b[0]))


def _same_end(a: RouteEnd, b: RouteEnd) -> bool:
    return a.start == b.start or (a.place is not None and b.place is not None and a.place.id == b.place.id)


def _continued(sentence: Sentence, earlier: Sequence[Leg], leg: Leg) -> Leg:
    """« arrivé à A, puis parti pour B »: the journey goes on from A, where a word says that it does."""
    route = leg.route
    if route.origin is not None or route.destination is None or route.stance == "denied":
        return leg
    for before in reversed(earlier):
        stop = before.route.destination
        if stop is None or before.route.flow == "strike" or before.index == leg.index:
            continue
        if _same_end(stop, route.destination) or not _goes_on(sentence, before, leg):
            return leg
        modality = before.route.modality
        inherits = leg.group is not None and not leg.group.auxiliaries and leg.group.tags in ("G", "B")
        if not inherits or modality not in ("planned", "hypothetical"):
            modality = route.modality  # "will travel to A before heading on to B": both are to come
        return replace_route(leg, replace(route, origin=stop, modality=modality))
    return leg


def _goes_on(sentence: Sentence, before: Leg, leg: Leg) -> bool:
    start = leg.group.first if leg.group is not None else leg.index
    words = sentence.lexicon.words
    between = range(before.index + 1, min(leg.slots.stop, len(sentence.words)))
    if any(sentence.phrase(k, "from_there") for k in between):
        return True
    near = range(max(before.index + 1, start - 4), min(leg.index + 3, len(sentence.words)))
    told = any(sentence.places[k] is None and sentence.words[k] in words["next"] for k in near)
    return told and (leg.group is None or _same_thing(sentence, before, leg))
