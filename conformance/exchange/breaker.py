"""Gives up origins with which there is no talking: a dead target costs one time-out, not one for every check."""

import threading
from collections import Counter

from .message import Exchange, Failure, FailureKind

SILENT_AT_MOST = 2
"""Costly failures of an origin that has never given a whole answer until it is given up. After the first of them
nothing new is begun until what is under way has ended: beside each other, four time-outs cost no more than one."""

COSTLY = (FailureKind.TIMEOUT, FailureKind.TOO_LARGE)
"""Failures that are at the end of what the profile's limits allow."""


class Breaker:
    """What is known of each origin; safe to share between threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._given_up: dict[str, Failure] = {}
        self._answered: set[str] = set()
        self._failed: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()

    def given_up(self, origin: str) -> Failure | None:
        """Why `origin` was given up, or None."""
        return self._given_up.get(origin)

    def give_up(self, origin: str, failure: Failure) -> None:
        with self._changed:
            self._given_up.setdefault(origin, failure)
            self._changed.notify_all()

    def admit(self, origin: str) -> Failure | None:
        """Count one more request as under way, perhaps after waiting for what others find; or why it is not sent."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_clear(origin))
            failure = self._given_up.get(origin)
            if failure is None:
                self._under_way[origin] += 1
            return failure

    def join(self, origin: str) -> None:
        """Count one more request as under way because it goes together with one that was admitted."""
        with self._changed:
            self._under_way[origin] += 1

    def _is_clear(self, origin: str) -> bool:
        known = origin in self._given_up or origin in self._answered
        return known or not self._failed[origin] or not self._under_way[origin]

    def record(self, origin: str, exchange: Exchange | None) -> None:
        """What came of an admitted request; None when it was not sent after all."""
        with self._changed:
            self._under_way[origin] -= 1
            if exchange is not None and exchange.response is not None and exchange.failure is None:
                self._answered.add(origin)
            elif exchange is not None and exchange.failure and exchange.failure.kind in COSTLY:
                self._failed[origin] += 1
                if origin not in self._answered and self._failed[origin] >= SILENT_AT_MOST:
                    self._given_up.setdefault(origin, exchange.failure)
            self._changed.notify_all()
