"""How the answers of the app's web services are judged beyond their status (document 000, Response)."""

from dataclasses import replace

from ..clients.acrobits.answer import error_inside
from ..exchange.message import Exchange
from ..expect import CAPACITY, accepted, noted, observe, succeeded, unproven
from ..judging import NOT_SERVED
from ..verdict import Observation, Outcome

REFUSED = "The app shows an error, and this message is not sent."
"""What the app does when a valid message is refused, whatever is in it."""

REAL_SEND = "HEAD is a real send: the message goes out to its recipient, as by GET"


def fitting(answer: Exchange) -> Observation:
    """2xx to a valid message. How long a request may be is the provider's choice."""
    status = answer.answer.status
    if status in CAPACITY:
        return noted(f"answered {status}: longer than the provider can take", "status", "2xx")
    return replace(accepted(answer), consequence=REFUSED)


def left_open(seen: Observation, what: str) -> Observation:
    """`seen`, of which the document says nothing: broken, it is a note."""
    if seen.outcome is not Outcome.BROKEN:
        return seen
    return noted(f"answered {seen.actual} to {what}, of which the document says nothing", seen.where, seen.expected)


def served(answer: Exchange) -> Observation:
    """The path, method and content type are offered at all."""
    status = answer.answer.status
    return observe(status not in NOT_SERVED, "a method and content type that are served", status, "status")


def nothing_after(head: Exchange) -> Observation:
    """Nothing follows the header of an answer to HEAD on the connection."""
    surplus = head.answer.surplus
    return observe(not surplus, "the end of the connection", f"{len(surplus)} more bytes", "after the header")


def like_get(get: Exchange, head: Exchange) -> Observation:
    """The answer to HEAD has the status of that to GET, where GET was accepted."""
    if not succeeded(get):
        return unproven(f"the same message by GET was answered {get.answer.status}", "status", get.answer.status)
    return observe(head.answer.status == get.answer.status, get.answer.status, head.answer.status, "status")


def said_of_head(seen: Observation, combination: str) -> list[Observation]:
    """`seen` of a message in `combination`, and of HEAD, which is elsewhere known to change nothing, what it does here
    (document 000, Configuration: genericMediaRefSendMethod)."""
    return [seen, noted(REAL_SEND, "method")] if combination == "head" else [seen]


def no_error_inside(answer: Exchange) -> Observation:
    """No error in the body of a 2xx, which nobody reads."""
    error = error_inside(answer.answer) if succeeded(answer) else None
    return observe(error is None, "no error in the body of a 2xx", error or "none", "body")
