"""The gazetteer: folding, a small build (merging, order, errors, dumps), and the real one (exonyms, cases)."""

from __future__ import annotations

import gzip
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geoparsing.gazetteer import Gazetteer, build, builder, coverage, ensure, fold, import_dump, sources
from geo.geoparsing.gazetteer.names import head, knowledge, shortened, transliterated, variants
from geo.model import BadInput, GazetteerMissing

# ---------------------------------------------------------------- folding


@pytest.mark.parametrize(
    "name, folded",
    [
        ("Val-d'Oise", "val d oise"),
        ("Val d’Oise", "val d oise"),
        ("  SAINT‑ÉTIENNE ", "saint etienne"),  # a non-breaking hyphen
        ("U.S.A.", "usa"),
        ("St.Petersburg", "st petersburg"),
        ("Washington, D.C.", "washington dc"),
        ("Łódź", "lodz"),
        ("Großenhain", "grossenhain"),
        ("İzmir", "izmir"),
        ("Dağlıq", "daglik".replace("k", "q")),
        ("Tromsø", "tromso"),
        ("Київ", "киів"),
        ("Йошкар-Ола", "иошкар ола"),
        ("Орёл", "орел"),
        ("كييف", fold("کییف")),
        ("أوكرانيا", fold("اوكرانيا")),
        ("طَهْران", fold("طهران")),
        ("بنـــدر", fold("بندر")),
        ("تل‌آویو", fold("تل آویو")),
        ("", ""),
        ("—…", "…".replace("…", fold("…"))),
    ],
)
def test_fold(name, folded):
    assert fold(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec="ascii")))
def test_the_fast_path_is_the_slow_path(text):
    assert fold(text + " é").removesuffix("e").rstrip() == fold(text + " ").rstrip()


@given(st.text(st.sampled_from("АаЕеИиЙйКкМмНнОоСсТтУуЫыЬьЯя -'")))
def test_case_does_not_matter(text):
    assert fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    "written, language, listed",
    [
        ("Тегеране", "ru", "Тегеран"),
        ("Москвой", "ru", "Москва"),
        ("Казани", "ru", "Казань"),
        ("России", "ru", "Россия"),
        ("Нижнем Новгороде", "ru", "Нижний Новгород"),
        ("Объединённых Арабских Эмиратах", "ru", "Объединённые Арабские Эмираты"),
        ("Києва", "uk", "Київ"),
        ("Харкові", "uk", "Харків"),
        ("Тернополя", "uk", "Тернопіль"),
        ("Празі", "uk", "Прага"),
        ("Запоріжжі", "uk", "Запоріжжя"),
        ("وطهران", "ar", "طهران"),
        ("للعراق", "ar", "العراق"),
        ("بالقاهرة", "ar", "القاهرة"),
        ("la Défense", "fr", "Défense"),
        ("the Caspian", "en", "Caspian"),
        ("St. Gallen", "de", "Sankt Gallen"),
        ("W. Columbia", "en", "West Columbia"),
        ("Clinton Township", "en", "Clinton"),
        ("région de Kherson", "fr", "Kherson"),
    ],
)
def test_a_name_in_a_sentence_leads_to_the_listed_one(written, language, listed):
    assert fold(listed) in set(variants(fold(written), language))


@pytest.mark.parametrize("word", ["не", "и", "x", ""])
def test_short_words_are_no_case_forms(word):
    assert not list(variants(fold(word), "ru"))


@pytest.mark.parametrize(
    "cyrillic, forms",
    [
        ("Шебекино", {"chebekino", "shebekino"}),
        ("Часів Яр", {"tchassiv iar", "tchassiv yar", "chasiv yar"}),
        ("Екатеринбург", {"iekaterinbourg", "ekaterinbourg", "yekaterinburg"}),
        ("Нижний Тагил", {"nijni taguil", "nizhny tagil"}),
        ("Буча", {"boutcha"}),
    ],
)
def test_newspapers_spellings_of_cyrillic_names(cyrillic, forms):
    assert forms <= set(transliterated(fold(cyrillic)))


def test_other_cyrillic_alphabets_are_not_spelled():
    assert not list(transliterated(fold("Қазақстан")))


