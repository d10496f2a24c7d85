"""The tables of places, names and articles, one place's file, and the history in words, over the newsroom of tests/samples.py."""

from dataclasses import replace

import pandas as pd
import pytest

from geo.corrections import Conflict, Entry
from geo.geoparsing.gazetteer import fold
from geo.i18n import translator
from geo.model import Candidate, Correction, Target
from geo.presentation import views
from geo.presentation.views import Filters
from geo.presentation.views.evidence import claims_at
from geo.presentation.views.places import PLACED_COLUMNS, UNPLACED_COLUMNS, sureness, tellings
from geo.store import Store
from tests import samples

FR, EN = translator("fr"), translator("en")


def corpus_of(tmp_path, articles) -> views.Corpus:
    store = samples.fill(Store.open(f"sqlite:///{tmp_path / 'dateline.db'}"), articles)
    return views.join(store, fold, samples.PLACES.get)


def article_id(title: str) -> str:
    return next(made.id for made, _ in samples.newsroom() if made.title == title)


# --- the table of places -------------------------------------------------------------------------------------------


def test_places_are_listed_with_what_they_are_mentioned_as(corpus):
    rows = views.placed(corpus, Filters(), FR).set_index("name")
    counts = rows[["mentions", "others", "articles"]].itertuples(name=None)
    assert list(counts) == [
        ("Makhatchkala", 2, 0, 1),
        ("Douchanbé", 1, 0, 1),
        ("mer Caspienne", 1, 0, 1),
        ("Téhéran", 0, 3, 2),
        ("Moscou", 0, 2, 1),
        ("Occident", 0, 1, 1),
        ("Iran", 0, 1, 1),
    ]
    assert rows.loc["Makhatchkala", "sureness"] == "sure"
    assert rows.loc["Téhéran", "sureness"] == ""  # it is no place in any of them


@pytest.mark.parametrize(
    "words, names",
    [
        ("makh", ["Makhachkala"]),
        ("MAKHATCHKALA", ["Makhachkala"]),  # the other language's name
        ("téh", ["Tehran"]),
        ("teheran", ["Tehran"]),  # as the article writes it, accents aside
        ("   ", ["Makhachkala", "Dushanbe", "Caspian Sea", "Tehran", "Moscow", "the West", "Iran"]),
        ("nowhere at all", []),
    ],
)
def test_places_are_found_by_part_of_any_of_their_names(corpus, words, names):
    assert list(views.placed(corpus, Filters(), EN, words)["name"]) == names


def test_places_are_narrowed_by_the_filters_of_the_address(corpus):
    assert list(views.placed(corpus, Filters(kinds=("sea", "bloc")), EN)["name"]) == ["Caspian Sea", "the West"]
    assert list(views.placed(corpus, Filters(publishers=("Le Courrier",)), EN)["name"]) == ["Moscow", "Tehran", "Iran"]
    assert list(views.placed(corpus, Filters(roles=("place",)), EN)["others"]) == [0, 0, 0]


def test_the_least_sure_mention_says_how_sure_a_place_is(tmp_path):
    made, found = samples.newsroom()[0]
    doubts = iter((0.97, 0.41))
    shaken = [
        replace(each, confidence=next(doubts)) if each.mention.text == "Makhatchkala" else each
        for each in found.resolutions
    ]
    corpus = corpus_of(tmp_path, [(made, replace(found, resolutions=tuple(shaken)))])
    assert views.placed(corpus, Filters(), FR).set_index("id").loc["city:makhachkala", "sureness"] == "doubtful"
    namings = views.dossier(corpus, Filters(selection="place:city:makhachkala"), FR).namings
    assert [naming.sureness for naming in namings] == ["sure", "doubtful"]


@pytest.mark.parametrize(
    "confidence, word", [(1.0, "sure"), (0.85, "sure"), (0.849, "likely"), (0.6, "likely"), (0.59, "doubtful"), (0, "doubtful")]
)  # fmt: skip
def test_confidence_has_words(confidence, word):
    assert sureness(confidence) == word


