"""Web page → its article: text, title, site, date. Bytes in, Article out; no network.

What somebody else's server sends is parsed in a process of its own, with limits: a page made to eat memory or time takes
that process down and nothing else. Run as a program, this module is that process: HTML in, JSON out.
"""

from __future__ import annotations

import codecs
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from geo.ingestion import articles
from geo.ingestion.fetch import Fetched, at_once, fetch
from geo.model import Article, BadInput

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 1 << 30  # bytes of address space
CPU_SECONDS = 10
WALL_SECONDS = 15
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_LOOK_FOR_CHARSET = 1024  # bytes; where the standard has it stand
# What tells prose from a menu.
LEAST_LETTERS = 60  # shorter than any news in brief, longer than most notices
SENTENCE_LETTERS = 40  # « Tous droits réservés. » ends like a sentence
UNSIGNED_LETTERS = 120  # of a line without any sign: Thai, Khmer and Lao write none
MOST_SEPARATORS = 3
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)|[。！？।۔؟]")
_BETWEEN_LINKS = re.compile(r"[|•·›»>/–-]")
_PARSING = threading.BoundedSemaphore(2)  # each may take MEMORY
# Where a page says when it was published, surest first, as XPath. What has no such word is dated like any other text.
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='dcterms.created' or @name='DC.date' or @name='dc.date' or @name='date' or @name='pubdate']/@content",
)
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d\d(?:-\d\d)?)')
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?!\d)")


def read_address(
    address: str, max_file_mb: float = articles.MAX_FILE_MB, fetch: Callable[[str, float], Fetched] = fetch
) -> Article:
    """The article at an address. Raises BadInput, in one line that names the address, what is wrong and what to do."""
    return article(fetch(address, max_file_mb), max_file_mb)


def article(fetched: Fetched, max_file_mb: float = articles.MAX_FILE_MB) -> Article:
    """What was fetched as an article. Its source is where it was found, whatever it says of itself. Raises BadInput."""
    if fetched.media_type != "text/html":
        return _of_text(fetched, max_file_mb)
    with at_once(_PARSING, fetched.address, WALL_SECONDS):
        page = _extracted(fetched)
    try:
        found = articles.from_text(
            page["text"],
            title=page["title"],
            publisher=page["site"] or articles.host(fetched.address),
            published=page["date"],
            url=fetched.address,
        )
    except BadInput:
        raise BadInput(
            "{address}: no article found in this page. Paste its text instead.", address=fetched.address
        ) from None
    if not has_prose(articles.blanked(found.text, found.asides)):
        raise BadInput(
            "{address}: what is left of this page is a menu, not an article. Open the article itself, or paste its text.",
            address=fetched.address,
        )
    stated = f"front matter: {page['date']}"
    evidence = tuple(f"page: {page['date']}" if each == stated else each for each in found.published_evidence)
    return replace(found, published_evidence=evidence)


def has_prose(text: str) -> bool:
    """Whether at least half of the letters, and not too few, stand in sentences. A menu has none, but for a notice below it."""
    # A Chinese or Japanese sign says what two letters do.
    letters = [(line, sum(1 + (char >= "\u2e80") for char in line if char.isalnum())) for line in text.split("\n")]
    prose = sum(count for line, count in letters if _is_prose(line, count))
    return prose >= max(LEAST_LETTERS, sum(count for _, count in letters) / 2)


def _is_prose(line: str, letters: int) -> bool:
    """A line that holds the end of a sentence; in a script that has no such sign, a long line that is no row of links."""
    if _SENTENCE_END.search(line):
        return letters >= SENTENCE_LETTERS
    return letters >= UNSIGNED_LETTERS and len(_BETWEEN_LINKS.findall(line)) < MOST_SEPARATORS


def _of_text(fetched: Fetched, max_file_mb: float) -> Article:
    parts = urlsplit(fetched.address)
    name = parts.path.rpartition("/")[2] or "page"
    if not name.lower().endswith(articles.SUPPORTED) or fetched.media_type == "text/markdown":
        name += ".md" if fetched.media_type == "text/markdown" else ".txt"
    content = fetched.content
    if fetched.charset and _known(fetched.charset):
        content = content.decode(fetched.charset, "replace").encode()
    return articles.from_bytes(content, name, max_file_mb, address=fetched.address)


def _known(charset: str) -> bool:
    try:
        return codecs.lookup(charset)._is_text_encoding
    except (LookupError, ValueError):
        return False


# ------------------------------------------------------------------------------------------------ in a process of its own


def _extracted(fetched: Fetched) -> dict[str, str | None]:
    """text, title, site and date of a page. Raises BadInput where it cannot be parsed within the limits."""
    told = {"address": fetched.address, "charset": fetched.charset, "memory": MEMORY, "cpu_seconds": CPU_SECONDS}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "geo.ingestion.webpage"],
            input=json.dumps(told).encode() + b"\n" + fetched.content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            timeout=WALL_SECONDS,
            check=True,
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise BadInput(
            "{address}: this page cannot be read within the limits of memory and time. Paste its text instead.",
            address=fetched.address,
        ) from error


def extract(content: bytes, address: str, charset: str | None) -> dict[str, str | None]:
    """What a page holds; text is empty where it has none. Without limits: for ``main``."""
    import trafilatura  # 0.3 s, and lxml with it, that only this process needs
    from lxml import html

    if charset is None or not _known(charset):
        declared = _META_CHARSET.search(content[:_LOOK_FOR_CHARSET])
        charset = declared[1].decode() if declared and _known(declared[1].decode()) else None
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    page = content if marked or charset is None else content.decode(charset, "replace")
    tree = trafilatura.load_html(page)
    if tree is None:
        return {"text": "", "title": None, "site": None, "date": None}
    day = _date(tree, html.tostring(tree, encoding="unicode"))
    found = trafilatura.bare_extraction(tree, url=address, include_comments=False, with_metadata=True)
    if found is None:
        return {"text": "", "title": None, "site": None, "date": day}
    return {"text": found.text or "", "title": found.title, "site": found.sitename, "date": day}


def _date(tree, source: str) -> str | None:
    """The day of publication that the page's own metadata state, as YYYY-MM-DD or YYYY-MM."""
    for path in _DATES:
        for value in tree.xpath(path):
            if match := _DAY.match(value.strip()):
                return match[0]
    match = _JSON_DATE.search(source)
    return match[1] if match else None


def main() -> None:
    told = json.loads(sys.stdin.buffer.readline())
    with suppress(ImportError):  # not on Windows: there the clock alone limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (told["memory"],) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (told["cpu_seconds"],) * 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it has no business writing files
    found = extract(sys.stdin.buffer.read(), told["address"], told["charset"])
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
