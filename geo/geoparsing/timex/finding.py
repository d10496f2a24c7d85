"""Finding time expressions: text and grammar in; spans, their rule and the slots it filled out. No dates yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from geo.geoparsing.timex.grammar import YEAR, Grammar, Pattern, Slots
from geo.geoparsing.tokens import lowered

BEFORE, AFTER = 40, 48  # characters before and after a trigger word in which its expression lies
CLAUSE_REACH = 160
AGE_REACH = 80
PERSON_REACH = 20_000  # a person is introduced by the full name, and early
FIRST_PLAIN_YEAR, LAST_PLAIN_YEAR = 1900, 2100  # of four figures that no "in" or "since" leads to
_OPENING = re.compile(r"(?<!\w)\S")  # where an expression may begin
ANY_YEAR = re.compile(rf"\b{YEAR}\b")
JOINABLE = frozenset(
    {"calendar-day", "calendar-month", "calendar-year", "decade", "season", "weekday", "iso-date", "numeric-date"}
)
# Rules whose year, or whose week, the tense of the clause decides.
LEANING = frozenset(
    {"calendar-day", "calendar-month", "weekday", "nth-weekday", "week-of", "season", "quarter", "half-year", "holiday"}
)
CORE_SLOTS = ("part", "weekday", "day_from", "day", "month", "year")


@dataclass(frozen=True, slots=True)
class Parse:
    """An expression before it is resolved. core: where the date itself starts, after « depuis », « jusqu'en »."""

    start: int
    end: int
    core: int
    rule: str
    slots: Slots
    lean: str = ""
    until: Parse | None = None  # the second date of a range


def find(text: str, grammar: Grammar) -> list[Parse]:
    """The time expressions of a text in order, none overlapping; the two dates of a range are one."""
    low = lowered(text).replace("\u00a0", " ").replace("\u202f", " ")
    return list(_joined(low, grammar, list(_parses(text, low, grammar))))


def _parses(text: str, low: str, grammar: Grammar) -> Iterator[Parse]:
    reached = 0
    for hit in grammar.trigger.finditer(low):
        if hit.start() < reached:
            continue
        kind = grammar.kinds.get(hit[0], "year")
        if grammar.large and kind in ("month", "weekday") and not text[hit.start()].isupper():
            continue
        best = _longest(text, low, grammar, kind, hit, reached)
        if best is None:
            continue
        reached = best.end
        yield best


def _longest(text: str, low: str, grammar: Grammar, kind: str, hit: re.Match[str], reached: int) -> Parse | None:
    """The longest expression that holds the trigger word and stands up to _stands."""
    tensed = text if grammar.large else low  # « may » is a verb only where it is small
    # Tried only where a word begins, all patterns at the same few places: a search would stop at every letter for each.
    openings = [found.start() for found in _OPENING.finditer(low, max(reached, hit.start() - BEFORE), hit.start() + 1)]
    end = hit.end() + AFTER
    best = None
    for pattern in grammar.patterns[kind]:
        match = _covering(pattern, low, hit, openings, end)
        if match is None:
            continue
        parse = _read(pattern, match, grammar)
        if best and parse.end - parse.start <= best.end - best.start:
            continue
        if pattern.future and _lean(tensed, grammar, parse) != "future":
            continue
        if "tensed" in parse.slots and not _lean(tensed, grammar, parse):
            continue
        if _stands(text, low, grammar, pattern, match, parse):
            best = parse
    return replace(best, lean=_lean(tensed, grammar, best)) if best and _leans(best) else best


def _leans(parse: Parse) -> bool:
    return parse.rule in LEANING or (parse.rule == "relative-period" and parse.slots.get("unit") == "weekend")


def _covering(pattern: Pattern, low: str, hit: re.Match[str], openings: list[int], end: int) -> re.Match[str] | None:
    """The first match from one of ``openings`` that holds the trigger word. Those before it are passed over whole."""
    match_at, last, passed = pattern.regex.match, hit.end(), -1
    for opening in openings:
        if opening < passed:
            continue
        match = match_at(low, opening, end)
        if match is not None:
            passed = match.end()
            if passed >= last:
                return match
    return None


