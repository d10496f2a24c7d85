"""The store: round trips, exactly once, migrations, errors, a writer killed in the middle.

Run as a script this file is a writer: URL, first and last number.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import store as module
from geo.model import (
    Article,
    Aside,
    BadInput,
    Candidate,
    DatelineError,
    DateSpan,
    Effect,
    Geoparsed,
    Mention,
    Place,
    Relative,
    Resolution,
    Route,
    RouteEnd,
    StoreUnavailable,
    TimeExpression,
)
from geo.store import CANDIDATES_KEPT, FRAMES, MIGRATIONS, Store

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Selon le port, du blé est parti de Gênes pour Bizerte le 3 mai. À 40 km au nord de Gênes, rien."
GENOA = Place("gn:3176219", "Genova", "city", "IT", 44.40478, 8.94439, 12.0, "08", 580_097, "GeoNames", "CC BY 4.0")
BIZERTE = Place("gn:2472706", "Bizerte", "city", "TN", 37.27442, 9.87391, 8.0, name_fr="Bizerte", name_en="Bizerte")
WEST = Place("x:west", "Occident", "bloc", None, None, None, None)
SENTENCES = ((0, 63), (64, 96))
EFFECTS = (Effect("c1", None, "Le Courrier"), Effect("c2", 35, GENOA.id, "changed"))


def an_article(number: int = 1) -> Article:
    return Article(
        id=f"{number:064x}",
        text=TEXT,
        title=f"Du blé pour Bizerte, {number}",
        publisher="Le Courrier",
        language="fr",
        published=DateSpan("2023-05-04", "2023-05-04", "day", "front-matter"),
        published_evidence=("date: 2023-05-04",),
        source=f"ble-{number}.txt",
        note="dépêche",
        asides=(Aside(0, 13, "byline", TEXT[0:13]), Aside(64, 66, "credit", TEXT[64:66])),
        flags=("encoding-guessed",),
    )


def a_parse() -> Geoparsed:
    origin, destination = RouteEnd(35, 40, "Gênes", GENOA), RouteEnd(46, 53, "Bizerte", BIZERTE)
    day = DateSpan("2023-05-03", "2023-05-03", "day", "day-month")
    return Geoparsed(
        TEXT,
        "fr",
        resolutions=(
            Resolution(Mention(35, 40, "Gênes", "place", 0.9), GENOA, 0.8, "only city", (Candidate(GENOA, 0.8),)),
            Resolution(Mention(46, 53, "Bizerte", "actor"), BIZERTE, 0.7, "only candidate"),
            Resolution(Mention(83, 88, "Gênes", "place"), None, 0.0, "no candidate"),
        ),
        relatives=(
            Relative(64, 88, TEXT[64:88], 83, 88, 40.0, 0.0, 44.76, 8.94, 15.0),
            Relative(0, 5, "x", 83, 88, None, None),
        ),
        routes=(
            Route(
                0,
                63,
                origin,
                destination,
                via=(RouteEnd(10, 13, "ort", None),),
                cargo="blé",
                mode="sea",
                flow="supply",
                stance="alleged",
                claimants=("le port", "Le Courrier"),
                cues=((0, 5, "stance"), (21, 24, "cargo")),
                date=day,
            ),
            Route(64, 96, None, None, bidirectional=True),
        ),
        dates=(TimeExpression(54, 62, "le 3 mai", day), TimeExpression(0, 5, "Selon", None, "no rule")),
        sentences=SENTENCES,
    )


# --- databases --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'dateline.db'}"
    address = request.getfixturevalue("postgres")
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address


@pytest.fixture
def store(url):
    opened = Store.open(url)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "dateline.db"


@pytest.fixture
def local(path):
    """An SQLite store, for what is SQLite's own."""
    opened = Store.open(f"sqlite:///{path}")
    yield opened
    opened.close()


def records(frame) -> list[dict]:
    return frame.to_dict("records")


