"""Measures on single sentences with routes: is there a route, are its ends and direction right, who says so, is it done.

An optional end or route of the gold is neither asked for nor held against whoever finds it. A sentence whose routes are
all optional is left out of detection.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

from geo.evaluation.gold import GoldDocument, GoldEnd, GoldRoute, Span
from geo.evaluation.measures import Counts, f1, share
from geo.model import Geoparsed, Route

_SIDES = ("origin", "destination")
_MOST_TURNED = 4  # both ways round of more "between A and B" than this in one sentence are not all tried


def count(document: GoldDocument, found: Geoparsed, counts: Counts) -> None:
    gold = document.sentence_routes or ()
    claimed = [route for route in found.routes if route.origin or route.destination]
    _count_detection(document, gold, claimed, counts)
    _count_ends(gold, claimed, counts)
    _count_full(document, gold, claimed, counts)


def _count_detection(
    document: GoldDocument, gold: Sequence[GoldRoute], claimed: Sequence[Route], counts: Counts
) -> None:
    required = any(not route.optional for route in gold)
    if gold and not required:
        return
    counts.add("yes" if required else "no")
    counts.add("yes_found" if required else "no_found", bool(claimed) == required)
    if bool(claimed) != required:
        (counts.missed if required else counts.extra).append(f"{document.id}: {document.text[:90]}")


# -- ends --------------------------------------------------------------------------------------------------------------


def _span(route: Route, side: str) -> Span | None:
    end = getattr(route, side)
    return (end.start, end.end) if end else None


def _count_ends(gold: Sequence[GoldRoute], claimed: Sequence[Route], counts: Counts) -> None:
    """Ends as a set of (side, span): an end of two routes counts once. « Between A and B » is read in the better direction."""
    said = list(dict.fromkeys((side, span) for r in claimed for side in _SIDES if (span := _span(r, side))))
    turnable = [route for route in gold if route.bidirectional][:_MOST_TURNED]
    outcomes = []
    for turns in product((False, True), repeat=len(turnable)):
        turned = [route for route, turn in zip(turnable, turns, strict=True) if turn]
        outcomes.append(_match_ends(gold, turned, said))
    right, wrong, wanted = max(outcomes, key=lambda outcome: (outcome[0], -outcome[1]))
    counts.add("ends_right", right)
    counts.add("ends_predicted", right + wrong)
    counts.add("ends_gold", wanted)


def _match_ends(
    gold: Sequence[GoldRoute], turned: Sequence[GoldRoute], said: Sequence[tuple[str, Span]]
) -> tuple[int, int, int]:
    """(wanted ends that were said, said ends that nothing allows, wanted ends)."""
    wanted: dict[tuple[str, Span], GoldEnd] = {}
    allowed: list[tuple[str, GoldEnd]] = []
    for route in gold:
        sides = _SIDES[::-1] if route in turned else _SIDES
        for side, end in zip(sides, (route.origin, route.destination), strict=True):
            if end is None:
                continue
            if not (route.optional or end.optional):
                wanted.setdefault((side, end.span), end)
            allowed += [(each, end) for each in (_SIDES if route.bidirectional else (side,))]
    choices = sorted(
        (not _touch(end.span, span), abs(end.span[0] - span[0]) + abs(end.span[1] - span[1]), key, (side, span))
        for key, end in wanted.items()
        for side, span in said
        if key[0] == side and end.meets(span)
    )
    met: set[tuple[str, Span]] = set()
    used: set[tuple[str, Span]] = set()
    for _, _, key, word in choices:
        if key not in met and word not in used:
            met.add(key)
            used.add(word)
    wrong = sum(
        word not in used and not any(word[0] == side and end.meets(word[1]) for side, end in allowed) for word in said
    )
    return len(met), wrong, len(wanted)


def _touch(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


# -- whole routes ------------------------------------------------------------------------------------------------------


def _fit(gold: GoldRoute, route: Route) -> tuple[bool, int, int]:
    """(both ends right, ends met, wrong ends): the better way round of a bidirectional route."""
    ways = [(gold.origin, gold.destination), (gold.destination, gold.origin)][: 1 + gold.bidirectional]
    return max((_fit_way(way, route) for way in ways), key=lambda fit: (fit[1], fit[0], -fit[2]))


def _fit_way(way: tuple[GoldEnd | None, GoldEnd | None], route: Route) -> tuple[bool, int, int]:
    met = wrong = lacking = 0
    for end, side in zip(way, _SIDES, strict=True):
        span = _span(route, side)
        if span is None:
            lacking += end is not None and not end.optional
        elif end is not None and end.meets(span):
            met += 1
        else:
            wrong += 1
    return not wrong and not lacking and met > 0, met, wrong


def _same_via(gold: GoldRoute, route: Route) -> bool:
    left = [(stop.start, stop.end) for stop in route.via]
    for wanted in gold.via:
        hit = next((span for span in left if _touch(wanted, span)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def _assign(gold: Sequence[GoldRoute], claimed: Sequence[Route]) -> dict[int, int]:
    """Gold → claimed, one to one, among pairs that share an end: whole routes first, then most ends, then fewest wrong."""
    worth: dict[tuple[int, int], tuple[int, ...]] = {}
    for i, route in enumerate(gold):
        for j, claim in enumerate(claimed):
            whole, met, wrong = _fit(route, claim)
            if met:
                tie = (not route.optional, _same_via(route, claim), claim.flow == route.flow)
                worth[i, j] = (int(whole), met, -wrong, *map(int, tie))

    @cache
    def best(i: int, taken: frozenset[int]) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        if i == len(gold):
            return (0,) * 6, ()
        chosen = best(i + 1, taken)
        for j in range(len(claimed)):
            if (i, j) in worth and j not in taken:
                rest, choice = best(i + 1, taken | {j})
                total = tuple(a + b for a, b in zip(worth[i, j], rest, strict=True))
                if total > chosen[0]:
                    chosen = (total, ((i, j), *choice))
        return chosen

    return dict(best(0, frozenset())[1])


def _count_full(document: GoldDocument, gold: Sequence[GoldRoute], claimed: Sequence[Route], counts: Counts) -> None:
    assigned = _assign(gold, claimed)
    right = excused = 0
    for i, j in assigned.items():
        excused += gold[i].optional
        if gold[i].optional:
            continue
        whole = _fit(gold[i], claimed[j])[0]
        right += whole
        counts.add("matched")
        counts.add("stance_right", claimed[j].stance in gold[i].stances)
        counts.add("modality_right", claimed[j].modality in gold[i].modalities)
        counts.add("flow_right", claimed[j].flow == gold[i].flow)
        if claimed[j].stance not in gold[i].stances:
            counts.misplaced.append(
                f"{document.id}: stance {claimed[j].stance} for {'/'.join(sorted(gold[i].stances))}"
            )
        if claimed[j].modality not in gold[i].modalities:
            read = f"modality {claimed[j].modality} for {'/'.join(sorted(gold[i].modalities))}"
            counts.misplaced.append(f"{document.id}: {read}")
    for j, claim in enumerate(claimed):
        if j not in assigned.values():
            excused += any(_excuses(route, claim, i in assigned) for i, route in enumerate(gold))
    counts.add("full_right", right)
    counts.add("full_predicted", len(claimed) - excused)
    counts.add("full_gold", sum(not route.optional for route in gold))


def _excuses(gold: GoldRoute, claim: Route, met: bool) -> bool:
    """A claim too many is no mistake if it is (part of) an optional route, or the way back of « between A and B »."""
    whole, ends, wrong = _fit(gold, claim)
    return (gold.optional and ends > 0 and not wrong) or (gold.bidirectional and met and whole)


def figures(counts: Counts) -> dict:
    yes, no = share(counts["yes_found"], counts["yes"]) or 0.0, share(counts["no_found"], counts["no"]) or 0.0
    predicted = counts["yes_found"] + counts["no"] - counts["no_found"]
    return {
        # Most sentences of such a gold have a route: always saying yes gets a fine F1 and a balanced accuracy of one half.
        "detection": {
            "balanced": round((yes + no) / 2, 4),
            "f1": round(f1(share(counts["yes_found"], predicted) or 0.0, yes), 4),
        },
        "ends": counts.prf("ends"),
        "full_routes": counts.prf("full"),
        "stance": share(counts["stance_right"], counts["matched"]),
        "modality": share(counts["modality_right"], counts["matched"]),
        "flow": share(counts["flow_right"], counts["matched"]),
        "matched_routes": counts["matched"],
        **counts.errors,
    }
