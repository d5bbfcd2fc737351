"""MP4 and what shares its boxes: M4A, 3GP, QuickTime (ISO/IEC 14496-12, 4.2 and 8)."""

import struct

from .chunks import Format, Header, LostError, four_letters


def _box(window: bytes) -> Header:
    length, name = struct.unpack_from(">L4s", window)
    four_letters(name)
    start = 8
    if length == 0:
        return Header(name, start, None)
    if length == 1:
        (length,), start = struct.unpack_from(">Q", window, start), 16
    if length < start:
        raise LostError
    return Header(name, start, length - start)


MP4 = Format(
    "MP4",
    _box,
    known=(b"ftyp", b"moov", b"moof", b"mdat", b"free", b"skip", b"wide", b"meta", b"sidx", b"mfra", b"udta"),
    # A still picture (HEIF) has a `meta` instead.
    needed=(b"moov", b"meta"),
    core="its index (moov)",
    path=(b"moov", b"trak", b"mdia", b"hdlr"),
    at=8,
    audio=(b"soun",),
    video=(b"vide",),
)
