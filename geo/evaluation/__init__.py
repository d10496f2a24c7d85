"""Measures against gold: recognition, roles, places, routes, dates, coverage, calibration. Reads gold, parses, counts."""

from __future__ import annotations

from pathlib import Path

from geo import pipeline
from geo.evaluation import articles, mentions, sentences
from geo.evaluation.gold import OWN_GOLD, GoldDocument, GoldMention, read_gold
from geo.evaluation.measures import RIGHT_KM, Counts, distance_km, prf, reliability

__all__ = [
    "OWN_GOLD",
    "RIGHT_KM",
    "GoldDocument",
    "GoldMention",
    "distance_km",
    "evaluate",
    "lines",
    "prf",
    "read_gold",
    "reliability",
]


def evaluate(path: Path, coverage_only: bool = False) -> dict:
    """Every figure that the gold at ``path`` can show. Lists (missed, extra, misplaced) name what went wrong."""
    documents = read_gold(path)
    parser = pipeline.geoparser()
    if coverage_only:
        return mentions.coverage(documents, parser.gazetteer)
    if any(d.sentence_routes is not None for d in documents):
        return _measured(documents, parser, sentences.count, sentences.figures)
    if any(d.routes or d.traps for d in documents):
        articles.name_countries(documents, parser.gazetteer)
        return _measured(documents, parser, articles.count, articles.figures)
    # Most gold does not count « iranien »; LGL does, without saying so.
    with_demonyms = any(m.role == "demonym" for d in documents for m in d.mentions) or path.name.lower() == "lgl.xml"

    def count(document: GoldDocument, found, counts: Counts) -> None:
        mentions.count_found(document, found, counts, with_demonyms)
        mentions.count_given(document, parser, counts)

    return _measured(documents, parser, count, mentions.figures)


def _measured(documents: list[GoldDocument], parser, count, figures) -> dict:
    counts = Counts()
    for document in documents:
        published = pipeline.publication(document.published)
        count(document, parser.parse(document.text, published, document.language, asides=document.asides), counts)
    return figures(counts)


_CALIBRATIONS = {"calibration": "gold spans: confidence", "calibration_of_marks": "marks: confidence"}


def lines(result: dict, with_errors: bool = False) -> list[str]:
    """The figures as a person reads them."""
    out = []
    for name, value in result.items():
        if isinstance(value, dict):
            figures = (f"{key} {number:.3f}" for key, number in value.items() if number is not None)
            out.append(f"{name:28} {'  '.join(figures)}")
        elif name in _CALIBRATIONS:
            out += [
                f"{_CALIBRATIONS[name]} {row['from']:.1f}+  {row['count']:6}  mean {row['confidence']:.3f}  right {row['right']:.3f}"
                for row in value
            ]
        elif isinstance(value, list):
            out.append(f"{name:28} {len(value)}")
            out += [f"    {row}" for row in value if with_errors]
        else:
            out.append(
                f"{name:28} {'–' if value is None else value if isinstance(value, int) else format(value, '.3f')}"
            )
    return out
