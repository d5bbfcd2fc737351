"""A zip archive as a client opens it: every entry read and checked, nothing kept."""

import lzma
import zipfile
import zlib
from dataclasses import dataclass

from conformance.exchange.message import Body

from .media import LOOKED_AT, Media, kind_of_bytes

EXPANDED_AT_MOST = 2 << 30
"""Bytes that all entries together may expand to."""

RATIO_AT_MOST = 1100
"""How many times the archive's own size its entries may expand to. Deflate ends at 1032, and recorded silence comes
near it, so that only a bomb in another coding is beyond."""

ENTRIES_AT_MOST = 10_000

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Entry:
    """One file of an archive; `size` in bytes, expanded."""

    name: str
    size: int
    media: Media


@dataclass(frozen=True)
class Archive:
    """What an archive holds, folders left out. With an `error` the archive does not open, and `entries` are those that
    did until then."""

    entries: tuple[Entry, ...] = ()
    error: str | None = None


def read_zip(body: Body) -> Archive:
    """Open `body` as a zip and read each entry to its end, which checks its CRC, in constant memory.

    One that would expand beyond the limits above is not expanded: its `error` says so.
    """
    entries: list[Entry] = []
    try:
        with body.open() as stream, zipfile.ZipFile(stream) as archive:
            files = [info for info in archive.infolist() if not info.is_dir()]
            if excess := _excess(files, body.size):
                return Archive((), excess)
            for info in files:
                entries.append(_read(archive, info))
    # RuntimeError: an encrypted entry; NotImplementedError: a compression that the standard library lacks.
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError) as error:
        return Archive(tuple(entries), str(error) or type(error).__name__)
    return Archive(tuple(entries))


def _excess(files: list[zipfile.ZipInfo], size: int) -> str | None:
    # The declared sizes bind: zipfile never expands an entry beyond the size that its header declares.
    expanded = sum(info.file_size for info in files)
    if len(files) > ENTRIES_AT_MOST:
        return f"the archive has {len(files)} entries, more than {ENTRIES_AT_MOST}"
    if expanded > EXPANDED_AT_MOST:
        return f"the archive would expand to {expanded} bytes, more than {EXPANDED_AT_MOST}"
    if expanded > RATIO_AT_MOST * size:
        return f"the archive would expand to more than {RATIO_AT_MOST} times its size"
    return None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    with archive.open(info) as file:
        head = file.read(LOOKED_AT)
        size = len(head)
        while chunk := file.read(_CHUNK):
            size += len(chunk)
    return Entry(info.filename, size, kind_of_bytes(head))
