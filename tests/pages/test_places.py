"""The page of places: what is where and why, and how an editor changes it. Corrections over the real geoparser."""

import json

import pytest

from geo import pipeline, settings
from tests.pages.test_pages import shown, works

TEXT = (
    "A plant was built in Springfield. A new quay was opened in Springfield, said the mayor. The convoy left the town of \
Zorbagrad. A depot was opened in Baku. Turkey delivered trucks to Azerbaijan."
)


def plain(session) -> str:
    return shown(session).replace("\xa0", " ").replace("\u202f", " ")


def table(session):
    return session.dataframe[0].value


# --- reading, over the newsroom -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "language, heading, place", [("fr", "Les lieux", "Makhatchkala"), ("en", "Places", "Makhachkala")]
)
@pytest.mark.parametrize("editing", ["on", "off"])
def test_the_page_lists_the_places_in_both_languages(app, monkeypatch, language, heading, place, editing):
    session = app("places", language)
    monkeypatch.setenv("DATELINE_EDITING", editing)
    session.run()
    works(session)
    assert session.title[0].value == heading
    assert table(session).iloc[0].tolist()[:1] == [place]
    assert len(table(session)) == 7


@pytest.mark.parametrize("articles", [[]], ids=["no articles"])
def test_an_empty_store_says_what_to_do_next(app):
    session = app("places")
    works(session)
    assert session.title[0].value == "Aucun article pour l’instant"


def test_a_place_shows_its_names_its_reasons_and_its_sentences(app):
    session = app("places", place="city:makhachkala")
    works(session)
    words = plain(session)
    assert "ville, Russie" in words
    assert "43° N, 47,5° E, à 10 km près" in words
    assert "russe Махачкала" in words
    assert "2 fois un lieu · position sûre" in words
    assert words.count("port de Makhatchkala") == 1
    assert "La Gazette, 9 juin 2023" in words
    assert not [button for button in session.button if (button.key or "").startswith("correct-")]  # nobody said who may


def test_a_government_is_told_from_a_place(app):
    session = app("places", place="city:tehran")
    works(session)
    assert "3 fois un gouvernement" in plain(session)
    assert "position" not in plain(session).split("3 fois un gouvernement")[1].split("Pourquoi")[0]


def test_a_name_without_a_place_says_why(app):
    session = app("places", show="names", name="tataouinville")
    works(session)
    assert table(session)["Nom"].tolist() == ["Tataouinville"]
    assert "Nom sans lieu" in plain(session)
    assert "aucun lieu connu de ce nom" in plain(session)


def test_the_filters_of_the_address_narrow_the_list(app):
    session = app("places", source="Le Courrier")
    works(session)
    assert table(session)["Nom"].tolist() == ["Moscou", "Téhéran", "Iran"]
    session.text_input(key="place_words").set_value("tehr").run()  # by its English name
    assert table(session)["Nom"].tolist() == ["Téhéran"]


@pytest.mark.parametrize(
    "query", [{"place": "city:nowhere"}, {"name": "nowhere"}, {"mention": "x-1"}, {"name": "x" * 900}]
)
def test_what_the_address_asks_for_in_vain_is_no_error(app, monkeypatch, query):
    session = app("places", **query)
    monkeypatch.setenv("DATELINE_EDITING", "on")
    session.run()
    works(session)
    assert "Choisissez une ligne" in plain(session)


# --- correcting, over the real line ---------------------------------------------------------------------------------


@pytest.fixture
def desk(app, parser, tmp_path, monkeypatch):
    """One English article of our own and the page with leave to write: ``desk(**query)``; desk.mentions: text → ids."""
    store, _ = pipeline.prepare(None)
    for known in store.article_ids():
        store.remove_article(known)
    monkeypatch.setattr(pipeline, "prepare", lambda *given: (store, parser))
    for name, value in (("EDITING", "on"), ("DATA", str(tmp_path)), ("GAZETTEER", str(settings.load({}).gazetteer))):
        monkeypatch.setenv(f"DATELINE_{name}", value)
    pipeline.ingest_text(TEXT, store, parser, settings.load(), title="A plant", language="en")

    class Desk:
        file = tmp_path / "corrections.jsonl"

        def __call__(self, **query):
            return app("places", "en", **query)

        @property
        def mentions(self):
            return {
                name: rows["id"].tolist() for name, rows in store.mentions().set_index("id", drop=False).groupby("text")
            }

        def place_of(self, mention: str):
            row = store.mentions().set_index("id").loc[mention]
            return row["place_id"], row["role"]

        def lines(self):
            return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    return Desk()


