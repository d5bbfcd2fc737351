"""Several recordings come in a zip archive that describes itself (document 001, Output, Multiple media files)."""

import re
from collections.abc import Sequence
from mimetypes import guess_type
from pathlib import PurePosixPath

from ...check import check
from ...clients.archive import Entry, read_zip
from ...clients.container import NO_RECORDING
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import noted, observe, unproven
from ...profile import Profile
from ...verdict import Observation
from .playing import undeclared
from .recording import as_encoded
from .scenarios import download
from .servlets import SERVICE, SEVERAL, couples
from .test_download import download_is_answered_200

TEXTS = (Category.TEXT, Category.XML, Category.HTML)
UNREAD = "entries are encrypted or packed in an unusual way, and what is in them cannot be told"
OUTSIDE = re.compile(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)")
"""An absolute path, one with a drive's letter, or one that leads upwards, by either slash."""


@check(
    f"{SERVICE}.archive.opens",
    proves="several-files-are-zip",
    sends=download,
    cases=(SEVERAL,),
    needs=undeclared,
    control=download_is_answered_200,
)
def several_files_are_a_zip(file: Exchange) -> list[Observation]:
    """Sends several recordings in a zip archive that opens."""
    archive = read_zip(file.answer.decoded)
    if archive.too_large:
        return [unproven(archive.too_large, "body")]
    expected = "a zip archive that opens"
    return [observe(archive.error is None, expected, archive.error or expected, "body"), *as_encoded(file.answer)]


@check(
    f"{SERVICE}.archive.text",
    proves="zip-has-contents-text",
    sends=download,
    cases=(SEVERAL,),
    needs=undeclared,
    control=several_files_are_a_zip,
)
def archive_describes_itself(file: Exchange) -> Observation:
    """Encloses a text file that describes the archive's contents."""
    entries = read_zip(file.answer.decoded).entries
    texts = [entry.name for entry in _texts(entries)]
    if not texts and not all(entry.read for entry in entries):
        return unproven(UNREAD, "body")
    actual = ", ".join(texts or [entry.name for entry in entries]) or "no entry"
    return observe(bool(texts), "an entry that is text", actual, "body")


@check(
    f"{SERVICE}.archive.text-names",
    proves="zip-text-names-recordings",
    sends=download,
    cases=(SEVERAL,),
    needs=undeclared,
    control=archive_describes_itself,
)
def text_names_the_recordings(file: Exchange, profile: Profile) -> Observation:
    """Names the recordings in the enclosed text."""
    entries = read_zip(file.answer.decoded).entries
    texts = _texts(entries)
    said = " ".join(entry.text for entry in texts)
    unnamed = [entry.name for entry in _recordings(entries) if not _is_named(entry.name, said)]
    if not unnamed or all(id in said for id in couples(profile, SEVERAL)):
        return observe(True, "each recording named", "each recording named", "body")
    if not all(entry.text for entry in texts):
        return unproven("an enclosed text is too long to be searched", "body")
    return observe(
        False, "each recording named", f"{', '.join(unnamed)} not in {', '.join(t.name for t in texts)}", "body"
    )


@check(
    f"{SERVICE}.archive.recordings",
    proves="zip-has-every-file",
    sends=download,
    cases=(SEVERAL,),
    needs=undeclared,
    control=several_files_are_a_zip,
)
def archive_has_every_recording(file: Exchange, profile: Profile) -> list[Observation]:
    """Puts at least one recording into the archive for each couple id."""
    entries, wanted = read_zip(file.answer.decoded).entries, len(couples(profile, SEVERAL))
    found = _recordings(entries)
    names = [entry.name for entry in found if entry.read]
    if len(names) < wanted <= len(found):
        return [unproven(UNREAD, "body")]
    actual = f"{len(names)}: {', '.join(names)}" if names else "none"
    seen = [observe(len(names) >= wanted, f"at least {wanted} recordings", actual, "body")]
    seen += [observe(False, "whole recordings", f"{one.name}: {one.cut}", "body") for one in found if one.cut]
    others = [entry for entry in entries if _is_named_media(entry.name) and entry not in found]
    seen += [noted(f"{entry.name} is no recording: {entry.media.category}", "body") for entry in others]
    if len({(entry.crc, entry.size) for entry in found}) < wanted <= len(names):
        seen.append(unproven("the same recording came for several couples", "body", ", ".join(names)))
    return seen


@check(
    f"{SERVICE}.archive.paths",
    proves="zip-paths-stay-inside",
    sends=download,
    cases=(SEVERAL,),
    needs=undeclared,
    control=several_files_are_a_zip,
)
def paths_stay_inside(file: Exchange) -> Observation:
    """Keeps the archive's paths inside the folder where it is unpacked."""
    names = [entry.name for entry in read_zip(file.answer.decoded).entries]
    outside = ", ".join(name for name in names if OUTSIDE.search(name))
    return observe(not outside, "relative paths", outside or "relative paths", "body")


@check(
    f"{SERVICE}.archive.unencrypted",
    proves="zip-unencrypted",
    sends=download,
    cases=(SEVERAL,),
    needs=undeclared,
    control=several_files_are_a_zip,
)
def archive_is_not_encrypted(file: Exchange) -> Observation:
    """Sends an archive that opens without a password."""
    encrypted = ", ".join(entry.name for entry in read_zip(file.answer.decoded).entries if entry.encrypted)
    return observe(not encrypted, "no encrypted entry", encrypted or "no encrypted entry", "body")


def _texts(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that are text, and not a page where a recording should be."""
    return [entry for entry in entries if entry.media.category in TEXTS and not _is_named_media(entry.name)]


def _recordings(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that may be recordings, for all that can be told."""
    return [entry for entry in entries if entry.media.category not in NO_RECORDING]


def _is_named_media(name: str) -> bool:
    return (guess_type(name)[0] or "").startswith(("audio/", "video/"))


def _is_named(name: str, text: str) -> bool:
    """Whether `text` has the entry's name, without its folders or its ending if need be. A name in other letters than
    those of ASCII is let pass: an archive need not say how it is encoded."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not name.isascii() or path.stem.casefold() in text.casefold()
