"""What many tests share: the real gazetteer and geoparser (built once), settings in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from geo import pipeline, settings
from geo.store import Store
from tests.postgres import cluster

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"  # the originals and the big gold: not in the repo, measured where they are


@pytest.fixture(scope="session")
def parser() -> pipeline.Geoparser:
    return pipeline.geoparser()


@pytest.fixture(scope="session")
def gazetteer(parser):
    return parser.gazetteer


@pytest.fixture
def chosen(tmp_path) -> settings.Settings:
    """Settings whose database is the test's own; the gazetteer is the built one."""
    built = settings.load().gazetteer
    return settings.load({"DATELINE_DATA": str(tmp_path), "DATELINE_GAZETTEER": str(built)})


@pytest.fixture
def store(chosen):
    opened = Store.open(chosen.database)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL of our own, on loopback; its database "postgres" is empty, and anybody's who empties it again."""
    with cluster() as address:
        yield address


@pytest.fixture
def originals() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip(
            "the original articles are other people's text and not in the repo; they stand beside it where it is developed"
        )
    return folder


# A busy machine is slow, not wrong: Hypothesis looks for counterexamples here, not for delays.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")
