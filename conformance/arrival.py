"""Whether what the observer tells of a message is what was sent: a 2xx does not prove that anything arrived intact."""

from collections.abc import Callable, Mapping
from typing import Any

from .clients.acrobits.recipient import same
from .conversation import Conversation
from .exchange.evidence import Halt
from .exchange.message import Exchange, Request
from .exchange.observer import stored_in
from .expect import noted, observe, succeeded, unproven
from .profile import Profile
from .verdict import Json, Observation, Outcome, Party

Same = Callable[[str, Any], bool]
"""Whether what was stored is what was sent."""

NOTHING = "nothing was stored"
LOST = "The app shows the message as sent, and it never arrives."
ASTRAY = "The app shows the message as sent, and it goes to somebody else or to nobody."
ADDRESS = ("sms_to", "to")
"""The names by which the documents know whom a message is for."""
SHOWN_AT_MOST = 80
"""Characters of a long value that are shown, around the place where it differs."""

NOT_OBSERVED = "accepted; arrival not observed: the profile names no observer"


def unobserved(profile: Profile) -> str | None:
    """Why arrival cannot be judged, or None: a need of checks."""
    return None if profile.observer else NOT_OBSERVED


def deliver(talk: Conversation, request: Request, mark: str) -> Exchange:
    """Send `request` as `answer`; what the observer tells of `mark` is `stored`, where there is one."""
    answer = talk.send("answer", request)
    watch(talk, [answer], mark)
    return answer


def watch(talk: Conversation, answers: list[Exchange], mark: str) -> None:
    """Ask the observer, if any, about the accepted messages that carry `mark`."""
    if talk.profile.observer is None:
        return
    if not any(map(succeeded, answers)):
        raise talk.stop("the message was not accepted, so there is nothing to arrive", Halt.NOT_ACCEPTED)
    talk.observe("stored", mark)


def arrived(stored: Exchange) -> tuple[Mapping[str, Any] | None, list[Observation]]:
    """The first message that the observer tells, and what is to be said of their number."""
    messages = stored_in(stored)
    if not messages:
        return None, [observe(False, "the accepted message", NOTHING, "observer", consequence=LOST)]
    told = [observe(True, "the accepted message", "stored", "observer")]
    if len(messages) > 1:
        told.append(noted(f"one message was stored {len(messages)} times", "observer"))
    return messages[0], told


def compared(
    message: Mapping[str, Any], name: str, sent: Json, same: Callable[[Any], bool] | None = None
) -> Observation:
    """Whether the stored message's `name` is what was `sent`, or `same` as it. One that the observer leaves out is not
    observed."""
    if name not in message:
        return Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=f"the observer tells no {name}")
    value = message[name]
    held = same(value) if same else value == sent or str(value) == str(sent)
    shown: Json = value if isinstance(value, str | int | float | bool) or value is None else str(value)
    remedy = ""
    if not held and isinstance(sent, str) and isinstance(shown, str) and max(len(sent), len(shown)) > SHOWN_AT_MOST:
        sent, shown, remedy = _around_the_difference(sent, shown)
    consequence = ASTRAY if name in ADDRESS else ""
    return observe(held, sent, shown, f"observer /{name}", remedy=remedy, consequence=consequence)


def _around_the_difference(sent: str, stored: str) -> tuple[str, str, str]:
    """Both texts from a little before their first difference on, and where in them that is."""
    at = next((at for at, (one, other) in enumerate(zip(sent, stored, strict=False)) if one != other), None)
    first = min(len(sent), len(stored)) if at is None else at
    start = max(0, first - SHOWN_AT_MOST // 4)
    place = f"they differ from character {first + 1} on; {len(sent)} were sent and {len(stored)} stored"
    cut = [f"{'…' * (start > 0)}{text[start : start + SHOWN_AT_MOST]}" for text in (sent, stored)]
    return cut[0], cut[1] or NOTHING, place


def field_arrives(
    stored: Exchange, name: str, sent: Json, same: Callable[[Any], bool] | None = None
) -> list[Observation]:
    """That the message was stored, with `sent` for its `name`."""
    message, told = arrived(stored)
    return told if message is None else [compared(message, name, sent, same), *told[1:]]


def message_arrives(
    stored: Exchange, sent: Mapping[str, str], alike: Mapping[str, Same], of: str = ""
) -> list[Observation]:
    """That the message was stored with the values `sent` whose names begin with `of`; `alike` has how to compare
    some of them."""
    message, told = arrived(stored)
    if message is None:
        return told
    if not sent.keys() & message.keys():
        names = f"has {', '.join(message) or 'nothing'}; none of {', '.join(sent)}"
        return [unproven(f"what the observer tells {names}", "observer", party=Party.CONFIGURATION)]

    judged = ((name, value) for name, value in sent.items() if name.startswith(of))

    def same_as(name: str, value: str) -> Callable[[Any], bool] | None:
        return (lambda seen: alike[name](value, seen)) if name in alike else None

    return [*(compared(message, name, value, same_as(name, value)) for name, value in judged), *told[1:]]


def same_number(sent: str, stored: Any) -> bool:
    """Whether `stored` is the number `sent`: 180, 180.0 or "180"."""
    try:
        return float(stored) == float(sent)
    except (TypeError, ValueError):
        return False


def same_base64(sent: str, stored: Any) -> bool:
    """Whether `stored` is the Base64 text `sent`, which may be broken into lines by now."""
    return isinstance(stored, str) and "".join(stored.split()) == sent


def recipients_arrive(stored: Exchange, recipients: tuple[str, ...]) -> list[Observation]:
    """That a copy of the message was stored for each of `recipients`."""
    messages = stored_in(stored)
    if messages and not any("sms_to" in message for message in messages):
        return [Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy="the observer tells no sms_to")]
    told = sorted(str(message.get("sms_to", "")) for message in messages)
    return [
        observe(
            any(same(sent, to) for to in told),
            sent,
            ", ".join(told) or NOTHING,
            "observer /sms_to",
            consequence=f"The app shows the message to {sent} as sent, and it never arrives.",
        )
        for sent in recipients
    ]
