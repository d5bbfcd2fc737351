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


SAID_AT_MOST = 200
"""Characters of a failed command's last line that are told."""


def observed(observer: Observer, mark: str, id: str, send: Callable[[Request, str], Exchange]) -> Exchange:
    """The exchange of asking `observer` about `mark`: by `send` where it is a URL, else by running its command, whose
    output stands for the body of a 200 and whose complaints for that of a 500 with the exit code as its reason."""
    if observer.url is not None:
        url = observer.url.replace("{id}", quote(mark, safe=""))
        return send(Request("GET", url, (("Accept", "application/json"),)), id)
    return _run([part.replace("{id}", mark) for part in observer.command], mark, observer.wait, id)


def stored_in(exchange: Exchange) -> list[Mapping[str, Any]]:
    """What the observer's answer tells, in order of arrival. Raises ValueError for what is no JSON array of objects, in
    half a sentence that follows "the observer", or "the observer's" where it begins with "'s"."""
    response, failure = exchange.response, exchange.failure
    is_command = exchange.request.url.startswith(COMMAND)
    if response is None:
        detail = failure.detail if failure else "no answer"
        raise ValueError(f"'s command {detail}" if is_command else f"cannot be asked: {detail}")
    if response.status != 200 and is_command:
        raise ValueError(f"'s command ended with {response.reason}: {_last_line(response.body)}")
    if response.status != 200:
        raise ValueError(f"answered {response.status}; it must answer 200 with a JSON array")
    try:
        with response.body.open() as stream:
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


def _last_line(complaints: Body) -> str:
    with complaints.open() as stream:
        lines = stream.read().decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing on standard error")
    return last if len(last) <= SAID_AT_MOST else f"{last[: SAID_AT_MOST - 1]}…"


def _run(command: list[str], mark: str, seconds: float, id: str) -> Exchange:
    request = Request("GET", f"{COMMAND}?id={quote(mark, safe='')}")
    began, started = time.monotonic(), time.time()
    response: Response | None = None
    failure: Failure | None = None
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        failure = Failure(FailureKind.TIMEOUT, f"gave no answer within {seconds:g} s")
    except OSError as error:
        why = f"{command[0]} cannot be run ({(error.strerror or str(error)).lower()})"
        failure = Failure(FailureKind.UNREACHABLE, why)
    else:
        if done.returncode == 0:
            response = Response(200, "", (("Content-Type", "application/json"),), Body.of(done.stdout))
        else:
            reason = f"exit code {done.returncode}"
            response = Response(500, reason, (("Content-Type", "text/plain"),), Body.of(done.stderr))
    return Exchange(id, request, response, failure, Timing(started, None, time.monotonic() - began))
