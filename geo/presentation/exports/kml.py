"""A view for Google Earth and QGIS: KML 2.2 with folders of places, of movements, and of what has no position.

A description is HTML there: text goes in through the one sink, as text. No icon is fetched; the program has its own.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

from geo.i18n import Translator
from geo.model import STANCES
from geo.presentation.exports.records import Gathered, Point, attributions, claims, mentions
from geo.presentation.markup import element
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.filters import Filters

NAMESPACE = "http://www.opengis.net/kml/2.2"
# Stance → colour (aabbggrr; Okabe and Ito's palette) and width. KML has no dashes: the name says the stance as well.
_LINES = {
    "narrator": ("ff5b5b5b", "3"),
    "alleged": ("ff009fe6", "3"),
    "denied": ("ff005ed5", "2"),
    "admitted": ("ffb27200", "4"),
    "confirmed": ("ff739e00", "4"),
}
_ICON = {"point": "1", "area": "0"}  # an area is a label: a pin in the middle of a country would be an invention
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def kml(corpus: Corpus, filters: Filters, t: Translator) -> bytes:
    """The time slider follows the kind of date that the view filters by; both kinds are in the data of each mark."""
    found = Gathered(corpus, filters, t)
    root = ET.Element("kml", xmlns=NAMESPACE)
    document = _add(root, "Document")
    _add(document, "name", "Dateline")
    dates = found.t(f"export.by_{filters.date_kind}")
    sources = "; ".join(attributions(found))
    _add(document, "description", _html(element("p", "", found.t("export.about", dates=dates, sources=sources))))
    _styles(document)
    folders = {name: _folder(document, found.t(f"export.{name}")) for name in ("places", "movements", "off_map")}
    for row in mentions(found):
        place = _placemark(folders["places" if row["on_map"] else "off_map"], row, row["name"] or row["text"], found)
        if row["on_map"]:
            _add(_add(place, "Point"), "coordinates", _coordinates([(row["lon"], row["lat"])]))
    for row, line in claims(found):
        title = found.t("export.titled", stance=found.t(f"stance.{row['stance']}"), name=row["name"])
        _draw(_placemark(folders["movements" if line else "off_map"], row, title, found), line)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'.encode()


def _styles(document: ET.Element) -> None:
    for shape, scale in _ICON.items():
        style = _add(document, "Style", id=shape)
        icon = _add(style, "IconStyle")
        _add(icon, "color", "ff573b2f")
        _add(icon, "scale", scale)
        _balloon(style)
    for stance in STANCES:
        style = _add(document, "Style", id=stance)
        line = _add(style, "LineStyle")
        for name, value in zip(("color", "width"), _LINES[stance], strict=True):
            _add(line, name, value)
        _balloon(style)


def _balloon(style: ET.Element) -> None:
    """Only the description: a balloon of the program's own making would show the data as HTML."""
    _add(_add(style, "BalloonStyle"), "text", "$[description]")


def _folder(document: ET.Element, name: str) -> ET.Element:
    folder = _add(document, "Folder")
    _add(folder, "name", name)
    return folder


def _placemark(folder: ET.Element, row: dict[str, Any], name: str, found: Gathered) -> ET.Element:
    """Everything but the geometry, in the order the schema wants."""
    mark = _add(folder, "Placemark", id=f"d-{row['id']}")  # an id of XML starts with a letter
    _add(mark, "name", name)
    _add(mark, "Snippet", maxLines="0")  # else the list would show the description's HTML
    _add(mark, "description", _html(_told(row, found.t)))
    low, high = row[f"{found.filters.date_kind}_min"], row[f"{found.filters.date_kind}_max"]
    if low or high:
        span = _add(mark, "TimeSpan")
        for end, day in (("begin", low), ("end", high)):
            if day:
                _add(span, end, day)
    _add(mark, "styleUrl", f"#{row['stance'] if row['type'] == 'claim' else row['shape'] or 'point'}")
    data = _add(mark, "ExtendedData")
    for field, value in row.items():
        if value is not None and field not in ("lat", "lon"):
            _add(_add(data, "Data", name=field), "value", str(value).lower() if isinstance(value, bool) else str(value))
    return mark


def _draw(mark: ET.Element, line: list[list[Point]]) -> None:
    into = _add(mark, "MultiGeometry") if len(line) > 1 else mark
    for piece in line:
        string = _add(into, "LineString")
        _add(string, "tessellate", "1")
        _add(string, "coordinates", _coordinates(piece))


def _coordinates(points: list[Point]) -> str:
    return " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)


def _told(row: dict[str, Any], t: Translator) -> str:
    """The sentence, whose it is and when it was printed."""
    published = t.when(row["published_min"], row["published_max"], row["published_precision"])
    publisher = row["publisher"] or t("evidence.unknown_publisher")
    claimed = row["type"] == "claim" and row["claimants"]
    stance = claimed and t(f"stance.{row['stance']}")
    dated = row["event_min"] or row["event_max"]
    event = dated and t("evidence.event", when=t.when(row["event_min"], row["event_max"], row["event_precision"]))
    lines = (claimed and f"{stance} ({claimed})", row["sentence"], f"{row['title']}, {publisher}, {published}", event)
    return "".join(element("p", "", line, dir="auto") for line in lines if line)


def _html(safe: str) -> str:
    """Google Earth fills ``$[field]`` in, with the raw text of that field: no dollar of an article may ask for that."""
    return safe.replace("$", "&#36;")


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = text and _ILLEGAL.sub("\ufffd", text)
    return child
