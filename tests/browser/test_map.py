"""The map in a real browser: what is drawn, clicks, keyboard, filters, the address bar, hostile names."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from geo.presentation import maps
from tests.browser import frames

pytestmark = pytest.mark.browser


def told(visit) -> dict:
    """What the page knows: how often it ran and what was picked."""
    return json.loads(visit.page.get_by_text(re.compile(r'^\{"runs"')).inner_text())


def await_picked(visit, key: str | None) -> None:
    visit.page.wait_for_function(
        "(key) => JSON.parse(document.querySelector('[data-testid=stText]').textContent).picked === key",
        arg=key,
    )


def view_at_rest(visit) -> list[float]:
    """The map's view once the address has it: a map that was let go moves on for a while."""
    frame = visit.map()
    for _ in range(200):
        view, query = frame.evaluate("dateline.state.view"), parse_qs(urlsplit(visit.page.url).query)
        if [float(query[name][0]) for name in ("lat", "lon", "zoom")] == pytest.approx(view, abs=0.01):
            return view
        visit.page.wait_for_timeout(50)
    raise AssertionError(f"The map is at {view}, the address at {visit.page.url}")


def test_draws_all_it_is_given(visit, demo_url):
    there = visit(demo_url)
    frame = there.map("state.ground === '50m'")
    state = frame.evaluate("dateline.state")
    assert (state["places"], state["routes"], state["relatives"]) == (14, 11, 2)
    shown = frame.evaluate("dateline.shown()")
    assert {"Makhatchkala", "mer Caspienne", "IRAN", "RUSSIE", "avions de combat +1"} <= set(shown)
    assert frame.locator(".dl-legend").inner_text().count("Démenti") == 1
    expect(frame.locator(".dl-notice")).to_be_hidden()


def test_the_map_is_saved_as_a_picture_of_what_it_shows(visit, demo_url, tmp_path):
    there = visit(demo_url)
    frame = there.map("state.ground === '50m'")
    with there.page.expect_download() as waiting:
        frame.locator("[data-act=picture]").click()
    assert waiting.value.suggested_filename == "dateline.png"
    waiting.value.save_as(tmp_path / "map.png")
    image = (tmp_path / "map.png").read_bytes()
    assert image.startswith(b"\x89PNG")
    size = frame.evaluate(
        "[document.querySelector('.dl-map').clientWidth, document.querySelector('.dl-map').clientHeight]"
    )
    assert [int.from_bytes(image[at : at + 4]) for at in (16, 20)] == size
    tints = """(data) => createImageBitmap(new Blob([Uint8Array.from(data)])).then((image) => {
      const ctx = new OffscreenCanvas(image.width, image.height).getContext("2d");
      ctx.drawImage(image, 0, 0);
      const pixels = new Uint32Array(ctx.getImageData(0, 0, image.width, image.height).data.buffer);
      return new Set(pixels).size;
    })"""
    assert there.page.evaluate(tints, list(image)) > 50  # land, water, lines and names, no empty sheet


@pytest.mark.parametrize(
    "key", ["place:city:dushanbe", "route:r5", "place:country:IR", "place:sea:caspian", "place:zone:alabuga"]
)
def test_a_click_tells_the_page_which_mark(visit, demo_url, key):
    there = visit(demo_url)
    there.map()
    there.click(key)
    await_picked(there, key)
    assert there.map(f"state.selected === '{key}'")


def test_a_click_inside_a_mentioned_country_picks_it(visit, demo_url):
    there = visit(f"{demo_url}?lat=65&lon=120&zoom=4")
    there.map("state.ground === '50m'")
    box = there.map().frame_element().bounding_box()
    there.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await_picked(there, "place:country:RU")


def test_the_bare_map_clears_and_the_same_mark_can_be_picked_again(visit, demo_url):
    there = visit(demo_url)
    there.map()
    there.click("place:city:dushanbe")
    await_picked(there, "place:city:dushanbe")
    frame = there.map("state.selected")
    frame.locator(".leaflet-container").press("Escape")
    await_picked(there, None)
    there.map("state.selected === null")
    there.click("place:city:dushanbe")
    await_picked(there, "place:city:dushanbe")


def test_a_cluster_opens_before_it_picks(visit, demo_url):
    there = visit(demo_url)
    frame = there.map("state.clusters === 1")
    zoom = frame.evaluate("dateline.state.view[2]")
    there.click("place:city:irpin")
    there.map(f"state.view[2] > {zoom} && state.clusters === 0")
    there.click("place:city:irpin")
    await_picked(there, "place:city:irpin")


