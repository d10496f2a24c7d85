"""Dateline: news articles become a map of places and claimed movements, each with who says so and the exact sentence.

``geoparse(text)`` is the whole line for one text; ``python -m geo`` is the command line; the nouns are in ``geo.model``.
"""

__version__ = "0.1.0"


def geoparse(text: str, published: str | None = None, language: str | None = None):
    """Geoparsed of ``text``: mentions resolved, routes, dates. ``published`` is YYYY, YYYY-MM or YYYY-MM-DD. Raises BadInput."""
    from geo import geoparser  # opening the gazetteer is for those who parse

    return geoparser.geoparser().parse(text, geoparser.publication(published), language)
