"""The places that articles give for one site (« usine de drones »: Alabuga, « près de Moscou »), and which cannot both be right.

The words that name a site are in sites.toml. The whole corpus is looked at, whatever the filters.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pandas as pd

from geo.i18n import Translator
from geo.model import AREA_KINDS
from geo.presentation.markup import Span
from geo.presentation.views.corpus import Corpus, cargo_word, cargo_words, distance_km
from geo.presentation.views.evidence import Excerpt, excerpt_of

NEAR_THE_SITE = 120  # characters between a site and the place a sentence puts it at
MOST_EXCERPTS = 3
SAME_SITE_WITHIN = 600  # characters back to the site that « l'emplacement » stands for
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Location:
    """A place given for a site. name: the place's, or the words of a distance (« à 900 km de … »); area: it is no more exact
    than a country or a region. excerpts: MOST_EXCERPTS of the sentences that give it."""

    name: str
    lat: float
    lon: float
    radius_km: float
    area: bool
    articles: int
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Siting:
    """The locations given for what the articles call by one name, most articles first. apart: pairs (by number) that cannot both
    be right, with the km between them; whether they mean the same site is for the reader to say."""

    name: str
    locations: tuple[Location, ...]
    apart: tuple[tuple[int, int, float], ...]


@cache
def _site_words() -> dict[str, str]:
    """Folded word → kind of site; "same" for those that name none; "work" for what is done at one."""
    with (Path(__file__).parent / "sites.toml").open("rb") as file:
        return {word: kind for kind, entry in tomllib.load(file).items() for word in entry["words"]}


@dataclass(frozen=True, slots=True)
class _Named:
    """A site named in a sentence. what: the kind and what it makes (« usine de drones » → ("plant", "drone"))."""

    what: tuple[str, str]
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence that puts a site somewhere: at ``place``, or as far from it as ``words`` say."""

    site: _Named
    mention: int  # label in Corpus.mentions of the place, or of what the distance is measured from
    sentence: int
    start: int
    end: int
    words: str
    place: str
    lat: float
    lon: float
    radius_km: float
    measured: bool

    @property
    def key(self) -> str:
        """The same words or the same place are one location."""
        return self.words.casefold() if self.measured else self.place


_Sites = dict[tuple[str, str], list[_Said]]


def sitings(corpus: Corpus, t: Translator, limit: int = 6) -> list[Siting]:
    """Sites for which at least two locations are given, those that disagree first."""
    found: _Sites = corpus.once("sitings", lambda: _located_sites(corpus))
    several = [said for said in found.values() if len({one.key for one in said}) > 1]
    ranked = sorted(
        several, key=lambda said: (-len(_disagreements(corpus, _merged(corpus, said))), -len(said), said[0].site.words)
    )
    return [_siting(corpus, said, t) for said in ranked[:limit]]


def _located_sites(corpus: Corpus) -> _Sites:
    found: _Sites = {}
    fold = cache(corpus.fold)  # a corpus has many words and few different ones
    mentions, distances = corpus.mentions.groupby("sentence").indices, corpus.relatives.groupby("article_id").indices
    for article, sentences in corpus.sentences.sort_values("sentence_start").groupby("article_id", sort=False):
        starts, ends = sentences["sentence_start"].to_numpy(), sentences["sentence_end"].to_numpy()
        for site in _resumed(_sites_in(corpus.text(article), fold, corpus.articles.loc[article, "language"] == "en")):
            at = int(starts.searchsorted(site.start, side="right")) - 1
            if at < 0 or site.start >= ends[at]:
                continue  # a sentence without a place
            here = corpus.mentions.iloc[mentions.get(sentences.index[at], [])]
            for said in _said_of(corpus, site, here, corpus.relatives.iloc[distances.get(article, [])]):
                found.setdefault(site.what, []).append(said)
    return _with_unnamed(corpus, found)


