"""Corpus and filters → one flat row a mention, a distance, a claim: what every format writes. Plain values, no I/O.

A position is given only where the map shows one: « Téhéran » that accuses has no latitude in a spreadsheet either.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from geo.i18n import Translator
from geo.presentation import maps
from geo.presentation.views.atlas import visible_claims, visible_mentions
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.filters import UNKNOWN_PUBLISHER, Filters

_DATED = (
    "event_min", "event_max", "event_precision", "published_min", "published_max", "published_precision", "title",
    "publisher", "language", "article_id", "article_source",
)  # fmt: skip
# What each field means: docs/EXPORTS.md.
MENTION_FIELDS = (
    "id", "type", "text", "name", "role", "kind", "shape", "country", "lat", "lon", "radius_km", "on_map", "why_not",
    "government", "confidence", "reason", "stance", "modality", "claimants", "claims", "sentence", *_DATED,
    "place_id", "place_source", "place_licence",
)  # fmt: skip
CLAIM_FIELDS = (
    "id", "type", "name", "from_name", "from_id", "from_kind", "from_country", "from_lat", "from_lon", "from_radius_km",
    "via", "to_name", "to_id", "to_kind", "to_country", "to_lat", "to_lon", "to_radius_km", "on_map", "schematic",
    "cargo", "mode", "flow", "modality", "stance", "claimants", "bidirectional", "movement", "statement",
    "independent_sources", "sentence", *_DATED, "from_source", "from_licence", "to_source", "to_licence",
)  # fmt: skip

Point = tuple[float, float]  # longitude, latitude: the order of RFC 7946 and of KML
TEXTS_KEPT = 64  # rows come article by article
_DECIMALS = 6  # of a degree: RFC 7946, section 11.2


class Gathered:
    """What is visible of a corpus, and the places, articles and sentences it speaks of."""

    def __init__(self, corpus: Corpus, filters: Filters, t: Translator) -> None:
        self.corpus, self.filters, self.t = corpus, filters, t
        self.seen = visible_mentions(corpus, filters)
        self.claimed = visible_claims(corpus, filters)
        self.places = {row["id"]: row | {"source": self._source(row["source"])} for row in plain_rows(corpus.places)}
        self.articles = {row["id"]: row for row in plain_rows(corpus.articles)}
        self._text: Callable[[str], str] = lru_cache(TEXTS_KEPT)(corpus.text)

    def _source(self, source: str) -> str:
        """The table a place comes from, by the name that is to be credited."""
        return self.t(f"gazetteer.{source}") if f"gazetteer.{source}" in self.t else source

    def sentence(self, row: dict) -> str:
        return self._text(row["article_id"])[row["sentence_start"] : row["sentence_end"]]

    def name(self, place_id: str | None) -> str | None:
        place = self.places.get(place_id)
        return place and (place[f"name_{self.t.language}"] or place["name"])

    def point(self, place_id: str | None) -> Point | None:
        place = self.places.get(place_id)
        if place is None or place["lat"] is None or place["lon"] is None:
            return None
        return round(place["lon"], _DECIMALS), round(place["lat"], _DECIMALS)

    def marker(self, mention: dict) -> str | None:
        """Id of the place the map marks for this mention. Governments are marked once the reader asks for that role."""
        if mention["role"] == "place":
            marked = mention["place_id"]
        else:
            marked = mention["government"] if mention["role"] == "actor" and "actor" in self.filters.roles else None
        return marked if self.point(marked) else None

    def why_not(self, mention: dict) -> str:
        """The audit's word for a mention that has no marker."""
        if mention["place_id"] is not None and self.point(mention["place_id"]) is None:
            return "bloc"
        return mention["role"] if mention["role"] in ("actor", "demonym") else "unresolved"

    def source(self, row: dict) -> dict[str, Any]:
        """The dates of a row, and the article it is from."""
        article = self.articles[row["article_id"]]
        dates = {name: row[name] for name in _DATED if name.startswith(("event_", "published_"))}
        return dates | {
            "title": article["title"],
            "publisher": None if article["publisher"] == UNKNOWN_PUBLISHER else article["publisher"],
            "language": article["language"],
            "article_id": article["id"],
            "article_source": article["source"],
        }


