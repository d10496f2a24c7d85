"""The line for one text: what it loads, what holds for any text, how its work and its memory grow with the text."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from itertools import islice, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import cli
from geo.geoparsing import stretches
from geo.ingestion import articles
from geo.model import DateSpan
from geo.settings import ROOT

_HEAVY = ("pandas", "numpy", "sqlalchemy", "geopy", "spacy", "streamlit", "wordfreq", "faker")


def test_a_first_answer_loads_no_heavy_library(parser):
    code = (
        "import json, sys; from geo import geoparse; found = geoparse('Un cargo a quitté Lomé mardi.');"
        f"print(json.dumps([len(found.resolutions), [name for name in {_HEAVY} if name in sys.modules]]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [1, []]


# --- long texts

LONG = "Un cargo chargé de blé a quitté Odessa pour Mersin vendredi. Le dépôt est à 30 km au sud de Lyon.\n\n" * 12


def test_a_long_text_is_answered_as_it_is_read(parser, monkeypatch):
    """`geoparse` writes mentions before the text is read to its end, and the whole line is what it would be in one go."""
    monkeypatch.setattr(stretches, "_LONGEST", 300)
    whole = parser.parse(LONG, None, "fr")
    assert whole.resolutions and whole.routes and whole.relatives and whole.dates
    read = []

    def reading():
        for part in parser.parse_in_stretches(LONG, None, "fr"):
            read.append(part)
            yield part

    pieces = cli._written("7", reading())
    first = [next(pieces), next(pieces)]
    assert len(read) == 1
    line = "".join([*first, *pieces])
    assert len(read) > 3
    assert line == json.dumps({"id": 7, **cli.as_json(whole)}, ensure_ascii=False)


def test_what_is_kept_of_a_stretch_does_not_grow_with_the_text(parser, monkeypatch):
    """Read in stretches, a text four times as long needs no more memory: nothing of a stretch outlives it."""
    monkeypatch.setattr(stretches, "_LONGEST", 2_000)

    def peak(times: int) -> int:
        text = LONG * times
        parser.parse(LONG, None, "fr")  # what is kept for good is kept by now
        tracemalloc.start()
        for _ in parser.parse_in_stretches(text, None, "fr"):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(32) < 2 * peak(8)


# --- any text

SCRIPTS = st.sampled_from(
    (
        "Paris ",
        "Нью-Йорк ",
        "в Тегеране ",
        "طهران ",
        "北京 ",
        "New York",
        "à l'",
        "de la ",
        "le 3 mai ",
        "St. ",
        "U.S.",
        ", ",
    )
)
MARKS = st.sampled_from(
    ("\r\n", "\n\n", "\r", "\u0301", "\u0323\u0301", "👍🏽", "👩‍🚒", "\u200d", "\u200f", "\ufeff", "\x00", "\ud83d",
     "\udcff", "\u00a0", "İ", "ß", "ﬁ", "…")
)  # fmt: skip
ANY_TEXT = st.lists(SCRIPTS | MARKS | st.text(max_size=12), max_size=25).map("".join)


@given(ANY_TEXT, st.sampled_from((None, "fr", "en", "ru", "ar")))
@settings(max_examples=200)
def test_whatever_is_found_is_in_the_text(parser, text, language):
    found = parser.parse(text, DateSpan("2024-03-08", "2024-03-08", "day", "given"), language)
    mentions = [r.mention for r in found.resolutions]
    assert all(text[m.start : m.end] == m.text and m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(0 <= r.confidence <= 1 and r.reason for r in found.resolutions)
    assert all(text[d.start : d.end] == d.text and d.text for d in found.dates)
    assert all(a.end <= b.start for a, b in pairwise(found.dates))
    assert all(a[1] <= b[0] for a, b in pairwise(found.sentences))
    said = "".join(text[a:b] for a, b in found.sentences)
    assert "".join(said.split()) == "".join(text.split())  # nothing but white space is left out
    spans = {(m.start, m.end) for m in mentions}
    assert all((r.anchor_start, r.anchor_end) in spans for r in found.relatives)
    for route in found.routes:
        ends = [end for end in (route.origin, route.destination, *route.via) if end is not None]
        assert all(text[end.start : end.end] == end.text for end in ends)


@given(ANY_TEXT)
@settings(max_examples=100)
def test_any_text_can_be_written_as_json(parser, text):
    json.loads("".join(cli._answer(json.dumps({"id": 1, "text": text}).encode(), parser, False)))


# --- work grows as the text does

# What makes a careless pattern or loop look at everything again for everything: nothing that ends, one thing again and again.
HOSTILE = (
    "(", "a.a.", "A.B.", "- - -", "7", "1 234 ", "Ab", "ABC", "x", ",", "St. ", "« “ ", "a» ", "1er", " ", "\n", "\r\n", "l'", "A-b-",
    "de la ", "Paris ", "Paris, ", "Paris-", "rue du ", "New ", "e\u0301", "\u0301", "👍🏽", "北", "وال", "_", "2020-", "le 3 ", "du 3 au ",
    "lundi ", "900 km à l'est de ", "de Lyon à Nice ", "envoie des armes à ", "Mr. ", "M. ", "Ana Wako ", "selon ", "a dit que ", "qui ",
    "Publié le ", "Par ", "http://", "<a>", "[", "| ", "\u00a0", "#ElFasher ", "#Ab",
)  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("unit", HOSTILE)
def test_reading_grows_as_the_text_does(parser, unit, language):
    _assert_it_grows_evenly(lambda text: parser.parse(text, None, language), unit)


@pytest.mark.parametrize("unit", HOSTILE)
def test_taking_in_grows_as_the_text_does(unit):
    _assert_it_grows_evenly(lambda text: articles.from_text(f"Un cargo part. {text}"), unit)


@pytest.mark.parametrize(
    "begun, unit",
    [("le cargo ", "PARIS DAWN "), ("il parle ", "serbe, "), ("il parle ", "serbe et "), ("Korea, ", "North, ")],
)
def test_a_run_of_one_kind_is_read_in_time(parser, begun, unit):
    small, large = (begun + unit * (size // len(unit)) for size in (8_000, 32_000))
    _assert_it_is_even(lambda text: parser.parse(text, None, "fr"), small, large, repr(begun + unit))


def test_a_register_of_towns_is_read_in_time(parser):
    """Every name of a text keeps every other company; not those of ten pages on."""
    gazetteer = parser.gazetteer
    places = (gazetteer.place(index) for index in range(0, len(gazetteer), len(gazetteer) // 6_000))
    towns = list(islice((place.name for place in places if place.kind == "city"), 2_400))
    small, large = ", ".join(towns[:600]), ", ".join(towns)
    _assert_it_is_even(lambda text: parser.parse(text, None, "en"), small, large, repr("a register"))


@pytest.mark.parametrize(
    "language, said",
    [
        ("fr", "Selon {}, la Russie a livré des drones à l'Iran. « Nous avons envoyé du blé à Minsk », a dit {}. "),
        ("en", 'Russia sent drones to Iran, {} said. "We shipped wheat to Minsk," said {}. '),
    ],
)
def test_a_thousand_speakers_are_read_in_time(parser, language, said):
    """Each may have been named in full anywhere in the text before: that is looked up, not looked for."""
    names = ["".join(letters).capitalize() for letters in islice(product("bcdfg", "aeo", "klmn", "iu", "rst"), 320)]
    small, large = ("".join(said.format(name, f"{name}ov") for name in names[:count]) for count in (80, 320))
    _assert_it_is_even(lambda text: parser.parse(text, None, language), small, large, "a text of many speakers")


def _assert_it_grows_evenly(read, unit: str) -> None:
    small, large = (unit * (size // len(unit)) for size in (8_000, 32_000))
    _assert_it_is_even(read, small, large, repr(unit))


def _assert_it_is_even(read, small: str, large: str, what: str) -> None:
    """Four times the text, four times the work; sixteen times is what this looks for, and a busy machine is no reason to fail."""
    read(large)  # what is looked up once and kept
    ratios = []
    for _ in range(3):
        short, long = _seconds(read, small), _seconds(read, large)
        ratios.append(long / max(short, 0.005))  # below that, what is constant counts for more than what grows
        if ratios[-1] < 9:
            return
    raise AssertionError(f"{what}: four times the text takes {min(ratios):.1f} times the work")


def _seconds(read, text: str) -> float:
    began = time.process_time()
    read(text)
    return time.process_time() - began
