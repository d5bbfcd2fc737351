"""A valid message is taken: each combination of method and content type, each recipient (document 000, Response)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import accepted, observe
from ...judging import NOT_SERVED
from ...profile import Profile
from ...verdict import Observation
from .scenarios import CASES, SERVICE, declared, one_message, primary, two_recipients

OWN = ("accounts.main", f"services.{SERVICE}.url", f"services.{SERVICE}.combinations")


def undeclared(profile: Profile, combination: str) -> str | None:
    return None if combination in declared(profile) else f"the profile does not declare {combination}"


@check(
    f"{SERVICE}.combination.served",
    proves="serves-declared-combination",
    sends=one_message,
    cases=CASES,
    needs=undeclared,
    relies_on=OWN,
)
def combination_is_served(answer: Exchange) -> Observation:
    """Serves the method and content type that it declares."""
    status = answer.answer.status
    return observe(status not in NOT_SERVED, "a method and content type that are served", status, "status")


@check(
    f"{SERVICE}.message.accepted",
    proves="success-is-2xx",
    sends=one_message,
    cases=CASES,
    needs=undeclared,
    control=combination_is_served,
    relies_on=OWN,
)
def message_is_accepted(answer: Exchange) -> Observation:
    """Answers 2xx to a valid media reference."""
    return accepted(answer)


def one_recipient(profile: Profile, case: str) -> str | None:
    return None if len(profile.recipients) > 1 else "the profile lists one recipient only"


@check(
    f"{SERVICE}.recipients.each-accepted",
    proves="one-call-per-recipient",
    sends=two_recipients,
    needs=one_recipient,
    control=message_is_accepted,
    control_case=primary,
    relies_on=OWN,
)
def each_recipient_is_accepted(first: Exchange, second: Exchange) -> list[Observation]:
    """Answers 2xx to the same media for each of two recipients."""
    return [accepted(first), accepted(second)]
