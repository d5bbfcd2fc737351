"""A file is taken by its URL, and one that cannot be had does no harm (document 002, SendFile)."""

from ...check import check
from ...damage import answered
from ...exchange.message import Exchange, header
from ...expect import accepted, noted, observe, unproven
from ...judging.evidence import HUNG_UP
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .answers import carries_an_id, unmapped
from .declared import FILE, SERVICE
from .files import GIVEN, HOSTED, UNFIT, no_file, not_sent, one_file, unfit_file, usual_case
from .test_send import OWN

CASES = (GIVEN, *HOSTED)

WORDS = {"missing": "that is missing", "slow": "that comes slowly", "no-url": "whose address is no URL"}


@check(
    f"{SERVICE}.send-file.accepted",
    proves="send-file-accepted",
    sends=one_file,
    cases=CASES,
    needs=no_file,
    relies_on=OWN,
)
def file_is_accepted(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Answers 2xx to a file."""
    seen, status = accepted(answer), answer.answer.status
    invented = case == GIVEN and profile.declared and not profile.declares_key(SERVICE, "media_url")
    if seen.outcome is Outcome.BROKEN and invented and 400 <= status < 500:
        reason = (
            f"answered {status}: the provider may refuse a file on the document's invented host; "
            f"set services.{SERVICE}.media_url or webhook.public_url"
        )
        return unproven(reason, "status", status, Party.CONFIGURATION)
    return seen


def no_file_id(profile: Profile, case: str) -> str | None:
    return no_file(profile, case) or unmapped(profile, FILE)


@check(
    f"{SERVICE}.send-file.message-id",
    proves="message-id-at-response-map",
    sends=one_file,
    cases=CASES,
    needs=no_file_id,
    control=file_is_accepted,
    relies_on=OWN,
)
def file_has_an_id(answer: Exchange, profile: Profile) -> Observation:
    """Answers a file with a message id where its response_map says."""
    return carries_an_id(profile, answer, FILE)


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
    seen = [answered(unfit), observe(then.outcome is Outcome.HELD, "2xx to the file after it", then.actual, "status")]
    if unfit.response:
        seen.append(noted(f"answered {unfit.answer.status} to a file {WORDS[case]}", "status"))
    return seen
