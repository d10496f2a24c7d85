"""Catalogues in step, plurals, French spacing, dates with their precision."""

import ast
import pickle
import re
import string
from pathlib import Path

import pytest

from geo import i18n, store
from geo.model import FLOWS, MODALITIES, ROLES, STANCES, BadInput

NB, NNB = "\u00a0", "\u202f"
FR, EN = i18n.translator("fr"), i18n.translator("en")


MEMBERS = {"stance": STANCES, "flow": FLOWS, "modality": MODALITIES, "role": ROLES}


def _code() -> list[Path]:
    package = Path(i18n.__file__).parent
    return [package.parent / "app.py", *package.rglob("*.py")]


def _fields(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_catalogues_have_the_same_keys_and_the_same_values_to_fill_in():
    assert FR.messages.keys() == EN.messages.keys()
    different = {key for key in FR.messages if _fields(FR.messages[key]) != _fields(EN.messages[key])}
    assert not different


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_key_the_code_asks_for_is_there(language):
    t = i18n.translator(language)
    asked = {key for file in _code() for key in re.findall(r"""\bt\(["']([a-z_.]+)["']""", file.read_text("utf-8"))}
    assert asked
    assert not {key for key in asked if key not in t and f"{key}.other" not in t}


def test_no_message_is_empty_and_none_is_left_over():
    sources = "".join(file.read_text("utf-8") for file in _code())
    assert all(message.strip() for message in FR.messages.values())

    def used(key: str) -> bool:
        whole = key.removesuffix(".one").removesuffix(".other")
        section, _, name = whole.rpartition(".")
        # a key is written out, or built from its section: t(f"flow.{flow}"), t(f"{word}.{choice}")
        return (
            f'"{whole}"' in sources
            or f"'{whole}'" in sources
            or f'f"{section}.' in sources
            or name in MEMBERS.get(section, ())
        )

    assert not [key for key in FR.messages if not used(key)]


@pytest.mark.parametrize(
    "t, count, words",
    [
        (FR, 0, "0 lieu"),
        (FR, 1, "1 lieu"),
        (FR, 2, "2 lieux"),
        (FR, 1234, f"1{NNB}234 lieux"),
        (FR, 1_000_000, f"1{NNB}000{NNB}000 lieux"),
        (EN, 0, "0 places"),
        (EN, 1, "1 place"),
        (EN, 1234, "1,234 places"),
    ],
)
def test_plurals_follow_the_language(t, count, words):
    assert t("summary.places", count=count) == words


@pytest.mark.parametrize(
    "text, spaced",
    [
        ("Période : 2023", f"Période{NB}: 2023"),
        ("Vraiment ?", f"Vraiment{NNB}?"),
        ("« mot »", f"«{NB}mot{NB}»"),
        ("a ; b", f"a{NNB}; b"),
    ],
)
def test_french_spacing(text, spaced):
    assert i18n.typography("fr", text) == spaced
    assert i18n.typography("en", text) == text


@pytest.mark.parametrize(
    "span, french, english",
    [
        (("2023-06-09", "2023-06-09", "day"), "9 juin 2023", "9 June 2023"),
        (("2023-06-01", "2023-06-01", "day"), "1er juin 2023", "1 June 2023"),
        (("2023-06-11", "2023-06-11", "day"), "11 juin 2023", "11 June 2023"),
        (("2023-06-01", "2023-06-30", "month"), "juin 2023", "June 2023"),
        (("2022-11-01", "2022-11-10", "early-month"), "début novembre 2022", "early November 2022"),
        (("2022-11-11", "2022-11-20", "mid-month"), "mi-novembre 2022", "mid-November 2022"),
        (("2022-11-21", "2022-11-30", "late-month"), "fin novembre 2022", "late November 2022"),
        (("2023-01-01", "2023-12-31", "year"), "2023", "2023"),
        (("2024-01-01", "2024-04-30", "early-year"), "début 2024", "early 2024"),
        (("2023-06-05", "2023-06-11", "week"), "semaine du 5 juin 2023", "week of 5 June 2023"),
        (("2023-03-01", "2023-05-31", "season"), "printemps 2023", "spring 2023"),
        (("2022-12-01", "2023-02-28", "season"), "hiver 2022–2023", "winter 2022–2023"),
        (("2022-07-01", "2022-09-30", "quarter"), "3e trimestre 2022", "3rd quarter 2022"),
        ((None, "2023-05-31", "until"), "jusqu’au 31 mai 2023", "until 31 May 2023"),
        (("2022-02-24", None, "since"), "depuis le 24 février 2022", "since 24 February 2022"),
        (("2023-05-01", "2023-06-09", "range"), "du 1er mai 2023 au 9 juin 2023", "1 May 2023 to 9 June 2023"),
        (("2019-01-01", "2021-12-31", "range"), "2019–2021", "2019–2021"),
        (("2023-05-01", "2023-06-09", "something new"), "du 1er mai 2023 au 9 juin 2023", "1 May 2023 to 9 June 2023"),
        ((None, None, "unknown"), "date inconnue", "date unknown"),
    ],
)
def test_dates_are_written_with_their_precision(span, french, english):
    assert (FR.when(*span), EN.when(*span)) == (french, english)


@pytest.mark.parametrize(
    "first, last, french",
    [
        ("2022-11-20", "2023-06-09", "nov. 2022 – juin 2023"),
        ("2023-03-01", "2023-06-10", "mars – juin 2023"),
        ("2023-06-01", "2023-06-10", "juin 2023"),
    ],
)
def test_periods_are_short(first, last, french):
    assert FR.period(first, last) == french


@pytest.mark.parametrize(
    "wanted, language",
    [
        (("fr-CA",), "fr"),
        (("de-DE", "fr"), "fr"),
        ((None, "", "en_GB"), "en"),
        (("zh",), "en"),
        ((), "en"),
        (("FR",), "fr"),
    ],
)
def test_the_first_language_we_speak_is_picked(wanted, language):
    assert i18n.pick(*wanted) == language


def test_a_value_is_never_a_template():
    assert FR("map.near", name="{0.__class__} {name}") == "près de {0.__class__} {name}"


def test_lists_end_with_a_conjunction():
    assert [FR.listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a et b", "a, b et c"]


# --- the words of Streamlit's own controls ------------------------------------------------------------------------------


def _fits(form: str, text: str) -> str | None:
    """What stands in the place of {}; None where the text is another. As the page's script does it."""
    before, hole, after = form.partition("{}")
    if not hole:
        return "" if text == form else None
    fits = len(text) > len(before + after) and text.startswith(before) and text.endswith(after)
    return text[len(before) : len(text) - len(after)] if fits else None


def _said(place: i18n.Place, text: str) -> str:
    for word in place.words:
        for form in word.known:
            if (inside := _fits(form, text)) is not None:
                return word.said.replace("{}", inside)
    return text


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_a_control_says_is_found_from_any_language_and_stays_said(language):
    """A word that changed into another that changes would never come to rest: the page's script hears what it writes."""
    for place in i18n.controls(language):
        for word in place.words:
            for form in word.known:
                assert _said(place, form.replace("{}", "3")) in {each.said.replace("{}", "3") for each in place.words}
            said = word.said.replace("{}", "3")
            assert _said(place, said) == said
            assert all("{}" in form for form in word.known) or "{}" not in word.said


def test_a_control_speaks_french_and_english():
    said = {
        language: {word.said for place in i18n.controls(language) for word in place.words} for language in ("fr", "en")
    }
    assert {"Tout choisir", f"Chercher{NB}: {{}}"} <= said["fr"]
    assert {"Choose all", "Search: {}"} <= said["en"]


# --- errors --------------------------------------------------------------------------------------------------------

# Where the errors come from that a page can show: what is taken in, corrected, set, stored.
SHOWN_BY_PAGES = (
    "ingestion/fetch.py", "ingestion/webpage.py", "ingestion/articles.py", "pipeline.py", "geoparser.py", "corrections/desk.py",
    "corrections/book.py", "settings.py", "store.py", "geoparsing/gazetteer/reader.py", "geoparsing/geocoding/services.py",
    "geoparsing/geocoding/wire.py", "geoparsing/geocoding/__init__.py",
    "geoparsing/spacy_pipeline.py", "editors.py",
)  # fmt: skip
NOTHING = "nothing to read, only white space. Add a text or leave the file out."
RAISED = {  # which argument
    "BadInput": 0, "StoreUnavailable": 0, "GazetteerMissing": 0, "GeocodingUnavailable": 0, "Refused": 0,
    "_Refused": 0, "_wanted": 1, "_line": 0,
}  # fmt: skip


def _raised() -> dict[str, str]:
    """Line → where it is raised. Fails for a line that is put together before it is raised: no catalogue can hold it."""
    found = {line: "store.py" for _, line in store._SQLITE_ERRORS}
    for name in SHOWN_BY_PAGES:
        for node in ast.walk(ast.parse((Path(i18n.__file__).parent / name).read_text("utf-8"))):
            place = RAISED.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
            if place is None or isinstance(
                node.args[place], ast.Name
            ):  # a line that is handed on, checked where it is made
                continue
            assert isinstance(node.args[place], ast.Constant), f"{name}:{node.lineno}: not a plain string"
            found[node.args[place].value] = f"{name}:{node.lineno}"
    return found


def test_every_error_that_a_page_can_show_is_in_every_language_and_none_is_left_over():
    raised = _raised()
    for language in i18n.LANGUAGES:
        lines = i18n._error_lines(language)
        assert {line: where for line, where in raised.items() if line not in lines} == {}
        assert lines.keys() - raised.keys() == set()
        assert {line for line in lines if _fields(line) != _fields(lines[line])} == set()


@pytest.mark.parametrize(
    "error, english, french",
    [
        (
            BadInput(
                "{path}: {size_mb} MB is more than {max_file_mb} MB. Split it, or raise DATELINE_MAX_FILE_MB.",
                path="a.txt", size_mb=12.5, max_file_mb=10.0,
            ),
            "a.txt: 12.5 MB is more than 10 MB. Split it, or raise DATELINE_MAX_FILE_MB.",
            f"a.txt{NB}: 12,5 Mo, c’est plus que 10 Mo. Coupez-le, ou augmentez DATELINE_MAX_FILE_MB.",
        ),
        (
            BadInput("{path}: {error}", path="{0.__class__}.txt", error=BadInput(NOTHING)),
            "{0.__class__}.txt: " + NOTHING,
            f"{{0.__class__}}.txt{NB}: rien à lire, que des blancs. Ajoutez un texte ou laissez le fichier de côté.",
        ),
        (BadInput("a line of {nobody}"), "a line of {nobody}", "a line of {nobody}"),
    ],
)  # fmt: skip
def test_an_error_is_said_in_the_language_of_the_page_and_in_english_in_a_terminal(error, english, french):
    assert (str(error), EN.line(error), FR.line(error)) == (english, english, french)


@pytest.mark.parametrize(
    "kept, french",
    [
        ("nominatim knew no such place on 2023-06-09", "nominatim ne connaissait pas ce lieu le 2023-06-09"),
        (
            "atlas.example:8080 did not answer within 0.2 s. Try again later.",
            "atlas.example:8080 n’a pas répondu en 0.2 s. Réessayez plus tard.",
        ),
        (
            "atlas.example answered with status 429: it wants no more questions for now. Try again later.",
            f"atlas.example a répondu par le code 429{NB}: il ne veut plus de questions pour l’instant. Réessayez plus tard.",
        ),
        ("an editor's own {words}: no line of ours", None),
    ],
)
def test_a_line_that_was_kept_as_text_is_found_again(kept, french):
    assert FR.recalled(kept) == french
    assert EN.recalled(kept) == (kept if french else None)


def test_an_error_survives_the_way_to_another_process():
    error = BadInput("{path}: {error}", path="a.txt", error=BadInput("Choose a place first."))
    there = pickle.loads(pickle.dumps(error))
    assert (str(there), FR.line(there)) == (str(error), FR.line(error))
