"""What a body is, by its bytes and not by what its headers claim."""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import puremagic

LOOKED_AT = 8192
"""Bytes of the beginning that are looked at."""

TRUSTED_FROM = 0.3
"""The least confidence believed; puremagic gives 0.1 for each byte that matched, and two match by chance."""

SILENCE_AT_LEAST, SILENT_BELOW = 160, 4
"""From so many bytes on, a frame of telephone audio, fewer distinct values than the second are silence."""

BYTES_A_WORD = 50
"""A text in letters that 8 bits hold has at least one word in so many bytes; sound that happens to be spelt by
characters has no white space to speak of."""

_BEFORE_MARKUP = r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*+-->|\s)*+"
"""What may stand before a page's first element; possessive, for a page of comments must not be tried in every way."""

_HTML = re.compile(rf"(?is){_BEFORE_MARKUP}<(?:!doctype\s+html|html|head|body|title|script|meta)\b")
_BY_EXTENSION = {".ogg": "audio/ogg", ".oga": "audio/ogg", ".amr": "audio/amr", ".m4a": "audio/mp4"}
"""Where puremagic knows the format and not its audio type."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
"""What no text has: most controls, and what is no character, as which quiet sound reads that begins like UTF-16."""


class Category(StrEnum):
    """The kinds of content that a judge tells apart."""

    AUDIO = "audio"
    VIDEO = "video"
    IMAGE = "image"
    ARCHIVE = "archive"
    HTML = "html"
    XML = "xml"
    TEXT = "text"
    UNKNOWN = "unknown"
    EMPTY = "empty"


@dataclass(frozen=True)
class Media:
    """What some bytes are: `media_type` is the IANA or customary name, "" where none is known."""

    category: Category
    media_type: str = ""


def kind_of_bytes(data: bytes) -> Media:
    """What content that begins with `data` is; a page or a message in text never counts as media. A recorder's own
    format, such as .recd, is `unknown`; only a zip is an `archive`."""
    return _kind_of_head(data[:LOOKED_AT])


@lru_cache(maxsize=128)
def _kind_of_head(head: bytes) -> Media:
    if not head:
        return Media(Category.EMPTY)
    # The frames of a silent AMR recording may all be of printable characters (RFC 4867, 5).
    sound = _is_raw_sound(head)
    text = None if sound or head.startswith(b"#!AMR") else _text(head)
    if text is not None:
        return _kind_of_text(text)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Media(Category.ARCHIVE, "application/zip")
    if _is_mpeg_frame(head):
        return Media(Category.AUDIO, "audio/mpeg")
    if (found := _by_magic(head)) is not None:
        return found
    if head[4:8] == b"ftyp":
        return Media(Category.VIDEO, "video/mp4")
    # A text in an old 8-bit code page has no control characters either, but so may raw telephone audio, of which half
    # or more is ASCII where the line has a bias: markup and letters tell.
    old = head.decode("latin-1")
    letters = sum(byte < 0x80 for byte in head) > len(head) * 3 / 4
    is_text = not (sound or _CONTROLS.search(old)) and (letters or old.lstrip().startswith("<?xml") or _HTML.match(old))
    return _kind_of_text(old) if is_text else Media(Category.UNKNOWN)


def _is_raw_sound(head: bytes) -> bool:
    """Whether `head` is more likely raw telephone audio than text, though all of it may be printable: of as few values
    as silence is, or in one word that no text has."""
    if len(head) < SILENCE_AT_LEAST or not head.strip():
        return False
    if len(set(head)) < SILENT_BELOW:
        return True
    wordless = len(head.split()) < len(head) / BYTES_A_WORD
    compact = head.lstrip().startswith((b"<", b'{"', b"[{"))
    return wordless and not compact and (head.isascii() or _text(head) is None)


def _text(head: bytes) -> str | None:
    """`head` as UTF-8, or as UTF-16 with its mark, when it is text; a character cut in two at the end is forgiven."""
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text


def _kind_of_text(text: str) -> Media:
    # A page put together of several files can begin with a mark of each.
    text = text.lstrip("\ufeff")
    if _HTML.match(text):
        return Media(Category.HTML, "text/html")
    if re.match(r"\s*<[?!A-Za-z_]", text):
        return Media(Category.XML, "application/xml")
    return Media(Category.TEXT, "text/plain")


def _is_mpeg_frame(head: bytes) -> bool:
    """Whether an MPEG audio frame of layer II or III begins here (ISO/IEC 11172-3, 2.4.1.3): an MP3 without ID3."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, sample_rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer in (1, 2) and bit_rate != 15 and sample_rate != 3


def _by_magic(head: bytes) -> Media | None:
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return None
    for match in matches:
        media_type = _BY_EXTENSION.get(match.extension, match.mime_type)
        family = media_type.partition("/")[0]
        if match.confidence >= TRUSTED_FROM and family in ("audio", "video", "image"):
            return Media(Category(family), media_type)
    return None
