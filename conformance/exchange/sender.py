"""One request out, one exchange back: exact bytes, a fresh connection each time, no redirect followed."""

import hashlib
import http.client
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
from .failure import broken_off, failure_of
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
        self._adapter = ExactAdapter()
        self._extra = transport.headers
        self._options: dict[str, Any] = {
            "stream": True,
            "verify": False if transport.insecure else str(transport.ca) if transport.ca else True,
            "cert": _certificate(transport),
            "proxies": {"http": transport.proxy, "https": transport.proxy} if transport.proxy else {},
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
                timeout = min(self._limits.connect, allowed), self._limits.read
                answer = self._adapter.send(_prepared(request), timeout=timeout, **self._options)
                first_byte = time.monotonic() - began
                try:
                    # A 204 or 304 ends with its header, whatever the header says (RFC 9112, 6.3).
                    body, failure = (Body(), None) if answer.raw.status in (204, 304) else self._read(answer.raw)
                finally:
                    answer.raw.close()
                response = _recorded(answer.raw, body)
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                http.client.HTTPException,
                OSError,
            ) as error:
                failure = failure_of(error, trip)
            except ValueError:
                failure = Failure(FailureKind.NOT_HTTP, "the request holds a character that no HTTP header can carry")
            finally:
                current_trip.reset(token)
                trip.close()
        total = time.monotonic() - began
        if trip.late or (failure and total >= allowed):
            failure = Failure(FailureKind.TIMEOUT, f"no complete answer within {allowed:.3g} s")
        return Exchange(id, request, response, failure, Timing(started, first_byte, total), trip.peer)

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
            failure = Failure(FailureKind.TIMEOUT, f"the body stopped for {self._limits.read:g} s before its end")
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            failure = broken_off(error, size)
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
