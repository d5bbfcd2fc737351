"""What must be refused is refused, and what is no message does no harm (document 002, API)."""

from ...damage import survived
from ...exchange.message import Exchange
from ...profile import Profile
from ...verdict import Observation
from .answers import refused_between
from .declared import SERVICE
from .refusals import (
    CONTENTS,
    DAMAGES,
    KEYS,
    RECIPIENTS,
    bad_content,
    bad_credentials,
    bad_recipient,
    malformed,
    without_body,
    without_content,
    without_credentials,
    without_recipient,
)
from .test_send import after_one_was_taken


@after_one_was_taken(
    f"{SERVICE}.credentials.wrong-key",
    proves="credentials-required",
    sends=bad_credentials,
    cases=KEYS,
    needs=without_credentials,
    relies_on=(f"services.{SERVICE}.properties",),
)
def wrong_key_is_refused(good: Exchange, refusal: Exchange, after: Exchange, profile: Profile) -> list[Observation]:
    """Refuses wrong credentials, and a message without any."""
    return refused_between(profile, good, refusal, after)


@after_one_was_taken(
    f"{SERVICE}.refusal.recipient",
    proves="impossible-message-refused",
    sends=bad_recipient,
    cases=RECIPIENTS,
    needs=without_recipient,
)
def nobody_is_refused(good: Exchange, refusal: Exchange, after: Exchange, profile: Profile) -> list[Observation]:
    """Refuses a message to nobody."""
    return refused_between(profile, good, refusal, after)


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
