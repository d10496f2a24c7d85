"""What the pages say is so: commands parse, files exist, rules and settings are listed, METHOD's examples behave as printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from geo import cli, model, pipeline, settings
from geo.geoparsing import timex
from geo.geoparsing.timex import reading
from geo.i18n import translator
from geo.model import Geoparsed, Route, RouteEnd

ROOT = settings.ROOT
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").glob("*.md")],
    key=lambda path: path.as_posix(),
)
METHOD = (ROOT / "docs" / "METHOD.md").read_text("utf-8")
COMMAND = re.compile(r"python -m geo( [^`|<>&;#\n)]*)?")
# What the pages write for a word that the reader chooses.
STANDS_FOR = {"PATH…": "a.txt", "NAME": "Lyon", "GOLD…": "gold.json"}
MADE_LATER = (
    "secrets.toml",
    ".streamlit/secrets.toml",
    "data/built",
    "data/dateline.db",
    "data/built/lexicon-*.marisa",
)
EXAMPLE = re.compile(r"^ +> (?P<text>.+)\n\n +`(?P<found>.+)`$", re.MULTILINE)


def pages_with(pattern: re.Pattern[str]) -> list:
    found = [(page, match) for page in PAGES for match in pattern.finditer(page.read_text("utf-8"))]
    return [pytest.param(page, match, id=f"{page.name}: {match[0].strip()[:60]}") for page, match in found]


# --- commands


@pytest.mark.parametrize("page, command", pages_with(COMMAND))
def test_every_command_is_one_the_program_takes(page: Path, command: re.Match[str]):
    words = [STANDS_FOR.get(word, word) for word in shlex.split((command[1] or "").rstrip(" .,:"))]
    if not words:
        return
    arguments = cli._parser().parse_args(words)
    assert callable(arguments.run)


def test_every_command_is_in_the_readme(capsys):
    with pytest.raises(SystemExit):
        cli._parser().parse_args(["--help"])
    commands = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert commands
    assert [command for command in commands if f"`python -m geo {command}" not in readme] == []


@pytest.mark.parametrize("page, target", pages_with(re.compile(r"`make ([a-z]+)")))
def test_every_make_target_exists(page: Path, target: re.Match[str]):
    assert re.search(rf"^{target[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


# --- files


@pytest.mark.parametrize("page, link", pages_with(re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")))
def test_every_link_leads_somewhere(page: Path, link: re.Match[str]):
    assert (page.parent / link[1]).exists()


NAMED_FILE = re.compile(
    r"`((?:geo|docs|data|tests|seeds|static|\.ci|\.streamlit)/[\w./*-]*|[\w-]+\.(?:py|md|txt|toml))`"
)
KNOWN_BY_NAME = {path.name for folder in ("geo", "docs", "data", "tests") for path in (ROOT / folder).rglob("*.*")}


@pytest.mark.parametrize("page, named", pages_with(NAMED_FILE))
def test_every_file_named_exists(page: Path, named: re.Match[str]):
    path = named[1].rstrip("/")
    assert path in MADE_LATER or list(ROOT.glob(path)) or path in KNOWN_BY_NAME


def layout() -> list[Path]:
    """The paths of ARCHITECTURE's tree, two spaces a level."""
    tree = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8").split("```")[1].strip("\n")
    above: dict[int, Path] = {-2: ROOT}
    paths = []
    for line in tree.splitlines():
        indent = len(line) - len(line.lstrip())
        above[indent] = above[indent - 2] / line.split()[0]
        paths.append(above[indent])
    return paths


def test_the_layout_is_as_drawn():
    assert [path for path in layout() if not path.exists()] == []


def test_every_module_is_in_the_layout():
    modules = {path for folder in ("geo", "geo/geoparsing", "geo/ingestion") for path in (ROOT / folder).glob("*.py")}
    packages = {path.parent for path in (ROOT / "geo").rglob("*.py")}
    missing = (modules | packages) - set(layout()) - {path for path in modules if path.name.startswith("__")}
    assert sorted(path.name for path in missing) == []


# --- tables


def test_settings_are_listed_in_order_with_default_and_help():
    rows = re.findall(
        r"^\| `DATELINE_(\w+)` \| (.+?) \| (.+) \|$", (ROOT / "docs" / "SETTINGS.md").read_text("utf-8"), re.M
    )
    here = f"{ROOT}/"
    table = [
        (name, f"`{default.replace(here, '')}`" if default else "(empty)", text)
        for name, default, text in settings.TABLE
    ]
    assert rows == table


def test_method_lists_every_rule_of_dates():
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", METHOD, re.MULTILINE))
    assert {name: rows.get(name) for name in timex.rules()} == timex.rules()


@pytest.mark.parametrize(
    "words", [model.ROLES, model.FLOWS, model.MODALITIES, model.STANCES, model.MODES], ids=lambda w: w[0]
)
def test_the_contract_names_every_value(words: tuple[str, ...]):
    page = (ROOT / "docs" / "GEOPARSE.md").read_text("utf-8")
    assert [word for word in words if f"`{word}`" not in page] == []


def test_the_contract_names_every_field():
    end = RouteEnd(0, 1, "a", None)
    place = model.Place("x", "X", "city", "FR", 0.0, 0.0, 1.0)
    found = Geoparsed(
        "a",
        "fr",
        (model.Resolution(model.Mention(0, 1, "a", "place"), place, 1.0, ""),),
        (model.Relative(0, 1, "a", 0, 1, None, None),),
        (Route(0, 1, end, end),),
        (model.TimeExpression(0, 1, "a", None),),
    )
    page = (ROOT / "docs" / "GEOPARSE.md").read_text("utf-8")
    names = _names(cli.as_json(found))
    assert sorted(name for name in names if f"`{name}`" not in page) == []


def _names(value) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in _names(inner)}
    return {name for inner in value for name in _names(inner)} if isinstance(value, list) else set()


# --- METHOD's failures


@pytest.mark.parametrize("text, printed", EXAMPLE.findall(METHOD), ids=lambda words: words[:40])
def test_a_failure_is_as_printed(text: str, printed: str, parser):
    """Where this fails because the program got better, rejoice, and put another failure in its place."""
    assert found_in(parser.parse(text, pipeline.publication("2024-03-08"))) == printed


def test_there_are_ten_failures():
    assert len(EXAMPLE.findall(METHOD)) == 10


def found_in(found: Geoparsed) -> str:
    """All that was found, in one line."""
    parts = [
        f"{r.mention.role} {r.mention.text} = {r.place.name} ({r.place.country})" for r in found.resolutions if r.place
    ]
    parts += [_route_in_words(route) for route in found.routes]
    parts += [f"date {d.text}: {d.span.date_min if d.span else 'open'}" for d in found.dates]
    return "; ".join(parts) or "nothing"


def _route_in_words(route: Route) -> str:
    ends = " → ".join(end.text if end else "?" for end in (route.origin, route.destination))
    return f"route {ends}, {route.cargo or 'no cargo'}, {route.modality}, {route.stance}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_date_rule_has_words_for_readers(language):
    """The Reader says what made « vendredi » a day; METHOD's table lists the rules."""
    t = translator(language)
    rules = re.findall(
        r"^\| `([\w-]+)` \| .*? \|$", METHOD.partition("| rule | what it does |")[2].partition("\n\n")[0], re.M
    )
    assert len(rules) > 20
    reasons = (reading.NO_PUBLICATION, reading.NO_DAY, reading.NO_SUCH_DAY, reading.ANAPHORIC, reading.AMBIGUOUS)
    keys = (*rules, *(reason.replace(" ", "-") for reason in reasons))
    assert [key for key in keys if f"rule.{key}" not in t] == []
