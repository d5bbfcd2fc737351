"""A token is minted and fetches the recording that it was minted for, as an attachment (document 001, Output)."""

from ...check import check
from ...clients import callrec
from ...clients.disposition import is_attachment
from ...clients.media import Category, kind_of_bytes
from ...exchange.message import Exchange
from ...expect import excerpt, noted, observe, status_is, unproven
from ...judging import NOT_SERVED
from ...profile import Profile
from ...verdict import Observation
from .scenarios import ONE, SERVICE, SEVERAL, couples, download, in_a_form_of_its_own, token_of
from .test_log_in import log_in_gives_a_session

OWN = ("accounts.main", f"services.{SERVICE}.url", f"services.{SERVICE}.couples")
LOGGED_OUT = (301, 302, 303, 307, 308)
"""Redirects, which lead a client without a session to the log-in."""

NO_MEDIA = (Category.HTML, Category.XML, Category.TEXT, Category.IMAGE, Category.EMPTY)
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
    control=log_in_gives_a_session,
    relies_on=OWN,
)
def token_is_minted(token: Exchange) -> list[Observation]:
    """Gives a download token for recordings that the account may hear."""
    answer = token.answer
    if token_of(answer) is None and in_a_form_of_its_own(answer):
        return [
            unproven("the answer may hold a token in a form that the document does not show", "body", excerpt(answer))
        ]
    if token_of(answer) is None:
        actual = excerpt(answer) or f"an empty body (status {answer.status})"
        return [observe(False, "a token in <reply>", actual, "/reply")]
    seen = [observe(True, "a token in <reply>", "a token", "/reply")]
    if callrec.token_of(answer) is None:
        seen.append(noted("the token came as plain text", "body", "a token in <reply>"))
    return seen


@check(
    f"{SERVICE}.download.by-post",
    proves="invoked-by-post",
    sends=download,
    cases=(ONE,),
    control=token_is_minted,
    relies_on=OWN,
)
def download_by_post(file: Exchange) -> Observation:
    """Finds the token in the form of a POST."""
    status = file.answer.status
    if status in LOGGED_OUT:
        return unproven("redirected as if nobody were logged in, before the token counted", "status", status)
    refusals = (403, *NOT_SERVED)
    return observe(status not in refusals, "not 403 for a fresh token, nor a refusal of POST", status, "status")


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
    f"{SERVICE}.download.media",
    proves="single-file-is-media",
    sends=download,
    cases=(ONE,),
    control=download_is_answered_200,
)
def one_file_is_media(file: Exchange) -> list[Observation]:
    """Sends a recording, not a page."""
    media = kind_of_bytes(file.answer.content)
    actual = media.media_type or str(media.category)
    seen = [observe(media.category not in NO_MEDIA, "audio, video or a recorder's own format", actual, "body")]
    if media.category is Category.ARCHIVE:
        seen.append(noted("one recording came in a zip archive", "body"))
    return seen


@check(
    f"{SERVICE}.download.attachment",
    proves="single-file-is-attachment",
    sends=download,
    cases=(ONE,),
    control=one_file_is_media,
)
def one_file_is_an_attachment(file: Exchange) -> Observation:
    """Sends a single recording as an attachment."""
    value = file.answer.header("Content-Disposition")
    return observe(is_attachment(file.answer), "attachment", value, "header Content-Disposition")
