"""The measures on cases small enough to count by hand; the gate on floors made for the purpose."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geo import evaluation
from geo.evaluation import articles, gate, mentions, sentences
from geo.evaluation.gold import GoldDocument, GoldEnd, GoldMention, GoldRoute, read_gold
from geo.evaluation.measures import Counts, distance_km, prf, reliability, share
from geo.model import BadInput, DateSpan, Geoparsed, Mention, Place, Resolution, Route, RouteEnd, TimeExpression

LYON = Place("city:lyon", "Lyon", "city", "FR", 45.75, 4.85, 10.0)
GENOA = Place("city:genoa", "Genoa", "city", "IT", 44.41, 8.93, 10.0)
FRANCE = Place("country:FR", "France", "country", "FR", 46.5, 2.5, 500.0)
WEST = Place("bloc:west", "West", "bloc", None, None, None, None)


# --- arithmetic


@pytest.mark.parametrize(
    "a, b, km",
    [
        ((0, 0), (0, 0), 0),
        ((45.75, 4.85), (45.75, 4.85), 0),
        ((0, 0), (0, 1), 111.195),
        ((0, 179.5), (0, -179.5), 111.195),
        ((90, 0), (-90, 0), 20015.1),
        ((48.8566, 2.3522), (45.7640, 4.8357), 391.5),
    ],
)
def test_distance(a, b, km):
    assert distance_km(a, b) == pytest.approx(km, abs=0.1)


@pytest.mark.parametrize(
    "right, predicted, gold, figures",
    [
        (2, 4, 8, (0.5, 0.25, 0.3333)),
        (3, 3, 3, (1, 1, 1)),
        (0, 5, 5, (0, 0, 0)),
        (0, 0, 5, (0, 0, 0)),
        (0, 0, 0, (0, 0, 0)),
    ],
)
def test_precision_recall_f1(right, predicted, gold, figures):
    assert tuple(prf(right, predicted, gold).values()) == figures


def test_a_share_of_nothing_is_unknown():
    assert share(0, 0) is None
    assert share(1, 3) == 0.3333


def test_reliability_counts_by_tenths():
    rows = reliability([(0.95, True), (0.91, False), (1.0, True), (0.05, False)])
    assert [(row["from"], row["count"], row["right"]) for row in rows] == [(0.0, 1, 0.0), (0.9, 3, 0.667)]


# --- matching of spans


@pytest.mark.parametrize(
    "wanted, found, exact, overlap",
    [
        ([(0, 4)], [(0, 4)], {0: 0}, {0: 0}),
        ([(0, 4)], [(2, 6)], {}, {0: 0}),
        ([(0, 4)], [(4, 6)], {}, {}),
        ([(0, 9)], [(0, 2), (2, 9)], {}, {0: 1}),
        ([(0, 4), (5, 9)], [(0, 9)], {}, {0: 0}),
        ([(0, 4), (0, 9)], [(0, 4), (0, 9)], {0: 0, 1: 1}, {0: 0, 1: 1}),
    ],
)
def test_pairs_are_one_to_one_and_the_best_first(wanted, found, exact, overlap):
    assert mentions.pairs(wanted, found) == (exact, overlap)


@pytest.mark.parametrize(
    "text, gold, found, same",
    [
        ("la mer Noire", "mer Noire", "la mer Noire", True),
        ("la mer Noire", "mer Noire", "Noire", True),
        ("le port de Sète", "Sète", "port de Sète", True),
        ("Washington Post", "Washington", "Washington Post", False),
        ("Lyon et Gênes", "Lyon", "Gênes", False),
        ("Lyon, Gênes", "Lyon", "Lyon, Gênes", False),
    ],
)
def test_the_same_mention_but_for_small_words(text, gold, found, same):
    start, other = text.index(gold), text.index(found)
    wanted = GoldMention(start, start + len(gold))
    assert articles.same_mention(text, wanted, other, other + len(found)) is same


# --- mentions


def _resolution(text, name, place, role="place", confidence=0.9):
    start = text.index(name)
    return Resolution(Mention(start, start + len(name), name, role), place, confidence, "")


def _gold(text, name, **more):
    start = text.index(name)
    return GoldMention(start, start + len(name), **more)


def test_recognition_and_the_whole_line():
    text = "Lyon, Gênes, Trifouilly et les Italiens"
    document = GoldDocument("d", text, [
        _gold(text, "Lyon", lat=45.7, lon=4.8), _gold(text, "Gênes", lat=44.4, lon=8.9), _gold(text, "Trifouilly"),
    ])  # fmt: skip
    found = Geoparsed(text, "fr", (
        _resolution(text, "Lyon", LYON), _resolution(text, "Trifouilly", LYON),
        _resolution(text, "Italiens", GENOA, "demonym"), _resolution(text, "Gênes", LYON),
    ))  # fmt: skip
    counts = Counts()
    mentions.count_found(document, found, counts, with_demonyms=False)
    figures = mentions.figures(counts)
    assert figures["recognition_exact"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    # Gênes stands 400 km off; Trifouilly has no point in the gold, so what was said of it is neither right nor wrong.
    assert figures["end_to_end"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    counts = Counts()
    mentions.count_found(document, found, counts, with_demonyms=True)
    assert mentions.figures(counts)["recognition_exact"]["precision"] == 0.75
    assert counts.extra == ["d: Italiens"]


def test_what_is_ignored_is_neither_right_nor_wrong_but_a_part_of_it_is_wrong():
    text = "Lyon a battu Gênes, rue de Gênes."
    street = GoldMention(20, 32, ignore=True)
    document = GoldDocument(
        "d", text, [_gold(text, "Lyon", ignore=True), _gold(text, "Gênes", lat=44.4, lon=8.9), street]
    )

    def precision(*spans):
        found = (Resolution(Mention(s, e, text[s:e], "place"), GENOA, 0.9, "") for s, e in spans)
        counts = Counts()
        mentions.count_found(document, Geoparsed(text, "fr", tuple(found)), counts, with_demonyms=False)
        figures = mentions.figures(counts)
        assert figures["recognition_exact"]["recall"] == 1.0
        assert figures["recognition_exact"]["precision"] == figures["end_to_end"]["precision"]
        return figures["recognition_exact"]["precision"]

    assert precision((13, 18)) == precision((0, 4), (13, 18)) == precision((13, 18), (20, 32)) == 1.0
    assert precision((13, 18), (27, 32)) == 0.5  # « Gênes » of the street


@pytest.mark.parametrize(
    "role, said, right",
    [("actor", "actor", 1), ("actor", "place", 0), ("mixed", "place", 1), ("modifier", "place", None)],
)
def test_roles_of_what_was_recognised(role, said, right):
    document = GoldDocument("d", "Lyon", [GoldMention(0, 4, 45.7, 4.8, role)])
    counts = Counts()
    mentions.count_found(document, Geoparsed("Lyon", "fr", (_resolution("Lyon", "Lyon", LYON, said),)), counts, False)
    assert mentions.figures(counts)["roles"] == right
    assert len(counts.misplaced) == (right == 0)


def test_a_country_is_right_by_its_code_and_a_wide_place_within_its_radius():
    assert mentions.placed_right(GoldMention(0, 1, country="FR"), FRANCE)
    assert not mentions.placed_right(GoldMention(0, 1, country="FR"), LYON)
    assert not mentions.placed_right(GoldMention(0, 1, country="IT"), FRANCE)
    assert not mentions.placed_right(GoldMention(0, 1, country="FR"), None)
    assert not mentions.placed_right(GoldMention(0, 1, 47.9, 4.8), LYON)  # 239 km off
    assert mentions.placed_right(GoldMention(0, 1, 47.9, 4.8, radius_km=300), LYON)


def test_a_gold_without_points_has_no_figures_of_place():
    document = GoldDocument("d", "Lyon", [GoldMention(0, 4)])
    counts = Counts()
    mentions.count_found(document, Geoparsed("Lyon", "fr"), counts, with_demonyms=False)
    figures = mentions.figures(counts)
    assert (figures["end_to_end"], figures["resolution_on_gold_spans"]) == (None, None)
    assert figures["missed"] == ["d: Lyon"]


def test_resolution_of_given_spans_abstaining_is_wrong():
    text = "Lyon et Gênes et Sète"
    document = GoldDocument("d", text, [_gold(text, name, lat=45.7, lon=4.8) for name in ("Lyon", "Gênes", "Sète")])
    answers = {"Lyon": LYON, "Gênes": None, "Sète": GENOA}

    class Parser:
        def parse(self, text, published, language, spans):
            return Geoparsed(text, "fr", tuple(_resolution(text, text[s:e], answers[text[s:e]]) for s, e in spans))

    counts = Counts()
    mentions.count_given(document, Parser(), counts)
    assert mentions.figures(counts)["resolution_on_gold_spans"] == 0.3333
    assert len(counts.confidences) == 2


# --- articles


ARTICLE = "Lyon vise Gênes. En mai, le Courrier de Lyon part pour l'Occident."


def _article(**more):
    wanted = [
        _gold(ARTICLE, "Lyon", lat=45.7, lon=4.8, role="actor", kind="city", place_id="LYO"),
        _gold(ARTICLE, "Gênes", lat=44.4, lon=8.9, role="mixed", kind="city", place_id="GEN"),
        _gold(ARTICLE, "Occident", role="actor", kind="geopolitical", place_id="OCC"),
    ]
    trap = ARTICLE.index("Courrier de Lyon")
    return GoldDocument("a", ARTICLE, wanted, traps=[(trap, trap + 16)], **more)


def _figures(document, found):
    counts = Counts()
    articles.count(document, found, counts)
    return articles.figures(counts)


def test_roles_places_and_traps():
    right = (
        _resolution(ARTICLE, "Lyon", LYON, "actor"),
        _resolution(ARTICLE, "Gênes", GENOA),
        _resolution(ARTICLE, "Occident", WEST, "actor"),
    )
    figures = _figures(_article(), Geoparsed(ARTICLE, "fr", right))
    assert figures["mentions"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert [figures[key] for key in ("roles", "placed", "cities_and_sites_placed", "traps_off_map")] == [1, 1, 1, 1]

    trapped = ARTICLE.rindex("Lyon")
    wrong = (
        _resolution(ARTICLE, "Lyon", GENOA, "place"),
        _resolution(ARTICLE, "Occident", GENOA, "actor"),
        Resolution(Mention(trapped, trapped + 4, "Lyon", "place"), LYON, 1.0, ""),
    )
    figures = _figures(_article(), Geoparsed(ARTICLE, "fr", wrong))
    assert figures["mentions"] == {"precision": 0.6667, "recall": 0.6667, "f1": 0.6667}
    assert [figures[key] for key in ("roles", "placed", "cities_and_sites_placed", "traps_off_map")] == [0.5, 0, 0, 0]


def _end(text, name, place):
    start = text.index(name)
    return RouteEnd(start, start + len(name), name, place)


def _claim(**more):
    return {
        "from_id": "LYO", "from_country": "FR", "to_id": "GEN", "to_country": "IT", "implied": False, "status": "alleged",
        "sentence_start": 0, "sentence_end": 16, **more,
    }  # fmt: skip


THERE = Route(0, 16, _end(ARTICLE, "Lyon", LYON), _end(ARTICLE, "Gênes", GENOA))
BACK = Route(0, 16, THERE.destination, THERE.origin)


def _with(route, **more):
    return replace(route, **more)


@pytest.mark.parametrize(
    "claims, routes, found, status",
    [
        ([_claim()], [THERE], 1.0, 1.0),
        ([_claim()], [BACK], 0.0, None),
        ([_claim()], [_with(THERE, sentence_start=17, sentence_end=60)], 0.0, None),
        ([_claim()], [_with(THERE, origin=_with(THERE.origin, place=FRANCE))], 1.0, 1.0),
        ([_claim(status="planned")], [THERE], 1.0, 0.0),
        ([_claim(status="planned")], [_with(THERE, modality="planned", stance="denied")], 1.0, 1.0),
        ([_claim(status="denied")], [_with(THERE, stance="denied")], 1.0, 1.0),
        ([_claim(status="confirmed")], [_with(THERE, stance="admitted")], 1.0, 1.0),
        ([_claim(bidirectional=True)], [_with(BACK, bidirectional=True)], 1.0, 1.0),
        ([_claim(bidirectional=True)], [BACK], 0.0, None),
        ([_claim(implied=True)], [THERE], 0.0, None),
        ([_claim(), _claim()], [THERE], 0.5, 1.0),
        ([_claim(to_id="OCC", to_country=None)], [_with(THERE, destination=_end(ARTICLE, "Occident", WEST))], 1.0, 1.0),
        ([_claim(to_id="OCC", to_country=None)], [THERE], 0.0, None),
    ],
)
def test_routes_are_compared_by_country_within_the_sentence(claims, routes, found, status):
    figures = _figures(_article(routes=claims), Geoparsed(ARTICLE, "fr", routes=tuple(routes)))
    assert (figures["routes"]["recall"], figures["route_status"]) == (found, status)


def test_a_route_that_the_gold_only_implies_is_no_mistake():
    figures = _figures(_article(routes=[_claim(implied=True)]), Geoparsed(ARTICLE, "fr", routes=(THERE,)))
    assert figures["route_sentences"]["precision"] == 1.0
    figures = _figures(_article(routes=[_claim()]), Geoparsed(ARTICLE, "fr", routes=(_with(THERE, sentence_start=17),)))
    assert figures["route_sentences"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_a_hypothesis_counts_where_it_is_right_and_not_where_it_is_wrong():
    perhaps = _with(THERE, modality="hypothetical")
    assert _figures(_article(routes=[]), Geoparsed(ARTICLE, "fr", routes=(perhaps,)))["routes"]["precision"] == 0.0
    both = Geoparsed(ARTICLE, "fr", routes=(perhaps, _with(perhaps, origin=BACK.origin, destination=BACK.destination)))
    assert _figures(_article(routes=[_claim()]), both)["routes"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


@pytest.mark.parametrize(
    "event, span, right",
    [
        ({"date": "2024-05"}, ("2024-05-01", "2024-05-31"), True),
        ({"date": "2024-05"}, ("2024-05-31", "2024-06-02"), True),
        ({"date": "2024-05"}, ("2023-05-01", "2023-05-31"), False),
        ({"date": "2024-05/2024-06"}, ("2024-06-30", "2024-06-30"), True),
        ({"date": "2024", "range": ["2024-01-01", "2024-03-31"]}, ("2024-04-01", "2024-12-31"), False),
        ({"date": "2024"}, (None, "2024-01-01"), True),
        ({"date": "2024"}, ("2025-01-01", None), False),
    ],
)
def test_a_date_is_right_where_the_days_overlap(event, span, right):
    start = ARTICLE.index("En mai")
    event = {"expr": "En mai", "expr_start": start, "expr_end": start + 6, **event}
    said = TimeExpression(start, start + 6, "En mai", DateSpan(*span, "month", "test"))
    figures = _figures(_article(events=[event]), Geoparsed(ARTICLE, "fr", dates=(said,)))
    assert (figures["dates_found"], figures["dates_right"]) == (1.0, float(right))


def test_a_date_without_words_is_not_asked_for():
    figures = _figures(_article(events=[{"date": "2024", "expr": None, "expr_start": None}]), Geoparsed(ARTICLE, "fr"))
    assert figures["dates_right"] is None


# --- sentences with routes


SENTENCE = "Du blé va de Lyon par Turin à Gênes, non à Sète."


def _span(name):
    return SENTENCE.index(name), SENTENCE.index(name) + len(name)


def _wanted(origin, destination, via=(), **more):
    def end(name):
        return name if name is None or isinstance(name, GoldEnd) else GoldEnd(_span(name))

    defaults = {"stances": frozenset({"narrator"}), "modalities": frozenset({"ongoing", "done"}), "flow": "supply"}
    return GoldRoute(end(origin), end(destination), tuple(map(_span, via)), **{**defaults, **more})


def _said(origin, destination, via=(), **more):
    def end(name):
        return name and _end(SENTENCE, name, None)

    return Route(0, len(SENTENCE), end(origin), end(destination), tuple(map(end, via)), **more)


def _scored(gold, claimed):
    counts = Counts()
    document = GoldDocument("s", SENTENCE, sentence_routes=tuple(gold))
    sentences.count(document, Geoparsed(SENTENCE, "fr", routes=tuple(claimed)), counts)
    return counts


PERHAPS_LYON = GoldEnd(_span("Lyon"), optional=True)
LYON_OR_TURIN = GoldEnd(_span("Lyon"), (_span("Turin"),))


@pytest.mark.parametrize(
    "gold, claimed, ends, full",  # (right, predicted, gold) of each
    [
        ([_wanted("Lyon", "Gênes")], [_said("Lyon", "Gênes")], (2, 2, 2), (1, 1, 1)),
        ([_wanted("Lyon", "Gênes")], [_said("Gênes", "Lyon")], (0, 2, 2), (0, 1, 1)),
        ([_wanted("Lyon", "Gênes")], [_said("Lyon", None)], (1, 1, 2), (0, 1, 1)),
        ([_wanted("Lyon", "Gênes")], [_said("Lyon", "Sète")], (1, 2, 2), (0, 1, 1)),
        ([_wanted("Lyon", "Gênes")], [], (0, 0, 2), (0, 0, 1)),
        ([_wanted("Lyon", None)], [_said("Lyon", None)], (1, 1, 1), (1, 1, 1)),
        ([_wanted("Lyon", None)], [_said("Lyon", "Gênes")], (1, 2, 1), (0, 1, 1)),
        ([], [_said("Lyon", "Gênes")], (0, 2, 0), (0, 1, 0)),
        ([_wanted(PERHAPS_LYON, "Gênes")], [_said(None, "Gênes")], (1, 1, 1), (1, 1, 1)),
        ([_wanted(PERHAPS_LYON, "Gênes")], [_said("Lyon", "Gênes")], (1, 1, 1), (1, 1, 1)),
        ([_wanted(LYON_OR_TURIN, "Gênes")], [_said("Turin", "Gênes")], (2, 2, 2), (1, 1, 1)),
        ([_wanted("Lyon", "Gênes", bidirectional=True)], [_said("Gênes", "Lyon")], (2, 2, 2), (1, 1, 1)),
        (
            [_wanted("Lyon", "Gênes", bidirectional=True)],
            [_said("Gênes", "Lyon"), _said("Lyon", "Gênes")],
            (2, 2, 2),
            (1, 1, 1),
        ),
        ([_wanted("Lyon", "Gênes", optional=True)], [_said("Lyon", "Gênes")], (0, 0, 0), (0, 0, 0)),
        ([_wanted("Lyon", "Gênes", optional=True)], [], (0, 0, 0), (0, 0, 0)),
        ([_wanted("Lyon", "Gênes"), _wanted("Lyon", "Sète")], [_said("Lyon", "Gênes")], (2, 2, 3), (1, 1, 2)),
        (
            [_wanted("Lyon", "Gênes"), _wanted("Lyon", "Sète")],
            [_said("Lyon", "Sète"), _said("Lyon", "Gênes")],
            (3, 3, 3),
            (2, 2, 2),
        ),
    ],
)
def test_ends_and_whole_routes_of_a_sentence(gold, claimed, ends, full):
    counts = _scored(gold, claimed)
    assert tuple(counts[f"ends_{part}"] for part in ("right", "predicted", "gold")) == ends
    assert tuple(counts[f"full_{part}"] for part in ("right", "predicted", "gold")) == full


def test_detection_is_balanced():
    counts = Counts()
    for gold, claimed in [
        ([_wanted("Lyon", None)], [_said("Lyon", None)]),
        ([_wanted("Lyon", None)], []),
        ([], []),
        ([], []),
        ([], [_said("Lyon", None)]),
        ([], [_said(None, None)]),  # a route without an end is none
        ([_wanted("Lyon", None, optional=True)], []),  # left out
    ]:
        sentences.count(
            GoldDocument("s", SENTENCE, sentence_routes=tuple(gold)),
            Geoparsed(SENTENCE, "fr", routes=tuple(claimed)),
            counts,
        )
    assert sentences.figures(counts)["detection"] == {"balanced": 0.625, "f1": 0.5}


@pytest.mark.parametrize(
    "said, right",
    [
        ({"stance": "narrator", "modality": "done"}, (1, 1)),
        ({"stance": "denied", "modality": "ongoing"}, (0, 1)),
        ({"stance": "narrator", "modality": "planned"}, (1, 0)),
    ],
)
def test_stance_and_modality_of_what_was_matched(said, right):
    counts = _scored([_wanted("Lyon", "Gênes")], [_said("Lyon", "Sète", **said)])
    assert (counts["matched"], counts["stance_right"], counts["modality_right"]) == (1, *right)


# --- reading gold


def _written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_geovirus_counts_from_one_and_slips_are_mended(tmp_path):
    def row(start):
        return f"<location><start>{start}</start><end>0</end><name>Lyon</name><lat>45.7</lat><lon>4.8</lon></location>"

    text = "À Lyon, puis à Lyon encore."
    path = _written(tmp_path, "virus.xml", (
        f"<articles><article><text>{text}</text><locations>{row(3)}{row(18)}{row(9000)}</locations></article></articles>"
    ))  # fmt: skip
    [document] = read_gold(path)
    assert [(m.start, m.end, m.lat) for m in document.mentions] == [(2, 6, 45.7), (15, 19, 45.7)]


def test_lgl_may_lack_points(tmp_path):
    path = _written(tmp_path, "lgl.xml", (
        '<articles><article docid="7"><text>Lyon, Gênes</text><toponyms>'
        "<toponym><start>0</start><phrase>Lyon</phrase><gaztag><lat>45.7</lat><lon>4.8</lon></gaztag></toponym>"
        "<toponym><start>6</start><phrase>Gênes</phrase></toponym></toponyms></article></articles>"
    ))  # fmt: skip
    [document] = read_gold(path)
    assert (document.id, [(m.start, m.lat) for m in document.mentions]) == ("7", [(0, 45.7), (6, None)])


def test_offsets_of_a_sentence_count_from_the_sentence(tmp_path):
    ends = {"from_start": 113, "from_end": 117, "from_optional": False, "from_alt": [],
            "to_start": None, "to_end": None, "to_optional": False, "to_alt": [[130, 135]]}  # fmt: skip
    route = {**ends, "via": [{"start": 122, "end": 127}], "flow": "supply", "stance": "alleged", "stance_alt": ["narrator"],
             "modality": "done", "modality_alt": [], "optional": False, "bidirectional": False}  # fmt: skip
    row = {"id": "9", "corpus": "C", "lang": "fr", "start": 100, "end": 148, "text": SENTENCE, "routes": [route]}
    [document] = read_gold(_written(tmp_path, "routes.jsonl", json.dumps(row)))
    [gold] = document.sentence_routes
    assert document.id == "C:9:100"
    assert [SENTENCE[slice(*span)] for span in (gold.origin.span, gold.destination.span, *gold.via)] == [
        "Lyon", "Gênes", "Turin",
    ]  # fmt: skip
    assert gold.destination.optional
    assert gold.stances == {"alleged", "narrator"}


def test_the_text_of_an_article_stands_beside_its_gold(tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "seeds").mkdir()
    rows = [{"file": "here.txt", "mentions": []}, {"file": "here.md", "mentions": []}]
    path = _written(tmp_path / "gold", "gold.json", json.dumps(rows))
    with pytest.raises(BadInput, match=r"here\.txt, which is neither"):
        read_gold(path)
    _written(tmp_path / "seeds", "here.txt", "À Lyon.")
    _written(tmp_path / "seeds", "here.md", "---\ntitle: T\n---\nÀ Lyon, un quai neuf.\n\nPartager cet article\n")
    plain, markdown = read_gold(path)
    assert (plain.text, plain.asides) == ("À Lyon.", ())
    assert markdown.text.startswith("À Lyon")
    assert [aside.kind for aside in markdown.asides] == ["share"]


SNIPPETS = """## A comment, and [marks] in it.