# --- round trips ------------------------------------------------------------------------------------------------------


def test_what_goes_in_comes_out_as_frames(store):
    article, found = an_article(), a_parse()
    assert store.add_article(article, found, "1")
    frames = store.frames()

    (row,) = records(frames["articles"])
    assert {key: row[key] for key in ("id", "title", "publisher", "language", "source", "note")} == {
        "id": article.id, "title": article.title, "publisher": "Le Courrier", "language": "fr", "source": "ble-1.txt",
        "note": "dépêche",
    }  # fmt: skip
    assert (row["published_min"], row["published_precision"], row["published_rule"]) == (
        "2023-05-04",
        "day",
        "front-matter",
    )
    assert (row["flags"], row["published_evidence"], row["chars"]) == (
        ["encoding-guessed"],
        ["date: 2023-05-04"],
        len(TEXT),
    )

    assert [tuple(each.values()) for each in records(frames["asides"])] == [
        (article.id, 0, 13, "byline", "Selon le port"),
        (article.id, 64, 66, "credit", "À "),
    ]
    first, actor, nowhere = records(frames["mentions"])
    assert first == {
        "id": f"{article.id}-35", "article_id": article.id, "start": 35, "end": 40, "text": "Gênes", "role": "place",
        "place_id": GENOA.id, "confidence": 0.8, "recognition_confidence": 0.9, "reason": "only city",
        "sentence_start": 0, "sentence_end": 63,
    }  # fmt: skip
    assert (actor["role"], actor["place_id"]) == ("actor", BIZERTE.id)
    assert (nowhere["place_id"], nowhere["reason"], nowhere["sentence_start"]) == (None, "no candidate", 64)

    claim, bare = records(frames["routes"])
    assert claim == {
        "id": f"{article.id}-r0",
        "article_id": article.id,
        "sentence_start": 0,
        "sentence_end": 63,
        "from_start": 35,
        "from_end": 40,
        "from_text": "Gênes",
        "from_place": GENOA.id,
        "to_start": 46,
        "to_end": 53,
        "to_text": "Bizerte",
        "to_place": BIZERTE.id,
        "via": [{"start": 10, "end": 13, "text": "ort", "place": None}],
        "cargo": "blé",
        "mode": "sea",
        "flow": "supply",
        "modality": "done",
        "stance": "alleged",
        "claimants": ["le port", "Le Courrier"],
        "cues": [(0, 5, "stance"), (21, 24, "cargo")],
        "date_min": "2023-05-03",
        "date_max": "2023-05-03",
        "date_precision": "day",
        "date_rule": "day-month",
        "bidirectional": False,
    }
    assert (bare["from_start"], bare["from_place"], bare["to_text"], bare["via"]) == (None, None, None, [])
    assert bare["bidirectional"] is True
    assert bare["date_min"] is None

    undated, dated = records(frames["dates"])  # in the order of the text
    assert (dated["text"], dated["date_min"], dated["rule"], dated["reason"]) == (
        "le 3 mai",
        "2023-05-03",
        "day-month",
        "",
    )
    assert (undated["date_min"], undated["precision"], undated["reason"]) == (None, None, "no rule")

    relatives = frames["relatives"]
    assert relatives["distance_km"].tolist()[1] == 40.0  # in the order of the text
    assert relatives["lat"].isna().tolist() == [True, False]

    places = frames["places"].set_index("id")
    assert sorted(places.index) == sorted([GENOA.id, BIZERTE.id])
    assert places.loc[GENOA.id, ["lat", "population", "licence", "stands_for"]].tolist() == [
        44.40478,
        580_097,
        "CC BY 4.0",
        None,
    ]


