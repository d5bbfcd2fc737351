"""The webhook listener: what a provider sends is recorded, at its secret path alone, answered as planned and awaited;
the files that it offers can be fetched."""

import http.client
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass

import pytest
import trustme

from conformance.exchange.arrivals import Expected
from conformance.exchange.callback_server import BODY_AT_MOST, Reply
from conformance.exchange.listener import Listener, path_of
from conformance.exchange.message import Url
from conformance.resources import FIXTURES

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


def get(listener, url, method="GET", headers=b""):
    """The status, the headers and the body that are answered to a request for `url`."""
    head, _, body = call(
        listener, b"%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n" % (method.encode(), Url.parse(url).target.encode(), headers)
    ).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), body


def has(body):
    return lambda event: event.request.body == body


def never(event):
    return False


def expected(listener, matches, otherwise=None, within=SOON, at_least=None):
    deadline = time.monotonic() + within
    return Expected(listener.callbacks, "step", "play/step", matches, deadline, otherwise, at_least)


def awaited(expectation):
    """The one exchange that came of what was expected, or None."""
    return expectation.result(time.monotonic() + SOON).get("step")


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


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "BREW"])
def test_a_call_without_a_body(listener, method):
    assert call(listener, f"{method} {listener.path}?a=%2b HTTP/1.0\r\n\r\n".encode()).startswith(b"HTTP/1.1 200 ")
    [event] = listener.events
    assert (event.request.method, event.request.body) == (method, b"")
    assert event.request.url.endswith(f"{listener.path}?a=%2b")


@pytest.mark.parametrize("path", ["/", "/webhook", "//", "/../"])
def test_elsewhere_is_404_and_no_callback(listener, path):
    wrong = [listener.path + "x", listener.path[:-1]]
    for one in (path, *wrong):
        assert post(listener, path=one).startswith(b"HTTP/1.1 404 ")
    assert listener.events == []
    assert [path_of(stray.request) for stray in listener.strays.all][1:] == wrong


def test_the_path_is_a_secret_of_its_own():
    paths = []
    for _ in range(3):
        listener = Listener()
        listener.start()
        listener.stop()
        paths.append(listener.path)
    assert len(set(paths)) == 3
    assert all(re.fullmatch("/[A-Za-z0-9_-]{16}", path) for path in paths)


@pytest.fixture
def behind_a_proxy():
    listener = Listener(public_url="https://hooks.example.com/ringotel")
    listener.start()
    yield listener
    listener.stop()


@dataclass
class Local:
    """A listener by its own address, whatever it is called from outside."""

    url: str
    path: str = "/"


def at_public(listener):
    return Local(f"http://127.0.0.1:{listener._server.server_port}")


def test_a_public_url_is_told_as_it_is(behind_a_proxy):
    assert behind_a_proxy.url == "https://hooks.example.com/ringotel"


@pytest.mark.parametrize(
    ("public", "path", "told"),
    [
        ("https://hooks.example.com", "/s3cret", "https://hooks.example.com/s3cret"),
        ("https://hooks.example.com/a/", "/s3cret", "https://hooks.example.com/a/s3cret"),
        ("https://hooks.example.com/a?b=c", "/s3cret", "https://hooks.example.com/a/s3cret?b=c"),
        ("https://hooks.example.com/a/?b=c", None, "https://hooks.example.com/a/?b=c"),
    ],
)
def test_a_secret_path_goes_below_the_public_url(public, path, told):
    listener = Listener(public_url=public, path=path)
    listener._server.server_close()
    assert listener.url == told


@pytest.mark.parametrize(
    ("path", "counts"),
    [("/ringotel", True), ("/behind/the/proxy/ringotel", True), ("/", False), ("/favicon.ico", False)],
)
def test_until_it_is_proven_a_path_counts_that_a_proxy_may_have_changed(behind_a_proxy, path, counts):
    assert post(at_public(behind_a_proxy), path=path).startswith(b"HTTP/1.1 200 ")
    assert bool(behind_a_proxy.events) is counts


def test_once_it_is_proven_only_the_path_to_which_the_public_url_led_counts(behind_a_proxy):
    probe = behind_a_proxy.probe()
    local = at_public(behind_a_proxy)
    post(local, b"early", path="/inside")
    post(local, b"never", path="/ringotel")
    status, _, word = get(local, "http://x/inside?" + probe.url.partition("?")[2])
    assert (status, len(word)) == (200, 32)
    assert post(local, b"late", path="/inside?a=b").startswith(b"HTTP/1.1 200 ")
    assert post(local, b"lost", path="/ringotel").startswith(b"HTTP/1.1 404 ")
    assert [event.request.body for event in behind_a_proxy.events] == [b"early", b"late"]


def test_a_target_with_its_host_in_it_is_the_same(listener):
    assert post(listener, path=listener.url).startswith(b"HTTP/1.1 200 ")
    assert [event.request.url for event in listener.events] == [f"http://x{listener.path}"]


def test_callbacks_are_answered_as_planned_as_often_as_planned(listener):
    listener.plan(has(b"x"), Reply(500), 2)
    listener.plan(has(b"x"), Reply(503), 1)
    answers = [post(listener, body)[9:12] for body in (b"y", b"x", b"x", b"x", b"x")]
    assert answers == [b"200", b"500", b"500", b"503", b"200"]
    assert [event.answer.status for event in listener.events] == [200, 500, 500, 503, 200]


