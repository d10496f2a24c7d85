"""Everything the store holds, joined once per revision: mentions with their article and event date, claims with their ends.

An actor is taken for the government it stands for: « Téhéran » that accuses is Iran. It never becomes a marker by itself.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.model import Article, Place
from geo.presentation.views.filters import SURENESS, UNKNOWN_PUBLISHER

# Two articles that repeat one claimant within this many days repeat one statement, until shown otherwise: a briefing is
# reported for a day or two, and weeklies follow.
ECHO_DAYS = 3
TEXTS_KEPT = 300  # articles whose text the last views have shown
RECENT = 16  # views whose frames are kept: a megabyte each at 10,000 places
NEARBY_KM = 30.0  # a town's port, airport or industrial zone is found by the town's name
KM_PER_DEGREE = 111.2
EARTH_RADIUS_KM = 6371.0
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"\b[^\W\d_][\w.’'-]*")


@dataclass(frozen=True, eq=False)
class Corpus:
    """Frames as views read them; see ``join`` for the columns added to the store's. sentences: article_id, start, end by key."""

    articles: pd.DataFrame
    mentions: pd.DataFrame
    claims: pd.DataFrame
    relatives: pd.DataFrame
    dates: pd.DataFrame
    asides: pd.DataFrame
    places: pd.DataFrame
    sentences: pd.DataFrame
    text: Callable[[str], str]
    article: Callable[[str], Article | None]
    sentences_with: Callable[[Sequence[str]], list[tuple[str, int]]]  # article, start of those in which all words are
    fold: Callable[[str], str]
    memo: dict = field(default_factory=dict)  # what was worked out once for all views of this corpus
    recent: dict = field(default_factory=dict)  # and for some of them, the latest last

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]

    def lately(self, key: object, make: Callable[[], Any]) -> Any:
        """The same for the RECENT views asked for last: a click on a mark changes neither counts nor lines."""
        found = self.recent.pop(key, None)
        if found is None:
            found = make()
        self.recent[key] = found  # now the latest
        for old in list(self.recent)[:-RECENT]:
            self.recent.pop(old, None)
        return found

    @property
    def empty(self) -> bool:
        return self.articles.empty

    def place_name(self, place_id: str | None, language: str) -> str:
        """The place's name in the reader's language; "" for no place."""
        return self._names(language).get(place_id, "")

    def _names(self, language: str) -> dict[str, str]:
        def find() -> dict[str, str]:
            rows = self.places[["id", f"name_{language}", "name"]].itertuples(index=False, name=None)
            return {place: local if isinstance(local, str) and local else name for place, local, name in rows}

        return self.once(("names", language), find)


def join(
    store,
    fold: Callable[[str], str] = str.casefold,
    gazetteer_place: Callable[[str], Place | None] = lambda place_id: None,
) -> Corpus:
    """Read every frame of a store (or of anything with the same doors) and join them. gazetteer_place: id → place, for
    countries that only their capital was mentioned of.

    Both gain publisher, title, published_* and event_* (ISO days and words), the same intervals as day numbers
    (published_low, published_high, event_low, event_high) and sentence (a key of ``sentences``).
    mentions: dated by the resolved time expression nearest in their sentence; government is the place id an actor or a
    demonym stands for; country and kind are of the place (of the government, for those), sureness is a word of SURENESS.
    claims: voices (who says so, each as ``known_as``), from_id/to_id (governments for actors) and their ISO codes in
    from_country/to_country, via_ids, drawn (both ends on the map), line (what is drawn: same ends, stopovers, flow, stance,
    modality), movement (a line and the thing that moves: what is counted and listed) and statement (one claimant within
    ECHO_DAYS: one independent source, however many articles repeat it).
    """
    frames = store.frames()
    articles = frames["articles"].set_index("id", drop=False).rename_axis(None)
    articles["publisher"] = articles["publisher"].astype(object).where(articles["publisher"].notna(), UNKNOWN_PUBLISHER)
    places = _with_governments(frames["places"], gazetteer_place)
    dates = frames["dates"]
    mentions = frames["mentions"].pipe(_with_article, articles).pipe(_with_event, dates).pipe(_with_government, places)
    claims = frames["routes"].pipe(_with_article, articles).pipe(_with_ends, mentions, places)
    claims = claims.pipe(_with_lines, articles["language"], fold).pipe(_with_days).pipe(_with_statements, fold)
    relatives = frames["relatives"].pipe(_with_anchor, mentions)
    mentions, claims = _with_facets(mentions, places), _with_voices(claims, places, fold)
    mentions, claims, sentences = _with_sentences(_with_days(mentions), claims)
    mentions, claims = _lean(mentions, _MENTION_WORDS), _lean(claims, _CLAIM_WORDS)
    found = (articles, mentions, claims, relatives, dates, frames["asides"], places, sentences)
    return Corpus(*found, lru_cache(TEXTS_KEPT)(store.text), store.article, store.sentences_with, fold)


