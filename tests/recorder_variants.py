"""What conforming call recorders do in another way than the reference: each a behaviour around it (document 001)."""

import gzip
import io
import random
import re
import struct
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

from variants import Behaviour

from conformance.reference.body import in_parts
from conformance.reference.message import Handler, Received, Reply
from conformance.resources import FIXTURES
from conformance.verdict import Verdict

CALLS = "send-call-file"
LOG_IN, TOKEN, FILE = "/callrec/loginservlet", "/callrec/downloadtoken", "/callrec/sendcallfile.mp3"
COOKIE = re.compile(r"JSESSIONID=([^;]+)")
REPLY = re.compile(rb"(?s).*<reply>(\w*)</reply>\s*")
WARN, INCONCLUSIVE, NOT_APPLICABLE = Verdict.WARN, Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE

Change = Callable[[Reply], Reply]


def content(reply: Reply) -> bytes:
    return b"".join(in_parts(reply.body).parts())


def at(path: str, change: Change, when: Callable[[Reply], bool] = lambda reply: True) -> Behaviour:
    """Changes the replies of the servlets at `path` that are as they should be."""

    def behave(request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        return change(reply) if request.path.startswith(path) and when(reply) else reply

    return behave


def both(*behaviours: Behaviour) -> Behaviour:
    """Does all of them, the first nearest to the reference."""

    def behave(request: Received, reference: Handler) -> Reply:
        first, *others = behaviours
        return both(*others)(request, lambda inner: first(inner, reference)) if others else first(request, reference)

    return behave


def edited(pattern: bytes, new: bytes) -> Change:
    return lambda reply: replace(reply, body=re.sub(pattern, new, content(reply)))


def with_header(name: str, value: str) -> Change:
    return lambda reply: replace(reply, headers=(*(pair for pair in reply.headers if pair[0] != name), (name, value)))


def of_type(media_type: str, body: bytes | str, status: int | None = None) -> Change:
    data = body.encode() if isinstance(body, str) else body
    return lambda reply: with_header("Content-Type", media_type)(
        replace(reply, body=data, status=status or reply.status, chunked=False)
    )


def sent_as(media_type: str, name: str) -> Change:
    """The fixture `name` as what is sent; a download is named like it."""

    def change(reply: Reply) -> Reply:
        attached = with_header("Content-Disposition", f"attachment; filename={name}")
        sent = of_type(media_type, (FIXTURES / "media" / name).read_bytes())(reply)
        return attached(sent) if is_download(reply) else sent

    return change


def with_cookie_attributes(reply: Reply) -> Reply:
    """The session's cookie as a careful server sets it, and one of a load balancer's."""
    return replace(
        reply,
        headers=tuple(
            (name, f"{value}; HttpOnly; SameSite=Lax; Max-Age=1800" if name == "Set-Cookie" else value)
            for name, value in (("Set-Cookie", "route=a.1; Path=/"), *reply.headers)
        ),
    )


def is_zip(reply: Reply) -> bool:
    return content(reply).startswith(b"PK")


def is_call(reply: Reply) -> bool:
    return content(reply).startswith(b"RIFF")


def is_download(reply: Reply) -> bool:
    return any(value.startswith("attachment") for _, value in reply.headers)


def is_downloaded_call(reply: Reply) -> bool:
    return is_call(reply) and is_download(reply)


def is_refusal(reply: Reply) -> bool:
    return b"<error" in content(reply)


def is_forbidden(reply: Reply) -> bool:
    return reply.status == 403


def is_redirect(reply: Reply) -> bool:
    return reply.status == 302


def zipped(rename: Callable[[str], list[str]], encoding: str = "utf-8", **texts: str) -> Change:
    """The archive with its recordings under the names that `rename` gives each, and `texts` by name for its own."""

    def change(reply: Reply) -> Reply:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content(reply))) as old, zipfile.ZipFile(made, "w") as new:
            recordings = [name for name in old.namelist() if not name.endswith(".txt")]
            named = {other: name for name in recordings for other in rename(name)}
            for other, name in named.items():
                new.writestr(other, old.read(name))
            for title, text in texts.items():
                new.writestr(title, text.format(" ".join(named)).encode(encoding))
        return replace(reply, body=made.getvalue())

    return change


def in_folder(name: str) -> list[str]:
    return [f"calls/{name}"]


def in_words(name: str) -> list[str]:
    """A name that tells no couple."""
    return [name.translate(str.maketrans("0123456789", "abcdefghij"))]


