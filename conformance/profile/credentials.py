"""What of a profile is secret, by label: its own values, and those of the provider's configuration that it names."""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ..clients.ringotel.integration import IntegrationError, parse
from ..clients.ringotel.literals import literals
from .file import Key
from .schema import leaves, slug

USER_INFO = re.compile(r'(?<=://)([^/?#\s"]+)(?=@)')


@dataclass(frozen=True)
class Secret:
    """A value that nothing may show, and where it stands."""

    key: Key
    label: str
    value: str = field(repr=False)


def secrets_of(document: Mapping[str, Any], from_environment: Collection[Key]) -> tuple[Secret, ...]:
    """What `document` marks as secret, and what came `from_environment`."""
    return tuple(
        Secret(leaf.key, leaf.label, leaf.value)
        for leaf in leaves(document)
        if leaf.schema.get("x-secret") or leaf.key in from_environment
    )


def secret_nodes(nodes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of the nodes of an Account XML that hold credentials, by their names."""
    hidden = re.compile("password|secret", re.IGNORECASE)
    return [(slug(f"account_{name}", "_"), value) for name, value in nodes.items() if value and hidden.search(name)]


def written_out(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of the credentials in the integration file that `document`, its paths in full, names; none where
    that cannot be read."""
    found: list[tuple[str, str]] = []
    for leaf in leaves(document):
        if leaf.schema.get("x-integration"):
            with suppress(OSError, IntegrationError):
                literal = literals(parse(leaf.value.read_bytes()))
                found += [(slug(f"{leaf.label}_{one.name}", "_"), one.value) for one in literal]
    return found


def labelled(
    document: Mapping[str, Any], secrets: Iterable[Secret], more: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Label -> value of `secrets`, of the user information in URLs and of `more`; a label given twice gets a number."""
    found = [(secret.label, secret.value) for secret in secrets]
    for leaf in leaves(document):
        user_info = USER_INFO.search(leaf.value) if isinstance(leaf.value, str) else None
        if user_info:
            _, _, password = user_info[1].partition(":")
            found.append((f"{leaf.label}_userinfo", unquote(user_info[1])))
            found += [(f"{leaf.label}_password", unquote(password))] if password else []
    found += dict.fromkeys(more)
    labels: dict[str, str] = {}
    for label, value in found:
        name, number = label, 1
        while name in labels:
            number += 1
            name = f"{label}_{number}"
        labels[name] = value
    return labels
