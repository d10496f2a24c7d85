"""The collection: take articles in, list, date and remove them; and take the view along as a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from geo import pipeline
from geo.i18n import Translator, translator
from geo.pages import editing, look, session, signing_in
from geo.pages.filtering import chips, filter_bar
from geo.presentation import exports, views
from geo.presentation.views import Corpus, Filters

PARTS = {"csv": ("-mentions", "-claims")}  # a spreadsheet is one table
LIST_HEIGHT = 420
LISTED = 1000  # articles in the table at once; the search finds the others
MADE_AT_ONCE = 1500  # rows; larger exports take seconds to write and are made when they are asked for
NAMED_AT_ONCE = 20  # files left out that are named one by one


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        arrived = session.enter("data")
        corpus = session.corpus(t)
        filters, notices = session.filters(arrived)
        session.publish(filters)
        session.notices(t, notices)
        rights = session.rights()
        if not corpus.empty:
            filter_bar(t, corpus, filters)
        with st.container(key="desk"):
            middle, right = st.columns([2.2, 1], gap="medium")
            with middle:
                collection(t, corpus, may_edit=rights.editing == "on")
            with right:
                if rights.editing == "on":
                    take_in(t)
                else:
                    st.html(look.element("p", "dl-quiet", signing_in.why_not(t)))
                if not corpus.empty:
                    take_along(t, corpus, filters)


# --- the articles --------------------------------------------------------------------------------------------------


def collection(t: Translator, corpus: Corpus, *, may_edit: bool) -> None:
    st.title(t("data.title"), anchor=False)
    if corpus.empty:
        st.html(look.element("p", "dl-summary", t("empty.title")))
        st.write(t("data.empty_edit" if may_edit else "empty.body"))
        if not may_edit:
            st.code("python -m geo ingest articles/", language="bash")
        return
    words = st.text_input(t("data.find"), key="article_words", max_chars=100, placeholder=t("data.find_hint"))
    rows, found = views.collection(corpus, t, words, LISTED)
    shown = [t("data.shown", count=found, total=len(corpus.articles))]
    if found > LISTED:
        shown.append(t("data.listed", count=LISTED))
    st.html(look.element("p", "dl-quiet", " · ".join(shown)))
    article_table(t, rows)
    chosen = session.asked("article")
    if chosen not in corpus.articles.index:
        st.html(look.element("p", "dl-quiet", t("data.choose_hint" if may_edit else "data.choose_hint_read")))
        return
    article(t, corpus, chosen, may_edit=may_edit)


def article_table(t: Translator, rows: pd.DataFrame) -> None:
    """The list. What is chosen in it, the address asks for."""
    editing.chooser(
        "articles",
        pd.DataFrame(
            {
                t("data.published"): rows["published"],
                t("data.article"): rows["title"],
                t("data.publisher"): rows["publisher"].fillna(t("evidence.unknown_publisher")),
                t("data.mentions"): rows["mentions"],
                t("data.claims"): rows["claims"],
                t("data.language"): [language_name(t, code) for code in rows["language"]],
                t("data.flags"): [" · ".join(look.flag_words(t, flag) for flag in flags) for flags in rows["flags"]],
            }
        ),
        list(rows["id"]),
        session.asked("article"),
        lambda article: session.ask(article=article),
        alt=t("data.title"),
        height=LIST_HEIGHT,
        widths={
            t("data.published"): 118,
            t("data.article"): 215,
            t("data.publisher"): 128,
            t("data.mentions"): 60,
            t("data.claims"): 92,
            t("data.language"): 90,
        },
    )


def language_name(t: Translator, code: str | None) -> str:
    return t.locale.languages.get(code or "", code or "")


def article(t: Translator, corpus: Corpus, article_id: str, *, may_edit: bool) -> None:
    """The chosen article: what is known of it, and what may be done with it."""
    row = corpus.articles.loc[article_id]
    made = views.collected(corpus, article_id, t)
    facts = [made["publisher"] or t("evidence.unknown_publisher"), made["published"]]
    counts = [t("summary_of.mentions", count=int(made["mentions"])), t("evidence.movements", count=int(made["claims"]))]
    evidence = [look.evidence_words(t, words) for words in row["published_evidence"]]
    with st.container(key="chosen-article", border=True):
        st.html(
            look.element(
                "div",
                "",
                look.element("p", "dl-eyebrow", ", ".join(facts)),
                look.element("p", "dl-title", row["title"], dir="auto"),
                look.element("p", "dl-quiet", " · ".join(counts)),
                look.element("p", "dl-quiet", t("reader.evidence", words=" · ".join(evidence))) if evidence else None,
                look.element("p", "dl-quiet", t("reader.source", words=row["source"])) if row["source"] else None,
                *[look.element("p", "dl-quiet", look.flag_words(t, flag)) for flag in row["flags"]],
            )
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "geo/pages/reader.py",
                label=t("data.read"),
                icon=":material/article:",
                query_params=look.in_language(t, article=article_id),
            )
            if may_edit:
                with st.popover(t("data.remove"), icon=":material/delete:", key="remove"):
                    st.write(t("data.remove_sure"))
                    st.button(
                        t("data.remove_do"),
                        key=f"remove-do-{article_id}",  # of this article, even if another one was chosen meanwhile
                        type="primary",
                        on_click=remove,
                        args=(t, article_id),
                    )
        editing.refusal("remove")
        if may_edit:
            editing.article_facts(t, article_id, row)


def remove(t: Translator, article_id: str) -> None:
    """For callbacks."""
    store, _ = session.workshop()
    if editing.attempt(t, "remove", lambda: store.remove_article(article_id), "removed"):
        session.ask(article=None)


# --- taking in -----------------------------------------------------------------------------------------------------


def take_in(t: Translator) -> None:
    st.subheader(t("data.add"), anchor="add")
    with st.container(key="intake"):
        may_fetch = session.rights().fetch == "on"
        drop, *fetch, paste = st.tabs([t("data.drop"), *[t("data.fetch")] * may_fetch, t("data.paste")])
        with drop:
            take_in_files(t)
        if may_fetch:
            with fetch[0]:
                take_in_address(t)
        with paste:
            take_in_text(t)
    report_of(t)


def take_in_files(t: Translator) -> None:
    """Everything that is dropped is read at once. Stopped half way, the next run goes on: what is known is not read again."""
    settings = session.rights()
    generation = session.kept("drops", 0)
    files = st.file_uploader(
        t("data.files", mb=settings.max_file_mb),
        accept_multiple_files=True,
        key=f"drop-{generation}",
        max_upload_size=max(1, int(settings.max_file_mb)),
    )
    if not files or settings.editing != "on":
        return
    session.forget("taken")
    bar, began = st.progress(0.0, t("data.reading")), time.monotonic()

    def progress(_: str, done: int, of: int) -> None:
        # No file's name: the words of a progress bar are read as Markdown.
        bar.progress(done / of, progress_words(t, done, of, time.monotonic() - began))

    store, parser = session.workshop()
    report = pipeline.ingest_uploads(
        ((file.name, file.getvalue()) for file in files), store, parser, settings, progress
    )
    session.keep(taken=report, drops=generation + 1)
    st.rerun()


def take_in_address(t: Translator) -> None:
    """One page of the web. What is asked for is never shown as anything but text."""
    field = f"fetch-{session.kept('fetches', 0)}"
    with st.form("fetch", border=False):
        address = st.text_input(t("data.address"), max_chars=2000, key=field, placeholder="https://…")
        st.html(look.element("p", "dl-quiet", t("data.fetch_what")))
        wanted = st.form_submit_button(t("data.fetch_do"), type="primary", key="fetch-do")
    if wanted:
        session.forget("taken")

        def add() -> None:
            store, parser = session.workshop()
            report = pipeline.ingest_address(address, store, parser, session.rights())
            session.keep(taken=report, fetches=session.kept("fetches", 0) + 1)

        # Here and not in a callback: a callback could say nothing while the other server takes its time.
        with st.spinner(t("data.fetching")):
            added = editing.attempt(t, "fetch", add)
        if added:
            st.rerun()
    editing.refusal("fetch")


def progress_words(t: Translator, done: int, of: int, seconds: float) -> str:
    words = t("data.progress", done=done, total=of)
    if done < 2 or done == of:
        return words
    left = seconds / done * (of - done)
    return f"{words} · " + (t("data.left_short") if left < 60 else t("data.left", count=round(left / 60)))


def take_in_text(t: Translator) -> None:
    keys = {name: f"paste-{name}" for name in ("text", "title", "publisher", "published", "url")}

    def add() -> None:
        given = {name: session.kept(key) for name, key in keys.items()}
        store, parser = session.workshop()
        report = pipeline.ingest_text(
            given.pop("text"),
            store,
            parser,
            session.rights(),
            **given | {"published": pipeline.publication(given["published"])},
        )
        session.keep(taken=report, **dict.fromkeys(keys.values(), ""))

    # No form: a form's words reach nobody before it is sent, and are lost with the page. These stay until the text is added.
    with st.container(key="paste"):
        st.text_area(t("data.text"), height=180, key=keys["text"], persist_state="session")
        for name, label, most, hint in (
            ("title", "data.article", 300, ""),
            ("publisher", "data.publisher", 300, ""),
            ("published", "data.date", 10, t("data.date_hint")),
            ("url", "data.address", 2000, ""),
        ):
            st.text_input(t(label), max_chars=most, placeholder=hint, key=keys[name], persist_state="session")
        st.button(t("data.paste_do"), type="primary", key="paste-do", on_click=lambda: editing.attempt(t, "paste", add))
    editing.refusal("paste")


def report_of(t: Translator) -> None:
    """What the last taking in did. The names of files are text."""
    report = session.kept("taken")
    if report is None:
        return
    counts = [t("data.added", count=len(report.added))]
    if report.known:
        counts.append(t("data.known", count=len(report.known)))
    if report.skipped:
        counts.append(t("data.skipped", count=len(report.skipped)))
    reasons = [look.element("p", "dl-source", t.line(reason)) for _, reason in report.skipped[:NAMED_AT_ONCE]]
    if len(report.skipped) > NAMED_AT_ONCE:
        reasons.append(
            look.element("p", "dl-source", t("data.skipped_more", count=len(report.skipped) - NAMED_AT_ONCE))
        )
    with st.container(key="taken"):
        st.html(
            look.element("div", "dl-card", look.element("p", "dl-status", ", ".join(counts)), *reasons, role="status")
        )


# --- taking along --------------------------------------------------------------------------------------------------


def take_along(t: Translator, corpus: Corpus, filters: Filters) -> None:
    """Exactly what the address filters, in every format."""
    st.subheader(t("data.export"), anchor="export")
    atlas = views.atlas(corpus, filters, t)
    st.html(look.element("p", "dl-quiet", t("data.export_what")))
    st.html(look.element("p", "dl-status", views.summary(atlas.counts, t)))
    chips(t, corpus, filters)
    held = views.exported(corpus, filters)
    named = [t("summary_of.mentions", count=held.mentions)]
    if held.distances:
        named.append(t("summary_of.distances", count=held.distances))
    claimed = t("summary_of.claims", count=held.claims)
    rows = {"-mentions": ", ".join(named), "-claims": claimed, "": ", ".join((*named, claimed))}
    for format, media_type in exports.FORMATS.items():
        for part in PARTS.get(format, ("",)):
            content: bytes | Callable[[], bytes] = partial(write, format, part, corpus, filters, t)
            label = t(f"format.{format}{part}")
            if held.rows <= MADE_AT_ONCE:
                content = made(corpus, session.revision(), filters, t.language, format, part)
                label = t("data.download", what=label, size=size_words(t, len(content)))
            st.download_button(
                label,
                content,
                file_name=f"dateline{part}.{format}",
                mime=media_type,
                key=f"download-{format}{part}",
                on_click="ignore",
                icon=":material/download:",
                width="stretch",
            )
            st.html(look.element("p", "dl-source", f"{rows[part]} · {t(f'format.{format}_for')}"))
    if held.rows > MADE_AT_ONCE:
        st.html(look.element("p", "dl-quiet", t("data.made_on_click")))


@st.cache_data(max_entries=50, show_spinner=False)
def made(_corpus: Corpus, revision: int, filters: Filters, language: str, format: str, part: str) -> bytes:
    return write(format, part, _corpus, filters, translator(language))


def write(format: str, part: str, corpus: Corpus, filters: Filters, t: Translator) -> bytes:
    return exports.files(format, corpus, filters, t, date.today())[part]


def size_words(t: Translator, size: int) -> str:
    """Kilobytes as people count them; at least one."""
    if size < 1_000_000:
        return t("data.kilobytes", number=max(1, round(size / 1000)))
    return t("data.megabytes", number=round(size / 1_000_000, 1))


if __name__ == "__main__":
    page()
