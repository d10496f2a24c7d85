"""axe-core on every page, light and dark: no finding it calls serious. And the keyboard: what has the focus can be seen."""

from __future__ import annotations

import pytest

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

AXE = (ROOT / "tests" / "browser" / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# The chart's brush is drawn by Vega as two shapes that it calls images; the chart itself has a name.
NOT_OURS = [["[class*=brush_brush]"]]
PAGES = {
    # a panel that scrolls must hold something to reach it by: waited for, as Streamlit draws words before links
    "": ".st-key-evidence :is(a, button)",
    "?play=month&moment=2022-12-01": ".st-key-evidence :is(a, button)",
    "?embed=true": ".dl-foot",
    "reader": ".dl-text",
    "compare": ".dl-side",
    "audit": ".dl-list li",
    "places": ".dl-reason",
    "data": "[class*=st-key-download-]",
    "about": "h1",
}


def findings(frame) -> list[str]:
    frame.evaluate(f"{AXE};0")
    options = {"iframes": False, "resultTypes": ["violations"], "runOnly": RULES}
    result = frame.evaluate("([skip, options]) => axe.run({ exclude: skip }, options)", [NOT_OURS, options])
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def lasting(page, frame) -> list[str]:
    """Findings that are there a moment later too: a page half drawn on a slow machine is no page."""
    found = findings(frame)
    for _ in range(2):
        if found:
            page.wait_for_timeout(1500)
            found = [line for line in findings(frame) if line in found]
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_finding(visit, app_url, theme):
    serious = {}
    for page, mark in PAGES.items():
        there = visit(f"{app_url}/{page}{'&' if '?' in page else '?'}lang=fr", color_scheme=theme)
        there.page.locator(mark).first.wait_for()
        frames = [there.page.main_frame]
        if not page or page.startswith("?"):
            frames.append(there.map("state.places > 0"))
        serious[page] = [line for frame in frames for line in lasting(there.page, frame)]
        there.page.context.close()
    assert not any(serious.values()), serious


def test_what_has_the_focus_is_seen(visit, app_url):
    there = visit(f"{app_url}/audit?lang=fr")
    there.page.locator(".dl-list li a").first.wait_for()
    unseen = []
    for _ in range(14):
        there.page.keyboard.press("Tab")
        looks = """() => { const e = document.activeElement, s = getComputedStyle(e), box = e.closest("[data-baseweb]");
          const shown = (style) => style.outlineStyle !== "none" || style.boxShadow !== "none";
          return shown(s) || (box && shown(getComputedStyle(box))) || e.matches("input") ? "" : e.outerHTML.slice(0, 200); }"""
        if without := there.page.evaluate(looks):
            unseen.append(without)
    assert unseen == []
