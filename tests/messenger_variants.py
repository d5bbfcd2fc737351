"""What conforming messaging providers do in another way than the reference: each by an integration file of its own, or
by a behaviour around the reference (document 002)."""

import json
import threading
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

from rehearsal import REFERENCE, webhook
from variants import Behaviour, Settings, as_reference, refused

from conformance.exchange.listener import Listener
from conformance.profile import Profile, Webhook, load
from conformance.reference import Provider
from conformance.reference.message import FORM, Handler, Received, Reply
from conformance.reference.messaging_integration import API_KEY
from conformance.reference.messaging_integration.contacts import FILE
from conformance.reference.messaging_integration.outgoing import Outgoing
from conformance.resources import FIXTURES
from conformance.verdict import Verdict

SERVICE = "messaging-integration"
JSON = "application/json"

Event = dict[str, Any]
"""A callback of the reference: its `method`, and its `params`."""

File = dict[str, Any]
"""An integration file's document."""


@dataclass(frozen=True)
class Call:
    """A request to the webhook."""

    method: str = "POST"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @classmethod
    def of_json(cls, document: object, **headers: str) -> "Call":
        return cls(headers={"Content-Type": JSON, **headers}, body=json.dumps(document).encode())


Tell = Callable[[Event], Iterable[Call]]
"""What the webhook is told when the reference would tell it of an event."""


def as_told(event: Event) -> list[Call]:
    return [Call.of_json(event)]


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


def moved(request: Received, reference: Handler) -> Reply:
    """Leads from `/moved` to the picture that a contact sent."""
    if request.path == "/moved":
        return Reply(302, headers=(("Location", f"{FILE}?sig=a%2Fb"),))
    return reference(request)


class Numbers:
    """Numbers for ids, as long as it lives."""

    def __init__(self) -> None:
        self._next = count(17)
        self._lock = threading.Lock()
        self._of: dict[str, int] = {}

    def of(self, id: str) -> int:
        with self._lock:
            return self._of.setdefault(id, next(self._next))


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


# How it calls back.


def instead(kind: str, **changes: Callable[[str], object]) -> Tell:
    """Tells of events of the `kind` (`message`, `file`, `delivered`) with changed members; one that is None is left
    out."""

    def tell(event: Event) -> list[Call]:
        if event["method"] != kind:
            return as_told(event)
        params = {name: changes.get(name, str)(value) for name, value in event["params"].items()}
        return as_told({**event, "params": {name: value for name, value in params.items() if value is not None}})

    return tell


class Once:
    """Tells of something else before its first event."""

    def __init__(self, *calls: Call) -> None:
        self._calls = list(calls)

    def tell(self, event: Event) -> list[Call]:
        calls, self._calls = self._calls, []
        return [*calls, *as_told(event)]


def in_brackets(event: Event) -> list[Call]:
    """Tells by a form what its models have nested."""
    return [form_of(method=event["method"], **{f"params[{name}]": text for name, text in event["params"].items()})]


def in_utf_8(event: Event) -> list[Call]:
    """Tells in JSON as Windows writes it."""
    text = "\ufeff" + json.dumps(event, ensure_ascii=False, indent="\t").replace("\n", "\r\n")
    return [Call(headers={"Content-Type": f"{JSON};charset=UTF-8"}, body=text.encode())]


def form_of(**fields: str) -> Call:
    return Call(headers={"Content-Type": FORM}, body=urlencode(fields, quote_via=quote).encode())


def after(seconds: float) -> Tell:
    def tell(event: Event) -> list[Call]:
        time.sleep(seconds)
        return as_told(event)

    return tell


def deliveries(tell: Callable[[str], Iterable[Call]]) -> Tell:
    """Tells of deliveries by `tell`, which takes the message's id."""
    return lambda event: tell(event["params"]["messageid"]) if event["method"] == "delivered" else as_told(event)


def delivery(id: object) -> Call:
    return Call.of_json({"method": "delivered", "params": {"messageid": id}})


def by_put(event: Event) -> list[Call]:
    return [replace(call, method="PUT") for call in as_told(event)]


def with_more(event: Event) -> list[Call]:
    """Tells more than its models have."""
    params = {**event["params"], "price": None, "parts": 2, "tags": ["a", {}]}
    return [Call.of_json({"id": 7, **event, "params": params, "at": 1.5}, **{"X-Signature": "9f", "User-Agent": "x"})]


def tells_arrays(event: Event) -> list[Call]:
    """By `arrays.json`."""
    told = event["params"]
    match event["method"]:
        case "delivered":
            name, data = "dlr", {"reference": told["messageid"], "at": {"hour": 12}, "price": None}
        case "message":
            name, data = "mo", {"parties": [told["from"], told["to"]], "words": told["content"]}
        case _:
            data = {"parties": [told["from"], told["to"]], "words": told["text"], "media": [told["url"], 1]}
            name = "mo-media"
    return [Call.of_json({"events": [{"name": f"sms.{name}", "data": data}], "version": 2})]


def tells_forms(numbers: Numbers) -> Tell:
    """By `basic-form.json`."""

    def tell(event: Event) -> list[Call]:
        told = event["params"]
        if event["method"] == "delivered":
            return [form_of(kind="2", final="true", reference=f"msg:{numbers.of(told['messageid'])}", price="0.05")]
        return [form_of(kind="1", sender=told["from"], receiver=told["to"], text=told["content"])]

    return tell


def tells_by_query(event: Event) -> list[Call]:
    """By `by-get.json`."""
    query = urlencode({"status": "DELIVRD", "message_no": event["params"]["messageid"], "part": "1"})
    return [Call("GET", query)]
