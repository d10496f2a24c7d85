"""What stands behind a mark on the map: the sentences that name a place, the claims on a line, who makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.i18n import Translator
from geo.model import MODALITIES
from geo.presentation.markup import Piece, Span, cut, with_found, words_of
from geo.presentation.views.atlas import visible_claims, visible_mentions
from geo.presentation.views.corpus import Corpus
from geo.presentation.views.filters import UNKNOWN_PUBLISHER, Filters

# Strongest first: what several sides agree on, then what is asserted, then what is disputed.
_STANCE_ORDER = {stance: rank for rank, stance in enumerate(("confirmed", "admitted", "narrator", "alleged", "denied"))}
_MODALITY_ORDER = {modality: rank for rank, modality in enumerate(MODALITIES)}
EXCERPTS = 1  # of a claim in a list, until it is opened: a thousand sentences would keep everybody waiting
_EXCERPT = ["article_id", "title", "publisher", "sentence_start", "sentence_end"] + [
    f"{kind}_{part}" for kind in ("published", "event") for part in ("min", "max", "precision")
]  # what excerpt_of reads
_CLAIM = [  # what claim_of reads
    *_EXCERPT, "id", "line", "movement", "flow", "stance", "modality", "mode", "from_id", "from_text", "from_start", "from_end", "to_id",
    "to_text", "to_start", "to_end", "via", "via_ids", "cargo", "cues", "claimants", "statement", "sentence", "drawn", "published_low",
]  # fmt: skip
_ROLE_ORDER = {"place": 0, "actor": 1, "demonym": 2}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One sentence of one article. ``at`` is the sentence's offset, which the reader page scrolls to.

    published, event: dates in words ("" where there is none to tell). roles: what the selected place is in it.
    In the pieces "chosen" marks what was selected, "cue" a word that decided the status, "date" a time expression,
    "found" a word that was searched for.
    """

    article_id: str
    at: int
    title: str
    publisher: str | None
    published: str
    event: str
    pieces: tuple[Piece, ...]
    roles: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()  # nearest to the fact first
    claims: tuple[Claim, ...] = ()  # what the sentence claims, behind a place


@dataclass(frozen=True, slots=True)
class Claim:
    """A movement as it is claimed: one thing, two ends, one status. sources: independent ones; articles repeat them."""

    id: str
    line: str
    flow: str
    stance: str
    modality: str
    mode: str | None
    origin: str
    destination: str
    via: tuple[str, ...]
    cargo: str | None
    event: str
    sources: int
    articles: int
    drawn: bool
    sentences: int
    excerpts: tuple[Excerpt, ...]  # of those sentences, the first


def excerpts(corpus: Corpus, filters: Filters, t: Translator, limit: int = 30) -> tuple[list[Excerpt], int]:
    """The visible sentences behind the selected place, newest first, where it is a place before where it acts; and how many
    there are in all. Governments bring the sentences in which they act."""
    place = filters.selected("place")
    seen = visible_mentions(corpus, filters)
    seen = seen[(seen["place_id"] == place) | (seen["government"] == place)]
    seen = seen.assign(rank=seen["role"].astype(object).map(_ROLE_ORDER))
    seen = seen.sort_values(
        ["rank", "published_low", "start"], ascending=[True, False, True], na_position="last", kind="stable"
    )
    sentences = seen["sentence"].unique()
    chosen = sentences[:limit]
    # As plain values: to cut small pieces out of categories costs more than all the rest.
    seen = seen[seen["sentence"].isin(chosen).to_numpy()][[*_EXCERPT, "sentence", "start", "end", "role"]].astype(
        object
    )
    claims = visible_claims(corpus, filters)
    movements = claims["movement"][claims["sentence"].isin(chosen).to_numpy()].unique()
    claims = claims[claims["movement"].isin(movements).to_numpy()][_CLAIM].astype(object)
    shown = [_place_excerpt(corpus, seen[seen["sentence"] == key], claims, t) for key in chosen]
    return [_with_found(excerpt, filters) for excerpt in shown], len(sentences)


def _with_found(excerpt: Excerpt, filters: Filters) -> Excerpt:
    return replace(excerpt, pieces=with_found(excerpt.pieces, words_of(filters.text)))


