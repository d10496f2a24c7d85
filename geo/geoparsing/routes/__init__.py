"""Routes as attributed claims: sentences and resolved toponyms in, who says that what moves from where to where out. Pure.

French and English; other languages give no routes. Reads only its own knowledge files, once. How it works: docs/METHOD.md, "Routes".
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from geo.geoparsing.routes import clauses, ends, implied, legs, status
from geo.geoparsing.routes.attribution import Attribution, attributions, is_pronoun, name_of
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.flows import flow_of
from geo.geoparsing.routes.legs import Leg
from geo.geoparsing.routes.lexicon import LANGUAGES, Frame, Lexicon, load
from geo.geoparsing.routes.plausible import is_movement
from geo.geoparsing.routes.quotes import Quotes
from geo.geoparsing.routes.slots import STRONG, WEAK, Slots, place_of, route_end
from geo.model import DateSpan, Place, Resolution, Route, RouteEnd, TimeExpression

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DATELINE_END, _LONGEST_DATELINE = re.compile(r"(?:\s[-–—]+|--|—)\s*"), 90  # characters
_MAX_ROUTES = 24  # in one sentence; more is a table, not a claim


@dataclass(slots=True)
class _Context:
    """What one text's sentences share: its dates, its quotations, and the toponym that acted last, for pronouns."""

    dates: Sequence[TimeExpression]
    quotes: Quotes
    actor: Resolution | None = None

    def remember(self, first: Resolution) -> None:
        """Keeps the toponym that opens a sentence: what the next « elle » or "it" stands for."""
        if first.mention.role != "demonym":
            self.actor = first


def find_routes(
    text: str,
    language: str | None,
    sentences: Sequence[tuple[int, int]],
    resolutions: Sequence[Resolution],
    dates: Sequence[TimeExpression] = (),
) -> tuple[Route, ...]:
    """Claims of movement in ``text``, in order. Spans are code points of ``text``; never raises on any text."""
    if language not in LANGUAGES or not resolutions:
        return ()
    lexicon = load(language)
    known = sorted(resolutions, key=lambda r: (r.mention.start, -r.mention.end))
    starts = [r.mention.start for r in known]
    inside_of = [
        [r for r in known[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)] if r.mention.end <= end]
        for start, end in sentences
    ]
    said = [
        (_after_dateline(text, start, end, inside), end)
        for (start, end), inside in zip(sentences, inside_of, strict=True)
    ]
    context = _Context(dates, Quotes(text, said, lexicon))
    routes: list[Route] = []
    for number, (inside, (start, end)) in enumerate(zip(inside_of, said, strict=True)):
        if not inside:
            continue
        if not lexicon.triggers.isdisjoint(_WORD.findall(text[start:end].lower())):
            ends = [r for r in inside if r.mention.start >= start]
            sentence = clauses.tokenize(text, start, end, lexicon, ends) if ends else None
            found = _in_sentence(sentence, number, context) if sentence is not None else []
            routes += [replace(route, sentence_start=sentences[number][0]) for route in found]
        context.remember(inside[0])
    return tuple(routes)


def _after_dateline(text: str, start: int, end: int, inside: Sequence[Resolution]) -> int:
    """Where the sentence begins behind « KABOUL (AFP) – »: what stands there takes no part in it."""
    if not inside or "dateline" not in inside[0].mention.evidence:
        return start
    first = inside[0].mention
    mark = _DATELINE_END.search(text, first.end, min(end, first.end + _LONGEST_DATELINE))
    return mark.end() if mark else start


_LONGEST_PARENT_LINK = 2  # ", " or " ("


def _in_sentence(sentence: Sentence, number: int, context: _Context) -> list[Route]:
    triggers = _triggers(sentence)
    said = attributions(sentence) if triggers else []
    found: list[Leg] = []
    for index, frame in triggers:
        claims = _claims(sentence, number, index, frame, said, context, [leg.route for leg in found])
        # a verb that is listed twice (a works is moved, a crate is moved) makes its claim once
        found += [
            claim
            for claim in claims
            if not any(_same_claim(claim.route, other.route, sentence, index) for other in found)
        ]
    return _merged([leg.route for leg in legs.joined(sentence, found)])[:_MAX_ROUTES]


