"""A zip archive as a client opens it: every entry read and checked, in constant memory."""

import zipfile
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, BinaryIO, cast

from conformance.exchange.message import Body

from .container import stream_cut_short, what_stream_plays
from .entry import Entry, text_of
from .formats.chunks import LostError
from .media import Category, Media, kind_of_bytes

EXPANDED_AT_MOST = 2 << 30
EXPANSION_AT_MOST = 8
"""An archive is read when its entries expand to no more bytes than the first, or to no more than the second times its
own size: reading takes time in proportion to the download, and a small bomb is not expanded for long."""

DIRECTORY_AT_MOST = 2 << 20
"""The most bytes of a directory of entries, which is held in memory: that of some 10,000 recordings is shorter."""

TEXT_AT_MOST = 64 << 10
TEXTS_AT_MOST = 1 << 20
"""A text is kept up to the first size in bytes, and as long as all texts together have not reached the second."""

_DEFLATED_AT_MOST = 1032
"""How many times its packed size deflate can expand to; recorded silence comes near it."""

_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What every client unpacks. Of bzip2 and LZMA, zipfile may expand a whole entry at once."""

_ENCRYPTED = 1
_LOCAL_HEADER = 30
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Archive:
    """What an archive holds, folders left out. With an `error` the archive does not open, and `entries` are those that
    did until then. One that is `too_large` to be checked, which that says, has no entries here."""

    entries: tuple[Entry, ...] = ()
    error: str | None = None
    too_large: str | None = None


class _TooLarge(Exception):
    """An archive is beyond a limit of this module."""


class _Bounded:
    """A file of which zipfile cannot read a directory that would fill the memory."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if size > DIRECTORY_AT_MOST:
            raise _TooLarge(f"the archive's directory has {size} bytes, more than {DIRECTORY_AT_MOST}")
        data: bytes = self._stream.read(size)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


# Several checks ask for the same archive, which may have gigabytes.
@lru_cache(maxsize=4)
def read_zip(body: Body) -> Archive:
    """Open `body` as a zip and read each entry to its end, which checks its CRC.

    A declared size that deflate cannot reach and entries that overlap are errors, found before anything is expanded.
    """
    entries: list[Entry] = []
    try:
        with body.open() as stream, zipfile.ZipFile(_Bounded(stream)) as archive:
            files = [info for info in archive.infolist() if not info.filename.endswith("/")]
            _check(files, body.size)
            room = TEXTS_AT_MOST
            for info in files:
                entry = _entry(archive, info, room >= info.file_size)
                room -= len(entry.text)
                entries.append(entry)
    except _TooLarge as limit:
        return Archive(too_large=str(limit))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        return Archive(tuple(entries), str(error) or type(error).__name__)
    return Archive(tuple(entries))


def _check(files: list[zipfile.ZipInfo], size: int) -> None:
    """Raises BadZipFile or _TooLarge for what is not to be expanded. The declared sizes bind: zipfile never expands an
    entry beyond its own."""
    end = 0
    for info in sorted(files, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise zipfile.BadZipFile(f"the entry {info.filename!r} overlaps another")
        end = info.header_offset + _LOCAL_HEADER + info.compress_size
    readable = [info for info in files if _is_readable(info)]
    for info in readable:
        if info.file_size > _DEFLATED_AT_MOST * info.compress_size:
            raise zipfile.BadZipFile(
                f"the entry {info.filename!r} cannot expand from {info.compress_size} to {info.file_size} bytes"
            )
    expanded = sum(info.file_size for info in readable)
    if expanded > max(EXPANDED_AT_MOST, EXPANSION_AT_MOST * size):
        raise _TooLarge(f"the archive of {size} bytes expands to {expanded}, too many to be checked")


def _is_readable(info: zipfile.ZipInfo) -> bool:
    return info.compress_type in _READ and not info.flag_bits & _ENCRYPTED


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, with_text: bool) -> Entry:
    if not _is_readable(info):
        unknown, encrypted = Media(Category.UNKNOWN), bool(info.flag_bits & _ENCRYPTED)
        return Entry(info.orig_filename, info.file_size, unknown, info.CRC, encrypted, read=False)
    with archive.open(info) as file:
        head = file.read(TEXT_AT_MOST)
        while file.read(_CHUNK):
            pass
        stored = info.compress_type == zipfile.ZIP_STORED
        seekable = cast(BinaryIO, file) if stored else _Head(head)
        cut = stream_cut_short(seekable, head, info.file_size)
        plays = what_stream_plays(seekable, head, info.file_size)
    entry = Entry(info.orig_filename, info.file_size, kind_of_bytes(head), info.CRC, cut=cut, plays=plays)
    kept = with_text and info.file_size <= TEXT_AT_MOST and entry.is_text
    return replace(entry, text=text_of(head)) if kept else entry


class _Head(BytesIO):
    """The beginning of a file, of whose rest nothing can be told."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if len(data) < (size or 0):
            raise LostError
        return data