# a1 | sport | seen
{Lyon} bat Gênes à [Sète|43.4,3.7].
[SÈTE] exulte, dit un [Iranien|IR|demonym] de [Sibérie|60,105,1500].

# a2 | foreign | held
[Sète|43.4,3.7|actor] écrit à [Villeneuve|?].
"""


def test_snippets_are_text_with_marks(tmp_path):
    first, second = read_gold(_written(tmp_path, "snippets.txt", SNIPPETS))
    assert (first.id, second.id) == ("a1", "a2")
    assert first.text == "Lyon bat Gênes à Sète.\nSÈTE exulte, dit un Iranien de Sibérie."
    sete = (43.4, 3.7, None, None)
    assert [
        (first.text[m.start : m.end], m.role, (m.lat, m.lon, m.country, m.radius_km), m.ignore) for m in first.mentions
    ] == [
        ("Lyon", None, (None,) * 4, True),
        ("Sète", "place", sete, False),
        ("SÈTE", "place", sete, False),
        ("Iranien", "demonym", (None, None, "IR", None), False),
        ("Sibérie", "place", (60, 105, None, 1500), False),
    ]
    assert [(m.role, m.located) for m in second.mentions] == [("actor", True), ("place", False)]


def test_a_half_of_the_snippets_stands_alone(tmp_path):
    _written(tmp_path, "snippets.txt", SNIPPETS)
    assert [d.id for d in read_gold(tmp_path / "snippets.txt#seen")] == ["a1"]
    assert [d.id for d in read_gold(tmp_path / "snippets.txt#held")] == ["a2"]


@pytest.mark.parametrize(
    "half, text, said",
    [
        ("", "# a | t | other\nx", "# id | topic | half"),
        ("", "# a | t | seen\nx\n\nno head", "no head"),
        ("", "# a | t | seen\nx\n\n# a | t | seen\nx", "two documents"),
        ("", "# a | t | seen\nÀ [Lyon].", "Lyon has no point"),
        ("", "# a | t | seen\nÀ [Lyon|45.7,4.8.", "stray ["),
        ("", "# a | t | seen\nÀ [Lyon|95.7,4.8].", "no point of the globe"),
        ("", "# a | t | seen\nÀ [Lyon|near].", "ValueError"),
        ("#other", "# a | t | seen\nx", "none of seen, held"),
        ("#seen", "[]", "only snippets"),
    ],
)
def test_snippets_that_are_none_are_told(tmp_path, half, text, said):
    _written(tmp_path, "snippets.txt", text)
    with pytest.raises(BadInput) as caught:
        read_gold(tmp_path / f"snippets.txt{half}")
    assert said in str(caught.value)
    assert "snippets.txt" in str(caught.value)


# --- the figures in words


def test_lines():
    result = {"mentions": {"f1": 0.5, "recall": None}, "traps": 3, "roles": 0.25, "placed": None, "missed": ["a", "b"],
              "calibration": reliability([(0.9, True)])}  # fmt: skip
    short = evaluation.lines(result)
    assert [line.split() for line in short] == [
        ["mentions", "f1", "0.500"], ["traps", "3"], ["roles", "0.250"], ["placed", "–"], ["missed", "2"],
        ["gold", "spans:", "confidence", "0.9+", "1", "mean", "0.900", "right", "1.000"],
    ]  # fmt: skip
    assert "    a" in evaluation.lines(result, with_errors=True)


# --- the gate


@pytest.fixture
def floors(tmp_path):
    """A repo with one gold that is there and one that is not; what a measure of the first says may be changed."""
    (tmp_path / "gold.json").write_text("[]")
    (tmp_path / "floors.toml").write_text(
        '[here]\nfile = "gold.json"\nsha256 = "?"\n[here.floors]\n[away]\nfile = "../away.xml"\nsha256 = "?"\n'
        '[away.floors]\n"roles" = 0.9\n'
    )
    reached = {"roles": 0.81239, "mentions": {"precision": 1.0, "f1": 0.5}, "traps": 7, "missed": ["x"]}

    class Floors:
        path = tmp_path / "floors.toml"

        def reaches(self, **figures):
            reached.update(figures)

        def pin(self, lower=False):
            return gate.pin(self.path, lower, lambda _: reached, tmp_path)

        def short(self):
            return gate.shortfalls(gate.read_floors(self.path)[0], lambda _: reached, tmp_path)

        def floors(self):
            return [pinned.floors for pinned in gate.read_floors(self.path)]

    return Floors()


def test_pinning_rounds_down_and_keeps_what_is_away(floors):
    assert "not the gold" in floors.short()[0]
    said = floors.pin()
    assert floors.floors() == [{"mentions.precision": 1.0, "roles": 0.812}, {"roles": 0.9}]
    assert any(line.startswith("away: ../away.xml is not here") for line in said)
    assert floors.short() == []


def test_a_floor_rises_by_itself_and_falls_only_when_told(floors):
    floors.pin()
    floors.reaches(roles=0.9)
    floors.pin()
    assert floors.floors()[0]["roles"] == 0.9
    floors.reaches(roles=0.85)
    assert floors.short() == ["gold.json: roles 0.85, floor 0.900"]
    said = floors.pin()
    assert "here: roles 0.850 is below its floor 0.900; --lower lowers it." in said
    assert floors.floors()[0]["roles"] == 0.9
    floors.pin(lower=True)
    assert floors.floors()[0]["roles"] == 0.85
    assert floors.short() == []


def test_floors_of_a_half_are_of_its_file(tmp_path):
    (tmp_path / "both.txt").write_text("# a | t | seen\nx\n")
    path = tmp_path / "floors.toml"
    path.write_text('[half]\nfile = "both.txt#held"\nsha256 = "?"\n[half.floors]\n')
    asked = []

    def measure(gold):
        asked.append(gold.name)
        return {"roles": 0.5}

    gate.pin(path, False, measure, tmp_path)
    [pinned] = gate.read_floors(path)
    assert (pinned.path(tmp_path).name, pinned.floors) == ("both.txt", {"roles": 0.5})
    assert gate.shortfalls(pinned, measure, tmp_path) == []
    assert asked == ["both.txt#held", "both.txt#held"]


def test_a_figure_that_is_gone_is_below_its_floor(floors):
    floors.pin()
    floors.reaches(roles=None)
    assert floors.short() == ["gold.json: roles –, floor 0.812"]


def test_a_changed_gold_is_told_before_its_figures(floors, tmp_path):
    floors.pin()
    (tmp_path / "gold.json").write_text("[ ]")
    [said] = floors.short()
    assert said.startswith("gold.json is not the gold its floors were reached on")
    floors.pin()
    assert floors.short() == []


@pytest.mark.parametrize("content", [None, "[", "here = 1", '[here]\nfile = "x"', '[a]\nfile="x"\nsha256=""\nfloors=1'])
def test_floors_that_are_none_are_one_line(tmp_path, content):
    path = tmp_path / "floors.toml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadInput) as caught:
        gate.read_floors(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
