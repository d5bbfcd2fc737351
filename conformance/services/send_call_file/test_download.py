"""A token is minted and fetches the recording that it was minted for, as an attachment (document 001, Output)."""

from ...check import check
from ...clients import callrec
from ...clients.container import what_it_plays
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import excerpt, noted, observe, status_is, unproven
from ...judging import NOT_SERVED
from ...profile import Profile
from ...verdict import Observation
from .given import by_command, spent
from .outcomes import DOWNLOADS, FILES, Type
from .playing import undeclared
from .recording import PICTURES_UNASKED, as_encoded, saved
from .scenarios import download, download_by_get
from .servlets import LOGGED_OUT, SERVICE, in_a_form_of_its_own, token_of
from .test_log_in import log_in_gives_a_session

OWN = ("accounts.main", f"services.{SERVICE}.url", f"services.{SERVICE}.couples")


@check(
    f"{SERVICE}.token.minted",
    proves="token-service-gives-token",
    sends=download,
    cases=tuple(DOWNLOADS),
    needs=undeclared,
    control=log_in_gives_a_session,
    relies_on=OWN,
    granted=by_command,
)
def token_is_minted(token: Exchange, profile: Profile) -> list[Observation]:
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
    if "several_ids" not in profile.settings(SERVICE) and (token.request.body or b"").count(b"id_call[]=") > 1:
        seen.append(noted("several ids were taken in a field each, and not in one with commas", "body id_call[]"))
    return seen


@check(
    f"{SERVICE}.download.by-post",
    proves="invoked-by-post",
    sends=download,
    cases=tuple(DOWNLOADS),
    needs=undeclared,
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
    cases=tuple(DOWNLOADS),
    needs=undeclared,
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
    cases=FILES,
    needs=undeclared,
    control=download_is_answered_200,
)
def one_file_is_media(file: Exchange, case: str) -> list[Observation]:
    """Sends a recording, not a page."""
    seen, plays = [saved(file), *as_encoded(file.answer)], what_it_plays(file.answer.decoded) or frozenset()
    if DOWNLOADS[case].type is Type.VIDEO and plays == {Category.AUDIO}:
        seen.append(noted("the video came as sound alone", "body"))
    if DOWNLOADS[case].type is Type.AUDIO and Category.VIDEO in plays:
        seen.append(noted(PICTURES_UNASKED, "body"))
    return seen


@check(
    f"{SERVICE}.download.by-get",
    proves="invoked-by-get",
    sends=download_by_get,
    cases=("cookie", "url"),
    control=one_file_is_media,
)
def download_by_get_is_served(file: Exchange, profile: Profile) -> Observation:
    """Finds the token in the query of a GET."""
    if refused := spent(file, profile):
        return refused
    status = file.answer.status
    if status in (*LOGGED_OUT, 401):
        return unproven("redirected as if nobody were logged in, before the token counted", "status", status)
    return saved(file)
