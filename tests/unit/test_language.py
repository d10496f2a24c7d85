import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.language import detect


@pytest.mark.parametrize(
    "text, language",
    [
        ("Le cargo a quitté le port dans la nuit, selon les autorités.", "fr"),
        ("The ship left the port at night, the authorities said.", "en"),
        ("Судно вышло из порта ночью, заявили власти в Астрахани.", "ru"),
        ("Судно вийшло з порту вночі, повідомили у Києві; її чекали.", "uk"),
        ("کشتی شب هنگام از بندر خارج شد و چند روز بعد گزارش داد", "fa"),
        ("غادرت السفينة الميناء ليلا إلى مدينة أخرى", "ar"),
        ("Das Schiff hat den Hafen in der Nacht verlassen und ist nicht da.", "de"),
        ("El barco salió del puerto por la noche, según las autoridades.", "es"),
        ("船は夜に港を出ました", "ja"),
        ("12 345 — 67 %", None),
        ("", None),
    ],
)
def test_detects(text, language):
    assert detect(text) == language


def test_names_do_not_sway_it():
    assert detect("Vladivostok, Nakhodka, Magadan: the three ports are closed to foreign ships.") == "en"


def test_a_language_that_is_not_known_is_none_of_those_that_are():
    words = "zeme ir liela un mežs aug pie upes kur dzīvo zivis putni kas dzied no rīta līdz vakaram bet ziemā viss guļ"
    assert detect(f"{words} {words} {words}") is None


@given(st.text())
def test_never_raises(text):
    assert detect(text) is None or len(detect(text)) == 2
