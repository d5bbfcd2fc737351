"""What the exception of an exchange that went wrong means, in words without the URL: it may hold a password."""

import http.client
import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3

from .message import Failure, FailureKind, Url
from .trip import Trip


def failure_of(error: BaseException, trip: Trip) -> Failure:
    """Why there is no response to the request of `trip`."""
    host = Url.parse(trip.request.url).authority.rpartition("@")[2]
    causes = list(_chain(error))
    if certificate := next((e for e in causes if isinstance(e, ssl.SSLCertVerificationError)), None):
        return Failure(FailureKind.TLS, f"TLS with {host}: {certificate.verify_message}")
    # A provider that hangs up on a request over TLS has not failed at TLS.
    hung_up = trip.peer is not None and any(isinstance(e, ssl.SSLEOFError) for e in causes)
    if not hung_up and (tls := next((e for e in causes if isinstance(e, ssl.SSLError)), None)):
        return Failure(
            FailureKind.TLS, f"TLS with {host}: {(getattr(tls, 'reason', None) or 'failed').replace('_', ' ').lower()}"
        )
    if trip.peer is None:
        proxied = any(isinstance(e, urllib3.exceptions.ProxyError) for e in causes)
        place = f"the proxy for {host}" if proxied else host
        return Failure(FailureKind.UNREACHABLE, f"cannot connect to {place}: {_why(causes)}")
    if any(isinstance(e, (requests.Timeout, TimeoutError, urllib3.exceptions.ReadTimeoutError)) for e in causes):
        return Failure(FailureKind.TIMEOUT, "no answer within the read time-out")
    if any(isinstance(e, (ConnectionError, http.client.RemoteDisconnected)) for e in causes):
        return Failure(FailureKind.RESET, "the connection was closed without an answer")
    if any(isinstance(e, http.client.HTTPException) for e in causes):
        return Failure(FailureKind.NOT_HTTP, "the answer is not HTTP that this caller can read")
    return Failure(FailureKind.RESET, f"the connection failed: {_why(causes)}")


def broken_off(error: BaseException, body: urllib3.HTTPResponse, size: int, patience: float) -> Failure:
    """Why `body`, of which `size` bytes were read, has no end; `patience` is the read time-out in seconds."""
    causes = list(_chain(error))
    if any(isinstance(e, urllib3.exceptions.InvalidChunkLength) for e in causes):
        return Failure(FailureKind.NOT_HTTP, f"after {size} bytes of the body comes no length of a chunk")
    if any(isinstance(e, urllib3.exceptions.ReadTimeoutError) for e in causes):
        return Failure(
            FailureKind.TIMEOUT, f"the body stopped for {patience:g} s after {_progress(causes, body, size)}"
        )
    return Failure(FailureKind.TRUNCATED, f"the connection ended after {_progress(causes, body, size)}")


def _progress(causes: list[BaseException], body: urllib3.HTTPResponse, size: int) -> str:
    """The bytes that came, and those that had been announced."""
    if not body.chunked:
        left = body.length_remaining
        return f"{size} bytes, before the body's end" if left is None else f"{size} of {size + left} bytes"
    cut = next((e for e in causes if isinstance(e, http.client.IncompleteRead) and isinstance(e.partial, bytes)), None)
    # A chunk's own end has two bytes.
    if cut is None or body.chunk_left is None or len(cut.partial) + (cut.expected or 0) <= 2:
        return f"{size} bytes, before the last chunk"
    came = len(cut.partial)
    return f"{size + came} bytes, {body.chunk_left - came} before the end of a chunk"


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


def _why(causes: list[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return "the host name is not known"
        if isinstance(cause, (TimeoutError, requests.ConnectTimeout)):
            return "no answer to the connection attempt"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
        # Such as the refusal of a proxy; an OSError of requests' own quotes the URL.
        if type(cause) is OSError:
            return str(cause).lower()
    return type(causes[-1]).__name__
