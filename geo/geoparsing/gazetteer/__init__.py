"""The gazetteer: names to candidate places, offline and memory-mapped. Normalisation of names lives here alone.

    gazetteer = ensure(settings.load().gazetteer)        # opens it; builds it first where it is missing or stale
    gazetteer.lookup("Téhéran") -> (Hit, ...)            # every place of that name, likeliest first
    fold("New York") in gazetteer                        # is it a name?
    gazetteer.listing(fold("new"))                       # LISTED, BEGUN: is it a name, does a longer one begin with it?
    gazetteer.place(hit.index) -> geo.model.Place        # also by id: "geonames:112931", "sea:caspian", "country:IR"
    gazetteer.country("IR"), .names(id), .demonym("iraniens"), .demonyms, .abbreviations, .sources

``names`` folds and un-inflects, ``sources`` reads what it is built from, ``builder`` writes, ``reader`` reads,
``additions`` takes in GeoNames dumps and places of a user's own.
"""

from geo.geoparsing.gazetteer.additions import add_place, import_dump
from geo.geoparsing.gazetteer.builder import build, digest, ensure
from geo.geoparsing.gazetteer.names import fold
from geo.geoparsing.gazetteer.reader import BEGUN, LISTED, Gazetteer, Hit, kilometres

__all__ = [
    "BEGUN",
    "LISTED",
    "Gazetteer",
    "Hit",
    "add_place",
    "build",
    "digest",
    "ensure",
    "fold",
    "import_dump",
    "kilometres",
]
