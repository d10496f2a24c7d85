from hypothesis import given
from hypothesis import strategies as st

from geo.geoparsing import stretches

SENTENCES = "L'Iran a livré des drones à la Russie vendredi. Le dépôt est à 900 km à l'est de Moscou.\n\n"


@given(st.text(alphabet="ab. \n"), st.integers(1, 40))
def test_stretches_make_up_the_text(text, longest):
    text, stretches_longest = text * 20, stretches._LONGEST
    try:
        stretches._LONGEST = longest
        spans = list(stretches.cut(text))
    finally:
        stretches._LONGEST = stretches_longest
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end - start <= longest for start, end in spans)


def test_a_long_text_is_found_as_its_parts_are(parser, monkeypatch):
    once = parser.parse(SENTENCES, None, "fr")
    monkeypatch.setattr(stretches, "_LONGEST", len(SENTENCES) + 10)
    many = parser.parse(SENTENCES * 5, None, "fr")
    assert once.resolutions and once.routes and once.dates and once.relatives
    for name in ("resolutions", "routes", "dates", "relatives", "sentences"):
        assert len(getattr(many, name)) == 5 * len(getattr(once, name))
    text = many.text
    assert all(text[r.mention.start : r.mention.end] == r.mention.text for r in many.resolutions)
    assert all(text[r.origin.start : r.origin.end] == r.origin.text for r in many.routes)
    assert all(text[d.start : d.end] == d.text for d in many.dates)
    assert all(text[r.start : r.end] == r.text for r in many.relatives)
    assert {text[start:end] for r in many.routes for start, end, _ in r.cues} == {
        once.text[start:end] for r in once.routes for start, end, _ in r.cues
    }


def test_no_stretch_cuts_a_given_span(parser, monkeypatch):
    text = "Le fret va de Saint-Jean-de-Maurienne à Modane. " * 6
    spans = [(n, n + 23) for n in range(len(text)) if text.startswith("Saint-Jean-de-Maurienne", n)]
    monkeypatch.setattr(stretches, "_LONGEST", 36)
    assert any(start < end < stop for _, end in stretches.cut(text) for start, stop in spans)  # else nothing is tried
    found = parser.parse(text, None, "fr", spans)
    assert [(r.mention.start, r.mention.end) for r in found.resolutions] == spans


def test_stretches_share_their_words(parser, monkeypatch):
    """A book that names one town ten thousand times holds its name once."""
    monkeypatch.setattr(stretches, "_LONGEST", len(SENTENCES) + 10)
    found = parser.parse(SENTENCES * 9, None, "fr").resolutions
    later = [r for r in found if r.mention.start >= len(SENTENCES)]  # the first stretch is as it was found
    assert len({id(r.mention.text) for r in later}) == len({r.mention.text for r in later})
    assert len({id(r.mention.evidence) for r in later}) == len({r.mention.evidence for r in later})
