"""Side by side: who alleges, denies and admits one movement, each with sentence, date and source; and where a site is said to be."""

from __future__ import annotations

import streamlit as st

from geo.i18n import Translator
from geo.pages import filtering, look, session
from geo.presentation import views
from geo.presentation.views import Contest, Corpus, Notice, Side, Siting, Voice

VOICES = 20  # of one side, shown before "more" is asked for
SITES = 6  # shown; those that disagree come first


def page() -> None:
    t = session.translator()
    with session.friendly(t):
        session.enter("compare")
        corpus = session.corpus(t)
        if corpus.empty:
            session.nothing_yet(t)
            return
        filtering.at_a_glance(t, corpus)
        found = {contest.key: contest for contest in views.contests(corpus, t)}
        asked = session.asked("movement")
        session.notices(t, (Notice("no_such_route", "movement", asked[:40]),) if asked and asked not in found else ())
        with st.container(key="method"):
            st.title(t("compare.title"), anchor=False)
            st.write(t("compare.intro"))
        if found:
            contest = found.get(asked) or next(iter(found.values()))
            thing = choose(t, found, contest)
            limit = session.kept("voices", VOICES)
            sides(t, contest, views.compare(corpus, contest.key, t, thing, limit))
        else:
            st.caption(t("compare.none"))
        sites(t, corpus)
        session.publish_language()


def choose(t: Translator, found: dict[str, Contest], contest: Contest) -> str:
    """The movement and the thing that are compared; each is a place in the address."""

    def label(key: str) -> str:
        one = found[key]
        told = ", ".join(t("filters.choice", label=t(f"stance.{stance}"), count=n) for stance, n in one.sides.items())
        return t(
            "compare.choice", origin=one.origin, destination=one.destination, flow=t(f"flow.{one.flow}"), sides=told
        )

    session.keep(movement=contest.key)
    st.selectbox(
        t("compare.movement"),
        list(found),
        format_func=label,
        key="movement",
        placeholder="",
        on_change=lambda: session.ask(movement=session.kept("movement"), thing=None),
    )
    if len(contest.things) < 2:
        return ""
    thing = session.asked("thing") if session.asked("thing") in contest.things else ""
    session.keep(thing=thing)
    st.segmented_control(
        t("compare.thing"),
        ["", *contest.things],
        format_func=lambda choice: contest.things.get(choice) or t("compare.any"),
        key="thing",
        on_change=lambda: session.ask(thing=session.kept("thing")),
    )
    return thing


def sides(t: Translator, contest: Contest, found: tuple[Side, ...]) -> None:
    st.html(look.element("h2", "dl-title", f"{contest.origin} → {contest.destination}"))
    if any(side.sources > len(side.voices) for side in found):
        st.button(t("evidence.more"), key="more-voices", on_click=more)
    with st.container(key="sides"):
        for column, side in zip(st.columns(max(1, len(found)), gap="large"), found, strict=False):
            with column:
                heading = look.element("h3", "dl-side", t(f"compare.{side.stance}"))
                st.html(look.element("div", f"dl-{side.stance}", heading, counts(t, side.sources, side.articles)))
                for number, voice in enumerate(side.voices):
                    with st.container(key=f"card-{side.stance}-{number}"):
                        told(t, voice, contest, side.stance)


def more() -> None:
    """For callbacks."""
    session.keep(voices=session.kept("voices", VOICES) + VOICES)


def counts(t: Translator, sources: int, articles: int) -> look.Html:
    words = [t("evidence.sources", count=sources), t("evidence.articles", count=articles)]
    return look.element("p", "dl-quiet", ", ".join(words))


def told(t: Translator, voice: Voice, contest: Contest, stance: str) -> None:
    st.html(look.element("p", "dl-status", look.who(stance, voice.claimants, t)))
    if voice.articles > 1:
        st.html(counts(t, 1, voice.articles))
    for claim in voice.claims:
        st.html(
            look.claim_in_comparison(
                claim, t, ends=(claim.origin, claim.destination) != (contest.origin, contest.destination)
            )
        )
        look.read_link(t, claim.excerpts[0])


def sites(t: Translator, corpus: Corpus) -> None:
    found = views.sitings(corpus, t, SITES)
    if not found:
        return
    st.header(t("sites.title"), anchor="sites")
    st.write(t("sites.intro"))
    for number, siting in enumerate(found):
        with st.container(key=f"site-{number}"):
            site(t, siting, number)


def site(t: Translator, siting: Siting, rank: int) -> None:
    heading = look.element("h3", "dl-title", t("sites.name", name=siting.name))
    st.html(look.element("div", "", heading, look.element("p", "dl-quiet", agreement(t, siting))))
    with st.container(key=f"where-{rank}", horizontal=True, gap="large"):
        for number, location in enumerate(siting.locations):
            with st.container(width=300):
                st.html(look.location_card(location, apart(t, siting, number), t))
                look.read_link(t, location.excerpts[0])


def agreement(t: Translator, siting: Siting) -> str:
    words = t("sites.locations", count=len(siting.locations))
    return f"{words}, {t('sites.apart', count=len(siting.apart))}" if siting.apart else words


def apart(t: Translator, siting: Siting, number: int) -> str:
    """« Ne peut être : près de Moscou (870 km), … », the locations that this one rules out."""
    others = [(b if a == number else a, km) for a, b, km in siting.apart if number in (a, b)]
    places = [t("sites.away", km=round(km, -1), name=siting.locations[other].name) for other, km in others]
    return t("sites.not", places=t.listed(places)) if places else ""


if __name__ == "__main__":
    page()
