"""What the app is told when its call is not obeyed (document 000, Response)."""

from collections.abc import Mapping
from dataclasses import replace
from xml.sax.saxutils import escape

from .message import Received, Reply

JSON_TYPE = "application/json"
TRACE = """Traceback (most recent call last):
  File "/srv/gateway/app.py", line 41, in send
    queue.put(message)
ConnectionRefusedError: [Errno 111] Connection refused"""


class Refusal(Exception):
    """A call that is not obeyed: the answer's status, the sentence for the app's user, further headers."""

    def __init__(self, status: int, message: str, *headers: tuple[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


class Damaged(Refusal):
    """A call whose fields cannot be read."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message)


class NoSuchRecipient(Refusal):
    """A call for somebody who cannot be reached."""


class WrongCredentials(Refusal):
    """Who calls is not who they say, or has not said it; `password` is what was given."""

    def __init__(self, password: str) -> None:
        super().__init__(403, "Wrong user name or password")
        self.password = password


def refused(refusal: Refusal, request: Received, faults: frozenset[str]) -> Reply:
    """The reply with a `message` that the app can show, in JSON to a body in JSON and in XML otherwise."""
    members: dict[str, object] = {"message": refusal.message}
    status = refusal.status
    if isinstance(refusal, WrongCredentials) and "refusal-repeats-password" in faults:
        members["message"] = f"{refusal.message}: {refusal.password}"
    in_200 = {WrongCredentials: "refusal-in-200", NoSuchRecipient: "recipient-refusal-in-200"}
    inside = any(isinstance(refusal, kind) and fault in faults for kind, fault in in_200.items())
    # An answer to HEAD has no body for it.
    if inside and request.method != "HEAD":
        members["error"], status = status, 200
    if isinstance(refusal, NoSuchRecipient):
        faults |= {fault for fault in ("refusal-html", "refusal-trace") if f"recipient-{fault}" in faults}
    if isinstance(refusal, Damaged):
        if "hangs-up-on-damage" in faults:
            return Reply(400, hang_up=True)
        if "crash-on-damage" in faults:
            status = 500
    if "refusal-markup" in faults:
        members["message"] = f"<b>{members['message']}</b>"
    if "refusal-trace" in faults:
        members["detail"] = TRACE
    if "refusal-message-number" in faults:
        members["message"] = 17
    return _written(status, members, request, refusal.headers, faults)


def _written(
    status: int,
    members: Mapping[str, object],
    request: Received,
    headers: tuple[tuple[str, str], ...],
    faults: frozenset[str],
) -> Reply:
    if "refusal-empty" in faults:
        return Reply(status, headers=headers)
    if "refusal-html" in faults:
        return Reply.of(status, "text/html", f"<!DOCTYPE html><title>Error</title><h1>Error {status}</h1>", *headers)
    # In XML a number could not be told from a text.
    if request.media_type == JSON_TYPE or "refusal-message-number" in faults:
        reply = Reply.json(status, members, *headers)
    else:
        elements = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in members.items())
        reply = Reply.of(status, "text/xml", f"<response>{elements}</response>", *headers)
    return replace(reply, headers=headers) if "refusal-type-missing" in faults else reply
