"""What a named fault is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Fault:
    """One defect: what the provider then does, and the ids of the checks that tell it. Checks that rest on one of them
    become inconclusive.

    A fault with `settings` is one of the configuration: keys that then stand wrongly in the profile's table of the
    service (None: the key is left out), while the provider itself answers as ever.
    """

    name: str
    service: str
    summary: str
    moves: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=lambda: NO_SETTINGS, hash=False)


def fault(service: str, name: str, summary: str, *moves: str, settings: Mapping[str, Any] | None = None) -> Fault:
    """A fault of `service`; `moves` are ids of its checks without the service."""
    own = MappingProxyType(dict(settings)) if settings else NO_SETTINGS
    return Fault(name, service, summary, tuple(f"{service}.{check}" for check in moves), own)
