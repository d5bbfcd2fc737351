"""The same message to several people at the same instant, which a careless provider cannot bear."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from ..refusal import Refusal

HOLD_SECONDS = 0.25
"""How long a message is held, so that calls of one instant overlap on any machine."""


class Crowded(Refusal):
    """Another call of the same message is being taken."""


class Crowd:
    """Tells calls apart that come while another one of the same message is being taken."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken: set[Hashable] = set()
        self._met: set[Hashable] = set()

    @contextmanager
    def alone(self, media: Hashable) -> Iterator[None]:
        """Take a message with `media`; whoever comes with the same meanwhile is refused 500 (Crowded)."""
        with self._changed:
            if media in self._taken:
                self._met.add(media)
                self._changed.notify_all()
                raise Crowded(500, "This message is being sent")
            self._taken.add(media)
            self._changed.wait_for(lambda: media in self._met, HOLD_SECONDS)
        try:
            yield
        finally:
            with self._changed:
                self._taken.discard(media)
                self._met.discard(media)