def correct(desk, mention: str, what: str, scope: str | None = None, who="Ada", why="Seen there", set_fields=None):
    session = desk(mention=mention)
    works(session)
    session.radio(key=f"what-{mention}").set_value(what).run()
    works(session)
    if set_fields:
        set_fields(session)
    if scope:
        session.radio(key=f"reach-{mention}-{what}").set_value(scope).run()
    sign(session, f"sign-{mention}", who, why)
    session.button(key="save").click().run()
    assert not session.exception
    return session


def sign(session, key: str, who: str, why: str) -> None:
    session.text_input(key=f"{key}-who").set_value(who)
    session.text_input(key=f"{key}-why").set_value(why)


def test_another_candidate_is_chosen_for_one_mention(desk):
    first, second = desk.mentions["Springfield"]
    before, _ = desk.place_of(first)
    session = correct(desk, first, "choose")
    works(session)
    after, _ = desk.place_of(first)
    assert after != before
    assert desk.place_of(second)[0] == before
    assert session.query_params["place"] == after  # the page shows where it is now
    assert "mention" not in session.query_params
    line = desk.lines()[0]
    assert (line["who"], line["why"], line["old"]["id"], line["new"]["id"]) == ("Ada", "Seen there", before, after)
    assert "corrected by Ada (Seen there)" in plain(session)


def test_a_place_of_the_gazetteer_is_looked_up_for_a_name_without_one(desk):
    (mention,) = desk.mentions["Zorbagrad"]

    def look_up(session):
        session.text_input(key=f"look-up-{mention}").set_value("Марсель").run()

    correct(desk, mention, "choose", set_fields=look_up)
    place, _ = desk.place_of(mention)
    assert desk.lines()[0]["new"]["id"] == place
    assert desk.lines()[0]["new"]["name"] == "Marseille"
    assert desk.lines()[0]["old"] is None


def test_a_place_is_moved_everywhere(desk):
    first, second = desk.mentions["Springfield"]

    def move(session):
        session.number_input(key=f"lat-{first}").set_value(39.8)
        session.number_input(key=f"lon-{first}").set_value(-89.65).run()

    session = correct(desk, first, "move", "place", set_fields=move)
    works(session)
    assert desk.place_of(first) == desk.place_of(second)
    assert "39.8° N, 89.65° W" in plain(session)
    assert desk.lines()[0]["target"]["kind"] == "place"


def test_a_mention_is_rejected_and_stays_in_the_list_of_names(desk):
    (mention,) = desk.mentions["Baku"]
    session = correct(desk, mention, "reject")
    assert desk.place_of(mention) == (None, "place")
    assert session.query_params["name"] == "baku"
    assert "Name without a place" in plain(session)


def test_a_role_is_set_for_every_mention_of_a_name(desk):
    first, second = desk.mentions["Springfield"]
    correct(desk, first, "role", "corpus", set_fields=lambda s: s.radio(key=f"role-{first}").set_value("actor").run())
    assert {desk.place_of(first)[1], desk.place_of(second)[1]} == {"actor"}


def test_two_places_are_merged(desk):
    (baku,), springfield = desk.mentions["Baku"], desk.mentions["Springfield"]
    stays, _ = desk.place_of(baku)
    correct(
        desk,
        springfield[0],
        "merge",
        set_fields=lambda s: s.selectbox(key=f"same-{springfield[0]}").set_value(stays).run(),
    )
    assert {desk.place_of(mention)[0] for mention in springfield} == {stays}


@pytest.mark.parametrize("who, why, warning", [("", "because", "Say who decides"), ("Ada", "  ", "Say why")])
def test_nothing_is_written_without_who_and_why(desk, who, why, warning):
    (mention,) = desk.mentions["Baku"]
    session = correct(desk, mention, "reject", who=who, why=why)
    assert warning in session.text[0].value
    assert not desk.file.exists()
    assert desk.place_of(mention)[0]


def test_what_is_saved_is_what_the_hand_chose_however_quick_it_was(desk):
    """The button pressed before the run that the last choices asked for: both reach the server together."""
    first, _ = desk.mentions["Springfield"]
    session = desk(mention=first)
    session.radio(key=f"reach-{first}-choose").set_value("corpus")
    sign(session, f"sign-{first}", "Ada", "Seen there")
    session.button(key="save").click().run()
    assert desk.lines()[0]["target"]["kind"] == "name"

    (mention,) = desk.mentions["Baku"]
    session = desk(mention=mention)
    session.radio(key=f"what-{mention}").set_value("reject")
    sign(session, f"sign-{mention}", "Ada", "Seen there")
    session.button(key="save").click().run()
    assert desk.place_of(mention) == (None, "place")


def test_what_changes_nothing_is_not_written(desk):
    (mention,) = desk.mentions["Baku"]
    session = correct(desk, mention, "move")
    assert "Nothing has been changed" in session.text[0].value
    assert not desk.file.exists()


