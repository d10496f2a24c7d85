"""Words that are not only names: how common a word is in French and English, and whether people are called so. Read-only, memory-mapped.

Built on the user's machine from the installed wordfreq (frequencies, CC BY-SA: never shipped by us) and Faker (given names and
surnames of about a hundred locales, MIT). Recognition asks it about every capitalised word.
"""

from __future__ import annotations

import importlib
import mmap
import os
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import marisa_trie

from geo.geoparsing.gazetteer import fold
from geo.geoparsing.gazetteer.names import transliterated
from geo.model import GazetteerMissing

FORMAT = 4
_GIVEN, _SURNAME = 1, 2
_ROW = 3  # bytes a word, in the order of the trie: its frequency in English and in French, the bits above
# Zipf frequencies are kept in tenths; below 1.5 (one in thirty million) a word tells nothing.
_LEAST_ZIPF = 1.5
_LANGUAGES = ("en", "fr")


class Lexicon:
    """``zipf(word, language)`` 0 to about 7.5, ``is_surname(word)``, ``record(word)`` all of it; words folded as gazetteer.fold does."""

    def __init__(self, trie: marisa_trie.Trie, rows: mmap.mmap) -> None:
        self._trie, self._rows = trie, rows
        self.record = lru_cache(maxsize=60_000)(self._record)

    @classmethod
    def open(cls, path: Path) -> Lexicon:
        if not path.is_file():
            raise GazetteerMissing(f"No word list at {path}. Run: python -m geo gazetteer build")
        with path.with_suffix(".bin").open("rb") as file:
            rows = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return cls(marisa_trie.Trie().mmap(str(path)), rows)

    def _record(self, folded: str) -> tuple[float, float, bool, bool]:
        """(zipf in English, zipf in French, is a given name, is a surname)"""
        number = self._trie.get(folded)
        if number is None:
            return 0.0, 0.0, False, False
        english, french, bits = self._rows[number * _ROW : (number + 1) * _ROW]
        return english / 10, french / 10, bool(bits & _GIVEN), bool(bits & _SURNAME)

    def zipf(self, folded: str, language: str | None) -> float:
        english, french, _, _ = self.record(folded)
        return french if language == "fr" else english if language == "en" else max(english, french)

    def is_surname(self, folded: str) -> bool:
        return self.record(folded)[3]


def file_name() -> str:
    """The name carries what the file was made from, so that another version is simply another file."""
    return f"lexicon-{FORMAT}-wordfreq{version('wordfreq')}-faker{version('Faker')}.marisa"


def ensure(folder: Path) -> Lexicon:
    """Open the lexicon in ``folder``, building it first where it is missing (about 5 s)."""
    path = folder / file_name()
    if not path.is_file():
        build(path)
    return Lexicon.open(path)


def build(path: Path) -> None:
    """Write the lexicon, a trie of words and a table beside it; it appears whole or not at all."""
    entries: dict[str, list[int]] = {}
    for place, language in enumerate(_LANGUAGES):
        for word, zipf in _frequencies(language):
            row = entries.setdefault(fold(word), [0, 0, 0])
            row[place] = max(row[place], round(zipf * 10))
    for bit, names in ((_GIVEN, _person_names("first_names")), (_SURNAME, _person_names("last_names"))):
        for name in names:
            folded = fold(name)
            for form in (folded, *transliterated(folded)):  # Volodymyr, Tchernychev: people of the news, too
                entries.setdefault(form, [0, 0, 0])[2] |= bit
    entries.pop("", None)
    trie = marisa_trie.Trie(
        sorted(entries), num_tries=1, cache_size=marisa_trie.HUGE_CACHE, order=marisa_trie.WEIGHT_ORDER
    )
    rows = bytearray(len(trie) * _ROW)
    for word, row in entries.items():
        rows[trie[word] * _ROW : (trie[word] + 1) * _ROW] = row
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.part")
    try:
        beside.write_bytes(rows)
        beside.replace(path.with_suffix(".bin"))
        trie.save(str(beside))
        beside.replace(path)  # last: where it is, both are
    finally:
        beside.unlink(missing_ok=True)


def _frequencies(language: str):
    from wordfreq import get_frequency_dict, zipf_frequency  # only a build needs it, and it takes 0.1 s to import

    for word in get_frequency_dict(language, "large"):
        zipf = zipf_frequency(word, language, "large")
        if zipf >= _LEAST_ZIPF:
            yield word, zipf


def _person_names(kind: str) -> set[str]:
    from faker.config import AVAILABLE_LOCALES

    names: set[str] = set()
    for locale in AVAILABLE_LOCALES:
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue  # this locale has no names of its own
        for attribute in dir(provider):
            if attribute.startswith(kind):
                table = getattr(provider, attribute)
                if isinstance(table, dict | list | tuple | set | frozenset):
                    names.update(
                        part for name in table if isinstance(name, str) for part in name.split() if len(part) > 1
                    )
    return names
