"""Stands in for the caller's webhook URL (document 002, Webhook): records what a provider sends, and answers 200."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .callback_server import CallbackServer
from .message import Exchange

Matches = Callable[[Exchange], bool]


class Listener:
    """A webhook listener on `bind`:`port` (0: a free one). `url` is what the provider has to be told.

    Its path is a secret of the run, so that only the provider under test finds it. `events` are all callbacks so far.
    """

    def __init__(self, bind: str = "127.0.0.1", port: int = 0, public_url: str | None = None) -> None:
        self.events: list[Exchange] = []
        self._arrived = threading.Condition()
        self.path = "" if public_url else f"/{secrets.token_urlsafe(12)}"
        self._server = CallbackServer((bind, port), self.path, self.record)
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, f"[{bind}]" if ":" in bind else bind)
        self.url = public_url or f"http://{host}:{self._server.server_port}{self.path}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="listener", daemon=True).start()

    def stop(self) -> None:
        """Stop listening and end the open connections."""
        self._server.shutdown()
        self._server.server_close()

    def expect(self, matches: Matches, otherwise: Matches, id: str, within: float) -> "Expected":
        """A callback that `matches`, which may have come already or come within `within` seconds from now."""
        return Expected(self, matches, otherwise, id, time.monotonic() + within)

    def record(self, event: Exchange) -> None:
        """Add `event`, under an id of its own."""
        with self._arrived:
            self.events.append(replace(event, id=f"callback-{len(self.events) + 1}"))
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
