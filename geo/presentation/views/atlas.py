"""Filters and a corpus in; what the map, the timeline and the counts beside each filter show out. Numbers, ids, names.

The frames for the map carry no article text: columns as listed in ``PLACE_COLUMNS``, ``ROUTE_COLUMNS``, ``RELATIVE_COLUMNS``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.i18n import Translator
from geo.model import FLOWS, MODALITIES, ROLES, STANCES
from geo.presentation.markup import words_of
from geo.presentation.views.corpus import Corpus, known_as
from geo.presentation.views.filters import SURENESS, Filters

PLACE_COLUMNS = [
    "place_id", "name", "kind", "country", "lat", "lon", "radius_km", "mentions", "actors", "articles", "routes",
]  # fmt: skip
ROUTE_COLUMNS = [
    "route_id", "from_lat", "from_lon", "from_name", "from_kind", "from_id", "to_lat", "to_lon", "to_name", "to_kind",
    "to_id", "via", "flow", "stance", "modality", "mode", "claims", "sources", "label",
]  # fmt: skip
RELATIVE_COLUMNS = ["lat", "lon", "anchor_lat", "anchor_lon", "distance_km", "radius_km", "label", "anchor_id"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is visible. claims: stance → number of movements claimed. first, last: ISO days or None."""

    mentions: int
    mentions_all: int
    places: int
    articles: int
    claims: dict[str, int]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Atlas:
    places: pd.DataFrame
    routes: pd.DataFrame
    relatives: pd.DataFrame
    counts: Counts
    left_out: int = 0  # lines beyond as many as were asked for


@dataclass(frozen=True, slots=True)
class Moments:
    """When what an Atlas shows is dated to, for playback. Days are ordinals (``date.toordinal``).

    places, routes, relatives: beside each row of the atlas' frame its intervals, flat: low, high, count, low, high, count...
    first, last: the days playback runs over. undated: mentions that have no day and so never appear in it.
    """

    first: int
    last: int
    places: list[list[int]]
    routes: list[list[int]]
    relatives: list[list[int]]
    undated: int


def in_period(frame: pd.DataFrame, filters: Filters) -> np.ndarray:
    """Rows whose interval touches the period; those without a date where the reader keeps them."""
    low, high = frame[f"{filters.date_kind}_low"].to_numpy(), frame[f"{filters.date_kind}_high"].to_numpy()
    inside = np.ones(len(frame), bool)
    if filters.date_from:
        inside &= ~(high < _day(filters.date_from))  # an open end (NaN) is never before
    if filters.date_to:
        inside &= ~(low > _day(filters.date_to))
    undated = np.isnan(low) & np.isnan(high)
    return np.where(undated, filters.undated or not filters.has_period, inside)


def _day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def _masks(corpus: Corpus, frame: pd.DataFrame, filters: Filters, **columns: str) -> dict[str, np.ndarray]:
    """Filter → which rows it lets through; filters that ask for nothing are left out. columns: filter → its column."""
    masks = {
        name: _among(frame[column], getattr(filters, name))
        for name, column in columns.items()
        if getattr(filters, name)
    }
    if filters.has_period:
        masks["dates"] = in_period(frame, filters)
    if filters.text.strip():
        masks["text"] = frame["sentence"].isin(_saying(corpus, filters.text)).to_numpy()
    return masks


def _among(column: pd.Series, values: tuple[str, ...]) -> np.ndarray:
    """Rows of a column of categories that have one of the values."""
    wanted = np.append(column.cat.categories.isin(values), False)  # the last for code -1, which is no value
    return wanted[column.cat.codes.to_numpy()]