def with_screens(reply: Reply) -> Reply:
    """The archive with a video in place of each recording, under its name."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content(reply))) as old, zipfile.ZipFile(made, "w") as new:
        for number, name in enumerate(old.namelist()):
            video = (FIXTURES / "media" / "video.mp4").read_bytes() + bytes([0, 0, 0, 9]) + b"free" + bytes([number])
            new.writestr(name, old.read(name) if name.endswith(".txt") else video)
    return replace(reply, body=made.getvalue())


def as_it_was(name: str) -> list[str]:
    return [name]


QUIET = bytes(random.Random(3).choices(range(0x60, 0x80), k=16_000))
"""Two seconds of a quiet line with a bias in G.711 mu-law: no byte of it but could be a letter."""


def raw_sound(reply: Reply) -> Reply:
    """The recording without a header, as telephones send it."""
    return replace(reply, body=QUIET + content(reply)[-60:])


def streamed_header(reply: Reply) -> Reply:
    """A WAV whose lengths nobody knew when its header was written."""
    data = bytearray(content(reply))
    data[4:8] = struct.pack("<I", 0xFFFFFFFF)
    start = data.index(b"data") + 4
    data[start : start + 4] = struct.pack("<I", 0xFFFFFFFF)
    return replace(reply, body=bytes(data))


def token_in(request: Received) -> str:
    return dict(request.query + request.form).get("token", "")


def session_in(request: Received) -> str:
    found = COOKIE.search(request.header("Cookie"))
    return found[1] if found else request.path_parameter("jsessionid") or ""


def posted(path: str, cookie: str = "", **fields: str) -> Received:
    """A request of the provider's own to the reference."""
    return Received("POST", path, (("Cookie", f"JSESSIONID={cookie}"),), urlencode(fields).encode())


def token_by(carry: str) -> Behaviour:
    """Gives tokens to a session that comes in one way."""

    def behave(request: Received, reference: Handler) -> Reply:
        in_url = request.path_parameter("jsessionid") is not None
        refused = request.path == TOKEN and in_url is (carry == "cookie")
        return Reply.text(200, "Not logged in.") if refused else reference(request)

    return behave


def tokens_for_nothing(request: Received, reference: Handler) -> Reply:
    """Gives whoever is logged in a token, also for what there is not, which then opens nothing."""
    reply = reference(request)
    if request.path == TOKEN and b"No such recording" in content(reply):
        return edited(rb"<error.*</error>", b"<reply>NWnMJ4iKhVLOY0sUlGDX</reply>")(reply)
    return reply


def lists_refused(request: Received, reference: Handler) -> Reply:
    """Takes an id in each field."""
    if any("," in value for name, value in request.query + request.form if name == "id_call[]"):
        return Reply.text(200, "<error>unknown couple</error>")
    return reference(request)


def comma_list_not_understood(understood: bytes) -> Behaviour:
    """Takes an id in each field, and a comma for a part of the id: it gives a token, for the first number or, where
    nothing of that is `understood`, for nothing."""
    void: set[str] = set()

    def behave(request: Received, reference: Handler) -> Reply:
        if request.path == FILE and token_in(request) in void:
            reference(request)
            return Reply.text(403, "no such recording")
        first = re.sub(rb"((?:^|&)id_call[^=&]*=\d+)(?:,|%2C)[\d,]+", rb"\1", request.body)
        if request.path != TOKEN or first == request.body:
            return reference(request)
        reply = reference(replace(request, body=first))
        if not understood and (token := REPLY.fullmatch(content(reply))):
            void.add(token[1].decode())
        return reply

    return behave