def _claims_with_found(found: list[Claim], filters: Filters) -> list[Claim]:
    return [replace(claim, excerpts=tuple(_with_found(each, filters) for each in claim.excerpts)) for claim in found]


def _place_excerpt(corpus: Corpus, mentions: pd.DataFrame, claims: pd.DataFrame, t: Translator) -> Excerpt:
    first = mentions[[*_EXCERPT, "sentence"]].iloc[0]
    spans = [Span(a, b, "chosen") for a, b in zip(mentions["start"], mentions["end"], strict=True)]
    roles = tuple(sorted(set(mentions["role"]), key=_ROLE_ORDER.__getitem__))
    here = claims[claims["sentence"] == first["sentence"]]
    movements = dict.fromkeys(here["movement"])
    made = [claim_of(corpus, claims[claims["movement"] == movement], t, 1) for movement in movements]
    return excerpt_of(corpus, first, spans, t, roles=roles, claims=tuple(made), claimants=_claimants(here))


def claims(
    corpus: Corpus, filters: Filters, t: Translator, limit: int | None = None, opened: str | None = None
) -> tuple[list[Claim], int]:
    """The visible movements, strongest first, and how many there are in all. opened: id of the one with all its sentences."""
    found, total = _movements(corpus, visible_claims(corpus, filters), t, limit, opened)
    return _claims_with_found(found, filters), total


def claims_in(corpus: Corpus, article_id: str, t: Translator) -> list[Claim]:
    """What one article claims, in the order it does, counted over that article alone."""
    here = corpus.claims[corpus.claims["article_id"] == article_id].sort_values("sentence_start", kind="stable")
    return [claim_of(corpus, rows, t) for _, rows in here.groupby("movement", sort=False, observed=True)]


def claims_of(
    corpus: Corpus, filters: Filters, t: Translator, limit: int | None = None, opened: str | None = None
) -> tuple[list[Claim], list[Claim]]:
    """Of the selected line: its movements, then whatever else is claimed between the same ends, either way, whatever its
    stance, so that an allegation, a denial and an admission stand side by side."""
    line = filters.selected("route")
    chosen = corpus.claims[corpus.claims["line"] == line]
    if chosen.empty:
        return [], []
    ends = {chosen.iloc[0]["from_id"], chosen.iloc[0]["to_id"]}
    everything = visible_claims(corpus, filters.cleared("flows", "stances", "modalities"))
    same_ends = [{a, b} == ends for a, b in zip(everything["from_id"], everything["to_id"], strict=True)]
    others = everything[pd.Series(same_ends, index=everything.index, dtype=bool) & (everything["line"] != line)]
    visible = everything[everything["line"] == line]
    sides = (_movements(corpus, rows, t, limit, opened)[0] for rows in (visible, others))
    chosen_claims, other_claims = (_claims_with_found(found, filters) for found in sides)
    return chosen_claims, other_claims


