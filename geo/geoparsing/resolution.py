"""Toponym resolution: mentions + candidates + context → place and confidence, or None and why. Pure: look-ups are passed in.

Each candidate is scored by what is known of it (population, kind, is it its own name) and by what the text says: a parent
after a comma, the company of other names, demonyms, one sense per document. METHOD.md explains the evidence.
"""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from geo.geoparsing import beside
from geo.geoparsing.beside import DISTANCE, FULL, GOVERNED, HOLDER, LISTED, PARENT, WITHIN, inside
from geo.geoparsing.candidates import REGIONS
from geo.geoparsing.gazetteer import kilometres
from geo.geoparsing.roles import GOVERNS
from geo.language import function_words
from geo.model import Candidate, Mention, Place, Resolution

_MOST_CANDIDATES = 24  # by prior; the right one is almost never beyond
_KEPT_CANDIDATES = 5  # with each resolution, to choose another from
_LEAST_SHARE = 0.05  # a reading less likely than this has no say
_NEIGHBOURS = 150  # readings before and after a name that keep it company: a register of towns is no one region
_KM_PER_DEGREE = 111.2
_FAR_KM, _FAR_DEGREES = 300.0, 3.0  # from here on a place is no neighbour; as degrees of latitude, a little more
_SMALL_REGION_KM = 30.0
_GREAT_CITY, _LESSER = 50_000, 10  # people of a city whose name a town with a tenth of them hardly has to itself
_KNOWN_TOWN, _GREAT_TOWN = 100_000, 500_000  # people
_MANY = 0.2  # of a text's names; fewer in a country say less for a small namesake there
_CLOSE = 0.4  # nearness that makes up for it: a neighbour some 60 km off
_AROUND_KM, _SIDE_BY_SIDE_KM = 10.0, 25.0  # a town about a county; two towns
_SETTLED = 0.95  # a reading this sure after the first round is not asked again what the others think

# French puts an article before rivers, regions and countries, and before no town that has none in its name: « le Tigre ».
_ARTICLE, _LONGEST_ARTICLE = re.compile(r"(?:\b(?:le|la|les|du|des|au|aux)\s|\bl['’])$", re.IGNORECASE), 5
_TO_A_TOWN = re.compile(r"(?:^|\W)à\s$", re.IGNORECASE)  # « à Québec » is the town, « au Québec » the province
_A = frozenset(("à", "À"))
_ENDS_AN_ARTICLE = frozenset("eauslxEAUSLX")  # asked first: before what stands between it and the name
_BEFORE_RIVERS = {"fr": _ARTICLE, "en": re.compile(r"\bthe\s$", re.IGNORECASE)}
_WORD_AFTER = re.compile(r"[\s-]([^\W\d_]+)")
_WATERS = frozenset(("river", "sea"))
_TOWNS = frozenset(("city", "admin2"))
_AS_THEY_SERVE = frozenset(("country", "airport", "port"))  # no likelier at home
_GROUPS = frozenset(
    ("country", "admin1", "admin2", "city", "continent", "region", "bloc", "seat", "sea", "airport", "port")
)
# What stands beside one mention, as its reason and its evidence call it, strongest first. Of a parent, a distance or a full
# name the other mentions learn; "in Rhode Island and New York" says nothing of "a flight to New York".
_BESIDE = {
    PARENT: "parent named beside it",
    HOLDER: "a place in it named beside it",
    DISTANCE: "at the distance that is said",
    FULL: "named in full elsewhere",
    LISTED: "listed with others of its kind",
    GOVERNED: "governed as a province",
    WITHIN: "spoken of as a province",
}
_FOR_ALL = (PARENT, DISTANCE, FULL)


class Outlet(NamedTuple):
    """Where a text was published: ISO code of the country, GeoNames code of the region if it is a regional paper."""

    country: str
    admin1: str | None = None


@cache
def default_weights() -> dict[str, float]:
    return tomllib.loads((Path(__file__).with_name("knowledge") / "resolution_weights.toml").read_text("utf-8"))[
        "weights"
    ]


