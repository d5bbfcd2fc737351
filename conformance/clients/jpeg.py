"""JPEG pictures by their segments (ITU-T T.81, Annex B): what one is, and the same picture in other bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

_COMMENT_HEADER = 4
_COMMENT_AT_MOST = _COMMENT_HEADER + 65533

VARIANTS: Mapping[str, tuple[bytes, int]] = {
    # In Base64 the third of three bytes gives its last six bits: of ">" they make "+", of "?" they make "/".
    "plus": (b">", 0),
    "slash": (b"?", 0),
    "one-pad": (b" ", 2),
    "two-pads": (b" ", 1),
}
"""What a preview's Base64 can hold that is lost on the way: the comment that makes it so, and the picture's size in
bytes modulo 3, which decides the padding."""


@dataclass(frozen=True)
class _Segment:
    """`start` is the offset of the marker's 0xFF, `end` that behind the payload."""

    marker: int
    start: int
    end: int


def dimensions(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the frame header has them. ValueError when `jpeg` has none."""
    for segment in _segments(jpeg):
        if segment.marker in _FRAMES and segment.end - segment.start >= 9:
            height, width = jpeg[segment.start + 5 : segment.start + 7], jpeg[segment.start + 7 : segment.start + 9]
            return int.from_bytes(width), int.from_bytes(height)
    raise ValueError("a JPEG without a frame header")


def enlarged(jpeg: bytes, width: int, height: int) -> bytes:
    """`width` by `height` pixels (1 to 65535 each) of the grey of `jpeg`, a picture of one block in one scan.

    Its two codes, for "like the block before" and "end of block", are a zero bit each: every block is two zeros.
    """
    segments = list(_segments(jpeg))
    frame = next(segment for segment in segments if segment.marker in _FRAMES)
    size = height.to_bytes(2) + width.to_bytes(2)
    whole, rest = divmod(2 * -(-width // 8) * -(-height // 8), 8)
    # What is left of the last byte is filled with ones (ITU-T T.81, F.1.2.3).
    coded = bytes(whole) + (bytes((0xFF >> rest,)) if rest else b"")
    return jpeg[: frame.start + 5] + size + jpeg[frame.start + 9 : segments[-1].end] + coded + bytes((0xFF, _EOI))


def sized(jpeg: bytes, size: int, filler: bytes = b"") -> bytes:
    """The picture `jpeg` in exactly `size` bytes, by comments of `filler` (zeros without one), repeated as needed.

    They stand before all but the application segments, which some readers want first. ValueError when `jpeg` is longer
    than `size`, or only one to three bytes shorter: a comment takes four at least.
    """
    missing = size - len(jpeg)
    if missing < 0 or 0 < missing < _COMMENT_HEADER:
        raise ValueError(f"a JPEG of {len(jpeg)} bytes cannot be made {size} bytes long; add 0, or 4 and more")
    count = -(-missing // _COMMENT_AT_MOST)
    lengths = [missing // count + (number < missing % count) for number in range(count)]
    at = 2
    for segment in _segments(jpeg):
        if segment.marker not in _APPLICATION:
            break
        at = segment.end
    return jpeg[:at] + b"".join(_comment(length, filler or b"\0") for length in lengths) + jpeg[at:]


def marked(jpeg: bytes, mark: str) -> bytes:
    """The picture `jpeg` with a comment that is `mark` in UTF-8, so that it is told from the same picture with another.
    `sized` and `variant` of it keep the mark."""
    text = mark.encode()
    return sized(jpeg, len(jpeg) + _COMMENT_HEADER + len(text), text)


def variant(jpeg: bytes, kind: str) -> bytes:
    """The picture `jpeg` in bytes whose Base64 contains "+" (`kind` "plus") or "/" ("slash") and needs no padding, or
    ends with "=" ("one-pad") or "==" ("two-pads"). KeyError for a kind that is not in `VARIANTS`."""
    filler, remainder = VARIANTS[kind]
    least = len(jpeg) + _COMMENT_HEADER + 3
    return sized(jpeg, least + (remainder - least) % 3, filler)


def _comment(length: int, filler: bytes) -> bytes:
    """A comment segment of `length` bytes in all; its length field counts itself and the payload."""
    payload = length - _COMMENT_HEADER
    text = (filler * (payload // len(filler) + 1))[:payload]
    return bytes((0xFF, _COM)) + (length - 2).to_bytes(2) + text


def _segments(jpeg: bytes) -> Iterator[_Segment]:
    """The segments up to the header of the first scan. ValueError where the bytes are no JPEG or end too early."""
    if jpeg[:2] != bytes((0xFF, _SOI)):
        raise ValueError("no JPEG: it does not begin with FF D8")
    at = 2
    marker = _SOI
    while marker != _SOS:
        start = at
        while jpeg[at : at + 2] == b"\xff\xff":
            at += 1
        if len(jpeg) < at + 4 or jpeg[at] != 0xFF:
            raise ValueError(f"no whole JPEG: a segment is missing at byte {at}")
        marker = jpeg[at + 1]
        length = int.from_bytes(jpeg[at + 2 : at + 4])
        at += 2 + length
        if length < 2 or at > len(jpeg):
            raise ValueError(f"no whole JPEG: the segment at byte {start} has no end")
        yield _Segment(marker, start, at)
