"""One run: the plan's scenarios are played ahead of the judging; a check waits for its own evidence only."""

import inspect
import secrets
import shutil
import tempfile
import time
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path

from .clients.archive import zip_watcher
from .conversation import Conversation
from .exchange.arrivals import Expected
from .exchange.courtesy import PoliteSender
from .exchange.engine import Engine, Job
from .exchange.evidence import Evidence, Halt, Stop, Stopped
from .exchange.gate import INTERRUPTED, TIME_IS_OVER, Gate
from .exchange.listener import Listener
from .exchange.reachability import unreached
from .exchange.redaction import Redactor
from .exchange.sender import Sender
from .hearing import Tester, probed
from .judging import doubtful
from .plan import Plan
from .profile import Profile
from .scenario import Phase, Play
from .shared import Shared

SETTLING = 1.0
"""Seconds beyond the deadline in which what the sender cuts off at the deadline is recorded."""


@dataclass(frozen=True)
class _Played:
    """A play as its thread left it; callbacks that it expects may still be on their way."""

    evidence: Evidence
    expected: tuple[Expected, ...] = ()


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
        tester: Tester | None = None,
    ) -> None:
        self.id = secrets.token_hex(4)
        self.started = time.time()
        self.plan = plan
        self.profile = profile
        self._redactor = redactor
        self.listener = listener
        self._tester = tester
        self._deadline = time.monotonic() + max_time if max_time is not None else None
        self._folder = Path(tempfile.mkdtemp(prefix="conformance-"))
        self._gate = Gate(Sender(profile.transport, profile.limits, self._folder, zip_watcher), redactor)
        self._wire = PoliteSender(self._gate, profile.limits.per_minute, self._deadline)
        self._shared = Shared()
        self._talks: dict[Play, Conversation] = {}
        sent = [play for play in plan.plays if play not in plan.held_back]
        crowd = {play for play in sent if not self._goes_alone(play)}
        self._beside = frozenset(crowd if concurrency > 1 and len(crowd) > 1 else ())
        jobs = [
            Job(play, play.scenario.phase, play not in crowd, partial(self._play, play), partial(self._once_more, play))
            for play in sent
        ]
        self._engine: Engine[Play, _Played] = Engine(jobs, concurrency)
        self._evidence: dict[Play, Evidence] = {}

    def start(self) -> None:
        self._engine.start()

    def stop(self) -> None:
        """Send nothing more and wait for nothing more; what has not been answered yet counts as interrupted."""
        self._gate.close()
        self._engine.stop()
        if self._tester is not None:
            self._tester.close()

    def close(self) -> None:
        """Stop, and remove the files that held long bodies."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def unreached(self) -> str | None:
        """Why the listener for callbacks is not reached at its public URL, in a sentence; None when it is."""
        assert self.listener is not None
        return unreached(probed(self.listener, self._wire, self._shared))

    def planned(self, play: Play) -> bool:
        return play in self._engine.futures

    def of(self, play: Play) -> Evidence:
        """The evidence of `play`, waiting until it has been played and its callbacks have come or are overdue."""
        if play not in self._evidence:
            self._evidence[play] = self._collect(play)
        return self._evidence[play]

    def evidence(self) -> list[Evidence]:
        """The evidence of every play of the plan, in its order."""
        return [evidence for play in self.plan.plays for evidence in self.all_of(play)]

    def all_of(self, play: Play) -> list[Evidence]:
        """The evidence of `play`, and of its being played once more where that was called for."""
        first = self.of(play)
        return [first, self.of(play.once_more)] if self.planned(play.once_more) else [first]

    def _goes_alone(self, play: Play) -> bool:
        return play.scenario.phase is not Phase.POSITIVE or self.profile.takes_turns(play.scenario.service)

    def _once_more(self, play: Play, played: _Played) -> Job[Play, _Played] | None:
        """What was played beside others is played alone before anybody is blamed for it, unless a person would get its
        messages twice."""
        if play not in self._beside or self.plan.costs[play]:
            return None
        judges = self.plan.judged_by.get(play, ())
        if not any(doubtful(check, case, played.evidence, self.profile) for check, case in judges):
            return None
        return Job(play.once_more, play.scenario.phase, True, partial(self._alone, play, played.evidence))

    def _alone(self, play: Play, beside: Evidence) -> _Played:
        """`play` once more. Where it came no further than to what it shares with others, that is fetched anew."""
        last = next(reversed(list(beside.steps.values())), None)
        if last is not None and not last.id.startswith(f"{play.id}/"):
            self._shared.forget(last)
        return self._play(play.once_more)

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
        if play.scenario.phase is Phase.LAST:
            self._await_all_but(play)
        steps, stop = dict(played.evidence.steps), played.evidence.stop
        for expected in played.expected:
            end, over = self._patience
            found = expected.result(end)
            steps |= found
            if not found:
                stop = stop or (over if end < expected.deadline else expected.missing)
        return Evidence(play.id, steps, stop, play in self._beside)

    @property
    def _patience(self) -> tuple[float, Stop]:
        """When (time.monotonic) nothing is waited for any more, and why."""
        if self._gate.closed:
            return 0.0, INTERRUPTED
        return inf if self._deadline is None else self._deadline + SETTLING, TIME_IS_OVER

    def _await_all_but(self, last: Play) -> None:
        """Wait until all that other plays expect has come or is overdue."""
        for play in self.plan.plays:
            if play.scenario.phase is not last.scenario.phase:
                self.of(play)

    def _unfinished(self, play: Play, stop: Stop) -> Evidence:
        """What a play has done by now: the ledger must not lose a message that went out, or may have."""
        talk = self._talks.get(play)
        steps = dict(talk.steps) if talk else {}
        awaited = talk.awaited if talk else {}
        for exchange in self._gate.unanswered(stop):
            name, _, step = exchange.id.rpartition("/")
            if name == play.id:
                steps[step] = exchange
            elif exchange.id in awaited:
                steps[awaited[exchange.id]] = exchange
        return Evidence(play.id, steps, stop, play in self._beside)

    def _play(self, play: Play) -> _Played:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            return _Played(Evidence(play.id, {}, TIME_IS_OVER))
        heard = self.listener, self._tester
        talk = Conversation(play, self.profile, self.id, self._wire, self._shared, self._redactor.learn, *heard)
        self._talks[play] = talk
        takes_case = len(inspect.signature(play.scenario.play).parameters) > 1
        stop: Stop | None = None
        try:
            play.scenario.play(talk, *([play.case] if takes_case else []))
        except Stopped as stopped:
            stop = stopped.stop
        except Exception as error:
            stop = Stop(Halt.CRASHED, f"the scenario itself failed: {type(error).__name__}: {error}")
        return _Played(Evidence(play.id, talk.steps, stop), tuple(talk.expected))
