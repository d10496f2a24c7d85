"""Every page, in both languages: what is shown, what a filter changes, what a bad address or an empty store gives."""

import re
from html import unescape

import pytest

from geo import i18n
from geo.model import StoreUnavailable
from geo.pages import look, share, words
from tests import samples

PAGES = ("map", "reader", "compare", "audit", "about")


def shown(session) -> str:
    """All that the page says in HTML elements, as text."""
    return unescape(re.sub(r"<[^>]*>", "", " ".join(bodies(session))))


def bodies(session) -> list[str]:
    """The HTML elements as they are sent, without the style sheet and the scripts, which are constants."""
    constant = {share.SCRIPT, *map(words.script, i18n.LANGUAGES)}
    found = [element.proto.body for element in session.get("html") if "<style>" not in element.proto.body]
    return [body.removesuffix(share.SCRIPT) for body in found if body not in constant]


def summary(session) -> str:
    return next(unescape(element.proto.body) for element in session.get("html") if "dl-summary" in element.proto.body)


def search(session, asked: str) -> None:
    """Type into the search box: it takes what is not in its list too, which AppTest's own box does not."""
    box = session.selectbox(key="search")
    if box.format_func(asked) not in box.options:
        box.options.append(asked)
    box.set_value(asked).run()


def works(session) -> None:
    assert not session.exception
    assert not session.error


def article_id(title: str, articles=None) -> str:
    return next(made.id for made, _ in articles or samples.newsroom() if made.title == title)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language, words", [("fr", "mouvement|gouvernement"), ("en", "movement|government")])
def test_every_page_opens_in_both_languages(app, page, language, words):
    session = app(page, language)
    works(session)
    assert re.search(words, shown(session) + " ".join(element.value for element in session.markdown))
    assert session.segmented_control(key="language_widget").value == language


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("articles", [[]], ids=["no articles"])
def test_an_empty_store_says_what_to_do_next(app, page):
    session = app(page)
    works(session)
    if page != "about":
        assert session.title[0].value == "Aucun article pour l’instant"
        assert "python -m geo ingest" in session.code[0].value


@pytest.mark.parametrize(
    "query, notice",
    [
        ({"from": "hier"}, "date illisible"),
        ({"from": "2023-06-30", "to": "2023-06-01"}, "finit avant de commencer"),
        ({"stance": "juré"}, "filtre inconnu"),
        ({"place": "city:nowhere"}, "n’est dans aucun article"),
        ({"route": "ffffffffffff"}, "n’est dans aucun article"),
        ({"lat": "nan", "lon": "3", "zoom": "4"}, "cadrage illisible"),
        ({"lat": "1e9"}, "cadrage illisible"),
        ({"q": "x" * 1000}, "trop longue"),
    ],
)
def test_a_bad_address_gives_a_notice_and_the_whole_map(app, query, notice):
    session = app(**query)
    works(session)
    assert notice in session.text[0].value
    assert "12 mentions sur 12" in summary(session)


def test_an_unknown_article_gives_a_notice_and_the_newest_one(app):
    session = app("reader", article="nowhere")
    works(session)
    assert "n’est pas dans cette base" in session.text[0].value
    assert "Les drones de la discorde" in shown(session)


# --- filters -------------------------------------------------------------------------------------------------------


def test_a_filter_changes_the_count_and_the_address_and_a_chip_undoes_it(app):
    session = app()
    session.multiselect(key="publishers").set_value(["La Gazette"]).run()
    assert "6 mentions sur 12" in summary(session)
    assert session.query_params["source"] == "La Gazette"
    session.button(key="chip-publishers").click().run()
    assert "12 mentions sur 12" in summary(session)
    assert "source" not in session.query_params


def test_the_status_filter_shows_only_denials(app):
    session = app()
    session.button_group(key="stances").set_value(["denied"]).run()
    works(session)
    assert "0 lieu, 2 mentions sur 12, 1 démenti" in summary(session)
    assert "Démenti par Téhéran" in shown(session)
    assert "Allégué par" not in shown(session)