@dataclass(slots=True)
class _Name:
    """One name of the document: its candidates, their prior scores, and what the text says of it."""

    hits: Sequence
    prior: list[float]
    lesser: frozenset[int]  # hits that are small namesakes of a great city
    namesake: float  # what that takes from their score
    water: bool  # is one of them a river or a sea?
    beside: dict[int, dict[str, set[int]]] = field(default_factory=dict)  # mention → kind of evidence → hits
    articled: bool = False  # an article stands before it, which in French or English no town has
    alone_after_the: bool = False  # "the Dnipro at night", not "the Dnipro plant"
    no_river: bool = False  # nor sea: in French or English, one word that never has an article before it
    datelines: set[int] = field(default_factory=set)  # mentions
    towns: set[int] = field(default_factory=set)  # mentions that open a dateline or stand behind « à »: towns do
    alone: list[float] = field(default_factory=list)  # the prior without what other names add to it
    score: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    answers: dict[int | str, tuple] = field(default_factory=dict)  # by the mention or how it stands: _resolution


def group_of(hit, rank: int) -> str:
    """Kinds that behave alike as a prior. ``rank``: where the gazetteer lists the place under that name."""
    kind = hit.kind
    if rank == 0 and kind in ("airport", "port"):
        return "curated"  # called so by newspapers, not by its operator: « Roissy »
    if kind == "region" and hit.radius_km < _SMALL_REGION_KM:
        return "admin2"  # a community of communes
    return kind if kind in _GROUPS else "curated"


