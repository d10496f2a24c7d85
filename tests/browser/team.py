"""A Dateline for a team, as docs/HOSTING.md sets it up: the container's command and settings, PostgreSQL, an OpenID Connect provider.

Everything runs on loopback, in processes of its own that end with it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.conftest import ROOT, Process, free_port

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
# What the provider says of whom; each is a button on its page.
PEOPLE = {
    "anna": {"email": "Anna.Petit@Journal.example", "email_verified": True, "name": "Anna Petit"},
    "stranger": {
        "email": "eve@evil-journal.example",
        "email_verified": True,
        "name": "Eve <anna.petit@journal.example>",
    },
    "unproved": {"email": "anna.petit@journal.example", "name": "Anna Petit"},
}
EDITORS = "@journal.example"


class Team:
    """url: where it answers. data: its folder, with the corrections. The providers' people: PEOPLE."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data

    def corrections(self) -> list[dict]:
        file = self.data / "corrections.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def image(folder: Path) -> None:
    """What the Dockerfile copies, where it would stand; only the gazetteer is not built a second time."""
    sources = [source for line in DOCKERFILE if line.startswith("COPY ") for source in line.split()[1:-1]]
    for source in sources:
        if source == "data":
            (folder / source).symlink_to(ROOT / source)
        elif (ROOT / source).is_dir():
            shutil.copytree(
                ROOT / source, folder / source, ignore=shutil.ignore_patterns("secrets.toml", "__pycache__")
            )
        else:
            shutil.copy(ROOT / source, folder)


def _of_the_container(port: int) -> tuple[list[str], dict[str, str]]:
    """The command and the environment of the Dockerfile, on loopback and a free port."""
    command = json.loads(next(line for line in DOCKERFILE if line.startswith("CMD ")).partition(" ")[2])
    replaced = {"python": sys.executable, "--server.address=0.0.0.0": "--server.address=127.0.0.1"}
    replaced["--server.port=8501"] = f"--server.port={port}"
    assert replaced.keys() <= set(command)
    pairs = [pair for line in DOCKERFILE if line.startswith("ENV ") for pair in shlex.split(line[4:])]
    return [replaced.get(word, word) for word in command], dict(pair.split("=", 1) for pair in pairs)


@contextmanager
def team(folder: Path, database: str, *, secrets: bool = True, **environment: str) -> Iterator[Team]:
    """folder: an empty one. secrets: with secrets.toml, as the host mounts it. environment: beside what docs/HOSTING.md sets."""
    app, data, mine, theirs = folder / "app", folder / "data", free_port(), free_port()
    app.mkdir()
    data.mkdir()
    image(app)
    url, provider = f"http://localhost:{mine}", f"http://localhost:{theirs}"
    if secrets:
        auth = {
            "redirect_uri": f"{url}/oauth2callback",
            "cookie_secret": "0123456789abcdef" * 4,
            "client_id": "dateline",
            "client_secret": "for tests alone",
            "server_metadata_url": f"{provider}/.well-known/openid-configuration",
        }
        lines = [f"{name} = {json.dumps(value)}" for name, value in auth.items()]
        (app / ".streamlit" / "secrets.toml").write_text("\n".join(["[auth]", *lines]), "utf-8")
    command, settings = _of_the_container(mine)
    settings |= {
        "DATELINE_DATA": str(data),
        "DATELINE_DATABASE": database,
        "DATELINE_EDITING": "editors",
        "DATELINE_EDITORS": EDITORS,
        "HOME": str(folder),  # another secrets.toml may stand in the developer's own
    }
    bare = {name: "" for name in os.environ if re.match("STREAMLIT_", name)}
    started = []
    try:
        started.append(
            Process(
                [sys.executable, "-m", "tests.browser.provider", str(theirs), json.dumps(PEOPLE)],
                f"{provider}/.well-known/openid-configuration",
                {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
                folder / "provider.log",
            )
        )
        started.append(
            Process(command, f"{url}/_stcore/health", bare | settings | environment, folder / "app.log", folder=app)
        )
        yield Team(url, data)
    finally:
        for process in reversed(started):
            process.stop()