def test_the_two_kinds_of_dates_find_different_things(app):
    found = app(**{"date": "event", "from": "2022-05-01", "to": "2022-05-31"})
    assert "1 lieu, 1 mention sur 12" in summary(found)
    assert "0 lieu, 0 mention" in summary(app(**{"from": "2022-05-01", "to": "2022-05-31"}))


def test_the_slider_sets_the_period_and_the_whole_of_it_is_no_period(app):
    session = app()
    first, last = session.slider(key="period").value
    session.slider(key="period").set_value((last, last)).run()
    works(session)
    assert session.query_params["from"] == "2023-06-10"
    assert "5 mentions sur 12" in summary(session)
    session.slider(key="period").set_value((first, last)).run()
    assert "from" not in session.query_params


def test_a_choice_by_the_label_of_the_run_before_is_still_that_choice(app):
    """Labels carry counts: whoever chooses while a run replaces them sends one that the list has no more."""
    page = app()
    countries = page.multiselect(key="countries")
    before = next(label for label in countries.options if label.startswith("Iran"))
    page.button_group(key="stances").set_value(["denied"]).run()
    assert before not in page.multiselect(key="countries").options
    page.multiselect(key="countries").set_value([before]).run()
    assert (page.query_params["country"], page.query_params["stance"]) == ("IR", "denied")
    assert page.session_state["countries"] == ["IR"]


def test_a_choice_that_no_run_offered_is_none(app):
    page = app()
    page.multiselect(key="countries").set_value(["Atlantide (7)"]).run()
    assert "country" not in page.query_params


def test_a_quick_period_is_taken_back_by_a_second_click(app):
    page = app()
    quick = next(button.key for button in page.button if button.key.startswith("quick-"))
    page.button(key=quick).click().run()
    assert page.session_state["filters"].has_period
    page.button(key=quick).click().run()
    assert not page.session_state["filters"].has_period


def test_everything_is_cleared_at_once(app):
    session = app(**{"from": "2023-06-10", "stance": "denied", "source": "Le Courrier"})
    session.button(key="chip-all").click().run()
    assert "12 mentions sur 12" in summary(session)
    assert set(session.query_params) == {"lang"}


@pytest.mark.parametrize("asked", ["city:makhachkala", "Makhatchkala", "makhachkala", "Махачкала"])
def test_a_place_is_found_by_any_name_and_shows_its_sentences(app, asked):
    session = app()
    search(session, asked)
    works(session)
    assert session.query_params["place"] == "city:makhachkala"
    assert "jusqu'au port de Makhatchkala" in shown(session)
    assert "Allégué par John Kirby" in shown(session)
    assert "La Gazette, 9 juin 2023" in shown(session)


def test_any_other_word_is_looked_for_in_the_sentences(app):
    session = app()
    search(session, "dépôt")
    assert session.query_params["q"] == "dépôt"
    assert "1 mention sur 12" in summary(session)


def test_a_claim_leads_to_its_line_and_what_else_is_said_between_its_ends(app):
    session = app(route=_line(app, "denied"))
    works(session)
    words = shown(session)
    assert (
        words.index("Démenti par Téhéran")
        < words.index("Affirmé aussi entre ces deux lieux")
        < words.index("Allégué par Kirby")
    )


def _line(app, stance: str) -> str:
    session = app(stance=stance)
    session.button(key=next(b.key for b in session.button if (b.key or "").startswith("show-"))).click().run()
    return session.query_params["route"]


def test_an_address_restores_the_view_in_a_fresh_session(app):
    session = app()
    search(session, "Makhachkala")
    session.button_group(key="flows").set_value(["supply"]).run()
    address = {name: values for name, values in session.query_params.items() if name != "lang"}
    fresh = app(**address)
    assert summary(fresh) == summary(session)
    assert shown(fresh) == shown(session)
    assert fresh.query_params == session.query_params