def test_names_without_a_place_are_listed_by_their_folded_form(corpus):
    rows = views.unplaced(corpus, Filters())
    assert rows.to_dict("records") == [
        {"key": "tataouinville", "name": "Tataouinville", "mentions": 1, "articles": 1, "reason": "no candidate"}
    ]
    assert views.unplaced(corpus, Filters(), "TATAOUIN")["key"].tolist() == ["tataouinville"]
    assert views.unplaced(corpus, Filters(), "x").empty
    assert views.unplaced(corpus, Filters(publishers=("Le Courrier",))).empty


def test_an_empty_store_has_the_same_columns(tmp_path):
    empty = corpus_of(tmp_path, [])
    assert list(views.placed(empty, Filters(), FR)) == PLACED_COLUMNS
    assert list(views.unplaced(empty, Filters())) == UNPLACED_COLUMNS
    assert views.collection(empty, FR)[1] == 0
    assert views.exported(empty, Filters()) == (0, 0, 0)
    assert views.dossier(empty, Filters(selection="place:city:tehran"), FR) is None


# --- one place -----------------------------------------------------------------------------------------------------


def test_a_dossier_has_every_mention_in_its_sentence(corpus):
    found = views.dossier(corpus, Filters(selection="place:city:makhachkala"), FR)
    assert (found.place["name"], found.spellings, found.total) == ("Makhatchkala", ("Makhatchkala",), 2)
    assert found.roles == {"place": 2, "actor": 0, "demonym": 0}
    first = found.namings[0]
    assert "".join(piece.text for piece in first.pieces) == samples_sentence(first)
    assert [piece.text for piece in first.pieces if "chosen" in piece.kinds] == ["Makhatchkala"]
    assert (first.publisher, first.published, first.at) == ("La Gazette", "9 juin 2023", 0)


def samples_sentence(naming) -> str:
    text = next(made.text for made, _ in samples.newsroom() if made.id == naming.article_id)
    return text[naming.at :].split("\n")[0]


def test_a_dossier_shows_the_newest_first_and_counts_the_rest(corpus):
    found = views.dossier(corpus, Filters(selection="place:city:tehran"), FR, limit=2)
    assert (len(found.namings), found.total) == (2, 3)
    assert {naming.publisher for naming in found.namings} == {"Le Courrier"}
    assert found.roles == {"place": 0, "actor": 3, "demonym": 0}


def test_a_dossier_keeps_to_the_filters(corpus):
    selected = Filters(selection="place:city:tehran", publishers=("La Gazette",))
    assert views.dossier(corpus, selected, FR).total == 1
    assert views.dossier(corpus, replace(selected, publishers=("Nobody",)), FR).total == 0


def test_the_articles_that_name_a_place_are_counted_by_role(corpus):
    found, total = tellings(corpus, Filters(), FR, "city:tehran", 1)
    assert (total, [(each.title, each.roles) for each in found]) == (2, [("Les drones de la discorde", {"actor": 2})])
    both, _ = tellings(corpus, Filters(), FR, "country:IR", 9)  # a government, and its people
    assert [each.roles for each in both] == [{"actor": 2, "demonym": 1}, {"actor": 1}]
    assert [each.at for each in both] == [0, 0]
    assert tellings(corpus, Filters(publishers=("Nobody",)), FR, "city:tehran", 9) == ([], 0)


@pytest.mark.parametrize(
    "place, movements", [("city:makhachkala", 1), ("sea:caspian", 1), ("city:dushanbe", 0), ("no:where", 0)]
)
def test_the_movements_of_a_place_begin_end_or_pass_there(corpus, place, movements):
    found, total = claims_at(corpus, Filters(), FR, place)
    assert (len(found), total) == (movements, movements)
    assert claims_at(corpus, Filters(stances=("denied",)), FR, place) == ([], 0)


@pytest.mark.parametrize("selection", [None, "place:city:nowhere", "route:city:tehran"])
def test_there_is_no_dossier_of_what_is_no_place(corpus, selection):
    assert views.dossier(corpus, Filters(selection=selection), FR) is None


