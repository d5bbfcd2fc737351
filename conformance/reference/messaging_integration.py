"""Messaging integration: takes SendMessage and SendFile, answers with an id, reports the delivery (document 002)."""

import json
import uuid
from dataclasses import replace

from .callbacks import Callbacks
from .message import WEB_ADDRESS, Received, Reply

API_KEY = "reference-api-key-7f3a"
CONSTANT_ID = "9612c4e2-27f8-4463-a517-c6306ffdabff"


class MessagingIntegration:
    """The service: one URL for texts and files, told apart by `content` and `media_url`."""

    def __init__(self, faults: frozenset[str], webhook_url: str | None) -> None:
        self.faults = faults
        self.webhook_url = webhook_url
        self._callbacks = Callbacks()

    def start(self) -> None:
        self._callbacks.start()

    def stop(self) -> None:
        self._callbacks.stop()

    def take(self, request: Received) -> Reply:
        """200 with the new message's id, 4xx with an `error`; all in JSON."""
        if request.method != "POST":
            return _refusal(405, "Use POST", ("Allow", "POST"))
        scheme, _, key = request.header("Authorization").partition(" ")
        if scheme.lower() != "bearer" or (key.strip() != API_KEY and "any-key" not in self.faults):
            return _refusal(401, "The API key is wrong", ("WWW-Authenticate", "Bearer"))
        if request.media_type != "application/json":
            return _refusal(415, "Send application/json")
        try:
            message = request.json_object()
        except ValueError:
            return _refusal(400, "The body is not a JSON object")
        if not _filled(message.get("to")):
            return _refusal(400, "The recipient (to) is missing")
        if "media_url" in message:
            return self._take_file(message["media_url"])
        return self._take_text(message.get("content"))

    def _take_file(self, media_url: object) -> Reply:
        if not isinstance(media_url, str) or not WEB_ADDRESS.fullmatch(media_url):
            return _refusal(400, "media_url is no http or https URL")
        if "file-refused" in self.faults:
            return _refusal(400, "Files are not supported")
        return self._accepted()

    def _take_text(self, content: object) -> Reply:
        if not _filled(content):
            return _refusal(400, "The text (content) is missing")
        if "message-refused" in self.faults:
            return _refusal(400, "Texts are not supported")
        if "error-in-200" in self.faults:
            return Reply.json(200, {"error": "The message could not be sent"})
        return self._accepted()

    def _accepted(self) -> Reply:
        id = CONSTANT_ID if "same-id" in self.faults else str(uuid.uuid4())
        answer = {"id": id} if "id-elsewhere" in self.faults else {"data": {"id": id}}
        return replace(Reply.json(200, answer), afterwards=lambda: self._report_delivery(id))

    def _report_delivery(self, id: str) -> None:
        if self.webhook_url is None or "delivered-never" in self.faults:
            return
        if "delivered-wrong-id" in self.faults:
            id = str(uuid.uuid4())
        event: object = {"method": "delivered", "params": {"messageid": id}}
        if "delivered-wrong-shape" in self.faults:
            event = {"event": "delivered", "id": id}
        method = "PUT" if "delivered-by-put" in self.faults else "POST"
        self._callbacks.send(method, self.webhook_url, json.dumps(event).encode())


def _filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _refusal(status: int, error: str, *headers: tuple[str, str]) -> Reply:
    return Reply.json(status, {"error": error}, *headers)
