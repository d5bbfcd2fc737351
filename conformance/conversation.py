"""What a scenario talks through: it sends, and every exchange is recorded under the name of its step."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from .clients import digest
from .exchange.evidence import Halt, Stop, Stopped
from .exchange.message import Exchange, Request, Url
from .profile import Profile
from .scenario import Play

T = TypeVar("T")


class Wire(Protocol):
    """What a conversation needs of the sender: one request out, one recorded exchange back; it never raises."""

    def send(self, request: Request, id: str) -> Exchange: ...


Matches = Callable[[Exchange], bool]


class Callbacks(Protocol):
    """What a conversation needs of the webhook listener."""

    def expect(self, matches: Matches, otherwise: Matches, id: str, within: float) -> "Expectation": ...


class Expectation(Protocol):
    """A callback that may still come. `result` waits until it has come or its time is over (None)."""

    def result(self) -> Exchange | None: ...


class Shared:
    """Results that several plays need but only one may fetch, such as an account's one log-in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cells: dict[str, tuple[threading.Lock, list[object]]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self.values: set[str] = set()

    def lock(self, key: str) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(key, threading.Lock())

    def once(self, key: str, fetch: Callable[[], T]) -> T:
        """`fetch()` of the first caller; later callers wait for it and get the same. A failed fetch fails them all."""
        with self._lock:
            lock, cell = self._cells.setdefault(key, (threading.Lock(), []))
        with lock:
            if not cell:
                try:
                    cell.append(fetch())
                except Stopped as stopped:
                    cell.append(stopped)
            if isinstance(cell[0], Stopped):
                raise Stopped(cell[0].stop)
            return cell[0]  # type: ignore[return-value]


class Conversation:
    """What a scenario talks through. Every `send` is recorded under the name of its step."""

    def __init__(
        self,
        play: Play,
        profile: Profile,
        run_id: str,
        wire: Wire,
        shared: Shared,
        learn: Callable[[str, str], object],
        callbacks: Callbacks | None = None,
    ) -> None:
        self.profile = profile
        self.run_id = run_id
        self.steps: dict[str, Exchange] = {}
        self.expected: dict[str, Expectation] = {}
        self.learn = learn
        """`learn(kind, value)`: from now on `value` (a token, a session id) is a secret in everything written."""
        self._callbacks = callbacks
        self._play = play
        self._wire = wire
        self._shared = shared
        self._messages = play.scenario.messages

    def send(self, step: str, request: Request) -> Exchange:
        """Send `request` as `step`. Ends the play when no whole response came, or when the request may not be sent."""
        if request.recipients:
            self._pay(request)
        exchange = self._wire.send(request, f"{self._play.id}/{step}")
        if request.digest and (signed := _signed(exchange)):
            self._keep(f"{step}-challenge", replace(exchange, id=f"{exchange.id}-challenge"))
            exchange = self._wire.send(signed, f"{self._play.id}/{step}")
        return self._keep(step, exchange)

    def shared(self, key: str, step: str, make: Callable[[], Request]) -> Exchange:
        """The exchange of `make()`, sent once a run for all plays that ask for `key`; recorded here too as `step`."""
        service = self._play.scenario.service
        return self._keep(step, self._shared.once(key, lambda: self._wire.send(make(), f"{service}.shared/{key}")))

    def expect(self, step: str, matches: Matches, otherwise: Matches, within: float) -> None:
        """Wait for a callback that `matches`, at most `within` seconds from now, without holding up the play. When none
        came, the first that is `otherwise` of interest stands in."""
        if self._callbacks is not None:
            self.expected[step] = self._callbacks.expect(matches, otherwise, f"{self._play.id}/{step}", within)

    def alone(self, key: str) -> threading.Lock:
        """A lock that all plays of the run share by `key`: `with talk.alone("session"):` for what one client does in
        one go, such as minting a token and using it."""
        return self._shared.lock(key)

    def remember(self, value: str) -> None:
        """Let all plays of the run know `value`, such as a message id that the provider returned."""
        self._shared.values.add(value)

    def remembers(self, value: str) -> bool:
        return value in self._shared.values

    def stop(self, reason: str, halt: Halt = Halt.BROKEN_OFF) -> Stopped:
        """The exception to raise when an answer lacks what the next step needs: `raise talk.stop("…")`."""
        return Stopped(Stop(halt, reason))

    def _keep(self, step: str, exchange: Exchange) -> Exchange:
        self.steps[step] = exchange
        if exchange.response is None:
            detail = exchange.failure.detail if exchange.failure else "no response"
            raise self.stop(f"{step.replace('_', ' ')}: {detail}", Halt.NETWORK)
        return exchange

    def _pay(self, request: Request) -> None:
        strangers = [who for who in request.recipients if who not in self.profile.allowed_recipients]
        if strangers:
            raise PermissionError(f"{self._play.id} would send to {strangers[0]}, which the profile does not allow")
        if self._messages < 1:
            raise PermissionError(
                f"{self._play.id} sends more than the {self._play.scenario.messages} messages declared"
            )
        self._messages -= 1


def _signed(exchange: Exchange) -> Request | None:
    """The request again, with the answer to its Digest challenge (RFC 7616); None when it was not challenged."""
    request, response = exchange.request, exchange.response
    challenge = response.header("WWW-Authenticate") if response and response.status == 401 else None
    if challenge is None or request.digest is None:
        return None
    target = Url.parse(request.url).target
    answer = digest.authorization(challenge, request.method, target, *request.digest, secrets.token_hex(8))
    return replace(request, headers=(*request.headers, ("Authorization", answer))) if answer else None
