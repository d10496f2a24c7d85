"""The corrections file: one JSON object a line, only ever appended to; taking a correction back is one more line.

A line that cannot be used is named with its number, and all others apply. Knows no database and no gazetteer.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import category

from geo.model import MODALITIES, ROLES, STANCES, BadInput, Correction, Place, StoreUnavailable, Target

try:
    import fcntl
except ImportError:  # Windows has no such lock: an append is one write there too, only not queued
    fcntl = None

FILE_NAME = "corrections.jsonl"
MOST_OF_A_PROBLEM = 300  # characters: what is wrong with a line may repeat the line
MOST_CHARACTERS = {"who": 200, "why": 2_000}
LARGEST_RADIUS_KM = 20_016.0  # half of the way around the Earth
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write \r\n
_PLACE_DEFAULTS = asdict(Place("", "", "", None, None, None, None))
_TARGET_DEFAULTS = asdict(Target(""))
_NAMES = {each.name for each in fields(Correction)} - {"undone_by"}
# What may be corrected about what.
_KINDS = {
    "choose": ("mention", "name"),
    "reject": ("mention", "name"),
    "role": ("mention", "name"),
    "move": ("mention", "name", "place"),
    "merge": ("place",),
    "status": ("claim",),
    "reject-claim": ("claim",),
    "published": ("article",),
    "publisher": ("article",),
    "undo": ("correction",),
}
_NEEDS = {
    "mention": ("article", "start", "text"),
    "claim": ("article", "start", "text", "ends"),
    "article": ("article",),
    "name": ("key",),
    "place": ("key",),
    "correction": ("key",),
}


@dataclass(frozen=True)
class Book:
    """What a corrections file says. lines: in its order, undos among them. problems: lines left out, and why."""

    lines: tuple[Correction, ...] = ()
    problems: tuple[BadInput, ...] = ()

    @cached_property
    def in_force(self) -> tuple[Correction, ...]:
        return tuple(line for line in self.lines if line.what != "undo" and line.undone_by is None)

    @cached_property
    def digests(self) -> dict[str, str]:
        """Id → digest of each correction in force: what a database has to have replayed."""
        return {each.id: hashlib.sha256(_line(each)).hexdigest()[:16] for each in self.in_force}

    @cached_property
    def _by_target(self) -> dict[tuple[str, str | None], list[Correction]]:
        found: dict[tuple[str, str | None], list[Correction]] = {}
        for each in self.in_force:
            found.setdefault((each.target.kind, each.target.article), []).append(each)
        return found

    def about(self, kind: str, article: str | None = None) -> Iterable[Correction]:
        """Corrections in force of one kind of target, in the file's order."""
        return self._by_target.get((kind, article), ())

    def __getitem__(self, correction_id: str) -> Correction:
        """Raises BadInput where there is none by that id."""
        found = next((line for line in self.lines if line.id == correction_id), None)
        if found is None:
            raise BadInput(
                "No correction {correction_id!r}. `python -m geo corrections list` shows them all.",
                correction_id=correction_id,
            )
        return found


EMPTY = Book()


# --- reading ----------------------------------------------------------------------------------------------------------


def read(path: Path) -> Book:
    """The file as it is now; no file is an empty book. Raises StoreUnavailable where it cannot be read."""
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size, state.st_ino)
    except FileNotFoundError:
        return EMPTY
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreUnavailable(
            "{path} cannot be read ({reason}). Check that you may read it, and the disk.", path=path, reason=reason
        ) from error


@lru_cache(maxsize=8)  # asked for with every article that is taken in; the book is frozen
def _read(path: Path, *_state: int) -> Book:
    with path.open("rb") as file, _locked(file.fileno(), exclusive=False):
        content = file.read()
    lines: dict[str, Correction] = {}
    problems = []
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            line = _parsed(raw)
            _check_place_in_book(line, lines)
        except BadInput as error:
            why = error if len(str(error)) <= MOST_OF_A_PROBLEM else str(error)[:MOST_OF_A_PROBLEM]
            problems.append(
                BadInput(
                    "{path}:{number}: {why} The other lines apply; mend this one or remove it.",
                    path=path,
                    number=number,
                    why=why,
                )
            )
            continue
        lines[line.id] = line
    return Book(_with_undone(lines), tuple(problems))


