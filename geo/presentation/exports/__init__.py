"""One view, taken along: corpus and filters → GeoJSON, CSV, KML, or a page that stands alone. Text and bytes; no I/O.

``files`` is the door: ``files("csv", corpus, filters, t)`` → {"-mentions": bytes, "-claims": bytes}, by the end of a file's name.
"""

from __future__ import annotations

from datetime import date

from geo.i18n import Translator
from geo.presentation.exports.kml import kml
from geo.presentation.exports.page import html
from geo.presentation.exports.tables import csv_claims, csv_mentions, geojson
from geo.presentation.views import Corpus, Filters

# Format → its media type, which a browser wants to know.
FORMATS = {
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "kml": "application/vnd.google-earth.kml+xml",
    "html": "text/html",
}

__all__ = ["FORMATS", "csv_claims", "csv_mentions", "files", "geojson", "html", "kml"]


def files(
    format: str, corpus: Corpus, filters: Filters, t: Translator, made_on: date | None = None
) -> dict[str, bytes]:
    """Exactly what these filters show, in UTF-8. A spreadsheet is one table: mentions and claims are two files."""
    if format == "csv":
        return {"-mentions": csv_mentions(corpus, filters, t), "-claims": csv_claims(corpus, filters, t)}
    if format == "html":
        return {"": html(corpus, filters, t, made_on)}
    return {"": {"geojson": geojson, "kml": kml}[format](corpus, filters, t)}