def test_claims_that_share_a_line_are_picked_one_after_the_other(visit, demo_url):
    there = visit(demo_url)
    frame = there.map("state.lines === 10")
    there.page.mouse.move(*there.point("route:r5"))
    expect(frame.locator(".dl-tip")).to_contain_text("avions de combat, radars")
    for key in ("route:r5", "route:r11", "route:r5"):
        there.click("route:r5")
        await_picked(there, key)


def test_keyboard_reaches_every_mark(visit, demo_url):
    there = visit(demo_url)
    frame = there.map()
    keys = frame.locator(".dl-keys")
    keys.focus()
    first = frame.evaluate("dateline.state.focused")
    expect(frame.locator(".dl-tip")).to_have_class(re.compile("dl-on"))
    keys.press("ArrowDown")
    second = frame.evaluate("dateline.state.focused")
    assert first == "place:country:RU"
    assert second not in (None, first)
    keys.press("Enter")
    await_picked(there, second)
    assert frame.locator(".dl-option").count() == 14 + 11


def test_a_filter_neither_remounts_the_map_nor_moves_it(visit, demo_url):
    there = visit(demo_url)
    frame = there.map()
    frame.locator("[data-act=zoom_in]").click()
    view = frame.evaluate("new Promise((done) => setTimeout(() => done(dateline.state.view), 600))")
    frame.evaluate("window.mark = 'same window'")
    there.page.get_by_text("few").click()
    frame = there.map("state.places === 5 && state.routes === 1")
    assert frame.evaluate("window.mark") == "same window"
    assert frame.evaluate("dateline.state.view") == view
    assert there.mounts == 1


def test_panning_writes_the_address_without_a_run_and_the_address_brings_the_view_back(visit, demo_url):
    there = visit(demo_url)
    there.map()
    runs = told(there)["runs"]
    assert "lat=" not in there.page.url
    box = there.map().frame_element().bounding_box()
    there.page.mouse.move(box["x"] + 700, box["y"] + 500)
    there.page.mouse.down()
    there.page.mouse.move(box["x"] + 560, box["y"] + 430, steps=6)
    there.page.mouse.up()
    there.page.wait_for_url(re.compile(r"lat=.*lon=.*zoom="))
    assert told(there)["runs"] == runs
    there.click("place:city:dushanbe")  # the page now writes its own part of the address
    await_picked(there, "place:city:dushanbe")
    there.page.wait_for_url(re.compile(r"picked=place"))
    assert re.search(r"lat=.*lon=.*zoom=", there.page.url)
    view = view_at_rest(there)
    again = visit(there.page.url).map().evaluate("dateline.state.view")
    assert again == pytest.approx(view, abs=0.01)


def test_show_everything_takes_the_view_out_of_the_address(visit, demo_url):
    there = visit(f"{demo_url}?lat=10&lon=20&zoom=5&few=kept")
    frame = there.map()
    assert frame.evaluate("dateline.state.view") == [10, 20, 5]
    frame.locator("[data-act=fit]").click()
    there.page.wait_for_url(lambda url: "lat=" not in url and "few=kept" in url)


def test_a_map_that_gets_another_height_keeps_its_middle(visit, demo_url):
    there = visit(f"{demo_url}?lat=10&lon=20&zoom=5")
    frame = there.map()
    for height in (420, 760):
        frame.frame_element().evaluate("(iframe, height) => { iframe.style.height = `${height}px`; }", height)
        frame.wait_for_function("(height) => Math.abs(innerHeight - height) < 3", arg=height)
        frame.wait_for_function("Math.abs(dateline.state.view[0] - 10) < 0.1", timeout=3000)
    assert frame.evaluate("dateline.state.view")[1:] == pytest.approx([20, 5], abs=0.01)


@pytest.mark.parametrize(
    "query",
    ["lat=999&lon=0&zoom=3", "lat=x&lon=y&zoom=z", "lat=1&lon=2", "lat=NaN&lon=0&zoom=3", "lat=1&lon=1&zoom=99"],
)
def test_a_bad_address_shows_what_there_is(visit, demo_url, query):
    there = visit(f"{demo_url}?{query}")
    lat, lon, _ = there.map().evaluate("dateline.state.view")
    assert 20 < lat < 65
    assert 20 < lon < 100


