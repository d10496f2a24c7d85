"""One article to read, with everything that was found in it marked; and the audit of what is not on the map, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.i18n import Translator
from geo.presentation.markup import Piece, Span, cut, with_found, words_of
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.evidence import Excerpt, excerpt_of, published_words
from geo.presentation.views.filters import UNKNOWN_PUBLISHER

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression of the article: its words, the days they mean in words ("" where they stay open), the rule that made
    them so (a key under "rule" in the catalogues), or why they stay open. at, end: where it stands in the text."""

    at: int
    end: int
    words: str
    when: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the article. start: of its first piece in the text; a date of the text ends where a piece does."""

    start: int
    pieces: tuple[Piece, ...]


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
    paragraphs: tuple[Paragraph, ...]
    dates: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """Mentions without a marker. rows: mention (its label in ``Corpus.mentions``), title, text, role, why (a key under "audit"
    in the catalogues), reason (what the resolver noted), place. counts: why → how many. asides: article_id, at, title, kind, text.
    """

    rows: pd.DataFrame
    asides: pd.DataFrame
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A name without a marker, in its sentence. place: id of what it stands for, or None."""

    text: str
    why: str
    reason: str
    place: str | None
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence, or without one an article, to be copied: as running text and as a footnote."""

    text: str
    footnote: str


def reader(corpus: Corpus, article_id: str, t: Translator, at: int | None = None, words: str = "") -> Reading | None:
    """The article with its marks; ``at`` is an offset in the sentence to emphasise, ``words`` what was searched for. None for an
    unknown article."""
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
        Paragraph(line.start(), with_found(cut(article.text, line.start(), line.end(), spans), words_of(words)))
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
        dates=tuple(_dated(corpus, article_id, t)),
    )


def _dated(corpus: Corpus, article_id: str, t: Translator) -> Iterator[Dated]:
    for row in _of(corpus.dates, article_id).sort_values("start").itertuples():
        first, last = (day if isinstance(day, str) else None for day in (row.date_min, row.date_max))
        when = t.when(first, last, row.precision) if first or last else ""
        rule, reason = (words if isinstance(words, str) else "" for words in (row.rule, row.reason))
        yield Dated(int(row.start), int(row.end), row.text, when, rule, reason)


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


def searched(corpus: Corpus, words: str) -> dict[str, int]:
    """Article → in how many of its sentences the words stand; one whose title alone has them counts none."""
    wanted = words_of(words)
    found = Counter(article for article, _ in corpus.sentences_with(wanted))
    for article, title in corpus.articles["title"].items():
        told = words_of(title)
        if wanted and all(any(each.startswith(word) for each in told) for word in wanted):
            found.setdefault(article, 0)
    return dict(found)


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
    rows = rows.assign(why=why, place=speaks_for, mention=rows.index).sort_values(
        ["article_id", "start"], kind="stable"
    )
    rows = rows[["mention", "title", "text", "role", "why", "reason", "place"]].reset_index(drop=True)
    asides = corpus.asides.join(corpus.articles["title"], on="article_id").rename(columns={"start": "at"})
    asides = asides[["article_id", "at", "title", "kind", "text"]].reset_index(drop=True)
    return Audit(rows, asides, {key: int(count) for key, count in rows["why"].value_counts().items()})


def audited(corpus: Corpus, audit: Audit, whys: Sequence[str] = (), words: str = "") -> pd.DataFrame:
    """The rows of an audit with these reasons (none: any) whose name or title holds the words."""
    rows = audit.rows[audit.rows["why"].isin(whys)] if whys else audit.rows
    wanted = corpus.fold(words.strip())
    if not wanted:
        return rows
    said = rows["text"].astype(str) + "\n" + rows["title"].astype(str)
    folded = {each: corpus.fold(each) for each in said.unique()}
    return rows[[wanted in folded[each] for each in said]]


def unmarked(corpus: Corpus, rows: pd.DataFrame, t: Translator) -> list[Unmarked]:
    """Rows of an audit, each in its sentence."""
    found = []
    for row in rows.itertuples():
        mention = corpus.mentions.loc[row.mention]
        excerpt = excerpt_of(corpus, mention, [Span(int(mention["start"]), int(mention["end"]), "chosen")], t)
        found.append(
            Unmarked(row.text, row.why, row.reason or "", row.place if isinstance(row.place, str) else None, excerpt)
        )
    return found


def citation(corpus: Corpus, article_id: str, t: Translator, at: int | None = None) -> Citation:
    """The sentence around ``at``, exactly as it stands in the article, with publisher, title and date."""
    row = corpus.articles.loc[article_id]
    publisher = t("evidence.unknown_publisher") if row["publisher"] == UNKNOWN_PUBLISHER else row["publisher"]
    facts = {"publisher": publisher, "title": row["title"], "when": published_words(row, t)}
    spans = _target(corpus, article_id, at) if at is not None else []
    if not spans:
        return Citation(t("cite.article", **facts), t("cite.article", **facts))
    quote = " ".join(corpus.text(article_id)[spans[0].start : spans[0].end].split())
    return Citation(t("cite.text", quote=quote, **facts), t("cite.footnote", quote=quote, **facts))
