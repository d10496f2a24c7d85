"""Every setting in one table: name, default, help. Read from the environment, prefix ``DATELINE_``; no other file does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from geo import editors
from geo.model import BadInput

ROOT = Path(__file__).resolve().parent.parent
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PROXY_HEADERS = frozenset(
    {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}
)

# name, default, help. Order is the order of the table in docs/SETTINGS.md, which `python -m geo settings` prints.
TABLE: tuple[tuple[str, str, str], ...] = (
    ("DATABASE", "", "SQLAlchemy address of the database; empty: an SQLite file dateline.db in DATELINE_DATA"),
    ("DATA", str(ROOT / "data"), "folder for everything that is written: database, corrections, built gazetteer"),
    (
        "GAZETTEER",
        "",
        "folder of the built gazetteer; empty: the one in the checkout if it is built, else built/ in DATELINE_DATA",
    ),
    ("SEEDS", str(ROOT / "seeds"), "folder taken in when the database is empty; empty: none"),
    ("GEOCODER", "", "online geocoder asked for names the gazetteer lacks: nominatim, photon, or empty for none"),
    ("GEOCODER_URL", "", "address of that geocoder, such as http://127.0.0.1:8088; empty: its public instance"),
    ("GEOCODER_AGENT", "", "user agent to present; a public instance wants one that names you"),
    ("GEOCODER_DELAY_SECONDS", "1.1", "least time between two requests of the whole application"),
    ("GEOCODER_TIMEOUT_SECONDS", "5", "time one request may take in all"),
    ("NEGATIVE_DAYS", "30", "days after which a name that was not found may be asked for again"),
    (
        "RECOGNISER",
        "",
        "who finds the names: empty for Dateline itself, or spacy:NAME, a spaCy pipeline (a package, or the path of a folder)",
    ),
    ("LANGUAGE", "", "interface language, fr or en; empty: the browser's"),
    ("MAX_FILE_MB", "10", "largest file that is taken in, in megabytes"),
    (
        "EDITING",
        "auto",
        "who may correct: on, off, auto: only a browser on the machine that Dateline runs on, or editors: who signs in and is listed",
    ),
    (
        "EDITORS",
        "",
        "who may correct where EDITING is editors, with commas between: an address, @ and a domain, or sub: and a provider's subject",
    ),
    ("FETCH", "auto", "who may take in a web address: on (whoever may edit), off, or auto: as for EDITING"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    database: str
    data: Path
    gazetteer: Path
    seeds: Path | None
    geocoder: str
    geocoder_url: str
    geocoder_agent: str
    geocoder_delay_seconds: float
    geocoder_timeout_seconds: float
    negative_days: float
    recogniser: str  # "" or spacy:NAME
    language: str
    max_file_mb: float
    editing: str  # on, off, or what decided() decides: auto, editors
    editors: tuple[str, ...]  # as geo.editors.entries gives them
    fetch: str  # on, off, or auto, which decided() decides


def _number(name: str, value: str, low: float = 0.0) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not low <= number < 1e9:  # also false for NaN
        raise BadInput(
            "DATELINE_{name}={value!r} is not a number of at least {low}. Unset it for the default.",
            name=name,
            value=value,
            low=low,
        )
    return number


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadInput(
            "DATELINE_{name}={value!r} is none of {known}.",
            name=name,
            value=value,
            known=", ".join(a or "(empty)" for a in allowed),
        )
    return value


def _recogniser(value: str) -> str:
    kind, _, name = value.partition(":")
    if value and (kind != "spacy" or not name.strip()):
        raise BadInput(
            "DATELINE_RECOGNISER={value!r} is neither empty nor spacy: and the name of a pipeline.", value=value
        )
    return value


def load(environ: dict[str, str] | None = None) -> Settings:
    """The settings in force. Raises BadInput naming the variable and what it takes."""
    environ = dict(os.environ) if environ is None else environ
    raw = {name: environ.get(f"DATELINE_{name}", default).strip() for name, default, _ in TABLE}
    data = Path(raw["DATA"]).expanduser()
    shared = ROOT / "data" / "built"  # a second data folder should not cost a second build
    return Settings(
        database=raw["DATABASE"] or f"sqlite:///{data / 'dateline.db'}",
        data=data,
        gazetteer=Path(raw["GAZETTEER"]).expanduser()
        if raw["GAZETTEER"]
        else (shared if shared.is_dir() else data / "built"),
        seeds=Path(raw["SEEDS"]).expanduser() if raw["SEEDS"] else None,
        geocoder=_choice("GEOCODER", raw["GEOCODER"], ("", "nominatim", "photon")),
        geocoder_url=raw["GEOCODER_URL"],
        geocoder_agent=raw["GEOCODER_AGENT"],
        geocoder_delay_seconds=_number("GEOCODER_DELAY_SECONDS", raw["GEOCODER_DELAY_SECONDS"], 1.0)
        if not raw["GEOCODER_URL"]
        else _number("GEOCODER_DELAY_SECONDS", raw["GEOCODER_DELAY_SECONDS"]),
        geocoder_timeout_seconds=_number("GEOCODER_TIMEOUT_SECONDS", raw["GEOCODER_TIMEOUT_SECONDS"], 0.1),
        negative_days=_number("NEGATIVE_DAYS", raw["NEGATIVE_DAYS"]),
        recogniser=_recogniser(raw["RECOGNISER"]),
        language=_choice("LANGUAGE", raw["LANGUAGE"], ("", "fr", "en")),
        max_file_mb=_number("MAX_FILE_MB", raw["MAX_FILE_MB"], 0.001),
        editing=_choice("EDITING", raw["EDITING"], ("auto", "on", "off", "editors")),
        editors=editors.entries(raw["EDITORS"]),
        fetch=_choice("FETCH", raw["FETCH"], ("auto", "on", "off")),
    )


def decided(settings: Settings, *, local: bool, editor: bool = False) -> Settings:
    """The settings decided for one person. local: they are on this machine; editor: they are signed in, and listed. Undecided, nobody
    may: who forgets to ask opens no door."""
    listed = settings.editing == "editors"
    trusted = "on" if (editor if listed else local) else "off"
    return replace(
        settings,
        editing=trusted if settings.editing in ("auto", "editors") else settings.editing,
        # To whoever is not an editor the network is shut, too, where it is open to editors.
        fetch=trusted if settings.fetch == "auto" or (listed and settings.fetch == "on") else settings.fetch,
    )


def is_local(peer: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request is of a browser on this very machine. peer: its address, None where that is not known to be remote.

    A proxy on this machine is a local peer too, but the browser behind it says in Origin (or Host) where it believes to be,
    and proxies add headers of their own.
    """
    given = {name.lower(): value for name, value in headers.items()}
    if peer not in (None, *_LOOPBACK) or not _PROXY_HEADERS.isdisjoint(given):
        return False
    asked = given.get("origin") or f"//{given.get('host', '')}"
    try:
        return urlsplit(asked).hostname in _LOOPBACK
    except ValueError:
        return False
