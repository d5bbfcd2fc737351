"""The HTTP server behind the webhook listener: takes what a provider sends, whole, and answers it as it is told."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from .body import Body
from .message import Exchange, Headers, Request, Response, Timing

BODY_AT_MOST = 1 << 20
"""Bytes of a callback's body that are read; an event is a few hundred."""


@dataclass(frozen=True)
class Reply:
    """What is answered, `delay` seconds after the request is in. Content-Length and Connection come by themselves."""

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    delay: float = 0.0


Take = Callable[[Request], tuple[Reply, Callable[[Exchange], None] | None]]
"""What to answer a request, whose body is None where it cannot be told where that ends, and who records both."""


class CallbackServer(ThreadingHTTPServer):
    """Answers every request, by any method, as `take` says; by HTTPS where there is a `tls`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], take: Take, tls: ssl.SSLContext | None = None) -> None:
        """Bind to the host and port of `address` at once. Raises OSError when that cannot be done."""
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.take = take
        self.scheme = "http" if tls is None else "https"
        self.stopping = threading.Event()
        self._tls = tls
        self._open: set[Any] = set()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own looks the host name up, which takes seconds where no DNS answers.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def server_close(self) -> None:
        super().server_close()
        self.stopping.set()
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self._tls is not None:
            # The handshake comes with the first read, in a thread of its own: a caller that dallies holds nobody up.
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A provider that breaks off its call is not worth a traceback on the operator's terminal."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    timeout = 30
    server: CallbackServer

    def __getattr__(self, name: str) -> Any:
        # The base class looks for a method do_GET, do_PUT and so on: every HTTP method is served.
        if name.startswith("do_"):
            return self._exchange
        raise AttributeError(name)

    def _exchange(self) -> None:
        started = time.time()
        body = self._body()
        # A caller may name the host in the target as well (RFC 9112, 3.2.2).
        target = re.sub("^[a-z]+://[^/?]*", "", self.path, flags=re.IGNORECASE)
        url = f"{self.server.scheme}://{self.headers.get('Host', 'listener')}{target}"
        request = Request(self.command, url, tuple(self.headers.items()), body)
        reply, record = self.server.take(request)
        content = b"" if self.command == "HEAD" else reply.body
        headers = (*reply.headers, ("Content-Length", str(len(reply.body))))
        if record is not None:
            # Before the answer, which may be a slow one: it is in, and somebody may be waiting for it.
            timing = Timing(started, None, time.time() - started + reply.delay)
            response = Response(reply.status, self.responses.get(reply.status, ("",))[0], headers, Body.of(content))
            peer = f"{self.client_address[0]}:{self.client_address[1]}"
            record(Exchange("", request, response, None, timing, peer, inbound=True))
        self.server.stopping.wait(reply.delay)
        self._answer(reply.status, headers, content)

    def _answer(self, status: int, headers: Headers, content: bytes) -> None:
        self.close_connection = True
        self.send_response(status)
        for name, value in (*headers, ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def handle_expect_100(self) -> bool:
        proceed = super().handle_expect_100()
        self.wfile.flush()
        return proceed

    def _body(self) -> bytes | None:
        """The request's body; None when it cannot be told where it ends."""
        if "Transfer-Encoding" in self.headers:
            return self._chunks()
        length = self.headers.get("Content-Length", "0").strip()
        return self.rfile.read(min(int(length), BODY_AT_MOST)) if length.isdecimal() else None

    def _chunks(self) -> bytes | None:
        body = bytearray()
        while re.fullmatch(b"[0-9A-Fa-f]{1,8}", digits := self.rfile.readline(1024).partition(b";")[0].strip()):
            size = int(digits, 16)
            if size == 0:
                while self.rfile.readline(1024).strip():
                    pass
                return bytes(body)
            if len(body) + size > BODY_AT_MOST:
                return None
            body += self.rfile.read(size)
            self.rfile.readline(8)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to the terminal: what came in is in the report."""
