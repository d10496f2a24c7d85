"""Normalisation of names: fold() is the one key under which a name is listed and looked up. Pure.

Where the folded form is unknown, variants() gives the forms it may be listed under: without article or preposition, out of its case.
"""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge" / "gazetteer.toml"

# Letters that Unicode does not decompose and newspapers write plainly; Arabic and Persian spellings of one letter.
_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "a",
        "ґ": "г", "ђ": "d", "ʼ": " ",
        "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ە": "ه", "ٱ": "ا", "ـ": None,
        "\u200d": None, "\u200e": None, "\u200f": None, "\u00ad": None, "\ufeff": None,
    }
)  # fmt: skip
_PUNCTUATION = {ord(c): " " for c in "'’‘ʼʻʹʿʾ`´-‐‑‒–—_/,;:()[]{}\"«»“”„&+*!?|\u200c\u00a0\u202f·"}
_ASCII = str.maketrans(dict.fromkeys("'`-_/,;:()[]{}\"&+*!?|", " "))
_CAMEL = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]+")
# "St.Petersburg" is two words, "U.S.A." one.
_GLUED_DOT = re.compile(r"(?<=\w\w)\.(?=\w)")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The key of a name: no case, no marks, one kind of space. Idempotent. « Val-d'Oise » → « val d oise »."""
    if name.isalnum():  # a word: mostly nothing but case to take away, or the accents of a Latin letter
        if name.isascii():
            return name.lower()
        try:
            plain = name.encode("latin-1").translate(_LATIN)
        except UnicodeEncodeError:
            return _fold(name)
        if _LONGER not in plain:
            return plain.decode("ascii")
    return _fold(name)


def _fold(name: str) -> str:
    """fold() of anything."""
    if "." in name:
        name = _GLUED_DOT.sub(" ", name).replace(".", "")
    if name.isascii():
        return " ".join(name.lower().translate(_ASCII).split())
    # Punctuation first: NFKD would turn some of it into letters' marks.
    text = unicodedata.normalize("NFKD", name.translate(_PUNCTUATION).casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS)).translate(_PUNCTUATION)
    return " ".join(text.replace(".", "").split())


# Latin-1 letters folded one by one, a byte each: « é » is e. Those that become two (ß) or stay beyond ASCII (µ) are _LONGER.
_LONGER = 0
_LATIN = bytes(
    ord(letter) if len(letter := _fold(chr(code))) == 1 and letter.isascii() else _LONGER for code in range(256)
)


@cache
def knowledge() -> dict:
    """The tables of knowledge/gazetteer.toml."""
    return tomllib.loads(KNOWLEDGE.read_text(encoding="utf-8"))


