"""A file is taken by its URL, and one that cannot be had does no harm (document 002, SendFile)."""

from ...check import check
from ...damage import answered
from ...exchange.message import Exchange, header
from ...expect import accepted, noted, observe, succeeded, unproven
from ...judging import NOT_SERVED
from ...judging.evidence import HUNG_UP
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .answers import carries_an_id, unmapped
from .declared import FILE, SERVICE, unsendable
from .files import GIVEN, HOSTED, OTHER_KINDS, UNFIT, USUAL, no_file, not_sent, one_file, unfit_file, usual_case
from .hosting import doubtful
from .test_send import OWN

CASES = (USUAL, *OTHER_KINDS, GIVEN)

WORDS = {"missing": "that is missing", "slow": "that comes slowly", "no-url": "whose address is no URL"}

NOT_FETCHED = (502, 504)
"""Statuses by which a server says that what it needed from another one did not come (RFC 9110, 15.6): answers, and no
crash."""

NOT_TAKEN = Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy="this file was not accepted")


@check(
    f"{SERVICE}.send-file.accepted",
    proves="send-file-accepted",
    sends=one_file,
    cases=(USUAL, GIVEN),
    needs=no_file,
    relies_on=OWN,
)
def file_is_accepted(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Answers 2xx to a file."""
    seen, status = accepted(answer), answer.answer.status
    if not 400 <= status < 500 or status in (401, *NOT_SERVED) or not (reason := doubtful(profile, case)):
        return seen
    if usual_case(profile) != case:
        return noted(f"answered {status}: {reason}", "status", "2xx")
    return unproven(f"answered {status}: {reason}", "status", status, Party.CONFIGURATION)


@check(
    f"{SERVICE}.send-file.other-kinds",
    proves="send-file-accepted",
    sends=one_file,
    cases=OTHER_KINDS,
    needs=no_file,
    control=file_is_accepted,
    relies_on=OWN,
)
def other_kind_is_accepted(answer: Exchange) -> Observation:
    """Answers 2xx to a file of another kind, or says that it does not take it."""
    status = answer.answer.status
    if 400 <= status < 500:
        return noted(f"answered {status}: nothing says which kinds of files are taken", "status", "2xx")
    return accepted(answer)


def no_file_id_promised(profile: Profile) -> str | None:
    return unsendable(profile, FILE) or unmapped(profile, FILE)


@check(
    f"{SERVICE}.send-file.message-id",
    proves="message-id-at-response-map",
    sends=one_file,
    cases=CASES,
    needs=no_file,
    granted=no_file_id_promised,
    control=file_is_accepted,
    relies_on=OWN,
)
def file_has_an_id(answer: Exchange, profile: Profile) -> Observation:
    """Answers a file with a message id where its response_map says."""
    return carries_an_id(profile, answer, FILE) if succeeded(answer) else NOT_TAKEN


@check(
    f"{SERVICE}.send-file.fetched",
    proves="file-fetched-from-url",
    sends=one_file,
    cases=tuple(HOSTED),
    needs=no_file,
    control=file_is_accepted,
    in_any_case=("every_fetch",),
)
def file_is_fetched(answer: Exchange, every_fetch: list[Exchange]) -> list[Observation]:
    """Fetches the file from its URL, or passes that on."""
    if not succeeded(answer):
        return [NOT_TAKEN]
    if not every_fetch:
        return [observe(False, "a request for the file", "none, as long as there was time for it", "file")]
    first = every_fetch[0]
    agent = header(first.request.headers, "User-Agent") or "no User-Agent"
    waited = max(0.0, first.timing.started - answer.timing.started)
    told = f"fetched by {first.request.method} after {waited:.1f} s, by {agent}"
    return [observe(True, "a request for the file", first.request.method, "file"), noted(told, "file")]


@check(
    f"{SERVICE}.send-file.unfit",
    proves="unfit-file-survived",
    sends=unfit_file,
    cases=UNFIT,
    needs=not_sent,
    control=file_is_accepted,
    control_case=usual_case,
    in_any_case=("unfit",),
)
def unfit_file_is_survived(unfit: Exchange, after: Exchange, case: str) -> list[Observation]:
    """Survives a file that cannot be had, and takes the next one."""
    if unfit.failure and unfit.failure.kind not in HUNG_UP:
        return [unproven(unfit.failure.detail, "connection", unfit.failure.kind.value, Party.NETWORK)]
    then = accepted(after)
    told_why = unfit.response is not None and unfit.answer.status in NOT_FETCHED
    seen = [] if told_why else [answered(unfit)]
    seen += [observe(then.outcome is Outcome.HELD, "2xx to the file after it", then.actual, "status")]
    if unfit.response:
        seen.append(noted(f"answered {unfit.answer.status} to a file {WORDS[case]}", "status"))
    return seen
