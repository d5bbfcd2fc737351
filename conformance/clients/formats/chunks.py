"""Files made of chunks, as media containers are: each has a name, a length and a payload, and some hold others."""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from conformance.exchange.body import NotKept

WINDOW = 512
"""Bytes that a chunk's header and the beginning of its payload are read from; an Ogg page's header takes up to 282."""

CHUNKS_AT_MOST = 100_000
"""So many chunks of a file are looked at: more than a day's recording has, and less than a second's work."""


class LostError(Exception):
    """The bytes are not laid out as their format wants, so that nothing more can be told of them."""


@dataclass(frozen=True)
class Header:
    """What a chunk begins with: its name, where its payload starts, and the payload's length in bytes, None for one
    that goes on to the end."""

    name: bytes
    start: int
    length: int | None


@dataclass(frozen=True)
class Format:
    """A container format.

    `header` reads the chunk that a window of bytes begins with; it raises LostError where none does, struct.error or
    IndexError where its header is cut off. What is in a chunk of `opened` is taken as what follows it. `path` names the
    chunks, from the outermost, that lead to a track's type, which stands at byte `at` of the last one's payload and
    begins with one of `audio` or `video`.

    Only a chunk of `known` proves a length: another that seems too long may be junk. One of `needed` must be there,
    which are called `core`. Up to `slack` missing bytes prove nothing. Payloads are padded to a multiple of `align`.
    """

    title: str
    header: Callable[[bytes], Header]
    known: tuple[bytes, ...] = ()
    needed: tuple[bytes, ...] = ()
    core: str = ""
    opened: tuple[bytes, ...] = ()
    path: tuple[bytes, ...] = ()
    at: int = 0
    audio: tuple[bytes, ...] = ()
    video: tuple[bytes, ...] = ()
    align: int = 1
    slack: int = 0


@dataclass(frozen=True)
class Chunk:
    """A chunk whose payload is said to lie from byte `start` to before byte `end` of the file, and begins with
    `beginning`."""

    name: bytes
    start: int
    end: int
    beginning: bytes


class Chunks:
    """The chunks of a seekable `stream` in a `format`."""

    def __init__(self, stream: BinaryIO, format: Format) -> None:
        self._stream, self._format, self._left = stream, format, CHUNKS_AT_MOST

    def between(self, start: int, end: int) -> Iterator[Chunk]:
        """Those that begin between two bytes of the file; the last may be said to end beyond. Raises LostError where no
        more can be found, so also after a chunk of unknown length."""
        while start < end:
            window = self._window(start, end)
            try:
                header = self._format.header(window)
            except (struct.error, IndexError):
                return
            inside = start + header.start
            after = end if header.length is None else inside + header.length
            yield Chunk(header.name, inside, after, window[header.start :])
            if header.name in self._format.opened:
                start = inside
            elif header.length is None:
                raise LostError
            else:
                start = after + -header.length % self._format.align

    def within(self, chunk: Chunk, path: tuple[bytes, ...]) -> Iterator[Chunk]:
        """What `path` leads to from inside `chunk`; raises LostError also where not all of that can be there."""
        if not path:
            yield chunk
            return
        for inner in self.between(chunk.start, chunk.end):
            if inner.end > chunk.end:
                raise LostError
            if inner.name == path[0]:
                yield from self.within(inner, path[1:])

    def _window(self, start: int, end: int) -> bytes:
        if not self._left:
            raise LostError
        self._left -= 1
        self._stream.seek(start)
        try:
            return self._stream.read(min(WINDOW, end - start))
        except NotKept:
            raise LostError from None


def four_letters(name: bytes) -> bytes:
    """`name`, if it is one that RIFF and MP4 chunks have; else raises LostError."""
    if not re.fullmatch(rb"[ -~\xa9]{4}", name):
        raise LostError
    return name
