"""A download token opens the media once, and no other string does (document 001, Output)."""

from collections.abc import Iterable

from ...check import check
from ...exchange.message import Exchange
from ...expect import noted, observe, status_is, unproven
from ...judging.evidence import TRANSIENT
from ...verdict import Observation
from .leak import leaked
from .recording import is_recording
from .servlets import LOGGED_OUT, SERVICE
from .test_download import one_file_is_media
from .uses import METHODS, bad_token, raced_token, token_used_thrice, token_used_twice

UNKNOWN = ("unknown", "truncated", "lengthened")
MISSING = ("empty", "absent")


@check(
    f"{SERVICE}.token.used-twice",
    proves="token-is-one-time",
    sends=token_used_twice,
    cases=tuple(METHODS),
    control=one_file_is_media,
)
def used_token_is_forbidden(first_use: Exchange, second_use: Exchange) -> list[Observation]:
    """Refuses a token used twice with 403, and sends nothing of the recording."""
    return _forbidden(second_use, first_use)


@check(
    f"{SERVICE}.token.stays-dead",
    proves="token-is-one-time",
    sends=token_used_thrice,
    control=used_token_is_forbidden,
)
def used_token_stays_dead(first_use: Exchange, third_use: Exchange, after: Exchange) -> list[Observation]:
    """Refuses a used token also after it was refused once."""
    return [_forbidden_in_session(third_use, after), leaked(third_use.answer, first_use.answer)]


def _forbidden(use: Exchange, first: Exchange) -> list[Observation]:
    return [status_is(use, 403), leaked(use.answer, first.answer)]


@check(
    f"{SERVICE}.token.raced",
    proves="token-is-one-time",
    sends=raced_token,
    control=used_token_stays_dead,
    in_any_case=("every_use",),
)
def raced_token_opens_once(every_use: list[Exchange]) -> list[Observation]:
    """Serves one of many requests that use a token at the same instant."""
    rounds: dict[bytes | None, list[Exchange]] = {}
    for use in every_use:
        rounds.setdefault(use.request.body, []).append(use)
    return [_once(uses) for uses in rounds.values()]


def _once(uses: list[Exchange]) -> Observation:
    """What came of one token that all of `uses` used at the same instant."""
    served = [use for use in uses if use.response and is_recording(use.response)]
    others = {use.response.status for use in uses if use.response and use not in served}
    expected = f"the recording for one of {len(uses)} at once"
    if len(served) > 1:
        return observe(False, expected, f"the recording for {len(served)} of {len(uses)} at once", "status")
    if failed := next((use.failure for use in uses if use.failure), None):
        return unproven(f"not every request was answered: {failed.detail}", "response", failed.kind.value)
    if busy := sorted(others & set(TRANSIENT)):
        return unproven("not every request was let in", "status", busy[0])
    if not served:
        return unproven("none of the requests got the recording", "status", ", ".join(map(str, sorted(others))))
    if others != {403}:
        return noted(f"those that came too late were answered {_listed(others - {403})}", "status", 403)
    return observe(True, expected, expected, "status")


def _listed(statuses: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(statuses)))


@check(
    f"{SERVICE}.token.unknown",
    proves="unknown-token-refused",
    sends=bad_token,
    cases=UNKNOWN,
    control=one_file_is_media,
)
def unknown_token_is_forbidden(refusal: Exchange, after: Exchange) -> Observation:
    """Refuses an unknown token with 403."""
    return _forbidden_in_session(refusal, after)


@check(
    f"{SERVICE}.token.missing",
    proves="missing-token-refused",
    sends=bad_token,
    cases=MISSING,
    control=one_file_is_media,
)
def missing_token_is_forbidden(refusal: Exchange, after: Exchange) -> Observation:
    """Refuses a request without a token with 403."""
    return _forbidden_in_session(refusal, after)


def _forbidden_in_session(use: Exchange, after: Exchange) -> Observation:
    """The 403 that `use` has to be answered with, unless its session was over: `after` it a good token gets nothing."""
    if use.answer.status in LOGGED_OUT and not is_recording(after.answer):
        return unproven("the session was over", "status", use.answer.status)
    return status_is(use, 403)


@check(
    f"{SERVICE}.token.required",
    proves="token-required",
    sends=bad_token,
    cases=(*MISSING, *UNKNOWN),
    control=one_file_is_media,
)
def token_is_required(refusal: Exchange, after: Exchange) -> list[Observation]:
    """Sends no recording without a token that exists."""
    return _nothing_in_session(refusal, after)


@check(
    f"{SERVICE}.token.letter-case",
    proves="token-case-matters",
    sends=bad_token,
    cases=("other-case",),
    control=token_is_required,
    control_case=lambda profile, case: "unknown",
)
def other_letter_case_is_another_token(refusal: Exchange, after: Exchange) -> list[Observation]:
    """Takes a token in the other case of letters for another token."""
    return _nothing_in_session(refusal, after)


def _nothing_in_session(use: Exchange, after: Exchange) -> list[Observation]:
    """That `use` gets no recording; it proves nothing where its session was over before."""
    seen = [leaked(use.answer)]
    if use.answer.status in LOGGED_OUT and not is_recording(after.answer):
        seen.append(unproven("the session was over", "status", use.answer.status))
    return seen