def one_session_a_user() -> Behaviour:
    """Ends a user's session when the same user logs in again."""
    latest: dict[str, str] = {}

    def behave(request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        if request.path == LOG_IN and (opened := COOKIE.search(str(reply.headers))):
            user = dict(request.query + request.form)["loginname"]
            session = opened[1]
            if user in latest:
                reference(posted("/callrec/expire", latest[user]))
            latest[user] = session
        return reply

    return behave


def no_second_session() -> Behaviour:
    """Refuses a user who is logged in already."""
    open_sessions: set[str] = set()

    def behave(request: Received, reference: Handler) -> Reply:
        user = dict(request.query + request.form).get("loginname", "")
        if request.path == LOG_IN and user in open_sessions:
            return Reply.text(200, "<error>logged in already</error>")
        reply = reference(request)
        if request.path == LOG_IN and COOKIE.search(str(reply.headers)):
            open_sessions.add(user)
        return reply

    return behave


def one_token_a_session() -> Behaviour:
    """Voids the token of a session when that is given another."""
    latest: dict[str, str] = {}

    def behave(request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        token = REPLY.fullmatch(content(reply)) if request.path == TOKEN else None
        if token and (session := session_in(request)):
            if session in latest:
                reference(posted(FILE, session, token=latest[session]))
            latest[session] = token[1].decode()
        return reply

    return behave


def tried_tokens_are_dead() -> Behaviour:
    """Voids a token at its first use, whoever tried it."""
    tried: set[str] = set()

    def behave(request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        if request.path != FILE:
            return reply
        was_tried = token_in(request) in tried
        tried.add(token_in(request))
        return Reply.text(403, "no such token") if reply.status == 200 and was_tried else reply

    return behave


@dataclass
class FollowedCookies:
    """Replaces the session's id with each token that it gives, and serves that token to the newer ids only."""

    numbers: "count[int]" = field(default_factory=lambda: count(1))
    ids: dict[str, tuple[int, str]] = field(default_factory=dict)
    minted: dict[str, int] = field(default_factory=dict)

    def __call__(self, request: Received, reference: Handler) -> Reply:
        given = session_in(request)
        number, real = self.ids.get(given, (0, given))
        target, cookie = (
            text.replace(given, real) if given else text for text in (request.target, f"JSESSIONID={given}")
        )
        headers = tuple(pair for pair in request.headers if pair[0] != "Cookie")
        if request.header("Cookie"):
            headers = (*headers, ("Cookie", cookie))
        if request.path == FILE and number < self.minted.get(token_in(request), 0):
            return Reply(302, headers=(("Location", "/callrec/login"),))
        reply = reference(replace(request, target=target, headers=headers))
        token = REPLY.fullmatch(content(reply)) if request.path == TOKEN else None
        if token and request.header("Cookie"):
            newer = uuid4().hex.upper()
            number = next(self.numbers)
            self.ids[newer], self.minted[token[1].decode()] = (number, real), number
            reply = with_header("Set-Cookie", f"JSESSIONID={newer}; Path=/callrec")(reply)
        return reply


@dataclass
class RenewedSessions:
    """Replaces the session's id in each answer and takes no older one."""

    real: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: Received, reference: Handler) -> Reply:
        given = session_in(request)
        known = self.real.pop(given, None)
        if known is None and request.path != LOG_IN:
            return reference(request)
        headers = tuple(pair for pair in request.headers if pair[0] != "Cookie")
        real = known or ""
        reply = reference(replace(request, headers=(*headers, ("Cookie", f"JSESSIONID={real}"))))
        opened = COOKIE.search(str(reply.headers)) if request.path == LOG_IN else None
        real = re.sub(r"\W.*", "", opened[1]) if opened else real
        if not real:
            return reply
        newer = uuid4().hex.upper()
        self.real[newer] = real
        renewed = replace(reply, body=content(reply).replace(real.encode(), newer.encode())) if opened else reply
        return with_header("Set-Cookie", f"JSESSIONID={newer}; Path=/callrec")(renewed)


@dataclass
class RenewedByFiles:
    """Replaces the session's id with each file that it sends, and takes no older one."""

    real: dict[str, str] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)

    def __call__(self, request: Received, reference: Handler) -> Reply:
        given = session_in(request)
        if given in self.over:
            return reference(replace(request, target=request.path, headers=()))
        real = self.real.get(given, given)
        headers = tuple(
            (name, value.replace(given, real) if name == "Cookie" and given else value)
            for name, value in request.headers
        )
        target = request.target.replace(given, real) if given else request.target
        reply = reference(replace(request, target=target, headers=headers))
        if request.path != FILE or reply.status != 200:
            return reply
        newer = uuid4().hex.upper()
        self.real[newer] = real
        self.over.add(given)
        return with_header("Set-Cookie", f"JSESSIONID={newer}; Path=/callrec")(reply)


def bad_tokens_lead_to_the_log_in(request: Received, reference: Handler) -> Reply:
    """Takes whoever comes with a bad token for a stranger, and gives him a session that is worth nothing."""
    reply = reference(request)
    if request.path != FILE or reply.status != 403:
        return reply
    cookie = ("Set-Cookie", f"JSESSIONID={uuid4().hex.upper()}; Path=/callrec")
    return Reply(302, headers=(("Location", "/callrec/login"), cookie))


def bad_tokens_end_the_session(request: Received, reference: Handler) -> Reply:
    """Logs out whoever comes with a bad token."""
    reply = reference(request)
    if request.path == FILE and reply.status == 403:
        reference(posted("/callrec/expire", session_in(request)))
    return reply


def routed(request: Received, reference: Handler) -> Reply:
    """Appends the name of a node to the id in the cookie."""
    pairs = tuple((name, value.replace(".node1", "")) for name, value in request.headers)
    reply = reference(replace(request, headers=pairs, target=request.target.replace(".node1", "")))
    return replace(
        reply,
        headers=tuple((name, COOKIE.sub(r"JSESSIONID=\1.node1", value)) for name, value in reply.headers),
    )


def compressed(reply: Reply) -> Reply:
    data = gzip.compress(content(reply))
    return with_header("Content-Encoding", "gzip")(replace(reply, body=data, chunked=False))


def by_https(status: int) -> Behaviour:
    """Sends whoever comes by http to https."""

    def behave(request: Received, reference: Handler) -> Reply:
        return Reply(status, headers=(("Location", f"https://{request.header('Host')}{request.target}"),))

    return behave


def strangers_get_a_session(request: Received, reference: Handler) -> Reply:
    """Gives whoever is not logged in a session that is worth nothing."""
    reply = reference(request)
    if reply.status == 302 or b"Not logged in" in content(reply) or b"Access denied" in content(reply):
        return with_header("Set-Cookie", f"JSESSIONID={uuid4().hex.upper()}; Path=/callrec")(reply)
    return reply


@dataclass
class HexTokens:
    """Tokens in hexadecimal digits, in whichever case of letters they come."""

    tokens: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: Received, reference: Handler) -> Reply:
        token = token_in(request)
        real = self.tokens.get(token.lower(), token)
        body = request.body.replace(token.encode(), real.encode()) if token else request.body
        target = request.target.replace(token, real) if token else request.target
        reply = reference(replace(request, target=target, body=body))
        given = REPLY.fullmatch(content(reply)) if request.path in (TOKEN, FILE) else None
        if given:
            own = uuid4().hex
            self.tokens[own] = given[1].decode()
            reply = replace(reply, body=content(reply).replace(given[1], own.encode()))
        return reply