def _same_claim(a: Route, b: Route, sentence: Sentence, index: int) -> bool:
    cue = (sentence.starts[index], sentence.ends[index], "flow")
    return (a.origin, a.destination, a.via) == (b.origin, b.destination, b.via) and cue in a.cues and cue in b.cues


# --- triggers


def _triggers(sentence: Sentence) -> list[tuple[int, Frame]]:
    """Every verb and noun of movement, with the frame that its neighbours allow."""
    frames, bearing = sentence.lexicon.frames, sentence.lexicon.phrases["bearing"]
    if _is_sport(sentence):
        return []
    found = []
    for index, word in enumerate(sentence.words):
        if sentence.places[index] is not None:
            continue
        if word in bearing and sentence.phrase(index, "bearing"):
            found.append((index, sentence.lexicon.bearing))
        if word in frames:
            found += [(index, frame) for frame in _fitting(sentence, index, frames[word])]
    return found


def _fitting(sentence: Sentence, index: int, known: tuple[tuple[Frame, str], ...]) -> list[Frame]:
    verbal = bool(sentence.tags(index))
    fitting = []
    for frame, _ in known:
        if frame.noun == verbal and not (frame.noun and not sentence.lexicon.verbs.get(sentence.words[index])):
            continue
        if frame.particle and frame.particle not in sentence.words[index + 1 : index + 5]:
            continue
        if "weapon" in frame.flags and not _has_weapon(sentence):
            continue
        fitting.append(frame)
    return fitting


def _is_sport(sentence: Sentence) -> bool:
    sport = sentence.lexicon.nouns["sport"]
    return len({word for word in sentence.words if word in sport}) >= 2 and not _has_weapon(sentence)


def _has_weapon(sentence: Sentence) -> bool:
    nouns = sentence.lexicon.nouns
    return any(word in nouns["arms"] or word in nouns["force"] for word in sentence.words)


# --- one trigger


def _claims(
    sentence: Sentence,
    number: int,
    index: int,
    frame: Frame,
    said: list[Attribution],
    context: _Context,
    earlier: list[Route],
) -> list[Leg]:
    group = None if frame.noun else clauses.verb_group(sentence, index)
    if group is not None and not _voice_fits(sentence, frame, group):
        return []
    slots = ends.read(sentence, index, frame, group)
    _launch(slots)
    implied.from_where_held(sentence, group, frame, slots)
    if not is_movement(sentence, index, frame, group, slots):
        return []
    claim = status.Status()
    claim.cue(sentence, index, "flow")
    if group is None:
        status.of_noun(sentence, index, ends.noun_phrase_start(sentence, index), slots.stop, frame, said, claim)
    else:
        status.of_verb(sentence, group, frame, said, claim)
    _go_on(slots)
    origins, destinations, via = (_ends(sentence, slots, role) for role in ("origin", "destination", "via"))
    if not origins:
        origins = (
            implied.made(sentence, slots, frame, destinations)
            or implied.pronoun(sentence, group, frame, said, context.actor, earlier, "origin", destinations)
            or implied.found_at(sentence, group, frame, slots, "origin")
        )
    if not destinations:
        destinations = (
            implied.own_soil(sentence, index, frame, said, slots)
            or implied.pronoun(sentence, group, frame, said, context.actor, earlier, "destination", origins)
            or implied.found_at(sentence, group, frame, slots, "destination")
        )
    pairs = [
        pair for pair in _pairs(origins, destinations, _members(sentence, slots)) if _named_by_place(sentence, pair)
    ]
    if slots.relay >= 0:
        pairs = _relayed(pairs, sentence.starts[slots.relay])
    if not pairs:
        return []
    speaker = context.quotes.speaker(number, sentence.starts[index])
    over = status.settle(sentence, index, said, claim, _parties(frame, pairs), _actors(sentence, group, slots), speaker)
    if group is None and claim.stance in ("denied", "admitted"):
        pairs = [(a or implied.speaker_end(sentence, over, b), b) for a, b in pairs]
    mode = _mode(sentence, index, frame, slots, claim)
    route = Route(
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        origin=None,
        destination=None,
        via=tuple(v for v in via),
        cargo=_cargo(sentence, frame, slots),
        mode=mode,
        flow=flow_of(sentence, index, frame, slots),
        modality=claim.modality,
        stance=claim.stance,
        claimants=_chain(sentence, number, over, context.quotes, speaker),
        cues=tuple(sorted(claim.cues)),
        date=_date(sentence, index, over, context.dates),
        bidirectional=slots.bidirectional,
    )
    claims = [
        replace(
            route,
            origin=a,
            destination=b,
            via=tuple(v for v in via if v not in (a, b)),
            **_own_cargo(sentence, index, frame, slots, (a, b)),
        )
        for a, b in pairs
    ]
    return [Leg(claim, index, frame, group, slots) for claim in claims]


