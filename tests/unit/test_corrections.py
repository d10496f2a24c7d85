"""Corrections: each kind applied, kept over a deleted database, undone, in conflict; the file under bad lines and killed writers."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cli, corrections, pipeline
from geo.corrections import book as book_module
from geo.corrections.replay import anchor, occurrences
from geo.model import ROLES, BadInput, Correction, StoreUnavailable, Target
from geo.settings import ROOT
from geo.store import Store

# Tripoli is in Libya, in Lebanon and in Greece; here it is also a government once.
WHEAT = """Trois cargos de blé ont quitté Tripoli pour Tunis vendredi, selon la douane. Le navire a été vu à 40 km au nord de Tripoli.
Tripoli dément toute livraison à la Tunisie. Les quais de Tripoli sont vides.
"""
TRAIN = "Un train de fret est parti de Lyon vers Tripoli, affirme la compagnie.\n"
LIBYA, LEBANON, GREECE = "geonames:2210247", "geonames:266826", "geonames:252601"
POINT = {"lat": 34.5, "lon": 35.9, "radius_km": 2.0}


class Newsroom:
    """Two articles on disk and in a database, and an editor who corrects them."""

    def __init__(self, parser, settings) -> None:
        self.parser, self.settings = parser, dataclasses.replace(settings, editing="on")
        self.folder = settings.data / "articles"
        self.folder.mkdir()
        (self.folder / "wheat.txt").write_text(f"{WHEAT}", "utf-8")
        (self.folder / "train.md").write_text(f"---\ntitle: Un train\npublished: 2024-03-05\n---\n{TRAIN}", "utf-8")
        self.store = Store.open(settings.database)
        self.take_in()

    @property
    def file(self) -> Path:
        return pipeline.corrections_file(self.settings)

    def take_in(self) -> pipeline.Report:
        return pipeline.ingest([self.folder], self.store, self.parser, self.settings)

    def start_over(self) -> None:
        """Delete the database, and take the articles in again."""
        self.store.close()
        for path in self.settings.data.glob("dateline.db*"):
            path.unlink()
        self.store = Store.open(self.settings.database)
        self.take_in()

    def correct(self, what: str, subject: str, new=None, scope: str = "mention", who="Ana", why="") -> Correction:
        line = pipeline.propose(
            self.store, self.parser, self.settings, what, subject, new, who=who, why=why, scope=scope
        )
        pipeline.correct(self.store, self.parser, self.settings, line)
        return line

    def undo(self, correction_id: str) -> Correction:
        return pipeline.undo(self.store, self.parser, self.settings, correction_id, who="Bo", why="Non.")

    def conflicts(self) -> list[tuple[str, str]]:
        """(what, reason) of each conflict."""
        entries = pipeline.history(self.store, self.settings)
        return [(entry.correction.what, conflict.reason) for entry in entries for conflict in entry.conflicts]

    def article(self, word: str) -> str:
        return next(each for each in self.store.article_ids() if word in self.store.text(each))

    def mentions(self, text: str, word: str = "blé") -> list[dict]:
        """The mentions of ``text`` in the article that has ``word``, in order."""
        frame = self.store.mentions()
        frame = frame[(frame["text"] == text) & (frame["article_id"] == self.article(word))]
        return frame.to_dict("records")

    def places(self, text: str, word: str = "blé") -> list[str | None]:
        return [each["place_id"] for each in self.mentions(text, word)]

    def claims(self, word: str = "blé") -> list[dict]:
        frame = self.store.routes()
        return frame[frame["article_id"] == self.article(word)].to_dict("records")

    def state(self) -> dict[str, list[dict]]:
        """All that a reader sees."""
        frames = self.store.frames("articles", "mentions", "relatives", "routes", "dates", "places", "effects")
        kept = {
            name: frame.drop(columns=["added_at", "looked_up_at"], errors="ignore") for name, frame in frames.items()
        }
        kept["articles"] = kept["articles"].sort_values("id")
        kept["places"] = kept["places"][kept["places"]["id"].isin(kept["mentions"]["place_id"])]
        return {name: json.loads(frame.to_json(orient="records")) for name, frame in kept.items()}


@pytest.fixture
def newsroom(parser, chosen):
    room = Newsroom(parser, chosen)
    yield room
    room.store.close()


# --- each kind --------------------------------------------------------------------------------------------------------


def choose(room: Newsroom) -> None:
    room.correct("choose", room.mentions("Tripoli")[0]["id"], LEBANON)
    assert room.places("Tripoli") == [LEBANON, LIBYA, LIBYA, LIBYA]
    assert (room.claims()[0]["from_place"], room.claims()[1]["from_place"]) == (LEBANON, LIBYA)
    assert (room.mentions("Tripoli")[0]["confidence"], room.mentions("Tripoli")[0]["reason"]) == (
        1.0,
        "corrected by Ana",
    )


def choose_in_article(room: Newsroom) -> None:
    room.correct("choose", room.mentions("Tripoli")[0]["id"], LEBANON, scope="article")
    assert room.places("Tripoli") == [LEBANON] * 4
    assert room.places("Tripoli", "train") == [LIBYA]


def choose_everywhere(room: Newsroom) -> None:
    room.correct("choose", room.mentions("Tripoli")[0]["id"], LEBANON, scope="corpus")
    assert room.places("Tripoli") == [LEBANON] * 4
    assert room.places("Tripoli", "train") == [LEBANON]
    assert room.claims("train")[0]["to_place"] == LEBANON


def the_narrow_beats_the_broad(room: Newsroom) -> None:
    room.correct("choose", room.mentions("Tripoli")[1]["id"], GREECE)
    room.correct("choose", room.mentions("Tripoli")[0]["id"], LEBANON, scope="corpus")
    assert room.places("Tripoli") == [LEBANON, GREECE, LEBANON, LEBANON]


def reject(room: Newsroom) -> None:
    room.correct("reject", room.mentions("Tripoli")[0]["id"], why="Un café.")
    first, *others = room.mentions("Tripoli")
    assert (first["place_id"], first["confidence"], first["reason"]) == (None, 0.0, "corrected by Ana: Un café.")
    assert [each["place_id"] for each in others] == [LIBYA] * 3
    claim = room.claims()[0]
    assert (claim["from_text"], claim["from_place"]) == ("Tripoli", None)


def move_a_mention(room: Newsroom) -> None:
    room.correct("move", room.mentions("Tripoli")[0]["id"], POINT)
    moved, stayed, *_ = room.places("Tripoli")
    assert moved != stayed == LIBYA
    assert point_of(room, moved) == POINT
    assert room.claims()[0]["from_place"] == moved


def move_a_name(room: Newsroom) -> None:
    room.correct("move", room.mentions("Tripoli")[0]["id"], POINT, scope="article")
    assert len({*room.places("Tripoli")}) == 1
    assert point_of(room, room.places("Tripoli")[0]) == POINT
    assert room.places("Tripoli", "train") == [LIBYA]


def move_a_place(room: Newsroom) -> None:
    room.correct("move", LIBYA, {"lat": POINT["lat"], "lon": POINT["lon"]}, scope="place")
    assert room.places("Tripoli") == [LIBYA] * 4
    assert point_of(room, LIBYA) == {**POINT, "radius_km": point_of(room, LIBYA)["radius_km"]}
    [north] = room.store.relatives().to_dict("records")
    assert north["lat"] == pytest.approx(POINT["lat"] + 40 / 111.2, abs=0.01)  # « à 40 km au nord de Tripoli »


def move_what_was_nowhere(room: Newsroom) -> None:
    room.correct("reject", room.mentions("Tripoli")[0]["id"])
    room.correct("move", room.mentions("Tripoli")[0]["id"], {"lat": 1.5, "lon": 2.5})
    assert point_of(room, room.places("Tripoli")[0]) == {"lat": 1.5, "lon": 2.5, "radius_km": 1.0}


def role(room: Newsroom) -> None:
    assert [each["role"] for each in room.mentions("Tripoli")] == ["place", "place", "actor", "place"]
    room.correct("role", room.mentions("Tripoli")[3]["id"], "actor")
    assert [each["role"] for each in room.mentions("Tripoli")] == ["place", "place", "actor", "actor"]


def role_of_a_name(room: Newsroom) -> None:
    room.correct("role", room.mentions("Tripoli")[0]["id"], "actor", scope="corpus")
    assert {each["role"] for word in ("blé", "train") for each in room.mentions("Tripoli", word)} == {"actor"}


def status(room: Newsroom) -> None:
    first, second = room.claims()
    room.correct("status", first["id"], {"modality": "planned", "stance": "confirmed"})
    assert [(each["modality"], each["stance"]) for each in room.claims()] == [
        ("planned", "confirmed"),
        (second["modality"], second["stance"]),
    ]


def reject_a_claim(room: Newsroom) -> None:
    _, second = room.claims()
    room.correct("reject-claim", room.claims()[0]["id"])
    [left] = room.claims()
    assert (left["from_start"], left["to_text"]) == (second["from_start"], second["to_text"])


def merge(room: Newsroom) -> None:
    room.correct("merge", LIBYA, LEBANON)
    assert room.places("Tripoli") == [LEBANON] * 4
    assert room.places("Tripoli", "train") == [LEBANON]
    assert room.claims("train")[0]["to_place"] == LEBANON


def merge_then_move(room: Newsroom) -> None:
    room.correct("merge", LIBYA, LEBANON)
    room.correct("merge", LEBANON, GREECE)
    room.correct("move", GREECE, POINT, scope="place")
    assert room.places("Tripoli") == [GREECE] * 4
    assert point_of(room, GREECE) == POINT


def published(room: Newsroom) -> None:
    article = room.article("blé")
    assert room.store.article(article).published is None
    room.correct("published", article, "2024-03-12", why="Vu au journal.")
    row = room.store.articles().set_index("id").loc[article]
    assert (row["published_min"], row["published_rule"], row["published_evidence"]) == (
        "2024-03-12", "corrected", ["Vu au journal."],
    )  # fmt: skip
    assert "undated" not in row["flags"]
    assert "2024-03-08" in set(room.store.dates()["date_min"])  # « vendredi » is counted from it


def not_published(room: Newsroom) -> None:
    article = room.article("train")
    room.correct("published", article, None)
    assert room.store.article(article).published is None
    assert "undated" in room.store.article(article).flags


def publisher(room: Newsroom) -> None:
    room.correct("publisher", room.article("blé"), "La Gazette du port")
    assert room.store.article(room.article("blé")).publisher == "La Gazette du port"


KINDS = [
    choose, choose_in_article, choose_everywhere, the_narrow_beats_the_broad, reject, move_a_mention, move_a_name, move_a_place,
    move_what_was_nowhere, role, role_of_a_name, status, reject_a_claim, merge, merge_then_move, published, not_published,
    publisher,
]  # fmt: skip


def point_of(room: Newsroom, place_id: str) -> dict:
    [place] = room.store.places().set_index("id").loc[[place_id]].to_dict("records")
    return {name: place[name] for name in POINT}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_correction_is_applied_outlives_the_database_and_can_be_undone(kind, newsroom):
    before = newsroom.state()
    kind(newsroom)
    corrected = newsroom.state()
    assert corrected != before
    assert newsroom.conflicts() == []

    newsroom.start_over()
    assert newsroom.state() == corrected
    assert pipeline.replay(newsroom.store, newsroom.parser, newsroom.settings) == 0

    for line in corrections.read(newsroom.file).in_force[::-1]:
        newsroom.undo(line.id)
    assert newsroom.state() == before
    newsroom.start_over()
    assert newsroom.state() == before


def test_every_kind_is_tried():
    tried = {"choose", "reject", "move", "role", "status", "reject-claim", "merge", "published", "publisher", "undo"}
    assert tried == set(book_module._KINDS) == set(book_module._CHECKS)


# --- undo and history -------------------------------------------------------------------------------------------------


def test_the_file_keeps_who_decided_whole_and_what_readers_see_is_the_name(newsroom):
    made = newsroom.correct("reject", newsroom.mentions("Tripoli")[0]["id"], who="Ana Petit <ana@journal.example>")
    assert newsroom.mentions("Tripoli")[0]["reason"] == "corrected by Ana Petit"
    assert (
        pipeline.history(newsroom.store, newsroom.settings)[0].correction.who
        == made.who
        == "Ana Petit <ana@journal.example>"
    )


def test_the_history_says_who_when_why_and_the_old_value(newsroom):
    mention = newsroom.mentions("Tripoli")[0]["id"]
    first = newsroom.correct("choose", mention, LEBANON, why="Le port cité est libanais.")
    second = newsroom.correct("choose", mention, GREECE, who="Bo")
    undo = newsroom.undo(second.id)
    one, two, three = pipeline.history(newsroom.store, newsroom.settings)
    assert (one.correction.who, one.correction.why) == ("Ana", "Le port cité est libanais.")
    assert (one.correction.old["id"], one.correction.new["id"]) == (LIBYA, LEBANON)
    assert (two.correction.old["id"], two.correction.new["id"]) == (LEBANON, GREECE)
    assert one.correction.found == two.correction.found == (LIBYA,)
    assert one.articles == (newsroom.article("blé"),)
    assert (two.correction.undone_by, two.articles) == (undo.id, ())
    assert (three.correction.what, three.correction.target.key, three.correction.who) == ("undo", second.id, "Bo")
    assert one.correction.when.endswith("+00:00")
    assert one.correction == first
    assert newsroom.places("Tripoli")[0] == LEBANON


def test_an_undo_can_be_undone(newsroom):
    line = newsroom.correct("reject", newsroom.mentions("Lyon", "train")[0]["id"])
    undo = newsroom.undo(line.id)
    assert newsroom.places("Lyon", "train") != [None]
    newsroom.undo(undo.id)
    assert newsroom.places("Lyon", "train") == [None]
    with pytest.raises(BadInput, match="taken back already"):
        newsroom.undo(undo.id)
    with pytest.raises(BadInput, match="No correction 'nope'"):
        newsroom.undo("nope")


def test_a_correction_reaches_articles_that_come_later(newsroom):
    newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON, scope="corpus")
    (newsroom.folder / "later.txt").write_text("Un ferry a relié Gênes à Tripoli.\n", "utf-8")
    newsroom.take_in()
    assert newsroom.places("Tripoli", "ferry") == [LEBANON]


def test_a_newer_parser_keeps_the_corrections(newsroom):
    newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON)
    newsroom.correct("published", newsroom.article("blé"), "2024-03-12")
    before = newsroom.state()

    class Newer(pipeline.Geoparser):
        version = "another"

    newer = Newer(newsroom.parser.gazetteer, newsroom.parser.recogniser.lexicon)
    assert pipeline.refresh(newsroom.store, newer, newsroom.settings) == 2
    assert newsroom.state() == before


def test_a_line_that_was_kept_but_not_replayed_is_made_up_for(newsroom):
    """Killed after the append; or written by hand, or by another process."""
    mention = newsroom.mentions("Tripoli")[0]["id"]
    line = pipeline.propose(newsroom.store, newsroom.parser, newsroom.settings, "choose", mention, LEBANON, who="Ana")
    corrections.append(newsroom.file, line)
    assert newsroom.places("Tripoli")[0] == LIBYA
    assert pipeline.replay(newsroom.store, newsroom.parser, newsroom.settings) == 1
    assert newsroom.places("Tripoli")[0] == LEBANON
    newsroom.file.write_text("", "utf-8")
    assert pipeline.replay(newsroom.store, newsroom.parser, newsroom.settings) == 1
    assert newsroom.places("Tripoli")[0] == LIBYA


def test_a_correction_made_while_an_article_comes_in_reaches_it(newsroom):
    """The article was parsed with the book as it was; the replay could not see the article yet."""
    line = pipeline.propose(
        newsroom.store, newsroom.parser, newsroom.settings, "choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON,
        who="Ana", scope="corpus",
    )  # fmt: skip

    class Meanwhile(Store):
        def add_article(self, *given, **more):
            pipeline.correct(newsroom.store, newsroom.parser, newsroom.settings, line)
            return super().add_article(*given, **more)

    (newsroom.folder / "later.txt").write_text("Un ferry a relié Gênes à Tripoli.\n", "utf-8")
    other = Meanwhile.open(newsroom.settings.database)
    pipeline.ingest([newsroom.folder], other, newsroom.parser, newsroom.settings)
    other.close()
    assert newsroom.places("Tripoli", "ferry") == [LEBANON]


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("editing", ["off", "auto"])
def test_where_editing_is_not_on_nothing_is_written(newsroom, editing):
    mention = newsroom.mentions("Tripoli")[0]["id"]
    newsroom.settings = dataclasses.replace(newsroom.settings, editing=editing)
    with pytest.raises(BadInput, match=f"DATELINE_EDITING is {editing}"):
        newsroom.correct("choose", mention, LEBANON)
    assert not newsroom.file.exists()


def test_what_cannot_be_corrected_is_one_line_and_not_kept(newsroom):
    mention, claim, article = newsroom.mentions("Tripoli")[0]["id"], newsroom.claims()[0]["id"], newsroom.article("blé")
    for what, subject, new, scope, complaint in (
        ("choose", mention, LIBYA, "mention", "so already"),
        ("choose", mention, "geonames:nowhere", "mention", "no place 'geonames:nowhere'"),
        ("choose", "x-1", LEBANON, "mention", "no 'x-1' among the mentions"),
        ("move", mention, {"lat": 91.0, "lon": 0.0}, "mention", "lat is 91.0"),
        ("move", mention, {"lat": float("nan"), "lon": 0.0}, "mention", "lat is nan"),
        ("move", mention, None, "mention", "Say where to"),
        ("role", mention, "hero", "mention", f"must be one of {', '.join(ROLES)}"),
        ("role", mention, "actor", "world", "'world' is none of"),
        ("status", claim, {"modality": "done", "stance": "rumoured"}, "mention", "stance is 'rumoured'"),
        ("merge", LIBYA, LIBYA, "place", "merged"),
        ("published", article, "soon", "mention", "is no date"),
        ("publisher", article, "La\x1b[31m Gazette", "mention", "control character"),
        ("publisher", article, "", "mention", "has no name"),
        ("guess", mention, None, "mention", "what is 'guess'"),
    ):
        with pytest.raises(BadInput, match=complaint) as caught:
            newsroom.correct(what, subject, new, scope)
        assert "\n" not in str(caught.value)
    with pytest.raises(BadInput, match="who is missing"):
        newsroom.correct("reject", mention, who=" ")
    assert not newsroom.file.exists()


def test_two_places_are_not_merged_in_a_circle(newsroom):
    newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON)
    newsroom.correct("merge", LIBYA, LEBANON)
    with pytest.raises(BadInput, match="merged into this very place"):
        newsroom.correct("merge", LEBANON, LIBYA)


# --- conflicts --------------------------------------------------------------------------------------------------------


class OtherMind(pipeline.Geoparser):
    """A later version of the program, which finds what ``finds`` makes of what this one finds."""

    def __init__(self, room: Newsroom, finds) -> None:
        super().__init__(room.parser.gazetteer, room.parser.recogniser.lexicon)
        self.finds = finds

    @property
    def version(self) -> str:
        return str(id(self))

    def parse(self, *given, **more):
        return self.finds(super().parse(*given, **more))


def later(room: Newsroom, finds) -> None:
    room.parser = OtherMind(room, finds)
    pipeline.refresh(room.store, room.parser, room.settings)


def tripoli_in(room: Newsroom, place_id: str):
    place = room.parser.gazetteer.place(place_id)

    def finds(found):
        moved = [
            dataclasses.replace(each, place=place) if each.mention.text == "Tripoli" else each
            for each in found.resolutions
        ]
        return dataclasses.replace(found, resolutions=tuple(moved))

    return finds


def without(text: str):
    def finds(found):
        left = tuple(each for each in found.resolutions if each.mention.text != text)
        return dataclasses.replace(found, resolutions=left, routes=())

    return finds


def test_where_the_program_changed_its_mind_the_editor_wins_and_it_is_listed(newsroom):
    newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON)
    later(newsroom, tripoli_in(newsroom, GREECE))
    assert newsroom.places("Tripoli") == [LEBANON, GREECE, GREECE, GREECE]
    assert newsroom.conflicts() == [("choose", "changed")]
    [entry] = pipeline.history(newsroom.store, newsroom.settings)
    assert entry.conflicts[0].found == GREECE
    later(newsroom, tripoli_in(newsroom, LEBANON))  # it has come to say the same: nothing to look at
    assert newsroom.conflicts() == []


def test_a_name_that_a_new_article_uses_otherwise_is_listed(newsroom):
    newsroom.correct("choose", newsroom.mentions("Tripoli", "train")[0]["id"], LEBANON, scope="corpus")
    (newsroom.folder / "greek.txt").write_text("La gare de Tripoli, en Grèce, a rouvert à Tripoli.\n", "utf-8")
    newsroom.parser = OtherMind(newsroom, tripoli_in(newsroom, GREECE))
    newsroom.take_in()
    assert set(newsroom.places("Tripoli", "gare")) == {LEBANON}
    assert newsroom.conflicts() == [("choose", "changed")]


def test_what_is_no_longer_found_is_listed_and_nothing_else_is_touched(newsroom):
    newsroom.correct("choose", newsroom.mentions("Tunis")[0]["id"], LEBANON)
    newsroom.correct("role", newsroom.mentions("Tunis")[0]["id"], "place", scope="article")
    newsroom.correct("role", newsroom.mentions("Tunis")[0]["id"], "demonym", scope="corpus")
    newsroom.correct("status", newsroom.claims()[0]["id"], {"modality": "planned", "stance": "confirmed"})
    newsroom.correct("merge", LEBANON, GREECE)
    later(newsroom, without("Tunis"))
    assert newsroom.conflicts() == [
        ("choose", "mention-gone"),
        ("role", "name-gone"),
        ("role", "name-gone"),
        ("status", "claim-gone"),
        ("merge", "place-gone"),
    ]
    later(newsroom, lambda found: found)
    assert newsroom.conflicts() == []
    assert newsroom.places("Tunis") == [GREECE]


def test_an_article_that_was_rewritten_leaves_its_corrections_in_conflict(newsroom):
    newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON)
    newsroom.correct("publisher", newsroom.article("blé"), "La Gazette")
    path = newsroom.folder / "wheat.txt"
    path.write_text(WHEAT.replace("Trois cargos", "Quatre cargos"), "utf-8")
    newsroom.start_over()
    assert newsroom.places("Tripoli") == [LIBYA] * 4
    assert newsroom.conflicts() == [("choose", "article-gone"), ("publisher", "article-gone")]
    path.write_text(WHEAT, "utf-8")
    newsroom.take_in()
    assert newsroom.conflicts() == []


def test_offsets_that_white_space_has_moved_are_found_again(newsroom):
    """The id of an article sees neither white space nor case."""
    newsroom.correct("choose", newsroom.mentions("Tripoli")[1]["id"], LEBANON)
    newsroom.correct("status", newsroom.claims()[1]["id"], {"modality": "planned", "stance": "confirmed"})
    article = newsroom.article("blé")
    (newsroom.folder / "wheat.txt").write_text("\n\n   " + WHEAT.replace(" ", "  ").replace(".", ".\n"), "utf-8")
    newsroom.start_over()
    assert newsroom.article("blé") == article
    assert newsroom.places("Tripoli") == [LIBYA, LEBANON, LIBYA, LIBYA]
    assert [each["stance"] for each in newsroom.claims()].count("confirmed") == 1
    assert newsroom.conflicts() == []


@pytest.mark.parametrize(
    "text, start, words, nth, found",
    [
        ("Lyon, puis Lyon.", 0, "Lyon", 0, 0),
        ("Lyon, puis Lyon.", 11, "Lyon", 1, 11),
        ("  Lyon,  puis  Lyon.", 11, "Lyon", 1, 15),
        ("Le quai de\nla  Fosse.", 8, "DE LA FOSSE", 0, 8),
        ("Lyon est loin.", 11, "Lyon", 1, None),
        ("à Lyon, Lyon, Lyon", 8, "Lyon", 2, 14),
        ("à Lyon, Lyon, Lyon", 8, "Lyon", None, 8),
        ("à Lyon, Lyon, Lyon", 9, "Lyon", None, None),
        ("à Lyon", 0, "Lyon", None, 2),
        ("Rien.", 0, "Lyon", 0, None),
        ("abc a.c", 0, "a.c", 0, 4),
    ],
)
def test_words_are_where_they_stood_or_the_same_time_they_are_said(text, start, words, nth, found):
    assert anchor(text, Target("mention", "a", start, words, nth)) == found


@settings(deadline=None)
@given(st.lists(st.sampled_from(["Lyon", "Le Havre", "et", "à"]), min_size=1), st.randoms(use_true_random=False))
def test_every_occurrence_is_found_again_whatever_the_white_space(words, random):
    text = " ".join(words)
    spaced = "".join(f"{random.choice(['', ' ', chr(10)])} {word}" for word in text.split())
    for nth, start in enumerate(occurrences(text, "Le Havre")):
        at = anchor(spaced, Target("mention", "a", start, "Le Havre", nth))
        assert spaced[at:].split()[:2] == ["Le", "Havre"]
        assert spaced[:at].count("Havre") == nth


# --- the file ---------------------------------------------------------------------------------------------------------


def a_line(number: int = 1, **changes) -> Correction:
    line = Correction(
        f"c{number:06}", "Ana", "2024-03-08T09:30:00+00:00", "Vu « là »\u2028.", "role",
        Target("mention", "a1", 3, "Lyon"), "place", "actor", ("place",),
    )  # fmt: skip
    return dataclasses.replace(line, **changes)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / corrections.FILE_NAME


def test_a_file_that_is_not_there_is_an_empty_book(path):
    assert corrections.read(path) == corrections.EMPTY


def test_a_line_comes_back_as_it_was_and_diffs_as_one_line(path):
    corrections.append(path, a_line(1))
    first = path.read_bytes()
    corrections.append(path, a_line(2, why=""))
    assert corrections.read(path).lines == (a_line(1), a_line(2, why=""))
    assert path.read_bytes().startswith(first)
    rows = path.read_bytes().decode().split("\n")
    assert rows.pop() == ""
    assert [list(json.loads(row)) for row in rows] == [sorted(json.loads(row)) for row in rows]
    assert [json.loads(row)["target"] for row in rows] == [
        {"article": "a1", "kind": "mention", "start": 3, "text": "Lyon"}
    ] * 2


BAD_LINES = [
    ("<<<<<<< HEAD", "not a JSON object"),
    ("[1]", "not a correction"),
    ('{"target": {}}', "lacks id"),
    ("[" * 100_000, "not a JSON object"),
    ("\udcff", "not a JSON object in UTF-8"),
    (lambda row: row | {"mood": "good"}, "it has mood"),
    (lambda row: row | {"target": row["target"] | {"colour": "red"}}, "it has target.colour"),
    (lambda row: row | {"target": {"kind": "mention", "article": "a1", "start": 1}}, "the target has no text"),
    (lambda row: row | {"target": row["target"] | {"start": "3"}}, "start is no offset"),
    (lambda row: row | {"target": row["target"] | {"start": True}}, "start is no offset"),
    (lambda row: row | {"target": row["target"] | {"kind": "planet"}}, "role is about 'planet'"),
    (lambda row: row | {"found": "place"}, "must be lists"),
    (lambda row: row | {"who": ""}, "who is missing"),
    (lambda row: row | {"who": 3}, "who must be words"),
    (lambda row: row | {"why": "x" * 3000}, "why is longer"),
    (lambda row: row | {"when": "yesterday"}, "when is 'yesterday'"),
    (lambda row: row | {"when": "2024-03-08T09:30:00"}, "no time zone"),
    (lambda row: row | {"what": "burn"}, "what is 'burn'"),
    (lambda row: row | {"what": "move", "new": {"lat": 1, "lon": 1e400, "radius_km": 1}}, "no number|lon is inf"),
    (lambda row: row | {"what": "move", "new": {"lat": 1, "lon": 10**400, "radius_km": 1}}, "lon is"),
    (lambda row: row | {"what": "choose", "new": {"id": "x", "name": "X"}}, "an object with id, kind, name"),
    (lambda row: row | {"what": "choose", "new": {"id": "x", "name": "X", "kind": "city", "lat": 1}}, "lon is None"),
    (lambda row: row | {"new": ["actor"]}, "the role is"),
    (lambda row: row | {"id": "c000001"}, "stands on a line before"),
    (
        lambda row: row | {"what": "undo", "new": None, "target": {"kind": "correction", "key": "nope"}},
        "takes back 'nope'",
    ),
]


@pytest.mark.parametrize("bad, complaint", BAD_LINES, ids=[str(number) for number in range(len(BAD_LINES))])
def test_a_bad_line_is_named_with_its_number_and_the_others_apply(bad, complaint, path):
    corrections.append(path, a_line(1))
    row = json.dumps(bad(corrections.as_json(a_line(2)))) if callable(bad) else bad
    with path.open("ab") as file:
        file.write(row.encode("utf-8", "surrogateescape") + b"\r\n\n")
    corrections.append(path, a_line(3))
    book = corrections.read(path)
    assert [line.id for line in book.lines] == ["c000001", "c000003"]
    [problem] = map(str, book.problems)
    assert problem.startswith(f"{path}:2: ")
    assert re.search(complaint, problem)
    assert "\n" not in problem


_FIELDS = st.sampled_from([*book_module._NAMES, *book_module._TARGET_DEFAULTS])
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(_FIELDS, inner),
)


@settings(deadline=None)
@given(_ANYTHING)
def test_no_line_can_stop_the_reading(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("book") / "c.jsonl"
    base = corrections.as_json(a_line())
    rows = [value, base | {"new": value}, base | {"target": value}, base | (value if isinstance(value, dict) else {})]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    book = corrections.read(path)
    assert len(book.lines) + len(book.problems) >= 3  # as many as there are rows, but one may be blank
    assert len(book.digests) == len(book.in_force)


def test_a_book_saved_by_an_editor_with_a_mark_and_other_newlines_is_read(path):
    corrections.append(path, a_line(1))
    corrections.append(path, a_line(2))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    book = corrections.read(path)
    assert (len(book.lines), book.problems) == (2, ())


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoreUnavailable, match="cannot be written") as caught:
        corrections.append(tmp_path / "file" / "c.jsonl", a_line())
    assert "\n" not in str(caught.value)
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        corrections.read(tmp_path)


def test_a_full_disk_leaves_no_half_line(path, monkeypatch):
    corrections.append(path, a_line(1))
    before, write = path.read_bytes(), os.write
    monkeypatch.setattr(os, "write", lambda descriptor, line: write(descriptor, line[: len(line) // 2]))
    with pytest.raises(StoreUnavailable, match="disk is full"):
        corrections.append(path, a_line(2))
    assert path.read_bytes() == before


# A process that appends lines with the ids FIRST… and prints each once it is kept; of 0 lines, one that dies in the middle.
WRITER = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from geo.corrections import book

path, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
line = book.read(path).lines[0]
if not count:
    write = os.write
    os.write = lambda descriptor, line: write(descriptor, line[: len(line) // 2]) and os.kill(os.getpid(), signal.SIGKILL)
for number in range(first, first + max(count, 1)):
    book.append(path, replace(line, id=f"c{number:06}"))
    print(f"c{number:06}", flush=True)
"""


