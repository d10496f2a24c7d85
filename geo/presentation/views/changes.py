"""The history of corrections in words: who changed what, from what to what, why, and where it wants a second look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from babel.dates import format_datetime

from geo import editors
from geo.corrections import Entry
from geo.i18n import Translator
from geo.model import Correction
from geo.presentation.views.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Change:
    """One correction. subject: the words it is about. reach: key of how far it goes, under "scope". articles: how many it
    changes. conflicts: (key under "conflict", the article's title or "", what the program finds now or ""). undone: who took
    it back, when and why, or ""; undone_by: the id of the line that did."""

    id: str
    what: str
    subject: str
    reach: str
    old: str
    new: str
    who: str
    when: str
    why: str
    articles: int
    conflicts: tuple[tuple[str, str, str], ...]
    undone: str
    undone_by: str | None


def changes(corpus: Corpus, entries: Iterable[Entry], t: Translator, *, for_editors: bool) -> list[Change]:
    """Newest first. What takes a correction back is no line of its own: the correction is marked as undone. Readers get an editor's
    name without the address."""
    entries = list(entries)
    if not for_editors:
        entries = [replace(each, correction=_by_name(each.correction)) for each in entries]
    lines = {entry.correction.id: entry.correction for entry in entries}
    made = [_change(corpus, entry, lines, t) for entry in entries if entry.correction.what != "undo"]
    return made[::-1]


def _by_name(correction: Correction) -> Correction:
    return replace(correction, who=editors.public(correction.who))


def _change(corpus: Corpus, entry: Entry, lines: dict[str, Correction], t: Translator) -> Change:
    correction, titles = entry.correction, corpus.articles["title"]
    conflicts = tuple(
        (
            conflict.reason,
            titles.get(conflict.article, "") if conflict.article else "",
            found_words(corpus, correction, conflict.found, t) if conflict.reason == "changed" else "",
        )
        for conflict in entry.conflicts
    )
    return Change(
        id=correction.id,
        what=correction.what,
        subject=correction.target.text or correction.target.key,
        reach=_reach(correction),
        old=value_words(correction.what, correction.old, t),
        new=value_words(correction.what, correction.new, t),
        who=correction.who,
        when=moment_words(correction.when, t),
        why=correction.why,
        articles=len(entry.articles),
        conflicts=conflicts,
        undone=_signed(lines[correction.undone_by], t) if correction.undone_by else "",
        undone_by=correction.undone_by,
    )


def _signed(line: Correction, t: Translator) -> str:
    signed = f"{line.who}, {moment_words(line.when, t)}"
    return t("change.because", signed=signed, why=line.why) if line.why else signed


def _reach(correction: Correction) -> str:
    target = correction.target
    if target.kind == "name":
        return "article" if target.article else "corpus"
    return target.kind


def moment_words(iso: str, t: Translator) -> str:
    """« 9 juin 2023, 14:05 UTC »."""
    moment = datetime.fromisoformat(iso).astimezone(UTC)
    return f"{t.day(moment.date().isoformat())}, {format_datetime(moment, 'HH:mm', locale=t.locale)} UTC"


def value_words(what: str, value: dict | str | None, t: Translator) -> str:
    """An old or a new value as people say it."""
    if what in ("published", "publisher") and value is None:
        return t("change.unknown")
    if value is None:
        return t("change.nowhere") if what in ("choose", "reject", "move", "merge") else t("change.no_claim")
    if isinstance(value, str):
        return t(f"role.{value}") if what == "role" else value
    if "id" in value:
        return place_words(value, t)
    if "lat" in value:
        return point_words(value["lat"], value["lon"], value["radius_km"], t)
    if "stance" in value:
        stance, modality = value["stance"], value["modality"]
        return f"{t(f'stance.{stance}')}, {t(f'modality.{modality}')}"
    return t.when(value["date_min"], value["date_max"], value["precision"])


def place_words(place: dict, t: Translator) -> str:
    """« Makhatchkala (ville, Russie) »."""
    country = t.locale.territories.get(place.get("country") or "", "")
    kind = t(f"kind.{place['kind']}") if f"kind.{place['kind']}" in t else ""
    about = ", ".join(filter(None, (kind, country if country != place["name"] else "")))
    name = place.get(f"name_{t.language}") or place["name"]
    return f"{name} ({about})" if about else name


def point_words(lat: float, lon: float, radius_km: float | None, t: Translator) -> str:
    """« 42,98° N, 47,50° E, à 8 km près »."""
    north, east = ("N" if lat >= 0 else "S"), (t("change.east") if lon >= 0 else t("change.west"))
    point = f"{t.number(round(abs(lat), 4))}° {north}, {t.number(round(abs(lon), 4))}° {east}"
    return point if radius_km is None else f"{point}, {t('change.within', km=max(1, round(radius_km)))}"


def found_words(corpus: Corpus, correction: Correction, found: str, t: Translator) -> str:
    """What the program finds by itself now."""
    if correction.what == "role":
        return t(f"role.{found}")
    if correction.what in ("choose", "reject", "merge", "move"):
        return corpus.place_name(found, t.language) or found or t("change.nowhere")
    return found or t("change.unknown")
