"""The hostile servers by name, in the order in which the documentation has them."""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime

from hostile import Bait, Hostile, always, byte_by_byte, later, over_tls, plays, replies, then, without_end
from raw_server import answer, last_words, reset, silence

from conformance.reference.message import Received, Reply

LATE = 3.0
"""Seconds after which the late answer comes: more than the time-out of whoever waits."""

DEPTH = 100_000
PAGE = "<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>"
NOTHING = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
BODY_OF_1000 = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n"
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
XML_BOMB = f'<?xml version="1.0"?><!DOCTYPE message [<!ENTITY l0 "ha">{LAUGHS}]><reply><message>&l9;</message></reply>'
DEEP = b"[" * DEPTH + b"]" * DEPTH
UNDECODABLE = b'{"message": "\xff\xfe\xc0\x80", "data": {"id": "\xff"}}'


def gzip_bomb(megabytes: int) -> bytes:
    """So many megabytes of zeros as gzip: a thousandth of them in length. Its checksum is wrong, but who gets there?"""
    packer = zlib.compressobj(9, wbits=31)
    # After a full flush the same input becomes the same output.
    begin, block = (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return begin + block * (megabytes - 1) + packer.flush()


GZIP_BOMB = gzip_bomb(512)


def echo(request: Received, bait: Bait) -> Reply:
    """The request's own body, or its query where it has none."""
    return Reply.of(200, request.media_type, request.body or request.raw_query)


def login_page(request: Received, bait: Bait) -> Reply:
    """The way to a page on another host."""
    return Reply(302, b"", (("Location", f"{bait.url}/login"),))


def entities(status: int) -> Callable[[Received, Bait], Reply]:
    """An XML document whose text stands elsewhere: in a file, and on another host."""

    def respond(request: Received, bait: Bait) -> Reply:
        declared = f'<!ENTITY file SYSTEM "{bait.path.as_uri()}"><!ENTITY page SYSTEM "{bait.url}/entity">'
        outside = f'<!DOCTYPE reply [{declared}<!ENTITY % more SYSTEM "{bait.url}/more"> %more;]>'
        text = f"{outside}<reply><message>&file;&page;</message>&file;</reply>"
        return Reply.of(status, "application/xml", text)

    return respond


def page(status: int) -> Hostile:
    return always(f"html-{status}", f"answers {status} with an HTML page", Reply.of(status, "text/html", PAGE))


TARGETS = (
    always("nothing", "answers 200 with nothing", Reply(200)),
    always("no-content", "answers 204", Reply(204)),
    *map(page, (400, 401, 404, 500, 502)),
    replies("echo", "answers 200 with what it was sent", echo),
    replies("login-page", "redirects to a log-in page on another host", login_page),
    plays("hangs-up", "closes every connection at once", last_words(b""), at_once=True),
    plays("mute", "accepts every connection and never answers", silence),
    plays("half-header", "stops in the middle of the header", last_words(b"HTTP/1.1 200 OK\r\nContent-Ty")),
    plays("drip", "sends its answer byte by byte", byte_by_byte(BODY_OF_1000)),
    plays(
        "drip-body",
        "sends a header, and the body byte by byte",
        then(answer(BODY_OF_1000), byte_by_byte(PAGE.encode())),
    ),
    plays("endless-header", "sends header lines without end", without_end(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n")),
    plays("endless-line", "sends a header line without end", without_end(b"HTTP/1.1 200 OK\r\nX-More: ", b"x" * 4096)),
    plays("endless-body", "sends a body without end", without_end(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536))),
    plays("late", "answers 200 when nobody waits any more", later(NOTHING, LATE)),
    over_tls("expired", "has a certificate that is expired", trusted=True, not_after=datetime(2020, 1, 1, tzinfo=UTC)),
    over_tls("foreign", "has a certificate of an authority that nobody knows"),
    over_tls("tls-for-http", "speaks TLS where HTTP is due", scheme="http"),
    plays("http-for-tls", "speaks HTTP where TLS is due", last_words(NOTHING), scheme="https", at_once=True),
    plays("ssh", "is an SSH server", last_words(b"SSH-2.0-OpenSSH_9.6\r\n"), at_once=True),
    plays("reset", "resets the connection in the middle of the body", then(answer(BODY_OF_1000 + b"begun"), reset)),
    always(
        "gzip-bomb",
        "answers 200 with 512 MiB in 512 KiB of gzip",
        Reply.of(200, "application/json", GZIP_BOMB, ("Content-Encoding", "gzip")),
    ),
    always("xml-bomb", "answers 200 with XML that grows to gigabytes", Reply.of(200, "text/xml", XML_BOMB)),
    always("xml-bomb-400", "answers 400 with XML that grows to gigabytes", Reply.of(400, "text/xml", XML_BOMB)),
    replies("entities", "answers 200 with XML that refers to a file and to another host", entities(200)),
    replies("entities-400", "answers 400 with XML that refers to a file and to another host", entities(400)),
    always("deep-json", "answers 200 with 100,000 levels of JSON", Reply.of(200, "application/json", DEEP)),
    always("deep-json-400", "answers 400 with 100,000 levels of JSON", Reply.of(400, "application/json", DEEP)),
    always("undecodable", "answers 200 with what is no UTF-8", Reply.of(200, "application/json", UNDECODABLE)),
    always("undecodable-400", "answers 400 with what is no UTF-8", Reply.of(400, "application/json", UNDECODABLE)),
    plays(
        "nul", "answers 200 with a NUL in a header", last_words(NOTHING.replace(b"\r\n\r\n", b"\r\nX-A: a\0b\r\n\r\n"))
    ),
    plays(
        "early-hints", "answers 103 before 200", last_words(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + NOTHING)
    ),
)
