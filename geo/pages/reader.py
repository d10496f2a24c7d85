"""One article at a time, with everything that was found in it marked, and the sentence that was asked for in view."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geo.i18n import Translator
from geo.pages import correcting, look, session, share
from geo.presentation import views
from geo.presentation.markup import safe_html
from geo.presentation.views import Claim, Corpus, Notice, Reading
from geo.presentation.views.reading import Dated, Paragraph

LISTED = 30  # articles in the list at once; the search above it finds the others
# A constant: it knows no text. The number only makes a new request a new element, so that it runs again.
SCROLL = "<script>/* {n} */ setTimeout(() => document.querySelector('.dl-target')?.scrollIntoView({{block: 'center'}}), 150)</script>"


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        session.enter("reader")
        corpus = session.corpus(t)
        if corpus.empty:
            session.nothing_yet(t)
            return
        order = in_order(corpus)
        article_id, at, notices = asked(order)
        session.notices(t, notices)
        with st.sidebar:
            article_list(t, corpus, order, article_id)
        with st.container(key="desk"):
            text, beside = st.columns([2.2, 1], gap="large")
            with text:
                turn(t, order, article_id)
                reading = views.reader(corpus, article_id, t, at, session.asked("find"))
                read(t, reading, at)
            with beside:
                cite(t, corpus, article_id, at)
                claims(t, corpus, article_id, views.claims_in(corpus, article_id, t))
        session.publish_article(article_id, at)


def in_order(corpus: Corpus) -> list[str]:
    """Newest first, undated last."""
    articles = corpus.articles.sort_values(
        ["published_min", "id"], ascending=[False, True], na_position="last", kind="stable"
    )
    return list(articles["id"])


def asked(order: list[str]) -> tuple[str, int | None, tuple[Notice, ...]]:
    article_id, at = session.article_asked()
    if article_id is None:
        return order[0], None, ()
    if article_id not in order:
        return order[0], None, (Notice("no_such_article", "article", article_id[:40]),)
    return article_id, at, ()


def article_list(t: Translator, corpus: Corpus, order: list[str], current: str) -> None:
    """The articles around the current one or, of a search, those that have its words, most often first."""
    words = session.asked("find")
    session.keep(find=words)
    st.text_input(
        t("reader.filter"), key="find", max_chars=100, on_change=lambda: session.ask(find=session.kept("find"))
    )
    hits = views.searched(corpus, words)
    found = (
        sorted(hits, key=lambda article: (-hits[article], order.index(article)))[:LISTED]
        if words
        else near(order, current)
    )
    if not found:
        st.caption(t("reader.none"))
    for article_id in found:
        row = corpus.articles.loc[article_id]
        publisher = t("evidence.unknown_publisher") if row["publisher"] == views.UNKNOWN_PUBLISHER else row["publisher"]
        about = [f"{publisher}, {views.published_words(row, t)}"]
        if hits.get(article_id):
            about.append(t("evidence.in_all", count=hits[article_id]))
        with st.container(key=f"open-{article_id}"):
            css = "dl-article dl-current" if article_id == current else "dl-article"
            st.html(
                look.element(
                    "div",
                    css,
                    look.element("p", "dl-name", row["title"]),
                    look.element("p", "dl-quiet", " · ".join(about)),
                )
            )
            # Numbered, not titled: a label is read as Markdown. The title stands just before it.
            label = t("reader.choose", number=order.index(article_id) + 1, when=views.published_words(row, t))
            st.button(label, key=f"go-{article_id}", on_click=session.open_article, args=(article_id,))


def near(order: list[str], current: str) -> list[str]:
    """The part of the list around the current article."""
    start = max(0, min(order.index(current) - LISTED // 2, len(order) - LISTED))
    return order[start : start + LISTED]


def turn(t: Translator, order: list[str], current: str) -> None:
    place = order.index(current)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(t("reader.previous"), key="previous", disabled=place == 0, on_click=step, args=(order, -1))
        st.button(t("reader.next"), key="next", disabled=place + 1 == len(order), on_click=step, args=(order, 1))
        st.html(look.element("p", "dl-quiet", t("reader.position", number=place + 1, total=len(order))))


def step(order: list[str], by: int) -> None:
    """On or back from the article that is open when the button is pressed: who presses twice, fast, goes two further."""
    article_id, _ = session.article_asked()
    place = order.index(article_id) if article_id in order else 0
    session.open_article(order[max(0, min(len(order) - 1, place + by))])


def read(t: Translator, reading: Reading, at: int | None) -> None:
    publisher = reading.publisher or t("evidence.unknown_publisher")
    facts = [t("reader.published", when=reading.published)]
    if reading.evidence:
        facts.append(
            t("reader.evidence", words=" · ".join(look.evidence_words(t, words) for words in reading.evidence))
        )
    origin = [
        t(f"reader.{name}", words=words)
        for name, words in (("note", reading.note), ("source", reading.source))
        if words
    ]
    flags = [look.flag_words(t, flag) for flag in reading.flags]
    st.html(
        look.element(
            "div",
            "",
            look.element("p", "dl-eyebrow", publisher),
            look.element("p", "dl-title", reading.title, dir="auto"),
            *[look.element("p", "dl-quiet", line) for line in (" — ".join(facts), *origin, *flags)],
        )
    )
    st.html(look.legend(reading.found, t))
    link = session.map_address()
    paragraphs = [part for paragraph in reading.paragraphs for part in with_notes(t, paragraph, reading.dates, link)]
    st.html(look.element("div", "dl-page", look.element("div", "dl-text", *paragraphs)))
    if at is not None:
        st.html(SCROLL.format(n=session.count_up("scrolls")), unsafe_allow_javascript=True)


def with_notes(t: Translator, paragraph: Paragraph, dates: Sequence[Dated], link: str) -> list[look.Html]:
    """The paragraph with a note in the margin on the line of each of its dates, and the same notes in a list after it.

    The list is what a narrow page shows, and what a screen reader reads on every page: a note in the middle of a sentence
    would cut it in two.
    """
    ends = {dated.end: dated for dated in dates}
    inside, at, noted = [], paragraph.start, []
    for piece in paragraph.pieces:
        at += len(piece.text)
        inside.append(safe_html([piece], link=link))
        if dated := ends.get(at):
            noted.append(dated)
            inside.append(look.element("span", "dl-note", *note(t, dated), **{"aria-hidden": "true"}))
    text = look.element("p", "", *inside, dir="auto")
    if not noted:
        return [text]
    items = [look.element("li", "", *note(t, dated), dir="auto") for dated in noted]
    return [text, look.element("ul", "dl-notes", *items, **{"aria-label": t("reader.dates")})]


def note(t: Translator, dated: Dated) -> tuple[look.Html, ...]:
    """What a date of the text was taken to mean, and why: « vendredi », 9 juin 2023, the last day of that name."""
    key = f"rule.{dated.rule if dated.when else dated.reason.replace(' ', '-')}"
    why = t(key) if key in t else dated.reason
    if not dated.when:
        why = t("rule.open", why=why)
    words = t("reader.quoted", words=dated.words)
    parts = [look.element("b", "", dated.when), f" — {why}"] if dated.when else [why]
    return (look.element("i", "", words), " ", *parts)


def cite(t: Translator, corpus: Corpus, article_id: str, at: int | None) -> None:
    made = views.citation(corpus, article_id, t, at)
    texts = {t("cite.as_text"): made.text, t("cite.as_footnote"): made.footnote}
    with st.expander(t("cite.sentence" if at is not None else "cite.this_article"), icon=":material/format_quote:"):
        if at is None:
            st.caption(t("cite.hint"))
        share.copies(t, "cite", texts if at is not None else {t("cite.as_text"): made.text})


def claims(t: Translator, corpus: Corpus, article_id: str, found: list[Claim]) -> None:
    may_edit = session.rights().editing == "on"
    if found:
        st.html(look.element("p", "dl-eyebrow", t("reader.claims")))
    for number, claim in enumerate(found):
        with st.container(key=f"card-{number}"):
            st.html(look.claim_brief(claim, t))
            with st.container(horizontal=True):
                look.read_link(t, claim.excerpts[0], t("reader.in_text"))
                if claim.drawn:
                    st.page_link(
                        "geo/pages/map.py",
                        label=t("evidence.show"),
                        icon=":material/route:",
                        query_params=look.in_language(t, route=claim.line),
                    )
                if may_edit:
                    correcting.claim(t, corpus, article_id, claim, number)


if __name__ == "__main__":
    page()
