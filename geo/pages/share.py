"""What leaves the page by the clipboard: the link to the full view, the code to embed it, citations.

The script is one constant. It reads the address bar and the map's own view when a button is pressed, for only the browser
knows them; everything it shows goes into the value of a field, never into markup. It spells "<" before a letter as \\x3c: a script
that holds what looks like markup is taken out on its way into the page.
"""

from __future__ import annotations

import streamlit as st

from geo.i18n import Translator
from geo.pages import look

EMBED_HEIGHT = 560
SCRIPT = """<script>(() => {
  const view = (lang, embed) => {
    const address = new URL(location.href), map = document.querySelector("iframe[title^='streamlit_folium']");
    const state = map?.contentWindow?.dateline?.state?.view;
    if (state) ["lat", "lon", "zoom"].forEach((name, i) => address.searchParams.set(name, String(state[i])));
    if (lang) address.searchParams.set("lang", lang);
    address.searchParams.delete("embed");
    if (embed) address.searchParams.set("embed", "true");
    return address.href;
  };
  const attribute = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const fill = () => document.querySelectorAll("[data-dl-fill]").forEach((field) => {
    const { dlFill, dlLang, dlHeight } = field.dataset;
    field.value = dlFill === "link" ? view(dlLang, false)
      : `\\x3ciframe src="${attribute(view(dlLang, true))}" title="Dateline" width="100%" height="${dlHeight}"`
        + ' style="border:0" loading="lazy" allowfullscreen>\\x3c/iframe>';
  });
  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch { // no permission, or a page without https
      field.select();
      document.execCommand("copy");
    }
  };
  const press = async ({ target }) => {
    const button = target.closest && target.closest("[data-dl-copy]");
    if (!button) return;
    fill();
    const field = document.getElementById(button.dataset.dlCopy);
    await copy(field);
    const buttons = () => document.querySelectorAll(`[data-dl-copy="${button.dataset.dlCopy}"]`); // a run may have drawn it anew
    buttons().forEach((each) => { each.textContent = each.dataset.dlDone; });
    setTimeout(() => buttons().forEach((each) => { each.textContent = each.dataset.dlLabel; }), 2500);
  };
  if (window.datelineCopy) document.removeEventListener("click", window.datelineCopy);
  window.datelineCopy = press;
  document.addEventListener("click", press);
  fill();
})();
</script>"""


def share(t: Translator) -> None:
    with st.popover(t("share.title"), icon=":material/share:", key="share"):
        st.html(
            look.element(
                "div",
                "dl-share",
                look.element("p", "dl-quiet", t("share.intro")),
                _field(t, "dl-link", t("share.link"), t("share.copy_link"), fill="link"),
                _field(t, "dl-embed", t("share.embed"), t("share.copy_embed"), fill="embed"),
            )
            + SCRIPT,
            unsafe_allow_javascript=True,
        )


def copies(t: Translator, name: str, texts: dict[str, str]) -> None:
    """Fields whose text a button copies: label → text."""
    fields = [
        _field(t, f"{name}-{number}", label, t("share.copy"), text)
        for number, (label, text) in enumerate(texts.items())
    ]
    st.html(look.element("div", "dl-share", *fields) + SCRIPT, unsafe_allow_javascript=True)


def _field(t: Translator, name: str, label: str, button: str, text: str = "", fill: str = "") -> look.Html:
    filled = {"data-dl-fill": fill, "data-dl-lang": t.language, "data-dl-height": str(EMBED_HEIGHT)} if fill else {}
    copy = {"data-dl-copy": name, "data-dl-done": t("share.copied"), "data-dl-label": button}
    area = look.element(
        "textarea", "", text, id=name, rows="2" if fill == "link" else "4", readonly="readonly", **filled
    )
    return look.element(
        "div",
        "",
        look.element("label", "dl-eyebrow", label, **{"for": name}),
        area,
        look.element("button", "dl-copy", button, type="button", **{"aria-live": "polite"}, **copy),
    )
