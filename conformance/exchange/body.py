"""A message's body: in memory while it is short, then in a file, and of a very long one what is remembered."""

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Protocol

KEPT_IN_MEMORY = 1 << 20
"""Bodies up to this size (bytes) are held; a longer one lies in a file, and only its first part is held."""

KEPT_IN_FILE = 64 << 20
"""Bodies up to this size (bytes) are kept whole, in a report too, which is for a person to open, and to be mailed. Of a
longer one the middle is not: to write it takes several times as long as to download it from nearby."""


class NotKept(Exception):
    """Bytes were asked for that lie in the middle of a body too long to be kept."""


class Watcher(Protocol):
    """Looks at a body that is not kept while it passes."""

    def take(self, part: bytes) -> None:
        """The body's next bytes."""


Watch = Callable[[bytes], Watcher | None]
"""Who watches a body that begins with these bytes."""


def unwatched(head: bytes) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Body:
    """A message body: all in `head` up to `KEPT_IN_MEMORY` bytes; else its beginning there, and in the file `path` what
    it is from byte `start` on: from the first, or of one that was announced as longer than `KEPT_IN_FILE`, or was, the
    end. Such a one has who `watched` it pass, if anybody did.

    `recorded` is the fingerprint of one that is not here as it was received.
    """

    head: bytes = field(default=b"", repr=False)
    size: int = 0
    recorded: str = field(default="", repr=False, compare=False)
    path: Path | None = None
    start: int = 0
    watched: Watcher | None = field(default=None, repr=False)

    @classmethod
    def of(cls, data: bytes) -> "Body":
        return cls(data, len(data))

    @property
    def is_whole(self) -> bool:
        """Whether all of it can be read; a saved one may differ from its `size` by what was redacted."""
        return self.size <= max(KEPT_IN_MEMORY, len(self.head)) or (self.path is not None and not self.start)

    @cached_property
    def fingerprint(self) -> str:
        """What two equal bodies have in common: the SHA-256 in hexadecimal digits of the whole body or, of one that is
        not whole, of what `passing.Passing` says; "" where nobody saw it pass."""
        if self.recorded or not self.is_whole:
            return self.recorded
        with self.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The body as a seekable binary stream, in constant memory; reading what was not kept raises NotKept."""
        with self._stream() as stream:
            yield stream

    def _stream(self) -> BinaryIO:
        if self.is_whole:
            return io.BytesIO(self.head) if self.path is None else self.path.open("rb")
        return io.BufferedReader(_Ends(self))


class _Ends(io.RawIOBase):
    """A body of which only the beginning and the end were kept."""

    def __init__(self, body: Body) -> None:
        self._body, self._at = body, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._body.size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        body, at = self._body, self._at
        if at >= body.size:
            return 0
        if at < len(body.head):
            data = body.head[at : at + len(buffer)]
        elif body.path is not None and at >= body.start:
            with body.path.open("rb") as end:
                end.seek(at - body.start)
                data = end.read(len(buffer))
        else:
            raise NotKept
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
