"""The online geocoders: Nominatim and Photon, one contract. A name goes out, places come back or GeocodingUnavailable.

What comes back is a stranger's word: shape, range and kind are checked before anything is believed.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from geopy import geocoders
from geopy.exc import GeocoderInsufficientPrivileges, GeocoderRateLimited, GeocoderServiceError

from geo.geoparsing.geocoding.wire import Adapter
from geo.model import BadInput, GeocodingUnavailable, Place
from geo.settings import Settings

# The public instances allow one request a second: https://operations.osmfoundation.org/policies/nominatim/
PUBLIC_DOMAINS = ("openstreetmap.org", "komoot.io")
PUBLIC_DELAY_SECONDS = 1.0
SHORTEST_REST_SECONDS, LONGEST_REST_SECONDS = 60.0, 3600.0  # that a service may ask for
LONGEST_NAME = 200
LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
EARTH_RADIUS_KM = 6371.0088
KINDS = Path(__file__).parent.parent / "knowledge" / "osm_kinds.tsv"


@dataclass(frozen=True, slots=True)
class Found:
    """One place of a service's answer and all the names the service gives it."""

    place: Place
    names: tuple[str, ...]


class Refused(GeocodingUnavailable):
    """The service told us to stay away (403, 429), for ``rest_seconds``."""

    def __init__(self, line: str, rest_seconds: float, **values: object):
        super().__init__(line, **values)
        self.rest_seconds = rest_seconds


class OnlineGeocoder:
    """One online service. ``host`` names the turn that all processes share."""

    def __init__(self, name: str, url: str, agent: str, delay_seconds: float, timeout_seconds: float):
        """Raises BadInput for an address that is none, and for a public instance without a user agent."""
        service = SERVICES[name]
        address = _service_address(url or service.url)
        public = any(address.hostname == domain or address.hostname.endswith("." + domain) for domain in PUBLIC_DOMAINS)
        if public and not agent:
            raise BadInput(
                "{hostname} wants to know who asks. Set DATELINE_GEOCODER_AGENT to a name and a way to reach you.",
                hostname=address.hostname,
            )
        if not (agent.isascii() and agent.isprintable()):
            raise BadInput(
                "DATELINE_GEOCODER_AGENT={agent!r}: only plain ASCII may stand in a user agent.", agent=agent
            )
        self.name, self.host = name, address.netloc
        self.delay_seconds = max(delay_seconds, PUBLIC_DELAY_SECONDS) if public else delay_seconds
        self.lease_seconds = timeout_seconds + self.delay_seconds + 1.0
        self._service = service
        self._geopy = service.geocoder(
            scheme=address.scheme,
            domain=address.netloc + address.path.rstrip("/"),
            user_agent=agent or "Dateline",
            timeout=timeout_seconds,
            proxies={},  # none of the environment's either
            adapter_factory=lambda **options: Adapter(service.check, **options),
        )

    def ask(self, name: str, language: str | None = None) -> list[Found]:
        """What the service knows by that name, best first; empty where it knows nothing.

        One request, within the timeout. Raises GeocodingUnavailable for everything that can go wrong.
        """
        try:
            locations = self._geopy.geocode(name, exactly_one=False, **self._service.options(language)) or []
            return list(self._service.read([each.raw for each in locations]))
        except (GeocoderRateLimited, GeocoderInsufficientPrivileges) as error:
            rest = min(max(getattr(error, "retry_after", None) or 0.0, SHORTEST_REST_SECONDS), LONGEST_REST_SECONDS)
            raise Refused(
                "{host} {problem}: it wants no more questions for now. Try again later.",
                rest,
                host=self.host,
                problem=_problem(error),
            ) from error
        except GeocoderServiceError as error:
            raise GeocodingUnavailable(
                "{host} {problem}. Try again later.", host=self.host, problem=_problem(error)
            ) from error
        except Exception as error:  # geopy trusts the shape of an answer: whatever a liar makes it raise ends here
            problem = GeocodingUnavailable("answered nonsense ({why})", why=type(error).__name__)
            raise GeocodingUnavailable("{host} {problem}. Try again later.", host=self.host, problem=problem) from error


def _problem(error: GeocoderServiceError) -> object:
    """What an error of geopy's says: the one of ours that it holds, or geopy's own words."""
    return error.args[0] if error.args and isinstance(error.args[0], GeocodingUnavailable) else str(error)


def online_geocoder(settings: Settings) -> OnlineGeocoder | None:
    """The service the settings ask for, or None. Raises BadInput for settings that cannot be used."""
    if not settings.geocoder:
        return None
    return OnlineGeocoder(
        settings.geocoder,
        settings.geocoder_url,
        settings.geocoder_agent,
        settings.geocoder_delay_seconds,
        settings.geocoder_timeout_seconds,
    )


def _service_address(url: str) -> SplitResult:
    problem = BadInput("DATELINE_GEOCODER_URL={url!r} is not an address such as http://127.0.0.1:8088.", url=url)
    try:
        address = urlsplit(url)
        _ = address.port  # raises for one that is none
    except ValueError as error:
        raise problem from error
    plain = address.hostname and url.isascii() and url.isprintable() and " " not in url
    if (
        address.scheme not in ("http", "https")
        or not plain
        or "@" in address.netloc
        or address.query
        or address.fragment
    ):
        raise problem
    return address


@dataclass(frozen=True, slots=True)
class _Service:
    """How one service differs from the others: where, what to ask with, how to read its answer."""

    url: str
    geocoder: type
    options: Callable[[str | None], dict]
    read: Callable[[Any], Iterator[Found]]

    def check(self, answer: Any) -> None:
        """Raise an error, whichever, for an answer that cannot be read."""
        for _ in self.read(answer):
            pass


