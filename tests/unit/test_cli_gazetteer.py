"""The gazetteer's commands as they are typed: what they print, and the one line where they cannot do it."""

from __future__ import annotations

import pytest

from geo import cli


def test_show_lists_candidates_likeliest_first(gazetteer, capsys):
    assert cli.main(["gazetteer", "show", "Havre", "--language", "fr"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Le Havre (city, Normandy, FR)") and "[bare, geonames:3003796]" in lines[0]
    assert any(line.startswith("Havre (city, Montana, US)") for line in lines)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["show", "Xyzzyville-sur-Rien"], "gazetteer add NAME LAT LON"),
        (["import", "no-such-dump.zip"], "no-such-dump.zip: no such file"),
        (["add", "Camp", "200", "-6.5"], "lat is '200'"),
        (["add", "Camp", "47", "-6.5", "--kind", "castle"], "castle"),
    ],
)
def test_what_cannot_be_done_is_one_line(gazetteer, monkeypatch, tmp_path, capsys, arguments, said):
    if arguments[0] != "show":
        monkeypatch.setenv("DATELINE_GAZETTEER", str(tmp_path))
    assert cli.main(["gazetteer", *arguments]) == 1
    error = capsys.readouterr().err
    assert said in error and error.startswith("dateline: ") and error.count("\n") == 1
    assert not list(tmp_path.rglob("*.tsv"))
