"""What the provider has stored, and the observer: a look at what arrived, by a mark that the caller put into it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from .message import Received, Reply


class Stored(Protocol):
    """A message or notification as it was stored."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts in which a caller may have put a mark."""

    @property
    def observed(self) -> Mapping[str, object]:
        """What an observer sees: a JSON object, its names those of the documents' parameters."""


Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Store:
    """All that was stored, in order of arrival. Safe to share by threads."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stored: list[Stored] = field(default_factory=list)

    def add(self, stored: Stored) -> None:
        with self._lock:
            self._stored.append(stored)

    def all(self) -> tuple[Stored, ...]:
        with self._lock:
            return tuple(self._stored)

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Everything of one `kind`, in order of arrival."""
        return tuple(stored for stored in self.all() if isinstance(stored, kind))

    def observe(self, request: Received) -> Reply:
        """200 with a JSON array of what holds the mark that `?id=` gives, in order of arrival."""
        if request.method not in ("GET", "HEAD"):
            return Reply.text(405, "Use GET.", ("Allow", "GET, HEAD"))
        mark = dict(request.query).get("id", "")
        if not mark:
            return Reply.text(400, "Say which mark to look for: ?id=MARK.")
        found = [stored.observed for stored in self.all() if any(mark in text for text in stored.texts)]
        return Reply.json(200, found)