def mentions(found: Gathered) -> Iterator[dict[str, Any]]:
    """Rows of MENTION_FIELDS: every visible mention, on the map or not, then the places given by a distance."""
    seen = plain_rows(found.seen)
    taking_part = _claims_by_end(found.claimed)
    for mention in seen:
        yield _mention(found, mention, taking_part.get((mention["article_id"], mention["start"]), []))
    anchors = {mention["id"]: mention for mention in seen}
    relatives = found.corpus.relatives
    for distance in plain_rows(relatives[relatives["anchor_id"].isin(anchors.keys())]):
        yield _distance(found, distance, anchors[distance["anchor_id"]])


def _mention(found: Gathered, mention: dict, taken_part: list[dict]) -> dict[str, Any]:
    marked = found.marker(mention)
    place = found.places.get(marked or mention["place_id"], _NOWHERE)
    lon, lat = found.point(marked) or (None, None)
    return _ordered(
        MENTION_FIELDS,
        found.source(mention),
        id=mention["id"],
        type="mention",
        text=mention["text"],
        name=found.name(place["id"]),
        role=mention["role"],
        kind=place["kind"],
        shape=_shape(place["kind"]),
        country=place["country"],
        lat=lat,
        lon=lon,
        radius_km=place["radius_km"],
        on_map=marked is not None,
        why_not=None if marked else found.why_not(mention),
        government=found.name(mention["government"]),
        confidence=round(mention["confidence"], 2),
        reason=mention["reason"],
        stance=_listed(claim["stance"] for claim in taken_part),
        modality=_listed(claim["modality"] for claim in taken_part),
        claimants=_listed(name for claim in taken_part for name in claim["claimants"]),
        claims=_listed(claim["id"] for claim in taken_part),
        sentence=found.sentence(mention),
        place_id=place["id"],
        place_source=place["source"],
        place_licence=place["licence"],
    )


def _distance(found: Gathered, distance: dict, anchor: dict) -> dict[str, Any]:
    """« à 900 km à l'est de Moscou »: the anchor's sentence and dates, a place of its own."""
    place = found.places.get(anchor["place_id"], _NOWHERE)
    located = distance["lat"] is not None and distance["lon"] is not None
    return _ordered(
        MENTION_FIELDS,
        found.source(anchor),
        id=f"{anchor['article_id']}-{distance['start']}-distance",
        type="distance",
        text=distance["text"],
        name=distance["text"],
        role="place",
        kind="distance",
        shape="area",
        lat=round(distance["lat"], _DECIMALS) if located else None,
        lon=round(distance["lon"], _DECIMALS) if located else None,
        radius_km=distance["radius_km"],
        on_map=located,
        why_not=None if located else "no-direction",
        confidence=round(anchor["confidence"], 2),
        sentence=found.sentence(anchor),
        place_source=place["source"],
        place_licence=place["licence"],
    )


def claims(found: Gathered) -> Iterator[tuple[dict[str, Any], list[list[Point]]]]:
    """Rows of CLAIM_FIELDS, each with its line: pieces of points, none where an end is nowhere, two where it crosses 180°."""
    sources = found.claimed.groupby("movement", observed=True)["statement"].nunique()
    for claim in plain_rows(found.claimed):
        line = pieces([found.point(stop) for stop in (claim["from_id"], *claim["via_ids"], claim["to_id"])])
        line = line if claim["drawn"] else []
        yield _claim(found, claim, int(sources[claim["movement"]]), bool(line)), line