@pytest.mark.parametrize("article", [an_article(), Article("b" * 64, "", "")], ids=["full", "bare"])
def test_an_article_comes_back_equal(store, article):
    store.add_article(article, Geoparsed(article.text, "fr"), "1")
    assert store.article(article.id) == article
    assert store.text(article.id) == article.text
    assert store.article_ids() == [article.id]
    assert store.has_article(article.id)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_equal(text):
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/d.db")
        article = Article("a" * 64, text, text, publisher=text, published_evidence=(text,), flags=(text,))
        store.add_article(article, Geoparsed(text, "fr"), "1")
        assert store.article(article.id) == article
        store.close()


def test_frames_keep_their_columns_and_dtypes_when_empty(store):
    dtypes = {"int": "int64", "real": "float64", "bool": "bool"}
    empty = store.frames()
    store.add_article(an_article(), a_parse(), "1", effects=EFFECTS)
    full = store.frames()
    for name, columns in FRAMES.items():
        kinds = dict(each.partition(":")[::2] for each in columns.split())
        expected = {key: dtypes.get(kind, "object") for key, kind in kinds.items()}
        assert {key: str(dtype) for key, dtype in empty[name].dtypes.items()} == expected, name
        assert {key: str(dtype) for key, dtype in full[name].dtypes.items()} == expected, name
        assert len(empty[name]) == 0
        assert len(full[name]) > 0


def test_each_frame_has_its_method(store):
    store.add_article(an_article(), a_parse(), "1", effects=EFFECTS)
    for name, frame in store.frames().items():
        assert getattr(store, name)().equals(frame), name


def test_an_article_without_a_language_shows_the_one_it_was_parsed_in(store):
    store.add_article(replace(an_article(), language=None), a_parse(), "1")
    assert store.articles()["language"].tolist() == ["fr"]
    assert store.article(an_article().id).language is None


@pytest.mark.parametrize(
    "sentences, expected",
    [
        (SENTENCES, [(0, 63), (0, 63), (64, 96)]),
        ((), [(35, 40), (46, 53), (83, 88)]),
        (((64, 96),), [(35, 40), (46, 53), (64, 96)]),
    ],
)
def test_a_mention_outside_of_any_sentence_is_its_own(local, sentences, expected):
    local.add_article(an_article(), replace(a_parse(), sentences=sentences), "1")
    assert list(local.mentions()[["sentence_start", "sentence_end"]].itertuples(index=False, name=None)) == expected


def test_candidates_are_places_again(store):
    many = tuple(
        Candidate(replace(BIZERTE, id=f"x:{i}"), 1 / (i + 1), ("near",), i == 0) for i in range(CANDIDATES_KEPT + 5)
    )
    resolution = Resolution(Mention(46, 53, "Bizerte", "place"), None, 0.0, "too many", (Candidate(WEST, 2.0), *many))
    store.add_article(an_article(), replace(a_parse(), resolutions=(resolution,)), "1")
    found = store.candidates(f"{an_article().id}-46")
    assert len(found) == CANDIDATES_KEPT
    assert (found[0]["id"], found[0]["lat"], found[0]["population"], found[0]["score"]) == ("x:west", None, 0, 2.0)
    assert (found[1]["evidence"], found[1]["primary"], found[2]["primary"]) == (["near"], True, False)
    assert Place(**{key: found[1][key] for key in module.PLACE_DEFAULTS}) == many[0].place


@pytest.mark.parametrize("unknown", ["", "x", "-", "x-", "x-y", "x-1", "x-²", f"{1:064x}-46", f"{1:064x}-{'9' * 30}"])
def test_an_unknown_mention_has_no_candidates(store, unknown):
    store.add_article(an_article(), a_parse(), "1")
    assert store.candidates(unknown) == []


def test_an_unknown_article_is_none_or_one_clear_line(store):
    assert store.article("nope") is None
    assert not store.has_article("nope")
    with pytest.raises(BadInput, match=r"No article 'nope' in .*list"):
        store.text("nope")


# --- writing ----------------------------------------------------------------------------------------------------------


def test_the_same_article_goes_in_once(store):
    assert store.add_article(an_article(), a_parse(), "1")
    before = store.revision()
    assert not store.add_article(replace(an_article(), title="again"), a_parse(), "2")
    assert store.revision() == before
    assert store.articles()["title"].tolist() == [an_article().title]


