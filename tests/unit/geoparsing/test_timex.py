"""Time expressions of our own sentences. Published on Friday 9 June 2023 unless a row says otherwise."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.geoparsing import timex
from geo.geoparsing.timex import grammar, reading
from geo.model import DateSpan

FRIDAY = DateSpan("2023-06-09", "2023-06-09", "day", "given")
JUNE = DateSpan("2023-06-01", "2023-06-30", "month", "given")
ALL_2023 = DateSpan("2023-01-01", "2023-12-31", "year", "given")


def read(text, language="fr", published=FRIDAY):
    """[(words, first day, last day, precision)], or the reason in place of the days."""
    found = timex.find_expressions(text, language, published)
    return [
        (e.text, e.span.date_min, e.span.date_max, e.span.precision) if e.span else (e.text, e.reason) for e in found
    ]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Le cargo a quitté Gênes le 9 novembre 2022.", ("le 9 novembre 2022", "2022-11-09", "2022-11-09", "day")),
        ("Le cargo a quitté Gênes le 9 novembre.", ("le 9 novembre", "2022-11-09", "2022-11-09", "day")),
        ("Le cargo a quitté Gênes le 1er juin.", ("le 1er juin", "2023-06-01", "2023-06-01", "day")),
        ("Le cargo partira le 20 juillet.", ("le 20 juillet", "2023-07-20", "2023-07-20", "day")),
        ("La foire du 12 juin à Metz", ("12 juin", "2023-06-12", "2023-06-12", "day")),
        ("Le sommet des 3 et 4 mai 2021", ("3 et 4 mai 2021", "2021-05-03", "2021-05-04", "range")),
        ("Fermé du 3 au 5 mai 2021", ("3 au 5 mai 2021", "2021-05-03", "2021-05-05", "range")),
        ("Le vol du mercredi 7 juin", ("mercredi 7 juin", "2023-06-07", "2023-06-07", "day")),
        # a Thursday 25 August: 2022 had one, 2023 has a Friday
        ("Le gala du jeudi 25 août", ("jeudi 25 août", "2022-08-25", "2022-08-25", "day")),
        ("L’accord date de février 2022.", ("février 2022", "2022-02-01", "2022-02-28", "month")),
        ("Une usine a ouvert en mai à Nantes.", ("en mai", "2023-05-01", "2023-05-31", "month")),
        ("Une usine a ouvert en juin à Nantes.", ("en juin", "2023-06-01", "2023-06-30", "month")),
        ("Une usine a ouvert en juillet à Nantes.", ("en juillet", "2022-07-01", "2022-07-31", "month")),
        ("Une usine ouvrira en juillet à Nantes.", ("en juillet", "2023-07-01", "2023-07-31", "month")),
        ("Une usine devrait ouvrir en juillet.", ("en juillet", "2023-07-01", "2023-07-31", "month")),
        ("Un décret de mars fixe le tarif.", ("mars", "2023-03-01", "2023-03-31", "month")),
        ("En mai dernier, le port a rouvert.", ("En mai dernier", "2023-05-01", "2023-05-31", "month")),
        ("En juin dernier, le port a rouvert.", ("En juin dernier", "2022-06-01", "2022-06-30", "month")),
        ("En mai prochain, le port rouvre.", ("En mai prochain", "2024-05-01", "2024-05-31", "month")),
        ("en mai de l’an dernier", ("en mai de l’an dernier", "2022-05-01", "2022-05-31", "month")),
        ("Elle est arrivée début janvier.", ("début janvier", "2023-01-01", "2023-01-10", "early-month")),
        ("Elle est arrivée à la mi-mars.", ("à la mi-mars", "2023-03-11", "2023-03-20", "mid-month")),
        ("Elle est arrivée fin mai.", ("fin mai", "2023-05-21", "2023-05-31", "late-month")),
        (
            "à la fin du mois de février 2024",
            ("à la fin du mois de février 2024", "2024-02-21", "2024-02-29", "late-month"),
        ),
        ("Le contrat de 2015 prévoit un quai.", ("2015", "2015-01-01", "2015-12-31", "year")),
        ("En 1998, la mine a fermé.", ("En 1998", "1998-01-01", "1998-12-31", "year")),
        ("La crise (2008) a tout changé.", ("2008", "2008-01-01", "2008-12-31", "year")),
        ("fin 2022", ("fin 2022", "2022-10-01", "2022-12-31", "late-year")),
        ("au début de 2021", ("au début de 2021", "2021-01-01", "2021-03-31", "early-year")),
        ("entre 2014 et 2020", ("2014 et 2020", "2014-01-01", "2020-12-31", "range")),
        ("de mars à octobre 2021", ("mars à octobre 2021", "2021-03-01", "2021-10-31", "range")),
        ("de novembre à février 2022", ("novembre à février 2022", "2021-11-01", "2022-02-28", "range")),
        ("la saison 2021-22", ("saison 2021-22", "2021-01-01", "2022-12-31", "range")),
        ("dans les années 1990", ("dans les années 1990", "1990-01-01", "1999-12-31", "range")),
        ("les années quatre-vingt", ("les années quatre-vingt", "1980-01-01", "1989-12-31", "range")),
        ("au XIXe siècle", ("au XIXe siècle", "1801-01-01", "1900-12-31", "range")),
        ("Le 03/02/2023 à Brest", ("Le 03/02/2023", "2023-02-03", "2023-02-03", "day")),
        ("Relevé 2023-02-03", ("2023-02-03", "2023-02-03", "2023-02-03", "day")),
        ("au printemps 2022", ("au printemps 2022", "2022-03-01", "2022-05-31", "season")),
        ("l’hiver 2021-2022", ("l’hiver 2021-2022", "2021-12-01", "2022-02-28", "season")),
        ("L’été dernier, il a fait sec.", ("L’été dernier", "2022-06-01", "2022-08-31", "season")),
        ("cet été", ("cet été", "2023-06-01", "2023-08-31", "season")),
        ("au premier trimestre 2023", ("au premier trimestre 2023", "2023-01-01", "2023-03-31", "quarter")),
        ("Le T3 2022 fut bon.", ("Le T3 2022", "2022-07-01", "2022-09-30", "quarter")),
        ("au second semestre 2021", ("au second semestre 2021", "2021-07-01", "2021-12-31", "range")),
        ("la dernière semaine de mars", ("la dernière semaine de mars", "2023-03-25", "2023-03-31", "week")),
        ("le deuxième mardi de mai", ("le deuxième mardi de mai", "2023-05-09", "2023-05-09", "day")),
        ("les attentats du 11 septembre", ("du 11 septembre", "2001-09-11", "2001-09-11", "day")),
    ],
)
def test_french_calendar(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Le ministre a parlé vendredi.", ("vendredi", "2023-06-09", "2023-06-09", "day")),
        ("Le ministre a parlé jeudi soir.", ("jeudi soir", "2023-06-08", "2023-06-08", "day")),
        ("Samedi, la digue a cédé.", ("Samedi", "2023-06-03", "2023-06-03", "day")),
        ("Il ira mardi à Alger.", ("mardi", "2023-06-13", "2023-06-13", "day")),
        ("Le vote de vendredi dernier", ("vendredi dernier", "2023-06-02", "2023-06-02", "day")),
        ("Le vote de vendredi prochain", ("vendredi prochain", "2023-06-16", "2023-06-16", "day")),
        ("Le match de ce samedi", ("ce samedi", "2023-06-10", "2023-06-10", "day")),
        ("Le préfet a déclaré lundi que le pont rouvrira.", ("lundi", "2023-06-05", "2023-06-05", "day")),
        ("Dans la nuit de jeudi à vendredi", ("jeudi à vendredi", "2023-06-08", "2023-06-09", "range")),
        ("Le pont a cédé hier.", ("hier", "2023-06-08", "2023-06-08", "day")),
        ("Le pont a cédé avant-hier.", ("avant-hier", "2023-06-07", "2023-06-07", "day")),
        ("Aujourd’hui le pont est fermé.", ("Aujourd’hui", "2023-06-09", "2023-06-09", "day")),
        ("Le pont a cédé ce matin.", ("ce matin", "2023-06-09", "2023-06-09", "day")),
        ("la semaine dernière", ("la semaine dernière", "2023-05-29", "2023-06-04", "week")),
        ("cette semaine", ("cette semaine", "2023-06-05", "2023-06-11", "week")),
        ("Plus tôt cette semaine", ("Plus tôt cette semaine", "2023-06-05", "2023-06-09", "week")),
        ("le mois dernier", ("le mois dernier", "2023-05-01", "2023-05-31", "month")),
        ("le mois prochain", ("le mois prochain", "2023-07-01", "2023-07-31", "month")),
        ("l’an dernier", ("l’an dernier", "2022-01-01", "2022-12-31", "year")),
        ("l’année prochaine", ("l’année prochaine", "2024-01-01", "2024-12-31", "year")),
        ("au début de l’année prochaine", ("au début de l’année prochaine", "2024-01-01", "2024-03-31", "early-year")),
        ("dès le début de l’année", ("dès le début de l’année", "2023-01-01", "2023-03-31", "early-year")),
        ("à la fin du mois", ("à la fin du mois", "2023-06-21", "2023-06-30", "late-month")),
        ("ces dernières semaines", ("ces dernières semaines", "2023-04-28", "2023-06-09", "range")),
        ("au cours des trois derniers mois", ("au cours des trois derniers mois", "2023-03-09", "2023-06-09", "range")),
        ("dans les prochains jours", ("dans les prochains jours", "2023-06-09", "2023-06-15", "range")),
        ("il y a trois jours", ("il y a trois jours", "2023-06-06", "2023-06-06", "day")),
        ("il y a trois semaines", ("il y a trois semaines", "2023-05-15", "2023-05-21", "week")),
        ("il y a quinze ans", ("il y a quinze ans", "2008-01-01", "2008-12-31", "year")),
        ("il y a quelques mois", ("il y a quelques mois", "2022-12-09", "2023-04-09", "range")),
        ("dans trois mois", ("dans trois mois", "2023-09-01", "2023-09-30", "month")),
        ("dans quelques mois", ("dans quelques mois", "2023-08-09", "2023-12-09", "range")),
        ("récemment", ("récemment", "2023-04-09", "2023-06-09", "recent")),
        ("une guerre de neuf mois", ("de neuf mois", "2022-08-10", "2023-06-09", "range")),
        ("En huit mois de guerre", ("En huit mois de guerre", "2022-09-10", "2023-06-09", "range")),
    ],
)
def test_french_counted_from_publication(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text, language, expected",
    [
        ("depuis février", "fr", ("depuis février", "2023-02-01", "2023-06-09", "since")),
        ("depuis deux ans", "fr", ("depuis deux ans", "2021-06-09", "2023-06-09", "since")),
        ("jusqu’en mai dernier", "fr", ("jusqu’en mai dernier", None, "2023-05-31", "until")),
        ("jusqu’au 3 mars 2021", "fr", ("jusqu’au 3 mars 2021", None, "2021-03-03", "until")),
        ("avant fin juillet 2022", "fr", ("avant fin juillet 2022", None, "2022-07-20", "until")),
        ("après 2014", "fr", ("après 2014", "2015-01-01", None, "since")),
        ("à partir du 1er octobre 2024", "fr", ("à partir du 1er octobre 2024", "2024-10-01", None, "since")),
        ("La route sera fermée jusqu’à mardi.", "fr", ("jusqu’à mardi", None, "2023-06-13", "until")),
        ("La route rouvre à partir de lundi.", "fr", ("à partir de lundi", "2023-06-12", None, "since")),
        ("d’ici la fin de l’année", "fr", ("d’ici la fin de l’année", "2023-06-09", "2023-12-31", "until")),
        ("d’ici décembre", "fr", ("d’ici décembre", "2023-06-09", "2023-12-31", "until")),
        ("d’ici deux ans", "fr", ("d’ici deux ans", "2023-06-09", "2025-06-09", "until")),
        ("since May", "en", ("since May", "2023-05-01", "2023-06-09", "since")),
        ("until August 28, 2008", "en", ("until August 28, 2008", None, "2008-08-28", "until")),
        ("by the end of the year", "en", ("by the end of the year", "2023-06-09", "2023-12-31", "until")),
        ("by March 2022 the mill had closed", "en", ("by March 2022", None, "2022-03-31", "until")),
        ("it will reopen within ten days", "en", ("within ten days", "2023-06-09", "2023-06-19", "until")),
    ],
)
def test_open_intervals(text, language, expected):
    assert read(text, language) == [expected]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("She sailed on June 9, 2021.", ("on June 9, 2021", "2021-06-09", "2021-06-09", "day")),
        ("She sailed on 9 June.", ("on 9 June", "2023-06-09", "2023-06-09", "day")),
        ("She sailed Feb. 3.", ("Feb. 3", "2023-02-03", "2023-02-03", "day")),
        ("She sailed on December 16 last year.", ("on December 16 last year", "2022-12-16", "2022-12-16", "day")),
        ("The case was closed on May 16 when he left.", ("on May 16", "2023-05-16", "2023-05-16", "day")),
        ("The fair runs June 9-11, 2022.", ("June 9-11, 2022", "2022-06-09", "2022-06-11", "range")),
        ("the 3rd of May 2020", ("the 3rd of May 2020", "2020-05-03", "2020-05-03", "day")),
        ("Prices rose in March.", ("in March", "2023-03-01", "2023-03-31", "month")),
        ("Prices will rise in March.", ("in March", "2024-03-01", "2024-03-31", "month")),
        ("It will be delivered in December.", ("in December", "2023-12-01", "2023-12-31", "month")),
        ("Prices rose in mid-March.", ("in mid-March", "2023-03-11", "2023-03-20", "mid-month")),
        ("the war that began last August", ("last August", "2022-08-01", "2022-08-31", "month")),
        ("Between March and May 2022", ("March and May 2022", "2022-03-01", "2022-05-31", "range")),
        ("from 2014 to 2020", ("from 2014 to 2020", "2014-01-01", "2020-12-31", "range")),
        ("It ran from Thursday through Sunday.", ("from Thursday through Sunday", "2023-06-01", "2023-06-04", "range")),
        ("The mayor spoke on Friday.", ("on Friday", "2023-06-09", "2023-06-09", "day")),
        ("The mayor spoke late Monday afternoon.", ("late Monday afternoon", "2023-06-05", "2023-06-05", "day")),
        ("The mayor will speak on Monday.", ("on Monday", "2023-06-12", "2023-06-12", "day")),
        ("On Monday, the U.S. envoy will speak.", ("On Monday", "2023-06-12", "2023-06-12", "day")),
        ("Work that was due to start in April stalled.", ("in April", "2023-04-01", "2023-04-30", "month")),
        ("It fell in mid-March, as it may again.", ("in mid-March", "2023-03-11", "2023-03-20", "mid-month")),
        ("last Friday", ("last Friday", "2023-06-02", "2023-06-02", "day")),
        ("next Tuesday", ("next Tuesday", "2023-06-13", "2023-06-13", "day")),
        ("the second Tuesday of May", ("the second Tuesday of May", "2023-05-09", "2023-05-09", "day")),
        ("yesterday", ("yesterday", "2023-06-08", "2023-06-08", "day")),
        ("earlier this week", ("earlier this week", "2023-06-05", "2023-06-09", "week")),
        ("later this year", ("later this year", "2023-06-09", "2023-12-31", "year")),
        ("at the end of last month", ("at the end of last month", "2023-05-21", "2023-05-31", "late-month")),
        ("three days ago", ("three days ago", "2023-06-06", "2023-06-06", "day")),
        ("in the past few weeks", ("in the past few weeks", "2023-04-28", "2023-06-09", "range")),
        ("over the past week", ("over the past week", "2023-06-02", "2023-06-09", "range")),
        ("in recent weeks", ("in recent weeks", "2023-04-28", "2023-06-09", "range")),
        ("They will meet in two weeks.", ("in two weeks", "2023-06-19", "2023-06-25", "week")),
        ("in Q3 2022", ("in Q3 2022", "2022-07-01", "2022-09-30", "quarter")),
        ("the third quarter of 2021", ("the third quarter of 2021", "2021-07-01", "2021-09-30", "quarter")),
        ("the first half of 2021", ("the first half of 2021", "2021-01-01", "2021-06-30", "range")),
        ("in fiscal year 2022", ("fiscal year 2022", "2021-04-01", "2022-12-31", "range")),
        ("in the summer of 2022", ("in the summer of 2022", "2022-06-01", "2022-08-31", "season")),
        ("last fall", ("last fall", "2022-09-01", "2022-11-30", "season")),
        ("the early 1990s", ("the early 1990s", "1990-01-01", "1993-12-31", "range")),
        ("in the '60s", ("in the '60s", "1960-01-01", "1969-12-31", "range")),
        ("The 2015 nuclear deal", ("2015", "2015-01-01", "2015-12-31", "year")),
        ("a nine-month war", ("a nine-month", "2022-08-10", "2023-06-09", "range")),
        ("the September 11 attacks", ("the September 11", "2001-09-11", "2001-09-11", "day")),
        ("It was signed on 25/12/2022.", ("on 25/12/2022", "2022-12-25", "2022-12-25", "day")),
    ],
)
def test_english(text, expected):
    assert read(text, "en") == [expected]


@pytest.mark.parametrize(
    "text, language",
    [
        ("L’armée a commandé 2 000 drones et 1500 camions.", "fr"),
        ("Le chasseur SU-35 et le fusil AK 2000", "fr"),
        ("Un convoi de 2022 camions", "fr"),
        ("Une sonde a survolé la planète Mars et le Champ-de-Mars.", "fr"),
        ("Le Journal du Dimanche l’a écrit.", "fr"),
        ("Le Journal du dimanche l’a écrit.", "fr"),
        ("La boutique ouvre chaque lundi et le mercredi.", "fr"),
        ("Il habite rue du 8 Mai et avenue du 14-Juillet.", "fr"),
        ("Il a été surpris : l’été, la route est fermée.", "fr"),
        ("En deux ans, il a bâti trois ponts.", "fr"),
        ("Il relit la guerre de Cent Ans et celle des Six Jours.", "fr"),
        ("Condamné à 10 ans de prison, âgé de 20 ans, il sort une fois par an.", "fr"),
        ("En fin de journée, quelques jours avant la fin de la guerre", "fr"),
        ("Entre 1 500 et 2 000 hommes tirent 1 200 obus par jour.", "fr"),
        ("They may march on the second bridge.", "en"),
        ("March on, said the sergeant.", "en"),
        ("The March for Science drew crowds.", "en"),
        ("Theresa May resigned; a plan by May had failed.", "en"),
        ("Sheffield Wednesday bought it in a Black Friday sale, the Sunday Times wrote.", "en"),
        ("He is in his twenties, highs are in the 60s.", "en"),
        ("About 1900 people live at 2015 Main Street, room 2020.", "en"),
        ("Cut it in half, then wait a second.", "en"),
        ("The fall of the regime came after summer school.", "en"),
    ],
)
def test_not_a_time(text, language):
    assert read(text, language) == []


@pytest.mark.parametrize(
    "text, language, published, expected",
    [
        ("Il a parlé vendredi.", "fr", None, ("vendredi", reading.NO_PUBLICATION)),
        ("Il a parlé vendredi.", "fr", JUNE, ("vendredi", reading.NO_DAY)),
        ("Il a parlé le mois dernier.", "fr", None, ("le mois dernier", reading.NO_PUBLICATION)),
        ("Il a parlé le mois dernier.", "fr", JUNE, ("le mois dernier", "2023-05-01", "2023-05-31", "month")),
        ("Il a parlé le mois dernier.", "fr", ALL_2023, ("le mois dernier", reading.NO_DAY)),
        ("Il a parlé l’an dernier.", "fr", ALL_2023, ("l’an dernier", "2022-01-01", "2022-12-31", "year")),
        ("Il a parlé récemment.", "fr", JUNE, ("récemment", "2023-04-01", "2023-06-30", "recent")),
        ("fermé depuis mars", "fr", JUNE, ("depuis mars", "2023-03-01", "2023-06-30", "since")),
        ("le 9 novembre 2022", "fr", None, ("le 9 novembre 2022", "2022-11-09", "2022-11-09", "day")),
        ("le 9 novembre", "fr", None, ("le 9 novembre", reading.NO_PUBLICATION)),
        ("depuis 2014", "fr", None, ("depuis 2014", "2014-01-01", None, "since")),
        ("d’ici fin 2025", "fr", None, ("d’ici fin 2025", None, "2025-12-31", "until")),
        ("Le 31 février 2023 n’existe pas.", "fr", FRIDAY, ("Le 31 février 2023", reading.NO_SUCH_DAY)),
        ("Le lendemain, il est parti.", "fr", FRIDAY, ("Le lendemain", reading.ANAPHORIC)),
        ("Two days later he left.", "en", FRIDAY, ("Two days later", reading.ANAPHORIC)),
        ("Signed on 03/04/2023.", "en", FRIDAY, ("on 03/04/2023", reading.AMBIGUOUS)),
        ("Подписано 2023-02-03 в Москве", "ru", None, ("2023-02-03", "2023-02-03", "2023-02-03", "day")),
    ],
)
def test_what_cannot_be_told(text, language, published, expected):
    assert read(text, language, published) == [expected]


def test_age_is_not_counted_from_now_beside_a_year():
    text = "En 1947, après deux ans de guerre, le port rouvrit."
    assert read(text) == [("En 1947", "1947-01-01", "1947-12-31", "year")]


def test_several_in_order():
    text = "Il y a trois semaines, le 2 mai 2022 et en 2021 : depuis hier, rien."
    found = [words for words, *_ in read(text)]
    assert found == ["Il y a trois semaines", "le 2 mai 2022", "en 2021", "depuis hier"]


def test_not_across_paragraphs():
    assert [words for words, *_ in read("Arrivée le 9\n\nnovembre 2022 fut froid.")] == ["novembre 2022"]


def test_across_a_broken_line():
    assert read("Arrivée le 9\nnovembre 2022.") == [("le 9\nnovembre 2022", "2022-11-09", "2022-11-09", "day")]


def test_every_rule_is_explained():
    explained = timex.rules()
    used = {pattern["rule"] for language in grammar.LANGUAGES for pattern in grammar.knowledge()[language]["pattern"]}
    assert used | {"range"} == set(explained)
    assert set(reading.READINGS) == set(explained)
    assert all(re.search(r"\w+ \w+", line) for line in explained.values())


WORDS = """
le 9 31 mai mars 2022 de à depuis d’ici fin la semaine dernière il_y_a trois ans vendredi entre et 1er T3 guerre on May
9, June since last week the end of '90s 9/11 12/31/9999 2023-02-30 9999 1000 İ century 19th fy Q4 29_February
""".replace("_", "\u00a0").split()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)),
    st.sampled_from(["fr", "en", "ru", ""]),
    st.sampled_from([None, FRIDAY, JUNE, ALL_2023, DateSpan("0001-01-01", "9999-12-31", "range", "given")]),
)
def test_never_raises_and_points_into_the_text(text, language, published):
    reached = 0
    for found in timex.find_expressions(text, language, published):
        assert text[found.start : found.end] == found.text
        assert reached <= found.start < found.end
        reached = found.end
        assert (found.span is None) == bool(found.reason)
        if found.span and found.span.date_min and found.span.date_max:
            assert found.span.date_min <= found.span.date_max


@pytest.mark.parametrize("language", ["", *grammar.LANGUAGES])
def test_every_pattern_compiles(language):
    """They are compiled when a text first asks for them: a slip in timex.toml would wait for that text."""
    loaded = grammar.load(language)
    assert all(pattern.regex.pattern for listed in loaded.patterns.values() for pattern in listed)


NEWS = [
    row.split("\t")
    for row in (Path(__file__).with_name("timex_news.tsv")).read_text("utf-8").splitlines()
    if not row.startswith("#")
]


@pytest.mark.parametrize("language, published, text, expected", NEWS)
def test_ordinary_news(language, published, text, expected):
    day = None if published == "-" else DateSpan(published, published, "day", "given")
    found = timex.find_expressions(text, language, day)
    days = [
        f"{e.span.date_min or '-'}/{e.span.date_max or '-'} {e.span.precision}" if e.span else "open" for e in found
    ]
    assert ("; ".join(days) or "none") == expected
