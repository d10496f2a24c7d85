"""The gold of the five digests: offsets point at their words, values are ones the program knows; the digests keep their promise."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise

import pytest

from geo.evaluation import OWN_GOLD
from geo.geoparsing import sentences
from geo.ingestion.articles import blanked, read_article
from geo.model import FLOWS, MODALITIES, MODES, STANCES
from geo.settings import ROOT

GOLD = json.loads(OWN_GOLD.read_text("utf-8"))
SEEDS = ROOT / "seeds"
STATUS = {"planned", "denied", "confirmed", "alleged"}
PLACES = {m["place_id"]: m for article in GOLD for m in article["mentions"]}

each_article = pytest.mark.parametrize("row", GOLD, ids=lambda row: row["file"])


@pytest.fixture
def article(row):
    return read_article(SEEDS / row["file"])


def test_every_digest_has_gold():
    assert sorted(row["file"] for row in GOLD) == sorted(path.name for path in SEEDS.glob("*.md"))


@each_article
def test_the_gold_is_of_this_very_text(row, article):
    assert row["chars"] == len(article.text)
    assert (row["title"], row["publisher"], row["language"]) == (article.title, article.publisher, article.language)
    assert article.published.precision == row["published_precision"]
    assert article.published.date_min.startswith(row["published"])


@each_article
@pytest.mark.parametrize("kind", ["mentions", "demonyms", "non_place_traps"])
def test_spans_hold_their_words_in_order(row, article, kind):
    assert row[kind] or kind != "mentions"
    for item in row[kind]:
        assert article.text[item["start"] : item["end"]] == item["surface"]
    if kind != "non_place_traps":  # a name may stand in several traps, but is one mention
        assert all(one["end"] <= following["start"] for one, following in pairwise(row[kind]))


@each_article
def test_no_mention_is_a_trap_or_a_demonym(row):
    taken = [(item["start"], item["end"]) for kind in ("non_place_traps", "demonyms") for item in row[kind]]
    for m in row["mentions"]:
        assert not any(m["start"] < end and start < m["end"] for start, end in taken), m


@each_article
def test_a_name_that_is_annotated_once_is_annotated_everywhere(row, article):
    known = [(item["start"], item["end"]) for kind in ("mentions", "non_place_traps") for item in row[kind]]
    for name in {m["surface"] for m in row["mentions"]}:
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", article.text):
            assert any(start <= found.start() and found.end() <= end for start, end in known), (name, found.start())


@each_article
def test_mentions_are_complete(row):
    for m in row["mentions"]:
        assert m["role"] in ("location", "actor", "mixed")
        assert m["kind"] in ("country", "city", "facility", "sea", "region", "geopolitical")
        assert (m["lat"] is None) == (m["lon"] is None) == (m["radius_km"] is None) == (m["kind"] == "geopolitical")
        same = PLACES[m["place_id"]]
        assert (m["lat"], m["lon"], m["kind"]) == (same["lat"], same["lon"], same["kind"])


@each_article
def test_routes_are_claims_of_a_sentence(row, article):
    spans = set(sentences.split(article.text))
    for route in row["routes"]:
        assert (route["sentence_start"], route["sentence_end"]) in spans
        assert article.text[route["sentence_start"] : route["sentence_end"]] == route["sentence"]
        assert route["flow"] in FLOWS
        assert route["modality"] in MODALITIES
        assert route["stance"] in STANCES
        assert route["mode"] in (None, *MODES)
        assert route["status"] in STATUS
        assert (route["status"] == "denied") == (route["stance"] == "denied")
        ends = [route["from_id"], route["to_id"], *route["via_ids"]]
        assert any(ends)
        assert all(end is None or end in PLACES for end in ends)
        assert len(route["via"]) == len(route["via_ids"])
        assert (route["date_min"] or "0000") <= (route["date_max"] or "9999")


@each_article
def test_an_explicit_route_names_an_end_in_its_sentence(row, article):
    for route in row["routes"]:
        if not route["implied"]:
            inside = [
                item for kind in ("mentions", "demonyms") for item in row[kind]
                if route["sentence_start"] <= item["start"] < route["sentence_end"]
            ]  # fmt: skip
            named = {item.get("place_id") or item["country"] for item in inside}
            assert named & {route["from_id"], route["to_id"], "MOS", "TEH"}, route["sentence"]


@each_article
def test_dates_stand_where_they_are_said(row, article):
    for event in row["events"]:
        assert article.text[event["expr_start"] : event["expr_end"]] == event["expr"]
        assert event["sentence_start"] <= event["expr_start"] < event["expr_end"] <= event["sentence_end"]
        if "range" in event:
            first, last = map(date.fromisoformat, event["range"])
            assert first <= last


# --- the digests themselves


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.md")), ids=lambda path: path.name)
def test_a_digest_is_of_readable_length(path):
    assert 250 <= len(read_article(path).text.split()) <= 500


def _bodies() -> dict[str, str]:
    found = {}
    for path in SEEDS.glob("*.md"):
        article = read_article(path)
        found[path.name] = blanked(article.text, article.asides)
    return found


def test_the_digests_hold_what_the_product_is_shown_with():
    bodies = _bodies()
    together = "\n".join(bodies.values())
    assert len(re.findall("Makhatchkala", together)) == 1
    assert "près de Moscou une usine" in together
    assert "économique spéciale d'Alabuga" in together
    assert "à 900 kilomètres à l'est de Moscou" in together
    assert "une usine de drones au Tadjikistan, en mai" in together
    claims = [route for row in GOLD for route in row["routes"] if (route["from_id"], route["to_id"]) == ("IR", "RU")]
    assert {"alleged", "denied", "admitted"} <= {route["stance"] for route in claims}


def test_a_leaked_prompt_is_in_no_body():
    assert not any("SEO" in body for body in _bodies().values())
    assert any(trap["surface"].endswith("SEO friendly") for row in GOLD for trap in row["non_place_traps"])


def test_no_sentence_of_the_originals_is_in_a_digest(originals):
    ours = _words(" ".join(path.read_text("utf-8") for path in SEEDS.glob("*.md")))
    for path in originals.glob("*.txt"):
        theirs = _words(path.read_text("utf-8")).split()
        for n in range(len(theirs) - 11):  # shorter runs are a title or an office: nobody's sentence
            run = " ".join(theirs[n : n + 12])
            assert f" {run} " not in f" {ours} ", run


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
