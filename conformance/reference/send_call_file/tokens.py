"""Download tokens: what each stands for, and whether it is still good (document 001, Output)."""

import base64
import itertools
import secrets
import string
import threading
import time
from dataclasses import dataclass

from .recordings import Couple

RACE_SECONDS = 0.05
"""How long a careless provider takes from looking a token up to marking it as used."""

_ALPHANUMERIC = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Ticket:
    """What a token stands for: `kind` is the type asked for ("1" audio, "16" video), `by_sid` whether by a SID."""

    session: str
    user: str
    couples: tuple[Couple, ...]
    kind: str
    action: str
    by_sid: bool = False


class Tokens:
    """The tokens that were minted and the methods by which each was used. Safe to share by threads."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults
        self._lock = threading.Lock()
        self._tickets: dict[str, Ticket] = {}
        self._uses: dict[str, list[str]] = {}
        self._stem = _random(12)
        self._numbers = itertools.count(1)

    def mint(self, ticket: Ticket) -> str:
        """A new token for `ticket`, 20 alphanumeric characters."""
        with self._lock:
            token = self._unused(ticket) if "same-token" in self.faults else None
            token = token or self._text()
            self._tickets[token] = ticket
            self._uses[token] = []
        return token

    def ticket_of(self, token: str) -> Ticket | None:
        """What `token` stands for, used or not."""
        with self._lock:
            return self._tickets.get(token)

    def redeem(self, text: str, user: str, method: str) -> Ticket | None:
        """The ticket of an unused token of `user`, which is used from now on. One of many threads at once gets it."""
        with self._lock:
            token = self._meant(text)
            ticket = self._tickets.get(token)
            if ticket is None or (ticket.user != user and "foreign-token" not in self.faults):
                return None
            race_lost = self._loses_race(token)
            if self._is_dead(token, method):
                if "token-revived" in self.faults:
                    self._uses[token] = []
                return None
            if not race_lost:
                self._uses[token].append(method)
            if "tokens-crossed" in self.faults:
                ticket = [other for other in self._tickets.values() if other.session == ticket.session][-1]
        if race_lost:
            time.sleep(RACE_SECONDS)
            with self._lock:
                self._uses[token].append(method)
        return ticket

    def end(self, session: str) -> None:
        """Void the tokens of `session`, for they live no longer than it."""
        with self._lock:
            for token in [token for token, ticket in self._tickets.items() if ticket.session == session]:
                del self._tickets[token], self._uses[token]

    def _text(self) -> str:
        if "sequential-tokens" in self.faults:
            return f"{self._stem}{next(self._numbers):08}"
        if "clock-tokens" in self.faults:
            return f"T{time.time_ns()}"
        if "encoded-clock-tokens" in self.faults:
            return base64.b64encode(f"recorder:{time.time_ns()}:recording".encode()).decode()
        return _random(8 if "short-tokens" in self.faults else 20)

    def _unused(self, ticket: Ticket) -> str | None:
        return next((token for token, own in self._tickets.items() if own == ticket and not self._uses[token]), None)

    def _meant(self, text: str) -> str:
        """The token for which `text` is taken."""
        for token in self._tickets:
            cut = "truncated-token-accepted" in self.faults and text and token.startswith(text)
            longer = "lengthened-token-accepted" in self.faults and text.startswith(token)
            if cut or longer or ("letter-case-ignored" in self.faults and token.lower() == text.lower()):
                return token
        return text

    def _loses_race(self, token: str) -> bool:
        every = 1 if "token-race-lost" in self.faults else 3
        number = list(self._tickets).index(token)
        return bool({"token-race-lost", "token-race-lost-at-times"} & self.faults) and number % every == 0

    def _is_dead(self, token: str, method: str) -> bool:
        uses = self._uses[token]
        if "token-reusable-across-methods" in self.faults:
            return method in uses
        if "get-reusable" in self.faults and method in uses and method == "GET":
            return False
        return bool(uses) and "token-reusable" not in self.faults


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(length))
