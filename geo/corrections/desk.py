"""The editor's desk: a decision about something on the screen becomes a correction; the history of all, and what conflicts.

Pure: the store's frames and the book come in. Asks nothing of the gazetteer but what is passed in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from geo.corrections.book import Book, check, new_id, now, place_as_json
from geo.corrections.replay import Fold, PlaceOf, occurrences, point_key, status_key, value_key
from geo.model import BadInput, Correction, DateSpan, Place, Target

Frames = Mapping[str, pd.DataFrame]
FRAMES = ("articles", "mentions", "routes", "places", "effects")  # what propose() reads
HAND_RADIUS_KM = 1.0  # of a point that an editor set where nothing was: a click on a map is no better
SCOPES = ("mention", "article", "corpus", "place")

# Why a correction wants a second look, for a terminal; the pages say it in their own languages.
CONFLICTS = {
    "article-gone": "the article is not in the database",
    "mention-gone": "no place name is recognised in these words any more",
    "claim-gone": "no such claim is found in this sentence any more",
    "name-gone": "nothing goes by this name any more",
    "place-gone": "nothing is at this place any more",
    "changed": "it holds, but the program has changed its mind",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """reason: a key of CONFLICTS. article: where, or None. found: what the program alone finds there now."""

    article: str | None
    reason: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. articles: ids of those it changes. Both are empty for what is not in force."""

    correction: Correction
    articles: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


# --- making one -------------------------------------------------------------------------------------------------------


def propose(
    frames: Frames,
    book: Book,
    what: str,
    subject: str,
    new: dict | str | None,
    *,
    who: str,
    why: str,
    scope: str,
    fold: Fold,
    text_of: Callable[[str], str],
) -> Correction:
    """The correction of what is on the screen. subject: the id of a mention, a claim, an article or a place, as ``what`` and
    ``scope`` ask for. Raises BadInput where there is no such thing (any more), or where nothing would change."""
    target = _target(frames, what, subject, scope, fold, text_of)
    old = _in_force(frames, what, subject, target)
    if what == "move":
        new = _whole_point(old, new)
    if what == "merge" and subject in _merged_into(book, new["id"]):
        raise BadInput("{name} is merged into this very place. Take that back first.", name=new["name"])
    if target.kind != "name" and _same(what, old, new):  # of one name the others may still differ
        raise BadInput("Nothing would change: it is so already.")
    found = _found(frames, book, what, subject, target, old, fold)
    correction = Correction(new_id(), who.strip(), now(), why.strip(), what, target, old, new, found)
    check(correction)
    return correction


def place_value(place_id: object, frames: Frames, candidates: Sequence[Mapping[str, Any]], place_of: PlaceOf) -> dict:
    """The value of a place by its id: of the gazetteer, of the map, or of a mention's candidates."""
    if not isinstance(place_id, str):
        raise BadInput("Choose a place first.")
    place = place_of(place_id)
    if place is not None:
        return place_as_json(place)
    on_the_map = frames["places"].loc[frames["places"]["id"] == place_id].to_dict("records")
    row = next((each for each in [*on_the_map, *candidates] if each["id"] == place_id), None)
    if row is None:
        raise BadInput("There is no place {place_id!r}. Choose another one.", place_id=place_id)
    return place_as_json(_place(row))


def published_value(span: DateSpan | None) -> dict | None:
    return span and {"date_min": span.date_min, "date_max": span.date_max, "precision": span.precision}


def _place(row: Mapping[str, Any]) -> Place:
    return Place(**{each.name: _known(row[each.name]) for each in fields(Place)})


