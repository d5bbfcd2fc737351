"""The words that judges are written in: each compares one thing and returns what it saw."""

from typing import Any

from .exchange.message import Exchange, Response
from .verdict import Json, Observation, Outcome, Party

KEPT_AT_MOST = 2000
"""Characters of a provider's text that a finding keeps; the reports show fewer, cut after secrets are replaced."""


CAPACITY = (413, 414, 431)
"""Statuses by which a server says that a request is longer than it can take (RFC 9110, 15.5; RFC 6585, 5)."""

REPEATED = 409
"""The status by which a server may refuse what it has taken before (RFC 9110, 15.5.10)."""


def shorten(value: Json, most: int = KEPT_AT_MOST) -> Json:
    """`value`, a text cut to `most` characters, if it can be between two words."""
    if not isinstance(value, str) or len(value) <= most:
        return value
    words = value[:most].rsplit(None, 1)[0]
    return f"{words}…"


def observe(holds: bool, expected: Json | tuple[Json, ...], actual: Json, where: str, **more: Any) -> Observation:
    """An observation that held or did not."""
    alternatives = expected if isinstance(expected, tuple) else (expected,)
    return Observation(Outcome.HELD if holds else Outcome.BROKEN, alternatives, shorten(actual), where, **more)


def succeeded(exchange: Exchange) -> bool:
    """Whether the response's status is 2xx."""
    return 200 <= exchange.answer.status < 300


def status_is(exchange: Exchange, *statuses: int) -> Observation:
    """The response has one of `statuses`."""
    return _status(exchange, exchange.answer.status in statuses, statuses)


def accepted(exchange: Exchange) -> Observation:
    """The response's status is 2xx."""
    return _status(exchange, succeeded(exchange), ("2xx",))


def refused(exchange: Exchange) -> Observation:
    """The response's status is not 2xx."""
    return _status(exchange, not succeeded(exchange), ("not 2xx",))


def _status(exchange: Exchange, holds: bool, expected: tuple[Json, ...]) -> Observation:
    """The status, and where it is not the expected one also what else the answer says: often that is the cause."""
    return observe(holds, expected, exchange.answer.status, "status", remedy="" if holds else said(exchange.answer))


def noted(actual: Json, where: str, expected: Json | tuple[Json, ...] = ()) -> Observation:
    """Something worth telling that no clause demands."""
    alternatives = expected if isinstance(expected, tuple) else (expected,)
    return Observation(Outcome.NOTED, alternatives, shorten(actual), where, Party.OPEN)


def unproven(reason: str, where: str = "", actual: Json = None, party: Party = Party.OPEN) -> Observation:
    """The evidence does not decide: `reason` says what is missing."""
    return Observation(Outcome.UNPROVEN, (), shorten(actual), where, party, reason)


def said(response: Response) -> str:
    """Where a redirect leads, or the beginning of a body that is text, as half a sentence; "" without either."""
    if location := response.header("Location"):
        return f"the answer leads to {shorten(location)}"
    text = " ".join(excerpt(response).split())
    return f"the answer says: {text}" if text and text.isprintable() and "\ufffd" not in text else ""


def excerpt(response: Response) -> str:
    """The beginning of a response's body as a report shows it."""
    return str(shorten(response.text.strip()))
