"""Measures on corpora of mentions: recognition, roles, resolution, both together, coverage of the gazetteer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo.evaluation.gold import GoldDocument, GoldMention
from geo.evaluation.measures import AREA_KM, AREAS, RIGHT_KM, Counts, distance_km, reliability, share
from geo.model import ROLES, Geoparsed, Place


def coverage(documents: Sequence[GoldDocument], gazetteer) -> dict:
    """Share of located gold mentions for which the gazetteer has any candidate within 161 km.

    Mentions marked as demonyms are left out, as they are where recognition is scored: they name a people, not a place.
    """
    counts = Counts()
    for document in documents:
        for mention in document.mentions:
            if not mention.located or mention.role == "demonym":
                continue
            name = document.text[mention.start : mention.end]
            places = [hit for hit in gazetteer.lookup(name, document.language) if not math.isnan(hit.lat)]
            demonym = gazetteer.demonym(name)
            if demonym and gazetteer.place(demonym).lat is not None:
                places.append(gazetteer.place(demonym))
            limit = AREA_KM if mention.kind in AREAS or mention.country else RIGHT_KM
            hit = any(placed_right(mention, place, limit) for place in places)
            counts.add("located")
            counts.add("covered", hit)
            if not hit:
                counts.missed.append(f"{document.id}: {name} ({'too far' if places else 'no candidate'})")
    return {
        "coverage": share(counts["covered"], counts["located"]),
        "located": counts["located"],
        "missed": counts.missed,
    }


def pairs(wanted: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> tuple[dict[int, int], dict[int, int]]:
    """One-to-one matches wanted → found: the exact ones, and those with the overlapping ones added, best overlap first."""
    where = {span: j for j, span in enumerate(found)}
    exact = {i: where[span] for i, span in enumerate(wanted) if span in where}
    overlap, used = dict(exact), set(exact.values())
    loose = []
    for i, (left, right) in enumerate(wanted):
        if i in exact:
            continue
        for j, (start, end) in enumerate(found):
            shared = min(right, end) - max(left, start)
            if j not in used and shared > 0:
                loose.append((-shared / (max(right, end) - min(left, start)), i, j))
    for _, i, j in sorted(loose):
        if i not in overlap and j not in used:
            overlap[i] = j
            used.add(j)
    return exact, overlap


def count_found(document: GoldDocument, found: Geoparsed, counts: Counts, with_demonyms: bool) -> None:
    """Recognition, roles of what was recognised, and the whole line: found and within 161 km."""
    gold = document.wanted
    resolutions = [r for r in found.resolutions if with_demonyms or r.mention.role != "demonym"]
    spans = [(r.mention.start, r.mention.end) for r in resolutions]
    paired = pairs([(g.start, g.end) for g in gold], spans)[1].values()
    resolutions = [
        r for j, r in enumerate(resolutions) if j in paired or not document.ignores(r.mention.start, r.mention.end)
    ]
    spans = [(r.mention.start, r.mention.end) for r in resolutions]
    exact, overlap = pairs([(g.start, g.end) for g in gold], spans)
    located = {i for i, g in enumerate(gold) if g.located}
    spent = {j for i, j in overlap.items() if i not in located}  # neither right nor wrong: the gold has no point
    counts.add("exact_gold", len(gold))
    counts.add("exact_predicted", len(spans))
    counts.add("exact_right", len(exact))
    counts.add("end_to_end_gold", len(located))
    counts.add("end_to_end_predicted", sum(_on_map(r.place) and j not in spent for j, r in enumerate(resolutions)))
    right = {j for i, j in overlap.items() if i in located and placed_right(gold[i], resolutions[j].place)}
    counts.add("end_to_end_right", len(right))
    for i, j in exact.items():
        if gold[i].role in (*ROLES, "mixed"):
            _count_role(document, gold[i], resolutions[j].mention.role, counts)
    hits = set(overlap.values())
    counts.found_confidences += [
        (r.confidence, j in right) for j, r in enumerate(resolutions) if _on_map(r.place) and j not in spent
    ]
    counts.missed += [
        f"{document.id}: {document.text[g.start : g.end]}" for i, g in enumerate(gold) if i not in overlap
    ]
    counts.extra += [f"{document.id}: {document.text[s:e]}" for j, (s, e) in enumerate(spans) if j not in hits]


def _count_role(document: GoldDocument, gold: GoldMention, role: str, counts: Counts) -> None:
    counts.add("roles")
    right = gold.role in (role, "mixed")
    counts.add("roles_right", right)
    if not right:
        around = document.text[max(0, gold.start - 30) : gold.end + 20].replace("\n", " ")
        counts.misplaced.append(f"{document.id}:{gold.start} role {role} for {gold.role}: {around}")


def count_given(document: GoldDocument, parser, counts: Counts) -> None:
    """Resolution alone: the gold's spans are given."""
    if not any(g.located for g in document.mentions):
        return
    spans = [(g.start, g.end) for g in document.wanted]
    found = parser.parse(document.text, None, document.language, spans)
    at = {(r.mention.start, r.mention.end): r for r in found.resolutions}
    for gold in document.mentions:
        if not gold.located:
            continue
        resolution = at[gold.start, gold.end]
        place = resolution.place
        right = placed_right(gold, place)
        counts.add("given")
        counts.add("given_right", right)
        if place is not None:
            counts.confidences.append((resolution.confidence, right))
        if not right:
            where = place and (place.name, place.country, place.admin1)
            counts.misplaced.append(f"{document.id}: {document.text[gold.start : gold.end]} → {where}")


def _on_map(place: Place | None) -> bool:
    return place is not None and place.lat is not None


def placed_right(gold: GoldMention, place: Place | None, limit_km: float = RIGHT_KM) -> bool:
    """Near enough to the gold's point; where the gold has a country and no point, that country itself."""
    if gold.lat is None:
        return place is not None and place.kind == "country" and place.country == gold.country
    return _on_map(place) and distance_km((gold.lat, gold.lon), (place.lat, place.lon)) <= (gold.radius_km or limit_km)


def figures(counts: Counts) -> dict:
    return {
        "recognition_exact": counts.prf("exact"),
        "roles": share(counts["roles_right"], counts["roles"]),
        "resolution_on_gold_spans": share(counts["given_right"], counts["given"]),
        "end_to_end": counts.prf("end_to_end") if counts["end_to_end_gold"] else None,
        "calibration": reliability(counts.confidences),
        "calibration_of_marks": reliability(counts.found_confidences) if counts["end_to_end_gold"] else [],
        **counts.errors,
    }
