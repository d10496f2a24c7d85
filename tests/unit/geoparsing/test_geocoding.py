"""The geocoding chain, and both online services against servers of our own on 127.0.0.1: good ones, liars, sleepers."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.geoparsing import geocoding
from geo.geoparsing.geocoding import Answer, Breaker, Chain, OnlineGeocoder, describe, online_geocoder, services
from geo.model import BadInput, Candidate, GeocodingUnavailable, Place
from geo.settings import load
from geo.store import Store

LYON = Place("gn:2996944", "Lyon", "city", "FR", 45.74846, 4.84671, 10.0, source="GeoNames", licence="CC BY 4.0")
LYONS = Place("gn:5126350", "Lyons", "city", "US", 43.0642, -76.99025, 4.0)
SUR = Place("osm:N7", "صور", "city", "LB", 33.27, 35.2, 6.0, source="OpenStreetMap (Nominatim)", licence="ODbL")


def fold(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalpha())


# --- servers on loopback ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """No packet of these tests leaves the machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        assert address[0] in ("127.0.0.1", "::1"), f"a test reached for {address}"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


class LocalServer(socketserver.ThreadingTCPServer):
    """Reads one request a connection and lets ``behave(connection, query)`` do the rest. Keeps what it was asked."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, behave: Callable[[socket.socket, dict], None]):
        super().__init__(("127.0.0.1", 0), None)
        self.behave, self.requests, self.arrived, self.closing = behave, [], [], threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def finish_request(self, request, client_address):
        head = b""
        while head[:3] in (b"", b"GET") and b"\r\n\r\n" not in head and (part := request.recv(4096)):
            head += part
        self.arrived.append(time.time())
        self.requests.append(head.decode("latin-1"))
        query = parse_qs(urlsplit(self.requests[-1].split(" ")[1]).query) if b" " in head else {}
        self.behave(request, query)

    def handle_error(self, request, client_address):
        """A client that hangs up on a liar is what these tests are about."""


@pytest.fixture
def serve():
    servers = []

    def start(behave) -> LocalServer:
        server = LocalServer(behave)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.closing.set()
        server.shutdown()
        server.server_close()


def reply(body: bytes | str, status: str = "200 OK", headers: str = "") -> bytes:
    body = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def sends(answer: bytes) -> Callable:
    return lambda connection, query: connection.sendall(answer)


def geocoder(
    url: str, name: str = "nominatim", timeout_seconds: float = 5.0, delay_seconds: float = 0.0
) -> OnlineGeocoder:
    return OnlineGeocoder(name, url, "", delay_seconds, timeout_seconds)


# Answers in the services' own formats, of places that exist, written for these tests.
TYRE = {
    "place_id": 1, "osm_type": "relation", "osm_id": 9_999, "boundingbox": ["33.22", "33.32", "35.18", "35.28"],
    "lat": "33.2704", "lon": "35.2038", "display_name": "Sour, South Governorate, Lebanon", "class": "boundary",
    "type": "administrative", "addresstype": "city", "name": "Sour", "importance": 0.5,
    "address": {"city": "Sour", "state": "South Governorate", "country": "Lebanon", "country_code": "lb"},
    "namedetails": {"name": "صور", "name:fr": "Tyr", "name:en": "Tyre", "alt_name": "Tzor;Sur"},
}  # fmt: skip
SHOP = {
    **TYRE,
    "osm_type": "node",
    "osm_id": 5,
    "class": "shop",
    "type": "bakery",
    "addresstype": "shop",
    "name": "Tyr",
}
TYRE_PHOTON = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [35.2038, 33.2704]},
    "properties": {
        "osm_type": "R", "osm_id": 9_999, "osm_key": "place", "osm_value": "city", "type": "city", "name": "Tyr",
        "country": "Liban", "countrycode": "LB", "state": "Liban-Sud", "extent": [35.18, 33.32, 35.28, 33.22],
    },
}  # fmt: skip


def photon(*features: dict) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


# --- reading good answers ---------------------------------------------------------------------------------------------


def test_nominatim_answers_a_place(serve):
    server = serve(sends(reply(json.dumps([SHOP, TYRE]))))
    (found,) = geocoder(server.url).ask("Tyr", "fr")  # the bakery of that name is no place of the news
    place = found.place
    assert (place.id, place.name, place.kind, place.country) == ("osm:R9999", "Sour", "city", "LB")
    assert (place.lat, place.lon, place.admin1) == (33.2704, 35.2038, "South Governorate")
    assert (place.name_fr, place.name_en, place.licence) == ("Tyr", "Tyre", "© OpenStreetMap contributors, ODbL 1.0")
    assert 6.0 < place.radius_km < 10.0  # half of the box's diagonal and a bit: the point is not in its middle
    assert set(found.names) == {"Sour", "صور", "Tyr", "Tyre", "Tzor", "Sur"}
    asked = parse_qs(urlsplit(server.requests[0].split(" ")[1]).query)
    assert (asked["q"], asked["accept-language"], asked["format"]) == (["Tyr"], ["fr"], ["json"])


def test_photon_answers_a_place(serve):
    server = serve(sends(reply(json.dumps(photon(TYRE_PHOTON)))))
    (found,) = geocoder(server.url, "photon").ask("Tyr", "fr")
    place = found.place
    assert (place.id, place.name, place.kind, place.country) == ("osm:R9999", "Tyr", "city", "LB")
    assert (place.lat, place.lon, place.admin1) == (33.2704, 35.2038, "Liban-Sud")
    assert 6.0 < place.radius_km < 10.0
    assert "lang=fr" in server.requests[0]


def test_photon_is_not_asked_in_a_language_it_refuses(serve):
    server = serve(sends(reply(json.dumps(photon()))))
    assert geocoder(server.url, "photon").ask("Тир", "ru") == []
    assert "lang" not in server.requests[0]


@pytest.mark.parametrize(
    "name, empty", [("nominatim", "[]"), ("photon", '{"type": "FeatureCollection", "features": []}')]
)
def test_nothing_found_is_no_failure(serve, name, empty):
    assert geocoder(serve(sends(reply(empty))).url, name).ask("Nulle-Part") == []


@pytest.mark.parametrize(
    "changes, kind, radius_km",
    [
        ({"class": "place", "type": "village", "boundingbox": None}, "city", 3.0),
        ({"class": "place", "type": "sea", "boundingbox": None}, "sea", 300.0),
        ({"class": "aeroway", "type": "aerodrome", "boundingbox": None}, "airport", 3.0),
        ({"class": "boundary", "type": "administrative", "addresstype": "state", "boundingbox": None}, "admin1", 150.0),
        (
            {"class": "boundary", "type": "administrative", "addresstype": "country", "boundingbox": None},
            "country",
            500.0,
        ),
        ({"class": "natural", "type": "strait", "boundingbox": None}, "strait", 20.0),
    ],
)
def test_kinds_and_radii_without_a_box(serve, changes, kind, radius_km):
    (found,) = geocoder(serve(sends(reply(json.dumps([{**TYRE, **changes}])))).url).ask("Tyr")
    assert (found.place.kind, found.place.radius_km) == (kind, radius_km)


@pytest.mark.parametrize(
    "tags", [("highway", "residential"), ("amenity", "restaurant"), ("office", "company"), (None, None)]
)
def test_what_is_no_place_of_the_news_is_left_out(serve, tags):
    item = {**TYRE, "class": tags[0], "type": tags[1], "addresstype": tags[1]}
    assert geocoder(serve(sends(reply(json.dumps([item])))).url).ask("Tyr") == []


def test_every_kind_is_one_of_the_models():
    kinds = "city country admin1 admin2 region continent sea river lake mountain desert island strait canal cape port"
    kinds += " airport airbase zone site crossing"
    assert {kind for kind, _ in services._kinds().values()} <= set(kinds.split())


def test_names_of_a_stranger_are_one_printable_line(serve):
    item = {**TYRE, "name": "  So\x00ur\u202e\n" + "r" * 500}
    (found,) = geocoder(serve(sends(reply(json.dumps([item])))).url).ask("Sour")
    assert found.place.name == ("So ur " + "r" * 500)[: services.LONGEST_NAME]


def test_a_country_across_the_date_line_has_a_radius_on_the_globe():
    assert services._radius(-17.7, 178.0, {"n": -12.0, "s": -21.0, "w": 176.0, "e": -178.0}) < 900.0


# --- liars and sleepers -----------------------------------------------------------------------------------------------


def drips(start: bytes, drop: bytes) -> Callable:
    """Sends a drop at a time for as long as anybody listens: every read succeeds, and the answer never ends."""

    def behave(connection, query):
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            time.sleep(0.02)

    return behave


def sleeps(start: bytes = b"") -> Callable:
    def behave(connection, query):
        connection.sendall(start)
        connection.recv(1)  # until the client hangs up

    return behave


def resets(connection, query):
    linger_off = b"\1\0\0\0\0\0\0\0"
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_off)
    connection.close()


def a_tyre(**changes) -> bytes:
    return reply(json.dumps([{**TYRE, **changes}]))


FAULTS: dict[str, Callable] = {
    "says nothing": sleeps(),
    "stops in the status line": sleeps(b"HTTP/1.1 20"),
    "stops in the headers": sleeps(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX"),
    "stops in the body": sleeps(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n["),
    "drips headers": drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "drips one header": drips(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    "drips a body": drips(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n[", b" "),
    "drips chunks": drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "continues for ever": drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "hangs up": sends(b""),
    "resets": resets,
    "hangs up in the body": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n[{"),
    "speaks no HTTP": sends(b"220 mail.invalid ESMTP\r\n"),
    "has a status of words": sends(b"HTTP/1.1 fine OK\r\n\r\n[]"),
    "has a length of words": sends(b"HTTP/1.1 200 OK\r\nContent-Length: some\r\n\r\n{"),
    "has chunks of words": sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nlong\r\n[]\r\n"),
    "has an endless header": sends(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n[]"),
    "has endless headers": sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000 + b"\r\n[]"),
    "is huge": sends(reply(b"[" + b" " * 65_536 + b"]")),
    "is huge without a length": sends(b"HTTP/1.1 200 OK\r\n\r\n[" + b" " * 1_000_000 + b"]"),
    "400": sends(reply("", "400 Bad Request")),
    "403": sends(reply("", "403 Forbidden")),
    "404": sends(reply("[]", "404 Not Found")),
    "429": sends(reply("", "429 Too Many Requests", "Retry-After: 7200\r\n")),
    "500": sends(reply("oops", "500 Internal Server Error")),
    "503": sends(reply("", "503 Service Unavailable")),
    "204": sends(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "redirects": sends(reply("", "302 Found", "Location: http://127.0.0.1:1/\r\n")),
    "is empty": sends(reply("")),
    "is HTML": sends(reply("<html>hello</html>")),
    "is not UTF-8": sends(reply('[{"name": "Sour é"}]'.encode("latin-1"))),
    "is gzip": sends(reply(b"\x1f\x8b\x08\x00", headers="Content-Encoding: gzip\r\n")),
    "is nested": sends(reply("[" * 60_000)),
    "is null": sends(reply("null")),
    "is a number": sends(reply("7")),
    "is an error in words": sends(reply('{"error": "out of order"}')),
    "lists numbers": sends(reply("[7]")),
    "lists lists": sends(reply("[[]]")),
    "lists nothing in objects": sends(reply("[{}]")),
    "latitude NaN": sends(reply('[{"lat": NaN, "lon": 1, "display_name": "x"}]')),
    "latitude 'nan'": sends(a_tyre(lat="nan")),
    "latitude infinite": sends(a_tyre(lat=1e999)),
    "latitude 200": sends(a_tyre(lat="200")),
    "longitude 200": sends(a_tyre(lon=200)),
    "latitude of 400 digits": sends(a_tyre(lat=10**400)),
    "latitude true": sends(a_tyre(lat=True)),
    "latitude null": sends(a_tyre(lat=None)),
    "latitude a list": sends(a_tyre(lat=[33])),
    "latitude words": sends(a_tyre(lat="north")),
    "no name": sends(a_tyre(name="", display_name="\n")),
    "no first name": sends(a_tyre(name="", display_name=", Lebanon")),
    "name a number": sends(a_tyre(name=7, display_name=7)),
    "names a list": sends(a_tyre(namedetails=["Tyr"])),
    "address a text": sends(a_tyre(address="Lebanon")),
    "box of two": sends(a_tyre(boundingbox=[1, 2])),
    "box of words": sends(a_tyre(boundingbox=["a", "b", "c", "d"])),
    "box a text": sends(a_tyre(boundingbox="abcd")),
    "no identifier": sends(a_tyre(osm_id=None)),
    "identifier a text": sends(a_tyre(osm_id="1; DROP TABLE places")),
}
PHOTON_FAULTS: dict[str, object] = {
    "no features": {"type": "FeatureCollection"},
    "features null": {"features": None},
    "features a text": {"features": "none"},
    "no geometry": photon({**TYRE_PHOTON, "geometry": None}),
    "coordinates of one": photon({**TYRE_PHOTON, "geometry": {"coordinates": [35]}}),
    "coordinates swapped out of range": photon({**TYRE_PHOTON, "geometry": {"coordinates": [33.2, 135.2]}}),
    "no properties": photon({**TYRE_PHOTON, "properties": None}),
    "no name": photon({**TYRE_PHOTON, "properties": {**TYRE_PHOTON["properties"], "name": None}}),
    "extent of three": photon({**TYRE_PHOTON, "properties": {**TYRE_PHOTON["properties"], "extent": [1, 2, 3]}}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_a_service_is_one_clear_line_in_time(serve, fault):
    """A sleeper would hold the test for ever if the deadline did not hold."""
    server = serve(FAULTS[fault])
    with pytest.raises(GeocodingUnavailable, match=r"^127\.0\.0\.1:\d+ .+Try again later\.$") as caught:
        geocoder(server.url, timeout_seconds=0.3).ask("Tyr")
    assert "\n" not in str(caught.value)
    assert len(server.requests) == 1, "asked again, or followed a redirect"


@pytest.mark.parametrize("fault", PHOTON_FAULTS)
def test_every_fault_of_photon_is_one_clear_line(serve, fault):
    with pytest.raises(GeocodingUnavailable, match="answered nonsense"):
        geocoder(serve(sends(reply(json.dumps(PHOTON_FAULTS[fault])))).url, "photon").ask("Tyr")


def test_the_largest_answer_that_is_read(serve):
    body = json.dumps([TYRE])
    assert len(geocoder(serve(sends(reply(body + " " * (65_536 - len(body))))).url).ask("Tyr")) == 1


def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        with pytest.raises(GeocodingUnavailable, match=r"could not be reached \(Connection refused\)"):
            geocoder(f"http://127.0.0.1:{taken.getsockname()[1]}").ask("Tyr")


def test_a_name_server_that_sleeps_does_not_hold_us_up(monkeypatch):
    awake = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: awake.wait())
    with pytest.raises(GeocodingUnavailable, match=r"did not answer within 0\.2 s"):
        geocoder("http://geocoder.invalid", timeout_seconds=0.2).ask("Tyr")
    awake.set()


def test_a_host_that_does_not_exist(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(GeocodingUnavailable, match=r"could not be reached \(Name or service not known\)"):
        geocoder("http://geocoder.invalid").ask("Tyr")


def test_https_is_asked_of_a_server_that_speaks_http(serve):
    with pytest.raises(GeocodingUnavailable, match="could not be reached"):
        geocoder(serve(sends(reply("[]"))).url.replace("http:", "https:"), timeout_seconds=1.0).ask("Tyr")


def test_proxies_of_the_environment_are_not_asked(serve, monkeypatch):
    proxy, server = serve(sends(reply("[]"))), serve(sends(reply(json.dumps([TYRE]))))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert len(geocoder(server.url).ask("Tyr")) == 1
    assert proxy.requests == []


def test_a_path_and_our_own_user_agent(serve):
    server = serve(sends(reply("[]")))
    OnlineGeocoder("nominatim", server.url + "/own/", "desk@journal.invalid", 0.0, 5.0).ask("Tyr")
    assert server.requests[0].startswith("GET /own/search?")
    assert "User-Agent: desk@journal.invalid" in server.requests[0]


# --- settings ---------------------------------------------------------------------------------------------------------


def settings(**values: str):
    return load({f"DATELINE_{name}": value for name, value in values.items()})


def test_no_service_by_default():
    assert online_geocoder(settings()) is None


@pytest.mark.parametrize("values", [{}, {"GEOCODER_URL": "https://nominatim.openstreetmap.org"}])
@pytest.mark.parametrize("name", ["nominatim", "photon"])
def test_a_public_instance_wants_a_user_agent(name, values):
    with pytest.raises(BadInput, match="DATELINE_GEOCODER_AGENT"):
        online_geocoder(settings(GEOCODER=name, **values))


def test_a_public_instance_is_never_asked_more_than_once_a_second():
    values = {"GEOCODER_URL": "https://nominatim.openstreetmap.org/", "GEOCODER_AGENT": "desk@journal.invalid"}
    assert online_geocoder(settings(GEOCODER="nominatim", GEOCODER_DELAY_SECONDS="0", **values)).delay_seconds == 1.0
    own = online_geocoder(settings(GEOCODER="photon", GEOCODER_DELAY_SECONDS="0", GEOCODER_URL="http://127.0.0.1:8088"))
    assert (own.delay_seconds, own.host) == (0.0, "127.0.0.1:8088")


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8088",
        "ftp://127.0.0.1",
        "http://",
        "http://127.0.0.1:port",
        "http://u:p@127.0.0.1",
        "http://:p@127.0.0.1",
        "http://[::1",
        "http://a b",
        "http://127.0.0.1/?key=1",
        "file:///etc/passwd",
        "http://géo.invalid",
    ],
)
def test_an_address_that_is_none(url):
    with pytest.raises(BadInput, match="DATELINE_GEOCODER_URL"):
        online_geocoder(settings(GEOCODER="nominatim", GEOCODER_URL=url))


@pytest.mark.parametrize("agent", ["rédaction", "a\nHost: b"])
def test_a_user_agent_that_no_header_can_hold(agent):
    with pytest.raises(BadInput, match="user agent"):
        online_geocoder(settings(GEOCODER="nominatim", GEOCODER_URL="http://127.0.0.1:1", GEOCODER_AGENT=agent))


# --- the chain --------------------------------------------------------------------------------------------------------


class Clock:
    """Time that passes only in sleep()."""

    def __init__(self):
        self.now, self.slept = 1_000_000.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Notebook:
    """A memory of dicts."""

    def __init__(self, clock: Clock):
        self.rows, self.clock, self.opens, self.released = {}, clock, 0.0, []

    def recall(self, name_key):
        return self.rows.get(name_key)

    def remember(self, name_key, name, place, source, expires_at=None):
        row = {"name": name, "place": place, "source": source, "expires_at": expires_at}
        self.rows[name_key] = {**row, "looked_up_at": "2023-06-09T10:00:00"}

    def acquire_gate(self, name, lease_seconds):
        if self.opens > self.clock():
            return self.opens - self.clock()
        self.opens = self.clock() + lease_seconds
        return 0.0

    def release_gate(self, name, delay_seconds):
        self.opens = self.clock() + delay_seconds
        self.released.append(delay_seconds)


class Service:
    """An online geocoder of a table: a name → places, or an error to raise."""

    name, host, delay_seconds, lease_seconds = "nominatim", "geocoder.invalid", 1.1, 7.1

    def __init__(self, table: dict):
        self.table, self.asked = table, []

    def ask(self, name, language=None):
        self.asked.append((name, language))
        found = self.table.get(name, [])
        if isinstance(found, Exception):
            raise found
        return [services.Found(place, (place.name,)) for place in found]


def a_chain(gazetteer=None, service=None):
    clock = Clock()
    notebook = Notebook(clock)
    known = {} if gazetteer is None else gazetteer
    chain = Chain(lambda name, language: known.get(name, []), fold, notebook, service, clock=clock, sleep=clock.sleep)
    return chain, notebook, clock


GAZETTEER = {"Lyon": [Candidate(LYONS, 0.2), Candidate(LYON, 0.9)], "Lyons": [Candidate(LYONS, 0.9)]}


@pytest.mark.parametrize(
    "name, place, link, reason",
    [
        ("Lyon", LYON, "gazetteer", "best of the gazetteer's candidates"),
        ("Lyons", LYONS, "gazetteer", "the gazetteer's only candidate"),
        ("صور", SUR, "nominatim", "found by that name"),
        ("Tyr", None, "nominatim", "nominatim knows other names only"),
        ("Nulle-Part", None, "nominatim", "nominatim knows no such place"),
        ("", None, None, "no name: it takes letters"),
        (" \u200b\n", None, None, "no name: it takes letters"),
        ("Ly\0on", None, None, "no name: it takes letters"),
        ("Ly\ud83don", None, None, "no name: it takes letters"),
        ("Lyon" * 100, None, None, "no name: it takes letters"),
    ],
)
def test_the_link_that_knows_answers(name, place, link, reason):
    chain, _, _ = a_chain(GAZETTEER, Service({"صور": [SUR], "Tyr": [SUR]}))
    answer = chain.locate(name, "fr")
    assert (answer.name, answer.place, answer.link) == (name, place, link)
    assert answer.reason.startswith(reason)


def test_candidates_come_best_first():
    chain, _, _ = a_chain(GAZETTEER)
    assert [each.place for each in chain.locate("Lyon").candidates] == [LYON, LYONS]


class ATable:
    """A gazetteer of one name."""

    def lookup(self, name, language=None):
        own = SimpleNamespace(index=0, name_type="own", primary=True)
        alternate = SimpleNamespace(index=1, name_type="alternate", primary=False)
        return (own, alternate) if name == "Lyon" else ()

    def place(self, key):
        return (LYON, LYONS)[key]


def test_the_chain_of_an_installation(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/d.db")
    chain = Chain.from_settings(settings(), store, ATable())
    answer = chain.locate("Lyon", "fr")
    assert (answer.place, answer.link) == (LYON, "gazetteer")
    assert [(each.place, each.evidence, each.primary) for each in answer.candidates] == [
        (LYON, ("own",), True),
        (LYONS, ("alternate",), False),
    ]
    assert chain.locate("Nulle-Part").link is None
    store.close()


def test_a_service_says_another_name_first_and_the_right_one_second():
    chain, _, _ = a_chain({}, Service({"Lyon": [LYONS, LYON]}))
    answer = chain.locate("Lyon")
    assert answer.place == LYON
    assert [(each.place, each.primary) for each in answer.candidates] == [(LYON, True), (LYONS, False)]


def test_without_a_service_an_unknown_name_says_what_next():
    answer = a_chain()[0].locate("Nulle-Part")
    assert (answer.place, answer.link) == (None, None)
    assert "DATELINE_GEOCODER" in answer.reason


def test_a_service_is_asked_once_for_what_it_knows():
    service = Service({"صور": [SUR]})
    chain, _, clock = a_chain({}, service)
    assert chain.locate("صور", "ar").link == "nominatim"
    clock.now += 10 * 365 * 86_400
    again = chain.locate("صور", "fr")
    assert (again.place, again.link, again.reason) == (SUR, "cache", "nominatim was asked on 2023-06-09")
    assert service.asked == [("صور", "ar")]


def test_a_service_is_asked_again_for_what_it_did_not_know_after_its_days():
    service = Service({})
    chain, _, clock = a_chain({}, service)
    chain.locate("Nulle-Part")
    clock.now += 30 * 86_400 - 60
    answer = chain.locate("nulle part")  # the same name, folded
    assert (answer.place, answer.link, answer.reason) == (None, "cache", "nominatim knew no such place on 2023-06-09")
    clock.now += 60
    assert chain.locate("Nulle-Part").link == "nominatim"
    assert len(service.asked) == 2


def test_a_gazetteer_that_has_learnt_a_name_wins_over_a_negative_answer():
    gazetteer = {}
    chain, _, _ = a_chain(gazetteer, Service({}))
    assert chain.locate("Lyon").place is None
    gazetteer["Lyon"] = GAZETTEER["Lyon"]
    assert (chain.locate("Lyon").link, chain.locate("Lyon").place) == ("gazetteer", LYON)


def test_requests_keep_their_distance():
    service = Service({"صور": [SUR]})
    chain, notebook, clock = a_chain({}, service)
    chain.locate("صور")
    started = clock()
    chain.locate("Nulle-Part")
    assert clock() - started == pytest.approx(service.delay_seconds)
    assert max(clock.slept) <= geocoding.POLL_SECONDS * 1.2  # short naps: another process may bring the answer
    assert notebook.released == [1.1, 1.1]


def test_an_answer_that_another_process_brings_is_taken_while_waiting():
    service = Service({"صور": [SUR]})
    chain, notebook, clock = a_chain({}, service)
    notebook.acquire_gate("geocoder.invalid", 7.1)
    nap = clock.sleep
    chain._sleep = lambda seconds: (nap(seconds), notebook.remember(fold("صور"), "صور", SUR, "nominatim"))
    assert chain.locate("صور").link == "cache"
    assert service.asked == []


def test_patience_with_a_busy_gate_ends():
    chain, notebook, clock = a_chain({}, Service({}))
    notebook.acquire_gate = lambda name, lease: 5.0
    answer = chain.locate("صور")
    assert (answer.place, answer.link) == (None, None)
    assert "busy" in answer.reason
    assert sum(clock.slept) <= geocoding.PATIENCE_SECONDS


@pytest.mark.parametrize("error", [GeocodingUnavailable("it is down"), services.Refused("it is tired", 600.0)])
def test_a_failure_is_a_reason_and_is_not_remembered(error):
    chain, notebook, _ = a_chain({}, Service({"صور": error}))
    answer = chain.locate("صور")
    assert (answer.place, answer.link, answer.reason) == (None, None, str(error))
    assert notebook.rows == {}
    assert notebook.released == [1.1], "a failed request is a request: the distance is kept"


def test_a_service_that_fails_is_left_alone_then_tried_once():
    service = Service({"صور": GeocodingUnavailable("it is down")})
    chain, _, clock = a_chain({}, service)
    for _ in range(10):
        chain.locate("صور")
    assert len(service.asked) == geocoding.FAILURES_TO_REST
    assert "left alone" in chain.locate("Lyon").reason
    clock.now += geocoding.REST_SECONDS
    for _ in range(10):
        chain.locate("صور")
    assert len(service.asked) == geocoding.FAILURES_TO_REST + 1
    clock.now += geocoding.REST_SECONDS
    service.table["صور"] = [SUR]
    assert chain.locate("صور").place == SUR
    assert chain.locate("Lyon").link == "nominatim"


def test_a_service_that_sends_us_away_is_left_alone_for_as_long_as_it_says():
    service = Service({"صور": services.Refused("come back later", 600.0)})
    chain, _, clock = a_chain({}, service)
    chain.locate("صور")
    clock.now += 599.0
    assert "left alone" in chain.locate("صور").reason
    clock.now += 1.0
    chain.locate("صور")
    assert len(service.asked) == 2


@pytest.mark.parametrize("asked, rest", [("", 60.0), ("5", 60.0), ("120", 120.0), ("999999", 3600.0), ("soon", 60.0)])
def test_how_long_a_service_may_send_us_away(serve, asked, rest):
    header = f"Retry-After: {asked}\r\n" if asked else ""
    with pytest.raises(services.Refused) as caught:
        geocoder(serve(sends(reply("", "429 Too Many Requests", header))).url).ask("Tyr")
    assert caught.value.rest_seconds == rest


def test_only_one_tries_when_the_rest_is_over():
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(60.0)
    clock.now += 60.0
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.lets_through()


# --- chain, store and service together --------------------------------------------------------------------------------


def test_many_who_ask_the_same_at_once_ask_upstream_once(serve, tmp_path):
    server = serve(sends(reply(json.dumps([TYRE]))))
    answers: list[Answer] = []

    def resolver() -> None:
        store = Store.open(f"sqlite:///{tmp_path}/d.db")
        chain = Chain(lambda name, language: [], fold, store, geocoder(server.url, delay_seconds=0.1))
        answers.append(chain.locate("Tyr", "fr"))
        store.close()

    Store.open(f"sqlite:///{tmp_path}/d.db").close()
    threads = [threading.Thread(target=resolver) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(server.requests) == 1
    assert {each.place.id for each in answers} == {"osm:R9999"}
    assert sorted(each.link for each in answers) == ["cache"] * 11 + ["nominatim"]


def test_all_who_ask_keep_one_distance(serve, tmp_path):
    """Each thread has its own store and chain, as a process would."""
    delay_seconds = 0.15
    server = serve(sends(reply("[]")))

    def resolver(names: str) -> None:
        store = Store.open(f"sqlite:///{tmp_path}/d.db")
        chain = Chain(lambda name, language: [], fold, store, geocoder(server.url, delay_seconds=delay_seconds))
        for name in names.split():
            assert chain.locate(name).link == "nominatim"
        store.close()

    Store.open(f"sqlite:///{tmp_path}/d.db").close()
    threads = [threading.Thread(target=resolver, args=(names,)) for names in ("Un Deux", "Trois Quatre", "Cinq Six")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    gaps = [later - sooner for sooner, later in zip(server.arrived, server.arrived[1:], strict=False)]
    assert len(gaps) == 5
    assert min(gaps) >= delay_seconds


# --- words ------------------------------------------------------------------------------------------------------------


def test_an_answer_in_words():
    found = Answer(
        "Lyon", LYON, "gazetteer", "best", (Candidate(LYON, 0.9), Candidate(replace(LYONS, country=None), 0.2))
    )
    assert describe(found) == [
        "Lyon: Lyon, city, FR, gn:2996944, 45.74846 4.84671, within 10 km",
        "  link: gazetteer (best)",
        "  source: GeoNames, CC BY 4.0",
        "  other: Lyons, city, gn:5126350, 43.06420 -76.99025, within 4 km, score 0.20",
    ]
    assert describe(Answer("Nulle-Part", None, None, "not in the gazetteer")) == [
        "Nulle-Part: no place",
        "  link: none (not in the gazetteer)",
    ]
