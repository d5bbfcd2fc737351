"""The recordings of the call recorder: couples, which are the two audio tracks of a pair of endpoints, some of them
with the screen of the agent."""

import io
import math
import struct
import wave
from dataclasses import dataclass
from functools import cache

from ...resources import FIXTURES
from .. import long_media
from ..message import Stream

RATE = 8000
LONG = 2 << 30


@dataclass(frozen=True)
class File:
    """A media file as it is sent."""

    name: str
    type: str
    content: bytes | Stream


@dataclass(frozen=True)
class Couple:
    """One recording. With `screen` it was recorded as a video, unless it is `mixed` as a .recd that no player opens. A
    `confidential` one is for supervisors. No two couples sound or look the same."""

    id: str
    screen: bool = False
    mixed: bool = True
    confidential: bool = False
    long: bool = False

    @property
    def sid(self) -> str:
        return f"sid-{self.id}"

    @property
    def heard(self) -> File:
        """The call."""
        return File(f"{self.id}.wav", "audio/x-wav", long_media.wav(LONG) if self.long else _tone(int(self.id)))

    @property
    def watched(self) -> File:
        """The screen, mixed with the call."""
        return File(f"{self.id}.mp4", "video/mp4", _screen(self.id))

    @property
    def tracks(self) -> tuple[File, ...]:
        """What either end of the call said."""
        ends = enumerate(("customer", "agent"), 1)
        return tuple(File(f"{self.id}-{end}.wav", "audio/x-wav", _tone(int(self.id) // 2 + n)) for n, end in ends)

    @property
    def unmixed(self) -> File:
        """The screen as the recorder writes it."""
        return File(f"{self.id}.recd", "application/octet-stream", _UNMIXED + self.id.encode())

    @property
    def recorded(self) -> File:
        """The file in the format in which the couple was recorded or, where that was a .recd, mixed."""
        return self.watched if self.screen else self.heard


COUPLES = (
    Couple("1165"),
    Couple("1166"),
    Couple("1167", screen=True),
    Couple("1168", screen=True, mixed=False),
    Couple("1169", screen=True),
    Couple("1170", screen=True, mixed=False),
    Couple("1999", confidential=True),
    Couple("2001", long=True),
    Couple("2002"),
)

_UNMIXED = b"\x93RECD\x00\x02" + bytes(range(255, -1, -1)) * 32


@cache
def _tone(hertz: int) -> bytes:
    """A second of a tone in a WAV file."""
    samples = [round(8000 * math.sin(math.tau * hertz * number / RATE)) for number in range(RATE)]
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{RATE}h", *samples))
    return data.getvalue()


@cache
def _screen(id: str) -> bytes:
    """A video, with a box that players skip (ISO/IEC 14496-12, 8.1.2) to tell it from others."""
    return (FIXTURES / "media" / "video.mp4").read_bytes() + struct.pack(">I4s", 8 + len(id), b"free") + id.encode()
