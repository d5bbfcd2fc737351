"""What goes over the wire and what came back, recorded once and never changed.

A `Request` is exactly what the caller would send; `Request.wire` is the one place that lays its bytes out.
Everything that is judged or reported is derived from `Exchange`.
"""

import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .body import KEPT_IN_MEMORY, Body

Headers = tuple[tuple[str, str], ...]

SURPLUS_AT_MOST = 4096
"""So many bytes are kept of what follows a response's end."""

DECODED_AT_MOST = 8 << 20
"""A compressed body is expanded to at most this many bytes, so that a small answer cannot fill the memory."""


def header(headers: Headers, name: str) -> str | None:
    """The value of the first header called `name`, in any case of letters, or None."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Url:
    """An http(s) URL taken apart without changing a character of it: `origin` + `target`."""

    scheme: str
    authority: str
    target: str = field(repr=False)

    @classmethod
    def parse(cls, url: str) -> "Url":
        """Split `url`; the fragment, which no caller sends, is dropped. Raises ValueError without a scheme or host."""
        scheme, separator, rest = url.partition("://")
        if not separator or scheme.lower() not in ("http", "https"):
            raise ValueError("a URL must start with http:// or https://")
        rest = rest.partition("#")[0]
        end = min((at for at in (rest.find("/"), rest.find("?"), rest.find(";")) if at >= 0), default=len(rest))
        authority, target = rest[:end], rest[end:]
        if not authority:
            raise ValueError("a URL must name a host")
        return cls(scheme.lower(), authority, target if target.startswith("/") else "/" + target)

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"


@dataclass(frozen=True)
class Request:
    """One HTTP request as its caller would send it.

    `url` is absolute and goes out character for character. `headers` are the caller's own, in order; `Host` and
    `Content-Length` are added by `wire_headers`. `body` None means no body at all, b"" an empty one.
    `recipients` names whom the message would reach; it is empty for a request that sends no message. `digest` is the
    user name and password with which the caller answers a Digest challenge. `to_the_end` asks to read on after the
    response for bytes that should not be there; the caller sends `Connection: close`, or it is waited for in vain.
    """

    method: str
    url: str = field(repr=False)
    headers: Headers = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    recipients: tuple[str, ...] = field(default=(), repr=False)
    digest: tuple[str, str] | None = field(default=None, repr=False)
    to_the_end: bool = False

    @property
    def wire_headers(self) -> Headers:
        """All headers as they go out: Host first, the caller's in their order, Content-Length last where it is due."""
        present = {name.lower() for name, _ in self.headers}
        host: Headers = () if "host" in present else (("Host", Url.parse(self.url).authority.rpartition("@")[2]),)
        length: Headers = ()
        if self.body is not None and "content-length" not in present:
            length = (("Content-Length", str(len(self.body))),)
        return (*host, *self.headers, *length)

    @property
    def wire(self) -> bytes:
        """The request's bytes on a direct connection (HTTP/1.1). What is not ASCII goes out as UTF-8."""
        lines = [f"{self.method} {Url.parse(self.url).target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.wire_headers]
        return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + (self.body or b"")


@dataclass(frozen=True)
class Response:
    """One HTTP response as it came in: header names in their case and order, transfer coding undone, nothing else.

    `surplus` is what followed on the connection after the response's end (RFC 9112, 6.3), of which the first
    `SURPLUS_AT_MOST` bytes are kept; it is looked for only where the request is `to_the_end`.
    """

    status: int
    reason: str
    headers: Headers = field(repr=False)
    body: Body = field(default=Body(), repr=False)
    version: str = "HTTP/1.1"
    surplus: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        return header(self.headers, name)

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case; "" when there is none."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @cached_property
    def content(self) -> bytes:
        """The first `KEPT_IN_MEMORY` bytes of the body with gzip or deflate undone (RFC 9110, 12.5.3: without an
        Accept-Encoding any coding is acceptable). A coding that cannot be undone is left as it is."""
        return self._undone(KEPT_IN_MEMORY)

    @cached_property
    def decoded(self) -> Body:
        """The whole body as a browser opens it, with gzip or deflate undone; curl saves it as it came, unless told
        otherwise. What cannot be undone here, because it is long or in another coding, stays as it came."""
        body, content = self.body, self._undone(DECODED_AT_MOST)
        is_part = body.path is not None or not body.is_whole or len(content) == DECODED_AT_MOST
        return body if is_part or content is body.head else Body.of(content)

    def _undone(self, most: int) -> bytes:
        """At most so many bytes of what the body's head is without its coding; the head itself where it has none."""
        coding = (self.header("Content-Encoding") or "").strip().lower()
        if coding not in ("gzip", "x-gzip", "deflate"):
            return self.body.head
        try:
            return zlib.decompressobj(wbits=47 if "gzip" in coding else 15).decompress(self.body.head, most)
        except zlib.error:
            return self.body.head

    @property
    def text(self) -> str:
        """The content as text: the declared charset where it is known, else UTF-8; undecodable bytes become U+FFFD."""
        try:
            text = self.content.decode(self.charset or "utf-8", "replace")
        # Some of Python's codecs, such as idna, know no replacement and raise instead.
        except (LookupError, ValueError):
            text = self.content.decode("utf-8", "replace")
        return text.removeprefix("\ufeff")

    @property
    def charset(self) -> str:
        """The charset parameter of the Content-Type, in lower case; "" when there is none."""
        _, _, value = (self.header("Content-Type") or "").lower().partition("charset=")
        return value.partition(";")[0].strip(" \"'")


class FailureKind(StrEnum):
    """Why an exchange has no whole response."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    NOT_HTTP = "not-http"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    INTERRUPTED = "interrupted"
    """The run was over before the answer came."""


@dataclass(frozen=True)
class Failure:
    kind: FailureKind
    detail: str


@dataclass(frozen=True)
class Timing:
    """`started` in seconds since the epoch (UTC); the others are durations in seconds from there."""

    started: float = 0.0
    first_byte: float | None = None
    total: float = 0.0


@dataclass(frozen=True)
class Exchange:
    """A request and what came of it: a response, or a failure (a truncated response has both).

    `id` is `<service>.<scenario>[<case>]/<step>`, the same from run to run. An `inbound` exchange is a callback: the
    provider's request to the suite's listener and the listener's answer.
    """

    id: str
    request: Request
    response: Response | None = None
    failure: Failure | None = None
    timing: Timing = Timing()
    peer: str | None = None
    inbound: bool = False

    @property
    def answer(self) -> Response:
        """The response; an exchange without one never reaches a judge."""
        if self.response is None:
            raise LookupError(f"{self.id} has no response: {self.failure}")
        return self.response
