"""What a named fault is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Fault:
    """One defect: what the provider then does, and the ids of the checks that tell it. Checks that rest on one of them
    become inconclusive, and say so. `where` are the places that their findings point to. Checks among them that are
    `unproven` cannot tell the fault from a provider that takes its time. Other checks that it `disturbs` lose what they
    were to judge, without resting on one that tells it.

    A fault with `settings` is one of the configuration: keys that then stand otherwise in the profile's table of the
    service (None: the key is left out), while the provider itself answers as ever. So is one with `recipients` or a
    `webhook_url`, which then stand in the profile instead of its own. Where the configuration is not wrong but does not
    tell all, the fault is not `of_configuration`, and shows only to those who `discover` what is not declared.
    """

    name: str
    service: str
    summary: str
    moves: tuple[str, ...]
    where: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    disturbs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=lambda: NO_SETTINGS, hash=False)
    of_configuration: bool = False
    recipients: tuple[str, ...] = ()
    webhook_url: str | None = None
    discover: bool = False


def fault(
    service: str,
    name: str,
    summary: str,
    *moves: str,
    where: str | tuple[str, ...] = (),
    unproven: tuple[str, ...] = (),
    disturbs: tuple[str, ...] = (),
    settings: Mapping[str, Any] | None = None,
    of_configuration: bool = False,
    recipients: tuple[str, ...] = (),
    webhook_url: str | None = None,
    discover: bool = False,
) -> Fault:
    """A fault of `service`; `moves`, `unproven` and `disturbs` are ids of its checks without the service."""

    def ids(checks: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{service}.{check}" for check in checks)

    return Fault(
        name,
        service,
        summary,
        ids(moves),
        (where,) if isinstance(where, str) else where,
        ids(unproven),
        ids(disturbs),
        MappingProxyType(dict(settings)) if settings else NO_SETTINGS,
        of_configuration or (bool(settings) and not discover),
        recipients,
        webhook_url,
        discover,
    )