def _check_place_in_book(line: Correction, before: dict[str, Correction]) -> None:
    if line.id in before:
        raise BadInput("the id {id!r} stands on a line before.", id=line.id)
    if line.what == "undo" and line.target.key not in before:
        raise BadInput("it takes back {key!r}, which stands on no line before.", key=line.target.key)


def _with_undone(lines: dict[str, Correction]) -> tuple[Correction, ...]:
    """From the last line to the first: an undo counts unless it was itself taken back."""
    undone: dict[str, str] = {}
    for line in reversed(lines.values()):
        if line.what == "undo" and line.id not in undone:
            undone[line.target.key] = line.id
    return tuple(replace(line, undone_by=undone.get(line.id)) for line in lines.values())


def _parsed(raw: bytes) -> Correction:
    try:
        row = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadInput("not a JSON object in UTF-8 ({error}).", error=str(error)[:80]) from error
    if not isinstance(row, dict) or not isinstance(row.get("target"), dict):
        raise BadInput("not a correction: an object with id, who, when, why, what, target, old and new is wanted.")
    row = {"found": [], "why": "", "old": None, "new": None} | row
    target = {name: list(value) if value == () else value for name, value in _TARGET_DEFAULTS.items()} | row["target"]
    _check_names("", row.keys(), _NAMES)
    _check_names("target.", target.keys(), _TARGET_DEFAULTS.keys())
    _wanted(isinstance(row["found"], list) and isinstance(target["ends"], list), "found and ends must be lists.")
    target["ends"], row["found"] = tuple(target["ends"]), tuple(row["found"])
    correction = Correction(**row | {"target": Target(**target)})
    check(correction)
    return correction


def _check_names(within: str, given: Set[str], known: Set[str]) -> None:
    lacking, strange = (", ".join(within + name for name in sorted(names)) for names in (known - given, given - known))
    _wanted(given >= known, "not a correction: it lacks {lacking}.", lacking=lacking)
    _wanted(given <= known, "not a correction: it has {strange}.", strange=strange[:80])


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


# --- what may stand in a line -----------------------------------------------------------------------------------------


def check(correction: Correction) -> None:
    """Raises BadInput, in words that go on after « file:line: », for what cannot be replayed."""
    target = correction.target
    for name in ("id", "who", "when", "why", "what"):
        _check_words(name, getattr(correction, name), MOST_CHARACTERS.get(name, 100))
    for name in ("id", "who", "when"):
        _wanted(bool(getattr(correction, name).strip()), "{name} is missing.", name=name)
    _check_moment(correction.when)
    _wanted(
        correction.what in _KINDS,
        "what is {what!r}, and must be one of {known}.",
        what=correction.what,
        known=", ".join(_KINDS),
    )
    _wanted(
        target.kind in _KINDS[correction.what],
        "{what} is about {kind!r}, and must be about {known}.",
        what=correction.what,
        kind=target.kind,
        known=" or ".join(_KINDS[correction.what]),
    )
    _check_target(target)
    for each in correction.found:
        _check_text("found", each, 1_000)
    _CHECKS[correction.what](correction.new)
    looped = correction.what == "merge" and correction.new["id"] == target.key
    _wanted(not looped, "a place cannot be merged with itself.")


def _wanted(holds: bool, why_not: str, **values: object) -> None:
    if not holds:
        raise BadInput(why_not, **values)


def _check_words(name: str, value: Any, most: int) -> None:
    """Words that an editor writes: no control characters but line breaks and tabs."""
    _check_text(name, value, most)
    odd = next((c for c in value if category(c) == "Cc" and c not in "\n\t"), None)
    _wanted(odd is None, "{name} holds a control character ({odd!r}).", name=name, odd=odd)


