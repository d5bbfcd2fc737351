"""The other end of the line: external contacts who write to a user, as often as they are asked to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from ..hosted_media import PICTURE, HostedMedia
from ..message import Received, Reply
from . import events

FILE = "/inbound/picture.jpg"
"""Where a file can be had that a contact sent."""


class Contacts:
    """Answers 202 and brings a message to the webhook by `tell`, which takes an event."""

    def __init__(self, faults: frozenset[str], tell: Callable[[bytes], None]) -> None:
        self.faults = faults
        self._tell = tell

    def send_message(self, request: Received) -> Reply:
        """A text: `from`, `to` and `content` of the request."""
        return self._send(request, "message", events.message)

    def send_file(self, request: Received) -> Reply:
        """A picture that this provider hosts: `from`, `to` and `text` of the request."""
        url = f"http://{request.header('Host')}{FILE}"
        return self._send(request, "file", partial(events.file, url))

    def serve_file(self, request: Received) -> Reply:
        """200 with the picture, for everybody who has its URL."""
        if "inbound-file-locked" in self.faults:
            return Reply.text(401, "Sign in to see this file.", ("WWW-Authenticate", "Basic"))
        shown = frozenset({"media-is-html"} if "inbound-file-is-html" in self.faults else ())
        return HostedMedia(shown).serve(replace(request, target=PICTURE))

    def _send(self, request: Received, kind: str, event: Callable[[Mapping[str, str], frozenset[str]], bytes]) -> Reply:
        if request.method not in ("GET", "POST"):
            return Reply.text(405, "Use POST.", ("Allow", "GET, POST"))
        try:
            members = request.json_object() if request.media_type == "application/json" else {}
        except ValueError:
            return Reply.text(400, "The body is not a JSON object.")
        fields = {**dict(request.query), **dict(request.form), **members}
        if not all(isinstance(fields.get(name), str) for name in ("from", "to")):
            return Reply.text(400, "Say who writes to whom: from and to.")
        calls = 0 if f"inbound-{kind}-never" in self.faults else 2 if f"inbound-{kind}-twice" in self.faults else 1

        def tell() -> None:
            for _ in range(calls):
                self._tell(event(fields, self.faults))

        return replace(Reply(202), afterwards=tell)
