"""Geocoding: a name → a place, by a chain: cache, gazetteer, then (where the settings ask for it) Nominatim or Photon.

The cache and the gazetteer are passed in. A service that fails gives a reason, never an error: the page still draws.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from geo.geoparsing.gazetteer.names import fold as fold_name
from geo.geoparsing.geocoding.services import LONGEST_NAME, Found, OnlineGeocoder, Refused, online_geocoder
from geo.model import Candidate, GeocodingUnavailable, Place
from geo.settings import Settings

__all__ = ["Answer", "Breaker", "Chain", "Gazetteer", "Memory", "OnlineGeocoder", "describe", "online_geocoder"]

FAILURES_TO_REST = 3
REST_SECONDS = 60.0
PATIENCE_SECONDS = 30.0  # for a turn, when many processes ask at once
POLL_SECONDS = 0.25
HITS_SHOWN = 10  # of a gazetteer: there are hundreds of San José


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a name is, and the ``link`` of the chain that said so: cache, gazetteer, nominatim, photon, or None.

    A link with a place of None has answered that there is no such place. Candidates: best first.
    """

    name: str
    place: Place | None
    link: str | None
    reason: str
    candidates: tuple[Candidate, ...] = ()


class Memory(Protocol):
    """What the chain remembers and the turn it shares with every other process; geo.store.Store is one."""

    def recall(self, name_key: str) -> dict | None: ...
    def remember(
        self, name_key: str, name: str, place: Place | None, source: str, expires_at: float | None = None
    ) -> None: ...
    def acquire_gate(self, name: str, lease_seconds: float) -> float: ...
    def release_gate(self, name: str, delay_seconds: float) -> None: ...


class Gazetteer(Protocol):
    """Names → hits, best first, each with an ``index`` that opens its place, as geo.geoparsing.gazetteer has them."""

    def lookup(self, name: str, language: str | None = None) -> Sequence[Any]: ...
    def place(self, key: int) -> Place | None: ...


