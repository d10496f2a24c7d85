"""The collection: its articles as a table, with what was found in each."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from geo.i18n import Translator
from geo.presentation.views.atlas import visible_claims, visible_mentions
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.evidence import published_words
from geo.presentation.views.filters import UNKNOWN_PUBLISHER, Filters

ARTICLE_COLUMNS = ["id", "title", "publisher", "published", "language", "mentions", "claims", "flags", "source"]


def collection(corpus: Corpus, t: Translator, words: str = "", limit: int | None = None) -> tuple[pd.DataFrame, int]:
    """One row an article, newest first, undated last, ARTICLE_COLUMNS; and how many there are in all.

    publisher: None where the article doesn't say; published: a date in words; flags: a list, as in the store. words: part
    of the title, the publisher or the source.
    """
    frame = corpus.articles.sort_values(
        ["published_min", "id"], ascending=[False, True], na_position="last", kind="stable"
    )
    if wanted := corpus.fold(words.strip()):
        said = frame["title"] + "\n" + frame["publisher"] + "\n" + frame["source"].fillna("")
        frame = frame[[wanted in corpus.fold(each) for each in said]]
    return _rows(corpus, frame.head(len(frame) if limit is None else limit), t), len(frame)


def collected(corpus: Corpus, article_id: str, t: Translator) -> pd.Series:
    """The row of one article."""
    return _rows(corpus, corpus.articles.loc[[article_id]], t).iloc[0]


def _rows(corpus: Corpus, articles: pd.DataFrame, t: Translator) -> pd.DataFrame:
    publisher = articles["publisher"].where(articles["publisher"] != UNKNOWN_PUBLISHER, None)
    found = {
        name: rows["article_id"].value_counts().reindex(articles["id"], fill_value=0).to_numpy()
        for name, rows in (("mentions", corpus.mentions), ("claims", corpus.claims))
    }
    published = [published_words(row, t) for _, row in articles.iterrows()]
    return articles.assign(publisher=publisher, published=published, **found)[ARTICLE_COLUMNS].reset_index(drop=True)


class Exported(NamedTuple):
    """How many rows an export has. mentions: as every count of them; distances: places given by a distance from one of them,
    each a row beside it; claims: one each time a movement is claimed, so more than there are movements."""

    mentions: int
    distances: int
    claims: int

    @property
    def rows(self) -> int:
        return sum(self)


def exported(corpus: Corpus, filters: Filters) -> Exported:
    """What an export of this view holds."""
    mentions = visible_mentions(corpus, filters)
    distances = corpus.relatives["anchor_id"].isin(mentions["id"])
    return Exported(len(mentions), int(distances.sum()), len(visible_claims(corpus, filters)))


def stated_date(article: pd.Series) -> str:
    """An article's publication date as one would type it: a day, a month or a year; "" for what cannot be typed so."""
    length = {"day": 10, "month": 7, "year": 4}.get(article["published_precision"], 0)
    return article["published_min"][:length] if length else ""
