"""Publication date: front matter, the text's own metadata and the address in; days with their evidence out. No guesses.

A date is as precise as what it rests on: a day, a month or a year. Where nothing tells it, the article is undated.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from geo.model import DateSpan

KNOWLEDGE = Path(__file__).parent / "knowledge" / "dating.toml"
PRECISIONS = ("day", "month", "year")
HEAD, FOOT = 2_000, 600  # characters at either end of a text in which its metadata stands
MAX_LINE = 160
YEARS = range(1600, 2101)
# Two places to look may disagree; more than this many characters of an address are not evidence fit to show.
MAX_EVIDENCE = 120


class Dating(NamedTuple):
    """When an article was published, the words that say so, and what is doubtful about it."""

    published: DateSpan | None
    evidence: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Forms:
    months: dict[str, int]
    alone: re.Pattern[str]
    line: re.Pattern[str]
    dateline: re.Pattern[str]


def find_publication(
    text: str, language: str | None = None, front_matter: Mapping[str, object] | None = None, source: str | None = None
) -> Dating:
    """The publication date by the best evidence there is: front matter, metadata in the text, address or file name.

    front_matter: ``published`` or ``date``, a date or its text, as parse_date reads it; ``published_precision``.
    A date in figures that can be read two ways is an interval of both days, flagged "date-ambiguous".
    """
    flags: tuple[str, ...] = ()
    given = _given(front_matter or {})
    if given is not None:
        span = _from_front_matter(given, front_matter or {}, language)
        if span:
            return Dating(span, (f"front matter: {given}",))
        flags = ("published-unreadable",)
    addressed = _from_address(source or "")
    found = _from_lines(text, language, addressed) or _from_dateline(text, addressed) or addressed
    if found is None:
        return Dating(None, (), (*flags, "undated"))
    return found._replace(flags=flags + found.flags)


def _given(front_matter: Mapping[str, object]) -> object | None:
    for key in ("published", "date"):
        value = front_matter.get(key)
        if value is not None and str(value).strip():
            return value
    return None


def _from_front_matter(value: object, front_matter: Mapping[str, object], language: str | None) -> DateSpan | None:
    if isinstance(value, date):  # YAML makes dates of 2023-06-09; a datetime is a date too
        span: DateSpan | None = _span(value.year, value.month, value.day, "front-matter")
    else:
        span = parse_date(str(value), language, "front-matter")
    wanted = str(front_matter.get("published_precision") or "").split(" ")[0].lower()
    return widened(span, wanted) if span else None


def widened(span: DateSpan, precision: str) -> DateSpan:
    """The same date no more precise than asked; unknown names change nothing."""
    if span.precision not in PRECISIONS or precision not in PRECISIONS or span.date_min is None:
        return span
    if PRECISIONS.index(precision) <= PRECISIONS.index(span.precision):
        return span
    year, month = int(span.date_min[:4]), int(span.date_min[5:7])
    return _span(year, month if precision == "month" else None, None, span.rule) or span


def parse_date(value: str, language: str | None = None, rule: str = "written") -> DateSpan | None:
    """A date by itself: 2023-06-09 (with or without a time), 2023-06, 2023, 9 juin 2023, June 9, 2023, 09/06/2023."""
    found = _forms().alone.fullmatch(value.strip().lower())
    if not found:
        return None
    if _two_ways(found, language):
        return _either(found, rule)
    return next(_readings(found, language, rule), None)


def is_publication_line(line: str) -> bool:
    """Whether a line of its own says when the article was published or changed, and nothing else."""
    return len(line) <= MAX_LINE and bool(_forms().line.fullmatch(line.strip().lower()))


# ------------------------------------------------------------------------------------------------ where to look


def _from_lines(text: str, language: str | None, addressed: Dating | None) -> Dating | None:
    """« Publié le 3 mars 2023 », "Updated June 9, 2023": a line of its own near an end. Publication beats update."""
    found = sorted(_dated_lines(text), key=lambda line: line[0])
    for _, words, match in found:
        if not _two_ways(match, language):
            span = next(_readings(match, language, "metadata"), None)
            if span:
                return Dating(span, (words,))
            continue
        agreeing = [s for s in _readings(match, None, "metadata") if addressed and _within(s, addressed.published)]
        if len(agreeing) == 1:
            return Dating(agreeing[0], (words, *(addressed.evidence if addressed else ())))
        span = _either(match, "metadata")
        if span:
            return Dating(span, (words,), ("date-ambiguous",))
    return None


def _dated_lines(text: str) -> Iterator[tuple[int, str, re.Match[str]]]:
    """0 for published, 1 for updated; the line's words; the match whose groups are the date."""
    head, foot = text[:HEAD], text[max(HEAD, len(text) - FOOT) :]
    for number, line in enumerate((head + "\n" + foot).splitlines()):
        words = line.strip()
        if number == 0 and (label := EXTRACTED.match(words)):
            if match := _forms().alone.fullmatch(label[1]):
                yield 0, label[0], match
            continue
        if not words or len(words) > MAX_LINE:  # a longer line is a paragraph
            continue
        match = _forms().line.fullmatch(words.lower())
        if match:
            yield (1 if match["updated"] else 0), words, match


