"""A real PostgreSQL for tests: a cluster of our own in a temporary folder, on loopback, never run by root, ended with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def cluster() -> Iterator[str]:
    """Address of its database "postgres". Skips where PostgreSQL or its driver is not installed."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install -r requirements-dev.txt")
    where = os.pathsep.join([os.environ["PATH"], *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])  # Debian's
    initdb, pg_ctl = shutil.which("initdb", path=where), shutil.which("pg_ctl", path=where)
    if not (initdb and pg_ctl):
        pytest.skip("PostgreSQL is not installed, and only root may: put its initdb and pg_ctl on the PATH")
    owner = None
    if os.getuid() == 0:  # the server refuses to run as root
        owner = next((entry.pw_name for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody")), None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp())
    if owner:
        shutil.chown(folder, owner)

    def run(*words: str) -> None:
        subprocess.run(words, check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run(initdb, "-D", f"{folder}/data", "-A", "trust", "-U", "dateline", "-N", "-E", "UTF8", "--no-locale")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        run(pg_ctl, "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", options, "start")
        try:
            yield f"postgresql://dateline@127.0.0.1:{port}/postgres"
        finally:
            run(pg_ctl, "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
