"""The store: articles, what was found in them, the cached table of geocoded places. SQLite, or PostgreSQL by URL.

The only file that knows SQL. A write is one transaction and raises ``revision()``; reads give the frames of FRAMES.
"""

from __future__ import annotations

import json
import re
import time
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    TableClause,
    Text,
    cast,
    column,
    create_engine,
    event,
    exc,
    extract,
    func,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

from geo.model import (
    Article,
    Aside,
    BadInput,
    DateSpan,
    Effect,
    Geoparsed,
    Place,
    Resolution,
    Route,
    RouteEnd,
    StoreUnavailable,
    TimeExpression,
)

BUSY_TIMEOUT_MS = 10_000
CHECKPOINT_EVERY_WRITES = 256  # under steady readers the write-ahead log never shrinks by itself
CANDIDATES_KEPT = 10  # of each mention, best first: enough to choose another one by hand
LONGEST_LEASE_SECONDS = 600.0  # a gate closed for longer can only mean that a clock was set back

# {real}, {big} and {strict} are what the two dialects spell differently. A step that was released is never edited:
# a change of the schema is a new step at the end, and FRAMES follows.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE migrations (step INTEGER PRIMARY KEY, applied_at TEXT NOT NULL){strict}",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value {big} NOT NULL){strict}",
        # A clock's value, so that a database made anew never repeats a revision that somebody has cached.
        "INSERT INTO meta (key, value) VALUES ('revision', {now_ms})",
        """CREATE TABLE articles (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT, language TEXT, published_min TEXT,
            published_max TEXT, published_precision TEXT, published_rule TEXT, published_evidence TEXT NOT NULL,
            source TEXT, note TEXT, flags TEXT NOT NULL, chars INTEGER NOT NULL, added_at TEXT NOT NULL,
            parsed_with TEXT NOT NULL, parsed_language TEXT NOT NULL, text TEXT NOT NULL){strict}""",
        """CREATE TABLE asides (
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (article_id, ordinal)){strict}""",
        """CREATE TABLE places (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, name_fr TEXT, name_en TEXT, kind TEXT NOT NULL, country TEXT,
            admin1 TEXT, lat {real}, lon {real}, radius_km {real}, population {big} NOT NULL, source TEXT NOT NULL,
            licence TEXT NOT NULL, stands_for TEXT, looked_up_at TEXT NOT NULL){strict}""",
        """CREATE TABLE mentions (
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, start INTEGER NOT NULL,
            "end" INTEGER NOT NULL, text TEXT NOT NULL, role TEXT NOT NULL, place_id TEXT REFERENCES places (id),
            confidence {real} NOT NULL, recognition_confidence {real} NOT NULL, reason TEXT NOT NULL,
            sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL, PRIMARY KEY (article_id, start)){strict}""",
        # Apart from the mentions, which are read all together, while these are read one at a time.
        """CREATE TABLE candidates (
            article_id TEXT NOT NULL, start INTEGER NOT NULL, candidates TEXT NOT NULL, PRIMARY KEY (article_id, start),
            FOREIGN KEY (article_id, start) REFERENCES mentions (article_id, start) ON DELETE CASCADE){strict}""",
        """CREATE TABLE relatives (
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, anchor_start INTEGER NOT NULL,
            anchor_end INTEGER NOT NULL, distance_km {real}, bearing_deg {real}, lat {real}, lon {real},
            radius_km {real}, PRIMARY KEY (article_id, ordinal)){strict}""",
        """CREATE TABLE routes (
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL, from_start INTEGER, from_end INTEGER,
            from_text TEXT, from_place TEXT REFERENCES places (id), to_start INTEGER, to_end INTEGER, to_text TEXT,
            to_place TEXT REFERENCES places (id), via TEXT NOT NULL, cargo TEXT, mode TEXT, flow TEXT NOT NULL,
            modality TEXT NOT NULL, stance TEXT NOT NULL, claimants TEXT NOT NULL, cues TEXT NOT NULL, date_min TEXT,
            date_max TEXT, date_precision TEXT, date_rule TEXT, bidirectional INTEGER NOT NULL,
            PRIMARY KEY (article_id, ordinal)){strict}""",
        """CREATE TABLE dates (
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, date_min TEXT, date_max TEXT,
            precision TEXT, rule TEXT, reason TEXT NOT NULL, PRIMARY KEY (article_id, ordinal)){strict}""",
        """CREATE TABLE lookups (
            name_key TEXT PRIMARY KEY, name TEXT NOT NULL, place_id TEXT REFERENCES places (id), source TEXT NOT NULL,
            looked_up_at TEXT NOT NULL, expires_at {real}){strict}""",
        "CREATE TABLE gates (name TEXT PRIMARY KEY, open_at {real} NOT NULL){strict}",
    ),
    (
        # What the program had found of date and publisher, where editors have changed it; NULL where they have not.
        "ALTER TABLE articles ADD COLUMN as_found TEXT",
        """CREATE TABLE effects (
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
            correction TEXT NOT NULL, start INTEGER, found TEXT NOT NULL, conflict TEXT NOT NULL,
            PRIMARY KEY (article_id, ordinal)){strict}""",
        "CREATE TABLE replayed (correction TEXT PRIMARY KEY, digest TEXT NOT NULL){strict}",
    ),
    (
        # What a text search looks through, by sentence: what it finds is shown on the map and leads to its line.
        """CREATE TABLE sentences (
            number {serial} PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            start INTEGER NOT NULL, text TEXT NOT NULL){strict}""",
        "CREATE INDEX sentences_of ON sentences (article_id)",
        "{words}",
        # Where a sentence begins only the parser knows: every article is read again.
        "UPDATE articles SET parsed_with = ''",
    ),
)
# The index of words over the sentences, accents and capitals aside. SQLite's is kept by _index: a trigger that
# writes into it would need a schema that is trusted.
WORDS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        """CREATE VIRTUAL TABLE words USING fts5(
            text, content='sentences', content_rowid='number', tokenize='unicode61 remove_diacritics 2')""",
    ),
    "postgresql": ("CREATE INDEX words ON sentences USING gin ({vector})",),
}
# As PostgreSQL indexes a sentence. What has no end (a table read as one sentence) is cut where a tsvector would be too long.
VECTOR = "to_tsvector('simple'::regconfig, regexp_replace(normalize(lower(left(text, 100000)), NFKD), '[\u0300-\u036f]', '', 'g'))"

