"""The recordings of the call recorder: couples (the two audio tracks of a pair of endpoints) and their zip archive."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..resources import FIXTURES

ARCHIVE_NAME = "calldata.zip"
CONTENTS_NAME = "contents.txt"


@dataclass(frozen=True)
class Media:
    """A kind of media file: the file's extension, its type, and the fixture that it is."""

    extension: str
    type: str
    fixture: str

    @property
    def content(self) -> bytes:
        return _fixture(self.fixture)


@cache
def _fixture(name: str) -> bytes:
    return (FIXTURES / "media" / name).read_bytes()


AUDIO = Media("wav", "audio/x-wav", "call.wav")
VIDEO = Media("mp4", "video/mp4", "video.mp4")


@dataclass(frozen=True)
class Couple:
    """One recording: the media that it was recorded in, and the users who may hear it."""

    id: str
    media: Media
    listeners: frozenset[str]

    @property
    def sid(self) -> str:
        return f"sid-{self.id}"

    @property
    def file_name(self) -> str:
        return f"{self.id}.{self.media.extension}"


_EVERYBODY = frozenset({"johndow", "alice"})

COUPLES = (
    Couple("1165", AUDIO, _EVERYBODY),
    Couple("1166", AUDIO, _EVERYBODY),
    Couple("1167", VIDEO, _EVERYBODY),
    Couple("1999", AUDIO, frozenset()),
)


def find(user: str, *, ids: Sequence[str] = (), sid: str = "") -> tuple[Couple, ...]:
    """The couples that `ids` or, when given, `sid` name, each once and in that order; () unless `user` may hear all."""
    by_name = {couple.sid: couple for couple in COUPLES} if sid else {couple.id: couple for couple in COUPLES}
    found = [by_name.get(name) for name in dict.fromkeys([sid] if sid else ids)]
    heard = tuple(couple for couple in found if couple and user in couple.listeners)
    return heard if len(heard) == len(found) else ()


def archive(couples: Sequence[Couple], faults: frozenset[str]) -> bytes:
    """A zip with one media file a couple and a text file that describes them (document 001, Output)."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for couple in couples[:-1] if "zip-missing-entry" in faults else couples:
            file.writestr(couple.file_name, couple.media.content)
        if "zip-without-text" not in faults:
            lines = [f"{couple.file_name}: couple {couple.id}, {couple.media.type}" for couple in couples]
            file.writestr(CONTENTS_NAME, "\n".join(lines) + "\n")
    return data.getvalue()[:-40] if "zip-broken" in faults else data.getvalue()
