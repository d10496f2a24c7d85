"""A network for tests: names that resolve as the test says, packets that reach loopback or nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from geo.ingestion import fetch

PUBLIC = "93.184.215.14"  # what the names of tests resolve to; never contacted
OTHER = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

Talk = Callable[[bytes, socket.socket], None]  # (what was asked, the line to answer on)


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """The bytes of an HTTP answer; Content_Type=… is the header Content-Type. Content-Length is the body's unless given."""
    head = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in head.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Web:
    """A web whose hosts all live at one loopback port. connects: (address, port) that the guard let through."""

    port: int
    hosts: dict[str, list[str]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    connects: list[tuple[str, int]] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        return self.hosts.get(host, [PUBLIC])

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        self.connects.append((ip, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    @property
    def fetch(self) -> Callable[..., fetch.Fetched]:
        """The real door, guard and all, with this web behind it."""
        return partial(fetch.fetch, resolve=self.resolve, connect=self.connect)


@contextmanager
def serving(talk: Talk) -> Iterator[Web]:
    """A server on loopback that reads what is asked and lets ``talk`` answer, one connection after the other."""
    listening = socket.create_server(("127.0.0.1", 0))
    web = Web(listening.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line:
                line.settimeout(10)
                asked = b""
                try:
                    while chunk := line.recv(65536):
                        asked += chunk
                        if b"\r\n\r\n" in asked or asked[:1] == b"\x16":  # a TLS hello
                            break
                    web.asked.append(asked)
                    talk(asked, line)
                except OSError:
                    continue  # the client hung up

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    try:
        yield web
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        serving.join(10)
