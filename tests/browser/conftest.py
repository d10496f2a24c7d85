"""One Streamlit server a script, one Chromium a session. Every test: a fresh context, no other host, no page error."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, Request, TimeoutError, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = frozenset({"localhost", "127.0.0.1", "[::1]", ""})
START_SECONDS = 60  # a cold start on a busy machine; a failure says what the server said
expect.set_options(timeout=20_000)  # a busy machine again; what is there at once is not waited for
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The shell is the same engine without a window's own pages, which cost as much as a small page of ours in every context.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Whatever is not here is asked of a port of this machine where nobody listens. Routing every request through the test would
# cost a fifth of the time, and the browser its cache.
NOWHERE = {"server": "http://127.0.0.1:9", "bypass": "localhost,127.0.0.1"}
NOBODY = "net::ERR_PROXY_CONNECTION_FAILED"  # what such a request ends with


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, or Playwright's own where there is none; no packet of it leaves this machine."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS), proxy=NOWHERE)


def is_foreign(address: str) -> bool:
    """Is it another machine's?"""
    url = urlparse(address)
    return url.scheme not in ("data", "blob", "file") and url.hostname not in HERE


def is_mount(request: Request) -> bool:
    """Does it load the map's iframe?"""
    return "streamlit_folium" in urlparse(request.url).path and request.is_navigation_request()


@dataclass
class Visit:
    """One open page: all it ``asked`` for, what of it was ``foreign`` (and refused), and what broke in it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mounts: int = 0  # how often the map's iframe was loaded

    def map(self, condition: str = "true") -> Frame:
        """The map's frame, once it has drawn and the condition on ``state`` (JavaScript) holds."""
        iframe = self.page.wait_for_selector("iframe[title^='streamlit_folium']", state="attached")
        test = f"() => window.dateline?.state?.ready && ((state) => {condition})(dateline.state)"
        frame = iframe.content_frame()
        # A wait that begins in the frame's first, empty document may never hear of the second.
        frame.wait_for_url(lambda url: "streamlit_folium" in url)
        try:
            frame.wait_for_function(test, polling=100)
        except TimeoutError:
            state = frame.evaluate("JSON.stringify(window.dateline?.state)")
            pytest.fail(f"no map with {condition}: {state}, {self.errors}\n{self.page.inner_text('body')[:2000]}")
        return frame

    def point(self, key: str) -> tuple[float, float]:
        """Where on the page that mark can be clicked."""
        frame = self.map()
        frame.wait_for_function("(key) => dateline.at(key)", arg=key)
        x, y = frame.evaluate("(key) => dateline.at(key)", key)
        box = frame.frame_element().bounding_box()
        return box["x"] + x, box["y"] + y

    def click(self, key: str) -> None:
        self.page.mouse.click(*self.point(key))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server of ours, started by a command and stopped by its own process id. well: what answers once it is up."""

    def __init__(
        self, command: list[str], well: str, environment: dict[str, str], log: Path, folder: Path = ROOT
    ) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=folder, env=os.environ | environment, stdout=out, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(well, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        pytest.fail(f"The server did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Server(Process):
    """A Streamlit server of a script."""

    def __init__(self, script: Path, environment: dict[str, str], log: Path) -> None:
        port = free_port()
        self.url = f"http://localhost:{port}"
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(script),
            "--server.port",
            str(port),
            "--server.headless",
            "true",
            "--server.fileWatcherType",
            "none",
            "--server.enableStaticServing",
            "true",
            "--browser.gatherUsageStats",
            "false",
        ]
        super().__init__(command, f"{self.url}/_stcore/health", {"PYTHONPATH": str(ROOT)} | environment, log)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """serve(script, **environment) -> address. Every server lives until the session ends."""
    servers: list[Server] = []

    def start(script: Path, **environment: str) -> str:
        servers.append(Server(script, environment, tmp_path_factory.mktemp("server") / "log.txt"))
        return servers[-1].url

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def app_url(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The real application on a data folder of its own, with the digests taken in."""
    return serve(ROOT / "app.py", DATELINE_DATA=str(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def demo_url(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map alone, with made-up frames (map_demo.py). Streamlit serves the static folder beside the script."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "static").symlink_to(ROOT / "static")
    shutil.copy(ROOT / "tests" / "browser" / "map_demo.py", folder)
    return serve(folder / "map_demo.py")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """visit(address, **options of the context) -> Visit. At the end: no page error, no request to another host."""
    visits: list[Visit] = []

    def go(address: str, **options: object) -> Visit:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        page = chromium.new_context(**options).new_page()
        made = Visit(page)
        visits.append(made)

        def note(request: Request) -> None:
            made.asked.append(request.url)
            made.mounts += is_mount(request)

        def refused(request: Request) -> None:
            # Only what came to the network's door: not what a policy of the page or a test's own answer kept from it.
            if is_foreign(request.url) and request.failure == NOBODY:
                made.foreign.append(request.url)

        page.context.on("request", note)
        page.context.on("requestfailed", refused)
        page.on("pageerror", lambda error: made.errors.append(str(error)))
        page.goto(address)
        return made

    yield go
    for made in visits:
        made.page.context.close()
    assert [made.foreign for made in visits if made.foreign] == []
    assert [made.errors for made in visits if made.errors] == []
