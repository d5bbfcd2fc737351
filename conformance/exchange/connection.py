"""A connection that puts a request on the wire character for character.

requests and urllib3 re-quote URLs, drop `/../`, and add headers of their own. The classes here keep their connecting,
certificates and proxies, and replace what they would write by `Request.wire`.
"""

import http.client
import socket
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .message import Request, Url


class Trip:
    """One request's way: what to put on the wire, and what the connection did."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.peer: str | None = None
        self.late = False
        self._handle: socket.socket | None = None

    def opened(self, sock: socket.socket) -> None:
        """There is a connection, though TLS or a proxy's tunnel may still have to be agreed on."""
        # A duplicate, because the TLS handshake, which can drip as well, takes the socket itself away.
        self._handle = sock.dup()
        if self.late:
            self.cut()

    def connected(self, sock: socket.socket) -> None:
        """The connection is ready for the request."""
        address = sock.getpeername()
        self.peer = f"{address[0]}:{address[1]}" if isinstance(address, tuple) else str(address)

    def cut(self) -> None:
        """End the connection because the whole exchange's time is over: the only way to bound a server that drips."""
        self.late = True
        if self._handle is not None:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection, which urllib3 has closed by now."""
        if self._handle is not None:
            self._handle.close()


current_trip: ContextVar[Trip] = ContextVar("trip")


class _WholeLines:
    """A stream of header lines; http.client takes an end in the middle of them for the end of the header."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._begun = False

    def readline(self, limit: int = -1) -> bytes:
        line: bytes = self._stream.readline(limit)
        if not line and self._begun:
            raise http.client.IncompleteRead(b"")
        self._begun = True
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _FinalResponse(http.client.HTTPResponse):
    """The final response: interim ones are skipped (RFC 9110, 15.2), a header without its end is none."""

    def _read_status(self) -> Any:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 101 < status < 200:
                return version, status, reason
            http.client.parse_headers(self.fp)

    def begin(self) -> None:
        if self.headers is None:
            stream = self.fp
            self.fp = _WholeLines(stream)
            try:
                super().begin()
            finally:
                if self.fp is not None:
                    self.fp = stream


class _ExactHTTP(HTTPConnection):
    """Sends the current trip's request and nothing that a library would add or rewrite."""

    response_class = _FinalResponse

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        current_trip.get().opened(sock)
        return sock

    def connect(self) -> None:
        super().connect()
        current_trip.get().connected(self.sock)

    def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
        request = current_trip.get().request
        exact = Url.parse(request.url)
        # urllib3 asks for an absolute URL only when a plain-http proxy has to forward the request. User information
        # must not stand in it (RFC 9110, 4.2.4).
        forwarded = f"{exact.scheme}://{exact.authority.rpartition('@')[2]}" if url.startswith("http") else ""
        target = forwarded + exact.target
        super().putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.wire_headers:
            super().putheader(name, value.encode("utf-8", "replace"))  # type: ignore[arg-type]  # http.client takes bytes

    def putheader(self, header: str | bytes, *values: Any) -> None:
        """Drop what urllib3 adds: `putrequest` has written all headers."""

    def endheaders(self, *args: Any, **kwargs: Any) -> None:
        super().endheaders(current_trip.get().request.body)

    def _validate_path(self, url: str) -> None:
        """http.client refuses a target with a space or control character; a caller's template may well hold one."""

    def _encode_request(self, request: str) -> bytes:
        return request.encode("utf-8", "replace")


class _ExactHTTPS(_ExactHTTP, HTTPSConnection):
    """The same over TLS."""


class _PoolHTTP(HTTPConnectionPool):
    ConnectionCls = _ExactHTTP

    def _put_conn(self, conn: Any) -> None:
        """Close what urllib3 would keep: no caller reuses a connection, and an idle one holds up a provider that serves
        one at a time."""
        if conn is not None:
            conn.close()


class _PoolHTTPS(_PoolHTTP, HTTPSConnectionPool):
    ConnectionCls = _ExactHTTPS


class ExactAdapter(HTTPAdapter):
    """requests' transport adapter over exact connections, direct or through a proxy."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PoolHTTP, "https": _PoolHTTPS}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _PoolHTTP, "https": _PoolHTTPS}
        return manager
