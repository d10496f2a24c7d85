"""What a reader asks to see, and its spelling in the address bar. A bad parameter becomes a Notice, never an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import NamedTuple

from geo.model import FLOWS, MODALITIES, ROLES, STANCES

DATE_KINDS = ("published", "event")
UNKNOWN_PUBLISHER = "?"  # an article that doesn't say who printed it can be asked for as well
# The least confidence for each word: one in five of "likely" may be wrong, of "sure" hardly any.
SURENESS = (("sure", 0.85), ("likely", 0.6), ("doubtful", 0.0))
MAX_VALUE = 200  # characters of one parameter; longer ones come from no page of ours


class Notice(NamedTuple):
    """Something in the address that could not be used: ``reason`` is a key under "notice" in the catalogues."""

    reason: str
    parameter: str
    value: str


@dataclass(frozen=True, slots=True)
class Filters:
    """One view. An empty tuple filters nothing. Dates are ISO days, both ends included.

    undated: with a period, keep what has no date of that kind as well. selection: "place:ID", "route:ID" or None.
    """

    date_kind: str = "published"
    date_from: str | None = None
    date_to: str | None = None
    undated: bool = False
    publishers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    countries: tuple[
        str, ...
    ] = ()  # ISO 3166 alpha-2; of a place, of the government a name stands for, of a claim's ends
    places: tuple[str, ...] = ()  # ids; named, acting, or an end or stopover of a claim
    kinds: tuple[str, ...] = ()  # of place
    languages: tuple[str, ...] = ()  # ISO 639-1, of the article
    sureness: tuple[str, ...] = ()  # words of SURENESS
    claimants: tuple[str, ...] = ()  # as Corpus.claims["voices"] knows them
    text: str = ""
    selection: str | None = None

    @property
    def has_period(self) -> bool:
        return self.date_from is not None or self.date_to is not None

    @property
    def about_claims(self) -> bool:
        return bool(self.flows or self.stances or self.modalities or self.claimants)

    def selected(self, kind: str) -> str | None:
        """The id of the selected place or route: ``filters.selected("place")``."""
        head, _, rest = (self.selection or "").partition(":")
        return rest if head == kind and rest else None

    def cleared(self, *names: str) -> Filters:
        """The same view without these filters; without any when none is named (the selection stays)."""
        blank = Filters()
        names = names or tuple(f.name for f in fields(Filters) if f.name not in ("selection", "date_kind"))
        return replace(self, **{name: getattr(blank, name) for name in names})

    def to_query(self) -> dict[str, list[str]]:
        """Parameters that differ from the default view, each as a list of strings."""
        query: dict[str, list[str]] = {}
        if self.date_kind != DATE_KINDS[0]:
            query["date"] = [self.date_kind]
        for parameter, value in (("from", self.date_from), ("to", self.date_to), ("q", self.text)):
            if value:
                query[parameter] = [value]
        if self.undated:
            query["undated"] = ["1"]
        for parameter, (name, _) in _CHOICES.items():
            if getattr(self, name):
                query[parameter] = list(getattr(self, name))
        for kind in ("place", "route"):
            if self.selected(kind):
                query[kind] = [self.selected(kind)]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> tuple[Filters, tuple[Notice, ...]]:
        """The view an address asks for, as far as it can be understood, and what could not be."""
        reading = _Reading({name: [v for v in values if v] for name, values in query.items()})
        first, last = reading.day("from"), reading.day("to")
        if first and last and first > last:
            reading.notices.append(Notice("backwards", "from", first))
            first = last = None
        place, route = reading.one("place"), reading.one("route")
        view = cls(
            date_kind=reading.choice("date", DATE_KINDS) or DATE_KINDS[0],
            date_from=first,
            date_to=last,
            undated=reading.choice("undated", ("0", "1")) == "1",
            text=reading.one("q") or "",
            selection=f"route:{route}" if route else f"place:{place}" if place else None,
            **{name: reading.choices(parameter, allowed) for parameter, (name, allowed) in _CHOICES.items()},
        )
        return view, tuple(reading.notices)


# parameter → field and the values it takes (None: any)
_CHOICES: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "source": ("publishers", None),
    "role": ("roles", ROLES),
    "flow": ("flows", FLOWS),
    "stance": ("stances", STANCES),
    "modality": ("modalities", MODALITIES),
    "country": ("countries", None),
    "where": ("places", None),
    "language": ("languages", None),
    "kind": ("kinds", None),
    "sure": ("sureness", tuple(word for word, _ in SURENESS)),
    "claimant": ("claimants", None),
}
PARAMETERS = ("date", "from", "to", "undated", "q", "place", "route", *_CHOICES)


class _Reading:
    """One pass over the parameters of an address, collecting notices."""

    def __init__(self, query: Mapping[str, Sequence[str]]) -> None:
        self.query = query
        self.notices: list[Notice] = []

    def one(self, parameter: str) -> str | None:
        values = self.query.get(parameter) or [None]
        if values[0] is not None and len(values[0]) > MAX_VALUE:
            self.notices.append(Notice("too_long", parameter, values[0][:40]))
            return None
        return values[0]

    def day(self, parameter: str) -> str | None:
        value = self.one(parameter)
        try:
            return value and date.fromisoformat(value).isoformat()
        except ValueError:
            self.notices.append(Notice("not_a_day", parameter, value or ""))
            return None

    def choice(self, parameter: str, allowed: tuple[str, ...]) -> str | None:
        kept = self.choices(parameter, allowed)
        return kept[0] if kept else None

    def choices(self, parameter: str, allowed: tuple[str, ...] | None) -> tuple[str, ...]:
        kept = []
        for value in dict.fromkeys(self.query.get(parameter, ())):
            if len(value) > MAX_VALUE or (allowed and value not in allowed):
                self.notices.append(Notice("not_a_choice", parameter, value[:40]))
            else:
                kept.append(value)
        return tuple(kept)
