"""The exported page as it opens from disk: drawn, filtered, read, by mouse and by hand, and nothing asked of anybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.geoparsing.gazetteer import fold
from geo.i18n import translator
from geo.presentation import exports, views
from geo.presentation.views import Filters
from geo.store import Store
from tests import payloads, samples

pytestmark = pytest.mark.browser

FR, EN = translator("fr"), translator("en")


def _corpus(folder: Path, articles: list) -> views.Corpus:
    store = samples.fill(Store.open(f"sqlite:///{folder / 'dateline.db'}"), articles)
    return views.join(store, fold, samples.PLACES.get)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> views.Corpus:
    return _corpus(tmp_path_factory.mktemp("newsroom"), samples.newsroom())


@pytest.fixture
def opened(visit, tmp_path):
    """opened(corpus, filters, t, **options of the context) -> Visit, once the map is drawn."""

    def go(corpus: views.Corpus, filters: Filters | None = None, t=FR, **options: object):
        file = tmp_path / "view.html"
        file.write_bytes(exports.html(corpus, filters or Filters(), t, date(2024, 3, 8)))
        there = visit(file.as_uri(), **options)
        drawn(there)
        assert there.asked == [file.as_uri()]
        return there

    return go


def drawn(there, condition: str = "true") -> None:
    there.page.wait_for_function(
        f"() => window.dateline?.state?.ready && dateline.state.draws && ((state) => {condition})(dateline.state)"
    )


def press(there, key: str) -> None:
    there.page.wait_for_function("(key) => dateline.at(key)", arg=key)
    (x, y), box = there.page.evaluate("(key) => dateline.at(key)", key), there.page.locator("#map").bounding_box()
    there.page.mouse.click(box["x"] + x, box["y"] + y)


def set_ends(there, first: str, last: str) -> None:
    """As a hand on the two knobs of the slider would, from the right one down."""
    for knob, day in (("to", last), ("from", first)):
        number = date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()
        there.page.locator(f"#{knob}").fill(str(number))


def shows(there, corpus: views.Corpus, filters: Filters, t=FR) -> None:
    """The page says and draws what the app would for these filters."""
    atlas = views.atlas(corpus, filters, t)
    told = views.summary(atlas.counts, t).split(" ;")[0].split("; ")[0].rstrip("\u202f")
    expect(there.page.locator("#summary")).to_contain_text(told)
    places, routes, relatives = (len(frame) for frame in (atlas.places, atlas.routes, atlas.relatives))
    drawn(there, f"state.places === {places} && state.routes === {routes} && state.relatives === {relatives}")
    claims, total = views.claims(corpus, filters, t)
    cards = there.page.locator("#cards > li > .card")
    expect(cards).to_have_count(total)
    for card, claim in zip(cards.all(), claims, strict=True):
        expect(card.locator(".ways")).to_have_text("→".join((claim.origin, *claim.via, claim.destination)))
        expect(card.locator(".sentence").first).to_have_text("".join(p.text for p in claim.excerpts[0].pieces))
        expect(card).to_contain_text(t("evidence.sources", count=claim.sources))


@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(stances=("denied",)), Filters(roles=("actor",)), Filters(publishers=("?",))],
    ids=lambda filters: str(filters.to_query()),
)
def test_opens_from_disk_with_what_the_app_shows(opened, corpus, filters):
    shows(opened(corpus, filters), corpus, filters)


@pytest.mark.parametrize(
    "kind, first, last, undated",
    [
        ("published", "2023-03-01", "2023-06-09", False),
        ("published", "2023-06-10", "2023-06-10", False),
        ("published", "2023-03-02", "2023-06-08", False),  # nothing
        ("event", "2022-05-01", "2022-05-30", False),
        ("event", "2022-06-01", "2023-05-03", False),
        ("event", "2022-06-01", "2023-05-03", True),
    ],
)
def test_the_dates_filter_as_they_do_in_the_app(opened, corpus, kind, first, last, undated):
    there = opened(corpus)
    if kind == "event":
        there.page.get_by_role("button", name="Événement").click()
    set_ends(there, first, last)
    if undated:
        there.page.get_by_label("Garder aussi ce qui n’a pas de date").check()
    shows(there, corpus, Filters(date_kind=kind, date_from=first, date_to=last, undated=undated))
    there.page.get_by_role("button", name="Toute la période").click()
    shows(there, corpus, Filters(date_kind=kind))


def test_the_slider_obeys_the_keyboard_and_says_the_day(opened, corpus):
    there = opened(corpus)
    knob = there.page.get_by_role("slider", name="Du")
    expect(knob).to_have_attribute("aria-valuetext", "1 mars 2023")
    knob.press("End")
    expect(knob).to_have_attribute("aria-valuetext", "10 juin 2023")
    shows(there, corpus, Filters(date_from="2023-06-10"))


def test_a_bar_is_a_period(opened, corpus):
    there = opened(corpus)
    there.page.locator("#bars rect.hit").last.click()
    shows(there, corpus, Filters(date_from="2023-06-05"))


def test_a_place_leads_to_its_sentences_and_back(opened, corpus):
    there = opened(corpus)
    press(there, "place:city:makhachkala")
    expect(there.page.locator("#heading")).to_have_text("Makhatchkala")
    expect(there.page.locator("#counted")).to_have_text("2 phrases")
    first = there.page.locator("#cards > li").first
    expect(first.locator(".chosen").first).to_have_text("Makhatchkala")
    expect(first.locator(".source").first).to_have_text("Par la mer, La Gazette, 9 juin 2023")
    expect(first.locator(".card .ways")).to_have_text("Iran→mer Caspienne→Makhatchkala")
    there.page.get_by_role("button", name="Fermer").click()
    expect(there.page.locator("#heading")).to_have_text("Ce qui est affirmé")
    drawn(there, "state.selected === null")


def test_a_line_shows_the_denial_beside_the_allegation(opened, corpus):
    line = corpus.claims.set_index("stance").loc["denied", "line"]
    there = opened(corpus)
    press(there, f"route:{line}")
    expect(there.page.locator("#heading")).to_have_text("Iran → Russie")
    badges = there.page.locator("#cards .badge:nth-of-type(2)")
    expect(badges).to_have_text(["Démenti", "Allégué"])
    there.page.get_by_role("button", name="Voir sur la carte").click()
    drawn(there, f"state.selected && state.selected !== 'route:{line}'")


def test_what_is_not_on_the_map_is_listed_with_its_reason(opened, corpus):
    there = opened(corpus, t=EN)
    off = there.page.locator("#off")
    off.locator("summary").click()
    expect(off.locator("li")).to_have_count(5)
    expect(off).to_contain_text("Téhéran × 3: Stands for a government")


def test_the_page_is_in_the_language_asked_for(opened, corpus):
    there = opened(corpus, t=EN, locale="de-DE")
    assert there.page.locator("html").get_attribute("lang") == "en"
    expect(there.page.locator("#made")).to_have_text("Exported on 8 March 2024")
    expect(there.page.locator("#credits")).to_contain_text("GeoNames (CC BY 4.0)")
    assert "Makhachkala" in there.page.evaluate("dateline.shown()")
    shows(there, corpus, Filters(), EN)


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize("scheme, ground", [("light", "rgb(251, 249, 244)"), ("dark", "rgb(21, 24, 28)")])
def test_small_screens_and_dark_rooms(opened, corpus, width, scheme, ground):
    there = opened(corpus, viewport={"width": width, "height": 740}, color_scheme=scheme)
    assert there.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert there.page.locator("#map").bounding_box()["height"] < 450  # what follows can be seen to follow
    assert there.page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    assert there.page.locator(f"#map.dl-{scheme}").count() == 1


def test_a_view_of_nothing_says_so(opened, corpus):
    there = opened(corpus, Filters(text="nothing says so"))
    expect(there.page.locator("#period")).to_have_text("Rien n’est daté\u00a0: la frise est vide.")
    expect(there.page.locator("#cards")).to_have_text("Aucun mouvement affirmé sur cette période.")
    expect(there.page.locator("#bars")).to_be_hidden()


def test_hostile_text_is_text_and_nothing_else(opened, tmp_path):
    corpus = _corpus(tmp_path, payloads.articles())
    there = opened(corpus)
    page = there.page
    cards = page.locator("#cards > li > .card")
    expect(cards).to_have_count(len(payloads.PAYLOADS))
    for payload in payloads.PAYLOADS:
        said = [card for card in cards.all() if payload in card.locator(".source").first.text_content()]
        assert len(said) == 1
        assert said[0].locator(".sentence").text_content().startswith(payload)
        assert payload in said[0].locator(".status").first.text_content()
    press(there, page.evaluate("dateline.keys().find((key) => key.startsWith('route:') && dateline.at(key))"))
    page.locator("#off").evaluate("(off) => { off.open = true; }")
    page.mouse.move(200, 300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, svg[onload], #cards script, iframe").count() == 0


def test_the_policy_holds_against_what_would_get_in(opened, corpus):
    """Even markup that somebody managed to put in would neither run nor load."""
    there = opened(corpus)
    refused = there.page.evaluate(
        """() => new Promise((done) => {
          const refused = [];
          document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
            refused.push(effectiveDirective);
            if (refused.length === 3) done(refused.sort());
          });
          const box = document.body.appendChild(document.createElement("div"));
          box.innerHTML = `<img src="https://elsewhere.example/x.png"><b style="color: red">b</b><i onclick="window.hacked=1">i</i>`;
          box.querySelector("i").click();
        })"""
    )
    assert refused == ["img-src", "script-src-attr", "style-src-attr"]
    assert there.page.evaluate("window.hacked") is None
