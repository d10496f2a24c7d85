"""Who says what of one movement, side by side; and the places that are given for one site."""

from dataclasses import replace

import pytest

from geo.geoparsing.gazetteer import fold
from geo.i18n import translator
from geo.model import DateSpan, Relative
from geo.presentation import views
from geo.store import Store
from tests import samples

FR = translator("fr")
DELIVERY = "IR~RU~supply"


def _corpus(tmp_path, articles) -> views.Corpus:
    return views.join(samples.fill(Store.open(f"sqlite:///{tmp_path / 'x.db'}"), articles), fold, samples.PLACES.get)


def _claim(number, to, stance, claimants, cargo, day, publisher):
    end = {"Moscou": "[Moscou|actor|city:moscow]", "Makhatchkala": "[Makhatchkala|place|city:makhachkala]"}[to]
    made, found = samples.article(
        f"Envoi {number} : [Téhéran|actor|city:tehran] vers {end}.", f"Titre {number}", publisher, day
    )
    more = {"flow": "supply", "stance": stance, "claimants": claimants, "cargo": cargo}
    return made, samples.with_route(found, 0, "Téhéran", to, **more)


@pytest.fixture
def disputed(tmp_path):
    """One side alleges (twice in the same voice), one denies, and later admits a part."""
    return _corpus(
        tmp_path,
        [
            _claim(0, "Moscou", "alleged", ("John Kirby",), "des centaines de drones", "2023-06-09", "A"),
            _claim(1, "Makhatchkala", "alleged", ("Kirby",), "leurs drones", "2023-06-10", "B"),
            _claim(2, "Moscou", "alleged", ("Berlin",), "des missiles", "2023-06-10", "C"),
            _claim(3, "Moscou", "denied", ("Téhéran",), "des armes", "2023-06-11", "C"),
            _claim(4, "Moscou", "admitted", ("Téhéran",), "des drones et des missiles", "2023-06-12", "D"),
        ],
    )


def _sides(corpus, thing=""):
    return {
        side.stance: [(voice.claimants[0], voice.articles) for voice in side.voices]
        for side in views.compare(corpus, DELIVERY, FR, thing)
    }


def test_allegation_denial_and_admission_stand_side_by_side_and_an_echo_counts_once(disputed):
    assert _sides(disputed) == {
        "alleged": [("John Kirby", 2), ("Berlin", 1)],
        "denied": [("Téhéran", 1)],
        "admitted": [("Téhéran", 1)],
    }
    (alleged, *_) = views.compare(disputed, DELIVERY, FR)
    assert [claim.excerpts[0].published for claim in alleged.voices[0].claims] == ["9 juin 2023", "10 juin 2023"]


def test_of_one_thing_only_and_a_denial_of_arms_denies_the_drones_too(disputed):
    assert _sides(disputed, "drone") == {
        "alleged": [("John Kirby", 2)],
        "denied": [("Téhéran", 1)],
        "admitted": [("Téhéran", 1)],
    }


def test_a_movement_to_a_town_is_one_to_its_country(disputed):
    (contest,) = views.contests(disputed, FR)
    assert (contest.key, contest.origin, contest.destination, contest.contested) == (DELIVERY, "Iran", "Russie", True)
    assert contest.sides == {"alleged": 2, "denied": 1, "admitted": 1}
    assert contest.things == {"drone": "drones"}  # missiles: one article, and one that puts drones first
    assert views.contest_of(disputed, disputed.claims.iloc[0]["line"]) == DELIVERY
    assert views.contest_of(disputed, "no such line") is None


def test_what_is_only_reported_comes_after_what_is_contested(corpus):
    contests = views.contests(corpus, FR)
    assert [contest.contested for contest in contests] == sorted((c.contested for c in contests), reverse=True)
    assert views.compare(corpus, "no~such~contest", FR) == ()


def test_a_month_and_a_day_in_it_may_be_the_same_briefing(tmp_path):
    june, found = _claim(0, "Moscou", "alleged", ("Kirby",), "des drones", "2023-06-01", "A")
    june = replace(june, published=DateSpan("2023-06-01", "2023-06-30", "month", "front matter"))
    corpus = _corpus(
        tmp_path, [(june, found), _claim(1, "Moscou", "alleged", ("Kirby",), "des drones", "2023-06-28", "B")]
    )
    assert _sides(corpus) == {"alleged": [("Kirby", 2)]}