def _from_dateline(text: str, addressed: Dating | None) -> Dating | None:
    """KYIV, Feb. 3 (Reuters) —: a day that needs a year from the address where it has none of its own."""
    for line in text[:HEAD].splitlines():
        match = _forms().dateline.match(line.strip().lower())
        if not match:
            continue
        words = line.strip()[: match.end()]
        month = _forms().months[(match["dl_m1"] or match["dl_m2"]).rstrip(".")]
        year = int(match["dl_year"]) if match["dl_year"] else _year_of(addressed)
        if year is None:
            return None
        span = _span(year, month, int(match["dl_d1"] or match["dl_d2"]), "dateline")
        if span is None or (not match["dl_year"] and not _within(span, addressed.published if addressed else None)):
            return None
        return Dating(span, (words, *(addressed.evidence if addressed and not match["dl_year"] else ())))
    return None


# An extractor's label before the first words: date 2023-02
EXTRACTED = re.compile(r"(?:date|published|pubdate)[ :=]+(\d{4}-\d{2}(?:-\d{2})?)(?=\s|T|$)")
ADDRESS_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
ADDRESS_MONTH = re.compile(r"(?<![\d-])((?:19|20)\d\d)([-/])(0?[1-9]|1[0-2])(?=[/_.-]|$)(?![-/]\d{1,2}(?!\d))")
ADDRESS_YEAR = re.compile(r"(?<=/)((?:19|20)\d\d)(?=/)")


def _from_address(source: str) -> Dating | None:
    """/2023/06/09/, 20230609, /2023/06/, /2023/ in a web address or a file name."""
    is_address = "://" in source
    rule, words = ("address" if is_address else "file-name"), source[:MAX_EVIDENCE]
    if match := ADDRESS_DAY.search(source):
        span = _span(int(match[1]), int(match[3]), int(match[4]), rule)
    elif match := ADDRESS_MONTH.search(source):
        span = _span(int(match[1]), int(match[3]), None, rule)
    elif is_address and (match := ADDRESS_YEAR.search(source)):
        span = _span(int(match[1]), None, None, rule)
    else:
        return None
    return Dating(span, (words,)) if span else None


def _year_of(dating: Dating | None) -> int | None:
    return int(dating.published.date_min[:4]) if dating and dating.published and dating.published.date_min else None


def _within(inner: DateSpan, outer: DateSpan | None) -> bool:
    if outer is None or None in (outer.date_min, outer.date_max, inner.date_min, inner.date_max):
        return False
    return bool(outer.date_min <= inner.date_min and inner.date_max <= outer.date_max)  # type: ignore[operator]


# ------------------------------------------------------------------------------------------------ reading a date


