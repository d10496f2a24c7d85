"""Claims of movement: tables of sentences of our own. Toponyms are marked inline: [Rome:IT] a place, [Italie:IT!] a country,
[Rome:IT@] a capital that acts, [italiens:IT~] a demonym, [mer Noire:sea] a sea."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.geoparsing import sentences
from geo.geoparsing.routes import find_routes
from geo.geoparsing.routes.lexicon import inflect_english, inflect_french, load
from geo.geoparsing.routes.quotes import Quotes
from geo.model import DateSpan, Mention, Place, Resolution, Route, TimeExpression

_MARK = re.compile(r"\[([^\]:]+):(\w+)([!@~]?)\]")


def read(marked: str) -> tuple[str, tuple[Resolution, ...]]:
    """The sentence without its marks, and a resolution for each of them."""
    text, found, here = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[here : match.start()]
        name, code, kind = match.groups()
        country = None if code == "sea" else code
        place_kind = "sea" if code == "sea" else "country" if kind in ("!", "~") else "city"
        role = {"!": "place", "@": "actor", "~": "demonym", "": "place"}[kind]
        place = Place(code if kind else name, name, place_kind, country, 1.0, 2.0, 10.0)
        found.append(Resolution(Mention(len(text), len(text) + len(name), name, role), place, 1.0, "test"))
        text += name
        here = match.end()
    return text + marked[here:], tuple(found)


def routes_of(marked: str, language: str, dates: tuple[TimeExpression, ...] = ()) -> tuple[Route, ...]:
    text, resolutions = read(marked)
    return find_routes(text, language, sentences.split(text), resolutions, dates)


def ends_of(routes: tuple[Route, ...]) -> set[tuple[str | None, str | None]]:
    return {(r.origin.text if r.origin else None, r.destination.text if r.destination else None) for r in routes}


@pytest.mark.parametrize(
    ("language", "marked", "expected"),
    [
        # active, passive, infinitive, participle
        ("en", "[Kenya:KE!] shipped 40 tonnes of tea to [Oman:OM!] last week.", {("Kenya", "Oman")}),
        ("en", "Forty tonnes of tea were shipped from [Mombasa:KE] to [Muscat:OM].", {("Mombasa", "Muscat")}),
        ("en", "The vaccines, made by a small firm, were flown to [Suva:FJ] on Tuesday.", {(None, "Suva")}),
        ("en", "[Peru:PE!] plans to sell copper to [Vietnam:VN!].", {("Peru", "Vietnam")}),
        ("en", "Timber cut in the hills and smuggled from [Laos:LA!] into [Thailand:TH!] fuels the trade.", {("Laos", "Thailand")}),
        ("en", "[Ghana:GH!] sent [Togo:TG!] 200 tents after the floods.", {("Ghana", "Togo")}),
        ("en", "[Chile:CL!] supplies [Bolivia:BO!] with diesel.", {("Chile", "Bolivia")}),
        ("fr", "Le [Pérou:PE!] a livré du cuivre au [Vietnam:VN!].", {("Pérou", "Vietnam")}),
        ("fr", "Du cuivre a été expédié de [Lima:PE] vers [Hanoï:VN].", {("Lima", "Hanoï")}),
        ("fr", "[Accra:GH@] a envoyé au [Togo:TG!] deux cents tentes.", {("Accra", "Togo")}),
        ("fr", "Le [Chili:CL!] approvisionne la [Bolivie:BO!] en gazole.", {("Chili", "Bolivie")}),
        ("fr", "Les blessés ont été évacués de [Goma:CD] vers [Kigali:RW] par avion.", {("Goma", "Kigali")}),
        ("fr", "[Oslo:NO@] exporte du saumon en [Corée:KR!].", {("Oslo", "Corée")}),
        # receivers and buyers
        ("en", "[Malta:MT!] imports most of its wheat from [Romania:RO!].", {("Romania", "Malta")}),
        ("en", "[Jordan:JO!] received water pumps from [Norway:NO!].", {("Norway", "Jordan")}),
        ("fr", "[Malte:MT!] importe son blé de [Roumanie:RO!].", {("Roumanie", "Malte")}),
        ("fr", "La [Jordanie:JO!] a reçu des pompes de la [Norvège:NO!].", {("Norvège", "Jordanie")}),
        ("fr", "Le [Ghana:GH!] a acheté du riz à la [Thaïlande:TH!].", {("Thaïlande", "Ghana")}),
        # nouns
        ("en", "Shipments of grain from [Odesa:UA] to [Beirut:LB] resumed.", {("Odesa", "Beirut")}),
        ("en", "[Brazil:BR!]'s exports of soybeans to [China:CN!] fell.", {("Brazil", "China")}),
        ("en", "[Norwegian:NO~] salmon exports to [Japan:JP!] doubled.", {("Norwegian", "Japan")}),
        ("fr", "Les livraisons de blé de la [Roumanie:RO!] vers l'[Égypte:EG!] ont repris.", {("Roumanie", "Égypte")}),
        ("fr", "L'envoi de médecins par [Cuba:CU!] au [Mozambique:MZ!] a été salué.", {("Cuba", "Mozambique")}),
        ("fr", "Les exportations [norvégiennes:NO~] de saumon vers le [Japon:JP!] ont doublé.", {("norvégiennes", "Japon")}),
        ("fr", "[Quito:EC@] a suspendu ses livraisons de bananes à la [Turquie:TR!].", {("Quito", "Turquie")}),
        # people who travel, flee, move
        ("en", "The minister arrived in [Lusaka:ZM] from [Harare:ZW] on Friday.", {("Harare", "Lusaka")}),
        ("en", "Thousands fled [Khartoum:SD] for [Chad:TD!].", {("Khartoum", "Chad")}),
        ("en", "She moved to [Leeds:GB] with her brother.", {(None, "Leeds")}),
        ("en", "A nurse who had returned from [Liberia:LR!] fell ill.", {("Liberia", None)}),
        ("en", "The prince will visit [Nairobi:KE] in May.", {(None, "Nairobi")}),
        ("en", "Hundreds of families were evacuated from [Derna:LY].", {("Derna", None)}),
        ("en", "The suspect was extradited to [Spain:ES!].", {(None, "Spain")}),
        ("fr", "La ministre s'est rendue à [Lusaka:ZM] lundi.", {(None, "Lusaka")}),
        ("fr", "Des milliers d'habitants ont fui [Khartoum:SD].", {("Khartoum", None)}),
        ("fr", "Réfugié au [Chili:CL!], le chanteur y a fondé une école.", {(None, "Chili")}),
        ("fr", "Il a quitté [Dakar:SN] pour [Lisbonne:PT].", {("Dakar", "Lisbonne")}),
        ("fr", "Sa famille s'installe à [Nancy:FR] en 1950.", {(None, "Nancy")}),
        ("fr", "Le train venu de [Bâle:CH] est arrivé à [Dijon:FR].", {("Bâle", "Dijon")}),
        # several ends, relative clauses, places before « où »
        ("en", "Blankets were sent to [Izmir:TR], [Aleppo:SY] and [Homs:SY].", {(None, "Izmir"), (None, "Aleppo"), (None, "Homs")}),
        ("en", "Birds fly from [Kenya:KE!] and [Uganda:UG!] to [Poland:PL!].", {("Kenya", "Poland"), ("Uganda", "Poland")}),
        ("fr", "Des tentes ont été envoyées à [Izmir:TR] et à [Alep:SY].", {(None, "Izmir"), (None, "Alep")}),
        ("en", "They reached [Bilbao:ES], where the fish was brought from [Iceland:IS!].", {("Iceland", "Bilbao")}),
        ("fr", "Les camions que la [Suède:SE!] a fournis à l'[Estonie:EE!] sont neufs.", {("Suède", "Estonie")}),
        # strikes
        ("en", "[Ruritania:RR!] shelled [Strelsau:RS] overnight.", {("Ruritania", "Strelsau")}),
        ("en", "A missile attack on [Strelsau:RS] killed two.", {(None, "Strelsau")}),
        ("fr", "L'armée a bombardé [Strelsau:RS] depuis [Zenda:RR].", {("Zenda", "Strelsau")}),
        ("fr", "L'invasion de la [Ruritanie:RR!] par la [Syldavie:SY!] a échoué.", {("Syldavie", "Ruritanie")}),
        ("fr", "La [Syldavie:SY!] utilise des drones pour terroriser des villages [ruritaniens:RR~].", {("Syldavie", "ruritaniens")}),
        # made in, given to, used in
        ("fr", "La [Bordurie:BO!] reçoit des hélicoptères [polonais:PL~].", {("polonais", "Bordurie")}),
        ("en", "[Swedish:SE~] rifles were delivered to [Borduria:BO!].", {("Swedish", "Borduria")}),
        ("fr", "[Lima:PE@] a ouvert une usine de bus en [Angola:AO!].", {("Lima", "Angola")}),
        ("fr", "[Lima:PE@] a accusé la [Bordurie:BO!] d'attaques de drones contre [Quito:EC].", {("Bordurie", "Quito")}),
        ("en", "Ferries run between [Tunis:TN] and [Palermo:IT].", {("Tunis", "Palermo")}),
        ("en", "Flights between [Tunis:TN] and [Palermo:IT] were cancelled.", {("Tunis", "Palermo")}),
    ],
)  # fmt: skip
def test_ends(language, marked, expected):
    assert ends_of(routes_of(marked, language)) == expected


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "The senator delivered a speech in [Berlin:DE]."),
        ("en", "He sent a message to [Berlin:DE@] about the tariffs."),
        ("en", "The firm struck a deal with [Berlin:DE@]."),
        ("en", "An earthquake struck [Izmir:TR] at dawn."),
        ("en", "Teachers went on strike in [Lagos:NG]."),
        ("en", "Cholera hit [Lagos:NG] last year."),
        ("en", "Tickets are sold in [Oslo:NO]."),
        ("en", "A storm moved from [Cuba:CU!] to [Florida:US]."),
        ("en", "The striker moved to [Milan:IT] after a season in the league."),
        ("en", "He provided evidence to [Canada:CA!]."),
        ("en", "The road goes from [Oslo:NO] to [Bergen:NO]."),
        ("en", "The plan gave hope to [Haiti:HT!]."),
        ("fr", "La maire a donné une conférence à [Lyon:FR]."),
        ("fr", "Il a adressé un message à [Berlin:DE@]."),
        ("fr", "Un séisme a frappé [Izmir:TR] à l'aube."),
        ("fr", "Les billets sont vendus à [Oslo:NO]."),
        ("fr", "L'équipe a remporté le match à [Oslo:NO]."),
        ("fr", "Il a rendu hommage à [Berlin:DE]."),
        ("fr", "Le livre a été présenté à [Lyon:FR]."),
        ("fr", "Les [Chiliens:CL~] ont voté dimanche."),
        ("de", "[Kenia:KE!] lieferte Tee nach [Oman:OM!]."),
    ],
)
def test_no_route(language, marked):
    assert routes_of(marked, language) == ()


def summary(route: Route) -> str:
    origin, destination = (end.text if end else "-" for end in (route.origin, route.destination))
    return (
        f"{origin} {'<>' if route.bidirectional else '>'} {destination}: {route.flow} {route.modality} {route.stance}"
    )


NEWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "routes_news.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("language", "marked", "expected"), NEWS)
def test_ordinary_news(language, marked, expected):
    assert ("; ".join(summary(route) for route in routes_of(marked, language)) or "none") == expected


@pytest.mark.parametrize(
    ("language", "marked", "modality", "stance"),
    [
        ("en", "[Kenya:KE!] shipped tea to [Oman:OM!].", "done", "narrator"),
        ("en", "[Kenya:KE!] exports tea to [Oman:OM!].", "ongoing", "narrator"),
        ("en", "[Kenya:KE!] is shipping tea to [Oman:OM!].", "ongoing", "narrator"),
        ("en", "[Kenya:KE!] will ship tea to [Oman:OM!].", "planned", "narrator"),
        ("en", "[Kenya:KE!] has promised to ship tea to [Oman:OM!].", "planned", "narrator"),
        ("en", "[Kenya:KE!] might ship tea to [Oman:OM!].", "hypothetical", "narrator"),
        ("en", "If [Kenya:KE!] ships tea to [Oman:OM!], prices fall.", "hypothetical", "narrator"),
        ("en", "[Kenya:KE!] can ship tea to [Oman:OM!].", "capability", "narrator"),
        ("en", "[Oman:OM!] urged [Kenya:KE!] to ship tea to [Yemen:YE!].", "hypothetical", "narrator"),
        ("en", "[Kenya:KE!] has not shipped tea to [Oman:OM!].", "done", "denied"),
        ("en", "[Kenya:KE!] reportedly shipped tea to [Oman:OM!].", "done", "alleged"),
        ("en", "The tea is believed to have been shipped to [Oman:OM!].", "done", "alleged"),
        ("en", "The port said that [Kenya:KE!] shipped tea to [Oman:OM!].", "done", "alleged"),
        ("en", "[Kenya:KE!] denied shipping tea to [Oman:OM!].", "done", "denied"),
        ("en", "[Kenya:KE!] admitted shipping tea to [Oman:OM!].", "done", "admitted"),
        ("en", "[Kenya:KE!] said it had shipped tea to [Oman:OM!].", "done", "admitted"),
        ("en", "The inspectors confirmed that [Kenya:KE!] shipped tea to [Oman:OM!].", "done", "confirmed"),
        ("en", "[Oman:OM!] continues to send tents to [Yemen:YE!].", "ongoing", "narrator"),
        ("fr", "Le [Kenya:KE!] a expédié du thé à [Oman:OM!].", "done", "narrator"),
        ("fr", "Le [Kenya:KE!] aurait expédié du thé à [Oman:OM!].", "done", "alleged"),
        ("fr", "Le [Kenya:KE!] expédierait du thé à [Oman:OM!].", "ongoing", "alleged"),
        ("fr", "Le [Kenya:KE!] pourrait expédier du thé à [Oman:OM!].", "hypothetical", "narrator"),
        ("fr", "Si le [Kenya:KE!] expédiait du thé à [Oman:OM!], les prix baisseraient.", "hypothetical", "narrator"),
        ("fr", "Le [Kenya:KE!] expédiera du thé à [Oman:OM!].", "planned", "narrator"),
        ("fr", "Le [Kenya:KE!] va expédier du thé à [Oman:OM!].", "planned", "narrator"),
        ("fr", "Le [Kenya:KE!] s'apprête à expédier du thé à [Oman:OM!].", "planned", "narrator"),
        ("fr", "Le [Kenya:KE!] s'est engagé à expédier du thé à [Oman:OM!].", "planned", "narrator"),
        ("fr", "Le [Kenya:KE!] exporte du thé à [Oman:OM!].", "ongoing", "narrator"),
        ("fr", "Le [Kenya:KE!] n'a pas expédié de thé à [Oman:OM!].", "done", "denied"),
        ("fr", "Le [Kenya:KE!] a nié avoir expédié du thé à [Oman:OM!].", "done", "denied"),
        ("fr", "Le [Kenya:KE!] a reconnu avoir expédié du thé à [Oman:OM!].", "done", "admitted"),
        ("fr", "Le port a confirmé que le [Kenya:KE!] avait expédié du thé à [Oman:OM!].", "done", "confirmed"),
        ("fr", "Selon le port, le [Kenya:KE!] a expédié du thé à [Oman:OM!].", "done", "alleged"),
        ("fr", "Le [Kenya:KE!] continue d'expédier du thé à [Oman:OM!].", "ongoing", "narrator"),
        ("fr", "Le port a dit que le [Kenya:KE!] expédierait du thé à [Oman:OM!].", "planned", "alleged"),
        ("fr", "Le missile est conçu pour frapper [Mascate:OM].", "capability", "narrator"),
        (
            "fr",
            "[Nairobi:KE@] a jugé « sans fondement » les accusations de livraisons d'armes à [Oman:OM!].",
            "done",
            "denied",
        ),
        (
            "fr",
            "Le [Kenya:KE!] n'aurait pas été en mesure d'expédier du thé à [Oman:OM!] si le port n'avait pas rouvert.",
            "done",
            "narrator",
        ),
    ],
)
def test_status(language, marked, modality, stance):
    found = routes_of(marked, language)
    assert [(r.modality, r.stance) for r in found] == [(modality, stance)]
    assert found[0].cues


@pytest.mark.parametrize(
    ("language", "marked", "claimants"),
    [
        ("en", "Port officials said that [Kenya:KE!] shipped tea to [Oman:OM!].", ("Port officials",)),
        ("en", "[Kenya:KE!] shipped tea to [Oman:OM!], the harbour master said.", ("harbour master",)),
        ("en", "According to Amina Wako, [Kenya:KE!] shipped tea to [Oman:OM!].", ("Amina Wako",)),
        ("en", "Amina Wako said that auditors believed that [Kenya:KE!] shipped tea to [Oman:OM!].", ("auditors", "Amina Wako")),
        ("en", "[Kenya:KE!] shipped tea to [Oman:OM!], said the harbour master, according to the Daily Ledger.",
         ("harbour master", "Daily Ledger")),
        ("fr", "Le port a déclaré que le [Kenya:KE!] avait expédié du thé à [Oman:OM!].", ("port",)),
        ("fr", "Le [Kenya:KE!] a expédié du thé à [Oman:OM!], ont déclaré des dockers, a rapporté mardi le Courrier du port.",
         ("dockers", "Courrier du port")),
        ("fr", "Selon Awa Ndiaye, le [Kenya:KE!] a expédié du thé à [Oman:OM!].", ("Awa Ndiaye",)),
        ("fr", "Awa Ndiaye a pris la parole. Ndiaye a affirmé que le [Kenya:KE!] a expédié du thé à [Oman:OM!].", ("Awa Ndiaye",)),
        ("fr", "Awa Ndiaye a affirmé que tout va bien. Le [Kenya:KE!] a expédié du thé à [Oman:OM!], a-t-elle ajouté.",
         ("Awa Ndiaye",)),
        ("fr", "« Les ports sont pleins. Le [Kenya:KE!] a expédié du thé à [Oman:OM!]. C'est peu », a dit Awa Ndiaye.",
         ("Awa Ndiaye",)),
        ("fr", "Selon [Kigali:RW@], le [Kenya:KE!] a expédié du thé à [Oman:OM!].", ("Kigali",)),
        ("fr", "D'après un audit, dont Awa Ndiaye a présenté les conclusions, le [Kenya:KE!] a expédié du thé à [Oman:OM!].",
         ("audit", "Awa Ndiaye")),
        ("fr", "Awa Ndiaye a pris la parole. « Le [Kenya:KE!] a expédié du thé à [Oman:OM!] », ajoute-t-elle.", ("Awa Ndiaye",)),
        ("en", "Amina Wako spoke last. [Kenya:KE!] shipped tea to [Oman:OM!], she added.", ("Amina Wako",)),
        ("en", "Amina Wako, citing auditors, said that [Kenya:KE!] shipped tea to [Oman:OM!].", ("auditors", "Amina Wako")),
        ("fr", "Selon des dockers, cités par Awa Ndiaye, le [Kenya:KE!] a expédié du thé à [Oman:OM!].", ("dockers", "Awa Ndiaye")),
        ("fr", "Le porte-parole du port, Issa Ba, a déclaré que le [Kenya:KE!] avait expédié du thé à [Oman:OM!].", ("Issa Ba",)),
    ],
)  # fmt: skip
def test_claimants_nearest_to_the_fact_first(language, marked, claimants):
    assert [r.claimants for r in routes_of(marked, language)] == [claimants]


@pytest.mark.parametrize(
    ("language", "marked", "cargo", "flow"),
    [
        (
            "en",
            "[Kenya:KE!] shipped at least 6,000 tonnes of tea to [Oman:OM!].",
            "at least 6,000 tonnes of tea",
            "supply",
        ),
        ("en", "[Ghana:GH!] sent hundreds of soldiers to [Mali:ML!].", "hundreds of soldiers", "other"),
        ("en", "[Ghana:GH!] sent medical aid to [Mali:ML!].", "medical aid", "aid"),
        ("en", "[Ghana:GH!] sent a delegation to [Mali:ML!].", "delegation", "visit"),
        ("fr", "Le [Kenya:KE!] a livré des centaines de camions à [Oman:OM!].", "des centaines de camions", "supply"),
        (
            "fr",
            "[Accra:GH@] a déjà fourni à [Oman:OM!] une dizaine d'hélicoptères.",
            "une dizaine d'hélicoptères",
            "supply",
        ),
        ("fr", "Des réfugiés ont été transportés de [Goma:CD] à [Kigali:RW].", "Des réfugiés", "displacement"),
        ("fr", "L'envoi de médicaments à [Gao:ML] a commencé.", "médicaments", "supply"),
        ("en", "[Ghana:GH!] pledged 3 million euros to [Mali:ML!].", "3 million euros", "aid"),
        ("en", "The convoy turned back before it reached [Gao:ML].", None, "other"),
        ("fr", "[Lima:PE@] a délocalisé sa production de bus en [Angola:AO!].", "production de bus", "technology"),
    ],
)
def test_cargo_and_flow(language, marked, cargo, flow):
    found = routes_of(marked, language)
    assert [(r.cargo, r.flow) for r in found] == [(cargo, flow)]


@pytest.mark.parametrize(
    ("language", "marked", "via", "mode"),
    [
        ("en", "Tea was shipped from [Kenya:KE!] to [Oman:OM!] via [Berbera:SO].", ["Berbera"], "sea"),
        ("en", "He flew from [Lima:PE] to [Rome:IT] through [Madrid:ES].", ["Madrid"], "air"),
        ("fr", "Le thé a été envoyé du [Kenya:KE!] à [Oman:OM!] en passant par [Berbera:SO].", ["Berbera"], None),
        ("fr", "[Nairobi:KE@] continuait d'envoyer du thé en [Inde:IN!], l'expédiant à travers la [mer d'Arabie:sea] jusqu'au port"
         " de [Cochin:IN].", ["mer d'Arabie"], "sea"),
        ("en", "Coal went from [Katowice:PL] to [Gdynia:PL] by rail.", [], "rail"),
        ("fr", "Le charbon est livré par train de [Katowice:PL] à [Gdynia:PL].", [], "rail"),
        ("en", "The treaty was signed in [Geneva:CH] and rifles were sent to [Mali:ML!].", [], None),
    ],
)  # fmt: skip
def test_via_and_mode(language, marked, via, mode):
    found = routes_of(marked, language)
    assert [([v.text for v in r.via], r.mode) for r in found] == [(via, mode)]


def test_members_of_a_coordination_keep_their_own_cargo():
    found = routes_of("La [Suède:SE!] a fourni des pompes au [Tchad:TD!] et dix blindés au [Kenya:KE!].", "fr")
    assert [(r.destination.text, r.cargo) for r in found] == [("Tchad", "des pompes"), ("Kenya", "dix blindés")]


def test_finer_destination_of_a_participle_wins():
    found = routes_of("[Nairobi:KE@] envoie du thé en [Inde:IN!], l'expédiant jusqu'au port de [Cochin:IN].", "fr")
    assert ends_of(found) == {("Nairobi", "Cochin")}


def test_goods_used_elsewhere_go_on():
    (route,) = routes_of("[Kenya:KE!] sent trucks to [Uganda:UG!] for use in [Rwanda:RW!].", "en")
    assert (route.destination.text, [v.text for v in route.via]) == ("Rwanda", ["Uganda"])


def test_between_is_both_ways():
    (route,) = routes_of("Trade between [Kenya:KE!] and [Oman:OM!] resumed.", "en")
    assert route.bidirectional


def _expression(text: str, words: str, day: str) -> TimeExpression:
    start = text.index(words)
    return TimeExpression(start, start + len(words), words, DateSpan(day, day, "day", "test"))


@pytest.mark.parametrize(
    ("marked", "words", "dated"),
    [
        ("Vendredi, le port a déclaré que le [Kenya:KE!] avait expédié du thé à [Oman:OM!].", "Vendredi", False),
        ("Le port a déclaré que le [Kenya:KE!] avait expédié vendredi du thé à [Oman:OM!].", "vendredi", True),
        ("Le [Kenya:KE!] a expédié du thé à [Oman:OM!] le 3 mai, a déclaré le port.", "le 3 mai", True),
        ("Le [Kenya:KE!] a expédié du thé à [Oman:OM!], a déclaré mardi le port.", "mardi", False),
        ("Le [Kenya:KE!] a expédié du thé à [Oman:OM!], qui l'attendait le 3 mai.", "le 3 mai", False),
    ],
)
def test_date_is_of_the_event_not_of_the_saying(marked, words, dated):
    text, _ = read(marked)
    (route,) = routes_of(marked, "fr", (_expression(text, words, "2024-05-03"),))
    assert (route.date is not None) == dated


def test_spans_are_of_the_article():
    lead = "Une première phrase sans rien. "
    text, resolutions = read(lead + "Le [Kenya:KE!] a expédié du thé à [Oman:OM!].")
    (route,) = find_routes(text, "fr", sentences.split(text), resolutions)
    assert text[route.origin.start : route.origin.end] == "Kenya"
    assert text[route.sentence_start : route.sentence_end].startswith("Le Kenya")
    assert all(route.sentence_start <= start < end <= route.sentence_end for start, end, _ in route.cues)
    assert any(text[start:end] == "expédié" and what == "flow" for start, end, what in route.cues)


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (
            inflect_french("envoyer"),
            {"envoie": "S", "envoient": "S", "enverra": "F", "enverrait": "C", "envoyées": "N"},
        ),
        (inflect_french("transférer"), {"transfère": "S", "transférera": "F", "transféré": "N"}),
        (inflect_french("recevoir"), {"reçoit": "S", "reçu": "N", "recevrait": "C", "reçut": "D"}),
        (inflect_french("fournir"), {"fournissent": "S", "fourni": "N", "fournira": "F", "fournissait": "M"}),
        (inflect_french("venir"), {"viennent": "S", "vint": "D", "viendra": "F", "venue": "N"}),
        (inflect_french("démentir"), {"dément": "S", "démentent": "S", "démentait": "M", "démenti": "N"}),
        (inflect_french("répartir"), {"répartit": "SD", "répartissent": "S"}),
        (inflect_french("repartir"), {"repart": "S", "reparti": "N"}),
        (inflect_french("reconnaître"), {"reconnaît": "S", "reconnut": "D", "reconnu": "N"}),
        (inflect_french("soumettre"), {"soumet": "S", "soumis": "N", "soumettra": "F"}),
        (inflect_french("acquérir"), {"acquiert": "S", "acquis": "N", "acquerra": "F"}),
        (inflect_french("convaincre"), {"convainc": "S", "convainquent": "S", "convaincu": "N"}),
        (inflect_french("accueillir"), {"accueille": "S", "accueillera": "F"}),
        (inflect_french("payer"), {"paie": "S", "paye": "S", "paiera": "F"}),
        (inflect_french("savoir"), {"sait": "S", "sachant": "G"}),
        (inflect_english("ship"), {"ships": "S", "shipped": "DN", "shipping": "G"}),
        (inflect_english("carry"), {"carries": "S", "carried": "DN"}),
        (inflect_english("travel"), {"traveled": "DN", "travelled": "DN", "travelling": "G"}),
        (inflect_english("go", "went/gone"), {"goes": "S", "went": "D", "gone": "N"}),
    ],
)
def test_inflection(forms, expected):
    assert {form: forms.get(form) for form in expected} == expected


_VOCABULARY = """Le a expédié envoyé du thé à de par vers en [Oman:OM!] [Lima:PE@] [kényans:KE~] que qui , . « » – ( ) selon aurait
ne pas si dit sent to from the has been shipped said that would not if by between and drones [Oslo:NO] où when ; : ' l' d' 3 000 never"""
_WORDS = st.sampled_from(_VOCABULARY.split())