@pytest.mark.parametrize(
    "name, called",
    [
        ("Châlons-en-Champagne", "chalons"),
        ("Newcastle upon Tyne", "newcastle"),
        ("Thiaucourt-Regniéville", "thiaucourt"),
        ("Pierre-Bénite", None),
        ("Saint-Étienne-en-Dévoluy", None),
        ("Vic-sur-Cère", None),
        ("Le Mans", None),
        ("Lyon", None),
    ],
)
def test_the_first_word_a_town_is_called_by(name, called):
    assert head(name) == called


def test_first_words_are_abbreviated():
    assert list(shortened("mount pleasant")) == ["mt pleasant"]
    assert not list(shortened("saint"))


# ---------------------------------------------------------------- a small build

ADMIN = """geonames_id	code	level	iso	name	aliases	lat	lon	radius_km	population
4736286	US.TX	1	US-TX	Texas	Lone Star State	31.47	-99.33	450	28000000
110791	IR.26	1	IR-23	Tehran		35.57	51.83	68	12000000
"""
SMALL_SOURCES = {
    "admin.tsv": ADMIN,
    "labels.tsv": "geonames_id\tfr\ten\tru\n112931\tTéhéran\tTehran\tТегеран\n",
    "exonyms.tsv": "geonames_id\tplace\tnames\n112931\tTehran IR\tuk:Тегеран|de:Teheran\n",
    "subdivisions.tsv": "iso\tfr\ten\tru\tuk\tfa\tar\tes\tde\nIR-07\tprovince de Téhéran\tTehran\t\t\t\t\t\t\n",
    "abbreviations.tsv": "code\tforms\tnote\nUS.TX\tTX|Tex.\t\n",
    "postal.tsv": "country\tpostal_code\tname\tadmin1\tlat\tlon\nFR\t25250\tMancenans\t27\t47.45\t6.54\n",
}
PLACES = "\t".join(sources.PLACE_COLUMNS)
SEA = "sea:test\tsea\tIR+RU\t41.7\t50.6\t500\tCaspian Sea|Caspian\tmer Caspienne\tКаспийское море\t\t\t\t\t\t"
SEAT = "seat:test\tseat\tUS\t38.8977\t-77.0365\t0.3\tWhite House\tMaison Blanche\t\t\t\t\t\tcountry:US\t"
BLOC = "bloc:test\tbloc\t\t\t\t\tthe West\tOccident\t\t\t\t\t\t\t"
SMALL_CURATED = {
    "places_test.tsv": f"# ours\n{PLACES}\n{SEA}\n{SEAT}\n{BLOC}\n",
    "countries.tsv": "\t".join(sources.COUNTRY_COLUMNS)
    + "\nIR\t32.5\t54\t724\ten:Persia|fr:R.I.I.\t\t\nUS\t39.8\t-98.6\t1751\ten:US|en:America\t\t\n",
    "demonyms_fr.tsv": "code\tforms\tnote\nIR\tiranien|iranienne|iraniens|iraniennes\t\ncity:IR.Tehran\ttéhéranais\t\n",
    "demonyms_en.tsv": "code\tforms\tnote\nIR\tIranian|Iranians\t\nbloc:test\tWestern\t\n",
}


def town(ident, name, country, admin1, lat, lon, population, alternates=(), labels=()):
    return sources._town(ident, name, country, admin1, lat, lon, population, alternates, labels, "cities")


def small_towns(labels):
    yield town(
        112931, "Tehran", "IR", "26", 35.694, 51.422, 7_153_309, ["THR", "teheran", "Teerã"], labels.get(112931, [])
    )
    yield town(4717560, "Paris", "US", "TX", 33.661, -95.556, 24_782, ["PRX"])
    yield town(2988507, "Paris", "FR", "11", 48.853, 2.349, 2_138_551, ["Lutèce", "PAR"])
    yield town(1, "Texas", "US", "AL", 33.0, -87.0, 600)
    yield town(2, "Mar'yinka", "UA", "05", 47.94, 37.50, 9000, ["Мар'їнка"])
    yield town(3, "Us", "FR", "11", 49.1, 1.967, 1248)


def write_all(folder, files):
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """The checkout's inputs replaced by small ones, for this module."""
    root = tmp_path_factory.mktemp("inputs")
    write_all(root / "curated", SMALL_CURATED)
    write_all(root / "sources", SMALL_SOURCES)
    return root


@pytest.fixture
def small_inputs(inputs, monkeypatch):
    use(monkeypatch, inputs)
    return inputs


