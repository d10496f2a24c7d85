"""A spaCy pipeline as recogniser: spaCy's own loading, of small pipelines that are made here."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import spacy
from spacy.training import Example

from geo import settings
from geo.geoparser import Geoparser
from geo.geoparsing import spacy_pipeline, stretches
from geo.geoparsing.unlisted import FACILITY
from geo.model import BadInput

PATTERNS = [
    ("GPE", "Xarbalia"),
    ("LOC", "l'Iran"),
    ("GPE", "Moscou"),
    ("LOC", "La Rochelle"),
    ("FAC", "pont Valmy-Ouest"),
    ("GPE", "Iraniens"),
    ("PERSON", "Lyon"),
]


@pytest.fixture(scope="module")
def ruler(tmp_path_factory):
    """The folder of a French pipeline that knows a few names by heart."""
    nlp = spacy.blank("fr")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": name} for label, name in PATTERNS])
    folder = tmp_path_factory.mktemp("pipelines") / "ruler"
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def by_ruler(parser, ruler):
    return Geoparser(parser.gazetteer, parser.recogniser.lexicon, spacy_pipeline.load(str(ruler)))


def _read(parser, text):
    return [
        (r.mention.text, r.mention.role, r.place and r.place.id, r.reason)
        for r in parser.parse(text, language="fr").resolutions
    ]


def test_the_pipeline_alone_says_what_is_a_place(by_ruler, parser):
    text = "Le fret part de Lyon vers Moscou."
    assert [row[0] for row in _read(by_ruler, text)] == ["Moscou"]
    assert [row[0] for row in _read(parser, text)] == ["Lyon", "Moscou"]


def test_a_name_that_the_gazetteer_lacks_is_kept_with_its_reason(by_ruler):
    assert _read(by_ruler, "Le convoi a quitté Xarbalia.") == [("Xarbalia", "place", None, "no candidate")]


@pytest.mark.parametrize(
    "text, role",
    [("Une explosion a eu lieu à Moscou.", "place"), ("Moscou a livré des avions.", "actor")],
)
def test_roles_are_ours(by_ruler, parser, text, role):
    [(name, found, place, _)] = _read(by_ruler, text)
    assert (name, found) == ("Moscou", role)
    assert _read(parser, text) == _read(by_ruler, text) and place


def test_confidence_and_evidence_are_ours(by_ruler, parser):
    text = "Une explosion a eu lieu à Moscou."
    [ours], [theirs] = parser.parse(text).resolutions, by_ruler.parse(text).resolutions
    assert ours == theirs


def test_an_article_is_no_part_of_a_name_unless_it_is(by_ruler):
    assert [row[0] for row in _read(by_ruler, "Il accuse l'Iran.")] == ["Iran"]
    assert [row[0] for row in _read(by_ruler, "Il vit à La Rochelle.")] == ["La Rochelle"]


def test_demonyms_are_ours_whatever_the_label(by_ruler):
    [resolution] = by_ruler.parse("Des Iraniens ont voté.", language="fr").resolutions
    assert (resolution.mention.text, resolution.mention.role) == ("Iraniens", "demonym")
    assert resolution.place.country == "IR"


def test_a_building_is_a_facility_no_town(by_ruler):
    [resolution] = by_ruler.parse("Le pont Valmy-Ouest est fermé.", language="fr").resolutions
    assert resolution.place is None
    assert FACILITY in resolution.mention.evidence


def test_a_long_text_is_read_in_parts(ruler, monkeypatch):
    sentence = "Le convoi a quitté Xarbalia. "
    monkeypatch.setattr(spacy_pipeline, "_LONGEST", 3 * len(sentence))
    found = spacy_pipeline.load(str(ruler)).find_spans(sentence * 20)
    assert [start for start, _, _ in found] == [19 + n * len(sentence) for n in range(20)]
    assert len(list(stretches.cut(sentence * 20, 3 * len(sentence)))) > 5


def test_a_trained_pipeline_is_loaded_by_its_path(parser, tmp_path):
    """A statistical recogniser, trained here on four sentences, finds a town that it has not seen."""
    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("GPE")
    taught = [("He lives in Lyon .", (12, 16)), ("She left Paris today .", (9, 14)), ("They met in Oslo .", (12, 16))]
    examples = [
        Example.from_dict(nlp.make_doc(text), {"entities": [(*span, "GPE")]}) for text, span in taught for _ in range(2)
    ]
    nlp.initialize(lambda: examples)
    for _ in range(30):
        nlp.update(examples, drop=0.0)
    nlp.to_disk(tmp_path / "trained")
    loaded = spacy_pipeline.load(str(tmp_path / "trained"))
    by_model = Geoparser(parser.gazetteer, parser.recogniser.lexicon, loaded)
    [resolution] = by_model.parse("They met in Turin .", language="en").resolutions
    assert (resolution.mention.text, resolution.place.name) == ("Turin", "Turin")


def test_another_pipeline_makes_old_parses_stale(parser, by_ruler, ruler, tmp_path):
    again = Geoparser(parser.gazetteer, parser.recogniser.lexicon, spacy_pipeline.load(str(ruler)))
    assert again.version == by_ruler.version != parser.version
    nlp = spacy.load(ruler)
    nlp.get_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Nantes"}])
    nlp.to_disk(tmp_path / "ruler")
    taught = Geoparser(parser.gazetteer, parser.recogniser.lexicon, spacy_pipeline.load(str(tmp_path / "ruler")))
    assert taught.version not in (by_ruler.version, parser.version)


# --- what cannot be used


def _refused(name) -> str:
    with pytest.raises(BadInput) as refusal:
        spacy_pipeline.load(str(name))
    message = str(refusal.value)
    assert message.startswith(f"DATELINE_RECOGNISER=spacy:{name}: ") and "\n" not in message
    return message


def test_a_pipeline_that_is_not_there(tmp_path):
    assert "Install the pipeline's package" in _refused("fr_xarbalia_news_sm")
    assert "give the path of its folder" in _refused(tmp_path)  # a folder, but no pipeline


def test_a_pipeline_that_is_broken(ruler, tmp_path):
    spacy.load(ruler).to_disk(tmp_path / "broken")
    config = tmp_path / "broken" / "config.cfg"
    config.write_text(config.read_text("utf-8").replace('factory = "entity_ruler"', 'factory = "xarbalia"'), "utf-8")
    assert "cannot load it" in _refused(tmp_path / "broken")


def test_a_pipeline_without_entities(tmp_path):
    nlp = spacy.blank("fr")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "bare")
    assert "recognises no entities (it has sentencizer)" in _refused(tmp_path / "bare")


def test_a_pipeline_without_places(tmp_path):
    nlp = spacy.blank("fr")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "DRUG", "pattern": "Xarbal"}])
    nlp.to_disk(tmp_path / "drugs")
    assert "none of its labels is one for places (it has DRUG)" in _refused(tmp_path / "drugs")


def test_no_spacy(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)  # what import does where it is not installed
    assert "spaCy is not installed" in _refused("fr_core_news_sm")


def test_the_setting_is_obeyed(ruler):
    """The whole program, told by the environment."""
    row = json.dumps({"id": 1, "text": "Le fret part de Lyon vers Moscou."}).encode()
    for value, names in ((f"spacy:{ruler}", ["Moscou"]), ("", ["Lyon", "Moscou"])):
        done = subprocess.run(
            [sys.executable, "-m", "geo", "geoparse"],
            input=row, capture_output=True, cwd=settings.ROOT, env={**os.environ, "DATELINE_RECOGNISER": value},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        assert [m["text"] for m in json.loads(done.stdout)["mentions"]] == names
