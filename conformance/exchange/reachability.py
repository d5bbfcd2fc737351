"""Whether the listener is reached at the URL that the provider is told: a request of the suite's own shows it.

The request carries a seal, the digest of a word that only this listener knows, and the listener answers with the word.
Another server, though it repeats whatever it is sent, cannot.
"""

import hashlib
import secrets
from urllib.parse import parse_qs

from .message import Exchange, Request, Url

SEAL = "conformance-seal"
"""The parameter of the query that carries the seal."""


class Seal:
    """A listener's own word, and the seal that it is known by."""

    def __init__(self) -> None:
        self.word = secrets.token_hex(16)
        self._seal = _digest(self.word.encode())

    def probe(self, url: str) -> Request:
        """The request that asks the listener behind `url` for the word. A GET harms nobody, should somebody else listen
        there."""
        return Request("GET", f"{url}{'&' if '?' in url else '?'}{SEAL}={self._seal}")

    def knows(self, url: str) -> bool:
        """Whether what was sent to `url` is such a request."""
        return _seal_in(url) == self._seal


def unreached(probe: Exchange) -> str | None:
    """Why the exchange of a probe does not show that the listener is reached, in a sentence; None when it does."""
    response = probe.response
    if response is not None and _digest(response.body.head) == _seal_in(probe.request.url):
        return None
    if response is None:
        why = probe.failure.detail if probe.failure else "no answer"
    else:
        location = response.header("Location")
        why = f"another server answers {response.status} there" + (f", which leads to {location}" if location else "")
    where = Url.parse(probe.request.url).authority.rpartition("@")[2]
    remedy = "let webhook.public_url lead to webhook.bind and webhook.port of this machine, from this machine too"
    return f"the listener for callbacks is not reached at {where}: {why}; {remedy}"


def _seal_in(url: str) -> str | None:
    return next(iter(parse_qs(url.partition("?")[2]).get(SEAL, ())), None)


def _digest(word: bytes) -> str:
    return hashlib.sha256(word).hexdigest()
