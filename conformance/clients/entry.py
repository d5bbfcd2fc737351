"""What one file of an archive is, and what it says where it is a text."""

import codecs
from dataclasses import dataclass, field, replace
from io import BytesIO
from mimetypes import MimeTypes
from typing import BinaryIO

from .container import stream_cut_short, what_stream_plays
from .formats.chunks import LostError
from .media import Category, Media, kind_of_bytes

TEXTS = (Category.TEXT, Category.XML, Category.HTML)

TEXT_AT_MOST = 64 << 10
TEXTS_AT_MOST = 1 << 20
"""A text is kept up to the first size in bytes, and as long as all texts together have not reached the second."""

_BY_ENDING = MimeTypes()
"""The types that Python itself knows by a file's ending, and not those of the machine that it runs on."""


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its `name`, its `size` in bytes, expanded, and its `crc` as they stand in the archive's
    directory. `text` is what a short text says, "" in all else. One that is `encrypted`, or not `read` because it is
    packed in another way than every client unpacks, is of unknown media. A recording that announces more bytes than it
    has is `cut`, which says how many; what it `plays` is sound, pictures or both, None where that, as what is cut,
    cannot be told without unpacking it once more."""

    name: str
    size: int
    media: Media
    crc: int = 0
    encrypted: bool = False
    read: bool = True
    text: str = field(default="", repr=False)
    cut: str | None = None
    plays: frozenset[Category] | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is a text: by its bytes or, where these are in an encoding that does not show, by its name."""
        return self.media.category in TEXTS or self.is_text_by_name

    @property
    def is_text_by_name(self) -> bool:
        """Whether only its name tells that it is a text."""
        ending = (_BY_ENDING.guess_type(self.name)[0] or "").partition("/")[0]
        return self.media.category is Category.UNKNOWN and ending == "text"


class Beginning(BytesIO):
    """The beginning of a file, of whose rest nothing can be told."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if len(data) < (size or 0):
            raise LostError
        return data


def unpacked(name: str, size: int, crc: int, head: bytes, stream: BinaryIO, room: int) -> Entry:
    """The entry of `size` bytes that begin with `head`, up to `TEXT_AT_MOST` of them, and are all in the seekable
    `stream`. A text is kept if there is `room` for so many bytes."""
    cut, plays = stream_cut_short(stream, head, size), what_stream_plays(stream, head, size)
    entry = Entry(name, size, kind_of_bytes(head), crc, cut=cut, plays=plays)
    kept = size <= min(room, TEXT_AT_MOST) and entry.is_text
    return replace(entry, text=text_of(head)) if kept else entry


def text_of(data: bytes) -> str:
    """`data` as text, in which what is written in ASCII can be read whatever the encoding is."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if utf16 else "utf-8-sig", "replace").replace("\0", "")
