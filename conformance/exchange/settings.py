"""How to reach a provider, and how long to wait for it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """Seconds for a connection, one read, and a whole exchange; the caps on what may be sent (None: no cap)."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 60.0
    response_mb: int = 256
    per_minute: float | None = None
    budget: int | None = None
    bad_credentials: int = 3


@dataclass(frozen=True)
class Transport:
    """How to reach the provider: extra static headers (a staging gate), proxy, certificates."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    proxy: str | None = field(default=None, repr=False)
    ca: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    insecure: bool = False
