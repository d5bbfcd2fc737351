"""Matroska and WebM: the elements of EBML (RFC 8794, 4 to 6; RFC 9559, 5.1)."""

from .chunks import Format, Header, LostError


def _element(window: bytes) -> Header:
    name_ends = 9 - window[0].bit_length()
    start = name_ends + 9 - window[name_ends].bit_length()
    if name_ends > 4 or start > name_ends + 8:
        raise LostError
    if len(window) < start:
        raise IndexError
    unknown = (1 << 7 * (start - name_ends)) - 1
    length = int.from_bytes(window[name_ends:start]) & unknown
    return Header(window[:name_ends], start, None if length == unknown else length)


EBML, _SEGMENT, _TRACKS = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b"
_CLUSTER, _CUES, _TAGS = b"\x1f\x43\xb6\x75", b"\x1c\x53\xbb\x6b", b"\x12\x54\xc3\x67"

MATROSKA = Format(
    "Matroska (WebM)",
    _element,
    known=(EBML, _SEGMENT, _TRACKS, _CLUSTER, _CUES, _TAGS),
    needed=(_SEGMENT,),
    core="its content (Segment)",
    opened=(_SEGMENT,),
    path=(_TRACKS, b"\xae", b"\x83"),
    audio=(b"\2",),
    video=(b"\1",),
)
