"""A spaCy pipeline as recogniser: text in, spans of what it takes for places out. The only file that knows spaCy, which is optional.

The pipeline is the user's: an installed package or a folder on disk. Nothing is ever downloaded.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from geo.geoparsing import stretches
from geo.model import BadInput

if TYPE_CHECKING:
    from spacy.language import Language

# What pipelines call a place: OntoNotes (GPE, LOC, FAC), WikiNER (LOC), NorNE, the National Corpus of Polish.
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC", "LOCATION", "FACILITY", "GPE_LOC", "GPE_ORG", "geogName", "placeName"))
FACILITY_LABELS = frozenset(("FAC", "FACILITY"))
# Characters read at once: spaCy takes about 1 GB for 100,000.
_LONGEST = 25_000


class SpacyPipeline:
    """``find_spans(text)``; safe to share between threads. ``version`` tells one pipeline from another."""

    def __init__(self, nlp: Language, version: str) -> None:
        self._nlp, self.version = nlp, version
        self._lock = Lock()  # spaCy's table of strings is emptied after each text

    def find_spans(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, label) of every entity with a label of PLACE_LABELS, in order, not overlapping."""
        found = []
        for start, end in stretches.cut(text, min(_LONGEST, self._nlp.max_length)):
            with self._lock, self._nlp.memory_zone():
                entities = self._nlp(text[start:end]).ents
                found += [
                    (start + each.start_char, start + each.end_char, each.label_)
                    for each in entities
                    if each.label_ in PLACE_LABELS
                ]
        return found


def load(name: str) -> SpacyPipeline:
    """The pipeline ``name``, a package or a folder. Raises BadInput where it cannot be used, saying what to do."""
    asked = f"DATELINE_RECOGNISER=spacy:{name}"
    try:
        import spacy
    except ImportError as error:
        raise BadInput(
            "{asked}: spaCy is not installed. Run: .venv/bin/pip install spacy, or unset the setting.", asked=asked
        ) from error
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError, ImportError, KeyError, TypeError) as error:  # whatever its files and factories raise
        why = " ".join(str(error).split())[:160]
        raise BadInput(
            "{asked}: spaCy cannot load it ({why}). Install the pipeline's package, or give the path of its folder.",
            asked=asked,
            why=why,
        ) from error
    labels = _entity_labels(nlp)
    if labels is None:
        parts = ", ".join(nlp.pipe_names) or "nothing"
        raise BadInput(
            "{asked}: it recognises no entities (it has {parts}). Use a pipeline with an ner component.",
            asked=asked,
            parts=parts,
        )
    if labels.isdisjoint(PLACE_LABELS):
        known = ", ".join(sorted(labels)[:12]) or "none"
        raise BadInput(
            "{asked}: none of its labels is one for places (it has {known}). Use one with {wanted}.",
            asked=asked,
            known=known,
            wanted=_listed(PLACE_LABELS),
        )
    return SpacyPipeline(nlp, f"spacy-{spacy.__version__}-{_version(nlp, name, spacy.util.is_package(name))}")


def _entity_labels(nlp: Language) -> frozenset[str] | None:
    """The labels of all components that set entities; None where there is no such component."""
    setting = [part for part in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(part).assigns]
    if not setting:
        return None
    return frozenset(label for part in setting for label in getattr(nlp.get_pipe(part), "labels", ()))


def _version(nlp: Language, name: str, is_package: bool) -> str:
    meta = f"{nlp.lang}_{nlp.meta['name']}-{nlp.meta['version']}"
    if is_package:
        return meta
    digest = sha256()  # who trains a pipeline anew seldom gives it another version
    for path in sorted(path for path in Path(name).rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return f"{meta}-{digest.hexdigest()[:12]}"


def _listed(labels: frozenset[str]) -> str:
    *others, last = sorted(labels)
    return f"{', '.join(others)} or {last}"