def test_every_write_raises_the_revision(store):
    writes = [
        lambda: store.add_article(an_article(), a_parse(), "1"),
        lambda: store.replace_parse(an_article().id, a_parse(), "2"),
        lambda: store.remember("genes", "Gênes", GENOA, "nominatim"),
        lambda: store.remove_article(an_article().id),
    ]
    seen = [store.revision()]
    for write in writes:
        write()
        seen.append(store.revision())
    assert seen == sorted(set(seen))
    store.acquire_gate("g", 1.0)
    assert store.revision() == seen[-1]


def test_a_new_parse_replaces_the_old_one(store):
    for number in (1, 2):
        store.add_article(an_article(number), a_parse(), "1")
    assert store.stale_articles("1") == []
    assert store.stale_articles("2") == [an_article(1).id, an_article(2).id]
    fewer = replace(a_parse(), resolutions=a_parse().resolutions[:1], routes=(), relatives=(), dates=())
    assert store.replace_parse(an_article(1).id, fewer, "2")
    assert store.stale_articles("2") == [an_article(2).id]
    frames = store.frames()
    parsed = ("mentions", "routes", "relatives", "dates", "asides")
    counts = {name: (frames[name]["article_id"] == an_article(1).id).sum() for name in parsed}
    assert counts == {"mentions": 1, "routes": 0, "relatives": 0, "dates": 0, "asides": 2}
    assert not store.replace_parse("nope", fewer, "2")


AS_CORRECTED = replace(
    an_article(),
    publisher=None,
    published=DateSpan("2023-05-01", "2023-05-31", "month", "corrected"),
    published_evidence=(),
    flags=(),
)


def test_what_was_found_is_kept_beside_what_editors_made_of_it(store):
    store.add_article(an_article(), a_parse(), "1", corrected=AS_CORRECTED, effects=EFFECTS)
    assert store.article(an_article().id) == AS_CORRECTED
    assert store.article(an_article().id, as_found=True) == an_article()
    (row,) = records(store.articles())
    assert (row["publisher"], row["published_max"], row["flags"]) == (None, "2023-05-31", [])
    assert records(store.effects()) == [
        {"article_id": an_article().id, "correction": "c1", "start": None, "found": "Le Courrier", "conflict": ""},
        {"article_id": an_article().id, "correction": "c2", "start": 35, "found": GENOA.id, "conflict": "changed"},
    ]


def test_a_new_parse_changes_what_is_shown_never_what_was_found(store):
    store.add_article(an_article(), a_parse(), "1", effects=EFFECTS)
    store.replace_parse(an_article().id, a_parse(), "1", corrected=AS_CORRECTED, effects=EFFECTS[:1])
    again = replace(AS_CORRECTED, publisher="La Gazette")
    store.replace_parse(an_article().id, a_parse(), "1", corrected=again)
    assert store.article(an_article().id) == again
    assert store.article(an_article().id, as_found=True) == an_article()
    assert store.effects().empty
    store.replace_parse(an_article().id, a_parse(), "1", corrected=an_article())
    assert store.article(an_article().id) == an_article()


def test_what_was_replayed_is_noted(store):
    assert store.replayed() == {}
    store.set_replayed({"c1": "aa", "c2": "bb"})
    store.set_replayed({"c2": "cc", "c3": "dd"})
    assert store.replayed() == {"c2": "cc", "c3": "dd"}


def test_a_removed_article_takes_all_but_the_places_with_it(store):
    store.add_article(an_article(), a_parse(), "1")
    assert store.remove_article(an_article().id)
    assert not store.remove_article(an_article().id)
    assert {name: len(frame) for name, frame in store.frames().items() if len(frame)} == {"places": 2}
    assert store.candidates(f"{an_article().id}-35") == []
    assert store.add_article(an_article(), a_parse(), "1")


