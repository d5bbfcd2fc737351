"""Media Reference Send: takes a message with a media reference and a preview (document 000)."""

import base64
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .accounts import ACCOUNTS, authenticates
from .message import FORM, WEB_ADDRESS, Received, Reply

METHODS = ("GET", "HEAD", "POST", "PUT")
REQUIRED = ("from", "password", "to", "w", "h", "pct", "pc", "ct", "url")
MEDIA_TYPES = ("image/jpeg", "video/mp4")
PHONE = re.compile(r"\+?[0-9][0-9 ().-]*")
SIP_ADDRESS = re.compile(r"(sips?:)?[^@:\s]+@[^@\s]+", re.IGNORECASE)
JPEG_START = b"\xff\xd8"


@dataclass(frozen=True)
class StoredMessage:
    """A message as it arrived: `to` in the form it was sent, sizes in pixels, `preview` the JPEG itself."""

    account: str
    to: str
    description: str
    preview_width: int
    preview_height: int
    preview: bytes = field(repr=False)
    media_type: str
    media_url: str

    def is_copy_of(self, other: "StoredMessage") -> bool:
        """Whether both carry the same media from one account, but to different recipients."""
        return (self.account, self.media_url) == (other.account, other.media_url) and self.to != other.to


class _Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class MediaReferenceSend:
    """The service and the messages that it has accepted."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults
        self._methods = tuple(name for name in METHODS if name != "HEAD" or "method-not-served" not in faults)
        self._lock = threading.Lock()
        self._stored: list[StoredMessage] = []

    @property
    def stored(self) -> tuple[StoredMessage, ...]:
        with self._lock:
            return tuple(self._stored)

    def send(self, request: Received) -> Reply:
        """200 without a body, or a refusal whose `message` the app can show."""
        try:
            self._accept(request)
        except _Refusal as refusal:
            return self._refuse(request, refusal)
        return Reply(200)

    def _accept(self, request: Received) -> None:
        if request.method not in self._methods:
            raise _Refusal(405, f"Use {', '.join(self._methods)}")
        fields = _fields(request)
        missing = [name for name in REQUIRED if not fields.get(name)]
        if missing:
            raise _Refusal(400, f"Missing: {', '.join(missing)}")
        self._authenticate(fields)
        message = _message(fields)
        if "valid-message-refused" in self.faults and request.method == "PUT" and _is_json(request):
            raise _Refusal(500, "Internal error")
        with self._lock:
            if "second-recipient-refused" in self.faults and any(map(message.is_copy_of, self._stored)):
                raise _Refusal(409, "Already sent")
            self._stored.append(message)

    def _authenticate(self, fields: Mapping[str, str]) -> None:
        careless = "any-password" in self.faults and fields["from"] in ACCOUNTS
        if not careless and not authenticates(fields["from"], fields["password"]):
            raise _Refusal(403, "Wrong user name or password")

    def _refuse(self, request: Received, refusal: _Refusal) -> Reply:
        allow = (("Allow", ", ".join(self._methods)),) if refusal.status == 405 else ()
        if "refusal-empty" in self.faults:
            return Reply(refusal.status, headers=allow)
        if "refusal-html" in self.faults:
            page = f"<!DOCTYPE html><title>Error</title><h1>Error {refusal.status}</h1>"
            return Reply.of(refusal.status, "text/html", page, *allow)
        if _is_json(request):
            return Reply.json(refusal.status, {"message": refusal.message}, *allow)
        body = f"<response><message>{escape(refusal.message)}</message></response>"
        return Reply.of(refusal.status, "text/xml", body, *allow)


def _is_json(request: Received) -> bool:
    return request.media_type == "application/json"


def _fields(request: Received) -> dict[str, str]:
    """The parameters of query and body together; a recipient called `sms_to`, as in the examples, is `to`."""
    if request.body and request.media_type not in (FORM, "application/json"):
        raise _Refusal(415, "Send a form or JSON")
    fields = dict(request.query + request.form)
    if request.body and _is_json(request):
        try:
            body = request.json_object()
        except ValueError:
            raise _Refusal(400, "The body is not a JSON object") from None
        fields |= {name: str(value) for name, value in body.items() if isinstance(value, str | int | float)}
    return {"to": fields.get("sms_to", "")} | fields


def _message(fields: Mapping[str, str]) -> StoredMessage:
    to = fields["to"]
    if not PHONE.fullmatch(to) and not SIP_ADDRESS.fullmatch(to):
        raise _Refusal(406, "Invalid recipient")
    if not all(re.fullmatch("[1-9][0-9]{0,4}", fields[side]) for side in ("w", "h")):
        raise _Refusal(400, "The preview's width and height are not numbers of pixels")
    if fields["pct"] != "image/jpeg":
        raise _Refusal(400, "The preview's type is not image/jpeg")
    try:
        preview = base64.b64decode(fields["pc"], validate=True)
    except ValueError:
        raise _Refusal(400, "The preview is not Base64") from None
    if not preview.startswith(JPEG_START):
        raise _Refusal(400, "The preview is not a JPEG image")
    if fields["ct"] not in MEDIA_TYPES:
        raise _Refusal(400, f"The media's type is none of {', '.join(MEDIA_TYPES)}")
    if not WEB_ADDRESS.fullmatch(fields["url"]):
        raise _Refusal(400, "The media's address is no http or https URL")
    return StoredMessage(
        fields["from"],
        to,
        fields.get("description", ""),
        int(fields["w"]),
        int(fields["h"]),
        preview,
        fields["ct"],
        fields["url"],
    )