class Resolver:
    """``lookup(name, language)`` gives hits, best first; ``place(index)`` the full place; ``demonym(word, language)`` an id."""

    def __init__(
        self,
        lookup: Callable,
        place: Callable[..., Place],
        demonym: Callable,
        weights: dict[str, float] | None = None,
    ) -> None:
        self._lookup, self._place, self._demonym = lookup, place, demonym
        self.weights = default_weights() if weights is None else weights
        # language → countries whose places it names first, and their weight
        self._home: dict[str, dict[str, float]] = {}
        self._kinds: dict[str, float] = {}
        for name, weight in self.weights.items():
            group, _, rest = name.partition(":")
            if group == "home":
                language, country = rest.split(":")
                self._home.setdefault(language, {})[country] = weight
            elif group == "kind":
                self._kinds[rest] = weight
        self._priors: dict[tuple[str, str | None], tuple[Sequence, list[float], frozenset[int], float, bool]] = {}

    # -- the way through -------------------------------------------------------------------------------------------

    def resolve(
        self,
        text: str,
        mentions: Sequence[Mention],
        language: str | None = None,
        outlet: Outlet | None = None,
    ) -> tuple[Resolution, ...]:
        """One Resolution a mention, in order. ``outlet``: where the text was published, if that is known."""
        names, owner = self._names(text, mentions, language)
        home = self._demonym_votes(mentions, language)
        for at, kind, hits in beside.find(text, mentions, owner, {key: name.hits for key, name in names.items()}):
            names[owner[at]].beside.setdefault(at, {}).setdefault(kind, set()).update(hits)
        self._settle(names, home, outlet)
        return tuple([self._resolution(i, mention, names, owner, language) for i, mention in enumerate(mentions)])

    def _names(
        self, text: str, mentions: Sequence[Mention], language: str | None
    ) -> tuple[dict[str, _Name], list[str | None]]:
        names: dict[str, _Name] = {}
        owner: list[str | None] = []
        french, article = language == "fr", _BEFORE_RIVERS.get(language or "")
        for i, mention in enumerate(mentions):
            if mention.role == "demonym":
                owner.append(None)
                continue
            key, start = mention.text.casefold(), mention.start
            name = names.get(key)
            if name is None:
                name = names[key] = _Name(*self._candidates(mention.text, language))
            if (
                article
                and text[start - 2 : start - 1] in _ENDS_AN_ARTICLE
                and article.search(text, max(0, start - _LONGEST_ARTICLE), start)
            ):
                name.articled = True
                name.alone_after_the |= _stands_alone(text, mention.end)
            if "dateline" in mention.evidence:
                name.towns.add(i)
                name.datelines.add(i)
            elif french and text[start - 2 : start - 1] in _A and _TO_A_TOWN.search(text, max(0, start - 3), start):
                name.towns.add(i)
            owner.append(key)
        if article:
            for key, name in names.items():
                name.no_river = name.water and not name.articled and " " not in key
                name.articled = name.articled and (language == "fr" or name.alone_after_the)
        return names, owner

    def _candidates(self, name: str, language: str | None) -> tuple[Sequence, list[float], frozenset[int], float, bool]:
        """What a _Name begins with; kept, as names come again from text to text."""
        cached = self._priors.get((name, language))
        if cached is None:
            hits = self._lookup(name, language)
            home = self._home.get(language or "", {})
            prior = [self._prior(hit, rank, hits, home) for rank, hit in enumerate(hits)]
            order = sorted(range(len(hits)), key=prior.__getitem__, reverse=True)[:_MOST_CANDIDATES]
            kept = [hits[n] for n in order]
            water = not _WATERS.isdisjoint({hit.kind for hit in kept})
            cached = kept, [prior[n] for n in order], *self._lesser(kept, home), water
            if len(self._priors) > 50_000:
                self._priors.clear()
            self._priors[name, language] = cached
        return cached

    def _lesser(self, hits: Sequence, home: Mapping[str, float]) -> tuple[frozenset[int], float]:
        """Small namesakes of a great city, by their number, and what that weighs: more where it is a great capital.

        Not those at home: « Vienne » in French may well be that in Isère.
        """
        towns = [(n, hit) for n, hit in enumerate(hits) if hit.kind == "city"] if len(hits) > 1 else []
        great = max([hit.population for _, hit in towns if hit.primary], default=0)
        if great < _GREAT_CITY:
            return frozenset(), 0.0
        lesser = frozenset(n for n, hit in towns if hit.population * _LESSER < great and hit.country not in home)
        of_a_capital = any(hit.stands_for and hit.primary and hit.population >= _GREAT_TOWN for _, hit in towns)
        return lesser, self.weights["lesser-namesake-of-capital" if of_a_capital else "lesser-namesake"]

    def _prior(self, hit, rank: int, hits: Sequence, home: Mapping[str, float]) -> float:
        """``rank``: where the gazetteer lists it, which knows that Gaza is no province of Mozambique to most writers."""
        w, kind, group = self.weights, hit.kind, group_of(hit, rank)
        score = w["log-population"] * math.log10(hit.population + 1) + self._kinds.get(group, 0.0)
        if hit.name_type == "short":  # « le Niger »: the country, then the river
            score += w["short"]
        elif not hit.primary and hit.name_type != "bare":  # « le port du Havre » is Le Havre before it is Havré
            score += w["alternate"]
        if kind == "city":
            if hit.name_type == "exonym":
                score += w["exonym"]
            if hit.stands_for:
                score += w["capital"]
        elif rank and kind != "admin2" and hit.name_type != "short":
            score += w["later-area"]
        if kind not in _AS_THEY_SERVE or group == "curated":  # who writes in French mostly writes of France
            score += home.get(hit.country, 0.0)
        if rank and kind in REGIONS and inside([town for town in hits[:8] if town.kind == "city"], [hit]):
            score += w["region-of-own-city"]  # « Moscou », « Téhéran »: the town, not the province around it
        return score

    def _demonym_votes(self, mentions: Sequence[Mention], language: str | None) -> dict[str, float]:
        """Country code → votes from demonyms: a text of Georgians and Russians is about the country Georgia."""
        votes: dict[str, float] = {}
        for mention in mentions:
            if mention.role == "demonym":
                found = self._demonym(mention.text, language)
                place = self._place(found) if found else None
                if place is not None and place.country:
                    votes[place.country] = votes.get(place.country, 0.0) + 1.0
        return votes

    # -- evidence --------------------------------------------------------------------------------------------------

    def _settle(self, names: dict[str, _Name], home: dict[str, float], outlet: Outlet | None) -> None:
        """Two rounds: by themselves and their parents, then with the company of the others' likeliest readings."""
        w = self.weights
        for name in names.values():
            if name.beside or name.articled or name.no_river or outlet:
                name.prior = [prior + bonus for prior, bonus in zip(name.prior, self._bonus(name, outlet), strict=True)]
            name.alone = name.prior
        open_ones = [name for name in names.values() if len(name.hits) > 1]
        if open_ones:
            self._bring_together(names.values())
        for name in names.values():
            name.score = list(name.prior)
            name.share = _softmax(name.score)
        for _ in range(2):
            if not open_ones:
                break
            company = _Company(names.values(), w, home)
            for name in open_ones:
                company.weigh(name)
            for name in open_ones:
                name.share = _softmax(name.score)
            open_ones = [name for name in open_ones if max(name.share) < _SETTLED]

    def _bring_together(self, names: Iterable[_Name]) -> None:
        """A county and a town in it, two counties or two small towns side by side speak for each other, however unlikely each
        is by itself: Greene County, Bloomfield and Worthington are together in Indiana only. Raises their priors.
        """
        # of each region: latitude, longitude, how far a county reaches (None: a town), whose candidate it is, and its number
        regions: dict[tuple[str, str], list[tuple[float, float, float | None, _Name, int]]] = {}
        for name in names:
            counted = (
                bool(name.hits) and name.hits[0].kind == "admin2"
            )  # "Boone County", not a département under a town's name
            for n, hit in enumerate(name.hits):
                kind = hit.kind
                if hit.admin1 and ((kind == "city" and hit.population < _GREAT_CITY) or (counted and kind == "admin2")):
                    reach = None if kind == "city" else hit.radius_km
                    regions.setdefault((hit.country, hit.admin1), []).append((hit.lat, hit.lon, reach, name, n))
        w = self.weights
        raised: dict[tuple[int, int], tuple[_Name, float]] = {}
        for region in regions.values():
            for k, (lat, lon, reach, one, m) in enumerate(region, 1):
                for other_lat, other_lon, other_reach, other, n in region[k:]:
                    if not -1.0 < other_lat - lat < 1.0 or not -2.0 < other_lon - lon < 2.0 or one is other:
                        continue
                    towns = (reach is None) + (other_reach is None)
                    limit = _SIDE_BY_SIDE_KM if towns == 2 else (reach or 0.0) + (other_reach or 0.0) + _AROUND_KM
                    if kilometres(lat, lon, other_lat, other_lon) > limit:
                        continue
                    for name, number, is_town in ((one, m, reach is None), (other, n, other_reach is None)):
                        if towns == 1:
                            gain = w["town-in-county"] if is_town else w["county-of-town"]
                        else:
                            gain = w["town-by-town"] if is_town else w["county-by-county"]
                        most = raised.get((id(name), number))
                        if most is None or most[1] < gain:
                            raised[id(name), number] = name, gain
        for (_, number), (name, gain) in raised.items():
            if name.prior is name.alone:
                name.prior = list(name.alone)
            name.prior[number] += gain

    def _bonus(self, name: _Name, outlet: Outlet | None) -> list[float]:
        """What the words beside a name, anywhere in the document, and its outlet add to each candidate."""
        w, beside_it = self.weights, name.beside.values()
        anywhere = [(w[kind], set().union(*[found.get(kind, ()) for found in beside_it])) for kind in _FOR_ALL]
        anywhere = [(weight, there) for weight, there in anywhere if there]
        bonus = []
        for n, hit in enumerate(name.hits):
            value = sum([weight for weight, there in anywhere if n in there])
            if name.articled and hit.kind == "city" and hit.name_type != "bare":
                value += w["town-after-article"]
            if name.no_river and hit.kind in _WATERS:
                value += w["water-without-article"]
            if outlet and hit.country == outlet.country and hit.kind != "country":
                value += w["outlet-country"]
                value += w["outlet-region"] * (outlet.admin1 is not None and hit.admin1 == outlet.admin1)
            bonus.append(value)
        return bonus

    # -- the answer ------------------------------------------------------------------------------------------------

    def _resolution(
        self, i: int, mention: Mention, names: dict[str, _Name], owner: list[str | None], language: str | None
    ) -> Resolution:
        key = owner[i]
        if key is None:
            found = self._demonym(mention.text, language)
            place = self._place(found) if found else None
            return Resolution(mention, place, 0.95 if place else 0.0, "demonym" if place else "no candidate")
        name = names[key]
        if not name.hits:
            return Resolution(mention, None, 0.0, "no candidate")
        at = i if i in name.beside else "dateline" if i in name.datelines else "town" if i in name.towns else "anywhere"
        answer = name.answers.get(at)
        if answer is None:
            answer = name.answers[at] = self._answer(name, i)
        place, share, reason, candidates = answer
        of_a_capital = mention.role == "actor" and f"role: {GOVERNS}" not in mention.evidence
        if of_a_capital and place.kind in _TOWNS and place.stands_for is None:
            # "Lima is where the welders are": in Ohio, nobody governs from there
            mention = replace(mention, role="place")
        return Resolution(mention, place, self._confidence(share, mention.confidence), reason, candidates)

    def _answer(self, name: _Name, i: int) -> tuple[Place, float, str, tuple[Candidate, ...]]:
        """(place, its share, reason, candidates), the same for all mentions of a name that stand alike."""
        # what stands beside this occurrence beats the sense of the document
        w, found, share = self.weights, name.beside.get(i, {}), name.share
        as_a_town = max(map(_as_a_town, name.hits)) if i in name.towns else 0
        lesser = name.lesser if i in name.datelines else ()  # "TORONTO, March 2 (Reuters)" needs no more to be Toronto
        if found or as_a_town or lesser:
            share = _softmax(
                [
                    score
                    + sum([w[kind] for kind, there in found.items() if n in there])
                    - w["dateline-town"] * (as_a_town if name.hits[n].kind != "city" else 0)
                    + w["dateline-lesser"] * (n in lesser)
                    for n, score in enumerate(name.score)
                ]
            )
        order = _likeliest(share)
        best = order[0]
        candidates = []
        for n in order:
            hit = name.hits[n]
            evidence = ["only place of that name"] if len(share) == 1 else []
            if found:
                evidence += [called for kind, called in _BESIDE.items() if n in found.get(kind, ())]
            if hit.population:
                evidence.append(f"population {hit.population}")
            if not hit.primary:
                evidence.append("alternate name")
            candidates.append(
                Candidate(self._place(hit.index), round(share[n] * 10_000) / 10_000, tuple(evidence), hit.primary)
            )
        place = candidates[0].place
        reason = "not a point" if place.lat is None else self._reason(name, best, i)
        return place, share[best], reason, tuple(candidates)

    def _confidence(self, share: float, recognition: float) -> float:
        return round(share * recognition * 10_000) / 10_000  # round(…, 4) takes thrice as long

    def _reason(self, name: _Name, n: int, i: int) -> str:
        if len(name.hits) == 1:
            return "only place of that name"
        found = name.beside.get(i)
        if found:
            for kind, called in _BESIDE.items():
                if n in found.get(kind, ()):
                    return called
        if name.alone[n] < max(name.alone):
            return "fits the other places of the text"
        return "best known of that name"


