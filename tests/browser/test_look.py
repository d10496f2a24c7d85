"""What only a browser shows of a page's look: paper, and screens of any width."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def opened(visit, app_url):
    def at(address: str, **options):
        there = visit(f"{app_url}/{address}", **options)
        there.page.locator("[data-test-script-state=notRunning]").first.wait_for()
        return there.page

    return at


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address, mark", [("", ".st-key-evidence .dl-sentence"), ("reader", ".dl-text")])
def test_on_paper_there_is_ink_and_no_control(opened, theme, address, mark):
    page = opened(f"{address}?lang=fr", color_scheme=theme)
    page.locator(mark).first.wait_for()
    page.emulate_media(media="print")
    for control in (".stSidebar", ".stAppHeader", ".stButton", ".stPageLink", ".stSlider", ".stPopover"):
        assert page.locator(f"{control}:visible").count() == 0, control
    colours = """(element) => [getComputedStyle(document.querySelector(".stApp")).backgroundColor, getComputedStyle(element).color]"""
    ground, ink = page.locator(mark).first.evaluate(colours)
    assert ground == "rgb(255, 255, 255)"
    assert max(map(int, ink.removeprefix("rgb(").removesuffix(")").split(","))) < 80
    expect(page.locator(mark).first).to_be_visible()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth")


def test_on_paper_the_map_is_whole(opened):
    page = opened("?lang=fr", viewport={"width": 1900, "height": 900})
    frame = page.wait_for_selector("iframe[title^='streamlit_folium']", state="attached").content_frame()
    frame.wait_for_function("() => window.dateline?.state?.ready")
    width = "document.querySelector('.dl-map').getBoundingClientRect().width"
    on_screen = frame.evaluate(width)
    assert on_screen > 800  # more than a page has room for
    on_paper, again = frame.evaluate(
        f"""() => ["beforeprint", "afterprint"].map((moment) => {{ window.dispatchEvent(new Event(moment)); return {width}; }})"""
    )
    assert 600 < on_paper < 680
    assert again == on_screen


def test_a_wide_screen_gives_its_room_to_the_map_and_lines_stay_readable(opened):
    page = opened("?lang=fr", viewport={"width": 3840, "height": 2160})
    page.locator(".st-key-evidence .dl-sentence").first.wait_for()
    assert page.locator(".st-key-map").bounding_box()["height"] > 1200
    evidence = page.locator(".st-key-evidence").bounding_box()
    assert evidence["height"] > 1200
    size = float(page.evaluate("getComputedStyle(document.querySelector('.dl-sentence')).fontSize").removesuffix("px"))
    assert evidence["width"] < 60 * size  # some 120 letters: two for each size of a letter


@pytest.mark.parametrize("address", ["", "reader", "compare", "places", "data", "audit", "about"])
def test_nothing_is_wider_than_a_small_phone(opened, address):
    page = opened(f"{address}?lang=fr", viewport={"width": 360, "height": 800})
    page.locator(".stMainBlockContainer :is(h1, .dl-title, .dl-summary, .dl-text)").first.wait_for()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 360
    cut = (
        """(words) => words.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent)"""
    )
    assert page.locator(".stMain .stButtonGroup button p").evaluate_all(cut) == []
