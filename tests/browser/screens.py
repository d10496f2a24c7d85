"""Every page in both languages, both themes, wide and narrow, as pictures in docs/screens: ``make screens``.

``python -m tests.browser.screens [NAME…]`` takes only the pictures whose name holds one of the words, ``--to FOLDER`` elsewhere.
The application runs on a data folder of its own with the digests taken in; another host is never asked.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ROOT, Server, is_foreign, launch

FOLDER = ROOT / "docs" / "screens"
# Width → height: a desk's window, and two screens of a small phone, so that what follows the map is seen.
SIZES = {1280: 860, 360: 1480}
COLOURS = 255  # of a picture's palette: text stays sharp at a third of the size
PATIENCE_MS = 90_000  # the first page of all takes the digests in


class Shot(NamedTuple):
    """A page to take: its address, what to wait for, and whether it holds a map that has to be drawn."""

    address: str
    mark: str
    mapped: bool = False


SHOTS = {
    "map": Shot("", ".st-key-evidence .dl-sentence", mapped=True),
    "reader": Shot("reader", ".dl-text"),
    "compare": Shot("compare", ".dl-side"),
    "places": Shot("places", "[data-testid=stDataFrame]"),
    "data": Shot("data", "[class*=st-key-download-]"),
    "audit": Shot("audit", ".dl-list li"),
    "about": Shot("about", ".dl-table"),
}


def take(browser: Browser, url: str, name: str, shot: Shot, language: str, theme: str, width: int) -> bytes:
    """The picture of one page, as a PNG with a palette. Raises if anything of it was asked of another host."""
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=theme,
        reduced_motion="reduce",
        locale={"fr": "fr-FR", "en": "en-GB"}[language],
    )
    foreign: list[str] = []
    context.on("request", lambda request: foreign.append(request.url) if is_foreign(request.url) else None)
    page = context.new_page()
    page.goto(f"{url}/{shot.address}{'&' if '?' in shot.address else '?'}lang={language}")
    _settle(page, shot)
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    if foreign:
        raise SystemExit(f"{name} asked another host: {foreign}")
    out = io.BytesIO()
    picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def _settle(page: Page, shot: Shot) -> None:
    """Until everything is there that the page is about to show, and no run of the script is under way."""
    page.locator(shot.mark).first.wait_for(timeout=PATIENCE_MS)
    if shot.mapped:
        frame = page.wait_for_selector("iframe[title^='streamlit_folium']").content_frame()
        frame.wait_for_url(lambda url: "streamlit_folium" in url)
        frame.wait_for_function("window.dateline?.state?.ready && dateline.state.ground && dateline.state.places >= 0")
    page.wait_for_function("document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'")
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")


def main(arguments: list[str]) -> None:
    folder = FOLDER
    if "--to" in arguments:
        at = arguments.index("--to")
        folder, arguments = Path(arguments[at + 1]), arguments[:at] + arguments[at + 2 :]
    folder.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="dateline-screens-"))
    server = Server(ROOT / "app.py", {"DATELINE_DATA": str(data)}, data / "log.txt")
    total = 0
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for (page, shot), language, theme, width in product(SHOTS.items(), ("fr", "en"), ("light", "dark"), SIZES):
                name = f"{page}-{language}-{theme}-{width}.png"
                if arguments and not any(word in name for word in arguments):
                    continue
                picture = take(browser, server.url, name, shot, language, theme, width)
                (folder / name).write_bytes(picture)
                total += len(picture)
                print(f"{name:36} {len(picture) / 1000:6.0f} kB", flush=True)
            browser.close()
    finally:
        server.stop()
        shutil.rmtree(data)
    print(f"{total / 1e6:.1f} MB in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
