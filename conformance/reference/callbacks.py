"""The provider's own calls to a webhook: from a thread of their own, after the answer that caused them."""

import threading
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import SimpleQueue
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 2.0
PAUSES_SECONDS = (0.1, 0.4)
"""How long to wait before each further attempt to connect."""

_Event = tuple[str, str, bytes]


class Callbacks:
    """Sends JSON events one after the other between `start` and `stop`; what cannot be delivered is dropped."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._events: SimpleQueue[_Event | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping = threading.Event()
        self._events = SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(self._stopping, self._events), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Drop what is waiting and let a call that is under way end, which takes no longer than its time-outs."""
        self._stopping.set()
        self._events.put(None)
        if self._thread is not None:
            self._thread.join(2 * TIMEOUT_SECONDS)

    def send(self, method: str, url: str, event: bytes) -> None:
        """Send the JSON `event` to `url` soon."""
        self._events.put((method, url, event))

    @staticmethod
    def _run(stopping: threading.Event, events: "SimpleQueue[_Event | None]") -> None:
        while (event := events.get()) is not None and not stopping.is_set():
            with suppress(OSError, HTTPException, ValueError):
                _send(*event, stopping)


def _send(method: str, url: str, event: bytes, stopping: threading.Event) -> None:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with closing(kind(parts.netloc, timeout=TIMEOUT_SECONDS)) as connection:
        # Only connecting is repeated: an event that went out may have arrived, whatever became of the answer.
        for pause in PAUSES_SECONDS:
            with suppress(OSError):
                connection.connect()
                break
            if stopping.wait(pause):
                return
        else:
            connection.connect()
        if stopping.is_set():
            return
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, event, {"Content-Type": "application/json"})
        connection.getresponse().read()
