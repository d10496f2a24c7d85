"""Rows for other programs: GeoJSON after RFC 7946, CSV after RFC 4180. Every value is data; none can be a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any

from geo.i18n import Translator
from geo.presentation.exports.records import (
    CLAIM_FIELDS,
    MENTION_FIELDS,
    Gathered,
    Point,
    attributions,
    claims,
    mentions,
)
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.filters import Filters

# What a spreadsheet takes for a formula, also behind blanks and in full-width form (OWASP, "CSV Injection").
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def geojson(corpus: Corpus, filters: Filters, t: Translator) -> bytes:
    """One FeatureCollection: mentions and distances as points, claims as lines, without geometry what is not on the map.

    Lines are schematic: ends and stopovers, nothing in between. One feature a line of the file, so that two exports diff.
    """
    found = Gathered(corpus, filters, t)
    features = [_feature(row, _point(row)) for row in mentions(found)]
    features += [_feature(row, _line(line)) for row, line in claims(found)]
    head: dict[str, Any] = {"type": "FeatureCollection", "attribution": attributions(found)}
    if box := _bbox(feature["geometry"] for feature in features):
        head["bbox"] = box
    lines = ",\n".join(map(_json, features))
    return f'{_json(head).removesuffix("}")}, "features": [\n{lines}\n]}}\n'.encode()


def csv_mentions(corpus: Corpus, filters: Filters, t: Translator) -> bytes:
    return _csv(MENTION_FIELDS, mentions(Gathered(corpus, filters, t)))


def csv_claims(corpus: Corpus, filters: Filters, t: Translator) -> bytes:
    return _csv(CLAIM_FIELDS, (row for row, _ in claims(Gathered(corpus, filters, t))))


def _feature(row: dict[str, Any], geometry: dict | None) -> dict[str, Any]:
    """The row with its position where GeoJSON wants it, in the geometry alone."""
    properties = {name: value for name, value in row.items() if name not in ("id", "lat", "lon")}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}


def _point(row: dict[str, Any]) -> dict | None:
    return None if row["lat"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}


def _line(pieces: list[list[Point]]) -> dict | None:
    if not pieces:
        return None
    if len(pieces) == 1:
        return {"type": "LineString", "coordinates": pieces[0]}
    return {"type": "MultiLineString", "coordinates": pieces}


def _bbox(geometries: Iterable[dict | None]) -> list[float] | None:
    points = [point for geometry in geometries if geometry for point in _points(geometry["coordinates"])]
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return [min(lons), min(lats), max(lons), max(lats)]


def _points(coordinates: Any) -> Iterable[Point]:
    if isinstance(coordinates[0], int | float):
        return [coordinates]
    return [point for part in coordinates for point in _points(part)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _csv(fields: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> bytes:
    """With a byte order mark: without one Excel takes UTF-8 for the code page of the country."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([_cell(row[name]) for name in fields] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"  # spreadsheets hide it and show the rest as text
    return value
