"""What came in at the listener: recorded in order by the threads that took it, awaited by those that judge it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from .evidence import Stop
from .message import Exchange

Matches = Callable[[Exchange], bool]


class Arrivals:
    """Exchanges in the order of their arrival; each gets the id `<kind>-<number>`. What does not match `only`, which
    may change its mind, is passed over."""

    def __init__(self, kind: str, only: Matches = lambda exchange: True) -> None:
        self._only = only
        self._ids = (f"{kind}-{number}" for number in count(1))
        self._all: list[Exchange] = []
        self._changed = threading.Condition()

    @property
    def all(self) -> list[Exchange]:
        return self.wait(lambda exchange: True, 0.0)

    def record(self, exchange: Exchange) -> None:
        with self._changed:
            self._all.append(replace(exchange, id=next(self._ids)))
            self._changed.notify_all()

    def wait(self, matches: Matches, until: float, at_least: int = 1) -> list[Exchange]:
        """All that `matches`, as soon as they are `at_least` so many, else those that there are at `until`
        (time.monotonic)."""

        def found() -> list[Exchange]:
            return [exchange for exchange in self._all if self._only(exchange) and matches(exchange)]

        with self._changed:
            self._changed.wait_for(lambda: len(found()) >= at_least, max(0.0, until - time.monotonic()))
            return found()


@dataclass(frozen=True)
class Expected:
    """What a play awaits: as its step `step` the first arrival that `matches`, or else that is `otherwise` of interest;
    or as the group `<step>_1`, `<step>_2` and so on all that match, once they are `at_least` so many.

    `id` is what the step's exchange is called, `deadline` (time.monotonic) when the waiting ends, `missing` why the
    play is not whole without it, None where it is.
    """

    arrivals: Arrivals = field(repr=False)
    step: str
    id: str
    matches: Matches = field(repr=False)
    deadline: float
    otherwise: Matches | None = field(default=None, repr=False)
    at_least: int | None = None
    missing: Stop | None = None

    @property
    def came(self) -> bool:
        """Whether what is awaited is there by now."""
        return len(self.arrivals.wait(self.matches, 0.0)) >= (self.at_least or 1)

    def result(self, until: float) -> dict[str, Exchange]:
        """The exchanges by step, waiting for them to `until` (time.monotonic), at most to the deadline; {} for none."""
        found = self.arrivals.wait(self.matches, min(until, self.deadline), self.at_least or 1)
        if self.at_least is not None:
            return {
                f"{self.step}_{number}": replace(exchange, id=f"{self.id}_{number}")
                for number, exchange in enumerate(found, 1)
            }
        if not found and self.otherwise is not None:
            found = self.arrivals.wait(self.otherwise, 0.0)
        return {self.step: replace(found[0], id=self.id)} if found else {}