def _claim(found: Gathered, claim: dict, sources: int, on_map: bool) -> dict[str, Any]:
    ends = [found.places.get(claim[f"{side}_id"], _NOWHERE) for side in ("from", "to")]
    names = [found.name(place["id"]) or claim[f"{side}_text"] for side, place in zip(("from", "to"), ends, strict=True)]
    stops = [found.name(stop.get("place")) or stop["text"] for stop in claim["via"]]
    return _ordered(
        CLAIM_FIELDS,
        found.source(claim),
        *(_end(found, side, place, name) for side, place, name in zip(("from", "to"), ends, names, strict=True)),
        id=claim["id"],
        type="claim",
        name=" → ".join(name or "?" for name in (names[0], *stops, names[1])),
        via=_listed(stops),
        on_map=on_map,
        schematic=True,
        independent_sources=sources,
        sentence=found.sentence(claim),
        claimants=_listed(claim["claimants"]),
        **{name: claim[name] for name in _CLAIM_AS_IT_IS},
    )


_CLAIM_AS_IT_IS = ("cargo", "mode", "flow", "modality", "stance", "bidirectional", "movement", "statement")


def _end(found: Gathered, side: str, place: dict, name: str | None) -> dict[str, Any]:
    lon, lat = found.point(place["id"]) or (None, None)
    own = {"name": name, "id": place["id"], "lat": lat, "lon": lon}
    own |= {field: place[field] for field in ("kind", "country", "radius_km", "source", "licence")}
    return {f"{side}_{field}": value for field, value in own.items()}


def pieces(stops: Iterable[Point | None]) -> list[list[Point]]:
    """The stops as a line that goes the short way round, cut where it crosses 180° (RFC 7946, section 3.1.9).

    Stops without a point are left out; a line that goes nowhere is no line.
    """
    points = [stop for stop in stops if stop]
    line = [points[:1]]
    for point in points[1:]:
        (lon, lat), (next_lon, next_lat) = line[-1][-1], point
        around = round((next_lon - lon) / 360)
        if not around:
            line[-1].append(point)
            continue
        edge = math.copysign(180.0, lon)
        reach = next_lon - 360 * around - lon
        crossing = round(lat + (next_lat - lat) * ((edge - lon) / reach if reach else 0.0), _DECIMALS)
        line[-1].append((edge, crossing))
        line.append([(-edge, crossing), point])
    tidy = [[point for at, point in enumerate(piece) if not at or piece[at - 1] != point] for piece in line]
    return [piece for piece in tidy if len(piece) > 1]


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The frame's rows as dicts in which what is missing is None."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def attributions(found: Gathered) -> list[str]:
    """Who must be named for the positions: "GeoNames (CC BY 4.0)"."""
    ids = set(found.seen["place_id"]) | {end for side in ("from", "to") for end in found.claimed[f"{side}_id"]}
    pairs = {(place["source"], place["licence"]) for place in map(found.places.get, ids) if place and place["source"]}
    return sorted(f"{source} ({licence})" if licence else source for source, licence in pairs)


def _claims_by_end(claimed: pd.DataFrame) -> dict[tuple[str, int], list[dict]]:
    """(article, offset of a mention) → the claims it is an end or a stopover of."""
    found = defaultdict(list)
    for claim in plain_rows(claimed):
        starts = (claim["from_start"], claim["to_start"], *(stop["start"] for stop in claim["via"]))
        for start in {int(start) for start in starts if start is not None}:
            found[claim["article_id"], start].append(claim)
    return found


def _shape(kind: str | None) -> str | None:
    """As the map draws it: what is not known to be a point is an area."""
    return kind and ("point" if kind in maps.POINT_KINDS else "area")


def _listed(values: Iterable[str | None]) -> str | None:
    """Values in one field, each once: spreadsheets and maps have no lists."""
    return "; ".join(dict.fromkeys(value for value in values if value)) or None


def _ordered(fields: tuple[str, ...], *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    known = {name: value for part in (*parts, more) for name, value in part.items()}
    return {name: known.get(name) for name in fields}


_NOWHERE = dict.fromkeys(("id", "kind", "country", "lat", "lon", "radius_km", "source", "licence"))
