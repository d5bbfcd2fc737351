"""What is remembered of a body that passes without being kept, for it is too long."""

import hashlib
from collections import deque

from .body import Body, Watcher

END = 8 << 20
"""Bytes of the end that are kept: a long archive's directory and a long video's index lie there."""

STEP = 1021
"""A prime, so that the bytes looked at stand in every place of a sample of sound."""


class Passing:
    """A body that begins with `head`, as it passes `watcher`. Its fingerprint is made of its size, its end, and every
    1021st byte of all."""

    def __init__(self, head: bytes, watcher: Watcher | None) -> None:
        self.size = 0
        self._head = head
        self._watcher = watcher
        self._seen = hashlib.sha256()
        self._last: deque[bytes] = deque()
        self._held = 0

    def take(self, part: bytes) -> None:
        """The next bytes, the head among them."""
        if self._watcher is not None:
            self._watcher.take(part)
        self._seen.update(part[-self.size % STEP :: STEP])
        self.size += len(part)
        self._last.append(part)
        self._held += len(part)
        while self._held - len(self._last[0]) >= END:
            self._held -= len(self._last.popleft())

    def body(self) -> Body:
        """What is remembered; nothing more will be taken."""
        end = b"".join(self._last)[-END:]
        self._last.clear()
        self._seen.update(b"%d " % self.size + end)
        return Body(self._head, self.size, self._seen.hexdigest(), end=end, watched=self._watcher)
