"""Hard-wrapped text: line breaks that are only where a line was full."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geoparsing.wrapping import unwrapped

PARAGRAPH = (
    "Un cargo parti de Makhatchkala mardi a livré des pièces de drones à Bandar Anzali, selon deux dockers qui ont vu le navire. "
    "La veille, un convoi venu de Port-Soudan avait gagné la ville de New York en passant par la Nouvelle-Orléans, dit un rapport. "
    "Aucun des deux ports n'a répondu."
)


@pytest.mark.parametrize("width", [40, 64, 72, 100])
def test_a_wrapped_text_is_read_as_if_it_were_not(parser, width):
    wrapped = "Un titre\n\n" + textwrap.fill(PARAGRAPH, width, break_on_hyphens=False)
    flat = "Un titre\n\n" + PARAGRAPH
    assert unwrapped(wrapped) == flat
    one, other = parser.parse(wrapped, None, "fr"), parser.parse(flat, None, "fr")
    assert one == other.__class__(**{**{f: getattr(other, f) for f in other.__dataclass_fields__}, "text": wrapped})
    assert one.text == wrapped and "New York" in {r.mention.text for r in one.resolutions}


def test_an_indented_line_opens_a_paragraph():
    """As agencies' feeds have it."""
    wrapped = textwrap.fill(PARAGRAPH, 64, initial_indent="    ", break_on_hyphens=False)
    assert unwrapped(f"A HEADLINE\n{wrapped}\n{wrapped}") == f"A HEADLINE\n    {PARAGRAPH}\n    {PARAGRAPH}"


@pytest.mark.parametrize(
    "text",
    [
        "Une phrase entière, sans coupure aucune.\n\nUne autre, plus loin.\nEt une troisième ligne.",
        "À lire aussi\nLe port de Bakou\nLa gare de Lyon\nUne usine à Alabuga",
        "- du blé de Novorossiisk\n- des obus de Pyongyang\n- des drones de Téhéran",
        "mer\nterre\nciel\nfeu\neau",  # narrower than any column
        "",
        "\n\n\n\n",
    ],
)
def test_breaks_that_mean_something_are_left(text):
    assert unwrapped(text) is text


def test_a_heading_inside_wrapped_text_keeps_its_line():
    lines = textwrap.fill(PARAGRAPH, 60)
    assert unwrapped(f"Au port\n{lines}\n\n{lines}").startswith("Au port\nUn cargo")


@given(st.text() | st.text("ab A.\n-", max_size=300))
def test_offsets_stay(text):
    read = unwrapped(text)
    assert len(read) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, read, strict=True))
