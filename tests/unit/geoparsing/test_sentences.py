from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geoparsing.sentences import split


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("Le cargo part. Il va à Gênes.", ["Le cargo part.", "Il va à Gênes."]),
        ("M. de Brissac est à Nantes. Il y reste.", ["M. de Brissac est à Nantes.", "Il y reste."]),
        ("Gen. Lee of the U.S. Army spoke. He left.", ["Gen. Lee of the U.S. Army spoke.", "He left."]),
        ("Un navire de 2.500 tonnes a coulé.", ["Un navire de 2.500 tonnes a coulé."]),
        ("« Nous partons. » Il est sorti.", ["« Nous partons. »", "Il est sorti."]),
        ('"We leave." He went out.', ['"We leave."', "He went out."]),
        ("Titre sans point\n\nLe texte suit.", ["Titre sans point", "Le texte suit."]),
        ("a-t-il encore dit.Le port est fermé.", ["a-t-il encore dit.", "Le port est fermé."]),  # glued by a web page
        ("Où va-t-il ? À Brest !", ["Où va-t-il ?", "À Brest !"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_splits(text, sentences):
    assert [text[start:end] for start, end in split(text)] == sentences


@given(st.text(alphabet=st.sampled_from('aB .!?…»"\n’.M')))
def test_spans_are_in_order_trimmed_and_lose_no_letter(text):
    spans = split(text)
    assert all(text[s:e] == text[s:e].strip() != "" for s, e in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    outside = "".join(
        text[a:b] for a, b in zip([0, *(e for _, e in spans)], [*(s for s, _ in spans), len(text)], strict=True)
    )
    assert not outside.strip()
