"""The page of data: files and texts go in, are listed, dated and removed; the view goes out as files."""

import csv
import io
import json
import re
from functools import partial
from html import unescape

import pytest

from geo import pipeline, settings
from geo.ingestion.webpage import read_address
from geo.presentation import exports
from tests import samples
from tests.network import answer, serving
from tests.pages.test_pages import article_id, shown, works

LILLE = b"---\ntitle: Un entrep\xc3\xb4t\npublished: 2023-04-02\n---\nUn entrep\xc3\xb4t a ouvert \xc3\xa0 Lille.\n"
GHENT = b"Un second entrep\xc3\xb4t a ouvert \xc3\xa0 Gand, en Belgique."


@pytest.fixture
def real(parser, tmp_path, monkeypatch):
    """The real geoparser, where a text is read; and leave to write."""
    monkeypatch.setenv("DATELINE_EDITING", "on")
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path))
    monkeypatch.setenv("DATELINE_GAZETTEER", str(settings.load({}).gazetteer))
    return parser


@pytest.fixture
def desk(app, real, monkeypatch):
    """Opens the page with leave to write: ``desk(language="fr")``."""
    prepare = pipeline.prepare
    monkeypatch.setattr(pipeline, "prepare", lambda *given: (prepare(*given)[0], real))

    def opened(**given):
        monkeypatch.setenv("DATELINE_EDITING", given.pop("editing", "on"))
        return app("data", **given)

    return opened


def drop(session, *files: tuple[str, bytes]):
    return session.file_uploader[0].set_value([(name, content, "text/plain") for name, content in files]).run()


def choose(session, title: str):
    """As a click on its row does."""
    session.query_params["article"] = article_id(title)
    return session.run()


def titles(session) -> list[str]:
    return next(frame.value for frame in session.dataframe)["Titre"].tolist()


@pytest.mark.parametrize(
    "language, heading, row", [("fr", "Les articles", "Par la mer"), ("en", "The articles", "A plant")]
)
@pytest.mark.parametrize("editing", ["on", "off"])
def test_the_page_lists_the_articles_in_both_languages(desk, language, heading, row, editing):
    session = desk(language=language, editing=editing)
    works(session)
    assert session.title[0].value == heading
    listed = session.dataframe[0].value
    assert row in listed.iloc[:, 1].tolist()
    assert len(session.file_uploader) == (editing == "on")


@pytest.mark.parametrize("articles", [[]], ids=["no articles"])
@pytest.mark.parametrize("editing, offered", [("on", "Déposez des fichiers"), ("off", "python -m geo ingest")])
def test_an_empty_collection_says_what_to_do_next(desk, editing, offered):
    session = desk(editing=editing)
    works(session)
    assert offered in " ".join(each.value for each in [*session.markdown, *session.code])
    assert not session.get("download_button")


def test_nobody_writes_where_editing_is_off(desk):
    session = choose(desk(editing="off"), "Par la mer")
    works(session)
    assert "lecture seule" in shown(session)
    assert not [button for button in session.button if (button.key or "").startswith(("remove", "FormSubmitter"))]
    assert not session.text_area


# --- taking in -----------------------------------------------------------------------------------------------------


def test_what_is_dropped_is_read_once_and_a_bad_file_is_named(desk):
    session = drop(
        desk(), ("lille.md", LILLE), ("../../photo.png", b"\x89PNG"), ("gand.txt", GHENT), ("vide.txt", b" ")
    )
    works(session)
    assert "2 articles ajoutés, 2 fichiers laissés de côté" in plain(session)
    assert "photo.png : le type .png n’est pas pris en charge" in plain(session)
    assert "vide.txt : le fichier est vide" in plain(session)
    assert "../" not in shown(session)
    assert {"Un entrepôt", "Par la mer"} <= set(titles(session))
    again = drop(session, ("lille.md", LILLE), ("gand.txt", GHENT))
    assert "0 article ajouté, 2 déjà connus" in plain(again)
    assert len(titles(again)) == 5


def plain(session) -> str:
    return shown(session).replace("\xa0", " ").replace("\u202f", " ")


def test_a_pasted_text_is_read_with_what_is_known_of_it(desk):
    session = desk()
    session.text_area[0].set_value("Une usine de batteries ouvre à Dunkerque.")
    fields = {field.label: field for field in session.text_input}
    fields["Titre"].set_value("Des batteries")
    fields["Journal ou site"].set_value("Le Phare")
    fields["Paru le"].set_value("2023-05")
    submit(session, "Ajouter ce texte")
    works(session)
    assert "1 article ajouté" in plain(session)
    row = session.dataframe[0].value.set_index("Titre").loc["Des batteries"]
    assert (row["Parution"], row["Journal ou site"], row["Mentions"]) == ("mai 2023", "Le Phare", 1)
    assert session.text_area[0].value == ""


