"""The command line as other programs meet it: lines in, lines out, one line for each thing that went wrong, exit codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import __version__, cli, pipeline
from geo import settings as settings_module
from geo.ingestion.webpage import read_address
from tests.network import answer, serving

TEXT = "Un cargo a quitté Odessa pour Alexandrie le 3 mai 2021, selon le port."


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run a command in this process, its data in a folder of the test's own: (exit code, stdout, stderr)."""
    monkeypatch.setenv("DATELINE_GAZETTEER", str(settings_module.load().gazetteer))
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path / "data"))

    def run(*arguments, stdin=b""):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        try:
            code = cli.main(arguments)
        except SystemExit as left:
            code = left.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def geoparse(run):
    """Answers to rows (objects, or lines as bytes), and what was said on stderr."""

    def geoparse(*rows, flags=()):
        lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
        code, out, err = run("geoparse", *flags, stdin=b"\n".join(lines) + b"\n")
        assert code == (1 if err else 0)
        return [json.loads(line, parse_constant=pytest.fail) for line in out.splitlines()], err

    return geoparse


# --- geoparse: the contract


def test_an_answer_a_line_in_order(geoparse):
    rows = [{"id": f"n{n}", "text": text} for n, text in enumerate([TEXT, "", "Lyon", TEXT])]
    answers, _ = geoparse(*rows)
    assert [answer["id"] for answer in answers] == ["n0", "n1", "n2", "n3"]
    assert answers[0]["mentions"] == answers[3]["mentions"]
    assert answers[1] == {"id": "n1", "language": "en", "mentions": [], "routes": [], "relatives": [], "dates": []}


def test_the_outlet_tips_the_scales(geoparse):
    text = {"text": "A fire in Springfield was put out.", "language": "en"}
    near, far = geoparse({"id": 1, **text, "publisher": "The Boston Globe"}, {"id": 2, **text})[0]
    assert near["mentions"][0]["place"] != far["mentions"][0]["place"]
    assert 42 < near["mentions"][0]["lat"] < 42.2  # Massachusetts


def test_mentions_routes_and_dates(geoparse):
    [answer], _ = geoparse({"id": 1, "text": TEXT, "published": "2021-05-04"})
    places = {m["text"]: m for m in answer["mentions"]}
    assert (places["Odessa"]["country"], places["Odessa"]["role"]) == ("UA", "place")
    assert 46 < places["Odessa"]["lat"] < 47 and 30 < places["Odessa"]["lon"] < 31
    [route] = answer["routes"]
    assert TEXT[route["from"]["start"] : route["from"]["end"]] == "Odessa"
    assert TEXT[route["to"]["start"] : route["to"]["end"]] == "Alexandrie"
    [date] = answer["dates"]
    assert (date["date_min"], date["date_max"], date["precision"]) == ("2021-05-03", "2021-05-03", "day")


@pytest.mark.parametrize(
    "text",
    [
        "🚢🚢 Un cargo a quitté Odessa pour Alexandrie. 🇺🇦",
        "Un cargo\r\na quitté\r\nOdessa\r\npour Alexandrie.\r\n",
        unicodedata.normalize("NFD", "Été : un cargo a quitté Odessa pour Alexandrie, côté mer."),
        "\ufeffUn cargo a quitté Odessa\u00a0pour\u202fAlexandrie.",
        "Un cargo \ud800 a quitté Odessa pour Alexandrie.",
        "\x00\x1b[31mUn cargo a quitté Odessa pour Alexandrie.",
        "مرحبا. Un cargo a quitté Odessa pour Alexandrie. ‏שלום",
        "Un cargo a quitté Odessa pour Alexandrie.\u2028Un autre.\u0085Et un autre.",
    ],
    ids=["emoji", "crlf", "combining", "bom-and-spaces", "surrogate", "controls", "right-to-left", "line-separators"],
)
def test_offsets_are_code_points_of_the_text_as_given(geoparse, text):
    [answer], _ = geoparse({"id": 1, "text": text, "language": "fr"})
    found = {text[m["start"] : m["end"]] for m in answer["mentions"]}
    assert {"Odessa", "Alexandrie"} <= found
    assert all(text[m["start"] : m["end"]] == m["text"] for m in answer["mentions"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.sampled_from(["Lyon", " à ", "vers ", "900 km", "\n", "« ", ".", "е́", "Iran", "🚢"]) | st.text()
    ).map("".join)
)
def test_any_text_has_one_answer_whose_offsets_hold(geoparse, text):
    [answer], err = geoparse({"id": 1, "text": text})
    assert not err
    assert all(text[m["start"] : m["end"]] == m["text"] for m in answer["mentions"])
    assert all(0 <= r["sentence_start"] < r["sentence_end"] <= len(text) for r in answer["routes"])


