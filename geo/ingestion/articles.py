"""Articles: files, folders and pasted text in, Article out. What surrounds the text is marked, nothing of it is cut.

Offsets are code points into Article.text: the body in Unicode NFC with \\n for newlines, otherwise as it was written.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo import language as languages
from geo.ingestion import dating
from geo.model import Article, Aside, BadInput, DateSpan

SUPPORTED = (".txt", ".md", ".markdown")
MARKDOWN = (".md", ".markdown")
MAX_FILE_MB = 10.0
MAX_FRONT_MATTER = 16_384  # characters; YAML is parsed by a program that recurses
MAX_TITLE = 160
TITLE_WORDS = 12
DUPLICATE_FROM = 60  # letters: shorter paragraphs repeat in honest prose
DUPLICATE_KEY = 100
NO_LETTERS = re.compile(r"[\W_]+")  # nor figures
CONTROL_SHARE = 0.01
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")  # but for white space, of which next line is one
KNOWLEDGE = Path(__file__).parent / "knowledge" / "boilerplate.toml"

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What a Western European text in Windows-1252 holds besides ASCII; Central European ones decode to other letters.
WESTERN = frozenset("àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÅÆÇÈÉÊËÍÎÏÑÓÔÖØŒÙÚÛÜ«»‹›“”„‘’‚–—…•·°€£§©®™²³½¿¡ºª\u00a0\u00ad")
SURE_BYTES = 1 << 18  # enough of a file to tell its encoding by
_NO_NEWLINE = re.compile(r"[^\n]")
META_KEYS = ("title", "publisher", "language", "published", "date", "published_precision", "source", "url", "note")


# ------------------------------------------------------------------------------------------------ the door


def find_files(paths: Iterable[Path | str]) -> list[Path]:
    """Every article under these files and folders, sorted, each once. Hidden files and folders are left out.

    A file is kept whatever its type: read_article then says what is wrong with it.
    Raises BadInput for a path that isn't there and for a folder without articles.
    """
    found: dict[str, Path] = {}
    for given in map(Path, paths):
        if not given.exists():
            raise BadInput("{given}: no such file or folder. Check the path.", given=given)
        inside = list(_articles_in(given)) if given.is_dir() else [given]
        if not inside:
            raise BadInput(
                "{given}: no articles in this folder. Supported: {supported}.",
                given=given,
                supported=", ".join(SUPPORTED),
            )
        for path in inside:
            found.setdefault(os.path.realpath(path), path)
    return sorted(found.values())


def read_article(path: Path | str, max_file_mb: float = MAX_FILE_MB) -> Article:
    """One file as an article. Raises BadInput, in one line that names the file, what is wrong and what to do."""
    path = Path(path)
    if not path.is_dir():
        _check_type(path)
    return _article(_bytes(path, max_file_mb), path)


def from_bytes(data: bytes, name: str, max_file_mb: float = MAX_FILE_MB, *, address: str | None = None) -> Article:
    """A file that was handed over rather than named. ``name`` tells the type and is shown; it is never opened.

    address: where it was fetched: its source, whatever its front matter says, and its publisher where that names none.
    Raises BadInput like read_article.
    """
    path = Path(name.replace("\\", "/").rpartition("/")[2] or "?")
    _check_type(path)
    _check_size(len(data), path, max_file_mb)
    return _article(data, path, address)


def _check_type(path: Path) -> None:
    if path.suffix.lower() not in SUPPORTED:
        if not path.suffix:
            raise BadInput(
                "{path}: a file without a suffix has no type. Supported: {supported}.",
                path=path,
                supported=", ".join(SUPPORTED),
            )
        raise BadInput(
            "{path}: {kind} is not a supported type. Supported: {supported}.",
            path=path,
            kind=path.suffix,
            supported=", ".join(SUPPORTED),
        )


def _article(data: bytes, path: Path, address: str | None = None) -> Article:
    raw, encoding_flags = _decoded(data, path)
    text = _newlines(raw)
    meta: Mapping[str, object] = {}
    flags = encoding_flags
    if path.suffix.lower() in MARKDOWN:
        text, meta, front_flags = _front_matter(text)
        flags += front_flags
    known = {key: meta[key] for key in META_KEYS if key in meta}
    if address is not None:
        known = {"publisher": host(address)} | known | {"url": address}
    try:
        return from_text(text, file_name=path.name, flags=flags, **known)
    except BadInput as error:
        raise BadInput("{path}: {error}", path=path, error=error) from None


def from_text(text: str, *, file_name: str | None = None, flags: tuple[str, ...] = (), **meta: object) -> Article:
    """Text as an article, with what is known of it, as front matter says it.

    meta: title, publisher, language, published (a date, its text, or a DateSpan), published_precision, url, source (an
    address, or words on where it comes from), note; other keys are ignored.

    Raises BadInput where nothing is left to read.
    """
    text, text_flags = _cleaned(text)
    if not text.strip():
        raise BadInput("nothing to read, only white space. Add a text or leave the file out.")
    known = {key: value for key, value in meta.items() if value is not None and str(value).strip()}
    asides = find_asides(text)
    language = _word(known.get("language")) or languages.detect(text)
    address, note = _origin(known)
    published, evidence, date_flags = _publication(text, language, known, address or file_name)
    return Article(
        id=text_id(text),
        text=text,
        title=_word(known.get("title")) or _title(text, asides),
        publisher=_word(known.get("publisher")) or _publisher(text),
        language=language,
        published=published,
        published_evidence=evidence,
        source=address or file_name,
        note=note,
        asides=asides,
        flags=tuple(dict.fromkeys((*flags, *text_flags, *date_flags, *_quality(text, asides)))),
    )


def host(address: str) -> str:
    """The site of a web address, as people name it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def text_id(text: str) -> str:
    """16 hex digits of the text's SHA-256, the same whatever its case, white space and newlines."""
    normal = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return hashlib.sha256(normal.encode()).hexdigest()[:16]


