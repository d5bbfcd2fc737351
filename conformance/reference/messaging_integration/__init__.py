"""Messaging integration: takes SendMessage and SendFile, answers with an id, calls the webhook (document 002)."""

import uuid
from dataclasses import replace
from functools import partial

from ..message import Received, Reply
from ..refusal import Damaged, Refusal
from ..store import Store
from . import events
from .admission import API_KEY, admit
from .contacts import Contacts
from .defects import as_stored, refuse_needlessly
from .message import Message, message_of
from .outgoing import Outgoing

__all__ = ["API_KEY", "MessagingIntegration"]

CONSTANT_ID = "9612c4e2-27f8-4463-a517-c6306ffdabff"
DELIVERY_SECONDS = 0.1
"""What it takes to deliver a message: no report comes before the answer has been read."""
LATE_SECONDS = 3.5
"""What it takes when it takes longer than this provider says that it does."""


class MessagingIntegration:
    """The service: one URL for texts and files, told apart by `content` and `media_url`. They go to `store`.

    `outgoing` makes the provider's own requests."""

    def __init__(self, faults: frozenset[str], store: Store, webhook_url: str | None) -> None:
        self.faults = faults
        self.webhook_url = webhook_url
        self._store = store
        self.outgoing = Outgoing()
        self.contacts = Contacts(faults, self._tell)

    def start(self) -> None:
        self.outgoing.start()

    def stop(self) -> None:
        self.outgoing.stop()

    def take(self, request: Received) -> Reply:
        """200 with the new message's id, 4xx with an `error`; all in JSON."""
        try:
            if request.method != "POST":
                raise Refusal(405, "Use POST", ("Allow", "POST"))
            admit(request, self.faults)
            message = message_of(request, self.faults)
            refuse_needlessly(message, self.faults)
            self._refuse_for_others_sake(message)
        except Damaged as refusal:
            if "hangs-up-on-bad-json" in self.faults:
                return Reply(400, hang_up=True)
            return _refused(refusal, 500 if "crash-on-bad-json" in self.faults else refusal.status)
        except Refusal as refusal:
            return _refused(refusal, refusal.status)
        if "content-lost" not in self.faults:
            self._store.add(as_stored(message, self.faults))
        return self._answer(message)

    def _refuse_for_others_sake(self, message: Message) -> None:
        """Raises Refusal where what became of a file or of an event decides about a message."""
        if "file-fetched-first" in self.faults and message.media_url and not self._fetch(message.media_url):
            raise Refusal(500, "Internal error")
        if "failed-callback-poisons" in self.faults and self.outgoing.failed.is_set():
            self.outgoing.failed.clear()
            raise Refusal(500, "Internal error")

    def _answer(self, message: Message) -> Reply:
        if "error-in-200" in self.faults and message.content:
            return Reply.json(200, {"error": "The message could not be sent"})
        constant = {"same-id", "same-id-for-files"} if message.media_url else {"same-id"}
        id = CONSTANT_ID if constant & self.faults else str(uuid.uuid4())
        answer: dict[str, object] = {"id": id} if "id-elsewhere" in self.faults else {"data": {"id": id}}
        if "error-beside-id" in self.faults:
            answer["error"] = "The message could not be sent"
        if "delivered-early" in self.faults:
            self._report_delivery(id)
        return replace(Reply.json(200, answer), afterwards=partial(self._follow, message, id))

    def _follow(self, message: Message, id: str) -> None:
        """What is done once a message is answered."""
        if message.media_url and not self.faults & {"file-not-fetched", "file-fetched-first"}:
            self.outgoing.later(partial(self._fetch, message.media_url))
        if not self.faults & {"delivered-never", "delivered-early"}:
            seconds = LATE_SECONDS if "delivered-late" in self.faults else DELIVERY_SECONDS
            self.outgoing.later(partial(self._report_delivery, id), seconds)

    def _report_delivery(self, id: str) -> None:
        if "webhook-given-up" in self.faults and self.outgoing.failed.is_set():
            self.outgoing.failed.clear()
            return
        told = [str(uuid.uuid4()) if "delivered-wrong-id" in self.faults else id]
        if "delivered-same-wrong-id" in self.faults:
            told = ["0"]
        if "delivered-id-cut" in self.faults:
            told = [id.partition("-")[0]]
        if "delivered-twice" in self.faults:
            told.append(id)
        if "delivered-of-nobody" in self.faults:
            told.append(str(uuid.uuid4()))
        for one in told:
            self._call(events.delivered(one, self.faults), "PUT" if "delivered-by-put" in self.faults else "POST")
        if "typing-told" in self.faults:
            self._call(events.stranger())

    def _tell(self, event: bytes) -> None:
        self.outgoing.later(partial(self._call, event))

    def _call(self, event: bytes, method: str = "POST") -> None:
        if self.webhook_url is not None:
            self.outgoing.call(method, self.webhook_url, event)

    def _fetch(self, media_url: str) -> bool:
        """Whether the file can be had. One that is not with whoever has the webhook stays where it is: nobody else is
        called who has not asked for it."""
        return _host(media_url) != _host(self.webhook_url or "") or self.outgoing.fetch(media_url)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _refused(refusal: Refusal, status: int) -> Reply:
    return Reply.json(status, {"error": refusal.message}, *refusal.headers)
