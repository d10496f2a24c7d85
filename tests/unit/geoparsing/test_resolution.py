import pytest

from geo.geoparsing.resolution import Resolver
from geo.model import Mention


def _places(parser, text, language=None):
    return {r.mention.text: r for r in parser.parse(text, None, language).resolutions}


@pytest.mark.parametrize(
    "text, name, country, admin1",
    [
        ("A fire broke out in Paris, Texas, on Monday.", "Paris", "US", "TX"),
        ("A fire broke out in Paris on Monday.", "Paris", "FR", None),
        ("A fire broke out in London, Ontario, on Monday.", "London", "CA", "08"),
        ("Tbilisi and Batumi are the largest cities of Georgia.", "Georgia", "GE", None),
        ("Atlanta and Savannah are the largest cities of Georgia.", "Georgia", "US", "GA"),
        ("Moscou dément.", "Moscou", "RU", None),
        ("La Maison Blanche dément.", "Maison Blanche", "US", None),
    ],
)
def test_evidence_decides(parser, text, name, country, admin1):
    place = _places(parser, text)[name].place
    assert place.country == country
    if admin1:
        assert place.admin1 == admin1


@pytest.mark.parametrize(
    ("text", "language", "name", "kind"),
    [
        ("Une explosion a touché un dépôt à Dnipro.", "fr", "Dnipro", "city"),
        ("Le barrage retient le Dnipro.", "fr", "Dnipro", "river"),
        ("An explosion was heard in Dnipro.", "en", "Dnipro", "city"),
        ("They crossed the Dnipro at night.", "en", "Dnipro", "river"),
        ("Elle vit à Québec, non loin de Lévis.", "fr", "Québec", "city"),
        ("Les villes du Québec, de Rimouski à Gatineau, sont sous la neige.", "fr", "Québec", "admin1"),
        ("Une escale est prévue à Salvador.", "fr", "Salvador", "city"),
        ("Il neige à Cuba.", "fr", "Cuba", "country"),
        ("Une escale est prévue à Goa.", "fr", "Goa", "admin1"),
        ("Elle traverse les Corbières à vélo, de Narbonne à Limoux.", "fr", "Corbières", "region"),
        ("Paris et Delhi attendent. La Maison-Blanche se tait.", "fr", "Maison-Blanche", "seat"),
    ],
)
def test_articles_and_prepositions_tell_towns_from_rivers_and_provinces(parser, text, language, name, kind):
    (found,) = [r for r in parser.parse(text, None, language).resolutions if r.mention.text == name]
    assert found.place.kind == kind


@pytest.mark.parametrize(
    "text, kind",
    [
        ("Au Sahel, les attaques se multiplient : à Djibo, au Burkina Faso, et à Ménaka, au Mali.", "region"),
        ("Le gouverneur du Sahel reçoit à Dori le maire de Djibo, le préfet d'Oudalan et celui de Sebba.", "admin1"),
    ],
)
def test_a_region_across_borders_keeps_company_with_what_lies_in_it(parser, text, kind):
    assert _places(parser, text, "fr")["Sahel"].place.kind == kind


def test_a_capital_is_the_town_and_not_the_province_around_it(parser):
    for name in ("Moscou", "Téhéran", "Madrid"):
        assert _places(parser, f"Une explosion a eu lieu à {name}.", "fr")[name].place.kind == "city"


