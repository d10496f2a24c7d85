"""Measures on annotated articles: mentions with their roles, places, traps, routes by country, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo import pipeline
from geo.evaluation.gold import GoldDocument, GoldMention, Span
from geo.evaluation.measures import AREA_KM, AREAS, Counts, distance_km, f1, share
from geo.model import DateSpan, Geoparsed, Route, RouteEnd

_CITY_KM = 25.0  # a town is right within its surroundings
_NOT_CLAIMED = ("capability", "hypothetical")
_FINE = ("city", "facility", "sea")  # what a pin or a label must stand for exactly
# Part of the measure, not of the program: a mention is the same with an article, a preposition or a type word more or less.
_EDGE_WORDS = frozenset(
    re.findall(r"\w+", "la le les l mer ville de d du des port zone économique spéciale république the dc of sea city")
)


def same_mention(text: str, gold: GoldMention, start: int, end: int) -> bool:
    """Do the spans overlap and differ only by articles, prepositions and type words?"""
    if max(gold.start, start) >= min(gold.end, end):
        return False
    left = text[min(gold.start, start) : max(gold.start, start)]
    right = text[min(gold.end, end) : max(gold.end, end)]
    return all(word in _EDGE_WORDS for word in re.findall(r"\w+", f"{left} {right}".lower()))


def count(document: GoldDocument, found: Geoparsed, counts: Counts) -> None:
    """Demonyms are left out on both sides; each gold mention is met once."""
    free = [r for r in found.resolutions if r.mention.role in ("place", "actor")]
    wanted = [g for g in document.mentions if g.role != "demonym"]
    counts.add("mentions_gold", len(wanted))
    counts.add("mentions_predicted", len(free))
    for gold in wanted:
        fine = gold.kind in _FINE
        counts.add("fine", fine)
        where = f"{document.id}:{gold.start} {document.text[gold.start : gold.end]}"
        hit = next((r for r in free if same_mention(document.text, gold, r.mention.start, r.mention.end)), None)
        if hit is None:
            counts.missed.append(where)
            continue
        free.remove(hit)
        counts.add("mentions_right")
        role_right = gold.role in (hit.mention.role, "mixed")
        counts.add("role_right", role_right)
        if not role_right:
            around = document.text[max(0, gold.start - 30) : gold.end + 20].replace("\n", " ")
            counts.misplaced.append(f"{document.id}:{gold.start} role {hit.mention.role} for {gold.role}: {around}")
        right = _placed_right(gold, hit.place)
        counts.add("placed_right", right)
        counts.add("fine_right", right and fine)
        if not right:
            counts.misplaced.append(f"{where} → {hit.place and hit.place.id}")
    counts.extra += [f"{document.id}:{r.mention.start} {r.mention.text}" for r in free]
    places = [r.mention for r in found.resolutions if r.mention.role == "place"]
    for start, end in document.traps:
        trapped = any(m.start < end and start < m.end for m in places)
        counts.add("traps")
        counts.add("trapped", trapped)
        if trapped:
            counts.extra.append(f"{document.id}:{start} trap on the map: {document.text[start:end]}")
    _count_routes(document, found.routes, counts)
    _count_dates(document, found, counts)


def _placed_right(gold: GoldMention, place) -> bool:
    if gold.lat is None:
        return place is None or place.lat is None
    if place is None or place.lat is None:
        return False
    if gold.country:
        return place.country == gold.country
    limit = AREA_KM if gold.kind in AREAS else _CITY_KM
    return distance_km((gold.lat, gold.lon), (place.lat, place.lon)) <= limit


# -- routes: compared by the countries of their ends, within the sentence ----------------------------------------------


def name_countries(documents: Sequence[GoldDocument], gazetteer) -> None:
    """Give each gold route the countries of its ends: the gold names places by ids of its own."""
    countries: dict[str, str | None] = {}
    for document in documents:
        for gold in document.mentions:
            if gold.country or gold.place_id in countries or gold.lat is None:
                countries.setdefault(gold.country or gold.place_id, gold.country)
                continue
            hits = gazetteer.lookup(document.text[gold.start : gold.end])
            near = [
                h for h in hits if h.lat is not None and distance_km((h.lat, h.lon), (gold.lat, gold.lon)) <= _CITY_KM
            ]
            countries[gold.place_id] = near[0].country if near else None
    for document in documents:
        for route in document.routes:
            for side in ("from", "to"):
                route[f"{side}_country"] = countries.get(route.get(f"{side}_id"))


def _count_routes(document: GoldDocument, routes: Sequence[Route], counts: Counts) -> None:
    spans: dict[str, list[Span]] = {}
    for mention in document.mentions:
        spans.setdefault(mention.place_id, []).append((mention.start, mention.end))
    wanted = [r for r in document.routes if not r["implied"] and r["from_id"] and r["to_id"] and _abroad(r)]
    got = [r for r in routes if r.origin and r.destination and _country(r.origin) != _country(r.destination)]
    counts.add("routes_gold", len(wanted))
    met = 0
    for gold in wanted:
        hit = next((r for r in got if _same_route(gold, r, spans)), None)
        if hit is None:
            counts.missed.append(f"{document.id}:{gold['sentence_start']} route {gold['from_id']} → {gold['to_id']}")
            continue
        got.remove(hit)
        met += 1
        right = status(hit.modality, hit.stance) == gold["status"]
        counts.add("status_right", right)
        if not right:
            read = f"{hit.modality}, {hit.stance}"
            counts.misplaced.append(f"{document.id}:{gold['sentence_start']} route {read} for {gold['status']}")
    counts.add("routes_right", met)
    # A capability or a hypothesis is right where the gold has it, and no mistake where it has not.
    counts.add("routes_predicted", met + sum(r.modality not in _NOT_CLAIMED for r in got))
    _count_route_sentences(document, routes, counts)


def _abroad(gold: dict) -> bool:
    return (gold["from_country"] or gold["from_id"]) != (gold["to_country"] or gold["to_id"])


def _same_route(gold: dict, route: Route, spans: dict[str, list[Span]]) -> bool:
    if not (route.sentence_start < gold["sentence_end"] and gold["sentence_start"] < route.sentence_end):
        return False
    ways = [(route.origin, route.destination)]
    if gold.get("bidirectional") and route.bidirectional:
        ways.append((route.destination, route.origin))
    return any(_same_end(gold, "from", a, spans) and _same_end(gold, "to", b, spans) for a, b in ways)


def _same_end(gold: dict, side: str, end: RouteEnd, spans: dict[str, list[Span]]) -> bool:
    """The same country; for what lies in none (« l'Occident », « en Afrique ») a mention of the same place."""
    if gold[f"{side}_country"]:
        return _country(end) == gold[f"{side}_country"]
    return any(start < end.end and end.start < stop for start, stop in spans.get(gold[f"{side}_id"], ()))


def _count_route_sentences(document: GoldDocument, routes: Sequence[Route], counts: Counts) -> None:
    """A sentence that only implies a route need not be found, and finding it is no mistake."""
    explicit = {(r["sentence_start"], r["sentence_end"]) for r in document.routes if not r["implied"]}
    anywhere = {(r["sentence_start"], r["sentence_end"]) for r in document.routes}
    counts.add("sentences_gold", len(explicit))
    counts.add(
        "sentences_found", sum(any(s < r.sentence_end and r.sentence_start < e for r in routes) for s, e in explicit)
    )
    counts.add("sentences_predicted", len(routes))
    for route in routes:
        right = any(s < route.sentence_end and route.sentence_start < e for s, e in anywhere)
        counts.add("sentences_right", right)
        if not right:
            counts.extra.append(f"{document.id}:{route.sentence_start} route where there is none")


def _country(end: RouteEnd) -> str | None:
    return end.place.country if end.place else None


def status(modality: str, stance: str) -> str:
    """The one-word status of a claim: planned, denied, confirmed or alleged."""
    if modality == "planned":
        return "planned"
    return {"denied": "denied", "admitted": "confirmed", "confirmed": "confirmed"}.get(stance, "alleged")


# -- dates -------------------------------------------------------------------------------------------------------------


def _count_dates(document: GoldDocument, found: Geoparsed, counts: Counts) -> None:
    for event in document.events:
        if event.get("expr_start") is None:
            continue
        counts.add("dates_gold")
        hit = next((d for d in found.dates if d.start < event["expr_end"] and event["expr_start"] < d.end), None)
        if hit is None:
            counts.missed.append(f"{document.id}: date {event['expr']}")
            continue
        counts.add("dates_found")
        right = hit.span is not None and _date_overlaps(event, hit.span)
        counts.add("dates_right", right)
        if not right:
            said = event.get("range") or event["date"]
            counts.misplaced.append(f"{document.id}: date {event['expr']} → {hit.span or hit.reason} for {said}")


def _date_overlaps(event: dict, span: DateSpan) -> bool:
    low, high = event.get("range") or _days_of(str(event["date"]))
    return (span.date_min or "0000") <= high and low <= (span.date_max or "9999")


def _days_of(value: str) -> tuple[str, str]:
    first, _, last = value.partition("/")
    start, end = pipeline.publication(first), pipeline.publication(last or first)
    return start.date_min, end.date_max


def figures(c: Counts) -> dict:
    precision = share(c["sentences_right"], c["sentences_predicted"]) or 0.0
    recall = share(c["sentences_found"], c["sentences_gold"]) or 0.0
    return {
        "mentions": c.prf("mentions"),
        "roles": share(c["role_right"], c["mentions_right"]),
        "placed": share(c["placed_right"], c["mentions_right"]),
        "cities_and_sites_placed": share(c["fine_right"], c["fine"]),
        "traps": c["traps"],
        "traps_off_map": share(c["traps"] - c["trapped"], c["traps"]),
        "routes": c.prf("routes"),
        "route_status": share(c["status_right"], c["routes_right"]),
        "route_sentences": {"precision": precision, "recall": recall, "f1": round(f1(precision, recall), 4)},
        "dates_found": share(c["dates_found"], c["dates_gold"]),
        "dates_right": share(c["dates_right"], c["dates_gold"]),
        **c.errors,
    }
