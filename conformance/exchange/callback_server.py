"""The HTTP server behind the webhook listener: takes what a provider sends, whole, and answers it."""

import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from .message import Body, Exchange, Request, Response, Timing

BODY_AT_MOST = 1 << 20
"""Bytes of a callback's body that are read; an event is a few hundred."""


class CallbackServer(ThreadingHTTPServer):
    """Serves `path` alone ("": any path) and gives every request to it, with its answer, to `record`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], path: str, record: Callable[[Exchange], None]) -> None:
        """Bind to the host and port of `address` at once. Raises OSError when that cannot be done."""
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.path = path
        self.record = record
        self._open: set[Any] = set()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own looks the host name up, which takes seconds where no DNS answers.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def server_close(self) -> None:
        super().server_close()
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

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

    def handle_event(self) -> None:
        started = time.time()
        body = self._body()
        known = not self.server.path or self.path.partition("?")[0] == self.server.path
        status = HTTPStatus.NOT_FOUND if not known else HTTPStatus.OK if body is not None else HTTPStatus.BAD_REQUEST
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
        if known:
            url = f"http://{self.headers.get('Host', 'listener')}{self.path}"
            self.server.record(
                Exchange(
                    "",
                    Request(self.command, url, tuple(self.headers.items()), body),
                    Response(status.value, status.phrase, (("Content-Length", "0"),), Body()),
                    None,
                    Timing(started, None, time.time() - started),
                    f"{self.client_address[0]}:{self.client_address[1]}",
                    inbound=True,
                )
            )

    do_GET = do_POST = do_PUT = handle_event

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
