"""WAV and AVI: the chunks of RIFF (Microsoft Multimedia Programming Interface 1.0; OpenDML AVI 1.02)."""

import struct

from .chunks import Format, Header, four_letters


def _riff_chunk(window: bytes) -> Header:
    name, length = struct.unpack_from("<4sL", window)
    four_letters(name)
    # The whole's own length, which writers get wrong more often than its parts', is not needed.
    if name in (b"RIFF", b"RF64", b"BW64"):
        return Header(name + window[8:12], 12, None)
    # Whoever streams writes the header before the length is known: as 0, or near the most that a signed or an unsigned
    # number holds.
    unknown = any(abs(length - most) < 1 << 16 for most in (1 << 31, 1 << 32))
    unknown |= length == 0 and name == b"data"
    if name == b"LIST":
        return Header(name + window[8:12], 12, None if unknown else max(length - 4, 0))
    return Header(name, 8, None if unknown else length)


_HEADER_COUNTED_IN = 64
"""Some writers count the file's own header among the samples."""

WAV = Format(
    "WAV",
    _riff_chunk,
    known=(b"fmt ", b"fact", b"data", b"LISTINFO"),
    needed=(b"data", b"LISTwavl"),
    core="its samples (data)",
    opened=(b"RIFFWAVE", b"RF64WAVE", b"BW64WAVE"),
    align=2,
    slack=_HEADER_COUNTED_IN,
)

AVI = Format(
    "AVI",
    _riff_chunk,
    known=(b"LISThdrl", b"LISTmovi", b"LISTINFO", b"JUNK", b"idx1"),
    needed=(b"LISTmovi",),
    core="its frames (movi)",
    opened=(b"RIFFAVI ", b"RIFFAVIX"),
    path=(b"LISThdrl", b"LISTstrl", b"strh"),
    audio=(b"auds",),
    video=(b"vids",),
    align=2,
    slack=_HEADER_COUNTED_IN,
)
