"""A token fetches what it was minted for: one file as an attachment, several in a zip (document 001, Output)."""

from ...check import check
from ...clients.archive import read_zip
from ...clients.callrec import token_of
from ...clients.disposition import is_attachment
from ...clients.media import Category, kind_of
from ...exchange.message import Exchange
from ...expect import excerpt, observe, status_is
from ...judging import NOT_SERVED
from ...profile import Profile
from ...verdict import Observation
from .scenarios import ONE, SERVICE, SEVERAL, couples, download

OWN = ("accounts.main", f"services.{SERVICE}.url", f"services.{SERVICE}.couples")
NO_MEDIA = (Category.HTML, Category.XML, Category.TEXT, Category.EMPTY)
"""What is certainly no recording; unknown bytes may be one, for it comes in the format it was recorded in."""


def too_few(profile: Profile, how_many: str) -> str | None:
    few = how_many == SEVERAL and len(couples(profile, SEVERAL)) < 2
    return "the profile lists one couple id only" if few else None


@check(
    f"{SERVICE}.token.minted",
    proves="token-service-gives-token",
    sends=download,
    cases=(ONE, SEVERAL),
    needs=too_few,
    relies_on=OWN,
)
def token_is_minted(token: Exchange) -> Observation:
    """Gives a download token for recordings that the account may hear."""
    found = token_of(token.answer)
    actual = "a token" if found else excerpt(token.answer) or f"an empty body (status {token.answer.status})"
    return observe(found is not None, "a token in <reply>", actual, "/reply")


@check(f"{SERVICE}.download.by-post", proves="invoked-by-post", sends=download, cases=(ONE,), relies_on=OWN)
def download_by_post(file: Exchange) -> Observation:
    """Finds the token in the form of a POST."""
    status = file.answer.status
    return observe(
        status not in (403, *NOT_SERVED), "not 403 for a fresh token, nor a refusal of POST", status, "status"
    )


@check(
    f"{SERVICE}.download.status",
    proves="success-is-200",
    sends=download,
    cases=(ONE, SEVERAL),
    needs=too_few,
    control=download_by_post,
    relies_on=OWN,
)
def download_is_answered_200(file: Exchange) -> Observation:
    """Answers 200 to a download."""
    return status_is(file, 200)


@check(
    f"{SERVICE}.download.attachment",
    proves="single-file-is-attachment",
    sends=download,
    cases=(ONE,),
    control=download_is_answered_200,
)
def one_file_is_an_attachment(file: Exchange) -> Observation:
    """Sends a single recording as an attachment."""
    value = file.answer.header("Content-Disposition")
    return observe(is_attachment(file.answer), "attachment", value, "header Content-Disposition")


@check(
    f"{SERVICE}.download.media",
    proves="single-file-is-media",
    sends=download,
    cases=(ONE,),
    control=download_is_answered_200,
)
def one_file_is_media(file: Exchange) -> Observation:
    """Sends a recording, not a page."""
    media = kind_of(file.answer.body)
    actual = media.media_type or str(media.category)
    return observe(media.category not in NO_MEDIA, "audio, video or a recorder's own format", actual, "body")


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