def _claim_masks(corpus: Corpus, filters: Filters) -> dict[str, np.ndarray]:
    claims = corpus.claims
    masks = _masks(
        corpus,
        claims,
        filters,
        publishers="publisher",
        languages="language",
        flows="flow",
        stances="stance",
        modalities="modality",
    )
    if filters.places:
        wanted = set(filters.places)
        ends = [_among(claims[side], filters.places) for side in ("from_id", "to_id")]
        ends += [claims[side].isin(filters.places).to_numpy() for side in ("from_place", "to_place")]
        over = np.array([not wanted.isdisjoint(stops) for stops in claims["via_ids"]], bool)
        masks["places"] = np.logical_or.reduce([*ends, over])
    if filters.countries:
        either = [_among(claims[side], filters.countries) for side in ("from_country", "to_country")]
        masks["countries"] = np.logical_or(*either)
    if filters.claimants:
        wanted = set(filters.claimants)
        masks["claimants"] = np.array([not wanted.isdisjoint(voices) for voices in claims["voices"]], bool)
    return masks


def _mention_masks(corpus: Corpus, filters: Filters) -> dict[str, np.ndarray]:
    columns = {
        "publishers": "publisher",
        "languages": "language",
        "roles": "role",
        "countries": "country",
        "kinds": "kind",
        "sureness": "sureness",
    }
    masks = _masks(corpus, corpus.mentions, filters, **columns)
    if filters.places:
        either = [_among(corpus.mentions[column], filters.places) for column in ("place_id", "government")]
        masks["places"] = np.logical_or(*either)
    if filters.about_claims:  # asked for denials, show where the denials are
        said = _there(corpus.claims["sentence"].to_numpy(), _claimed(corpus, filters), len(corpus.sentences))
        masks["claims"] = said[corpus.mentions["sentence"].to_numpy()]
    return masks


def _mask(frame: pd.DataFrame, masks: dict[str, np.ndarray], but: str | None = None) -> np.ndarray:
    kept = [mask for name, mask in masks.items() if name != but]
    return np.logical_and.reduce(kept) if kept else np.ones(len(frame), bool)


def _seen(corpus: Corpus, filters: Filters) -> np.ndarray:
    """Which mentions are visible."""
    return _mask(corpus.mentions, _mention_masks(corpus, filters))


def _claimed(corpus: Corpus, filters: Filters) -> np.ndarray:
    """Which claims are visible."""
    return _mask(corpus.claims, _claim_masks(corpus, filters))


def visible_mentions(corpus: Corpus, filters: Filters) -> pd.DataFrame:
    return corpus.mentions[_seen(corpus, filters)]


def visible_claims(corpus: Corpus, filters: Filters) -> pd.DataFrame:
    return corpus.claims[_claimed(corpus, filters)]


def _counted(column: pd.Series, rows: np.ndarray | slice = slice(None)) -> dict[str, int]:
    """How often each value of a column of categories stands in these rows; a tenth of the time of value_counts."""
    categories = column.cat.categories
    return dict(zip(categories, _tally(column.cat.codes.to_numpy()[rows], len(categories)).tolist(), strict=True))


def visible_claims_at(corpus: Corpus, filters: Filters) -> np.ndarray:
    """Their positions."""
    return np.flatnonzero(_claimed(corpus, filters))


def _tally(numbers: np.ndarray, length: int) -> np.ndarray:
    """How often each number below ``length`` stands there; -1 is none."""
    return np.bincount(numbers[numbers >= 0], minlength=length)


