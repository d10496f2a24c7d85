"""The house rules that a machine can hold: who may import whom, lint, knowledge that is data, nothing of anyone's machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from geo.settings import ROOT

MODULES = sorted((ROOT / "geo").rglob("*.py"))
KNOWLEDGE = sorted(path for path in (ROOT / "geo").rglob("knowledge/*") if path.is_file())
# Each of these libraries has one home; import-linter holds the layers, this holds the homes for modules it has no list of.
HOMES = {
    "streamlit": ("app.py", "geo/pages/"),
    "streamlit_folium": ("geo/pages/",),
    "folium": ("geo/presentation/maps.py",),
    "sqlalchemy": ("geo/store.py",),
    "geopy": ("geo/geoparsing/geocoding",),
    "trafilatura": ("geo/ingestion/webpage.py",),
    "lxml": ("geo/ingestion/webpage.py",),
    "certifi": ("geo/ingestion/fetch.py",),
    "http": ("geo/ingestion/fetch.py", "geo/geoparsing/geocoding/wire.py"),
    "spacy": ("geo/geoparsing/spacy_pipeline.py",),
}


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A tool of this Python's own bin folder, run at the root."""
    return subprocess.run(
        [Path(sys.executable).with_name(name), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command", [("lint-imports",), ("ruff", "check", "."), ("ruff", "format", "--check", ".")], ids=" ".join
)
def test_the_tools_are_content(command):
    done = tool(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library):
    importers = [path.relative_to(ROOT).as_posix() for path in [ROOT / "app.py", *MODULES] if library in _imports(path)]
    assert importers
    assert [path for path in importers if not path.startswith(HOMES[library])] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_opens_with_its_contract(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    assert path.stem not in ("utils", "helpers", "common", "misc")


@pytest.mark.parametrize("path", KNOWLEDGE, ids=lambda path: path.name)
class TestKnowledge:
    def test_opens_by_saying_what_it_is(self, path):
        """A linguist who opens the table finds its columns or keys explained before the first row."""
        first = path.read_text("utf-8").split("\n", 1)[0]
        assert re.match(r"# \w.{20,}", first)

    def test_is_read_by_the_program(self, path):
        loaded = "\n".join(module.read_text("utf-8") for module in MODULES)
        assert re.search(rf"\b{re.escape(path.name)}|\b{re.escape(path.stem)}\b", loaded)

    def test_is_a_table(self, path):
        text = path.read_text("utf-8")
        if path.suffix == ".toml":
            assert tomllib.loads(text)
            return
        assert path.suffix == ".tsv"
        rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
        assert len(rows) > 1
        assert max(map(len, rows)) > 1


# --- nothing of anyone's machine


def _ours() -> list[Path]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_says_where_it_stood():
    where = [r"/(?:home|Users)/\w+/", r"[A-Z]:\\Users\\"]
    if len(ROOT.parts) > 2:  # not "/app" of a container, which its own Dockerfile may name
        where += [rf"(?<!\w){re.escape(path.as_posix())}\b" for path in ROOT.parent.iterdir()]
    machine = re.compile("|".join(where).encode())
    found = [path.relative_to(ROOT).as_posix() for path in _ours() if machine.search(path.read_bytes())]
    assert found == []


def test_no_file_is_too_large_to_review():
    assert [path.name for path in _ours() if path.stat().st_size > 8_000_000] == []
