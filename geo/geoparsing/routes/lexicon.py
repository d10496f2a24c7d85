"""What the knowledge files know of movement: word form in, frames and small-word classes out. Reads its own data once.

Verbs are listed by lemma (knowledge/routes_verbs.tsv, routes_words.toml) and inflected here by rule.
A tag is one letter a form: B base or infinitive, S present, D past, N past participle, G present participle,
M imperfect, F future, C conditional.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr")
_FOLDER = Path(__file__).resolve().parent.parent / "knowledge"
_VERB_CLASSES = ("causative", "fetchers", "found_at", "living", "registering", "publishing", "stopping")
_VOWELS = "aeiouyàâéèêëîïôûù"


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb or noun of movement. ``slots``: which phrase is which end; ``flags``: see routes_verbs.tsv."""

    lemma: str
    noun: bool
    kind: str
    flow: str
    flags: frozenset[str]
    mode: str | None
    slots: dict[str, str]
    particle: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that one language's rules look up. Every key is lower case."""

    language: str
    verbs: dict[str, str]  # any known verb form -> its tags; what bounds a clause
    frames: dict[str, tuple[tuple[Frame, str], ...]]  # form -> (frame, tags)
    lemmas: dict[str, frozenset[str]]  # form -> lemmas, for governors and saying verbs
    prepositions: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word -> (words, category), longest first
    governors: dict[str, tuple[str, ...]]  # lemma or word -> modalities it gives
    saying: dict[str, str]  # lemma -> neutral, alleged, denied, admitted, confirmed
    said: dict[str, str]  # form -> the same
    words: dict[str, frozenset[str]]  # closed classes: determiners, adverbs, ...
    nouns: dict[str, frozenset[str]]  # classes of cargo
    triggers: frozenset[str]  # a sentence with none of these says nothing of movement
    sources: frozenset[str]  # first words of « selon », "according to", "cited by"
    modes: dict[str, str]  # word -> sea, air, rail, road
    phrases: dict[str, dict[str, list[tuple[str, ...]]]]  # sources, onward, bearing, ...: first word -> phrases
    bearing: Frame  # the frame of « à destination de » and its like, which move things without a verb


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "routes_words.toml").read_text("utf-8"))


def _rows(name: str) -> list[list[str]]:
    lines = (_FOLDER / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def inflect_english(lemma: str, irregular: str = "") -> dict[str, str]:
    """Form -> tags. ``irregular`` is "past/participle", alternatives separated by commas."""
    forms: dict[str, str] = defaultdict(str)
    forms[lemma] += "B"
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms[lemma + "es"] += "S"
    elif re.search(r"[^aeiou]y$", lemma):
        forms[lemma[:-1] + "ies"] += "S"
    else:
        forms[lemma + "s"] += "S"
    stem, past = lemma, lemma + "ed"
    if lemma.endswith("ie"):
        stem, past = lemma[:-2] + "y", lemma + "d"
    elif lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        stem, past = lemma[:-1], lemma + "d"
    elif lemma.endswith(("ee", "oe")):
        past = lemma + "d"
    elif re.search(r"[^aeiou]y$", lemma):
        past = lemma[:-1] + "ied"
    elif re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", lemma) or lemma in _doubled():
        stem, past = lemma + lemma[-1], lemma + lemma[-1] + "ed"
    forms[stem + "ing"] += "G"
    if lemma.endswith("el") and not irregular:  # British travelled
        forms[lemma + "ling"], forms[lemma + "led"] = "G", "DN"
    if not irregular:
        forms[past] += "DN"
        return dict(forms)
    first, _, second = irregular.partition("/")
    for form in first.split(","):
        forms[form] += "D" if second else "DN"
    for form in filter(None, second.split(",")):
        forms[form] += "G" if form.endswith("ing") else "N"
    return dict(forms)


@cache
def _doubled() -> frozenset[str]:
    return frozenset(_table()["en"]["doubled"].split())


@cache
def _conjugation() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(_table()["conjugation"].items(), key=lambda item: -len(item[0])))


def inflect_french(lemma: str) -> dict[str, str]:
    """Form -> tags, third persons and first plural, all tenses of news prose, participles with their agreement."""
    forms: dict[str, str] = defaultdict(str)
    forms[lemma] += "B"
    present, imperfect, historic, future, participle, gerund = _french_parts(lemma)
    for form in present:
        forms[form] += "S"
    for ending in ("ait", "aient", "ions"):
        forms[imperfect + ending] += "M"
    forms[gerund + "ant"] += "G"
    for form in historic:
        forms[form] += "D"
    for ending in ("a", "ont", "ons"):
        forms[future + ending] += "F"
    for ending in ("ait", "aient", "ions"):
        forms[future + ending] += "C"
    for ending in ("", "e", "es") if participle.endswith("s") else ("", "e", "s", "es"):
        forms[participle + ending] += "N"
    return dict(forms)