# ------------------------------------------------------------------------------------------------ files


def _articles_in(folder: Path) -> Iterator[Path]:
    seen: set[str] = set()  # of real folders, so that a link to a parent is walked once
    for where, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(where)
        folders[:] = [] if real in seen else sorted(name for name in folders if not name.startswith("."))
        if real in seen:
            continue
        seen.add(real)
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in SUPPORTED:
                yield Path(where, name)


def _bytes(path: Path, max_file_mb: float) -> bytes:
    try:
        if not path.is_file():
            if path.exists():
                raise BadInput("{path}: not a file. Check the path.", path=path)
            raise BadInput("{path}: no such file. Check the path.", path=path)
        _check_size(path.stat().st_size, path, max_file_mb)
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            "{path}: cannot be read ({reason}). Check its permissions.", path=path, reason=error.strerror or error
        ) from error


def _check_size(size: int, path: Path, max_file_mb: float) -> None:
    if size > max_file_mb * 1_000_000:
        size_mb = round(size / 1e6, 1)
        raise BadInput(
            "{path}: {size_mb} MB is more than {max_file_mb} MB. Split it, or raise DATELINE_MAX_FILE_MB.",
            path=path,
            size_mb=size_mb,
            max_file_mb=max_file_mb,
        )


def _decoded(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    if not data.strip():
        raise BadInput("{path}: the file is empty. Add a text or leave it out.", path=path)
    for bom, encoding in BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, errors="replace")
            flags = ("encoding-broken",) if "\ufffd" in text else ()
            break
    else:
        text, flags = _guessed(data, path)
    if len(CONTROL.findall(text, 0, 100_000)) > CONTROL_SHARE * min(len(text), 100_000):
        raise _binary(path)
    return text, flags


