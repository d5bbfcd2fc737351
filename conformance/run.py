"""One run: the plan's scenarios are played ahead of the judging; a check waits for its own evidence only."""

import inspect
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from .exchange.courtesy import PoliteSender
from .exchange.engine import Engine, Job
from .exchange.listener import Listener
from .exchange.message import Exchange, Failure, FailureKind, Request, Timing, Url
from .exchange.redaction import Redactor
from .exchange.sender import Sender
from .plan import Plan
from .profile import Profile
from .scenario import Conversation, Evidence, Expectation, Halt, Phase, Play, Shared, Stop, Stopped

INTERRUPTED = Stop(Halt.INTERRUPTED, "the run was interrupted")
TIME_IS_OVER = Stop(Halt.TIME, "the time for the run (--max-time) was over")

SESSION_AT_LEAST = 16
"""Characters of a cookie's value from which on it may be a session; a shorter one is a preference or a flag."""

SETTLING = 1.0
"""Seconds beyond the deadline in which what the sender cuts off at the deadline is recorded."""


class _Gate(Sender):
    """A sender that lets nothing out once it is closed, and knows what is out without an answer yet."""

    def __init__(self, profile: Profile, folder: Path, redactor: Redactor) -> None:
        super().__init__(profile.transport, profile.limits, folder)
        self._redactor = redactor
        self.closed = False
        self.under_way: dict[str, tuple[Request, Timing]] = {}

    def send(self, request: Request, id: str, deadline: float | None = None) -> Exchange:
        if self.closed:
            raise Stopped(INTERRUPTED)
        self.under_way[id] = request, Timing(time.time())
        try:
            exchange = super().send(request, id, deadline)
        finally:
            del self.under_way[id]
        for cookie in _session_cookies(exchange):
            self._redactor.learn("session", cookie)
        if exchange.failure is not None and deadline is not None and time.monotonic() >= deadline:
            return replace(exchange, failure=Failure(exchange.failure.kind, TIME_IS_OVER.reason))
        return exchange


def _session_cookies(exchange: Exchange) -> Iterator[str]:
    """The values of cookies that are long enough to be sessions: whoever has one is logged in, used here or not."""
    for name, value in exchange.response.headers if exchange.response else ():
        cookie = value.partition(";")[0].partition("=")[2].strip(' "')
        if name.lower() == "set-cookie" and len(cookie) >= SESSION_AT_LEAST:
            yield cookie


@dataclass(frozen=True)
class _Played:
    """A play as its thread left it; callbacks that it expects may still be on their way."""

    evidence: Evidence
    expected: dict[str, Expectation] = field(default_factory=dict)


class Run:
    """Plays a plan. `id` is the short mark that message texts carry; `of(play)` waits for a play's evidence."""

    def __init__(
        self,
        plan: Plan,
        profile: Profile,
        redactor: Redactor,
        *,
        concurrency: int = 4,
        max_time: float | None = None,
        listener: Listener | None = None,
    ) -> None:
        self.id = secrets.token_hex(4)
        self.started = time.time()
        self.plan = plan
        self.profile = profile
        self._redactor = redactor
        self._listener = listener
        self._deadline = time.monotonic() + max_time if max_time is not None else None
        self._folder = Path(tempfile.mkdtemp(prefix="conformance-"))
        self._gate = _Gate(profile, self._folder, redactor)
        self._wire = PoliteSender(self._gate, profile.limits.per_minute, self._deadline)
        self._shared = Shared()
        self._talks: dict[Play, Conversation] = {}
        jobs = [
            Job(play, play.scenario.phase, play.scenario.phase is not Phase.POSITIVE, partial(self._play, play))
            for play in plan.plays
            if play not in plan.held_back
        ]
        self._engine: Engine[Play, _Played] = Engine(jobs, concurrency)
        self._evidence: dict[Play, Evidence] = {}

    def start(self) -> None:
        self._engine.start()

    def stop(self) -> None:
        """Send nothing more and wait for nothing more; what has not been answered yet counts as interrupted."""
        self._gate.closed = True
        self._engine.stop()

    def close(self) -> None:
        """Stop, and remove the files that held long bodies."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def planned(self, play: Play) -> bool:
        return play in self._engine.futures

    def of(self, play: Play) -> Evidence:
        """The evidence of `play`, waiting until it has been played and its callbacks have come or are overdue."""
        if play not in self._evidence:
            self._evidence[play] = self._collect(play)
        return self._evidence[play]

    def evidence(self) -> list[Evidence]:
        """The evidence of every play of the plan, in its order."""
        return [self.of(play) for play in self.plan.plays]

    def _collect(self, play: Play) -> Evidence:
        if held := self.plan.held_back.get(play):
            return Evidence(play.id, {}, held)
        left = None if self._deadline is None else max(0.0, self._deadline - time.monotonic()) + SETTLING
        try:
            played = self._engine.futures[play].result(left)
        except CancelledError:
            return self._unfinished(play, INTERRUPTED)
        except TimeoutError:
            return self._unfinished(play, TIME_IS_OVER)
        steps, stop = dict(played.evidence.steps), played.evidence.stop
        for step, expectation in played.expected.items():
            if self._gate.closed:
                stop = stop or INTERRUPTED
            elif event := expectation.result():
                steps[step] = event
            else:
                stop = stop or Stop(Halt.NETWORK, f"no {step.replace('_', ' ')} callback came in time")
        return Evidence(play.id, steps, stop)

    def _unfinished(self, play: Play, stop: Stop) -> Evidence:
        """What a play has done by now: the ledger must not lose a message that went out, or may have."""
        talk = self._talks.get(play)
        steps = dict(talk.steps) if talk else {}
        for id, (request, timing) in dict(self._gate.under_way).items():
            name, _, step = id.rpartition("/")
            if name == play.id:
                failure = Failure(FailureKind.RESET, f"{stop.reason} before an answer came")
                peer = Url.parse(request.url).authority.rpartition("@")[2]
                steps[step] = Exchange(id, request, failure=failure, timing=timing, peer=peer)
        return Evidence(play.id, steps, stop)

    def _play(self, play: Play) -> _Played:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            return _Played(Evidence(play.id, {}, TIME_IS_OVER))
        talk = Conversation(play, self.profile, self.id, self._wire, self._shared, self._redactor.learn, self._listener)
        self._talks[play] = talk
        takes_case = len(inspect.signature(play.scenario.play).parameters) > 1
        stop: Stop | None = None
        try:
            play.scenario.play(talk, *([play.case] if takes_case else []))
        except Stopped as stopped:
            stop = stopped.stop
        except Exception as error:
            stop = Stop(Halt.CRASHED, f"the scenario itself failed: {type(error).__name__}: {error}")
        return _Played(Evidence(play.id, talk.steps, stop), talk.expected)