def test_a_name_without_a_place_has_a_dossier_too(corpus):
    found = views.name_dossier(corpus, Filters(), FR, "tataouinville")
    assert (found.place, found.spellings, found.sureness, found.total) == (None, ("Tataouinville",), "", 1)
    assert found.namings[0].reason == "no candidate"
    assert views.name_dossier(corpus, Filters(), FR, "makhatchkala") is None  # that one has a place


def test_a_mention_is_found_by_its_id_and_knows_its_namesakes(corpus):
    mention = views.dossier(corpus, Filters(selection="place:city:tehran"), FR).namings[0]
    assert views.naming(corpus, mention.id, FR) == mention
    assert views.namesakes(corpus, mention) == {"article": 2, "corpus": 3}
    assert views.naming(corpus, "nothing-12", FR) is None


def test_candidates_are_places_to_choose_from(tmp_path):
    made, found = samples.newsroom()[2]
    plant = found.resolutions[0]
    others = (
        Candidate(samples.PLACES["city:dushanbe"], 0.9),
        Candidate(samples.PLACES["city:moscow"], 0.1, ("alternate name",)),
    )
    store = samples.fill(
        Store.open(f"sqlite:///{tmp_path / 'dateline.db'}"),
        [(made, replace(found, resolutions=(replace(plant, candidates=others),)))],
    )
    options = views.options(store.candidates(f"{made.id}-{plant.mention.start}"))
    assert [option.place for option in options] == [each.place for each in others]
    assert [(option.share, option.evidence) for option in options] == [(0.9, ()), (0.1, ("alternate name",))]


# --- the collection ------------------------------------------------------------------------------------------------


def test_the_collection_lists_its_articles_newest_first(corpus):
    rows, found = views.collection(corpus, FR)
    assert found == 3
    assert rows[["title", "publisher", "published", "mentions", "claims"]].astype(object).values.tolist() == [
        ["Les drones de la discorde", "Le Courrier", "10 juin 2023", 5, 2],
        ["Par la mer", "La Gazette", "9 juin 2023", 6, 1],
        ["A plant", None, "1er mars 2023", 1, 0],
    ]
    assert rows["flags"].tolist() == [[], [], ["unbalanced-quotes"]]


@pytest.mark.parametrize(
    "words, titles", [("MER", ["Par la mer"]), ("courrier", ["Les drones de la discorde"]), ("zzz", [])]
)
def test_the_collection_is_searched_by_title_and_publisher(corpus, words, titles):
    assert views.collection(corpus, FR, words)[0]["title"].tolist() == titles


@pytest.mark.parametrize(
    "first, precision, typed",
    [
        ("2023-06-09", "day", "2023-06-09"),
        ("2023-06-01", "month", "2023-06"),
        ("2023-01-01", "year", "2023"),
        ("2022-11-01", "early-month", ""),
        (None, None, ""),
    ],
)
def test_a_publication_date_as_one_types_it(first, precision, typed):
    assert views.stated_date(pd.Series({"published_min": first, "published_precision": precision})) == typed


@pytest.mark.parametrize(
    "filters, rows",
    [
        (Filters(), (12, 1, 3)),  # one mention has a distance beside it
        (Filters(publishers=("La Gazette",)), (6, 1, 1)),
        (Filters(stances=("denied",)), (2, 0, 1)),
        (Filters(publishers=("Nobody",)), (0, 0, 0)),
    ],
)
def test_an_export_has_these_rows(corpus, filters, rows):
    held = views.exported(corpus, filters)
    assert held == rows
    assert held.mentions == views.atlas(corpus, filters, FR).counts.mentions  # what the page's summary says


# --- the history ---------------------------------------------------------------------------------------------------

MAKHACHKALA = {
    "id": "city:makhachkala",
    "name": "Makhachkala",
    "kind": "city",
    "country": "RU",
    "name_fr": "Makhatchkala",
}


def correction(what: str, old, new, target: Target | None = None, **more) -> Correction:
    target = target or Target("mention", "a1", 10, "Alabuga")
    return Correction("c1", "Ada", "2024-03-08T14:05:00+00:00", "seen there", what, target, old, new, **more)


