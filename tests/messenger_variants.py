"""What conforming messaging providers do in another way than the reference: each by an integration file of its own, or
by a behaviour around the reference (document 002)."""

import json
import threading
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from messenger_callbacks import JSON, Call, Event, Numbers, Tell, as_told, deliveries, delivery
from rehearsal import REFERENCE, webhook
from variants import Behaviour, Settings, as_reference, refused, refused_when

from conformance.exchange.listener import Listener
from conformance.profile import Profile, Webhook, load
from conformance.reference import Provider
from conformance.reference.message import Handler, Received, Reply
from conformance.reference.messaging_integration import API_KEY
from conformance.reference.messaging_integration.contacts import FILE
from conformance.reference.messaging_integration.outgoing import Outgoing
from conformance.resources import FIXTURES
from conformance.verdict import Verdict

SERVICE = "messaging-integration"

File = dict[str, Any]
"""An integration file's document."""


@dataclass(frozen=True)
class Messenger:
    """A conforming messaging provider: how it takes messages (`take`), how it calls back (`tell`), and what its
    integration file is: that of the fixtures called `integration`, by `described` changed.

    `settings` go over the service's table, `profile` changes what stands elsewhere; without `hears` the profile has no
    public URL. `told` are findings that it deserves, by check and case without the service; all but PASS,
    NOT_APPLICABLE and NOTE must stand there. `unproven` is whether any check may be INCONCLUSIVE.
    """

    name: str
    take: Behaviour = as_reference
    tell: Tell = as_told
    integration: str = "reference"
    described: Callable[[File], File] = lambda file: file
    settings: Settings = field(default_factory=dict)
    profile: Callable[[Profile], Profile] = lambda profile: profile
    observe: Behaviour = as_reference
    hears: bool = True
    latency: float = 0.0
    told: Mapping[str, Verdict] = field(default_factory=dict)
    unproven: bool = False


class _Telling(Outgoing):
    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._in_own_way = tell

    def call(self, method: str, url: str, event: bytes) -> None:
        for call in self._in_own_way(json.loads(event)):
            self._tell(call.method, url + (f"?{call.query}" if call.query else ""), call.body, call.headers)


class _Varied(Provider):
    """The reference behind its messenger's behaviour; what only the suite itself asks for is the reference's."""

    def __init__(self, messenger: Messenger, webhook_url: str | None) -> None:
        super().__init__(webhook_url=webhook_url, latency=messenger.latency)
        self._messaging.outgoing = _Telling(messenger.tell)
        self._messenger = messenger

    def _respond(self, request: Received) -> Reply:
        if request.path.startswith(("/trigger/", "/inbound/")):
            return super()._respond(request)
        behave = self._messenger.observe if request.path == "/observed" else self._messenger.take
        return behave(request, super()._respond)


@contextmanager
def provided(messenger: Messenger) -> Iterator[tuple[Profile, Listener | None]]:
    """The profile of `messenger`, whose provider runs meanwhile, and the listener that it calls back."""
    with ExitStack() as stack:
        file = json.loads((FIXTURES / "integration" / f"{messenger.integration}.json").read_text("utf-8"))
        path = Path(stack.enter_context(TemporaryDirectory())) / "integration.json"
        path.write_text(json.dumps(messenger.described(file)), "utf-8")
        listener, table = stack.enter_context(webhook(wait=3.0)) if messenger.hears else (None, Webhook())
        provider = stack.enter_context(_Varied(messenger, table.public_url))
        overlay = {SERVICE: {"integration": str(path), **messenger.settings}}
        profile = load(REFERENCE, target=provider.url, services=(SERVICE,), overlay=overlay)
        yield messenger.profile(replace(profile, webhook=table)), listener


# How it takes messages.


class Locked(Exception):
    """The request lacks the right credentials."""


