"""The quiet corner of every page where an editor signs in and out, and the way back to the view they left for it.

Streamlit brings whoever signs in or out to the front page. So the browser keeps the address for the while, in this tab alone; the
script is one constant, and only goes where the same tab, on the same site, has just come from.
"""

from __future__ import annotations

import streamlit as st

from geo import editors, settings
from geo.i18n import Translator
from geo.model import BadInput
from geo.pages import look, session

AWAY_MINUTES = 15  # with a provider; whoever comes later has gone elsewhere meanwhile
SCRIPT = f"""<script>(() => {{
  const KEY = "dateline-left", now = () => location.pathname + location.search;
  if (window.datelineLeaving) return; // once in a document
  window.datelineLeaving = ({{ target }}) => {{
    if (target.closest?.("[class*=st-key-sign-] button")) sessionStorage.setItem(KEY, JSON.stringify([Date.now(), now()]));
  }};
  document.addEventListener("click", window.datelineLeaving, true);
  const left = sessionStorage.getItem(KEY), came = performance.getEntriesByType("navigation")[0]?.name;
  sessionStorage.removeItem(KEY);
  if (!left || !came || new URL(came).search) return; // an address that says what to show is followed
  const [when, address] = JSON.parse(left);
  if (Date.now() - when < {AWAY_MINUTES} * 60000 && address.startsWith(new URL(came).pathname) && address !== now())
    location.replace(location.origin + address);
}})();
</script>"""


def account(t: Translator) -> None:
    """Nothing where nobody signs in, nor inside another page, where Streamlit lets nobody sign in."""
    try:
        if not session.signs_in() or session.embedded():
            return
    except BadInput:
        return  # a setting that cannot be used: the page itself says so
    with st.sidebar, st.container(key="account"):
        lacking, who = session.sign_in_lacks(), session.person()
        if lacking:
            key, values = lacking
            st.html(look.element("p", "dl-quiet", t(f"sign_in.{key}", **values)))
            return
        if who is None:
            st.button(t("sign_in.do"), key="sign-in", type="tertiary", icon=":material/login:", on_click=st.login)
        else:
            with st.container(key="signed-in", horizontal=True, vertical_alignment="center"):
                st.html(look.element("p", "dl-signature", who.name, dir="auto"), width="content")
                st.button(t("sign_in.out"), key="sign-out", type="tertiary", on_click=session.sign_out)
            if not editors.is_listed(who, settings.load().editors):
                st.html(look.element("p", "dl-quiet", _why_not(t, who)))
        st.html(SCRIPT, unsafe_allow_javascript=True)


def why_not(t: Translator) -> str:
    """Why this browser may not write, in one line: for pages where editors do."""
    if not session.signs_in():
        return t("edit.off")
    who = session.person()
    return _why_not(t, who) if who else t("edit.signed_out")


def _why_not(t: Translator, who: editors.Person) -> str:
    if who.email:
        return t("sign_in.reads_only", email=who.email)
    return t("sign_in.unverified", subject=who.subject) if who.subject else t("sign_in.nobody")
