"""The nouns of Dateline: Article, Mention, Place, Resolution, Route, DateSpan. Pure values, no I/O.

Offsets everywhere are code points into ``Article.text``, end exclusive. Points are WGS 84 degrees.
Dates are ISO strings (``YYYY-MM-DD``), intervals include both ends.

The error tree::

    DatelineError                 what, where, what next: always one line fit to show a user
    ├── BadInput                  a file, line or setting that cannot be used; the rest goes on
    ├── GazetteerMissing          the built gazetteer is not where the settings say
    ├── GeocodingUnavailable      an online geocoder did not give a usable answer
    └── StoreUnavailable          the database cannot be opened, is locked, or is newer than this program; or the
                                  corrections file cannot be read or written
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from string import Formatter
from typing import TypeVar

_Noun = TypeVar("_Noun")
ROLES = ("place", "actor", "demonym")
FLOWS = ("supply", "technology", "strike", "visit", "displacement", "aid", "other")
MODALITIES = ("done", "ongoing", "planned", "capability", "hypothetical")
STANCES = ("narrator", "alleged", "denied", "admitted", "confirmed")
MODES = ("sea", "air", "rail", "road")
CORRECTIONS = (
    "choose", "move", "reject", "role", "status", "reject-claim", "merge", "published", "publisher", "undo",
)  # fmt: skip
# Kinds that are drawn as an area or a label, never as a pin (docs/METHOD.md, "Precision").
AREA_KINDS = frozenset({"country", "admin1", "admin2", "region", "continent", "sea", "desert", "bloc"})


class _Plain(Formatter):
    """Numbers as a terminal has them: 10, not 10.0."""

    def format_field(self, value: object, format_spec: str) -> str:
        return f"{value:g}" if isinstance(value, float) else super().format_field(value, format_spec)


class DatelineError(Exception):
    """Root of every error this package raises on purpose. Its text is one line for the user: what, where, what next.

    line: in English, with {names} where the values stand; it is the key of its translations (locale/errors.toml), which
    ``Translator.line`` finds for a page. A value may be another error, which is then translated too. Without values the
    line is text as it is.
    """

    def __init__(self, line: str, **values: object) -> None:
        self.line, self.values = line, values
        super().__init__(_Plain().vformat(line, (), values) if values else line)


class BadInput(DatelineError):
    """A file, a line or a setting that cannot be used."""


class GazetteerMissing(DatelineError):
    """No built gazetteer at the expected path."""


class GeocodingUnavailable(DatelineError):
    """An online geocoder timed out, refused, or answered nonsense."""


class StoreUnavailable(DatelineError):
    """The database or the corrections file cannot be opened or written."""


def _plenty(cls: type[_Noun]) -> type[_Noun]:
    """For nouns of which a text makes thousands: ``__init__`` puts each field straight into its slot.

    A frozen dataclass has object.__setattr__ look each up by its name, which takes twice as long (a thirtieth of all that
    recognition and resolution do). Nothing else is another: they stay frozen, with the same parameters and defaults.
    """
    given = {each.name: each.default for each in fields(cls)}
    parameters = [name if default is MISSING else f"{name}=given['{name}']" for name, default in given.items()]
    stores = "; ".join(f"set_{name}(self, {name})" for name in given)
    names = {"given": given} | {f"set_{name}": getattr(cls, name).__set__ for name in given}
    exec(f"def __init__(self, {', '.join(parameters)}): {stores}", names)
    cls.__init__ = names["__init__"]
    return cls


@dataclass(frozen=True, slots=True)
class DateSpan:
    """An interval of days. ``date_min`` or ``date_max`` is None where the interval is open on that side.

    precision: day, week, month, early-month, mid-month, late-month, season, quarter, year, early-year, late-year,
    range, until, since, recent, unknown. rule: the name of the rule that made it, as docs/METHOD.md lists them.
    """

    date_min: str | None
    date_max: str | None
    precision: str
    rule: str


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression in a text. ``span`` is None where it could not be resolved; ``reason`` then says why."""

    start: int
    end: int
    text: str
    span: DateSpan | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch of an article that is not the article: a share button, a photo credit, a leaked prompt."""

    start: int
    end: int
    kind: str  # share, comments, cookies, credit, byline, prompt, navigation, metadata
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``id`` is the hash of its normalised text: the same text is the same article everywhere.

    published is None for an undated article; ``published_evidence`` are the words it rests on.
    """

    id: str
    text: str
    title: str
    publisher: str | None = None
    language: str | None = None
    published: DateSpan | None = None
    published_evidence: tuple[str, ...] = ()
    source: str | None = None  # file name or address it came from
    note: str | None = None  # "source" note of the front matter
    asides: tuple[Aside, ...] = ()
    flags: tuple[str, ...] = ()  # quality: undated, leaked-prompt, encoding-guessed, ...


