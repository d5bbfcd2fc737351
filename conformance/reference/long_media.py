"""Recordings as long as one likes, made while they are sent: neither memory nor disk ever holds one."""

import math
import struct
import zipfile
from collections.abc import Iterator, Mapping
from itertools import repeat

from .body import in_parts
from .message import Stream

RATE = 8000
"""Samples a second, of 16 bits each, on one channel."""

HEADER = 44
WAV_AT_MOST = (1 << 32) - 2
"""A RIFF chunk's length has 32 bits."""

_PERIODS = [round(8000 * math.sin(math.tau * 11 * number / 200)) for number in range(200)]

TONE = struct.pack("<200h", *_PERIODS) * 20
"""Half a second of 440 Hz, which can be repeated: 8000 bytes, about as many as a server usually writes at a time."""


def wav(size: int) -> Stream:
    """A WAV file of `size` bytes, header included: a tone in PCM. Raises ValueError for a size that no such file has,
    for it must hold whole samples."""
    if size % 2 or not HEADER <= size <= WAV_AT_MOST:
        raise ValueError(f"a WAV file has an even number of bytes from {HEADER} to {WAV_AT_MOST}, not {size}")

    def parts() -> Iterator[bytes]:
        yield _header(size - HEADER)
        blocks, rest = divmod(size - HEADER, len(TONE))
        yield from repeat(TONE, blocks)
        yield TONE[:rest]

    return Stream(parts, size)


def archive(files: Mapping[str, Stream | bytes]) -> Stream:
    """A zip of `files` by name, stored as they are. Its size is known at its end only."""

    def parts() -> Iterator[bytes]:
        sink = _Sink()
        with zipfile.ZipFile(sink, "w") as file:  # type: ignore[call-overload]  # what is written suffices
            for name, content in files.items():
                stream = in_parts(content)
                long = stream.size is None or stream.size >= zipfile.ZIP64_LIMIT
                with file.open(name, "w", force_zip64=long) as entry:
                    for part in stream.parts():
                        entry.write(part)
                        yield from sink.taken()
        yield from sink.taken()

    return Stream(parts)


class _Sink:
    """A file that cannot be sought: zipfile then writes each entry's length and CRC behind it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing: what was written waits to be taken."""

    def taken(self) -> list[bytes]:
        """What was written since the last call."""
        parts, self._parts = self._parts, []
        return parts


def _header(length: int) -> bytes:
    """A WAV file's header for `length` bytes of samples."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", length + HEADER - 8, b"WAVE") + form + struct.pack("<4sI", b"data", length)
