"""The places of a corpus as a table, the file of one of them, and the names that were found nowhere.

A name's key is its folded text, under which all its spellings stand together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import pandas as pd

from geo.i18n import Translator
from geo.model import ROLES, Place
from geo.presentation.markup import Piece, Span, cut
from geo.presentation.views.atlas import visible_mentions
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.evidence import published_words
from geo.presentation.views.filters import SURENESS, UNKNOWN_PUBLISHER, Filters

PLACED_COLUMNS = ["id", "name", "kind", "country", "mentions", "others", "articles", "sureness", "source"]
UNPLACED_COLUMNS = ["key", "name", "mentions", "articles", "reason"]
_ROLE_ORDER = {role: rank for rank, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True)
class Naming:
    """One mention in its sentence. place: id of where it is, or None. sureness: a word of SURENESS, "" where it is nowhere.
    at: the sentence's offset."""

    id: str
    article_id: str
    at: int
    title: str
    publisher: str | None
    published: str
    text: str
    role: str
    place: str | None
    sureness: str
    reason: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What one article makes of a place. roles: role → how often it has it. at: offset of the first sentence that names it."""

    article_id: str
    at: int
    title: str
    publisher: str | None
    published: str
    roles: dict[str, int]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of one place, or of a name without one (place is None). total: visible mentions in all, of which
    ``namings`` are the first, by role and newest first. spellings: as the articles write it, most frequent first."""

    key: str
    place: Mapping[str, object] | None
    spellings: tuple[str, ...]
    roles: dict[str, int]
    sureness: str
    namings: tuple[Naming, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Option:
    """A place that a mention may mean. share: how likely the resolver found it, 0 to 1; None for one that it didn't weigh.
    evidence: what speaks for it, as the resolver noted it."""

    place: Place
    share: float | None = None
    evidence: tuple[str, ...] = ()


def sureness(confidence: float) -> str:
    """Key of the word for a confidence; "" for none."""
    return next((word for word, least in SURENESS if confidence >= least), "")


def placed(corpus: Corpus, filters: Filters, t: Translator, words: str = "") -> pd.DataFrame:
    """One row a place that a visible mention was resolved to, most mentioned first: PLACED_COLUMNS.

    mentions: as a place; others: as a government or an adjective. words: part of any of its names. The least sure of its
    mentions as a place says how sure it is: that is the one to look at.
    """
    seen = visible_mentions(corpus, filters)
    seen = seen[seen["place_id"].notna()]
    seen = seen.assign(place_id=seen["place_id"].astype(object))
    here = seen[seen["role"] == "place"]
    by_place = seen.groupby("place_id")
    least = here.groupby("place_id")["confidence"].min().reindex(by_place.groups.keys())
    frame = pd.DataFrame(
        {
            "mentions": here["place_id"].value_counts().reindex(least.index, fill_value=0),
            "articles": by_place["article_id"].nunique(),
            "all": by_place.size(),
            "sureness": [sureness(value) if pd.notna(value) else "" for value in least],
        },
        index=least.index,
    )
    frame["others"] = frame["all"] - frame["mentions"]
    frame = frame.join(corpus.places[["id", "kind", "country", "source"]], how="inner")
    frame["name"] = [corpus.place_name(place, t.language) for place in frame["id"]]
    if words.strip():
        frame = frame[frame["id"].isin(_named(corpus, seen, words))]
    frame = frame.sort_values(["mentions", "all", "id"], ascending=[False, False, True], kind="stable")
    return frame[PLACED_COLUMNS].reset_index(drop=True)


def unplaced(corpus: Corpus, filters: Filters, words: str = "") -> pd.DataFrame:
    """One row a name that should be a place and was found nowhere, most mentioned first: UNPLACED_COLUMNS."""
    seen = visible_mentions(corpus, filters)
    seen = seen[(seen["role"] == "place") & seen["place_id"].isna()]
    seen = seen.assign(key=_folded(corpus)[seen.index])
    if wanted := corpus.fold(words.strip()):
        seen = seen[seen["key"].str.contains(wanted, regex=False)]
    groups = seen.groupby("key", sort=False)
    frame = pd.DataFrame(
        {
            "name": groups["text"].first(),
            "mentions": groups.size(),
            "articles": groups["article_id"].nunique(),
            "reason": groups["reason"].first(),
        }
    )
    frame = frame.rename_axis("key").reset_index()
    return frame.sort_values(["mentions", "key"], ascending=[False, True], kind="stable", ignore_index=True)[
        UNPLACED_COLUMNS
    ]


def dossier(corpus: Corpus, filters: Filters, t: Translator, limit: int = 30) -> Dossier | None:
    """The file of the selected place, with its visible mentions; None where nothing like it is selected."""
    place = filters.selected("place")
    if place not in corpus.places.index:
        return None
    seen = visible_mentions(corpus, filters)
    seen = seen[(seen["place_id"] == place).to_numpy()]
    known = corpus.places.loc[place].to_dict() | {"name": corpus.place_name(place, t.language)}
    return _dossier(corpus, place, known, seen, t, limit)


def tellings(corpus: Corpus, filters: Filters, t: Translator, place: str, limit: int) -> tuple[list[Telling], int]:
    """The articles that name a place or the government it stands for, newest first; and how many there are in all."""
    seen = visible_mentions(corpus, filters)
    seen = seen[((seen["place_id"] == place) | (seen["government"] == place)).to_numpy()]
    seen = seen.sort_values(
        ["published_low", "article_id", "start"], ascending=[False, True, True], na_position="last", kind="stable"
    )
    articles = seen["article_id"].unique()
    rows = seen[seen["article_id"].isin(articles[:limit]).to_numpy()].astype({"article_id": object, "role": object})
    return [_telling(here, t) for _, here in rows.groupby("article_id", sort=False)], len(articles)


def _telling(rows: pd.DataFrame, t: Translator) -> Telling:
    first, counts = rows.iloc[0], rows["role"].value_counts()
    return Telling(
        article_id=first["article_id"],
        at=int(first["sentence_start"]),
        title=first["title"],
        publisher=None if first["publisher"] == UNKNOWN_PUBLISHER else first["publisher"],
        published=published_words(first, t),
        roles={role: int(counts[role]) for role in ROLES if role in counts},
    )


def name_dossier(corpus: Corpus, filters: Filters, t: Translator, key: str, limit: int = 30) -> Dossier | None:
    """The file of a name that was found nowhere; None where no visible mention has it."""
    seen = visible_mentions(corpus, filters)
    seen = seen[((seen["role"] == "place") & seen["place_id"].isna()).to_numpy()]
    seen = seen[(_folded(corpus)[seen.index] == key).to_numpy()]
    return None if seen.empty else _dossier(corpus, key, None, seen, t, limit)


def naming(corpus: Corpus, mention_id: str, t: Translator) -> Naming | None:
    """One mention, visible or not; None for an unknown id."""
    found = corpus.mentions[corpus.mentions["id"] == mention_id]
    return None if found.empty else _naming(corpus, found.iloc[0], t)


def namesakes(corpus: Corpus, mention: Naming) -> dict[str, int]:
    """How many mentions carry the same name: in the mention's article, and in all. What a correction may reach."""
    same = corpus.mentions[(_folded(corpus) == corpus.fold(mention.text)).to_numpy()]
    return {"article": int((same["article_id"] == mention.article_id).sum()), "corpus": len(same)}


def claims_behind(corpus: Corpus, article_id: str, movement: str) -> list[str]:
    """Ids of the claims that one article makes of a movement: what a correction of its status is about."""
    rows = corpus.claims[(corpus.claims["article_id"] == article_id) & (corpus.claims["movement"] == movement)]
    return list(rows["id"])


def options(candidates: Iterable[Mapping]) -> tuple[Option, ...]:
    """What the store keeps of a mention's candidates, likeliest first, as places to choose from."""
    names = [each.name for each in fields(Place)]
    return tuple(
        Option(Place(**{name: each[name] for name in names}), each["score"], tuple(each["evidence"]))
        for each in candidates
    )


def _folded(corpus: Corpus) -> pd.Series:
    """The key of each mention's name."""

    def fold_all() -> pd.Series:
        texts = corpus.mentions["text"]
        return texts.map({text: corpus.fold(text) for text in texts.unique()}).astype(object)

    return corpus.once("folded", fold_all)


def _named(corpus: Corpus, seen: pd.DataFrame, words: str) -> set[str]:
    """Ids of the places of which one name, of ours or of the articles, holds the words."""
    wanted = corpus.fold(words.strip())
    known = corpus.places[["name", "name_fr", "name_en"]]
    pairs = [(text, place) for column in known for place, text in known[column].items() if isinstance(text, str)]
    pairs += seen[["text", "place_id"]].drop_duplicates().itertuples(index=False, name=None)
    return {place for text, place in pairs if wanted in corpus.fold(text)}


def _dossier(corpus: Corpus, key: str, place: Mapping | None, seen: pd.DataFrame, t: Translator, limit: int) -> Dossier:
    seen = seen.assign(rank=seen["role"].map(_ROLE_ORDER).astype(int))
    seen = seen.sort_values(
        ["rank", "published_low", "article_id", "start"],
        ascending=[True, False, True, True],
        na_position="last",
        kind="stable",
    )
    roles = seen["role"].value_counts()
    here = seen.loc[seen["role"] == "place", "confidence"]
    return Dossier(
        key=key,
        place=place,
        spellings=tuple(seen["text"].value_counts().index),
        roles={role: int(roles.get(role, 0)) for role in ROLES},
        sureness=sureness(here.min()) if place and len(here) else "",
        namings=tuple(_naming(corpus, row, t) for _, row in seen.head(limit).iterrows()),
        total=len(seen),
    )


def _naming(corpus: Corpus, row: pd.Series, t: Translator) -> Naming:
    start, end = int(row["sentence_start"]), int(row["sentence_end"])
    placed = isinstance(row["place_id"], str)
    return Naming(
        id=row["id"],
        article_id=row["article_id"],
        at=start,
        title=row["title"],
        publisher=None if row["publisher"] == UNKNOWN_PUBLISHER else row["publisher"],
        published=published_words(row, t),
        text=row["text"],
        role=row["role"],
        place=row["place_id"] if placed else None,
        sureness=sureness(row["confidence"]) if placed else "",
        reason=row["reason"],
        pieces=cut(corpus.text(row["article_id"]), start, end, [Span(int(row["start"]), int(row["end"]), "chosen")]),
    )
