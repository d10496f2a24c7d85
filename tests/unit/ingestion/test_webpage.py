"""A web page becomes the article in it: its text, title, site and date, and nothing of what surrounds it."""

from __future__ import annotations

import pytest

from geo.ingestion import webpage
from geo.ingestion.fetch import Fetched
from geo.model import BadInput

ADDRESS = "https://www.phare.example/port/ble"
FIRST = "Un cargo de blé a quitté Odessa pour Alexandrie vendredi, selon le directeur du port, qui l’a dit à la presse."
SECOND = (
    "La veille, deux camions avaient livré des pièces à Constanța, et le déchargement a duré toute la nuit sur le quai."
)
HEAD = (
    '<title>Le blé part | Le Phare</title><meta property="og:title" content="Le blé part">'
    '<meta property="og:site_name" content="Le Phare du port">'
)
DATED = '<meta property="article:published_time" content="2023-06-09T23:30:00+02:00">'


def page(head: str = HEAD, body: str = f"<p>{FIRST}</p><p>{SECOND}</p>") -> str:
    return (
        f"<!doctype html><html><head>{head}</head><body><nav><a href='/'>Accueil à Lyon</a></nav>"
        f"<article><h1>Le blé part</h1>{body}</article><footer>Mentions légales, Marseille</footer></body></html>"
    )


def read(content: str | bytes, media_type: str = "text/html", charset: str | None = None, address: str = ADDRESS):
    content = content.encode() if isinstance(content, str) else content
    return webpage.article(Fetched(content, media_type, address, charset))


def test_the_article_is_taken_and_what_surrounds_it_is_not():
    found = read(page(HEAD + DATED))
    assert FIRST in found.text and SECOND in found.text
    assert "Lyon" not in found.text and "Marseille" not in found.text
    assert (found.title, found.publisher, found.language) == ("Le blé part", "Le Phare du port", "fr")
    assert (found.published.date_min, found.published.date_max) == ("2023-06-09", "2023-06-09")
    assert found.published_evidence == ("page: 2023-06-09",)
    assert found.source == ADDRESS


def test_a_page_that_says_nothing_of_itself_is_named_by_its_host_and_dated_by_its_address():
    found = read(page(head=""), address="https://www.phare.example/2021/05/04/ble")
    assert found.publisher == "phare.example"
    assert (found.published.date_min, found.published.rule) == ("2021-05-04", "address")


@pytest.mark.parametrize(
    "head",
    [
        DATED,
        '<meta itemprop="datePublished" content="2023-06-09">',
        '<meta name="DC.date" content="2023-06-09 08:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-06-09T08:00:00Z"}</script>',
    ],
)
def test_the_date_is_what_the_page_states(head):
    stale = '<meta property="article:modified_time" content="2024-01-01">'
    assert read(page(stale + head)).published.date_min == "2023-06-09"


def test_a_day_that_does_not_exist_is_said_to_be_unreadable():
    found = read(page('<meta itemprop="datePublished" content="2023-02-31">'))
    assert found.published is None
    assert "published-unreadable" in found.flags


