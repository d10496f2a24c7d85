"""THE LINE: article → mention → place → route → store. Read this file first: order and idempotence, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from geo import corrections
from geo.corrections import Book
from geo.geoparser import Geoparser, geoparser, publication
from geo.geoparsing import gazetteer as gazetteer_module
from geo.geoparsing import geocoding, lexicon, relative
from geo.geoparsing.gazetteer import fold
from geo.geoparsing.unlisted import FACILITY
from geo.ingestion import articles, webpage
from geo.model import Article, BadInput, Correction, Effect, Geoparsed, Resolution
from geo.settings import Settings
from geo.store import Store

Progress = Callable[[str, int, int], None]  # (what, done, of)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # of any scheme: the door says which it takes


@dataclass(slots=True)
class Report:
    """What an ingest did: ids added, ids that were there already, and (file, reason) of what was left out."""

    added: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    skipped: list[tuple[str, BadInput]] = field(default_factory=list)


def ingest(
    paths: Iterable[Path | str], store: Store, parser: Geoparser, settings: Settings, progress: Progress | None = None
) -> Report:
    """Take files, folders and web addresses in. An article is written whole or not at all; a bad one is named and the rest
    goes on."""
    report = Report()
    found: dict[Path, Path] = {}  # by where it really is: a folder and a file in it name one article
    addresses: list[str] = []
    for path in paths:
        if _ADDRESS.match(str(path)):
            addresses.append(str(path))
            continue
        try:
            found |= {file.resolve(): file for file in articles.find_files([Path(path)])}
        except BadInput as error:
            report.skipped.append((str(path), error))
    readers = [(str(file), partial(articles.read_article, file, settings.max_file_mb)) for file in found.values()]
    readers += [(address, partial(_fetched, address, settings)) for address in dict.fromkeys(addresses)]
    return _take_in(readers, report, store, parser, settings, progress)


def ingest_uploads(
    uploads: Iterable[tuple[str, bytes]],
    store: Store,
    parser: Geoparser,
    settings: Settings,
    progress: Progress | None = None,
) -> Report:
    """Like ``ingest``, for files that were handed over: (name, content). No name is ever used as a path."""
    readers = [(name, partial(articles.from_bytes, data, name, settings.max_file_mb)) for name, data in uploads]
    return _take_in(readers, Report(), store, parser, settings, progress)


def ingest_text(text: str, store: Store, parser: Geoparser, settings: Settings, **meta: object) -> Report:
    """Take a pasted text in, with what is known of it (see ``articles.from_text``). Raises BadInput."""
    return _take_one(articles.from_text(text, **meta), store, parser, settings)


def ingest_address(address: str, store: Store, parser: Geoparser, settings: Settings) -> Report:
    """Take the article at a web address in. Raises BadInput, also where DATELINE_FETCH does not allow it."""
    return _take_one(_fetched(address, settings), store, parser, settings)


def _fetched(address: str, settings: Settings) -> Article:
    if settings.fetch != "on":
        raise BadInput(
            "{address}: web addresses are not taken in here: DATELINE_FETCH is {fetch}. Save the page as a text.",
            address=address,
            fetch=settings.fetch,
        )
    return webpage.read_address(address, settings.max_file_mb)


def _take_one(article: Article, store: Store, parser: Geoparser, settings: Settings) -> Report:
    report = Report()
    geocoder = online_chain(settings, store, parser)
    added = not store.has_article(article.id) and add(article, store, parser, geocoder, corrections_file(settings))
    (report.added if added else report.known).append(article.id)
    return report


def _take_in(
    readers: Sequence[tuple[str, Callable[[], Article]]],
    report: Report,
    store: Store,
    parser: Geoparser,
    settings: Settings,
    progress: Progress | None,
) -> Report:
    replay(store, parser, settings)
    geocoder = online_chain(settings, store, parser)
    for done, (name, read) in enumerate(readers):
        if progress:
            progress(Path(name).name, done, len(readers))
        try:
            article = read()
        except BadInput as error:
            report.skipped.append((name, error))
            continue
        added = not store.has_article(article.id) and add(article, store, parser, geocoder, corrections_file(settings))
        (report.added if added else report.known).append(article.id)
    if progress and readers:
        progress("", len(readers), len(readers))
    return report


def add(
    article: Article,
    store: Store,
    parser: Geoparser,
    geocoder: geocoding.Chain | None = None,
    corrected_by: Path | None = None,
) -> bool:
    """Parse, correct and store one article, whole or not at all; False where the store has it already.

    corrected_by: the corrections file.
    """
    book = _book(corrected_by)
    read = parse_article(article, parser, geocoder, book)
    if not store.add_article(article, read.found, parser.version, corrected=read.article, effects=read.effects):
        return False
    if _book(corrected_by).digests != book.digests:  # somebody corrected meanwhile, and could not see this article
        _renew(article.id, store, parser, geocoder, corrected_by)
    return True


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as editors have corrected it, what was found in it, and what each correction met there."""

    article: Article
    found: Geoparsed
    effects: tuple[Effect, ...] = ()


