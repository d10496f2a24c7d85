"""Measures on corpora of mentions: recognition, resolution, both together, coverage of the gazetteer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo.evaluation.gold import GoldDocument
from geo.evaluation.measures import AREA_KM, AREAS, RIGHT_KM, Counts, distance_km, reliability, share
from geo.model import Geoparsed, Place


def coverage(documents: Sequence[GoldDocument], gazetteer) -> dict:
    """Share of located gold mentions for which the gazetteer has any candidate within 161 km.

    Mentions marked as demonyms are left out, as they are where recognition is scored: they name a people, not a place.
    """
    counts = Counts()
    for document in documents:
        for mention in document.mentions:
            if mention.lat is None or mention.ignore or mention.role == "demonym":
                continue
            name = document.text[mention.start : mention.end]
            points = [
                (hit.lat, hit.lon) for hit in gazetteer.lookup(name, document.language) if not math.isnan(hit.lat)
            ]
            demonym = gazetteer.demonym(name)
            if demonym and gazetteer.place(demonym).lat is not None:
                points.append((gazetteer.place(demonym).lat, gazetteer.place(demonym).lon))
            limit = AREA_KM if mention.kind in AREAS or mention.country else RIGHT_KM
            hit = any(distance_km(point, (mention.lat, mention.lon)) <= limit for point in points)
            counts.add("located")
            counts.add("covered", hit)
            if not hit:
                counts.missed.append(f"{document.id}: {name} ({'too far' if points else 'no candidate'})")
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
    """Recognition, and the whole line: found and within 161 km."""
    resolutions = [r for r in found.resolutions if with_demonyms or r.mention.role != "demonym"]
    spans = [(r.mention.start, r.mention.end) for r in resolutions]
    exact, overlap = pairs([(g.start, g.end) for g in document.mentions], spans)
    located = {i for i, g in enumerate(document.mentions) if g.lat is not None and not g.ignore}
    spent = {j for i, j in overlap.items() if i not in located}  # neither right nor wrong: the gold has no point
    counts.add("exact_gold", len(document.mentions))
    counts.add("exact_predicted", len(spans))
    counts.add("exact_right", len(exact))
    counts.add("end_to_end_gold", len(located))
    counts.add("end_to_end_predicted", sum(_on_map(r.place) and j not in spent for j, r in enumerate(resolutions)))
    for i, j in overlap.items():
        if i in located:
            counts.add("end_to_end_right", _within(document.mentions[i], resolutions[j].place))
    hits = set(overlap.values())
    right = {j for i, j in overlap.items() if i in located and _within(document.mentions[i], resolutions[j].place)}
    counts.found_confidences += [
        (r.confidence, j in right) for j, r in enumerate(resolutions) if _on_map(r.place) and j not in spent
    ]
    counts.missed += [
        f"{document.id}: {document.text[g.start : g.end]}" for i, g in enumerate(document.mentions) if i not in overlap
    ]
    counts.extra += [f"{document.id}: {document.text[s:e]}" for j, (s, e) in enumerate(spans) if j not in hits]


def count_given(document: GoldDocument, parser, counts: Counts) -> None:
    """Resolution alone: the gold's spans are given."""
    if not any(g.lat is not None for g in document.mentions):
        return
    spans = [(g.start, g.end) for g in document.mentions]
    found = parser.parse(document.text, None, document.language, spans)
    at = {(r.mention.start, r.mention.end): r for r in found.resolutions}
    for gold in document.mentions:
        if gold.lat is None or gold.ignore:
            continue
        resolution = at[gold.start, gold.end]
        place = resolution.place
        right = _within(gold, place)
        counts.add("given")
        counts.add("given_right", right)
        if place is not None:
            counts.confidences.append((resolution.confidence, right))
        if not right:
            where = place and (place.name, place.country, place.admin1)
            counts.misplaced.append(f"{document.id}: {document.text[gold.start : gold.end]} → {where}")


def _on_map(place: Place | None) -> bool:
    return place is not None and place.lat is not None


def _within(gold, place: Place | None) -> bool:
    return _on_map(place) and distance_km((gold.lat, gold.lon), (place.lat, place.lon)) <= RIGHT_KM


def figures(counts: Counts) -> dict:
    return {
        "recognition_exact": counts.prf("exact"),
        "resolution_on_gold_spans": share(counts["given_right"], counts["given"]),
        "end_to_end": counts.prf("end_to_end") if counts["end_to_end_gold"] else None,
        "calibration": reliability(counts.confidences),
        "calibration_of_marks": reliability(counts.found_confidences) if counts["end_to_end_gold"] else [],
        **counts.errors,
    }
