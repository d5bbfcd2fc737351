"""Stands in for the caller's webhook URL (document 002, Webhook): records what a provider sends, and answers 200."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .message import Body, Exchange, Request, Response, Timing

BODY_AT_MOST = 1 << 20
"""Bytes of a callback's body that are read; an event is a few hundred."""


Matches = Callable[[Exchange], bool]


class Listener:
    """A webhook listener on `bind`:`port` (0: a free one). `url` is what the provider has to be told.

    Its path is a secret of the run, so that only the provider under test finds it. `events` are all callbacks so far.
    """

    def __init__(self, bind: str = "127.0.0.1", port: int = 0, public_url: str | None = None) -> None:
        self.events: list[Exchange] = []
        self._arrived = threading.Condition()
        self._server = _Server((bind, port), self)
        self.path = "" if public_url else f"/{secrets.token_urlsafe(12)}"
        host = "127.0.0.1" if bind in ("0.0.0.0", "::") else bind
        self.url = public_url or f"http://{host}:{self._server.server_port}{self.path}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="listener", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def expect(self, matches: Matches, otherwise: Matches, id: str, within: float) -> "Expected":
        """A callback that `matches`, which may have come already or come within `within` seconds from now."""
        return Expected(self, matches, otherwise, id, time.monotonic() + within)

    def record(self, event: Exchange) -> None:
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()

    def wait(self, matches: Matches, deadline: float) -> Exchange | None:
        """The first event that `matches`, waiting for it until `deadline` (time.monotonic)."""

        def found() -> Exchange | None:
            return next((event for event in self.events if matches(event)), None)

        with self._arrived:
            return self._arrived.wait_for(found, max(0.0, deadline - time.monotonic()))


@dataclass(frozen=True)
class Expected:
    """One awaited callback; `result` waits for it, takes the first that is `otherwise` of interest when it never came,
    and gives it the id of the step that awaits it."""

    listener: Listener
    matches: Matches = field(repr=False)
    otherwise: Matches = field(repr=False)
    id: str
    deadline: float

    def result(self) -> Exchange | None:
        event = self.listener.wait(self.matches, self.deadline) or self.listener.wait(self.otherwise, 0.0)
        return replace(event, id=self.id) if event else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    disable_nagle_algorithm = True

    def __init__(self, address: tuple[str, int], listener: Listener) -> None:
        super().__init__(address, _Handler)
        self.listener = listener

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A provider that breaks off its call is not worth a traceback on the operator's terminal."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    timeout = 30
    server: _Server

    def handle_event(self) -> None:
        started = time.time()
        listener = self.server.listener
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), BODY_AT_MOST)) if length.isdigit() else self._chunked()
        known = not listener.path or self.path.partition("?")[0] == listener.path
        status, reason = (200, "OK") if known else (404, "Not Found")
        self.close_connection = True
        self.send_response(status, reason)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
        if known:
            url = f"http://{self.headers.get('Host', 'listener')}{self.path}"
            listener.record(
                Exchange(
                    f"callback-{len(listener.events) + 1}",
                    Request(self.command, url, tuple(self.headers.items()), body),
                    Response(status, reason, (("Content-Length", "0"),), Body()),
                    None,
                    Timing(started, None, time.time() - started),
                    f"{self.client_address[0]}:{self.client_address[1]}",
                    inbound=True,
                )
            )

    do_GET = do_POST = do_PUT = handle_event

    def _chunked(self) -> bytes:
        body = bytearray()
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while (size := int(self.rfile.readline(1024).partition(b";")[0] or b"0", 16)) and len(body) < BODY_AT_MOST:
                body += self.rfile.read(min(size, BODY_AT_MOST))
                self.rfile.readline(8)
        return bytes(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to the terminal: what came in is in the report."""
