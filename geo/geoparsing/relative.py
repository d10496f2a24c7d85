"""Relative places: « à 900 km à l'est de Moscou », "10 miles north of Dayton" → a point by distance and bearing. Pure.

The anchor is a resolved mention. With a distance and a bearing there is a point; with one of them there is only a reach.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from geo.geoparsing.gazetteer import fold
from geo.model import Relative, Resolution

_EARTH_KM = 6371.009
_REACH = 120  # characters before the anchor in which the expression must open
_VAGUE_SHARE = 0.15  # a rounded distance is right within about 15 %
_LINKED, _LONGEST_LINK = re.compile(r"\b(?:de|la|du|des|of|the|from|off|[dl]')$"), 5  # what _pattern ends with
_NEAR_KM = 50.0  # « près de »: as far as a reader would still say near


@cache
def _knowledge() -> dict:
    return tomllib.loads((Path(__file__).with_name("knowledge") / "relative.toml").read_text("utf-8"))


@cache
def _pattern() -> re.Pattern[str]:
    words = _knowledge()
    bearings = "|".join(sorted(words["bearings"], key=len, reverse=True))
    units = "|".join(sorted(words["units"], key=len, reverse=True))
    vague = "|".join(sorted(words["vague_numbers"], key=len, reverse=True))
    number = rf"(?:(?P<number>\d[\d\s.,]*\d|\d)|(?P<vague>{vague}))"
    distance = rf"(?:(?:a |some |about |environ |quelque )*{number}\s*(?:de |d')?(?P<unit>{units})\s+)?"
    bearing = rf"(?:(?:a |au |to )?(?:l'|le |the )?(?:{words['due']} )?(?P<bearing>{bearings}))"
    of = "de la |de l'|du |des |de |d'|of the |of |from the |from "
    where = rf"(?:(?:{bearing}|(?P<near>{words['near']}))\s*(?:{of})|(?P<off>off)\s|(?P<bare>{of}))"
    return re.compile(rf"\b{distance}{where}\s*$")


@cache
def _measure() -> re.Pattern[str]:
    words = _knowledge()
    return re.compile("|".join([*words["units"], words["near"]]))


def _search(window: str) -> re.Match[str] | None:
    """The expression that ``window`` ends with. Without a bearing it takes « à » or "from": « 20 km de files » is none."""
    # nearly every window leaves at one of these two
    if not _LINKED.search(window.rstrip()[-_LONGEST_LINK:].translate(_PLAIN)):
        return None
    plain = window.translate(_PLAIN)
    if not _measure().search(plain):
        return None
    match = _pattern().search(plain)
    if match is None or not (match["unit"] or match["near"]) or (match["off"] and not match["unit"]):
        return None
    if match["bare"] and not match["bare"].startswith("from") and window[match.start()] not in "àÀ":
        return None
    return match


def find_relatives(text: str, language: str | None, resolutions: Sequence[Resolution]) -> tuple[Relative, ...]:
    """Relatives in order of their anchors. Only those with a distance are returned: « l'est de l'Ukraine » is part of a place."""
    found = []
    for resolution in resolutions:
        place = resolution.place
        if place is None or place.lat is None or resolution.mention.role == "demonym":
            continue
        start = max(0, resolution.mention.start - _REACH)
        window = text[start : resolution.mention.start]
        match = _search(window)
        if match is None:
            continue
        found.append(_relative(text, start + match.start(), resolution, match))
    return tuple(found)


class _Plain(dict):
    """Character → the one it is matched as, for str.translate; each worked out when a text first has it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = "'" if char in "’ʼ" else " " if char.isspace() else fold(char)
        self[code] = folded if len(folded) == 1 else char
        return self[code]


_PLAIN = _Plain()


class Stated(NamedTuple):
    """A distance said of what follows: where its words begin, kilometres, degrees from north."""

    start: int
    distance_km: float
    bearing: float | None


def expression_before(window: str) -> Stated | None:
    """The distance with which ``window`` ends: « , à 30 km au nord de ». None where it gives no figure."""
    match = _search(window)
    if match is None or not match["unit"]:
        return None
    distance, _ = _distance_km(match)
    if distance is None:
        return None
    return Stated(match.start(), distance, _knowledge()["bearings"].get(match["bearing"]) if match["bearing"] else None)


def _relative(text: str, start: int, resolution: Resolution, match: re.Match[str]) -> Relative:
    mention, place = resolution.mention, resolution.place
    distance, vague = _distance_km(match)
    bearing = _knowledge()["bearings"].get(match["bearing"]) if match["bearing"] else None
    lat = lon = radius = None
    if match["near"] and distance is None:
        radius = _NEAR_KM
    elif distance is not None and bearing is not None:
        lat, lon = destination(place.lat, place.lon, distance, bearing)
        radius = distance * (0.5 if vague else _VAGUE_SHARE)
    elif distance is not None:
        radius = distance
    return Relative(
        start, mention.end, text[start : mention.end], mention.start, mention.end, distance, bearing, lat, lon, radius
    )


def _distance_km(match: re.Match[str]) -> tuple[float | None, bool]:
    if not match["unit"]:
        return None, False
    words = _knowledge()
    unit_km = words["units"][match["unit"]]
    if match["vague"]:
        return words["vague_numbers"][match["vague"]] * unit_km, True
    digits = re.sub(r"[\s.,](?=\d{3}\b)", "", match["number"]).replace(",", ".")
    try:
        return float(digits.replace(" ", "")) * unit_km, False
    except ValueError:
        return None, False


def destination(lat: float, lon: float, distance_km: float, bearing_deg: float) -> tuple[float, float]:
    """The point ``distance_km`` from (lat, lon) along the great circle that leaves at ``bearing_deg`` from north."""
    phi, theta, delta = math.radians(lat), math.radians(bearing_deg), distance_km / _EARTH_KM
    phi2 = math.asin(math.sin(phi) * math.cos(delta) + math.cos(phi) * math.sin(delta) * math.cos(theta))
    shift = math.atan2(
        math.sin(theta) * math.sin(delta) * math.cos(phi), math.cos(delta) - math.sin(phi) * math.sin(phi2)
    )
    return round(math.degrees(phi2), 4), round((lon + math.degrees(shift) + 540) % 360 - 180, 4)