@cache
def _endings(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = knowledge()["endings"][language]
    return tuple(sorted(((e, tuple(b)) for e, b in table.items()), key=lambda row: -len(row[0])))


@cache
def _leading() -> frozenset[str]:
    """Articles and prepositions of all languages: « la », « в », « به »."""
    tables = knowledge()["articles"], knowledge()["prepositions"]
    return frozenset(fold(word) for table in tables for words in table.values() for word in words)


@cache
def _shortenings() -> dict[str, str]:
    return {long: short for short, longs in knowledge()["shortenings"].items() for long in longs}


def words_apart(name: str) -> str | None:
    """The words of a name that is written together, as in hashtags: « ElFasher » → « El Fasher ». None where it is one word."""
    words = _CAMEL.findall(name)
    return " ".join(words) if len(words) > 1 and len("".join(words)) == len(name) else None


def shortened(folded: str) -> Iterator[str]:
    """The form with its first word abbreviated, where newspapers do: saint louis → st louis."""
    first, space, rest = folded.partition(" ")
    if space and first in _shortenings():
        yield f"{_shortenings()[first]} {rest}"


def bare(name: str) -> str | None:
    """The folded form that French contractions leave of a name with an article: Le Havre → havre (au Havre). Or None."""
    rules = knowledge()["bare"]
    first, _, rest = fold(name).partition(" ")
    return rest if first in rules["articles"] and len(rest) >= rules["shortest"] else None


def short(name: str) -> str | None:
    """The folded form that French leaves of a river's or range's name behind its article: fleuve Tigre → tigre (le Tigre). Or None."""
    rules = knowledge()["short"]
    first, _, rest = fold(name).partition(" ")
    named = first in rules["types"] and len(rest) >= rules["shortest"] and rest.split()[0] not in rules["never"]
    return rest if named else None


def head(name: str) -> str | None:
    """The folded first word by which a compound town is called: Châlons-en-Champagne → chalons. Or None."""
    rules = knowledge()["heads"]
    first, *rest = fold(name).split()
    if len(rest) < 1 or first in rules["never"]:
        return None
    if len(rest) >= 2 and rest[0] in rules["connectors"]:
        return first if len(first) >= rules["shortest"] else None
    compound = "-" in name and " " not in name and len(rest) == 1
    return first if compound and len(first) >= rules["shortest_compound"] else None


# ---------------------------------------------------------------- Cyrillic names in Latin letters

_RUSSIAN_ONLY, _UKRAINIAN_ONLY = frozenset("ыэъ"), frozenset("іє")
_VOWEL_S = re.compile(r"(?<=[aeiouy])s(?=[aeiouy])")


@cache
def _spelling(language: str, ukrainian: bool) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    table = knowledge()["transliteration"][language]
    spelling = table["letters"] | table["pairs"]
    if ukrainian:
        spelling = spelling | table["ukrainian"] | table["ukrainian_pairs"]
    # ^е is an initial, ии$ a final: word boundaries, as the name may be of several words
    parts = [key.replace("^", r"\b").replace("$", r"\b") for key in sorted(spelling, key=len, reverse=True)]
    return re.compile("|".join(parts)), spelling


def spelled(folded: str, language: str, ukrainian: bool, choice: int = 0) -> str:
    """A folded Russian or Ukrainian name in French or English letters. choice 0: usual spelling, -1: the other."""
    pattern, spelling = _spelling(language, ukrainian)

    def spell(match: re.Match[str]) -> str:
        found = match.group()
        initial = folded[match.start() - 1 : match.start()].strip() == ""
        final = folded[match.end() : match.end() + 1].strip() == ""
        for key in (f"^{found}" if initial else "", f"{found}$" if final else "", found):
            if key in spelling:
                return spelling[key][choice]
        return found

    return pattern.sub(spell, folded)


def transliterated(folded: str) -> Iterator[str]:
    """A folded Russian or Ukrainian name as French and English newspapers write it. Nothing for other Cyrillic."""
    letters = set(folded) - {" "}
    rules = knowledge()["transliteration"]
    if not letters <= rules["fr"]["letters"].keys() | _UKRAINIAN_ONLY:
        return
    kinds = [ukrainian for ukrainian, alien in ((False, _UKRAINIAN_ONLY), (True, _RUSSIAN_ONLY)) if not letters & alien]
    seen = set()
    for language, ukrainian, choice in itertools.product(("fr", "en"), kinds, (0, -1)):
        form = spelled(folded, language, ukrainian, choice)
        seen.update({form, _VOWEL_S.sub("ss", form)} if rules[language]["doubled_s"] else {form})
    yield from sorted(form for form in seen if len(form) >= rules["shortest"])


def transcribed(labels: dict[str, str], country: str) -> str | None:
    """The French form of a town's Ukrainian (in Ukraine) or Russian label: « Рязань » → « Riazan ». None for other countries."""
    language = knowledge()["printed"]["cyrillic"].get(country)
    label = labels.get(language, "")
    if (
        not label
        or not set(fold(label)) - {" "} <= knowledge()["transliteration"]["fr"]["letters"].keys() | _UKRAINIAN_ONLY
    ):
        return None
    words = re.split(r"([ -])", re.sub("[’'ʼ]", "", label))
    return "".join(
        spelled(fold(word), "fr", language == "uk").capitalize() if word.strip(" -") else word for word in words
    )


# ---------------------------------------------------------------- spellings of one Latin transliteration

_DOUBLED = re.compile(r"([a-z])\1+")
_FINAL_H = re.compile(r"(?<=[aeiou])h\b")


def skeleton(folded: str) -> str | None:
    """What transliterations of a name have in common: babanusah, hajjiabad → babanusa, hajiabad. None for what is too short."""
    if not folded.isascii():
        return None
    bones = _DOUBLED.sub(r"\1", _FINAL_H.sub("", folded).replace(" ", ""))
    return bones if len(bones) >= knowledge()["alike"]["shortest"] else None


# ---------------------------------------------------------------- names as French newspapers hear them


@cache
def _respelling() -> tuple[re.Pattern[str], list[list[tuple[re.Pattern[str], str]]]]:
    table = knowledge()["respelled"]
    rules, also = ([(re.compile(pattern), to) for pattern, to in table[part].items()] for part in ("rules", "also"))
    return re.compile(table["already"]), [rules, rules + also]


def respelled(folded: str) -> Iterator[str]:
    """A folded name of English spelling in French ones: shahr e jadid → chahr e jadid, chahr e djadid.

    Nothing where French would change nothing, or where the name is spelled by other rules than the English.
    """
    already, spellings = _respelling()
    seen = {folded, *knowledge()["respelled"]["never"]}
    if not folded.isascii() or already.search(folded):
        return
    for rules in spellings:
        form = folded
        for pattern, to in rules:
            form = pattern.sub(to, form)
        form = form.lower()
        if form not in seen and len(form) >= knowledge()["respelled"]["shortest"]:
            yield form
            seen.add(form)


# ---------------------------------------------------------------- Arabic names as English newspapers write them


@cache
def _romanisation() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]]]:
    table = knowledge()["romanised"]
    return re.compile(table["article"]), [(re.compile(pattern), to) for pattern, to in table["rules"].items()]