def _there(numbers: np.ndarray, rows: np.ndarray, length: int) -> np.ndarray:
    """Which of the numbers below ``length`` stand in these rows."""
    found = np.zeros(length, bool)
    found[numbers[rows]] = True
    return found


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Two columns of numbers, each pair of values once. number: of each row's pair. left: of each pair its value in the first
    column."""

    number: np.ndarray
    left: np.ndarray

    @classmethod
    def of(cls, left: np.ndarray, right: np.ndarray) -> _Pairs:
        width = np.int64(right.max(initial=0) + 2)  # -1 as well
        pairs, number = np.unique(left * width + right + 1, return_inverse=True)
        return cls(number, pairs // width)

    def different(self, rows: np.ndarray, length: int) -> np.ndarray:
        """Beside each value of the first column, with how many of the second it stands in these rows."""
        return _tally(self.left[_there(self.number, rows, len(self.left))], length)


def _one_of_each(column: pd.Series, rows: np.ndarray) -> np.ndarray:
    """The first of these rows (positions) for each value of a column of categories."""
    positions = np.flatnonzero(rows)
    return positions[np.unique(column.cat.codes.to_numpy()[positions], return_index=True)[1]]


def _saying(corpus: Corpus, text: str) -> list[int]:
    """Keys of the sentences in which every word of the text begins a word, accents and capitals aside."""
    words = words_of(text)

    def find() -> list[int]:
        columns = corpus.sentences[["article_id", "sentence_start"]].itertuples(name=None)
        keys = corpus.once("sentence keys", lambda: {(article, int(start)): key for key, article, start in columns})
        found = (keys.get(sentence) for sentence in corpus.sentences_with(words))
        return [key for key in found if key is not None]  # the others name no place

    corpus.memo.pop(("saying", corpus.memo.get("said")), None)  # one search is remembered, not every one ever made
    corpus.memo["said"] = words
    return corpus.once(("saying", words), find)


def atlas(corpus: Corpus, filters: Filters, t: Translator, most: int | None = None) -> Atlas:
    """The map's frames and the counts of one view. most: how many lines to draw, those that are claimed most, and the
    selected one; None: all."""

    def find() -> tuple[pd.DataFrame, _Lines, pd.DataFrame, Counts]:
        seen, claimed = _seen(corpus, filters), _claimed(corpus, filters)
        lines = _lines(corpus, claimed)
        places = _places(corpus, seen, lines, filters, t.language)
        counts = _counts(corpus, seen, claimed, places, filters.date_kind)
        return places, lines, _relatives(corpus, seen, t), counts

    places, lines, relatives, counts = corpus.lately(("atlas", filters.cleared("selection"), t.language), find)
    kept = np.arange(len(lines.codes))
    if most is not None:
        chosen = corpus.claims["line"].cat.categories.get_indexer([filters.selected("route")])
        kept = np.flatnonzero((kept < most) | (lines.codes == chosen))
    return Atlas(places, _routes(corpus, lines, kept, t), relatives, counts, len(lines.codes) - len(kept))


def mentioned(corpus: Corpus, filters: Filters) -> int:
    """How many mentions are visible."""
    return int(_seen(corpus, filters).sum())


def mentioned_places(corpus: Corpus, language: str, most: int) -> dict[str, str]:
    """Place → name, for those mentioned most, in the order of the names."""

    def find() -> dict[str, str]:
        counts = _counted(corpus.mentions["place_id"])
        names = {
            place: corpus.place_name(place, language) for place in sorted(counts, key=counts.get, reverse=True)[:most]
        }
        return dict(sorted(names.items(), key=lambda item: corpus.fold(item[1])))

    return corpus.once(("mentioned places", language, most), find)


def _located(corpus: Corpus) -> pd.DataFrame:
    """The places that have a position, by id."""

    def find() -> pd.DataFrame:
        located = corpus.places[corpus.places["lat"].notna() & corpus.places["lon"].notna()]
        return located.sort_values("id", kind="stable")

    return corpus.once("located", find)


def _named(corpus: Corpus, language: str) -> pd.DataFrame:
    """The same, ``name`` in the reader's language."""

    def find() -> pd.DataFrame:
        located = _located(corpus)
        local = located[f"name_{language}"]
        return located.assign(name=local.where(local.notna() & (local != ""), located["name"]))

    return corpus.once(("named", language), find)


def placeable(corpus: Corpus, language: str) -> pd.DataFrame:
    """Every place that an atlas may show, with the columns that no filter changes."""

    def find() -> pd.DataFrame:
        return _named(corpus, language).rename(columns={"id": "place_id"})[PLACE_COLUMNS[:7]].reset_index(drop=True)

    return corpus.once(("placeable", language), find)


