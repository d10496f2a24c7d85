"""Filters to view models, over a newsroom of three articles (tests/samples.py)."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geoparsing.gazetteer import fold
from geo.i18n import translator
from geo.presentation import views
from geo.presentation.views import Filters, Notice
from geo.presentation.views.atlas import PLACE_COLUMNS, RELATIVE_COLUMNS, ROUTE_COLUMNS
from geo.presentation.views.corpus import RECENT, cargo_head, known_as
from geo.store import Store
from tests import samples

FR, EN = translator("fr"), translator("en")


# --- the address ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, filters",
    [
        ({}, Filters()),
        ({"from": ["2023-06-01"], "to": ["2023-06-30"]}, Filters(date_from="2023-06-01", date_to="2023-06-30")),
        ({"date": ["event"], "undated": ["1"]}, Filters(date_kind="event", undated=True)),
        (
            {"stance": ["denied", "admitted"], "flow": ["supply"]},
            Filters(stances=("denied", "admitted"), flows=("supply",)),
        ),
        (
            {"source": ["Le Courrier", "?"], "role": ["actor"]},
            Filters(publishers=("Le Courrier", "?"), roles=("actor",)),
        ),
        ({"place": ["city:makhachkala"], "q": ["drones"]}, Filters(selection="place:city:makhachkala", text="drones")),
        ({"route": ["0f28efd96ac4"]}, Filters(selection="route:0f28efd96ac4")),
        (
            {"country": ["RU", "IR"], "kind": ["city"], "sure": ["doubtful"], "claimant": ["kirby"]},
            Filters(countries=("RU", "IR"), kinds=("city",), sureness=("doubtful",), claimants=("kirby",)),
        ),
        (
            {"where": ["city:makhachkala"], "language": ["fr"]},
            Filters(places=("city:makhachkala",), languages=("fr",)),
        ),
    ],
)
def test_an_address_is_a_view_and_a_view_an_address(query, filters):
    assert Filters.from_query(query) == (filters, ())
    assert filters.to_query() == query


@pytest.mark.parametrize(
    "query, filters, notices",
    [
        ({"from": ["hier"]}, Filters(), [Notice("not_a_day", "from", "hier")]),
        ({"to": ["2023-02-30"]}, Filters(), [Notice("not_a_day", "to", "2023-02-30")]),
        ({"from": ["2023-06-30"], "to": ["2023-06-01"]}, Filters(), [Notice("backwards", "from", "2023-06-30")]),
        ({"stance": ["denied", "sworn"]}, Filters(stances=("denied",)), [Notice("not_a_choice", "stance", "sworn")]),
        ({"date": ["birthday"]}, Filters(), [Notice("not_a_choice", "date", "birthday")]),
        ({"undated": ["yes"]}, Filters(), [Notice("not_a_choice", "undated", "yes")]),
        ({"q": ["a" * 500]}, Filters(), [Notice("too_long", "q", "a" * 40)]),
        ({"source": ["b" * 500]}, Filters(), [Notice("not_a_choice", "source", "b" * 40)]),
        ({"from": [""], "place": [""], "source": []}, Filters(), []),
    ],
)
def test_a_bad_parameter_gives_a_notice_and_the_rest_holds(query, filters, notices):
    assert Filters.from_query(query) == (filters, tuple(notices))


@given(st.dictionaries(st.sampled_from(views.filters.PARAMETERS), st.lists(st.text(max_size=300), max_size=3)))
def test_no_address_breaks_it_and_what_is_understood_comes_back(query):
    filters, _ = Filters.from_query(query)
    assert Filters.from_query(filters.to_query()) == (filters, ())


def test_clearing_forgets_what_is_named_and_keeps_the_rest():
    filters = Filters(date_from="2023-01-01", stances=("denied",), selection="place:x")
    assert filters.cleared("stances") == replace(filters, stances=())
    assert filters.cleared() == Filters(selection="place:x")


# --- what is on the map --------------------------------------------------------------------------------------------


def _places(corpus, filters):
    places = views.atlas(corpus, filters, FR).places
    return dict(zip(places["name"], places["mentions"], strict=True))


def _routes(corpus, filters):
    routes = views.atlas(corpus, filters, FR).routes
    return set(zip(routes["from_name"], routes["to_name"], routes["stance"], strict=True))


EVERYWHERE = {"Makhatchkala": 2, "mer Caspienne": 1, "Douchanbé": 1}
ALLEGED_BY_SEA = ("Iran", "Makhatchkala", "alleged")
ALLEGED, DENIED = ("Iran", "Russie", "alleged"), ("Iran", "Russie", "denied")


@pytest.mark.parametrize(
    "filters, places, routes",
    [
        (Filters(), EVERYWHERE, {ALLEGED_BY_SEA, ALLEGED, DENIED}),
        (Filters(date_from="2023-06-01"), {"Makhatchkala": 2, "mer Caspienne": 1}, {ALLEGED_BY_SEA, ALLEGED, DENIED}),
        (Filters(date_to="2023-06-09"), EVERYWHERE, {ALLEGED_BY_SEA}),
        (Filters(date_from="2022-05-01", date_to="2022-05-31"), {}, set()),
        (Filters(date_kind="event", date_from="2022-05-01", date_to="2022-05-31"), {"Douchanbé": 1}, set()),
        (Filters(date_kind="event", date_from="2023-05-03", date_to="2023-05-03"), {"Makhatchkala": 1}, set()),
        (Filters(date_kind="event", date_from="2023-05-04"), {}, set()),
        (
            Filters(date_kind="event", date_from="2023-05-04", undated=True),
            {"Makhatchkala": 1, "mer Caspienne": 1},
            {ALLEGED_BY_SEA, ALLEGED, DENIED},
        ),
        (Filters(publishers=("La Gazette",)), {"Makhatchkala": 2, "mer Caspienne": 1}, {ALLEGED_BY_SEA}),
        (Filters(publishers=("?",)), {"Douchanbé": 1}, set()),
        (Filters(stances=("denied",)), {}, {DENIED}),
        (
            Filters(flows=("supply",), stances=("alleged",)),
            {"Makhatchkala": 1, "mer Caspienne": 1},
            {ALLEGED_BY_SEA, ALLEGED},
        ),
        (Filters(flows=("strike",)), {}, set()),
        (Filters(text="CASPIENNE"), {"Makhatchkala": 1, "mer Caspienne": 1}, {ALLEGED_BY_SEA}),
        (Filters(text="depot"), {"Makhatchkala": 1}, set()),
        (Filters(text="Makhat dépôt"), {"Makhatchkala": 1}, set()),  # all the words, in any order, by how they begin
        (Filters(languages=("en",)), {"Douchanbé": 1}, set()),
        (Filters(places=("city:dushanbe",)), {"Douchanbé": 1}, set()),
        (Filters(places=("sea:caspian",)), {"mer Caspienne": 1}, {ALLEGED_BY_SEA}),  # a claim that goes over it
        (Filters(text="introuvable"), {}, set()),
        (Filters(roles=("actor",)), {"Iran": 0, "Russie": 0}, {ALLEGED_BY_SEA, ALLEGED, DENIED}),
        (Filters(roles=("demonym",)), {}, {ALLEGED_BY_SEA, ALLEGED, DENIED}),
        (Filters(countries=("TJ",)), {"Douchanbé": 1}, set()),
        (Filters(countries=("RU",)), {"Makhatchkala": 2}, {ALLEGED_BY_SEA, ALLEGED, DENIED}),
        (Filters(kinds=("sea",)), {"mer Caspienne": 1}, {ALLEGED_BY_SEA, ALLEGED, DENIED}),
        (Filters(sureness=("doubtful",)), {}, {ALLEGED_BY_SEA, ALLEGED, DENIED}),
        (Filters(claimants=("kirby",)), {"Makhatchkala": 1, "mer Caspienne": 1}, {ALLEGED_BY_SEA, ALLEGED}),
        (Filters(claimants=("teheran",)), {}, {DENIED}),
    ],
)
def test_filters_decide_what_the_map_shows(corpus, filters, places, routes):
    assert _places(corpus, filters) == places
    assert _routes(corpus, filters) == routes


def test_the_frames_for_the_map_hold_numbers_ids_and_names_and_no_text(corpus):
    shown = views.atlas(corpus, Filters(), EN)
    assert list(shown.places.columns) == PLACE_COLUMNS
    assert list(shown.routes.columns) == ROUTE_COLUMNS
    assert list(shown.relatives.columns) == RELATIVE_COLUMNS
    assert shown.relatives["label"].tolist() == ["40 km from Makhachkala"]
    assert shown.places.set_index("name").loc["Makhachkala", ["articles", "routes"]].tolist() == [1, 1]
    assert shown.places[["lat", "lon"]].notna().all(axis=None)
    by_sea = shown.routes.set_index("to_name").loc["Makhachkala"]
    assert by_sea["via"] == [(41.7, 50.7, "Caspian Sea")]
    assert (by_sea["mode"], by_sea["claims"], by_sea["sources"], by_sea["label"]) == ("sea", 1, 1, "Delivery")


def test_an_actor_never_makes_a_marker_but_its_country_counts_it_once_asked_for(corpus):
    assert "Téhéran" not in _places(corpus, Filters())
    places = views.atlas(corpus, Filters(roles=("actor",)), FR).places.set_index("name")
    assert places["actors"].to_dict() == {"Iran": 3, "Russie": 2}


@pytest.mark.parametrize(
    "filters, words",
    [
        (Filters(), "3 lieux, 12 mentions sur 12, 2 mouvements allégués, 1 démenti\u202f; mars – juin 2023"),
        (Filters(publishers=("?",)), "1 lieu, 1 mention sur 12\u202f; mars 2023"),
        (Filters(text="introuvable"), "0 lieu, 0 mention sur 12"),
        (Filters(date_kind="event", text="depot"), "1 lieu, 1 mention sur 12\u202f; mai 2023"),
    ],
)
def test_one_sentence_sums_the_view_up(corpus, filters, words):
    assert views.summary(views.atlas(corpus, filters, FR).counts, FR) == words


def test_counts_beside_a_filter_forget_that_filter_and_obey_the_others(corpus):
    counts = views.facets(corpus, Filters(stances=("denied",), publishers=("Le Courrier",)))
    assert counts["stances"]["alleged"] == 1
    assert counts["stances"]["denied"] == 1
    assert counts["publishers"] == {"?": 0, "La Gazette": 0, "Le Courrier": 2}
    assert counts["flows"]["supply"] == 1
    assert views.facets(corpus, Filters())["roles"] == {"place": 5, "actor": 6, "demonym": 1}


def test_lists_without_fixed_choices_hold_what_there_is(corpus):
    counts = views.facets(corpus, Filters())
    assert counts["countries"] == {"RU": 4, "IR": 4, "TJ": 1}  # a government counts for its country
    assert counts["kinds"]["city"] == 3
    assert counts["sureness"] == {"sure": 11, "likely": 0, "doubtful": 0}  # what is nowhere is sure of nothing
    assert counts["claimants"] == {"kirby": 2, "teheran": 1}
    assert views.facets(corpus, Filters(stances=("denied",)))["claimants"] == {"kirby": 0, "teheran": 1}
    assert views.claimants(corpus) == {"kirby": "John Kirby", "teheran": "Téhéran"}


# --- playback ------------------------------------------------------------------------------------------------------


def _dates(intervals):
    """Flat intervals as (first day, last day, count)."""
    return [
        (*(date.fromordinal(day).isoformat() for day in intervals[i : i + 2]), intervals[i + 2])
        for i in range(0, len(intervals), 3)
    ]


@pytest.mark.parametrize(
    "filters, first, last, makhachkala, undated",
    [
        (Filters(), "2023-03-01", "2023-06-10", [("2023-06-09", "2023-06-09", 2)], 0),
        (Filters(date_from="2023-04-01"), "2023-06-09", "2023-06-10", [("2023-06-09", "2023-06-09", 2)], 0),
        (Filters(date_kind="event"), "2022-05-01", "2023-05-03", [("2023-05-03", "2023-05-03", 1)], 3),
    ],
)
def test_playback_knows_the_days_behind_every_mark(corpus, filters, first, last, makhachkala, undated):
    shown = views.atlas(corpus, filters, FR)
    moments = views.moments(corpus, filters, shown)
    assert [date.fromordinal(day).isoformat() for day in (moments.first, moments.last)] == [first, last]
    assert len(moments.places) == len(shown.places)
    assert len(moments.routes) == len(shown.routes)
    assert len(moments.relatives) == len(shown.relatives)
    at = shown.places["name"].tolist().index("Makhatchkala")
    assert _dates(moments.places[at]) == makhachkala
    assert moments.undated == undated


def test_what_is_not_dated_has_no_playback(corpus):
    filters = Filters(date_kind="event", text="envoyé")
    assert views.moments(corpus, filters, views.atlas(corpus, filters, FR)) is None


def test_playback_counts_what_the_map_counts(corpus):
    shown = views.atlas(corpus, Filters(), FR)
    moments = views.moments(corpus, Filters(), shown)
    assert [sum(intervals[2::3]) for intervals in moments.places] == shown.places["mentions"].tolist()
    assert [sum(intervals[2::3]) for intervals in moments.routes] == shown.routes["claims"].tolist()


def test_of_many_lines_the_most_claimed_are_drawn_and_the_selected_one(corpus):
    everything = views.atlas(corpus, Filters(), FR)
    lines = everything.routes["route_id"].tolist()
    weakest = Filters(selection=f"route:{lines[-1]}")
    assert len(lines) > 2 and everything.left_out == 0
    for filters, most, drawn in ((Filters(), 1, lines[:1]), (weakest, 1, [lines[0], lines[-1]]), (weakest, 99, lines)):
        shown = views.atlas(corpus, filters, FR, most=most)
        assert (shown.routes["route_id"].tolist(), shown.left_out) == (drawn, len(lines) - len(drawn))
        assert shown.places.equals(everything.places)  # what a place takes part in is counted over all lines


def test_what_was_asked_lately_is_kept_and_the_oldest_is_not(corpus):
    made = []
    corpus = replace(corpus, recent={})
    for key in (*range(RECENT), 0, RECENT, 0, 1):
        assert corpus.lately(key, lambda key=key: made.append(key) or f"view {key}") == f"view {key}"
    assert made == [*range(RECENT), RECENT, 1]
    assert len(corpus.recent) == RECENT


@pytest.mark.parametrize(
    "filters, periods",
    [
        (Filters(), [("month", "2023-05-11", None), ("quarter", "2023-03-11", None)]),
        (
            Filters(date_kind="event"),
            [
                ("month", "2023-04-03", None),
                ("quarter", "2023-02-01", None),
                ("2023", "2023-01-01", "2023-12-31"),
                ("2022", "2022-01-01", "2022-12-31"),
            ],
        ),
    ],
)
def test_periods_worth_one_click(corpus, filters, periods):
    assert views.quick_periods(corpus, filters) == periods


@pytest.mark.parametrize(
    "filters, bars, mentions, inside",
    [
        (Filters(), 15, 12, 15),  # weeks from the end of February to June
        (Filters(date_from="2023-06-05"), 15, 12, 1),  # the period is shown, not cut out
        (Filters(date_kind="event"), 13, 2, 13),  # months from May 2022; the undated are in none
        (Filters(publishers=("?",)), 15, 1, 15),
    ],
)
def test_the_timeline_counts_everything_and_shows_the_period(corpus, filters, bars, mentions, inside):
    frame = views.timeline(corpus, filters)
    assert (len(frame), frame["mentions"].sum(), frame["inside"].sum()) == (bars, mentions, inside)


@pytest.mark.parametrize(
    "name, place",
    [
        ("Makhachkala", "city:makhachkala"),
        ("makhatchkala ", "city:makhachkala"),
        ("Махачкала", "city:makhachkala"),
        ("Mer caspienne", "sea:caspian"),
        ("Caspienne", "sea:caspian"),  # part of a name, whole words only
        ("Caspi", None),
        ("Каспийск", "city:makhachkala"),  # not mentioned, 16 km from what is
        ("Paris", None),
        ("", None),
    ],
)
def test_a_place_is_found_by_any_of_its_names_or_by_its_neighbour(corpus, name, place):
    kaspiysk = replace(samples.PLACES["city:makhachkala"], id="city:kaspiysk", name="Kaspiysk", lat=42.89, lon=47.64)
    paris = replace(kaspiysk, id="city:paris", name="Paris", lat=48.9, lon=2.4)
    gazetteer = {"Махачкала": [paris, samples.PLACES["city:makhachkala"]], "Каспийск": [kaspiysk], "Paris": [paris]}
    assert views.find_place(corpus, name, lambda asked: gazetteer.get(asked, [])) == place


# --- what is behind it ---------------------------------------------------------------------------------------------


def test_a_place_leads_to_its_sentences_with_what_they_claim(corpus):
    found, total = views.excerpts(corpus, Filters(selection="place:city:makhachkala"), FR)
    assert total == len(found) == 2
    claimed, seen = found
    assert "".join(piece.text for piece in claimed.pieces).startswith("Selon John Kirby, Téhéran")
    assert [piece.text for piece in claimed.pieces if "chosen" in piece.kinds] == ["Makhatchkala"]
    assert (claimed.publisher, claimed.published, claimed.claimants) == ("La Gazette", "9 juin 2023", ("John Kirby",))
    assert [(claim.origin, claim.via, claim.destination, claim.stance) for claim in claimed.claims] == [
        ("Iran", ("mer Caspienne",), "Makhatchkala", "alleged")
    ]
    assert (seen.event, seen.claims) == ("3 mai 2023", ())


def test_a_country_brings_the_sentences_in_which_its_government_acts(corpus):
    found, total = views.excerpts(corpus, Filters(selection="place:country:IR"), FR)
    assert total == 4
    assert {role for excerpt in found for role in excerpt.roles} == {"actor", "demonym"}
    assert [excerpt.published for excerpt in found][:3] == ["10 juin 2023", "10 juin 2023", "9 juin 2023"]


def test_no_more_excerpts_than_asked_for_but_all_are_counted(corpus):
    found, total = views.excerpts(corpus, Filters(selection="place:country:IR"), FR, limit=1)
    assert (len(found), total) == (1, 4)


def test_a_line_shows_the_denial_beside_the_allegation(corpus):
    line = corpus.claims.set_index("stance").loc["denied", "line"]
    chosen, others = views.claims_of(corpus, Filters(selection=f"route:{line}"), FR)
    assert [claim.stance for claim in chosen] == ["denied"]
    assert [(claim.stance, claim.excerpts[0].claimants) for claim in others] == [("alleged", ("Kirby",))]
    assert views.claims_of(corpus, Filters(selection="route:none"), FR) == ([], [])


def _with_claims(tmp_path, *claims) -> views.Corpus:
    """Articles that each claim a delivery from Tehran to Moscow: (publisher, day, claimant or chain of them, cargo)."""
    articles = []
    for number, (publisher, day, claimant, cargo) in enumerate(claims):
        marked = f"Envoi {number} de [Téhéran|actor|city:tehran] à [Moscou|actor|city:moscow]."
        made, found = samples.article(marked, f"Titre {number}", publisher, day)
        claimants = claimant if isinstance(claimant, tuple) else (claimant,) if claimant else ()
        articles.append(
            (made, samples.with_route(found, 0, "Téhéran", "Moscou", flow="supply", claimants=claimants, cargo=cargo))
        )
    store = samples.fill(Store.open(f"sqlite:///{tmp_path / 'claims.db'}"), articles)
    return views.join(store, fold, samples.PLACES.get)


@pytest.mark.parametrize(
    "claims, counts",
    [
        # one spokesman, repeated the next day under his surname: one source, two articles
        ([("A", "2023-06-09", "John Kirby", "des drones"), ("B", "2023-06-10", "Kirby", "vingt drones iraniens")], [(1, 2)]),
        # the same spokesman a month later says it anew
        ([("A", "2023-05-09", "John Kirby", "des drones"), ("B", "2023-06-10", "Kirby", "des drones")], [(2, 2)]),
        # the services, and the spokesman who made their findings public: one source
        ([("A", "2023-06-09", ("les services", "Kirby"), "des drones"), ("B", "2023-06-09", "John Kirby", "des drones")], [(1, 2)]),
        # no dates: nothing says that they spoke twice
        ([("A", None, "Kirby", "des drones"), ("B", None, "Kirby", "des drones")], [(1, 2)]),
        # two people
        ([("A", "2023-06-09", "John Kirby", "des drones"), ("B", "2023-06-09", "Josep Borrell", "des drones")], [(2, 2)]),
        # two things: neither confirms the other
        ([("A", "2023-06-09", "John Kirby", "des drones"), ("B", "2023-06-09", "Borrell", "des missiles")], [(1, 1), (1, 1)]),
        # nobody is named: the papers speak for themselves
        ([("A", "2023-06-09", None, "des drones"), ("B", "2023-06-09", None, "un drone")], [(2, 2)]),
    ],
)  # fmt: skip
def test_one_source_counts_as_one_however_many_repeat_it(tmp_path, claims, counts):
    corpus = _with_claims(tmp_path, *claims)
    found, total = views.claims(corpus, Filters(), FR)
    assert total == len(counts)
    assert [(claim.sources, claim.articles) for claim in found] == counts
    assert views.atlas(corpus, Filters(), FR).routes["sources"].tolist() == [max(sources for sources, _ in counts)]


def test_the_best_sourced_claim_comes_first_and_loose_ends_last(corpus):
    found, total = views.claims(corpus, Filters(), FR, limit=2)
    assert (len(found), total) == (2, 3)
    assert [claim.stance for claim in found] == ["alleged", "alleged"]


@pytest.mark.parametrize(
    "cargo, language, head",
    [
        ("des centaines de drones d'attaque", "fr", "drone"),
        ("au moins 6 000 drones", "fr", "drone"),
        ("drones iraniens", "fr", "drone"),
        ("le premier lot de missiles", "fr", "missile"),
        ("Iranian attack drones", "en", "drone"),
        ("hundreds of tonnes of wheat", "en", "wheat"),
        ("parts for drones", "en", "part"),
        (None, "fr", ""),
        ("42", "en", ""),
    ],
)
def test_the_thing_itself_is_told_from_its_number_owner_and_use(cargo, language, head):
    assert cargo_head(cargo, language, fold) == head


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("John Kirby", "Kirby", True),
        ("des responsables américains", "responsables européens", False),
        ("Josep Borrell", "John Kirby", False),
    ],
)
def test_a_person_is_known_by_the_surname(one, other, same):
    assert (known_as(one, fold) == known_as(other, fold)) is same


# --- reading and audit ---------------------------------------------------------------------------------------------


def _kinds(reading, text):
    return next(piece.kinds for paragraph in reading.paragraphs for piece in paragraph.pieces if piece.text == text)


def test_an_article_is_read_with_its_marks(corpus):
    ferry = next(made for made, _ in samples.newsroom() if made.title == "Par la mer")
    reading = views.reader(corpus, ferry.id, FR, at=ferry.text.index("dépôt"))
    whole = "\n".join("".join(piece.text for piece in paragraph.pieces) for paragraph in reading.paragraphs)
    assert whole == ferry.text
    assert _kinds(reading, "mer Caspienne") == ("claim", "place")
    assert _kinds(reading, "le 3 mai") == ("date", "target")
    assert _kinds(reading, "Occident") == ("actor",)
    assert reading.found == {"place": 4, "actor": 2, "demonym": 0, "claim": 1, "date": 1, "aside": 0}


def test_what_is_not_the_article_is_marked_too(corpus):
    plant = next(made for made, _ in samples.newsroom() if made.title == "A plant")
    reading = views.reader(corpus, plant.id, EN)
    assert _kinds(reading, "Share this article") == ("aside",)
    assert (reading.publisher, reading.flags) == (None, ("unbalanced-quotes",))


def test_an_unknown_article_is_none(corpus):
    assert views.reader(corpus, "0" * 16, FR) is None


def test_every_mention_is_on_the_map_or_in_the_audit(corpus):
    audit = views.audit(corpus)
    on_the_map = views.atlas(corpus, Filters(), FR).places["mentions"].sum()
    assert len(audit.rows) + on_the_map == len(corpus.mentions)
    assert audit.counts == {"actor": 5, "demonym": 1, "bloc": 1, "unresolved": 1}
    why = dict(zip(audit.rows["text"], audit.rows["why"], strict=True))
    assert (why["Occident"], why["Tataouinville"], why["iraniens"]) == ("bloc", "unresolved", "demonym")
    assert audit.asides["text"].tolist() == ["Share this article"]


@pytest.mark.parametrize(
    "whys, words, names",
    [
        (("bloc",), "", {"Occident"}),
        (("bloc", "unresolved"), "", {"Occident", "Tataouinville"}),
        ((), "TATAOUIN", {"Tataouinville"}),
        ((), "par la mer", {"Téhéran", "Occident", "Tataouinville"}),  # a title
        (("demonym",), "occident", set()),
    ],
)
def test_the_audit_is_narrowed_by_reason_and_by_words(corpus, whys, words, names):
    rows = views.audited(corpus, views.audit(corpus), whys, words)
    assert set(rows["text"]) == names


def test_a_name_without_a_marker_is_shown_in_its_sentence(corpus):
    rows = views.audited(corpus, views.audit(corpus), ("bloc",))
    (found,) = views.unmarked(corpus, rows, FR)
    assert (found.text, found.why, found.place) == ("Occident", "bloc", "bloc:west")
    assert [piece.text for piece in found.excerpt.pieces if "chosen" in piece.kinds] == ["Occident"]
    ferry = next(made for made, _ in samples.newsroom() if made.title == "Par la mer")
    assert ferry.text[found.excerpt.at :].startswith("L'Occident")


def test_a_citation_gives_the_exact_words_who_printed_them_and_when(corpus):
    ferry = next(made for made, _ in samples.newsroom() if made.title == "Par la mer")
    quote = "Un dépôt a été vu le 3 mai à 40 km de Makhatchkala."
    made = views.citation(corpus, ferry.id, FR, at=ferry.text.index("dépôt"))
    assert made.text == f"«\u00a0{quote}\u00a0» (La Gazette, 9 juin 2023)"
    assert made.footnote == f"La Gazette, «\u00a0Par la mer\u00a0», 9 juin 2023\u00a0: «\u00a0{quote}\u00a0»"
    assert views.citation(corpus, ferry.id, EN).text == "La Gazette, “Par la mer”, 9 June 2023."


def test_claims_of_one_article_in_its_order(corpus):
    echo = next(made for made, _ in samples.newsroom() if made.publisher == "Le Courrier")
    assert [claim.stance for claim in views.claims_in(corpus, echo.id, FR)] == ["alleged", "denied"]


# --- little or nothing ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nothing(tmp_path_factory) -> views.Corpus:
    return views.join(Store.open(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'dateline.db'}"))


def test_an_empty_store_is_an_empty_view_not_an_error(nothing):
    assert nothing.empty
    shown = views.atlas(nothing, Filters(date_from="2023-01-01", text="mot", stances=("denied",)), FR)
    assert shown.places.empty
    assert shown.routes.empty
    assert views.timeline(nothing, Filters()).empty
    assert views.claims(nothing, Filters(), FR) == ([], 0)
    assert views.excerpts(nothing, Filters(selection="place:x"), FR) == ([], 0)
    assert views.audit(nothing).counts == {}
    assert views.facets(nothing, Filters())["publishers"] == {}
    assert views.facets(nothing, Filters())["claimants"] == {}
    assert views.moments(nothing, Filters(), views.atlas(nothing, Filters(), FR)) is None
    assert views.quick_periods(nothing, Filters()) == []
    assert views.contests(nothing, FR) == []
    assert views.sitings(nothing, FR) == []


def test_an_undated_article_is_shown_until_a_period_is_asked_for(tmp_path):
    made = samples.article("Vu à [Makhatchkala|place|city:makhachkala].", "Sans date", None, None)
    corpus = views.join(samples.fill(Store.open(f"sqlite:///{tmp_path / 'undated.db'}"), [made]), fold)
    assert _places(corpus, Filters()) == {"Makhatchkala": 1}
    assert _places(corpus, Filters(date_from="2000-01-01")) == {}
    assert _places(corpus, Filters(date_from="2000-01-01", undated=True)) == {"Makhatchkala": 1}
    assert views.timeline(corpus, Filters()).empty
    assert views.excerpts(corpus, Filters(selection="place:city:makhachkala"), FR)[0][0].published == "date inconnue"


def test_a_claim_with_one_end_is_listed_and_not_drawn(tmp_path):
    marked = "[Téhéran|actor|city:tehran] livre [Tataouinville|place|]."
    made, found = samples.article(marked, "Un bout", "A", "2023-06-09")
    found = samples.with_route(found, 0, "Téhéran", "Tataouinville", flow="supply")
    corpus = views.join(
        samples.fill(Store.open(f"sqlite:///{tmp_path / 'end.db'}"), [(made, found)]), fold, samples.PLACES.get
    )
    assert views.atlas(corpus, Filters(), FR).routes.empty
    (claim,), _ = views.claims(corpus, Filters(), FR)
    assert (claim.origin, claim.destination, claim.drawn) == ("Iran", "Tataouinville", False)


def test_dtypes_are_plain_for_the_map(corpus):
    shown = views.atlas(corpus, Filters(), FR)
    assert all(
        pd.api.types.is_integer_dtype(shown.places[name]) for name in ("mentions", "actors", "articles", "routes")
    )


# --- text search ----------------------------------------------------------------------------------------------------


def test_what_was_searched_for_is_marked_in_every_sentence(corpus):
    def found(excerpt) -> list[str]:
        return [piece.text for piece in excerpt.pieces if "found" in piece.kinds]

    claims, _ = views.claims(corpus, Filters(text="DRONE"), FR)
    assert {word for claim in claims for each in claim.excerpts for word in found(each)} == {"drones"}
    excerpts, _ = views.excerpts(corpus, Filters(text="depot", selection="place:city:makhachkala"), FR)
    assert [found(each) for each in excerpts] == [["dépôt"]]
    claims, _ = views.claims(corpus, Filters(), FR)
    assert not any(found(each) for claim in claims for each in claim.excerpts)


def test_articles_are_searched_by_their_text_and_their_title(corpus):
    def titles(words: str) -> dict[str, int]:
        return {
            corpus.articles.loc[article, "title"]: count for article, count in views.searched(corpus, words).items()
        }

    assert titles("drones") == {"Par la mer": 1, "Les drones de la discorde": 3}
    assert titles("discorde") == {"Les drones de la discorde": 0}
    assert titles("introuvable") == titles(" ") == {}