# --- sites ---------------------------------------------------------------------------------------------------------


def _sited(marked, title, *, distance_km=None, anchor="Moscou", lat=None, lon=None, radius_km=50.0):
    """An article, with a distance from its anchor where one is given."""
    made, found = samples.article(marked, title, "La Gazette", "2023-06-09")
    if radius_km is None:
        return made, found
    start = made.text.index(anchor)
    first = made.text.index("à 900" if distance_km else "près")
    said = Relative(first, start + len(anchor), made.text[first : start + len(anchor)], start, start + len(anchor),
                    distance_km, 90.0 if distance_km else None, lat, lon, radius_km)  # fmt: skip
    return made, replace(found, relatives=(said,))


NEAR = _sited("Une usine de drones naîtrait près de [Moscou|place|city:moscow].", "Près")
FAR = _sited(
    "L'usine de fabrication de drones serait à 900 km à l'est de [Moscou|place|city:moscow].",
    "Loin", distance_km=900.0, lat=54.9, lon=51.8, radius_km=135.0,
)  # fmt: skip
ABROAD = _sited("Une usine de drones a ouvert à [Douchanbé|place|city:dushanbe].", "Ailleurs", radius_km=None)
COUNTRY = _sited("Une usine de drones ouvrirait en [Russie|place|country:RU].", "Pays", radius_km=None)
DEPOT = _sited("Un dépôt de carburant brûle à [Makhatchkala|place|city:makhachkala].", "Dépôt", radius_km=None)
AGAIN = _sited(
    "Des drones sortiraient d'une usine.\nL'emplacement, à [Makhatchkala|place|city:makhachkala], est connu.",
    "Reprise", radius_km=None,
)  # fmt: skip


@pytest.mark.parametrize(
    "articles, names, disagreements",
    [
        ([NEAR, FAR], {"près de Moscou", "à 900 km à l'est de Moscou"}, {900}),
        ([NEAR, COUNTRY], {"près de Moscou", "Russie"}, set()),  # a country rules out no town of its own
        ([ABROAD, COUNTRY], {"Douchanbé", "Russie"}, {3600}),
        ([NEAR, AGAIN], {"près de Moscou", "Makhatchkala"}, {1600}),
        ([NEAR, NEAR], None, None),  # one location is no disagreement
        ([NEAR, DEPOT], None, None),  # a plant and a depot are two things
    ],
)
def test_locations_given_for_one_site_and_which_cannot_both_be_right(tmp_path, articles, names, disagreements):
    found = views.sitings(_corpus(tmp_path, list({made.id: (made, parsed) for made, parsed in articles}.values())), FR)
    if names is None:
        assert found == []
        return
    (siting,) = found
    assert siting.name.startswith("usine de")
    assert {location.name for location in siting.locations} == names
    assert {round(km, -2) for _, _, km in siting.apart} == disagreements


def test_the_sentence_marks_the_site_and_its_place(tmp_path):
    (siting,) = views.sitings(_corpus(tmp_path, [NEAR, FAR]), FR)
    near = next(location for location in siting.locations if location.name.startswith("près"))
    marked = {piece.text: piece.kinds for piece in near.excerpts[0].pieces if piece.kinds}
    assert marked == {"usine": ("cue",), "près de Moscou": ("chosen",)}
    assert (near.excerpts[0].publisher, near.excerpts[0].published) == ("La Gazette", "9 juin 2023")
    assert near.radius_km == 50.0


def test_a_place_named_for_something_else_is_not_the_sites(tmp_path):
    strike = _sited(
        "Des drones ont frappé [Makhatchkala|place|city:makhachkala]" + " et bien d'autres villes du littoral" * 4
        + ", dit-on dans une usine.", "Frappe", radius_km=None,
    )  # fmt: skip
    assert views.sitings(_corpus(tmp_path, [NEAR, strike]), FR) == []