@pytest.mark.parametrize("given_id", ["a", 7, None, 1.5, [1, {"a": True}], "\ud83d", 10**400], ids=str)
def test_an_id_comes_back_as_it_is(geoparse, given_id):
    [answer], _ = geoparse({"id": given_id, "text": ""})
    assert answer["id"] == given_id


def test_blank_lines_a_bom_and_windows_newlines_are_no_trouble(geoparse):
    row = json.dumps({"id": 1, "text": TEXT}).encode()
    answers, err = geoparse(b"\xef\xbb\xbf" + row, b"", b"  \t", row + b"\r")
    assert (len(answers), err) == (2, "")


def _deep(depth):
    return b'{"id": 1, "text": "Lyon", "more": ' + b"[" * depth + b"]" * depth + b"}"


UNUSABLE = {
    "no json": b"Lyon",
    "half a json": b'{"id": 1, "text": "Ly',
    "not utf-8": b'{"id": 1, "text": "\xe9t\xe9"}',
    "a list": b"[1, 2]",
    "no id": b'{"text": "Lyon"}',
    "no text": b'{"id": 1}',
    "text is a number": b'{"id": 1, "text": 5}',
    "text is null": b'{"id": 1, "text": null}',
    "published is a number": b'{"id": 1, "text": "Lyon", "published": 2023}',
    "published is no date": b'{"id": 1, "text": "Lyon", "published": "2023-02-30"}',
    "language is a list": b'{"id": 1, "text": "Lyon", "language": ["fr"]}',
    "deep": _deep(200_000),
    "NaN": b'{"id": NaN, "text": "Lyon"}',
    "infinite": b'{"id": -1e999, "text": "Lyon"}',
    "a number of 10,000 digits": b'{"id": ' + b"9" * 10_000 + b', "text": "Lyon"}',
}


