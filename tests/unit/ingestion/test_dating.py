"""Publication dates: where they are looked for, in which order, and what is not one."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.ingestion.dating import find_publication, parse_date


@pytest.mark.parametrize(
    "value, language, expected",
    [
        ("2023-06-09", None, ("2023-06-09", "2023-06-09", "day")),
        ("2023-06-09T10:30:00Z", None, ("2023-06-09", "2023-06-09", "day")),
        ("2023-06-09 10:30", None, ("2023-06-09", "2023-06-09", "day")),
        ("2023-06", None, ("2023-06-01", "2023-06-30", "month")),
        ("2024-02", None, ("2024-02-01", "2024-02-29", "month")),
        ("2023", None, ("2023-01-01", "2023-12-31", "year")),
        ("9 juin 2023", None, ("2023-06-09", "2023-06-09", "day")),
        ("1er août 2023", None, ("2023-08-01", "2023-08-01", "day")),
        ("June 9, 2023", None, ("2023-06-09", "2023-06-09", "day")),
        ("Sept. 3 2021", None, ("2021-09-03", "2021-09-03", "day")),
        ("9 июня 2023", None, ("2023-06-09", "2023-06-09", "day")),
        ("juin 2023", None, ("2023-06-01", "2023-06-30", "month")),
        ("03/04/2023", "fr", ("2023-04-03", "2023-04-03", "day")),
        ("03/04/2023", "en", ("2023-03-04", "2023-04-03", "range")),
        ("03.04.2023", "en", ("2023-04-03", "2023-04-03", "day")),
        ("25/12/2022", "en", ("2022-12-25", "2022-12-25", "day")),
    ],
)
def test_written_dates(value, language, expected):
    span = parse_date(value, language)
    assert (span.date_min, span.date_max, span.precision) == expected


@pytest.mark.parametrize(
    "value", ["", "soon", "2023-02-31", "2023-13", "31/31/2023", "0000", "9999", "12 camions 2023", "2023-06-09x"]
)
def test_not_a_date(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    "front_matter, expected",
    [
        ({"published": datetime.date(2023, 6, 9)}, ("2023-06-09", "2023-06-09", "day")),
        ({"published": datetime.datetime(2023, 6, 9, 10, 30)}, ("2023-06-09", "2023-06-09", "day")),
        ({"published": "2023-06"}, ("2023-06-01", "2023-06-30", "month")),
        ({"published": 2023}, ("2023-01-01", "2023-12-31", "year")),
        ({"date": "9 juin 2023"}, ("2023-06-09", "2023-06-09", "day")),
        (
            {"published": datetime.date(2023, 6, 9), "published_precision": "month"},
            ("2023-06-01", "2023-06-30", "month"),
        ),
        ({"published": "2023-06", "published_precision": "day"}, ("2023-06-01", "2023-06-30", "month")),
        (
            {"published": datetime.date(2022, 11, 20), "published_precision": "day (estimated)"},
            ("2022-11-20", "2022-11-20", "day"),
        ),
    ],
)
def test_front_matter(front_matter, expected):
    found = find_publication("Un texte.", "fr", front_matter)
    assert (found.published.date_min, found.published.date_max, found.published.precision) == expected
    assert found.evidence[0].startswith("front matter: ")
    assert found.flags == ()


@pytest.mark.parametrize(
    "text, language, source, expected, evidence",
    [
        ("Le port\n\nPublié le 3 mars 2023\n\nLe port rouvre.", "fr", None, "2023-03-03", "Publié le 3 mars 2023"),
        (
            "Le port\nPublié le vendredi 3 mars 2023 à 10h30 par Jeanne Roy\nIl rouvre.",
            "fr",
            None,
            "2023-03-03",
            "Publié le vendredi",
        ),
        ("Le port\nEconomie | Publié le 03/04/2023\nIl rouvre.", "fr", None, "2023-04-03", "Economie"),
        ("Le port\nMis à jour le 5 mars 2023\nIl rouvre.", "fr", None, "2023-03-05", "Mis à jour"),
        ("Le port\nMis à jour le 5 mars 2023\nPublié le 3 mars 2023\nIl rouvre.", "fr", None, "2023-03-03", "Publié"),
        ("Harbour\nPublished June 9, 2023\nIt reopens.", "en", None, "2023-06-09", "Published June 9, 2023"),
        ("Harbour\nPosted on 9 June 2023 by Ann Lee\nIt reopens.", "en", None, "2023-06-09", "Posted on"),
        ("Harbour\nLast updated: 2023-06-09 10:30 GMT\nIt reopens.", "en", None, "2023-06-09", "Last updated"),
        (" date 2023-02 Le port rouvre\n\nIl rouvre.", "fr", None, "2023-02", "date 2023-02"),
        ("LYON, 3 février 2023 (AFP) - Le port rouvre.", "fr", None, "2023-02-03", "LYON, 3 février 2023 (AFP) -"),
        (
            "LYON, Feb. 3 (Reuters) — The harbour reopens.",
            "en",
            "https://n.example/2023/02/x",
            "2023-02-03",
            "LYON, Feb. 3",
        ),
        ("The harbour reopens.", "en", "https://n.example/2023/06/09/harbour", "2023-06-09", "https://n.example"),
        ("The harbour reopens.", "en", "https://n.example/2023/06/harbour", "2023-06", "https://n.example"),
        ("The harbour reopens.", "en", "https://n.example/world/2023/harbour", "2023", "https://n.example"),
        ("The harbour reopens.", "en", "20230609-harbour.txt", "2023-06-09", "20230609"),
        ("The harbour reopens.", "en", "2023-06_harbour.md", "2023-06", "2023-06"),
        # two readings, and the address knows which
        ("Harbour\nPublished 03/04/2023\nIt reopens.", "en", "https://n.example/2023/03/x", "2023-03-04", "Published"),
    ],
)
def test_evidence(text, language, source, expected, evidence):
    found = find_publication(text, language, None, source)
    day, _, _ = (found.published.date_min, found.published.date_max, found.published.precision)
    assert day.startswith(expected)
    assert {4: "year", 7: "month", 10: "day"}[len(expected)] == found.published.precision
    assert found.evidence[0].startswith(evidence)
    assert found.flags == ()


@pytest.mark.parametrize(
    "text, source",
    [
        ("Le port rouvre.", None),
        ("Publié le 3 mars 2023, le rapport de l’armateur accuse les dockers.", None),
        ("Le rapport publié le 3 mars 2023 accuse les dockers.\nIl sera relu.", None),
        ("Published in 2019, the novel is set in a harbour that closed on June 9, 2018.", None),
        ("LYON, Feb. 3 (Reuters) — The harbour reopens.", None),
        ("LYON, Feb. 3 (Reuters) — The harbour reopens.", "harbour.txt"),
        ("Le port rouvre.", "https://n.example/article-20237788"),
        ("Le port rouvre.", "rapport-1234.txt"),
        ("Publié le 31 février 2023\nLe port rouvre.", None),
    ],
)
def test_undated(text, source):
    found = find_publication(text, "fr", None, source)
    assert found.published is None
    assert found.evidence == ()
    assert found.flags == ("undated",)


def test_two_readings_are_an_interval_and_flagged():
    found = find_publication("Harbour\nPublished 03/04/2023\nIt reopens.", "en")
    assert (found.published.date_min, found.published.date_max) == ("2023-03-04", "2023-04-03")
    assert found.flags == ("date-ambiguous",)


def test_unreadable_front_matter_falls_back_and_is_flagged():
    found = find_publication("Le port rouvre.", "fr", {"published": "un beau jour"}, "2023-06-09-port.md")
    assert found.published.date_min == "2023-06-09"
    assert found.flags == ("published-unreadable",)


def test_front_matter_beats_the_text():
    found = find_publication("Port\nPublié le 3 mars 2021\nIl rouvre.", "fr", {"published": "2023-06-09"})
    assert found.published.date_min == "2023-06-09"


@given(st.text(), st.sampled_from(["fr", "en", None]), st.one_of(st.none(), st.text()))
def test_never_raises(text, language, source):
    found = find_publication(text, language, {"published": text}, source)
    assert (found.published is None) == ("undated" in found.flags)
