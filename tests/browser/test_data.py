"""Taking articles in and taking the view along, in a real browser (journeys 4 and 6)."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

TRUCKS = """---
title: Des camions pour Bakou
publisher: La Gazette du fret
published: 2023-06-09
language: fr
---
Selon Paul Martin, la Turquie a livré des camions à l'Azerbaïdjan en mai 2023. Un dépôt a été construit à Bakou.
"""
QUAY = "A new quay was opened in Marseille on 3 May 2023. Fishermen in Marseille welcomed it."
NAME = "<img src=x onerror=window.hacked=1>.pdf"
FILES = [
    {"name": "camions.md", "mimeType": "text/markdown", "buffer": TRUCKS.encode()},
    {"name": "quay.txt", "mimeType": "text/plain", "buffer": QUAY.encode()},
    {"name": NAME, "mimeType": "application/pdf", "buffer": b"%PDF-1.4"},
]


@pytest.fixture(scope="module")
def empty_url(serve, tmp_path_factory) -> str:
    return serve(ROOT / "app.py", DATELINE_DATA=str(tmp_path_factory.mktemp("collection")), DATELINE_SEEDS="")


def drop(there, files: list[dict]) -> None:
    box = there.page.locator("[data-testid=stFileUploaderDropzoneInput]")
    expect(box).to_have_count(1)  # the last drop's own has gone
    box.set_input_files(files)


def test_files_are_dropped_known_ones_are_not_added_again_and_the_view_is_taken_along(visit, empty_url, tmp_path):
    """One test, for what is taken along is what was dropped."""
    there = visit(f"{empty_url}/data?lang=fr")
    expect(there.page.get_by_text("Aucun article pour l’instant")).to_be_visible(
        timeout=60_000
    )  # the atlas is opened first
    drop(there, FILES)
    report = there.page.locator(".st-key-taken")
    expect(report).to_contain_text("2 articles ajoutés, 1 fichier laissé de côté")
    expect(report).to_contain_text(f"{NAME}\u00a0: le type .pdf n’est pas pris en charge")
    expect(there.page.get_by_text("2 articles sur 2")).to_be_visible()
    drop(there, FILES[:2])
    expect(report).to_contain_text("0 article ajouté, 2 déjà connus")
    expect(there.page.get_by_text("2 articles sur 2")).to_be_visible()
    assert there.page.evaluate("window.hacked") is None
    taken_along(there, tmp_path)
    removed(there)


def taken_along(there, folder: Path) -> None:
    """Each file opens, and holds what the page says it does."""
    found = json.loads(downloaded(there, "geojson", folder))
    assert found["type"] == "FeatureCollection"
    lons = {f["geometry"]["coordinates"][0] for f in found["features"] if f["properties"].get("text") == "Marseille"}
    assert [round(lon) for lon in lons] == [5]  # longitude first
    assert "Un dépôt a été construit à Bakou." in {f["properties"]["sentence"] for f in found["features"]}
    rows = list(csv.DictReader(io.StringIO(downloaded(there, "csv-mentions", folder).decode("utf-8-sig"))))
    claims = list(csv.DictReader(io.StringIO(downloaded(there, "csv-claims", folder).decode("utf-8-sig"))))
    assert len(rows) + len(claims) == len(found["features"])
    assert [(row["stance"], row["claimants"]) for row in claims] == [("alleged", "Paul Martin")]
    assert ET.fromstring(downloaded(there, "kml", folder)).tag == "{http://www.opengis.net/kml/2.2}kml"
    assert downloaded(there, "html", folder).lstrip().lower().startswith(b"<!doctype html>")
    there.page.goto(there.page.url.split("?")[0] + "?lang=fr&source=La+Gazette+du+fret")
    expect(there.page.locator(".st-key-chip-publishers")).to_be_visible()
    only = json.loads(downloaded(there, "geojson", folder))["features"]
    assert {f["properties"]["publisher"] for f in only} == {"La Gazette du fret"}


def downloaded(there, key: str, folder: Path) -> bytes:
    with there.page.expect_download() as waiting:
        there.page.locator(f".st-key-download-{key} button").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name.startswith("dateline")
    return path.read_bytes()


def removed(there) -> None:
    """An article is chosen in the list by the keyboard's own way in, the address, and removed after asking."""
    listed = there.page.locator("[data-testid=stDataFrame]").first.bounding_box()
    there.page.mouse.click(listed["x"] + 16, listed["y"] + 50)
    chosen = there.page.locator(".st-key-chosen-article")
    expect(chosen.locator(".dl-title")).to_have_text("Des camions pour Bakou")
    there.page.locator(".st-key-remove button").first.click()
    there.page.locator("[class*=st-key-remove-do-] button").click()
    expect(there.page.get_by_text("1 article sur 1")).to_be_visible()
    expect(chosen).to_have_count(0)


def test_an_address_that_leads_inside_is_refused_as_text_and_dropping_still_works(visit, serve, tmp_path_factory):
    """The reader of this very machine may ask; what they ask for is judged all the same, and never anything but text."""
    url = serve(ROOT / "app.py", DATELINE_DATA=str(tmp_path_factory.mktemp("asked")), DATELINE_SEEDS="")
    there = visit(f"{url}/data?lang=fr")
    there.page.get_by_role("tab", name="Une adresse").click(timeout=60_000)
    field = there.page.get_by_label("Adresse de la page").first
    address = "http://127.0.0.1/?<img/src=x/onerror=window.hacked=1>"
    field.fill(address)
    there.page.get_by_role("button", name="Ajouter cette page").click()
    refused = there.page.locator(".st-key-refused")
    expect(refused).to_contain_text(f"{address}\u00a0: elle mène dans un réseau privé")
    expect(field).to_have_value(address)
    assert there.page.evaluate("window.hacked") is None
    there.page.get_by_role("tab", name="Fichiers").click()
    drop(there, FILES[:1])
    expect(there.page.locator(".st-key-taken")).to_contain_text("1 article ajouté")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_no_wider_than_the_screen(visit, empty_url, width):
    there = visit(f"{empty_url}/data?lang=en", viewport={"width": width, "height": 800})
    expect(there.page.locator("[data-testid=stFileUploader]")).to_be_visible(timeout=60_000)
    expect(there.page.get_by_role("tab", name="An address")).to_be_visible()
    assert there.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_text_that_is_being_pasted_outlives_a_look_at_another_page(visit, empty_url):
    there = visit(f"{empty_url}/data?lang=fr")
    page = there.page
    page.get_by_role("tab", name="Coller un texte").click(timeout=60_000)
    page.get_by_label("Texte de l’article").fill(QUAY)
    page.get_by_label("Titre", exact=True).fill("A quay")
    # As long as a hand takes: of a field that is left and a link that is followed in one instant, Streamlit hears the first alone.
    page.get_by_role("link", name="Méthode").click(delay=150)
    page.get_by_role("heading", name="Méthode et sources").wait_for()
    page.get_by_role("link", name="Données").click()
    page.get_by_role("tab", name="Coller un texte").click()
    expect(page.get_by_label("Texte de l’article")).to_have_value(QUAY)
    expect(page.get_by_label("Titre", exact=True)).to_have_value("A quay")
    page.get_by_label("Journal ou site").fill("The Harbour")
    page.get_by_role("button", name="Ajouter ce texte").click()
    expect(page.locator(".st-key-taken")).to_contain_text("ajouté")
    expect(page.get_by_label("Texte de l’article")).to_have_value("")