def test_two_sessions_do_not_see_each_other(app):
    one, other = app(), app()
    one.multiselect(key="publishers").set_value(["La Gazette"]).run()
    other.run()
    assert "12 mentions sur 12" in summary(other)


def test_the_view_is_kept_while_another_page_is_read(app):
    session = app(stance="denied")
    session.switch_page("geo/pages/about.py").run()
    session.query_params.clear()  # as the navigation bar does
    session.switch_page("geo/pages/map.py").run()
    assert session.query_params["stance"] == "denied"
    assert "1 démenti" in summary(session)


def test_the_language_is_switched_in_the_page_and_kept_in_the_address(app):
    session = app(language="fr")
    session.segmented_control(key="language_widget").set_value("en").run()
    assert "12 of 12 mentions" in summary(session)
    assert session.query_params["lang"] == "en"


# --- reader and audit ----------------------------------------------------------------------------------------------


def test_the_reader_marks_the_sentence_that_was_asked_for(app):
    made = next(made for made, _ in samples.newsroom() if made.title == "Par la mer")
    session = app("reader", article=made.id, at=str(made.text.index("Un dépôt")))
    works(session)
    marked = "".join(
        re.findall(r'class="[^"]*dl-target[^"]*"[^>]*>([^<]*)<', "".join(e.proto.body for e in session.get("html")))
    )
    assert unescape(marked) == "Un dépôt a été vu le 3 mai à 40 km de Makhatchkala."
    assert "La Gazette" in shown(session)


def test_the_reader_says_what_each_date_was_taken_to_mean(app):
    made = next(made for made, _ in samples.newsroom() if made.title == "Par la mer")
    session = app("reader", article=made.id)
    text = next(body for body in bodies(session) if "dl-text" in body)
    before, _, after = text.partition('<span class="dl-note" aria-hidden="true">')
    assert before.endswith('<span class="dl-date">le 3 mai</span>')  # on the line that it is about
    assert re.match(r"<i>«\s+le 3 mai\s+»</i> <b>3 mai 2023</b> — ", unescape(after))
    (listed,) = re.findall(r'<ul class="dl-notes" aria-label="Dates dans le texte">(.*?)</ul>', text)
    assert listed.count("<li") == 1
    assert "<b>3 mai 2023</b>" in listed


def test_the_reader_turns_its_pages_and_the_address_follows(app):
    session = app("reader")
    assert session.query_params["article"] == article_id("Les drones de la discorde")
    assert session.button(key="previous").disabled
    session.button(key="next").click().run()
    assert session.query_params["article"] == article_id("Par la mer")
    session.button(key=f"go-{article_id('A plant')}").click().run()
    assert session.query_params["article"] == article_id("A plant")
    assert session.button(key="next").disabled
    assert "Des guillemets ne se referment pas" in shown(session)


def test_the_articles_are_searched_by_their_words(app):
    session = app("reader")
    session.text_input(key="find").set_value("depot").run()
    listed = [button.key for button in session.button if (button.key or "").startswith("go-")]
    assert listed == [f"go-{article_id('Par la mer')}"]
    session.button(key=listed[0]).click().run()
    assert session.query_params["find"] == "depot"
    assert '<span class="dl-found">dépôt</span>' in " ".join(bodies(session))


def test_the_list_is_searched_by_title(app):
    session = app("reader")
    session.text_input(key="find").set_value("MER").run()
    listed = [button.key for button in session.button if (button.key or "").startswith("go-")]
    assert listed == [f"go-{article_id('Par la mer')}"]


