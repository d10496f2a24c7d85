"""What is not on the map: every name without a marker and every passage set aside, with why and the sentence."""

from __future__ import annotations

import streamlit as st

from geo.i18n import Translator
from geo.pages import filtering, look, session
from geo.presentation import views
from geo.presentation.views import Audit, Corpus, Unmarked

REASONS = ("unresolved", "bloc", "actor", "demonym")
ROWS = 40  # listed before "more" is asked for


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        session.enter("audit")
        corpus = session.corpus(t)
        if corpus.empty:
            session.nothing_yet(t)
            return
        filtering.at_a_glance(t, corpus)
        audit = views.audit(corpus)
        with st.container(key="method"):
            st.title(t("audit.title"), anchor=False)
            st.write(t("audit.intro"))
            st.html(
                look.element("p", "dl-summary", t("audit.total", shown=len(audit.rows), total=len(corpus.mentions)))
            )
            names(t, corpus, audit)
            set_aside(t, audit)
        session.publish_language()


def names(t: Translator, corpus: Corpus, audit: Audit) -> None:
    whys = [why for why in REASONS if audit.counts.get(why)]
    chosen = [why for why in session.asked("why").split(",") if why in whys]
    words = session.asked("find")
    session.keep(whys=chosen, find=words)
    st.pills(
        t("audit.why"),
        whys,
        selection_mode="multi",
        format_func=lambda why: t("filters.choice", label=t(f"audit.{why}"), count=audit.counts[why]),
        key="whys",
        on_change=lambda: session.ask(why=",".join(session.kept("whys"))),
    )
    st.text_input(t("audit.find"), key="find", max_chars=100, on_change=lambda: session.ask(find=session.kept("find")))
    rows = views.audited(corpus, audit, chosen, words)
    limit = session.kept("audit_rows", ROWS)
    st.html(look.element("p", "dl-quiet", t("audit.found", count=len(rows))))
    items = [item(t, corpus, name) for name in views.unmarked(corpus, rows.head(limit), t)]
    st.html(look.element("ul", "dl-list", *items))
    if len(rows) > limit:
        st.button(t("evidence.more"), key="more", on_click=more)


def more() -> None:
    """For callbacks."""
    session.keep(audit_rows=session.kept("audit_rows", ROWS) + ROWS)


def item(t: Translator, corpus: Corpus, name: Unmarked) -> look.Html:
    """The name, why it has no marker, its sentence, and the way there."""
    government = corpus.place_name(name.place, t.language) if name.why in ("actor", "demonym") else ""
    why = [t(f"audit.{name.why}"), t("audit.for", name=government) if government else look.reason_words(t, name.reason)]
    link = look.reader_link(t, name.excerpt.article_id, name.excerpt.at, name.text)
    return look.element(
        "li",
        "",
        look.element("p", "dl-ends", name.text),
        look.element("p", "dl-status", " · ".join(filter(None, why))),
        look.sentence(name.excerpt),
        look.element("p", "dl-source", f"{look.source(name.excerpt, t)} · ", link),
    )


def set_aside(t: Translator, audit: Audit) -> None:
    st.header(t("audit.asides"), anchor="asides")
    st.write(t("audit.asides_intro"))
    items = [aside(t, *row) for row in audit.asides.head(ROWS * 5).itertuples(index=False, name=None)]
    st.html(look.element("ul", "dl-list", *items) if items else look.element("p", "dl-quiet", t("audit.no_asides")))


def aside(t: Translator, article: str, at: int, title: str, kind: str, text: str) -> look.Html:
    key = f"aside.{kind}"
    what = t(key) if key in t else t("aside.other")
    return look.element(
        "li",
        "",
        look.element("p", "dl-status", what),
        look.element("p", "dl-sentence", text, dir="auto"),
        look.element("p", "dl-source", f"{title} · ", look.reader_link(t, article, at, what)),
    )


if __name__ == "__main__":
    page()
