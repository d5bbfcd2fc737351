"""The defects of the service that show in one message: which are refused, and how others are stored."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote

from ..app_service import Call
from ..message import FORM
from ..refusal import JSON_TYPE, Refusal
from .message import MediaMessage

KILOBYTE = 1024
RAW_SLASH = re.compile(rb"(?:^|&)(?:pct|ct)=[^&]*/")
ESCAPED_SLASH = re.compile(rb"(?:^|&)ct=[^&]*%2F", re.IGNORECASE)

_UNASSIGNED = re.compile("[\U00040000-\U000dffff]")
_LAST_DIGIT = re.compile(r"[0-9](?=[^0-9]*$)")


def sent_by(call: Call, method: str, media_type: str) -> bool:
    """Whether `call` is made by `method` with a body of `media_type`."""
    return (call.request.method, call.request.media_type) == (method, media_type)


def _has(call: Call, slash: re.Pattern[bytes]) -> bool:
    body = call.request.body if call.request.media_type == FORM else b""
    return any(slash.search(text) for text in (call.request.raw_query, body))


_REFUSED: Mapping[str, tuple[int, Callable[[Call, MediaMessage], bool]]] = {
    "valid-message-refused": (500, lambda call, message: sent_by(call, "PUT", JSON_TYPE)),
    "empty-description-refused": (400, lambda call, message: call.fields.get("description") == ""),
    "absent-description-refused": (400, lambda call, message: "description" not in call.fields),
    "unicode-refused": (500, lambda call, message: max(message.description, default="") > "\uffff"),
    "tab-refused": (500, lambda call, message: "\t" in message.description),
    "rare-character-refused": (
        500,
        lambda call, message: any("\U00040000" <= letter < "\U000e0000" for letter in message.description),
    ),
    "preview-too-small-refused": (400, lambda call, message: len(message.preview) < 300),
    "large-preview-refused": (400, lambda call, message: len(message.preview) > 100 * KILOBYTE),
    "portrait-refused": (400, lambda call, message: message.preview_height > message.preview_width),
    "jpeg-refused": (400, lambda call, message: _is_picture(message)),
    "raw-slash-refused": (400, lambda call, message: _has(call, RAW_SLASH)),
}
"""The status that each defect answers, and to what."""


def refuse_needlessly(call: Call, message: MediaMessage, faults: frozenset[str]) -> None:
    """Raises Refusal where one of `faults` cannot bear a valid `message`."""
    for fault, (status, meant) in _REFUSED.items():
        if fault in faults and meant(call, message):
            raise Refusal(status, "This message is not supported")


def _is_picture(message: MediaMessage) -> bool:
    return message.media_type == "image/jpeg"


def _url_encoded(message: MediaMessage) -> MediaMessage:
    return replace(message, media_url=quote(message.media_url, safe="")) if _is_picture(message) else message


def _mangled(message: MediaMessage) -> MediaMessage:
    return replace(message, to=_LAST_DIGIT.sub("", message.to)) if "(" in message.to else message


def _without_text(call: Call) -> str:
    """Which way `call` has no description: `empty`, `absent`, or "" where it has one."""
    return "" if call.fields.get("description") else "empty" if "description" in call.fields else "absent"


_STORED_AS: Mapping[str, Callable[[MediaMessage], MediaMessage]] = {
    "plus-becomes-space": lambda message: replace(message, description=message.description.replace("+", " ")),
    "latin-1-description": lambda message: replace(message, description=message.description.encode().decode("latin-1")),
    "preview-truncated": lambda message: replace(message, preview=message.preview[: 32 * KILOBYTE]),
    "recipient-mangled": _mangled,
    "media-url-encoded": _url_encoded,
    "media-type-lost": lambda message: replace(message, media_type="") if _is_picture(message) else message,
    "preview-size-swapped": lambda message: replace(
        message, preview_width=message.preview_height, preview_height=message.preview_width
    ),
}


def as_stored(message: MediaMessage, call: Call, faults: frozenset[str]) -> MediaMessage:
    """`message`, which came by `call`, as a provider with `faults` stores it."""
    if "latin-1-by-json" in faults and call.request.media_type == JSON_TYPE:
        message = _STORED_AS["latin-1-description"](message)
    if f"{_without_text(call)}-description-null" in faults:
        message = replace(message, description="null")
    if "raw-slash-cut" in faults and _has(call, RAW_SLASH):
        message = replace(message, media_type=message.media_type.partition("/")[0])
    if "escaped-slash-kept" in faults and _has(call, ESCAPED_SLASH):
        message = replace(message, media_type=quote(message.media_type, safe=""))
    for fault, stored in _STORED_AS.items():
        if fault in faults:
            message = stored(message)
    return message
