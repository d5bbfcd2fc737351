"""The provider's observer: a URL or a command of its own that tells what it stored, so that arrival can be judged.

It is asked with the mark that a message carries and answers with a JSON array of objects (docs/observer.md).
"""

import json
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from .message import Body, Exchange, Failure, FailureKind, Request, Response, Timing
from .settings import Observer

COMMAND = "http://observer.invalid/"
"""Stands for a command in the record, where every exchange has a URL; a name that no host can have (RFC 2606)."""


def observed(observer: Observer, mark: str, id: str, send: Callable[[Request, str], Exchange]) -> Exchange:
    """The exchange of asking `observer` about `mark`: by `send` where it is a URL, else by running its command, whose
    output stands for the body of a 200 and whose complaints for that of a 500."""
    if observer.url is not None:
        url = observer.url.replace("{id}", quote(mark, safe=""))
        return send(Request("GET", url, (("Accept", "application/json"),)), id)
    return _run([part.replace("{id}", mark) for part in observer.command], mark, observer.wait, id)


def stored_in(exchange: Exchange) -> list[Mapping[str, Any]]:
    """What the observer's answer tells, in order of arrival. Raises ValueError, half a sentence, for what is no JSON
    array of objects."""
    if exchange.response is None:
        raise ValueError(f"cannot be asked: {exchange.failure.detail if exchange.failure else 'no answer'}")
    if exchange.response.status != 200:
        raise ValueError(f"answered {exchange.response.status}; it must answer 200 with a JSON array")
    try:
        with exchange.response.body.open() as stream:
            stored = json.load(stream)
    except (ValueError, RecursionError):
        raise ValueError("answered something else than JSON; it must be an array of objects") from None
    if not isinstance(stored, list) or not all(isinstance(item, dict) for item in stored):
        raise ValueError("answered JSON that is no array of objects")
    return stored


def mark_of(observer: Observer | None, exchange: Exchange) -> str:
    """The mark that `observer` was asked for in `exchange`."""
    asked = f"{COMMAND}?id={{id}}" if observer is None or observer.url is None else observer.url
    before, _, after = asked.partition("{id}")
    # What was sent to has a host, which a configured path lacks.
    start = re.sub("^[a-z]+://[^/?]*", "", before, flags=re.IGNORECASE)
    url = exchange.request.url.removesuffix(after)
    return unquote(url[url.rindex(start) + len(start) :])


def _run(command: list[str], mark: str, seconds: float, id: str) -> Exchange:
    request = Request("GET", f"{COMMAND}?id={quote(mark, safe='')}")
    began, started = time.monotonic(), time.time()
    response: Response | None = None
    failure: Failure | None = None
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        failure = Failure(FailureKind.TIMEOUT, f"its command gave no answer within {seconds:g} s")
    except OSError as error:
        failure = Failure(
            FailureKind.UNREACHABLE, f"its command cannot be run ({(error.strerror or str(error)).lower()})"
        )
    else:
        status, said = (200, done.stdout) if done.returncode == 0 else (500, done.stderr)
        response = Response(status, "", (("Content-Type", "application/json"),), Body.of(said))
    return Exchange(id, request, response, failure, Timing(started, None, time.monotonic() - began))
