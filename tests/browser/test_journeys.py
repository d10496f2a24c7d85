"""A reader's journeys through the real application, from the first page to the exact sentence."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

FERRY = """---
title: Un ferry pour Bakou
publisher: La Gazette du fret
published: 2023-06-09
language: fr
---
Selon Paul Martin, la Turquie a livré des camions à l'Azerbaïdjan en mai 2023. Un dépôt a été construit à Bakou.
Les camions ont ensuite été vus à Tbilissi, a précisé un témoin.
"""
HARBOUR = """---
title: A quiet harbour
publisher: The Pier
published: 2022-11-20
language: en
---
A new quay was opened in Marseille. Fishermen in Marseille welcomed it.
"""
PAYLOADS = (
    "<img src=x onerror=\"window.hacked='img'\">",
    "<script>window.hacked='script'</script>",
    "{{7*7}}",
    "${7*7}",
    "$x^2$ :smile: :red[rouge] **gras** [lien](https://elsewhere.example/) `code`",
    "![image](https://elsewhere.example/x.png) https://elsewhere.example/y",
    "</p></div><svg onload=\"window.hacked='svg'\">",
)
HOSTILE = f"""---
title: {json.dumps(PAYLOADS[0])}
publisher: {json.dumps(PAYLOADS[1])}
published: 2023-03-01
language: fr
source: {json.dumps(PAYLOADS[6])}
---
{PAYLOADS[0]} Le convoi est arrivé à Varsovie. {PAYLOADS[1]} La Pologne a livré des {PAYLOADS[2]} {PAYLOADS[3]} chars à la Lettonie.
Une usine ouvre à Riga {PAYLOADS[4]} {PAYLOADS[5]} {PAYLOADS[6]} près de Varsovie.
"""


@pytest.fixture(scope="session")
def news_url(serve, tmp_path_factory) -> str:
    """The application over three articles of our own, one of them hostile."""
    articles = tmp_path_factory.mktemp("articles")
    for name, text in (("ferry", FERRY), ("harbour", HARBOUR), ("hostile", HOSTILE)):
        (articles / f"{name}.md").write_text(text, encoding="utf-8")
    return serve(ROOT / "app.py", DATELINE_DATA=str(tmp_path_factory.mktemp("news")), DATELINE_SEEDS=str(articles))


def summary(there):
    return there.page.locator(".dl-summary")


def mentions(there) -> int:
    return int(re.search(r"(\d+) mention", summary(there).inner_text())[1])


def key_of(there, name: str) -> str:
    """The mark of that name: ids belong to the gazetteer."""
    there.map()
    there.page.locator(".st-key-search input").fill(name)
    there.page.keyboard.press("Enter")
    expect(there.page.locator(".st-key-evidence .dl-title")).to_have_text(name)
    key = "place:" + parse_qs(urlparse(there.page.url).query)["place"][0]
    there.page.locator(".st-key-close button").first.click()
    expect(there.page.locator(".st-key-close")).to_have_count(0)
    return key


def query(there) -> dict[str, list[str]]:
    return parse_qs(urlparse(there.page.url).query)


def test_from_a_marker_to_the_exact_sentence_in_its_article(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.click(key_of(there, "Bakou"))
    cards = there.page.locator(".st-key-evidence .dl-sentence")
    expect(cards).to_have_count(1)
    expect(cards.first).to_have_text("Un dépôt a été construit à Bakou.")
    expect(cards.first.locator(".dl-chosen")).to_have_text("Bakou")
    there.page.get_by_role("link", name="Lire dans l’article").first.click()
    expect(there.page.locator(".dl-text .dl-target").first).to_be_in_viewport()
    assert "".join(there.page.locator(".dl-text .dl-target").all_inner_texts()) == "Un dépôt a été construit à Bakou."
    there.page.locator(".dl-text a.dl-place", has_text="Bakou").click()
    expect(there.page.locator(".st-key-evidence .dl-title")).to_have_text("Bakou")


def test_a_place_is_found_by_its_name_in_another_script(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.map()
    there.page.locator(".st-key-search input").fill("Марсель")
    there.page.keyboard.press("Enter")
    expect(there.page.locator(".st-key-evidence .dl-title")).to_have_text("Marseille")
    expect(there.page.locator(".st-key-evidence .dl-sentence")).to_have_count(2)


def test_a_period_changes_the_counts_without_remounting_the_map(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.map()
    everything = mentions(there)
    there.page.locator(".st-key-period input[type=range]").first.focus()
    there.page.keyboard.press("End")
    expect(summary(there)).not_to_contain_text(f"{everything} mentions sur {everything}")
    assert 0 < mentions(there) < everything
    there.map("state.places === 2")
    there.page.wait_for_url(re.compile("from="))
    assert there.mounts == 1
    there.page.locator(".st-key-chip-date_from button").click()
    expect(summary(there)).to_contain_text(f"{everything} mentions sur {everything}")
    there.page.wait_for_url(lambda url: "from=" not in url)


def test_sweeping_the_bars_sets_the_period(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.map()
    everything = summary(there).inner_text()
    bars = there.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    box = bars.bounding_box()
    there.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 30)
    there.page.mouse.down()
    there.page.mouse.move(box["x"] + box["width"] * 0.98, box["y"] + 34, steps=8)
    there.page.mouse.up()
    expect(summary(there)).not_to_have_text(everything)
    assert query(there)["from"][0] > "2023-03-01"
    expect(there.page.locator(".st-key-chip-date_from")).to_be_visible()


def test_an_address_restores_its_view_in_a_fresh_browser(visit, news_url):
    one = visit(f"{news_url}?lang=fr")
    one.map()
    one.page.locator(".st-key-stances button", has_text="Allégué").click()
    one.page.wait_for_url(re.compile("stance=alleged"))
    one.page.locator("[class*=st-key-show-] button").first.click()
    one.page.wait_for_url(re.compile("route="))
    said = one.page.locator(".st-key-evidence .dl-sentence").all_inner_texts()
    fresh = visit(one.page.url)
    fresh.map("(state.selected || '').startsWith('route:')")
    expect(summary(fresh)).to_have_text(summary(one).inner_text())
    expect(fresh.page.locator(".st-key-evidence .dl-sentence")).to_have_text(said)
    assert query(fresh) == query(one)


def test_back_goes_back(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.map()
    everything = summary(there).inner_text()
    there.page.locator(".st-key-stances button", has_text="Allégué").click()
    expect(summary(there)).not_to_have_text(everything)
    there.page.wait_for_url(re.compile("stance=alleged"))
    there.page.go_back()
    expect(summary(there)).to_have_text(everything)


def test_the_language_is_the_browsers_and_can_be_switched(visit, news_url):
    there = visit(news_url, locale="fr-FR")
    expect(summary(there)).to_contain_text("mentions sur")
    there.page.locator(".st-key-language_widget button", has_text="EN").click()
    expect(summary(there)).to_contain_text("mentions")
    expect(there.page.get_by_text("What is claimed")).to_be_visible()
    assert query(there)["lang"] == ["en"]


@pytest.mark.parametrize(
    "address", ["?from=hier", "?stance=%3Cscript%3E", "?lat=nan&lon=x&zoom=4", "?place=nowhere%22%3E"]
)
def test_a_bad_address_gives_a_notice(visit, news_url, address):
    there = visit(f"{news_url}/{address}&lang=fr")
    expect(there.page.locator(".st-key-notices .stText").first).to_contain_text(
        "adresse" if "place" not in address else "lieu demandé"
    )
    there.map("state.places > 0")


@pytest.mark.parametrize("address", ["?lang=fr", "reader?lang=fr", "about?lang=fr"])
def test_hostile_text_is_shown_as_text_and_runs_nowhere(visit, news_url, address):
    there = visit(f"{news_url}/{address}")
    if address.startswith("reader"):
        there.page.locator(".dl-article", has_text="onerror").locator(
            "xpath=ancestor::*[contains(@class,'st-key-open-')]"
        ).locator("button").click()
        text = there.page.locator(".dl-text")
        for payload in PAYLOADS:
            expect(text).to_contain_text(payload)
        expect(there.page.locator(".dl-title")).to_have_text(PAYLOADS[0])
        expect(
            there.page.locator(".dl-text img, .dl-text script, .dl-text svg, .dl-text strong, .dl-text code")
        ).to_have_count(0)
    elif address.startswith("about"):
        expect(there.page.get_by_role("heading", name="Ce qui n’est pas sur la carte")).to_be_visible()
        for panel in there.page.locator("[data-testid=stExpander] summary").all():
            panel.click()
    else:
        there.page.locator(".st-key-search input").fill("Varsovie")
        there.page.keyboard.press("Enter")
        expect(there.page.locator(".st-key-evidence .dl-title")).to_have_text("Varsovie")
        expect(there.page.locator(".st-key-evidence")).to_contain_text(PAYLOADS[1])
        there.page.locator(".st-key-publishers input").click()
        expect(there.page.get_by_role("option", name=PAYLOADS[1])).to_be_visible()
    assert there.page.evaluate("window.hacked") is None
    assert there.map().evaluate("window.hacked") is None if address == "?lang=fr" else True


@pytest.mark.parametrize("width", [360, 899, 1280])
def test_nothing_is_wider_than_the_screen(visit, news_url, width):
    there = visit(f"{news_url}?lang=fr", viewport={"width": width, "height": 800})
    there.map("state.places > 0")
    assert there.page.evaluate("document.documentElement.scrollWidth") <= width
    frame = there.map().frame_element().bounding_box()
    assert frame["width"] > min(width, 900) * 0.4
    assert frame["y"] < 330  # the map comes first
    panel = there.page.locator(".st-key-evidence").bounding_box()
    assert (panel["y"] > frame["y"] + frame["height"]) == (width < 900)
