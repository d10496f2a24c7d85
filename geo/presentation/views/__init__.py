"""View models: filters and a corpus in, frames and plain values out. Pandas only; no Streamlit, no folium, no SQL.

Read filters.py (what is asked), corpus.py (what there is), then atlas.py, evidence.py and reading.py (what is shown).
"""

from geo.model import AREA_KINDS
from geo.presentation.views.atlas import Atlas, Counts, atlas, extent, facets, summary, timeline, visible_mentions
from geo.presentation.views.corpus import Corpus, find_place, join
from geo.presentation.views.evidence import Claim, Excerpt, claims, claims_in, claims_of, excerpts, published_words
from geo.presentation.views.filters import UNKNOWN_PUBLISHER, Filters, Notice
from geo.presentation.views.reading import Audit, Reading, audit, reader, unmapped

__all__ = [
    "AREA_KINDS",
    "UNKNOWN_PUBLISHER",
    "Atlas",
    "Audit",
    "Claim",
    "Corpus",
    "Counts",
    "Excerpt",
    "Filters",
    "Notice",
    "Reading",
    "atlas",
    "audit",
    "claims",
    "claims_in",
    "claims_of",
    "excerpts",
    "extent",
    "facets",
    "find_place",
    "join",
    "published_words",
    "reader",
    "summary",
    "timeline",
    "unmapped",
    "visible_mentions",
]
