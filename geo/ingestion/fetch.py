"""The only door to the network for an address that a user names: guard, caps. Address in, bytes out.

The guard: http and https on ports 80 and 443; the name is resolved once, every address it has must be public, and the
connection goes to that very address, so that a second answer of the name server changes nothing. Each redirect is a new
address and goes through all of it again. No proxy of the environment, no cookie, no authentication.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import certifi

from geo.model import BadInput

MAX_REDIRECTS = 5
SECONDS = 15.0  # for everything: names, connections, redirects, the whole body
MEDIA_TYPES = ("text/html", "text/plain", "text/markdown")
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
CHUNK = 1 << 16
MAX_ADDRESS = 2000  # characters
AGENT = "Dateline"
AT_ONCE = 4  # pages that are asked for at the same time, by whomever: a team's server is no crawler
PATIENCE_SECONDS = 5.0  # that one more waits for its turn

# Whose address may be connected to is decided by what it is, not by a list of what it must not be: global unicast. These are
# within it, or count as global for some version of Python, and lead elsewhere all the same.
_ELSEWHERE = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # the relay of 6to4
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)
_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")  # networks without IPv4 reach it so: judged by the address within
# What a browser sends as it is; everything else is percent-encoded.
_PATH_SAFE = "/%:@!$&'()*+,;=-._~"

Resolve = Callable[[str, int], Sequence[str]]  # (host, port) → addresses in figures
Connect = Callable[[str, int, float], socket.socket]  # (address in figures, port, seconds) → an open connection


@dataclass(frozen=True, slots=True)
class Fetched:
    """content: the body, decompressed; media_type: one of MEDIA_TYPES; address: after redirects, in ASCII, without fragment;
    charset: as the server says."""

    content: bytes
    media_type: str
    address: str
    charset: str | None


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, in figures. OSError where there is none."""
    return [found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect(ip: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address in figures: nothing is left to resolve."""
    return socket.create_connection((ip, port), timeout=seconds)


def fetch(
    address: str, max_file_mb: float = 10.0, *, resolve: Resolve = resolve, connect: Connect = connect
) -> Fetched:
    """The page at an address. Raises BadInput, in one line that says what is wrong, where, and what to do.

    resolve, connect: the network, for tests to put another in its place; the guard stands between the two.
    """
    with at_once(_FETCHING, _shown(address), PATIENCE_SECONDS):
        return _fetch(address, max_file_mb, resolve, connect)


_FETCHING = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def at_once(turns: threading.BoundedSemaphore, where: str, seconds: float) -> Iterator[None]:
    """One of the turns. Raises BadInput where none comes free within so many seconds."""
    if not turns.acquire(timeout=seconds):
        raise BadInput("{where}: too many pages are being read at this moment. Try again in a minute.", where=where)
    try:
        yield
    finally:
        turns.release()


def _fetch(address: str, max_file_mb: float, resolve: Resolve, connect: Connect) -> Fetched:
    asked = _shown(address)
    deadline = time.monotonic() + SECONDS
    here = address.strip()
    for _ in range(MAX_REDIRECTS + 1):
        try:
            answer = _get(here, int(max_file_mb * 1_000_000), deadline, resolve, connect)
        except _Refused as refused:
            if here == address.strip():
                raise BadInput("{where}: {why}", where=asked, why=refused) from refused.__cause__
            there = _shown(here)
            raise BadInput(
                "{where} (redirected to {there}): {why}", where=asked, there=there, why=refused
            ) from refused.__cause__
        if isinstance(answer, Fetched):
            return answer
        here = urljoin(here, answer)
    raise BadInput(
        "{asked}: more than {max_redirects} redirects. Give the address at which they end.",
        asked=asked,
        max_redirects=MAX_REDIRECTS,
    )


class _Refused(BadInput):
    """What is wrong with one hop, and what to do; ``fetch`` says where."""


# ------------------------------------------------------------------------------------------------ the guard


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    address: str


def _target(address: str) -> _Target:
    """The parts of an address that may be asked. No question is put to the network."""
    if not address or len(address) > MAX_ADDRESS or any(char <= " " or char in "\x7f\\" for char in address):
        raise _Refused("not a web address. Copy it again, without spaces.")
    try:
        parts = urlsplit(urldefrag(address).url)
        port = parts.port
        # A name in other letters is asked for as the name server knows it; what it stands for is judged by its addresses.
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise _Refused("not a web address. Copy it again from the browser.") from error
    if parts.scheme not in PORTS:
        raise _Refused("only addresses with http:// or https:// are taken in. Save the text as a file instead.")
    if "@" in parts.netloc:
        raise _Refused("an address with a user name in it is not asked. Leave out what stands before the @.")
    if not host or "%" in host:
        raise _Refused("not a web address. Copy it again from the browser.")
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values():
        raise _Refused("port {port} is not asked, only 80 and 443. Save the page as a text instead.", port=port)
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    if parts.query:
        path += "?" + quote(parts.query, safe=_PATH_SAFE + "?")
    site = (f"[{host}]" if ":" in host else host) + ("" if port == PORTS[parts.scheme] else f":{port}")
    return _Target(parts.scheme, host, port, path, f"{parts.scheme}://{site}{path}")


def is_public(ip: str) -> bool:
    """Whether an address in figures is one host of the public internet. False for what is none."""
    try:
        found = ip_address(ip)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in _NAT64:
            found = IPv4Address(int(found) & 0xFFFFFFFF)
        elif found not in _UNICAST or found.scope_id:
            return False
    inside = any(found in network for network in _ELSEWHERE if network.version == found.version)
    return found.is_global and not found.is_multicast and not found.is_reserved and not inside


def _public_addresses(target: _Target, resolve: Resolve, deadline: float) -> list[str]:
    """Where the name leads, asked once. One address that is not public spoils the rest."""
    try:
        found = list(dict.fromkeys(_within(deadline, lambda: resolve(target.host, target.port))))
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that is too long
        raise _Refused("no such host. Check the address, and that there is a network.") from error
    if not found:
        raise _Refused("no such host. Check the address.")
    if not all(map(is_public, found)):
        raise _Refused("this leads into a private network, which is not asked. Save the page as a text instead.")
    return found


def _within(deadline: float, ask: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What ``ask`` returns; a name server takes as long as it likes, so the question is left behind when time is up."""
    answers: list[Sequence[str]] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(ask())
        except Exception as error:
            errors.append(error)

    asking = threading.Thread(target=run, daemon=True)
    asking.start()
    asking.join(max(0.0, deadline - time.monotonic()))
    if errors:
        raise errors[0]
    if not answers:
        raise _too_slow()
    return answers[0]


def _too_slow() -> _Refused:
    return _Refused("no whole answer within {seconds} seconds. Try again later, or paste the text.", seconds=SECONDS)


# ------------------------------------------------------------------------------------------------ one hop


def _get(address: str, max_bytes: int, deadline: float, resolve: Resolve, connect: Connect) -> Fetched | str:
    """The page, or where it redirects to."""
    target = _target(address)
    late = threading.Event()
    try:
        with _line(target, _public_addresses(target, resolve, deadline), deadline, late, connect) as line:
            answer = _ask(target, line, max_bytes)
        if late.is_set():  # a body of no stated length looks whole when its line is cut
            raise _too_slow()
        return answer
    except ssl.SSLError as error:
        if late.is_set():
            raise _too_slow() from error
        if isinstance(error, ssl.SSLCertVerificationError):
            raise _Refused("no safe connection: its certificate cannot be trusted. Paste the text instead.") from error
        raise _Refused("no safe connection: the other side does not keep to TLS. Paste the text instead.") from error
    except (OSError, http.client.HTTPException) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise _too_slow() from error
        raise _Refused("the connection failed. Try again later, or paste the text.") from error
    except _Refused as refused:
        if late.is_set():  # a line that was cut looks like one that ended
            raise _too_slow() from refused
        raise


@contextmanager
def _line(
    target: _Target, addresses: Sequence[str], deadline: float, late: threading.Event, connect: Connect
) -> Iterator[socket.socket]:
    """An open connection that is cut, and ``late`` set, when time is up: a server may send a byte a second for ever."""
    opened = None
    for number, ip in enumerate(addresses, 1):
        left = deadline - time.monotonic()
        if left <= 0:
            raise _too_slow()
        try:
            opened = connect(ip, target.port, left / 2 if number < len(addresses) else left)
            break
        except OSError:
            if number == len(addresses):
                raise
    assert opened is not None
    if target.scheme == "https":
        # The certificate must be the name's, whatever the address; the handshake is under the clock below.
        opened = _trust().wrap_socket(
            opened,
            server_hostname=target.host.rstrip("."),  # certificates are for names without the root
            do_handshake_on_connect=False,
            suppress_ragged_eofs=False,  # an end that anyone on the way can fake is no end
        )

    def cut() -> None:
        late.set()
        try:
            socket.socket.shutdown(opened, socket.SHUT_RDWR)
        except OSError:
            return  # closed meanwhile

    clock = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    clock.daemon = True
    with closing(opened):
        clock.start()
        try:
            opened.settimeout(SECONDS)
            if isinstance(opened, ssl.SSLSocket):
                opened.do_handshake()
            yield opened
        finally:
            clock.cancel()


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The system's authorities and Mozilla's: some systems bring none that Python finds."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _ask(target: _Target, line: socket.socket, max_bytes: int) -> Fetched | str:
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    asking = kind(target.host, target.port)  # the name, for the Host header
    asking.sock = line  # so it opens none of its own
    asking.request(
        "GET",
        target.path,
        headers={
            "User-Agent": AGENT,
            "Accept": ", ".join(MEDIA_TYPES),
            "Accept-Encoding": "gzip",
            "Connection": "close",
        },
    )
    with asking.getresponse() as answer:
        where = answer.headers.get("Location")
        if answer.status in REDIRECTS and where:
            # Some servers send letters as they are; http.client reads them as Latin-1.
            return where.strip().encode("latin-1", "replace").decode("utf-8", "replace")
        if answer.status != 200:
            raise _Refused(
                "the server answers {status} {reason}. Check the address, or paste the text.",
                status=answer.status,
                reason=_reason(answer),
            )
        media_type, charset = _media_type(answer.headers)
        return Fetched(_body(answer, max_bytes), media_type, target.address, charset)


def _reason(answer: http.client.HTTPResponse) -> str:
    """The standard's word for the status: the server's own may be anything."""
    return http.client.responses.get(answer.status, "")


def _media_type(headers: Message) -> tuple[str, str | None]:
    media_type = headers.get_content_type() if headers.get("Content-Type") else "none"
    if media_type not in MEDIA_TYPES:
        raise _Refused(
            "its type is {kind}, not a web page or a text. Save the text as a file instead.",
            kind=_shown(media_type[:60]),
        )
    return media_type, headers.get_content_charset()


def _body(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    """The whole body, never more than the cap in memory, packed or unpacked. Half an article is refused: it would pass for one."""
    too_big = _Refused(
        "more than {most_mb} MB. Paste the text, or raise DATELINE_MAX_FILE_MB.", most_mb=max_bytes / 1e6
    )
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise _Refused("packed in a way that was not asked for. Paste the text instead.")
    expected = answer.length  # None where the server does not say
    if expected is not None and expected > max_bytes:
        raise too_big
    unpack = zlib.decompressobj(wbits=31) if encoding != "identity" else None
    content, received = bytearray(), 0
    while chunk := answer.read(CHUNK):
        received += len(chunk)
        try:
            # One byte more than there is room for tells a full body from a bomb.
            content += unpack.decompress(chunk, max_bytes - len(content) + 1) if unpack else chunk
        except zlib.error as error:
            raise _Refused("damaged on the way. Try again.") from error
        if max(received, len(content)) > max_bytes:
            raise too_big
    if (expected is not None and received < expected) or (unpack and not unpack.eof):
        raise _Refused("cut short on the way. Try again.")
    return bytes(content)


def _shown(address: str) -> str:
    """An address as a line of text: nothing in it that a terminal obeys."""
    line = "".join(char if char.isprintable() else " " for char in address.strip())
    return line if len(line) <= 200 else line[:199] + "…"