@pytest.mark.parametrize(
    "text, published, line",
    [
        ("", "", "rien à lire, que des blancs"),
        ("Une usine ouvre à Dunkerque.", "hier", "« hier » n’est pas une date de parution"),
        ("Une usine ouvre à Dunkerque.", "2023-13", "« 2023-13 » n’est pas une date"),
    ],
)
def test_a_paste_that_cannot_be_read_is_refused_in_one_line_and_kept(desk, text, published, line):
    session = desk()
    session.text_area[0].set_value(text)
    next(field for field in session.text_input if field.label == "Paru le").set_value(published)
    submit(session, "Ajouter ce texte")
    works(session)
    assert line in session.text[0].value.replace("\xa0", " ")
    assert session.text_area[0].value == text
    assert len(titles(session)) == 3


# --- taking in by address


PAGE = (
    '<!doctype html><title>x</title><meta property="og:title" content="Un dépôt à Gand"><meta property="og:site_name" content="Le Phare">'
    '<meta property="article:published_time" content="2023-06-09T08:00:00Z"><article><p>Un dépôt de batteries a ouvert à Gand, en'
    " Belgique, selon la ville, qui attend cent emplois.</p><p>Le premier train est arrivé de Lille le 3 mai, d’après la"
    " compagnie, avec à son bord des pièces et des outils pour l’atelier.</p></article>"
)


@pytest.fixture
def web(monkeypatch):
    """A web on loopback behind the page's own door: an article at /depot, nothing elsewhere."""

    def talk(asked, line):
        found = asked.startswith(b"GET /depot ")
        line.sendall(
            answer(
                PAGE.encode() * found, "200 OK" if found else "404 Not Found", Content_Type="text/html; charset=utf-8"
            )
        )

    with serving(talk) as there:
        monkeypatch.setattr(pipeline.webpage, "read_address", partial(read_address, fetch=there.fetch))
        yield there


def ask(session, address: str, label: str = "Ajouter cette page"):
    next(field for field in session.text_input if field.key.startswith("fetch-")).set_value(address)
    return submit(session, label)


def address_field(session) -> str:
    return next(field.value for field in session.text_input if field.key.startswith("fetch-"))


@pytest.mark.parametrize(
    "language, label, added, known",
    [
        ("fr", "Ajouter cette page", "1 article ajouté", "0 article ajouté, 1 déjà connu"),
        ("en", "Add this page", "1 article added", "0 articles added, 1 known already"),
    ],
)
def test_a_page_is_taken_in_by_its_address(desk, web, monkeypatch, language, label, added, known):
    monkeypatch.setenv("DATELINE_FETCH", "on")
    session = ask(desk(language=language), "http://phare.example/depot", label)
    works(session)
    assert not session.text, session.text[0].value
    assert added in plain(session)
    row = session.dataframe[0].value.set_index(session.dataframe[0].value.columns[1]).loc["Un dépôt à Gand"]
    assert list(row.iloc[:2]) == ["9 juin 2023" if language == "fr" else "9 June 2023", "Le Phare"]
    assert address_field(session) == ""
    assert known in plain(ask(session, "http://phare.example/depot", label))


@pytest.mark.parametrize(
    "address, line",
    [
        ("http://phare.example/gone", "le serveur répond 404 Not Found"),
        ("http://127.0.0.1/", "réseau privé"),
        ("javascript:alert(1)", "seules les adresses en http"),
        ("", "ce n’est pas une adresse web"),
    ],
)
def test_an_address_that_cannot_be_taken_in_is_refused_in_one_line_and_kept(desk, web, monkeypatch, address, line):
    monkeypatch.setenv("DATELINE_FETCH", "on")
    web.hosts["127.0.0.1"] = ["127.0.0.1"]
    session = ask(desk(), address)
    works(session)
    assert line in session.text[0].value
    assert address_field(session) == address
    assert len(titles(session)) == 3
    files = drop(session, ("lille.md", LILLE))  # the other ways in still work
    assert "1 article ajouté" in plain(files)


@pytest.mark.parametrize("editing, fetch", [("on", "off"), ("off", "on")])
def test_no_address_is_asked_for_where_that_is_not_allowed(desk, monkeypatch, editing, fetch):
    monkeypatch.setenv("DATELINE_FETCH", fetch)
    session = desk(editing=editing)
    works(session)
    assert [field for field in session.text_input if (field.key or "").startswith("fetch-")] == []


