"""Journey 12 whole: the container's command over PostgreSQL, readers without an account, editors who sign in at a provider."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.team import Team, team
from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser

PLACE = "Makhatchkala"
XSRF = "_streamlit_xsrf"  # the one cookie a reader gets: Streamlit's protection against forged requests


@pytest.fixture(scope="module")
def hosted(postgres, tmp_path_factory):
    """A team's Dateline over a database of its own in a real PostgreSQL."""
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE team")
    address = urlparse(postgres)._replace(path="/team").geturl()
    with team(tmp_path_factory.mktemp("team"), address) as there:
        there.database = address
        yield there


def ready(there) -> None:
    expect(there.page.locator(".dl-brand")).to_be_visible(timeout=60_000)  # the first page of all takes the digests in
    expect(there.page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)


def sign_in(there, subject: str) -> None:
    """At the provider, on its own page."""
    there.page.locator(".st-key-sign-in button").click()
    there.page.wait_for_url("**/oauth2/authorize?*")
    there.page.get_by_role("button", name=subject, exact=True).click()
    expect(there.page.locator(".st-key-sign-out button")).to_be_visible()


def sign_out(there) -> None:
    there.page.locator(".st-key-sign-out button").click()
    there.page.wait_for_url("**/oauth2/end_session?*")
    there.page.get_by_role("button", name="End session").click()
    expect(there.page.locator(".st-key-sign-in button")).to_be_visible()


def cookies(there) -> set[str]:
    return {cookie["name"] for cookie in there.page.context.cookies()}


def nothing_to_edit(there, url: str) -> None:
    """On any page that lets editors write."""
    for page, mark in (("places", ".dl-reason"), ("data", "[class*=st-key-download-]"), ("reader", ".dl-text")):
        there.page.goto(f"{url}/{page}?lang=en")
        ready(there)
        expect(there.page.locator(mark).first).to_be_visible()
        expect(there.page.locator("[data-testid=stFileUploader], .stForm")).to_have_count(0)
        expect(there.page.get_by_role("button", name=re.compile("^(Correct|Remove|Undo)"))).to_have_count(0)


def from_postgres(team: Team, query: str) -> list[tuple]:
    import psycopg

    with psycopg.connect(team.database) as connection:
        return connection.execute(query).fetchall()


def form(there, url: str):
    """The form for the first mention of a place, with a decision and a reason in it; its button."""
    there.page.goto(f"{url}/places?lang=en")
    ready(there)
    there.page.locator("[class*=st-key-correct-] button").first.click()
    there.page.get_by_text("No place at all", exact=True).click()
    there.page.get_by_label("Why", exact=True).fill("Seen on a photograph")
    expect(there.page.locator(".stForm .dl-signature")).to_have_text("Anna Petit")
    expect(there.page.get_by_label("Your name")).to_have_count(0)  # it is not typed
    return there.page.locator(".st-key-save button")


def test_12_readers_read_editors_sign_in_and_correct_strangers_do_not(visit, hosted):
    there = visit(f"{hosted.url}/?lang=en")

    # A reader without an account: the map, a filter, no wall, no cookie, nothing to edit.
    ready(there)
    everything = there.map("state.places > 0").evaluate("dateline.state.places")
    there.page.locator(".st-key-stances button", has_text="Alleged").click()
    there.map(f"state.places > 0 && state.places < {everything}")
    there.page.wait_for_url("**/?*stance=alleged*")
    assert cookies(there) <= {XSRF}
    nothing_to_edit(there, hosted.url)

    # An editor signs in, and comes back to the very view.
    there.page.goto(f"{hosted.url}/?lang=en&stance=alleged&from=2022-12-01")
    there.map("state.places > 0")
    sign_in(there, "anna")
    there.page.wait_for_url("**/?*from=2022-12-01*")
    asked = parse_qs(urlparse(there.page.url).query)
    assert (asked["stance"], asked["from"], asked["lang"]) == (["alleged"], ["2022-12-01"], ["en"])
    expect(there.page.locator(".st-key-account .dl-signature")).to_have_text("Anna Petit")

    # They correct something: it is in the file and in PostgreSQL, under their name.
    (before,) = from_postgres(hosted, "SELECT count(*) FROM mentions WHERE place_id IS NULL")[0]
    form(there, hosted.url).click()
    expect(there.page.locator(".st-key-save")).to_have_count(0)
    (line,) = hosted.corrections()
    assert (line["who"], line["why"]) == ("Anna Petit <anna.petit@journal.example>", "Seen on a photograph")
    ((after,),) = from_postgres(hosted, "SELECT count(*) FROM mentions WHERE place_id IS NULL")
    assert after == before + 1
    reasons = from_postgres(hosted, "SELECT reason FROM mentions WHERE reason LIKE 'corrected by %'")
    assert reasons == [("corrected by Anna Petit: Seen on a photograph",)]

    # A form is open when the sign-in ends in another tab: it writes nothing any more.
    button = form(there, hosted.url)
    tab = there.page.context.new_page()
    tab.goto(f"{hosted.url}/about?lang=en")
    tab.locator(".st-key-sign-out button").click()
    tab.wait_for_url("**/oauth2/end_session?*")
    tab.get_by_role("button", name="End session").click()
    expect(tab.locator(".st-key-sign-in button")).to_be_visible()
    tab.wait_for_url("**/about?*")
    tab.close()
    button.click()
    expect(there.page.locator(".stToast")).to_contain_text("Nothing has been changed")
    expect(there.page.locator(".st-key-sign-in button")).to_be_visible()
    expect(there.page.locator(".stForm")).to_have_count(0)
    assert len(hosted.corrections()) == 1

    # Readers find the correction in the history, with the name and without the address.
    nothing_to_edit(there, hosted.url)
    assert cookies(there) <= {XSRF}
    history(there, hosted.url)
    expect(correction(there)).to_contain_text("Anna Petit")
    expect(there.page.locator("body")).not_to_contain_text("journal.example")

    # The editor signs in again: in the history with the address, and to be undone.
    sign_in(there, "anna")
    history(there, hosted.url)
    expect(correction(there)).to_contain_text("Anna Petit <anna.petit@journal.example>")
    expect(there.page.get_by_role("button", name="Undo")).to_be_visible()
    sign_out(there)
    nothing_to_edit(there, hosted.url)


