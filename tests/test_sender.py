"""One request out, one exchange back: the exact bytes, a connection of its own, and every way that it can fail."""

import hashlib
import itertools
import socket
import ssl
import threading
import time
import tracemalloc
from dataclasses import replace

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_server import OK, PATIENCE, RawServer, answer, drip, last_words, reset, silence

from conformance.exchange import trip
from conformance.exchange.body import KEPT_IN_MEMORY
from conformance.exchange.message import SURPLUS_AT_MOST, FailureKind, Request
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport
from conformance.exchange.trip import Trip

SECRET = "s3cr3t"
QUICK = Limits(connect=2, read=0.3, total=10, response_mb=2)


def exchange(server, target="/", method="GET", headers=(), body=None, limits=QUICK, **more):
    """What `Sender` makes of one request to `server`."""
    return Sender(Transport(), limits, **more).send(Request(method, server.origin + target, headers, body), "id")


TARGETS = [
    "/",
    "",
    "/a?b=%2b&c=%2B&d=+",
    "/%7Euser/~user",
    "/a|{b}[c]^`\\d",
    '/"quoted"',
    "/send?user=%account%&to=%sms_to%",
    "/discount?text=50%&more=%zz",
    "/a/../b",
    "/a/./b/",
    "/..",
    "/a?",
    "/a??b?c",
    "//x",
    "//",
    "/callrec/x;jsessionid=A%2fB?t=%2B1",
    ";jsessionid=1",
    "?right=after&the=host",
    "/a b?c d",
    "/grüße?text=日本",
    "/emoji?😀",
    "/a&&=&;;",
    "/a?u=http://other/x?y",
    "/it's(a)*test!$,@:",
    "/%",
    "/%00%0d%0a",
    "/a?x=<b>&y=%3Cb%3E",
    "/A%C3%9c/%e2%82%ac",
]


@pytest.fixture(scope="module")
def wire():
    """A server that answers everything, and a sender for it."""
    with RawServer() as server:
        yield server, Sender(Transport(), Limits())


def arrived(wire, request):
    """The bytes that reach a server when `request` is sent."""
    server, sender = wire
    number = len(server.visits)
    assert sender.send(request, "id").answer.status == 200
    assert server.visits[number].over.wait(PATIENCE)
    assert server.visits[number].ended, "the connection was left open"
    return server.visits[number].received


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_goes_out_character_for_character(wire, target):
    request = Request("GET", wire[0].origin + target, (("X-App", "1"),))
    data = arrived(wire, request)
    assert data == request.wire
    assert data.startswith(f"GET {target if target.startswith('/') else '/' + target} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "get", "X-ODD"])
@pytest.mark.parametrize("body", [None, b"", b"a=1&b=%2b", "ä€😀".encode(), bytes(range(256)) * 300])
def test_every_method_goes_out_with_just_the_body_it_was_given(wire, method, body):
    request = Request(method, f"{wire[0].origin}/send", (("Content-Type", "text/plain"),), body)
    if method == "get" and body is not None:
        request = Request("PUT", request.url, request.headers, body)
    assert arrived(wire, request) == request.wire


def test_nothing_is_added_to_a_post_without_a_body(wire):
    host = wire[0].authority.encode()
    data = arrived(wire, Request("POST", f"{wire[0].origin}/x"))
    assert data == b"POST /x HTTP/1.1\r\nHost: " + host + b"\r\n\r\n"


def test_headers_keep_order_case_repetition_and_bytes(wire):
    headers = (
        ("x-LOWER", "1"),
        ("Accept-Encoding", "br"),
        ("X-Twice", "b"),
        ("Host", "other.example"),
        ("X-Twice", "a"),
        ("User-Agent", "Grüße/1 (日本)"),
        ("X-Empty", ""),
        ("X-Spaces", "  a  b  "),
        ("Connection", "close"),
    )
    data = arrived(wire, Request("POST", wire[0].origin, headers, b"{}"))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers).encode()
    assert data == b"POST / HTTP/1.1\r\n" + lines + b"Content-Length: 2\r\n\r\n{}"