def use(patch, inputs):
    patch.setattr(builder, "CURATED", inputs / "curated")
    patch.setattr(builder, "SOURCES", inputs / "sources")
    patch.setattr(sources, "towns", small_towns)


@pytest.fixture(scope="module")
def small(inputs, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        use(patch, inputs)
        built = build(tmp_path_factory.mktemp("built"))
    with built as gazetteer:
        yield gazetteer


def found(gazetteer, name):
    return [gazetteer.place(hit.index).id for hit in gazetteer.lookup(name)]


@pytest.mark.parametrize(
    "name, ids",
    [
        ("Paris", ["geonames:2988507", "geonames:4717560"]),  # the larger first
        ("Texas", ["geonames:4736286", "geonames:1"]),  # the state before the village
        ("Tex.", ["geonames:4736286"]),
        ("TX", ["geonames:4736286"]),
        ("Tex", []),
        ("tx", []),
        ("US", ["geonames:6252001", "geonames:3"]),
        ("Us", ["geonames:3"]),
        ("Téhéran", ["geonames:112931"]),
        ("Тегерана", ["geonames:112931"]),
        ("THR", []),  # a code among the alternate names
        ("teheran", ["geonames:112931"]),
        ("Maryinka", ["geonames:2"]),
        ("Мар’їнці", ["geonames:2"]),
        ("mer Caspienne", ["sea:test"]),
        ("the Caspian", ["sea:test"]),
        ("Mancenans", ["postal:FR-25250-mancenans"]),
        ("Persia", ["geonames:130758"]),
        ("Iran", ["geonames:130758"]),
        ("Иран", ["geonames:130758"]),
        ("province de Téhéran", ["geonames:110791"]),  # joined by its name: IR-07 is another area now
        ("Nulle part", []),
        ("", []),
    ],
)
def test_lookup(small, name, ids):
    assert found(small, name) == ids


def test_hits_need_no_database(small):
    hit = small.lookup("Téhéran")[0]
    assert (hit.kind, hit.country, hit.admin1, hit.population) == ("city", "IR", "26", 7_153_309)
    assert (hit.lat, hit.lon) == pytest.approx((35.694, 51.422), abs=1e-4)
    assert hit.name_type == "exonym" and hit.primary
    assert not small.lookup("Lutèce")[0].primary


def test_a_capital_and_a_seat_of_power_stand_for_their_country(small):
    iran, states = "geonames:130758", "geonames:6252001"
    assert small.lookup("Tehran")[0].stands_for == iran == small.place("geonames:112931").stands_for
    assert small.place("seat:test").stands_for == states
    assert small.place("country:IR").id == small.country("ir").id == iran
    assert small.place("sea:test").stands_for is None


def test_a_bloc_is_on_no_map(small):
    place = small.place("bloc:test")
    assert (place.lat, place.lon, place.radius_km) == (None, None, None)
    assert "on no map" in small.show_lines("Occident")[0]


def test_places_are_whole(small):
    place = small.place("geonames:112931")
    assert (place.name, place.name_fr, place.name_en, place.licence) == ("Tehran", "Téhéran", "Tehran", "CC BY 4.0")
    assert small.names("geonames:112931")["uk"] == ["Тегеран"]
    assert small.place(small.index("geonames:112931")) == place
    assert small.place("geonames:999999999") is None and small.names("nothing") == {}
    assert (small.country("US").lat, small.country("US").radius_km) == (39.8, 1751)
    assert small.admin1_name("US", "TX") == "Texas"


@pytest.mark.parametrize(
    "word, language, place_id",
    [
        ("iraniennes", "fr", "geonames:130758"),
        ("Iranians", "en", "geonames:130758"),
        ("Iranians", "fr", None),  # each language has its own
        ("Iranians", None, "geonames:130758"),
        ("Iranians", "ru", "geonames:130758"),
        ("téhéranais", "fr", "geonames:112931"),
        ("Western", "en", "bloc:test"),
        ("table", None, None),
    ],
)
def test_demonyms(small, word, language, place_id):
    assert small.demonym(word, language) == place_id
    assert (fold(word) in small.demonyms) == (small.demonym(word) is not None)


def test_longest_match(small):
    assert small.prefixes("paris texas") == ["paris"]
    assert small.prefixes(fold("Mer Caspienne orientale")) == ["mer caspienne"]
    assert small.prefixes("parisian") == []  # whole words only
    assert small.has_prefix("mer") and not small.has_prefix("mer caspienne")
    assert "mer caspienne" in small and "mer" not in small


def test_sources_name_licence_and_version(small):
    rows = {source: (licence, version) for source, licence, _, version in small.sources}
    assert rows["GeoNames cities500"][0] == "CC BY 4.0" and rows["GeoNames cities500"][1]
    assert all(licence for licence, _ in rows.values())


def test_the_same_inputs_give_the_same_bytes(small, small_inputs, tmp_path):
    with build(tmp_path) as again:
        for path in small.version.iterdir():
            assert (again.version / path.name).read_bytes() == path.read_bytes(), path.name


def test_coverage_counts_what_could_be_resolved(small):
    gold = [
        {
            "text": "Iranians left Paris, Tex. for Nowhere.",
            "mentions": [
                {"text": "Iranians", "start": 0, "end": 8, "lat": 32.5, "lon": 54.0},
                {"text": "Paris", "start": 14, "end": 19, "lat": 33.66, "lon": -95.55},
                {"text": "Tex", "start": 21, "end": 24, "lat": 31.4, "lon": -99.3},
                {"text": "Nowhere", "start": 30, "end": 37, "lat": 1.0, "lon": 1.0, "type": "P"},
                {"text": "left", "start": 9, "end": 13, "lat": None, "lon": None},
            ],
        }
    ]
    result = coverage(gold, small)
    assert (result.found, result.total, result.share) == (3, 4, 0.75)
    assert result.missed == (("Nowhere", 1.0, 1.0, "P"),)


def test_a_forked_process_reads_too(small):
    child = os.fork()
    if child == 0:  # leave pytest's process at once, whatever happens
        os._exit(0 if small.place("geonames:4717560").name == "Paris" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# ---------------------------------------------------------------- what cannot be used


def test_no_gazetteer(tmp_path):
    with pytest.raises(GazetteerMissing, match="geo gazetteer build"):
        Gazetteer.open(tmp_path)


def test_a_damaged_gazetteer_is_a_missing_one(small, tmp_path):
    (tmp_path / "v-1").mkdir()
    (tmp_path / "current").write_text("v-1")
    for path in small.version.iterdir():
        (tmp_path / "v-1" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "v-1" / "names.marisa").write_bytes(b"not a trie")
    with pytest.raises(GazetteerMissing):
        Gazetteer.open(tmp_path)


@pytest.mark.parametrize(
    "name, text, where, what",
    [
        (
            "places_bad.tsv",
            f"{PLACES}\n{SEA.replace('41.7', '141.7').replace('test', 'b')}\n",
            "places_bad.tsv:2",
            "lat",
        ),
        (
            "places_bad.tsv",
            f"{PLACES}\n{SEA.replace('500', 'nan').replace('test', 'b')}\n",
            "places_bad.tsv:2",
            "radius_km",
        ),
        (
            "places_bad.tsv",
            f"{PLACES}\n{SEA.replace('500', '').replace('test', 'b')}\n",
            "places_bad.tsv:2",
            "radius_km",
        ),
        ("places_bad.tsv", f"# x\n{PLACES}\n\n{SEA}\n", "places_test.tsv:3", "sea:test"),
        (
            "places_bad.tsv",
            f"{PLACES}\n{SEA.replace('sea:test', 'x:1').replace('sea', 'ocean')}\n",
            "places_bad.tsv:2",
            "ocean",
        ),
        (
            "places_bad.tsv",
            f"{PLACES}\n{SEA.replace('IR+RU', 'IR+QQ').replace('test', 'b')}\n",
            "places_bad.tsv:2",
            "QQ",
        ),
        ("places_bad.tsv", f"{PLACES}\n{SEA.replace('test', 'b')}\tx\ty\n", "places_bad.tsv:2", "cells"),
        (
            "places_bad.tsv",
            f"{PLACES}\n{SEAT.replace('test', 'b').replace('country:US', 'country:QQ')}\n",
            "seat:b",
            "QQ",
        ),
        ("places_bad.tsv", "id\tname\n", "places_bad.tsv:1", "columns"),
        ("places_bad.tsv", b"id\n\xff\xfe", "places_bad.tsv:2", "UTF-8"),
        ("countries.tsv", "\t".join(sources.COUNTRY_COLUMNS) + "\nQQ\t1\t1\t1\t\t\t\n", "countries.tsv:2", "QQ"),
        (
            "countries.tsv",
            "\t".join(sources.COUNTRY_COLUMNS) + "\nFR\t1\t1\t1\tFrance\t\t\n",
            "countries.tsv:2",
            "language:name",
        ),
        ("demonyms_fr.tsv", "code\tforms\tnote\nIR\t\t\n", "demonyms_fr.tsv:2", "form"),
        ("demonyms_fr.tsv", "code\tforms\tnote\nregion:none\tx\t\n", "demonyms_fr.tsv:2", "region:none"),
    ],
)
def test_bad_rows_name_file_and_line_and_leave_the_old_build(
    small_inputs, monkeypatch, tmp_path, name, text, where, what
):
    write_all(tmp_path / "curated", SMALL_CURATED)
    monkeypatch.setattr(builder, "CURATED", tmp_path / "curated")
    built = tmp_path / "built"
    build(built).close()
    before = sorted(path.name for path in built.iterdir())
    (tmp_path / "curated" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput) as error:
        build(built)
    assert where in str(error.value) and what in str(error.value) and "\n" not in str(error.value)
    assert sorted(path.name for path in built.iterdir()) == before
    with Gazetteer.open(built) as gazetteer:
        assert found(gazetteer, "Téhéran")


def test_trailing_tabs_may_be_missing(tmp_path):
    (tmp_path / "places_short.tsv").write_text(f"{PLACES}\n{SEA.rstrip()}\n", encoding="utf-8")
    assert [entry.id for entry in sources.curated_places(tmp_path)] == ["sea:test"]


def test_every_kind_has_a_prior():
    prior, features = knowledge()["prior"], knowledge()["features"]
    dumped = {kind for kind in features.values() if isinstance(kind, str)}
    assert (sources.CURATED_KINDS | dumped) <= prior["fixed"].keys() | prior["added"].keys()
    assert dumped - {"city"} <= features["radius_km"].keys()


# ---------------------------------------------------------------- dumps

DUMP = [
    "1524325\tAktau\tAktau\tАктау,Aqtau\t43.65\t51.16\tP\tPPLA\tKZ\t\t09\t\t\t\t147443\t\t-19\tAsia/Aqtau\t2020-01-01",
    "7000001\tBelaya\tBelaya\t\t55.9\t52.6\tH\tSTM\tRU\t\t73\t\t\t\t0\t\t60\tEurope/Moscow\t2020-01-01",
    "7000002\tGrand Hotel\tGrand Hotel\t\t55.9\t52.6\tS\tHTL\tRU\t\t73\t\t\t\t0\t\t60\tEurope/Moscow\t2020-01-01",
    "112931\tTehran\tTehran\tTehranville\t35.69\t51.42\tP\tPPLC\tIR\t\t26\t\t\t\t7153309\t\t1\tAsia/Tehran\t2020-01-01",
]


def pack(path: Path, text: str) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{path.stem}.txt", text)
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["RU.txt", "RU.txt.gz", "RU.zip"])
def test_a_dump_is_taken_in_once_and_survives_a_rebuild(small_inputs, tmp_path, name):
    dump, built = pack(tmp_path / name, "\n".join(DUMP) + "\n"), tmp_path / "built"
    with import_dump(dump, built) as gazetteer:
        assert found(gazetteer, "Aktau") == ["geonames:1524325"]
        assert gazetteer.place("geonames:7000001").kind == "river"
        assert found(gazetteer, "Grand Hotel") == []
        assert found(gazetteer, "Tehranville") == ["geonames:112931"] == found(gazetteer, "Tehran")[:1]
        size = len(gazetteer)
    with import_dump(dump, built) as again:
        assert len(again) == size
    dump.unlink()
    with ensure(built) as opened:
        assert found(opened, "Aqtau") == ["geonames:1524325"]


@pytest.mark.parametrize(
    "name, content, where",
    [
        ("RU.txt", b"a line that is none\n", "RU.txt:1"),
        ("RU.txt", ("\n".join(DUMP[:2]).replace("55.9", "north") + "\n").encode(), "north"),
        ("RU.zip", b"not a zip", "RU.zip"),
        ("RU.txt.gz", b"not a gzip", "RU.txt.gz"),
    ],
)
def test_a_bad_dump_changes_nothing(small_inputs, tmp_path, name, content, where):
    built = tmp_path / "built"
    ensure(built).close()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=where):
        import_dump(tmp_path / name, built)
    with Gazetteer.open(built) as gazetteer:
        assert found(gazetteer, "Aktau") == []
    assert not list((built / "imports").glob("*"))