class Chain:
    """Cache → gazetteer → online geocoder. Safe for many threads and processes over one memory.

    fold: name → the key under which it is remembered. lookup: (name, language) → candidates of the gazetteer.
    Only what costs a request is remembered: the gazetteer is as fast as the cache, where its answers would go stale.
    """

    def __init__(
        self,
        lookup: Callable[[str, str | None], Sequence[Candidate]],
        fold: Callable[[str], str],
        memory: Memory,
        geocoder: OnlineGeocoder | None = None,
        negative_days: float = 30.0,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self._lookup, self._fold, self._memory, self._geocoder = lookup, fold, memory, geocoder
        self._negative_seconds = negative_days * 86400
        self._clock, self._sleep = clock, sleep
        self._breaker = Breaker(clock)

    @classmethod
    def from_settings(cls, settings: Settings, memory: Memory, gazetteer: Gazetteer) -> Chain:
        """The chain of an installation. Raises BadInput for settings of an online geocoder that cannot be used."""

        def lookup(name: str, language: str | None) -> list[Candidate]:
            hits = enumerate(gazetteer.lookup(name, language)[:HITS_SHOWN], 1)
            opened = ((gazetteer.place(hit.index), rank, hit) for rank, hit in hits)
            return [Candidate(place, 1 / rank, (hit.name_type,), hit.primary) for place, rank, hit in opened if place]

        return cls(lookup, fold_name, memory, online_geocoder(settings), settings.negative_days)

    def locate(self, name: str, language: str | None = None) -> Answer:
        """The place a name means on its own, without context. Never raises GeocodingUnavailable: see ``reason``."""
        if len(name) > LONGEST_NAME or not _is_text(name) or not (key := self._fold(name)):
            return Answer(
                name, None, None, _line("no name: it takes letters, {most} characters at most", most=LONGEST_NAME)
            )
        remembered = self._recalled(name, key)
        if remembered and remembered.place:
            return remembered
        candidates = sorted(self._lookup(name, language), key=lambda each: -each.score)
        if candidates:
            best, only = _line("best of the gazetteer's candidates"), _line("the gazetteer's only candidate")
            reason = best if len(candidates) > 1 else only
            return Answer(name, candidates[0].place, "gazetteer", reason, tuple(candidates))
        if remembered:
            return remembered
        if self._geocoder is None:
            return Answer(
                name, None, None, _line("not in the gazetteer, and no online geocoder is set (DATELINE_GEOCODER)")
            )
        try:
            return self._ask_in_turn(self._geocoder, name, key, language)
        except GeocodingUnavailable as error:
            return Answer(name, None, None, str(error))

    def _recalled(self, name: str, key: str) -> Answer | None:
        row = self._memory.recall(key)
        if row is None or (row["expires_at"] is not None and row["expires_at"] <= self._clock()):
            return None
        day = row["looked_up_at"][:10]
        if row["place"] is None:
            return Answer(
                name, None, "cache", _line("{service} knew no such place on {day}", service=row["source"], day=day)
            )
        return Answer(
            name, row["place"], "cache", _line("{service} was asked on {day}", service=row["source"], day=day)
        )

    def _ask_in_turn(self, geocoder: OnlineGeocoder, name: str, key: str, language: str | None) -> Answer:
        """Ask when it is our turn, unless another process has asked the same while we waited."""
        if not self._breaker.lets_through():
            raise GeocodingUnavailable(
                "{host} failed repeatedly and is left alone. Try again in a minute.", host=geocoder.host
            )
        give_up = self._clock() + PATIENCE_SECONDS
        while wait := self._memory.acquire_gate(geocoder.host, geocoder.lease_seconds):
            if self._clock() + wait > give_up:
                raise GeocodingUnavailable("{host} is busy with other names. Try again later.", host=geocoder.host)
            self._sleep(min(wait, POLL_SECONDS * random.uniform(0.8, 1.2)))
            if remembered := self._recalled(name, key):
                return remembered
        delay_seconds = 0.0
        try:
            if remembered := self._recalled(name, key):
                return remembered
            delay_seconds = geocoder.delay_seconds
            return self._ask(geocoder, name, key, language)
        finally:
            self._memory.release_gate(geocoder.host, delay_seconds)

    def _ask(self, geocoder: OnlineGeocoder, name: str, key: str, language: str | None) -> Answer:
        try:
            found = geocoder.ask(name, language)
        except Refused as error:
            self._breaker.failed(error.rest_seconds)
            raise
        except GeocodingUnavailable:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        candidates = tuple(_candidates(found, key, self._fold, geocoder.name))
        if candidates and candidates[0].primary:
            self._memory.remember(key, name, candidates[0].place, geocoder.name)
            return Answer(name, candidates[0].place, geocoder.name, _line("found by that name"), candidates)
        self._memory.remember(key, name, None, geocoder.name, self._clock() + self._negative_seconds)
        others = _line("{service} knows other names only", service=geocoder.name)
        reason = others if candidates else _line("{service} knows no such place", service=geocoder.name)
        return Answer(name, None, geocoder.name, reason, candidates)


def describe(answer: Answer) -> list[str]:
    """An answer in lines for a terminal."""
    lines = [f"{answer.name}: {_words(answer.place) if answer.place else 'no place'}"]
    lines.append(f"  link: {answer.link or 'none'} ({answer.reason})")
    if answer.place and (answer.place.source or answer.place.licence):
        lines.append(f"  source: {', '.join(filter(None, (answer.place.source, answer.place.licence)))}")
    others = [each for each in answer.candidates if each.place != answer.place]
    lines += [f"  other: {_words(each.place)}, score {each.score:.2f}" for each in others]
    return lines


def _words(place: Place) -> str:
    words = [place.name, place.kind, place.country, place.id]
    if place.lat is not None and place.lon is not None:
        words.append(f"{place.lat:.5f} {place.lon:.5f}")
    if place.radius_km is not None:
        words.append(f"within {place.radius_km:g} km")
    return ", ".join(filter(None, words))


class Breaker:
    """After FAILURES_TO_REST failures in a row nobody is let through for a minute, then one, who decides for all."""

    def __init__(self, clock: Callable[[], float]):
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = 0.0

    def lets_through(self) -> bool:
        with self._lock:
            if self._failures < FAILURES_TO_REST:
                return True
            if self._clock() < self._rests_until:
                return False
            self._rests_until = self._clock() + REST_SECONDS  # the others wait for this one
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self, rest_seconds: float | None = None) -> None:
        """Count a failure; with ``rest_seconds``, rest at once and for that long."""
        with self._lock:
            self._failures = FAILURES_TO_REST if rest_seconds else self._failures + 1
            self._rests_until = self._clock() + (rest_seconds or REST_SECONDS)


def _line(line: str, **values: object) -> str:
    """A reason. Its line stands in locale/errors.toml, where a page in another language finds it again by its shape."""
    return line.format(**values)


def _is_text(name: str) -> bool:
    """False for NUL and half surrogate pairs, which neither a database nor an address can hold."""
    return "\0" not in name and not any("\ud800" <= character <= "\udfff" for character in name)


def _candidates(found: Sequence[Found], key: str, fold: Callable[[str], str], service: str) -> Iterator[Candidate]:
    """Those that bear the name asked for come first (``primary``); a service also answers with what is merely alike."""
    bearing = [(any(fold(name) == key for name in each.names), rank, each) for rank, each in enumerate(found, 1)]
    for exact, rank, each in sorted(bearing, key=lambda item: (not item[0], item[1])):
        evidence = (f"{service}, rank {rank}", "same name" if exact else "another name")
        yield Candidate(each.place, (1.0 if exact else 0.3) / rank, evidence, primary=exact)
