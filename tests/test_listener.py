"""The webhook listener: what a provider sends is recorded, at its secret path alone, and awaited."""

import http.client
import re
import socket
import threading
import time

import pytest

from conformance.exchange.callback_server import BODY_AT_MOST
from conformance.exchange.listener import Listener
from conformance.exchange.message import Url

SOON = 10.0
"""Seconds within which anything here has ended long ago."""


@pytest.fixture
def listener():
    listener = Listener()
    listener.start()
    yield listener
    listener.stop()


def call(listener, data):
    """The answer to the raw bytes `data`, a connection of their own."""
    authority = Url.parse(listener.url).authority
    host, _, port = authority.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=SOON) as connection:
        connection.sendall(data)
        with connection.makefile("rb") as stream:
            return stream.read()


def post(listener, body=b"{}", path=None, headers=b""):
    target = (listener.path if path is None else path).encode()
    return call(
        listener, b"POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s" % (target, headers, len(body), body)
    )


def has(body):
    return lambda event: event.request.body == body


def never(event):
    return False


def test_a_callback_is_recorded_and_answered(listener):
    reply = post(listener, b'{"event": "delivered"}', headers=b"X-b: 2\r\nX-A: 1\r\nx-B: 3\r\n")
    assert reply.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nContent-Length: 0\r\n" in reply
    [event] = listener.events
    assert event.inbound
    assert (event.request.method, event.request.body) == ("POST", b'{"event": "delivered"}')
    assert event.request.headers[1:4] == (("X-b", "2"), ("X-A", "1"), ("x-B", "3"))
    assert event.request.url == f"http://x{listener.path}"
    assert event.answer.status == 200
    assert abs(event.timing.started - time.time()) < 60
    assert event.peer is not None
    assert event.peer.startswith("127.0.0.1:")


CHUNKED = b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%s"


@pytest.mark.parametrize(
    ("chunks", "body"),
    [
        (b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"0\r\n\r\n", b""),
        (b"A\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n", b"0123456789"),
    ],
)
def test_a_chunked_body_is_recorded(listener, chunks, body):
    assert call(listener, CHUNKED % (listener.path.encode(), chunks)).startswith(b"HTTP/1.1 200 ")
    assert [event.request.body for event in listener.events] == [body]


@pytest.mark.parametrize("chunks", [b"xyz\r\n", b"-5\r\nabc", b"\r\n", b"%x\r\n" % (BODY_AT_MOST + 1)])
def test_a_body_without_readable_framing_is_answered_400_and_recorded_without_a_body(listener, chunks):
    assert call(listener, CHUNKED % (listener.path.encode(), chunks)).startswith(b"HTTP/1.1 400 ")
    assert [(event.request.body, event.answer.status) for event in listener.events] == [(None, 400)]


@pytest.mark.parametrize("length", [b"-1", b"many", b"\xb2"])
def test_a_length_that_is_no_number_is_answered_400(listener, length):
    data = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n" % (listener.path.encode(), length)
    assert call(listener, data).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_call_without_a_body(listener, method):
    assert call(listener, f"{method} {listener.path}?a=%2b HTTP/1.0\r\n\r\n".encode()).startswith(b"HTTP/1.1 200 ")
    [event] = listener.events
    assert (event.request.method, event.request.body) == (method, b"")
    assert event.request.url.endswith(f"{listener.path}?a=%2b")


@pytest.mark.parametrize("path", ["/", "/webhook", "//", "/../"])
def test_elsewhere_is_404_and_recorded_nowhere(listener, path):
    assert post(listener, path=path).startswith(b"HTTP/1.1 404 ")
    assert post(listener, path=listener.path + "x").startswith(b"HTTP/1.1 404 ")
    assert post(listener, path=listener.path[:-1]).startswith(b"HTTP/1.1 404 ")
    assert listener.events == []


def test_the_path_is_a_secret_of_its_own():
    paths = []
    for _ in range(3):
        listener = Listener()
        listener.start()
        listener.stop()
        paths.append(listener.path)
    assert len(set(paths)) == 3
    assert all(re.fullmatch("/[A-Za-z0-9_-]{16}", path) for path in paths)


