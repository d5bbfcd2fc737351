"""How to reach a provider, how long to wait for it, and how to see what it stored."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """Seconds for a connection, one read, and a whole exchange; the caps on what may be sent (None: no cap), and how
    many messages each property-based check may send."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 60.0
    response_mb: int = 256
    per_minute: float | None = None
    budget: int | None = None
    bad_credentials: int = 20
    exploration: int = 0


@dataclass(frozen=True)
class Transport:
    """How to reach the provider: extra static headers (a staging gate), proxy, certificates."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    proxy: str | None = field(default=None, repr=False)
    ca: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    insecure: bool = False


@dataclass(frozen=True)
class Observer:
    """What tells which messages the provider stored: a `url`, else a `command` (program and arguments). `{id}` in it
    stands for a message's mark. An arrival is awaited for `wait` seconds."""

    url: str | None = field(default=None, repr=False)
    command: tuple[str, ...] = field(default=(), repr=False)
    wait: float = 5.0
