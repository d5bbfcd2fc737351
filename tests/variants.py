"""What conforming providers do in another way than the reference: each a behaviour around it."""

import json
import re
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import cycle
from socketserver import BaseServer
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode
from urllib.request import parse_http_list, parse_keqv_list
from xml.etree import ElementTree

from rehearsal import REFERENCE

from conformance.profile import Profile, load
from conformance.reference import Provider
from conformance.reference.message import FORM, Handler, Received, Reply
from conformance.reference.server import Server
from conformance.verdict import Verdict

MEDIA, TEXT, CONTACT = "media-reference-send", "send-message", "smart-contact-notification"
APP = (MEDIA, TEXT)
JSON, XML = "application/json", "application/xml"
USER, PASSWORD = "johndow", "12345678"
PATHS = {MEDIA: "/send_media_message", TEXT: "/send_message"}

SORRY = "Nummer oder Paßwort ungültig"
"""What a user is told, with letters that only the right character set shows."""

Behaviour = Callable[[Received, Handler], Reply]
"""What a provider answers to a request, given the reference, which would answer as it does."""

Settings = Mapping[str, Any]


def as_reference(request: Received, reference: Handler) -> Reply:
    return reference(request)


@dataclass(frozen=True)
class Variant:
    """A conforming provider of some `services`: how it answers (`behave`), what its observer tells (`observe`), how it
    speaks HTTP (`serve` adapts the server), and its profile, if any is `declared`: `settings` go over the tables of the
    services, `profile` changes what stands elsewhere.

    `told` are findings that it deserves, by check and case without the service: all but PASS, NOT_APPLICABLE and NOTE
    must stand there. `unproven` is whether any check may be INCONCLUSIVE, `shows` what the app shows for a wrong
    password."""

    name: str
    behave: Behaviour = as_reference
    services: tuple[str, ...] = APP
    settings: Settings = field(default_factory=dict)
    profile: Callable[[Profile], Profile] = lambda profile: profile
    declared: bool = True
    observe: Behaviour = as_reference
    serve: Callable[[Server], None] = lambda server: None
    latency: float = 0.0
    told: Mapping[str, Verdict] = field(default_factory=dict)
    unproven: bool = False
    shows: str = ""


class _Varied(Provider):
    def __init__(self, variant: Variant) -> None:
        super().__init__(latency=variant.latency)
        self._variant = variant

    def start(self) -> None:
        super().start()
        assert self._server is not None
        self._variant.serve(self._server)

    def _respond(self, request: Received) -> Reply:
        if request.path.startswith("/media/"):
            return super()._respond(request)
        behave = self._variant.observe if request.path == "/observed" else self._variant.behave
        return behave(request, super()._respond)


@contextmanager
def provided(variant: Variant) -> Iterator[Profile]:
    """The profile of `variant`, whose provider runs meanwhile."""
    with _Varied(variant) as provider:
        path = REFERENCE if variant.declared else None
        overlay = dict.fromkeys(variant.services, variant.settings)
        profile = load(path, target=provider.url, services=variant.services, overlay=overlay)
        yield variant.profile(replace(profile, limits=replace(profile.limits, exploration=10)))


# How it refuses.