def test_a_callback_is_there_before_its_slow_answer_which_ends_with_the_listener():
    listener = Listener()
    listener.start()
    listener.plan(has(b"x"), Reply(200, delay=SOON), 1)
    caller = threading.Thread(target=post, args=(listener, b"x"), daemon=True)
    caller.start()
    event = awaited(expected(listener, has(b"x")))
    assert event.timing.total >= SOON
    assert caller.is_alive()
    began = time.monotonic()
    listener.stop()
    caller.join(SOON)
    assert time.monotonic() - began < SOON / 2


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("preview.jpg", "image/jpeg"),
        ("picture.png", "image/png"),
        ("video.mp4", "video/mp4"),
        ("document.pdf", "application/pdf"),
    ],
)
def test_a_hosted_file_is_fetched_whole_and_the_fetch_is_recorded(listener, name, media_type):
    content = (FIXTURES / "media" / name).read_bytes()
    url = listener.host(name)
    assert listener.path not in url
    assert url.endswith(f"/{name}")
    status, headers, body = get(listener, url, headers=b"User-Agent: gateway\r\n")
    assert (status, headers["Content-Type"], body) == (200, media_type, content)
    status, headers, body = get(listener, url, "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(content)), b"")
    fetches = listener.fetches.all
    assert [fetch.request.method for fetch in fetches] == ["GET", "HEAD"]
    assert fetches[0].request.headers[1] == ("User-Agent", "gateway")
    assert fetches[0].answer.body.head == content
    assert all(fetch.inbound and listener.is_of(url, fetch) for fetch in fetches)
    assert listener.events == []


def test_each_hosted_file_has_a_url_of_its_own(listener):
    one, two = listener.host("preview.jpg"), listener.host("preview.jpg", status=404)
    assert get(listener, two)[0] == 404
    assert get(listener, one)[0] == 200
    assert [listener.is_of(one, fetch) for fetch in listener.fetches.all] == [False, True]
    assert post(listener, path=Url.parse(one).target).startswith(b"HTTP/1.1 405 ")
    assert get(listener, one.replace("preview", "other"))[0] == 404


def test_hosted_files_lie_behind_the_proxy_too(behind_a_proxy):
    url = behind_a_proxy.host("picture.png")
    assert url.startswith("https://hooks.example.com/ringotel/")
    stripped = url.replace("/ringotel", "")
    assert get(at_public(behind_a_proxy), stripped)[0] == 200
    assert behind_a_proxy.is_of(url, behind_a_proxy.fetches.all[0])


def test_it_listens_by_https_and_a_caller_that_dallies_holds_nobody_up():
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    listener = Listener(tls=context)
    listener.start()
    client = ssl.create_default_context()
    authority.configure_trust(client)
    try:
        assert listener.url.startswith("https://127.0.0.1:")
        with socket.create_connection(listener._server.server_address, timeout=SOON):
            connection = http.client.HTTPSConnection(Url.parse(listener.url).authority, timeout=SOON, context=client)
            connection.request("POST", listener.path, b"{}")
            assert connection.getresponse().status == 200
            connection.close()
            assert [event.request.url for event in listener.events] == [listener.url]
    finally:
        listener.stop()


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
    event = awaited(expected(listener, has(b"early")))
    assert (event.id, event.request.body) == ("play/step", b"early")
    assert listener.events[0].id == "callback-1"


def test_an_expected_callback_is_waited_for_among_others(listener):
    expectation = expected(listener, has(b"late"))
    assert not expectation.came
    found = []
    waiter = threading.Thread(target=lambda: found.append(awaited(expectation)))
    waiter.start()
    post(listener, b"other")
    post(listener, b"late")
    waiter.join(SOON)
    assert [event.request.body for event in found] == [b"late"]
    assert expectation.came


def test_one_callback_may_be_expected_by_several(listener):
    first, second = expected(listener, has(b"x")), expected(listener, has(b"x"))
    post(listener, b"x")
    assert awaited(first) == awaited(second)


def test_the_first_of_interest_stands_in_when_none_matches(listener):
    for body in (b"noise", b"near 1", b"near 2"):
        post(listener, body)
    near = awaited(expected(listener, never, lambda event: event.request.body.startswith(b"near"), within=0.05))
    assert (near.id, near.request.body) == ("play/step", b"near 1")
    both = awaited(expected(listener, has(b"near 2"), has(b"near 1"), within=0.05))
    assert both.request.body == b"near 2"


def test_nothing_expected_that_never_comes(listener):
    began = time.monotonic()
    assert expected(listener, never, never, within=0.1).result(began + SOON) == {}
    assert 0.1 <= time.monotonic() - began < SOON / 2


@pytest.mark.parametrize("within", [-1.0, SOON])
def test_nothing_is_waited_for_beyond_its_own_time_or_the_runs(listener, within):
    began = time.monotonic()
    assert expected(listener, never, within=within).result(began) == {}
    assert time.monotonic() - began < SOON / 2


def test_a_group_has_all_that_match_once_there_are_enough(listener):
    for body in (b"x", b"y", b"x"):
        post(listener, body)
    found = expected(listener, has(b"x"), at_least=2).result(time.monotonic() + SOON)
    assert [(step, event.id) for step, event in found.items()] == [
        ("step_1", "play/step_1"),
        ("step_2", "play/step_2"),
    ]
    few = expected(listener, has(b"y"), at_least=2, within=0.05).result(time.monotonic() + SOON)
    assert list(few) == ["step_1"]


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
