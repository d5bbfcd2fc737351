"""What a scenario hears: the provider's callbacks and its fetches of files, at the suite's own listener."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from .exchange.arrivals import Arrivals, Expected, Matches
from .exchange.callback_server import Reply
from .exchange.evidence import Halt, Stop, Stopped
from .exchange.listener import Listener
from .exchange.message import Exchange
from .exchange.reachability import unreached
from .exchange.together import Wire
from .profile import Profile
from .scenario import Play
from .shared import Shared

NOTHING_CAME = Stop(Halt.NOTHING_CAME, "no callback came")
SKIPPED = Stop(Halt.SKIPPED, "the tester skipped it")


class Tester(Protocol):
    """The person at the terminal. `ask` has them do `what` and waits until it is `done`, at most `seconds`; False when
    they skip it. After `close` nothing is asked any more."""

    def ask(self, what: str, seconds: float, done: Callable[[], bool]) -> bool: ...

    def close(self) -> None: ...


class Hearing:
    """The part of a conversation that listens. Nothing here waits for the provider: what is expected is awaited once
    the play is over, side by side with all that other plays expect. Without a listener nothing is ever heard.

    Before anything is expected the suite proves, once a run, that the listener is reached at its public URL. Where it
    is not, nothing is waited for.
    """

    def __init__(
        self, play: Play, profile: Profile, wire: Wire, shared: Shared, listener: Listener | None, tester: Tester | None
    ) -> None:
        self.profile = profile
        self.steps: dict[str, Exchange] = {}
        self.expected: list[Expected] = []
        self._play = play
        self._wire = wire
        self._shared = shared
        self._listener = listener
        self._tester = tester

    def reach(self, step: str) -> Exchange:
        """The request by which the suite finds out whether its listener is reached, sent once a run, as `step`; see
        `exchange.reachability.unreached`. Ends the play where there is no listener."""
        return self._record(step, probed(self._heard_by(), self._wire, self._shared))

    def expect(self, step: str, matches: Matches, otherwise: Matches, within: float) -> None:
        """Let the first callback that `matches`, come already or at most `within` seconds from now, be `step`. When
        none came, the first that is `otherwise` of interest stands in."""
        if self._listener is not None:
            missing = Stop(Halt.SILENCE, f"no {step.replace('_', ' ')} callback came in time")
            self._await(self._listener.callbacks, step, matches, within, otherwise=otherwise, missing=missing)

    def gather(self, step: str, matches: Matches, within: float, at_least: int = 1) -> None:
        """Let all callbacks that match be the steps `<step>_1`, `<step>_2` and so on: as many as there are when they
        are `at_least` so many, or `within` seconds from now. None at all is a result, too: `in_any_case` lets a judge
        see it."""
        if self._listener is not None:
            self._await(self._listener.callbacks, step, matches, within, at_least=at_least)

    def hear(self, step: str) -> list[Exchange]:
        """What is expected as `step`, waited for here and now, for a play that goes on by what it was, or after it.
        Once it did not come in one case of the scenario, it is not waited for in the others."""
        at, awaited = next((at, one) for at, one in enumerate(self.expected) if one.step == step)
        in_vain = self._shared.once(f"in-vain/{self._play.scenario.name}/{step}", list[str])
        found = awaited.result(0.0 if in_vain else awaited.deadline)
        if not found:
            in_vain.append(self._play.case)
            self.expected[at] = replace(awaited, deadline=0.0)
        return list(found.values())

    def all_callbacks(self, step: str) -> None:
        """Let all callbacks of the run be the steps `<step>_1`, `<step>_2` and so on: those that there are when nothing
        is awaited any more. For a scenario of `Phase.LAST`. Nothing need be proven: what came is there."""
        if self._listener is not None:
            everything = Expected(self._listener.callbacks, step, self._id(step), lambda event: True, time.monotonic())
            self.expected.append(replace(everything, at_least=1, missing=NOTHING_CAME))

    def answer_callback(self, matches: Matches, status: int = 200, delay: float = 0.0, times: int = 1) -> None:
        """Answer the next `times` callbacks that match with `status`, `delay` seconds after they came. A provider may
        call back before its answer to a message is read: say so before the message is sent."""
        if self._listener is not None:
            self._listener.plan(matches, Reply(status, delay=delay), times)

    def host(self, name: str, status: int = 200, delay: float = 0.0) -> str:
        """The URL below `webhook.public_url` at which the file `name` of fixtures/media lies from now on, for anybody.
        It is answered with `status`, with the file where that is 200, after `delay` seconds. Ends the play where
        nobody could fetch it from there."""
        self._be_reached(files=True)
        return self._heard_by().host(name, status, delay)

    def fetches(self, url: str, within: float | None = None, step: str = "fetch") -> None:
        """Let the requests for the hosted `url` be the steps `<step>_1`, `<step>_2` and so on: those that there are as
        soon as there is one, or `within` seconds from now (the profile's `webhook.wait`). None at all is a result,
        too: `in_any_case` lets a judge see it."""
        listener, wait = self._heard_by(), self.profile.webhook.wait if within is None else within
        self._await(listener.fetches, step, lambda fetch: listener.is_of(url, fetch), wait, at_least=1)

    def ask(self, what: str, step: str, matches: Matches, otherwise: Matches, within: float) -> None:
        """Have the tester do `what` ("send an SMS to ..."), and expect the callback of it as `step`. One at a time is
        asked for; the play goes on when the callback is there, or after `within` seconds. Ends it when the tester skips
        it."""
        if self._tester is None:
            raise Stopped(Stop(Halt.CONFIGURATION, "nobody can be asked: give --interactive"))
        self._be_reached()
        with self._shared.lock("tester"):
            self.expect(step, matches, otherwise, within)
            awaited = self.expected[-1]
            if not self._tester.ask(what, within, lambda: awaited.came):
                self.expected.remove(awaited)
                raise Stopped(SKIPPED)

    def _await(
        self,
        arrivals: Arrivals,
        step: str,
        matches: Matches,
        within: float,
        *,
        otherwise: Matches | None = None,
        at_least: int | None = None,
        missing: Stop | None = None,
    ) -> None:
        # The time runs from now, however long the proof takes.
        deadline = time.monotonic() + within
        if reason := unreached(probed(self._heard_by(), self._wire, self._shared)):
            arrivals, deadline, missing = Arrivals(step), 0.0, Stop(Halt.CONFIGURATION, reason)
        expected = Expected(arrivals, step, self._id(step), matches, deadline, otherwise, at_least, missing)
        self.expected.append(expected)

    def _be_reached(self, files: bool = False) -> None:
        """Ends the play where nobody reaches the listener, or the `files` that it offers."""
        if reason := unreached(probed(self._heard_by(), self._wire, self._shared, files)):
            raise Stopped(Stop(Halt.CONFIGURATION, reason))

    def _heard_by(self) -> Listener:
        if self._listener is None:
            raise Stopped(Stop(Halt.CONFIGURATION, "the profile has no webhook.public_url"))
        return self._listener

    def _id(self, step: str) -> str:
        return f"{self._play.id}/{step}"

    def _record(self, step: str, exchange: Exchange) -> Exchange:
        self.steps[step] = exchange
        return exchange


def probed(listener: Listener, wire: Wire, shared: Shared, files: bool = False) -> Exchange:
    """The exchange, one a run, that shows whether `listener` is reached at its URL, or the `files` that it offers."""
    probe = listener.probe_of_files() if files else listener.probe()
    key = "listener-files" if files else "listener"
    return shared.once(key, lambda: wire.send(probe, f"shared/{key}"))
