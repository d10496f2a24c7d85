"""Words, plurals, numbers and dates in the reader's language. Catalogues in locale/*.toml; no process-wide language.

``translator("fr")`` gives a Translator; call it with a key: ``t("audit.title")``, ``t("summary.places", count=12)``.
A catalogue string is the only template: a value is put in as it is and never read as one. ``t.line(error)`` is what an error
says, from locale/errors.toml; ``controls`` are the words that Streamlit's own controls say, from locale/controls.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from geo.model import DatelineError

LANGUAGES = ("fr", "en")
FALLBACK = "en"
_LOCALES = Path(__file__).parent / "locale"
# Non-breaking before the high signs and inside the guillemets: the Imprimerie nationale's rule, narrow where it asks for it.
_BEFORE_SIGN = re.compile(r" (?=[;!?])")
_BEFORE_COLON = re.compile(r" (?=[:»%])")
_AFTER_GUILLEMET = re.compile(r"(?<=«) ")
_HOLE = re.compile(r"\{(\w+)\}")
_SEASONS = (
    "winter",
    "winter",
    "spring",
    "spring",
    "spring",
    "summer",
    "summer",
    "summer",
    "autumn",
    "autumn",
    "autumn",
    "winter",
)


def typography(language: str, text: str) -> str:
    """French spacing: no line starts with a sign, no guillemet stands alone. Other languages are left as they are."""
    if language != "fr":
        return text
    text = _BEFORE_SIGN.sub("\u202f", text)
    return _AFTER_GUILLEMET.sub("\u00a0", _BEFORE_COLON.sub("\u00a0", text))


def pick(*wanted: str | None) -> str:
    """The first of the wanted languages that has a catalogue: ``pick(params.get("lang"), browser)``."""
    for tag in wanted:
        short = (tag or "").replace("_", "-").split("-")[0].lower()
        if short in LANGUAGES:
            return short
    return FALLBACK


@cache
def _error_lines(language: str) -> dict[str, str]:
    """English line → that line in the language; English is what errors are raised in."""
    with (_LOCALES / "errors.toml").open("rb") as file:
        return {line["en"]: typography(language, line[language]) for line in tomllib.load(file)["line"]}


@cache
def _kept_lines(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What a kept line became once its values stood in it → the line in the language; those with most words of their own first."""
    with (_LOCALES / "errors.toml").open("rb") as file:
        kept = [line["en"] for line in tomllib.load(file)["line"] if line.get("kept")]
    kept.sort(key=lambda line: -len(_HOLE.sub("", line)))
    return tuple((_pattern(line), _error_lines(language)[line]) for line in kept)


def _pattern(line: str) -> re.Pattern[str]:
    names = re.split(_HOLE, line)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(names)), re.DOTALL
    )


@dataclass(frozen=True, slots=True)
class Word:
    """What a control says in a language, and all it is ``known`` to say instead: Streamlit's own word, and other languages' words.
    "{}" stands for what is filled in."""

    said: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Elements of a page (a CSS selector) and the words that are looked for there: the first that fits is taken."""

    at: str
    words: tuple[Word, ...]


@cache
def controls(language: str) -> tuple[Place, ...]:
    """What Streamlit's own controls say in the language."""
    with (_LOCALES / "controls.toml").open("rb") as file:
        places = tomllib.load(file)["place"]
    return tuple(Place(place["at"], tuple(_word(language, **word) for word in place["words"])) for place in places)


def _word(language: str, says: str, fr: str, en: str | None = None) -> Word:
    in_all = {"fr": typography("fr", fr), "en": says if en is None else en}
    said = in_all[language]
    return Word(said, tuple(dict.fromkeys(form for form in (says, *in_all.values()) if form != said)))


@cache
def translator(language: str) -> Translator:
    with (_LOCALES / f"{language}.toml").open("rb") as file:
        catalogue = tomllib.load(file)
    return Translator(language, dict(_flatten(catalogue, language)), Locale.parse(language))


def _flatten(table: dict, language: str, prefix: str = ""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, language, f"{prefix}{name}.")
        else:
            yield prefix + name, typography(language, value)


class _Said(Formatter):
    """An error's values in words of a language: its numbers, and the errors within it."""

    def __init__(self, t: Translator) -> None:
        self.t = t

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, DatelineError):
            return self.t.line(value)
        return self.t.number(value) if isinstance(value, float) else super().format_field(value, format_spec)


