import pytest

from geo.geoparsing.relative import destination, find_relatives
from geo.model import Mention, Place, Resolution

OMSK = Place("p:omsk", "Omsk", "city", "RU", 54.99, 73.37, 20.0)


def _found(text: str):
    start = text.index("Omsk")
    return find_relatives(text, None, (Resolution(Mention(start, start + 4, "Omsk", "place"), OMSK, 1.0, ""),))


@pytest.mark.parametrize(
    "text, said, km, bearing",
    [
        ("L'usine est à 900 km à l'est d'Omsk.", "900 km à l'est d'Omsk", 900.0, 90),
        ("à 1 200 kilomètres au sud-ouest d’Omsk", "1 200 kilomètres au sud-ouest d’Omsk", 1200.0, 225),
        ("some 10 miles north of Omsk", "10 miles north of Omsk", 16.09, 0),
        (
            "à plusieurs centaines de kilomètres à l'est d'Omsk",
            "plusieurs centaines de kilomètres à l'est d'Omsk",
            500.0,
            90,
        ),
        ("une usine près d'Omsk", "près d'Omsk", None, None),
        ("à 40 milles nautiques au large d'Omsk", "40 milles nautiques au large d'Omsk", 74.08, None),
        ("190 km off Omsk", "190 km off Omsk", 190.0, None),
        ("à 65 km d'Omsk", "65 km d'Omsk", 65.0, None),
        ("about 65 km from Omsk", "65 km from Omsk", 65.0, None),
        ("12 nm SSW of Omsk", "12 nm SSW of Omsk", 22.224, 202.5),
    ],
)
def test_distance_and_bearing(text, said, km, bearing):
    (relative,) = _found(text)
    assert said in text[relative.start : relative.end]
    assert relative.distance_km == (pytest.approx(km) if km else None)
    assert relative.bearing_deg == bearing


@pytest.mark.parametrize(
    "text",
    [
        "Il vit à Omsk.",
        "il y a 20 km d'Omsk à Tara",
        "20 km de bouchons vers Omsk",
        "The boat is off Omsk.",
        "l'est d'Omsk est calme",
        "900 km plus loin, Omsk",
        "Omsk est à 900 km",
    ],
)
def test_no_relative(text):
    assert _found(text) == ()


def test_point_of_distance_and_bearing():
    (relative,) = _found("à 900 km à l'est d'Omsk")
    assert relative.lat == pytest.approx(54.1, abs=0.5)
    assert relative.lon == pytest.approx(87.2, abs=0.5)
    assert 100 <= relative.radius_km <= 200  # a round figure is not a survey


def test_destination_over_the_date_line_stays_in_range():
    lat, lon = destination(60.0, 179.0, 500.0, 90.0)
    assert -180 <= lon <= 180 and lon < 0 and 55 < lat < 61
