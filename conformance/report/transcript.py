"""An exchange as a person reads it: the request as sent, the response as received, what is not text as a hex dump."""

from ..exchange.message import Body, Exchange, Headers, Url

SHOWN_AT_MOST = 4096
"""Bytes of a body that a report shows; the whole is in the saved exchanges."""

DUMPED_AT_MOST = 256


def request_text(exchange: Exchange) -> str:
    """The request's line, headers and body."""
    request = exchange.request
    body = request.body or b""
    line = f"{request.method} {Url.parse(request.url).target} HTTP/1.1"
    headers = request.headers if exchange.inbound else request.wire_headers
    return _message(line, headers, Body.of(body))


def response_text(exchange: Exchange) -> str:
    """The response's status line, headers and body; or what happened instead."""
    parts = []
    if response := exchange.response:
        line = f"{response.version} {response.status} {response.reason}".rstrip()
        parts.append(_message(line, response.headers, response.body))
    if failure := exchange.failure:
        parts.append(f"[{failure.kind}: {failure.detail}]")
    return "\n".join(parts)


def _message(line: str, headers: Headers, body: Body) -> str:
    head = "\n".join([line, *(f"{name}: {value}" for name, value in headers)])
    return f"{head}\n\n{body_text(body)}".rstrip() + "\n"


def body_text(body: Body) -> str:
    """The beginning of a body as text; bytes that are not UTF-8 text as a hex dump. Says how much is left out."""
    shown = body.head[:SHOWN_AT_MOST]
    try:
        # The cut may go through the middle of a character.
        text = shown.decode("utf-8") if body.size <= SHOWN_AT_MOST else shown.decode("utf-8", "ignore")
        binary = "\x00" in text or (body.size > SHOWN_AT_MOST and len(text.encode()) < len(shown) - 3)
    except UnicodeDecodeError:
        binary = True
    if binary:
        shown = shown[:DUMPED_AT_MOST]
        text = "\n".join(_dump(shown, at) for at in range(0, len(shown), 16))
    left = body.size - len(shown)
    return f"{text}\n[{left} more bytes, {body.size} in all, sha256 {body.sha256}]" if left > 0 else text


def _dump(data: bytes, at: int) -> str:
    row = data[at : at + 16]
    return f"{at:08x}  {row.hex(' '):<47}  {''.join(chr(b) if 32 <= b < 127 else '.' for b in row)}"