def test_hostile_names_are_text_and_nothing_else(visit, demo_url):
    there = visit(f"{demo_url}?scene=hostile")
    frame = there.map()
    text = "<img src=x onerror='window.top.hacked=1'>"
    options = frame.locator(".dl-keys").inner_text()
    assert text in options
    assert "{{7*7}}" in options
    assert "49" not in options
    there.page.mouse.move(*there.point(f"place:{text}"))
    expect(frame.locator(".dl-tip strong")).to_have_text(text)
    for key in (f"place:{text}", "route:</script><script>top.hacked=1</script>", "place:{{7*7}}"):
        there.click(key)
        await_picked(there, key)
    assert there.page.evaluate("window.hacked") is None
    assert frame.locator("img, script[src='x'], .dl-map b").count() == 0


def test_nothing_to_show_says_what_to_do(visit, demo_url):
    frame = visit(f"{demo_url}?scene=empty&lang=en").map()
    expect(frame.locator(".dl-notice")).to_have_text("No place for these filters. Widen the dates or clear a filter.")


def test_ten_thousand_places_are_gathered(visit, demo_url):
    there = visit(f"{demo_url}?scene=many10000")
    state = there.map().evaluate("dateline.state")
    assert state["places"] == 10_000
    assert 50 < state["drawn"] < 600


@pytest.mark.parametrize("lang, dark, word", [("fr", "0", "Légende"), ("en", "1", "Legend")])
def test_narrow_screens_keep_the_legend_folded(visit, demo_url, lang, dark, word):
    there = visit(f"{demo_url}?lang={lang}&dark={dark}", viewport={"width": 360, "height": 740})
    frame = there.map()
    expect(frame.locator(".dl-legend summary")).to_have_text(word)
    assert frame.locator(".dl-legend").get_attribute("open") is None
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_opens_from_disk_without_a_request(visit, tmp_path):
    page = tmp_path / "map.html"
    layer = maps.overlay(*frames.hostile(), selected=None, view=None)
    page.write_text(maps.standalone(maps.base_map(language="fr", dark=False, inline=True), layer), encoding="utf-8")
    there = visit(page.as_uri())
    there.page.wait_for_function("window.dateline?.state?.ready && dateline.state.draws")
    assert there.page.evaluate("[dateline.state.places, dateline.state.ground]") == [10, "110m"]
    assert there.page.evaluate("window.hacked") is None
    assert there.asked == [page.as_uri()]


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "http://192.0.2.1/"])
def test_what_a_page_asks_of_another_host_is_seen_and_stays_on_this_machine(visit, demo_url, address):
    there = visit(demo_url)
    with there.page.expect_event("requestfailed"):
        assert (
            there.page.evaluate("(address) => fetch(address).then(() => 'came', () => 'refused')", address) == "refused"
        )
    assert there.foreign == [address]
    there.foreign.clear()


def test_steps_of_time_are_whole_days_weeks_and_months(visit, demo_url):
    frame = visit(demo_url).map()

    def steps(step: str, first: str, last: str) -> list[list[str]]:
        days = [date.fromisoformat(day).toordinal() for day in (first, last)]
        told = frame.evaluate("([step, first, last]) => dateline.playback.periods(step, first, last)", [step, *days])
        return [[date.fromordinal(day).isoformat() for day in period] for period in told]

    assert steps("day", "2023-02-28", "2023-03-01") == [["2023-02-28"] * 2, ["2023-03-01"] * 2]
    assert steps("week", "2023-01-01", "2023-01-02") == [["2022-12-26", "2023-01-01"], ["2023-01-02", "2023-01-08"]]
    assert steps("month", "2022-12-31", "2023-02-01") == [
        ["2022-12-01", "2022-12-31"], ["2023-01-01", "2023-01-31"], ["2023-02-01", "2023-02-28"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "intervals, span, count",
    [
        ([10, 10, 2, 20, 30, 1], [10, 10], 2),
        ([10, 10, 2, 20, 30, 1], [11, 19], 0),
        ([10, 10, 2, 20, 30, 1], [25, 26], 1),  # known to within eleven days: it may be any of them
        ([10, 10, 2, 20, 30, 1], [-1e9, 20], 3),
        ([], [0, 100], 0),
    ],
)
def test_what_holds_in_a_stretch_of_time(visit, demo_url, intervals, span, count):
    told = visit(demo_url).map().evaluate("([i, [a, b]]) => dateline.playback.holding(i, a, b)", [intervals, span])
    assert told == count
