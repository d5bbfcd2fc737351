"""Sends a message and lets the whole run know what became of it: its id, and the answer that gave it."""

from ...conversation import Conversation
from ...exchange.message import Exchange, Request
from .client import message_id
from .declared import TEXT


def sent(talk: Conversation, step: str, made: Request, name: str = TEXT) -> Exchange:
    """The answer to `made`, a request by the method `name`, as `step`. Ends the play when no whole answer came."""
    return noticed(talk, talk.send(step, made), name)


def noticed(talk: Conversation, answer: Exchange, name: str = TEXT) -> Exchange:
    """`answer`, whose message id, if it has one, is known to the run from now on."""
    if answer.response and (own := message_id(talk.profile, answer, name)):
        talk.remember(own)
        answers(talk, name).append(answer)
    return answer


def answers(talk: Conversation, name: str) -> list[Exchange]:
    """The answers of the run by now to the method `name` that gave a message id."""
    return talk.once(f"answers/{name}", list[Exchange])