def test_the_audit_lists_every_mention_without_a_marker_and_why(app):
    session = app("audit")
    works(session)
    words = shown(session)
    assert "8 mentions sans marqueur sur 12" in words
    assert session.button_group(key="whys").options == [
        "Aucun lieu sûr pour ce nom (1)",
        "Ensemble politique sans position (1)",
        "Désigne un gouvernement ou une institution, non un lieu (5)",
        "Adjectif ou nom d’habitants (1)",
    ]
    assert "Share this article" in words
    session.button_group(key="whys").set_value(["unresolved"]).run()
    assert session.query_params["why"] == "unresolved"
    assert "L'Occident s'inquiète et Tataouinville attend." in shown(session)
    assert shown(session).count("Lire dans l’article") == 2  # the name, and the passage set aside
    ferry = article_id("Par la mer")
    assert any(f'href="reader?article={ferry}&amp;at=' in body for body in bodies(session))


def test_the_audit_is_searched_and_its_address_followed(app):
    session = app("audit", find="occident")
    assert "1 mention" in shown(session)
    assert "Téhéran" not in shown(session)
    session.text_input(key="find").set_value("").run()
    assert "find" not in session.query_params
    assert "8 mentions" in shown(session)


def test_the_sources_are_named(app):
    session = app("about")
    works(session)
    words = shown(session)
    assert "GeoNames" in words
    assert "Natural Earth (world-atlas)" in words


def test_both_sides_of_a_movement_stand_side_by_side(app):
    session = app("compare")
    works(session)
    assert session.selectbox(key="movement").value == "IR~RU~supply"
    words = shown(session)
    assert words.index("Allégué par John Kirby") < words.index("Démenti par Téhéran")
    assert "1 source indépendante, 2 articles" in words  # Kirby, in two papers a day apart
    assert "Téhéran dément avoir envoyé des drones à Moscou." in words


def test_an_unknown_comparison_gives_a_notice_and_the_first_one(app):
    session = app("compare", movement="XX~YY~<b>")
    works(session)
    assert "XX~YY~<b>" in session.text[0].value
    assert session.selectbox(key="movement").value == "IR~RU~supply"


def test_a_sentence_is_cited_with_publisher_and_date(app):
    made = next(made for made, _ in samples.newsroom() if made.title == "Par la mer")
    session = app("reader", article=made.id, at=str(made.text.index("Un dépôt")))
    cited = next(body for body in bodies(session) if "<textarea" in body)
    note = "La Gazette, «\u00a0Par la mer\u00a0», 9 juin 2023\u00a0: «\u00a0Un dépôt a été vu le 3 mai à 40 km de Makhatchkala.\u00a0»"
    assert f">{note}</textarea>" in unescape(cited)


def test_every_article_of_the_list_has_a_name_of_its_own(app):
    labels = [button.label for button in app("reader").button if (button.key or "").startswith("go-")]
    assert len(labels) == len(set(labels)) == 3


# --- trouble -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_trouble_with_the_store_is_one_friendly_line(app, monkeypatch, page):
    def broken(settings, progress=None):
        raise StoreUnavailable("The database at /tmp/x.db is locked. Close the other program, then try again.")

    app()
    import streamlit as st

    from geo import pipeline

    monkeypatch.setattr(pipeline, "prepare", broken)
    st.cache_resource.clear()
    session = app(page)
    assert not session.exception
    assert session.error[0].value == "Dateline ne peut pas continuer"
    assert "is locked" in session.text[0].value


@pytest.mark.parametrize("articles", [[samples.article(
    "<img src=x onerror=alert(1)> [{{7*7}}$x$:smile:|place|city:makhachkala] `code` [ici](http://x.example) </script>",
    "<b>{{7*7}}</b> **titre**", "<i>${7*7}</i>", "2023-06-09", flags=("<u>drapeau</u>",), note="<s>note</s>",
)]], ids=["hostile"])  # fmt: skip
@pytest.mark.parametrize("page", ["map", "reader", "audit"])
def test_hostile_text_reaches_the_browser_as_text(app, page):
    session = app(page, **({"place": "city:makhachkala"} if page == "map" else {}))
    works(session)
    markup = "".join(bodies(session))
    ours = {"p", "div", "span", "a", "b", "ul", "li", "label", "textarea", "button"}
    assert set(re.findall(r"<(\w+)", markup)) <= ours
    assert "<b>{{" not in markup
    assert "{{7*7}}$x$:smile:" in shown(session) or page == "audit"  # there the name is on the map
    in_markdown = " ".join(element.value for element in session.markdown) + " ".join(
        element.value for element in session.caption
    )
    assert "7*7" not in in_markdown