@pytest.mark.parametrize(
    ("text", "language", "name", "kind", "country"),
    [
        # of a list of countries or states none lies in the next
        ("They wrote to ministers in Peru, Colombia, Mexico, Brazil and Chile.", "en", "Colombia", "country", "CO"),
        ("The losers are Illinois, Iowa, Louisiana and Michigan.", "en", "Iowa", "admin1", "US"),
        ("Roads are closed in Arizona, Nevada, Utah and Washington.", "en", "Washington", "admin1", "US"),
        ("Roads are closed in Alabama, Georgia and Tennessee.", "en", "Georgia", "admin1", "US"),
        ("Le vin vient d'Arménie, de Géorgie et de Moldavie.", "fr", "Géorgie", "country", "GE"),
        # towns and their states in turn are no list of states
        ("She lived in Boise, Idaho, Nevada, Missouri, and Portland, Oregon.", "en", "Nevada", "city", "US"),
        ("She lives in Georgia, USA.", "en", "Georgia", "admin1", "US"),
        ("She lives in Lebanon, Pennsylvania.", "en", "Lebanon", "city", "US"),
        # who governs a province
        ("He is sued by the New York attorney general.", "en", "New York", "admin1", "US"),
        ("Snow fell in upstate New York.", "en", "New York", "admin1", "US"),
        ("He left New York. Governor Smith did not.", "en", "New York", "city", "US"),
        ("The Washington government said so.", "en", "Washington", "city", "US"),
        ("Le préfet de la Loire a interdit le rassemblement.", "fr", "Loire", "admin2", "FR"),
        ("Une usine a brûlé dans la Mayenne.", "fr", "Mayenne", "admin2", "FR"),
        ("Deux hommes se sont noyés dans la Loire.", "fr", "Loire", "river", "FR"),
        ("It met the Gulf state of Qatar in the Gulf.", "en", "Gulf", "sea", None),
        # a dateline needs no country to be the great city
        (
            "TORONTO, March 2 (Reuters) - Hotels in Chicago and Santa Barbara, California, were sold.",
            "en",
            "TORONTO",
            "city",
            "CA",
        ),
        (
            "American officials and American judges flew from Chicago, Denver, Seattle and Boston to a meeting in Brussels.",
            "en",
            "Brussels",
            "city",
            "BE",
        ),
        ("L'accord tient dans le Tigré.", "fr", "Tigré", "admin1", "ET"),
        ("Le Tigre est en crue à Bagdad.", "fr", "Tigre", "river", None),
        # a region is backed by the place in it
        (
            "Brest, Lille, Agen et Pau jouent. Lola, née à Saint-Denis (La Réunion), court.",
            "fr",
            "La Réunion",
            "country",
            "RE",
        ),
        (
            "Canberra et Wellington plaident pour le statu quo ; Suva, Honiara, Apia, Tokyo, Londres, Ottawa et Pékin se taisent.",
            "fr",
            "Wellington",
            "city",
            "NZ",
        ),
        # a name in full elsewhere
        ("L'avion s'est posé à Roissy.", "fr", "Roissy", "airport", "FR"),
        ("Le maire de Roissy-en-France proteste. À Roissy, il a été applaudi.", "fr", "Roissy", "city", "FR"),
        ("Schools are closed in Mexico City. Flights to Mexico are full.", "en", "Mexico", "country", "MX"),
    ],
)
def test_lists_and_governors_tell_levels_apart(parser, text, language, name, kind, country):
    found = next(r for r in parser.parse(text, None, language).resolutions if r.mention.text == name)
    assert (found.place.kind, found.place.country) == (kind, country)


def test_a_list_says_so_and_speaks_for_its_own_mentions_alone(parser):
    text = "Laws changed in New Jersey, Rhode Island and New York. She took a flight to New York."
    first, second = [r for r in parser.parse(text, None, "en").resolutions if r.mention.text == "New York"]
    assert (first.place.kind, first.reason) == ("admin1", "listed with others of its kind")
    assert second.place.kind == "city"


def test_candidates_evidence_and_reason_are_kept(parser):
    found = _places(parser, "A fire broke out in Paris, Texas.", "en")["Paris"]
    assert found.reason == "parent named beside it"
    assert len(found.candidates) > 1
    assert sum(c.score for c in found.candidates) <= 1.0001
    assert found.candidates[0].place == found.place


def test_nothing_known_is_nowhere_and_says_so():
    resolver = Resolver(lookup=lambda name, language: (), place=lambda index: None, demonym=lambda word, language: None)
    (found,) = resolver.resolve("in Xyzzy", [Mention(3, 8, "Xyzzy", "place")])
    assert (found.place, found.reason, found.confidence) == (None, "no candidate", 0.0)


def test_one_sense_per_document(parser):
    text = "Paris, Texas, is small. The mayor of Paris lives in Dallas, Texas."
    countries = {r.place.country for r in parser.parse(text, None, "en").resolutions if r.mention.text == "Paris"}
    assert countries == {"US"}


@pytest.mark.parametrize(
    "text, name, country, admin1",
    [
        # the country and the region alone do not take a name from a great city …
        ("Lawmakers in Austin and Lubbock met a delegation from Atlanta.", "Atlanta", "US", "GA"),
        # … neighbours do
        ("Crews from Linden, Queen City and Texarkana drove to Atlanta.", "Atlanta", "US", "TX"),
        # and a town at home has its own name to itself
        ("Les élus de Lyon, de Givors et de Villefranche étaient hier à Vienne.", "Vienne", "FR", None),
    ],
)
def test_a_small_namesake_of_a_great_city_needs_neighbours(parser, text, name, country, admin1):
    place = _places(parser, text)[name].place
    assert (place.country, place.admin1 if admin1 else None) == (country, admin1)


@pytest.mark.parametrize(
    "text, name, admin1",
    [
        ("A fire in Greene County spread to Bloomfield and Worthington.", "Greene County", "IN"),
        ("A fire in Greene County spread to Bloomfield and Worthington.", "Bloomfield", "IN"),
        ("Deputies from Boone County went to Danville.", "Boone County", "WV"),
    ],
)
def test_a_county_and_a_town_in_it_speak_for_each_other(parser, text, name, admin1):
    assert _places(parser, text, "en")[name].place.admin1 == admin1


@pytest.mark.parametrize(
    "text, name, kind",
    [
        ("Ils ont descendu le Tigre en barque.", "Tigre", "river"),
        ("Les pluies ont noyé le Niger, le Mali et le Tchad.", "Niger", "country"),
    ],
)
def test_in_french_an_article_stands_before_rivers_and_countries_and_no_town(parser, text, name, kind):
    assert _places(parser, text)[name].place.kind == kind
