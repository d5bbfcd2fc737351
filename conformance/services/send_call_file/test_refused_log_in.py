"""Bad credentials open nothing (document 001, introduction and Service Pre-requisites)."""

from functools import partial

from ...check import check
from ...clients.callrec import session_of
from ...exchange.message import Exchange
from ...expect import observe, status_is, unproven
from ...verdict import Observation
from .given import by_command
from .leak import leaked
from .log_ins import BAD_CREDENTIALS, bad_log_in
from .servlets import SERVICE, are_tokens
from .test_download import OWN, one_file_is_media

_refusal = partial(
    check,
    sends=bad_log_in,
    cases=BAD_CREDENTIALS,
    control=one_file_is_media,
    relies_on=OWN,
    needs=by_command,
)


@_refusal(f"{SERVICE}.log-in.refused", proves="log-in-required")
def bad_log_in_gets_no_recording(file: Exchange, end: Exchange, after: Exchange) -> list[Observation]:
    """Sends no recording to a user who gave bad credentials."""
    return [leaked(end.answer, file.answer), *_locked_out(after)]


@_refusal(f"{SERVICE}.log-in.refused-token", proves="bad-log-in-opens-nothing")
def bad_log_in_gets_no_token(asked: Exchange, asked_again: Exchange, after: Exchange) -> list[Observation]:
    """Gives a user no token who gave bad credentials."""
    given = are_tokens(asked.answer, asked_again.answer)
    return [observe(not given, "no token", "a token" if given else "no token", "/reply"), *_locked_out(after)]


@_refusal(f"{SERVICE}.log-in.refused-status", proves="refused-log-in-left-open")
def bad_log_in_is_answered_200(refusal: Exchange) -> Observation:
    """Tells that credentials were refused in the body alone."""
    return status_is(refusal, 200)


def _locked_out(after: Exchange) -> list[Observation]:
    """What takes its worth from a refusal: that good credentials are refused after it as well."""
    if session_of(after.answer) is not None:
        return []
    return [unproven("after it the good credentials were refused as well", "status", after.answer.status)]
