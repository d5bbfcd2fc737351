"""The container formats of recordings: how each names and measures its chunks, and marks its tracks."""

import re

from .asf import ASF, HEADER
from .chunks import Format
from .matroska import EBML, MATROSKA
from .mp3 import MP3
from .mp4 import MP4
from .ogg import OGG
from .riff import AVI, WAV

_SIGNATURES = (
    (rb"(?:RIFF|RF64|BW64)....WAVE", WAV),
    (rb"RIFF....AVI ", AVI),
    (rb"....(?:ftyp|moov|mdat|wide)", MP4),
    (EBML, MATROSKA),
    (rb"OggS", OGG),
    (re.escape(HEADER), ASF),
    (rb"ID3|\xff[\xe2-\xff]", MP3),
)


def format_of(head: bytes) -> Format | None:
    """The format of what begins with `head`, and has already been recognised as a recording."""
    found = (format for signature, format in _SIGNATURES if re.match(signature, head, re.DOTALL))
    return next(found, None)