class _Company:
    """Where the names of a document are, by their present likeliest readings, each name counted once, and what its demonyms say."""

    def __init__(self, names: Iterable[_Name], weights: dict[str, float], home: dict[str, float]) -> None:
        # What the name of a country itself counts. It says less than a town in it: any text may speak of the United
        # States, only one about them speaks of Dayton.
        country_vote = weights["country-vote"]
        self._country, self._region, self._near = weights["same-country"], weights["same-region"], weights["near"]
        self._demonyms = {code: weights["demonym"] * math.log1p(votes) for code, votes in home.items()}
        self._most = self._country + self._region + self._near + max(self._demonyms.values(), default=0.0)
        self._points: list[_Point] = []
        self._votes: dict[str, float] = {}
        self._regional: dict[tuple[str, str], float] = {}
        # of each name: its own votes, and how many points come before its own, in the order of the text
        self._own: dict[int, tuple[dict[str, float], dict[tuple[str, str], float], int]] = {}
        for name in names:
            votes: dict[str, float] = {}
            regional: dict[tuple[str, str], float] = {}
            self._own[id(name)] = votes, regional, len(self._points)
            for hit, share in zip(name.hits, name.share, strict=True):
                if share < _LEAST_SHARE:
                    continue
                code, kind = hit.country, hit.kind
                if code:
                    vote = share * country_vote if kind in ("country", "seat") else share
                    votes[code] = votes.get(code, 0.0) + vote
                    if hit.admin1:
                        region = code, hit.admin1
                        regional[region] = regional.get(region, 0.0) + share
                if share > 0.3 and kind not in ("country", "bloc"):
                    self._points.append((hit.lat, hit.lon, share, name))
            for code, vote in votes.items():
                self._votes[code] = self._votes.get(code, 0.0) + vote
            for region, vote in regional.items():
                self._regional[region] = self._regional.get(region, 0.0) + vote
        self._by_latitude = sorted(self._points, key=_latitude)
        self._latitudes = [*map(_latitude, self._by_latitude)]
        self._total = sum(self._votes.values())

    def weigh(self, name: _Name) -> None:
        """Score the candidates of ``name`` by the others. Those that no company could bring to the front keep their prior.

        The innermost loop of resolution: ten candidates a name, each asked for its country, its region and its neighbours.
        """
        country, region, votes, regional, demonyms = (
            self._country, self._region, self._votes, self._regional, self._demonyms,
        )  # fmt: skip
        own_votes, own_regional, at = self._own[id(name)]
        lesser = name.lesser
        points, latitudes = self._by_latitude, self._latitudes
        if len(points) > 2 * _NEIGHBOURS:
            points = sorted(self._points[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS], key=_latitude)
            latitudes = [*map(_latitude, points)]
        least = max(name.prior) - self._most + name.namesake  # what the first may lose, another need not gain
        for n, hit in enumerate(name.hits):
            score = name.prior[n]
            if score < least:
                continue
            code, admin1, here = hit.country, hit.admin1, hit.lat
            if code is None:
                if hit.kind != "bloc":
                    # a region across borders has the company of what lies in it, as a country has
                    score += (self._near + country) * _nearness_across(hit, points, name)
                name.score[n] = score
                continue
            near = 0.0
            if hit.kind != "country":
                first = bisect_right(latitudes, here - _FAR_DEGREES)
                last = bisect_left(latitudes, here + _FAR_DEGREES, first)
                if last - first > 1 or (first < last and points[first][3] is not name):
                    near = _nearness(here, hit.lon, points[first:last], name)
                    score += self._near * near
            remote = n in lesser and near < _CLOSE
            if remote:
                # a text that speaks of Texas need not mean Atlanta, Texas, unless it speaks of what lies about it
                score += name.namesake * (1.0 - near / _CLOSE)
            vote = votes[code] - own_votes.get(code, 0.0) if code in votes else 0.0
            if vote > 0:
                # London among the capitals of fifteen countries is no reason why Wellington should be in England
                said = min(1.0, vote / (_MANY * self._total)) if remote else 1.0
                score += said * country * vote / (vote + 1.0)
                vote = regional.get((code, admin1), 0.0)  # of nobody where there is no region
                if vote:
                    vote -= own_regional.get((code, admin1), 0.0)
                    if vote > 0:
                        score += said * region * vote / (vote + 1.0)
            if code in demonyms:
                score += demonyms[code] * (near / _CLOSE if remote else 1.0)
            name.score[n] = score


