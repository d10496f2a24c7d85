"""Geoparsing: speed, start-up and memory, and side by side with flashgeotext and geotext on the same text in the same run.

Every contender reads in a process of its own, one core, CPU time counted. The text for speed is made here from sentences of
ours, in articles of about 2,500 characters. Its towns are drawn from the whole gazetteer and its people are made up, so that
most names are new to every cache, and each article is read once: it is not the text that flatters us. Where the research
corpora stand beside the repository, real news is read as well. How fast they are read a second time is told apart: what a name is
has been worked out then, as in a long run of articles. Speeds are the best of several runs, ours and the others': what else the
machine does only ever takes from them.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

from geo import settings
from geo.evaluation import OWN_GOLD, GoldDocument, prf, read_gold
from geo.geoparsing.gazetteer import Gazetteer, ensure
from geo.ingestion.articles import blanked
from geo.settings import ROOT
from tests.bench import Figure

CORPORA = ROOT.parent / "shared" / "corpora"
MEGABYTES, ARTICLE = 1.0, 2_500
STARTS, RUNS = 5, 5
CONTENDERS = ("dateline", "flashgeotext", "geotext")
_FIRST = {"fr": "Un cargo a quitté Odessa mardi.", "en": "A ship left Odesa on Tuesday."}

_FRAMES = {
    "fr": (
        "Le conseil municipal de {town} a voté lundi soir un budget de {n} millions d'euros pour l'école et la voirie.",
        "{person}, qui dirige l'entreprise depuis {n} ans, assure que rien ne sera décidé avant la fin de l'automne.",
        "Un camion parti de {town} s'est couché sur la chaussée à l'entrée de {town}, sans faire de blessé.",
        "Les habitants demandent depuis longtemps que la gare soit rouverte, mais la région n'a pas encore répondu.",
        "« Nous n'avons rien vu venir », raconte {person}, installée à {town} avec ses deux enfants.",
        "La Russie et l'Iran ont signé un accord à Moscou, selon un communiqué que l'agence a pu lire.",
        "Il faudra attendre que les eaux baissent pour savoir combien de maisons ont été touchées.",
        "Entre {town} et {town}, les trains circulent de nouveau, avec des retards de {n} minutes environ.",
        "Le procureur n'a pas voulu commenter l'enquête, ouverte en mars après la plainte de {person}.",
        "À {town}, la mairie a fait distribuer de l'eau en bouteille à près de {n} foyers.",
    ),
    "en": (
        "The council of {town} voted on Monday to spend {n} million on schools and roads over the next four years.",
        "{person}, who has run the company for {n} years, said that no decision would be taken before the autumn.",
        "A lorry from {town} overturned on the way into {town}, police said, and nobody was hurt.",
        "Residents have been asking for years that the station be opened again, but nobody has answered them so far.",
        '"We did not see it coming," said {person}, who moved to {town} with her two children.',
        "Russia and Iran signed an agreement in Moscow, according to a statement that was shown to reporters.",
        "It will take until the water falls to know how many of the houses have been damaged, and how badly.",
        "Trains are running again between {town} and {town}, with delays of about {n} minutes in both directions.",
        "The prosecutor would not comment on the inquiry, opened in March after a complaint by {person}.",
        "In {town} the mayor's office handed out bottled water to some {n} households.",
    ),
}
_SYLLABLES = (
    "ba",
    "dor",
    "el",
    "fan",
    "gri",
    "hol",
    "ka",
    "lun",
    "mer",
    "nov",
    "pra",
    "rik",
    "sal",
    "tov",
    "ul",
    "ven",
    "wy",
)

_READER = """
import json, sys, time
contender, language, first = sys.argv[1:4]
if contender == "dateline":
    from geo import geoparser
    read = lambda text: geoparser.geoparser().parse(text, None, language)
elif contender == "flashgeotext":
    from loguru import logger
    logger.remove()
    from flashgeotext.geotext import GeoText
    known = GeoText()
    read = lambda text: known.extract(input_text=text, span_info=True)
else:
    from geotext import GeoText
    read = GeoText
read(first)
answer = {"start": time.process_time()}
texts = json.loads(sys.stdin.read())
names = None
if texts and contender == "dateline":
    parser = geoparser.geoparser()
    def names(text):
        text = parser.casing.restored(text, language)
        return parser.resolver.resolve(text, parser.recogniser.find_mentions(text, language), language)
for name, reading in (("names", names or read), ("again", names), ("line", names and read)):
    if texts and reading:
        began = time.process_time()
        for text in texts:
            reading(text)
        answer[name] = sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - began)
with open("/proc/self/status") as status:
    answer["resident"] = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
print(json.dumps(answer))
"""


def articles_of_our_own(language: str, gazetteer: Gazetteer, megabytes: float = MEGABYTES) -> list[str]:
    """About so many megabytes of articles, the same every time."""
    chance = random.Random(language)
    articles, size = [], 0
    while size < megabytes * 1e6:
        # an article is about a few towns and people, which it names again
        towns = [_town(chance, gazetteer, language) for _ in range(4)]
        people = [_person(chance) for _ in range(2)]
        sentences: list[str] = []
        while sum(map(len, sentences)) < ARTICLE:
            frame = chance.choice(_FRAMES[language])
            for _ in range(frame.count("{town}")):
                frame = frame.replace("{town}", chance.choice(towns), 1)
            sentences.append(frame.format(person=chance.choice(people), n=chance.randrange(2, 900)))
        articles.append(" ".join(sentences))
        size += len(articles[-1].encode())
    return articles


def _town(chance: random.Random, gazetteer: Gazetteer, language: str) -> str:
    while True:
        place = gazetteer.place(chance.randrange(len(gazetteer)))
        if place.kind == "city":
            return (place.name_fr if language == "fr" else place.name_en) or place.name


def _person(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=n)).capitalize() for n in (2, 3))


def _run(contender: str, language: str, texts: list[str], compiled: str) -> dict[str, float]:
    """One contender in a fresh process, its modules compiled already, as they are from the second start on."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", _READER, contender, language, _FIRST[language]],
        input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=ROOT,
        env={**environ, "PYTHONPYCACHEPREFIX": compiled},
    )  # fmt: skip
    return json.loads(done.stdout)