def _guessed(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """UTF-8; with a few broken bytes in it, UTF-8 still; else the likeliest encoding, flagged."""
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        pass
    if data.count(0) > CONTROL_SHARE * len(data):
        raise _binary(path)
    patched = data.decode(errors="replace")
    good = sum(char > "\x7f" for char in patched)
    if patched.count("\ufffd") * 3 <= good:  # the replaced ones are counted in good
        return patched, ("encoding-broken",)
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    marks = [char for char in western if char > "\x7f"]
    # Cyrillic in Windows-1251 reads as Western letters too, but nearly all its letters are beyond ASCII.
    if marks and sum(char in WESTERN for char in marks) >= 0.95 * len(marks) and len(marks) < 0.3 * len(western):
        return western, ("encoding-guessed",)
    from charset_normalizer import from_bytes  # 40 ms that UTF-8 doesn't need

    best = from_bytes(data[:SURE_BYTES]).best()
    if best is None:
        raise _binary(path)
    return data.decode(best.encoding, errors="replace"), ("encoding-guessed",)


def _binary(path: Path) -> BadInput:
    return BadInput("{path}: not a text but a binary file. Save it as plain text in UTF-8.", path=path)


def _front_matter(text: str) -> tuple[str, Mapping[str, object], tuple[str, ...]]:
    """(body, what the front matter says, flags). A block that isn't YAML is text like any other."""
    if not text.startswith("---\n"):
        return text, {}, ()
    end = re.compile(r"^---[ \t]*$", re.M).search(text, 4)
    if end is None:
        return text, {}, ("front-matter-broken",)
    if end.start() > MAX_FRONT_MATTER:
        return text, {}, ("front-matter-broken",)
    import frontmatter  # with YAML 30 ms that plain text doesn't need
    from yaml import YAMLError

    try:
        found, body = frontmatter.parse(text, handler=frontmatter.YAMLHandler())
    except (YAMLError, ValueError, RecursionError):  # ValueError: a day such as 2023-02-31
        return text, {}, ("front-matter-broken",)
    if not found and text[4 : end.start()].strip():  # YAML, but a list or a sentence
        return text, {}, ("front-matter-broken",)
    known = {key: value for key, value in found.items() if isinstance(value, str | int | float | date)}
    return body, known, ()


# ------------------------------------------------------------------------------------------------ text


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """NFC, \\n, no lone surrogate and no NUL: a database takes neither."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")
    flags = ("characters-replaced",) if whole != text else ()
    return unicodedata.normalize("NFC", _newlines(whole).removeprefix("\ufeff")), flags


def _word(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _origin(known: Mapping[str, object]) -> tuple[str | None, str | None]:
    """(address, note): "source" is an address where it looks like one and a note where it doesn't."""
    source = _word(known.get("source"))
    is_address = bool(source and re.match(r"https?://\S+$", source))
    address = _word(known.get("url")) or (source if is_address else None)
    return address, _word(known.get("note")) or (None if is_address else source)


def _publication(text: str, language: str | None, known: Mapping[str, object], origin: str | None) -> dating.Dating:
    published = known.get("published")
    if isinstance(published, DateSpan):
        return dating.Dating(published, ("given",))
    return dating.find_publication(text, language, known, origin)


def _title(text: str, asides: tuple[Aside, ...]) -> str:
    """The first line if it reads as a headline, else the first words of the first sentence."""
    lines = [line for _, line in _lines(blanked(text, asides)) if line]
    if not lines:
        return _first_words(" ".join(text.split()))
    first = lines[0].lstrip("#").strip() or lines[0]
    headline = len(first) <= MAX_TITLE and first[-1] not in ".;,:" and len(lines) > 1
    return first if headline or lines[0].startswith("#") else _first_words(first)


def _first_words(line: str) -> str:
    words = line.split()
    short = " ".join(words[:TITLE_WORDS])[:MAX_TITLE]
    return short if len(words) <= TITLE_WORDS and len(line) <= MAX_TITLE else short.rstrip(" ,;:.") + "…"


def _publisher(text: str) -> str | None:
    for form in _boilerplate().publishers:
        if match := form.search(text):
            return match["publisher"].rstrip(".")
    return None


# ------------------------------------------------------------------------------------------------ asides


def blanked(text: str, asides: Iterable[Aside]) -> str:
    """The text with spaces for every aside, newlines kept: same length, same offsets, nothing of the asides to read."""
    kept, reached = [], 0
    for aside in sorted(asides, key=lambda aside: aside.start):
        start = max(aside.start, reached)
        if start < aside.end:
            kept += text[reached:start], _NO_NEWLINE.sub(" ", text[start : aside.end])
            reached = aside.end
    return "".join((*kept, text[reached:])) if kept else text


@dataclass(frozen=True, slots=True)
class _LineRule:
    kind: str
    form: re.Pattern[str]
    near: str | None


@dataclass(frozen=True, slots=True)
class _Boilerplate:
    lines: tuple[_LineRule, ...]
    inline: tuple[tuple[str, re.Pattern[str]], ...]
    prompts: tuple[tuple[re.Pattern[str], ...], ...]
    publishers: tuple[re.Pattern[str], ...]
    max_line: int
    edge_lines: int
    prompt_lines: int
    prompt_max: int


def find_asides(text: str) -> tuple[Aside, ...]:
    """What is not the article, in order, none overlapping. Rules: knowledge/boilerplate.toml."""
    rules = _boilerplate()
    lines = [(start, line) for start, line in _lines(text) if line]
    spans = [*_line_asides(lines, rules), *_prompts(lines, rules)]
    for kind, form in rules.inline:
        for match in form.finditer(text):
            group = "aside" if "aside" in form.groupindex else 0
            spans.append((*match.span(group), kind))
    kept: list[Aside] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1].end:
            kept.append(Aside(start, end, kind, text[start:end]))
    return tuple(kept)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line without the white space around it, and where it starts."""
    start = 0
    for line in text.split("\n"):
        yield start + len(line) - len(line.lstrip()), line.strip()
        start += len(line) + 1


def _line_asides(lines: list[tuple[int, str]], rules: _Boilerplate) -> Iterator[tuple[int, int, str]]:
    at_head = True  # as long as every line so far was a label
    for number, (start, line) in enumerate(lines):
        if len(line) > rules.max_line:
            at_head = False
            continue
        at_edge = min(number, len(lines) - 1 - number) < rules.edge_lines
        near = {None, "edge" if at_edge else None, "head" if at_head else None}
        kind = next((rule.kind for rule in rules.lines if rule.near in near and rule.form.fullmatch(line)), None)
        if kind is None and at_edge and dating.is_publication_line(line):
            kind = "metadata"
        at_head = at_head and kind == "metadata"
        if kind:
            yield start, start + len(line), kind


def _prompts(lines: list[tuple[int, str]], rules: _Boilerplate) -> Iterator[tuple[int, int, str]]:
    for number, (start, line) in enumerate(lines):
        if min(number, len(lines) - 1 - number) >= rules.prompt_lines or len(line) > rules.prompt_max:
            continue
        if any(all(form.search(line) for form in forms) for forms in rules.prompts):
            yield start, start + len(line), "prompt"


@lru_cache(maxsize=1)
def _boilerplate() -> _Boilerplate:
    with KNOWLEDGE.open("rb") as file:
        source: dict[str, Any] = tomllib.load(file)

    def compiled(form: str, exact_case: bool = False) -> re.Pattern[str]:
        return re.compile(form, 0 if exact_case else re.IGNORECASE)

    return _Boilerplate(
        lines=tuple(
            _LineRule(rule["kind"], compiled("|".join(rule["forms"]), rule.get("exact_case", False)), rule.get("near"))
            for rule in source["line"]
        ),
        inline=tuple(
            (rule["kind"], compiled(form, rule.get("exact_case", False)))
            for rule in source["inline"]
            for form in rule["forms"]
        ),
        prompts=tuple(tuple(compiled(form) for form in rule["forms"]) for rule in source["prompt"]),
        publishers=tuple(compiled(form, exact_case=True) for form in source["publisher"]["forms"]),
        max_line=source["max_line"],
        edge_lines=source["edge_lines"],
        prompt_lines=source["prompt_lines"],
        prompt_max=source["prompt_max"],
    )


# ------------------------------------------------------------------------------------------------ quality


def _quality(text: str, asides: tuple[Aside, ...]) -> Iterator[str]:
    if any(aside.kind == "prompt" for aside in asides):
        yield "leaked-prompt"
    paragraphs = [line for _, line in _lines(blanked(text, asides)) if line]
    if any(_unbalanced(one, following) for one, following in zip_longest(paragraphs, paragraphs[1:], fillvalue="")):
        yield "unbalanced-quotes"
    keys = [key for paragraph in paragraphs if len(key := _letters(paragraph)) >= DUPLICATE_FROM]
    if len({key[:DUPLICATE_KEY] for key in keys}) < len(keys):
        yield "duplicate-paragraphs"


def _unbalanced(paragraph: str, following: str) -> bool:
    """A quote closed but not opened, or opened and not closed where the next paragraph doesn't go on with it."""
    if (paragraph.count('"') - len(re.findall(r'\d"', paragraph))) % 2 and not following.startswith('"'):
        return True
    for opening, closing in ("«»", "“”"):
        left = paragraph.count(opening) + (paragraph.count("„") if opening == "“" else 0) - paragraph.count(closing)
        if left < 0 or (left > 0 and "„" not in paragraph and not following.startswith(opening)):
            return True
    return False


def _letters(paragraph: str) -> str:
    return NO_LETTERS.sub("", paragraph.casefold())
