"""A connection that puts a request on the wire character for character.

requests and urllib3 re-quote URLs, drop `/../`, and add headers of their own. The classes here keep their connecting,
certificates and proxies, and replace what they would write by `Request.wire`.
"""

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
        self._connection: HTTPConnection | None = None

    def connected(self, connection: HTTPConnection) -> None:
        self._connection = connection
        address = connection.sock.getpeername()
        self.peer = f"{address[0]}:{address[1]}" if isinstance(address, tuple) else str(address)

    def cut(self) -> None:
        """End the connection because the whole exchange's time is over: the only way to bound a server that drips."""
        self.late = True
        sock = self._connection and self._connection.sock
        if sock:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection: no caller reuses one, and an idle one holds up a provider that serves one at a time."""
        if self._connection is not None:
            self._connection.close()


current_trip: ContextVar[Trip] = ContextVar("trip")


class _ExactHTTP(HTTPConnection):
    """Sends the current trip's request and nothing that a library would add or rewrite."""

    def connect(self) -> None:
        super().connect()
        current_trip.get().connected(self)

    def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
        request = current_trip.get().request
        exact = Url.parse(request.url)
        # urllib3 asks for an absolute URL only when a plain-http proxy has to forward the request.
        target = exact.origin + exact.target if url.startswith("http") else exact.target
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


class _PoolHTTPS(HTTPSConnectionPool):
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