def _read(pattern: Pattern, match: re.Match[str], grammar: Grammar) -> Parse:
    found = {slot: form for slot, form in match.groupdict().items() if form is not None}
    outside = match.end("outside") if "outside" in found else match.start()
    slots = {slot: _value(grammar, slot, form) for slot, form in found.items()}
    slots["single"] = not found.get("unit", "s").endswith("s")
    slots |= pattern.preset
    core = min((match.start(slot) for slot in CORE_SLOTS if slot in found), default=outside)
    return Parse(outside, match.end(), core, pattern.rule, slots)


def _value(grammar: Grammar, slot: str, form: str) -> Any:
    words = grammar.words.get(slot.partition("_")[0])
    if words is not None and (value := words.get(" ".join(form.split()))) is not None:
        return value
    return int(form) if form.isdecimal() else form


def _stands(text: str, low: str, grammar: Grammar, pattern: Pattern, match: re.Match[str], parse: Parse) -> bool:
    """Whether what looks like a date is one: no name, no habit, no number of things."""
    slots = parse.slots
    if pattern.needs and not any(slot in slots for slot in pattern.needs):
        return False
    if "year" in slots and re.match(r" \d{3}(?!\d)|[.,]\d| ?[%€$£°]", low[match.end() : match.end() + 5]):
        return False
    if parse.rule == "age":  # « en 1947, après deux ans de guerre », « la guerre de Cent Ans » are not counted from now
        if text[match.start("unit")].isupper():
            return False
        sentence = re.split(r"[.!?\n]", low[max(0, parse.start - AGE_REACH) : parse.start])[-1]
        return not ANY_YEAR.search(sentence + re.split(r"[.!?\n]", low[parse.end : parse.end + AGE_REACH])[0])
    if parse.rule == "calendar-year":
        return _is_year(low, grammar, match, parse)
    if parse.rule in ("calendar-day", "holiday") and "year" not in slots:
        return not grammar.name_before.search(low[max(0, match.start() - 24) : match.start()])
    if parse.rule == "weekday":
        return _is_plain_word(text, low, grammar, match, match.start("weekday"), parse)
    if parse.rule == "calendar-month" and "year" not in slots:
        return _is_plain_month(text, low, grammar, match, parse)
    return True


def _is_year(low: str, grammar: Grammar, match: re.Match[str], parse: Parse) -> bool:
    before = low[max(0, match.start("year") - 6) : match.start("year")]
    after = low[match.end() : match.end() + 24]
    if re.search(r"(?:[\w$€£#°/:+*=_-]|\d[.,]|n° ?|\d )$", before) and "part" not in parse.slots:
        return False
    if "glue" in parse.slots or "part" in parse.slots or parse.slots.get("relation") in ("since", "at"):
        return True
    year = parse.slots["year"]
    if not FIRST_PLAIN_YEAR <= year <= LAST_PLAIN_YEAR:
        return False
    if "outside" not in parse.slots and "relation" not in parse.slots:
        return before.endswith(("(", "[")) and after.startswith((")", "]", ",", ";"))
    if grammar.after_year.match(after):
        return True
    counted = grammar.counted.match(after)
    if grammar.determiner.search(before):
        return year % 100 != 0 or not counted
    return year % 10 != 0 and not counted  # round numbers are counts more often than years


def _is_plain_word(text: str, low: str, grammar: Grammar, match: re.Match[str], at: int, parse: Parse) -> bool:
    """A day or month name that is not part of another name and stands for no habit."""
    if not grammar.large and text[at].isupper() and not _starts_sentence(text, match.start()):
        return False
    if "turn" not in parse.slots and grammar.not_before.match(low[match.end() : match.end() + 24]):
        return False
    before = low[max(0, match.start() - 24) : match.start()]
    if grammar.name_before.search(before):
        return False
    return "turn" in parse.slots or "month" in parse.slots or not grammar.habit_before.search(before)


