"""One text down the line: language → mentions → places → sentences, dates, routes. Knows no store and no article.

Apart from pipeline.py so that whoever only parses loads neither pandas nor SQLAlchemy: the first answer takes a fraction of a
second.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import geo
from geo import settings as settings_module
from geo.geoparsing import gazetteer as gazetteer_module
from geo.geoparsing import lexicon, outlets, relative, routes, sentences, spacy_pipeline, stretches, timex, wrapping
from geo.geoparsing.casing import Casing
from geo.geoparsing.gazetteer import Gazetteer
from geo.geoparsing.recognition import Recogniser
from geo.geoparsing.resolution import Outlet, Resolver
from geo.geoparsing.spacy_pipeline import SpacyPipeline
from geo.ingestion import articles
from geo.language import detect
from geo.model import Aside, BadInput, DateSpan, Geoparsed, Mention

_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?")


class Geoparser:
    """The line for one text. Opens nothing, keeps nothing of a text: safe to share between threads and sessions."""

    def __init__(self, gazetteer: Gazetteer, words: lexicon.Lexicon, pipeline: SpacyPipeline | None = None) -> None:
        self.gazetteer = gazetteer
        self.pipeline = pipeline  # finds the names in our recogniser's stead
        self.recogniser = Recogniser(gazetteer, words)
        self.casing = Casing(gazetteer, words, self.recogniser.tokens)
        self.resolver = Resolver(gazetteer.lookup, gazetteer.place, gazetteer.demonym)

    @cached_property
    def version(self) -> str:
        """Changes when a new parse of the same text may differ: articles parsed with another version are parsed again."""
        rooms = Path(geo.__file__).parent.glob("language.*"), Path(routes.__file__).parent.parent.rglob("*")
        files = sorted(path for room in rooms for path in room if path.suffix in (".py", ".toml", ".tsv"))
        digest = sha256(b"".join(path.read_bytes() for path in (Path(__file__), *files))).hexdigest()
        own = f"{geo.__version__}-{digest[:12]}-{self.gazetteer.digest[:12]}"
        return f"{own}-{self.pipeline.version}" if self.pipeline else own

    def parse(
        self,
        text: str,
        published: DateSpan | None = None,
        language: str | None = None,
        spans: Sequence[tuple[int, int]] | None = None,
        asides: Sequence[Aside] = (),
        outlet: Outlet | None = None,
    ) -> Geoparsed:
        """Everything said in ``text``. ``spans``: recognise nothing, resolve just these. ``asides`` are passed over.
        ``outlet``: where it was published, as outlet() tells it.

        A book-long text is read in stretches of about 200,000 characters, each a document of its own; an article is one
        document. Half a surrogate pair is read as a character that is no letter, the line breaks of hard-wrapped text as spaces.
        """
        parts = tuple(self.parse_in_stretches(text, published, language, spans, asides, outlet))
        return stretches.joined(text, parts[0].language, parts)

    def parse_in_stretches(
        self,
        text: str,
        published: DateSpan | None = None,
        language: str | None = None,
        spans: Sequence[tuple[int, int]] | None = None,
        asides: Sequence[Aside] = (),
        outlet: Outlet | None = None,
    ) -> Iterator[Geoparsed]:
        """What ``parse`` finds, a stretch at a time, with offsets into the whole text: memory for one stretch, not for all."""
        text_read = wrapping.unwrapped(_HALF_A_PAIR.sub("\ufffd", articles.blanked(text, asides)))
        known = (language or detect(text_read) or "")[:2].lower() or None
        wanted = None if spans is None else sorted(spans)
        first = 0
        for start, end in stretches.cut(text_read, whole=wanted or ()):
            inside = None
            if wanted is not None:
                last = bisect_left(wanted, (end, 0), first)
                inside = [(a - start, b - start) for a, b in wanted[first:last]]
                first = last
            yield stretches.moved(self._parse(text_read[start:end], published, known, inside, outlet), start)

    def outlet(self, publisher: str | None, address: str | None = None) -> Outlet | None:
        """Where an outlet is at home, by its name and its address."""
        return outlets.outlet_of(publisher, address, self.gazetteer)

    def _parse(
        self,
        text: str,
        published: DateSpan | None,
        known: str | None,
        spans: Sequence[tuple[int, int]] | None,
        outlet: Outlet | None,
    ) -> Geoparsed:
        language = known or "en"  # for what needs a grammar; names are looked for without one
        read = self.casing.restored(text, known)
        if spans is None:
            named = self.pipeline.find_spans(text) if self.pipeline else None
            mentions = self.recogniser.find_mentions(read, known, named)
        else:
            mentions = given_mentions(read, spans, self, known)
        if read is not text:
            mentions = tuple(replace(mention, text=text[mention.start : mention.end]) for mention in mentions)
        resolutions = self.resolver.resolve(read, mentions, known, outlet)
        found_sentences = sentences.split(read)
        dates = timex.find_expressions(read, language, published)
        claims = routes.find_routes(read, language, found_sentences, resolutions, dates)
        relatives = relative.find_relatives(read, language, resolutions)
        return Geoparsed(text, language, resolutions, relatives, claims, dates, tuple(found_sentences))


def given_mentions(
    text: str, spans: Sequence[tuple[int, int]], parser: Geoparser, language: str | None
) -> tuple[Mention, ...]:
    """Mentions of spans that somebody else recognised; a demonym that is no well-known place is one."""
    gazetteer = parser.gazetteer
    mentions = []
    for start, end in sorted(spans):
        name = text[start:end]
        demonym = gazetteer.demonym(name, language) and not parser.recogniser.names_a_town(name, language)
        mentions.append(Mention(start, end, name, "demonym" if demonym else "place"))
    return tuple(mentions)


@cache
def geoparser() -> Geoparser:
    """The one geoparser of this process, its gazetteer built first where it is missing. Raises BadInput for a bad setting."""
    chosen = settings_module.load()
    pipeline = spacy_pipeline.load(chosen.recogniser.removeprefix("spacy:")) if chosen.recogniser else None
    opened = Geoparser(gazetteer_module.ensure(chosen.gazetteer), lexicon.ensure(chosen.gazetteer), pipeline)
    gc.freeze()  # what was just read stays as long as the process: no collection need walk through it again
    # a text makes and drops thousands of small objects, none of them in a circle
    gc.set_threshold(20_000, *gc.get_threshold()[1:])
    return opened


def publication(value: str | None) -> DateSpan | None:
    """DateSpan of « 2023 », « 2023-06 » or « 2023-06-09 ». Raises BadInput on anything else."""
    if not value:
        return None
    found = _PUBLISHED.fullmatch(value.strip())
    try:
        year, month, day = (int(part) if part else None for part in found.groups())
        if day:
            first = last = date(year, month, day)
            precision = "day"
        elif month:
            first = date(year, month, 1)
            last = date(year + month // 12, month % 12 + 1, 1) - date.resolution
            precision = "month"
        else:
            first, last, precision = date(year, 1, 1), date(year, 12, 31), "year"
    except (AttributeError, ValueError) as error:
        raise BadInput(
            "published {value!r} is no date. Write YYYY-MM-DD, YYYY-MM or YYYY.", value=value[:40]
        ) from error
    return DateSpan(first.isoformat(), last.isoformat(), precision, "given")