def submit(session, label: str):
    return next(button for button in session.button if button.label == label).click().run()


@pytest.mark.parametrize(
    "done, of, seconds, words",
    [
        (0, 200, 0.0, "0 lus sur 200"),
        (50, 200, 100.0, "50 lus sur 200 · encore 5 min environ"),
        (190, 200, 100.0, "190 lus sur 200 · encore moins d’une minute"),
        (200, 200, 100.0, "200 lus sur 200"),
    ],
)
def test_progress_says_how_long_it_still_takes(done, of, seconds, words):
    from geo.i18n import translator
    from geo.pages.data import progress_words

    assert progress_words(translator("fr"), done, of, seconds) == words


# --- an article ----------------------------------------------------------------------------------------------------


def test_an_article_is_removed_after_asking(desk):
    session = choose(desk(), "Par la mer")
    works(session)
    next(each for each in session.button if (each.key or "").startswith("remove-do-")).click().run()
    works(session)
    assert titles(session) == ["Les drones de la discorde", "A plant"]
    assert "article" not in session.query_params


def test_a_button_that_was_drawn_gives_no_right(desk, monkeypatch):
    """Who may write is asked when it is pressed: a sign-in may have ended, a setting have changed."""
    session = choose(desk(), "Par la mer")
    button = next(each for each in session.button if (each.key or "").startswith("remove-do-"))
    monkeypatch.setenv("DATELINE_EDITING", "off")
    button.click().run()
    works(session)
    assert "Par la mer" in titles(session)
    assert "vous n’avez pas, ou plus, le droit" in session.toast[0].value


def test_a_text_that_was_typed_is_not_taken_in_without_the_right(desk, monkeypatch):
    session = desk()
    session.text_area(key="paste-text").set_value("Un dépôt a ouvert à Lille.")
    monkeypatch.setenv("DATELINE_EDITING", "off")
    next(each for each in session.button if each.key == "paste-do").click().run()
    assert len(titles(session)) == 3


def test_a_search_narrows_the_list(desk):
    session = desk()
    session.text_input(key="article_words").set_value("COURRIER").run()
    assert titles(session) == ["Les drones de la discorde"]
    assert "1 article sur 3" in plain(session)


def test_an_unknown_article_in_the_address_is_no_error(desk):
    session = desk(article="nowhere")
    works(session)
    assert len(titles(session)) == 3


# --- exports -------------------------------------------------------------------------------------------------------


def downloads(session) -> dict[str, str]:
    return {button.key: unescape(button.label) for button in session.get("download_button")}


def test_every_format_is_offered_with_its_size_and_rows(desk):
    session = desk()
    labels = downloads(session)
    assert list(labels) == [
        "download-geojson",
        "download-csv-mentions",
        "download-csv-claims",
        "download-kml",
        "download-html",
    ]
    assert all(re.search(r"· \d+([.,]\d)? [kM]o$", label.replace("\xa0", " ")) for label in labels.values())
    assert "12 mentions sur 12" in plain(session)
    named = "12 mentions, 1 lieu donné par une distance"
    assert f"{named} · tableurs" in plain(session)
    assert f"{named}, 3 affirmations de mouvement · QGIS, cartes en ligne" in plain(session)


@pytest.mark.parametrize("query", [{}, {"source": "La Gazette"}, {"stance": "denied"}, {"from": "2023-06-10"}])
def test_the_rows_said_are_the_rows_written(corpus_of_newsroom, query):
    from geo.i18n import translator
    from geo.presentation import views

    filters, _ = views.Filters.from_query({name: [value] for name, value in query.items()})
    held = views.exported(corpus_of_newsroom, filters)
    mentions, claims = held.mentions + held.distances, held.claims
    made = exports.files("csv", corpus_of_newsroom, filters, translator("fr"))
    assert [len(list(csv.reader(io.StringIO(made[part].decode("utf-8-sig"))))) - 1 for part in made] == [
        mentions,
        claims,
    ]
    geojson = exports.files("geojson", corpus_of_newsroom, filters, translator("fr"))[""]
    assert len(json.loads(geojson)["features"]) == mentions + claims


@pytest.fixture
def corpus_of_newsroom(tmp_path):
    from geo.geoparsing.gazetteer import fold
    from geo.presentation import views
    from geo.store import Store

    store = samples.fill(Store.open(f"sqlite:///{tmp_path / 'rows.db'}"))
    return views.join(store, fold, samples.PLACES.get)
