"""What makes the suite a polite and quick caller: the profile's rate, Retry-After, and a breaker for dead targets."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from typing import Protocol
from weakref import WeakKeyDictionary

from .breaker import Breaker
from .message import Exchange, Failure, FailureKind, Request, Timing, Url

RETRY_AFTER_AT_MOST = 10.0
"""Seconds that the suite will wait when a provider asks it to; a longer wish is not waited for."""

SECOND_TRY_AFTER = 0.3
"""Seconds before a connection that failed is tried once more: nothing was sent, so trying again is safe."""

Ready = Callable[[], None]

BREAKING = (FailureKind.UNREACHABLE, FailureKind.TLS)


class Sends(Protocol):
    """What sends a request until a deadline: a `Sender`, or what stands before one."""

    def send(
        self, request: Request, id: str, deadline: float | None = None, ready: Ready | None = None
    ) -> Exchange: ...


class PoliteSender:
    """Sends through a `Sender`, at most `per_minute` requests a minute to an origin, until `deadline` (time.monotonic).

    When a connection to an origin cannot be made, that origin is given up: later requests to it fail at once with the
    same cause, instead of one time-out each. So is an origin that lets requests time out, or answers without end, and
    has never answered one wholly: after a single answer, time-outs are the requests' own.

    A 429 with a Retry-After within bounds is sent again once, for it was not taken; a 503 only when the request sends
    no message.

    Requests with the same `ready` go together: one turn lets them all out or none, and the pauses of all come after
    it. Nothing of them is tried again, for that would come after the others.
    """

    def __init__(self, sender: Sends, per_minute: float | None = None, deadline: float | None = None) -> None:
        self._sender = sender
        self._pause = 60.0 / per_minute if per_minute else 0.0
        self._deadline = deadline
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}
        self._groups: WeakKeyDictionary[Ready, dict[str, Future[Failure | None]]] = WeakKeyDictionary()
        self._breaker = Breaker()

    def send(self, request: Request, id: str, ready: Ready | None = None) -> Exchange:
        """The exchange of `request`; `ready`, a function that a group shares, is called when its connection is open."""
        origin = Url.parse(request.url).origin
        if ready is not None:
            return self._let_out(self._turn_together(origin, ready), request, id, origin, ready)
        exchange = self._once(request, id, origin)
        if _kind(exchange) is FailureKind.UNREACHABLE and not self._breaker.given_up(origin):
            time.sleep(SECOND_TRY_AFTER)
            exchange = self._once(request, id, origin)
        wish = retry_after(exchange)
        if wish is not None and wish <= RETRY_AFTER_AT_MOST and self._in_time(wish) and _may_repeat(exchange):
            self._hold(origin, wish)
            exchange = self._once(request, id, origin)
        if exchange.failure is not None and _kind(exchange) in BREAKING:
            self._breaker.give_up(origin, exchange.failure)
        return exchange

    def _once(self, request: Request, id: str, origin: str) -> Exchange:
        return self._let_out(self._turn(origin), request, id, origin)

    def _let_out(
        self, failure: Failure | None, request: Request, id: str, origin: str, ready: Ready | None = None
    ) -> Exchange:
        if failure is not None:
            return Exchange(id, request, failure=failure, timing=Timing(time.time()))
        exchange: Exchange | None = None
        try:
            exchange = self._sender.send(request, id, self._deadline, ready)
            return exchange
        finally:
            self._breaker.record(origin, exchange)

    def _turn(self, origin: str) -> Failure | None:
        """Wait until a request may go to `origin`; or why it may not."""
        # An origin can also be given up while a request to it awaits its turn.
        return self._breaker.given_up(origin) or self._await_turn(origin) or self._breaker.admit(origin)

    def _turn_together(self, origin: str, ready: Ready) -> Failure | None:
        """The turn of the group's first request to `origin`, which the others share, each paying a pause of its own."""
        with self._lock:
            turns = self._groups.setdefault(ready, {})
            first = origin not in turns
            turn = turns.setdefault(origin, Future())
        if first:
            turn.set_result(self._turn(origin))
        elif turn.result() is None:
            self._breaker.join(origin)
            with self._lock:
                self._free_at[origin] += self._pause
        return turn.result()

    def _await_turn(self, origin: str) -> Failure | None:
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at.get(origin, now))
            if not self._in_time(turn - now):
                return Failure(FailureKind.TIMEOUT, "not sent: the time for the run was over before its turn")
            self._free_at[origin] = turn + self._pause
        if turn > now:
            time.sleep(turn - now)
        return None

    def _in_time(self, seconds: float) -> bool:
        """Whether the run still goes on in `seconds`."""
        return self._deadline is None or time.monotonic() + seconds < self._deadline

    def _hold(self, origin: str, seconds: float) -> None:
        """Let nobody send to `origin` for `seconds`."""
        with self._lock:
            now = time.monotonic()
            self._free_at[origin] = max(self._free_at.get(origin, now), now + seconds)


def retry_after(exchange: Exchange) -> float | None:
    """The seconds that a 429 or 503 asks to wait (RFC 9110, 10.2.3: a number or a date), or None."""
    response = exchange.response
    if response is None or response.status not in (429, 503):
        return None
    value = (response.header("Retry-After") or "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _kind(exchange: Exchange) -> FailureKind | None:
    return exchange.failure.kind if exchange.failure else None


def _may_repeat(exchange: Exchange) -> bool:
    return exchange.answer.status == 429 or not exchange.request.recipients
