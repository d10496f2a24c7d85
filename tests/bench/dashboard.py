"""The map in a real Chromium over a big newsroom: 10,000 places, 100,000 mentions, 5,000 articles, 10,000 claims.

From a click on a filter to the updated map, and from a click on a mark to its sentences, as the reader waits for them.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Frame, Page, sync_playwright

from geo import pipeline, settings
from geo.model import Article, DateSpan, Geoparsed, Mention, Place, Resolution, Route, RouteEnd
from tests.bench import Figure
from tests.browser.conftest import ROOT, Server, is_foreign, is_mount, launch

PLACES, ARTICLES, MENTIONS_EACH, CLAIMS_EACH = 10_000, 5_000, 20, 2
ROUNDS = 12
HUBS = 60  # places that things move between, a few of them most of the time
TRAFFIC = (1 / np.arange(1, HUBS + 1)) / (1 / np.arange(1, HUBS + 1)).sum()
FLOWS, STANCES = ("supply", "technology", "strike"), ("alleged", "denied", "narrator", "admitted")
COUNTRIES = ("FR", "DE", "IT", "ES", "PL", "UA", "TR", "EG", "NG", "KE", "ZA", "IN", "CN", "JP", "BR", "CA")
KINDS = ("city", "city", "city", "city", "port", "base", "zone", "airport")
# The reader's choices, one after the other, each from the whole map and taken back before the next: (key of the widget,
# what is chosen there). A number is a button's place, words are typed into a list.
CHOICES = (
    ("stances", 0), ("countries", "Allemagne"), ("kinds", "port"), ("quick-2022", 0), ("publishers", "Journal 7"),
    ("flows", 1), ("roles", 1), ("sureness", 0), ("countries", "Kenya"), ("stances", 2),
    ("publishers", "Journal 21"), ("quick-2020", 0), ("places", "Ville-17"), ("flows", 0), ("claimants", "Témoin 3"),
    ("kinds", "base"), ("countries", "Japon"), ("stances", 3), ("quick-quarter", 0),
)  # fmt: skip

# Runs in the page before the reader acts: from the click or the key to the frame in which the map shows something else.
FILTERED = """() => new Promise((done, fail) => {
  setTimeout(() => fail(new Error("the map did not change")), 60000);
  const map = document.querySelector("iframe[title^='streamlit_folium']").contentWindow.dateline;
  const shown = () => `${map.state.places} ${map.state.routes}`, before = shown();
  const began = (event) => {
    if (event.type === "keydown" && event.key !== "Enter") return;
    const start = performance.now();
    for (const kind of ["click", "keydown"]) document.removeEventListener(kind, began, { capture: true });
    const look = () => (shown() === before ? requestAnimationFrame(look) : done(performance.now() - start));
    look();
  };
  for (const kind of ["click", "keydown"]) document.addEventListener(kind, began, { capture: true });
})"""
# The same from the choice of a mark (the keyboard's is the pointer's, once it has found its mark) to the title of the panel.
OPENED = """() => new Promise((done, fail) => {
  setTimeout(() => fail(new Error("the panel did not change")), 60000);
  const title = () => document.querySelector(".st-key-evidence .dl-title")?.textContent, before = title();
  const map = document.querySelector("iframe[title^='streamlit_folium']").contentWindow;
  map.addEventListener("keydown", ({ key }) => {
    if (key !== "Enter") return;
    const began = performance.now();
    const look = () => (title() === before ? requestAnimationFrame(look) : done(performance.now() - began));
    look();
  }, { capture: true });
})"""


def newsroom() -> Iterator[tuple[Article, Geoparsed]]:
    """Articles whose sentences name places spread over the world; some places are named far more often than others."""
    rng = np.random.default_rng(7)
    lats, lons = rng.uniform(-50, 68, PLACES), rng.uniform(-170, 175, PLACES)
    places = [
        Place(
            f"bench:{i}",
            f"Ville-{i}",
            KINDS[i % len(KINDS)],
            COUNTRIES[i % len(COUNTRIES)],
            float(lats[i]),
            float(lons[i]),
            5.0,
            source="bench",
            licence="CC0",
        )
        for i in range(PLACES)
    ]
    each = MENTIONS_EACH - 2 * CLAIMS_EACH
    named = np.concatenate([np.arange(PLACES), rng.zipf(1.3, ARTICLES * each - PLACES) % PLACES])
    share = np.where(np.arange(len(named)) < PLACES, 0, 0.15)  # each is named as a place at least once
    acting = rng.random(len(named)) < share
    order = rng.permutation(len(named))
    named, acting = named[order], acting[order]
    for number in range(ARTICLES):
        ends = [i for _ in range(CLAIMS_EACH) for i in rng.choice(HUBS, 2, replace=False, p=TRAFFIC)]
        own = slice(number * each, (number + 1) * each)
        roles = ["place"] * len(ends) + ["actor" if acts else "place" for acts in acting[own]]
        yield _article(number, [places[i] for i in (*ends, *named[own])], roles, rng)


def _article(number: int, chosen: list[Place], roles: list[str], rng: np.random.Generator) -> tuple[Article, Geoparsed]:
    text, spans, sentences = f"Dépêche {number}.", [], []
    for i, place in enumerate(chosen):
        if i % 2 == 0:
            text += " "
            sentences.append([len(text), 0])
        text += "Un convoi parti de " if i % 2 == 0 else " est arrivé à "
        spans.append((len(text), len(text) + len(place.name)))
        text += place.name
        if i % 2:
            text += "."
            sentences[-1][1] = len(text)
    resolutions = tuple(
        Resolution(Mention(a, b, text[a:b], role), place, sure, "only place of that name")
        for (a, b), place, role, sure in zip(
            spans, chosen, roles, rng.choice((0.95, 0.7, 0.4), len(spans)), strict=True
        )
    )
    routes = tuple(
        Route(
            *sentences[i],
            RouteEnd(*spans[2 * i], chosen[2 * i].name, chosen[2 * i]),
            RouteEnd(*spans[2 * i + 1], chosen[2 * i + 1].name, chosen[2 * i + 1]),
            flow=FLOWS[int(rng.integers(len(FLOWS)))],
            stance=STANCES[int(rng.integers(len(STANCES)))],
            claimants=(f"Témoin {int(rng.integers(40))}",),
        )
        for i in range(CLAIMS_EACH)
    )
    day = str(np.datetime64("2019-01-01") + int(rng.integers(1800)))
    article = Article(
        f"{number:032x}", text, f"Dépêche {number}", f"Journal {number % 30}", "fr", DateSpan(day, day, "day", "bench")
    )
    return article, Geoparsed(text, "fr", resolutions, (), routes, (), tuple(map(tuple, sentences)))


def fill(folder: Path) -> None:
    knobs = settings.load({"DATELINE_DATA": str(folder), "DATELINE_SEEDS": ""})
    store, parser = pipeline.prepare(knobs)
    for article, found in newsroom():
        store.add_article(article, found, parser.version)
    store.close()


def measure() -> Iterator[Figure]:
    folder = Path(tempfile.mkdtemp(prefix="dateline-bench-"))
    fill(folder)
    server = Server(ROOT / "app.py", {"DATELINE_DATA": str(folder), "DATELINE_SEEDS": ""}, folder / "log.txt")
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            yield from _measured(browser.new_page(viewport={"width": 1280, "height": 860}), server.url)
            browser.close()
    finally:
        server.stop()
        shutil.rmtree(folder)


def _measured(page: Page, url: str) -> Iterator[Figure]:
    foreign, mounts = [], []

    def note(request) -> None:
        if is_foreign(request.url):
            foreign.append(request.url)
        if is_mount(request):
            mounts.append(request.url)

    page.on("request", note)
    page.set_default_timeout(120_000)
    page.goto(f"{url}/?lang=fr")
    frame = _map(page)
    places = frame.evaluate("dateline.state.places")
    page.reload()  # the corpus is joined now: this is what the second reader waits for
    began = time.perf_counter()
    page.goto(f"{url}/?lang=fr")
    frame = _map(page)
    yield Figure("page with its map", time.perf_counter() - began, 5, "s")
    mounts.clear()
    yield Figure("places on the map", places, PLACES, "", least=True)
    page.locator("[data-testid=stExpander] summary").click()
    fresh, back = zip(*(_filter(page, *choice) for choice in CHOICES), strict=True)
    yield Figure("filter never asked before to map, median", median(fresh), 300, "ms")
    yield Figure("filter never asked before to map, slowest", max(fresh), 1000, "ms")
    yield Figure("back to the view asked before, median", median(back), 300, "ms")
    waits = []
    for _ in range(ROUNDS):
        _at_rest(page)
        waits.append(_choose(page, frame))
    yield Figure("choice of a mark to its panel, median", median(waits), 700, "ms")
    yield Figure("remounts of the map", len(mounts), 0, "")
    yield Figure("requests to other hosts", len(foreign), 0, "")


def _map(page: Page) -> Frame:
    frame = page.wait_for_selector("iframe[title^='streamlit_folium']").content_frame()
    frame.wait_for_url(lambda address: "streamlit_folium" in address)
    frame.wait_for_function("window.dateline?.state?.ready && dateline.state.places > 0")
    return frame


def _at_rest(page: Page) -> None:
    page.wait_for_function("document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'")
    page.wait_for_timeout(400)  # a reader looks before the next click; what the last one left to do is done


def _filter(page: Page, widget: str, choice: int | str) -> tuple[float, float]:
    """Chooses it and takes it back. Milliseconds of each."""

    def press() -> None:
        if isinstance(choice, int):
            page.locator(f".st-key-{widget} button").nth(choice).click()
        else:
            page.locator(f".st-key-{widget} input").press("Enter")

    def waited(act: Callable[[], None]) -> float:
        page.evaluate(f"window.filtered = ({FILTERED})(); 0")
        act()
        return page.evaluate("window.filtered")

    page.locator(f".st-key-{widget}").scroll_into_view_if_needed()  # a list that is scrolled closes
    _at_rest(page)
    if isinstance(choice, str):
        page.locator(f".st-key-{widget} input").fill(choice)
        page.locator("[role=option]").first.wait_for()
    there = waited(press)
    _at_rest(page)
    if isinstance(choice, int):
        return there, waited(press)
    return there, waited(page.locator(".st-key-chip-all button").click)


def _choose(page: Page, frame: Frame) -> float:
    """The next mark of the map, by the keyboard."""
    page.evaluate(f"window.opened = ({OPENED})(); 0")
    frame.locator(".dl-keys").press("ArrowDown")
    frame.locator(".dl-keys").press("Enter")
    return page.evaluate("window.opened")
