"""How things look: the style sheet, one constant without data, and the few shapes that pages repeat (a claim, an excerpt)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import streamlit as st

from geo.i18n import Translator
from geo.presentation.markup import Html, Piece, element, safe_html
from geo.presentation.views import Claim, Excerpt, Location

CORRECTED = "corrected by "  # how the reason of a corrected mention begins

# Okabe and Ito's palette, which colour-blind readers can tell apart; the map (static/map/palette.js) uses the same for the
# same flows, and for words the same hues as dark as small letters need to be.
# light-dark() follows Streamlit's theme, which sets color-scheme.
STYLE = """
:root { --dl-serif: "Source Serif", "Source Serif 4", Georgia, "Times New Roman", serif;
  --dl-line: light-dark(#ddd6c8, #343b44); --dl-quiet: light-dark(#6b665c, #a39d90); --dl-accent: light-dark(#8c2f39, #e39a90);
  --dl-date: light-dark(#56b4e9, #2f7fae); --dl-sans: "Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif;
  --dl-claim: light-dark(#fbeec2, #4a3f1d); --dl-chosen: light-dark(#f6d9d3, #6b3038); --dl-card: light-dark(#fffdf8, #1b2025); }
section[data-testid="stSidebar"] [data-testid="stSidebarHeader"] { height: 2.6rem; margin: 0; }
.dl-brand { font-family: var(--dl-serif); font-size: 1.5rem; font-weight: 600; margin: 0; line-height: 1.2; }
.stMainBlockContainer { padding: 4.6rem 1.5rem 2rem; max-width: 1800px; }
.stAppHeader { border-bottom: 1px solid var(--dl-line); }
section[data-testid="stSidebar"] .stVerticalBlock { gap: .7rem; }
.st-key-desk .stColumn > .stVerticalBlock { gap: .55rem; }
.dl-summary { font-family: var(--dl-serif); font-size: 1.12rem; line-height: 1.35; min-height: 2.7em; margin: 0; text-wrap: pretty; }
.dl-eyebrow { font-size: .74rem; letter-spacing: .07em; text-transform: uppercase; color: var(--dl-quiet); margin: 0; }
.dl-title { font-family: var(--dl-serif); font-size: 1.3rem; font-weight: 600; line-height: 1.25; margin: .1rem 0; }
.dl-quiet { color: var(--dl-quiet); font-size: .86rem; margin: 0; }
.dl-signature { font-size: .9rem; font-weight: 600; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
.st-key-account { gap: .2rem !important; } .st-key-account button { min-height: 1.8rem; padding: 0; font-size: .86rem; }
.st-key-signed-in { gap: .3rem .9rem !important; } .st-key-account .stElementContainer:has(script) { display: none; }
.dl-card { border-left: 3px solid var(--dl-flow, var(--dl-line)); padding: .1rem 0 .1rem .75rem; overflow-wrap: anywhere; }
.dl-card .dl-card { margin: .5rem 0 .2rem; } .dl-card .dl-ends { font-size: .96rem; }
.dl-card.dl-alleged { border-left-style: dashed; } .dl-card.dl-denied { border-left-style: double; border-left-width: 5px; }
.dl-card.dl-planned, .dl-card.dl-hypothetical, .dl-card.dl-capability { border-left-style: dotted; }
.dl-supply { --dl-flow: light-dark(#0072b2, #4ea5e0); --dl-word: light-dark(#00629b, #4ea5e0); }
.dl-technology { --dl-flow: light-dark(#009e73, #2bc49b); --dl-word: light-dark(#00775a, #2bc49b); }
.dl-strike { --dl-flow: light-dark(#d55e00, #ff8a3d); --dl-word: light-dark(#a84800, #ff8a3d); }
.dl-visit { --dl-flow: light-dark(#56b4e9, #a5dbff); --dl-word: light-dark(#20719f, #a5dbff); }
.dl-displacement { --dl-flow: light-dark(#e69f00, #f5bd41); --dl-word: light-dark(#855b00, #f5bd41); }
.dl-aid { --dl-flow: light-dark(#cc79a7, #e79cc4); --dl-word: light-dark(#9c4675, #e79cc4); }
.dl-other { --dl-flow: light-dark(#5b5b5b, #b5b5b5); --dl-word: light-dark(#4d4d4d, #b5b5b5); }
.dl-ends { font-family: var(--dl-serif); font-weight: 600; font-size: 1.04rem; line-height: 1.3; margin: 0; }
.dl-arrow { color: var(--dl-word, var(--dl-quiet)); padding: 0 .3em; }
.dl-status { font-size: .86rem; margin: .15rem 0; line-height: 1.4; } .dl-status b { font-weight: 600; }
.dl-badge { display: inline-block; font-size: .74rem; line-height: 1.25; padding: .08rem .45rem; border: 1px solid currentColor;
  border-radius: 99px; margin-right: .35rem; color: var(--dl-quiet); white-space: nowrap; }
.dl-badge.dl-flowname { color: var(--dl-word); }
.dl-sentence { font-family: var(--dl-serif); font-size: .98rem; line-height: 1.5; margin: .35rem 0; max-width: 44rem; }
.dl-source { color: var(--dl-quiet); font-size: .82rem; line-height: 1.4; margin: .1rem 0 0; }
.dl-chosen { background: var(--dl-chosen); font-weight: 600; border-radius: 2px; padding: 0 .1em; }
.dl-found { background: light-dark(#cfe8f5, #1f4b63); border-radius: 2px; box-shadow: 0 0 0 1px light-dark(#7fbfe0, #3f87ab); }
.dl-cue { text-decoration: underline; text-decoration-style: dotted; text-decoration-thickness: 1.5px; text-underline-offset: 3px; }
.dl-text { font-family: var(--dl-serif); font-size: 1.08rem; line-height: 1.65; max-width: 42rem; overflow-wrap: anywhere; }
.dl-text p { margin: 0 0 .9rem; white-space: pre-wrap; } .dl-text a { color: inherit; }
.dl-page { container-type: inline-size; } .dl-text { display: flow-root; }
.dl-note { display: none; } .dl-note, .dl-notes { font-family: var(--dl-sans); font-size: .8rem; line-height: 1.4; color: var(--dl-quiet);
  font-weight: 400; white-space: normal; user-select: none; }
.dl-notes { list-style: none; margin: -.5rem 0 1rem !important; padding: 0 0 0 .7rem !important; border-left: 2px solid var(--dl-date); }
.dl-notes li { margin: 0 0 .2rem !important; font-size: inherit !important; }
@container (min-width: 35rem) {
  .dl-text { max-width: 56rem; padding-right: 13.2rem; }
  .dl-note { display: block; float: right; clear: right; width: 12rem; margin: .15rem -13.2rem .5rem 0; padding-left: .6rem;
    border-left: 2px solid var(--dl-date); }
  .dl-notes { position: absolute; width: 1px; height: 1px; margin: 0 !important; overflow: hidden; clip-path: inset(50%); }
}
.dl-place { font-weight: 600; color: var(--dl-accent); text-decoration: underline; text-underline-offset: 3px; }
.dl-text a.dl-place { color: var(--dl-accent); }
.dl-actor { text-decoration: underline dashed; text-decoration-color: var(--dl-quiet); text-underline-offset: 3px; font-style: italic; }
.dl-demonym { text-decoration: underline dotted; text-decoration-color: var(--dl-quiet); text-underline-offset: 3px; }
.dl-date { border-bottom: 2px solid var(--dl-date); }
.dl-claim { background: var(--dl-claim); } .dl-aside { color: var(--dl-quiet); font-size: .86em; font-style: italic; }
.dl-target { background: light-dark(#f7dc8a, #6a571a); scroll-margin-top: 6rem; }
.dl-conflict { border-left: 3px solid light-dark(#c78500, #e6a929); padding-left: .6rem; font-size: .86rem; margin: .3rem 0 0; }
.st-key-refused .stText { border-left: 3px solid var(--dl-accent); padding-left: .75rem; white-space: normal; overflow-wrap: anywhere; }
.dl-reason { margin: 0 0 .3rem; } .dl-undone .dl-ends { text-decoration: line-through; }
.st-key-method { max-width: 50rem; }
.dl-legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .86rem; }
.dl-article { border-left: 3px solid transparent; padding: .3rem .6rem; overflow-wrap: anywhere; }
.dl-article.dl-current { border-left-color: var(--dl-accent); background: light-dark(#fffdf8, #252b32); }
.dl-article .dl-name { font-family: var(--dl-serif); line-height: 1.3; margin: 0; }
[class*="st-key-open-"] { position: relative; }
[class*="st-key-go-"] { position: absolute; inset: 0; width: 100% !important; height: 100%; }
[class*="st-key-go-"] :is(.stButton, .stTooltipIcon, .stTooltipHoverTarget, button) { width: 100%; height: 100%; }
[class*="st-key-go-"] button { opacity: 0; }
[class*="st-key-open-"]:has(button:focus-visible) { outline: 2px solid var(--dl-accent); }
.st-key-notices .stText { border-left: 3px solid light-dark(#c78500, #e6a929); padding-left: .75rem; }
.stPageLink a :is(p, span) { white-space: normal; overflow: visible; }
.st-key-heading { flex-wrap: nowrap; } .st-key-heading > :first-child { flex: 1 1 auto; min-width: 0; }
.st-key-map { position: relative; overflow: hidden; border: 1px solid var(--dl-line); border-radius: 4px;
  background: light-dark(#dfe8ea, #12181d); }
.st-key-map iframe { display: block; }
.st-key-map::before { position: absolute; z-index: 1; inset: 45% 1rem auto; text-align: center; color: var(--dl-quiet);
  pointer-events: none; }
.st-key-map:has(iframe[data-dateline])::before { display: none; }
.dl-side { font-family: var(--dl-serif); font-size: 1.1rem; margin: 0; padding: .3rem 0 .15rem; border-top: 2px solid var(--dl-line); }
.dl-alleged > .dl-side { border-top-style: dashed; } .dl-denied > .dl-side { border-top: 5px double var(--dl-quiet); }
.st-key-sides [class*="st-key-card-"] .stPageLink { margin-bottom: .5rem; }
.dl-apart { color: var(--dl-accent); margin: 0; }
.dl-list { list-style: none; margin: 0 !important; padding: 0 !important; }
.dl-list li { margin: 0 !important; padding: .7rem 0; border-bottom: 1px solid var(--dl-line); overflow-wrap: anywhere; }
.dl-table { width: 100%; max-width: 70rem; border-collapse: collapse; font-size: .9rem; }
.dl-table th { color: var(--dl-quiet); font-weight: 400; }
.dl-table :is(th, td) { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--dl-line);
  overflow-wrap: break-word; }
.st-key-glance .stPageLink a { padding-left: 0; }
[data-testid="stExpandSidebarButton"]::after { font-size: .86rem; padding-left: .4rem; white-space: nowrap; }
[data-testid="stExpandSidebarButton"] { width: auto !important; padding: 0 .5rem; }
a.dl-link { color: var(--dl-accent); }
.dl-share { display: flex; flex-direction: column; gap: .9rem; } .dl-share label { display: block; margin-bottom: .25rem; }
.dl-share textarea { width: 100%; font: .78rem/1.4 ui-monospace, Menlo, Consolas, monospace; color: inherit; background: var(--dl-card);
  border: 1px solid var(--dl-line); border-radius: 4px; padding: .4rem .5rem; resize: vertical; }
.dl-copy { font: inherit; font-size: .86rem; color: inherit; background: none; border: 1px solid var(--dl-line); border-radius: 4px;
  padding: .25rem .7rem; cursor: pointer; margin-top: .3rem; }
.dl-copy:hover { border-color: var(--dl-accent); color: var(--dl-accent); }
.stApp :is(a, button, summary, textarea, [role=slider]):focus-visible { outline: 2px solid var(--dl-accent); outline-offset: 2px; }
.stMain:focus-visible { outline: 2px solid var(--dl-accent); outline-offset: -3px; }
.stButtonGroup button { height: auto; } .stButtonGroup button p { white-space: normal; text-align: left; }
.st-key-quick button { min-height: 1.8rem; padding: .1rem .6rem; font-size: .82rem; }
.st-key-chips { min-height: 1.9rem; } .st-key-chips button { min-height: 1.8rem; padding: .1rem .6rem; font-size: .82rem; }
[class*="st-key-card-"] { border-bottom: 1px solid var(--dl-line); padding-bottom: .5rem; gap: .3rem; }
[class*="st-key-card-"] .stButton button, [class*="st-key-card-"] .stPageLink a { min-height: 1.6rem; font-size: .82rem; padding: 0 .2rem; }
[class*="st-key-card-"] .stPageLink a { background: none; } [class*="st-key-card-"] .stPageLink a p { font-weight: 400; }
[class*="st-key-card-"] .stPopover button { min-height: 1.6rem; font-size: .82rem; padding: 0 .2rem; }
[class*="st-key-card-"] .stExpander details { border: 0; }
[class*="st-key-card-"] .stExpander summary { padding: .1rem .2rem; font-size: .82rem; }
[class*="st-key-bars-"] [data-testid="stElementToolbar"], /* days as numbers; what a bar says, it says when pointed at */
[data-testid="stMainMenuItem-recordScreencast"], .st-key-intake [data-testid="stFileUploaderDropzoneInstructions"],
.st-key-paste [data-testid="InputInstructions"], /* its words need no confirming */
div:has(> .st-key-words) { display: none; }
@media (max-width: 900px) {
  .dl-summary { font-size: 1rem; }
  .stMainBlockContainer { padding: 4.3rem .8rem 1rem; }
  .st-key-desk > .stLayoutWrapper > .stHorizontalBlock, .st-key-desk > .stHorizontalBlock { flex-direction: column; }
  .st-key-desk .stColumn { width: 100%; flex: 1 1 100%; min-width: 100%; }
  .st-key-sides .stColumn { min-width: 100%; }
  .st-key-evidence { height: auto !important; overflow: visible !important; }
}
@media (min-width: 2200px) {
  html { font-size: 18px !important; } .stMainBlockContainer { max-width: 175rem; }
  .stSidebar[data-collapsed="false"] { width: 19rem !important; min-width: 19rem; max-width: none; }
}
@media (min-width: 3000px) { html { font-size: 20px !important; } }
@media (min-width: 2200px) and (min-height: 1100px) {
  div:has(> :is(.st-key-map, .st-key-evidence)) { flex: none !important; }
  div:has(> .st-key-map), .st-key-map, .st-key-map iframe { height: calc(100vh - 27rem) !important; }
  div:has(> .st-key-evidence), .st-key-evidence { height: calc(100vh - 7rem) !important; }
}
@media print {
  @page { margin: 1.6cm; }
  :root, .stApp { color-scheme: only light !important; }
  html, body, .stApp, .stMain, .stSidebar { background: #fff !important; color: #22252a !important; }
  .stApp :is(h1, h2, h3, h4, .stMarkdown p, label, summary) { color: inherit !important; }
  .stSidebar, .stAppHeader, .stToast, .stButton, .stPageLink, .stPopover, .stDownloadButton, .stForm, .stTextInput, .stTextArea,
  .stSelectbox, .stMultiSelect, .stSlider, .stButtonGroup, .stTabs, .stFileUploader, .stHeading:has(#add), .dl-copy, .dl-list a.dl-link,
  .stExpander:not(:has(details[open])) { display: none !important; }
  .stElementContainer:has(> :is(.stButton, .stPageLink, .stPopover, .stDownloadButton, .stTextInput)) { display: none; }
  .st-key-chips .stElementContainer, .st-key-chips .stButton { display: block !important; }
  .stMainBlockContainer { padding: 0 !important; max-width: none; }
  /* Blocks: what is laid out in rows and columns overlaps where a page of paper ends. */
  :is(.stMainBlockContainer, .stHorizontalBlock, .stVerticalBlock, .stLayoutWrapper, .stColumn) { display: block !important;
    width: 100% !important; min-width: 100% !important; }
  :is(.stVerticalBlock, .stHorizontalBlock) > * { margin-bottom: .5rem; }
  .st-key-evidence { height: auto !important; overflow: visible !important; }
  .dl-card, .dl-list li, [class*="st-key-card-"], .st-key-map, .dl-table tr { break-inside: avoid; }
  .dl-title, .dl-eyebrow, .dl-side { break-after: avoid; }
  .dl-text { max-width: none; }
}
"""

# Inside another page: the map takes the frame, and makes way for the sentences once a mark is chosen.
EMBED_STYLE = """
.stMainBlockContainer { padding: 0 !important; max-width: none; } .stAppHeader { display: none; } .stMain .stVerticalBlock { gap: .3rem; }
div:has(> .st-key-map) { flex: none !important; }
div:has(> .st-key-map), .st-key-map, .st-key-map iframe { height: calc(100vh - 2.2rem) !important; min-height: 260px; }
.st-key-map { border: 0; border-radius: 0; } .dl-foot { padding: 0 .6rem; font-size: .8rem; } .st-key-evidence { padding: .4rem .7rem; }
"""
EMBED_CHOSEN = """
div:has(> .st-key-map), .st-key-map, .st-key-map iframe { height: 54vh !important; min-height: 240px; }
"""


# On paper the night's map and chart, which are pictures with colours of their own, are turned into day.
NIGHT_ON_PAPER = "@media print { .st-key-map iframe, .stVegaLiteChart { filter: invert(1) hue-rotate(180deg); } }"


def words_in_style(t: Translator) -> str:
    """What the style sheet says in words of ours: while the map is on its way, and on narrow screens beside the sidebar's arrow; and
    what depends on the theme."""
    narrow = f'[data-testid="stExpandSidebarButton"]::after {{ content: {_in_css(t("app.sidebar"))}; }}'
    return (
        f".st-key-map::before {{ content: {_in_css(t('map.loading'))}; }} @media (max-width: 900px) {{ {narrow} }} "
        f"{NIGHT_ON_PAPER if st.context.theme.type == 'dark' else ''}"
    )


def _in_css(words: str) -> str:
    return '"' + words.replace("\\", "").replace('"', "").replace("<", "") + '"'


def label(text: str) -> str:
    """Text for the label of a widget, which Streamlit reads as Markdown, with directives and emoji of its own: it stays text."""
    # No address, no :emoji:, no directive.
    joined = re.sub(r"[:@.]", "\u2060\\g<0>\u2060", " ".join(text.split()))
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", joined)


def ends(origin: str, destination: str, via: tuple[str, ...], t: Translator) -> Html:
    """« Iran → mer Caspienne → Makhatchkala »; an end that nobody names says so."""
    stops = [origin or t("evidence.unnamed"), *via, destination or t("evidence.unnamed")]
    arrow = element("span", "dl-arrow", "→")
    return element("p", "dl-ends", *[part for stop in stops for part in (arrow, stop)][1:])


def who(stance: str, claimants: tuple[str, ...], t: Translator) -> Html:
    """« Allégué par John Kirby, d'après le Wall Street Journal »: nearest to the fact first."""
    if not claimants:
        return element("span", "", t("by.narrator" if stance == "narrator" else f"by.nobody_{stance}"))
    lead = t("by.said_narrator" if stance == "narrator" else f"by.{stance}")
    parts: list[str | Html] = [f"{lead} ", element("b", "", claimants[0])]
    for claimant in claimants[1:]:
        parts += [f", {t('by.through')} ", element("b", "", claimant)]
    return element("span", "", *parts)


def claim_card(claim: Claim, t: Translator) -> Html:
    """A claim with its first sentence; the others follow as excerpts."""
    first = claim.excerpts[0]
    counts = [t("evidence.sources", count=claim.sources), t("evidence.articles", count=claim.articles)]
    note = None if claim.drawn else element("p", "dl-source", t("evidence.not_drawn"))
    return element(
        "div",
        _status_css(claim),
        *claim_lines(claim, t),
        sentence(first),
        element("p", "dl-source", f"{source(first, t)} · {', '.join(counts)}"),
        note,
    )


def claim_brief(claim: Claim, t: Translator) -> Html:
    """A claim beside its sentence, which is shown already."""
    return element("div", _status_css(claim), *claim_lines(claim, t))


def claim_lines(claim: Claim, t: Translator) -> tuple[Html, ...]:
    details = " · ".join(filter(None, [claim.cargo, t(f"mode.{claim.mode}") if claim.mode else "", claim.event]))
    badges = (
        element("span", "dl-badge dl-flowname", t(f"flow.{claim.flow}")),
        element("span", "dl-badge", t(f"stance.{claim.stance}")),
        element("span", "dl-badge", t(f"modality.{claim.modality}")),
    )
    return (
        ends(claim.origin, claim.destination, claim.via, t),
        element("p", "dl-status", *badges, details),
        element("p", "dl-status", who(claim.stance, claim.excerpts[0].claimants, t)),
    )


def claim_in_comparison(claim: Claim, t: Translator, *, ends: bool) -> Html:
    """A claim under the name of who makes it: what, when, the sentence and where it is printed. ends: they differ from the heading's."""
    first = claim.excerpts[0]
    details = " · ".join(filter(None, [claim.cargo, t(f"mode.{claim.mode}") if claim.mode else "", claim.event]))
    stops = [claim.origin, *claim.via, claim.destination] if ends or claim.via else []
    return element(
        "div",
        _status_css(claim),
        element("p", "dl-status", element("span", "dl-badge", t(f"modality.{claim.modality}")), details),
        element("p", "dl-source", " → ".join(stops)) if stops else None,
        sentence(first),
        element("p", "dl-source", source(first, t)),
    )


def location_card(location: Location, apart: str, t: Translator) -> Html:
    """Where a text puts a site, how exactly, and what that rules out."""
    exact = t("evidence.area") if location.area else t("evidence.radius", km=round(location.radius_km))
    return element(
        "div",
        "dl-card",
        element("p", "dl-ends", location.name, dir="auto"),
        element("p", "dl-quiet", " · ".join([exact, t("evidence.articles", count=location.articles)])),
        element("p", "dl-status dl-apart", apart) if apart else None,
        sentence(location.excerpts[0]),
        element("p", "dl-source", source(location.excerpts[0], t)),
    )


def in_language(t: Translator, **query: str | list[str]) -> dict[str, str | list[str]]:
    """The query of a link to another page, whole: what that page would have to add, Back would have to pass twice."""
    return query | {"lang": t.language}


def read_link(t: Translator, excerpt: Excerpt, label: str | None = None) -> None:
    """To the sentence in its article."""
    st.page_link(
        "geo/pages/reader.py",
        label=label or t("evidence.read"),
        icon=":material/article:",
        query_params=in_language(t, article=excerpt.article_id, at=str(excerpt.at)),
    )


def reader_link(t: Translator, article: str, at: int, what: str) -> Html:
    """The same inside a list of our own; ``what`` tells one link from the next to who only hears them."""
    address = f"reader?{urlencode({'article': article, 'at': int(at), 'lang': t.language})}"
    names = {"aria-label": t("evidence.read_of", what=what)}
    return element("a", "dl-link", t("evidence.read"), href=address, target="_self", **names)


def _status_css(claim: Claim) -> str:
    return f"dl-card dl-{claim.flow} dl-{claim.stance} dl-{claim.modality}"


def excerpt_card(excerpt: Excerpt, t: Translator) -> Html:
    notes = [t(f"role_note.{role}") for role in excerpt.roles if role != "place"]
    when = t("evidence.event", when=excerpt.event) if excerpt.event else ""
    source_line = element("p", "dl-source", " · ".join(filter(None, [source(excerpt, t), when, *notes])))
    return element(
        "div", "dl-card", sentence(excerpt), source_line, *[claim_brief(claim, t) for claim in excerpt.claims]
    )


def reason_words(t: Translator, reason: str) -> str:
    """Why a name was taken for a place, or for none; "" for a reason that has no words yet."""
    if reason.startswith(CORRECTED):  # an editor's own words follow
        who, _, why = reason.removeprefix(CORRECTED).partition(": ")
        return t("reason.corrected_why", who=who, why=why) if why else t("reason.corrected", who=who)
    key = f"reason.{reason.replace(' ', '-')}"
    return t(key) if key in t else t.recalled(reason) or ""


def flag_words(t: Translator, flag: str) -> str:
    """What reading an article noted about its text."""
    key = f"flag.{flag}"
    return t(key) if key in t and flag != "other" else t("flag.other", flag=flag)


def evidence_words(t: Translator, words: str) -> str:
    """What a publication date rests on: the article's own words, or that its header or its page's says so."""
    for origin, key in (("front matter: ", "header"), ("page: ", "page_header")):
        if words.startswith(origin):
            return t(f"reader.{key}", stated=words.removeprefix(origin))
    return words


def sentence(excerpt: Excerpt) -> Html:
    return element("p", "dl-sentence", safe_html(excerpt.pieces), dir="auto")


def source(excerpt: Excerpt, t: Translator) -> str:
    return f"{excerpt.publisher or t('evidence.unknown_publisher')}, {excerpt.published}"


def legend(found: dict[str, int], t: Translator) -> Html:
    """The marks of an article with how many there are of each."""
    marks = [
        element("span", "", Piece(t(f"reader.{kind}"), (kind,)), f" {t.number(n)}") for kind, n in found.items() if n
    ]
    return element("div", "dl-legend", *marks)
