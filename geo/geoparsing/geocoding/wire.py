"""One GET for geopy: one deadline for all of it, 64 KiB at most, no redirect, no retry, no proxy."""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable

from geo.model import GeocodingUnavailable

LARGEST_BODY_BYTES = 64 * 1024


class Adapter(BaseSyncAdapter):
    """geopy's door to the network. Its errors hold one of ours that reads on from the host's name: "did not answer within 5 s".

    check: raises an error, whichever, for a decoded answer that cannot be read. It runs before geopy reads it, because
    geopy wraps a longitude of 200° to -160° without a word.
    """

    def __init__(self, check: Callable[[Any], None], *, proxies: dict, ssl_context: ssl.SSLContext | None):
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._check = check
        self._ssl_context = ssl_context or ssl.create_default_context()

    def get_json(self, url: str, *, timeout: float, headers: dict) -> Any:
        body = self.get_text(url, timeout=timeout, headers=headers)
        try:
            answer = json.loads(body, parse_constant=_refuse)
            self._check(answer)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
            why = str(error)[:80] or type(error).__name__
            raise GeocoderParseError(GeocodingUnavailable("answered nonsense ({why})", why=why)) from error
        return answer

    def get_text(self, url: str, *, timeout: float, headers: dict) -> str:
        try:
            status, answered, body = self._get(urlsplit(url), headers, time.monotonic() + timeout)
        except TimeoutError as error:
            raise GeocoderTimedOut(
                GeocodingUnavailable("did not answer within {seconds} s", seconds=float(timeout))
            ) from error
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise GeocoderUnavailable(GeocodingUnavailable("could not be reached ({why})", why=why)) from error
        except (http.client.HTTPException, ValueError) as error:
            why = type(error).__name__
            raise GeocoderServiceError(GeocodingUnavailable("did not answer in HTTP ({why})", why=why)) from error
        if status != 200:
            problem = GeocodingUnavailable("answered with status {status}", status=status)
            raise AdapterHTTPError(problem, status_code=status, headers=answered, text="")
        if len(body) > LARGEST_BODY_BYTES:
            raise GeocoderParseError(GeocodingUnavailable("sent more than {most} KiB", most=LARGEST_BODY_BYTES // 1024))
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise GeocoderParseError(GeocodingUnavailable("answered nonsense ({why})", why="not UTF-8")) from error

    def _get(self, url: SplitResult, headers: dict, deadline: float) -> tuple[int, dict[str, str], bytes]:
        port = url.port or (443 if url.scheme == "https" else 80)
        with _connected(url.hostname, port, deadline) as raw:
            raw.settimeout(_left(deadline))
            secure = url.scheme == "https"
            wire = self._ssl_context.wrap_socket(raw, server_hostname=url.hostname) if secure else raw
            with wire:
                connection = http.client.HTTPConnection(url.hostname, port)
                connection.sock = _Wire(wire, deadline)
                wanted = {**headers, "Host": url.netloc, "Accept-Encoding": "identity", "Connection": "close"}
                connection.request("GET", f"{url.path}?{url.query}", headers=wanted)
                response = connection.getresponse()
                answered = {name.lower(): value for name, value in response.getheaders()}
                body = response.read(LARGEST_BODY_BYTES + 1) if response.status == 200 else b""
                return response.status, answered, body


class _Wire:
    """A socket as http.client needs it, under a deadline: a plain timeout starts anew with every byte that drips in."""

    def __init__(self, wire: socket.socket, deadline: float):
        self._wire, self._deadline = wire, deadline

    def sendall(self, data: bytes) -> None:
        self._wire.settimeout(_left(self._deadline))
        self._wire.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._wire, self._deadline))

    def close(self) -> None:
        """http.client closes what it reads from; the owner of the socket closes the socket."""


class _Incoming(io.RawIOBase):
    def __init__(self, wire: socket.socket, deadline: float):
        self._wire, self._deadline = wire, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        self._wire.settimeout(_left(self._deadline))
        return self._wire.recv_into(buffer)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(host: str, port: int, deadline: float) -> socket.socket:
    """A connection to the first address that takes one."""
    problem: OSError = OSError("no address")
    for family, kind, protocol, _, address in _resolved(host, port, deadline):
        wire = socket.socket(family, kind, protocol)
        try:
            wire.settimeout(_left(deadline))
            wire.connect(address)
            return wire
        except OSError as error:
            wire.close()
            problem = error
    raise problem


def _resolved(host: str, port: int, deadline: float) -> list[tuple]:
    """Addresses of a host. In a thread, because the system's resolver knows no deadline: offline it takes its time."""
    outcome: list = []

    def resolve() -> None:
        try:
            outcome.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, ValueError) as error:
            outcome.append(error)

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(_left(deadline))
    if not outcome:
        raise TimeoutError
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