@dataclass(frozen=True, slots=True)
class Translator:
    language: str
    messages: dict[str, str] = field(repr=False)
    locale: Locale = field(repr=False)

    def __call__(self, key: str, **values: object) -> str:
        """The message ``key``. With ``count``, the form the language's plural rule picks (``key.one``, ``key.other``)."""
        if "count" in values and key not in self.messages:
            form = f"{key}.{self.locale.plural_form(values['count'])}"
            key = form if form in self.messages else f"{key}.other"
        return self.messages[key].format(**{name: self._shown(value) for name, value in values.items()})

    def line(self, error: DatelineError) -> str:
        """What an error says, in this language; in English where it has no translation."""
        line = _error_lines(self.language).get(error.line)
        if line is None:
            return str(error)
        return _Said(self).vformat(line, (), error.values) if error.values else line

    def recalled(self, text: str) -> str | None:
        """A line that was kept as the English text it gave, in this language; None for any other text."""
        for pattern, line in _kept_lines(self.language):
            if found := pattern.fullmatch(text):
                return line.format(**{name: self.recalled(said) or said for name, said in found.groupdict().items()})
        return None

    def __contains__(self, key: str) -> bool:
        return key in self.messages

    def _shown(self, value: object) -> str:
        return self.number(value) if isinstance(value, int | float) else str(value)

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self.locale)

    def country(self, code: str) -> str:
        """Name of an ISO 3166 alpha-2 code, "" for anything else."""
        return self.locale.territories.get(code, "") if len(code) == 2 and code.isalpha() else ""

    def listed(self, items: list[str]) -> str:
        """« a, b et c »."""
        if len(items) < 2:
            return "".join(items)
        return self("list.last", head=", ".join(items[:-1]), last=items[-1])

    def day(self, iso: str, pattern: str = "d MMMM y") -> str:
        """« 9 juin 2023 », « 1er juin 2023 »."""
        moment = date.fromisoformat(iso)
        words = format_date(moment, pattern, locale=self.locale)
        return (
            words.replace("1 ", "1er ", 1) if self.language == "fr" and moment.day == 1 and pattern[0] == "d" else words
        )

    def when(self, date_min: str | None, date_max: str | None, precision: str | None = None) -> str:
        """A DateSpan as people write it, with its precision: « début novembre 2022 », "June 2023", « date inconnue »."""
        if not date_min and not date_max:
            return self("date.unknown")
        if not date_min or precision == "until":
            return (
                self("date.until", day=self.day(date_max)) if date_max else self("date.since", day=self.day(date_min))
            )
        if not date_max or precision == "since":
            return self("date.since", day=self.day(date_min))
        if precision == "day" or date_min == date_max:
            return self.day(date_min)
        if precision in ("month", "early-month", "mid-month", "late-month"):
            return self(f"date.{precision}", month=self.day(date_min, "MMMM y"))
        if precision in ("year", "early-year", "mid-year", "late-year"):
            return self(f"date.{precision}", year=date_min[:4])
        if precision == "week":
            return self("date.week", day=self.day(date_min))
        if precision == "quarter":
            return self.day(date_min, "QQQQ y")
        if precision == "season":
            return self._season(date.fromisoformat(date_min), date.fromisoformat(date_max))
        if precision == "recent":
            return self("date.recent", period=self.period(date_min, date_max))
        return self._range(date_min, date_max)

    def _season(self, first: date, last: date) -> str:
        middle = date.fromordinal((first.toordinal() + last.toordinal()) // 2)
        years = f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        return self("date.season", season=self(f"date.{_SEASONS[middle.month - 1]}"), year=years)

    def _range(self, first: str, last: str) -> str:
        whole_years = first.endswith("-01-01") and last.endswith("-12-31")
        if whole_years:
            return first[:4] if first[:4] == last[:4] else f"{first[:4]}–{last[:4]}"
        return self("date.range", first=self.day(first), last=self.day(last))

    def period(self, first: str, last: str) -> str:
        """A stretch of months, short: « nov. 2022 – juin 2023 »."""
        if first[:7] == last[:7]:
            return self.day(last, "MMM y")
        start = self.day(first, "MMM" if first[:4] == last[:4] else "MMM y")
        return f"{start} – {self.day(last, 'MMM y')}"
