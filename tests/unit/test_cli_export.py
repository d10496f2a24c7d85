"""The export command: files that are whole, options that are the address' own, one line for what cannot be done."""

from __future__ import annotations

import json

import pytest

from geo import cli, settings
from geo.store import Store
from tests import samples


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run ``export`` over the newsroom, in the folder ``tmp_path``: (exit code, stdout, stderr)."""
    monkeypatch.setenv("DATELINE_GAZETTEER", str(settings.load().gazetteer))
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path))
    store = samples.fill(Store.open(settings.load().database))
    store.close()

    def run(*arguments):
        code = cli.main(["export", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.mark.parametrize(
    "format, out, files",
    [
        ("geojson", "view.geojson", ["view.geojson"]),
        ("csv", "view.csv", ["view-claims.csv", "view-mentions.csv"]),
        ("kml", "view", ["view.kml"]),
        ("html", "view.htm", ["view.htm"]),
    ],
)
def test_a_view_becomes_files(run, tmp_path, format, out, files):
    folder = tmp_path / "out"
    folder.mkdir()
    code, printed, _ = run(format, folder / out)
    assert code == 0
    assert "12 mentions (+ 1 by a distance), 3 claims." in printed
    assert sorted(path.name for path in folder.iterdir()) == files
    assert all(path.stat().st_size > 500 for path in folder.iterdir())


@pytest.mark.parametrize(
    "options, mentions, claims",
    [
        (["--stance", "denied"], 2, 1),
        (["--stance", "denied", "--stance", "alleged"], 7, 3),
        (["--publisher", "La Gazette"], 6, 1),
        (["--from", "2023-06-10"], 5, 2),
        (["--dates", "event", "--from", "2022-05-01", "--to", "2022-05-31"], 1, 0),
        (["--dates", "event", "--from", "2022-05-01", "--to", "2022-05-31", "--undated"], 11, 3),
        (["--role", "demonym"], 1, 3),
        (["--text", "caspienne"], 3, 1),
        (["--view", "http://localhost:8501/?stance=denied&place=city%3Amoscow&lat=1"], 2, 1),
        (["--view", "?stance=denied", "--stance", "alleged"], 5, 2),
    ],
)
def test_options_filter_as_the_address_does(run, tmp_path, options, mentions, claims):
    assert run("geojson", tmp_path / "view.geojson", *options)[0] == 0
    types = [f["properties"]["type"] for f in json.loads((tmp_path / "view.geojson").read_text("utf-8"))["features"]]
    assert (types.count("mention"), types.count("claim")) == (mentions, claims)


@pytest.mark.parametrize("language, name", [("fr", "Makhatchkala"), ("en", "Makhachkala")])
def test_names_are_in_the_language_asked_for(run, tmp_path, language, name):
    run("geojson", tmp_path / "view.geojson", "--language", language)
    assert f'"name": "{name}"' in (tmp_path / "view.geojson").read_text("utf-8")


@pytest.mark.parametrize(
    "options, said",
    [
        (["view.csv", "--from", "2023-13-01"], "from = '2023-13-01'"),
        (["view.csv", "--from", "2023-06-10", "--to", "2023-06-01"], "backwards"),
        (["view.csv", "--view", "?stance=sworn"], "stance = 'sworn'"),
        (["view.csv", "--publisher", "Le Phare"], "La Gazette, Le Courrier"),
        (["no-such-folder/view.csv"], "no-such-folder"),
        (["."], "is a folder"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_no_file(run, tmp_path, options, said):
    out, *others = options
    before = sorted(tmp_path.iterdir())
    code, printed, error = run("csv", tmp_path / out, *others)
    assert (code, printed, error.count("\n")) == (1, "", 1)
    assert said in error
    assert sorted(tmp_path.iterdir()) == before


def test_an_empty_database_says_what_to_do_first(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("DATELINE_GAZETTEER", str(settings.load().gazetteer))
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path))
    assert cli.main(["export", "kml", str(tmp_path / "view.kml")]) == 1
    assert "python -m geo ingest" in capsys.readouterr().err
