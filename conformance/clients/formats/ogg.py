"""Ogg: pages of the streams that it holds (RFC 3533, 6)."""

from .chunks import Format, Header, LostError


def _page(window: bytes) -> Header:
    if not b"OggS".startswith(window[:4]):
        raise LostError
    start = 27 + window[26]
    if len(window) < start:
        raise IndexError
    begins_a_stream = window[5] & 2
    return Header(b"first page" if begins_a_stream else b"page", start, sum(window[27:start]))


OGG = Format(
    "Ogg",
    _page,
    known=(b"first page", b"page"),
    path=(b"first page",),
    audio=(b"OpusHead", b"\1vorbis", b"Speex   ", b"\x7fFLAC"),
    video=(b"\x80theora", b"\1video", b"BBCD", b"OVP80"),
)
