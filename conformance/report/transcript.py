"""An exchange as a person reads it: the request as sent, the response as received, what is not text as a hex dump.

Everything comes out redacted, of bounded length, and with its control characters made visible: it may have been
written by a hostile provider.
"""

import re

from ..exchange.body import Body
from ..exchange.message import SURPLUS_AT_MOST, Exchange, Headers, Response, Url
from ..exchange.redaction import Redactor

SHOWN_AT_MOST = 4096
"""Bytes of a body, and characters of a header line, that a report shows; the whole is in the saved exchanges."""

HEAD_AT_MOST = 2 * SHOWN_AT_MOST
"""Characters of a start line with all its headers."""

DUMPED_AT_MOST = 256

MARGIN = 8192
"""How far beyond what is shown is redacted: a secret that is cut in two is not recognised."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Characters that show nothing, or that change the order in which their neighbours are shown."""


def visible(text: str) -> str:
    """`text` with each control character as its code point, `[U+202E]`; tabs and the ends of lines stay."""
    return UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text.replace("\r\n", "\n"))


def request_text(exchange: Exchange, redactor: Redactor) -> str:
    """The request's line, headers and body."""
    request = exchange.request
    line = f"{request.method} {target(exchange)} HTTP/1.1"
    headers = request.headers if exchange.inbound else request.wire_headers
    return _message(line, headers, body_text(Body.of(request.body or b""), redactor), redactor)


def response_text(exchange: Exchange, redactor: Redactor) -> str:
    """The response's status line, headers and body, and what followed its end; or what happened instead."""
    parts = []
    if response := exchange.response:
        line = f"{response.version} {response.status} {response.reason}".rstrip()
        parts.append(_message(line, response.headers, _response_body(response, redactor), redactor))
        if surplus := response.surplus:
            count = f"{len(surplus):,}{' or more' if len(surplus) == SURPLUS_AT_MOST else ''}"
            parts.append(f"[{count} bytes after the end: {body_text(Body.of(surplus), redactor)}]")
    if failure := exchange.failure:
        parts.append(_one_line(redactor.text(f"[{failure.kind}: {failure.detail}]")))
    return "\n".join(parts)


def target(exchange: Exchange) -> str:
    """The request's target: path and query. A callback without a usable Host header has a URL that has none."""
    try:
        return Url.parse(exchange.request.url).target
    except ValueError:
        return exchange.request.url


def body_text(body: Body, redactor: Redactor, charset: str = "utf-8") -> str:
    """The beginning of a body as text of `charset`, or else as a hex dump. Says how much there is when it is cut."""
    text = _decoded(body, charset)
    if text is None:
        shown = redactor.bytes(body.head[: DUMPED_AT_MOST + MARGIN])[:DUMPED_AT_MOST]
        dump = "\n".join(_dump(shown, at) for at in range(0, len(shown), 16))
        return f"{dump}\n{_cut(body, DUMPED_AT_MOST)}" if body.size > DUMPED_AT_MOST else dump
    whole = redactor.text(text)
    if body.size <= SHOWN_AT_MOST:
        return visible(whole)
    return f"{visible(whole[:SHOWN_AT_MOST])}\n{_cut(body, SHOWN_AT_MOST)}"


def _response_body(response: Response, redactor: Redactor) -> str:
    _, _, charset = (response.header("Content-Type") or "").partition("charset=")
    charset = charset.partition(";")[0].strip(" \"'") or "utf-8"
    content = response.content
    if content is response.body.head:
        return body_text(response.body, redactor, charset)
    coding = visible(response.header("Content-Encoding") or "")
    return f"{body_text(Body.of(content), redactor, charset)}\n[shown with {coding} undone]"


def _decoded(body: Body, charset: str) -> str | None:
    """The beginning of `body` and a margin as text; None when it is binary, or in no charset that is known."""
    start = body.head[: SHOWN_AT_MOST + MARGIN]
    if b"\0" in start:
        return None
    for name in ("utf-8", charset):
        try:
            return start.decode(name)
        except UnicodeDecodeError as error:
            # The cut may go through the middle of a character.
            if len(start) < body.size and len(start) - error.start < 4:
                return start[: error.start].decode(name, "replace")
        except (LookupError, UnicodeError):
            continue
    return None


def _cut(body: Body, shown: int) -> str:
    more = f"sha256 {body.fingerprint}" if body.is_whole else "too long to be kept whole"
    return f"[the first {shown:,} of {body.size:,} bytes; {more}]"


def _message(line: str, headers: Headers, body: str, redactor: Redactor) -> str:
    # A line end in a value would pass for a header of its own.
    lines = [line, *(f"{name}: {value}" for name, value in headers)]
    folded = [one[: SHOWN_AT_MOST + MARGIN].replace("\r", "␍").replace("\n", "␊") for one in lines]
    head = "\n".join(_one_line(one) for one in redactor.text("\n".join(folded)).split("\n"))
    if len(head) > HEAD_AT_MOST:
        head = f"{head[:HEAD_AT_MOST]}\n[{len(head) - HEAD_AT_MOST:,} more characters of headers]"
    return f"{head}\n\n{body}".rstrip() + "\n"


def _one_line(text: str) -> str:
    return visible(text if len(text) <= SHOWN_AT_MOST else f"{text[:SHOWN_AT_MOST]}… [cut]")


def _dump(data: bytes, at: int) -> str:
    row = data[at : at + 16]
    return f"{at:08x}  {row.hex(' '):<47}  {''.join(chr(b) if 32 <= b < 127 else '.' for b in row)}"
