"""The line for one text: what it loads, what holds for any text, how its work and its memory grow with the text."""

from __future__ import annotations

import json
import subprocess
import sys

from geo.settings import ROOT

_HEAVY = ("pandas", "numpy", "sqlalchemy", "geopy", "spacy", "streamlit", "wordfreq", "faker")


def test_a_first_answer_loads_no_heavy_library(parser):
    code = (
        "import json, sys; from geo import geoparse; found = geoparse('Un cargo a quitté Lomé mardi.');"
        f"print(json.dumps([len(found.resolutions), [name for name in {_HEAVY} if name in sys.modules]]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [1, []]
