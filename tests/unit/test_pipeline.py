"""The line end to end: what goes in goes in once and whole, and what cannot is named in one line."""

from __future__ import annotations

import dataclasses
import os

import pytest

from geo import pipeline
from geo.geoparsing.gazetteer import Gazetteer
from geo.model import BadInput, DateSpan

QUAY = "Trois cargos de blé ont quitté Odessa pour Alexandrie lundi, selon le port.\n"
TRAIN = "Le premier train de fret est parti de Lyon vers Gênes le 3 mai 2021.\n"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "articles"
    made.mkdir()
    (made / "quay.txt").write_text(QUAY, "utf-8")
    (made / "train.md").write_text(f"---\ntitle: Un train\npublished: 2021-05-04\n---\n{TRAIN}", "utf-8")
    return made


@pytest.fixture
def take_in(store, parser, chosen):
    def take_in(*paths, progress=None):
        return pipeline.ingest(paths, store, parser, chosen, progress)

    return take_in


# --- once, and whole


def test_a_folder_twice_adds_nothing_and_says_so(folder, take_in, store):
    first, revision = take_in(folder), store.revision()
    again = take_in(folder)
    assert (len(first.added), first.known, first.skipped) == (2, [], [])
    assert (again.added, sorted(again.known), again.skipped) == ([], sorted(first.added), [])
    assert store.revision() == revision
    assert sorted(store.article_ids()) == sorted(first.added)


def test_the_same_text_elsewhere_is_the_same_article(folder, take_in, tmp_path):
    take_in(folder)
    copy = tmp_path / "copy.txt"
    copy.write_bytes(QUAY.replace("\n", "\r\n").encode("utf-8-sig"))
    report = take_in(copy)
    assert (report.added, len(report.known)) == ([], 1)


def test_a_file_named_twice_is_read_once(folder, take_in):
    report = take_in(folder, folder / "quay.txt", os.path.join(folder, "..", "articles", "quay.txt"))
    assert (len(report.added), len(report.known)) == (2, 0)


def test_places_routes_and_dates_are_in_the_store(folder, take_in, store):
    take_in(folder)
    mentions, routes, dates = store.mentions(), store.routes(), store.dates()
    assert {"Odessa", "Alexandrie", "Lyon", "Gênes"} <= set(mentions["text"])
    assert len(routes) >= 2
    assert "2021-05-03" in set(dates["date_min"])


def test_progress_ends_at_all_of_it(folder, take_in):
    seen = []
    take_in(folder, progress=lambda what, done, of: seen.append((what, done, of)))
    assert seen == [("quay.txt", 0, 2), ("train.md", 1, 2), ("", 2, 2)]


def test_what_was_taken_in_before_an_interruption_stays(folder, take_in, store):
    def interrupt(what, done, of):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(folder, progress=interrupt)
    assert len(store.article_ids()) == 1
    report = take_in(folder)
    assert (len(report.added), len(report.known)) == (1, 1)


# --- bad input: named, one line, the others go in


def _sparse(path, size):
    with path.open("wb") as file:
        file.truncate(size)


BAD = [
    ("empty.txt", lambda path: path.write_bytes(b""), "empty"),
    ("blank.txt", lambda path: path.write_text(" \n\t\n"), "empty"),
    ("only-front.md", lambda path: path.write_text("---\ntitle: Rien\n---\n"), "nothing to read"),
    ("image.txt", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), "binary"),
    ("huge.txt", lambda path: _sparse(path, 50_000_000), "50 MB is more than 10 MB"),
    ("sheet.xlsx", lambda path: path.write_bytes(b"PK\x03\x04"), ".xlsx is not a supported type"),
    ("none", lambda path: None, "no such file or folder"),
    ("folder", lambda path: path.mkdir(), "no articles in this folder"),
]


@pytest.mark.parametrize("name, make, complaint", BAD, ids=[row[0] for row in BAD])
def test_a_bad_file_is_named_and_the_others_go_in(name, make, complaint, folder, take_in, tmp_path):
    path = tmp_path / name
    make(path)
    report = take_in(path, folder)
    assert len(report.added) == 2
    [(where, reason)] = report.skipped
    assert where == str(path)
    assert complaint in str(reason)
    assert str(path) in str(reason)
    assert "\n" not in str(reason)


def test_a_few_broken_bytes_are_replaced_and_flagged(take_in, store, tmp_path):
    path = tmp_path / "broken.txt"
    path.write_bytes("Un ferry a relié Gênes à Tunis. Déjà complet, a noté l'équipage étonné.".encode() + b"\xe2\x28")
    [article_id] = take_in(path).added
    assert "encoding-broken" in store.article(article_id).flags
    assert {"Gênes", "Tunis"} <= set(store.mentions()["text"])