# The frames, each with its columns in order, as "name" or "name:dtype". Without a dtype a column holds str or None (an
# object column: None is falsy, pandas' own NaN is not). int: never missing. real: float, NaN where missing. offset: int
# or None. list, tuples: decoded from JSON. bool: bool. Dates are ISO strings, offsets code points into the text.
FRAMES: dict[str, str] = {
    "articles": "id title publisher language published_min published_max published_precision published_rule"
    " published_evidence:list source note flags:list chars:int added_at",
    "asides": "article_id start:int end:int kind text",
    "mentions": "id article_id start:int end:int text role place_id confidence:real recognition_confidence:real reason"
    " sentence_start:int sentence_end:int",
    "relatives": "article_id start:int end:int text anchor_start:int anchor_end:int distance_km:real bearing_deg:real"
    " lat:real lon:real radius_km:real",
    "routes": "id article_id sentence_start:int sentence_end:int from_start:offset from_end:offset from_text from_place"
    " to_start:offset to_end:offset to_text to_place via:list cargo mode flow modality stance claimants:list"
    " cues:tuples date_min date_max date_precision date_rule bidirectional:bool",
    "dates": "article_id start:int end:int text date_min date_max precision rule reason",
    "effects": "article_id correction start:offset found conflict",
    "places": "id name name_fr name_en kind country admin1 lat:real lon:real radius_km:real population:int source"
    " licence stands_for looked_up_at",
}


def _table(name: str, unframed: str = "") -> TableClause:
    """A table as queries need it: the columns of its frame, but for a made id, and those that are in no frame."""
    framed = [each.partition(":")[0] for each in FRAMES.get(name, "").split()]
    if "article_id" in framed and "id" in framed:
        framed.remove("id")
    return table(name, *map(column, framed + unframed.split()))


META = _table("meta", "key value")
STEPS = _table("migrations", "step applied_at")
ARTICLES = _table("articles", "parsed_with parsed_language text as_found")
ASIDES = _table("asides", "ordinal")
PLACES = _table("places")
MENTIONS = _table("mentions")
CANDIDATES = _table("candidates", "article_id start candidates")
RELATIVES = _table("relatives", "ordinal")
ROUTES = _table("routes", "ordinal")
DATES = _table("dates", "ordinal")
EFFECTS = _table("effects", "ordinal")
REPLAYED = _table("replayed", "correction digest")
SENTENCES = _table("sentences", "number article_id start text")
LOOKUPS = _table("lookups", "name_key name place_id source looked_up_at expires_at")
GATES = _table("gates", "name open_at")
TABLES = {each.name: each for each in (ARTICLES, ASIDES, PLACES, MENTIONS, RELATIVES, ROUTES, DATES, EFFECTS)}
PARSED = (
    CANDIDATES,
    MENTIONS,
    RELATIVES,
    ROUTES,
    DATES,
    EFFECTS,
    SENTENCES,
)  # what a new parse replaces, children first
PUBLISHED = ("published_min", "published_max", "published_precision", "published_rule")
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
PLACE_DEFAULTS = {each.name: None if each.default is MISSING else each.default for each in fields(Place)}


