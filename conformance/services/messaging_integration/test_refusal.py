"""What must be refused is refused, and what is no message does no harm (document 002, API)."""

from ...check import check
from ...damage import survived
from ...exchange.message import Exchange
from ...profile import Profile
from ...verdict import Observation
from .answers import refused_between
from .credentials import (
    CASES,
    bad_credentials,
    bad_credentials_for_file,
    bad_keys,
    without_credentials,
    without_credentials_for_file,
    without_keys,
)
from .declared import FILE, SERVICE
from .files import usual_case
from .refusals import (
    CONTENTS,
    DAMAGES,
    RECIPIENTS,
    bad_content,
    bad_recipient,
    malformed,
    without_body,
    without_content,
    without_recipient,
)
from .test_send import after_one_was_taken
from .test_send_file import file_has_an_id

OWN = (f"services.{SERVICE}.properties",)


@after_one_was_taken(
    f"{SERVICE}.credentials.wrong-key",
    proves="credentials-required",
    sends=bad_credentials,
    cases=CASES,
    needs=without_credentials,
    relies_on=OWN,
    in_any_case=("every_stored",),
)
def wrong_key_is_refused(
    good: Exchange, refusal: Exchange, after: Exchange, every_stored: list[Exchange], profile: Profile
) -> list[Observation]:
    """Refuses wrong credentials, and a message without any."""
    return refused_between(profile, good, refusal, after, every_stored)


@check(
    f"{SERVICE}.credentials.for-files",
    proves="credentials-required",
    sends=bad_credentials_for_file,
    cases=CASES,
    needs=without_credentials_for_file,
    control=file_has_an_id,
    control_case=usual_case,
    relies_on=OWN,
    in_any_case=("every_stored",),
)
def wrong_key_is_refused_with_a_file(
    good: Exchange, refusal: Exchange, after: Exchange, every_stored: list[Exchange], profile: Profile
) -> list[Observation]:
    """Refuses a file with wrong credentials, and one without any."""
    return refused_between(profile, good, refusal, after, every_stored, FILE)


@after_one_was_taken(
    f"{SERVICE}.credentials.in-request",
    proves="keys-in-requests-required",
    sends=bad_keys,
    cases=CASES,
    needs=without_keys,
    relies_on=OWN,
    in_any_case=("every_stored",),
)
def wrong_key_in_the_request_is_refused(
    good: Exchange, refusal: Exchange, after: Exchange, every_stored: list[Exchange], profile: Profile
) -> list[Observation]:
    """Refuses a message whose parameters or URL have a wrong key, or none."""
    return refused_between(profile, good, refusal, after, every_stored)


@after_one_was_taken(
    f"{SERVICE}.refusal.recipient",
    proves="impossible-message-refused",
    sends=bad_recipient,
    cases=RECIPIENTS,
    needs=without_recipient,
    in_any_case=("every_stored",),
)
def nobody_is_refused(
    good: Exchange, refusal: Exchange, after: Exchange, every_stored: list[Exchange], profile: Profile
) -> list[Observation]:
    """Refuses a message to nobody."""
    return refused_between(profile, good, refusal, after, every_stored)


@after_one_was_taken(
    f"{SERVICE}.refusal.content",
    proves="impossible-message-refused",
    sends=bad_content,
    cases=CONTENTS,
    needs=without_content,
)
def nothing_is_refused(good: Exchange, refusal: Exchange, after: Exchange, profile: Profile) -> list[Observation]:
    """Refuses a message without content."""
    return refused_between(profile, good, refusal, after)


@after_one_was_taken(
    f"{SERVICE}.refusal.malformed",
    proves="damaged-request-survived",
    sends=malformed,
    cases=DAMAGES,
    needs=without_body,
    may_fail=("damaged",),
)
def damage_is_survived(damaged: Exchange, after: Exchange) -> list[Observation]:
    """Survives a body that is no message, and takes the next message."""
    return survived(damaged, after)
