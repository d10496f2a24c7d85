import pytest

from geo.geoparsing.outlets import outlet_of
from geo.geoparsing.resolution import Outlet


@pytest.mark.parametrize(
    "publisher, address, outlet",
    [
        ("L'Est Républicain", None, Outlet("FR", "44")),
        ("la voix du nord", None, Outlet("FR", "32")),
        ("The Boston Globe", None, Outlet("US", "MA")),
        ("Nice-Matin", None, Outlet("FR", "93")),
        ("The Irish Times", None, Outlet("IE")),
        ("La Libre Belgique", None, Outlet("BE")),
        (None, "https://www.example.be/article/1", Outlet("BE")),
        ("Gazette", "https://news.example.co.uk/x", Outlet("GB")),
        ("Time", "https://example.com/x", Outlet("US")),
        ("La Gazette du port", None, None),
        (None, "https://example.tv/x", None),
        (None, "notes/été.be", None),
        (None, None, None),
    ],
)
def test_where_an_outlet_is_at_home(parser, publisher, address, outlet):
    assert outlet_of(publisher, address, parser.gazetteer) == outlet


@pytest.mark.parametrize(
    "publisher, country, admin1",
    [("La Charente libre", "FR", "75"), ("Le Courrier picard", "FR", "32"), ("The Boston Globe", "US", "MA")],
)
def test_the_outlet_tips_the_scales(parser, publisher, country, admin1):
    text, language = ("Un incendie à Saint-Michel.", "fr") if country == "FR" else ("A fire in Springfield.", "en")
    (resolution,) = parser.parse(text, None, language, outlet=parser.outlet(publisher)).resolutions
    assert resolution.place.country == country
    assert admin1 is None or resolution.place.admin1 == admin1


def test_a_parent_in_the_text_beats_the_outlet(parser):
    text = "A fire in Springfield, Illinois, was put out."
    found = parser.parse(text, None, "en", outlet=parser.outlet("The Boston Globe")).resolutions
    assert found[0].place.admin1 == "IL"
