"""Nothing that is sent stops the service."""

from ...damage import DAMAGES, survived
from ...exchange.message import Exchange
from ...verdict import Observation
from .message import SERVICE
from .scenarios import damaged
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
