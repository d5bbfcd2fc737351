"""Send Message: takes a text for one recipient (https://doc.acrobits.net/api/client/send_message.html)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .app_service import AppService, Call
from .message import FORM, Received, Reply
from .recipient import recipient
from .refusal import Damaged, Refusal
from .store import Store

SHORT = 160
FILE_TRANSFER = "application/x-acro-filetransfer+json"
OPTIONAL = ("content_type", "disposition_notification", "smart")


@dataclass(frozen=True)
class TextMessage:
    """A text as it arrived; `options` are those of `OPTIONAL` that the call gave."""

    account: str
    to: str
    text: str
    options: Mapping[str, str]

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text,)

    @property
    def observed(self) -> Mapping[str, object]:
        return {
            "service": "send-message",
            "account": self.account,
            "sms_to": self.to,
            "sms_body": self.text,
            **self.options,
        }


class SendMessage:
    """The service; accepted texts go to `store`."""

    def __init__(self, faults: frozenset[str], store: Store) -> None:
        self.faults = faults
        self._store = store
        self._app = AppService(faults)

    def send(self, request: Received) -> Reply:
        """200 with the new message's id, or a refusal whose `message` the app can show."""
        return self._app.answer(request, self._obey)

    def _obey(self, call: Call) -> Reply:
        to = recipient(call.fields, self.faults)
        text = call.fields.get("body", call.fields.get("sms_body"))
        if not text:
            raise Damaged("The text is missing")
        form_by_post = (call.request.method, call.request.media_type) == ("POST", FORM)
        if "text-refused" in self.faults and form_by_post:
            raise Refusal(500, "Internal error")
        if "file-transfer-refused" in self.faults and call.fields.get("content_type") == FILE_TRANSFER:
            raise Refusal(500, "Internal error")
        if "smart-refused" in self.faults and call.fields.get("smart") == "1":
            raise Refusal(400, "Smart contacts are not supported")
        if "long-text-refused" in self.faults and len(text) > SHORT:
            raise Refusal(500, "Internal error")
        options = {name: call.fields[name] for name in OPTIONAL if name in call.fields}
        if "recipient-mangled" in self.faults and "(" in to:
            to = to[:-1]
        message = TextMessage(call.account, to, text, options)
        if call.by_known_app or "new-app-lost" not in self.faults:
            self._store.add(replace(message, text=text[:SHORT]) if "text-truncated" in self.faults else message)
        failed = {"error": 5} if "text-sent-with-error-inside" in self.faults and form_by_post else {}
        told = {} if "without-id" in self.faults else {"sms_id": str(uuid.uuid4())}
        return Reply.json(200, {**told, **failed})