def parse_article(
    article: Article, parser: Geoparser, geocoder: geocoding.Chain | None = None, book: Book = corrections.EMPTY
) -> Reading:
    """The line for an article; names that the gazetteer lacks are asked of the online geocoder, if one is set."""
    shown, about_article = corrections.correct_article(article, book)
    outlet = parser.outlet(shown.publisher, shown.source)
    found = parser.parse(shown.text, shown.published, shown.language, asides=shown.asides, outlet=outlet)
    if geocoder is not None:
        located = tuple(_located(resolution, geocoder, found.language) for resolution in found.resolutions)
        found = replace(found, resolutions=located)
    found, about_parse = corrections.correct_parse(shown, found, book, fold, parser.gazetteer.place)
    if about_parse:  # distances are measured from where the anchors are now
        text_read = articles.blanked(shown.text, shown.asides)
        found = replace(found, relatives=relative.find_relatives(text_read, found.language, found.resolutions))
    return Reading(shown, found, (*about_article, *about_parse))


def _located(resolution: Resolution, geocoder: geocoding.Chain, language: str) -> Resolution:
    mention = resolution.mention
    if (
        resolution.place is not None
        or resolution.candidates
        or mention.role == "demonym"
        or FACILITY in mention.evidence
    ):
        return resolution  # a « rue du Château » is in every town: no geocoder can know which
    answer = geocoder.locate(mention.text, language)
    if answer.place is None:
        return replace(resolution, reason=answer.reason)
    # An online geocoder knows the name, not the text: it is not trusted more than an even chance.
    return replace(resolution, place=answer.place, confidence=0.5 * mention.confidence, reason=answer.reason)


def refresh(store: Store, parser: Geoparser, settings: Settings, progress: Progress | None = None) -> int:
    """Parse again what an older version parsed; the number of articles."""
    stale = store.stale_articles(parser.version)
    _renew_all(stale, store, parser, settings, progress)
    return len(stale)


def _renew_all(
    article_ids: Sequence[str], store: Store, parser: Geoparser, settings: Settings, progress: Progress | None
) -> None:
    geocoder = online_chain(settings, store, parser)
    for done, article_id in enumerate(article_ids):
        if progress:
            progress(article_id, done, len(article_ids))
        _renew(article_id, store, parser, geocoder, corrections_file(settings))


def _renew(
    article_id: str, store: Store, parser: Geoparser, geocoder: geocoding.Chain | None, corrected_by: Path | None
) -> None:
    """Parse an article again, from what was taken in, with the corrections as they are when it is written."""
    book = None
    while book is None or _book(corrected_by).digests != book.digests:
        book = _book(corrected_by)
        article = store.article(article_id, as_found=True)
        if article is None:
            return
        read = parse_article(article, parser, geocoder, book)
        store.replace_parse(article_id, read.found, parser.version, corrected=read.article, effects=read.effects)


def prepare(settings: Settings, progress: Progress | None = None) -> tuple[Store, Geoparser]:
    """All that the app needs before its first page: gazetteer built, store open, seeds taken in, old parses renewed."""
    if progress:
        progress("gazetteer", 0, 1)
    parser = geoparser()
    store = Store.open(settings.database)
    replay(store, parser, settings, progress)
    if settings.seeds is not None and settings.seeds.is_dir() and not store.article_ids():
        ingest([settings.seeds], store, parser, settings, progress)
    refresh(store, parser, settings, progress)
    return store, parser


# -- corrections -------------------------------------------------------------------------------------------------------


def corrections_file(settings: Settings) -> Path:
    """The text file that outlives the database."""
    return settings.data / corrections.FILE_NAME


def _book(path: Path | None) -> Book:
    return corrections.read(path) if path is not None else corrections.EMPTY


