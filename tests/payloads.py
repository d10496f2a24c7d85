"""Articles that try to be more than text: every field that an article, a gazetteer or a geocoder fills says something hostile."""

from __future__ import annotations

from hashlib import sha256

from geo.model import (
    Article,
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

PAYLOADS = (
    "{{7*7}}{% raw %}",
    "${7*7} $data $[sentence] &#36;[sentence]",
    "`x` \\ \"' \u2028",
    "<img src=x onerror=\"window.hacked='img'\">",
    "</script><script>window.hacked='script'</script>",
    "</description>]]><svg onload=\"window.hacked='svg'\">",
    "=cmd|' /C calc'!A0",
    "\u202eright\u0008\ufffe to left",
)
DAY = DateSpan("2023-03-01", "2023-03-01", "day", "test")


def articles() -> list[tuple[Article, Geoparsed]]:
    return [_article(number, payload) for number, payload in enumerate(PAYLOADS)]


def _article(number: int, said: str) -> tuple[Article, Geoparsed]:
    """« X, à 40 km de X, par X, le 1er mars », where each X is the payload, and a place of that name."""
    parts = (
        (said, "from"),
        (", à 40 km de ", "away"),
        (said, "to"),
        (", par ", "by"),
        (said, "via"),
        (", le 1er mars.", "date"),
    )
    text, at = "", {}
    for words, role in parts:
        at[role] = (len(text), len(text) + len(words))
        text += words
    places = {
        role: Place(
            f"{said}-{role}", said, "city", said, 40.0 + 2 * number, 5.0 * i + number, 10.0, source=said, licence=said,
            name_fr=said, name_en=said,
        )
        for i, role in enumerate(("from", "to", "via"))
    }  # fmt: skip
    resolutions = tuple(
        Resolution(Mention(*at[role], said, "place"), place, 0.9, said)
        for role, place in sorted(places.items(), key=lambda item: at[item[0]])
    )
    ends = {role: RouteEnd(*at[role], said, place) for role, place in places.items()}
    span, claimants = (0, len(text)), (said, "tiers")
    route = Route(
        *span, ends["from"], ends["to"], (ends["via"],), said, "sea", "supply", "done", "alleged", claimants, date=DAY
    )
    away = Relative(
        at["away"][0], at["to"][1], text[at["away"][0] : at["to"][1]], *at["to"], 40.0, None, 50.0, 10.0 + number, 5.0
    )
    dates = (TimeExpression(*at["date"], text[slice(*at["date"])], DAY),)
    key = sha256(text.encode()).hexdigest()[:16]
    article = Article(key, text, said, said, "fr", DAY, source=said)
    return article, Geoparsed(text, "fr", resolutions, (away,), (route,), dates, (span,))
