"""What one file of an archive is, and what it says where it is a text."""

import codecs
from dataclasses import dataclass, field
from mimetypes import MimeTypes

from .media import Category, Media

TEXTS = (Category.TEXT, Category.XML, Category.HTML)

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


def text_of(data: bytes) -> str:
    """`data` as text, in which what is written in ASCII can be read whatever the encoding is."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if utf16 else "utf-8-sig", "replace").replace("\0", "")
