"""Media Reference Send: takes a message whose picture or video is a link with a preview (document 000)."""

import threading
from contextlib import nullcontext

from ..app_service import AppService, Call
from ..message import FORM, Received, Reply
from ..recipient import Malformed, recipient
from ..refusal import Refusal
from ..store import Store
from .crowd import Crowd, Crowded
from .defects import as_stored, refuse_needlessly, sent_by
from .message import MediaMessage, media_of, message_of

__all__ = ["MediaMessage", "MediaReferenceSend"]


class MediaReferenceSend:
    """The service; accepted messages go to `store`."""

    def __init__(self, faults: frozenset[str], store: Store) -> None:
        self.faults = faults
        self._store = store
        self._app = AppService(faults)
        self._crowd = Crowd()
        self._lock = threading.Lock()
        self._poisoned: set[tuple[str, str, str]] = set()

    def send(self, request: Received) -> Reply:
        """200 without a body, or a refusal whose `message` the app can show."""
        return self._app.answer(request, self._obey)

    def _obey(self, call: Call) -> Reply:
        message = message_of(call.account, self._recipient(call), call.fields)
        refuse_needlessly(call, message, self.faults)
        if "redirects-to-login" in self.faults and sent_by(call, "PUT", FORM):
            return Reply(302, headers=(("Location", "/login"),))
        crowded = self.faults & {"side-by-side-refused", "side-by-side-lost"}
        try:
            with self._crowd.alone(message.media) if crowded else nullcontext():
                self._keep(message, call)
        except Crowded:
            if "side-by-side-lost" not in self.faults:
                raise
        if "sent-with-error-inside" in self.faults and sent_by(call, "POST", FORM):
            return Reply.json(200, {"error": 5})
        return Reply(200)

    def _recipient(self, call: Call) -> str:
        media = media_of(call.account, call.fields)
        try:
            to = recipient(call.fields, self.faults)
        except Malformed:
            with self._lock:
                self._poisoned.add(media)
            raise
        with self._lock:
            poisoned = media in self._poisoned
            self._poisoned.discard(media)
        if poisoned and "bad-recipient-poisons" in self.faults:
            raise Malformed
        return to

    def _keep(self, message: MediaMessage, call: Call) -> None:
        with self._lock:
            earlier = self._store.of(MediaMessage)
            second = any(map(message.is_copy_of, earlier))
            if "second-recipient-refused" in self.faults and second:
                raise Refusal(400, "Already sent")
            if "repeat-refused" in self.faults and any(
                (message.media, message.to) == (other.media, other.to) for other in earlier
            ):
                raise Refusal(409, "Already sent")
            lost = {"HEAD": "head-not-stored", "GET": "get-not-stored"}.get(call.request.method) in self.faults
            lost |= "new-app-lost" in self.faults and not call.by_known_app
            if not lost and not (second and "second-recipient-lost" in self.faults):
                self._store.add(as_stored(message, call, self.faults))
