"""What corrections do to one article: article and parse in, the same corrected out, with what each of them met. Pure.

The broad before the narrow: what is said of a name everywhere, of a name in this article, of this very mention; then what is
said of places; a route's ends follow their mentions; last, what is said of claims. Within each the file's order decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from geo import editors
from geo.corrections.book import Book, place_of_json
from geo.model import Article, Correction, DateSpan, Effect, Geoparsed, Place, Resolution, Route, RouteEnd, Target

# Flags of a date that was read wrongly or not at all; an editor's date settles them.
DATE_FLAGS = frozenset({"undated", "published-unreadable", "date-ambiguous"})

Fold = Callable[[str], str]
PlaceOf = Callable[[str], Place | None]  # the gazetteer's place of an id


def correct_article(article: Article, book: Book) -> tuple[Article, tuple[Effect, ...]]:
    """The article with the date and the publisher that editors gave it. To be called before the text is parsed."""
    corrected, effects = article, []
    for each in book.about("article", article.id):
        corrected = _ABOUT_ARTICLES[each.what](corrected, each)
        effects.append(_effect(each, None, article_value(each.what, article)))
    return corrected, tuple(effects)


def article_value(what: str, article: Article) -> str:
    if what == "publisher":
        return article.publisher or ""
    return f"{article.published.date_min}/{article.published.date_max}" if article.published else ""


def _with_published(article: Article, correction: Correction) -> Article:
    flags = tuple(flag for flag in article.flags if flag not in DATE_FLAGS)
    evidence = (correction.why,) if correction.why else ()
    if correction.new is None:
        return replace(article, published=None, published_evidence=evidence, flags=(*flags, "undated"))
    published = DateSpan(**correction.new, rule="corrected")
    return replace(article, published=published, published_evidence=evidence, flags=flags)


_ABOUT_ARTICLES = {
    "published": _with_published,
    "publisher": lambda article, correction: replace(article, publisher=correction.new),
}


def correct_parse(
    article: Article, found: Geoparsed, book: Book, fold: Fold, place_of: PlaceOf
) -> tuple[Geoparsed, tuple[Effect, ...]]:
    """What the program found in the article, as editors corrected it.

    A place that an editor chose is drawn as the gazetteer has it now or, where it no longer does, as it was when chosen.
    """
    if not book.in_force:
        return found, ()
    resolutions, effects = _correct_mentions(article, found.resolutions, book, fold, place_of)
    settle = _Places(book, place_of)
    settled = []
    for resolution in resolutions:
        place, met = settle(resolution.place)
        settled.append(resolution if place is resolution.place else _placed(resolution, place, met[-1][0]))
        effects += [_effect(each, resolution.mention.start, value) for each, value in met]
    moved = {
        before.mention.start: after.place
        for before, after in zip(found.resolutions, settled, strict=True)
        if before.place is not after.place
    }

    def follow(end: RouteEnd | None) -> RouteEnd | None:
        if end is None:
            return None
        return replace(end, place=moved[end.start] if end.start in moved else settle(end.place)[0])

    routes = [
        replace(
            each, origin=follow(each.origin), destination=follow(each.destination), via=tuple(map(follow, each.via))
        )
        for each in found.routes
    ]
    routes, met_claims = _correct_claims(article, routes, book)
    return replace(found, resolutions=tuple(settled), routes=routes), (*effects, *met_claims)


def _effect(correction: Correction, start: int | None, value: str) -> Effect:
    """Where the program now says what the editor said, nothing is in conflict: it has learnt."""
    agreed = value in correction.found or value == value_key(correction.what, correction.new)
    return Effect(correction.id, start, value, "" if agreed else "changed")


def value_key(what: str, value: dict | str | None) -> str:
    """What a new value is compared by."""
    if what in ("choose", "merge"):
        return value["id"]
    if what == "status":
        return status_key(value["modality"], value["stance"])
    if what == "move":
        return point_key(value["lat"], value["lon"])
    if what == "published":
        return f"{value['date_min']}/{value['date_max']}" if value else ""
    return value if isinstance(value, str) else ""


def status_key(modality: str, stance: str) -> str:
    return f"{modality} {stance}"


def point_key(lat: float | None, lon: float | None) -> str:
    """About 10 m: a gazetteer that only rounds otherwise has not changed its mind."""
    return "" if lat is None or lon is None else f"{lat:.4f},{lon:.4f}"


# --- mentions ---------------------------------------------------------------------------------------------------------


def _correct_mentions(
    article: Article, found: Sequence[Resolution], book: Book, fold: Fold, place_of: PlaceOf
) -> tuple[list[Resolution], list[Effect]]:
    corrected, effects = list(found), []
    wide = [*book.about("name"), *book.about("name", article.id)]
    names = [fold(each.mention.text) for each in found] if wide else []
    for each in [*wide, *book.about("mention", article.id)]:
        if each.target.kind == "name":
            hits = [i for i, name in enumerate(names) if name == each.target.key]
        else:
            hits = _mention(article, found, each.target)
        if not hits and each.target.article is not None:
            effects.append(Effect(each.id, None, "", f"{each.target.kind}-gone"))
        for i in hits:
            corrected[i] = _corrected(corrected[i], each, place_of)
            value = found[i].mention.role if each.what == "role" else _id(found[i].place)
            effects.append(_effect(each, found[i].mention.start, value))
    return corrected, effects


def _id(place: Place | None) -> str:
    return place.id if place else ""


def _mention(article: Article, found: Sequence[Resolution], target: Target) -> list[int]:
    at = anchor(article.text, target)
    return [
        i for i, each in enumerate(found) if each.mention.start == at and same_words(each.mention.text, target.text)
    ]


def anchor(text: str, target: Target) -> int | None:
    """Where the target's words stand now: their nth occurrence, for white space moves offsets, and by as much as from one
    occurrence to the next. Without nth, where they stood, or the only place where they are."""
    places = occurrences(text, target.text)
    if target.nth is not None:
        return places[target.nth] if target.nth < len(places) else None
    if target.start in places:
        return target.start
    return places[0] if len(places) == 1 else None


def occurrences(text: str, words: str) -> list[int]:
    """Offsets of the words, whatever their case and the white space between them: what an article's id does not see."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [match.start() for match in re.finditer(pattern, text, re.IGNORECASE)] if pattern else []


