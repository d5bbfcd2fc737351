"""One request out, one exchange back: exact bytes, a fresh connection each time, no redirect followed."""

import hashlib
import http.client
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import requests
import urllib3

from .connection import ExactAdapter, Trip, current_trip
from .message import KEPT_IN_MEMORY, Body, Exchange, Failure, FailureKind, Request, Response, Timing, Url
from .settings import Limits, Transport

CHUNK = 1 << 16


class Sender:
    """Sends requests one at a time per thread; safe to share between threads.

    Bodies longer than `KEPT_IN_MEMORY` go to files in `folder`, which the caller removes.
    """

    def __init__(self, transport: Transport, limits: Limits, folder: Path | None = None) -> None:
        self._limits = limits
        self._folder = folder
        # One adapter a thread: its pool must never lend a connection that another thread is about to close.
        self._adapters = threading.local()
        self._extra = transport.headers
        self._options: dict[str, Any] = {
            "stream": True,
            "verify": False if transport.insecure else str(transport.ca) if transport.ca else True,
            "cert": _certificate(transport),
            "proxies": {"http": transport.proxy, "https": transport.proxy} if transport.proxy else {},
            "timeout": (limits.connect, limits.read),
        }
        if transport.insecure:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def send(self, request: Request, id: str, deadline: float | None = None) -> Exchange:
        """The exchange of `request`, never an exception for what a provider or the network does.

        `deadline` (time.monotonic) ends it earlier than the profile's total limit would.
        """
        request = with_headers(request, self._extra)
        began, started = time.monotonic(), time.time()
        trip = Trip(request)
        allowed = self._limits.total if deadline is None else min(self._limits.total, max(0.05, deadline - began))
        response: Response | None = None
        failure: Failure | None = None
        first_byte: float | None = None
        with _cut_after(allowed, trip):
            token = current_trip.set(trip)
            try:
                answer = self._adapter().send(_prepared(request), **self._options)
                first_byte = time.monotonic() - began
                try:
                    body, failure = self._read(answer.raw)
                finally:
                    answer.raw.close()
                response = _recorded(answer.raw, body)
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                http.client.HTTPException,
                OSError,
            ) as error:
                failure = _failure(error, trip)
            except ValueError as error:
                failure = Failure(FailureKind.UNREACHABLE, f"cannot be sent: {type(error).__name__}")
            finally:
                current_trip.reset(token)
                trip.close()
        if trip.late:
            failure = Failure(FailureKind.TIMEOUT, f"no complete answer within {allowed:g} s")
        timing = Timing(started, first_byte, time.monotonic() - began)
        return Exchange(id, request, response, failure, timing, trip.peer)

    def _adapter(self) -> ExactAdapter:
        if not hasattr(self._adapters, "own"):
            self._adapters.own = ExactAdapter()
        adapter: ExactAdapter = self._adapters.own
        return adapter

    def _read(self, raw: Any) -> tuple[Body, Failure | None]:
        """The body as it came, hashed in constant memory, and what cut it short, if anything did."""
        most = self._limits.response_mb << 20
        head, size, digest = bytearray(), 0, hashlib.sha256()
        spool: IO[bytes] | None = None
        failure: Failure | None = None
        try:
            for chunk in raw.stream(CHUNK, decode_content=False):
                size += len(chunk)
                digest.update(chunk)
                if len(head) < KEPT_IN_MEMORY:
                    head += chunk[: KEPT_IN_MEMORY - len(head)]
                if size > KEPT_IN_MEMORY:
                    if spool is None:
                        spool = tempfile.NamedTemporaryFile(dir=self._folder, prefix="body-", delete=False)  # noqa: SIM115
                        spool.write(head[: size - len(chunk)])
                    spool.write(chunk)
                if size > most:
                    failure = Failure(FailureKind.TOO_LARGE, f"more than {self._limits.response_mb} MB")
                    break
        except urllib3.exceptions.ReadTimeoutError:
            failure = Failure(FailureKind.TIMEOUT, f"the body stopped for {self._limits.read:g} s after {size} bytes")
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError):
            failure = Failure(FailureKind.TRUNCATED, f"the connection ended after {size} bytes, before the body's end")
        finally:
            if spool is not None:
                spool.close()
        return Body(bytes(head), size, digest.hexdigest(), Path(spool.name) if spool else None), failure


def with_headers(request: Request, extra: tuple[tuple[str, str], ...]) -> Request:
    """`request` with the profile's static headers behind its own."""
    if not extra:
        return request
    return replace(request, headers=(*request.headers, *extra))


def _prepared(request: Request) -> requests.PreparedRequest:
    """What requests needs to find the connection; the connection itself sends the exact request."""
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = Url.parse(request.url).origin + "/"
    prepared.headers = requests.structures.CaseInsensitiveDict()
    return prepared


def _certificate(transport: Transport) -> str | tuple[str, str] | None:
    if transport.client_certificate is None:
        return None
    if transport.client_key is None:
        return str(transport.client_certificate)
    return str(transport.client_certificate), str(transport.client_key)


def _recorded(raw: Any, body: Body) -> Response:
    version = {10: "HTTP/1.0", 11: "HTTP/1.1"}.get(raw.version, "HTTP/?")
    # http.client's own message keeps the order of repeated headers, which urllib3's dictionary groups by name.
    original = raw._original_response
    headers = tuple(original.msg.items()) if original is not None else tuple(raw.headers.items())
    return Response(raw.status, raw.reason or "", headers, body, version)


@contextmanager
def _cut_after(seconds: float, trip: Trip) -> Iterator[None]:
    timer = threading.Timer(seconds, trip.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and everything it was made of: libraries wrap the true cause several layers deep."""
    seen: set[int] = set()
    queue: list[object] = [error]
    while queue:
        item = queue.pop(0)
        if isinstance(item, BaseException) and id(item) not in seen:
            seen.add(id(item))
            yield item
            queue += [item.__cause__, item.__context__, getattr(item, "reason", None), *item.args]


def _failure(error: BaseException, trip: Trip) -> Failure:
    """What the exception means, in words without the URL: it may hold a password."""
    host = Url.parse(trip.request.url).authority.rpartition("@")[2]
    causes = list(_chain(error))
    if certificate := next((e for e in causes if isinstance(e, ssl.SSLCertVerificationError)), None):
        return Failure(FailureKind.TLS, f"TLS with {host}: {certificate.verify_message}")
    if tls := next((e for e in causes if isinstance(e, ssl.SSLError)), None):
        return Failure(FailureKind.TLS, f"TLS with {host}: {(tls.reason or 'failed').replace('_', ' ').lower()}")
    if trip.peer is None:
        return Failure(FailureKind.UNREACHABLE, f"cannot connect to {host}: {_why(causes)}")
    if any(isinstance(e, (requests.Timeout, TimeoutError, urllib3.exceptions.ReadTimeoutError)) for e in causes):
        return Failure(FailureKind.TIMEOUT, "no answer within the read time-out")
    if any(isinstance(e, (ConnectionError, http.client.RemoteDisconnected)) for e in causes):
        return Failure(FailureKind.RESET, "the connection was closed without an answer")
    if any(isinstance(e, http.client.HTTPException) for e in causes):
        return Failure(FailureKind.NOT_HTTP, "the answer is not HTTP that this caller can read")
    return Failure(FailureKind.RESET, f"the connection failed: {_why(causes)}")


def _why(causes: list[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return "the host name is not known"
        if isinstance(cause, (TimeoutError, requests.ConnectTimeout)):
            return "no answer to the connection attempt"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
    return type(causes[-1]).__name__
