"""The body of a request as it stands on the wire (RFC 9112, 6.3 and 7.1)."""

import re
from email.message import Message
from io import BufferedIOBase


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