def test_a_dump_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match=r"XX\.txt"):
        import_dump(tmp_path / "XX.txt", tmp_path / "built")


def test_ensure_builds_once_and_again_when_an_input_changes(small_inputs, monkeypatch, tmp_path):
    write_all(tmp_path / "curated", SMALL_CURATED)
    monkeypatch.setattr(builder, "CURATED", tmp_path / "curated")
    built, said = tmp_path / "built", []
    with ensure(built, said.append) as gazetteer:
        first = gazetteer.digest
    assert said
    said.clear()
    ensure(built, said.append).close()
    assert not said
    (tmp_path / "curated" / "places_more.tsv").write_text(
        f"{PLACES}\n{SEA.replace('test', 'more')}\n", encoding="utf-8"
    )
    with ensure(built, said.append) as gazetteer:
        assert gazetteer.digest != first and gazetteer.place("sea:more")
    assert said and len(list(built.glob("v-*"))) == 1


def test_what_a_crashed_build_left_is_cleared(small_inputs, tmp_path):
    (tmp_path / "build-abandoned").mkdir()
    build(tmp_path).close()
    build(tmp_path).close()  # over a version of the same name
    assert sorted(path.name.split("-")[0] for path in tmp_path.iterdir()) == ["current", "lock", "v"]


# ---------------------------------------------------------------- the real one (fixture of tests/conftest.py)


