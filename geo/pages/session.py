"""The one owner of session state, of what sessions share, and of the address bar.

Data flow: address → Filters → widgets; a widget's callback calls ``update``; a page ends with ``publish``. Nothing else
writes to ``st.session_state`` or ``st.query_params``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import isfinite
from threading import Lock
from time import time
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime import get_instance

from geo import editors, i18n, pipeline, settings
from geo.geoparsing.gazetteer import Gazetteer, fold
from geo.model import BadInput, DatelineError, Place
from geo.pages import look, words
from geo.presentation import views
from geo.presentation.views.filters import MAX_VALUE, PARAMETERS
from geo.store import Store

MOST_NAMESAKES = 20
MOST_LABELS = 1000  # of one list, those of the last few runs
_SIGN_IN = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")  # what st.login wants
LEAST_SECRET = 32  # characters: whoever guesses the secret that signs cookies is anybody they like
_VIEW = {"lat": 90.0, "lon": 180.0, "zoom": 20.0}  # parameters the map's script writes, and how large they may be


@dataclass(slots=True)
class _Shelf:
    """What all sessions share. Nothing of a user's goes here."""

    lock: Lock = field(default_factory=Lock)
    store: Store | None = None
    parser: pipeline.Geoparser | None = None
    gazetteer: Gazetteer | None = None
    corpus: tuple[int, views.Corpus] | None = None
    signed_out: set[editors.Person] = field(default_factory=set)  # of the last hours