def test_a_correction_is_undone_and_put_in_force_again(desk):
    (mention,) = desk.mentions["Baku"]
    correct(desk, mention, "reject")
    session = desk(show="corrections")
    works(session)
    assert "Baku (city, Azerbaijan) → nowhere" in plain(session)
    session = turn(desk, session, None)
    assert "Taken back by Ada" in plain(session)
    assert desk.place_of(mention)[0]
    session = turn(desk, session, desk.lines()[1]["id"])
    assert "Taken back" not in plain(session)
    assert desk.place_of(mention)[0] is None
    assert [line["what"] for line in desk.lines()] == ["reject", "undo", "undo"]


def turn(desk, session, undone_by: str | None):
    correction = desk.lines()[0]["id"]
    sign(session, f"undo-sign-{correction}-{undone_by}", "Ada", "I was wrong")
    return session.button(key=f"undo-do-{correction}").click().run()


def test_a_correction_that_wants_a_second_look_is_shown_first(desk):
    (mention,) = desk.mentions["Baku"]
    correct(desk, mention, "reject")
    stale = desk.lines()[0] | {"id": "f" * 12, "what": "role", "new": "actor", "old": "place", "found": ["place"]}
    stale["target"] = stale["target"] | {"text": "Atlantis", "start": 3}
    with desk.file.open("a", encoding="utf-8") as file:
        file.write(json.dumps(stale) + "\nnot a correction\n")
    session = correct(desk, desk.mentions["Springfield"][0], "reject")  # replays the file
    session = desk(show="corrections")
    words = plain(session)
    assert "1 correction wants a second look" in words
    assert words.index("Atlantis") < words.index("Springfield") < words.index("Baku")
    assert "No place name is recognised in these words any more." in words
    assert "corrections.jsonl:3" in session.text[0].value  # the line that is none


def test_where_editing_is_off_nothing_can_be_written(desk, monkeypatch):
    (mention,) = desk.mentions["Baku"]
    correct(desk, mention, "reject")
    monkeypatch.setenv("DATELINE_EDITING", "off")
    for query in ({"mention": mention}, {"show": "corrections"}):
        session = desk(**query)
        works(session)
        assert not [b.key for b in session.button if (b.key or "").startswith(("save", "undo", "correct-"))]


def test_an_article_is_dated_by_hand(desk, app):
    article = desk.mentions["Baku"][0].rpartition("-")[0]
    session = app("data", "en", article=article)
    works(session)
    session.text_input(key=f"published-{article}").set_value("2023-06")
    session.text_input(key=f"publisher-{article}").set_value("The Pier")
    sign(session, f"facts-{article}", "Ada", "The paper's own page")
    next(button for button in session.button if button.label == "Save the correction").click().run()
    works(session)
    assert {line["what"]: line["new"] for line in desk.lines()} == {
        "published": {"date_min": "2023-06-01", "date_max": "2023-06-30", "precision": "month"},
        "publisher": "The Pier",
    }
    row = session.dataframe[0].value.iloc[0]
    assert (row["Published"], row["Paper or site"]) == ("June 2023", "The Pier")
    session.text_input(key=f"published-{article}").set_value("soon")
    sign(session, f"facts-{article}", "Ada", "x")
    next(button for button in session.button if button.label == "Save the correction").click().run()
    assert "'soon' is no date" in session.text[0].value


@pytest.mark.parametrize("rejected", [False, True])
def test_a_claim_is_given_another_status_or_rejected_where_it_is_read(desk, app, rejected):
    session = app("reader", "en", article=desk.mentions["Baku"][0].rpartition("-")[0])
    works(session)
    forms = claim_forms(session)
    made = forms[-1].key.removeprefix("claim-stance-")
    assert forms[-1].value != "denied"
    session.checkbox(key=f"claim-none-{made}").set_value(True) if rejected else forms[-1].set_value("denied")
    sign(session, f"claim-sign-{made}", "Ada", "The minister's own words")
    session.button(key=f"claim-save-{len(forms) - 1}").click().run()
    works(session)
    (line,) = desk.lines()
    assert line["what"] == ("reject-claim" if rejected else "status")
    assert line["new"] == (None if rejected else line["old"] | {"stance": "denied"})
    assert [form.value for form in claim_forms(session)].count("denied") == (not rejected)
    assert len(claim_forms(session)) == len(forms) - rejected


def claim_forms(session):
    return [box for box in session.selectbox if (box.key or "").startswith("claim-stance-")]


def test_before_a_choice_the_place_named_most_is_shown(app):
    session = app("places", show="all")
    works(session)
    assert "Pourquoi ici" in plain(session)
    assert "Makhatchkala" in plain(session)
