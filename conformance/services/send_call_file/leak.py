"""Whether a recording came out where none may (document 001, introduction and Output)."""

import re

from ...clients.archive import read_zip
from ...clients.container import NO_RECORDING
from ...clients.entry import Entry
from ...clients.media import Category, kind_of_bytes
from ...exchange.message import Response
from ...expect import observe, unproven
from ...verdict import Observation

NOTHING = "no recording"


def leaked(answer: Response, recording: Response | None = None) -> Observation:
    """Held where nothing came that is certainly a recording. Unknown bytes are one when they are those of `recording`,
    which its owner got; other ones prove nothing."""
    kind = kind_of_bytes(answer.content)
    if kind.category in (Category.AUDIO, Category.VIDEO):
        return observe(False, NOTHING, kind.media_type, "body")
    if kind.category not in (Category.UNKNOWN, Category.ARCHIVE):
        return observe(True, NOTHING, NOTHING, "body")
    if recording is not None and recording.body.fingerprint == answer.body.fingerprint:
        return observe(False, NOTHING, "the bytes of the recording", "body")
    if kind.category is Category.ARCHIVE:
        return _leaked_in(answer)
    if answer.status == 200:
        return unproven("bytes of an unknown format came, which may be a recording", "body")
    return observe(True, NOTHING, NOTHING, "body")


def _leaked_in(archive: Response) -> Observation:
    if names := [entry.name for entry in recordings_in(archive)]:
        return observe(False, NOTHING, f"an archive of {', '.join(names)}", "body")
    return unread(archive) or observe(True, NOTHING, NOTHING, "body")


def unread(archive: Response) -> Observation | None:
    """That it cannot be told what is in a zip, if so."""
    opened = read_zip(archive.decoded)
    why = opened.error or opened.too_large
    return unproven(f"an archive came, and what is in it cannot be told: {why}", "body") if why else None


def recordings_in(archive: Response) -> list[Entry]:
    """The entries of a zip that may be recordings, for all that can be told."""
    entries = read_zip(archive.decoded).entries
    return [entry for entry in entries if not (entry.media.category in NO_RECORDING or entry.is_text)]


def is_named_for(entry: Entry, couple: str) -> bool:
    """Whether the id of `couple` stands by itself in the name of `entry`."""
    return bool(re.search(rf"(?<!\d){re.escape(couple)}(?!\d)", entry.name))