def _nominatim_options(language: str | None) -> dict:
    # Names in every language make an answer long: three of them stay under the cap.
    return {"language": language or "en", "limit": 3, "namedetails": True, "addressdetails": True}


def _photon_options(language: str | None) -> dict:
    # Photon refuses a language it has no index for.
    return {"language": language if language in ("de", "en", "fr") else False, "limit": 5}


def _read_nominatim(answer: Any) -> Iterator[Found]:
    """https://nominatim.org/release-docs/latest/api/Output/: a list of places. Raises ValueError for another shape."""
    for item in _each_dict(answer):
        names = _texts(item.get("namedetails") or {})
        name = _text(item.get("name")) or _required(_required(item.get("display_name")).partition(",")[0])
        kind = _kind((item.get("class"), item.get("type")), ("place", item.get("addresstype")))
        lat, lon = _degrees(item.get("lat"), 90.0), _degrees(item.get("lon"), 180.0)
        address = item.get("address") or {}
        box = _box(item.get("boundingbox"), "snwe")
        if kind is None:
            continue
        place = Place(
            id=_osm_id(item.get("osm_type"), item.get("osm_id")),
            name=name,
            kind=kind[0],
            country=_country(address.get("country_code")),
            admin1=_text(address.get("state")),
            lat=lat,
            lon=lon,
            radius_km=_radius(lat, lon, box) if box else kind[1],
            source="OpenStreetMap (Nominatim)",
            licence=LICENCE,
            name_fr=names.get("name:fr"),
            name_en=names.get("name:en"),
        )
        yield Found(place, (name, *(part for value in names.values() for part in value.split(";"))))


def _read_photon(answer: Any) -> Iterator[Found]:
    """https://github.com/komoot/photon: GeoJSON features. Raises ValueError for another shape."""
    for item in _each_dict(answer["features"] if isinstance(answer, dict) else answer):
        about = item["properties"]
        lon, lat = item["geometry"]["coordinates"][:2]
        lat, lon = _degrees(lat, 90.0), _degrees(lon, 180.0)
        kind = _kind((about.get("osm_key"), about.get("osm_value")), ("place", about.get("type")))
        if kind is None:
            continue
        name, box = _required(about.get("name")), _box(about.get("extent"), "wnes")
        place = Place(
            id=_osm_id(about.get("osm_type"), about.get("osm_id")),
            name=name,
            kind=kind[0],
            country=_country(about.get("countrycode")),
            admin1=_text(about.get("state")),
            lat=lat,
            lon=lon,
            radius_km=_radius(lat, lon, box) if box else kind[1],
            source="OpenStreetMap (Photon)",
            licence=LICENCE,
        )
        yield Found(place, (name,))


SERVICES = {
    "nominatim": _Service(
        "https://nominatim.openstreetmap.org", geocoders.Nominatim, _nominatim_options, _read_nominatim
    ),
    "photon": _Service("https://photon.komoot.io", geocoders.Photon, _photon_options, _read_photon),
}


# --- reading what a stranger says -------------------------------------------------------------------------------------


def _each_dict(answer: Any) -> list[dict]:
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise ValueError("not a list of places")
    return answer


def _text(value: Any) -> str | None:
    """One line of printable text, or None."""
    if not isinstance(value, str):
        return None
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())[:LONGEST_NAME] or None


def _texts(values: dict) -> dict[str, str]:
    return {key: text for key, value in values.items() if (text := _text(value))}


def _required(value: Any) -> str:
    text = _text(value)
    if text is None:
        raise ValueError("a place without a name")
    return text


def _degrees(value: Any, limit: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a coordinate is no number")
    degrees = float(value)
    if not abs(degrees) <= limit:  # also true of NaN
        raise ValueError("a coordinate is out of range")
    return degrees


def _box(values: Any, order: str) -> dict[str, float] | None:
    """The sides of a box by the first letter of north, south, east, west, which each service gives in its own order."""
    if not values:
        return None
    return {side: _degrees(each, 90.0 if side in "ns" else 180.0) for side, each in zip(order, values, strict=True)}


def _country(value: Any) -> str | None:
    code = _text(value) or ""
    return code.upper() if len(code) == 2 and code.isascii() and code.isalpha() else None


def _osm_id(osm_type: Any, osm_id: Any) -> str:
    kind = (_text(osm_type) or "")[:1].upper()
    if kind not in ("N", "W", "R") or isinstance(osm_id, bool) or not isinstance(osm_id, int):
        raise ValueError("no OpenStreetMap object")
    return f"osm:{kind}{osm_id}"


def _radius(lat: float, lon: float, box: dict[str, float]) -> float:
    """Distance in km from the point to the farthest corner of its box."""
    return round(max(_distance_km(lat, lon, box[y], box[x]) for y in "ns" for x in "we"), 1)


def _distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    half_lat, half_lon = math.radians(other_lat - lat) / 2, math.radians(other_lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * (
        math.sin(half_lon) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))


def _kind(*tags: tuple[Any, Any]) -> tuple[str, float] | None:
    """Our kind and its usual radius for the first tag that is a place of the news; None where none is."""
    known = (_kinds().get(tag) for tag in tags if all(isinstance(part, str) for part in tag))
    return next(filter(None, known), None)


@cache
def _kinds() -> dict[tuple[str, str], tuple[str, float]]:
    with KINDS.open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {(key, value): (kind, float(radius_km)) for key, value, kind, radius_km in rows}