def _members(sentence: Sentence, slots: Slots) -> dict[int, int]:
    """Start of an end -> the member of the coordination it belongs to."""
    return {place_of(sentence, token).mention.start: member for token, member in slots.members.items()}


def _own_cargo(
    sentence: Sentence, index: int, frame: Frame, slots: Slots, pair: tuple[RouteEnd | None, RouteEnd | None]
) -> dict[str, Any]:
    """What is told apart in a coordination: « du thé à A et des blindés à B »."""
    members = _members(sentence, slots)
    for end in pair:
        span = slots.cargos.get(members.get(end.start, -1)) if end is not None else None
        if span is not None:
            own = replace(slots, cargo=span)
            return {"cargo": _cargo(sentence, frame, own), "flow": flow_of(sentence, index, frame, own)}
    return {}


def _go_on(slots: Slots) -> None:
    """« livré à X pour être utilisé en Y »: the claim ends in Y, by way of X."""
    onward = slots.found.pop("onward", [])
    if not onward or not slots.has("destination"):
        return
    slots.found.setdefault("via", []).extend((token, STRONG) for token in slots.tokens("destination"))
    slots.found["destination"] = onward


def _voice_fits(sentence: Sentence, frame: Frame, group: Group) -> bool:
    """French verbs of movement with se: « se rendre à », but not « rendre »; « est passé », but not « a passé une semaine »."""
    if frame.kind == "move" and frame.lemma in sentence.lexicon.words["being"]:
        following = sentence.words[group.verb + 1 : group.verb + 2]
        if (
            group.auxiliaries
            and group.auxiliaries[0] in sentence.lexicon.words["have"]
            and "été" not in group.auxiliaries
        ):
            return False
        if following and following[0] in sentence.lexicon.words["articles"] and not ends.causative(sentence, group):
            return False
    if (
        frame.kind == "move"
        and sentence.lexicon.language == "en"
        and group.auxiliaries
        and clauses.passive(sentence, group)
    ):
        carried = any(
            other.kind in ("carry", "transfer") for other, _ in sentence.lexicon.frames[sentence.words[group.verb]]
        )
        if carried:
            return False  # "will be returned to": somebody else returns it
    if "self" in frame.flags:
        return group.reflexive or ("participle" in frame.flags and group.tags == "N" and not group.auxiliaries)
    return not group.reflexive or frame.kind in ("move", "leave", "receive", "use", "meet")


def _launch(slots: Slots) -> None:
    """« frappé X depuis la mer »: where a strike is launched from is its origin only if nobody is named."""
    for token, strength in slots.found.pop("launch", []):
        slots.add("origin", token, min(strength, WEAK))


# --- ends


