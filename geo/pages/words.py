"""Streamlit's own words, in the page's language and ours: what they are stands in geo/locale/controls.toml.

Streamlit has no setting for them, and most are attributes (names for who hears the page, hints), which no style sheet reaches. So one
script, a constant but for the table, says them anew: once in all that is there, then in what is added or changed. Only the elements
that the table names are looked at; only words it knows are changed, the whole of them, as text. It also says the page's language.
"""

from __future__ import annotations

import json
from functools import cache

import streamlit as st

from geo import i18n

# Before the next frame is painted, for a MutationObserver is heard at the end of the very task that changed the page. What the script
# writes itself is heard once more and found said: no word that is said is one to be changed (a test holds the table to that).
SCRIPT = """<script>(() => {
  const { language, places } = TABLE;
  document.documentElement.lang = language;
  const everywhere = places.map(({ at }) => at).join(), NAMES = ["aria-label", "aria-roledescription", "title", "placeholder"];
  const filled = (form, text) => { // what stands in the place of {}; null for other words
    const [before, after] = form;
    if (after === undefined) return text === before ? "" : null;
    const fits = text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after);
    return fits ? text.slice(before.length, text.length - after.length) : null;
  };
  const said = (words, text) => {
    for (const { known, say } of words)
      for (const form of known) {
        const inside = filled(form, text);
        if (inside !== null) return say.join(inside);
      }
    return text;
  };
  const speak = (element) => {
    for (const { at, words } of places) {
      if (!element.matches(at)) continue;
      for (const name of NAMES) {
        const text = element.getAttribute(name), now = text && said(words, text);
        if (text && now !== text) element.setAttribute(name, now);
      }
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE) continue;
        const now = said(words, node.data);
        if (now !== node.data) node.data = now;
      }
    }
  };
  const within = (root) => {
    if (root.matches(everywhere)) speak(root);
    root.querySelectorAll(everywhere).forEach(speak);
  };
  window.datelineWords?.disconnect();
  window.datelineWords = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      if (type !== "childList") {
        if (element?.matches(everywhere)) speak(element);
        continue;
      }
      for (const node of addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE) within(node);
        else if (element.matches(everywhere)) speak(element);
      }
    }
  });
  within(document.body);
  const what = { subtree: true, childList: true, characterData: true, attributeFilter: NAMES };
  window.datelineWords.observe(document.body, what);
})();</script>"""


def speak(language: str) -> None:
    """Have the page's controls say their words in the language. Takes no room on the page."""
    with st.container(key="words"):
        st.html(script(language), unsafe_allow_javascript=True)


@cache
def script(language: str) -> str:
    places = [{"at": place.at, "words": [_parts(word) for word in place.words]} for place in i18n.controls(language)]
    return SCRIPT.replace("TABLE", json.dumps({"language": language, "places": places}), 1)


def _parts(word: i18n.Word) -> dict[str, list]:
    return {"known": [form.split("{}") for form in word.known], "say": word.said.split("{}")}
