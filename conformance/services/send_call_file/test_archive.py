"""Several recordings come in a zip archive that describes itself (document 001, Output, Multiple media files)."""

import re
from functools import partial
from mimetypes import guess_type
from pathlib import PurePosixPath

from ...check import check
from ...clients.archive import read_zip
from ...clients.entry import Entry
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import noted, observe, unproven
from ...profile import Profile
from ...verdict import Observation
from .attribution import of_each, prints
from .leak import recordings_in
from .outcomes import ARCHIVES, DOWNLOADS, Type
from .playing import undeclared
from .recording import ENCODING, PICTURES_UNASKED, as_encoded, is_left_encoded
from .scenarios import download
from .servlets import SERVICE, to_download
from .test_download import download_is_answered_200

UNREAD = "entries are encrypted or packed in an unusual way, and what is in them cannot be told"
OUTSIDE = re.compile(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)")
"""An absolute path, one with a drive's letter, or one that leads upwards, by either slash."""

_archive = partial(check, sends=download, cases=ARCHIVES, needs=undeclared)


@_archive(f"{SERVICE}.archive.opens", proves="several-files-are-zip", control=download_is_answered_200)
def several_files_are_a_zip(file: Exchange) -> list[Observation]:
    """Sends several recordings in a zip archive that opens."""
    if is_left_encoded(file.answer):
        coding = file.answer.header("Content-Encoding")
        return [unproven(f"the archive is too long for its coding, {coding}, to be undone", ENCODING)]
    archive = read_zip(file.answer.decoded)
    if archive.too_large:
        return [unproven(archive.too_large, "body")]
    expected = "a zip archive that opens"
    return [observe(archive.error is None, expected, archive.error or expected, "body"), *as_encoded(file.answer)]


@_archive(f"{SERVICE}.archive.text", proves="zip-has-contents-text", control=several_files_are_a_zip)
def archive_describes_itself(file: Exchange) -> list[Observation]:
    """Encloses a text file that describes the archive's contents."""
    entries, texts = read_zip(file.answer.decoded).entries, _texts(file)
    if not texts and not all(entry.read for entry in entries):
        return [unproven(UNREAD, "body")]
    kinds = {entry.media.category for entry in entries}
    if not texts and Category.UNKNOWN in kinds and len(kinds) > 1:
        return [unproven("one of the entries is of another kind than the rest and of an unknown one", "body")]
    actual = ", ".join(entry.name for entry in texts or entries) or "no entry"
    by_name = [entry.name for entry in texts if entry.is_text_by_name]
    return [
        observe(bool(texts), "an entry that is text", actual, "body"),
        *(noted(f"{name} is a text by its name; its encoding does not show", "body") for name in by_name),
    ]


@_archive(f"{SERVICE}.archive.text-names", proves="zip-text-names-recordings", control=archive_describes_itself)
def text_names_the_recordings(file: Exchange, profile: Profile, case: str) -> Observation:
    """Names the recordings in the enclosed text."""
    texts = _texts(file)
    said = " ".join(entry.text for entry in texts)
    unnamed = [entry.name for entry in recordings_in(file.answer) if not _is_named(entry.name, said)]
    if not unnamed or all(id in said for id in to_download(profile, case).couples):
        return observe(True, "each recording named", "each recording named", "body")
    if not all(entry.text for entry in texts):
        return unproven("an enclosed text is too long to be searched", "body")
    return observe(
        False, "each recording named", f"{', '.join(unnamed)} not in {', '.join(t.name for t in texts)}", "body"
    )


@_archive(
    f"{SERVICE}.archive.recordings",
    proves="zip-has-every-file",
    control=several_files_are_a_zip,
    in_any_case=("every_alone",),
)
def archive_has_every_recording(
    file: Exchange, every_alone: list[Exchange], profile: Profile, case: str
) -> list[Observation]:
    """Puts at least one recording into the archive for each couple id."""
    entries, found = read_zip(file.answer.decoded).entries, recordings_in(file.answer)
    ids = to_download(profile, case).couples
    names = [entry.name for entry in found if entry.read]
    if len(names) < len(ids) <= len(found):
        return [unproven(UNREAD, "body")]
    actual = f"{len(names)}: {', '.join(names)}" if names else "none"
    seen = [observe(len(names) >= len(ids), f"at least {len(ids)} recordings", actual, "body")]
    seen += [observe(False, "whole recordings", f"{one.name}: {one.cut}", "body") for one in found if one.cut]
    others = [entry for entry in entries if _is_named_media(entry.name) and entry not in found]
    seen += [noted(f"{entry.name} is no recording: {entry.media.category}", "body") for entry in others]
    if DOWNLOADS[case].type is Type.AUDIO:
        watched = [entry.name for entry in found if entry.plays and Category.VIDEO in entry.plays]
        seen += [noted(f"{name}: {PICTURES_UNASKED}", "body") for name in watched]
    if len(names) >= len(ids):
        came = {id: prints(one.response) for id, one in zip(ids, every_alone, strict=False) if one.response}
        seen += of_each(found, ids, came)
    return seen


@_archive(f"{SERVICE}.archive.paths", proves="zip-paths-stay-inside", control=several_files_are_a_zip)
def paths_stay_inside(file: Exchange) -> Observation:
    """Keeps the archive's paths inside the folder where it is unpacked."""
    names = [entry.name for entry in read_zip(file.answer.decoded).entries]
    outside = ", ".join(name for name in names if OUTSIDE.search(name))
    return observe(not outside, "relative paths", outside or "relative paths", "body")


@_archive(f"{SERVICE}.archive.unencrypted", proves="zip-unencrypted", control=several_files_are_a_zip)
def archive_is_not_encrypted(file: Exchange) -> Observation:
    """Sends an archive that opens without a password."""
    encrypted = ", ".join(entry.name for entry in read_zip(file.answer.decoded).entries if entry.encrypted)
    return observe(not encrypted, "no encrypted entry", encrypted or "no encrypted entry", "body")


def _texts(file: Exchange) -> list[Entry]:
    """The entries that are text, and not a page where a recording should be."""
    entries = read_zip(file.answer.decoded).entries
    return [entry for entry in entries if entry.is_text and entry.read and not _is_named_media(entry.name)]


def _is_named_media(name: str) -> bool:
    return (guess_type(name)[0] or "").startswith(("audio/", "video/"))


def _is_named(name: str, text: str) -> bool:
    """Whether `text` has the entry's name, without its folders or its ending if need be. A name in other letters than
    those of ASCII is let pass: an archive need not say how it is encoded."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not name.isascii() or path.stem.casefold() in text.casefold()
