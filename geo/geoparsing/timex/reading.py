"""Reading time expressions: a parse and the publication date in, days out. Pure arithmetic of the calendar.

A week is Monday to Sunday. early, mid and late are days 1–10, 11–20 and 21 to the end of a month, and the first, middle
and last months of a year. Where the publication date is an interval, a parse is read only as far as its days agree.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from geo.geoparsing.timex.finding import Parse
from geo.geoparsing.timex.grammar import Slots
from geo.model import DateSpan

NO_PUBLICATION = "no publication date to count from"
NO_DAY = "the publication date is not precise enough"
NO_SUCH_DAY = "no such day in the calendar"
ANAPHORIC = "counted from another date of the text"
AMBIGUOUS = "day and month could be either way round"

FEW = (2, 6)  # « quelques », "several": at least, at most
RECENT_MONTHS = 2
SOON_DAYS = 31  # a bare day this near ahead is the coming one when last year's is the other choice
WEAK_PRECISIONS = frozenset({"range", "since", "until", "recent"})  # may be as wide as the publication date makes them
QUARTER_MONTHS, HALF_MONTHS = 3, 6
UNIT_MONTHS = {"month": 1, "quarter": QUARTER_MONTHS, "half": HALF_MONTHS, "year": 12, "decade": 120}
SEASON_START = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}

Days = tuple[date | None, date | None, str]  # first day, last day, precision


class Unresolved(Exception):
    """The expression is one, but its days cannot be told; the text says why."""


@dataclass(frozen=True, slots=True)
class _Now:
    """What a reading is counted from: the day of publication, if known, and whether the clause looks back or ahead."""

    today: date | None
    lean: str  # past, future or ""

    def day(self) -> date:
        if self.today is None:
            raise Unresolved(NO_PUBLICATION)
        return self.today


def days_of(parse: Parse, published: DateSpan | None) -> Days:
    if published is None or not (published.date_min and published.date_max):
        return _read_days(parse, None)
    early, late = date.fromisoformat(published.date_min[:10]), date.fromisoformat(published.date_max[:10])
    one = _read_days(parse, early)
    if early == late:
        return one
    other = _read_days(parse, late)
    if one == other:
        return one
    if one[2] != other[2] or one[2] not in WEAK_PRECISIONS:
        raise Unresolved(NO_DAY)
    first = min(one[0], other[0]) if one[0] and other[0] else None
    last = max(one[1], other[1]) if one[1] and other[1] else None
    return first, last, one[2]


def _read_days(parse: Parse, today: date | None) -> Days:
    now = _Now(today, parse.lean)
    days = READINGS[parse.rule](parse.slots, now)
    if parse.until:
        return _between(days, _read_days(parse.until, today), parse)
    return _related(days, parse.slots.get("relation"), now)


def _between(first: Days, second: Days, parse: Parse) -> Days:
    start, end = first[0], second[1]
    if start and end and start > end and parse.rule == "weekday":
        start -= timedelta(7)
    if start and end and start > end and parse.rule in ("calendar-day", "calendar-month", "season"):
        start = start.replace(year=start.year - 1, day=min(start.day, 28))  # « de novembre à février 2023 »
    if start is None or end is None or start > end:
        raise Unresolved(NO_SUCH_DAY)
    return start, end, "range"


def _related(days: Days, relation: str | None, now: _Now) -> Days:
    """« depuis », "until", « d'ici »: open the interval on one side. What goes on since then goes on to publication."""
    first, last, _ = days
    if relation in (None, "at") or first is None or last is None:
        return days
    today = now.today
    if relation == "since":
        return first, today if today and today >= first else None, "since"
    if relation in ("from", "onwards"):
        return first, None, "since"
    if relation == "after":
        return last + timedelta(1), None, "since"
    if relation == "before":
        return None, first - timedelta(1), "until"
    if relation == "by" and today and today <= last:
        return today, last, "until"
    return None, last, "until"


