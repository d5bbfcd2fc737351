"""What a user sends to an external contact: a text, or a file by its URL (document 002, SendMessage and SendFile)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..message import WEB_ADDRESS, Received
from ..refusal import Damaged, NoSuchRecipient, Refusal

SENT_BY = ("from", "extension", "domain")


@dataclass(frozen=True)
class Message:
    """A message as it arrived: a text has `content`, a file a `media_url`, and `sent_by` are those of `SENT_BY` that
    the request gave."""

    to: str
    sent_by: Mapping[str, str]
    content: str | None = None
    media_url: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.content or "", self.media_url or "")

    @property
    def observed(self) -> Mapping[str, object]:
        what = {"content": self.content, "media_url": self.media_url}
        return {
            "service": "messaging-integration",
            "to": self.to,
            **self.sent_by,
            **{name: value for name, value in what.items() if value is not None},
        }


def message_of(request: Received, faults: frozenset[str]) -> Message:
    """The message that `request` brings. Raises Refusal."""
    if request.media_type != "application/json":
        raise Refusal(415, "Send application/json")
    try:
        members = request.json_object()
    except ValueError:
        raise Damaged("The body is not a JSON object") from None
    to = members.get("to")
    if not _filled(to) and "number-not-checked" not in faults:
        raise NoSuchRecipient(400, "The recipient (to) is missing")
    sent_by = {name: members[name] for name in SENT_BY if isinstance(members.get(name), str)}
    if "media_url" in members:
        return Message(str(to or ""), sent_by, media_url=_address(members["media_url"], faults))
    return Message(str(to or ""), sent_by, content=_text(members.get("content"), faults))


def _address(media_url: Any, faults: frozenset[str]) -> str:
    if not isinstance(media_url, str) or not WEB_ADDRESS.fullmatch(media_url):
        raise Refusal(500 if "crash-on-no-url" in faults else 400, "media_url is no http or https URL")
    return media_url


def _text(content: Any, faults: frozenset[str]) -> str:
    if not _filled(content) and "content-not-checked" not in faults:
        raise Refusal(400, "The text (content) is missing")
    return str(content or "")


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
