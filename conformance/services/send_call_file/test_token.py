"""What the download token service gives a token for, and what its tokens are like (document 001, Parameters for
Download Token Service)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import excerpt, noted, observe
from ...judging import NOT_SERVED
from ...verdict import Observation, Outcome
from .given import by_command
from .leak import leaked
from .recording import category, is_recording
from .scenarios import download
from .servlets import ONE, SERVICE, are_tokens, looks_like_a_token, token_of
from .strangers import FORGED, token_without_session
from .test_download import OWN, one_file_is_media, token_is_minted
from .tokens import (
    token_by_encoded_brackets,
    token_by_get,
    token_for_unknown_couple,
    token_without_criteria,
)

BEFORE_TOKEN, AFTER_TOKEN = 47, 9
"""So many characters of the answer clients in the field cut off before and behind the token: a declaration, CR LF and
`<reply>`; `</reply>` and a line break."""


@check(
    f"{SERVICE}.token.layout",
    proves="token-layout",
    sends=download,
    cases=(ONE,),
    control=token_is_minted,
    relies_on=OWN,
    needs=by_command,
)
def token_is_laid_out_as_usual(token: Exchange) -> Observation:
    """Answers in the layout by which clients in the field find the token."""
    expected = f"the token from character {BEFORE_TOKEN + 1} to the {AFTER_TOKEN + 1}th from the end"
    cut = token.answer.text[BEFORE_TOKEN:-AFTER_TOKEN]
    return observe(cut == token_of(token.answer), expected, excerpt(token.answer), "body")


@check(
    f"{SERVICE}.token.by-get", proves="token-by-get", sends=token_by_get, control=one_file_is_media, needs=by_command
)
def token_is_given_by_get(token: Exchange, end: Exchange) -> Observation:
    """Takes the search criteria in the query of a GET."""
    return opens_a_recording(token, end)


@check(
    f"{SERVICE}.token.brackets",
    proves="brackets-in-either-form",
    sends=token_by_encoded_brackets,
    control=one_file_is_media,
    needs=by_command,
)
def brackets_may_be_encoded(token: Exchange, end: Exchange) -> Observation:
    """Takes the name id_call[] with its brackets percent-encoded."""
    return opens_a_recording(token, end)


def opens_a_recording(token: Exchange, end: Exchange) -> Observation:
    """Whether a token came, and a recording for it."""
    if token_of(token.answer) is None:
        status = token.answer.status
        if status in NOT_SERVED:
            return observe(False, "a token in <reply>", status, "status")
        return observe(False, "a token in <reply>", excerpt(token.answer) or "an empty body", "/reply")
    status, kind = end.answer.status, str(category(end.answer))
    if status != 200:
        return observe(False, 200, status, "status")
    return observe(is_recording(end.answer), "a recording", kind, "body")


@check(
    f"{SERVICE}.token.criteria-required",
    proves="criteria-required",
    sends=token_without_criteria,
    control=one_file_is_media,
    needs=by_command,
)
def criteria_are_required(token: Exchange, end: Exchange) -> list[Observation]:
    """Opens no recording where none was named."""
    return _opens_nothing(token, end)


@check(
    f"{SERVICE}.token.unknown-couple",
    proves="unknown-couple-refused",
    sends=token_for_unknown_couple,
    control=one_file_is_media,
    needs=by_command,
)
def unknown_couple_is_refused(token: Exchange, end: Exchange) -> list[Observation]:
    """Opens no recording for a couple id that does not exist."""
    return _opens_nothing(token, end)


def _opens_nothing(token: Exchange, end: Exchange) -> list[Observation]:
    """That no recording came. A token all the same is only told: clauses demand that it opens nothing."""
    seen = [leaked(end.answer)]
    if seen[0].outcome is Outcome.HELD and looks_like_a_token(token.answer):
        seen.append(noted("what looks like a token was given, and it opened nothing", "/reply", "no token"))
    return seen


@check(
    f"{SERVICE}.token.without-session",
    proves="token-needs-session",
    sends=token_without_session,
    cases=tuple(FORGED),
    control=one_file_is_media,
    needs=by_command,
)
def stranger_gets_no_token(asked: Exchange, asked_again: Exchange) -> Observation:
    """Gives nobody a token without a session."""
    given = are_tokens(asked.answer, asked_again.answer)
    return observe(not given, "no token", "a token" if given else "no token", "/reply")


@check(
    f"{SERVICE}.token.of-stranger",
    proves="log-in-required",
    sends=token_without_session,
    cases=tuple(FORGED),
    control=one_file_is_media,
    needs=by_command,
)
def token_of_stranger_opens_nothing(file: Exchange, end: Exchange) -> Observation:
    """Sends no recording to somebody who asks for the token and for the file without ever having logged in."""
    return leaked(end.answer, file.answer)
