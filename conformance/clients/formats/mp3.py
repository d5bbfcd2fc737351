"""MP3: a tag (ID3v2), then frames whose number of bytes an encoder may have left in the first one."""

import re
import struct

from .chunks import Format, Header, LostError


def _tag_or_frame(window: bytes) -> Header:
    if window.startswith(b"ID3"):
        high, middle, low, lowest = struct.unpack_from("4B", window, 6)
        return Header(b"ID3", 10, high << 21 | middle << 14 | low << 7 | lowest)
    if not window.startswith(b"\xff"):
        raise LostError
    # The number of bytes follows that of frames; two bits say which are there.
    if found := re.search(rb"(?:Xing|Info)\0\0\0([\2\3\6\7\x0a\x0b\x0e\x0f])", window[:64], re.DOTALL):
        at = found.end() + 4 * (found[1][0] & 1)
    elif window[36:40] == b"VBRI":
        at = 46
    else:
        raise LostError
    (length,) = struct.unpack_from(">L", window, at)
    return Header(b"frames", 4, length - 4 if 4 < length < 1 << 31 else None)


# Encoders differ in what they count; what strips a tag or cuts a piece out may leave the number as it was.
MP3 = Format("MP3", _tag_or_frame, known=(b"ID3", b"frames"), slack=8192)
