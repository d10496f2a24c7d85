"""Side by side: who alleges, denies and admits one movement.

The whole corpus is looked at, whatever the filters: a comparison from which a side is filtered out is none.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from geo.i18n import Translator
from geo.presentation.views.corpus import Corpus, cargo_head, cargo_words, statements_of
from geo.presentation.views.evidence import Claim, claim_of

SIDES = ("alleged", "denied", "admitted", "confirmed", "narrator")  # as they stand beside each other
LEAST_ARTICLES = 2  # that speak of a thing before it is offered as a choice
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Contest:
    """A movement between two countries of which something is claimed. key: as in the address. sides: stance → independent
    sources. things: what moves, folded → as it is written; the most claimed first."""

    key: str
    origin: str
    destination: str
    flow: str
    sides: dict[str, int]
    articles: int
    things: dict[str, str]

    @property
    def contested(self) -> bool:
        """Some say no, or say yes to a part only."""
        return len([stance for stance in self.sides if stance != "narrator"]) > 1


@dataclass(frozen=True, slots=True)
class Voice:
    """One independent source and all that it says, however many articles repeat it. claims: one a sentence, oldest first."""

    claimants: tuple[str, ...]
    articles: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """All of one stance: ``sources`` independent ones, of which ``voices`` are the most repeated."""

    stance: str
    sources: int
    articles: int
    voices: tuple[Voice, ...]


def contests(corpus: Corpus, t: Translator) -> list[Contest]:
    """Every movement between two named ends, the contested first, then by independent sources."""
    grouped = _contested_claims(corpus).groupby("contest", sort=False)
    found = [_contest(corpus, key, rows, t) for key, rows in grouped]
    return sorted(found, key=lambda one: (-one.contested, -sum(one.sides.values()), one.key))


def compare(corpus: Corpus, key: str, t: Translator, thing: str = "", limit: int = 20) -> tuple[Side, ...]:
    """What each side says of the movement; thing: only of that, and of what is not told apart (« des armes »). limit: voices
    of one side."""
    claims = _contested_claims(corpus)
    rows = claims[claims["contest"] == key]
    if thing:
        rows = rows[[thing in words or not words for words in rows["things"]]]
    told = {stance: rows[rows["stance"] == stance] for stance in SIDES}
    return tuple(_side(corpus, stance, said, t, limit) for stance, said in told.items() if len(said))


def contest_of(corpus: Corpus, line: str) -> str | None:
    """Key of the contest that a line on the map belongs to."""
    claims = _contested_claims(corpus)
    return next(iter(claims.loc[claims["line"] == line, "contest"]), None)


def _contested_claims(corpus: Corpus) -> pd.DataFrame:
    """Claims with both ends named: contest (countries, or the ends themselves at sea, and the flow), voice, things."""

    def find() -> pd.DataFrame:
        claims = corpus.claims[corpus.claims["from_id"].notna() & corpus.claims["to_id"].notna()]
        ends = [
            claims[f"{side}_country"].astype(object).where(claims[f"{side}_country"].notna(), claims[f"{side}_id"])
            for side in ("from", "to")
        ]
        keys = ["~".join(map(str, parts)) for parts in zip(*ends, claims["flow"], strict=True)]
        languages = corpus.articles["language"]
        things = [
            cargo_words(cargo, corpus.fold) if cargo_head(cargo, languages.get(article), corpus.fold) else frozenset()
            for cargo, article in claims[["cargo", "article_id"]].itertuples(index=False)
        ]
        claims = claims.assign(contest=keys, things=pd.Series(things, index=claims.index, dtype=object))
        voices = statements_of(claims, zip(keys, claims["stance"], strict=True), corpus.fold)
        return claims.assign(voice=pd.Series(voices, index=claims.index, dtype=object))

    return corpus.once("contests", find)


def _contest(corpus: Corpus, key: str, rows: pd.DataFrame, t: Translator) -> Contest:
    sides = rows.groupby("stance", observed=True)["voice"].nunique()
    origin, destination, flow = key.split("~")
    return Contest(
        key=key,
        origin=_end_name(corpus, origin, rows.iloc[0]["from_id"], t),
        destination=_end_name(corpus, destination, rows.iloc[0]["to_id"], t),
        flow=flow,
        sides={stance: int(sides[stance]) for stance in SIDES if stance in sides.index},
        articles=rows["article_id"].nunique(),
        things=_things(corpus, rows),
    )


def _end_name(corpus: Corpus, key: str, place: str, t: Translator) -> str:
    return t.country(key) or corpus.place_name(place, t.language)


def _things(corpus: Corpus, rows: pd.DataFrame) -> dict[str, str]:
    """What several articles say is moved."""
    languages = corpus.articles["language"]
    articles: dict[str, set[str]] = {}
    written: dict[str, Counter[str]] = {}
    for cargo, article in rows[["cargo", "article_id"]].itertuples(index=False):
        head = cargo_head(cargo, languages.get(article), corpus.fold)
        if not head or head not in cargo_words(cargo, corpus.fold):
            continue
        articles.setdefault(head, set()).add(article)
        as_is = (word for word in _WORD.findall(cargo) if corpus.fold(word).rstrip("sx") == head)
        written.setdefault(head, Counter()).update(as_is)
    often = sorted(
        (head for head in articles if len(articles[head]) >= LEAST_ARTICLES), key=lambda h: (-len(articles[h]), h)
    )
    return {head: written[head].most_common(1)[0][0].lower() for head in often}


def _side(corpus: Corpus, stance: str, rows: pd.DataFrame, t: Translator, limit: int) -> Side:
    articles = rows.groupby("voice", sort=False)["article_id"].nunique().sort_values(ascending=False, kind="stable")
    voices = [_voice(corpus, rows[rows["voice"] == voice], t) for voice in articles.index[:limit]]
    return Side(stance, len(articles), rows["article_id"].nunique(), tuple(voices))


def _voice(corpus: Corpus, rows: pd.DataFrame, t: Translator) -> Voice:
    rows = rows.sort_values(["published_low", "id"], na_position="last", kind="stable")
    claims = tuple(claim_of(corpus, said, t) for _, said in rows.groupby("sentence", sort=False))
    chains = [tuple(chain) for chain in rows["claimants"] if len(chain)]
    return Voice(max(chains, key=len, default=()), rows["article_id"].nunique(), claims)