def _known(value: Any) -> Any:
    """None for what a frame writes as NaN; a plain number for one of its own."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def _target(frames: Frames, what: str, subject: str, scope: str, fold: Fold, text_of: Callable[[str], str]) -> Target:
    if scope not in SCOPES:
        raise BadInput("{scope!r} is none of {known}.", scope=scope, known=", ".join(SCOPES))
    if what in ("published", "publisher"):
        return Target("article", subject, text=_row(frames, "articles", subject)["title"])
    if what in ("status", "reject-claim"):
        return _claim_target(_row(frames, "routes", subject), text_of)
    if what == "merge" or scope == "place":
        return Target("place", key=subject, text=_row(frames, "places", subject)["name"])
    mention = _row(frames, "mentions", subject)
    words, article = mention["text"], mention["article_id"]
    if scope == "mention":
        start = int(mention["start"])
        return Target("mention", article, start, words, _nth(text_of(article), words, start))
    return Target("name", article if scope == "article" else None, text=words, key=fold(words))


def _claim_target(claim: Mapping[str, Any], text_of: Callable[[str], str]) -> Target:
    text, start = text_of(claim["article_id"]), int(claim["sentence_start"])
    sentence = text[start : int(claim["sentence_end"])]
    ends = (claim["from_text"] or "", claim["to_text"] or "", *(stop["text"] for stop in claim["via"]))
    return Target("claim", claim["article_id"], start, sentence, _nth(text, sentence, start), ends, claim["cargo"])


def _nth(text: str, words: str, start: int) -> int:
    return sum(each < start for each in occurrences(text, words))


def _row(frames: Frames, name: str, subject: str) -> dict[str, Any]:
    rows = frames[name][frames[name]["id"] == subject]
    if rows.empty:
        raise BadInput(
            "There is no {subject!r} among the {name} any more. Reload the page and try again.",
            subject=subject,
            name=name,
        )
    return {name: _known(value) for name, value in rows.iloc[0].items()}


def _in_force(frames: Frames, what: str, subject: str, target: Target) -> dict | str | None:
    """The value that the correction will replace."""
    if target.kind == "article":
        article = _row(frames, "articles", subject)
        if what == "publisher":
            return article["publisher"]
        days = {name: article[f"published_{name[5:]}"] for name in ("date_min", "date_max")}
        return {**days, "precision": article["published_precision"]} if article["published_precision"] else None
    if target.kind == "claim":
        claim = _row(frames, "routes", subject)
        return {"modality": claim["modality"], "stance": claim["stance"]}
    if target.kind == "place":
        place = _row(frames, "places", subject)
    else:
        mention = _row(frames, "mentions", subject)
        if what == "role":
            return mention["role"]
        place = _row(frames, "places", mention["place_id"]) if mention["place_id"] else None
    if place is None:
        return None
    if what == "move":
        return None if place["lat"] is None else {name: place[name] for name in ("lat", "lon", "radius_km")}
    return place_as_json(_place(place))


def _whole_point(old: dict | str | None, new: object) -> dict:
    if not isinstance(new, dict):
        raise BadInput("Say where to: lat and lon in degrees.")
    radius = (old or {}).get("radius_km") or HAND_RADIUS_KM
    return {"radius_km": radius} | {name: value for name, value in new.items() if value is not None}


def _merged_into(book: Book, place_id: str) -> set[str]:
    """The ids a place goes through, by the merges in force."""
    into = {each.target.key: each.new["id"] for each in book.about("place") if each.what == "merge"}
    seen: set[str] = set()
    while place_id in into and place_id not in seen:
        seen.add(place_id)
        place_id = into[place_id]
    return seen | {place_id}


def _same(what: str, old: dict | str | None, new: dict | str | None) -> bool:
    if what == "choose" and old and new:
        return old["id"] == new["id"]
    return old == new


def _found(
    frames: Frames, book: Book, what: str, subject: str, target: Target, old: dict | str | None, fold: Fold
) -> tuple[str, ...]:
    """What the program alone had found: what is in force now or, where that is an editor's, what stood there before."""
    if what == "merge":
        return (subject,)
    if target.kind in ("mention", "name"):
        return tuple(sorted(set(_found_at(frames, book, what, subject, target, fold))))
    for each in book.in_force:
        if each.target == target and _field(each) == _field_of(what, target):
            return each.found
    if target.kind == "place":
        return (point_key(old["lat"], old["lon"]),) if old else ("",)
    if target.kind == "claim":
        return (status_key(old["modality"], old["stance"]),)
    return (value_key(what, old),)


