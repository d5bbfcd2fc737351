"""Servers that are no provider: each answers everything in one way, or fails to. All on loopback."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import trustme
from raw_server import RawServer, Script
from support import odd_provider

from conformance.reference.message import Received, Reply

PAUSE = 0.25
"""Seconds between two bytes of a server that drips: less than the read time-out of whoever waits."""


@dataclass(frozen=True)
class Bait:
    """What no target may make the suite touch: a server at `url` and the file `path`. Beside it is room for more."""

    url: str
    path: Path


Serve = Callable[[Bait], AbstractContextManager[tuple[str, ...]]]


@dataclass(frozen=True)
class Hostile:
    """A target: `name`, what it `does` in a few words, and how it is had for a while: the options that lead to it."""

    name: str
    does: str
    serve: Serve


def replies(name: str, does: str, respond: Callable[[Received, Bait], Reply]) -> Hostile:
    """A target that speaks HTTP as it should, and answers everything by `respond`."""

    @contextmanager
    def serve(bait: Bait) -> Iterator[tuple[str, ...]]:
        with odd_provider(lambda request: respond(request, bait)) as odd:
            yield "--target", odd.url

    return Hostile(name, does, serve)


def always(name: str, does: str, reply: Reply) -> Hostile:
    """A target that gives the same answer to everything."""
    return replies(name, does, lambda request, bait: reply)


def plays(name: str, does: str, script: Script, *, scheme: str = "http", at_once: bool = False) -> Hostile:
    """A target that plays `script` on every connection; the suite is told to speak `scheme`."""

    @contextmanager
    def serve(bait: Bait) -> Iterator[tuple[str, ...]]:
        with RawServer(script, at_once=at_once) as server:
            yield "--target", f"{scheme}://{server.authority}"

    return Hostile(name, does, serve)


def over_tls(name: str, does: str, *, trusted: bool = False, scheme: str = "https", **certificate: object) -> Hostile:
    """A target that speaks TLS with a `certificate` of an authority that the suite knows if `trusted`."""

    @contextmanager
    def serve(bait: Bait) -> Iterator[tuple[str, ...]]:
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", **certificate).configure_cert(context)  # type: ignore[arg-type]
        file = bait.path.with_name("authority.pem")
        authority.cert_pem.write_to_path(file)
        with RawServer(tls=context) as server:
            yield "--target", f"{scheme}://{server.authority}", *(("--ca", str(file)) if trusted else ())

    return Hostile(name, does, serve)


def byte_by_byte(data: bytes) -> Script:
    """Send `data` a byte at a time, until it is over or the client ends the connection."""

    def script(connection: socket.socket) -> None:
        connection.settimeout(PAUSE)
        for byte in data:
            connection.sendall(bytes([byte]))
            with suppress(TimeoutError):
                if not connection.recv(65536):
                    return

    return script


def later(data: bytes, seconds: float) -> Script:
    """Send `data` after so many `seconds`, even if the client no longer waits."""

    def script(connection: socket.socket) -> None:
        connection.settimeout(seconds)
        with suppress(TimeoutError):
            connection.recv(1)
        connection.sendall(data)

    return script


def without_end(begin: bytes, more: bytes) -> Script:
    """Send `begin`, then `more` again and again for as long as somebody takes it."""

    def script(connection: socket.socket) -> None:
        connection.sendall(begin)
        for block in repeat(more):
            connection.sendall(block)

    return script


def then(*scripts: Script) -> Script:
    """One script after the other on the same connection."""

    def script(connection: socket.socket) -> None:
        for one in scripts:
            one(connection)

    return script
