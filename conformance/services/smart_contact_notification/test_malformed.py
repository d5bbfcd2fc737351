"""What is no notification does not count as one, and harms none that follows (document 003, Response)."""

from ...check import check
from ...damage import crashed
from ...exchange.message import Exchange
from ...expect import observe
from ...profile import Profile
from ...verdict import Observation
from .answers import unless_guessed
from .malformed import CASES, malformed_body
from .notification import SERVICE, body_of
from .test_notification import notification_is_answered_204, undeclared


@check(
    f"{SERVICE}.malformed.not-204",
    proves="unreadable-is-not-204",
    sends=malformed_body,
    cases=CASES,
    needs=undeclared,
    control=notification_is_answered_204,
    may_fail=("malformed",),
)
def malformed_body_is_not_answered_204(
    malformed: Exchange, after: Exchange, profile: Profile, case: str
) -> list[Observation]:
    """Refuses a body that it cannot have understood, and goes on working."""
    then = after.answer.status
    # The valid one may be a repeat, whose answer is left open: it shows no more than that the service still works.
    alive = observe(then < 500, "an answer below 500 to the valid notification after it", then, "status")
    return [
        _refused(malformed),
        unless_guessed(alive, profile, body_of(case)),
    ]


def _refused(malformed: Exchange) -> Observation:
    expected = "a refusal, such as 400"
    if malformed.failure:
        return observe(False, expected, malformed.failure.detail, "response")
    status = malformed.answer.status
    return observe(status != 204 and not crashed(malformed), expected, status, "status")
