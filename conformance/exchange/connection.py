"""A connection that puts a request on the wire character for character.

requests and urllib3 re-quote URLs, drop `/../`, and add headers of their own. The classes here keep their connecting,
certificates and proxies, and replace what they would write by `Request.wire`.
"""

import http.client
import socket
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .message import Url
from .trip import Trip, current_trip

READ_AT_ONCE = 1 << 20
"""Bytes that are asked of a connection at a time; http.client would ask for 8 KB, and a long answer take longer."""


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
    """The final response: interim ones are skipped (RFC 9110, 15.2), a header without its end is none.

    When it is over, its stream goes to the trip: http.client may have read more from the connection than the response.
    """

    _trip: Trip | None = None

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = sock.makefile("rb", READ_AT_ONCE)  # type: ignore[assignment]  # typeshed makes it an IOBase

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
                self._trip = current_trip.get()
            finally:
                if self.fp is not None:
                    self.fp = stream

    def _close_conn(self) -> None:
        # A proxy's answer to CONNECT never begins: its stream is only that answer's.
        if self._trip is None:
            super()._close_conn()  # type: ignore[misc]
        else:
            self._trip.answered(self.fp)
            self.fp = None  # type: ignore[assignment]  # http.client's own mark of a response that is over


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
