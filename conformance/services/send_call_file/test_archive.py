"""Several recordings come in a zip archive that describes itself (document 001, Output, Multiple media files)."""

from ...check import check
from ...clients.archive import read_zip
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import observe
from ...profile import Profile
from ...verdict import Observation
from .scenarios import SERVICE, SEVERAL, couples, download
from .test_download import NO_MEDIA, download_is_answered_200, too_few


@check(
    f"{SERVICE}.archive.opens",
    proves="several-files-are-zip",
    sends=download,
    cases=(SEVERAL,),
    needs=too_few,
    control=download_is_answered_200,
)
def several_files_are_a_zip(file: Exchange) -> Observation:
    """Sends several recordings in a zip archive that opens."""
    error = read_zip(file.answer.body).error
    return observe(error is None, "a zip archive that opens", error or "a zip archive that opens", "body")


@check(
    f"{SERVICE}.archive.text",
    proves="zip-has-contents-text",
    sends=download,
    cases=(SEVERAL,),
    needs=too_few,
    control=several_files_are_a_zip,
)
def archive_describes_itself(file: Exchange) -> Observation:
    """Encloses a text file that describes the archive's contents."""
    entries = read_zip(file.answer.body).entries
    texts = [entry.name for entry in entries if entry.media.category in (Category.TEXT, Category.XML, Category.HTML)]
    actual = ", ".join(texts or [entry.name for entry in entries]) or "no entry"
    return observe(bool(texts), "an entry that is text", actual, "body")


@check(
    f"{SERVICE}.archive.recordings",
    proves="zip-has-every-file",
    sends=download,
    cases=(SEVERAL,),
    needs=too_few,
    control=several_files_are_a_zip,
)
def archive_has_every_recording(file: Exchange, profile: Profile) -> Observation:
    """Puts at least one recording into the archive for each couple id."""
    wanted = len(couples(profile, SEVERAL))
    names = [entry.name for entry in read_zip(file.answer.body).entries if entry.media.category not in NO_MEDIA]
    actual = f"{len(names)}: {', '.join(names)}" if names else "none"
    return observe(len(names) >= wanted, f"at least {wanted} recordings", actual, "body")
