"""How the answers to messages are judged: 2xx, and the message id where the response_map says (document 002, API)."""

import json
from collections.abc import Sequence

from ...clients.acrobits.answer import error_inside
from ...clients.ringotel.response_map import MESSAGE_ID, resolve
from ...exchange.message import Exchange
from ...exchange.observer import stored_in
from ...expect import CAPACITY, accepted, excerpt, noted, observe, said, succeeded, unproven
from ...profile import Profile
from ...verdict import Json, Observation
from .client import message_id
from .declared import TEXT, mapped, method_of, unsendable

UNTOLD = "no response_map says how an answer to a message that is taken is told from a refusal"


def no_message(profile: Profile, case: str = "") -> str | None:
    """Why no text can be sent, or None: a need of checks."""
    return unsendable(profile, TEXT)


def unmapped(profile: Profile, name: str) -> str | None:
    """Why the answer to the method `name` need not have an id, or None."""
    return None if mapped(profile, name) else f"the response_map of {name} has no {MESSAGE_ID}"


def carries_an_id(profile: Profile, answer: Exchange, name: str) -> Observation:
    """The answer has a message id where the `response_map` of the method `name` says."""
    try:
        document = json.loads(answer.answer.text)
    except (ValueError, RecursionError):
        return observe(False, "a JSON answer with the message id", excerpt(answer.answer) or "an empty body", "body")
    found = resolve(method_of(profile, name).response_map, document)
    where, expected = found.pointer or "body", "a message id"
    if found.error is None:
        return observe(True, expected, expected, where)
    return observe(False, expected, found.error, where, remedy=said(answer.answer))


def taken(profile: Profile, answer: Exchange) -> Observation:
    """2xx to a valid text, with its id where one is mapped. How long a request may be is the provider's choice."""
    status = answer.answer.status
    if status in CAPACITY:
        return noted(f"answered {status}: longer than the provider can take", "status", "2xx")
    if not succeeded(answer) or not mapped(profile, TEXT):
        return accepted(answer)
    return carries_an_id(profile, answer, TEXT)


def is_taken(profile: Profile, answer: Exchange, name: str = TEXT) -> bool:
    """Whether what the method `name` sent was taken for a message: 2xx, with an id where one is mapped, and else
    without an error inside."""
    if not succeeded(answer):
        return False
    if mapped(profile, name):
        return message_id(profile, answer, name) is not None
    return error_inside(answer.answer) is None


def no_error_inside(answer: Exchange) -> Observation:
    """No error in the body of a 2xx, in which the server looks for the id alone."""
    error = error_inside(answer.answer)
    return observe(error is None, "no error in the body of a 2xx", error or "none", "body")


def refused_between(
    profile: Profile,
    good: Exchange,
    refusal: Exchange,
    after: Exchange,
    stored: Sequence[Exchange] = (),
    name: str = TEXT,
) -> list[Observation]:
    """`refusal` is one, while the same request without its defect is taken before and after. How a refusal is put is
    the provider's choice, for nothing describes it, and what it says is noted. `stored` is what the observer tells of
    the first message and of the refusal, if it was asked."""
    for when, control in (("before", good), ("after", after)):
        if not is_taken(profile, control, name):
            reason = f"the same request without the defect, sent {when} it, was answered {control.answer.status}"
            return [unproven("; ".join(filter(None, (reason, said(control.answer)))), "status")]
    status, expected = refusal.answer.status, ("not 2xx", "no message id")
    of_good, of_refusal = map(stored_in, stored) if len(stored) == 2 else ([], [])
    if not is_taken(profile, refusal, name) or (of_good and not of_refusal):
        seen = [observe(True, expected, status, "status")]
        if succeeded(refusal) or status >= 500:
            seen.append(noted(f"refused by a {status}", "status"))
        return [*seen, _words_of(refusal)]
    actual: Json = status
    if mapped(profile, name):
        actual = f"{status} with a message id"
    elif of_refusal:
        actual = f"{status}, and it was stored"
    elif refusal.answer.content not in (good.answer.content, after.answer.content):
        return [unproven(UNTOLD, "body", excerpt(refusal.answer))]
    return [observe(False, expected, actual, "status", remedy=said(refusal.answer))]


def _words_of(refusal: Exchange) -> Observation:
    """What the refusal says: support knows it again in a customer's log."""
    words = said(refusal.answer).replace("the answer", "the refusal", 1)
    return noted(words or "the refusal says nothing", "")