def test_a_parse_that_cannot_be_written_leaves_nothing(local):
    twice = replace(a_parse(), resolutions=(a_parse().resolutions[0],) * 2)
    before = local.revision()
    with pytest.raises(module.exc.IntegrityError):
        local.add_article(an_article(), twice, "1")
    assert (local.revision(), local.article_ids(), len(local.places())) == (before, [], 0)


@pytest.mark.parametrize("field", ["text", "title", "publisher", "source", "note"])
@pytest.mark.parametrize("character", ["\0", "\ud83d"], ids=["nul", "surrogate"])
def test_what_no_database_can_hold_is_bad_input(local, field, character):
    article = replace(an_article(), **{field: f"avant{character}après"})
    with pytest.raises(BadInput, match=f"The {field} of .*UTF-8"):
        local.add_article(article, a_parse(), "1")
    assert local.article_ids() == []


# --- the chain's memory -----------------------------------------------------------------------------------------------


def test_an_answer_is_remembered_with_its_place(store):
    assert store.recall("genes") is None
    store.remember("genes", "Gênes", None, "photon", expires_at=12.5)
    assert (store.recall("genes")["place"], store.recall("genes")["expires_at"]) == (None, 12.5)
    store.remember("genes", "GÊNES", GENOA, "nominatim")
    row = store.recall("genes")
    assert (row["place"], row["name"], row["source"], row["expires_at"]) == (GENOA, "GÊNES", "nominatim", None)
    assert store.places()["looked_up_at"].tolist() >= [row["looked_up_at"]]
    assert store.places()["id"].tolist() == [GENOA.id]