@st.cache_resource(show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf()


def embedded() -> bool:
    """Whether the page stands inside another one: Streamlit's own ``?embed=true``."""
    return bool(st.context.is_embedded)


def frame(t: i18n.Translator) -> None:
    """What every page has around it. The style sheet is a constant of each language, no data in it."""
    st.html(f"<style>{look.STYLE}{look.words_in_style(t)}</style>")
    words.speak(t.language)
    if embedded():
        return
    with st.sidebar:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.html(look.element("p", "dl-brand", t("app.name")), width="content")
            language_switch(t)
        st.html(look.element("p", "dl-quiet", t("app.tagline")))


def nothing_yet(t: i18n.Translator) -> None:
    """What to do when there is no article."""
    st.title(t("empty.title"))
    st.write(t("empty.body"))
    st.code("python -m geo ingest articles/", language="bash")


# --- language ------------------------------------------------------------------------------------------------------


def translator() -> i18n.Translator:
    """In the language of ?lang=, else the one chosen before, else the installation's, else the browser's."""
    asked = st.query_params.get("lang")
    if asked in i18n.LANGUAGES:
        st.session_state["language"] = asked
    try:
        default = settings.load().language
    except BadInput:
        default = ""  # the page says what is wrong with the settings, in some language
    return i18n.translator(i18n.pick(st.session_state.get("language"), default, st.context.locale))


def language_switch(t: i18n.Translator) -> None:
    def chosen() -> None:
        st.session_state["language"] = st.session_state["language_widget"] or t.language
        st.query_params["lang"] = st.session_state["language"]

    st.session_state["language_widget"] = t.language
    st.segmented_control(
        t("app.language"),
        i18n.LANGUAGES,
        format_func=str.upper,
        key="language_widget",
        on_change=chosen,
        label_visibility="collapsed",
    )


# --- what there is to show -----------------------------------------------------------------------------------------


@contextmanager
def friendly(t: i18n.Translator) -> Iterator[None]:
    """An error we foresaw becomes one line that says what, where and what next, as plain text."""
    try:
        yield
    except DatelineError as error:
        st.error(t("error.title"))
        st.text(t.line(error))
        st.caption(t("error.next"))


def corpus(t: i18n.Translator) -> views.Corpus:
    """The joined frames, read again only when the store has changed. The first call ever builds what is missing."""
    shelf, place = _shelf(), st.empty()  # the place is kept when it is empty: what follows must not be mounted anew
    if shelf.store is None:
        _prepare(shelf, t, place)
    revision = shelf.store.revision()
    with shelf.lock:
        if shelf.corpus is None or shelf.corpus[0] != revision:
            shelf.corpus = revision, views.join(shelf.store, fold, shelf.gazetteer.place)
        return shelf.corpus[1]


def serve(file: bytes, digest: str) -> str:
    """Path under the application's address where this session's browser gets a JSON file, for as long as each run says so.

    As Streamlit serves the pictures of a page: under a digest of what is in it, which nobody guesses who does not know it,
    and never from the public folder of static files. digest: of the whole file; of a large one Streamlit reads but a part.
    """
    return get_instance().media_file_mgr.add(file, "application/json", "dateline-table", file_name=f"{digest}.json")


def revision() -> int:
    """Of the corpus that ``corpus`` gave."""
    return _shelf().corpus[0]


def _prepare(shelf: _Shelf, t: i18n.Translator, place: DeltaGenerator) -> None:
    with place.status(t("start.title"), expanded=True):
        bar = st.progress(0.0, t("start.gazetteer"))

        def progress(what: str, done: int, of: int) -> None:
            words = t("start.gazetteer") if what == "gazetteer" else t("start.articles", done=done, total=of)
            bar.progress(done / of if of else 0.0, words)

        with shelf.lock:
            if shelf.store is None:
                shelf.store, shelf.parser = pipeline.prepare(settings.load(), progress)
                shelf.gazetteer = shelf.parser.gazetteer
    place.empty()


def find_place(corpus: views.Corpus, name: str, t: i18n.Translator) -> str | None:
    """The corpus' place of that name, in any language or script the gazetteer knows it by."""
    return views.find_place(corpus, name, lambda asked: lookup(asked, t))


def lookup(name: str, t: i18n.Translator) -> list[Place]:
    """The gazetteer's places of that name, likeliest first."""
    gazetteer = _shelf().gazetteer
    return [gazetteer.place(hit.index) for hit in gazetteer.lookup(name, t.language)[:MOST_NAMESAKES]]


def names_of(place_id: str) -> dict[str, list[str]]:
    """Language → names of a place, as the gazetteer has them; "" → names whose language is not known."""
    return _shelf().gazetteer.names(place_id)


def workshop() -> tuple[Store, pipeline.Geoparser]:
    """What writing needs. Only after ``corpus``, and only where ``rights`` say so."""
    shelf = _shelf()
    return shelf.store, shelf.parser


def rights() -> settings.Settings:
    """The settings with "who may edit" decided for this browser now: ``editing`` is "on" or "off". To be asked anew at every act."""
    chosen, who = settings.load(), person()
    return settings.decided(
        chosen,
        local=settings.is_local(st.context.ip_address, st.context.headers),
        editor=who is not None and editors.is_listed(who, chosen.editors),
    )


# --- who is signed in ----------------------------------------------------------------------------------------------


def person() -> editors.Person | None:
    """Who is signed in: None for a reader without an account, and wherever nobody is to sign in."""
    if not signs_in() or sign_in_lacks():
        return None
    found = editors.person(st.user.to_dict(), time())
    return None if found in _shelf().signed_out else found


def signs_in() -> bool:
    """Whether editors sign in here at all."""
    return settings.load().editing == "editors"


def sign_in_lacks() -> tuple[str, dict[str, str]] | None:
    """What keeps editors from signing in: a key under "sign_in" and what to fill in, or None. Until it is mended nobody edits."""
    if not settings.load().editors:
        return "no_editors", {}
    auth = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
    auth = auth if isinstance(auth, Mapping) else {}
    if missing := [name for name in _SIGN_IN if not isinstance(auth.get(name), str) or not auth[name].strip()]:
        return "no_provider", {"missing": ", ".join(missing)}
    if len(auth["cookie_secret"]) < LEAST_SECRET:
        return "short_secret", {"least": str(LEAST_SECRET)}
    return None


def sign_out() -> None:
    """End the sign-in, in this browser's other tabs, too, at their next run: Streamlit would let them keep it. For callbacks."""
    shelf, who = _shelf(), person()
    with shelf.lock:
        shelf.signed_out = {each for each in shelf.signed_out if each.signed_in > time() - editors.SIGN_IN_SECONDS}
        if who:
            shelf.signed_out.add(who)
    st.logout()


def sources() -> list[tuple[str, str, str]]:
    """What names and positions come from: name, licence, attribution."""
    return [tuple(source[:3]) for source in _shelf().gazetteer.sources]


# --- the view and its address --------------------------------------------------------------------------------------


def enter(page: str) -> bool:
    """Whether the reader has just come to ``page``. To be called first, once a run."""
    arrived = st.session_state.get("page") != page
    st.session_state["page"] = page
    return arrived


def filters(arrived: bool) -> tuple[views.Filters, tuple[views.Notice, ...]]:
    """The view in force, and what of a new address could not be used.

    A change made with a widget in this very run wins over the address, which may be one step behind; otherwise an
    address we didn't write ourselves is a link that was followed, or the browser's Back.
    """
    state = st.session_state
    address = {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}
    touched = state.pop("touched", False)
    followed = address != state.get("published") and not touched
    if followed and not (arrived and not address and "filters" in state):  # the navigation bar clears the address
        state["filters"], state["notices"] = views.Filters.from_query(address)
        state["published"] = address
    return state.setdefault("filters", views.Filters()), state.pop("notices", ())


def in_force() -> views.Filters:
    """The view as it is now: for callbacks, which may come a choice later than the run that made them."""
    return st.session_state.get("filters", views.Filters())


def update(**changes: object) -> None:
    """Change the view: for callbacks."""
    st.session_state["filters"] = replace(in_force(), **changes)
    st.session_state["touched"] = True


def clear(*names: str) -> None:
    st.session_state["filters"] = in_force().cleared(*names)
    st.session_state["touched"] = True


def show(key: str, value: object, labels: dict[str, str] | None = None) -> None:
    """Have a widget show this; to be called before it is made. labels: choice → what it is called now, for a list.

    A widget that shows it already is left alone: what a run tells the browser would undo what the reader has chosen since. A list
    is told again when what is chosen in it is called otherwise, for the browser knows its choices by their labels alone.
    """
    state = st.session_state
    if labels is None:
        renamed = False
    else:
        before, known = state.get(f"{key}-labels", ({}, {}))
        renamed = any(labels.get(choice) != before.get(choice) for choice in value)
        now = {label: choice for choice, label in labels.items()}
        known = {label: choice for label, choice in known.items() if label not in now} | now  # the latest last
        state[f"{key}-labels"] = labels, dict(list(known.items())[-MOST_LABELS:])
    if key not in state or state[key] != value or renamed:
        state[key] = value


def chosen(key: str) -> tuple[str, ...]:
    """What is chosen in a list: for its callback. A reader who is quicker than the run in progress chooses by labels, counts and
    all, that the list has no more: then Streamlit gives the label itself."""
    _, known = st.session_state[f"{key}-labels"]
    choices = set(known.values())
    found = (value if value in choices else known.get(value) for value in st.session_state[key])
    return tuple(dict.fromkeys(choice for choice in found if choice is not None))


def publish(filters: views.Filters) -> None:
    """Write the view to the address bar, beside what the map and others keep there. Only if that changes it."""
    now = {name: st.query_params.get_all(name) for name in st.query_params}
    query = filters.to_query()
    wanted = {name: values for name, values in now.items() if name not in PARAMETERS} | query
    if chosen := st.session_state.get("language"):
        wanted["lang"] = [chosen]
    if wanted != now:
        st.query_params.from_dict(wanted)
    st.session_state["published"] = query


def article_asked() -> tuple[str | None, int | None]:
    """The article and the offset the address or a click asks for."""
    article_id, at = st.query_params.get("article"), st.query_params.get("at", "")
    if article_id is None:
        article_id = st.session_state.get("article")
    return article_id, int(at) if at.isdecimal() and len(at) < 10 else None


def open_article(article_id: str) -> None:
    """Show this article: for callbacks. Said in the address at once: a run that is cut short by the next click forgets nothing."""
    ask(article=article_id, at=None)


def publish_article(article_id: str, at: int | None) -> None:
    st.session_state["article"] = article_id
    wanted = {"article": article_id} | ({"at": str(at)} if at is not None else {})
    if chosen := st.session_state.get("language"):
        wanted["lang"] = chosen
    if find := asked("find"):
        wanted["find"] = find
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)


