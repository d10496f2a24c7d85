"""Filters and a corpus in; what the map, the timeline and the counts beside each filter show out. Numbers, ids, names.

The frames for the map carry no article text: columns as listed in ``PLACE_COLUMNS``, ``ROUTE_COLUMNS``, ``RELATIVE_COLUMNS``.
"""

from __future__ import annotations

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
        name: frame[column].isin(getattr(filters, name)).to_numpy()
        for name, column in columns.items()
        if getattr(filters, name)
    }
    if filters.has_period:
        masks["dates"] = in_period(frame, filters)
    if filters.text.strip():
        masks["text"] = frame["sentence"].isin(_saying(corpus, filters.text)).to_numpy()
    return masks


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
        ends = [claims[side].isin(filters.places).to_numpy() for side in ("from_id", "to_id", "from_place", "to_place")]
        over = np.array([not wanted.isdisjoint(stops) for stops in claims["via_ids"]], bool)
        masks["places"] = np.logical_or.reduce([*ends, over])
    if filters.countries:
        either = [claims[side].isin(filters.countries).to_numpy() for side in ("from_country", "to_country")]
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
        either = [corpus.mentions[column].isin(filters.places).to_numpy() for column in ("place_id", "government")]
        masks["places"] = np.logical_or(*either)
    if filters.about_claims:  # asked for denials, show where the denials are
        masks["claims"] = corpus.mentions["sentence"].isin(visible_claims(corpus, filters)["sentence"]).to_numpy()
    return masks


def _mask(frame: pd.DataFrame, masks: dict[str, np.ndarray], but: str | None = None) -> np.ndarray:
    kept = [mask for name, mask in masks.items() if name != but]
    return np.logical_and.reduce(kept) if kept else np.ones(len(frame), bool)


def visible_mentions(corpus: Corpus, filters: Filters) -> pd.DataFrame:
    masks = _mention_masks(corpus, filters)
    return corpus.mentions[_mask(corpus.mentions, masks)] if masks else corpus.mentions


def visible_claims(corpus: Corpus, filters: Filters) -> pd.DataFrame:
    masks = _claim_masks(corpus, filters)
    return corpus.claims[_mask(corpus.claims, masks)] if masks else corpus.claims


def _counted(column: pd.Series, rows: np.ndarray | slice = slice(None)) -> pd.Series:
    """How often each value of a column of categories stands in these rows; a tenth of the time of value_counts."""
    codes = column.cat.codes.to_numpy()[rows]
    return pd.Series(np.bincount(codes[codes >= 0], minlength=len(column.cat.categories)), column.cat.categories)


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

    def find() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Counts]:
        mentions, claims = visible_mentions(corpus, filters), visible_claims(corpus, filters)
        lines = _lines(claims)
        places = _places(corpus, mentions, claims, lines, filters, t)
        counts = _counts(corpus, mentions, claims, places, filters.date_kind)
        return places, lines, _relatives(corpus, mentions, t), counts

    places, lines, relatives, counts = corpus.lately(("atlas", filters.cleared("selection"), t.language), find)
    kept = lines
    if most is not None:
        kept = lines[(np.arange(len(lines)) < most) | (lines.index == filters.selected("route"))]
    return Atlas(places, _routes(corpus, kept, t), relatives, counts, len(lines) - len(kept))


def mentioned(corpus: Corpus, filters: Filters) -> int:
    """How many mentions are visible."""
    return int(_mask(corpus.mentions, _mention_masks(corpus, filters)).sum())


def mentioned_places(corpus: Corpus, language: str, most: int) -> dict[str, str]:
    """Place → name, for those mentioned most, in the order of the names."""

    def find() -> dict[str, str]:
        counts = _counted(corpus.mentions["place_id"]).sort_values(ascending=False, kind="stable")[:most]
        names = {place: corpus.place_name(place, language) for place in counts[counts > 0].index}
        return dict(sorted(names.items(), key=lambda item: corpus.fold(item[1])))

    return corpus.once(("mentioned places", language, most), find)


