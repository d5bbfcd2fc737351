"""A zip archive read forward while it comes in, each entry unpacked, for one that is too long to be kept.

Which entries there are stands in the directory at its end; what was read here counts where the two agree.
"""

import struct
import zipfile
import zlib
from collections.abc import Generator
from dataclasses import dataclass

from .entry import TEXT_AT_MOST, TEXTS_AT_MOST, Beginning, Entry, unpacked

LOCAL, FOLLOWING = b"PK\x03\x04", b"PK\x07\x08"
"""What a local header begins with, and usually what stands behind an entry whose lengths its header does not tell."""

_HEADER = struct.Struct("<4s5H3L2H")
_LISTED = 46
"""Bytes that a directory has of each entry, besides its name."""

_UTF_8, _FOLLOWS, _ENCRYPTED = 0x800, 8, 1
_IN_ZIP64 = 0xFFFFFFFF
_LENGTHS = (struct.Struct("<QQ"), struct.Struct("<LL"))
"""The long ones first, for two long noughts begin with two short ones."""
_FOLLOWING_AT_MOST = 24
_BLOCK = 1 << 18

Step = Generator[None, bytes, None]
Bytes = Generator[None, bytes, bytes]


@dataclass
class Passed:
    """An entry that passed: its `name` and `method` in its own header, its length in bytes as it was `packed`, why it
    does not unpack, and what it is, None for one that is encrypted or packed in a way that is not read."""

    name: str
    method: int
    packed: int = 0
    error: str | None = None
    entry: Entry | None = None


class ZipForward:
    """Reads a zip from its beginning up to its directory. `passed` are the entries by the place of their header.

    It ends early, so that later entries are missing, behind one whose end shows only in the directory or that does not
    unpack. Of what deflate expands, no more is read than `expanded` bytes and `expansion` times what came in, and of
    entries no more than a directory of `directory` bytes lists.
    """

    def __init__(self, expanded: int, expansion: int, directory: int) -> None:
        self.passed: dict[int, Passed] = {}
        self._buffer = b""
        self._came = 0
        self._left = expanded
        self._expansion = expansion
        self._directory = directory
        self._room = TEXTS_AT_MOST
        self._reading: Step | None = self._entries()
        next(self._reading)

    def take(self, part: bytes) -> None:
        """The archive's next bytes."""
        self._came += len(part)
        self._left += len(part) * self._expansion
        if self._reading is not None:
            try:
                self._reading.send(part)
            except StopIteration:
                self._reading = None

    def _entries(self) -> Step:
        while self._directory > 0:
            header = yield from self._exactly(_HEADER.size)
            sign, _, flags, method, _, _, _, packed, _, name_size, extra_size = _HEADER.unpack(header)
            if sign != LOCAL:
                return
            at = self._came - len(self._buffer) - len(header)
            name = yield from self._exactly(name_size)
            self._directory -= _LISTED + name_size
            extra = yield from self._exactly(extra_size)
            passed = Passed(name.decode("utf-8" if flags & _UTF_8 else "cp437", "replace"), method)
            length = None if flags & _FOLLOWS else _zip64_length(extra) if packed == _IN_ZIP64 else packed
            self.passed[at] = passed
            if flags & _ENCRYPTED or method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                if length is None:
                    return
                yield from self._stored(length, _Content(), passed)
                continue
            content = _Content()
            if method == zipfile.ZIP_DEFLATED:
                yield from self._deflated(content, passed)
                if passed.error is not None or self._left < 0:
                    return
                if length is None:
                    yield from self._following(content, passed)
            elif length is None:
                yield from self._stored_openly(content, passed)
            else:
                yield from self._stored(length, content, passed)
            passed.entry = entry = content.entry(passed.name, self._room)
            self._room -= len(entry.text)

    def _stored(self, length: int, content: "_Content", passed: Passed) -> Step:
        while passed.packed < length:
            block = yield from self._some(length - passed.packed)
            passed.packed += len(block)
            content.take(block)

    def _stored_openly(self, content: "_Content", passed: Passed) -> Step:
        """Up to where the lengths of what was read stand behind a mark: both agree by chance in no recording."""
        while True:
            data, at = self._buffer, -1
            # Nearly always there is no mark, which rfind tells twice as fast as find.
            last = data.rfind(FOLLOWING)
            while at < last and len(data) - (at := data.index(FOLLOWING, at + 1)) >= _FOLLOWING_AT_MOST:
                size = passed.packed + at
                if length := _following_length(data, at, size, size):
                    content.take(memoryview(data)[:at])
                    passed.packed = size
                    self._buffer = data[at + length :]
                    return
            # What comes next may complete a mark, or the lengths behind the last one.
            inside = max(len(data) - _FOLLOWING_AT_MOST, 0)
            content.take(memoryview(data)[:inside])
            passed.packed += inside
            self._buffer = data[inside:] + (yield)

    def _deflated(self, content: "_Content", passed: Passed) -> Step:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while not inflate.eof and self._left >= 0:
                block = yield from self._some(_BLOCK)
                passed.packed += len(block)
                while block and self._left >= 0 and not inflate.eof:
                    content.take(out := inflate.decompress(block, _BLOCK))
                    self._left -= len(out)
                    block = inflate.unconsumed_tail
        except zlib.error as error:
            passed.error = str(error)
        passed.packed -= len(inflate.unused_data)
        self._buffer = inflate.unused_data + self._buffer

    def _following(self, content: "_Content", passed: Passed) -> Step:
        behind = yield from self._up_to(_FOLLOWING_AT_MOST)
        self._buffer = behind[_following_length(behind, 0, passed.packed, content.size) :]

    def _exactly(self, size: int) -> Bytes:
        data = yield from self._up_to(size)
        self._buffer = data[size:]
        return data[:size]

    def _up_to(self, size: int) -> Bytes:
        """What waits, which then are at least `size` bytes."""
        while len(self._buffer) < size:
            self._buffer += yield
        return self._buffer

    def _some(self, most: int) -> Bytes:
        data = self._buffer or (yield)
        self._buffer = data[most:]
        return data[:most]


class _Content:
    """The content of an entry as it is unpacked, of which the beginning is kept."""

    def __init__(self) -> None:
        self.size = 0
        self._crc = 0
        self._head = bytearray()

    def take(self, block: bytes | memoryview) -> None:
        self.size += len(block)
        self._crc = zlib.crc32(block, self._crc)
        if len(self._head) < TEXT_AT_MOST:
            self._head += block[: TEXT_AT_MOST - len(self._head)]

    def entry(self, name: str, room: int) -> Entry:
        head = bytes(self._head)
        return unpacked(name, self.size, self._crc, head, Beginning(head), room)


def _zip64_length(extra: bytes) -> int:
    """The packed length that stands in the extra field of a header which has no room for it (APPNOTE, 4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 1 and size >= 16:
            return int.from_bytes(extra[at + 12 : at + 20], "little")
        at += 4 + size
    return _IN_ZIP64


def _following_length(data: bytes, at: int, packed: int, size: int) -> int:
    """How many bytes from `at` on repeat the CRC and these two lengths behind an entry (APPNOTE, 4.3.9); 0 for none."""
    for start in (8, 4) if data.startswith(FOLLOWING, at) else (4,):
        for lengths in _LENGTHS:
            if lengths.unpack_from(data, at + start) == (packed, size):
                return start + lengths.size
    return 0
