"""Many at the same instant: no byte goes out until every connection is open, and one that is not holds nobody up."""

import socket
import ssl
import threading

import pytest
import trustme
from raw_server import OK, PATIENCE, RawServer, request, silence

from conformance.exchange.courtesy import PoliteSender
from conformance.exchange.evidence import Halt, Stop, Stopped
from conformance.exchange.gate import Gate
from conformance.exchange.message import Exchange, FailureKind, Request, Response
from conformance.exchange.redaction import Redactor
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport
from conformance.exchange.together import send_together

MANY = 8
LIMITS = Limits(connect=2, read=PATIENCE, total=2 * PATIENCE)
QUIET = 0.1
"""Seconds that open connections are watched: a request that does not wait would have arrived."""


class Watched:
    """A wire through a `Sender` to a server that answers each request with its path. The request called "last" is not
    begun before all others are open and have been watched; `early` is whether a byte of theirs came before that."""

    def __init__(self, others):
        self.early = None
        self._sender = Sender(Transport(), LIMITS)
        self._others = others
        self._open = threading.Semaphore(0)
        self._byte = threading.Event()

    def script(self, connection):
        connection.recv(1, socket.MSG_PEEK)
        self._byte.set()
        path = request(connection).split()[1]
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))

    def send(self, request, id, ready):
        def opened():
            self._open.release()
            ready()

        if id == "last":
            assert all(self._open.acquire(timeout=PATIENCE) for _ in range(self._others))
            self.early = self._byte.wait(QUIET)
        return self._sender.send(request, id, ready=opened)


def test_no_byte_goes_out_before_every_connection_is_open():
    watched = Watched(MANY - 1)
    with RawServer(watched.script, at_once=True) as server:
        requests = [(Request("GET", f"{server.origin}/{number}"), f"{number}") for number in range(MANY - 1)]
        sent = send_together(watched, [*requests, (Request("GET", f"{server.origin}/last"), "last")], PATIENCE)
    assert watched.early is False
    assert len(server.visits) == MANY
    assert [exchange.id for exchange in sent] == [*map(str, range(MANY - 1)), "last"]
    assert [exchange.answer.text for exchange in sent] == [f"/{exchange.id}" for exchange in sent]


@pytest.fixture
def refusing():
    """The origin of an address on loopback at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def test_a_refused_connection_takes_nothing_from_the_others(refusing):
    watched = Watched(MANY - 1)
    with RawServer(watched.script, at_once=True) as server:
        requests = [(Request("GET", f"{server.origin}/{number}"), f"{number}") for number in range(MANY - 1)]
        requests.insert(3, (Request("GET", refusing), "last"))
        sent = send_together(watched, requests, PATIENCE)
    assert watched.early is False
    assert len(server.visits) == MANY - 1
    assert [exchange.id for exchange in sent] == ["0", "1", "2", "last", "3", "4", "5", "6"]
    assert sent[3].failure.kind is FailureKind.UNREACHABLE
    assert {exchange.answer.status for exchange in sent if exchange.id != "last"} == {200}
    assert max(exchange.timing.total for exchange in sent) < PATIENCE


def test_a_connection_that_takes_too_long_is_not_waited_for():
    arrived, served = threading.Semaphore(0), []

    def script(connection):
        request(connection)
        arrived.release()
        connection.sendall(OK)

    def hung(connection):
        """Refuse to agree on TLS, but not before the others have been served."""
        served.extend(arrived.acquire(timeout=PATIENCE) for _ in range(2))
        connection.shutdown(socket.SHUT_RDWR)

    sender = Sender(Transport(), Limits(connect=2 * PATIENCE, read=PATIENCE, total=3 * PATIENCE))
    with RawServer(script, at_once=True) as server, RawServer(hung, at_once=True) as stuck:
        requests = [(Request("GET", url), url) for url in (f"{server.origin}/a", f"https://{stuck.authority}")]
        requests.append((Request("GET", f"{server.origin}/b"), "b"))
        sent = send_together(sender, requests, within=0.1)
    assert served == [True, True]
    assert [exchange.failure is None for exchange in sent] == [True, False, True]


def test_what_a_wire_raises_is_raised_when_all_have_ended():
    ended = []

    class Shut:
        def send(self, request, id, ready=None):
            if id == "b":
                raise Stopped(Stop(Halt.INTERRUPTED, "over"))
            ready()
            ended.append(id)
            return Exchange(id, request, Response(200, "OK", ()))

    with pytest.raises(Stopped, match="over"):
        send_together(Shut(), [(Request("GET", "http://h/"), id) for id in "abc"], PATIENCE)
    assert sorted(ended) == ["a", "c"]


def test_nothing_sent_together_is_nothing():
    assert send_together(Sender(Transport(), LIMITS), [], PATIENCE) == []


@pytest.mark.parametrize("per_minute", [None, 60_000])
def test_a_group_passes_the_courtesy_and_the_gate_over_tls(tmp_path, per_minute):
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    served = threading.Barrier(MANY, timeout=PATIENCE)

    def script(connection):
        served.wait()
        connection.sendall(OK)

    gate = Gate(Sender(Transport(ca=tmp_path / "ca.pem"), LIMITS), Redactor())
    wire = PoliteSender(gate, per_minute)
    with RawServer(script, tls=context) as server:
        sent = send_together(wire, [(Request("GET", server.origin), f"{n}") for n in range(MANY)], PATIENCE)
    assert [exchange.answer.status for exchange in sent] == [200] * MANY
    assert [visit.received for visit in server.visits] == [sent[0].request.wire] * MANY
    gate.close()
    with pytest.raises(Stopped):
        send_together(wire, [(Request("GET", server.origin), f"{n}") for n in range(2)], PATIENCE)


def test_a_request_alone_is_ready_once_its_tls_is_agreed_on():
    with RawServer(silence, at_once=True) as server:
        called = []
        sender = Sender(Transport(), Limits(connect=0.1))
        failed = sender.send(Request("GET", f"https://{server.authority}"), "id", ready=lambda: called.append(1))
    assert failed.failure.kind is FailureKind.UNREACHABLE
    assert called == []
    with RawServer() as server:
        Sender(Transport(), LIMITS).send(Request("GET", server.origin), "id", ready=lambda: called.append(1))
    assert called == [1]
