"""Who is signed in, as the pages see it: what each may do, what each is told. Signing in itself: tests/browser/test_team.py."""

import time

import pytest

from geo import editors
from geo.pages import session as state
from tests.pages.test_pages import shown, works

AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef" * 2,
    "client_id": "dateline",
    "client_secret": "x",
    "server_metadata_url": "http://127.0.0.1:9/",
}


class Secrets(dict):
    """Streamlit's, as far as they are asked."""

    def load_if_toml_exists(self) -> bool:
        return bool(self)


@pytest.fixture
def team(app, monkeypatch):
    """``team(claims, page, **settings)``: the page for somebody of whom the provider says that. None: signed out."""

    def opened(claims, page="data", auth=AUTH, listed="@journal.fr", language="fr", **query):
        monkeypatch.setenv("DATELINE_EDITING", "editors")
        monkeypatch.setenv("DATELINE_EDITORS", listed)
        monkeypatch.setattr(state.st, "secrets", Secrets(auth=auth) if auth is not None else Secrets())
        user = {"is_logged_in": True, "iat": int(time.time()), "sub": "7"} | (claims or {"is_logged_in": False})
        monkeypatch.setattr(state.st, "user", type("User", (), {"to_dict": lambda self: user})())
        return app(language=language, page=page, **query)

    return opened


ANNA = {"email": "anna@journal.fr", "email_verified": True, "name": "Anna Petit"}


def writes(session) -> bool:
    return any((button.key or "") == "paste-do" for button in session.button)


@pytest.mark.parametrize("page", ["map", "reader", "compare", "places", "data", "audit", "about"])
def test_every_page_offers_to_sign_in_and_shows_no_wall(team, page):
    session = team(None, page)
    works(session)
    assert [button.label for button in session.sidebar.button if button.key == "sign-in"] == [
        "Se connecter pour corriger"
    ]
    assert not writes(session)


def test_where_nobody_signs_in_there_is_no_word_of_it(app):
    assert "sign-in" not in [button.key for button in app().button]


def test_who_is_listed_writes(team):
    session = team(ANNA)
    works(session)
    assert writes(session)
    assert "Anna Petit" in shown(session)
    assert [button.label for button in session.sidebar.button if button.key == "sign-out"] == ["Se déconnecter"]


@pytest.mark.parametrize(
    "claims, line",
    [
        ({"email": "eve@evil-journal.fr", "email_verified": True}, "n’a pas inscrit eve@evil-journal.fr"),
        ({"email": "anna@journal.fr"}, "d’inscrire sub:7 dans DATELINE_EDITORS"),
        ({"email": "anna@journal.fr", "sub": None}, "ne donne ni adresse certifiée ni identifiant"),
    ],
)
def test_who_is_not_listed_reads_and_is_told_why(team, claims, line):
    session = team(claims)
    works(session)
    assert line in shown(session)
    assert not writes(session)


def test_an_old_sign_in_is_none(team):
    session = team(ANNA | {"iat": int(time.time()) - editors.SIGN_IN_SECONDS - 1})
    assert not writes(session)
    assert "sign-in" in [button.key for button in session.sidebar.button]


def test_a_sign_in_that_was_ended_is_none_until_the_next(team):
    now = int(time.time())
    anna, another = ({"is_logged_in": True, "iat": now, "sub": sub} | ANNA for sub in ("7", "8"))
    session = team(anna)
    state._shelf().signed_out.add(editors.person(another, now))
    assert writes(session.run())
    state._shelf().signed_out.add(editors.person(anna, now))
    assert not writes(session.run())
    state.st.user.to_dict()["iat"] = now + 1  # signed in again
    assert writes(session.run())


@pytest.mark.parametrize(
    "auth, listed, line",
    [
        (None, "@journal.fr", "il manque redirect_uri, cookie_secret, client_id, client_secret, server_metadata_url"),
        ({}, "@journal.fr", "il manque redirect_uri"),
        ("nonsense", "@journal.fr", "il manque redirect_uri"),
        (AUTH | {"client_secret": " "}, "@journal.fr", "il manque client_secret dans"),
        (AUTH | {"client_id": 7}, "@journal.fr", "il manque client_id dans"),
        (AUTH | {"cookie_secret": "xxx"}, "@journal.fr", "a moins de 32 caractères"),
        (AUTH, "", "DATELINE_EDITORS est vide"),
    ],
)
def test_half_set_up_nobody_writes_and_the_page_says_what_is_missing(team, auth, listed, line):
    session = team(ANNA, auth=auth, listed=listed)
    works(session)
    assert line in shown(session)
    assert not writes(session)
    assert not [button for button in session.sidebar.button if (button.key or "").startswith("sign-")]


@pytest.mark.parametrize(
    "language, line", [("fr", "n’est ni une adresse, ni @ et un domaine"), ("en", "is neither an address, nor @")]
)
def test_a_list_that_cannot_be_read_is_one_line_on_the_page(team, language, line):
    session = team(ANNA, listed="@journal.fr, anna", language=language)
    assert not session.exception
    assert any(line in text.value for text in session.text)
    assert not writes(session)