@dataclass(frozen=True, slots=True)
class _Spots:
    """Of each mention the number of a place in ``_located``, -1 for none: where it is (here), what acts in it (acting).
    article: its row of the articles; articles: the pairs of here and article."""

    here: np.ndarray
    acting: np.ndarray
    article: np.ndarray
    articles: _Pairs


def _spots(corpus: Corpus) -> _Spots:
    def find() -> _Spots:
        mentions = corpus.mentions
        place, government = (_numbers(mentions[name], _located(corpus).index) for name in ("place_id", "government"))
        here = np.where(_among(mentions["role"], ("place",)), place, -1)
        acting = np.where(_among(mentions["role"], ("actor",)), government, -1)
        article = _numbers(mentions["article_id"], corpus.articles.index)
        return _Spots(here, acting, article, _Pairs.of(here, article))

    return corpus.once("spots", find)


def _numbers(column: pd.Series, index: pd.Index) -> np.ndarray:
    """Where in the index each value of a column of categories stands; -1 for nowhere."""
    return np.append(index.get_indexer(column.cat.categories.astype(object)), -1)[column.cat.codes.to_numpy()]


def _places(corpus: Corpus, seen: np.ndarray, lines: _Lines, filters: Filters, language: str) -> pd.DataFrame:
    """One row a place where something is or happens; governments too once the reader asks for the role "actor"."""
    spots, known, frame = _spots(corpus), _known(corpus), placeable(corpus, language)
    counted = {
        "mentions": _tally(spots.here[seen], len(frame)),
        "actors": _tally(spots.acting[seen], len(frame)),
        "articles": spots.articles.different(seen, len(frame)),
        "routes": _tally(known.start[lines.codes], len(frame)) + _tally(known.end[lines.codes], len(frame)),
    }
    shown = counted["mentions"] > 0
    if "actor" in filters.roles:
        shown |= counted["actors"] > 0
    rows = np.flatnonzero(shown)  # by id: a stable sort by number leaves that order among equals
    rows = rows[np.argsort(-counted["mentions"][rows], kind="stable")]
    return frame.take(rows).reset_index(drop=True).assign(**{name: counts[rows] for name, counts in counted.items()})


@dataclass(frozen=True, slots=True)
class _Known:
    """What no filter changes of the claims; lines and movements are codes of categories.

    Of each claim: its line, whether that is drawn, whether it says how things move (moves, mode), its article's row, and the pair
    of movement and statement (told). Of each line: one of its claims (at) and the number of both ends in ``_located``. Of each
    movement: one of its claims (one) and its line.
    """

    line: np.ndarray
    drawn: np.ndarray
    moves: np.ndarray
    mode: np.ndarray
    article: np.ndarray
    movement: np.ndarray
    told: _Pairs
    at: np.ndarray
    start: np.ndarray
    end: np.ndarray
    one: np.ndarray
    line_of: np.ndarray


def _known(corpus: Corpus) -> _Known:
    def find() -> _Known:
        claims = corpus.claims
        line, movement, statement = (claims[name].cat.codes.to_numpy() for name in ("line", "movement", "statement"))
        at, first = (np.unique(codes, return_index=True)[1] for codes in (line, movement))
        return _Known(
            line=line,
            drawn=claims["drawn"].to_numpy(),
            moves=claims["mode"].notna().to_numpy(),
            mode=claims["mode"].to_numpy(dtype=object),
            article=_numbers(claims["article_id"], corpus.articles.index),
            movement=movement,
            told=_Pairs.of(movement, statement),
            at=at,
            start=_numbers(claims["from_id"], _located(corpus).index)[at],
            end=_numbers(claims["to_id"], _located(corpus).index)[at],
            one=first,
            line_of=line[first],
        )

    return corpus.once("known", find)