class Store:
    """One database. Safe for many threads and processes; after a fork or in a new process, open another one.

    Every method raises StoreUnavailable, one line fit to show, where the database cannot be read or written.
    """

    def __init__(self, reader: Engine, writer: Engine):
        self._reader, self._writer = reader, writer
        self._where = _where(writer.url)
        self._writes = 0

    @classmethod
    def open(cls, url: str) -> Store:
        """Open, and create or migrate where needed. Raises BadInput for an address that is none."""
        address = _address(url)
        with _translated(_where(address)):
            store = cls(_engine(address, writes=False), _engine(address, writes=True))
        try:
            store._migrate()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    # --- reading ---------------------------------------------------------------------------------------------------

    def revision(self) -> int:
        """A number that grows with every write; also over a database that was deleted and made anew."""
        return self._value(select(META.c.value).where(META.c.key == "revision"))

    def frames(self, *names: str) -> dict[str, pd.DataFrame]:
        """The named frames of FRAMES (all of them without names), read as of one moment."""
        with self._reading() as connection:
            return {name: _frame(connection, name) for name in names or FRAMES}

    def articles(self) -> pd.DataFrame:
        """One row an article in the order they came in; ``language`` is the one it was parsed in if it states none."""
        return self.frames("articles")["articles"]

    def asides(self) -> pd.DataFrame:
        return self.frames("asides")["asides"]

    def mentions(self) -> pd.DataFrame:
        """One row a mention in reading order; ``place_id`` None and a ``reason`` where it is nowhere."""
        return self.frames("mentions")["mentions"]

    def relatives(self) -> pd.DataFrame:
        """Places by distance and bearing; the anchor is the mention ``f"{article_id}-{anchor_start}"``."""
        return self.frames("relatives")["relatives"]

    def routes(self) -> pd.DataFrame:
        """One row a claim; ``via`` is a list of {start, end, text, place}, ``cues`` a list of (start, end, decided)."""
        return self.frames("routes")["routes"]

    def dates(self) -> pd.DataFrame:
        return self.frames("dates")["dates"]

    def places(self) -> pd.DataFrame:
        """The cached table of geocoded places: all that a mention or a route was resolved to, or that was looked up."""
        return self.frames("places")["places"]

    def effects(self) -> pd.DataFrame:
        """One row for each thing that a correction met in an article; see Effect. ``conflict`` is "" where there is none."""
        return self.frames("effects")["effects"]

    def article_ids(self) -> list[str]:
        return self._column(select(ARTICLES.c.id).order_by(ARTICLES.c.added_at, ARTICLES.c.id))

    def has_article(self, article_id: str) -> bool:
        return self._value(select(ARTICLES.c.id).where(ARTICLES.c.id == article_id)) is not None

    def stale_articles(self, parsed_with: str) -> list[str]:
        """Ids of the articles that another version of the parser or of the gazetteer has read."""
        stale = select(ARTICLES.c.id).where(ARTICLES.c.parsed_with != parsed_with)
        return self._column(stale.order_by(ARTICLES.c.added_at, ARTICLES.c.id))

    def article(self, article_id: str, *, as_found: bool = False) -> Article | None:
        """The article as editors have corrected it or, ``as_found``, as it was taken in."""
        with self._reading() as connection:
            row = connection.execute(select(ARTICLES).where(ARTICLES.c.id == article_id)).one_or_none()
            asides = connection.execute(
                select(ASIDES.c.start, ASIDES.c.end, ASIDES.c.kind, ASIDES.c.text)
                .where(ASIDES.c.article_id == article_id)
                .order_by(ASIDES.c.ordinal)
            ).all()
        return _article(row, asides, as_found) if row else None

    def text(self, article_id: str) -> str:
        """Text of an article. Raises BadInput where there is none by that id."""
        found = self._value(select(ARTICLES.c.text).where(ARTICLES.c.id == article_id))
        if found is None:
            raise BadInput(
                "No article {article_id!r} in {where}. It may have been removed: see the list.",
                article_id=article_id,
                where=self._where,
            )
        return found

    def candidates(self, mention_id: str) -> list[dict]:
        """What a mention may mean, best first: the fields of Place, and score, evidence, primary. Empty if unknown."""
        article_id, _, start = mention_id.rpartition("-")
        query = select(CANDIDATES.c.candidates).where(
            CANDIDATES.c.article_id == article_id,
            cast(CANDIDATES.c.start, Text) == start,  # as text: an address bar may hold anything
        )
        return [{**PLACE_DEFAULTS, **each} for each in json.loads(self._value(query) or "[]")]

    def sentences_with(self, words: Sequence[str]) -> list[tuple[str, int]]:
        """(article id, start) of the sentences in which every one of ``words`` begins a word, accents and capitals aside."""
        words = [_bare(word) for word in words]
        if not words:
            return []
        if self._reader.dialect.name == "sqlite":
            # The words' own quotes are doubled: nothing in them is an operator of the search.
            asked = " ".join('"' + word.replace('"', '""') + '" *' for word in words)
            query = "SELECT article_id, start FROM sentences WHERE number IN (SELECT rowid FROM words WHERE words MATCH :asked)"
        else:
            asked = " & ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "':*" for word in words)
            query = f"SELECT article_id, start FROM sentences WHERE {VECTOR} @@ to_tsquery('simple', :asked)"
        with self._reading() as connection:
            return [tuple(row) for row in connection.execute(text(query), {"asked": asked})]

    def replayed(self) -> dict[str, str]:
        """Id → digest of the corrections that this database has replayed over all its articles."""
        with self._reading() as connection:
            return {row.correction: row.digest for row in connection.execute(select(REPLAYED))}

    # --- writing ---------------------------------------------------------------------------------------------------

    def add_article(
        self,
        article: Article,
        found: Geoparsed,
        parsed_with: str,
        *,
        corrected: Article | None = None,
        effects: Sequence[Effect] = (),
    ) -> bool:
        """Add an article and all that was found in it, or nothing. False where it is known: the same id goes in once.

        corrected: what editors made of its date and publisher, which is shown; what was found is kept beside it.
        Raises BadInput for text no database can hold (NUL, half a surrogate pair).
        """
        _check_storable(article)
        with self._writing() as connection:
            row = _article_row(article, found, parsed_with) | _corrected_row(_about(article), corrected)
            insert = _insert(connection, ARTICLES).values(row).on_conflict_do_nothing()
            added = connection.execute(insert, execution_options={"preserve_rowcount": True})
            if not added.rowcount:
                connection.rollback()  # another process was faster: not even the revision moves
                return False
            _insert_rows(connection, ASIDES, _numbered(article.id, article.asides, _fields))
            _insert_parse(connection, article.id, found, effects)
        return True

    def replace_parse(
        self,
        article_id: str,
        found: Geoparsed,
        parsed_with: str,
        *,
        corrected: Article | None = None,
        effects: Sequence[Effect] = (),
    ) -> bool:
        """Put a new parse in the place of the old one. False where the article is not there (any more).

        corrected: as for add_article; without it the date and the publisher are again those that were found.
        """
        chosen = ARTICLES.c.id == article_id
        with self._writing() as connection:
            row = connection.execute(select(ARTICLES).where(chosen)).one_or_none()
            if row is None:
                connection.rollback()
                return False
            values = {"parsed_with": parsed_with, "parsed_language": found.language}
            values |= _corrected_row(_found_about(row), corrected)
            connection.execute(ARTICLES.update().where(chosen).values(values))
            _forget_words(connection, article_id)
            for each in PARSED:
                connection.execute(each.delete().where(each.c.article_id == article_id))
            _insert_parse(connection, article_id, found, effects)
        return True

    def set_replayed(self, digests: dict[str, str]) -> None:
        """Note which corrections have been replayed; see replayed()."""
        with self._writing() as connection:
            connection.execute(REPLAYED.delete())
            rows = [{"correction": each, "digest": digest} for each, digest in sorted(digests.items())]
            _insert_rows(connection, REPLAYED, rows)

    def remove_article(self, article_id: str) -> bool:
        """Remove an article and all that was found in it. The places stay: they are the cache. False if unknown."""
        with self._writing() as connection:
            _forget_words(connection, article_id)
            removed = connection.execute(ARTICLES.delete().where(ARTICLES.c.id == article_id)).rowcount
            if not removed:
                connection.rollback()
        return bool(removed)

    # --- the geocoding chain's memory --------------------------------------------------------------------------------

    def recall(self, name_key: str) -> dict | None:
        """What an online geocoder answered: {name, place (None: it knows none), source, looked_up_at, expires_at}.

        The asker judges ``expires_at`` (seconds since 1970, or None for never).
        """
        joined = LOOKUPS.outerjoin(PLACES, LOOKUPS.c.place_id == PLACES.c.id)
        answer = [LOOKUPS.c[name] for name in ("name", "source", "looked_up_at", "expires_at")]
        place = [PLACES.c[name].label(f"place_{name}") for name in PLACE_DEFAULTS]
        with self._reading() as connection:
            query = select(*answer, *place).select_from(joined).where(LOOKUPS.c.name_key == name_key)
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        values = {name: row[f"place_{name}"] for name in PLACE_DEFAULTS}
        return {
            **{each.name: row[each.name] for each in answer},
            "place": Place(**values) if values["id"] else None,
        }

    def remember(
        self, name_key: str, name: str, place: Place | None, source: str, expires_at: float | None = None
    ) -> None:
        """Keep an answer, also that there is none; the last one given counts."""
        row = {
            "name_key": name_key,
            "name": name,
            "place_id": place.id if place else None,
            "source": source,
            "looked_up_at": _now(),
            "expires_at": expires_at,
        }
        with self._writing() as connection:
            _upsert(connection, PLACES, _place_rows([place] if place else []), "id")
            _upsert(connection, LOOKUPS, [row], "name_key")

    def acquire_gate(self, name: str, lease_seconds: float) -> float:
        """Take the one turn that all processes share. 0.0: it is yours until release_gate; else seconds to wait first.

        A holder that dies keeps the gate shut for its lease only.
        """
        lease_seconds = min(lease_seconds, LONGEST_LEASE_SECONDS)
        with self._reading() as connection:  # those who wait look without taking the writer's lock
            wait = _seconds_shut(connection, name)
        if wait:
            return wait
        with self._writing(revises=False) as connection:
            connection.execute(_insert(connection, GATES).values(name=name, open_at=0.0).on_conflict_do_nothing())
            wait = _seconds_shut(connection, name, locks=True)
            if not wait:
                _shut(connection, name, lease_seconds)
        return wait

    def release_gate(self, name: str, delay_seconds: float) -> None:
        """Give the turn back; the next one starts ``delay_seconds`` from now, so that requests keep that distance."""
        with self._writing(revises=False) as connection:
            _shut(connection, name, delay_seconds)

    # --- connections -------------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _translated(self._where), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, *, revises: bool = True) -> Iterator[Connection]:
        """One transaction. The revision is raised first: so writers queue on both engines, and none deadlocks."""
        with _translated(self._where):
            with self._writer.connect() as connection:
                if revises:
                    connection.execute(META.update().where(META.c.key == "revision").values(value=META.c.value + 1))
                yield connection
                connection.commit()
            self._writes += 1
            if self._writes % CHECKPOINT_EVERY_WRITES == 0:
                self._checkpoint()

    def _checkpoint(self) -> None:
        if self._writer.dialect.name != "sqlite":
            return
        with self._writer.connect() as connection:
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA busy_timeout = 200")  # readers in the way: the next one will do
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    def _value(self, query: Select):
        with self._reading() as connection:
            return connection.execute(query).scalar()

    def _column(self, query: Select) -> list:
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def _migrate(self) -> None:
        with self._reading() as connection:
            if self._steps_done(connection) == len(MIGRATIONS):
                return
        with self._writing(revises=False) as connection:
            if connection.dialect.name == "postgresql":  # SQLite's writer is alone already
                connection.execute(select(func.pg_advisory_xact_lock(int.from_bytes(b"dateline"))))
            for number in range(self._steps_done(connection) + 1, len(MIGRATIONS) + 1):
                _apply(connection, number)

    def _steps_done(self, connection: Connection) -> int:
        """Steps applied so far. Raises StoreUnavailable for a database that a newer program has changed."""
        if not inspect(connection).has_table(STEPS.name):
            return 0
        done = connection.execute(select(func.max(STEPS.c.step))).scalar() or 0
        if done > len(MIGRATIONS):
            raise StoreUnavailable(
                "{where} was written by a newer Dateline (schema {done}, this one knows {known})."
                " Update the program, or point DATELINE_DATABASE at another database.",
                where=self._where,
                done=done,
                known=len(MIGRATIONS),
            )
        return done