def speaking(read: Callable[[Received], dict[str, str]], write: Callable[[str], object]) -> Behaviour:
    """Takes the members that `read` finds in a request, and answers what `write` makes of the new id. `read` raises
    Locked, or ValueError, LookupError or TypeError for what it cannot read."""

    def behave(request: Received, reference: Handler) -> Reply:
        try:
            members = read(request)
        except Locked:
            return Reply.of(401, "text/html", "<!DOCTYPE html><h1>401</h1>", ("WWW-Authenticate", "Basic"))
        except (ValueError, LookupError, TypeError, AttributeError):
            return Reply.text(422, "What is this?")
        headers = (("Content-Type", JSON), ("Authorization", f"Bearer {API_KEY}"))
        return answering(write)(Received("POST", "/webhook", headers, json.dumps(members).encode()), reference)

    return behave


def unlocked(request: Received, authorization: str) -> None:
    if request.header("Authorization") != authorization:
        raise Locked


def in_arrays(request: Received) -> dict[str, str]:
    """By `arrays.json`."""
    unlocked(request, f"Bearer {API_KEY}")
    if (request.method, request.path) != ("PUT", "/v2/organisations/example/messages"):
        raise LookupError
    document = request.json_object()
    (message,) = document["messages"]
    kind, content = document["body"]["parts"]
    return {
        "to": message["destinations"][0]["number"],
        "from": message["origin"]["number"],
        "extension": message["origin"]["user"].removeprefix("tel:"),
        "domain": "example",
        {"text": "content", "media": "media_url"}[kind]: content,
    }


USER, PHRASE = "sms: user", "pass phräse"


def in_forms(request: Received) -> dict[str, str]:
    """By `basic-form.json`."""
    unlocked(request, f"Basic {b64encode(f'{USER}:{PHRASE}'.encode()).decode()}")
    _, kind, sender = request.path.split("/")
    fields = dict(request.form)
    if (kind == "sms") != (dict(request.query) == {"flash": "0"}) or request.method != "POST":
        raise LookupError
    # An empty field of a form is no recipient and no text.
    return {
        "from": sender,
        "to": fields["recipient"],
        **({"content": fields["text"]} if kind == "sms" else {"media_url": fields["attachment"]}),
    }


def in_queries(request: Received) -> dict[str, str]:
    """By `by-get.json`."""
    fields = dict(request.query)
    if (request.method, request.path, fields.pop("key")) != ("GET", "/a/1/send", "k/7"):
        raise LookupError
    return {"content": fields.pop("text"), **fields}


def at_path(path: str, reply: Reply) -> Behaviour:
    """Answers `reply` at `path`."""
    return lambda request, reference: reply if request.path == path else reference(request)


def moved(request: Received, reference: Handler) -> Reply:
    """Leads from `/moved` to the picture that a contact sent."""
    if request.path == "/moved":
        return Reply(302, headers=(("Location", f"{FILE}?sig=a%2Fb"),))
    return reference(request)