def writer(path: Path, first: int, count: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(first), str(count)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_that_append_at_once_lose_nothing(path):
    corrections.append(path, a_line(0))
    writers = [writer(path, 1 + 50 * number, 50) for number in range(3)]
    for each in writers:
        each.communicate()
    assert [each.returncode for each in writers] == [0] * 3
    book = corrections.read(path)
    assert book.problems == ()
    assert sorted(line.id for line in book.lines) == [f"c{number:06}" for number in range(151)]


def test_a_writer_killed_in_the_middle_of_a_line_leaves_a_readable_file(path):
    corrections.append(path, a_line(1))
    killed = writer(path, 7, 0)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert not path.read_bytes().endswith(b"\n")
    book = corrections.read(path)
    assert [line.id for line in book.lines] == ["c000001"]
    [problem] = map(str, book.problems)
    assert f"{path}:2: " in problem
    corrections.append(path, a_line(2))
    assert [line.id for line in corrections.read(path).lines] == ["c000001", "c000002"]
    assert [str(each) for each in corrections.read(path).problems] == [problem]


def test_nothing_acknowledged_is_lost_when_a_writer_is_killed(path):
    corrections.append(path, a_line(0))
    acknowledged = []
    for kill, after in enumerate((1, 5, 12)):
        process = writer(path, 1 + kill * 100_000, 100_000)
        acknowledged += [process.stdout.readline().strip() for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split("\n")[:-1]
        process.wait()
        process.stdout.close()
        assert set(acknowledged) <= {line.id for line in corrections.read(path).lines}


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.fixture
def command(newsroom, monkeypatch, capsys):
    """Runs ``python -m geo corrections …``: (exit code, stdout, stderr)."""
    built = newsroom.settings.gazetteer
    for name, value in {"DATA": newsroom.settings.data, "GAZETTEER": built, "SEEDS": ""}.items():
        monkeypatch.setenv(f"DATELINE_{name}", str(value))
    monkeypatch.setattr(pipeline, "geoparser", lambda: newsroom.parser)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["corrections", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_command_lists_undoes_and_checks(newsroom, command):
    line = newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON, why="Le port\nlibanais.")
    code, said, _ = command("list")
    assert code == 0
    assert f"{line.id} choose mention « Tripoli » in {newsroom.article('blé')}, Ana, " in said
    assert f"Tripoli ({LIBYA}) → Tripoli ({LEBANON}) (Le port libanais.)" in said
    assert command("check") == (0, "1 in force, 0 to look at again.\n", "")
    code, said, _ = command("undo", line.id, "--who", "Bo", "--why", "Erreur.")
    assert (code, newsroom.places("Tripoli")[0]) == (0, LIBYA)
    _, said, _ = command("list")
    assert "[taken back by" in said.splitlines()[0]
    assert "Bo" in said.splitlines()[1]
    code, _, error = command("undo", line.id)
    assert (code, error.count("\n")) == (1, 1)


def test_the_check_fails_on_a_bad_line_and_on_a_conflict(newsroom, command):
    newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON)
    with newsroom.file.open("a", encoding="utf-8") as file:
        file.write("\x1b[2Jnonsense\n")
    code, said, error = command("check")
    assert (code, said) == (1, "1 in force, 0 to look at again.\n")
    assert error.startswith(f"dateline: {newsroom.file}:2: ")
    assert "\x1b" not in error
    newsroom.store.remove_article(newsroom.article("blé"))
    code, said, _ = command("check")
    assert code == 1
    assert "the article is not in the database" in said
    assert "1 in force, 1 to look at again." in said


def test_the_command_obeys_an_instance_that_is_read_only(newsroom, command, monkeypatch):
    line = newsroom.correct("choose", newsroom.mentions("Tripoli")[0]["id"], LEBANON)
    monkeypatch.setenv("DATELINE_EDITING", "off")
    code, _, error = command("undo", line.id)
    assert (code, "DATELINE_EDITING is off" in error) == (1, True)
    assert newsroom.places("Tripoli")[0] == LEBANON
