"""What is no notification does not count as one, and harms none that follows (document 003, Response)."""

from ...app.answers import REPEATED
from ...check import check
from ...exchange.message import Exchange
from ...expect import observe, status_is
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
)
def malformed_body_is_not_answered_204(
    malformed: Exchange, after: Exchange, profile: Profile, case: str
) -> list[Observation]:
    """Refuses a body that it cannot have understood, and takes the next notification."""
    status = malformed.answer.status
    # Who takes the valid one for a repeat has read it.
    valid = unless_guessed(status_is(after, 204, REPEATED), profile, body_of(case))
    return [observe(status != 204 and status < 500, "a refusal, such as 400", status, "status"), valid]
