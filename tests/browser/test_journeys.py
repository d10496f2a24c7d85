"""A reader's journeys through the real application, from the first page to the exact sentence."""

from __future__ import annotations

import json
import re
from base64 import b64decode
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
# One transparent pixel.
PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
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


def test_names_and_positions_of_the_places_travel_once_and_not_as_a_public_file(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    every = there.map("state.places > 2").evaluate("dateline.state.places")
    there.page.locator(".st-key-stances button").first.click()
    there.map(f"state.places < {every}")
    there.click(next(key for key in there.map().evaluate("dateline.keys()") if key.startswith("place:")))
    expect(there.page.locator(".st-key-close")).to_have_count(1)
    tables = [urlparse(address).path for address in there.asked if address.endswith(".json") and "/media/" in address]
    assert len(tables) == 1
    assert re.fullmatch(r"/media/[0-9a-f]{32,}\.json", tables[0])


def test_without_its_places_the_map_says_so(visit, news_url):
    there = visit("about:blank")
    there.page.route("**/media/*.json", lambda route: route.abort())
    there.page.goto(f"{news_url}?lang=fr")
    frame = there.page.wait_for_selector("iframe[title^='streamlit_folium']", state="attached").content_frame()
    expect(frame.locator(".dl-notice")).to_have_text("Les lieux n’ont pas pu être chargés. Rechargez la page.")


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
    there.page.wait_for_url(re.compile("from="))  # the address comes after the map
    assert query(there)["from"][0] > "2023-03-01"
    expect(there.page.locator(".st-key-chip-date_from")).to_be_visible()


def test_an_address_restores_its_view_in_a_fresh_browser(visit, news_url):
    one = visit(f"{news_url}?lang=fr")
    one.map()
    one.page.locator(".st-key-stances button", has_text="Allégué").click()
    one.page.wait_for_url(re.compile("stance=alleged"))
    one.page.locator("[class*=st-key-show-] button").first.click()
    one.page.wait_for_url(re.compile("route="))
    expect(one.page.locator(".st-key-close")).to_be_visible()  # the panel has changed as well
    expect(one.page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")  # all of it
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


@pytest.mark.parametrize("address", ["?lang=fr", "reader?lang=fr", "audit?lang=fr", "compare?lang=fr"])
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
    elif address.startswith("audit"):
        expect(there.page.get_by_role("heading", name="Ce qui n’est pas sur la carte")).to_be_visible()
        expect(there.page.locator(".dl-list")).not_to_have_count(0)
    elif address.startswith("compare"):
        expect(there.page.locator(".st-key-sides")).to_be_visible()
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


def test_a_click_on_the_bare_map_clears_the_selection(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.click(key_of(there, "Bakou"))
    expect(there.page.locator(".st-key-close")).to_be_visible()
    frame = there.map("(state.selected || '').startsWith('place:')")
    box = frame.frame_element().bounding_box()
    there.page.mouse.click(box["x"] + 8, box["y"] + box["height"] - 60)  # the ocean
    expect(there.page.locator(".st-key-close")).to_have_count(0)
    there.page.wait_for_url(lambda url: "place=" not in url)


# --- journey 5: embed, and sharing ---------------------------------------------------------------------------------


def test_the_shared_link_opens_exactly_this_view_elsewhere(visit, news_url):
    one = visit(f"{news_url}?lang=fr", permissions=["clipboard-read", "clipboard-write"])
    one.map()
    one.page.locator(".st-key-flows button", has_text="Livraison").click()
    one.page.wait_for_url(re.compile("flow=supply"))
    frame = one.map("state.routes > 0")
    frame.locator("[data-act=zoom_in]").click()
    one.page.wait_for_url(re.compile("zoom="))
    one.page.locator("[data-testid=stPopover] button", has_text="Partager").click()
    one.page.get_by_role("button", name="Copier le lien").click()
    expect(one.page.get_by_role("button", name="Copié")).to_be_visible()
    link = one.page.evaluate("navigator.clipboard.readText()")
    there = visit(link)
    expect(summary(there)).to_have_text(summary(one).inner_text())
    assert there.map("state.routes > 0").evaluate("dateline.state.view") == pytest.approx(
        one.map().evaluate("dateline.state.view"), abs=0.01
    )


def test_the_embed_code_shows_a_map_without_chrome_at_360_pixels(visit, news_url):
    one = visit(f"{news_url}?lang=fr")
    one.map()
    one.page.locator("[data-testid=stPopover] button", has_text="Partager").click()
    code = one.page.locator("#dl-embed")
    expect(code).to_have_value(re.compile("embed=true"))
    address = one.page.evaluate(
        "(html) => new DOMParser().parseFromString(html, 'text/html').querySelector('iframe').src", code.input_value()
    )
    there = visit(address, viewport={"width": 360, "height": 560})
    box = there.map("state.places > 0").frame_element().bounding_box()
    assert (box["width"], box["y"]) == (360, 0)
    assert 440 < box["height"] < 560
    expect(there.page.locator("[data-testid=stSidebar], [data-testid=stToolbar]")).to_have_count(0)
    assert there.page.evaluate("document.documentElement.scrollWidth") <= 360
    there.map().locator(".dl-keys").press("Enter")  # the first mark
    expect(there.page.locator(".st-key-evidence .dl-sentence").first).to_be_in_viewport()
    expect(there.page.get_by_role("link", name="Ouvrir dans Dateline")).to_have_attribute(
        "href", re.compile(r"^\./\?(?!.*embed).*place=")
    )


# --- journey 7: compare --------------------------------------------------------------------------------------------


def test_allegation_denial_and_admission_side_by_side_and_an_echo_counts_once(visit, app_url):
    there = visit(f"{app_url}/compare?lang=fr&movement=IR~RU~supply&thing=drone")
    sides = there.page.locator(".st-key-sides .stColumn")
    for side in ("Allégué", "Démenti", "Admis"):
        expect(sides.get_by_text(side, exact=True).first).to_be_visible()
    side_by_side = """() => {
        const tops = [...document.querySelectorAll(".st-key-sides .stColumn")].map((side) => side.getBoundingClientRect().top);
        return Math.max(...tops) - Math.min(...tops) < 10;
    }"""  # all at one moment: while the page is drawn they move
    there.page.wait_for_function(side_by_side)
    alleged = sides.filter(has_text="John Kirby")
    expect(alleged).to_contain_text("1 source indépendante, 2 articles")
    for column in sides.all():
        assert (
            column.locator(".dl-sentence").count() == column.get_by_role("link", name="Lire dans l’article").count() > 0
        )
    expect(there.page.get_by_text("« usine de drones »")).to_be_visible()
    expect(there.page.locator(".dl-apart", has_text=re.compile(r"près de Moscou \(9\d0 km\)")).first).to_be_visible()
    sides.filter(has_text="Démenti").get_by_role("link", name="Lire dans l’article").first.click()
    expect(there.page.locator(".dl-text .dl-target").first).to_be_in_viewport()


def test_a_line_on_the_map_leads_to_its_comparison(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.map()
    there.page.locator("[class*=st-key-show-] button").first.click()
    there.page.get_by_role("link", name="Comparer les versions").click()
    expect(there.page.locator(".dl-side").first).to_be_visible()
    assert "movement" in query(there)


def test_a_line_on_the_map_has_its_sides_beside_each_other_without_leaving_the_view(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    there.map()
    there.page.locator("[class*=st-key-show-] button").first.click()
    expect(there.page.locator("[class*=st-key-card-chosen-]").first).to_be_visible()
    before, mounts = query(there), there.mounts
    there.page.get_by_role("button", name="Voir côte à côte").click()
    dialog = there.page.get_by_role("dialog")
    expect(dialog.locator(".dl-side").first).to_be_visible()
    expect(dialog.get_by_role("link", name="Lire dans l’article").first).to_be_visible()
    there.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert (query(there), there.mounts) == (before, mounts)
    there.page.get_by_role("button", name="Voir côte à côte").click()
    dialog.get_by_role("link", name="Lire dans l’article").first.click()
    expect(there.page.locator(".dl-text .dl-target").first).to_be_in_viewport()
    there.page.go_back()
    expect(dialog.locator(".dl-side").first).to_be_visible()  # as it was left


def test_a_place_tells_its_names_why_it_is_there_its_articles_and_its_movements(visit, app_url):
    there = visit(f"{app_url}/?lang=fr")
    there.map()
    there.page.locator(".st-key-search input").fill("Makhatchkala")
    there.page.keyboard.press("Enter")
    expect(there.page.locator(".st-key-evidence .dl-title")).to_have_text("Makhatchkala")
    mounts = there.mounts
    short = there.page.locator(".st-key-short")
    for part, words in (
        ("Ses autres noms", "Махачкала"),
        ("Pourquoi ici", r"Makhatchkala\s:"),
        ("Ses mentions, article par article", "fois un lieu"),
        ("Ses mouvements", "Allégué par"),
    ):
        short.get_by_text(part, exact=True).click()
        expect(short.get_by_text(re.compile(words)).first).to_be_visible()
    assert there.mounts == mounts
    short.locator(".dl-list").get_by_role("link", name=re.compile("^Lire dans")).first.click()
    expect(there.page.locator(".dl-text .dl-target").first).to_be_in_viewport()


# --- journey 10: audit and citation --------------------------------------------------------------------------------


def test_what_is_not_on_the_map_is_listed_with_why_and_leads_to_the_sentence_and_its_citation(visit, app_url):
    there = visit(f"{app_url}/?lang=fr", permissions=["clipboard-read", "clipboard-write"])
    there.map()
    there.page.get_by_role("link", name=re.compile("ne sont pas sur la carte")).click()
    found = there.page.locator(".dl-list").first.locator("li")
    expect(found.first).to_be_visible()
    there.page.locator(".st-key-whys button", has_text="Ensemble politique").click()
    there.page.wait_for_url(re.compile("why=bloc"))
    expect(found.first).to_contain_text("Ensemble politique sans position")
    sentence = found.first.locator(".dl-sentence").inner_text()
    found.first.get_by_role("link").click()
    expect(there.page.locator(".dl-text .dl-target").first).to_be_in_viewport()
    assert "".join(there.page.locator(".dl-text .dl-target").all_inner_texts()) == sentence
    there.page.get_by_text("Citer cette phrase").click()
    # What unfolds moves for half a second, and a button under the pointer may be gone before it is let go.
    there.page.wait_for_function("() => !document.getAnimations().some((one) => one.playState === 'running')")
    there.page.get_by_role("button", name="Copier").last.click()
    expect(there.page.get_by_role("button", name="Copié")).to_be_visible()
    note = there.page.evaluate("navigator.clipboard.readText()")
    assert sentence in note
    assert re.search(r"(19|20)\d\d", note)


# --- journey 11: playback ------------------------------------------------------------------------------------------


def test_it_unfolds_on_the_map_without_a_run_and_the_address_keeps_the_moment(visit, news_url):
    there = visit(f"{news_url}?lang=fr", reduced_motion="reduce")  # starts still
    everything = there.map().evaluate("dateline.state.places")
    there.page.locator(".st-key-play button").click()
    frame = there.map("state.moment !== null")
    frame.locator("[data-choice=step]").select_option("month")
    frame.locator("[data-choice=span]").select_option("window")
    there.map("state.moment === '2022-11-01' && state.places === 1")
    there.page.wait_for_url(re.compile("moment=2022-11-01.*span=window"))
    frame.locator("[data-act=step_on]").click()
    there.map("state.moment === '2022-12-01' && state.places === 0")
    frame.locator("[data-choice=span]").select_option("all")
    frame.locator("[data-choice=speed]").select_option("fast")
    frame.locator("[data-act=play]").click()
    there.map("state.playing")
    there.map(f"!state.playing && state.moment === '2023-06-01' && state.places === {everything}")
    assert there.mounts == 1
    there.page.wait_for_url(re.compile("moment=2023-06-01"))
    again = visit(there.page.url, reduced_motion="reduce")
    again.map("state.moment === '2023-06-01'")
    frame.locator("[data-act=player_close]").click()
    there.map("state.moment === null")
    there.page.wait_for_url(lambda url: "play=" not in url and "moment=" not in url)


def test_a_moment_becomes_the_period(visit, news_url):
    there = visit(f"{news_url}?lang=fr&play=month&moment=2022-11-01&span=window")
    frame = there.map("state.moment === '2022-11-01'")
    frame.locator("[data-act=keep_period]").click()
    expect(there.page.locator(".st-key-chip-date_from")).to_be_visible()
    assert query(there)["to"] == ["2022-11-30"]
    there.page.locator(".st-key-quick button", has_text="2023").click()
    there.page.wait_for_url(re.compile("from=2023-01-01"))


# --- online tiles --------------------------------------------------------------------------------------------------


def test_online_tiles_are_asked_for_only_once_switched_on_and_credited(visit, news_url):
    there = visit(f"{news_url}?lang=fr")
    frame = there.map()
    asked: list[str] = []

    def tile(route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="image/png", body=PIXEL)

    there.page.context.route(re.compile(r"^https://tile\.openstreetmap\.org/"), tile)
    assert asked == []
    frame.locator("[data-act=tiles]").click()
    there.map("state.tiles")
    expect(frame.locator(".dl-credit a")).to_have_text("© OpenStreetMap contributors")
    expect(frame.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert asked
    frame.locator("[data-act=tiles]").click()
    expect(frame.locator(".leaflet-tile")).to_have_count(0)
    expect(frame.locator(".dl-credit")).to_contain_text("Natural Earth")
