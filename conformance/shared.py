"""What the plays of a run have in common."""

import threading
from collections.abc import Callable
from typing import TypeVar

from .exchange.evidence import Stopped

T = TypeVar("T")


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

    def forget(self, fetched: object) -> None:
        """Let who needs it next fetch anew what was once `fetched`."""
        with self._lock:
            self._cells = {key: cell for key, cell in self._cells.items() if not any(one is fetched for one in cell[1])}

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