def _first_person(forms: dict[str, str]) -> dict[str, str]:
    """« je reviens », « je pars » from « revient », « part »; verbs in -er have one form for both."""
    return {
        form[:-1] + "s" if form.endswith("t") else form + "s": "S"
        for form, tags in forms.items()
        if tags == "S" and re.search(r"[^n][td]$", form)
    } | {
        form[:-1] + "s": "S"
        for form, tags in forms.items()
        if tags == "S" and re.search(r"ient$", form) and form[:-1] + "s" not in forms
    }


def _french_parts(lemma: str) -> tuple[list[str], str, list[str], str, str, str]:
    """Present forms, imperfect stem, past historic forms, future stem, participle, gerund stem."""
    for ending, model in _conjugation():
        if lemma == ending[1:] if ending.startswith("=") else lemma.endswith(ending):
            stem = "" if ending.startswith("=") else lemma[: -len(ending)]
            present, imperfect, historic, future, participle, *gerund = model.split("|")
            return (
                [stem + form for form in present.split(",")],
                stem + imperfect,
                [stem + form for form in historic.split(",") if form],
                stem + future,
                stem + participle,
                stem + (gerund or [imperfect])[0],
            )
    stem = lemma[:-2]
    if lemma.endswith("er"):
        soft = stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem
        strong = _french_strong(stem)
        future = (
            strong + "er"
            if strong.endswith(("i", "ll", "tt")) or ("è" in strong[-3:] and "é" not in stem[-3:])
            else stem + "er"
        )
        present = [strong + "e", strong + "ent", soft + "ons"]
        if stem.endswith("ay"):  # payer: paie or paye
            present, future = [*present, stem[:-1] + "ie", stem[:-1] + "ient"], stem[:-1] + "ier"
        return present, soft, [soft + "a", stem + "èrent"], future, stem + "é", soft
    if lemma.endswith("ir"):
        present = [stem + "it", stem + "issent", stem + "issons"]
        return present, stem + "iss", [stem + "it", stem + "irent"], lemma, stem + "i", stem + "iss"
    present = [stem, stem + "ent", stem + "ons"]
    return present, stem, [stem + "it", stem + "irent"], lemma[:-1], stem + "u", stem


def _french_strong(stem: str) -> str:
    """The stem before a silent e: achet- → achèt-, appel- → appell-, transfér- → transfèr-, envoy- → envoi-."""
    if stem.endswith(("oy", "uy")):
        return stem[:-1] + "i"
    if stem.endswith(("ppel", "jet")):
        return stem + stem[-1]
    found = re.search(rf"[eé]([^{_VOWELS}]+)$", stem)
    if found is None or (stem[found.start()] == "e" and len(found.group(1)) > 1):
        return stem
    return stem[: found.start()] + "è" + found.group(1)


def _inflect(language: str, lemma: str, irregular: str) -> dict[str, str]:
    return inflect_english(lemma, irregular) if language == "en" else inflect_french(lemma)


def _frames(language: str, slots: dict[str, dict[str, str]]) -> dict[str, list[tuple[Frame, str]]]:
    forms: dict[str, list[tuple[Frame, str]]] = defaultdict(list)
    for name, noun in (("routes_verbs.tsv", False), ("routes_nouns.tsv", True)):
        for row_language, kind, flow, flags, mode, entries in _rows(name):
            if row_language != language:
                continue
            for entry in entries.split():
                lemma, _, irregular = entry.partition(":")
                lemma, _, particle = lemma.partition("+")
                marks = frozenset(flags.split(",")) - {"-"}
                frame = Frame(lemma, noun, kind, flow, marks, mode.strip("-") or None, slots[kind], particle)
                inflected = _inflect_noun(lemma, irregular) if noun else _inflect(language, lemma, irregular)
                if language == "fr" and not noun:
                    inflected |= _first_person(inflected)
                for form, tags in inflected.items():
                    forms[form].append((frame, tags))
    return forms


def _inflect_noun(lemma: str, plural: str) -> dict[str, str]:
    return dict.fromkeys((lemma, *(plural.split(",") if plural else (lemma + "s",))), "n")


def _with_plurals(words: list[str], language: str) -> frozenset[str]:
    """The words of a class with their regular plurals; those listed in the plural stay as they are."""
    plurals = {word + ("x" if word.endswith("eau") else "s") for word in words if not word.endswith(("s", "x", "z"))}
    if language == "en":
        plurals = {word[:-2] + "ies" if re.search(r"[^aeiou]ys$", word) else word for word in plurals}
        plurals |= {word + "es" for word in words if word.endswith(("x", "ch", "sh", "ss"))}
    return frozenset(words) | plurals


