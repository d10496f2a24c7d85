"""A small newsroom, written for the tests: three articles whose places, dates and claims are known by construction.

``[Lyon|place|city:lyon]`` marks a mention (text, role, place id or nothing), ``[en mai|date|2023-05-01/2023-05-31/month]``
a resolved time expression. What is left once the marks are gone is the article.
"""

from __future__ import annotations

import re
from hashlib import sha256

from geo.model import (
    Article,
    Aside,
    DateSpan,
    Geoparsed,
    Mention,
    Place,
    Relative,
    Resolution,
    Route,
    RouteEnd,
    TimeExpression,
)
from geo.store import Store

_MARK = re.compile(r"\[([^\]|]+)\|(place|actor|demonym|date)\|([^\]|]*)\]")


def _place(id: str, name: str, kind: str, country: str | None, lat: float | None, lon: float | None, **more) -> Place:
    return Place(
        id, name, kind, country, lat, lon, more.pop("radius_km", 10.0), source="GeoNames", licence="CC BY 4.0", **more
    )


PLACES = {
    place.id: place
    for place in (
        _place("country:IR", "Iran", "country", "IR", 32.4, 53.7, radius_km=900.0, name_fr="Iran", name_en="Iran"),
        _place(
            "country:RU", "Russia", "country", "RU", 61.5, 105.3, radius_km=3500.0, name_fr="Russie", name_en="Russia"
        ),
        _place(
            "city:tehran",
            "Tehran",
            "city",
            "IR",
            35.7,
            51.4,
            name_fr="Téhéran",
            name_en="Tehran",
            stands_for="country:IR",
        ),
        _place(
            "city:moscow",
            "Moscow",
            "city",
            "RU",
            55.8,
            37.6,
            name_fr="Moscou",
            name_en="Moscow",
            stands_for="country:RU",
        ),
        _place(
            "city:makhachkala", "Makhachkala", "city", "RU", 43.0, 47.5, name_fr="Makhatchkala", name_en="Makhachkala"
        ),
        _place(
            "sea:caspian",
            "Caspian Sea",
            "sea",
            None,
            41.7,
            50.7,
            radius_km=500.0,
            name_fr="mer Caspienne",
            name_en="Caspian Sea",
        ),
        _place("city:dushanbe", "Dushanbe", "city", "TJ", 38.6, 68.8, name_fr="Douchanbé", name_en="Dushanbe"),
        _place(
            "bloc:west", "the West", "bloc", None, None, None, radius_km=None, name_fr="Occident", name_en="the West"
        ),
    )
}

FERRY = """Selon John Kirby, [Téhéran|actor|city:tehran] a expédié des drones par la [mer Caspienne|place|sea:caspian] \
jusqu'au port de [Makhatchkala|place|city:makhachkala].
Un dépôt a été vu [le 3 mai|date|2023-05-03/2023-05-03/day] à 40 km de [Makhatchkala|place|city:makhachkala].
L'[Occident|actor|bloc:west] s'inquiète et [Tataouinville|place|] attend."""

ECHO = """D'après Kirby, [Téhéran|actor|city:tehran] aurait envoyé vingt drones à [Moscou|actor|city:moscow].
[Téhéran|actor|city:tehran] dément avoir envoyé des drones à [Moscou|actor|city:moscow].
Des drones [iraniens|demonym|country:IR] existent."""

PLANT = """An assembly plant opened in [Dushanbe|place|city:dushanbe] [in May 2022|date|2022-05-01/2022-05-31/month].
Share this article"""


def _read(marked: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    text, marks, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        marks.append((len(text), len(text) + len(mark[1]), mark[2], mark[3]))
        text += mark[1]
        end = mark.end()
    return text + marked[end:], marks


def article(
    marked: str, title: str, publisher: str | None, published: str | None, language: str = "fr", **more
) -> tuple[Article, Geoparsed]:
    """An article and what is found in it, routes aside. published: an ISO day."""
    text, marks = _read(marked)
    sentences = tuple((found.start(), found.end()) for found in re.finditer(r"[^\n]+", text))
    resolutions, dates = [], []
    for start, end, role, rest in marks:
        if role == "date":
            dates.append(TimeExpression(start, end, text[start:end], DateSpan(*rest.split("/"), "test")))
        else:
            place = PLACES.get(rest)
            found = Mention(start, end, text[start:end], role)
            resolutions.append(Resolution(found, place, 0.9 if place else 0.0, "" if place else "no candidate"))
    span = DateSpan(published, published, "day", "front matter") if published else None
    made = Article(sha256(text.encode()).hexdigest()[:16], text, title, publisher, language, span, **more)
    return made, Geoparsed(text, language, tuple(resolutions), (), (), tuple(dates), sentences)


def _end(found: Geoparsed, words: str, sentence: tuple[int, int]) -> RouteEnd:
    mention = next(
        r for r in found.resolutions if r.mention.text == words and sentence[0] <= r.mention.start < sentence[1]
    )
    return RouteEnd(mention.mention.start, mention.mention.end, words, mention.place)


def with_route(
    found: Geoparsed, sentence: int, origin: str, destination: str, via: tuple[str, ...] = (), **more
) -> Geoparsed:
    from dataclasses import replace

    span = found.sentences[sentence]
    stops = tuple(_end(found, words, span) for words in via)
    route = Route(*span, _end(found, origin, span), _end(found, destination, span), stops, **more)
    return replace(found, routes=(*found.routes, route))


def newsroom() -> list[tuple[Article, Geoparsed]]:
    """FERRY (9 June 2023, La Gazette), ECHO (10 June 2023, Le Courrier), PLANT (1 March 2023, no publisher)."""
    from dataclasses import replace

    ferry, in_ferry = article(FERRY, "Par la mer", "La Gazette", "2023-06-09")
    said = {"flow": "supply", "stance": "alleged", "cargo": "des drones"}
    in_ferry = with_route(
        in_ferry, 0, "Téhéran", "Makhatchkala", ("mer Caspienne",), mode="sea", claimants=("John Kirby",), **said
    )
    start = ferry.text.index("à 40 km")
    anchor = ferry.text.index("Makhatchkala", start)
    arc = Relative(
        start, anchor + 12, ferry.text[start : anchor + 12], anchor, anchor + 12, 40.0, None, 43.3, 47.5, 40.0
    )
    in_ferry = replace(in_ferry, relatives=(arc,))

    echo, in_echo = article(ECHO, "Les drones de la discorde", "Le Courrier", "2023-06-10")
    in_echo = with_route(
        in_echo, 0, "Téhéran", "Moscou", claimants=("Kirby",), flow="supply", stance="alleged", cargo="vingt drones"
    )
    in_echo = with_route(
        in_echo, 1, "Téhéran", "Moscou", claimants=("Téhéran",), flow="supply", stance="denied", cargo="des drones"
    )

    plant, in_plant = article(PLANT, "A plant", None, "2023-03-01", "en", flags=("unbalanced-quotes",))
    at = plant.text.index("Share")
    plant = replace(plant, asides=(Aside(at, at + 18, "share", "Share this article"),))
    return [(ferry, in_ferry), (echo, in_echo), (plant, in_plant)]


def fill(store: Store, articles: list[tuple[Article, Geoparsed]] | None = None) -> Store:
    for made, found in newsroom() if articles is None else articles:
        store.add_article(made, found, "test")
    return store
