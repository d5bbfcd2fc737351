"""Who may use the provider: the account of the documents' examples, and others that the call recorder allows more or
less."""

from collections.abc import Mapping

ACCOUNTS: Mapping[str, str] = {
    "johndow": "12345678",
    "alice": "wonderland1",
    "bob": "builder12",
    "carol": "christmas1",
}


def authenticates(username: str | None, password: str | None) -> bool:
    """Whether `username` exists and `password` is its own."""
    return username is not None and username in ACCOUNTS and ACCOUNTS[username] == password
