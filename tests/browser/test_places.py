"""Correcting a marker in a real browser (journey 3): choose another place, move it, reject it; undo; the database is deleted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

DEPOTS = """---
title: Three depots
publisher: The Pier
published: 2023-06-09
language: en
---
A depot was opened in Baku. A second depot was opened in Springfield. A third depot was opened in Tbilisi.
"""


@pytest.fixture
def newsroom(serve, tmp_path_factory):
    """``newsroom()`` → address of the application over the same folders; each call is a new start of it."""
    data, articles = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("articles")
    (articles / "depots.md").write_text(DEPOTS, encoding="utf-8")

    def start() -> str:
        return serve(ROOT / "app.py", DATELINE_DATA=str(data), DATELINE_SEEDS=str(articles))

    start.data = data
    return start


def names(there):
    """The cells of the list's first column. The list is drawn on a canvas; this is the table in it for those who don't see."""
    return there.page.locator("[data-testid=stDataFrame] td[data-testid^=glide-cell-1-]")


def open_place(there, name: str) -> None:
    """A click on the place's row."""
    there.page.locator(".st-key-place_words input").fill(name)
    there.page.keyboard.press("Enter")
    expect(names(there)).to_have_text([name])
    box, before = there.page.locator("[data-testid=stDataFrame]").first.bounding_box(), there.page.url
    there.page.mouse.click(box["x"] + 16, box["y"] + 52)
    there.page.wait_for_url(lambda url: url != before)  # the panel shows the first of the list before it is chosen
    expect(title(there)).to_have_text(name)


def title(there):
    return there.page.locator(".stColumn .dl-title").first


def correct(there, what: str) -> None:
    there.page.locator("[class*=st-key-correct-] button").first.click()
    there.page.get_by_text(what, exact=True).click()


def save(there) -> None:
    there.page.get_by_label("Your name").fill("Ada")
    there.page.get_by_label("Why", exact=True).fill("Seen on a photograph")
    there.page.locator(".st-key-save button").click()
    try:
        expect(there.page.locator(".st-key-save")).to_have_count(0)
    except AssertionError:
        pytest.fail(f"not saved, and the page says: {there.page.inner_text('body')[:2000]}")


def lines(data: Path) -> list[dict]:
    return [json.loads(line) for line in (data / "corrections.jsonl").read_text("utf-8").splitlines()]


def listed(there, url: str, count: int) -> list[str]:
    there.page.goto(f"{url}/places?lang=en")
    expect(names(there)).to_have_count(count, timeout=60_000)
    return sorted(names(there).all_text_contents())


def test_a_marker_is_corrected_and_stays_so_when_the_database_is_deleted(visit, newsroom):
    url = newsroom()
    there = visit(url)
    assert listed(there, url, 3) == ["Baku", "Springfield", "Tbilisi"]

    open_place(there, "Baku")  # 1: no place at all
    correct(there, "No place at all")
    save(there)
    expect(there.page.locator(".dl-eyebrow", has_text="Name without a place")).to_be_visible()

    open_place(there, "Springfield")  # 2: another one of that name
    correct(there, "Another place of the gazetteer")
    there.page.get_by_text("This name in every article", exact=False).click()
    save(there)
    expect(there.page.locator(".dl-status", has_text="corrected by Ada (Seen on a photograph)")).to_be_visible()

    open_place(there, "Tbilisi")  # 3: elsewhere, by a click on the map
    correct(there, "A point of my own")
    frame = there.map("state.places === 1")
    before = there.page.get_by_label("Latitude").input_value()
    assert before.startswith("41.")
    box = frame.frame_element().bounding_box()
    there.page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.2)
    expect(there.page.get_by_label("Latitude")).not_to_have_value(before)
    moved_to = float(there.page.get_by_label("Latitude").input_value())
    assert moved_to > float(before)  # further up
    save(there)
    assert there.page.url.startswith(f"{url}/places")
    assert "lat=" not in there.page.url  # the small map leaves the address alone

    rejected, chosen, moved = lines(newsroom.data)
    assert (rejected["what"], rejected["old"]["name"], rejected["new"]) == ("reject", "Baku", None)
    assert (chosen["what"], chosen["target"]["kind"]) == ("choose", "name")
    assert chosen["old"]["id"] != chosen["new"]["id"]
    assert (moved["what"], moved["new"]["lat"]) == ("move", moved_to)
    assert {line["who"] for line in lines(newsroom.data)} == {"Ada"}

    after = listed(there, url, 2)  # Baku is on no list of places any more
    for file in newsroom.data.glob("dateline.db*"):
        file.unlink()
    again = newsroom()
    there = visit(again)
    assert listed(there, again, 2) == after

    there.page.get_by_text("Corrections (3)").click()
    card = there.page.locator("[class*=st-key-card-]", has_text="Baku")
    expect(card).to_contain_text("Baku (city, Azerbaijan) → nowhere")
    card.locator("[class*=st-key-undo-] button").first.click()
    there.page.get_by_label("Your name").fill("Bob")
    there.page.get_by_label("Why", exact=True).fill("It was there after all")
    there.page.locator("[class*=st-key-undo-do-] button").click()
    expect(card).to_contain_text("Taken back by Bob")
    assert lines(newsroom.data)[3]["what"] == "undo"
    assert listed(there, again, 3) == sorted([*after, "Baku"])


def test_a_stranger_may_not_write(visit, serve, newsroom, tmp_path_factory):
    """A hosted instance: nothing that writes is drawn."""
    url = serve(
        ROOT / "app.py",
        DATELINE_DATA=str(tmp_path_factory.mktemp("hosted")),
        DATELINE_EDITING="off",
    )
    there = visit(f"{url}/data?lang=en")
    expect(there.page.get_by_text("This installation is read-only", exact=False)).to_be_visible(timeout=60_000)
    expect(there.page.locator("[data-testid=stFileUploader]")).to_have_count(0)
    there.page.goto(f"{url}/places?lang=en")
    table = there.page.locator("[data-testid=stDataFrame]").first
    expect(table).to_be_visible()
    box = table.bounding_box()
    there.page.mouse.click(box["x"] + 16, box["y"] + 52)
    there.page.wait_for_url(re.compile("place="))
    expect(there.page.get_by_text("Read in the article").first).to_be_visible()
    expect(there.page.locator("[class*=st-key-correct-]")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_no_wider_than_the_screen(visit, app_url, width):
    there = visit(f"{app_url}/places?lang=fr", viewport={"width": width, "height": 800})
    expect(there.page.locator("[data-testid=stDataFrame]").first).to_be_visible(timeout=60_000)
    assert there.page.evaluate("document.documentElement.scrollWidth") <= width
