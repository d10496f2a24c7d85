"""The line for one text: what it loads, what holds for any text, how its work and its memory grow with the text."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc

from geo import cli
from geo.geoparsing import stretches
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