def _ends(sentence: Sentence, slots: Slots, role: str) -> list[RouteEnd]:
    """The ends that fill ``role``: a parent after its place ("Sofia, Bulgaria") is left out."""
    found: list[RouteEnd] = []
    for token in slots.tokens(role):
        resolution = place_of(sentence, token)
        if (
            found
            and contains(resolution.place, found[-1].place)
            and token > 0
            and sentence.words[token - 1] in (",", "in", "en", "au", "(")
        ):
            continue
        found.append(route_end(resolution))
    if len(found) > 1 and not _listed(sentence, slots.tokens(role)):
        return found[:1]
    return found


def _listed(sentence: Sentence, tokens: list[int]) -> bool:
    between, known = sentence.words[tokens[0] : tokens[-1] + 1], sentence.lexicon.words
    return (
        any(word in known["listing"] or word in known["adversative"] for word in between) or tokens[-1] - tokens[0] > 2
    )


def contains(wide: Place | None, fine: Place | None) -> bool:
    """True where ``wide`` is the country or region that ``fine`` lies in."""
    if wide is None or fine is None or wide.country is None or wide.country != fine.country or wide.id == fine.id:
        return False
    if wide.kind == "country":
        return fine.kind != "country"
    return wide.kind == "admin1" and fine.admin1 == wide.admin1 and fine.kind != "country"


def _is_parent(wide: RouteEnd, fine: RouteEnd) -> bool:
    return 0 < wide.start - fine.end <= _LONGEST_PARENT_LINK and contains(wide.place, fine.place)


def _pairs(
    origins: list[RouteEnd], destinations: list[RouteEnd], members: dict[int, int]
) -> list[tuple[RouteEnd | None, RouteEnd | None]]:
    """One route for each pair of ends; nothing goes from a place to itself, nor across « de A à B et de C à D »."""
    # « à Paulsboro, New Jersey »: what it lies in is no other end
    origins = [a for a in origins if not any(_is_parent(a, b) for b in destinations)]
    destinations = [b for b in destinations if not any(_is_parent(b, a) for a in origins)]
    pairs: list[tuple[RouteEnd | None, RouteEnd | None]] = [
        (a, b) for a in origins or [None] for b in destinations or [None] if not (a and b and _same_end(a, b))
    ]
    straight = [
        (a, b)
        for a, b in pairs
        if a is None
        or b is None
        or members.get(a.start) is None
        or members.get(a.start) == members.get(b.start, members[a.start])
    ]
    complete = {a.start for a, _ in straight if a} == {a.start for a, _ in pairs if a}
    return [pair for pair in (straight if complete else pairs) if pair != (None, None)][:_MAX_ROUTES]


def _relayed(
    pairs: list[tuple[RouteEnd | None, RouteEnd | None]], relay: int
) -> list[tuple[RouteEnd | None, RouteEnd | None]]:
    """« à A et de là à B »: B is reached from A. ``relay``: where « de là » stands in the text."""
    stops = [b for _, b in pairs if b is not None and b.start < relay]
    if not stops:
        return pairs
    return [(stops[-1], b) if b is not None and b.start > relay else (a, b) for a, b in pairs]


def _of_ground(sentence: Sentence, k: int) -> bool:
    """« des villes kényanes », "Kenyan soil": ground, not people."""
    beside = sentence.words[k - 1 : k] if sentence.lexicon.language == "fr" else sentence.words[k + 1 : k + 2]
    return any(word in sentence.lexicon.nouns["ground"] for word in beside)


def _same_end(a: RouteEnd, b: RouteEnd) -> bool:
    return (
        a.start == b.start
        or a.text == b.text
        or (a.place is not None and b.place is not None and a.place.id == b.place.id)
    )


def _named_by_place(sentence: Sentence, pair: tuple[RouteEnd | None, RouteEnd | None]) -> bool:
    """A lone « polonais » is no end; two of them are: « la garde togolaise reçoit des casques polonais »."""
    named = [end for end in pair if end is not None]
    if len(named) == 2:
        return True
    people = {
        r.mention.start
        for k, r in enumerate(sentence.places)
        if r is not None and r.mention.role == "demonym" and not _of_ground(sentence, k)
    }
    return named[0].start not in people


