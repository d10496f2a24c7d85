"""What the views make of the five digests: the echo, the contest, the places given for one plant, the two kinds of date."""

import pytest

from geo import pipeline, settings
from geo.geoparsing.gazetteer import fold
from geo.i18n import translator
from geo.presentation import views
from geo.settings import ROOT
from geo.store import Store

FR = translator("fr")
DRONES_TO_RUSSIA = "IR~RU~supply"


@pytest.fixture(scope="module")
def digests(tmp_path_factory, parser):
    folder = tmp_path_factory.mktemp("digests")
    chosen = settings.load({"DATELINE_DATA": str(folder), "DATELINE_GAZETTEER": str(settings.load().gazetteer)})
    store = Store.open(chosen.database)
    assert len(pipeline.ingest([ROOT / "seeds"], store, parser, chosen).added) == 5
    yield views.join(store, fold, parser.gazetteer.place)
    store.close()


def test_the_only_route_to_makhachkala_comes_out_whole(digests):
    june = views.Filters(date_from="2023-06-01", date_to="2023-06-30")
    routes = views.atlas(digests, june, FR).routes
    (route,) = routes[routes["to_name"] == "Makhatchkala"].itertuples()
    assert (route.from_name, route.mode, route.stance, route.flow) == ("Iran", "sea", "alleged", "supply")
    assert len(route.via) == 1  # the Caspian
    claims, _ = views.claims_of(digests, views.Filters(selection=f"route:{route.route_id}"), FR)
    assert "John Kirby" in {name for claim in claims for excerpt in claim.excerpts for name in excerpt.claimants}


def test_two_articles_on_one_briefing_are_one_voice(digests):
    sides = {side.stance: side.voices for side in views.compare(digests, DRONES_TO_RUSSIA, FR, "drone")}
    (kirby,) = [voice for voice in sides["alleged"] if "John Kirby" in voice.claimants]
    assert kirby.articles == 2


def test_allegation_denial_and_limited_admission_stand_side_by_side(digests):
    (contest,) = [each for each in views.contests(digests, FR) if each.key == DRONES_TO_RUSSIA]
    assert contest.contested and {"alleged", "denied", "admitted"} <= contest.sides.keys()
    for side in views.compare(digests, DRONES_TO_RUSSIA, FR, "drone"):
        for voice in side.voices:
            assert all(excerpt.published for claim in voice.claims for excerpt in claim.excerpts)


def test_the_three_places_of_the_plant_are_brought_together_and_cannot_all_be_right(digests):
    (plant,) = [site for site in views.sitings(digests, FR) if "drones" in site.name]
    names = [place.name for place in plant.locations]
    exact = {name: number for number, name in enumerate(names)}
    near, alabuga = exact["près de Moscou"], exact["Alabuga"]
    (far,) = [number for name, number in exact.items() if "900" in name]
    apart = {frozenset(pair[:2]) for pair in plant.apart}
    assert {frozenset((near, alabuga)), frozenset((near, far))} <= apart
    assert frozenset((alabuga, far)) not in apart  # Alabuga is about 900 km east of Moscow: both may be right


def test_may_2022_is_when_something_happened_and_nothing_was_printed(digests):
    may = {"date_from": "2022-05-01", "date_to": "2022-05-31"}
    happened = views.atlas(digests, views.Filters(date_kind="event", **may), FR)
    assert "Tadjikistan" in set(happened.places["name"])
    assert views.atlas(digests, views.Filters(date_kind="published", **may), FR).counts.mentions == 0