def same_words(a: str, b: str) -> bool:
    return a.casefold().split() == b.casefold().split()


def _corrected(resolution: Resolution, correction: Correction, place_of: PlaceOf) -> Resolution:
    new = correction.new
    if correction.what == "role":
        return replace(resolution, mention=replace(resolution.mention, role=new))
    if correction.what == "reject":
        return _placed(resolution, None, correction)
    if correction.what == "choose":
        return _placed(resolution, _as_of_now(new, place_of), correction)
    return _placed(resolution, moved_copy(resolution.place, resolution.mention.text, new), correction)


def _placed(resolution: Resolution, place: Place | None, correction: Correction) -> Resolution:
    reason = f"corrected by {editors.public(correction.who)}" + (f": {correction.why}" if correction.why else "")
    return replace(resolution, place=place, confidence=1.0 if place else 0.0, reason=reason)


def _as_of_now(value: dict, place_of: PlaceOf) -> Place:
    return place_of(value["id"]) or place_of_json(value)


def moved_copy(place: Place | None, name: str, point: dict) -> Place:
    """One mention's place put elsewhere is another place: the others stay where they are."""
    at = f"{point['lat']:.5f},{point['lon']:.5f}"
    if place is None:
        return Place(f"hand:{name}@{at}", name, "site", None, **point, source="hand")
    return replace(place, id=f"{place.id}@{at}", **point)


# --- places -----------------------------------------------------------------------------------------------------------


class _Places:
    """Where a place went: merged into another, then moved. Remembers which corrections it met on the way."""

    def __init__(self, book: Book, place_of: PlaceOf) -> None:
        self._place_of = place_of
        self._merges: dict[str, list[Correction]] = {}
        self._moves: dict[str, list[Correction]] = {}
        for each in book.about("place"):
            (self._merges if each.what == "merge" else self._moves).setdefault(each.target.key, []).append(each)

    def __call__(self, place: Place | None) -> tuple[Place | None, list[tuple[Correction, str]]]:
        met: list[tuple[Correction, str]] = []
        seen: set[str] = set()
        while place is not None and place.id in self._merges and place.id not in seen:  # a circle ends where it closes
            seen.add(place.id)
            merges = self._merges[place.id]
            met += [(each, place.id) for each in merges]
            place = _as_of_now(merges[-1].new, self._place_of)
        for each in self._moves.get(place.id, ()) if place else ():
            met.append((each, point_key(place.lat, place.lon)))
        if met and met[-1][0].what == "move":
            place = replace(place, **met[-1][0].new)
        return place, met


# --- claims -----------------------------------------------------------------------------------------------------------


def ends_of(route: Route) -> tuple[str, ...]:
    """How a claim's ends are written: origin, destination, stopovers; "" for an end that is not named."""
    return tuple(end.text if end else "" for end in (route.origin, route.destination, *route.via))


def _correct_claims(
    article: Article, routes: Sequence[Route], book: Book
) -> tuple[tuple[Route, ...], tuple[Effect, ...]]:
    corrected, effects = dict(enumerate(routes)), []
    for each in book.about("claim", article.id):
        hits = _claims(article, routes, each.target)
        if not hits:
            effects.append(Effect(each.id, None, "", "claim-gone"))
        for i in hits:
            route = routes[i]
            effects.append(_effect(each, route.sentence_start, status_key(route.modality, route.stance)))
            if each.what == "reject-claim":
                corrected.pop(i, None)
            elif i in corrected:
                corrected[i] = replace(corrected[i], **each.new)
    return tuple(corrected.values()), tuple(effects)


def _claims(article: Article, routes: Sequence[Route], target: Target) -> list[int]:
    """A sentence that is cut otherwise by a later version still holds the claim; another cargo is the same claim only where
    nothing else could be meant."""
    start = anchor(article.text, target)
    if start is None:
        return []
    end = start + len(target.text)
    same_ends = [
        i
        for i, route in enumerate(routes)
        if route.sentence_start < end and start < route.sentence_end and _same_ends(ends_of(route), target.ends)
    ]
    same_cargo: Iterable[int] = [i for i in same_ends if routes[i].cargo == target.cargo]
    return list(same_cargo) or (same_ends if len(same_ends) == 1 else [])


def _same_ends(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return len(a) == len(b) and all(map(same_words, a, b))