def test_a_place_without_a_point_is_remembered(store):
    store.remember("occident", "Occident", WEST, "nominatim")
    assert store.recall("occident")["place"] == WEST


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only when a test says so."""
    now = [1_700_000_000.0]
    monkeypatch.setattr(module.time, "time", lambda: now[0])
    return now


def test_the_gate_has_one_holder_and_keeps_the_distance(local, clock):
    assert local.acquire_gate("g", lease_seconds=7.0) == 0.0
    assert local.acquire_gate("g", lease_seconds=7.0) == 7.0
    assert local.acquire_gate("another", lease_seconds=7.0) == 0.0
    clock[0] += 2.0
    local.release_gate("g", delay_seconds=1.5)
    assert local.acquire_gate("g", lease_seconds=7.0) == 1.5
    clock[0] += 1.5
    assert local.acquire_gate("g", lease_seconds=7.0) == 0.0


def test_a_dead_holder_shuts_the_gate_for_its_lease_only(local, clock):
    local.acquire_gate("g", lease_seconds=7.0)
    clock[0] += 7.0
    assert local.acquire_gate("g", lease_seconds=7.0) == 0.0


def test_a_clock_set_back_does_not_shut_the_gate_for_ever(local, clock):
    local.acquire_gate("g", lease_seconds=7.0)
    clock[0] -= 86_400.0
    assert local.acquire_gate("g", lease_seconds=7.0) == 0.0


def test_the_gate_on_every_engine(store):
    assert store.acquire_gate("g", 60.0) == 0.0
    assert 0.0 < store.acquire_gate("g", 60.0) <= 60.0
    store.release_gate("g", 0.0)
    assert store.acquire_gate("g", 60.0) == 0.0


# --- schema -----------------------------------------------------------------------------------------------------------


def test_the_schema_is_what_the_queries_ask_for(store):
    with store._reader.connect() as connection:
        inspector = module.inspect(connection)
        tables = [value for value in vars(module).values() if isinstance(value, module.TableClause)]
        for each in tables:
            assert {c["name"] for c in inspector.get_columns(each.name)} == {c.name for c in each.c}, each.name
        there = {name for name in inspector.get_table_names() if not name.startswith("words")}  # FTS5's own
        assert there == {each.name for each in tables}


def test_opening_again_changes_nothing(url):
    first = Store.open(url)
    first.add_article(an_article(), a_parse(), "1")
    before = first.revision()
    first.close()
    second = Store.open(url)
    assert (second.revision(), second.article_ids()) == (before, [an_article().id])
    second.close()


def test_a_new_step_is_applied_once_to_an_old_database(url, monkeypatch):
    old = Store.open(url)
    old.add_article(an_article(), a_parse(), "1")
    old.close()
    step = ("CREATE TABLE later (a {big}){strict}", "INSERT INTO later VALUES (1)")
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, step))
    for _ in range(2):
        new = Store.open(url)
        with new._reader.connect() as connection:
            assert connection.exec_driver_sql("SELECT a FROM later").all() == [(1,)]
        assert new.article_ids() == [an_article().id]
        new.close()


def test_a_database_from_before_corrections_is_brought_up_to_date(path, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(module, "MIGRATIONS", MIGRATIONS[:1])
        Store.open(f"sqlite:///{path}").close()
    raw = sqlite3.connect(path)
    columns = "id, title, published_evidence, flags, chars, added_at, parsed_with, parsed_language, text"
    raw.execute(f"INSERT INTO articles ({columns}) VALUES ('a1', 'Ancien', '[]', '[]', 3, '2023', '1', 'fr', 'Oui')")
    raw.commit()
    raw.close()
    store = Store.open(f"sqlite:///{path}")
    assert store.article("a1") == store.article("a1", as_found=True) == Article("a1", "Oui", "Ancien")
    store.close()


def test_a_step_that_fails_is_undone_whole(path, monkeypatch):
    Store.open(f"sqlite:///{path}").close()
    with monkeypatch.context() as broken:
        step = ("CREATE TABLE later (a INTEGER)", "INSERT INTO nowhere VALUES (1)")
        broken.setattr(module, "MIGRATIONS", (*MIGRATIONS, step))
        with pytest.raises(StoreUnavailable):
            Store.open(f"sqlite:///{path}")
    store = Store.open(f"sqlite:///{path}")
    assert "later" not in module.inspect(store._reader).get_table_names()
    store.close()


def test_a_newer_database_is_left_alone(url, monkeypatch):
    newest = len(MIGRATIONS)
    with monkeypatch.context() as newer:
        newer.setattr(module, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE later (a {big})",)))
        Store.open(url).close()
    with pytest.raises(
        StoreUnavailable, match=rf"newer Dateline \(schema {newest + 1}, this one knows {newest}\).*Update"
    ):
        Store.open(url)


def test_a_deleted_database_is_made_anew_with_another_revision(path):
    revisions = []
    for _ in range(2):
        store = Store.open(f"sqlite:///{path}")
        assert store.article_ids() == []
        store.add_article(an_article(), a_parse(), "1")
        revisions.append(store.revision())
        store.close()
        for each in path.parent.glob("dateline.db*"):
            each.unlink()
        time.sleep(0.01)
    assert revisions[0] < revisions[1]


# --- SQLite's own -----------------------------------------------------------------------------------------------------


def test_the_pragmas_are_in_force(local):
    def pragmas(engine, *names):
        with engine.connect() as connection:
            return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    shared = ("busy_timeout", "foreign_keys", "trusted_schema", "mmap_size")
    assert pragmas(local._reader, *shared, "query_only") == [10_000, 1, 0, 0, 1]
    own = ("query_only", "journal_mode", "synchronous", "journal_size_limit")
    assert pragmas(local._writer, *shared, *own) == [10_000, 1, 0, 0, 0, "wal", 2, 64 << 20]
    with sqlite3.connect(local._where) as raw:
        lax = raw.execute(
            "SELECT name FROM pragma_table_list WHERE NOT strict AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'words%'"
        )  # the index of words is FTS5's own
        assert lax.fetchall() == []
    raw.close()


def test_a_reader_cannot_write(local):
    with local._reader.connect() as connection, pytest.raises(module.exc.OperationalError, match="readonly"):
        connection.execute(module.ARTICLES.delete())


def test_a_writer_does_not_block_readers_and_a_lock_is_one_clear_line(path, monkeypatch):
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    store = Store.open(f"sqlite:///{path}")
    store.add_article(an_article(1), a_parse(), "1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM candidates")
    assert len(store.frames()["mentions"]) == 3
    with pytest.raises(StoreUnavailable, match=r"dateline\.db is locked by another program\. Close"):
        store.add_article(an_article(2), a_parse(), "1")
    other.execute("ROLLBACK")
    other.close()
    assert store.add_article(an_article(2), a_parse(), "1")
    store.close()


def test_frames_are_of_one_moment(local):
    local.add_article(an_article(1), a_parse(), "1")
    with local._reading() as connection:
        before = module._frame(connection, "articles")
        local.add_article(an_article(2), a_parse(), "1")
        assert len(module._frame(connection, "mentions")) == 3
    assert (len(before), len(local.mentions())) == (1, 6)


def test_the_write_ahead_log_is_cut_back(path, monkeypatch):
    monkeypatch.setattr(module, "CHECKPOINT_EVERY_WRITES", 4)
    store = Store.open(f"sqlite:///{path}")
    log, sizes = path.with_name("dateline.db-wal"), []
    for number in range(1, 9):
        store.add_article(an_article(number), a_parse(), "1")
        sizes.append(log.stat().st_size)
    assert sizes.count(0) == 2
    store.close()


def test_a_reader_in_the_way_does_not_hold_up_the_writer(path, monkeypatch):
    monkeypatch.setattr(module, "CHECKPOINT_EVERY_WRITES", 1)
    store = Store.open(f"sqlite:///{path}")
    with store._reading() as connection:
        module._frame(connection, "articles")
        assert store.add_article(an_article(1), a_parse(), "1")
    assert store.article_ids() == [an_article(1).id]
    store.close()


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address, kind, line",
    [
        ("nonsense", BadInput, "is not an address"),
        ("sqlite://", BadInput, "names no file"),
        ("sqlite:///:memory:", BadInput, "names no file"),
        ("mysql://someone@127.0.0.1/x", BadInput, "only sqlite and postgresql"),
        ("sqlite:////proc/nowhere/d.db", StoreUnavailable, "/proc/nowhere/d.db cannot be opened"),
        ("sqlite:////proc/d.db", StoreUnavailable, "/proc/d.db cannot be"),
        ("sqlite:///{folder}", StoreUnavailable, "cannot be opened. Check that the folder"),
        ("sqlite:///{folder}/file/d.db", StoreUnavailable, "cannot be opened"),
        ("sqlite:///{folder}/file", StoreUnavailable, "is not a database. Point"),
        ("sqlite:///{folder}/other.db", StoreUnavailable, "is not a database of Dateline. Point"),
        ("sqlite:///file:{folder}/empty.db?mode=ro&uri=true", StoreUnavailable, "cannot be written. Check"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(tmp_path, address, kind, line):
    (tmp_path / "file").write_text("Ceci n'est pas une base de données, et c'est assez long pour le voir." * 9)
    (tmp_path / "empty.db").touch()
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE articles (title)")
    other.close()
    with pytest.raises(kind) as caught:
        Store.open(address.format(folder=tmp_path))
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_is_not_there_is_one_line_without_the_password():
    pytest.importorskip("psycopg")
    with pytest.raises(StoreUnavailable, match="does not answer") as caught:
        Store.open("postgresql://someone:s3cret@127.0.0.1:1/x")
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_damaged_database_is_one_line(path):
    store = Store.open(f"sqlite:///{path}")
    for number in range(1, 30):
        store.add_article(an_article(number), a_parse(), "1")
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (size - 8192))
    with pytest.raises(StoreUnavailable) as caught:
        store = Store.open(f"sqlite:///{path}")
        store.frames()
    store.close()
    assert "is damaged. Move the file away" in str(caught.value)


# --- many processes, and one killed -----------------------------------------------------------------------------------


def writer(url: str, first: int, last: int) -> subprocess.Popen:
    """A process that adds articles first…last in a row and prints the number of each once it is in."""
    return subprocess.Popen(
        [sys.executable, __file__, url, str(first), str(last)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_many_processes_add_each_article_once(url):
    writers = [writer(url, 1, 40) for _ in range(4)]
    added = [int(line) for each in writers for line in each.communicate()[0].split()]
    assert [each.returncode for each in writers] == [0] * 4
    assert sorted(added) == list(range(1, 41))
    store = Store.open(url)
    assert sorted(store.article_ids()) == sorted(an_article(number).id for number in range(1, 41))
    assert len(store.mentions()) == 120
    store.close()


def test_nothing_acknowledged_is_lost_when_a_writer_is_killed(path):
    url, acknowledged = f"sqlite:///{path}", []
    for kill, after in enumerate((1, 3, 7, 2)):
        process = writer(url, 1 + kill * 10_000, (kill + 1) * 10_000)
        acknowledged += [int(process.stdout.readline()) for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
        process.stdout.close()
        store = Store.open(url)
        ids = store.article_ids()
        assert {an_article(number).id for number in acknowledged} <= set(ids)
        assert len(ids) - len(acknowledged) <= kill + 1  # one of each killed writer may be in and not yet announced
        counts = {name: len(frame) for name, frame in store.frames().items()}
        assert counts == {
            "articles": len(ids), "asides": 2 * len(ids), "mentions": 3 * len(ids), "relatives": 2 * len(ids),
            "routes": 2 * len(ids), "dates": 2 * len(ids), "places": 2, "effects": 0,
        }  # fmt: skip
        store.close()
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()


def main(url: str, first: str, last: str) -> None:
    store = Store.open(url)
    for number in range(int(first), int(last) + 1):
        if store.add_article(an_article(number), a_parse(), "1"):
            print(number, flush=True)
    store.close()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except DatelineError as error:
        sys.exit(str(error))


# --- text search ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, starts",
    [
        (["genes"], [0, 64]),  # accents and capitals aside
        (["GÊNES", "blé"], [0]),  # all of them in one sentence
        (["biz"], [0]),  # the beginning of a word
        (["zerte"], []),
        (["genes", "lyon"], []),
        (["40"], [64]),
        (['"', "OR", "*"], []),  # no operator of the search
        (["ble' | 'rien"], []),
        ([], []),
    ],
)
def test_sentences_are_found_by_their_words(store, words, starts):
    store.add_article(an_article(), a_parse(), "1")
    assert sorted(store.sentences_with(words)) == [(an_article().id, start) for start in starts]


def test_what_is_removed_or_read_again_is_found_no_more(store):
    store.add_article(an_article(), a_parse(), "1")
    store.add_article(an_article(2), a_parse(), "1")
    store.replace_parse(an_article(2).id, replace(a_parse(), sentences=((64, 96),), resolutions=()), "2")
    assert sorted(store.sentences_with(["genes"])) == [
        (an_article().id, 0),
        (an_article().id, 64),
        (an_article(2).id, 64),
    ]
    store.remove_article(an_article().id)
    assert store.sentences_with(["genes"]) == [(an_article(2).id, 64)]


def test_a_database_from_before_the_text_search_is_read_again(url, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(module, "MIGRATIONS", MIGRATIONS[:2])
        old = Store.open(url)
        with old._writing() as connection:
            row = module._article_row(an_article(), a_parse(), "1")
            connection.execute(module.ARTICLES.insert().values(row))
        old.close()
    store = Store.open(url)
    assert store.stale_articles("1") == [an_article().id]
    store.replace_parse(an_article().id, a_parse(), "1")
    assert len(store.sentences_with(["genes"])) == 2
    store.close()