@pytest.mark.parametrize("line", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_line_is_numbered_and_the_others_go_on(geoparse, line):
    answers, err = geoparse({"id": "before", "text": TEXT}, b"", line, {"id": "after", "text": TEXT})
    assert [answer["id"] for answer in answers] == ["before", "after"]
    [said] = err.splitlines()
    assert said.startswith("dateline: line 3: ")
    assert len(said) < 250


def test_a_deep_value_that_is_not_used_is_no_trouble(geoparse):
    answers, _ = geoparse(_deep(100))
    assert [answer["id"] for answer in answers] == [1]


# --- geoparse --spans


def test_given_spans_are_answered_and_nothing_else(geoparse):
    at = TEXT.index("Alexandrie")
    row = {"id": 1, "text": TEXT, "mentions": [{"start": at, "end": at + 10, "text": "ignored"}]}
    [answer], _ = geoparse(row, flags=["--spans"])
    assert [(m["text"], m["country"]) for m in answer["mentions"]] == [("Alexandrie", "EG")]


@pytest.mark.parametrize("row", [{}, {"mentions": None}, {"mentions": []}], ids=str)
def test_no_spans_no_mentions(geoparse, row):
    [answer], _ = geoparse({"id": 1, "text": TEXT, **row}, flags=["--spans"])
    assert answer["mentions"] == []


@pytest.mark.parametrize(
    "mentions",
    [5, "Lyon", {"start": 0, "end": 2}, [[0, 2]], [{"start": 0}], [{"start": 2, "end": 2}], [{"start": -4, "end": 2}],
     [{"start": 0, "end": 10**30}], [{"start": 0.0, "end": 2.0}], [{"start": False, "end": True}]],
    ids=str,
)  # fmt: skip
def test_spans_that_are_none_are_named(geoparse, mentions):
    answers, err = geoparse({"id": 1, "text": TEXT, "mentions": mentions}, flags=["--spans"])
    assert answers == []
    assert err.startswith('dateline: line 1: with --spans, "mentions" is a list')


# --- geoparse in a pipe


@pytest.fixture
def piped():
    process = subprocess.Popen(
        [sys.executable, "-m", "geo", "geoparse"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=settings_module.ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )  # fmt: skip
    yield process
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        with suppress(BrokenPipeError):  # what was not sent stays unsent
            stream.close()


def test_each_answer_comes_before_the_next_question(piped):
    for number in range(3):
        piped.stdin.write(json.dumps({"id": number, "text": "À Orléans."}, ensure_ascii=False).encode() + b"\n")
        piped.stdin.flush()
        answer = json.loads(piped.stdout.readline().decode("utf-8"))
        assert (answer["id"], [m["text"] for m in answer["mentions"]]) == (number, ["Orléans"])
    piped.stdin.close()
    assert piped.wait() == 0


def test_a_reader_who_leaves_is_no_error(piped):
    row = json.dumps({"id": 1, "text": TEXT * 40}).encode() + b"\n"
    piped.stdin.write(row)
    piped.stdin.flush()
    piped.stdout.readline()
    piped.stdout.close()
    with suppress(BrokenPipeError):  # it may be gone already
        for _ in range(50):
            piped.stdin.write(row)
        piped.stdin.close()
    assert piped.wait() == 0
    assert piped.stderr.read() == b""


# --- ingest


def test_ingest_says_what_it_did(run, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(TEXT, "utf-8")
    assert run("ingest", str(tmp_path / "in")) == (0, "1 added.\n", "")
    assert run("ingest", str(tmp_path / "in")) == (0, "0 added, 1 known already.\n", "")
    (tmp_path / "in" / "two.txt").write_bytes(b"")
    (tmp_path / "in" / "three.md").write_text("Un train est arrivé à Lyon.", "utf-8")
    code, out, err = run("ingest", str(tmp_path / "in"), str(tmp_path / "nowhere"))
    assert (code, out) == (1, "1 added, 1 known already, 2 left out.\n")
    missing, empty = sorted(err.splitlines(), key=lambda line: "two.txt" in line)
    assert missing.startswith(f"dateline: {tmp_path / 'nowhere'}: no such file or folder")
    assert empty.startswith(f"dateline: {tmp_path / 'in' / 'two.txt'}: the file is empty")


@pytest.fixture
def web(monkeypatch):
    """A web on loopback for the command: what it answers at /text, /page and elsewhere."""

    def talk(asked, line):
        if asked.startswith(b"GET /text"):
            line.sendall(answer(TEXT.encode(), Content_Type="text/plain"))
        else:
            line.sendall(answer(b"", "404 Not Found", Content_Type="text/html"))

    with serving(talk) as there:
        monkeypatch.setattr(pipeline.webpage, "read_address", partial(read_address, fetch=there.fetch))
        yield there


def test_ingest_takes_addresses_and_files_and_names_each_that_fails(run, web, tmp_path):
    web.hosts["inside.example"] = ["10.0.0.1"]
    (tmp_path / "one.txt").write_text("Un train est arrivé à Lyon.", "utf-8")
    bad = "http://news.example/gone", "http://inside.example/", "ftp://news.example/a"
    code, out, err = run("ingest", "http://news.example/text", str(tmp_path / "one.txt"), *bad)
    assert (code, out) == (1, "2 added, 3 left out.\n")
    gone, inside, other = err.splitlines()
    assert gone.startswith("dateline: http://news.example/gone: the server answers 404 Not Found. ")
    assert inside.startswith("dateline: http://inside.example/: this leads into a private network")
    assert other.startswith("dateline: ftp://news.example/a: only addresses with http")
    assert run("ingest", "http://news.example/text") == (0, "0 added, 1 known already.\n", "")


def test_no_address_is_asked_where_that_is_off(run, web, monkeypatch):
    monkeypatch.setenv("DATELINE_FETCH", "off")
    code, out, err = run("ingest", "http://news.example/text")
    assert (code, out) == (1, "0 added, 1 left out.\n")
    assert "DATELINE_FETCH is off" in err and len(err.splitlines()) == 1
    assert (web.resolved, web.connects) == ([], [])


def test_a_database_that_cannot_be_opened_is_one_line(run, monkeypatch, tmp_path):
    (tmp_path / "broken.db").write_bytes(b"not a database, but long enough to be taken for one" * 40)
    monkeypatch.setenv("DATELINE_DATABASE", f"sqlite:///{tmp_path / 'broken.db'}")
    (tmp_path / "one.txt").write_text(TEXT, "utf-8")
    code, out, err = run("ingest", str(tmp_path / "one.txt"))
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith("dateline: ")
    assert "broken.db" in err


# --- the small commands


def test_geocode_says_where_and_which_link(run):
    code, out, _ = run("geocode", "Makhatchkala")
    assert code == 0
    first, link = out.splitlines()[:2]
    assert first.startswith("Makhatchkala: ")
    assert "RU" in first
    assert "gazetteer" in link


def test_geocode_of_what_is_nowhere_says_so(run):
    code, out, _ = run("geocode", "Zzyzzxqville")
    assert (code, out.splitlines()[0]) == (0, "Zzyzzxqville: no place")


def test_gazetteer_show_lists_the_likeliest_first(run):
    code, out, _ = run("gazetteer", "show", "Махачкала")
    assert code == 0
    assert out.splitlines()[0].startswith("Makhachkala (city, ")


def test_settings_shows_what_is_in_force(run, monkeypatch):
    monkeypatch.setenv("DATELINE_LANGUAGE", "fr")
    code, out, _ = run("settings")
    assert code == 0
    rows = [line.split()[:2] for line in out.splitlines()]
    assert [name for name, _ in rows] == [f"DATELINE_{name}" for name, *_ in settings_module.TABLE]
    assert ["DATELINE_LANGUAGE", "fr"] in rows
    assert ["DATELINE_GEOCODER", "(empty)"] in rows


@pytest.mark.parametrize(
    "command", [["settings"], ["ingest", "x.txt"], ["geocode", "Lyon"], ["prepare"]], ids=lambda words: words[0]
)
def test_a_setting_that_cannot_be_used_stops_every_command(run, monkeypatch, command):
    monkeypatch.setenv("DATELINE_LANGUAGE", "klingon")
    code, out, err = run(*command)
    assert (code, out) == (1, "")
    assert err.startswith("dateline: DATELINE_LANGUAGE='klingon'")
    assert len(err.splitlines()) == 1


def test_evaluate_prints_figures_or_json(run, tmp_path):
    gold = tmp_path / "gold.jsonl"
    mention = {"start": 2, "end": 6, "lat": 45.75, "lon": 4.85}
    gold.write_text(json.dumps({"id": 1, "text": "À Lyon.", "language": "fr", "mentions": [mention]}), "utf-8")
    code, out, _ = run("evaluate", str(gold))
    assert code == 0
    assert "precision 1.000  recall 1.000  f1 1.000" in out
    code, out, _ = run("evaluate", "--json", str(gold))
    assert json.loads(out)[str(gold)]["end_to_end"]["f1"] == 1.0


@pytest.mark.parametrize("content", [None, "<articles>", "[{}]", '{"id": 1}', "\udcff", "[1]"])
def test_a_gold_that_is_none_is_one_line(run, tmp_path, content):
    gold = tmp_path / "gold.json"
    if content is not None:
        gold.write_text(content, "utf-8", errors="surrogateescape")
    code, out, err = run("evaluate", str(gold))
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert str(gold) in err


def test_lower_without_pin_is_refused(run):
    code, _, err = run("evaluate", "--lower")
    assert (code, err) == (1, "dateline: --lower goes with --pin: it lets floors fall to what is reached.\n")


@pytest.mark.parametrize("arguments", [[], ["fly"], ["ingest"], ["gazetteer"], ["geoparse", "file"]], ids=str)
def test_wrong_arguments_leave_with_two(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "usage: python -m geo" in err


def test_version(run):
    assert run("--version") == (0, f"{__version__}\n", "")


def test_every_option_has_a_help_text():
    def walk(parser):
        for action in parser._actions:
            if action.option_strings:
                assert action.help, action.option_strings
            if isinstance(action.choices, dict):
                assert {choice.dest for choice in action._choices_actions} == set(action.choices)
                for inner in action.choices.values():
                    walk(inner)

    walk(cli._parser())