def refusing(answer: Callable[[int], Reply]) -> Behaviour:
    """Refuses what the reference refuses, by `answer(status)`."""

    def behave(request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        return answer(reply.status) if reply.status >= 400 else reply

    return behave


def saying(media_type: str, body: str | bytes) -> Behaviour:
    """Refuses in these words, whatever the request was."""
    return refusing(lambda status: Reply.of(status, media_type, body))


def in_json(**members: object) -> Behaviour:
    return saying(JSON, json.dumps(members))


def in_xml(message: str = SORRY, root: str = "response", before: str = "") -> str:
    return f"{before}<{root}><message>{message}</message></{root.partition(' ')[0]}>"


def credentials_refused(reply: Reply) -> Behaviour:
    """Answers bad credentials by `reply`."""

    def behave(request: Received, reference: Handler) -> Reply:
        usual = reference(request)
        return reply if usual.status == 403 else usual

    return behave


# What it refuses.


def refused(status: int, *headers: tuple[str, str]) -> Reply:
    return Reply.json(status, {"message": SORRY}, *headers)


def refused_when(status: int, meant: Callable[[Received], bool]) -> Behaviour:
    """Refuses what is `meant`, and takes the rest as the reference does."""
    return lambda request, reference: refused(status) if meant(request) else reference(request)


def served_only(method: str, media_type: str = "") -> Behaviour:
    """Serves one method, and with it bodies of one type."""

    def behave(request: Received, reference: Handler) -> Reply:
        if request.method != method:
            return Reply(405, headers=(("Allow", method),))
        return Reply(415) if media_type and request.media_type != media_type else reference(request)

    return behave


def of_limited_capacity(request: Received, reference: Handler) -> Reply:
    """Takes URLs of 8 KB and bodies of 64 KB."""
    if len(request.target) > 8 << 10:
        return refused(414)
    return refused(413) if len(request.body) > 64 << 10 else reference(request)


def value(request: Received, *names: str) -> str:
    """The first of the fields `names` that stands in the query, the form or the JSON of the request; "" for none."""
    try:
        members = request.json_object() if request.media_type == JSON else {}
    except ValueError:
        members = {}
    fields = {**dict(request.query), **dict(request.form), **members}
    return next((str(fields[name]) for name in names if name in fields), "")


def recipients_like(pattern: str) -> Behaviour:
    """Takes recipients in one form only."""
    return refused_when(406, lambda request: not re.fullmatch(pattern, value(request, "to", "sms_to") or "missing"))


def repeats_refused(key: Callable[[Received], Hashable]) -> Behaviour:
    """Refuses what it accepted before, by its `key`."""
    accepted: set[Hashable] = set()
    lock = threading.Lock()

    def behave(request: Received, reference: Handler) -> Reply:
        with lock:
            if key(request) in accepted:
                return refused(409)
            reply = reference(request)
            if reply.status < 300:
                accepted.add(key(request))
            return reply

    return behave


def locked_out_after(most: int) -> Behaviour:
    """Refuses everybody once `most` bad credentials have come in a row; good ones in time are forgiving."""
    bad = 0

    def behave(request: Received, reference: Handler) -> Reply:
        nonlocal bad
        if bad >= most:
            return refused(423)
        reply = reference(request)
        bad = bad + 1 if reply.status == 403 else 0
        return reply

    return behave


def at_most_in_a_second(most: int) -> Behaviour:
    lock = threading.Lock()
    calls: list[float] = []

    def behave(request: Received, reference: Handler) -> Reply:
        with lock:
            now = time.monotonic()
            calls[:] = [at for at in calls if at > now - 1]
            if len(calls) >= most:
                return refused(429, ("Retry-After", "1"))
            calls.append(now)
        return reference(request)

    return behave


# How it accepts.


def accepting(*replies: Reply) -> Behaviour:
    """Accepts by each of `replies` in turn."""
    turn = cycle(replies)

    def behave(request: Received, reference: Handler) -> Reply:
        usual = reference(request)
        return next(turn) if usual.status < 300 else usual

    return behave


def always(change: Callable[[Reply], Reply]) -> Behaviour:
    return lambda request, reference: change(reference(request))


def adding(*headers: tuple[str, str]) -> Behaviour:
    return always(lambda reply: replace(reply, headers=(*reply.headers, *headers)))


# What it is configured for.


def as_form(service: str, fields: Mapping[str, str]) -> Received:
    """What the reference takes."""
    return Received("POST", PATHS[service], (("Content-Type", FORM),), urlencode(fields).encode())


OWN_NAMES = {
    "login": "from",
    "secret": "password",
    "text": "body",
    "caption": "description",
    "width": "w",
    "height": "h",
    "thumb_type": "pct",
    "thumb": "pc",
    "mime": "ct",
    "link": "url",
}


def in_own_words(request: Received, reference: Handler) -> Reply:
    """Takes the recipient from the path, a key from the query, and fields of its own names from the form."""
    path, _, to = request.path.rpartition("/")
    if request.method != "POST" or dict(request.query) != {"key": "a b"} or path != "/v2/send":
        return refused(404)
    fields = {OWN_NAMES.get(name, name): text for name, text in request.form}
    return reference(as_form(MEDIA if "url" in fields else TEXT, {**fields, "to": to}))


def in_own_xml(request: Received, reference: Handler) -> Reply:
    """Takes XML whose elements are the fields."""
    if request.method != "POST" or request.media_type != XML:
        return refused(415)
    try:
        fields = {element.tag: element.text or "" for element in ElementTree.fromstring(request.body)}
    except (ElementTree.ParseError, ValueError):
        return refused(400)
    return reference(as_form(MEDIA if "url" in fields else TEXT, fields))


def swapped(old: str, new: str) -> Behaviour:
    """Takes `old` for what is `new` to the reference."""

    def behave(request: Received, reference: Handler) -> Reply:
        target, body = request.target.replace(old, new), request.body.replace(old.encode(), new.encode())
        return reference(replace(request, target=target, body=body))

    return behave


def logged_in(request: Received, **credentials: str) -> Received:
    """`request` with `credentials` in its query."""
    return replace(request, target=request.target + ("&" if "?" in request.target else "?") + urlencode(credentials))


def by_digest() -> Behaviour:
    """Takes Digest credentials over SHA-256 with qop=auth (RFC 7616), each nonce once."""
    nonces: set[str] = set()

    def behave(request: Received, reference: Handler) -> Reply:
        scheme, _, rest = request.header("Authorization").partition(" ")
        given = defaultdict(str, parse_keqv_list(parse_http_list(rest)))
        signed = _hash(request.method, request.target)
        signed = _hash(_hash(USER, "sms", PASSWORD), given["nonce"], given["nc"], given["cnonce"], "auth", signed)
        if (scheme, given["username"], given["response"]) == ("Digest", USER, signed) and given["nonce"] in nonces:
            nonces.remove(given["nonce"])
            return reference(logged_in(request, **{"from": USER, "password": PASSWORD}))
        nonces.add(nonce := secrets.token_hex(8))
        challenge = f'Digest realm="sms", qop="auth", algorithm=SHA-256, nonce="{nonce}"'
        return refused(401, ("WWW-Authenticate", challenge))

    return behave


def _hash(*parts: str) -> str:
    return sha256(":".join(parts).encode()).hexdigest()


def sizes_are_numbers(request: Received, reference: Handler) -> Reply:
    """Takes width and height as numbers only where they come in JSON."""
    try:
        members = request.json_object() if request.media_type == JSON else {"w": 0, "h": 0}
    except ValueError:
        return refused(400)
    return reference(request) if all(isinstance(members.get(side), int) for side in "wh") else refused(422)


# What a notification tells.


def parties(request: Received) -> list[tuple[str, str]] | None:
    """User and device of each interested party, in JSON or in XML whose parties are <user> elements; None where there
    is no such list."""
    try:
        if request.media_type == JSON:
            return [(party["username"], party["device"]) for party in request.json_object()["interestedParties"]]
        found = ElementTree.fromstring(request.body).find("interested_parties")
    except (ElementTree.ParseError, ValueError, LookupError, TypeError):
        return None
    if found is None:
        return None
    return [(user.findtext("username", ""), user.findtext("device", "")) for user in found.iter("user")]


def parties_refused(status: int, meant: Callable[[list[tuple[str, str]]], bool]) -> Behaviour:
    return refused_when(status, lambda request: (found := parties(request)) is not None and meant(found))


def told_of(request: Received) -> Hashable:
    """Who has become a smart contact, and who is to know it."""
    number = re.search(rb"umber\W+([0-9]+)", request.body)
    return (number and number[1]), tuple(parties(request) or [request.body])


# What its observer tells.


def stored_as(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Behaviour:
    """Tells of each message by `change`."""

    def observe(request: Received, reference: Handler) -> Reply:
        return Reply.json(200, [change(stored) for stored in json.loads(reference(request).body)])

    return observe


def normalised(stored: dict[str, Any]) -> dict[str, Any]:
    """Digits only, composed characters, lines that end with CRLF, no blanks around, and numbers as text."""
    kept = {name: normalize("NFC", text).strip() if isinstance(text, str) else text for name, text in stored.items()}
    for name in kept.keys() & {"sms_to", "new_smart_number", "new_smart_uri"}:
        to = kept[name].removeprefix("sip:")
        kept[name] = to if "@" in to else re.sub("[^0-9]", "", to)
    for name in kept.keys() & {"description", "sms_body"}:
        kept[name] = kept[name].replace("\n", "\r\n")
    return {name: str(kept[name]) if isinstance(kept[name], int) else kept[name] for name in kept}


def in_lines(stored: dict[str, Any]) -> dict[str, Any]:
    """Base64 in lines of 76 characters (RFC 2045, 6.8), as databases write it."""
    lines = re.findall(".{1,76}", stored.get("preview_content", ""))
    return {**stored, "preview_content": "\n".join(lines)}


def by_description(request: Received, reference: Handler) -> Reply:
    """Looks for the mark in descriptions only."""
    mark = dict(request.query)["id"]
    told = json.loads(reference(request).body)
    return Reply.json(200, [stored for stored in told if mark in stored.get("description", "")])


def late(seconds: float) -> Behaviour:
    """Tells nothing for some time after it was first asked."""
    asked: dict[str, float] = {}

    def observe(request: Received, reference: Handler) -> Reply:
        since = asked.setdefault(request.target, time.monotonic())
        return reference(request) if time.monotonic() - since > seconds else Reply.json(200, [])

    return observe


# How it speaks HTTP.


def connections(server: Server, **members: Any) -> None:
    """Let the connections of `server` have other `members`."""
    server.RequestHandlerClass = type("Varied", (server.RequestHandlerClass,), members)


def http_1_0(server: Server) -> None:
    connections(server, protocol_version="HTTP/1.0")


def lower_case_names(server: Server) -> None:
    send = server.RequestHandlerClass.send_header
    connections(server, send_header=lambda self, name, value: send(self, name.lower(), value))


def without_length(server: Server) -> None:
    """A body ends with the connection (RFC 9112, 6.3)."""
    send = server.RequestHandlerClass.send_header
    connections(server, send_header=lambda self, name, value: name == "Content-Length" or send(self, name, value))
    persistent(server, False)


def early_hints(server: Server) -> None:
    """A 103 before each answer (RFC 8297), and no reason in the status line of either."""
    send, end = server.RequestHandlerClass.send_response_only, server.RequestHandlerClass.end_headers

    def send_both(self: Any, code: int, message: str | None = None) -> None:
        send(self, 103, "")
        end(self)
        send(self, code, "")

    connections(server, send_response_only=send_both)


def kept_open(server: Server) -> None:
    """The connection stays open though the caller asks to close it, as in the documents' examples."""
    persistent(server, True)


def persistent(server: Server, keeps: bool) -> None:
    """Whether connections outlive an answer, whatever the caller asks for."""
    parse = server.RequestHandlerClass.parse_request

    def parse_request(self: Any) -> bool:
        parsed: bool = parse(self)
        self.close_connection = not keeps
        return parsed

    connections(server, parse_request=parse_request)


def one_at_a_time(server: Server) -> None:
    """The next connection is taken when the one before is over."""
    server.process_request = partial(BaseServer.process_request, server)
