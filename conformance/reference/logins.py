"""Who may send: each call carries its account's name and password (document 000, Configuration)."""

import threading
import time
from collections.abc import Mapping

from .accounts import ACCOUNTS, authenticates
from .refusal import WrongCredentials

CACHED_SECONDS = 60.0


class Logins:
    """Admits calls by `from` and `password`. Safe to share by threads."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults
        self._lock = threading.Lock()
        self._good: dict[str, float] = {}

    def admit(self, fields: Mapping[str, str], method: str) -> str:
        """The account that calls by `method`. Raises WrongCredentials."""
        account, password = fields.get("from", ""), fields.get("password")
        if authenticates(account, password):
            with self._lock:
                self._good[account] = time.monotonic()
        elif not self._careless(account, password, method):
            raise WrongCredentials(password or "")
        return account

    def _careless(self, account: str, password: str | None, method: str) -> bool:
        known = account in ACCOUNTS
        with self._lock:
            since = time.monotonic() - self._good.get(account, float("-inf"))
        accepted = {
            "any-password": known and bool(password),
            "any-password-by-get": known and bool(password) and method == "GET",
            "empty-password-accepted": known and password == "",
            "absent-password-accepted": known and password is None,
            "masked-password-accepted": known and bool(password) and not (password or "").strip("*"),
            "unknown-account-accepted": bool(account) and not known,
            "login-cached": since < CACHED_SECONDS and bool(password),
        }
        return any(accepted.get(fault, False) for fault in self.faults)
