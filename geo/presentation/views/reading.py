"""One article to read, with everything that was found in it marked; and the audit of what is not on the map, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from geo.i18n import Translator
from geo.presentation.markup import Piece, Span, cut
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.evidence import published_words
from geo.presentation.views.filters import UNKNOWN_PUBLISHER

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it is read. paragraphs: pieces with their kinds; ``target`` is the sentence that was asked for."""

    article_id: str
    title: str
    publisher: str | None
    published: str
    evidence: tuple[str, ...]
    flags: tuple[str, ...]
    note: str | None
    source: str | None
    found: dict[str, int]  # kind → how many of it are marked
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """Mentions without a marker. rows: article_id, at, title, text, role, why (a key under "audit" in the catalogues),
    reason (what the resolver noted), place. counts: why → how many. asides: article_id, at, title, kind, text."""

    rows: pd.DataFrame
    asides: pd.DataFrame
    counts: dict[str, int]


def reader(corpus: Corpus, article_id: str, t: Translator, at: int | None = None) -> Reading | None:
    """The article with its marks; ``at`` is an offset in the sentence to emphasise. None for an unknown article."""
    article = corpus.article(article_id)
    if article is None:
        return None
    spans = list(_marks(corpus, article_id))
    found = {
        kind: sum(span.kind == kind for span in spans)
        for kind in ("place", "actor", "demonym", "claim", "date", "aside")
    }
    if at is not None:
        spans += _target(corpus, article_id, at)
    paragraphs = [
        cut(article.text, line.start(), line.end(), spans)
        for line in _PARAGRAPH.finditer(article.text)
        if line.group().strip()
    ]
    row = corpus.articles.loc[article_id]
    return Reading(
        article_id=article_id,
        title=article.title,
        publisher=None if row["publisher"] == UNKNOWN_PUBLISHER else row["publisher"],
        published=published_words(row, t),
        evidence=article.published_evidence,
        flags=article.flags,
        note=article.note,
        source=article.source,
        found=found,
        paragraphs=tuple(paragraphs),
    )


def _marks(corpus: Corpus, article_id: str) -> Iterator[Span]:
    located = set(_located(corpus))
    for mention in _of(corpus.mentions, article_id).itertuples():
        goes_to = mention.place_id if mention.role == "place" else mention.government
        yield Span(mention.start, mention.end, mention.role, goes_to if goes_to in located else None)
    for start, end in (
        _of(corpus.claims, article_id)[["sentence_start", "sentence_end"]].drop_duplicates().itertuples(index=False)
    ):
        yield Span(int(start), int(end), "claim")
    for kind, frame in (("date", corpus.dates), ("aside", corpus.asides)):
        for start, end in _of(frame, article_id)[["start", "end"]].itertuples(index=False):
            yield Span(int(start), int(end), kind)


def _of(frame: pd.DataFrame, article_id: str) -> pd.DataFrame:
    return frame[frame["article_id"] == article_id]


def _target(corpus: Corpus, article_id: str, at: int) -> list[Span]:
    frames = [_of(frame, article_id)[["sentence_start", "sentence_end"]] for frame in (corpus.mentions, corpus.claims)]
    sentences = pd.concat(frames).drop_duplicates()
    around = sentences[(sentences["sentence_start"] <= at) & (sentences["sentence_end"] > at)]
    return [Span(int(start), int(end), "target") for start, end in around.head(1).itertuples(index=False)]


def unmapped(corpus: Corpus) -> pd.Series:
    """Which mentions are no marker."""
    mentions = corpus.mentions
    return corpus.once(
        "unmapped", lambda: ~((mentions["role"] == "place") & mentions["place_id"].isin(_located(corpus)))
    )


def _located(corpus: Corpus) -> pd.Index:
    return corpus.places.index[corpus.places["lat"].notna() & corpus.places["lon"].notna()]


def audit(corpus: Corpus) -> Audit:
    """Every mention that is no marker. One that only speaks for a government or a people is listed under that."""
    rows = corpus.mentions[unmapped(corpus)].astype({"place_id": object, "government": object})
    why = pd.Series("unresolved", index=rows.index, dtype=object)
    why[rows["role"] == "demonym"] = "demonym"
    why[rows["role"] == "actor"] = "actor"
    why[rows["place_id"].notna() & ~rows["place_id"].isin(_located(corpus))] = "bloc"
    speaks_for = rows["government"].where(rows["government"].notna(), rows["place_id"])
    rows = rows.assign(why=why, at=rows["sentence_start"], place=speaks_for)
    rows = rows[["article_id", "at", "title", "text", "role", "why", "reason", "place"]].reset_index(drop=True)
    asides = corpus.asides.join(corpus.articles["title"], on="article_id").rename(columns={"start": "at"})
    asides = asides[["article_id", "at", "title", "kind", "text"]].reset_index(drop=True)
    return Audit(rows, asides, {key: int(count) for key, count in rows["why"].value_counts().items()})
