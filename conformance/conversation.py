"""What a scenario talks through: it sends, and every exchange is recorded under the name of its step."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar
from zlib import crc32

from .clients import digest
from .exchange.evidence import Halt, Stop, Stopped
from .exchange.listener import Listener
from .exchange.message import Exchange, Request
from .exchange.observer import observed, stored_in
from .exchange.together import Wire, send_together
from .hearing import Hearing, Tester
from .profile import Profile
from .scenario import Play
from .shared import Shared

POLL_SECONDS = 0.25
"""How often the observer is asked for what has not been stored yet."""

T = TypeVar("T")


class Conversation(Hearing):
    """What a scenario talks through. Every `send` is recorded under the name of its step."""

    def __init__(
        self,
        play: Play,
        profile: Profile,
        run_id: str,
        wire: Wire,
        shared: Shared,
        learn: Callable[[str, str], object],
        listener: Listener | None = None,
        tester: Tester | None = None,
    ) -> None:
        super().__init__(play, profile, wire, shared, listener, tester)
        self.run_id = run_id
        self.awaited: dict[str, str] = {}
        """The steps that stand for shared exchanges, by the ids of these, from when they are asked for."""
        self.learn = learn
        """`learn(kind, value)`: from now on `value` (a token, a session id) is a secret in everything written."""
        self._messages = play.cost(profile)

    def mark(self, *words: str) -> str:
        """What a message of this play is known by, readable and no part of another mark: `7f3a9c21-one-text-plus-5b3a`.
        `words` tell apart those of one play."""
        text = "-".join(filter(None, (self._play.scenario.name, self._play.case, *words)))
        return f"{self.run_id}-{text}-{crc32(f'{self._play.id} {words}'.encode()) % 0x10000:04x}"

    def send(self, step: str, request: Request) -> Exchange:
        """Send `request` as `step`. Ends the play when no whole response came, or when the request may not be sent."""
        return self._whole(step, self.attempt(step, request))

    def attempt(self, step: str, request: Request) -> Exchange:
        """Send `request` as `step`; the play goes on whatever came of it."""
        self._pay(request)
        exchange = self._wire.send(request, self._id(step))
        if request.digest and (signed := digest.answered(exchange)):
            self._record(f"{step}-challenge", replace(exchange, id=self._id(f"{step}-challenge")))
            exchange = self._wire.send(signed, self._id(step))
        return self._record(step, exchange)

    def rename(self, step: str, name: str) -> Exchange:
        """Let what was recorded as `step` stand as `name`. The play goes on whatever came of it."""
        return self._record(name, replace(self.steps.pop(step), id=self._id(name)))

    def at_once(self, requests: Mapping[str, Request]) -> list[Exchange]:
        """Send `requests`, by step, at the same instant, each over a connection of its own that is open beforehand,
        whatever the run's concurrency is. Ends the play when one of them has no whole response."""
        return [self._whole(*answer) for answer in self.attempt_at_once(requests).items()]

    def attempt_at_once(self, requests: Mapping[str, Request]) -> dict[str, Exchange]:
        """Send `requests` as `at_once` does; the play goes on whatever came of them."""
        for request in requests.values():
            self._pay(request)
        exchanges = self._together(requests)
        signed = {
            step: again
            for step, exchange in zip(requests, exchanges, strict=True)
            if exchange.request.digest and (again := digest.answered(exchange))
        }
        answers = dict(zip(requests, exchanges, strict=True))
        if signed:
            for step in signed:
                self._record(f"{step}-challenge", replace(answers[step], id=self._id(f"{step}-challenge")))
            answers |= zip(signed, self._together(signed), strict=True)
        return {step: self._record(step, exchange) for step, exchange in answers.items()}

    def observe(self, step: str, mark: str) -> Exchange:
        """What the provider's observer tells of the messages that carry `mark`, as `step`: asked until there is one, or
        until the time that the profile gives it is over. Ends the play when the observer gives no list."""
        observer = self.profile.observer
        if observer is None:
            raise self.stop("the profile names no observer", Halt.CONFIGURATION)
        until = time.monotonic() + observer.wait
        while True:
            exchange = observed(observer, mark, self._id(step), self._wire.send)
            try:
                stored = stored_in(exchange)
            except ValueError as error:
                # It is no evidence of what was stored, and stands under a name that no judge asks for.
                unreadable = f"{step}-unreadable"
                self._record(unreadable, replace(exchange, id=self._id(unreadable)))
                raise self.stop(f"the observer {error}".replace(" 's", "'s", 1), Halt.CONFIGURATION) from None
            if stored or time.monotonic() + POLL_SECONDS > until:
                return self._record(step, exchange)
            time.sleep(POLL_SECONDS)

    def shared(self, key: str, step: str, make: Callable[[], Request]) -> Exchange:
        """The exchange of `make()`, sent once a run for all plays that ask for `key`; recorded here too as `step`."""
        id = f"{self._play.scenario.service}.shared{'-alone' if self._play.alone else ''}/{key}"
        self.awaited[id] = step
        exchange = self._shared.once(key, lambda: self._wire.send(make(), id))
        return self._whole(step, self._record(step, exchange))

    def once(self, key: str, make: Callable[[], T]) -> T:
        """`make()`, called once a run for all plays that ask for `key`."""
        return self._shared.once(key, make)

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

    def _together(self, requests: Mapping[str, Request]) -> list[Exchange]:
        named = [(request, self._id(step)) for step, request in requests.items()]
        # Well before the first connection would time out, for a provider that takes one at a time is no worse for it.
        return send_together(self._wire, named, self.profile.limits.connect / 2)

    def _whole(self, step: str, exchange: Exchange) -> Exchange:
        if exchange.response is None:
            detail = exchange.failure.detail if exchange.failure else "no response"
            raise self.stop(f"{step.replace('_', ' ')}: {detail}", Halt.NETWORK)
        return exchange

    def _pay(self, request: Request) -> None:
        if not request.recipients:
            return
        strangers = [who for who in request.recipients if who not in self.profile.allowed_recipients]
        if strangers:
            raise PermissionError(f"{self._play.id} would send to {strangers[0]}, which the profile does not allow")
        if self._messages < 1:
            raise PermissionError(
                f"{self._play.id} sends more than the {self._play.cost(self.profile)} messages declared"
            )
        self._messages -= 1