def _parties(frame: Frame, pairs: list[tuple[RouteEnd | None, RouteEnd | None]]) -> frozenset[str]:
    """Countries (or, unresolved, names) of who can admit the claim: both ends, but not the victim of a strike."""
    found = [end for pair in pairs for end in (pair[:1] if frame.flow == "strike" else pair) if end is not None]
    return frozenset(end.place.country if end.place and end.place.country else end.text for end in found)


def _actors(sentence: Sentence, group: Group | None, slots: Slots) -> tuple[tuple[int, int], ...]:
    found = [span for span in (slots.mover, slots.cargo) if span is not None]
    if group is not None and (own := clauses.subject(sentence, group)) is not None:
        found.append((own.first, own.last))
    return tuple(found)


# --- what moves, and how


def _cargo(sentence: Sentence, frame: Frame, slots: Slots) -> str | None:
    span = slots.cargo or slots.mover
    if span is None:
        return None
    first, last = span
    skip = sentence.lexicon.words["determiners"] - sentence.lexicon.words["numerals"] - {"des", "une", "un"}
    while first < last and (
        sentence.words[first] in skip
        or sentence.words[first] in sentence.lexicon.words["adverbs"]
        or sentence.words[first] in (",", "'s")
    ):
        first += 1
    while last > first and not _may_end_cargo(sentence, last):
        last -= 1  # « des centaines de drones d' [Iran] »: what goes on is no part of it
    if not _may_end_cargo(sentence, last):
        return None
    if first < last and sentence.tags(first) and sentence.words[first + 1] in sentence.lexicon.words["determiners"]:
        first += 1  # « vante un drone »: the verb before
    if (
        sentence.words[first] in sentence.lexicon.words["speakers"]
        or sentence.words[first] in sentence.lexicon.words["clitics"]
    ):
        return None
    text = " ".join(sentence.slice(first, last).split())
    for opening, closing in ("«»", "“”"):
        if closing in text and opening not in text.partition(closing)[0]:
            text = text.partition(closing)[0]  # the quotation ended before
    return text.lstrip(" ,;–>»”)").rstrip(" ,;–") or None


def _may_end_cargo(sentence: Sentence, k: int) -> bool:
    """Is the word more than grammar or a mark?"""
    word = sentence.words[k]
    grammar = word in sentence.lexicon.prepositions or word in sentence.lexicon.words["determiners"]
    return any(c.isalnum() for c in word) and not grammar and word not in sentence.lexicon.words["relatives"]


def _mode(sentence: Sentence, index: int, frame: Frame, slots: Slots, claim: status.Status) -> str | None:
    if frame.mode is not None:
        claim.cue(sentence, index, "mode")
        return frame.mode
    for k in range(max(0, index - 3), min(slots.stop + 2, len(sentence.words))):
        mode = sentence.lexicon.modes.get(sentence.words[k])
        if mode is not None and (
            k == 0
            or sentence.words[k - 1] in sentence.lexicon.words["by_vehicle"]
            or (mode in ("rail", "sea") and k <= slots.stop)
        ):
            claim.cue(sentence, k, "mode")
            return mode
    for token, _ in slots.found.get("via", []):
        place = place_of(sentence, token).place
        if place is not None and place.kind in ("sea", "strait", "canal"):
            claim.cue(sentence, token, "mode")
            return "sea"
    return (
        "air"
        if frame.flow == "strike"
        and sentence.find(0, len(sentence.words), sentence.lexicon.words["flying"]) is not None
        else None
    )


# --- who says so, and when


def _chain(
    sentence: Sentence, number: int, over: list[Attribution], quotes: Quotes, speaker: str | None
) -> tuple[str, ...]:
    chain: list[str] = []
    for attribution in over:
        if attribution.claimant is None:
            continue
        if is_pronoun(sentence, attribution.claimant):
            name = quotes.claimant_before(number)
        else:
            name = quotes.full_name(name_of(sentence, attribution.claimant))
        if name and name not in chain:
            chain.append(name)
    return tuple(chain or filter(None, [speaker]))


