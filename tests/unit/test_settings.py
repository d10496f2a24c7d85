import pytest

from geo import settings
from geo.model import BadInput


def test_defaults_keep_everything_written_in_one_folder(tmp_path):
    chosen = settings.load({"DATELINE_DATA": str(tmp_path)})
    assert chosen.database == f"sqlite:///{tmp_path / 'dateline.db'}"
    assert chosen.geocoder == ""


@pytest.mark.parametrize(
    "name, value",
    [
        ("MAX_FILE_MB", "many"),
        ("MAX_FILE_MB", "nan"),
        ("NEGATIVE_DAYS", "-1"),
        ("GEOCODER", "google"),
        ("LANGUAGE", "de"),
        ("FETCH", "yes"),
        ("FETCH", "editors"),
        ("EDITING", "Editors"),
        ("EDITORS", "anna"),
        ("RECOGNISER", "stanza:fr"),
        ("RECOGNISER", "spacy:"),
        ("GEOCODER_DELAY_SECONDS", "0.2"),  # a public geocoder is asked at most once a second
    ],
)
def test_a_bad_value_is_named(name, value):
    with pytest.raises(BadInput, match=f"DATELINE_{name}"):
        settings.load({f"DATELINE_{name}": value})


def test_ones_own_geocoder_may_be_asked_faster():
    chosen = settings.load({"DATELINE_GEOCODER_URL": "http://127.0.0.1:1", "DATELINE_GEOCODER_DELAY_SECONDS": "0.2"})
    assert chosen.geocoder_delay_seconds == 0.2


def test_every_field_is_in_the_table():
    fields = {name.upper() for name in settings.Settings.__dataclass_fields__}
    assert fields == {name for name, _, _ in settings.TABLE}


def test_every_setting_is_documented():
    page = (settings.ROOT / "docs" / "SETTINGS.md").read_text("utf-8")
    for name, _, text in settings.TABLE:
        assert f"`DATELINE_{name}`" in page and text in page


@pytest.mark.parametrize(
    "editing, local, expected",
    [("auto", True, "on"), ("auto", False, "off"), ("on", False, "on"), ("off", True, "off")],
)
def test_auto_is_decided_by_where_somebody_is(editing, local, expected):
    chosen = settings.load({"DATELINE_EDITING": editing, "DATELINE_FETCH": editing})
    decided = settings.decided(chosen, local=local)
    assert (decided.editing, decided.fetch) == (expected, expected)


@pytest.mark.parametrize(
    "fetch, local, editor, expected",
    [
        ("auto", False, True, ("on", "on")),
        ("on", False, True, ("on", "on")),
        ("off", False, True, ("on", "off")),
        ("auto", True, False, ("off", "off")),  # to be on this machine is not to be signed in
        ("on", True, False, ("off", "off")),
        ("off", True, False, ("off", "off")),
    ],
)
def test_editors_edit_and_what_they_may_ask_the_network_nobody_else_may(fetch, local, editor, expected):
    chosen = settings.load({"DATELINE_EDITING": "editors", "DATELINE_FETCH": fetch, "DATELINE_EDITORS": "@journal.fr"})
    decided = settings.decided(chosen, local=local, editor=editor)
    assert (decided.editing, decided.fetch) == expected


@pytest.mark.parametrize("editing", ["auto", "off"])
def test_without_editors_nobody_is_one(editing):
    chosen = settings.load({"DATELINE_EDITING": editing, "DATELINE_FETCH": "auto", "DATELINE_EDITORS": "@journal.fr"})
    decided = settings.decided(chosen, local=False, editor=True)
    assert (decided.editing, decided.fetch) == ("off", "off")


def test_leave_to_edit_is_not_leave_to_ask_the_network():
    assert settings.decided(settings.load({"DATELINE_EDITING": "on"}), local=False).fetch == "off"


@pytest.mark.parametrize(
    "peer, headers, local",
    [
        (None, {"Host": "localhost:8501", "Origin": "http://localhost:8501"}, True),
        ("127.0.0.1", {"host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        ("192.0.2.7", {"Host": "localhost:8501", "Origin": "http://localhost:8501"}, False),
        ("127.0.0.1", {"Host": "127.0.0.1:8501", "Origin": "https://dateline.example"}, False),  # behind a proxy
        ("127.0.0.1", {"Host": "localhost", "X-Forwarded-For": "192.0.2.7"}, False),
        (None, {"Host": "dateline.example"}, False),
        (None, {"Host": "localhost.example"}, False),
        (None, {"Host": "localhost", "Origin": "null"}, False),
        (None, {"Host": "localhost", "Origin": "http://[localhost"}, False),
        (None, {}, False),
    ],
)
def test_only_a_browser_on_this_machine_is_local(peer, headers, local):
    assert settings.is_local(peer, headers) is local