_Point = tuple[float, float, float, _Name]  # latitude, longitude, share, whose
_latitude, _exp = itemgetter(0), math.exp


def _nearness(latitude: float, longitude: float, points: Iterable[_Point], name: _Name) -> float:
    """Each other name's share, halved every 100 km; the sum saturated."""
    total, scale = 0.0, 0.0
    for lat, lon, share, other in points:
        if other is not name:
            scale = scale or math.cos(math.radians(latitude))
            km = _KM_PER_DEGREE * math.hypot(lat - latitude, (lon - longitude) * scale)
            if km < _FAR_KM:
                total += share * 0.5 ** (km / 100)
    return total / (total + 1.0)


def _nearness_across(hit, points: Iterable[_Point], name: _Name) -> float:
    """The same for what lies in no one country (the Sahel, a sea): it is near to all that is in it, a thousand kilometres off or not."""
    distances = (
        (share, kilometres(hit.lat, hit.lon, lat, lon) - hit.radius_km)
        for lat, lon, share, other in points
        if other is not name
    )
    return _saturate(sum([share * 0.5 ** (max(0.0, km) / 100) for share, km in distances]))


def _saturate(value: float) -> float:
    """0 → 0, 1 → 0.5, many → 1: the tenth witness adds little."""
    return value / (value + 1.0) if value > 0 else 0.0


def _stands_alone(text: str, end: int) -> bool:
    """Does no noun or name follow that the article may belong to?"""
    following = _WORD_AFTER.match(text, end)
    return following is None or following[1].lower() in function_words()["en"]


def _as_a_town(hit) -> int:
    """How far it may be trusted to be the town that is meant, where one is: « à Goa » is no town of the Philippines."""
    if hit.kind != "city" or hit.name_type == "alternate":
        return 0
    if hit.population >= _GREAT_TOWN or hit.stands_for is not None:
        return 2  # « à Salvador », « à Guatemala »
    return int(hit.population >= _KNOWN_TOWN)


def _softmax(scores: Sequence[float]) -> list[float]:
    if len(scores) < 2:
        return [1.0] * len(scores)
    top = max(scores)
    powers = [_exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _likeliest(share: Sequence[float]) -> list[int]:
    """The candidates that are kept, by their number, likeliest first."""
    numbers = range(len(share))
    return sorted(numbers, key=share.__getitem__, reverse=True)[:_KEPT_CANDIDATES] if len(share) > 1 else [*numbers]
