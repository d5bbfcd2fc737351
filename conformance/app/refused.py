"""How the app's web services refuse: by the status, with a message that the app can show (document 000, Response)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..clients.acrobits.answer import error_inside, shown_message, why_unreadable
from ..clients.acrobits.remarks import internals, markup, repeats
from ..clients.acrobits.schema import matches_schema
from ..exchange.message import Exchange
from ..expect import noted, observe, refused, succeeded, unproven
from ..verdict import Observation, Outcome, Party

NO_MESSAGE = "there is no message that the app could read"
NOTHING_REFUSED = "nothing was refused here"

Judged = Observation | Sequence[Observation]


def refused_between(good: Exchange, refusal: Exchange, after: Exchange) -> Observation:
    """`refusal` is one, while the same request without its defect is accepted before and after."""
    for when, control in (("before", good), ("after", after)):
        if not succeeded(control):
            status = control.answer.status
            return unproven(f"the same request without the defect, sent {when} it, was answered {status}", "status")
    if error := refused_inside(good, refusal):
        return unproven(f"refused inside a {refusal.answer.status} ({error})", "body", error, Party.PROVIDER)
    return refused(refusal)


def credentials_refused_between(good: Exchange, refusal: Exchange, after: Exchange) -> Observation:
    """`refused_between` of credentials, which a log-in that is remembered may have let through."""
    seen = refused_between(good, refusal, after)
    if seen.outcome is not Outcome.BROKEN:
        return seen
    remembered = "it was sent right after a good call, so a log-in cache may have let it through"
    return replace(seen, remedy="; ".join(filter(None, (remembered, seen.remedy))))


def refused_inside(good: Exchange, refusal: Exchange) -> str | None:
    """What the body of a 2xx says of a refusal: an error, or a message where the answer to a `good` request has none.
    None when it is no 2xx, or says nothing of the kind."""
    if not succeeded(refusal):
        return None
    message = None if shown_message(good.answer) else shown_message(refusal.answer)
    return error_inside(refusal.answer) or (f"message is {message}" if message else None)


def not_in_2xx(good: Exchange, refusal: Exchange) -> Observation:
    """A refusal is not hidden in a 2xx."""
    status = refusal.answer.status
    if not succeeded(good):
        return unproven(f"the same request without the defect was answered {good.answer.status}", "status")
    error = refused_inside(good, refusal)
    if succeeded(refusal) and error is None:
        return _nothing_refused()
    actual = f"{status} and {error}" if error else status
    return observe(error is None, "a status other than 2xx", actual, "body" if error else "status")


def when_refused(judge: Callable[[Exchange], Judged], good: Exchange, refusal: Exchange, after: Exchange) -> Judged:
    """What `judge` says of `refusal` where it is one. To take a message to nobody may be the provider's way: then
    nothing was refused that could be judged."""
    seen = refused_between(good, refusal, after)
    if seen.outcome is Outcome.BROKEN:
        return _nothing_refused()
    return judge(refusal) if seen.outcome is Outcome.HELD else seen


def _nothing_refused() -> Observation:
    return Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=NOTHING_REFUSED)


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


def message_is_plain(refusal: Exchange, passwords: Callable[[str], Iterable[str]]) -> list[Observation]:
    """The message, which the app shows as text, has no markup in it and does not repeat any of `passwords(message)`."""
    message = shown_message(refusal.answer)
    if message is None:
        return [Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=NO_MESSAGE)]
    tags = markup(message)
    repeated = any(repeats(message, password) for password in passwords(message))
    return [
        observe(tags is None, "plain text", tags or message, "body"),
        observe(not repeated, "a message without the password", message, "body"),
    ]