def propose(
    store: Store,
    parser: Geoparser,
    settings: Settings,
    what: str,
    subject: str,
    new: dict | str | None = None,
    *,
    who: str,
    why: str = "",
    scope: str = "mention",
) -> Correction:
    """What an editor wants, as a correction for ``correct``. Writes nothing.

    what: one of CORRECTIONS but undo. subject: id of a mention (choose, reject, role, move), a claim (status, reject-claim),
    an article (published, publisher) or a place (merge, or move with the scope "place").
    scope: "mention", every mention of its name in its "article" or in the "corpus", or "place".
    new: choose and merge: id of a place; move: {lat, lon, radius_km}, the radius as it was where it is left out; role: a
    role; status: {modality, stance}; published: « 2023-06-09 », « 2023-06 », « 2023 » or None; publisher: a name or None.
    Raises BadInput where there is no such thing (any more), or where nothing would change.
    """
    frames = store.frames(*corrections.FRAMES)
    if what in ("choose", "merge"):
        candidates = store.candidates(subject) if what == "choose" else []
        new = corrections.place_value(new, frames, candidates, parser.gazetteer.place)
    if what == "published":
        new = corrections.published_value(publication(new))
    return corrections.propose(
        frames,
        corrections.read(corrections_file(settings)),
        what,
        subject,
        new,
        who=who,
        why=why,
        scope=scope,
        fold=fold,
        text_of=store.text,
    )


def correct(
    store: Store, parser: Geoparser, settings: Settings, correction: Correction, progress: Progress | None = None
) -> int:
    """Keep a correction and put it in force; the number of articles parsed again. Once kept it is never lost: what is
    interrupted afterwards is made up for by the next replay. Raises BadInput where editing is off."""
    if settings.editing != "on":
        raise BadInput(
            "Nothing can be corrected here: DATELINE_EDITING is {editing}."
            " Set it to on where only people you trust can reach this Dateline.",
            editing=settings.editing,
        )
    corrections.append(corrections_file(settings), correction)
    return replay(store, parser, settings, progress)


def undo(
    store: Store,
    parser: Geoparser,
    settings: Settings,
    correction_id: str,
    *,
    who: str,
    why: str = "",
    progress: Progress | None = None,
) -> Correction:
    """Take a correction back (or an undo: then it is in force again); the line that says so."""
    line = corrections.undo_of(corrections.read(corrections_file(settings))[correction_id], who, why)
    correct(store, parser, settings, line, progress)
    return line


def replay(store: Store, parser: Geoparser, settings: Settings, progress: Progress | None = None) -> int:
    """Bring the database in line with the corrections file, whoever has changed it; the number of articles parsed again."""
    renewed = 0
    while True:  # until nobody has added a line meanwhile
        book = corrections.read(corrections_file(settings))
        replayed = store.replayed()
        if replayed == book.digests:
            return renewed
        frames = store.frames("articles", "mentions", "routes", "effects")
        concerned = corrections.articles_to_renew(book, replayed, frames, fold)
        _renew_all(concerned, store, parser, settings, progress)
        store.set_replayed(book.digests)
        renewed += len(concerned)


def history(store: Store, settings: Settings) -> tuple[corrections.Entry, ...]:
    """Every correction and undo, oldest first, with the articles it changes and where it conflicts."""
    book = corrections.read(corrections_file(settings))
    return corrections.history(book, store.effects(), set(store.article_ids()))


def correction_problems(settings: Settings) -> tuple[BadInput, ...]:
    """The lines of the corrections file that cannot be used, each named with its number and what is wrong."""
    return corrections.read(corrections_file(settings)).problems


# -- the gazetteer and the chain ---------------------------------------------------------------------------------------


def chain(settings: Settings, store: Store, parser: Geoparser) -> geocoding.Chain:
    """The geocoding chain of this installation: cache → gazetteer → the online geocoder, if one is set."""
    return geocoding.Chain.from_settings(settings, store, parser.gazetteer)


def online_chain(settings: Settings, store: Store, parser: Geoparser) -> geocoding.Chain | None:
    """The chain where an online geocoder is set: without one, what the gazetteer lacks stays unplaced."""
    return chain(settings, store, parser) if settings.geocoder else None


def locate(name: str, settings: Settings) -> list[str]:
    """Lines that say where the chain puts ``name`` and which link said so."""
    with closing(Store.open(settings.database)) as store:
        return geocoding.describe(chain(settings, store, geoparser()).locate(name))


def build_gazetteer(settings: Settings, progress: Progress | None = None) -> list[str]:
    """Build the gazetteer and the word list anew; lines that say what came of it."""
    where = settings.gazetteer
    built = gazetteer_module.build(where, progress)
    lexicon.build(where / lexicon.file_name())
    lines = [f"{source}: {licence}, {version}" for source, licence, _, version in built.sources]
    return [*lines, f"{len(built):,} places, built in {where}."]
