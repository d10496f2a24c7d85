"""The gate: no figure falls below what was reached once. Floors: gold/floors.toml; to move them: `python -m geo evaluate --pin`."""

from __future__ import annotations

import pytest

from geo.evaluation import OWN_GOLD, gate

FLOORS = gate.read_floors()


@pytest.mark.parametrize("pinned", FLOORS, ids=lambda pinned: pinned.name)
def test_no_figure_is_below_its_floor(pinned):
    gold = pinned.path()
    if gold != OWN_GOLD and not gold.is_file():
        pytest.skip(f"{pinned.file} is not here: other people's text, measured where the program is developed")
    assert gate.shortfalls(pinned) == []


def test_our_own_gold_is_pinned_in_full():
    [own] = [pinned for pinned in FLOORS if pinned.path() == OWN_GOLD]
    assert own.floors["traps_off_map"] == 1.0  # a trap on the map is never a matter of degree
    for figure in (
        "mentions.precision",
        "mentions.recall",
        "roles",
        "cities_and_sites_placed",
        "routes.f1",
        "dates_right",
    ):
        assert own.floors[figure] > 0


def test_floors_are_what_pin_would_write():
    """Nobody edits a floor by hand into something that pinning would not keep."""
    text = gate.FLOORS.read_text("utf-8")
    assert text.startswith("# The gate")
    for pinned in FLOORS:
        for figure, floor in pinned.floors.items():
            assert f'"{figure}" = {floor:.3f}\n' in text
            assert 0 <= floor <= 1
