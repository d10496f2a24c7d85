"""Journeys through the real application over the five digests: what a first-time reader has before them.

Journeys are numbered as in the product's table. The others over the digests: 7 (comparison) and 10 (audit) in test_journeys.py; with
articles of a test's own: 3 in test_places.py, 4 and 6 in test_data.py, 5 and 11 in test_journeys.py; 12 with its editors: test_team.py.
"""

from __future__ import annotations

import json
import re
import shlex
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser


def panel(there):
    return there.page.locator(".st-key-evidence")


def search(there, words: str) -> None:
    there.map("state.places > 0")
    box = there.page.locator(".st-key-search input")
    box.fill(words)
    box.press("Enter")


@pytest.mark.parametrize("typed", ["Makhachkala", "Махачкала"])
def test_1_what_is_said_of_makhachkala_in_june_2023_and_by_whom(visit, app_url, typed):
    there = visit(f"{app_url}/?lang=fr&from=2023-06-01&to=2023-06-30")
    search(there, typed)
    expect(panel(there).locator(".dl-title")).to_contain_text("Makhatchkala")
    expect(panel(there).locator(".dl-sentence")).to_have_count(1)
    claim = panel(there).locator(".dl-card .dl-card")
    expect(claim).to_have_count(1)
    expect(claim.locator(".dl-ends")).to_have_text(re.compile(r"^Iran→mer Caspienne→.*Makhatchkala$"))
    expect(claim).to_contain_text("Allégué par John Kirby")
    expect(claim).to_contain_text("par mer")
    sentence = panel(there).locator(".dl-sentence").inner_text()
    panel(there).get_by_role("link", name="Lire dans l’article").click()  # the one click
    expect(there.page.locator(".dl-text .dl-target").first).to_be_in_viewport()
    assert "".join(there.page.locator(".dl-text .dl-target").all_inner_texts()) == sentence


def test_2_exactly_this_view_in_a_fresh_browser(visit, app_url):
    one = visit(f"{app_url}/?lang=fr&from=2022-12-01&stance=alleged")
    search(one, "Moscou")
    expect(panel(one).locator(".dl-title")).to_have_text("Moscou")
    one.map("(state.selected || '').startsWith('place:')").locator("[data-act=zoom_in]").click()
    one.page.wait_for_url(re.compile("zoom="))
    expect(one.page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert {"from", "stance", "place", "lat", "lon", "zoom"} <= set(parse_qs(urlparse(one.page.url).query))
    fresh = visit(one.page.url)
    frame = fresh.map("(state.selected || '').startsWith('place:')")
    assert frame.evaluate("dateline.state.view") == pytest.approx(one.map().evaluate("dateline.state.view"), abs=0.01)
    for part in (".dl-summary", ".st-key-evidence .dl-title", ".st-key-chips"):
        expect(fresh.page.locator(part)).to_have_text(one.page.locator(part).inner_text().replace("\n", ""))
    assert fresh.page.url == one.page.url


def test_8_an_event_of_may_2022_that_was_printed_later(visit, app_url):
    there = visit(f"{app_url}/?lang=fr&date=event&from=2022-05-01&to=2022-05-31")
    search(there, "Tadjikistan")
    expect(panel(there).locator(".dl-sentence")).to_contain_text(["usine"])
    expect(panel(there)).to_contain_text("Date des faits : mai 2022")
    there.page.locator(".st-key-date_kind button", has_text="Parution").click()
    expect(there.page.locator(".st-key-chip-date_from")).to_have_count(0)  # another kind of date is another period
    nothing = visit(f"{app_url}/?lang=fr&from=2022-05-01&to=2022-05-31")
    expect(nothing.page.locator(".dl-summary")).to_contain_text("0 mention sur")
    nothing.map("state.places === 0")
    panel(nothing).get_by_role("button", name="Tout effacer").click()  # a view of nothing shows the way out
    nothing.map("state.places > 0")


def test_9_without_a_network_and_as_one_file(visit, app_url, tmp_path):
    """Every visit refuses what is not on this machine, and fails if it was asked for."""
    there = visit(f"{app_url}/data?lang=fr")
    with there.page.expect_download() as waiting:
        there.page.locator(".st-key-download-html button").click()
    file = tmp_path / "view.html"
    waiting.value.save_as(file)
    alone = visit(file.as_uri())
    alone.page.wait_for_function("window.dateline?.state?.ready && dateline.state.places > 0 && dateline.state.ground")
    expect(alone.page.get_by_text("John Kirby").first).to_be_visible()
    assert alone.asked == [file.as_uri()]
    there.page.goto(f"{app_url}/?lang=fr")
    state = there.map("state.places > 0 && state.ground === '50m'").evaluate("dateline.state")
    assert state["lines"] > 0
    assert state["names"] > 0


def test_12_hosted_as_the_dockerfile_says_readers_read_and_write_nothing(visit, serve, tmp_path):
    lines = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    environment = dict(
        pair.split("=", 1) for line in lines if line.startswith("ENV ") for pair in shlex.split(line[4:])
    )
    url = serve(ROOT / "app.py", **environment | {"DATELINE_DATA": str(tmp_path)})
    check = json.loads(next(line for line in lines if line.startswith("HEALTHCHECK")).partition("CMD")[2])[-1]
    exec(check.replace("http://127.0.0.1:8501", url), {})  # raises unless the server is well
    there = visit(f"{url}/?lang=fr")
    there.map("state.places > 0")
    for page in ("data", "places", "reader"):
        there.page.goto(f"{url}/{page}?lang=fr")
        expect(there.page.locator(".dl-brand")).to_be_visible()
        expect(there.page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(there.page.locator("[data-testid=stFileUploader]")).to_have_count(0)
        expect(there.page.get_by_role("button", name="Corriger")).to_have_count(0)


def test_words_are_searched_marked_and_taken_back(visit, app_url):
    """Accents and capitals aside, in the map's sentences and in the articles; the chip says the words, as text."""
    there = visit(f"{app_url}/?lang=fr")
    search(there, "MÍSSILE")
    expect(there.page.locator(".st-key-chip-text")).to_contain_text("MÍSSILE")
    expect(panel(there).locator(".dl-found").first).to_have_text("missiles")
    there.map("state.places < 10")
    there.page.locator(".st-key-chip-text button").click()
    there.map("state.places > 15")
    hostile = visit(
        f"{app_url}/?lang=fr&q=%3Cimg%20src%3Dx%3E%20%3Asmile%3A%20https%3A%2F%2Felsewhere.example%2F%20**b**"
    )
    chip = hostile.page.locator(".st-key-chip-text")
    expect(chip).to_contain_text("**b**")
    words = chip.inner_text().replace("\u2060", "").replace("\u00a0", " ")
    assert words == "« <img src=x> :smile: https://elsewhere.example/ **b** » ✕"
    expect(chip.locator("a, img, strong")).to_have_count(0)
    reader = visit(f"{app_url}/reader?lang=fr&find=deport")
    reader.page.locator(".dl-text").wait_for()
    reader.page.locator(".st-key-find input").fill("Alabuga")
    reader.page.locator(".st-key-find input").press("Enter")
    reader.page.wait_for_url(re.compile("find=Alabuga"))
    expect(reader.page.locator(".dl-text .dl-found").first).to_have_text("Alabuga")