def busy_when_asked_twice() -> Behaviour:
    """Lets one download in at a time."""
    free = threading.Semaphore()

    def behave(request: Received, reference: Handler) -> Reply:
        if request.path != FILE:
            return reference(request)
        if not free.acquire(blocking=False):
            return Reply.text(503, "busy")
        reply = reference(request)
        # The next in line of a race comes while this one is being answered.
        return replace(reply, afterwards=free.release)

    return behave


def by_post_only(request: Received, reference: Handler) -> Reply:
    if request.method == "GET" and request.path.startswith("/callrec/"):
        return Reply.text(405, "Use POST.", ("Allow", "POST"))
    return reference(request)


@dataclass
class PlaysInstead:
    """Streams to bob, who may not download, what he asks to download."""

    of_bob: set[str] = field(default_factory=set)

    def __call__(self, request: Received, reference: Handler) -> Reply:
        reply = reference(request)
        if (
            request.path == LOG_IN
            and ("loginname", "bob") in request.form
            and (opened := COOKIE.search(str(reply.headers)))
        ):
            self.of_bob.add(opened[1])
        if request.path == TOKEN and session_in(request) in self.of_bob:
            return reference(replace(request, body=request.body.replace(b"action=download", b"action=play")))
        return reply


@dataclass
class TokensEndWithTheirSession:
    """Looks for the token first, which ends with its session."""

    minted_in: dict[str, str] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)

    def __call__(self, request: Received, reference: Handler) -> Reply:
        if request.path == "/callrec/expire":
            self.over.add(session_in(request))
        if request.path == FILE and self.minted_in.get(token_in(request)) in self.over:
            return Reply.text(403, "no such token")
        reply = reference(request)
        if request.path == TOKEN and (token := REPLY.fullmatch(content(reply))):
            self.minted_in[token[1].decode()] = session_in(request)
        return reply


@dataclass
class ShortLived:
    """Ends a session that has been idle for `life` seconds."""

    life: float
    used: dict[str, float] = field(default_factory=dict)

    def __call__(self, request: Received, reference: Handler) -> Reply:
        id, now = session_in(request), time.monotonic()
        if now - self.used.get(id, now) >= self.life:
            reference(posted("/callrec/expire", id))
        self.used[id] = now
        return reference(request)