@_plenty
@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer, of the cache or of a geocoder.

    radius_km is the precision: the true spot is anywhere within it (a country's half-extent, a city's reach).
    lat and lon are None for blocs (« Occident »), which are on no map.
    """

    id: str
    name: str
    kind: str  # city, country, admin1, admin2, region, continent, sea, river, lake, mountain, desert, island, strait, canal,
    # cape, port, airport, airbase, zone, site, crossing, seat (of power), bloc
    country: str | None  # ISO 3166 alpha-2
    lat: float | None
    lon: float | None
    radius_km: float | None
    admin1: str | None = None
    population: int = 0
    source: str = ""
    licence: str = ""
    stands_for: str | None = None  # id of the place whose government a seat of power or a capital stands for
    name_fr: str | None = None
    name_en: str | None = None


@_plenty
@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may mean. ``primary``: the name is its own name, not one of its alternates."""

    place: Place
    score: float
    evidence: tuple[str, ...] = ()
    primary: bool = True


@_plenty
@dataclass(frozen=True, slots=True)
class Mention:
    """A toponym in a text. ``role``: place (something is or happens there), actor (metonymy), demonym."""

    start: int
    end: int
    text: str
    role: str
    confidence: float = 1.0  # that this is a toponym at all
    evidence: tuple[str, ...] = ()


@_plenty
@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a mention is. ``place`` is None where it is nowhere, and ``reason`` says why."""

    mention: Mention
    place: Place | None
    confidence: float
    reason: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """A place said by distance and bearing from another: « à 900 km à l'est de Moscou ». Drawn as an arc."""

    start: int
    end: int
    text: str
    anchor_start: int  # span of the mention it is measured from
    anchor_end: int
    distance_km: float | None  # None for « près de », "east of"
    bearing_deg: float | None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class RouteEnd:
    """One end of a route: the span that names it and the place it was resolved to, if any."""

    start: int
    end: int
    text: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Route:
    """A claim that something moves (or strikes) from somewhere to somewhere. An end that is not named is None.

    cues: (start, end, what it decided) of each word that decided modality, stance, flow or mode.
    claimants: the chain of who says so, nearest to the fact first; empty where the text says so itself.
    """

    sentence_start: int
    sentence_end: int
    origin: RouteEnd | None
    destination: RouteEnd | None
    via: tuple[RouteEnd, ...] = ()
    cargo: str | None = None
    mode: str | None = None
    flow: str = "other"
    modality: str = "done"
    stance: str = "narrator"
    claimants: tuple[str, ...] = ()
    cues: tuple[tuple[int, int, str], ...] = ()
    date: DateSpan | None = None  # of the event
    bidirectional: bool = False


@dataclass(frozen=True, slots=True)
class Geoparsed:
    """All that the line found in one text."""

    text: str
    language: str
    resolutions: tuple[Resolution, ...] = ()
    relatives: tuple[Relative, ...] = ()
    routes: tuple[Route, ...] = ()
    dates: tuple[TimeExpression, ...] = ()
    sentences: tuple[tuple[int, int], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """What a correction is about, told so that it is found again after any new parse.

    mention: the words ``text`` at ``start`` of ``article``, the nth time (0 is the first) they stand in it.
    claim: the sentence ``text`` at ``start``, and in it the claim of these ``ends`` (origin, destination and stopovers as
    written, "" for none) and this ``cargo``.
    article: ``article``; ``text`` is its title.
    name: every mention whose folded text is ``key``, in ``article`` or, without one, in all; ``text`` as it is written.
    place: all that is at the place with the id ``key``; ``text`` is its name.
    correction: ``key``, the id of the correction that an undo takes back.
    """

    kind: str
    article: str | None = None
    start: int | None = None
    text: str = ""
    nth: int | None = None
    ends: tuple[str, ...] = ()
    cargo: str | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor decided. ``what`` is one of CORRECTIONS; ``old`` was in force before, ``new`` is since (JSON values).

    choose, merge: the fields of a Place. reject, reject-claim, undo: None. move: {lat, lon, radius_km}. role: a role.
    status: {modality, stance}. published: {date_min, date_max, precision} or None. publisher: a name or None.
    found: what the program alone had found, the values that a later parse is compared with (several for a name).
    """

    id: str
    who: str
    when: str  # UTC
    why: str
    what: str
    target: Target
    old: dict | str | None
    new: dict | str | None
    found: tuple[str, ...] = ()
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction met in one article: a mention, a claim's sentence (``start``) or the article itself (None).

    found: what the program alone finds there now. conflict: "" or why the correction wants a second look: mention-gone,
    claim-gone, name-gone (then nothing was changed) or changed (it holds, but the program has changed its mind).
    """

    correction: str
    start: int | None
    found: str
    conflict: str = ""