def publish_language() -> None:
    if (chosen := st.session_state.get("language")) and st.query_params.get("lang") != chosen:
        st.query_params["lang"] = chosen


def map_address() -> str:
    """Address of the map with the view in force, without a selection, ready for a place's id: it ends in ``place=``."""
    query = in_force().cleared("selection").to_query()
    if chosen := st.session_state.get("language"):
        query["lang"] = [chosen]
    return f"./?{urlencode([*query.items(), ('place', '')], doseq=True)}"


def full_address() -> str:
    """Address of this very page with all its chrome, for a map that is embedded elsewhere."""
    return f"./?{urlencode({name: st.query_params.get_all(name) for name in st.query_params}, doseq=True)}"


def asked(parameter: str) -> str:
    """What the address says beside the view; "" for nothing."""
    return st.query_params.get(parameter, "")[:MAX_VALUE]


def ask(**parameters: str | None) -> None:
    """Write beside the view in the address, None to take it away: for callbacks."""
    for name, value in parameters.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def keep(**values: object) -> None:
    """Remember for as long as this browser tab: for callbacks, and for what a form was given."""
    st.session_state.update(values)


def kept(key: str, default: object = None) -> object:
    return st.session_state.get(key, default)


def forget(*keys: str) -> None:
    for key in keys:
        st.session_state.pop(key, None)


def count_up(key: str) -> int:
    st.session_state[key] = st.session_state.get(key, 0) + 1
    return st.session_state[key]


def map_view(arrived: bool) -> tuple[tuple[float, float, float] | None, tuple[views.Notice, ...]]:
    """Centre and zoom to open the map with: from the address, else where it was left; None: fit to the data. It stays the
    same while the page is open, for the map keeps its own after that."""
    state = st.session_state
    numbers, found = {}, []
    for name in _VIEW:
        try:
            numbers[name] = _within(float(st.query_params[name]), _VIEW[name])
        except KeyError:
            continue
        except ValueError:
            found.append(views.Notice("not_a_view", name, st.query_params[name][:40]))
    if len(numbers) == len(_VIEW):
        state["left_at"] = tuple(numbers.values())
    if arrived:
        state["view"] = state.get("left_at")
    return state["view"], tuple(found) if arrived else ()


def _within(value: float, limit: float) -> float:
    if not isfinite(value) or abs(value) > limit:
        raise ValueError(value)
    return value


def notices(t: i18n.Translator, found: tuple[views.Notice, ...]) -> None:
    """Each notice on one line, as plain text: it repeats what a stranger wrote into an address."""
    with st.container(key="notices"):
        for notice in found:
            st.text(t(f"notice.{notice.reason}", parameter=notice.parameter, value=notice.value))
