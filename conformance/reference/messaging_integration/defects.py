"""The defects of the service that show in one message: which are refused, and how others are stored."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..refusal import Refusal
from .message import Message

PARTS = 1600
"""Characters that fill ten text messages."""

_REFUSED: Mapping[str, tuple[int, Callable[[Message], bool]]] = {
    "message-refused": (400, lambda message: message.content is not None),
    "file-refused": (500, lambda message: message.media_url is not None),
    "pdf-refused": (500, lambda message: ".pdf" in (message.media_url or "")),
    "higher-planes-refused": (500, lambda message: max(message.content or "", default="") > "\uffff"),
    "very-long-refused": (400, lambda message: len(message.content or "") > PARTS),
    "formatted-number-refused": (400, lambda message: "(" in message.to),
}
"""The status that each defect answers, and to what."""


def refuse_needlessly(message: Message, faults: frozenset[str]) -> None:
    """Raises Refusal where one of `faults` cannot bear a valid `message`."""
    for fault, (status, meant) in _REFUSED.items():
        if fault in faults and meant(message):
            raise Refusal(status, "This message is not supported")


def _in_latin_1(message: Message) -> Message:
    return replace(message, content=message.content and message.content.encode().decode("latin-1"))


def _swapped(message: Message) -> Message:
    return replace(message, to=message.sent_by.get("from", ""), sent_by={**message.sent_by, "from": message.to})


def _without_scheme(message: Message) -> Message:
    return replace(message, media_url=message.media_url and message.media_url.partition("://")[2])


_STORED_AS: Mapping[str, Callable[[Message], Message]] = {
    "content-in-latin-1": _in_latin_1,
    "numbers-swapped": _swapped,
    "media-url-cut": _without_scheme,
}


def as_stored(message: Message, faults: frozenset[str]) -> Message:
    """`message` as a provider with `faults` stores it."""
    for fault, stored in _STORED_AS.items():
        if fault in faults:
            message = stored(message)
    return message
