"""Streamlit's own words on a French page: none is left in English, on any page, in any of the controls the pages use."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Server
from tests.browser.test_accessibility import PAGES

pytestmark = pytest.mark.browser

# Words that Streamlit, its table, its chart and its lists are known to use, and that no French page of ours has.
ENGLISH = re.compile(
    r"\b(sidebar|main menu|app pages|heading|theme|light|dark|system|print|made with|clipboard|skip|more|close|dismiss|open|clear|"
    r"remove|selected|select|values?|options? available|no results|results?|press|enter to|apply|submit|search|type to|previous|next|"
    r"download|fullscreen|show|hide|columns?|data|chart|copy|copied|spec|sort|ascending|descending|statistics|format|autosize|pin|"
    r"automatic|localized|percent|scientific|median|average|empty|distinct|upload|file|files|drag|drop|browse|add|start|end|axis|"
    r"mark|container|visualization|scale|running|stop|rerun|connecting|the|of|to)\b",
    re.IGNORECASE,
)
# What controls of Streamlit's say: names, hints and texts, but not what our own markup (stHtml) or a table's cells say.
SAID = """() => [...document.querySelectorAll("body *")].flatMap((element) => {
  if (element.closest(".stHtml, script, style, noscript, iframe, [role=gridcell], [translate=no], code, .stCaption")) return [];
  if (element.checkVisibility && !element.checkVisibility()) return [];
  const names = ["aria-label", "aria-roledescription", "title", "placeholder"].map((name) => element.getAttribute(name));
  const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim());
  return [...names, ...texts].filter(Boolean);
})"""
HEAD = (128, 17)  # the sign of the menu of a table's first column, from its left upper corner


def left(page) -> set[str]:
    """The English that is on the page now."""
    return {text for text in page.evaluate(SAID) if ENGLISH.search(text)}


@pytest.fixture
def opened(visit, app_url):
    def at(address: str, mark: str, **options):
        page = visit(f"{app_url}/{address}{'&' if '?' in address else '?'}lang=fr", **options).page
        page.locator(mark).first.wait_for()
        page.locator("[data-test-script-state=notRunning]").first.wait_for()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        return page

    return at


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [1280, 860])
def test_no_page_keeps_a_word_of_streamlits(opened, address, width):
    page = opened(address, PAGES[address], viewport={"width": width, "height": 900})
    assert left(page) == set()
    room = page.locator(".st-key-words").evaluate("(script) => script.parentElement.getClientRects().length")
    assert room == 0  # a gap above the page
    if page.locator("[data-testid=stMainMenuButton]").count():
        page.locator("[data-testid=stMainMenuButton]").click()
        expect(page.locator("[data-testid=stMainMenuPopover]")).to_contain_text("Imprimer")
        assert left(page) == set()


def test_the_maps_frame_has_a_name_in_french(visit, app_url):
    there = visit(f"{app_url}/?lang=fr")
    name = there.map().frame_element().get_attribute("aria-label")
    assert name == "Carte des lieux et des mouvements"


def test_lists_to_choose_from(opened):
    page = opened("", PAGES[""])
    words = page.locator(".st-key-publishers input")
    words.click()
    expect(page.locator("[data-key=__select_all__]")).to_have_text("Tout choisir")
    assert left(page) == set()
    words.fill("zzzz")
    expect(page.locator("[data-testid=stMultiSelectDropdown]")).to_have_text("Rien de tel")
    assert left(page) == set()
    words.fill("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("[data-testid=stMultiSelectTagsContainer] button[aria-label^='Retirer ']").first.wait_for()
    assert left(page) == set()
    page.keyboard.press("Escape")
    page.locator(".st-key-search input").fill("zzzz")
    expect(page.locator("[data-key=__creatable__]")).to_have_text("Chercher ces mots dans les phrases")
    assert left(page) == set()


def test_a_table_its_toolbar_and_its_menus(opened):
    page = opened("places", PAGES["places"])
    table = page.locator("[data-testid=stDataFrame]").first
    buttons = table.locator("[data-testid=stElementToolbarButton] button")
    table.hover()
    names = buttons.evaluate_all("(buttons) => buttons.map((button) => button.ariaLabel)")
    assert len(names) > 3
    for number in range(len(names)):
        buttons.nth(number).hover()
        hint = page.locator("[data-testid=stTooltipContent]")
        expect(hint).to_have_text(names[number].partition("\u00a0:")[0])
        assert left(page) == set()
    buttons.nth(names.index("Chercher\u00a0: Les lieux")).click()
    page.locator("[data-testid=search-input]").fill("ir")
    expect(page.locator("[data-testid=search-result-area]")).to_contain_text("résultat")
    assert left(page) == set()
    page.keyboard.press("Escape")
    table.hover()
    buttons.nth(names.index("Choisir les colonnes\u00a0: Les lieux")).click()
    page.locator("[data-testid=stDataFrameColumnVisibilityMenu]").wait_for()
    assert left(page) == set()
    page.keyboard.press("Escape")
    box = table.bounding_box()
    page.mouse.move(box["x"] + HEAD[0], box["y"] + HEAD[1])
    page.mouse.click(box["x"] + HEAD[0], box["y"] + HEAD[1])
    menu = page.locator("[data-testid=stDataFrameColumnMenu]")
    expect(menu).to_contain_text("Trier en montant")
    assert left(page) == set()
    for entry, opens in (("Chiffres clés", "StatisticsMenu"), ("Présentation", "ColumnFormattingMenu")):
        if menu.get_by_text(entry).count():
            menu.get_by_text(entry).hover()
            page.locator(f"[data-testid=stDataFrame{opens}]").wait_for()
            assert left(page) == set()


def test_the_chart_says_its_bars_and_no_more(visit, app_url):
    there = visit(f"{app_url}/?lang=fr")
    there.map("state.places > 0")  # until then the chart is still on its way down
    page = there.page
    page.locator(".stVegaLiteChart").hover()
    expect(page.locator("[class*=st-key-bars-] [data-testid=stElementToolbar]")).to_be_hidden()
    assert left(page) == set()


def test_fields_and_files(opened):
    page = opened("data", PAGES["data"])
    page.get_by_label("Chercher un titre").fill("x")
    expect(page.locator("[data-testid=InputInstructions]").first).to_contain_text("Entrée pour valider")
    assert left(page) == set()
    page.get_by_label("Chercher un titre").fill("")
    page.locator("[data-testid=stFileUploaderDropzone]").get_by_role("button", name="Choisir des fichiers").wait_for()
    page.get_by_role("tab", name="Coller un texte").click()
    page.get_by_label("Texte de l’article").fill("Un ferry.")
    assert left(page) == set()


def test_a_lost_connection(visit, tmp_path):
    server = Server(ROOT / "app.py", {"DATELINE_DATA": str(tmp_path), "DATELINE_SEEDS": ""}, tmp_path / "log.txt")
    try:
        page = visit(f"{server.url}/about?lang=fr").page
        page.locator("h1").wait_for(timeout=60_000)
        expect(page.locator("html")).to_have_attribute("lang", "fr")
    finally:
        server.stop()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Connexion perdue", timeout=60_000)
    expect(dialog).to_contain_text("streamlit run app.py")
    assert left(page) == set()
    dialog.get_by_role("button", name="Fermer").click()
    page.locator("[data-testid=stConnectionStatus]").hover()
    expect(page.locator("[data-testid=stTooltipContent]")).to_have_text("Connexion au serveur")


def test_another_language_is_spoken_at_once_and_back(opened):
    page = opened("", PAGES[""])
    menu = page.locator("[data-testid=stMainMenuButton]")
    for language, said, pages in (("EN", "Main menu", "en"), ("FR", "Menu principal", "fr"), ("EN", "Main menu", "en")):
        page.get_by_role("radio", name=language, exact=True).click()
        expect(menu).to_have_attribute("aria-label", said)
        expect(page.locator("html")).to_have_attribute("lang", pages)


def test_what_the_articles_say_is_not_touched(opened):
    """The very words of a control, where our own markup and a list's choices say them."""
    page = opened("", PAGES[""])
    page.locator("[data-testid=stMultiSelectTagsContainer]").first.wait_for()
    kept = page.evaluate(
        """() => {
          const ours = document.querySelector(".st-key-evidence .dl-sentence");
          ours.textContent = "Sidebar"; ours.title = "Search"; ours.setAttribute("aria-label", "Close");
          const choice = document.createElement("span");
          choice.title = choice.textContent = "Open";
          document.querySelector("[data-testid=stMultiSelectTagsContainer]").append(choice);
          const said = () => [ours.textContent, ours.title, ours.ariaLabel, choice.textContent, choice.title];
          return new Promise((done) => setTimeout(() => done(said())));
        }"""
    )
    assert kept == ["Sidebar", "Search", "Close", "Open", "Open"]


def test_without_the_script_they_are_english(opened):
    """So that the tests above can fail: what is shown once nobody listens any more."""
    page = opened("", PAGES[""])
    page.evaluate("datelineWords.disconnect()")
    page.locator(".st-key-publishers input").click()
    expect(page.locator("[data-key=__select_all__]")).to_have_text("Select all")
    assert "Select all" in left(page)
