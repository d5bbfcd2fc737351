"""What a Media Reference Send service has to refuse, and what no caller sends (document 000, Response)."""

from ...app import plays, refusals
from ...conversation import Conversation
from ...scenario import Phase, scenario
from .message import APP


@scenario(messages=3, phase=Phase.REFUSAL)
def bad_credentials(talk: Conversation, case: str) -> None:
    """A valid message, the same with credentials that are no account's, and a valid one: `good`, `refusal`, `after`."""
    refusals.bad_credentials(talk, APP, case)


@scenario(messages=2, phase=Phase.ABNORMAL)
def bad_recipient(talk: Conversation, case: str) -> None:
    """A valid message, the same to nobody, and a valid one: `good`, `refusal`, `after`."""
    refusals.bad_recipient(talk, APP, case)


@scenario(messages=2, phase=Phase.ABNORMAL)
def damaged(talk: Conversation, case: str) -> None:
    """A request that no caller sends, and a valid one: `damaged`, `after`."""
    plays.damaged(talk, APP, case)
