"""The way out of a run: everything sent passes here, so that it can be shut, and nothing that went out is forgotten."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from .evidence import Halt, Stop, Stopped
from .message import Exchange, Failure, FailureKind, Request, Timing, Url
from .redaction import Redactor
from .sender import Sender

INTERRUPTED = Stop(Halt.INTERRUPTED, "the run was interrupted")
TIME_IS_OVER = Stop(Halt.TIME, "the time for the run (--max-time) was over")

SESSION_AT_LEAST = 16
"""Characters of a cookie's value from which on it may be a session; a shorter one is a preference or a flag."""


class Gate:
    """Lets requests out through a `Sender` until it is closed, and knows which are out without an answer yet.

    The sessions that answers set as cookies become secrets here, whether or not a scenario uses them.
    """

    def __init__(self, sender: Sender, redactor: Redactor) -> None:
        self._sender = sender
        self._redactor = redactor
        self._under_way: dict[str, tuple[Request, Timing]] = {}
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def send(
        self, request: Request, id: str, deadline: float | None = None, ready: Callable[[], None] | None = None
    ) -> Exchange:
        """The exchange of `request`, as `Sender.send` gives it. Raises Stopped when the gate is closed."""
        if self.closed:
            raise Stopped(INTERRUPTED)
        self._under_way[id] = request, Timing(time.time())
        try:
            exchange = self._sender.send(request, id, deadline, ready)
        finally:
            del self._under_way[id]
        for cookie in _session_cookies(exchange):
            self._redactor.learn("session", cookie)
        if exchange.failure is not None and deadline is not None and time.monotonic() >= deadline:
            return replace(exchange, failure=Failure(FailureKind.INTERRUPTED, TIME_IS_OVER.reason))
        return exchange

    def unanswered(self, stop: Stop) -> list[Exchange]:
        """What is out without an answer, as it stands in the record when nobody waits for it any more."""
        failure = Failure(FailureKind.INTERRUPTED, f"{stop.reason} before an answer came")
        return [
            Exchange(id, request, None, failure, timing, Url.parse(request.url).authority.rpartition("@")[2])
            for id, (request, timing) in dict(self._under_way).items()
        ]


def _session_cookies(exchange: Exchange) -> Iterator[str]:
    """The values of cookies that are long enough to be sessions: whoever has one is logged in."""
    for name, value in exchange.response.headers if exchange.response else ():
        cookie = value.partition(";")[0].partition("=")[2].strip(' "')
        if name.lower() == "set-cookie" and len(cookie) >= SESSION_AT_LEAST:
            yield cookie