def _check_text(name: str, value: Any, most: int) -> None:
    """Text of an article, as it is: only what no database takes is refused."""
    _wanted(isinstance(value, str), "{name} must be words.", name=name)
    _wanted(len(value) <= most, "{name} is longer than {most} characters.", name=name, most=most)
    odd = next((c for c in value if c == "\0" or category(c) == "Cs"), None)
    _wanted(odd is None, "{name} holds a character that is none ({odd!r}).", name=name, odd=odd)


def _check_moment(when: str) -> None:
    try:
        _wanted(datetime.fromisoformat(when).tzinfo is not None, "when has no time zone.")
    except ValueError as error:
        raise BadInput(
            "when is {when!r}, and must be a moment such as 2024-03-08T09:30:00+00:00.", when=when
        ) from error


def _check_target(target: Target) -> None:
    for name in _NEEDS[target.kind]:
        _wanted(getattr(target, name) not in (None, "", ()), "the target has no {name}.", name=name)
    for name in ("article", "text", "cargo", "key"):
        _check_text(f"the target's {name}", getattr(target, name) or "", 1_000_000)
    for name in ("start", "nth"):
        number = getattr(target, name)
        _wanted(
            number is None or (type(number) is int and 0 <= number < 2**53),
            "the target's {name} is no offset.",
            name=name,
        )
    _wanted(len(target.ends) != 1, "the target's ends are an origin and a destination, at least.")
    for end in target.ends:
        _check_text("an end of the target", end, 10_000)


def _check_nothing(value: Any) -> None:
    _wanted(value is None, "new must be null.")


def _check_place(value: Any) -> None:
    _check_keys(value, {"id", "name", "kind"}, set(_PLACE_DEFAULTS))
    for name in ("id", "name", "kind"):
        _wanted(isinstance(value[name], str) and bool(value[name]), "the place has no {name}.", name=name)
    for name, of_place in _PLACE_DEFAULTS.items():
        if name in ("lat", "lon", "radius_km", "population"):
            continue
        if value.get(name, of_place) is not None:
            _check_words(f"the place's {name}", value.get(name, of_place), 1_000)
    _wanted(type(value.get("population", 0)) is int and 0 <= value.get("population", 0) < 2**53, "population is odd.")
    if any(value.get(name) is not None for name in ("lat", "lon", "radius_km")):
        _check_point({name: value.get(name) for name in ("lat", "lon", "radius_km")})


def _check_point(value: Any) -> None:
    _check_keys(value, {"lat", "lon", "radius_km"}, set())
    for name, low, high in (("lat", -90, 90), ("lon", -180, 180), ("radius_km", 0, LARGEST_RADIUS_KM)):
        number = value[name]
        usable = type(number) in (int, float) and low <= number <= high  # also false for NaN
        _wanted(
            usable,
            "{name} is {number!r}, and must be from {low} to {high}.",
            name=name,
            number=number,
            low=low,
            high=high,
        )


def _check_role(value: Any) -> None:
    _wanted(value in ROLES, "the role is {value!r}, and must be one of {known}.", value=value, known=", ".join(ROLES))


def _check_status(value: Any) -> None:
    _check_keys(value, {"modality", "stance"}, set())
    for name, words in (("modality", MODALITIES), ("stance", STANCES)):
        _wanted(
            value[name] in words,
            "{name} is {value!r}, and must be one of {known}.",
            name=name,
            value=value[name],
            known=", ".join(words),
        )


def _check_published(value: Any) -> None:
    if value is None:
        return
    _check_keys(value, {"date_min", "date_max", "precision"}, set())
    _check_words("precision", value["precision"], 20)
    try:
        days = [date.fromisoformat(value[name]) for name in ("date_min", "date_max") if value[name] is not None]
    except (TypeError, ValueError) as error:
        raise BadInput("{value} is no date. Days are written YYYY-MM-DD.", value=value) from error
    _wanted(days == sorted(days) and bool(days), "the publication date ends before it begins, or is none.")