PRINTABLE = st.characters(min_codepoint=0x20, blacklist_characters="#\x7f", blacklist_categories=["Cs", "Cc"])


@settings(derandomize=True, deadline=None, database=None, max_examples=60)
@given(
    target=st.text(PRINTABLE, max_size=30),
    headers=st.lists(
        st.tuples(st.from_regex(r"X-[A-Za-z0-9-]{1,8}", fullmatch=True), st.text(PRINTABLE, max_size=12)), max_size=4
    ),
    body=st.none() | st.binary(max_size=200),
)
def test_any_request_goes_out_as_its_wire_form(wire, target, headers, body):
    request = Request("POST", f"{wire[0].origin}/{target}", tuple(headers), body)
    assert arrived(wire, request) == request.wire


def test_static_headers_follow_the_callers_own():
    with RawServer() as server:
        sender = Sender(Transport(headers=(("X-Gate", "1"),)), QUICK)
        sent = sender.send(Request("GET", server.origin, (("X-App", "1"),)), "id")
    assert sent.request.headers == (("X-App", "1"), ("X-Gate", "1"))
    assert server.visits[0].received == sent.request.wire


def test_the_environment_changes_nothing(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password x\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with RawServer() as server:
        sent = exchange(server)
    assert sent.answer.status == 200
    assert server.visits[0].received == sent.request.wire


def test_a_connection_carries_one_request_and_is_then_closed():
    with RawServer() as server:
        sender = Sender(Transport(), QUICK)
        for number in range(5):
            assert sender.send(Request("GET", f"{server.origin}/{number}"), "id").answer.body.head == b"ok"
    assert [visit.received.split()[1] for visit in server.visits] == [b"/0", b"/1", b"/2", b"/3", b"/4"]
    assert all(visit.ended for visit in server.visits)


def test_a_redirect_is_an_answer_like_any_other():
    moved = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    with RawServer(answer(moved), answer()) as server:
        sent = exchange(server)
    assert (sent.answer.status, sent.answer.header("location")) == (302, "/elsewhere")
    assert len(server.visits) == 1


def test_a_503_with_retry_after_is_not_repeated_below_the_courtesy():
    busy = b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
    with RawServer(answer(busy), answer()) as server:
        assert exchange(server).answer.status == 503
    assert len(server.visits) == 1


ANSWERS = {
    "length": (answer(OK), (200, b"ok", "HTTP/1.1")),
    "no content": (answer(b"HTTP/1.1 204 No Content\r\n\r\n"), (204, b"", "HTTP/1.1")),
    "chunks": (
        answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-T: 1\r\n\r\n"),
        (200, b"abcde", "HTTP/1.1"),
    ),
    "until the end": (last_words(b"HTTP/1.0 200 OK\r\n\r\nuntil the end"), (200, b"until the end", "HTTP/1.0")),
    "after a 100": (answer(b"HTTP/1.1 100 Continue\r\n\r\n" + OK), (200, b"ok", "HTTP/1.1")),
    "unknown status": (answer(b"HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n"), (599, b"", "HTTP/1.1")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_recorded(name):
    script, expected = ANSWERS[name]
    with RawServer(script) as server:
        sent = exchange(server)
    assert sent.failure is None
    assert (sent.answer.status, sent.answer.body.head, sent.answer.version) == expected
    assert sent.answer.body.size == len(expected[1])
    assert sent.peer == server.authority
    assert sent.timing.first_byte is not None
    assert 0 < sent.timing.first_byte <= sent.timing.total
    assert server.visits[0].ended


def test_an_answer_to_head_has_no_body():
    with RawServer(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")) as server:
        sent = exchange(server, method="HEAD")
    assert (sent.failure, sent.answer.body.size, sent.answer.header("Content-Length")) == (None, 0, "500")


def test_headers_of_an_answer_keep_order_case_and_coding():
    data = b"HTTP/1.1 200 Sch\xf6n\r\nb: 2\r\nA: 1\r\nB: \xc3\xa4\r\nSet-Cookie: x=1\r\nContent-Encoding: gzip\r\n"
    with RawServer(answer(data + b"Set-Cookie: y=2\r\nContent-Length: 3\r\n\r\nraw")) as server:
        sent = exchange(server)
    names = ["b", "A", "B", "Set-Cookie", "Content-Encoding", "Set-Cookie", "Content-Length"]
    assert [name for name, _ in sent.answer.headers] == names
    assert [value for name, value in sent.answer.headers if name == "Set-Cookie"] == ["x=1", "y=2"]
    assert sent.answer.body.head == b"raw"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
FAILURES = {
    "short": (last_words(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), FailureKind.TRUNCATED, b"abc"),
    "chunks without an end": (last_words(CHUNKED + b"3\r\nabc\r\n"), FailureKind.TRUNCATED, b"abc"),
    "a chunk cut": (last_words(CHUNKED + b"3\r\nabc\r\n9\r\nde"), FailureKind.TRUNCATED, b"abc"),
    "a chunk without length": (answer(CHUNKED + b"3\r\nabc\r\nxyz\r\n"), FailureKind.NOT_HTTP, b"abc"),
    "reset": (reset, FailureKind.RESET, None),
    "closed": (last_words(b""), FailureKind.RESET, None),
    "not http": (last_words(b"220 mail.example ESMTP\r\n"), FailureKind.NOT_HTTP, None),
    "too many headers": (
        answer(b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 200 + b"\r\n"),
        FailureKind.NOT_HTTP,
        None,
    ),
    "a header too long": (answer(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70000), FailureKind.NOT_HTTP, None),
    "silence": (silence, FailureKind.TIMEOUT, None),
    "a body that stops": (answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), FailureKind.TIMEOUT, b""),
    "half a status line": (answer(b"HTTP/1.1 20"), FailureKind.TIMEOUT, None),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_told_by_its_kind_and_never_quotes_the_request(name):
    script, kind, body = FAILURES[name]
    with RawServer(script) as server:
        url = f"http://me:{SECRET}@{server.authority}/{SECRET}?password={SECRET}"
        sent = Sender(Transport(), QUICK).send(Request("GET", url), "id")
    assert sent.failure is not None
    assert sent.failure.kind is kind
    assert SECRET not in sent.failure.detail
    assert (sent.response and sent.response.body.head) == body
    assert server.visits[0].ended or name == "reset"
    assert len(server.visits) == 1


PROGRESS = {
    "length": (last_words(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), "after 3 of 9 bytes"),
    "before a chunk": (last_words(CHUNKED + b"3\r\nabc\r\n"), "after 3 bytes, before the last chunk"),
    "in a chunk": (last_words(CHUNKED + b"3\r\nabc\r\n9\r\nde"), "after 5 bytes, 7 before the end of a chunk"),
    "in a long chunk": (
        last_words(CHUNKED + b"100000\r\n" + b"x" * 0xC0001),
        "after 786433 bytes, 262143 before the end of a chunk",
    ),
    "after a chunk": (last_words(CHUNKED + b"3\r\nabc"), "after 0 bytes, before the last chunk"),
    "silence": (answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), "for 0.3 s after 3 of 9 bytes"),
}


@pytest.mark.parametrize("name", PROGRESS)
def test_a_body_without_its_end_tells_how_far_it_came(name):
    script, words = PROGRESS[name]
    with RawServer(script) as server:
        sent = exchange(server)
    assert sent.failure is not None
    assert sent.failure.detail.endswith(words)


def no_server():
    """An address on loopback at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return f"127.0.0.1:{unused.getsockname()[1]}"


@pytest.mark.parametrize(
    ("authority", "words"),
    [(no_server(), "refused"), ("nowhere.invalid", "not known"), ("127.0.0.1:99999", ""), ("a..b", "")],
    ids=["no-server", "no-name", "no-port", "no-host"],
)
def test_what_cannot_be_reached_is_unreachable(authority, words):
    sent = Sender(Transport(), QUICK).send(Request("GET", f"http://me:{SECRET}@{authority}/{SECRET}?{SECRET}"), "id")
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.UNREACHABLE
    assert authority in sent.failure.detail
    assert words in sent.failure.detail
    assert SECRET not in sent.failure.detail
    assert (sent.response, sent.peer) == (None, None)


@pytest.mark.parametrize("headers", [(("X-A", f"{SECRET}\r\nX-B: 1"),), (("X-Ä", SECRET),)])
def test_a_header_that_http_cannot_carry_is_not_sent_and_does_not_count_as_unreachable(headers):
    with RawServer() as server:
        sent = exchange(server, headers=headers)
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.NOT_HTTP
    assert SECRET not in sent.failure.detail
    assert not any(visit.received for visit in server.visits)


DRIPS = {
    "body": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"x", 0.02),
    "body until the end": drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.02),
    "head": drip(b"HTTP/1.1 200 OK\r\n", b"X", 0.02),
}


@pytest.mark.parametrize("name", DRIPS)
def test_the_total_deadline_ends_an_answer_that_drips(name):
    with RawServer(DRIPS[name]) as server:
        sent = exchange(server, limits=Limits(read=5, total=0.4))
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TIMEOUT
    assert "0.4 s" in sent.failure.detail
    assert 0.4 <= sent.timing.total < 1.4
    assert server.visits[0].ended


def test_the_runs_deadline_is_kept_where_it_is_nearer():
    with RawServer(silence) as server:
        sender = Sender(Transport(), Limits(read=5, total=5))
        sent = sender.send(Request("GET", server.origin), "id", time.monotonic() + 0.3)
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TIMEOUT
    assert sent.timing.total < 2


def test_a_long_body_is_spooled_in_constant_memory(tmp_path):
    block = bytes(range(256)) * 256
    count = 24 * 16

    def script(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(block) * count))
        for _ in range(count):
            connection.sendall(block)

    expected = hashlib.sha256()
    for _ in range(count):
        expected.update(block)
    with RawServer(script) as server:
        sender = Sender(Transport(), Limits(), tmp_path)
        tracemalloc.start()
        try:
            body = sender.send(Request("GET", server.origin), "id").answer.body
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (body.size, body.fingerprint) == (len(block) * count, expected.hexdigest())
    assert len(body.head) == KEPT_IN_MEMORY
    assert peak < 6 << 20
    assert list(tmp_path.iterdir()) == [body.path]
    with body.open() as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == expected.hexdigest()


@pytest.mark.parametrize("size", [KEPT_IN_MEMORY - 1, KEPT_IN_MEMORY, KEPT_IN_MEMORY + 1])
def test_the_border_between_memory_and_file(tmp_path, size):
    data = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size
    with RawServer(answer(data)) as server:
        body = exchange(server, limits=Limits(), folder=tmp_path).answer.body
    assert body.size == size
    assert (body.path is None) == (size <= KEPT_IN_MEMORY)
    with body.open() as stream:
        assert stream.read() == b"x" * size


def test_an_endless_body_is_cut_at_the_cap(tmp_path):
    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in itertools.count():
            connection.sendall(b"x" * 65536)

    with RawServer(endless) as server:
        sent = exchange(server, limits=QUICK, folder=tmp_path)
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TOO_LARGE
    assert (2 << 20) < sent.answer.body.size < (3 << 20)
    assert sent.answer.body.path is not None
    assert sent.answer.body.path.parent == tmp_path
    assert server.visits[0].ended


def test_a_body_that_cannot_be_kept_is_not_the_providers_fault(tmp_path):
    data = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (KEPT_IN_MEMORY + 1) + b"x" * (KEPT_IN_MEMORY + 1)
    with RawServer(answer(data)) as server:
        sent = exchange(server, limits=Limits(), folder=tmp_path / "missing")
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TOO_LARGE
    assert "No such file" in sent.failure.detail
    assert sent.answer.body.path is None


NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
LEFTOVERS = {
    "204": (NO_CONTENT, "POST", b"{}"),
    "204 with a length": (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n", "POST", b"{}"),
    "204 in chunks": (b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "POST", b"0\r\n\r\n"),
    "304": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "GET", b"x"),
    "HEAD": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", b"hello"),
    "HEAD without a length": (b"HTTP/1.1 404 Not Found\r\n\r\n", "HEAD", b"<html>"),
    "length": (OK, "GET", b"more"),
    "no length at all": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "GET", b"\r\n"),
    "chunks": (CHUNKED + b"2\r\nab\r\n0\r\n\r\n", "GET", b"more"),
    "after a 100": (b"HTTP/1.1 100 Continue\r\n\r\n" + NO_CONTENT, "POST", b"HTTP/1.1 200 OK\r\n\r\n"),
    "connection: close": (b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", "POST", b"{}"),
}


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(params=["plain", "tls"])
def open_to_the_end(request, authority, tmp_path):
    """The exchange with a server that plays a script, plain or over TLS, read to the end or not."""

    def of(script, method="POST", to_the_end=True):
        context = None
        if request.param == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert("127.0.0.1").configure_cert(context)
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        with RawServer(script, tls=context) as server:
            sender = Sender(Transport(ca=tmp_path / "ca.pem"), QUICK)
            sent = sender.send(Request(method, server.origin, to_the_end=to_the_end), "id")
        assert server.visits[0].ended
        return sent

    return of


@pytest.mark.parametrize("name", LEFTOVERS)
def test_bytes_after_the_end_are_recorded(open_to_the_end, name):
    data, method, leftover = LEFTOVERS[name]
    sent = open_to_the_end(last_words(data + leftover), method)
    bare = open_to_the_end(last_words(data), method)
    assert (sent.failure, sent.answer.surplus) == (None, leftover)
    assert (bare.failure, bare.answer.surplus) == (None, b"")
    assert replace(sent.answer, surplus=b"") == bare.answer


def test_bytes_that_come_after_the_response_was_read_are_recorded_too(open_to_the_end, monkeypatch):
    was_read, surplus = threading.Event(), Trip.surplus

    def waiting(trip):
        was_read.set()
        return surplus(trip)

    def script(connection):
        connection.sendall(NO_CONTENT)
        assert was_read.wait(PATIENCE)
        last_words(b"late")(connection)

    monkeypatch.setattr(Trip, "surplus", waiting)
    assert open_to_the_end(script).answer.surplus == b"late"


def test_without_being_asked_nobody_waits_for_what_may_follow(open_to_the_end, monkeypatch):
    monkeypatch.setattr(Trip, "surplus", None)
    assert open_to_the_end(answer(NO_CONTENT + b"{}"), to_the_end=False).answer.surplus == b""


def test_a_body_until_the_end_of_the_connection_has_nothing_after_it(open_to_the_end):
    sent = open_to_the_end(last_words(b"HTTP/1.1 200 OK\r\n\r\nall of it"))
    assert (sent.answer.body.head, sent.answer.surplus) == (b"all of it", b"")


def test_a_provider_that_does_not_close_is_waited_for_until_it_is_silent(open_to_the_end, monkeypatch):
    monkeypatch.setattr(trip, "SILENCE", 0.05)
    sent = open_to_the_end(answer(NO_CONTENT + b"{}"))
    assert (sent.failure, sent.answer.surplus) == (None, b"{}")


def test_what_follows_the_end_is_bounded_in_size_and_in_time(open_to_the_end, monkeypatch):
    flood = open_to_the_end(answer(NO_CONTENT + b"x" * 100_000))
    assert flood.answer.surplus == b"x" * SURPLUS_AT_MOST
    monkeypatch.setattr(trip, "LINGER_AT_MOST", 0.2)
    dripping = open_to_the_end(drip(NO_CONTENT, b"x", 0.02))
    assert dripping.failure is None
    assert 0 < len(dripping.answer.surplus) < 50


def test_nothing_is_looked_for_after_a_response_that_is_not_whole(monkeypatch):
    monkeypatch.setattr(Trip, "surplus", None)
    with RawServer(last_words(CHUNKED + b"3\r\nabc\r\n")) as server:
        sent = Sender(Transport(), QUICK).send(Request("GET", server.origin, to_the_end=True), "id")
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TRUNCATED
