"""The door to the network: what it refuses is never contacted, what it lets in is whole, small, a text, and in time."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.ingestion import fetch
from geo.model import BadInput
from tests.network import OTHER, PUBLIC, answer, serving

PAGE = "<p>Un cargo a quitté Odessa.</p>".encode()


@pytest.fixture(autouse=True, scope="module")
def _guarded():
    """The socket guard of the whole module; ``connects`` empties its list for each test."""
    with pytest.MonkeyPatch.context() as patch:
        yield _guard(patch)


@pytest.fixture
def connects(_guarded):
    _guarded.clear()
    return _guarded


def _guard(monkeypatch) -> list[tuple]:
    """Every address that a socket of this process wants to reach. Beyond loopback it gets no packet, and the test fails;
    no name server is asked either: only spellings of addresses in figures resolve."""
    tried: list[tuple] = []
    real, look_up = socket.socket.connect, socket.getaddrinfo

    def connect(self, address):
        tried.append(address[:2])
        if address[0] != "127.0.0.1":
            raise AssertionError(f"a packet to {address}")
        return real(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **more: look_up(*a, **more, flags=socket.AI_NUMERICHOST))
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return tried


def web(talk):
    return serving(lambda asked, line: line.sendall(talk(asked)))


def page(*_) -> bytes:
    return answer(PAGE, Content_Type="text/html; charset=utf-8")


# --- the guard

# What a spelling of an address in figures means is the system's to say, so these go through its own resolver.
IN_FIGURES = [
    "127.0.0.1", "127.1", "0x7f000001", "2130706433", "017700000001", "0", "127.0.0.1.", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "169.254.169.254", "[fe80::1]", "10.0.0.1", "172.16.0.1",
    "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.2.1", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:5db8:d822::1]",
    "[2001:0:5ef5:79fb::1]", "[2001:db8::1]", "[3fff::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "192.88.99.1",
    "①②⑦.⓪.⓪.①", "127。0。0。1",
]  # fmt: skip


@pytest.mark.parametrize("host", IN_FIGURES)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_no_public_address_is_not_contacted(scheme, host, connects):
    with pytest.raises(BadInput, match=r"(private network|no such host|not a web address)"):
        fetch.fetch(f"{scheme}://{host}/")
    assert connects == []


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], ["::1"], ["10.1.2.3"], [PUBLIC, "127.0.0.1"], ["169.254.169.254", PUBLIC], ["::ffff:10.0.0.1"], []],
    ids=str,
)
@pytest.mark.parametrize("name", ["localhost", "localhost.", "LOCALHOST", "news.example", "metadata.google.internal"])
def test_a_name_is_judged_by_every_address_it_has(monkeypatch, connects, name, found):
    entries = [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: entries)
    with pytest.raises(BadInput, match=r"private network|no such host"):
        fetch.fetch(f"http://{name}/")
    assert connects == []


@pytest.mark.parametrize(
    "address, line",
    [
        ("ftp://news.example/a", "only addresses with http"),
        ("file:///etc/passwd", "only addresses with http"),
        ("gopher://127.0.0.1:70/_x", "only addresses with http"),
        ("news.example/a", "only addresses with http"),
        ("", "not a web address"),
        ("http://", "not a web address"),
        ("http://news.example:22/", "port 22"),
        ("http://news.example:0/", "port 0"),
        ("http://news.example:8080/", "port 8080"),
        ("http://news.example:99999/", "not a web address"),
        ("http://news.example@127.0.0.1/", "user name"),
        ("http://user:word@news.example/", "user name"),
        ("http://news.example\\@127.0.0.1/", "not a web address"),
        ("http://news.example /", "not a web address"),
        ("http://news.example/\r\nHost: localhost", "not a web address"),
        ("http://[::1", "not a web address"),
        ("http://[fe80::1%25lo]/", "not a web address"),
        ("http://.news.example/", "not a web address"),
        (f"http://news.example/{'a' * 3000}", "not a web address"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused_before_any_name_is_asked(address, line):
    with web(page) as there:
        with pytest.raises(BadInput, match=line) as refused:
            there.fetch(address)
        assert (there.resolved, there.connects) == ([], [])
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 400


@pytest.mark.parametrize("ip", [PUBLIC, OTHER, "8.8.8.8", "1.1.1.1", "2a00:1450:4007:80e::200e", "64:ff9b::808:808"])
def test_a_public_address_is_not_refused(ip):
    assert fetch.is_public(ip)


def test_the_name_is_resolved_once_and_that_very_address_connected_to():
    with web(page) as there:
        there.hosts["news.example"] = [OTHER, PUBLIC]
        there.fetch("http://news.example/")
        assert (there.resolved, there.connects) == (["news.example"], [(OTHER, 80)])


def test_a_second_address_is_tried_when_the_first_does_not_answer():
    with web(page) as there:
        there.hosts["news.example"] = [OTHER, PUBLIC]

        def connect(ip, port, seconds):
            if ip == OTHER:
                raise ConnectionRefusedError
            return there.connect(ip, port, seconds)

        assert fetch.fetch("http://news.example/", resolve=there.resolve, connect=connect).content == PAGE


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.1/",
        "//[::1]/",
        "http://inside.example/",
        "http://news.example:22/",
        "file:///etc/passwd",
        "http://a@b/",
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_a_redirect_goes_through_the_guard_like_any_address(where, status):
    with web(lambda _: answer(status=status, Location=where)) as there:
        there.hosts |= {"inside.example": ["10.0.0.7"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"]}
        with pytest.raises(BadInput, match=r"^http://news.example/a \(redirected to .*\): "):
            there.fetch("http://news.example/a")
        assert there.connects == [(PUBLIC, 80)]


def test_redirects_end():
    with web(lambda asked: answer(status="302 Found", Location="/again")) as there:
        with pytest.raises(BadInput, match="more than 5 redirects"):
            there.fetch("http://news.example/a")
        assert len(there.connects) == 6


def test_a_redirect_is_followed_to_its_last_address_and_no_cookie_is_kept():
    def talk(asked):
        if asked.startswith(b"GET /a"):
            return answer(status="302 Found", Location="//www.news.example/b?c=é#d", Set_Cookie="a=b")
        return page()

    with web(talk) as there:
        found = there.fetch("http://news.example/a")
        assert found.address.startswith("http://www.news.example/b?c=%")
        assert b"\r\nHost: www.news.example\r\n" in there.asked[1]
        assert b"cookie" not in there.asked[1].lower()


def test_no_proxy_of_the_environment_is_used(monkeypatch, connects):
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    with web(page) as there:
        assert there.fetch("http://news.example/").content == PAGE
        assert connects == [("127.0.0.1", there.port)]


def test_https_is_asked_for_by_name_and_a_line_that_is_not_safe_is_refused():
    with web(lambda hello: b"HTTP/1.1 400 Bad Request\r\n\r\n") as there:
        with pytest.raises(BadInput, match="no safe connection"):
            there.fetch("https://news.example/")
        assert there.connects == [(PUBLIC, 443)]
        assert b"news.example" in there.asked[0]  # the name the certificate must have


@given(
    st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://news.example", "http://[", "https://a@"])
)
@example("127.1:80/", "http://")
@example("::1]", "http://[")
def test_whatever_is_typed_nothing_inside_is_contacted_and_the_refusal_is_one_line(typed, before):
    tried = []
    with pytest.raises(BadInput) as refused:
        fetch.fetch(
            before + typed,
            resolve=lambda host, port: ["127.0.0.1"],
            connect=lambda *given: tried.append(given),
        )
    assert tried == []
    assert str(refused.value).isprintable()


@given(st.ip_addresses(v=4))
@example(IPv4Address("127.0.0.1"))
@example(IPv4Address("100.127.255.255"))
@example(IPv4Address("192.88.99.7"))
def test_an_address_in_disguise_is_judged_as_what_it_is(ip):
    assert fetch.is_public(f"::ffff:{ip}") == fetch.is_public(f"64:ff9b::{ip}") == fetch.is_public(str(ip))
    assert not fetch.is_public(f"::{ip}")
    assert not fetch.is_public(str(IPv6Address(0x2002 << 112 | int(ip) << 80 | 1)))


# --- what comes back


def test_a_page_is_fetched_with_its_type_address_and_charset():
    with web(page) as there:
        found = there.fetch(" http://News.example/un article?x=é#part ".replace(" a", "%20a"))
        assert found == fetch.Fetched(PAGE, "text/html", "http://news.example/un%20article?x=%C3%A9", "utf-8")
        assert there.asked[0].startswith(b"GET /un%20article?x=%C3%A9 HTTP/1.1\r\nHost: news.example\r\n")


@pytest.mark.parametrize(
    "reply, line",
    [
        (answer(b"x", Content_Type="application/pdf"), "its type is application/pdf"),
        (answer(b"x"), "its type is none"),
        (answer(b"x", "404 Not Found", Content_Type="text/html"), "answers 404 Not Found"),
        (answer(b"x", "200 OK", Content_Type="text/html", Content_Encoding="br"), "packed"),
        (answer(b"no gzip, this", Content_Type="text/html", Content_Encoding="gzip"), "damaged"),
        (answer(gzip.compress(PAGE)[:-9], Content_Type="text/html", Content_Encoding="gzip"), "cut short"),
        (answer(b"x", Content_Type="text/html", Content_Length="100"), "cut short"),
        (answer(b"x", Content_Type="text/html", Content_Length="1100000"), r"more than 1 MB"),
        (answer(b"x" * 1_000_001, Content_Type="text/html", Content_Length=""), r"more than 1 MB"),
        (answer(gzip.compress(bytes(50_000_000)), Content_Type="text/html", Content_Encoding="gzip"), r"more than 1 MB"),
        (b"\x00\x01 no HTTP", "the connection failed"),
        (b"", "the connection failed"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, "the connection failed"),
        (b"HTTP/1.1 302 Found\r\nLocation: \r\nContent-Length: 0\r\n\r\n", "answers 302"),
    ],
)  # fmt: skip
def test_what_is_not_a_whole_small_text_is_refused_in_one_line(reply, line):
    with web(lambda _: reply) as there, pytest.raises(BadInput, match=line) as refused:
        there.fetch("http://news.example/a", 1.0)
    assert str(refused.value).startswith("http://news.example/a: ") and "\n" not in str(refused.value)


@settings(max_examples=60)
@given(
    st.sampled_from(
        [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html", b"HTTP/1.1 302 F\r\nLocation:"]
    ),
    st.binary(max_size=200),
)
def test_whatever_a_server_answers_is_a_page_or_one_line(head, rest):
    with web(lambda _: head + rest) as there:
        try:
            found = there.fetch("http://news.example/", 0.001)
        except BadInput as refused:
            assert str(refused).isprintable()
        else:
            assert found.media_type in fetch.MEDIA_TYPES and len(found.content) <= 1000
        assert {ip for ip, _ in there.connects} == {PUBLIC}


def test_a_bomb_is_unpacked_no_further_than_the_cap():
    import tracemalloc

    bomb = answer(gzip.compress(bytes(200_000_000), 9), Content_Type="text/html", Content_Encoding="gzip")
    with web(lambda _: bomb) as there:
        tracemalloc.start()
        try:
            with pytest.raises(BadInput, match="more than 1 MB"):
                there.fetch("http://news.example/", 1.0)
            assert tracemalloc.get_traced_memory()[1] < 10_000_000
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("body", [PAGE, b"", bytes(range(256)) * 3000])
def test_packed_or_in_chunks_it_is_the_same(body):
    packed = gzip.compress(body)
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (packed[:7], packed[7:])) + b"0\r\n\r\n"
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with web(lambda _: head + chunked) as there:
        assert there.fetch("http://news.example/").content == body


@pytest.mark.parametrize(
    "scheme, head",
    [
        ("http", b""),
        ("http", b"HTTP/1.1 200 OK\r\nX: "),
        ("http", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        ("https", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc"),  # a TLS record that announces 16 kB
    ],
    ids=["a status line", "headers", "a body", "a handshake"],
)
def test_what_never_ends_is_left_when_time_is_up(monkeypatch, scheme, head):
    monkeypatch.setattr(fetch, "SECONDS", 0.6)

    def drip(_, line):
        line.sendall(head)
        while True:  # until the other side hangs up, and sendall says so
            line.sendall(b"x")
            time.sleep(0.05)

    with serving(drip) as there, pytest.raises(BadInput, match=r"within 0\.6 seconds"):
        there.fetch(f"{scheme}://news.example/")


def test_a_name_server_that_never_answers_is_left_too(monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 0.2)
    with pytest.raises(BadInput, match=r"within 0\.2 seconds"):
        fetch.fetch("http://news.example/", resolve=lambda host, port: time.sleep(1) or [PUBLIC])


def test_no_connection_is_left_open():
    with web(page) as there:
        kept = []
        fetch.fetch(
            "http://news.example/",
            resolve=there.resolve,
            connect=lambda *given: kept.append(there.connect(*given)) or kept[-1],
        )
        assert kept[0].fileno() == -1


def test_only_so_many_pages_are_asked_for_at_once_and_one_more_is_told_so(monkeypatch):
    monkeypatch.setattr(fetch, "PATIENCE_SECONDS", 0.2)
    go, begun = threading.Event(), threading.Semaphore(0)

    def resolve(host, port):
        begun.release()
        go.wait(10)
        return []  # which ends it

    def ask():
        with pytest.raises(BadInput, match="no such host"):
            fetch.fetch("http://slow.example/", resolve=resolve)

    with ThreadPoolExecutor(fetch.AT_ONCE) as pool:
        asking = [pool.submit(ask) for _ in range(fetch.AT_ONCE)]
        assert all(begun.acquire(timeout=10) for _ in asking)
        with pytest.raises(
            BadInput, match=r"^http://more\.example/: too many pages are being read at this moment\. Try"
        ):
            fetch.fetch("http://more.example/", resolve=lambda host, port: pytest.fail("asked all the same"))
        go.set()
        for each in asking:
            each.result()
    ask()  # the turns were given back
