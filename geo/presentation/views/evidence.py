"""What stands behind a mark on the map: the sentences that name a place, the claims on a line, who makes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.i18n import Translator
from geo.model import MODALITIES
from geo.presentation.markup import Piece, Span, cut, with_found, words_of
from geo.presentation.views.atlas import visible_claims, visible_claims_at, visible_mentions
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
Row = Mapping[str, object] | pd.Series  # of a frame, or read from one
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
    return excerpt_of(corpus, first, spans, t, roles=roles, claims=tuple(made), claimants=_claimants(here["claimants"]))


def claims(
    corpus: Corpus, filters: Filters, t: Translator, limit: int | None = None, opened: str | None = None
) -> tuple[list[Claim], int]:
    """The visible movements, strongest first, and how many there are in all. opened: id of the one with all its sentences."""
    found, total = _movements(corpus, visible_claims_at(corpus, filters), t, limit, opened)
    return _claims_with_found(found, filters), total


def claims_in(corpus: Corpus, article_id: str, t: Translator) -> list[Claim]:
    """What one article claims, in the order it does, counted over that article alone."""
    here = corpus.claims[corpus.claims["article_id"] == article_id].sort_values("sentence_start", kind="stable")
    return [claim_of(corpus, rows, t) for _, rows in here.groupby("movement", sort=False, observed=True)]


def claims_at(
    corpus: Corpus, filters: Filters, t: Translator, place: str, limit: int | None = None, opened: str | None = None
) -> tuple[list[Claim], int]:
    """The visible movements that begin, end or pass at a place, strongest first, and how many there are in all."""
    at = visible_claims_at(corpus, filters)
    seen = corpus.claims[["from_id", "to_id", "via_ids"]].iloc[at]
    passing = np.fromiter((place in stops for stops in seen["via_ids"]), bool, len(seen))
    here = ((seen["from_id"] == place) | (seen["to_id"] == place)).to_numpy() | passing
    found, total = _movements(corpus, at[here], t, limit, opened)
    return _claims_with_found(found, filters), total


def claims_of(
    corpus: Corpus, filters: Filters, t: Translator, limit: int | None = None, opened: str | None = None
) -> tuple[list[Claim], list[Claim]]:
    """Of the selected line: its movements, then whatever else is claimed between the same ends, either way, whatever its
    stance, so that an allegation, a denial and an admission stand side by side."""
    line = filters.selected("route")
    chosen = corpus.claims[(corpus.claims["line"] == line).to_numpy()]
    if chosen.empty:
        return [], []
    ends = {chosen.iloc[0]["from_id"], chosen.iloc[0]["to_id"]}
    everything = visible_claims_at(corpus, filters.cleared("flows", "stances", "modalities"))
    columns = (
        corpus.claims[["line", "from_id", "to_id"]].iloc[everything].astype(object).itertuples(index=False, name=None)
    )
    same = np.array([(each == line, {a, b} == ends) for each, a, b in columns], bool).reshape(-1, 2)
    visible, others = everything[same[:, 0]], everything[~same[:, 0] & same[:, 1]]
    sides = (_movements(corpus, rows, t, limit, opened)[0] for rows in (visible, others))
    chosen_claims, other_claims = (_claims_with_found(found, filters) for found in sides)
    return chosen_claims, other_claims


def _movements(
    corpus: Corpus, at: np.ndarray, t: Translator, limit: int | None, opened: str | None = None
) -> tuple[list[Claim], int]:
    """at: positions of claims."""
    if not len(at):
        return [], 0
    claims = corpus.claims
    movement, statement, *status = (
        claims[name].cat.codes.to_numpy()[at] for name in ("movement", "statement", "modality", "stance")
    )
    movements, first, group, counts = np.unique(movement, return_index=True, return_inverse=True, return_counts=True)
    # A movement and a statement are one number, so that each pair counts once.
    width = np.int64(len(claims["statement"].cat.categories))
    statements = np.bincount(np.unique(group * width + statement) // width, minlength=len(movements))
    latest = np.full(len(movements), -np.inf)
    np.fmax.at(latest, group, claims["published_low"].to_numpy()[at])
    # Of a movement one claim is enough: ends, stance and modality are the same in all.
    loose = sum((claims[side].cat.codes.to_numpy()[at[first]] < 0).astype(int) for side in ("from_id", "to_id"))
    modality, stance = (
        np.array([order[each] for each in claims[name].cat.categories])[codes[first]]
        for name, order, codes in zip(("modality", "stance"), (_MODALITY_ORDER, _STANCE_ORDER), status, strict=True)
    )
    ranking = np.lexsort((first, -latest, -counts, stance, modality, -statements, loose))  # the last key is the first
    chosen = movements[ranking[:limit]]
    by_movement: dict[str, list[dict]] = {name: [] for name in claims["movement"].cat.categories[chosen]}
    for row in _records(claims.iloc[at[np.isin(movement, chosen)]]):
        by_movement[row["movement"]].append(row)
    made = [_claim(corpus, rows, t, None if key == opened else EXCERPTS) for key, rows in by_movement.items()]
    return made, len(movements)


def _records(claims: pd.DataFrame) -> list[dict]:
    """What claim_of reads of each, as plain values: to cut small pieces out of a frame costs more than all the rest."""
    return [
        dict(zip(_CLAIM, row, strict=True))
        for row in zip(*(claims[name].astype(object).tolist() for name in _CLAIM), strict=True)
    ]


def claim_of(corpus: Corpus, rows: pd.DataFrame, t: Translator, most: int | None = None) -> Claim:
    """The claims of one movement as one. most: excerpts to make."""
    return _claim(corpus, _records(rows), t, most)


def _claim(corpus: Corpus, rows: list[dict], t: Translator, most: int | None) -> Claim:
    undated = math.inf  # they come last
    rows = sorted(rows, key=lambda row: (undated if pd.isna(row["published_low"]) else row["published_low"], row["id"]))
    first = rows[0]
    sentences: dict[int, list[dict]] = {}
    for row in rows:
        sentences.setdefault(row["sentence"], []).append(row)
    start, end = (
        corpus.place_name(_text(first[f"{side}_id"]), t.language) or _text(first[f"{side}_text"]) or ""
        for side in ("from", "to")
    )
    return Claim(
        id=first["movement"],
        line=first["line"],
        flow=first["flow"],
        stance=first["stance"],
        modality=first["modality"],
        mode=next(filter(None, (_text(row["mode"]) for row in rows)), None),
        origin=start,
        destination=end,
        via=tuple(filter(None, (corpus.place_name(stop, t.language) for stop in first["via_ids"]))),
        cargo=next(filter(None, (_text(row["cargo"]) for row in rows)), None),
        event=next((_event(row, t) for row in rows if _text(row["event_min"]) or _text(row["event_max"])), ""),
        sources=len({row["statement"] for row in rows}),
        articles=len({row["article_id"] for row in rows}),
        drawn=bool(first["drawn"]),
        sentences=len(sentences),
        excerpts=tuple(_claim_excerpt(corpus, said, t) for said in list(sentences.values())[:most]),
    )


def _claim_excerpt(corpus: Corpus, rows: list[dict], t: Translator) -> Excerpt:
    spans = []
    for row in rows:
        ends = ((row[f"{side}_start"], row[f"{side}_end"]) for side in ("from", "to"))
        spans += [Span(int(cue[0]), int(cue[1]), "cue") for cue in row["cues"]]
        spans += [Span(int(a), int(b), "chosen") for a, b in ends if pd.notna(a)]
        spans += [Span(stop["start"], stop["end"], "chosen") for stop in row["via"]]
    return excerpt_of(corpus, rows[0], spans, t, claimants=_claimants(row["claimants"] for row in rows))


def _claimants(chains: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return next((tuple(chain) for chain in chains if len(chain)), ())


def excerpt_of(corpus: Corpus, row: Row, spans: Iterable[Span], t: Translator, **more: tuple) -> Excerpt:
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


def published_words(row: Row, t: Translator) -> str:
    return t.when(_text(row["published_min"]), _text(row["published_max"]), _text(row["published_precision"]))


def _event(row: Row, t: Translator) -> str:
    return t.when(_text(row["event_min"]), _text(row["event_max"]), _text(row["event_precision"]))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
