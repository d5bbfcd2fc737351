"""A message's body as it stands on the wire (RFC 9112, 6.3 and 7.1): a request's is read, a reply's is written."""

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from io import BufferedIOBase

from .message import Stream

CHUNK = 8192


def read_body(headers: Message, stream: BufferedIOBase) -> bytes:
    """The body that follows `headers` on `stream`, any chunking undone. Raises ValueError, one sentence."""
    if "Transfer-Encoding" in headers:
        if headers["Transfer-Encoding"].strip().lower() != "chunked":
            raise ValueError("the only transfer coding understood is chunked")
        return _chunks(stream)
    length = headers.get("Content-Length", "0")
    if not re.fullmatch("[0-9]{1,9}", length):
        raise ValueError("Content-Length is not a number of bytes")
    return _read(stream, int(length))


def _chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while size := _chunk_size(stream):
        body += _read(stream, size)
        stream.readline(3)
    while stream.readline(65537).strip():
        pass
    return bytes(body)


def _chunk_size(stream: BufferedIOBase) -> int:
    digits = stream.readline(1024).partition(b";")[0].strip()
    if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", digits):
        raise ValueError("a chunk has no size")
    return int(digits, 16)


def _read(stream: BufferedIOBase, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise ValueError("the body ended early")
    return data


def in_parts(body: bytes | Stream) -> Stream:
    """`body` as a stream; bytes are sent `CHUNK` at a time."""
    if isinstance(body, Stream):
        return body
    return Stream(lambda: (body[at : at + CHUNK] for at in range(0, len(body), CHUNK)), len(body))


def pieces(body: Stream, chunked: bool, cut_at: int | None) -> Iterator[bytes]:
    """What goes out for `body`; after `cut_at` bytes of it nothing does, not even the end of the chunks."""
    for part in _up_to(cut_at, body.parts()):
        if chunked:
            yield from (b"%x\r\n" % len(part), part, b"\r\n")
        else:
            yield part
    if chunked and cut_at is None:
        yield b"0\r\n\r\n"


def _up_to(size: int | None, parts: Iterable[bytes]) -> Iterator[bytes]:
    for part in parts:
        if size is not None:
            part = part[:size]
            size -= len(part)
        # An empty chunk would be the last.
        if part:
            yield part
        if size == 0:
            return
