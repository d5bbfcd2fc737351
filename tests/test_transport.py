"""How a provider is reached: certificates are verified, and a proxy gets what the provider would."""

import socket
import ssl
import threading
import warnings
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import trustme
from raw_server import OK, RawServer, answer, drip, last_words, request, reset, silence

from conformance.exchange.failure import failure_of
from conformance.exchange.message import FailureKind, Request
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport
from conformance.exchange.trip import Trip

QUICK = Limits(connect=0.5, read=2, total=10)
TARGET = "/a/../b|%7e?user=%account%&p=s3cr3t"


@pytest.fixture(scope="module")
def ca():
    return trustme.CA()


@pytest.fixture(scope="module")
def files(ca, tmp_path_factory):
    """The authority's certificate, and a client certificate with its key, as files."""
    folder = tmp_path_factory.mktemp("certificates")
    ca.cert_pem.write_to_path(folder / "ca.pem")
    client = ca.issue_cert("caller@example.com")
    client.private_key_pem.write_to_path(folder / "key.pem")
    client.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    client.private_key_and_cert_chain_pem.write_to_path(folder / "both.pem")
    return folder


def server_context(ca, *names, **expiry):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*(names or ("127.0.0.1",)), **expiry).configure_cert(context)
    return context


def send(origin, transport, limits=QUICK):
    return Sender(transport, limits).send(Request("GET", origin + TARGET, (("X-App", "1"),)), "id")


def test_a_certificate_of_a_foreign_authority_is_refused(ca):
    with RawServer(tls=server_context(ca)) as server:
        sent = send(server.origin, Transport())
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TLS
    assert server.authority in sent.failure.detail
    assert "s3cr3t" not in sent.failure.detail
    assert server.visits[0].received == b""


def test_the_environment_adds_no_authority(ca, files, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files / "ca.pem"))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(files / "ca.pem"))
    with RawServer(tls=server_context(ca)) as server:
        assert send(server.origin, Transport()).failure.kind is FailureKind.TLS


def test_the_profiles_authority_is_trusted_and_the_bytes_are_exact(ca, files):
    with RawServer(tls=server_context(ca)) as server:
        sender = Sender(Transport(ca=files / "ca.pem"), QUICK)
        for _ in range(2):
            sent = sender.send(Request("GET", server.origin + TARGET, (("X-App", "1"),)), "id")
            assert sent.answer.body.head == b"ok"
    assert [visit.received for visit in server.visits] == [sent.request.wire] * 2
    assert all(visit.ended for visit in server.visits)


@pytest.mark.parametrize(
    ("names", "expiry", "words"),
    [
        (("other.example",), {}, "not valid for"),
        ((), {"not_after": datetime(2020, 1, 1, tzinfo=UTC)}, "expired"),
    ],
)
def test_a_certificate_for_another_host_or_time_is_refused(ca, files, names, expiry, words):
    with RawServer(tls=server_context(ca, *names, **expiry)) as server:
        sent = send(server.origin, Transport(ca=files / "ca.pem"))
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TLS
    assert words in sent.failure.detail


def test_insecure_takes_any_certificate_without_a_warning(ca):
    with warnings.catch_warnings(record=True) as seen, RawServer(tls=server_context(ca, "other.example")) as server:
        sent = send(server.origin, Transport(insecure=True))
    assert not seen
    assert sent.answer.status == 200
    assert server.visits[0].received == sent.request.wire


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_is_shown_where_the_profile_names_one(ca, files, version):
    context = server_context(ca)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = version
    ca.configure_trust(context)
    authority = files / "ca.pem"
    with RawServer(tls=context) as server:
        without = send(server.origin, Transport(ca=authority))
        pair = send(
            server.origin,
            Transport(ca=authority, client_certificate=files / "certificate.pem", client_key=files / "key.pem"),
        )
        one = send(server.origin, Transport(ca=authority, client_certificate=files / "both.pem"))
    assert without.failure is not None
    assert without.failure.kind is FailureKind.TLS
    assert (pair.answer.status, one.answer.status) == (200, 200)


def test_plain_http_where_tls_is_due_is_a_tls_failure():
    with RawServer(last_words(OK), at_once=True) as server:
        sent = send(f"https://{server.authority}", Transport())
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TLS


def test_a_handshake_that_never_ends_is_unreachable():
    with RawServer(silence, at_once=True) as server:
        sent = send(f"https://{server.authority}", Transport())
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.UNREACHABLE
    assert server.visits[0].ended


def test_the_total_deadline_ends_a_handshake_that_drips():
    # A record of 16 KiB, a byte at a time.
    with RawServer(drip(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", b"\x00", 0.02), at_once=True) as server:
        sent = send(f"https://{server.authority}", Transport(), Limits(connect=2, read=2, total=0.4))
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TIMEOUT
    assert sent.timing.total < 1.4
    assert server.visits[0].ended


def test_a_reset_over_tls_is_a_reset(ca, files):
    with RawServer(reset, tls=server_context(ca)) as server:
        sent = send(server.origin, Transport(ca=files / "ca.pem"))
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.RESET


def test_hanging_up_on_a_request_over_tls_is_a_reset_but_on_a_handshake_a_tls_failure():
    error = ssl.SSLEOFError(8, "EOF occurred in violation of protocol")
    trip = Trip(Request("PUT", "https://provider.invalid/s3cr3t"))
    assert failure_of(error, trip).kind is FailureKind.TLS
    trip.peer = "192.0.2.1:443"
    assert failure_of(error, trip).kind is FailureKind.RESET


def test_a_proxy_gets_the_absolute_form_of_the_exact_target():
    with RawServer() as proxy:
        transport = Transport(proxy=f"http://me:pass@{proxy.authority}")
        sent = send("http://user:s3cr3t@provider.invalid:8080", transport)
    assert sent.answer.status == 200
    line, rest = sent.request.wire.split(b"\r\n", 1)
    absolute = line.replace(b"GET ", b"GET http://provider.invalid:8080")
    assert proxy.visits[0].received == absolute + b"\r\n" + rest


def tunnel(connection):
    """A proxy's answer to CONNECT: a line to the host asked for, until either side ends it."""
    host, _, port = request(connection).split()[1].decode().partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as far:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=relay, args=(far, connection), daemon=True)
        back.start()
        relay(connection, far)
        back.join(10)


def relay(source, sink):
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def test_tls_goes_through_a_proxys_tunnel(ca, files):
    with RawServer(tls=server_context(ca)) as server, RawServer(tunnel, at_once=True) as proxy:
        sent = send(server.origin, Transport(ca=files / "ca.pem", proxy=f"http://{proxy.authority}"))
    assert sent.answer.status == 200
    assert server.visits[0].received == sent.request.wire
    assert server.visits[0].ended
    assert sent.peer == proxy.authority


def test_a_proxys_refusal_and_absence_are_unreachable_and_say_so():
    with RawServer(answer(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")) as proxy:
        refused = send("https://provider.invalid", Transport(proxy=f"http://me:s3cr3t@{proxy.authority}"))
        gone = proxy.authority
    absent = send("http://provider.invalid", Transport(proxy=f"http://me:s3cr3t@{gone}"))
    assert [sent.failure.kind for sent in (refused, absent)] == [FailureKind.UNREACHABLE] * 2
    assert "407" in refused.failure.detail
    assert "proxy" in absent.failure.detail
    assert not any("s3cr3t" in sent.failure.detail for sent in (refused, absent))
