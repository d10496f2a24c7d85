"""The gate: what was reached once is the least that is allowed. Floors stand in tests/gold/floors.toml, one table a gold.

A gold that is not there (the big ones are other people's text) is not measured, and whoever asks is told so.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from geo.evaluation import evaluate
from geo.evaluation.gold import chosen_half
from geo.model import BadInput
from geo.settings import ROOT

FLOORS = ROOT / "tests" / "gold" / "floors.toml"
_DIGITS = 3
_PINNED = (  # what is pinned, of whatever a gold can show; all of it is better when higher
    "mentions.precision", "mentions.recall", "roles", "placed", "cities_and_sites_placed", "traps_off_map", "routes.recall", "routes.f1",
    "route_status", "route_sentences.f1", "dates_right",
    "recognition_exact.f1", "resolution_on_gold_spans", "end_to_end.f1",
    "detection.balanced", "detection.f1", "ends.f1", "full_routes.f1", "stance", "modality", "flow",
)  # fmt: skip
_HEAD = """\
# The gate: figures that may not get worse, one table a gold. Paths count from the root of the repo; a gold outside it is
# measured where it is there. Written by `python -m geo evaluate --pin`, which raises floors to what is reached, rounded
# down; `--pin --lower` also lowers them, and the commit that does says why.
"""


@dataclass(frozen=True, slots=True)
class Pinned:
    """Floors of one gold. ``sha256`` is the digest of the file they were reached on."""

    name: str
    file: str
    sha256: str
    floors: dict[str, float]

    def gold(self, root: Path = ROOT) -> Path:
        """What is measured: the file, or ``FILE#HALF``."""
        return (root / self.file).resolve()

    def path(self, root: Path = ROOT) -> Path:
        return chosen_half(self.gold(root))[0]


def read_floors(path: Path = FLOORS) -> list[Pinned]:
    """Raises BadInput where the file is missing or is no such table."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        return [
            Pinned(name, row["file"], row["sha256"], {key: float(floor) for key, floor in row["floors"].items()})
            for name, row in tables.items()
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path} holds no floors ({type(error).__name__}: {error}). Restore it, or write it anew with --pin."
        ) from error


def shortfalls(pinned: Pinned, measure: Callable[[Path], dict] = evaluate, root: Path = ROOT) -> list[str]:
    """One line for each thing below its floor; empty where the gate is open."""
    path = pinned.path(root)
    if _digest(path) != pinned.sha256:
        return [f"{pinned.file} is not the gold its floors were reached on. Pin anew: python -m geo evaluate --pin"]
    reached = _flat(measure(pinned.gold(root)))
    return [
        f"{pinned.file}: {key} {_shown(reached.get(key))}, floor {floor:.{_DIGITS}f}"
        for key, floor in pinned.floors.items()
        if reached.get(key) is None or reached[key] < floor
    ]


def pin(
    path: Path = FLOORS, lower: bool = False, measure: Callable[[Path], dict] = evaluate, root: Path = ROOT
) -> list[str]:
    """Raise the floors at ``path`` to what is reached, and with ``lower`` also lower them; lines that say what changed."""
    said, kept = [], []
    for pinned in read_floors(path):
        file = pinned.path(root)
        if not file.is_file():
            said.append(f"{pinned.name}: {pinned.file} is not here, its floors stay.")
            kept.append(pinned)
            continue
        floors = dict(pinned.floors)
        for key, value in _flat(measure(pinned.gold(root))).items():
            reached, floor = _rounded_down(value), floors.get(key)
            if floor is not None and reached < floor and not lower:
                said.append(f"{pinned.name}: {key} {reached:.3f} is below its floor {floor:.3f}; --lower lowers it.")
            elif reached != floor:
                said.append(f"{pinned.name}: {key} {_shown(floor)} → {reached:.3f}")
                floors[key] = reached
        kept.append(replace(pinned, sha256=_digest(file), floors=floors))
    path.write_text(_HEAD + "".join(map(_table, kept)), "utf-8")
    return said or ["Nothing changed: every floor is what is reached."]


def _flat(figures: dict) -> dict[str, float]:
    """The pinned figures that ``figures`` holds, by dotted name."""
    found = {}
    for key in _PINNED:
        name, _, part = key.partition(".")
        value = figures.get(name)
        value = value.get(part) if part and isinstance(value, dict) else value
        if isinstance(value, int | float):
            found[key] = float(value)
    return found


def _table(pinned: Pinned) -> str:
    rows = "".join(f'"{key}" = {pinned.floors[key]:.{_DIGITS}f}\n' for key in _PINNED if key in pinned.floors)
    head = f'\n[{pinned.name}]\nfile = "{pinned.file}"\nsha256 = "{pinned.sha256}"\n'
    return f"{head}[{pinned.name}.floors]\n{rows}"


def _rounded_down(value: float) -> float:
    scale = 10**_DIGITS
    return (
        math.floor(value * scale + 1e-9) / scale
    )  # the figures come rounded to four digits: no floor above its figure


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(f"Cannot read gold {path}: {error}") from error