@dataclass(frozen=True, slots=True)
class _Lines:
    """What is drawn of some claims, most claimed first: claims with both ends on the map, the same ends and the same status.
    codes: of the category "line". mode: how it moves, None where nobody says."""

    codes: np.ndarray
    claims: np.ndarray
    sources: np.ndarray
    mode: np.ndarray


def _lines(corpus: Corpus, claimed: np.ndarray) -> _Lines:
    known = _known(corpus)
    at = np.flatnonzero(claimed & known.drawn)
    counts = np.bincount(known.line[at], minlength=len(known.at))
    # Two sources for two different things confirm neither: a line is as well sourced as its best sourced movement.
    sources = np.zeros(len(known.at), int)
    np.maximum.at(sources, known.line_of, known.told.different(at, len(known.line_of)))
    mode = np.full(len(known.at), None, object)
    moved = at[known.moves[at]][::-1]  # the first one is written last
    mode[known.line[moved]] = known.mode[moved]
    codes = np.flatnonzero(counts)  # by id: a stable sort by number leaves that order among equals
    codes = codes[np.argsort(-counts[codes], kind="stable")]
    return _Lines(codes, counts[codes], sources[codes], mode[codes])


def _routes(corpus: Corpus, lines: _Lines, kept: np.ndarray, t: Translator) -> pd.DataFrame:
    """Those of the lines, with the names and positions of their ends and stopovers."""
    rows = corpus.once(("lines", t.language), lambda: _all_lines(corpus, t)).take(lines.codes[kept])
    counted = {"claims": lines.claims[kept], "sources": lines.sources[kept], "mode": lines.mode[kept]}
    return rows.reset_index(drop=True).assign(**counted)[ROUTE_COLUMNS]


def _all_lines(corpus: Corpus, t: Translator) -> pd.DataFrame:
    """Beside each code of the category "line" what no filter changes of it; of one that isn't drawn, no matter what."""
    claims, ends = corpus.claims, _named(corpus, t.language)[["lat", "lon", "name", "kind"]]
    columns = ["from_id", "to_id", "via_ids", "flow", "stance", "modality"]
    frame = claims[columns].iloc[_known(corpus).at].astype(object).reset_index(drop=True)
    frame = frame.assign(route_id=claims["line"].cat.categories.astype(object))
    for side in ("from", "to"):
        rows = ends.reindex(frame[f"{side}_id"])
        frame = frame.assign(**{f"{side}_{name}": rows[name].to_numpy() for name in ends})
    stops = ends.loc[list({stop for stops in frame["via_ids"] for stop in stops if stop in ends.index})]
    points = {place: (lat, lon, name) for place, lat, lon, name in stops[["lat", "lon", "name"]].itertuples(name=None)}
    via = [[points[stop] for stop in stops if stop in points] for stops in frame["via_ids"]]
    labels = [t(f"flow.{flow}") for flow in frame["flow"]]
    return frame.assign(via=pd.Series(via, index=frame.index, dtype=object), label=labels)


def _relatives(corpus: Corpus, seen: np.ndarray, t: Translator) -> pd.DataFrame:
    def find() -> tuple[pd.DataFrame, np.ndarray]:
        anchors = _named(corpus, t.language)[["lat", "lon", "name"]].add_prefix("anchor_")
        frame = corpus.relatives.join(anchors, on="anchor_place", how="inner")
        frame = frame[frame["lat"].notna() & frame["lon"].notna()]
        rows = frame[["distance_km", "anchor_name"]].itertuples(index=False)
        labels = [
            t("map.distance", km=round(km), name=name) if pd.notna(km) else t("map.near", name=name)
            for km, name in rows
        ]
        at = pd.Index(corpus.mentions["id"]).get_indexer(frame["anchor_id"])
        return frame.assign(label=pd.Series(labels, index=frame.index, dtype=object))[RELATIVE_COLUMNS], at

    frame, at = corpus.once(("relatives", t.language), find)
    return frame[np.append(seen, False)[at]].reset_index(drop=True)