# --- engines and errors -----------------------------------------------------------------------------------------------


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except exc.ArgumentError as error:
        raise BadInput("DATELINE_DATABASE is not an address such as sqlite:////folder/dateline.db.") from error
    if address.get_backend_name() == "sqlite":
        if address.database in (None, "", ":memory:"):
            raise BadInput("DATELINE_DATABASE names no file: an SQLite database in memory cannot be shared.")
        return address.set(drivername="sqlite")
    if address.drivername in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername == "postgresql+psycopg":
        return address
    raise BadInput("DATELINE_DATABASE={where}: only sqlite and postgresql databases are known.", where=_where(address))


def _where(address: URL) -> str:
    if address.get_backend_name() == "sqlite":
        return address.database or ""
    return address.render_as_string(hide_password=True)


def _engine(address: URL, *, writes: bool) -> Engine:
    if address.get_backend_name() == "postgresql":
        try:
            # Repeatable read: several frames are of one moment. Writers queue by themselves.
            level = "READ COMMITTED" if writes else "REPEATABLE READ"
            patience = {"connect_timeout": BUSY_TIMEOUT_MS // 1000}
            return create_engine(address, isolation_level=level, pool_pre_ping=True, connect_args=patience)
        except ModuleNotFoundError as error:
            raise StoreUnavailable("PostgreSQL needs the driver psycopg. Run: pip install 'psycopg[binary]'") from error
    if not address.query:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _configure(connection, _record) -> None:
        connection.isolation_level = None  # sqlite3 would begin transactions late and by itself
        for pragma in _pragmas(writes):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Immediate: a writer waits for its turn before it reads what it is about to change.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _pragmas(writes: bool) -> tuple[str, ...]:
    shared = (f"busy_timeout = {BUSY_TIMEOUT_MS}", "trusted_schema = OFF", "mmap_size = 0", "foreign_keys = ON")
    if not writes:
        return (*shared, "query_only = ON")
    return (*shared, "journal_mode = WAL", "synchronous = FULL", f"journal_size_limit = {64 * 1024 * 1024}")


# SQLite's names of its errors, by how they begin: what happened, what next.
_SQLITE_ERRORS: tuple[tuple[str, str], ...] = (
    ("SQLITE_BUSY", "The database {where} is locked by another program. Close that program, or try again."),
    ("SQLITE_LOCKED", "The database {where} is locked by another program. Close that program, or try again."),
    (
        "SQLITE_CANTOPEN",
        "The database {where} cannot be opened. Check that the folder exists and that you may write in it.",
    ),
    ("SQLITE_READONLY", "The database {where} cannot be written. Check that you may write the file and its folder."),
    ("SQLITE_PERM", "The database {where} cannot be written. Check that you may write the file and its folder."),
    (
        "SQLITE_NOTADB",
        "The database {where} is not a database. Point DATELINE_DATABASE at another file, or move this one away.",
    ),
    (
        "SQLITE_CORRUPT",
        "The database {where} is damaged. Move the file away, and start again: the database is made anew.",
    ),
    ("SQLITE_FULL", "The database {where} cannot grow: the disk is full. Free some space, and try again."),
    (
        "SQLITE_IOERR",
        "The database {where} cannot be read or written: the disk gave an error. Check the disk, and try again.",
    ),
    ("SQLITE_ERROR", "The database {where} is not a database of Dateline. Point DATELINE_DATABASE at another file."),
)


@contextmanager
def _translated(where: str) -> Iterator[None]:
    try:
        yield
    except (exc.IntegrityError, exc.ProgrammingError, exc.InterfaceError, exc.DataError):
        raise  # ours: a mistake of the program, not the state of the database
    except exc.DBAPIError as error:
        raise _refusal(where, error) from error
    except exc.TimeoutError as error:
        raise StoreUnavailable("The database {where} is too busy. Try again in a moment.", where=where) from error
    except OSError as error:
        raise StoreUnavailable(
            "The database {where} cannot be opened ({strerror}). Check that you may write in its folder.",
            where=where,
            strerror=error.strerror,
        ) from error


def _refusal(where: str, error: exc.DBAPIError) -> StoreUnavailable:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is None:
        first = str(error.orig).strip().partition("\n")[0]
        return StoreUnavailable(
            "The database {where} does not answer ({first}). Check that it runs and that its address is right.",
            where=where,
            first=first,
        )
    for start, line in _SQLITE_ERRORS:
        if name.startswith(start):
            return StoreUnavailable(line, where=where)
    return StoreUnavailable(
        "The database {where} cannot be used ({name}). Check the file and its folder.", where=where, name=name
    )


def _apply(connection: Connection, number: int) -> None:
    words = {"real": "REAL", "big": "INTEGER", "strict": " STRICT", "serial": "INTEGER"}
    if connection.dialect.name == "postgresql":
        words = {"real": "DOUBLE PRECISION", "big": "BIGINT", "strict": "", "serial": "BIGSERIAL"}
    for statement in MIGRATIONS[number - 1]:
        for each in WORDS[connection.dialect.name] if statement == "{words}" else (statement,):
            connection.exec_driver_sql(each.format(now_ms=int(time.time() * 1000), vector=VECTOR, **words))
    connection.execute(STEPS.insert().values(step=number, applied_at=_now()))


# --- rows -------------------------------------------------------------------------------------------------------------


def _frame(connection: Connection, name: str) -> pd.DataFrame:
    kinds = dict(each.partition(":")[::2] for each in FRAMES[name].split())
    rows = connection.execute(_query(name, list(kinds))).all()
    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return pd.DataFrame({key: _series(values, kinds[key]) for key, values in zip(kinds, columns, strict=True)})


def _query(name: str, columns: Sequence[str]) -> Select:
    source = TABLES[name]
    computed = {
        "mentions": lambda: {"id": source.c.article_id.concat("-").concat(cast(source.c.start, Text))},
        "routes": lambda: {"id": source.c.article_id.concat("-r").concat(cast(source.c.ordinal, Text))},
        "articles": lambda: {"language": func.coalesce(source.c.language, source.c.parsed_language)},
    }.get(name, dict)()
    order = [source.c[key] for key in ("added_at", "article_id", "start", "ordinal", "id") if key in source.c]
    if name == "effects":  # some have no start, and the dialects disagree on where NULL goes
        order = [source.c.article_id, source.c.ordinal]
    chosen = [computed[key].label(key) if key in computed else source.c[key] for key in columns]
    return select(*chosen).order_by(*order)


def _series(values: Sequence, kind: str) -> pd.Series:
    if kind == "int":
        return pd.Series(values, dtype="int64")
    if kind == "real":
        return pd.Series(values, dtype="float64")
    if kind == "bool":
        return pd.Series(values, dtype="int64").astype(bool)
    if kind == "list":
        values = [json.loads(value) for value in values]
    if kind == "tuples":
        values = [[tuple(item) for item in json.loads(value)] for value in values]
    return pd.Series(values, dtype=object)


def _insert(connection: Connection, into: TableClause) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows ``on_conflict_do_…``, which both dialects spell alike but each has its own."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name](into)


def _insert_rows(connection: Connection, into: TableClause, rows: list[dict]) -> None:
    if rows:
        connection.execute(into.insert(), rows)


def _upsert(connection: Connection, into: TableClause, rows: list[dict], key: str) -> None:
    if not rows:
        return
    insert = _insert(connection, into)
    changed = {c.name: insert.excluded[c.name] for c in into.c if c.name != key}
    connection.execute(insert.on_conflict_do_update(index_elements=[key], set_=changed), rows)


def _insert_parse(connection: Connection, article_id: str, found: Geoparsed, effects: Sequence[Effect]) -> None:
    placed = [r.place for r in found.resolutions]
    placed += [end.place for route in found.routes for end in (route.origin, route.destination, *route.via) if end]
    _upsert(connection, PLACES, _place_rows([place for place in placed if place]), "id")
    mentions = [_mention_row(article_id, r, found.sentences) for r in found.resolutions]
    candidates = [_candidates_row(article_id, r) for r in found.resolutions if r.candidates]
    _insert_rows(connection, MENTIONS, mentions)
    _insert_rows(connection, CANDIDATES, candidates)
    _insert_rows(connection, RELATIVES, _numbered(article_id, found.relatives, _fields))
    _insert_rows(connection, ROUTES, _numbered(article_id, found.routes, _route_row))
    _insert_rows(connection, DATES, _numbered(article_id, found.dates, _date_row))
    _insert_rows(connection, EFFECTS, _numbered(article_id, effects, _fields))
    # A name that stands in no sentence (in an aside) is one by itself.
    spans = {*found.sentences, *((row["sentence_start"], row["sentence_end"]) for row in mentions)}
    rows = [{"article_id": article_id, "start": a, "text": found.text[a:b]} for a, b in sorted(spans)]
    _insert_rows(connection, SENTENCES, rows)
    if connection.dialect.name == "sqlite":
        _index(connection, article_id, "INSERT INTO words (rowid, text) SELECT number, text")


def _forget_words(connection: Connection, article_id: str) -> None:
    """To be called while the sentences are still there: the index is told what it held."""
    if connection.dialect.name == "sqlite":
        _index(connection, article_id, "INSERT INTO words (words, rowid, text) SELECT 'delete', number, text")


def _index(connection: Connection, article_id: str, change: str) -> None:
    connection.execute(text(f"{change} FROM sentences WHERE article_id = :article"), {"article": article_id})


def _numbered(article_id: str, nouns: Iterable, row: Callable[[Any], dict]) -> list[dict]:
    return [{"article_id": article_id, "ordinal": i, **row(noun)} for i, noun in enumerate(nouns)]


def _article_row(article: Article, found: Geoparsed, parsed_with: str) -> dict:
    return {
        "id": article.id,
        "title": article.title,
        **_about(article),
        "language": article.language,
        "source": article.source,
        "note": article.note,
        "chars": len(article.text),
        "added_at": _now(),
        "parsed_with": parsed_with,
        "parsed_language": found.language,
        "text": article.text,
    }


def _about(article: Article) -> dict:
    """The columns of an article that editors may change."""
    return {
        "publisher": article.publisher,
        **_span(article.published, *PUBLISHED),
        "published_evidence": _json(article.published_evidence),
        "flags": _json(article.flags),
    }


def _found_about(row: Row) -> dict:
    if row.as_found is not None:
        return json.loads(row.as_found)
    return {name: getattr(row, name) for name in ("publisher", *PUBLISHED, "published_evidence", "flags")}


def _corrected_row(found: dict, corrected: Article | None) -> dict:
    """What is shown and, where that is not what was found, what was."""
    shown = found if corrected is None else _about(corrected)
    return shown | {"as_found": None if shown == found else _json(found)}


def _article(row: Row, asides: Sequence[Row], as_found: bool) -> Article:
    about = _found_about(row) if as_found else {name: getattr(row, name) for name in row._fields}
    span = [about[name] for name in PUBLISHED]
    published = DateSpan(*span) if about["published_precision"] is not None else None
    return Article(
        id=row.id,
        text=row.text,
        title=row.title,
        publisher=about["publisher"],
        language=row.language,
        published=published,
        published_evidence=tuple(json.loads(about["published_evidence"])),
        source=row.source,
        note=row.note,
        asides=tuple(Aside(*aside) for aside in asides),
        flags=tuple(json.loads(about["flags"])),
    )


def _place_rows(places: Iterable[Place]) -> list[dict]:
    """One row a place, the last one given; sorted, so that every writer touches them in one order."""
    return [{**_fields(place), "looked_up_at": _now()} for _, place in sorted({p.id: p for p in places}.items())]


def _fields(noun) -> dict:
    """The fields of a noun that holds none. asdict copies every value, which took a tenth of an import."""
    return {name: getattr(noun, name) for name in noun.__slots__}


def _mention_row(article_id: str, resolution: Resolution, sentences: Sequence[tuple[int, int]]) -> dict:
    mention = resolution.mention
    sentence_start, sentence_end = _sentence_around(mention.start, mention.end, sentences)
    return {
        "article_id": article_id,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "role": mention.role,
        "place_id": resolution.place.id if resolution.place else None,
        "confidence": resolution.confidence,
        "recognition_confidence": mention.confidence,
        "reason": resolution.reason,
        "sentence_start": sentence_start,
        "sentence_end": sentence_end,
    }


def _sentence_around(start: int, end: int, sentences: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The sentence that holds a span, or the span itself where none does (a title, an aside)."""
    at = bisect_right(sentences, start, key=itemgetter(0)) - 1
    if at >= 0 and sentences[at][1] >= end:
        return sentences[at]
    return start, end


def _candidates_row(article_id: str, resolution: Resolution) -> dict:
    kept = [
        {
            **{name: value for name, value in _fields(each.place).items() if value != PLACE_DEFAULTS[name]},
            "score": each.score,
            "evidence": each.evidence,
            "primary": each.primary,
        }
        for each in resolution.candidates[:CANDIDATES_KEPT]
    ]
    return {"article_id": article_id, "start": resolution.mention.start, "candidates": _json(kept)}


def _route_row(route: Route) -> dict:
    return {
        "sentence_start": route.sentence_start,
        "sentence_end": route.sentence_end,
        **_end(route.origin, "from"),
        **_end(route.destination, "to"),
        "via": _json([_end(stop) for stop in route.via]),
        "cargo": route.cargo,
        "mode": route.mode,
        "flow": route.flow,
        "modality": route.modality,
        "stance": route.stance,
        "claimants": _json(route.claimants),
        "cues": _json(route.cues),
        **_span(route.date, "date_min", "date_max", "date_precision", "date_rule"),
        "bidirectional": int(route.bidirectional),
    }


def _end(end: RouteEnd | None, prefix: str = "") -> dict:
    values = (end.start, end.end, end.text, end.place.id if end.place else None) if end else (None,) * 4
    return dict(zip([f"{prefix}_{key}".lstrip("_") for key in ("start", "end", "text", "place")], values, strict=True))


def _date_row(expression: TimeExpression) -> dict:
    return {
        "start": expression.start,
        "end": expression.end,
        "text": expression.text,
        **_span(expression.span, "date_min", "date_max", "precision", "rule"),
        "reason": expression.reason,
    }


def _span(span: DateSpan | None, *names: str) -> dict:
    values = (span.date_min, span.date_max, span.precision, span.rule) if span else (None,) * 4
    return dict(zip(names, values, strict=True))


def _check_storable(article: Article) -> None:
    for name in ("text", "title", "publisher", "source", "note"):
        value = getattr(article, name) or ""
        if _NOT_STORABLE.search(value):
            raise BadInput(
                "The {name} of {article} holds what is no text (NUL or half a surrogate pair). Save the file as UTF-8, and try again.",
                name=name,
                article=article.source or article.id,
            )


def _seconds_shut(connection: Connection, name: str, *, locks: bool = False) -> float:
    query = select(GATES.c.open_at).where(GATES.c.name == name)
    open_at = connection.execute(query.with_for_update() if locks else query).scalar()
    wait = (open_at or 0.0) - _clock(connection)
    return wait if 0.0 < wait <= LONGEST_LEASE_SECONDS else 0.0


def _shut(connection: Connection, name: str, seconds: float) -> None:
    connection.execute(GATES.update().where(GATES.c.name == name).values(open_at=_clock(connection) + seconds))


def _clock(connection: Connection) -> float:
    """Seconds since 1970, of the one clock that all processes share: the server's where there is one."""
    if connection.dialect.name == "postgresql":
        return float(connection.execute(select(extract("epoch", func.clock_timestamp()))).scalar())
    return time.time()


def _bare(word: str) -> str:
    """As VECTOR has it; SQLite does the same to both sides."""
    return "".join(each for each in unicodedata.normalize("NFKD", word.lower()) if not "\u0300" <= each <= "\u036f")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
