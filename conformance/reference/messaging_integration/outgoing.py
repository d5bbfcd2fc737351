"""The provider's own requests: its calls to the webhook, and its look at a file that was sent by URL."""

import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

AT_ONCE = 8
TIMEOUT_SECONDS = 2.0
CONNECT_PAUSES = (0.1, 0.4)
"""Seconds to wait before each further attempt to connect."""
RETRY_PAUSE = 0.1
"""Seconds before an event that the webhook could not take is sent once more."""
NAME = {"User-Agent": "reference-provider"}


class Outgoing:
    """Makes requests between `start` and `stop`; what cannot be delivered is dropped. `failed` is set when a call to
    the webhook came to nothing, until somebody clears it."""

    def __init__(self) -> None:
        self.failed = threading.Event()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._open: set[HTTPConnection] = set()
        self._waiting: list[threading.Thread] = []

    def start(self) -> None:
        self.failed.clear()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE, "outgoing")

    def stop(self) -> None:
        """Drop what is waiting, and cut off the requests that are under way."""
        self._stopping.set()
        for thread in self._waiting:
            thread.join()
        self._waiting.clear()
        for connection in tuple(self._open):
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        self._pool.shutdown(cancel_futures=True)

    def later(self, errand: Callable[[], object], seconds: float = 0.0) -> None:
        """Run `errand` in `seconds` or somewhat later, unless everything is stopped by then."""

        def start() -> None:
            # An answer may be under way while everything is being stopped.
            with suppress(RuntimeError):
                if not self._stopping.wait(seconds):
                    self._pool.submit(errand)

        if seconds:
            # What waits keeps no other errand waiting.
            thread = threading.Thread(target=start, daemon=True)
            thread.start()
            self._waiting.append(thread)
        else:
            start()

    def call(self, method: str, url: str, event: bytes) -> None:
        """Send the JSON `event` to `url`."""
        self._tell(method, url, event, {"Content-Type": "application/json"})

    def fetch(self, url: str) -> bool:
        """Whether the file at `url` can be had."""
        status = self._ask("GET", url, None, {})
        return status is not None and status < 300

    def _tell(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> None:
        """Make the request, and once more when the answer is a server's error."""
        status = self._ask(method, url, body, headers)
        if status is None or status >= 500:
            self.failed.set()
        if status and status >= 500 and not self._stopping.wait(RETRY_PAUSE):
            self._ask(method, url, body, headers)

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> int | None:
        """The answer's status; None without an answer."""
        with suppress(OSError, HTTPException, ValueError):
            parts = urlsplit(url)
            kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
            with closing(kind(parts.netloc, timeout=TIMEOUT_SECONDS)) as connection:
                self._connect(connection)
                self._open.add(connection)
                try:
                    if not self._stopping.is_set():
                        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                        connection.request(method, target, body, {**NAME, **headers})
                        response = connection.getresponse()
                        response.read()
                        return response.status
                finally:
                    self._open.discard(connection)
        return None

    def _connect(self, connection: HTTPConnection) -> None:
        # Only connecting is repeated: an event that went out may have arrived, whatever became of the answer.
        for pause in CONNECT_PAUSES:
            with suppress(OSError):
                connection.connect()
                return
            if self._stopping.wait(pause):
                return
        connection.connect()
