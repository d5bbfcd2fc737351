"""A zip archive as a client opens it: every entry read and checked, in constant memory."""

import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO, cast

from conformance.exchange.body import Body, NotKept

from .entry import TEXT_AT_MOST, TEXTS_AT_MOST, Beginning, Entry, unpacked
from .media import Category, Media
from .zip_forward import LOCAL, ZipForward

EXPANDED_AT_MOST = 2 << 30
EXPANSION_AT_MOST = 8
"""An archive is read when its entries expand to no more bytes than the first, or to no more than the second times its
own size: reading takes time in proportion to the download, and a small bomb is not expanded for long."""

DIRECTORY_AT_MOST = 2 << 20
"""The most bytes of a directory of entries, which is held in memory: that of some 10,000 recordings is shorter."""

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
    """Open `body` as a zip and read each entry to its end, which checks its CRC; of a body too long to be kept, each is
    what it was as it passed `zip_watcher`.

    A declared size that deflate cannot reach and entries that overlap are errors, found before anything is expanded.
    """
    entries: list[Entry] = []
    try:
        with body.open() as stream, zipfile.ZipFile(_Bounded(stream)) as archive:
            files = [info for info in archive.infolist() if not info.filename.endswith("/")]
            _check(files, body.size)
            room = TEXTS_AT_MOST
            for info in files:
                if not _is_readable(info):
                    entries.append(_unread(info))
                    continue
                entry = _entry(archive, info, room) if body.is_whole else _passed(body, info)
                room -= len(entry.text)
                entries.append(entry)
    except NotKept:
        return Archive(
            too_large=f"of the archive of {body.size} bytes the directory is not among those kept at its end"
        )
    except _TooLarge as limit:
        return Archive(too_large=str(limit))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        return Archive(tuple(entries), str(error) or type(error).__name__)
    return Archive(tuple(entries))


def zip_watcher(head: bytes) -> ZipForward | None:
    """Who reads a body that begins with `head` while it comes in, if that is a zip."""
    return ZipForward(EXPANDED_AT_MOST, EXPANSION_AT_MOST, DIRECTORY_AT_MOST) if head.startswith(LOCAL) else None


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


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> Entry:
    with archive.open(info) as file:
        head = file.read(TEXT_AT_MOST)
        while file.read(_CHUNK):
            pass
        stream = cast(BinaryIO, file) if info.compress_type == zipfile.ZIP_STORED else Beginning(head)
        return unpacked(info.orig_filename, info.file_size, info.CRC, head, stream, room)


def _unread(info: zipfile.ZipInfo) -> Entry:
    unknown, encrypted = Media(Category.UNKNOWN), bool(info.flag_bits & _ENCRYPTED)
    return Entry(info.orig_filename, info.file_size, unknown, info.CRC, encrypted, read=False)


def _passed(body: Body, info: zipfile.ZipInfo) -> Entry:
    """What passed of an entry. Raises BadZipFile as zipfile does, and _TooLarge where the directory tells something
    else than was read, for then the directory counts."""
    passed = body.watched.passed if isinstance(body.watched, ZipForward) else {}
    found = passed.get(info.header_offset)
    untold = _TooLarge(f"of the archive of {body.size} bytes not every entry could be checked while it came in")
    if found is None or found.method != info.compress_type:
        raise untold
    if found.name != info.orig_filename:
        raise zipfile.BadZipFile(f"File name in directory {info.orig_filename!r} and header {found.name!r} differ.")
    if found.error is not None:
        raise zipfile.BadZipFile(f"the entry {info.filename!r} does not unpack: {found.error}")
    if found.entry is None or (found.packed, found.entry.size) != (info.compress_size, info.file_size):
        raise untold
    if found.entry.crc != info.CRC:
        raise zipfile.BadZipFile(f"Bad CRC-32 for file {info.orig_filename!r}")
    return found.entry