def _counts(corpus: Corpus, seen: np.ndarray, claimed: np.ndarray, places: pd.DataFrame, date_kind: str) -> Counts:
    known = _known(corpus)
    moving = _there(known.movement, claimed, len(known.line_of))
    by_stance = _counted(corpus.claims["stance"], known.one[moving])
    in_both = ((_spots(corpus).article, seen), (known.article, claimed))
    telling = np.logical_or(*(_there(article, rows, len(corpus.articles)) for article, rows in in_both))
    first, last = _reach(corpus, date_kind, seen, claimed)
    return Counts(
        mentions=int(seen.sum()),
        mentions_all=len(corpus.mentions),
        places=int((places["mentions"] > 0).sum()),
        articles=int(telling.sum()),
        claims={stance: by_stance.get(stance, 0) for stance in STANCES},
        first=first,
        last=last,
    )


def _reach(
    corpus: Corpus, date_kind: str, seen: np.ndarray | slice = slice(None), claimed: np.ndarray | slice = slice(None)
) -> tuple[str | None, str | None]:
    """First and last day among these rows, or None and None."""
    first, last = math.inf, -math.inf
    for frame, rows in ((corpus.mentions, seen), (corpus.claims, claimed)):
        for end in ("low", "high"):
            days = frame[f"{date_kind}_{end}"].to_numpy()[rows]
            first, last = np.fmin.reduce(days, initial=first), np.fmax.reduce(days, initial=last)  # NaN: none
    if math.isinf(first):
        return None, None
    return date.fromordinal(int(first)).isoformat(), date.fromordinal(int(last)).isoformat()


def moments(corpus: Corpus, filters: Filters, shown: Atlas) -> Moments | None:
    """The days behind ``shown``, the atlas of these filters; None where nothing in it is dated."""
    mentions = visible_mentions(corpus, filters).assign(n=1)
    claims = visible_claims(corpus, filters).assign(n=1)
    first, last = _reach(corpus, filters.date_kind, _seen(corpus, filters), _claimed(corpus, filters))
    if not first or not last:
        return None
    low, high = _days(mentions, filters.date_kind)
    mentions, dated = mentions.assign(low=low, high=high), low.notna()
    here = mentions[dated & (mentions["role"] == "place")]
    claims = claims.assign(**dict(zip(("low", "high"), _days(claims, filters.date_kind), strict=True)))
    said = mentions[dated].set_index("id")[["low", "high"]].reindex(shown.relatives["anchor_id"])
    inside = (max(_day(first), _day(filters.date_from or first)), min(_day(last), _day(filters.date_to or last)))
    return Moments(
        *inside,
        places=_intervals(here, "place_id", shown.places["place_id"]),
        routes=_intervals(claims[claims["drawn"] & claims["low"].notna()], "line", shown.routes["route_id"]),
        relatives=[[int(a), int(b), 1] if a == a else [] for a, b in zip(said["low"], said["high"], strict=True)],
        undated=int((~dated & (mentions["role"] == "place")).sum()),
    )


def playback_step(corpus: Corpus, filters: Filters) -> str:
    """ "day", "week" or "month": as fine as the timeline's bars, so that playing takes a minute at most."""
    span = extent(corpus, filters.date_kind)
    return {"D": "day", "W": "week"}.get(_step(*span), "month") if span else "month"


def _days(frame: pd.DataFrame, date_kind: str) -> tuple[pd.Series, pd.Series]:
    """Both ends of each interval; an open end is taken for the other one, as what lasts is counted where it begins."""
    low, high = frame[f"{date_kind}_low"], frame[f"{date_kind}_high"]
    return low.fillna(high), high.fillna(low)


def _intervals(frame: pd.DataFrame, key: str, order: pd.Series) -> list[list[int]]:
    """Beside each key of ``order`` its distinct intervals with how many rows have them, flat."""
    counted = frame.groupby([key, "low", "high"], observed=True)["n"].sum()
    found: dict[str, list[int]] = {name: [] for name in order}
    for (name, low, high), count in counted.items():
        if name in found:
            found[name] += [int(low), int(high), int(count)]
    return list(found.values())


