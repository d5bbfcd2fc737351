"""Who is logged in, and how a request says so (document 001, Input Parameters)."""

import secrets
import threading

from ..message import Received

COOKIE = "JSESSIONID"


class Sessions:
    """The sessions that were opened, by id. Safe to share by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: dict[str, str] = {}
        self._ended: set[str] = set()

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
        """End `session`; harmless when there is none."""
        with self._lock:
            if self._users.pop(session, None) is not None:
                self._ended.add(session)

    def ended(self, session: str) -> bool:
        """Whether there was such a session."""
        with self._lock:
            return session in self._ended


def session_of(request: Received, faults: frozenset[str]) -> str:
    """The session id that `request` gives, "" without one. A cookie goes before a path parameter, as in the Servlet
    specification."""
    cookies = dict(pair.strip().split("=", 1) for pair in request.header("Cookie").split(";") if "=" in pair)
    by_cookie = None if "cookie-session-ignored" in faults else cookies.get(COOKIE)
    by_url = None if "url-session-ignored" in faults else request.path_parameter("jsessionid")
    if by_cookie and by_url and "both-sessions-refused" in faults:
        return ""
    return by_cookie or by_url or ""