def correction(there):
    return there.page.locator("[class*=st-key-card-] .dl-card", has_text="Seen on a photograph").filter(has_text="UTC")


def history(there, url: str) -> None:
    there.page.goto(f"{url}/places?lang=en")
    ready(there)
    there.page.get_by_text(re.compile(r"^Corrections \(1\)")).click()
    expect(correction(there)).to_have_count(1)


@pytest.mark.parametrize(
    "subject, name, why",
    [
        ("stranger", "Eve", "Read only: the host has not listed eve@evil-journal.example among those who correct"),
        ("unproved", "Anna Petit", "To correct, ask the host to list sub:unproved in DATELINE_EDITORS."),
    ],
)
def test_12_who_is_signed_in_and_not_listed_is_told_so_and_only_reads(visit, hosted, subject, name, why):
    there = visit(f"{hosted.url}/about?lang=en")
    sign_in(there, subject)
    expect(there.page.locator(".st-key-account")).to_contain_text(why)
    nothing_to_edit(there, hosted.url)
    expect(there.page.locator(".st-key-account .dl-signature")).to_have_text(name)
    sign_out(there)


def test_12_who_turns_back_at_the_provider_is_where_they_were_and_reads(visit, hosted):
    there = visit(f"{hosted.url}/audit?lang=en&why=bloc")
    ready(there)
    there.page.locator(".st-key-sign-in button").click()
    there.page.wait_for_url("**/oauth2/authorize?*")
    there.page.get_by_role("button", name="Deny").click()
    there.page.wait_for_url("**/audit?*why=bloc*")
    expect(there.page.locator(".st-key-sign-in button")).to_be_visible()


def test_12_an_embedded_map_has_no_sign_in(visit, hosted):
    there = visit(f"{hosted.url}/?lang=en&embed=true", viewport={"width": 360, "height": 560})
    there.map("state.places > 0")
    expect(there.page.locator(".st-key-account")).to_have_count(0)
    assert cookies(there) <= {XSRF}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_12_signed_out_and_signed_in_are_accessible_and_fit_a_phone(visit, hosted, theme):
    there = visit(f"{hosted.url}/about?lang=fr", color_scheme=theme)
    for subject in ("", "anna", "stranger"):
        if subject:
            sign_in(there, subject)
        ready(there)
        assert findings(there.page.main_frame) == []
        there.page.set_viewport_size({"width": 360, "height": 800})
        assert there.page.evaluate("document.documentElement.scrollWidth") <= 360
        there.page.set_viewport_size({"width": 1280, "height": 800})
        expect(there.page.locator(".st-key-account button")).to_be_visible()
        if subject:
            sign_out(there)
    button = there.page.locator(".st-key-sign-in button")
    button.focus()
    there.page.keyboard.press("Enter")
    there.page.wait_for_url("**/oauth2/authorize?*")


@pytest.mark.parametrize(
    "secrets, editors, why",
    [
        (False, "@journal.example", "the [auth] section of secrets.toml lacks redirect_uri"),
        (True, "", "DATELINE_EDITORS is empty"),
    ],
)
def test_12_half_set_up_nobody_edits_and_the_page_says_what_is_missing(visit, tmp_path, secrets, editors, why):
    with team(tmp_path, f"sqlite:///{tmp_path / 'd.db'}", secrets=secrets, DATELINE_EDITORS=editors) as there:
        seen = visit(f"{there.url}/about?lang=en")
        expect(seen.page.locator(".st-key-account")).to_contain_text(why)
        expect(seen.page.locator(".st-key-account button")).to_have_count(0)
        nothing_to_edit(seen, there.url)
        assert json.dumps(there.corrections()) == "[]"
        seen.page.context.close()
