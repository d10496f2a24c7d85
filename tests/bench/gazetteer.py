"""The gazetteer: opening, look-ups, memory, build, size of what is committed. Each in a process of its own, as users have it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from geo import settings
from geo.geoparsing.gazetteer import ensure
from geo.settings import ROOT
from tests.bench import Figure

# Every 600th name of the gazetteer, and as many that it does not have; twice, for the cache.
_READER = """
import json, statistics, sys, time
from geo.geoparsing.gazetteer import Gazetteer
def resident():
    with open("/proc/self/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return {key: int(lines[key].split()[0]) / 1024 for key in ("VmRSS", "RssAnon")}
began = time.perf_counter()
gazetteer = Gazetteer.open(sys.argv[1])
opened = time.perf_counter() - began
names = json.loads(sys.stdin.read())
def timed(name):
    began = time.perf_counter()
    gazetteer.lookup(name, "fr")
    return time.perf_counter() - began
cold = [timed(name) for name in names]
cached = [timed(name) for name in names]
after = resident()
print(json.dumps({"open": opened, "cold": statistics.median(cold), "cached": statistics.median(cached),
                  "resident": after["VmRSS"], "private": after["RssAnon"]}))
"""
_BUILDER = """
import json, resource, sys, time
from geo.geoparsing.gazetteer import build
began = time.perf_counter()
build(sys.argv[1]).close()
print(json.dumps({"seconds": time.perf_counter() - began,
                  "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
LOOKUPS = 1_000


def _names(folder: Path) -> list[str]:
    """Names as they stand in texts: of towns spread over the gazetteer, every fourth made unknown."""
    with ensure(folder) as gazetteer:
        step = len(gazetteer) // LOOKUPS
        names = [gazetteer.place(index).name for index in range(0, step * LOOKUPS, step)]
    return [name if number % 4 else f"{name}x" for number, name in enumerate(names)]


def _run(code: str, folder: Path, given: object = None) -> dict[str, float]:
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def measure() -> Iterator[Figure]:
    folder = settings.load().gazetteer
    names = _names(folder)
    _run(_READER, folder, names)  # brings the files into the system's cache
    reader = _run(_READER, folder, names)
    yield Figure("open", reader["open"] * 1e3, 20, "ms")
    yield Figure("look-up, median, first time", reader["cold"] * 1e6, 20, "µs")
    yield Figure("look-up, median, cached", reader["cached"] * 1e6, 20, "µs")
    yield Figure(f"resident after {LOOKUPS} look-ups, Python included", reader["resident"], 60, "MB")
    yield Figure("of which private to the process", reader["private"], 60, "MB")
    with tempfile.TemporaryDirectory() as beside:
        builder = _run(_BUILDER, Path(beside))
    yield Figure("build", builder["seconds"], 120, "s")
    yield Figure("build, peak memory", builder["peak"], 1500, "MB")
    committed = sum(path.stat().st_size for path in (ROOT / "data" / "gazetteer").rglob("*.tsv"))
    yield Figure("committed tables", committed / 1e6, 30, "MB")
