"""What is remembered of a body that passes without being kept, for it is too long."""

import hashlib
import tempfile
from collections import deque
from pathlib import Path

from .body import Body, Watcher

END = 8 << 20
"""Bytes of the end that are kept: a long archive's directory and a long video's index lie there."""

STEP = 1021
"""A prime, so that the bytes looked at stand in every place of a sample of sound."""


class Passing:
    """A body that begins with `head`, as it passes `watcher`. Its fingerprint is made of its size, its ends, and every
    1021st byte of all. What is left of it goes to a file in `folder`, which the caller removes."""

    def __init__(self, head: bytes, watcher: Watcher | None, folder: Path | None) -> None:
        self.size = 0
        self._head = head
        self._watcher = watcher
        self._folder = folder
        self._seen = hashlib.sha256(head)
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
        """What is remembered; nothing more will be taken. Raises OSError where its end cannot be written."""
        end = b"".join(self._last)[-END:]
        self._last.clear()
        self._seen.update(b"%d " % self.size + end)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="end-", delete=False) as file:
            file.write(end)
        start = self.size - len(end)
        return Body(self._head, self.size, self._seen.hexdigest(), Path(file.name), start, self._watcher)
