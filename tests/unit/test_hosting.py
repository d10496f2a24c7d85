"""The Dockerfile says what docs/HOSTING.md promises: nothing is left out, nothing can be written, nobody is root."""

from __future__ import annotations

import json
import re

from geo import settings

ROOT = settings.ROOT
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
LINES = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]


def values(word: str) -> list[str]:
    return [rest for first, rest in LINES if first == word]


def test_everything_that_is_copied_exists_and_is_sent():
    sent = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    copied = [source for rest in values("COPY") for source in rest.split()[:-1]]
    assert sorted(copied) == sorted(sent)
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_a_hosts_secrets_are_in_no_commit_and_in_no_image():
    for file in (".gitignore", ".dockerignore"):
        assert ".streamlit/secrets.toml" in (ROOT / file).read_text("utf-8").splitlines()


def test_what_it_sets_are_settings_and_readers_cannot_write():
    environment = dict(pair.split("=", 1) for rest in values("ENV") for pair in rest.split())
    ours = {name: value for name, value in environment.items() if name.startswith("DATELINE_")}
    assert set(ours) <= {f"DATELINE_{name}" for name, _, _ in settings.TABLE}
    assert settings.decided(settings.load(ours), local=True).editing == "off"


def test_it_does_not_run_as_root_and_says_whether_it_is_well():
    order = [first for first, _ in LINES]
    assert values("USER") == ["dateline"]
    assert order.index("USER") < order.index("CMD")
    assert order.index("USER") > max(i for i, first in enumerate(order) if first == "RUN")
    check = json.loads(values("HEALTHCHECK")[0].partition("CMD")[2])
    command = json.loads(values("CMD")[0])
    port = next(word.partition("=")[2] for word in command if word.startswith("--server.port"))
    assert f":{port}/_stcore/health" in check[-1]
    assert values("EXPOSE") == [port]
