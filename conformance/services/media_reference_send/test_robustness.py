"""Nothing that is sent stops the service: damaged requests, and whatever a valid message may hold (document 000)."""

from ...damage import DAMAGES, survived
from ...exchange.message import Exchange
from ...profile import Profile
from ...verdict import Observation
from .message import SERVICE, taken
from .properties import allowed, any_damage, any_message
from .refusals import damaged
from .test_message import after_one_was_accepted


@after_one_was_accepted(
    f"{SERVICE}.damage.survived",
    proves="damaged-request-survived",
    sends=damaged,
    cases=DAMAGES,
    may_fail=("damaged",),
)
def damage_is_survived(damaged: Exchange, after: Exchange) -> list[Observation]:
    """Survives a damaged request, and takes the next valid message."""
    return survived(damaged, after)


def not_explored(profile: Profile, case: str) -> str | None:
    return None if allowed(profile) else "exploring sends many messages: allow it by limits.exploration in the profile"


@after_one_was_accepted(
    f"{SERVICE}.property.any-message-accepted",
    proves="success-is-2xx",
    sends=any_message,
    needs=not_explored,
)
def any_message_is_accepted(example: Exchange, profile: Profile) -> Observation:
    """Answers 2xx whatever the description, the recipient and the preview are."""
    return taken(example, profile)


@after_one_was_accepted(
    f"{SERVICE}.property.any-damage-survived",
    proves="damaged-request-survived",
    sends=any_damage,
    needs=not_explored,
    may_fail=("example",),
)
def any_damage_is_survived(example: Exchange, after: Exchange) -> list[Observation]:
    """Survives any damage to a message, and takes the next valid one."""
    return survived(example, after)
