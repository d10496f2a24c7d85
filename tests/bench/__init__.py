"""Benches: what the issues promise about time, memory and size, measured. ``make bench`` runs them all.

A bench is a module here with ``measure()``, which yields Figures, and lines of text for what has no bound; nothing has to be
registered.
"""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """One measured figure and the bound that was promised for it: at most ``bound``, or at least where ``least``."""

    what: str
    measured: float
    bound: float
    unit: str
    least: bool = False

    @property
    def kept(self) -> bool:
        return self.measured >= self.bound if self.least else self.measured <= self.bound
