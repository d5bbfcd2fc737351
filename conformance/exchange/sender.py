"""One request out, one exchange back: exact bytes, a fresh connection each time, no redirect followed."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
import urllib3

from .body import Body, Watch, unwatched
from .connection import ExactAdapter
from .failure import failure_of
from .message import Exchange, Failure, FailureKind, Request, Response, Timing, Url
from .settings import Limits, Transport
from .spool import body_of
from .trip import Trip, current_trip


class Sender:
    """Sends requests one at a time per thread; safe to share between threads.

    Bodies longer than `KEPT_IN_MEMORY` go to files in `folder`, which the caller removes; those longer than
    `KEPT_IN_FILE` pass who is to `watch` them.
    """

    def __init__(
        self, transport: Transport, limits: Limits, folder: Path | None = None, watch: Watch = unwatched
    ) -> None:
        self._limits = limits
        self._folder = folder
        self._watch = watch
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

    def send(
        self, request: Request, id: str, deadline: float | None = None, ready: Callable[[], None] | None = None
    ) -> Exchange:
        """The exchange of `request`, never an exception for what a provider or the network does.

        `deadline` (time.monotonic) ends it earlier than the profile's total limit would. `ready` is called once, in
        this thread, when the connection is open and before the first byte goes out; the time that it takes counts.
        """
        request = with_headers(request, self._extra)
        began, started = time.monotonic(), time.time()
        allowed = self._limits.total if deadline is None else min(self._limits.total, max(0.05, deadline - began))
        with closing(Trip(request, ready)) as trip:
            with _cut_after(allowed, trip):
                response, failure, first_byte = self._outcome(trip, allowed, began)
            total = time.monotonic() - began
            if trip.late or (failure and total >= allowed):
                failure = Failure(FailureKind.TIMEOUT, f"no complete answer within {allowed:.3g} s")
            if request.to_the_end and response is not None and failure is None:
                response = replace(response, surplus=trip.surplus())
        return Exchange(id, request, response, failure, Timing(started, first_byte, total), trip.peer)

    def _outcome(
        self, trip: Trip, allowed: float, began: float
    ) -> tuple[Response | None, Failure | None, float | None]:
        """The response, what went wrong, and when the first byte came, in seconds after `began`."""
        first_byte: float | None = None
        token = current_trip.set(trip)
        try:
            timeout = min(self._limits.connect, allowed), self._limits.read
            answer = self._adapter.send(_prepared(trip.request), timeout=timeout, **self._options)
            first_byte = time.monotonic() - began
            try:
                # A 204 or 304 ends with its header, whatever the header says (RFC 9112, 6.3).
                empty = answer.raw.status in (204, 304)
                taken = (Body(), None) if empty else body_of(answer.raw, self._limits, self._folder, self._watch)
            finally:
                answer.raw.close()
            body, failure = taken
            return _recorded(answer.raw, body), failure, first_byte
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            return None, failure_of(error, trip), first_byte
        except ValueError:
            detail = "the request holds a character that no HTTP header can carry"
            return None, Failure(FailureKind.NOT_HTTP, detail), first_byte
        finally:
            current_trip.reset(token)


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
