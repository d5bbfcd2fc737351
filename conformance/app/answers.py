"""How the answers of the app's web services are judged beyond their status (document 000, Response)."""

import re

from ..clients.acrobits.answer import error_inside, shown_message, why_unreadable
from ..clients.acrobits.remarks import internals, markup
from ..clients.acrobits.schema import matches_schema
from ..exchange.message import Exchange
from ..expect import accepted, noted, observe, refused, unproven
from ..verdict import Observation, Outcome, Party

CAPACITY = (413, 414, 431)
"""Statuses by which a server says that a request is longer than it can take (RFC 9110, 15.5; RFC 6585, 5)."""

REPEATED = 409

NO_MESSAGE = "there is no message that the app could read"


def succeeded(exchange: Exchange) -> bool:
    return 200 <= exchange.answer.status < 300


def fitting(answer: Exchange) -> Observation:
    """2xx to a valid message. How long a request may be is the provider's choice."""
    status = answer.answer.status
    if status in CAPACITY:
        return noted(f"answered {status}: longer than the provider can take", "status", "2xx")
    return accepted(answer)


def left_open(seen: Observation, what: str) -> Observation:
    """`seen`, of which the document says nothing: broken, it is a note."""
    if seen.outcome is not Outcome.BROKEN:
        return seen
    return noted(f"answered {seen.actual} to {what}, of which the document says nothing", seen.where, seen.expected)


def like_get(get: Exchange, head: Exchange) -> Observation:
    """The answer to HEAD has the status of that to GET, where GET was accepted."""
    if not succeeded(get):
        return unproven(f"the same message by GET was answered {get.answer.status}", "status", get.answer.status)
    return observe(head.answer.status == get.answer.status, get.answer.status, head.answer.status, "status")


def no_error_inside(answer: Exchange) -> Observation:
    """No error in the body of a 2xx, which nobody reads."""
    error = error_inside(answer.answer) if succeeded(answer) else None
    return observe(error is None, "no error in the body of a 2xx", error or "none", "body")


def refused_between(good: Exchange, refusal: Exchange, after: Exchange) -> Observation:
    """`refusal` is one, while the same request without its defect is accepted before and after."""
    for when, control in (("before", good), ("after", after)):
        if not succeeded(control):
            status = control.answer.status
            return unproven(f"the same request without the defect, sent {when} it, was answered {status}", "status")
    if succeeded(refusal) and (error := error_inside(refusal.answer)):
        return unproven(f"refused inside a {refusal.answer.status} ({error})", "body", error, Party.PROVIDER)
    return refused(refusal)


def not_in_2xx(refusal: Exchange) -> Observation:
    """A refusal is not hidden in a 2xx."""
    error = error_inside(refusal.answer) if succeeded(refusal) else None
    if succeeded(refusal) and error is None:
        return unproven("nothing was refused here", "status", refusal.answer.status)
    actual = f"{refusal.answer.status} and {error}" if error else refusal.answer.status
    return observe(error is None, "a status other than 2xx", actual, "body" if error else "status")


def message_is_readable(refusal: Exchange) -> list[Observation]:
    """The app finds a message that it can show. What it shows stands in the observation, word for word."""
    answer = refusal.answer
    message = shown_message(answer)
    seen = [observe(message is not None, "a message in XML or JSON", message or why_unreadable(answer), "body")]
    if message is not None and not matches_schema(answer):
        seen.append(noted("the app can read the message, but its shape is not one that the document shows", "body"))
    return seen


def type_is_named(refusal: Exchange) -> Observation:
    """The Content-Type of a refusal with a message says JSON or XML."""
    answer = refusal.answer
    if shown_message(answer) is None:
        return Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=NO_MESSAGE)
    named = "json" in answer.media_type or "xml" in answer.media_type
    actual = answer.header("Content-Type") or "no Content-Type"
    return observe(named, ("a JSON type", "an XML type"), actual, "header Content-Type")


def reveals_nothing(refusal: Exchange) -> Observation:
    """No stack trace and no file path of the server's."""
    telling = internals(refusal.answer)
    return observe(telling is None, "no inner workings", telling or "none", "body")


def message_is_plain(refusal: Exchange, secret: re.Pattern[str]) -> list[Observation]:
    """The message, which the app shows as text, has no markup in it and does not repeat the `secret` that was sent."""
    message = shown_message(refusal.answer)
    if message is None:
        return [Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=NO_MESSAGE)]
    tags = markup(message)
    return [
        observe(tags is None, "plain text", tags or message, "body"),
        observe(not secret.search(message), "a message without the password", message, "body"),
    ]


def survived(damaged: Exchange, after: Exchange) -> list[Observation]:
    """What no caller sends does not crash the service: no 5xx, and the next valid request is accepted."""
    status = damaged.answer.status
    seen = [
        observe(status < 500, "any status but 5xx", status, "status"),
        observe(
            succeeded(after) or after.answer.status == REPEATED,
            "2xx to the valid request after it",
            after.answer.status,
            "status",
        ),
    ]
    if succeeded(damaged):
        seen.append(noted(f"a damaged request was answered {status}", "status"))
    return seen