# --- what stands behind a mark -------------------------------------------------------------------------------------


def unfolded(app, part: str, place: str):
    """The map with a place chosen and a part of its panel open."""
    session = app(place=place)
    session.session_state[part] = True
    return session.run()


def test_the_panel_of_a_place_has_its_names_and_why_it_is_here(app):
    session = unfolded(app, "short-names", "city:makhachkala")
    works(session)
    assert "russe Махачкала" in shown(session)
    assert "Dans les articles Makhatchkala" in shown(session)
    session = unfolded(app, "short-why", "city:makhachkala")
    works(session)
    assert "Position sûre." in shown(session)


def test_the_panel_of_a_place_counts_its_mentions_by_article_and_leads_to_them(app):
    session = unfolded(app, "short-articles", "city:tehran")
    works(session)
    (listed,) = [body for body in bodies(session) if "dl-list" in body]
    rows = [unescape(re.sub("<[^>]*>", " ", row)) for row in listed.split("<li")[1:]]
    assert ["Les drones de la discorde" in rows[0], "2 fois un gouvernement" in rows[0]] == [True, True]
    assert ["Par la mer" in rows[1], "1 fois un gouvernement" in rows[1]] == [True, True]
    assert f"reader?article={article_id('Par la mer')}&amp;at=0" in listed


def test_the_panel_of_a_place_has_the_movements_that_begin_pass_or_end_there(app):
    for place in ("city:makhachkala", "sea:caspian"):
        session = unfolded(app, "short-movements", place)
        works(session)
        assert "Voir sur la carte" in [button.label for button in session.button]
    assert "Aucun mouvement n’y commence" in shown(unfolded(app, "short-movements", "city:dushanbe"))


def twice_told():
    """The newsroom, with one movement in the sentences of two articles."""
    sentence = (
        "Selon John Kirby, [Téhéran|actor|city:tehran] expédie des drones par la [mer Caspienne|place|sea:caspian]"
        " jusqu'à [Makhatchkala|place|city:makhachkala]."
    )
    again, found = samples.article(sentence, "Encore", "Le Soir", "2023-06-11")
    said = {"flow": "supply", "stance": "alleged", "cargo": "des drones", "mode": "sea", "claimants": ("John Kirby",)}
    return [
        *samples.newsroom(),
        (again, samples.with_route(found, 0, "Téhéran", "Makhatchkala", ("mer Caspienne",), **said)),
    ]


@pytest.mark.parametrize("articles", [twice_told()], ids=["twice told"])
def test_sentences_that_were_opened_on_the_map_are_no_article_for_the_reader(app):
    session = app()
    (more,) = [button for button in session.button if (button.key or "").startswith("all-")]
    more.click().run()
    works(session)
    assert shown(session).count("par la mer Caspienne") == 2
    session.switch_page("geo/pages/reader.py")
    session.run()
    works(session)
    assert "n’est pas dans cette base" not in " ".join(each.value for each in session.text)
    assert session.query_params["article"] == article_id("Encore", twice_told())


def test_what_an_online_geocoder_said_is_said_in_the_language_of_the_page():
    kept = "nominatim knew no such place on 2023-06-09"
    french = look.reason_words(i18n.translator("fr"), kept)
    assert french == "nominatim ne connaissait pas ce lieu le 2023-06-09"
    assert look.reason_words(i18n.translator("en"), kept) == kept