def _movements(
    corpus: Corpus, seen: pd.DataFrame, t: Translator, limit: int | None, opened: str | None = None
) -> tuple[list[Claim], int]:
    if seen.empty:
        return [], 0
    codes = seen["movement"].cat.codes.to_numpy()
    movements, first, group, counts = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    # A movement and a statement are one number, so that each pair counts once.
    told = np.unique(group * np.int64(len(seen) + 1) + pd.factorize(seen["statement"])[0])
    latest = np.full(len(movements), -np.inf)
    np.maximum.at(latest, group, seen["published_low"].fillna(-np.inf).to_numpy())
    one = seen.iloc[first]  # of a movement: its ends, stance and modality are the same in all its claims
    ranking = pd.DataFrame(
        {
            "movement": one["movement"].to_numpy(),
            "open": one["from_id"].isna().to_numpy().astype(int) + one["to_id"].isna().to_numpy().astype(int),
            "statements": -np.bincount(told // (len(seen) + 1), minlength=len(movements)),
            "modality": one["modality"].map(_MODALITY_ORDER).to_numpy(dtype=int),
            "stance": one["stance"].map(_STANCE_ORDER).to_numpy(dtype=int),
            "claims": -counts,
            "latest": -latest,
            "at": first,
        }
    ).sort_values(["open", "statements", "modality", "stance", "claims", "latest", "at"], kind="stable")
    chosen = ranking["movement"].tolist()[:limit]
    # As plain values: to cut small pieces out of categories costs more than all the rest.
    rows = seen[seen["movement"].isin(chosen).to_numpy()][_CLAIM].astype(object)
    by_movement = dict(iter(rows.groupby("movement", sort=False, observed=True)))
    made = [claim_of(corpus, by_movement[key], t, None if key == opened else EXCERPTS) for key in chosen]
    return made, len(ranking)


def claim_of(corpus: Corpus, rows: pd.DataFrame, t: Translator, most: int | None = None) -> Claim:
    """The claims of one movement as one. most: excerpts to make."""
    rows = rows.sort_values(["published_low", "id"], na_position="last", kind="stable")
    first = rows.iloc[0]
    sentences = rows["sentence"].unique()
    dated = rows[rows["event_min"].notna() | rows["event_max"].notna()]
    start, end = (
        corpus.place_name(first[f"{side}_id"], t.language) or first[f"{side}_text"] or "" for side in ("from", "to")
    )
    return Claim(
        id=first["movement"],
        line=first["line"],
        flow=first["flow"],
        stance=first["stance"],
        modality=first["modality"],
        mode=next((mode for mode in rows["mode"] if isinstance(mode, str)), None),
        origin=start,
        destination=end,
        via=tuple(filter(None, (corpus.place_name(stop, t.language) for stop in first["via_ids"]))),
        cargo=next((cargo for cargo in rows["cargo"] if isinstance(cargo, str)), None),
        event=_event(dated.iloc[0], t) if len(dated) else "",
        sources=rows["statement"].nunique(),
        articles=rows["article_id"].nunique(),
        drawn=bool(first["drawn"]),
        sentences=len(sentences),
        excerpts=tuple(_claim_excerpt(corpus, rows[rows["sentence"] == key], t) for key in sentences[:most]),
    )


def _claim_excerpt(corpus: Corpus, rows: pd.DataFrame, t: Translator) -> Excerpt:
    spans = []
    columns = ("cues", "via", "from_start", "from_end", "to_start", "to_end")
    for cues, via, *ends in zip(*(rows[name] for name in columns), strict=True):
        spans += [Span(int(cue[0]), int(cue[1]), "cue") for cue in cues]
        spans += [Span(int(a), int(b), "chosen") for a, b in (ends[:2], ends[2:]) if pd.notna(a)]
        spans += [Span(stop["start"], stop["end"], "chosen") for stop in via]
    return excerpt_of(corpus, rows[_EXCERPT].iloc[0], spans, t, claimants=_claimants(rows))


def _claimants(rows: pd.DataFrame) -> tuple[str, ...]:
    return next((tuple(chain) for chain in rows["claimants"] if len(chain)), ())


def excerpt_of(corpus: Corpus, row: pd.Series, spans: Iterable[Span], t: Translator, **more: tuple) -> Excerpt:
    start, end = int(row["sentence_start"]), int(row["sentence_end"])
    dates = corpus.once("dates", lambda: _dates_by_article(corpus)).get(row["article_id"], ())
    spans = [*spans, *(Span(a, b, "date") for a, b in dates if start <= a < end)]
    return Excerpt(
        article_id=row["article_id"],
        at=start,
        title=row["title"],
        publisher=None if row["publisher"] == UNKNOWN_PUBLISHER else row["publisher"],
        published=published_words(row, t),
        event=_event(row, t) if isinstance(row["event_min"], str) or isinstance(row["event_max"], str) else "",
        pieces=cut(corpus.text(row["article_id"]), start, end, spans),
        **more,
    )


def _dates_by_article(corpus: Corpus) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for article, a, b in corpus.dates[["article_id", "start", "end"]].itertuples(index=False, name=None):
        found.setdefault(article, []).append((int(a), int(b)))
    return found


def published_words(row: pd.Series, t: Translator) -> str:
    return t.when(_text(row["published_min"]), _text(row["published_max"]), _text(row["published_precision"]))


def _event(row: pd.Series, t: Translator) -> str:
    return t.when(_text(row["event_min"]), _text(row["event_max"]), _text(row["event_precision"]))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