def _found_at(frames: Frames, book: Book, what: str, subject: str, target: Target, fold: Fold) -> Iterator[str]:
    mentions, effects = frames["mentions"], frames["effects"]
    same = mentions["id"] == subject if target.kind == "mention" else _named(mentions, target, fold)
    rows = mentions[same]
    asked = _field_of(what, target)
    of_editors = {each.id for each in book.in_force if _field(each) == asked}
    effects = effects[effects["correction"].isin(of_editors) & effects["article_id"].isin(rows["article_id"])]
    first = effects.drop_duplicates(["article_id", "start"])  # the first to touch it met what the program had found
    before = {
        (article, start): value
        for article, start, value in first[["article_id", "start", "found"]].itertuples(index=False)
    }
    column = "role" if asked == "role" else "place_id"
    for article, start, value in rows[["article_id", "start", column]].itertuples(index=False):
        yield before.get((article, start), value or "")


def _field(correction: Correction) -> str:
    return _field_of(correction.what, correction.target)


def _field_of(what: str, target: Target) -> str:
    """What of its target a correction sets."""
    if what == "move" and target.kind == "place":
        return "point"
    return {"role": "role", "published": "published", "publisher": "publisher", "status": "status"}.get(
        what, "status" if what == "reject-claim" else "place"
    )


def _named(mentions: pd.DataFrame, target: Target, fold: Fold) -> pd.Series:
    texts = {text for text in mentions["text"].unique() if fold(text) == target.key}
    named = mentions["text"].isin(texts)
    return named if target.article is None else named & (mentions["article_id"] == target.article)


# --- what a correction concerns, and how it stands --------------------------------------------------------------------


def articles_to_renew(book: Book, replayed: Mapping[str, str], frames: Frames, fold: Fold) -> list[str]:
    """Ids of the articles that differ between what a database has replayed (id → digest) and what the book says now."""
    gone = [each for each, digest in replayed.items() if book.digests.get(each) != digest]
    effects = frames["effects"]
    concerned = set(effects.loc[effects["correction"].isin(gone), "article_id"])
    for each in book.in_force:
        if replayed.get(each.id) != book.digests[each.id]:
            concerned |= _articles_concerned(each, frames, fold)
    return [article for article in frames["articles"]["id"] if article in concerned]


def _articles_concerned(correction: Correction, frames: Frames, fold: Fold) -> set[str]:
    target = correction.target
    if target.article is not None:
        return {target.article}
    if target.kind == "name":
        return set(frames["mentions"].loc[_named(frames["mentions"], target, fold), "article_id"])
    mentions, routes = frames["mentions"], frames["routes"]
    there = set(mentions.loc[mentions["place_id"] == target.key, "article_id"])
    return there | set(routes.loc[(routes[["from_place", "to_place"]] == target.key).any(axis=1), "article_id"])


def history(book: Book, effects: pd.DataFrame, articles: set[str]) -> tuple[Entry, ...]:
    """Every line of the book, oldest first, with what it changes and where it conflicts."""
    met: dict[str, list[tuple[str, str, str]]] = {}
    for correction, article, found, conflict in effects[["correction", "article_id", "found", "conflict"]].itertuples(
        index=False
    ):
        met.setdefault(correction, []).append((article, found, conflict))
    in_force = {each.id for each in book.in_force}
    return tuple(
        _entry(line, met.get(line.id, []), articles) if line.id in in_force else Entry(line) for line in book.lines
    )


def _entry(correction: Correction, met: list[tuple[str, str, str]], articles: set[str]) -> Entry:
    target = correction.target
    if target.article is not None and target.article not in articles:
        return Entry(correction, (), (Conflict(target.article, "article-gone"),))
    if not met:
        return Entry(correction, (), (Conflict(None, f"{target.kind}-gone"),))
    changed = dict.fromkeys(article for article, _, conflict in met if not conflict.endswith("-gone"))
    conflicts = dict.fromkeys(Conflict(article, conflict, found) for article, found, conflict in met if conflict)
    return Entry(correction, tuple(changed), tuple(conflicts))