def _build() -> str:
    """How the interpreter is linked: Debian's, statically, was a tenth to a fifth faster than a shared library."""
    with open("/proc/self/maps") as maps:
        return "a shared library" if "libpython" in maps.read() else "linked statically"


def _best(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """The highest speeds of several runs, and the most memory."""
    return {key: max(run[key] for run in runs) for key in runs[0]}


def measure() -> Iterator[Figure | str]:
    with tempfile.TemporaryDirectory() as compiled, ensure(settings.load().gazetteer) as gazetteer:
        for contender in CONTENDERS:
            _run(contender, "fr", [], compiled)
        yield f"Python {platform.python_version()}, {_build()}"
        for language in _FIRST:
            start = min(_run("dateline", language, [], compiled)["start"] for _ in range(STARTS))
            yield Figure(f"start to first answer, {language}, best of {STARTS}", start, 0.3, "s")
        for what, language, texts in _texts(gazetteer):
            runs = [[_run(contender, language, texts, compiled) for contender in CONTENDERS] for _ in range(RUNS)]
            ours, *others = [_best(of_one) for of_one in zip(*runs, strict=True)]
            yield Figure(f"{what}: recognition + resolution", ours["names"], 2, "MB/s", least=True)
            yield Figure(f"{what}: resident after it", ours["resident"], 150, "MB")
            yield f"{what}: a second time, its names known: {ours['again']:.2f} MB/s"
            yield f"{what}: whole line, with routes and dates: {ours['line']:.2f} MB/s"
            for contender, theirs in zip(CONTENDERS[1:], others, strict=True):
                ratio = ours["names"] / theirs["names"]
                yield (
                    f"{what}: {contender} {theirs['names']:.1f} MB/s, {theirs['resident']:.0f} MB;"
                    f" our speed is {ratio:.2f} of its"
                )
    yield from _f1_rows()


def _texts(gazetteer: Gazetteer) -> Iterator[tuple[str, str, list[str]]]:
    for language in _FRAMES:
        yield f"our text, {language}", language, articles_of_our_own(language, gazetteer)
    for name, language in (("lgl.xml", "en"), ("letemps-test-fr.gold.jsonl", "fr")):
        if (CORPORA / name).is_file():
            yield name.partition(".")[0], language, [document.text for document in read_gold(CORPORA / name)]


# -- how much they find --------------------------------------------------------------------------------------------------


def _f1_rows() -> Iterator[str]:
    """Exact-span F1 of recognition, the same gold and the same text for all, and ours as a multiple of theirs."""
    others = sorted(path for path in CORPORA.glob("*") if path.suffix in (".xml", ".jsonl")) if CORPORA.is_dir() else []
    finders = {"dateline": _by_dateline(), "flashgeotext": _by_flashgeotext(), "geotext": _by_geotext}
    for path in (OWN_GOLD, *others):
        documents = read_gold(path)
        with_demonyms = path.name == "lgl.xml" or any(m.role == "demonym" for d in documents for m in d.mentions)
        found = {name: _f1(documents, finder, with_demonyms) for name, finder in finders.items()}
        yield f"{path.name}: F1 " + ", ".join(
            f"{name} {f1:.3f}" + ("" if name == "dateline" else f" (ours is {found['dateline'] / f1:.2f} times it)")
            for name, f1 in found.items()
        )


def _f1(documents: list[GoldDocument], finder, with_demonyms: bool) -> float:
    right = predicted = wanted = 0
    for document in documents:
        gold = {(m.start, m.end) for m in document.mentions}
        found = finder(blanked(document.text, document.asides), document.language, with_demonyms)
        right, predicted, wanted = right + len(gold & found), predicted + len(found), wanted + len(gold)
    return prf(right, predicted, wanted)["f1"]


def _by_dateline():
    from geo.geoparser import geoparser

    def find(text: str, language: str | None, with_demonyms: bool) -> set[tuple[int, int]]:
        found = geoparser().parse(text, None, language).resolutions
        return {(r.mention.start, r.mention.end) for r in found if with_demonyms or r.mention.role != "demonym"}

    return find


def _by_flashgeotext():
    from loguru import logger

    logger.remove()  # it reports every list that it loads
    from flashgeotext.geotext import GeoText

    known = GeoText()

    def find(text: str, language: str | None, with_demonyms: bool) -> set[tuple[int, int]]:
        groups = known.extract(input_text=text, span_info=True)
        return {tuple(span) for group in groups.values() for found in group.values() for span in found["span_info"]}

    return find


def _by_geotext(text: str, language: str | None, with_demonyms: bool) -> set[tuple[int, int]]:
    """geotext gives names in order, without offsets: each list is looked up in the text from left to right."""
    from geotext import GeoText

    found = GeoText(text)
    spans = set()
    for names in (found.cities, found.countries, found.nationalities if with_demonyms else []):
        reached = 0
        for name in names:
            start = text.find(name, reached)
            if start >= 0:
                reached = start + len(name)
                spans.add((start, reached))
    return spans