# --- pieces of the calendar


def _month(year: int, month: int, part: str | None = None) -> Days:
    end = monthrange(year, month)[1]
    first, last, precision = {
        "early": (1, 10, "early-month"),
        "mid": (11, 20, "mid-month"),
        "late": (21, end, "late-month"),
    }.get(part or "", (1, end, "month"))
    return date(year, month, first), date(year, month, last), precision


def _year(year: int, part: str | None = None) -> Days:
    first, last, precision = {
        "early": (1, 3, "early-year"),
        "mid": (5, 8, "range"),
        "late": (10, 12, "late-year"),
    }.get(part or "", (1, 12, "year"))
    return _months(year, first, last - first + 1, precision)


def _months(year: int, month: int, count: int, precision: str) -> Days:
    last = month + count - 2
    return date(year, month, 1), _month(year + last // 12, last % 12 + 1)[1], precision


def _week(day: date, part: str | None = None) -> Days:
    monday = day - timedelta(day.weekday())
    first, last, precision = {"early": (0, 1, "range"), "mid": (2, 3, "range"), "late": (4, 6, "range")}.get(
        part or "", (0, 6, "week")
    )
    return monday + timedelta(first), monday + timedelta(last), precision


def _years(first: int, count: int, part: str | None) -> Days:
    start, end = {"early": (0.0, 0.4), "mid": (0.3, 0.7), "late": (0.6, 1.0)}.get(part or "", (0.0, 1.0))
    return date(first + round(start * count), 1, 1), date(first + round(end * count) - 1, 12, 31), "range"


def _shifted(day: date, unit: str, count: int) -> date:
    """So many units on from a day; back where the count is negative. A month has no 31st where it has none."""
    if unit in ("day", "week", "weekend"):
        return day + timedelta(count * (1 if unit == "day" else 7))
    if unit == "hour":
        return day + timedelta(round(count / 24))
    months = day.year * 12 + day.month - 1 + count * UNIT_MONTHS[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _period(day: date, unit: str, part: str | None = None) -> Days:
    """The whole hour's day, week, month ... that holds a day."""
    if unit in ("hour", "day"):
        return day, day, "day"
    if unit == "week":
        return _week(day, part)
    if unit == "weekend":
        saturday = day - timedelta(day.weekday()) + timedelta(5)
        return saturday, saturday + timedelta(1), "range"
    if unit == "month":
        return _month(day.year, day.month, part)
    if unit in ("quarter", "half"):
        size = UNIT_MONTHS[unit]
        return _months(day.year, (day.month - 1) // size * size + 1, size, "quarter" if unit == "quarter" else "range")
    if unit == "decade":
        return _years(day.year // 10 * 10, 10, part)
    return _year(day.year, part)


def _nearest_year(make: Callable[[int], Days], slots: Slots, now: _Now, soon: bool = False) -> Days:
    """The year of a date that doesn't say it: ``make`` builds the date in a year, or raises ValueError."""
    if "year" in slots:
        return make(slots["year"])
    today = now.day()
    if "turn_year" in slots:
        return make(today.year + TURNS[slots["turn_year"]])
    choices = sorted(_possible(make, range(today.year - 8, today.year + 9)), key=lambda days: days[0] or today)
    turn = slots.get("turn") or slots.get("this")
    if turn == "last":
        return _last([days for days in choices if days[1] and days[1] < today])
    if turn == "next":
        return _first([days for days in choices if days[0] and days[0] > today])
    if turn:
        return next((days for days in choices if _holds(days, today)), None) or make(today.year)
    at = bisect_left([days[0] or today for days in choices], today + timedelta(1))
    ahead = [days for days in choices if days[1] and days[1] >= today]
    if now.lean == "future":
        return _first(ahead)
    if soon and now.lean == "" and ahead and ahead[0][0] and ahead[0][0] - today <= timedelta(SOON_DAYS):
        return ahead[0]
    return _last(choices[:at])


def _holds(days: Days, day: date) -> bool:
    return days[0] is not None and days[1] is not None and days[0] <= day <= days[1]


def _possible(make: Callable[[int], Days], years: range) -> Iterator[Days]:
    for year in years:
        try:
            yield make(year)
        except ValueError:  # 29 February
            continue


def _first(choices: list[Days]) -> Days:
    if not choices:
        raise Unresolved(NO_SUCH_DAY)
    return choices[0]


def _last(choices: list[Days]) -> Days:
    return _first(choices[-1:])


# --- readings: one a rule. Slots in, days out

TURNS = {"last": -1, "this": 0, "next": 1}


def _read_iso(slots: Slots, now: _Now) -> Days:
    day = date(slots["year"], int(slots["m"]), int(slots["d"]))
    return day, day, "day"


def _read_numeric(slots: Slots, now: _Now) -> Days:
    first, second, year = int(slots["a"]), int(slots["b"]), slots["year"]
    if first <= 12 and second <= 12 and first != second and "dayfirst" not in slots and slots["sep"] != ".":
        raise Unresolved(AMBIGUOUS)
    day, month = (first, second) if second <= 12 else (second, first)
    return date(year, month, day), date(year, month, day), "day"


def _read_day(slots: Slots, now: _Now) -> Days:
    first = slots.get("day_from", slots["day"])

    def make(year: int) -> Days:
        start, end = date(year, slots["month"], first), date(year, slots["month"], slots["day"])
        return start, end, "day" if start == end else "range"

    if "weekday" in slots and "year" not in slots and now.today:
        # « vendredi 25 juin » is in a year in which the 25th is a Friday
        near = range(now.today.year - 2, now.today.year + 3)
        named = [days for days in _possible(make, near) if days[0] and days[0].weekday() == slots["weekday"]]
        if named:
            return min(named, key=lambda days: abs((days[0] or now.day()) - now.day()))
    return _nearest_year(make, slots, now, soon=True)


def _read_nth_weekday(slots: Slots, now: _Now) -> Days:
    def make(year: int) -> Days:
        end = monthrange(year, slots["month"])[1]
        fit = [date(year, slots["month"], day) for day in range(1, end + 1)]
        fit = [day for day in fit if day.weekday() == slots["weekday"]]
        day = fit[-1] if slots["ordinal"] < 0 else fit[slots["ordinal"] - 1]
        return day, day, "day"

    return _nearest_year(make, slots, now, soon=True)


def _read_month(slots: Slots, now: _Now) -> Days:
    part = slots.get("part")
    soon = part in ("early", "mid", "late")
    return _nearest_year(lambda year: _month(year, slots["month"], part), slots, now, soon)


def _read_year(slots: Slots, now: _Now) -> Days:
    return _year(slots["year"], slots.get("part"))


def _read_year_range(slots: Slots, now: _Now) -> Days:
    first = slots["year"]
    last = slots["year_to"] if "year_to" in slots else first // 100 * 100 + slots["tail"]
    if last < first and slots.get("tail", 13) <= 12:  # 2023-06; of 2006-08 the years hold the month, whichever is meant
        return _month(first, slots["tail"])
    if not first <= last:
        raise Unresolved(NO_SUCH_DAY)
    return date(first, 1, 1), date(last, 12, 31), "range"


def _read_decade(slots: Slots, now: _Now) -> Days:
    return _years(slots["decade"], 10, slots.get("part") or slots.get("part_inner"))


def _read_century(slots: Slots, now: _Now) -> Days:
    return _years((slots["roman"] - 1) * 100 + 1, 100, slots.get("part") or slots.get("part_inner"))


def _read_season(slots: Slots, now: _Now) -> Days:
    start = SEASON_START[slots["season"]]
    if slots["season"] == "winter" and "year" in slots and "year_to" not in slots:
        # « l'hiver 2022 » is said of the one that ends and of the one that begins in 2022
        return date(slots["year"], 1, 1), _month(slots["year"] + 1, 2)[1], "season"
    return _nearest_year(lambda year: _months(year, start, 3, "season"), slots, now)


def _read_part_of_year(size: int, precision: str) -> Callable[[Slots, _Now], Days]:
    def read(slots: Slots, now: _Now) -> Days:
        nth = slots.get("quarter") or slots["ordinal"]
        if nth < 0:
            nth = 12 // size
        return _nearest_year(lambda year: _months(year, (nth - 1) * size + 1, size, precision), slots, now)

    return read


def _read_fiscal(slots: Slots, now: _Now) -> Days:
    return date(slots["year"] - 1, 4, 1), date(slots.get("year_to", slots["year"]), 12, 31), "range"


def _read_week_of(slots: Slots, now: _Now) -> Days:
    def make(year: int) -> Days:
        if "day" in slots:
            return _week(date(year, slots["month"], slots["day"]))
        end = monthrange(year, slots["month"])[1]
        last = end if slots["ordinal"] < 0 else min(end, slots["ordinal"] * 7)
        return date(year, slots["month"], last - 6), date(year, slots["month"], last), "week"

    return _nearest_year(make, slots, now)


def _read_weekday(slots: Slots, now: _Now) -> Days:
    today, wanted = now.day(), slots["weekday"]
    if "turn_week" in slots:
        day = today - timedelta(today.weekday()) + timedelta(7 * TURNS[slots["turn_week"]] + wanted)
        return day, day, "day"
    back, turn = (today.weekday() - wanted) % 7, slots.get("turn")
    if turn == "last":
        day = today - timedelta(back or 7)
    elif turn == "next":
        day = today + timedelta(7 - back)
    elif turn == "this" or "this" in slots:
        day = today - timedelta(back) if back <= 3 else today + timedelta(7 - back)  # the nearer one
    elif now.lean == "future" and back:
        day = today + timedelta(7 - back)
    else:
        day = today - timedelta(back)
    return day, day, "day"


def _read_day_word(slots: Slots, now: _Now) -> Days:
    day = now.day() + timedelta(slots["dayword"])
    return day, day, "day"


def _read_recent(slots: Slots, now: _Now) -> Days:
    return _shifted(now.day(), "month", -RECENT_MONTHS), now.day(), "recent"


def _read_anaphoric(slots: Slots, now: _Now) -> Days:
    raise Unresolved(ANAPHORIC)


def _read_relative(slots: Slots, now: _Now) -> Days:
    if "endof" in slots:
        return _period(now.day(), slots["endof"], "late")
    unit = slots["unit"]
    first, last, precision = _period(
        _shifted(now.day(), unit, TURNS[slots.get("turn", "this")]), unit, slots.get("part")
    )
    if unit == "weekend" and now.lean == "past" and first and first > now.day():
        return first - timedelta(7), last and last - timedelta(7), precision  # « ce week-end », said on a Monday
    return first, last, precision


def _read_so_far(slots: Slots, now: _Now) -> Days:
    first, _, precision = _period(now.day(), slots["unit"])
    return first, now.day(), precision


def _read_still_ahead(slots: Slots, now: _Now) -> Days:
    _, last, precision = _period(now.day(), slots["unit"])
    return now.day(), last, precision


def _read_ago(slots: Slots, now: _Now) -> Days:
    return _counted(slots, now.day(), -1)


def _read_ahead(slots: Slots, now: _Now) -> Days:
    if "by" in slots:
        return now.day(), _shifted(now.day(), slots["unit"], _most(slots)), "until"
    return _counted(slots, now.day(), 1)


def _counted(slots: Slots, today: date, sign: int) -> Days:
    """The day, week, month or year so many units away: as precise as its unit. A few units make a range."""
    unit, number = slots["unit"], slots.get("number", "few")
    if unit == "hour" and number == "few":
        return today, today, "day"
    if number == "few" or "over" in slots:
        least, most = FEW if number == "few" else (number, number + 1)
        ends = sorted((_shifted(today, unit, sign * least), _shifted(today, unit, sign * most)))
        return ends[0], ends[1], "range"
    day = _shifted(today, unit, sign * number)
    return _period(day, unit) if unit in ("week", "month", "year", "decade", "quarter") else (day, day, "day")


def _most(slots: Slots) -> int:
    number = slots.get("number") or slots.get("number_after") or (1 if slots["single"] else "few")
    return FEW[1] if number == "few" else number


def _read_past_stretch(slots: Slots, now: _Now) -> Days:
    return _shifted(now.day(), slots["unit"], -_most(slots)), now.day(), "range"


def _read_coming_stretch(slots: Slots, now: _Now) -> Days:
    return now.day(), _shifted(now.day(), slots["unit"], _most(slots)), "range"


def _read_since_count(slots: Slots, now: _Now) -> Days:
    return _shifted(now.day(), slots["unit"], -_most(slots)), now.day(), "since"


def _read_age(slots: Slots, now: _Now) -> Days:
    if slots["unit"] in ("hour", "day"):
        return _shifted(now.day(), slots["unit"], -_most(slots)), now.day(), "range"
    return _shifted(now.day(), slots["unit"], -_most(slots) - 1) + timedelta(1), now.day(), "range"


def _read_holiday(slots: Slots, now: _Now) -> Days:
    key = slots["holiday"] if "holiday" in slots else slots["feast"]

    def make(year: int) -> Days:
        day = _feast(str(key), year)
        return day, day, "day"

    return _nearest_year(make, slots, now)


def _feast(key: str, year: int) -> date:
    """The day of a feast in ``year``: "12-25", "easter+39", or the nth weekday of a month, "4-3-11"."""
    if key.startswith("easter"):
        return _easter(year) + timedelta(int(key.removeprefix("easter") or 0))
    if re.fullmatch(r"\d\d-\d\d", key):
        return date(year, int(key[:2]), int(key[3:]))
    nth, weekday, month = (int(part) for part in re.fullmatch(r"(-?\d)-(\d)-(\d+)", key).groups())  # type: ignore[union-attr]
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    fit = [day for day in days if day.weekday() == weekday]
    return fit[nth] if nth < 0 else fit[nth - 1]


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus: golden number, century, epact)."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def _read_landmark(slots: Slots, now: _Now) -> Days:
    day = date.fromisoformat(slots["landmark"])
    return day, day, "day"


READINGS: dict[str, Callable[[Slots, _Now], Days]] = {
    "iso-date": _read_iso,
    "numeric-date": _read_numeric,
    "calendar-day": _read_day,
    "calendar-month": _read_month,
    "calendar-year": _read_year,
    "range": _read_year_range,
    "decade": _read_decade,
    "century": _read_century,
    "season": _read_season,
    "quarter": _read_part_of_year(QUARTER_MONTHS, "quarter"),
    "half-year": _read_part_of_year(HALF_MONTHS, "range"),
    "fiscal-period": _read_fiscal,
    "week-of": _read_week_of,
    "nth-weekday": _read_nth_weekday,
    "weekday": _read_weekday,
    "day-word": _read_day_word,
    "recent": _read_recent,
    "anaphoric": _read_anaphoric,
    "relative-period": _read_relative,
    "so-far": _read_so_far,
    "still-ahead": _read_still_ahead,
    "ago": _read_ago,
    "ahead": _read_ahead,
    "past-stretch": _read_past_stretch,
    "coming-stretch": _read_coming_stretch,
    "since-count": _read_since_count,
    "age": _read_age,
    "holiday": _read_holiday,
    "landmark": _read_landmark,
}