@pytest.mark.parametrize(
    "name, language, kind, country, lat, lon",
    [
        ("Téhéran", "fr", "city", "IR", 35.69, 51.42),
        ("Moscou", "fr", "city", "RU", 55.75, 37.62),
        ("Kyïv", "fr", "city", "UA", 50.45, 30.52),
        ("Kiev", "fr", "city", "UA", 50.45, 30.52),
        ("Makhatchkala", "fr", "city", "RU", 42.98, 47.50),
        ("Махачкале", "ru", "city", "RU", 42.98, 47.50),
        ("Iekaterinbourg", "fr", "city", "RU", 56.85, 60.61),
        ("Zaporijia", "fr", "city", "UA", 47.82, 35.18),
        ("Воронєж", "uk", "city", "RU", 51.67, 39.18),
        ("Tchassiv Iar", "fr", "city", "UA", 48.59, 37.84),
        ("بندرعباس", "fa", "city", "IR", 27.19, 56.28),
        ("вашингтоне", "ru", "city", "US", 38.90, -77.04),
        ("Géorgie", "fr", "country", "GE", 42.0, 43.5),
        ("Calif.", "en", "admin1", "US", 37.3, -119.6),
        ("Seine-Maritime", "fr", "admin2", "FR", 49.66, 1.02),
        ("Rapides Parish", "en", "admin2", "US", 31.2, -92.5),
        ("L'Isle-sur-le-Doubs", "fr", "city", "FR", 47.45, 6.58),
    ],
)
def test_first_candidate(gazetteer, name, language, kind, country, lat, lon):
    hit = gazetteer.lookup(name, language)[0]
    assert (hit.kind, hit.country) == (kind, country)
    assert (hit.lat, hit.lon) == pytest.approx((lat, lon), abs=0.5)


@pytest.mark.parametrize(
    "name, expected",
    [
        ("Georgia", {("country", "GE"), ("admin1", "US")}),
        ("Washington", {("city", "US"), ("admin1", "US")}),
        ("Luxembourg", {("country", "LU"), ("city", "LU")}),
        ("Paris", {("city", "FR"), ("city", "US")}),
    ],
)
def test_all_that_share_a_name_are_candidates(gazetteer, name, expected):
    assert expected <= {(hit.kind, hit.country) for hit in gazetteer.lookup(name)}


def test_every_country_has_a_point_and_is_found_by_its_code(gazetteer):
    for code in sources.country_rows():
        place = gazetteer.country(code)
        assert place is not None and place.kind == "country" and place.lat is not None and place.radius_km > 0, code


def test_candidates_are_shown_one_a_line(gazetteer):
    lines = gazetteer.show_lines("Paris")
    assert lines[0].startswith("Paris (city, Île-de-France, FR) 48.853, 2.349 ± 15 km, 2,138,551 people")
    assert len(lines) == len(gazetteer.lookup("Paris"))