@given(st.lists(_WORDS, max_size=40), st.sampled_from(["fr", "en"]))
@settings(max_examples=150, deadline=None)
def test_any_words_give_routes_inside_the_text(words, language):
    text, resolutions = read(" ".join(words))
    for route in find_routes(text, language, sentences.split(text), resolutions):
        assert route.origin is not None or route.destination is not None
        for end in (route.origin, route.destination, *route.via):
            assert end is None or text[end.start : end.end] == end.text
        assert all(0 <= start < end <= len(text) for start, end, _ in route.cues)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_survived(text):
    spans = sentences.split(text)
    found = tuple(Resolution(Mention(s, s + 1, text[s : s + 1], "place"), None, 0.5, "x") for s, e in spans if e > s)
    find_routes(text, "fr", spans, found)
    find_routes(text, "en", spans, found)


@given(
    st.lists(
        st.sampled_from(["Ana", "Selon", "J.", "Wako", "Wako-Sall", "L'Oro", "Wako'", "dit", "É", ","]), max_size=12
    )
)
@settings(max_examples=300)
def test_a_surname_is_told_in_full_as_it_first_was(words):
    """What one look through the text finds is what a search for that very surname would find."""
    text = " ".join(words)
    quotes = Quotes(text, sentences.split(text), load("fr"))
    for surname in ("Wako", "Ana", "Wako-Sall", "L'Oro", "Oro", "Sall"):
        pattern = rf"(?<![\w’'-])(?=(([A-ZÀ-ÖØ-Þ][\w’'-]+)\s+(?:[A-Z]\.\s+)?{re.escape(surname)}\b))"
        found = (each[1] for each in re.finditer(pattern, text) if each[2] != "Selon")
        assert quotes.full_name(surname) == next(found, surname)


def test_a_dateline_takes_no_part_in_what_is_said(parser):
    text = (
        "KABUL, Afghanistan (AP) -- The father of the pilot flew to Rome from Kabul. He left Kabul on a plane, he said."
    )
    first, *_ = parser.parse(text, None, "en").routes
    assert (first.origin.text, first.destination.text, first.sentence_start) == ("Kabul", "Rome", 0)
    assert "AP" not in (first.cargo or "")
    assert all("AP" not in claimant for route in parser.parse(text, None, "en").routes for claimant in route.claimants)


def test_what_a_place_lies_in_is_no_other_end(parser):
    text = "After delivering oil to a refinery in Paulsboro, New Jersey, the ship left for Odesa."
    routes = parser.parse(text, None, "en").routes
    assert ("New Jersey", "Paulsboro") not in {
        (r.origin and r.origin.text, r.destination and r.destination.text) for r in routes
    }
    assert any(r.destination and r.destination.text == "Paulsboro" for r in routes)