# Columns with few values for many rows: as categories they are compared and grouped as numbers.
_MENTION_WORDS = (
    "article_id",
    "role",
    "place_id",
    "government",
    "publisher",
    "title",
    "language",
    "country",
    "kind",
    "sureness",
)
_CLAIM_WORDS = (
    "article_id",
    "publisher",
    "title",
    "language",
    "flow",
    "stance",
    "modality",
    "from_id",
    "to_id",
    "from_country",
    "to_country",
    "line",
    "movement",
    "statement",
)


def _lean(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return frame.astype(dict.fromkeys(columns, "category"))


def _with_days(frame: pd.DataFrame) -> pd.DataFrame:
    """Days as numbers (NaN: none or open), which compare some fifty times faster than their words."""
    numbers: dict[object, float] = {}

    def number(day: object) -> float:
        if not isinstance(day, str):
            return math.nan
        if day not in numbers:
            numbers[day] = float(date.fromisoformat(day).toordinal())
        return numbers[day]

    pairs = [(kind, side, end) for kind in ("published", "event") for side, end in (("min", "low"), ("max", "high"))]
    return frame.assign(
        **{f"{kind}_{end}": np.array([*map(number, frame[f"{kind}_{side}"])], float) for kind, side, end in pairs}
    )


def _with_sentences(mentions: pd.DataFrame, claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    columns = ["article_id", "sentence_start", "sentence_end"]
    both = pd.concat([mentions[columns], claims[columns]], ignore_index=True)
    keys = both.groupby(columns[:2], sort=False).ngroup().to_numpy()
    sentences = both.assign(key=keys).drop_duplicates("key").set_index("key")
    return mentions.assign(sentence=keys[: len(mentions)]), claims.assign(sentence=keys[len(mentions) :]), sentences


def find_place(corpus: Corpus, name: str, lookup: Callable[[str], Iterable[Place]] = lambda name: ()) -> str | None:
    """The corpus' most mentioned place of that name, in any language it is known by; else one whose name holds it (« port de
    … »), else the nearest within NEARBY_KM of what the gazetteer knows by that name.

    lookup: the gazetteer's places of that name, in any language and script, likeliest first.
    """
    wanted = corpus.fold(name.strip())
    if not wanted:
        return None
    here = corpus.mentions[corpus.mentions["role"] == "place"]
    counts = corpus.mentions["place_id"].value_counts()
    mentioned = corpus.places[corpus.places["id"].isin(counts.index)]
    names = [*(mentioned[[column, "id"]] for column in ("name", "name_fr", "name_en")), here[["text", "place_id"]]]
    named = {
        (corpus.fold(row[0]), row[1]) for frame in names for row in frame.dropna().itertuples(index=False, name=None)
    }
    known = list(lookup(name))
    same = {place for known_name, place in named if known_name == wanted} | {p.id for p in known if p.id in counts}
    within = {place for known_name, place in named if f" {wanted} " in f" {known_name} "}
    found = max(same or within, key=lambda place: (counts[place], place), default=None)
    return found or _nearest(mentioned, known)


def _nearest(mentioned: pd.DataFrame, known: list[Place]) -> str | None:
    for place in known:
        if place.lat is None or place.lon is None:
            continue
        north = (mentioned["lat"] - place.lat) * KM_PER_DEGREE
        east = (mentioned["lon"] - place.lon) * KM_PER_DEGREE * math.cos(math.radians(place.lat))
        away = (north**2 + east**2) ** 0.5
        if (away <= NEARBY_KM).any():
            return away.idxmin()
    return None


def _with_article(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    columns = ["publisher", "title", "language", "published_min", "published_max", "published_precision"]
    return frame.join(articles[columns], on="article_id")


def _with_event(mentions: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """The nearest resolved time expression of the same sentence dates a mention; without one it is undated."""
    resolved = dates[dates["date_min"].notna() | dates["date_max"].notna()]
    resolved = resolved[["article_id", "start", "date_min", "date_max", "precision"]].rename(
        columns={"start": "said_at"}
    )
    pairs = mentions[["id", "article_id", "start", "sentence_start", "sentence_end"]].merge(resolved, on="article_id")
    pairs = pairs[(pairs["said_at"] >= pairs["sentence_start"]) & (pairs["said_at"] < pairs["sentence_end"])]
    nearest = pairs.assign(away=(pairs["said_at"] - pairs["start"]).abs()).sort_values("away", kind="stable")
    nearest = nearest.drop_duplicates("id").set_index("id")[["date_min", "date_max", "precision"]]
    nearest.columns = ["event_min", "event_max", "event_precision"]
    return mentions.join(nearest, on="id")


def _with_governments(places: pd.DataFrame, gazetteer_place: Callable[[str], Place | None]) -> pd.DataFrame:
    """The places with those they stand for: a claim that Tehran sends something needs Iran, named or not."""
    places = places.drop_duplicates("id").set_index("id", drop=False).rename_axis(None)
    missing = set(places["stands_for"].dropna()) - set(places.index)
    found = [asdict(place) for place in map(gazetteer_place, sorted(missing)) if place is not None]
    if not found:
        return places
    return pd.concat(
        [places, pd.DataFrame(found).set_index("id", drop=False).rename_axis(None).reindex(columns=places.columns)]
    )


def _governments(places: pd.DataFrame) -> dict[str, str]:
    """Place id → id of the country whose government it stands for: a seat's or capital's own, else its country's."""
    countries = places[(places["kind"] == "country") & places["country"].notna()]
    by_code = dict(zip(countries["country"], countries["id"], strict=True))
    found = {}
    for place, kind, code, stands_for in places[["id", "kind", "country", "stands_for"]].itertuples(index=False):
        if isinstance(stands_for, str) and stands_for in places.index:
            found[place] = stands_for
        elif kind in ("city", "seat", "site") and isinstance(code, str) and code in by_code:
            found[place] = by_code[code]
        else:
            found[place] = place
    return found


def _with_government(mentions: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    stand_ins = mentions["role"].isin(("actor", "demonym"))
    government = mentions["place_id"].map(_governments(places)).where(stand_ins)
    return mentions.assign(government=government.astype(object).where(government.notna(), None))


def _with_facets(mentions: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    subject = mentions["government"].where(mentions["government"].notna(), mentions["place_id"])
    words, least = zip(*reversed(SURENESS), strict=True)
    steps = np.searchsorted(least, mentions["confidence"].fillna(0.0), side="right") - 1
    sureness = pd.Series(np.array(words, object)[steps.clip(0)], index=mentions.index, dtype=object)
    return mentions.assign(
        country=subject.map(places["country"]).astype(object),
        kind=subject.map(places["kind"]).astype(object),
        sureness=sureness.where(mentions["place_id"].notna(), None),
    )


def _with_voices(claims: pd.DataFrame, places: pd.DataFrame, fold: Callable[[str], str]) -> pd.DataFrame:
    voices = [tuple(dict.fromkeys(known_as(name, fold) for name in chain)) for chain in claims["claimants"]]
    countries = {
        f"{side}_country": claims[f"{side}_id"].map(places["country"]).astype(object) for side in ("from", "to")
    }
    return claims.assign(voices=pd.Series(voices, index=claims.index, dtype=object), **countries)


def _with_ends(claims: pd.DataFrame, mentions: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    roles = dict(zip(zip(mentions["article_id"], mentions["start"], strict=True), mentions["role"], strict=True))
    governments = _governments(places)

    def end(article: str, start: float, place: object) -> str | None:
        if not isinstance(place, str):
            return None
        return governments.get(place, place) if roles.get((article, start)) in ("actor", "demonym") else place

    ends = {
        f"{side}_id": [
            end(*row) for row in claims[["article_id", f"{side}_start", f"{side}_place"]].itertuples(index=False)
        ]
        for side in ("from", "to")
    }
    located = set(places.index[places["lat"].notna() & places["lon"].notna()])
    drawn = [
        start in located and stop in located and start != stop
        for start, stop in zip(ends["from_id"], ends["to_id"], strict=True)
    ]
    via = [tuple(stop["place"] for stop in stops if stop.get("place")) for stops in claims["via"]]
    dates = {"date_min": "event_min", "date_max": "event_max", "date_precision": "event_precision"}
    return claims.assign(
        via_ids=pd.Series(via, index=claims.index, dtype=object), drawn=np.array(drawn, bool), **ends
    ).rename(columns=dates)


def _with_lines(claims: pd.DataFrame, languages: pd.Series, fold: Callable[[str], str]) -> pd.DataFrame:
    def named(place: object, words: object) -> str:
        return place if isinstance(place, str) else fold(words) if isinstance(words, str) else ""

    columns = [
        "from_id",
        "from_text",
        "to_id",
        "to_text",
        "via_ids",
        "flow",
        "stance",
        "modality",
        "cargo",
        "article_id",
    ]
    lines, movements = [], []
    for start, start_text, end, end_text, via, *status, cargo, article in claims[columns].itertuples(
        index=False, name=None
    ):
        line = (named(start, start_text), named(end, end_text), via, *status)
        lines.append(_digest(line))
        movements.append(_digest((*line, cargo_head(cargo, languages.get(article), fold))))
    return claims.assign(
        line=pd.Series(lines, index=claims.index, dtype=object),
        movement=pd.Series(movements, index=claims.index, dtype=object),
    )


def _digest(key: tuple) -> str:
    return hashlib.sha256(repr(key).encode()).hexdigest()[:12]


@cache
def _cargo_words() -> dict[str, frozenset[str]]:
    with (Path(__file__).parent / "cargo.toml").open("rb") as file:
        return {name: frozenset(words) for name, words in tomllib.load(file).items()}


def cargo_head(cargo: object, language: str | None, fold: Callable[[str], str]) -> str:
    """The thing itself, without its number, owner or use: « des centaines de drones d'attaque » and "Iranian drones" → "drone".

    French puts it first, English last before a preposition. What has no cargo is "": then the flow alone tells it apart.
    """
    if not isinstance(cargo, str):
        return ""
    known = _cargo_words()
    words = [word for word in _WORD.findall(fold(cargo)) if word not in known["determiners"]]
    while words and (words[0] in known["quantities"] or words[0] in known["prepositions"]):
        words.pop(0)
    until = next((i for i, word in enumerate(words) if word in known["prepositions"]), len(words))
    head = words[:until]
    if not head:
        return ""
    return (head[-1] if language == "en" else head[0]).rstrip("sx")


def cargo_words(cargo: object, fold: Callable[[str], str]) -> frozenset[str]:
    """The things a cargo names, in the singular; none for one that names no thing of its own (« des armes »)."""
    if not isinstance(cargo, str):
        return frozenset()
    return frozenset(filter(None, map(cargo_word, _WORD.findall(fold(cargo)))))


def cargo_word(folded: str) -> str:
    """A folded word in the singular; "" for one that says nothing of what a thing is."""
    known = _cargo_words()
    return "" if len(folded) < 3 or any(folded in words for words in known.values()) else folded.rstrip("sx")


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Along a great circle (haversine)."""
    a, b, c, d = map(math.radians, (lat, lon, other_lat, other_lon))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def known_as(claimant: str, fold: Callable[[str], str]) -> str:
    """ "John Kirby" and "Kirby" alike: a person is known by the surname, « des responsables américains » by all the words."""
    names = _NAME.findall(claimant)
    whole_name = names and all(name[0].isupper() for name in names)
    return fold(names[-1] if whole_name else claimant)


def _with_statements(claims: pd.DataFrame, fold: Callable[[str], str]) -> pd.DataFrame:
    """Claims of one movement that share a claimant, anywhere in their chains, within ECHO_DAYS are one statement.

    A claim that names nobody is the publisher's own; without a publisher, its article's.
    """
    statements = statements_of(claims, claims["movement"], fold)
    return claims.assign(statement=pd.Series(statements, index=claims.index, dtype=object))


def statements_of(claims: pd.DataFrame, subject: Iterable[str], fold: Callable[[str], str]) -> list[str]:
    """For each claim the id of the first one that makes the same statement. subject: what each is about."""
    said: dict[tuple, list[tuple[float, float, str]]] = {}
    columns = ["id", "claimants", "publisher", "article_id", "published_low", "published_high"]
    rows = claims[columns].itertuples(index=False)
    for about, (claim, chain, publisher, article, low, high) in zip(subject, rows, strict=True):
        undated = math.isnan(low) or math.isnan(high)
        when = (math.inf, math.inf) if undated else (low, high)
        for name in chain or [publisher if publisher != UNKNOWN_PUBLISHER else article]:
            said.setdefault((about, known_as(name, fold)), []).append((*when, claim))
    first = {claim: claim for claim in claims["id"]}

    def root(claim: str) -> str:
        while first[claim] != claim:
            first[claim] = claim = first[first[claim]]
        return claim

    for same_voice in said.values():
        for (_, last_day, claim), (day, _, next_claim) in pairwise(sorted(same_voice)):
            if (
                math.isinf(day) or day - last_day <= ECHO_DAYS
            ):  # undated, or some day of June: nothing says they spoke twice
                first[root(next_claim)] = root(claim)
    return [root(claim) for claim in claims["id"]]


def _with_anchor(relatives: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The mention a distance is measured from: its id (to know whether it is visible) and its place."""
    anchors = mentions[["article_id", "start", "id", "place_id"]]
    anchors = anchors.rename(columns={"start": "anchor_start", "id": "anchor_id", "place_id": "anchor_place"})
    return relatives.merge(anchors, on=["article_id", "anchor_start"], how="left")