def _span(year: int, month: int | None, day: int | None, rule: str) -> DateSpan | None:
    if year not in YEARS or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return DateSpan(f"{year:04}-01-01", f"{year:04}-12-31", "year", rule)
    end = monthrange(year, month)[1]
    if day is None:
        return DateSpan(f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{end:02}", "month", rule)
    if not 1 <= day <= end:
        return None
    iso = f"{year:04}-{month:02}-{day:02}"
    return DateSpan(iso, iso, "day", rule)


def _two_ways(match: re.Match[str], language: str | None) -> bool:
    """03/04/2023 is the 3rd of April in French; in English it may also be the 4th of March."""
    if not match["num_a"]:
        return False
    first, second = int(match["num_a"]), int(match["num_b"])
    return language == "en" and match["num_sep"] != "." and first <= 12 and second <= 12 and first != second


def _either(match: re.Match[str], rule: str) -> DateSpan | None:
    days = sorted(span.date_min for span in _readings(match, None, rule) if span.date_min)
    return DateSpan(days[0], days[-1], "range", rule) if len(days) == 2 else None


def _readings(match: re.Match[str], language: str | None, rule: str) -> Iterator[DateSpan]:
    """Every date the match can be, the likeliest first."""
    months = _forms().months
    if match["iso_year"]:
        month, day = match["iso_month"], match["iso_day"]
        choices = [(int(match["iso_year"]), int(month) if month else None, int(day) if day else None)]
    elif match["num_a"]:
        first, second, year = int(match["num_a"]), int(match["num_b"]), int(match["num_year"])
        choices = [(year, second, first), (year, first, second)] if first != second else [(year, first, first)]
    else:
        name = match["day_month"] or match["month_day"] or match["month_only"]
        day = match["day_day"] or match["month_dayno"]
        year = match["day_year"] or match["month_year"] or match["only_year"]
        choices = [(int(year), months[name.rstrip(".")], int(day) if day else None)]
    for year, month, day in choices:
        if span := _span(year, month, day, rule):
            yield span


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    with KNOWLEDGE.open("rb") as file:
        knowledge = tomllib.load(file)
    months = {form: int(number) for number, forms in knowledge["months"].items() for form in forms}
    month = "(?:" + "|".join(map(re.escape, sorted(months, key=len, reverse=True))) + r")\b\.?"
    cues = knowledge["cues"]
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    written = (
        r"(?P<iso_year>\d{4})(?:-(?P<iso_month>\d{1,2})(?:-(?P<iso_day>\d{1,2}))?)?(?!\d|[-/]\d)"
        rf"|(?P<num_a>\d{{1,2}})(?P<num_sep>[/.-])(?P<num_b>\d{{1,2}})(?P=num_sep)(?P<num_year>\d{{4}})"
        rf"|(?P<day_day>{day})(?:er|st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<day_month>{month}),?\s+(?:de\s+)?(?P<day_year>\d{{4}})"
        rf"|(?P<month_day>{month})\s+(?P<month_dayno>{day})(?:st|nd|rd|th)?,?\s+(?P<month_year>\d{{4}})"
        rf"|(?P<month_only>{month})\s+(?P<only_year>\d{{4}})"
    )
    lead = rf"(?:[^\n.!?]{{0,60}}[|•·–—]\s*)?(?:(?P<updated>{cues['updated']})|{cues['published']})\s*:?\s*"
    lead += rf"(?:{cues['weekday']},?\s+)?"
    agency = rf"\((?:[^()\n]{{0,40}}\b)?{cues['agency']}\b[^()\n]{{0,20}}\)\s*[-–—]"
    dateline = (
        r"[^\W\d_][^\n.!?()\d]{1,40}?,\s+(?:le\s+)?"
        rf"(?:(?P<dl_m1>{month})\s+(?P<dl_d1>{day})|(?P<dl_d2>{day})(?:er)?\s+(?P<dl_m2>{month}))(?:,?\s+(?P<dl_year>\d{{4}}))?\s+{agency}"
    )
    timed = rf"(?:{written})(?:[ t]\d{{1,2}}[:h][\d:.]*\s?(?:z|[+-][\d:]+)?)?"
    line = f"{lead}(?:{written}){cues['tail']}"
    return _Forms(months, re.compile(timed), re.compile(line), re.compile(dateline))