def _located(corpus: Corpus) -> pd.DataFrame:
    return corpus.once("located", lambda: corpus.places[corpus.places["lat"].notna() & corpus.places["lon"].notna()])


def _named(corpus: Corpus, language: str) -> pd.DataFrame:
    """The places that have a position, ``name`` in the reader's language."""

    def find() -> pd.DataFrame:
        located = _located(corpus).sort_values("id", kind="stable")
        local = located[f"name_{language}"]
        return located.assign(name=local.where(local.notna() & (local != ""), located["name"]))

    return corpus.once(("named", language), find)


def placeable(corpus: Corpus, language: str) -> pd.DataFrame:
    """Every place that an atlas may show, with the columns that no filter changes."""
    return _named(corpus, language).rename(columns={"id": "place_id"})[PLACE_COLUMNS[:7]]


def _places(
    corpus: Corpus,
    mentions: pd.DataFrame,
    claims: pd.DataFrame,
    lines: pd.DataFrame,
    filters: Filters,
    t: Translator,
) -> pd.DataFrame:
    """One row a place where something is or happens; governments too once the reader asks for the role "actor"."""
    located = _named(corpus, t.language)
    role, place, article = (mentions[name] for name in ("role", "place_id", "article_id"))
    here = (role == "place").to_numpy() & place.notna().to_numpy()
    # A place and an article are one number, so that each pair counts once.
    pairs = np.unique(
        place.cat.codes.to_numpy()[here] * np.int64(len(article.cat.categories)) + article.cat.codes.to_numpy()[here]
    )
    in_articles = (
        np.bincount(pairs // len(article.cat.categories), minlength=len(place.cat.categories)) if len(pairs) else 0
    )
    columns = {
        "mentions": _counted(place, here),
        "actors": _counted(mentions["government"], (role == "actor").to_numpy()),
        "articles": pd.Series(in_articles, place.cat.categories),
        "from": _counted(claims["from_id"], lines["at"].to_numpy()),
        "to": _counted(claims["to_id"], lines["at"].to_numpy()),
    }
    counted = {}
    for name, counts in columns.items():
        at = _places_in(corpus, name, counts.index, located)
        values = counts.to_numpy(dtype=int, copy=False)
        counted[name] = np.where(at >= 0, values[at], 0) if len(values) else np.zeros(len(located), int)
    counted["routes"] = counted.pop("from") + counted.pop("to")
    shown = counted["mentions"] > 0
    if "actor" in filters.roles:
        shown |= counted["actors"] > 0
    frame = located[shown].assign(**{name: counts[shown] for name, counts in counted.items()})
    frame = frame.rename(columns={"id": "place_id"})[PLACE_COLUMNS]
    # By id already: a stable sort by number leaves that order among equals.
    return frame.iloc[np.argsort(-frame["mentions"].to_numpy(), kind="stable")].reset_index(drop=True)


def _places_in(corpus: Corpus, column: str, ids: pd.Index, located: pd.DataFrame) -> np.ndarray:
    """Where each place stands among ``ids``, the categories of that column in the whole corpus; -1 for nowhere."""
    return corpus.once(("places in", column), lambda: pd.Index(ids.astype(object)).get_indexer(located.index))


def _lines(claims: pd.DataFrame) -> pd.DataFrame:
    """One row a line, most claimed first: claims with both ends on the map, the same ends and the same status. ``at`` is the
    position of one of its claims."""
    drawable = claims[["line", "movement", "statement", "mode"]][claims["drawn"].to_numpy()]
    line, movement, statement = (drawable[name].cat.codes.to_numpy() for name in ("line", "movement", "statement"))
    lines, first, counts = np.unique(line, return_index=True, return_counts=True)
    # Two sources for two different things confirm neither: a line is as well sourced as its best sourced movement.
    told = np.unique(movement * np.int64(len(drawable["statement"].cat.categories)) + statement, return_index=True)[1]
    by_movement = np.bincount(movement[told], minlength=movement.max(initial=-1) + 1)
    sources = np.zeros(line.max(initial=-1) + 1, int)
    np.maximum.at(sources, line, by_movement[movement])
    at = np.flatnonzero(claims["drawn"].to_numpy())[first]
    frame = claims[["from_id", "to_id", "via_ids", "flow", "stance", "modality"]].iloc[at].astype(object)
    frame.index = pd.Index(drawable["line"].iloc[first].astype(object), name="line")
    moved = drawable[drawable["mode"].notna()].drop_duplicates("line").set_index("line")["mode"]
    frame = frame.assign(claims=counts, sources=sources[lines], mode=moved.reindex(frame.index), at=at)
    return frame.iloc[np.argsort(-counts, kind="stable")]  # by id already


def _routes(corpus: Corpus, lines: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """The same with the names and positions of their ends and stopovers."""
    frame = lines.assign(route_id=lines.index.astype(object))
    ends = _named(corpus, t.language)[["lat", "lon", "name", "kind"]]
    for side in ("from", "to"):
        rows = ends.take(ends.index.get_indexer(frame[f"{side}_id"]))
        frame = frame.assign(**{f"{side}_{name}": rows[name].to_numpy() for name in ends})
    stops = ends.loc[list({stop for stops in frame["via_ids"] for stop in stops if stop in ends.index})]
    points = {place: (lat, lon, name) for place, lat, lon, name in stops[["lat", "lon", "name"]].itertuples(name=None)}
    via = [[points[stop] for stop in stops if stop in points] for stops in frame["via_ids"]]
    labels = [t(f"flow.{flow}") for flow in frame["flow"]]
    frame = frame.assign(via=pd.Series(via, index=frame.index, dtype=object), label=labels)
    return frame[ROUTE_COLUMNS].reset_index(drop=True)


def _relatives(corpus: Corpus, mentions: pd.DataFrame, t: Translator) -> pd.DataFrame:
    if corpus.relatives.empty:
        return pd.DataFrame(columns=RELATIVE_COLUMNS)
    shown = corpus.relatives[corpus.relatives["anchor_id"].isin(mentions["id"])]
    if shown.empty:
        return pd.DataFrame(columns=RELATIVE_COLUMNS)
    anchors = _named(corpus, t.language).rename(
        columns={"lat": "anchor_lat", "lon": "anchor_lon", "name": "anchor_name"}
    )
    frame = shown.join(anchors[["anchor_lat", "anchor_lon", "anchor_name"]], on="anchor_place", how="inner")
    frame = frame[frame["lat"].notna() & frame["lon"].notna()]
    rows = frame[["distance_km", "anchor_name"]].itertuples(index=False)
    labels = [
        t("map.distance", km=round(km), name=name) if pd.notna(km) else t("map.near", name=name) for km, name in rows
    ]
    return frame.assign(label=labels)[RELATIVE_COLUMNS].reset_index(drop=True)


def _counts(
    corpus: Corpus, mentions: pd.DataFrame, claims: pd.DataFrame, places: pd.DataFrame, date_kind: str
) -> Counts:
    by_stance = _counted(claims["stance"], _one_of_each(claims["movement"], np.ones(len(claims), bool)))
    first, last = _reach(mentions, claims, date_kind)
    return Counts(
        mentions=len(mentions),
        mentions_all=len(corpus.mentions),
        places=int((places["mentions"] > 0).sum()),
        articles=len(set(mentions["article_id"].unique()).union(claims["article_id"].unique())),
        claims={stance: int(by_stance.get(stance, 0)) for stance in STANCES},
        first=first,
        last=last,
    )


def _reach(mentions: pd.DataFrame, claims: pd.DataFrame, date_kind: str) -> tuple[str | None, str | None]:
    """First and last day among the rows, or None and None."""
    columns = [frame[f"{date_kind}_{end}"] for frame in (mentions, claims) for end in ("low", "high")]
    days = np.concatenate([column.to_numpy() for column in columns])
    days = days[~np.isnan(days)]
    if not len(days):
        return None, None
    return date.fromordinal(int(days.min())).isoformat(), date.fromordinal(int(days.max())).isoformat()


def moments(corpus: Corpus, filters: Filters, shown: Atlas) -> Moments | None:
    """The days behind ``shown``, the atlas of these filters; None where nothing in it is dated."""
    mentions = visible_mentions(corpus, filters).assign(n=1)
    claims = visible_claims(corpus, filters).assign(n=1)
    first, last = _reach(mentions, claims, filters.date_kind)
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


def facets(corpus: Corpus, filters: Filters) -> dict[str, dict[str, int]]:
    """Beside each choice of a filter, how much it would show with all other filters as they are; those without a fixed list of
    choices with what there is most of first."""
    return corpus.lately(("facets", filters.cleared("selection")), lambda: _facets(corpus, filters))


def _facets(corpus: Corpus, filters: Filters) -> dict[str, dict[str, int]]:
    mention_masks, claim_masks = _mention_masks(corpus, filters), _claim_masks(corpus, filters)
    mentions, claims = corpus.mentions, corpus.claims

    def counted(name: str, column: str) -> pd.Series:
        return _counted(mentions[column], _mask(mentions, mention_masks, name))

    columns = {"publishers": "publisher", "roles": "role", "sureness": "sureness", "languages": "language"}
    publishers, roles, sureness, languages = (counted(name, column) for name, column in columns.items())
    found = {
        "publishers": {name: int(publishers.get(name, 0)) for name in sorted(corpus.articles["publisher"].unique())},
        "languages": {name: int(languages.get(name, 0)) for name in sorted(corpus.articles["language"].unique())},
        "roles": {role: int(roles.get(role, 0)) for role in ROLES},
        "sureness": {word: int(sureness.get(word, 0)) for word, _ in SURENESS},
    }
    for name, column in (("places", "place_id"), ("countries", "country"), ("kinds", "kind")):
        counts = counted(name, column).sort_values(ascending=False, kind="stable")
        found[name] = {choice: int(count) for choice, count in counts[counts > 0].items()}
    for name, column, choices in (
        ("flows", "flow", FLOWS),
        ("stances", "stance", STANCES),
        ("modalities", "modality", MODALITIES),
    ):
        by_choice = _counted(claims[column], _one_of_each(claims["movement"], _mask(claims, claim_masks, name)))
        found[name] = {choice: int(by_choice.get(choice, 0)) for choice in choices}
    rows, voices = corpus.once("voices", lambda: _voices(claims))
    heard = np.zeros(len(claims), bool)
    heard[_one_of_each(claims["statement"], _mask(claims, claim_masks, "claimants"))] = True
    by_voice = _counted(voices, heard[rows])
    found["claimants"] = {voice: int(by_voice.get(voice, 0)) for voice in claimants(corpus)}
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
    first, last = corpus.once(("extent", date_kind), lambda: _reach(corpus.mentions, corpus.claims, date_kind))
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
    periods = pd.period_range(*span, freq=_step(*span))
    starts = np.array([period.start_time.toordinal() for period in periods])
    ends = np.append(starts[1:] - 1, periods[-1].end_time.toordinal())
    frame = pd.DataFrame({"start": [*map(date.fromordinal, starts)], "end": [*map(date.fromordinal, ends)]})
    claimed = _mask(corpus.claims, _claim_masks(corpus, everything))
    seen = {
        "mentions": corpus.mentions[_mask(corpus.mentions, _mention_masks(corpus, everything))],
        "claims": corpus.claims.iloc[_one_of_each(corpus.claims["movement"], claimed)],
    }
    for name, rows in seen.items():
        low, high = (rows[f"{filters.date_kind}_{end}"].to_numpy() for end in ("low", "high"))
        low = np.where(np.isnan(low), high, low)
        low = low[~np.isnan(low)]
        frame[name] = np.bincount(np.searchsorted(starts, low, side="right") - 1, minlength=len(starts))
    after = ends >= _day(filters.date_from) if filters.date_from else True
    before = starts <= _day(filters.date_to) if filters.date_to else True
    return frame.assign(inside=np.logical_and(after, before))


def _step(first: str, last: str) -> str:
    """Bars wide enough to be seen: days for a month or two, weeks for a season, months for some years, then years."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return "D" if days <= 62 else "W" if days <= 190 else "M" if days <= 366 * 10 else "Y"