def _contracted(phrase: str) -> list[str]:
    """« en provenance de » with its contractions: du, des, d'."""
    for ending, others in ((" de", (" du", " des", " d'")), (" à", (" au", " aux"))):
        if phrase.endswith(ending):
            return [phrase, *(phrase.removesuffix(ending) + other for other in others)]
    return [phrase]


def _phrases(listed: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """First word -> the listed phrases with their contractions as word tuples, longest first."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in sorted(
        (split_words(form) for phrase in listed for form in _contracted(phrase)), key=len, reverse=True
    ):
        found[words[0]].append(words)
    return dict(found)


def _prepositions(table: dict[str, list[str]]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for category, phrases in table.items():
        for words in (split_words(form) for phrase in phrases for form in _contracted(phrase)):
            by_first[words[0]].append((words, category))
    return {first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in by_first.items()}


def split_words(phrase: str) -> tuple[str, ...]:
    """The words of a listed phrase as the tokeniser cuts them: « à destination d' » is three."""
    return tuple(re.findall(r"[^\s'’]+['’]|[^\s'’]+", phrase))


@cache
def load(language: str) -> Lexicon:
    """The lexicon of ``fr`` or ``en``. KeyError for any other language."""
    table = _table()
    own = table[language]
    irregular = dict(entry.split(":") for entry in own["irregular"].split())
    frames = _frames(language, table["classes"])
    verbs: dict[str, str] = defaultdict(str)
    lemmas: dict[str, set[str]] = defaultdict(set)
    saying = {
        lemma: kind
        for kind in ("neutral", "alleged", "denied", "admitted", "confirmed")
        for lemma in own["saying"][kind].split()
    }
    governors: dict[str, list[str]] = defaultdict(list)
    for modality in ("done", "ongoing", "planned", "capability", "hypothetical", "denied"):
        for word in own["governors"][modality].split():
            governors[word].append(modality)
    for lemma in {
        *own["plain"].split(),
        *saying,
        *own["light"].split(),
        *(lemma for name in _VERB_CLASSES for lemma in own[name].split()),
        *own["governors"]["object_control"].split(),
        *_verbal(governors, own),
    }:
        for form, tags in _inflect(language, lemma, irregular.get(lemma, "")).items():
            verbs[form] += tags
            lemmas[form].add(lemma)
    for form, found in frames.items():
        for frame, tags in found:
            if not frame.noun:
                verbs[form] += tags
                lemmas[form].add(frame.lemma)
    for name in ("be", "have", "do", "modals", "get"):
        for form in own[name].split():
            verbs[form] += "X"
    sections = [name for side in LANGUAGES for name, value in table[side].items() if isinstance(value, str)]
    words = {name: frozenset(own.get(name, "").split()) for name in sections}
    words["light"] = frozenset(form for form, known in lemmas.items() if known & words["light"])
    words |= {name: frozenset(own["governors"][name].split()) for name in own["governors"]}
    words |= {name: frozenset(own["saying"][name].split()) for name in ("hedges", "evidentials", "that", "direct")}
    listed_phrases = {name: own["saying"][name] for name in ("baseless", "sources", "citing", "cited_by")}
    listed_phrases |= {
        name: own[name]["words"] for name in ("onward", "from_there", "bearing", "counting", "own_soil", "idioms")
    }
    return Lexicon(
        language=language,
        verbs={form: "".join(sorted(set(tags))) for form, tags in verbs.items()},
        frames={form: tuple(found) for form, found in frames.items()},
        lemmas={form: frozenset(found) for form, found in lemmas.items()},
        prepositions=_prepositions(own["prepositions"]),
        governors={word: tuple(found) for word, found in governors.items()},
        saying=saying,
        said={form: saying[lemma] for form, known in lemmas.items() for lemma in sorted(known & saying.keys())[:1]},
        words=words,
        nouns={name: _with_plurals(entry.split(), language) for name, entry in own["nouns"].items()},
        triggers=frozenset(frames)
        | {max(words, key=len) for listed in _phrases(listed_phrases["bearing"]).values() for words in listed},
        sources=frozenset(w for name in ("sources", "citing", "cited_by") for w in _phrases(listed_phrases[name])),
        modes={word: mode for mode, entry in own["modes"].items() for word in _with_plurals(entry.split(), language)},
        phrases={name: _phrases(listed) for name, listed in listed_phrases.items()},
        bearing=Frame("", True, "nbearing", "auto/other", frozenset({"named"}), None, table["classes"]["nbearing"]),
    )  # fmt: skip


def _verbal(governors: dict[str, list[str]], own: dict[str, Any]) -> list[str]:
    """Those governors that are verbs."""
    uninflected = own["uninflected"].split()
    return [
        word
        for word in governors
        if word not in uninflected and ("clitics" not in own or word.endswith(("er", "ir", "re")))
    ]