@pytest.mark.parametrize(
    "what, old, new, french, english",
    [
        ("choose", None, MAKHACHKALA, "nulle part → Makhatchkala (ville, Russie)", "nowhere → Makhachkala (city, Russia)"),
        ("reject", MAKHACHKALA, None, "Makhatchkala (ville, Russie) → nulle part", "Makhachkala (city, Russia) → nowhere"),
        (
            "move",
            None,
            {"lat": -42.5, "lon": 47.5, "radius_km": 8.0},
            "nulle part → 42,5° S, 47,5° E, à 8 km près",
            "nowhere → 42.5° S, 47.5° E, to within 8 km",
        ),
        ("role", "place", "actor", "Lieu → Gouvernement", "Place → Government"),
        (
            "status",
            {"stance": "alleged", "modality": "done"},
            {"stance": "denied", "modality": "planned"},
            "Allégué, Fait → Démenti, Prévu",
            "Alleged, Done → Denied, Planned",
        ),
        ("publisher", None, "La Gazette", "inconnu → La Gazette", "not known → La Gazette"),
        (
            "published",
            {"date_min": "2023-06-09", "date_max": "2023-06-09", "precision": "day"},
            None,
            "9 juin 2023 → inconnu",
            "9 June 2023 → not known",
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(corpus, what, old, new, french, english):
    for t, words in ((FR, french), (EN, english)):
        change = views.changes(corpus, [Entry(correction(what, old, new))], t, for_editors=True)[0]
        assert f"{change.old} → {change.new}".replace("\xa0", " ").replace("\u202f", " ") == words


def test_the_history_is_newest_first_and_an_undo_marks_what_it_takes_back(corpus):
    first = replace(correction("role", "place", "actor"), undone_by="c2")
    undo = replace(
        correction("undo", "actor", None, Target("correction", key="c1")), id="c2", who="Bob", why="an error"
    )
    last = replace(correction("role", "place", "demonym"), id="c3")
    made = views.changes(corpus, [Entry(first), Entry(undo), Entry(last, ("a1",))], EN, for_editors=True)
    assert [(change.id, change.articles, change.undone_by) for change in made] == [("c3", 1, None), ("c1", 0, "c2")]
    assert [change.undone for change in made] == ["", "Bob, 8 March 2024, 14:05 UTC: an error"]
    assert made[0].when == "8 March 2024, 14:05 UTC"


@pytest.mark.parametrize(
    "for_editors, ada, bob", [(True, "Ada <ada@pier.example>", "Bob <sub:7>"), (False, "Ada", "Bob")]
)
def test_readers_get_names_without_addresses(corpus, for_editors, ada, bob):
    first = replace(correction("role", "place", "actor"), who="Ada <ada@pier.example>", undone_by="c2")
    undo = replace(correction("undo", "actor", None, Target("correction", key="c1")), id="c2", who="Bob <sub:7>")
    (made,) = views.changes(corpus, [Entry(first), Entry(undo)], EN, for_editors=for_editors)
    assert made.who == ada
    assert made.undone.startswith(f"{bob}, 8 March")


@pytest.mark.parametrize(
    "target, reach",
    [
        (Target("name", key="alabuga", text="Alabuga"), "corpus"),
        (Target("name", "a1", key="alabuga", text="Alabuga"), "article"),
        (Target("place", key="zone:alabuga", text="Alabuga"), "place"),
        (Target("mention", "a1", 3, "Alabuga"), "mention"),
    ],
)
def test_a_change_says_how_far_it_reaches(corpus, target, reach):
    assert (
        views.changes(corpus, [Entry(correction("reject", None, None, target))], EN, for_editors=True)[0].reach == reach
    )


def test_a_conflict_names_its_article_and_what_is_found_now(corpus):
    ferry = article_id("Par la mer")
    conflicts = (Conflict(ferry, "changed", "city:moscow"), Conflict("gone", "article-gone"))
    change = views.changes(
        corpus, [Entry(correction("choose", None, MAKHACHKALA), (ferry,), conflicts)], FR, for_editors=True
    )[0]
    assert change.conflicts == (("changed", "Par la mer", "Moscou"), ("article-gone", "", ""))