def _check_publisher(value: Any) -> None:
    if value is not None:
        _check_words("publisher", value, 300)
        _wanted(bool(value.strip()), "the publisher has no name; null says that it is not known.")


def _check_keys(value: Any, needed: set[str], allowed: set[str]) -> None:
    fits = isinstance(value, dict) and needed <= value.keys() <= needed | allowed
    _wanted(fits, "new must be an object with {needed}.", needed=", ".join(sorted(needed)))


_CHECKS: dict[str, Callable[[Any], None]] = {
    "choose": _check_place,
    "merge": _check_place,
    "reject": _check_nothing,
    "reject-claim": _check_nothing,
    "undo": _check_nothing,
    "move": _check_point,
    "role": _check_role,
    "status": _check_status,
    "published": _check_published,
    "publisher": _check_publisher,
}


# --- writing ----------------------------------------------------------------------------------------------------------


def new_id() -> str:
    return secrets.token_hex(6)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def undo_of(correction: Correction, who: str, why: str) -> Correction:
    """The line that takes ``correction`` back; of an undo, the line that puts it in force again."""
    if correction.undone_by is not None:
        raise BadInput(
            "Correction {id} was taken back already, by {undone_by}.", id=correction.id, undone_by=correction.undone_by
        )
    target = Target("correction", key=correction.id)
    return Correction(new_id(), who.strip(), now(), why.strip(), "undo", target, correction.new, None)


def as_json(correction: Correction) -> dict:
    """The object of its line: what says nothing is left out of the target."""
    row = {name: value for name, value in asdict(correction).items() if name != "undone_by"}
    said = {name: value for name, value in row["target"].items() if value != _TARGET_DEFAULTS[name]}
    return row | {"target": said}


def place_as_json(place: Place) -> dict:
    """Enough to draw the place without any gazetteer."""
    return {name: value for name, value in asdict(place).items() if value != _PLACE_DEFAULTS[name]}


def place_of_json(value: dict) -> Place:
    return Place(**_PLACE_DEFAULTS | value)


def append(path: Path, correction: Correction) -> None:
    """Add one line, and return once it is on the disk. Raises BadInput for what could not be replayed,
    StoreUnavailable where the file cannot be written."""
    try:
        check(correction)
    except BadInput as error:
        raise BadInput("This correction cannot be kept: {error}", error=error) from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _open_locked(path) as descriptor:
            _write_whole(descriptor, _line(correction))
        _sync_folder(path.parent)  # a new file is lost with its folder's entry
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreUnavailable(
            "{path} cannot be written ({reason}). Check that you may write it, and the disk.", path=path, reason=reason
        ) from error


def _line(correction: Correction) -> bytes:
    row = as_json(correction)
    return json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False).encode() + b"\n"


@contextmanager
def _open_locked(path: Path) -> Iterator[int]:
    """The file, ours alone: whoever saved it with an editor while we waited has put another file in its place."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY, 0o644)
        try:
            with _locked(descriptor, exclusive=True):
                if not path.exists() or not os.path.samestat(os.fstat(descriptor), path.stat()):
                    continue
                yield descriptor
                return
        finally:
            os.close(descriptor)


@contextmanager
def _locked(descriptor: int, *, exclusive: bool) -> Iterator[None]:
    """Ends with the process that holds it, however that dies."""
    if fcntl is None:
        yield
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _write_whole(descriptor: int, line: bytes) -> None:
    size = os.fstat(descriptor).st_size
    if size and _last_byte(descriptor, size) != b"\n":
        line = b"\n" + line  # a writer was killed in the middle: its torn line is named, ours is whole
    try:
        written = os.write(descriptor, line)
        if written != len(line):
            raise OSError(None, "the disk is full")
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)  # what we could not acknowledge must not come back later
        raise


def _last_byte(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
