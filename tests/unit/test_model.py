"""The nouns are values: what is made faster stays frozen, comparable, and as its fields say."""

import copy
import pickle
from dataclasses import MISSING, FrozenInstanceError, fields, replace

import pytest

from geo.model import Candidate, Mention, Place, Resolution

PLACE = Place("city:x", "Xarbal", "city", "FR", 1.5, 2.5, 3.0)
MENTION = Mention(3, 9, "Xarbal", "place", evidence=("dateline",))
NOUNS = [
    PLACE,
    Candidate(PLACE, 0.5),
    MENTION,
    Resolution(MENTION, PLACE, 0.9, "only place of that name", (Candidate(PLACE, 0.5),)),
]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: type(noun).__name__)
def test_nouns_of_a_text_are_frozen_values(noun):
    first = fields(noun)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(noun, first, None)
    for again in (copy.deepcopy(noun), pickle.loads(pickle.dumps(noun)), replace(noun)):
        assert again == noun and hash(again) == hash(noun) and repr(again) == repr(noun)
    assert replace(noun, **{first: None}) != noun


@pytest.mark.parametrize("kind", [type(noun) for noun in NOUNS], ids=lambda kind: kind.__name__)
def test_fields_without_a_default_have_to_be_given(kind):
    wanted = {each.name: each.name for each in fields(kind) if each.default is MISSING}
    noun = kind(**wanted)
    for each in fields(kind):
        assert getattr(noun, each.name) == wanted.get(each.name, each.default)
    for name in wanted:
        with pytest.raises(TypeError):
            kind(**{key: value for key, value in wanted.items() if key != name})
    with pytest.raises(TypeError):
        kind(**wanted, unknown=1)
