"""What an editor does, on whichever page: every change with who and why, every refusal in one line.

Writing is done in callbacks alone: they run before the page does, so that nothing that happens at the same time (a map
that reports itself, another click) can cut it short.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pandas as pd
import streamlit as st

from geo import pipeline
from geo.i18n import Translator
from geo.model import BadInput, DatelineError
from geo.pages import look, session
from geo.presentation import views

Act = Callable[[str, str], None]  # what to do, given who wants it and why


def chooser(
    key: str,
    table: pd.DataFrame,
    ids: list[str],
    chosen: str,
    choose: Callable[[str | None], None],
    *,
    alt: str,
    height: int,
    widths: dict[str, int | str],
) -> None:
    """A table of which one row may be chosen; ids: beside each row its id. choose: called with the new one, in a callback.

    The table's own selection is of row numbers: another list of rows, or a choice made elsewhere, is another table.
    """
    digest = sha256("\n".join(ids).encode()).hexdigest()[:8]
    if session.kept(f"{key}-shows", "") != chosen:
        session.keep(**{f"{key}-shows": chosen, f"{key}-count": session.kept(f"{key}-count", 0) + 1})
    name = f"{key}-table-{digest}-{session.kept(f'{key}-count', 0)}"

    def picked() -> None:
        rows = session.kept(name)["selection"]["rows"]
        now = ids[rows[0]] if rows else ""
        session.keep(**{f"{key}-shows": now})
        choose(now or None)

    st.dataframe(
        table,
        key=name,
        height=height if len(table) > height // 35 - 1 else "content",
        hide_index=True,
        on_select=picked,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [ids.index(chosen)] if chosen in ids else []}},
        column_config={column: st.column_config.Column(width=width) for column, width in widths.items()},
        alt=alt,
    )


# --- doing it, and saying so ----------------------------------------------------------------------------------------


def attempt(t: Translator, place: str, act: Callable[[], None], done: str = "saved") -> bool:
    """In a callback: do it and say so, or keep why it was refused for ``refusal(place)`` to show."""
    session.forget("refusal")
    if session.rights().editing != "on":  # now, whatever was so when the button was drawn
        st.toast(t("edit.no_right"), icon=":material/lock:")  # the form, where refusals stand, is not drawn again
        return False
    try:
        act()
    except DatelineError as error:
        session.keep(refusal=(place, t.line(error)))
        return False
    st.toast(t(f"edit.{done}"), icon=":material/check:")
    return True


def refusal(place: str) -> None:
    """Why the last attempt made here was refused, in its own line, as plain text."""
    refused = session.kept("refusal")
    if refused and refused[0] == place:
        with st.container(key="refused"):
            st.text(refused[1])


def sign(t: Translator, key: str, label: str, button: str, act: Act) -> None:
    """In a form: who decides and why, and the button that does it. ``refusal(key)`` goes below the form."""
    left, right = st.columns([1, 1.6])
    who, why = f"{key}-who", f"{key}-why"
    if editor := session.person():
        left.html(
            look.element("p", "dl-quiet", t("edit.who")) + look.element("p", "dl-signature", editor.name, dir="auto")
        )
    else:
        left.text_input(t("edit.who"), value=session.kept("who", ""), key=who, max_chars=200)
    right.text_input(t("edit.why"), key=why, max_chars=2000, placeholder=t("edit.why_hint"))
    st.form_submit_button(
        label,
        type="primary",
        key=button,
        on_click=lambda: attempt(t, key, lambda: _signed(t, act, session.kept(who, ""), session.kept(why))),
    )


def _signed(t: Translator, act: Act, who: str, why: str) -> None:
    """who: as typed, which counts only where nobody signs in."""
    editor = session.person()
    for words, missing in ((editor.signature if editor else who, "edit.who_missing"), (why, "edit.why_missing")):
        if not words.strip():
            raise BadInput(t(missing))
    act(editor.signature if editor else who, why)
    if not editor:
        session.keep(who=who.strip())  # the next form knows it


def save(t: Translator, changes: list[tuple[str, str, object, str]], who: str, why: str) -> None:
    """Write corrections: (what, id of its subject, new value, scope) as pipeline.propose takes them. Raises DatelineError."""
    if not changes:
        raise BadInput(t("edit.nothing"))
    store, parser = session.workshop()
    settings = session.rights()
    made = [
        pipeline.propose(store, parser, settings, what, subject, new, who=who, why=why, scope=scope)
        for what, subject, new, scope in changes
    ]
    for correction in made:
        pipeline.correct(store, parser, settings, correction)


def take_back(correction_id: str, who: str, why: str) -> None:
    """Undo a correction, or an undo, which is one more line in their file. Raises DatelineError."""
    store, parser = session.workshop()
    pipeline.undo(store, parser, session.rights(), correction_id, who=who, why=why)


# --- an article's date and publisher --------------------------------------------------------------------------------


def article_facts(t: Translator, article_id: str, row: pd.Series) -> None:
    """Set when an article was published, or by whom."""
    key = f"facts-{article_id}"
    before = {
        "published": views.stated_date(row),
        "publisher": row["publisher"] if row["publisher"] != views.UNKNOWN_PUBLISHER else "",
    }

    def set_facts(who: str, why: str) -> None:
        now = {what: session.kept(f"{what}-{article_id}").strip() for what in before}
        changes = [(what, article_id, now[what] or None, "mention") for what in before if now[what] != before[what]]
        save(t, changes, who, why)

    with st.expander(t("data.facts"), key="facts"):
        with st.form(key, border=False):
            left, right = st.columns(2)
            left.text_input(
                t("data.date"),
                value=before["published"],
                placeholder=t("data.date_hint"),
                max_chars=10,
                key=f"published-{article_id}",
            )
            right.text_input(
                t("data.publisher"), value=before["publisher"], max_chars=300, key=f"publisher-{article_id}"
            )
            sign(t, key, t("edit.save"), "facts-save", set_facts)
        refusal(key)
