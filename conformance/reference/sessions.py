"""What the call recorder remembers: who is logged in, and which download tokens are still good."""

import secrets
import string
import threading
from dataclasses import dataclass

from .recordings import Couple

_ALPHANUMERIC = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Ticket:
    """What a download token stands for: `kind` is the type asked for ("1" audio, "16" video)."""

    session: str
    user: str
    couples: tuple[Couple, ...]
    kind: str
    action: str


class Sessions:
    """Sessions, and the tokens that live no longer than the session they were minted in. Safe to share by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: dict[str, str] = {}
        self._fresh: dict[str, Ticket] = {}
        self._used: dict[str, Ticket] = {}

    def open(self, user: str) -> str:
        """Log `user` in and return the session's id, 32 hexadecimal digits."""
        session = secrets.token_hex(16).upper()
        with self._lock:
            self._users[session] = user
        return session

    def user_of(self, session: str) -> str | None:
        with self._lock:
            return self._users.get(session)

    def end(self, session: str) -> None:
        """End `session` and void its tokens; harmless when there is none."""
        with self._lock:
            self._users.pop(session, None)
            for tokens in (self._fresh, self._used):
                for token in [token for token, ticket in tokens.items() if ticket.session == session]:
                    del tokens[token]

    def mint(self, ticket: Ticket) -> str:
        """A new token for `ticket`, 20 alphanumeric characters."""
        token = "".join(secrets.choice(_ALPHANUMERIC) for _ in range(20))
        with self._lock:
            self._fresh[token] = ticket
        return token

    def redeem(self, token: str, user: str) -> Ticket | None:
        """The ticket of an unused token of `user`, which is used from now on. One of many threads at once gets it."""
        with self._lock:
            ticket = self._fresh.get(token)
            if ticket is None or ticket.user != user:
                return None
            self._used[token] = self._fresh.pop(token)
            return ticket

    def used(self, token: str, user: str) -> Ticket | None:
        """The ticket of a token that `user` has used already."""
        with self._lock:
            ticket = self._used.get(token)
        return ticket if ticket and ticket.user == user else None

    def knows(self, token: str) -> bool:
        with self._lock:
            return token in self._fresh or token in self._used