def _is_plain_month(text: str, low: str, grammar: Grammar, match: re.Match[str], parse: Parse) -> bool:
    form = match["month"]
    if form.endswith(".") or (len(form) <= 4 and grammar.large and form not in ("may", "june", "july")):
        return False  # abbreviations only beside a day or a year
    if "outside" in parse.slots and re.match(r" '?\d\d\b", low[match.end() : match.end() + 5]):
        return False  # « mai 68 »
    if not _is_plain_word(text, low, grammar, match, match.start("month"), parse):
        return False
    led = {"turn", "part", "glue"} & parse.slots.keys() or parse.slots.get("relation") in ("since", "until")
    return (
        bool(led) or form not in grammar.names or not (grammar.person and grammar.person.search(text, 0, PERSON_REACH))
    )


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \u00a0\u202f\t")
    return not before or before[-1] in ".!?…\n\r«»“”\"'’:;–—-•*(["


def _lean(words: str, grammar: Grammar, parse: Parse) -> str:
    """Whether the clause looks back or ahead: the nearest cue decides, the future where they are as near."""
    if "year" in parse.slots or "turn" in parse.slots:
        return ""
    default = "future" if parse.slots.get("relation") in ("by", "until", "before", "onwards") else ""
    left, right = _clause(words, grammar, parse)
    future = _nearest(grammar.future, words, left, right, parse)
    past = _nearest(grammar.past, words, left, right, parse)
    if future == past == inf:
        return default
    return "future" if future <= past else "past"


def _clause(low: str, grammar: Grammar, parse: Parse) -> tuple[int, int]:
    left = max(0, parse.start - CLAUSE_REACH)
    for stop in grammar.clause.finditer(low, left, parse.start):
        left = stop.end()
    ends = [stop.start() for stop in grammar.clause.finditer(low, parse.end, parse.end + CLAUSE_REACH)]
    right = ends[0] if ends else min(len(low), parse.end + CLAUSE_REACH)
    opens = not low[left : parse.start].strip()
    if opens and ends and low[right : right + 1] == "," and not low[parse.end : right].strip():
        right = ends[1] if len(ends) > 1 else min(len(low), parse.end + CLAUSE_REACH)  # « En mai, le port … »
    return left, right


def _nearest(cue: re.Pattern[str], low: str, left: int, right: int, parse: Parse) -> float:
    distance, following = inf, cue.search(low, parse.end, right)
    for before in cue.finditer(low, left, parse.start):
        distance = parse.start - before.end()
    return min(distance, following.start() - parse.end) if following else distance


def _joined(low: str, grammar: Grammar, parses: list[Parse]) -> Iterator[Parse]:
    """« entre mars et mai 2022 », "from 2014 to 2020": two neighbours become one range, the year shared."""
    index = 0
    while index < len(parses):
        first, second = parses[index], parses[index + 1] if index + 1 < len(parses) else None
        if second and _is_range(low, grammar, first, second):
            yield _range(first, second)
            index += 2
            continue
        yield first
        index += 1


def _is_range(low: str, grammar: Grammar, first: Parse, second: Parse) -> bool:
    if first.rule not in JOINABLE or second.rule not in JOINABLE or second.core - first.end > 14:
        return False
    if not grammar.connector.match(low[first.end : second.core]):
        return False
    return bool(grammar.opener.search(low[max(0, first.core - 14) : first.core]))


def _range(first: Parse, second: Parse) -> Parse:
    slots = {slot: value for slot, value in first.slots.items() if slot != "relation"}
    shared = {slot: second.slots[slot] for slot in ("year", "turn_year") if slot in second.slots}
    if not {"year", "turn", "turn_year"} & slots.keys() and first.rule in ("calendar-day", "calendar-month", "season"):
        slots |= shared
    bare = {slot: value for slot, value in second.slots.items() if slot != "relation"}
    lean = first.lean  # « jusqu'à » leads to the second date, not to the future
    start = min(first.start, first.core)
    return replace(first, start=start, end=second.end, slots=slots, until=replace(second, slots=bare, lean=lean))