def _date(sentence: Sentence, index: int, over: list[Attribution], dates: Sequence[TimeExpression]) -> DateSpan | None:
    """The nearest time expression of the trigger's own clause; one of the saying (« vendredi, X a déclaré ») is not."""
    first = bisect.bisect_left(dates, sentence.start, key=attrgetter("start"))
    last = bisect.bisect_left(dates, sentence.end, first, key=attrgetter("start"))
    near = [
        expression
        for expression in dates[first:last]
        if expression.span is not None
        and not any(_of_saying(sentence, attribution, expression) for attribution in over)
        and _in_clause(sentence, index, expression)
    ]
    return min(near, key=lambda e: abs(e.start - sentence.starts[index])).span if near else None


def _in_clause(sentence: Sentence, index: int, expression: TimeExpression) -> bool:
    """No relative pronoun, subordinator or, to the right, other finite verb stands between the trigger and the date."""
    at = bisect.bisect_left(sentence.starts, expression.start)
    known = sentence.lexicon.words
    for k in range(min(index, at) + 1, max(index, at)):
        word = sentence.words[k]
        if word in known["relatives"] or (word in known["boundaries"] and not sentence.category(k)[0]):
            return False
        if at > index and sentence.is_finite(k):
            return False
    return True


def _of_saying(sentence: Sentence, attribution: Attribution, expression: TimeExpression) -> bool:
    if attribution.kind == "source":
        return False
    cue = sentence.starts[attribution.cue]
    if attribution.leading:
        return expression.start < cue or expression.start - sentence.ends[attribution.cue] < 14
    return expression.start > sentence.ends[min(attribution.scope[1], len(sentence.words) - 1)] - 1


# --- one claim, once


def _merged(found: list[Route]) -> list[Route]:
    """Each claim once: the finer of two ends, the stops of both; a part of another claim is dropped."""
    kept: list[Route] = []
    for route in found:
        for position, other in enumerate(kept):
            if _part_of(route, other):
                kept[position] = _joined(other, route)
                break
            if _part_of(other, route):
                kept[position] = _joined(route, other)
                break
        else:
            kept.append(route)
    return kept


def _part_of(part: Route, whole: Route) -> bool:
    """True where ``part`` says nothing about the ends that ``whole`` does not say more finely."""
    if (part.flow == "strike") != (whole.flow == "strike"):
        return False
    complete = all((part.origin, part.destination, whole.origin, whole.destination))
    if complete and part.flow != whole.flow and not ("other" in (part.flow, whole.flow) and _one_cargo(part, whole)):
        return False
    return _end_in(part.origin, whole.origin) and _end_in(part.destination, whole.destination)


def _one_cargo(a: Route, b: Route) -> bool:
    if "technology" in (a.flow, b.flow):
        return False
    return a.cargo is None or b.cargo is None or a.cargo in b.cargo or b.cargo in a.cargo


def _end_in(part: RouteEnd | None, whole: RouteEnd | None) -> bool:
    if part is None:
        return True
    if whole is None:
        return False
    return (
        part.start == whole.start
        or contains(part.place, whole.place)
        or (
            part.place is not None
            and whole.place is not None
            and (part.place.id == whole.place.id or part.place.id == whole.place.country)
        )
    )


def _joined(whole: Route, part: Route) -> Route:
    via = whole.via + tuple(
        v
        for v in part.via
        if v not in whole.via and v.start not in {e.start for e in (whole.origin, whole.destination) if e}
    )
    return replace(
        whole,
        via=via,
        flow=whole.flow if whole.cargo or not part.cargo else part.flow,
        mode=whole.mode or part.mode,
        cargo=whole.cargo or part.cargo,
        date=whole.date or part.date,
        cues=tuple(sorted({*whole.cues, *part.cues})),
    )


__all__ = ["Lexicon", "find_routes"]
