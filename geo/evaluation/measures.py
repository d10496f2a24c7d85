"""What every measure is made of: distances, ratios, sums over documents. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

RIGHT_KM = 161.0  # 100 miles, the literature's usual cut-off
AREA_KM = 600.0  # a sea or region is right within itself
AREAS = ("sea", "region", "geopolitical", "continent", "bloc")
_EARTH_KM = 6371.009


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (lat, lon) points in degrees."""
    p1, p2 = math.radians(a[0]), math.radians(b[0])
    h = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def prf(right: int, predicted: int, gold: int) -> dict[str, float]:
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1(precision, recall), 4)}


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


@dataclass(slots=True)
class Counts:
    """Sums over documents. Every figure of ``evaluate`` is a ratio of two of these."""

    n: dict[str, int] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    confidences: list[tuple[float, bool]] = field(default_factory=list)  # of places, where the gold's spans are given
    found_confidences: list[tuple[float, bool]] = field(
        default_factory=list
    )  # of marks on the map: name and place right

    def add(self, name: str, amount: int | bool = 1) -> None:
        self.n[name] = self.n.get(name, 0) + int(amount)

    def __getitem__(self, name: str) -> int:
        return self.n.get(name, 0)

    def prf(self, name: str) -> dict[str, float]:
        """Precision, recall and F1 of the sums ``name_right``, ``name_predicted`` and ``name_gold``."""
        return prf(self[f"{name}_right"], self[f"{name}_predicted"], self[f"{name}_gold"])

    @property
    def errors(self) -> dict[str, list[str]]:
        return {"missed": self.missed, "extra": self.extra, "misplaced": self.misplaced}


def reliability(confidences: Iterable[tuple[float, bool]]) -> list[dict]:
    """Of what was given a confidence in each tenth: how many, their mean confidence, and the share that was right."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in confidences:
        bins.setdefault(min(9, int(confidence * 10)), []).append((confidence, right))
    return [
        {
            "from": number / 10,
            "count": len(rows),
            "confidence": round(sum(c for c, _ in rows) / len(rows), 3),
            "right": round(sum(r for _, r in rows) / len(rows), 3),
        }
        for number, rows in sorted(bins.items())
    ]
