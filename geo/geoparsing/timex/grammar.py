"""The grammar of time expressions: knowledge/timex.toml in, compiled patterns and cues out, once a language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")
KNOWLEDGE = Path(__file__).parents[1] / "knowledge" / "timex.toml"
YEAR = r"(?:1\d|20|21)\d\d"
BLANK = r"(?:[^\S\n]{1,3}|\n)"  # a line may break inside an expression, a paragraph may not

Slots = dict[str, Any]


@dataclass(frozen=True)
class Pattern:
    """``form`` is compiled when a text first has its trigger: all forty take longer than reading an article."""

    rule: str
    form: str
    needs: tuple[str, ...]
    future: bool
    preset: Slots

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.form)


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language of timex.toml, compiled."""

    trigger: re.Pattern[str]
    kinds: dict[str, str]  # trigger word -> kind; figures are kind "year"
    patterns: dict[str, tuple[Pattern, ...]]  # by kind of trigger
    words: dict[str, dict[str, Any]]  # by slot: form -> value
    future: re.Pattern[str]
    past: re.Pattern[str]
    clause: re.Pattern[str]
    name_before: re.Pattern[str]
    habit_before: re.Pattern[str]
    not_before: re.Pattern[str]
    after_year: re.Pattern[str]
    counted: re.Pattern[str]
    determiner: re.Pattern[str]
    opener: re.Pattern[str]
    connector: re.Pattern[str]
    names: frozenset[str]  # months that are people's names too
    person: re.Pattern[str] | None
    large: bool  # names of days and months take a capital


@lru_cache(maxsize=1)
def knowledge() -> dict[str, Any]:
    with KNOWLEDGE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=len(LANGUAGES) + 1)
def load(language: str) -> Grammar:
    """A language of timex.toml, compiled; "" is the figures alone, for languages we have no words of."""
    source = knowledge()[language or "fr"]
    words = {
        slot: {form: _key(key) for key, forms in table.items() for form in forms}
        for slot, table in source["words"].items()
    }
    patterns: dict[str, list[Pattern]] = {}
    for entry in source["pattern"]:
        if not language and entry["rule"] != "iso-date":
            continue
        pattern = _pattern(entry, source, words)
        for kind in entry["on"]:
            patterns.setdefault(kind, []).append(pattern)
    kinds = {form: kind for kind in patterns if kind != "year" for form in source["triggers"].get(kind) or words[kind]}
    cues, names = source["cues"], source.get("names", {"months": [], "person": None})
    return Grammar(
        # a figure may follow (FY2023), a letter may not
        trigger=re.compile(rf"\b(?:{'|'.join([*_by_first_letter(kinds), YEAR])})(?![^\W\d_])"),
        kinds=kinds,
        patterns={kind: tuple(found) for kind, found in patterns.items()},
        words=words,
        future=re.compile("|".join(cues["future"])),
        past=re.compile("|".join(cues["past"])),
        clause=re.compile(cues["clause"]),
        name_before=re.compile(cues["name_before"]),
        habit_before=re.compile(cues["habit_before"]),
        not_before=re.compile(cues["not_before"]),
        after_year=re.compile(cues["after_year"]),
        counted=re.compile(cues["counted"]),
        determiner=re.compile(cues["determiner"]),
        opener=re.compile(source["ranges"]["opener"]),
        connector=re.compile(source["ranges"]["connector"]),
        names=frozenset(names["months"]),
        person=re.compile(names["person"]) if names["person"] else None,
        large=source["capitals"] == "large",
    )


def _key(key: str) -> int | str:
    return int(key) if key.lstrip("-").isdecimal() else key


def _by_length(forms: dict[str, Any]) -> list[str]:
    return [re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form))]


def _by_first_letter(forms: dict[str, Any]) -> Iterator[str]:
    """One alternative a letter: most words of a text are passed over after twenty comparisons, not two hundred."""
    for letter in sorted({form[0] for form in forms}):
        rests = _by_length({form[1:]: None for form in forms if form[0] == letter})
        yield f"{re.escape(letter)}(?:{'|'.join(rests)})"


def _pattern(entry: dict[str, Any], source: dict[str, Any], words: dict[str, dict[str, Any]]) -> Pattern:
    """A pattern of timex.toml as a regular expression; the notation is explained at the top of that file."""

    def slot(found: re.Match[str]) -> str:
        name = found[1]
        if name in source["macros"]:
            return source["macros"][name]
        table = name.partition("_")[0]
        forms = [*_by_length(words.get(table, {}))]
        if table in source["regex"]:
            forms.append(source["regex"][table])
        return f"(?P<{name}>{'|'.join(forms)})"

    form = re.sub(r"\{([a-z]\w*)\}", slot, entry["form"])
    form = re.sub(r"(?<!\\)\((?!\?)", "(?:", form)
    form = form.replace("\\ ", " ").replace(" ", BLANK).replace("~", rf"(?:{BLANK}|-)?")
    needs, future, preset = tuple(entry.get("needs", ())), entry.get("future", False), entry.get("set", {})
    return Pattern(entry["rule"], rf"(?<!\w){form}(?![^\W\d_])", needs, future, preset)