def test_a_file_that_tries_to_leave_its_row_is_text(take_in, store, tmp_path):
    path = tmp_path / "hostile.txt"
    hostile = (
        "'); DROP TABLE article; -- {{ 7*7 }} <script>alert(1)</script> ${HOME} %s à Lyon.\nUn camion est à Lyon.\n"
    )
    path.write_text(hostile, "utf-8")
    [article_id] = take_in(path).added
    assert store.text(article_id) == hostile


# --- renewal


def test_refresh_parses_again_what_another_version_parsed(folder, take_in, store, parser, chosen):
    take_in(folder)
    assert pipeline.refresh(store, parser, chosen) == 0

    class Newer(pipeline.Geoparser):
        version = "another"

    newer = Newer(parser.gazetteer, parser.recogniser.lexicon)
    before = store.mentions()
    assert pipeline.refresh(store, newer, chosen) == 2
    assert pipeline.refresh(store, newer, chosen) == 0
    assert list(store.mentions()["id"]) == list(before["id"])


def test_the_version_is_that_of_the_gazetteer_too(parser):
    assert isinstance(parser.gazetteer, Gazetteer)
    assert parser.gazetteer.digest[:12] in parser.version


def test_prepare_takes_the_seeds_in_once(chosen, folder):
    chosen = dataclasses.replace(chosen, seeds=folder)
    for _ in range(2):
        store, _ = pipeline.prepare(chosen)
        assert len(store.article_ids()) == 2
        store.close()


@pytest.mark.parametrize("seeds", [None, "nowhere"])
def test_prepare_without_seeds_is_an_empty_store(chosen, tmp_path, seeds):
    store, _ = pipeline.prepare(dataclasses.replace(chosen, seeds=seeds and tmp_path / seeds))
    assert store.article_ids() == []
    store.close()


# --- publication dates that a caller gives


@pytest.mark.parametrize(
    "value, span",
    [
        ("2024", ("2024-01-01", "2024-12-31", "year")),
        ("2024-02", ("2024-02-01", "2024-02-29", "month")),
        ("2023-12", ("2023-12-01", "2023-12-31", "month")),
        (" 2024-02-29 ", ("2024-02-29", "2024-02-29", "day")),
        ("2024-02-29T23:59:59+02:00", ("2024-02-29", "2024-02-29", "day")),
    ],
)
def test_publication(value, span):
    assert pipeline.publication(value) == DateSpan(*span, "given")


@pytest.mark.parametrize("value", [None, ""])
def test_no_publication_date(value):
    assert pipeline.publication(value) is None


@pytest.mark.parametrize(
    "value", ["hier", "2023-02-29", "2023-13", "0000", "20230101", "2023-1-1", "\ud800", "9" * 9999]
)
def test_no_date_is_one_short_line(value):
    with pytest.raises(BadInput) as caught:
        pipeline.publication(value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


# --- spans that somebody else recognised


def test_given_spans_are_resolved_and_nothing_else(parser):
    text = "De Lyon, les wagons iraniens vont à Gênes."
    start = text.index("Gênes")
    demonym = text.index("iraniens")
    found = parser.parse(text, spans=[(start, start + 5), (demonym, demonym + 8)])
    assert [(r.mention.text, r.mention.role, r.place and r.place.country) for r in found.resolutions] == [
        ("iraniens", "demonym", "IR"),
        ("Gênes", "place", "IT"),
    ]


# --- the originals, where they are


def test_the_originals_go_in(originals, take_in, store):
    report = take_in(originals)
    assert (len(report.added), report.skipped) == (5, [])
    assert {"Alabuga", "Makhatchkala", "mer Caspienne", "Voronej"} <= set(store.mentions()["text"])
    assert take_in(originals).added == []


def test_the_leaked_prompt_of_an_original_produces_nothing(originals, take_in, store):
    take_in(originals)
    asides = store.asides()
    prompts = asides[asides["kind"] == "prompt"]
    assert len(prompts) == 1
    for article_id, start, end in prompts[["article_id", "start", "end"]].itertuples(index=False):
        assert "leaked-prompt" in store.article(article_id).flags
        for frame in (store.mentions(), store.dates()):
            inside = frame[(frame["article_id"] == article_id) & (frame["start"] < end) & (frame["end"] > start)]
            assert inside.empty
        routes = store.routes()
        assert routes[(routes["article_id"] == article_id) & (routes["sentence_start"] < end)].empty