def test_a_public_url_is_told_as_it_is_and_any_path_counts():
    listener = Listener(public_url="https://hooks.example.com/ringotel")
    listener.start()
    try:
        assert listener.url == "https://hooks.example.com/ringotel"
        host, port = listener._server.server_address[:2]
        connection = http.client.HTTPConnection(host, port, timeout=SOON)
        connection.request("POST", "/behind/the/proxy", b"{}")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        listener.stop()
    assert [event.request.body for event in listener.events] == [b"{}"]


@pytest.mark.parametrize("bind", ["0.0.0.0", "::1", "::"])
def test_other_addresses_of_the_machine(bind):
    try:
        listener = Listener(bind)
    except OSError:
        pytest.skip(f"this machine has no {bind}")
    listener.start()
    try:
        connection = http.client.HTTPConnection(Url.parse(listener.url).authority, timeout=SOON)
        connection.request("POST", listener.path, b"{}")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        listener.stop()


def test_a_provider_that_expects_a_100_gets_it_before_its_body(listener):
    authority = Url.parse(listener.url).authority
    host, _, port = authority.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=SOON) as connection:
        head = f"POST {listener.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        connection.sendall(head.encode())
        with connection.makefile("rb") as stream:
            assert stream.readline() == b"HTTP/1.1 100 Continue\r\n"
            connection.sendall(b"{}")
            assert b"HTTP/1.1 200 OK" in stream.read()
    assert [event.request.body for event in listener.events] == [b"{}"]


def test_several_at_once_are_all_recorded_under_ids_of_their_own(listener):
    together = threading.Barrier(16)
    replies = []

    def send(number):
        together.wait(SOON)
        replies.append(post(listener, b"%d" % number))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    assert all(reply.startswith(b"HTTP/1.1 200 ") for reply in replies)
    assert sorted(int(event.request.body) for event in listener.events) == list(range(16))
    assert [event.id for event in listener.events] == [f"callback-{number}" for number in range(1, 17)]


def test_an_expected_callback_may_have_come_already(listener):
    post(listener, b"early")
    event = listener.expect(has(b"early"), never, "play/delivered", SOON).result()
    assert (event.id, event.request.body) == ("play/delivered", b"early")
    assert listener.events[0].id == "callback-1"


def test_an_expected_callback_is_waited_for_among_others(listener):
    expected = listener.expect(has(b"late"), never, "id", SOON)
    found = []
    waiter = threading.Thread(target=lambda: found.append(expected.result()))
    waiter.start()
    post(listener, b"other")
    post(listener, b"late")
    waiter.join(SOON)
    assert [event.request.body for event in found] == [b"late"]


def test_one_callback_may_be_expected_by_several(listener):
    first, second = (listener.expect(has(b"x"), never, id, SOON) for id in ("first", "second"))
    post(listener, b"x")
    assert [first.result().id, second.result().id] == ["first", "second"]


def test_the_first_of_interest_stands_in_when_none_matches(listener):
    for body in (b"noise", b"near 1", b"near 2"):
        post(listener, body)
    near = listener.expect(never, lambda event: event.request.body.startswith(b"near"), "id", 0.05).result()
    assert (near.id, near.request.body) == ("id", b"near 1")
    both = listener.expect(has(b"near 2"), has(b"near 1"), "id", 0.05).result()
    assert both.request.body == b"near 2"


def test_nothing_expected_that_never_comes(listener):
    began = time.monotonic()
    assert listener.expect(never, never, "id", 0.1).result() is None
    assert 0.1 <= time.monotonic() - began < 5


def test_the_time_for_a_callback_runs_from_when_it_is_expected(listener):
    expected = listener.expect(never, never, "id", -1.0)
    began = time.monotonic()
    assert expected.result() is None
    assert time.monotonic() - began < 5


def test_stop_ends_open_connections_and_leaves_no_thread():
    before = set(threading.enumerate())
    listener = Listener()
    listener.start()
    address = listener._server.server_address
    with (
        socket.create_connection(address, timeout=SOON) as idle,
        socket.create_connection(address, timeout=SOON) as half,
    ):
        half.sendall(f"POST {listener.path} HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc".encode())
        # An answer to a third connection shows that the first two have been taken.
        assert post(listener).startswith(b"HTTP/1.1 200 ")
        mine = set(threading.enumerate()) - before
        listener.stop()
        assert idle.recv(1) == b""
        for thread in mine:
            thread.join(SOON)
    assert not [thread for thread in mine if thread.is_alive()]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(address, timeout=SOON)