def answering(write: Callable[[str], object], status: int = 200) -> Behaviour:
    """Accepts what the reference accepts, by what `write` makes of the new id."""

    def behave(request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        return replace(reply, status=status, body=json.dumps(write(id_in(reply))).encode()) if accepts(reply) else reply

    return behave


def accepts(reply: Reply) -> bool:
    return reply.status < 300


def id_in(reply: Reply) -> str:
    """The id in an answer of the reference."""
    assert isinstance(reply.body, bytes)
    return str(json.loads(reply.body)["data"]["id"])


class Hasty:
    """Answers once the delivery has been reported."""

    def __init__(self) -> None:
        self._reported: defaultdict[str, threading.Event] = defaultdict(threading.Event)

    def take(self, request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        if accepts(reply) and reply.afterwards:
            reply.afterwards()
            assert self._reported[id_in(reply)].wait(5)
        return replace(reply, afterwards=None)

    def tell(self, event: Event) -> Iterator[Call]:
        yield from as_told(event)
        if event["method"] == "delivered":
            self._reported[event["params"]["messageid"]].set()


def files_first(request: Received, reference: Handler) -> Reply:
    """Takes a file once it has it."""
    url = member(request, "media_url")
    return refused(422) if url.startswith("http") and not Outgoing().fetch(url) else reference(request)


def filled(**members: str) -> Behaviour:
    """Takes a message that lacks `members` as if it had them; a file has no text."""

    def behave(request: Received, reference: Handler) -> Reply:
        try:
            given = request.json_object()
        except ValueError:
            return reference(request)
        missing = {name: text for name, text in members.items() if not given.get(name) and "media_url" not in given}
        return reference(replace(request, body=json.dumps({**given, **missing}).encode()))

    return behave


def member(request: Received, name: str) -> str:
    """A member of the request's JSON as text; "" where there is none."""
    try:
        return str(request.json_object().get(name, ""))
    except ValueError:
        return ""


def in_words(taken: Callable[[str], str], refused: Callable[[int], str]) -> Behaviour:
    """Answers 200 in words, whatever became of the message: what was `taken`, by its id, or `refused`, by the status
    of the reference."""

    def behave(request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        return Reply.text(200, taken(id_in(reply)) if accepts(reply) else refused(reply.status))

    return behave


def keyed(read: Callable[[Received], tuple[object, object]], asked: bool = True) -> Behaviour:
    """Takes the key and the message that `read` finds in a request; any key or none unless it is `asked` for."""

    def behave(request: Received, reference: Handler) -> Reply:
        try:
            key, message = read(request)
        except (ValueError, LookupError):
            return reference(request)
        headers = (("Content-Type", JSON), ("Authorization", f"Bearer {key if asked else API_KEY}"))
        return reference(Received("POST", "/webhook", headers, json.dumps(message).encode()))

    return behave


def key_in_body(request: Received) -> tuple[object, object]:
    document = request.json_object()
    return document.get("api_key", ""), document["message"]


def key_in_query(request: Received) -> tuple[object, object]:
    return dict(request.query).get("key", ""), request.json_object()


def key_in_path(request: Received) -> tuple[object, object]:
    _, _, key, _ = request.path.split("/")
    return key, request.json_object()


def without_auth(change: Callable[[File], File]) -> Callable[[File], File]:
    """Describes the method as `change` has it, and no authorization."""

    def described(file: File) -> File:
        rest = {name: value for name, value in file.items() if name != "auth"}
        return {**rest, "API": {name: change(method) for name, method in file["API"].items()}}

    return described


def media_refused(status: int, meant: Callable[[str], bool]) -> Behaviour:
    """Refuses the files whose URLs are `meant`."""
    return refused_when(status, lambda request: meant(member(request, "media_url")))


def unfetched(request: Received, reference: Handler) -> Reply:
    """Answers 502 to a file that it cannot have."""
    reply, url = reference(request), member(request, "media_url")
    return refused(502) if url and accepts(reply) and not Outgoing().fetch(url) else reply


class Counted:
    """Numbers for ids, those of texts and of files each counted by themselves."""

    def __init__(self) -> None:
        self._numbers = {"texts": Numbers(), "files": Numbers()}
        self._of: dict[str, int] = {}

    def take(self, request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        if not accepts(reply):
            return reply
        id = id_in(reply)
        self._of[id] = self._numbers["files" if member(request, "media_url") else "texts"].of(id)
        return replace(reply, body=json.dumps({"data": {"id": self._of[id]}}).encode())

    def tell(self, event: Event) -> list[Call]:
        return deliveries(lambda id: [delivery(self._of[id])])(event)  # type: ignore[return-value]


def mapped(response_map: object) -> Callable[[File], File]:
    """Describes where an answer has the id."""

    def described(file: File) -> File:
        return {**file, "API": {name: {**method, "response_map": response_map} for name, method in file["API"].items()}}

    return described


def hooked(**changes: object) -> Callable[[File], File]:
    """Describes every callback with `changes`, in an object."""

    def described(file: File) -> File:
        return {**file, "Webhook": {model["event_type"]: {**model, **changes} for model in file["Webhook"]}}

    return described


def modelled(kind: str, *before: File, **parameters: object) -> Callable[[File], File]:
    """Describes the event with the key `kind` by other `parameters`, if any, and after the models `before`."""

    def described(file: File) -> File:
        known = [
            {**model, "request_parameters": parameters} if parameters and model["event_key"] == kind else model
            for model in file["Webhook"]
        ]
        return {**file, "Webhook": [*before, *known]}

    return described