def _resumed(sites: Iterator[_Named]) -> Iterator[_Named]:
    """« L'emplacement » and « l'usine » are the site spoken of shortly before."""
    last: _Named | None = None
    for site in sites:
        near = last is not None and site.start - last.end <= SAME_SITE_WITHIN
        unnamed = site.what[0] == "same"
        if near and (unnamed or (not site.what[1] and site.what[0] == last.what[0])):
            site = replace(site, what=last.what, words=last.words)
        elif unnamed:
            continue
        last = site
        yield site


def _with_unnamed(corpus: Corpus, found: _Sites) -> _Sites:
    """A site of which is not said what it makes joins the only one of its kind that makes what its article speaks of."""
    joined: _Sites = {}
    for (kind, product), sayings in found.items():
        for said in sayings:
            article = corpus.sentences.loc[said.sentence, "article_id"]
            spoken = () if product else cargo_words(corpus.text(article), corpus.fold)
            fitting = [other for other in found if other[0] == kind and other[1] in spoken]
            joined.setdefault(fitting[0] if len(fitting) == 1 else (kind, product), []).append(said)
    return joined


def _sites_in(text: str, fold: Callable[[str], str], english: bool) -> Iterator[_Named]:
    """Sites named in a text. Words are folded one by one, so that offsets stay the text's own."""
    words = [found.span() for found in _WORD.finditer(text)]
    folded = [fold(text[a:b]) for a, b in words]
    for i in range(len(words)):
        length = 2 if i + 1 < len(words) and f"{folded[i]} {folded[i + 1]}" in _site_words() else 1
        kind = _site_words().get(" ".join(folded[i : i + length]), "work")
        if kind == "work":
            continue
        before = _thing(folded[i - 1]) if english and i and text[words[i - 1][1] : words[i][0]] == " " else ""
        after, until = _complement(folded, words, i + length)
        first = words[i - 1][0] if before else words[i][0]
        yield _Named((kind, after or before), text[first:until].lower(), words[i][0], words[i + length - 1][1])


def _complement(folded: list[str], words: list[tuple[int, int]], after: int) -> tuple[str, int]:
    """What the site makes or holds, and where its name ends: « usine de fabrication de drones » → drone."""
    product, until = "", words[after - 1][1]
    while after + 1 < len(folded) and folded[after] in ("de", "d", "of") and words[after][0] - until <= 1:
        product, until = _thing(folded[after + 1]), words[after + 1][1]
        after += 2
    return product, until


def _thing(folded: str) -> str:
    return "" if _site_words().get(folded) == "work" else cargo_word(folded)


def _said_of(corpus: Corpus, site: _Named, mentions: pd.DataFrame, distances: pd.DataFrame) -> Iterator[_Said]:
    """Where a sentence puts the site: by distance from elsewhere, and at the nearest place it names. mentions: the sentence's;
    distances: its article's."""
    here = distances[distances["anchor_id"].isin(mentions["id"]) & distances["anchor_place"].isin(corpus.places.index)]
    for one in here.itertuples():
        place = corpus.places.loc[one.anchor_place]
        lat, lon = (one.lat, one.lon) if pd.notna(one.lat) else (place["lat"], place["lon"])
        if pd.notna(lat):
            anchor = mentions.index[mentions["id"] == one.anchor_id][0]
            yield _said(
                site, mentions.loc[anchor], (one.start, one.end), one.text, place, lat, lon, one.radius_km, True
            )
    nearest = _nearest(mentions[~mentions["id"].isin(here["anchor_id"])], corpus.places, site)
    if nearest is not None:
        place = corpus.places.loc[nearest["place_id"]]
        span = (nearest["start"], nearest["end"])
        yield _said(site, nearest, span, nearest["text"], place, place["lat"], place["lon"], place["radius_km"], False)