def romanised(folded: str) -> Iterator[str]:
    """A folded name of learned transliteration as newspapers have it: ash shirqat → al shirqat, shirqat; al qurnah → al qurna, qurna."""
    article, rules = _romanisation()
    plain = folded
    for pattern, to in rules:
        plain = pattern.sub(to, plain)
    seen = {folded}
    for form in (folded, plain):
        for start in ("al ", ""):
            spelling = article.sub(start, form)
            if spelling not in seen and len(spelling) >= knowledge()["romanised"]["shortest"]:
                yield spelling
                seen.add(spelling)


# ---------------------------------------------------------------- names as newspapers print them


@cache
def _spellings(country: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    rules = knowledge()["printed"]["spelling"].get(country, {})
    return tuple((re.compile(pattern), to) for pattern, to in rules.items())


@lru_cache(maxsize=16384)
def printed(name: str, country: str, language: str) -> str:
    """A transliterated name without the marks that only scholars write: Kazan’ → Kazan, Al Ḩudaydah → Al Hudaydah.

    In countries of Latin script nothing changes: there the marks belong to the name (Șișești, L'Haÿ).
    """
    rules = knowledge()["printed"]
    if country not in rules["countries"]:
        return name
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if c not in rules["marks"])
    plain = unicodedata.normalize("NFC", plain)
    if country in rules["inner_apostrophes"]:  # Xi'an is two syllables
        plain = re.sub(r"(?<!\w)[’'ʼ‘`]|[’'ʼ‘`](?!\w)", "", plain)
    else:
        elided = r"(?<!\b[ld])" if language == "fr" else ""  # Komsomolsk-sur-l'Amour
        plain = re.sub(elided + r"[’'ʼ‘ʿʾʹ`]", "", plain)
    if language == "en":
        for pattern, to in _spellings(country):
            plain = pattern.sub(to, plain)
    return plain[:1].upper() + plain[1:]


# ---------------------------------------------------------------- names as they stand in a sentence


def variants(folded: str, language: str | None = None) -> Iterator[str]:
    """Other folded forms the name may be listed under, likeliest first. Only for a name that is not listed itself."""
    words = folded.split()
    if not words:
        return
    if len(words) > 1 and words[0] in _leading():
        rest = " ".join(words[1:])
        yield from (f"{article} {rest}" for article in knowledge()["contractions"].get(words[0], ()))
        yield rest
        yield from variants(rest, language)
    yield from _expanded(words)
    yield from _without_generic(folded, words)
    if "а" <= folded[0] <= "ӿ":
        yield from _nominatives(words, "uk" if language == "uk" or any(c in "іє" for c in folded) else "ru")
    elif "ء" <= folded[0] <= "ۿ":
        yield from _without_clitics(words)


def _expanded(words: list[str]) -> Iterator[str]:
    table = knowledge()["expansions"] | knowledge()["shortenings"]
    if any(word in table for word in words):
        options = [[*table.get(word, ()), word] for word in words]
        yield from (" ".join(choice) for choice in itertools.islice(itertools.product(*options), 24))


def _without_generic(folded: str, words: list[str]) -> Iterator[str]:
    generics = knowledge()["generics"]
    if len(words) > 1 and words[-1] in generics["last"]:
        yield " ".join(words[:-1])
    for first in generics["first"]:
        if folded.startswith(first + " "):
            yield folded[len(first) + 1 :]


def _nominatives(words: list[str], language: str) -> Iterator[str]:
    """Each word out of its case; all combinations, up to 400, unchanged words last."""
    options = []
    for word in words:
        forms = {}
        for ending, bases in _endings(language):
            # « Уфе » is « Уфа », « Афин » is « Афины », but « не » and « дом » are no forms of anything.
            if word.endswith(ending) and len(word) - len(ending) >= (2 if ending else 4):
                stem = word[: len(word) - len(ending)]
                forms.update(dict.fromkeys(stem + base for base in bases))
        options.append([*forms, word])
    forms = (" ".join(choice) for choice in itertools.islice(itertools.product(*options), 400))
    yield from (form for form in forms if form != " ".join(words))


def _without_clitics(words: list[str]) -> Iterator[str]:
    first, rest = words[0], words[1:]
    if first.startswith("لل") and len(first) > 4:  # "for the": the article loses its alif
        yield " ".join(["ال" + first[2:], *rest])
        yield " ".join([first[2:], *rest])
    for clitic in knowledge()["clitics"]["ar"]:
        clitic = fold(clitic)
        if first.startswith(clitic) and len(first) - len(clitic) >= 3:
            bare = first[len(clitic) :]
            yield " ".join([bare, *rest])
            yield " ".join(["ال" + bare, *rest])
    if first.startswith("ال") and len(first) > 4:
        yield " ".join([first[2:], *rest])
