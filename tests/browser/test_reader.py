"""The Reader in a browser: the notes on its dates stand beside their line, or below the paragraph where there is no room."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

# A date of the text and its note: how far apart their tops are, and whether the note is right of the text.
NOTES = """() => [...document.querySelectorAll(".dl-note")].map((note) => {
    const date = note.previousElementSibling.getClientRects(), box = note.getBoundingClientRect();
    const line = date[date.length - 1], text = note.closest("p").getBoundingClientRect();
    return { above: line.top - box.top, below: box.top - line.bottom, right: box.left - text.right, left: innerWidth - box.right };
})"""
LISTS = """() => [...document.querySelectorAll(".dl-notes")].map((list) => {
    const box = list.getBoundingClientRect(), text = list.previousElementSibling.getBoundingClientRect();
    return { below: box.top - text.bottom, left: innerWidth - box.right, height: box.height };
})"""


@pytest.fixture
def article(visit, app_url):
    def at(width: int):
        there = visit(f"{app_url}/reader?lang=fr", viewport={"width": width, "height": 900})
        there.page.locator(".dl-text").wait_for()
        there.page.locator(".dl-notes li").first.wait_for(state="attached")
        there.page.locator(
            "[data-test-script-state=notRunning]"
        ).first.wait_for()  # until then the page is still being laid out
        return there.page

    return at


@pytest.mark.parametrize("width", [1280, 3840])
def test_a_note_stands_in_the_margin_on_the_line_of_its_date(article, width):
    page = article(width)
    notes = page.evaluate(NOTES)
    assert notes
    assert all(note["right"] > 0 and note["left"] > 0 for note in notes)
    assert notes[0]["above"] < 12  # the first is on its very line, the others as near as the one above leaves room for
    assert notes[0]["below"] < 12
    line = "(p) => p.getBoundingClientRect().width / parseFloat(getComputedStyle(p).fontSize)"
    assert page.locator(".dl-text p").first.evaluate(line) < 45  # some 90 letters: two for each size of a letter
    heights = [box["height"] for box in page.evaluate(LISTS)]
    assert max(heights) < 2  # there for who listens


def test_a_narrow_page_has_the_notes_below_their_paragraph(article):
    page = article(360)
    expect(page.locator(".dl-note:visible")).to_have_count(0)
    lists = page.evaluate(LISTS)
    assert all(box["below"] > -12 and box["left"] >= 0 and box["height"] > 15 for box in lists)


def test_what_is_copied_is_the_article_without_the_notes(article):
    page = article(1280)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.dl-text'))")
    copied = page.evaluate("getSelection().toString()")
    note = page.locator(".dl-notes li b").first.text_content()
    assert len(copied) > 200
    assert f"{note} —" not in copied


def test_next_is_the_next_of_what_is_open_when_it_is_pressed_and_back_goes_back(article):
    page = article(1280)
    page.get_by_text("1 sur ").wait_for()
    first = page.url
    page.locator(".st-key-next button").click()
    page.wait_for_url(lambda url: url != first)  # said at once: the page may still be that of the first article
    page.locator(".st-key-next button").click()
    page.get_by_text("3 sur ").wait_for()
    page.go_back()
    page.get_by_text("2 sur ").wait_for()
    page.go_back()
    page.get_by_text("1 sur ").wait_for()
    assert page.url == first