def summary(counts: Counts, t: Translator) -> str:
    """« 12 lieux, 37 mentions sur 183, 5 mouvements allégués, 1 démenti ; nov. 2022 – juin 2023 »."""
    parts = [
        t("summary.places", count=counts.places),
        t("summary.mentions", count=counts.mentions, total=counts.mentions_all),
    ]
    parts += [t(f"summary.{stance}", count=number) for stance, number in counts.claims.items() if number]
    period = t.period(counts.first, counts.last) if counts.first and counts.last else None
    return t("summary.all", parts=", ".join(parts), period=period) if period else ", ".join(parts)


def facets(corpus: Corpus, filters: Filters, most: int | None = None) -> dict[str, dict[str, int]]:
    """Beside each choice of a filter, how much it would show with all other filters as they are; those without a fixed list of
    choices with what there is most of first. most: of such a list; what is chosen is always there."""
    return corpus.lately(("facets", filters.cleared("selection"), most), lambda: _facets(corpus, filters, most))


def _facets(corpus: Corpus, filters: Filters, most: int | None) -> dict[str, dict[str, int]]:
    mention_masks, claim_masks = _mention_masks(corpus, filters), _claim_masks(corpus, filters)
    mentions, claims, known = corpus.mentions, corpus.claims, _known(corpus)

    def counted(name: str, column: str, choices: Iterable[str]) -> dict[str, int]:
        counts = _counted(mentions[column], _mask(mentions, mention_masks, name))
        return {choice: counts.get(choice, 0) for choice in choices}

    def ranked(name: str, column: str) -> dict[str, int]:
        categories = mentions[column].cat.categories
        rows = _mask(mentions, mention_masks, name)
        counts = _tally(mentions[column].cat.codes.to_numpy()[rows], len(categories))
        order = np.argsort(-counts, kind="stable")[:most]
        found = {categories[at]: int(counts[at]) for at in order if counts[at]}
        asked = [choice for choice in getattr(filters, name) if choice not in found and choice in categories]
        return found | {choice: number for choice in asked if (number := int(counts[categories.get_loc(choice)]))}

    found = {
        "publishers": counted("publishers", "publisher", sorted(corpus.articles["publisher"].unique())),
        "languages": counted("languages", "language", sorted(corpus.articles["language"].unique())),
        "roles": counted("roles", "role", ROLES),
        "sureness": counted("sureness", "sureness", [word for word, _ in SURENESS]),
    }
    found |= {
        name: ranked(name, column)
        for name, column in (("places", "place_id"), ("countries", "country"), ("kinds", "kind"))
    }
    for name, column, choices in (
        ("flows", "flow", FLOWS),
        ("stances", "stance", STANCES),
        ("modalities", "modality", MODALITIES),
    ):
        moving = _there(known.movement, _mask(claims, claim_masks, name), len(known.line_of))
        by_choice = _counted(claims[column], known.one[moving])
        found[name] = {choice: by_choice.get(choice, 0) for choice in choices}
    rows, voices = corpus.once("voices", lambda: _voices(claims))
    heard = np.zeros(len(claims), bool)
    heard[_one_of_each(claims["statement"], _mask(claims, claim_masks, "claimants"))] = True
    by_voice = _counted(voices, heard[rows])
    found["claimants"] = {voice: by_voice.get(voice, 0) for voice in claimants(corpus)}
    return found


def _voices(claims: pd.DataFrame) -> tuple[np.ndarray, pd.Series]:
    """Everyone who speaks in a claim, one below the other, and beside each the claim's position."""
    spoken = claims["voices"].reset_index(drop=True).explode().dropna()
    return spoken.index.to_numpy(dtype=int), spoken.astype("category")


