"""Who is signed in, and whether the list names them: identities as providers send them, and as somebody who wants in would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import editors, settings
from geo.model import BadInput

NOW = 1_700_000_000.0
LISTED = editors.entries("anna@journal.fr, @pier.example, sub:auth0|42")
CLAIMS = {
    "is_logged_in": True,
    "iat": int(NOW) - 60,
    "sub": "248289761001",
    "email": "anna@journal.fr",
    "email_verified": True,
    "name": "Anna Petit",
}


def listed(without: str = "", **claims: object) -> bool:
    who = editors.person({name: value for name, value in (CLAIMS | claims).items() if name != without}, NOW)
    return who is not None and editors.is_listed(who, LISTED)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "ANNA@Journal.FR"},
        {"email": "whoever@pier.example"},
        {"email": "Who.Ever+desk@PIER.example"},
        {"sub": "auth0|42", "email": "eve@evil.example"},
        {"sub": "auth0|42", "email": None, "email_verified": None, "name": None},
        {"iat": NOW - 60.5},
        {"name": None},
        {"iat": int(NOW) + 60},  # a provider's clock that is ahead
    ],
    ids=str,
)
def test_who_is_listed_may_edit(claims):
    assert listed(**claims)


@pytest.mark.parametrize(
    "claims",
    [
        {"is_logged_in": False},
        {"is_logged_in": "true"},
        {"is_logged_in": 1},
        {"without": "is_logged_in"},
        {"without": "email"},
        {"without": "email_verified"},  # as Microsoft's
        {"without": "iat"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": "false"},
        {"email_verified": 1},
        {"email_verified": [True]},
        {"email": "eve@evil.example"},
        {"email": "eve@evil-pier.example"},
        {"email": "eve@sub.pier.example"},
        {"email": "eve@pier.example.evil.example"},
        {"email": "eve@pier.example."},
        {"email": "eve@pierXexample"},
        {"email": "eve@pier.example@evil.example"},
        {"email": "eve@evil.example@pier.example"},
        {"email": '"eve@evil.example"@pier.example'},
        {"email": "eve@evil.example,anna@journal.fr"},
        {"email": "Anna <anna@journal.fr>"},
        {"email": "@pier.example"},
        {"email": "pier.example"},
        {"email": "@"},
        {"email": ""},
        {"email": " anna@journal.fr"},
        {"email": "anna@journal.fr\n"},
        {"email": "anna@journal.fr\x00"},
        {"email": "an na@journal.fr"},
        {"email": "anna@journal.fr\u200b"},
        {"email": "аnna@journal.fr"},  # a Cyrillic а
        {"email": "anna@jоurnal.fr"},  # a Cyrillic о
        {"email": "anna＠journal.fr"},  # a full-width @
        {"email": "anna@journal．fr"},  # a full-width stop
        {"email": "sub:auth0|42"},
        {"email": "sub:auth0|42@evil.example"},
        {"email": ["anna@journal.fr"]},
        {"email": {"anna@journal.fr": True}},
        {"email": b"anna@journal.fr"},
        {"email": 7},
        {"email": True},
        {"email": None},
        {"email": "nobody@evil.example", "sub": "AUTH0|42"},  # subjects tell capitals apart
        {"email": "nobody@evil.example", "sub": "auth0|42 "},
        {"email": "nobody@evil.example", "sub": "anna@journal.fr"},
        {"email": "nobody@evil.example", "sub": "@pier.example"},
        {"email": "nobody@evil.example", "sub": ["auth0|42"]},
        {"email": "nobody@evil.example", "sub": ""},
        {"email": "nobody@evil.example", "name": "anna@journal.fr", "preferred_username": "anna@journal.fr"},
        {"iat": int(NOW) - editors.SIGN_IN_SECONDS},  # yesterday's sign-in
        {"iat": int(NOW) + 3600},
        {"iat": str(int(NOW))},
        {"iat": True},
        {"iat": float("nan")},
        {"iat": float("inf")},
    ],
    ids=str,
)
def test_who_is_not_clearly_on_the_list_only_reads(claims):
    assert not listed(**claims)


def test_the_kelvin_sign_is_no_k():
    """Lower-cased as Unicode it would be one."""
    who = editors.person(CLAIMS | {"email": "an\u212aa@journal.fr"}, NOW)
    assert not editors.is_listed(who, editors.entries("anka@journal.fr"))


def test_an_empty_list_lists_nobody():
    for claims in (CLAIMS, CLAIMS | {"email": "", "sub": ""}):
        assert not editors.is_listed(editors.person(claims, NOW), editors.entries(" , "))


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*CLAIMS, "preferred_username"]), _anything))
def test_whatever_the_claims_hold_there_is_an_answer_and_it_is_no(claims):
    who = editors.person(claims | {"is_logged_in": True, "iat": int(NOW)}, NOW)
    assert not editors.is_listed(who, LISTED)
    assert (
        len(who.signature) < 200 + editors.MOST_NAME
    )  # a line of corrections holds it, or its address alone is too long


@pytest.mark.parametrize(
    "words, entries",
    [
        ("", ()),
        (" ,, ", ()),
        ("Anna@Journal.fr", ("anna@journal.fr",)),
        (" anna@journal.fr , @Journal.fr,\nanna@journal.fr", ("anna@journal.fr", "@journal.fr")),
        ("sub:aB|1", ("sub:aB|1",)),
        ("@intranet", ("@intranet",)),
    ],
)
def test_the_list_is_read(words, entries):
    assert editors.entries(words) == entries
    assert settings.load({"DATELINE_EDITORS": words}).editors == entries


@pytest.mark.parametrize(
    "words",
    [
        "anna",
        "*",
        "@",
        "@*.journal.fr",
        "*@journal.fr",
        "a@b@c.fr",
        "sub:",
        "sub:a b",
        "Sub:1",
        "rédac@journal.fr",
        "@jоurnal.fr",
    ],
)
def test_what_cannot_be_matched_is_named(words):
    with pytest.raises(BadInput, match="DATELINE_EDITORS"):
        settings.load({"DATELINE_EDITORS": f"anna@journal.fr, {words}"})


@pytest.mark.parametrize(
    "claims, signature, public",
    [
        ({}, "Anna Petit <anna@journal.fr>", "Anna Petit"),
        ({"name": ""}, "anna <anna@journal.fr>", "anna"),
        ({"name": None, "preferred_username": "apetit"}, "apetit <anna@journal.fr>", "apetit"),
        ({"name": "anna@journal.fr"}, "anna <anna@journal.fr>", "anna"),
        ({"name": None, "email_verified": None}, "248289761001 <sub:248289761001>", "248289761001"),
        ({"name": "Boss <boss@journal.fr>"}, "Boss <anna@journal.fr>", "Boss"),
        ({"name": "Boss: said so"}, "Boss said so <anna@journal.fr>", "Boss said so"),
        ({"name": "A\u202enna\u0000\u200b\n Petit"}, "Anna Petit <anna@journal.fr>", "Anna Petit"),
        ({"name": "x" * 10_000}, f"{'x' * editors.MOST_NAME} <anna@journal.fr>", "x" * editors.MOST_NAME),
    ],
)
def test_a_signature_ends_with_what_is_proved_and_readers_get_the_name(claims, signature, public):
    made = editors.person(CLAIMS | claims, NOW).signature
    assert made == signature
    assert editors.public(made) == public


@pytest.mark.parametrize("typed", ["Ada", "Ada <", "<>", "Ada <b> c", "< Ada"])
def test_what_somebody_typed_as_their_name_stays_a_name(typed):
    assert editors.public(typed) == typed or typed == "<>"
    assert editors.public(typed)
