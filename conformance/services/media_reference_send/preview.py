"""The previews of a message: real JPEGs that differ in their bytes, in their size, in width and height (document 000,
Parameters: preview_content)."""

from collections.abc import Callable, Mapping
from functools import cache

from ...clients.jpeg import enlarged, sized, variant
from ...resources import FIXTURES

KILOBYTE = 1024
FILLER = bytes(number * 101 % 256 for number in range(256))
"""All values of a byte, so that the Base64 has every digit; in steps of 101, for in their order they spell a password
such as 12345678, which would be redacted."""


def _fixture(name: str) -> Callable[[], bytes]:
    return lambda: (FIXTURES / "media" / name).read_bytes()


def _sized(kilobytes: int) -> Callable[[], bytes]:
    return lambda: sized(_fixture("preview.jpg")(), kilobytes * KILOBYTE, FILLER)


def _variant(kind: str) -> Callable[[], bytes]:
    return lambda: variant(_fixture("preview.jpg")(), kind)


_PREVIEWS: Mapping[str, Callable[[], bytes]] = {
    "smallest": _fixture("smallest.jpg"),
    "usual": _fixture("preview.jpg"),
    "tall": _fixture("tall.jpg"),
    "16-kb": _sized(16),
    "64-kb": _sized(64),
    "256-kb": _sized(256),
    "base64-plus": _variant("plus"),
    "base64-slash": _variant("slash"),
    "one-pad": _variant("one-pad"),
    "two-pads": _variant("two-pads"),
}

CONTENTS = ("smallest", "16-kb", "64-kb", "256-kb", "base64-plus", "base64-slash", "one-pad", "two-pads")
"""Previews that differ in their bytes."""

SHAPES = ("usual", "tall", "smallest")
"""Previews that differ in width and height."""


@cache
def preview(name: str) -> bytes:
    """The JPEG of that name: a real one, from the smallest to 256 KB."""
    return _PREVIEWS[name]()


def drawn(width: int, height: int, comments: int, filler: bytes) -> bytes:
    """A grey JPEG of `width` by `height` pixels with so many bytes of `comments`, 0 or at least 4, which hold `filler`
    again and again."""
    picture = enlarged(preview("smallest"), width, height)
    return sized(picture, len(picture) + comments, filler)
