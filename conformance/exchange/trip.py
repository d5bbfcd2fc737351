"""One request's way from the connection to what comes after the response."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from io import BufferedReader

from .message import SURPLUS_AT_MOST, Request

SILENCE = 0.5
"""Seconds without a byte after which nothing more is expected of a provider that leaves its connection open."""

LINGER_AT_MOST = 2.0
"""Seconds in all that are given to what comes after a response's end."""


class Trip:
    """What to put on the wire, and what the connection did. `ready` is called when the request could go out."""

    def __init__(self, request: Request, ready: Callable[[], None] | None = None) -> None:
        self.request = request
        self.peer: str | None = None
        self.late = False
        self._ready = ready
        self._handle: socket.socket | None = None
        self._sock: socket.socket | None = None
        self._stream: BufferedReader | None = None

    def opened(self, sock: socket.socket) -> None:
        """There is a connection, though TLS or a proxy's tunnel may still have to be agreed on."""
        # A duplicate, because the TLS handshake, which can drip as well, takes the socket itself away.
        self._handle = sock.dup()
        if self.late:
            self.cut()

    def connected(self, sock: socket.socket) -> None:
        """The connection is ready for the request."""
        self._sock = sock
        address = sock.getpeername()
        self.peer = f"{address[0]}:{address[1]}" if isinstance(address, tuple) else str(address)
        if self._ready is not None:
            self._ready()

    def answered(self, stream: BufferedReader) -> None:
        """The response is at its end, or given up; `stream` may hold bytes that came after it."""
        self._stream = stream

    def surplus(self) -> bytes:
        """What comes after a whole response until the provider closes or falls silent, or there is enough of it."""
        found = b""
        if self._sock is None or self._stream is None:
            return found
        until = time.monotonic() + LINGER_AT_MOST
        self._sock.settimeout(SILENCE)
        # However the connection ends, what came before stays.
        with suppress(OSError):
            while (missing := SURPLUS_AT_MOST - len(found)) and time.monotonic() < until:
                more = self._stream.read1(missing)
                if not more:
                    break
                found += more
        return found

    def cut(self) -> None:
        """End the connection because the whole exchange's time is over: the only way to bound a server that drips."""
        self.late = True
        if self._handle is not None:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection."""
        if self._stream is not None:
            self._stream.close()
        if self._handle is not None:
            self._handle.close()


current_trip: ContextVar[Trip] = ContextVar("trip")