def _said(
    site: _Named,
    mention: pd.Series,
    span: tuple,
    words: str,
    place: pd.Series,
    lat: float,
    lon: float,
    radius: float,
    measured: bool,
) -> _Said:
    where = (float(lat), float(lon), 0.0 if pd.isna(radius) else float(radius))
    return _Said(
        site, mention.name, mention["sentence"], int(span[0]), int(span[1]), words, place["id"], *where, measured
    )


def _nearest(mentions: pd.DataFrame, places: pd.DataFrame, site: _Named) -> pd.Series | None:
    """The place the sentence names closest to the site; a country or a region only where it follows (« une usine en Russie »)."""
    here = mentions[(mentions["role"] == "place") & mentions["place_id"].isin(places.index[places["lat"].notna()])]
    area = here["kind"].isin(AREA_KINDS)
    after = here["start"] >= site.end
    here = here.assign(area=area, gap=(here["start"] - site.end).where(after, site.start - here["end"]))
    here = here[(~area | after) & (here["gap"] <= NEAR_THE_SITE)].sort_values(["area", "gap"], kind="stable")
    return here.iloc[0] if len(here) else None


def _merged(corpus: Corpus, sayings: list[_Said]) -> list[list[_Said]]:
    """What is said of each location, countries and regions last, then most sentences first."""
    merged: dict[str, list[_Said]] = {}
    for said in sayings:
        merged.setdefault(said.key, []).append(said)
    return sorted(
        merged.values(),
        key=lambda told: (_vague(corpus, told[0]), -len({said.sentence for said in told}), told[0].words),
    )


def _vague(corpus: Corpus, said: _Said) -> bool:
    return not said.measured and corpus.places.loc[said.place, "kind"] in AREA_KINDS


def _siting(corpus: Corpus, sayings: list[_Said], t: Translator) -> Siting:
    merged = _merged(corpus, sayings)
    named = Counter(said.site.words for said in sayings if said.site.what[1]) or Counter(
        said.site.words for said in sayings
    )
    locations = tuple(_location(corpus, told, t) for told in merged)
    return Siting(named.most_common(1)[0][0], locations, tuple(_disagreements(corpus, merged)))


def _location(corpus: Corpus, told: list[_Said], t: Translator) -> Location:
    first = told[0]
    place = corpus.places.loc[first.place]
    sentences = {said.sentence: said for said in told}
    excerpts = [
        excerpt_of(
            corpus,
            corpus.mentions.loc[said.mention],
            [Span(said.site.start, said.site.end, "cue"), Span(said.start, said.end, "chosen")],
            t,
        )
        for said in list(sentences.values())[:MOST_EXCERPTS]
    ]
    return Location(
        name=first.words if first.measured else corpus.place_name(place["id"], t.language),
        lat=first.lat,
        lon=first.lon,
        radius_km=first.radius_km,
        area=_vague(corpus, first),
        articles=corpus.sentences.loc[list(sentences), "article_id"].nunique(),
        excerpts=tuple(excerpts),
    )


def _disagreements(corpus: Corpus, merged: list[list[_Said]]) -> list[tuple[int, int, float]]:
    pairs = [(i, j, _apart(corpus, merged[i], merged[j])) for i, j in combinations(range(len(merged)), 2)]
    return [pair for pair in pairs if pair[2] is not None]


def _apart(corpus: Corpus, one: list[_Said], other: list[_Said]) -> float | None:
    """Kilometres between two locations that cannot both be right; None where they may be the same spot, as those are that one
    sentence gives together. Of a country no more is known than its name."""
    if {said.sentence for said in one} & {said.sentence for said in other}:
        return None
    a, b = one[0], other[0]
    away = distance_km(a.lat, a.lon, b.lat, b.lon)
    if _vague(corpus, a) or _vague(corpus, b):
        countries = {code for code in corpus.places.loc[[a.place, b.place], "country"] if isinstance(code, str)}
        return away if len(countries) == 2 else None
    return away if away > a.radius_km + b.radius_km else None