def claimants(corpus: Corpus) -> dict[str, str]:
    """Everyone who claims something: as known → as named most fully, by name."""

    def find() -> dict[str, str]:
        named: dict[str, str] = {}
        for chain in corpus.claims["claimants"]:
            for name in chain:
                key = known_as(name, corpus.fold)
                named[key] = max(named.get(key, ""), name, key=lambda words: (len(words), words))
        return dict(sorted(named.items(), key=lambda item: corpus.fold(item[1])))

    return corpus.once("claimants", find)


def quick_periods(corpus: Corpus, filters: Filters, most_years: int = 4) -> list[tuple[str, str | None, str | None]]:
    """Periods worth one click: (name, first day, last day). The last month and the last three of what there is, then its
    years, newest first; names: "month", "quarter" or the year. Empty where there is less than two months."""
    span = extent(corpus, filters.date_kind)
    if span is None:
        return []
    first, last = (date.fromisoformat(day) for day in span)
    if (last - first).days < 60:
        return []
    found: list[tuple[str, str | None, str | None]] = [
        (name, (last - timedelta(days=days)).isoformat(), None)
        for name, days in (("month", 30), ("quarter", 91))
        if (last - first).days > days
    ]
    if first.year == last.year:
        return found
    years = range(last.year, max(first.year, last.year - most_years + 1) - 1, -1)
    return found + [(str(year), f"{year}-01-01", f"{year}-12-31") for year in years]


def extent(corpus: Corpus, date_kind: str) -> tuple[str, str] | None:
    """First and last day that anything in the corpus is dated to; None where nothing is."""
    first, last = corpus.once(("extent", date_kind), lambda: _reach(corpus, date_kind))
    return (first, last) if first and last else None


def timeline(corpus: Corpus, filters: Filters) -> pd.DataFrame:
    """Bars over the whole extent: start, end (days), mentions, claims, inside (of the period). Empty without dates.

    Counts obey every filter but the period itself, so that what lies outside can be seen and reached. What lasts is
    counted where it begins.
    """
    span = extent(corpus, filters.date_kind)
    if span is None:
        return pd.DataFrame(columns=["start", "end", "mentions", "claims", "inside"])
    everything = filters.cleared("date_from", "date_to", "undated")
    starts, ends, bars = corpus.once(("bars", filters.date_kind), lambda: _bars(corpus, filters.date_kind, span))
    frame = pd.DataFrame({"start": [*map(date.fromordinal, starts)], "end": [*map(date.fromordinal, ends)]})
    claimed = _claimed(corpus, everything)
    movements = np.flatnonzero(claimed)[np.unique(_known(corpus).movement[claimed], return_index=True)[1]]
    for name, rows in (("mentions", _seen(corpus, everything)), ("claims", movements)):
        frame[name] = _tally(bars[name][rows], len(starts))
    after = ends >= _day(filters.date_from) if filters.date_from else True
    before = starts <= _day(filters.date_to) if filters.date_to else True
    return frame.assign(inside=np.logical_and(after, before))


def _bars(
    corpus: Corpus, date_kind: str, span: tuple[str, str]
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """First and last day of each bar, and the number of the bar that each mention and each claim is counted in; -1: none."""
    periods = pd.period_range(*span, freq=_step(*span))
    starts = np.array([period.start_time.toordinal() for period in periods])
    ends = np.append(starts[1:] - 1, periods[-1].end_time.toordinal())
    bars = {}
    for name, rows in (("mentions", corpus.mentions), ("claims", corpus.claims)):
        low, high = (rows[f"{date_kind}_{end}"].to_numpy() for end in ("low", "high"))
        low = np.where(np.isnan(low), high, low)
        bars[name] = np.where(np.isnan(low), -1, np.searchsorted(starts, low, side="right") - 1)
    return starts, ends, bars


def _step(first: str, last: str) -> str:
    """Bars wide enough to be seen: days for a month or two, weeks for a season, months for some years, then years."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return "D" if days <= 62 else "W" if days <= 190 else "M" if days <= 366 * 10 else "Y"
