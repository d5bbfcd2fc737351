"""The provider's observer: a URL or a command of its own that tells what it stored, so that arrival can be judged.

It is asked with the mark that a message carries and answers with a JSON array of objects (docs/observer.md).
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from . import command
from .body import NotKept
from .message import Exchange, Request, Timing
from .settings import Observer

COMMAND = "http://observer.invalid/"
"""Stands for a command in the record, where every exchange has a URL; a name that no host can have (RFC 2606)."""


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
    if is_command and (trouble := command.trouble(response, failure)):
        raise ValueError(f"'s command {trouble}")
    if response is None:
        raise ValueError(f"cannot be asked: {failure.detail if failure else 'no answer'}")
    if response.status != 200:
        raise ValueError(f"answered {response.status}; it must answer 200 with a JSON array")
    try:
        with response.body.open() as stream:
            stored = json.load(stream)
    except NotKept:
        raise ValueError(f"answered {response.body.size} bytes, more than is read") from None
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


def _run(arguments: list[str], mark: str, seconds: float, id: str) -> Exchange:
    request = Request("GET", f"{COMMAND}?id={quote(mark, safe='')}")
    began, started = time.monotonic(), time.time()
    response, failure = command.run(arguments, seconds)
    return Exchange(id, request, response, failure, Timing(started, None, time.monotonic() - began))
