"""The HTTP plumbing: turns bytes into a `Received`, a `Reply` into bytes, and stops without leaving a thread."""

import socket
import sys
import threading
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException, parse_headers
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from .body import in_parts, pieces, read_body
from .message import Handler, Received, Reply

POLL_SECONDS = 0.05
JOIN_SECONDS = 2.0
LINE_LIMIT = 64 << 20


class Server(ThreadingHTTPServer):
    """Serves `respond` from a background thread between `start` and `stop`, one thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, respond: Handler) -> None:
        """Bind at once. Raises OSError when the port is taken."""
        self.respond = respond
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._loop = threading.Thread(target=self.serve_forever, args=(POLL_SECONDS,), daemon=True)
        super().__init__((host, port), _Connection)

    def server_bind(self) -> None:
        # HTTPServer's own looks the host name up, which takes seconds where no DNS answers.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """Stop listening, end the open connections, and wait for their threads."""
        self.shutdown()
        self.server_close()
        with self._lock:
            connections = dict(self._open)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in (self._loop, *connections.values()):
            thread.join(JOIN_SECONDS)

    def process_request(self, request: Any, client_address: Any) -> None:
        # Registered before it starts, so that `stop` misses no connection.
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[request] = thread
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                del self._open[request]

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that hangs up is no error of the server.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Unbuffered writes with Nagle's algorithm cost 40 ms a request.
    wbufsize = 65536
    disable_nagle_algorithm = True
    server: Server

    def __getattr__(self, name: str) -> Any:
        # The base class looks for a method do_GET, do_PUT and so on: every HTTP method is served.
        if name.startswith("do_"):
            return self._exchange
        raise AttributeError(name)

    def _exchange(self) -> None:
        try:
            body = read_body(self.headers, self.rfile)
        except ValueError as error:
            self.close_connection = True
            reply = Reply.text(400, str(error))
        else:
            # `self.path` would merge leading slashes; the request line is as it came.
            target = self.requestline.split()[1]
            reply = self.server.respond(Received(self.command, target, tuple(self.headers.items()), body))
        self._write(reply)
        if reply.afterwards:
            reply.afterwards()

    def _write(self, reply: Reply) -> None:
        if reply.hang_up:
            self.close_connection = True
            return
        body = in_parts(reply.body)
        endless = reply.chunked or body.size is None
        chunked = endless and self.request_version == "HTTP/1.1"
        if reply.cut_at is not None or (endless and not chunked):
            self.close_connection = True
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif reply.status != 204 and body.size is not None:
            self.send_header("Content-Length", str(body.size))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and reply.status != 204:
            for piece in pieces(body, chunked, reply.cut_at):
                self.wfile.write(piece)
        self.wfile.write(reply.surplus)
        self.wfile.flush()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request that cannot be understood; one whose request line is too long is read to its end first."""
        if code != HTTPStatus.REQUEST_URI_TOO_LONG:
            super().send_error(code, message, explain)
            return
        self.command = self.raw_requestline.partition(b" ")[0].decode("latin-1")
        # A connection that is closed upon unread bytes is reset, and the caller may never see the answer.
        with suppress(HTTPException, ValueError):
            self.rfile.readline(LINE_LIMIT)
            self.headers = parse_headers(self.rfile)
            read_body(self.headers, self.rfile)
        self._write(Reply.text(code, "The request line is too long."))

    def handle_expect_100(self) -> bool:
        proceed = super().handle_expect_100()
        self.wfile.flush()
        return proceed

    def version_string(self) -> str:
        return "reference-provider"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was served is the provider's to log."""