@pytest.mark.parametrize(
    "encoding, charset, declared",
    [
        ("utf-8", None, ""),
        ("utf-8", "utf-8", '<meta charset="iso-8859-1">'),  # the server's word goes before the page's
        ("cp1252", "windows-1252", ""),
        ("cp1252", None, '<meta charset="windows-1252">'),
        ("cp1252", "no-such-charset", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("utf-16", None, ""),
    ],
)
def test_letters_are_read_as_they_were_written(encoding, charset, declared):
    body = (
        f"<p>{FIRST}</p><p>Un dépôt a été construit à Besançon au début de l’année, d’après la mairie de la ville.</p>"
    )
    assert FIRST in read(page(declared + HEAD, body).encode(encoding), charset=charset).text


MENU = (
    "Accueil",
    "Politique",
    "Monde",
    "Culture",
    "Sports",
    "Météo",
    "Le journal du jour",
    "Nous écrire",
    "Plan du site",
)
NOTICE = "<p>© 2023 La Gazette du Nord, société de presse. Tous droits réservés.</p>"


@pytest.mark.parametrize(
    "entry", ["<div><a href=/x>{}</a></div>", "<p>{}</p>", "<h3>{0}</h3><span>{0} : la suite</span>"]
)
def test_a_page_of_which_only_a_menu_is_left_is_refused_in_one_line(entry):
    content = f"<!doctype html>{HEAD}<main>{''.join(map(entry.format, MENU))}{NOTICE}</main>"
    with pytest.raises(
        BadInput, match=rf"^{ADDRESS}: what is left of this page is a menu, not an article\. Open"
    ) as refused:
        read(content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text, prose",
    [
        ("Accueil\nPolitique\nMonde", False),
        ("Accueil | Politique | Monde | Culture | Sports | Annonces | Plan du site | Nous écrire | Mentions légales du site", False),
        ("Un titre\nLe ferry de Lyon a quitté hier soir le port de Gênes en Italie, selon sa compagnie.", True),
        ("Un titre\nLe ferry de Lyon a-t-il quitté hier soir le port de Gênes en Italie, comme le dit sa compagnie ?\nLire aussi", True),
        (
            "港口\n据当地媒体报道，这艘渡轮昨天离开了热那亚港，船上装有电池和工具，预计明天抵达里昂附近的码头，公司没有说明目的地。\n"
            "港口负责人周五表示，下一艘船将在六月离开，船上会有更多的工具。",
            True,
        ),
        ("เรือ\n" + "เรือเฟอร์รี่ออกจากท่าเรือเจนัวเมื่อวานนี้ตามที่บริษัทแจ้ง " * 4, True),
    ],
)  # fmt: skip
def test_prose_is_told_from_a_menu(text, prose):
    assert webpage.has_prose(text) is prose


@pytest.mark.parametrize(
    "content", ["", "<html></html>", f"<head>{HEAD}</head><img src=x>", "<script>var a = 1</script>"]
)
def test_a_page_without_an_article_is_refused_in_one_line(content):
    with pytest.raises(BadInput, match=rf"^{ADDRESS}: no article found") as refused:
        read(content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        "<p>" + "<div " + " ".join(f"a{n}=b" for n in range(700_000)) + ">x</div>",
        "<b>" * 1_500_000,
        "<table><tr>" * 500_000,
    ],
    ids=["attributes", "depth", "tables"],
)
def test_a_page_made_to_eat_memory_or_time_takes_nothing_else_down(monkeypatch, content):
    monkeypatch.setattr(webpage, "CPU_SECONDS", 2)
    with pytest.raises(BadInput, match=rf"^{ADDRESS}: (this page cannot be read|no article found)"):
        read(content)


def test_the_process_that_parses_is_limited(monkeypatch):
    monkeypatch.setattr(webpage, "WALL_SECONDS", 0.01)
    with pytest.raises(BadInput, match="cannot be read within the limits"):
        read(page())


# --- plain text and Markdown


def test_a_plain_text_is_read_like_a_file_and_its_source_is_its_address():
    found = read(FIRST.encode("cp1252"), "text/plain", "windows-1252", "https://phare.example/notes")
    assert (found.text, found.source, found.publisher) == (FIRST, "https://phare.example/notes", "phare.example")


@pytest.mark.parametrize("media_type, address", [("text/markdown", ADDRESS), ("text/plain", f"{ADDRESS}.md")])
def test_markdown_may_say_its_title_and_date_but_not_where_it_is_from(media_type, address):
    front = "---\ntitle: Le blé\npublished: 2023-06-09\nurl: https://elsewhere.example/\nsource: https://elsewhere.example/\n---\n"
    found = read(front + FIRST, media_type, address=address)
    assert (found.title, found.published.date_min, found.source) == ("Le blé", "2023-06-09", address)


def test_a_binary_that_calls_itself_a_text_is_refused():
    with pytest.raises(BadInput, match="binary"):
        read(bytes(range(256)) * 20, "text/plain")
