"""From a profile's file to a profile."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..contract import services as all_services
from ..exchange.certificate import server_context
from ..exchange.settings import Limits, Observer, Transport
from ..resources import FIXTURES
from .check import check, check_needs
from .credentials import labelled, secret_nodes, secrets_of, written_out
from .file import Key, ProfileError, Source, read
from .model import Account, Profile, Webhook
from .schema import leaves, service_schema
from .stated import Stated, overlaid, stated_of
from .target import origin
from .values import completed, defaults, hashed, in_slugs, located, resolved

EXAMPLES = FIXTURES / "profiles" / "examples.toml"
"""The account and the recipients of the documents' examples."""


def load(
    path: Path | None = None,
    *,
    target: str | None = None,
    environment: Mapping[str, str] = os.environ,
    services: Collection[str] = (),
    overlay: Mapping[str, Mapping[str, Any]] = {},
) -> Profile:
    """The profile in the file `path`, or the documents' own examples of all services but those that are tested on
    request and not among `services`. `target` (`scheme://host[:port]`) goes before the profile's; `environment` has the
    values of `{ env = "NAME" }`; `overlay` has, for a service, keys that go over its table. Raises ProfileError, one
    sentence."""
    source = overlaid(read(path or EXAMPLES), overlay)
    document = in_slugs(source.document)
    from_environment: Collection[Key] = ()
    if path is None:
        stated = {service: Stated(defaults(service)) for service in all_services() if _offered(service, services)}
    else:
        check(source, document)
        check_needs(source, document)
        document, from_environment = resolved(source, document, environment)
        check(source, document)
        stated = {service: stated_of(source, service, table) for service, table in document["services"].items()}
    document["services"] = {service: completed(service, given.values) for service, given in stated.items()}
    document["target"] = _target(source, document.get("target"), target)
    secrets = secrets_of(document, {_renamed(stated, key) for key in from_environment})
    nodes = [node for given in stated.values() for node in secret_nodes(given.nodes or {})]
    there = located(source, document)
    _check_certificate(source, there.get("webhook", {}))
    http = there.get("http", {})
    profile = Profile(
        declared=path is not None,
        target=None,
        accounts={name: Account(**account) for name, account in there.get("accounts", {}).items()},
        recipients=tuple(there.get("recipients", ())),
        limits=Limits(**there.get("limits", {})),
        transport=Transport(**{**http, "headers": tuple(http.get("headers", {}).items())}),
        webhook=Webhook(**there.get("webhook", {})),
        hash=hashed(document, secrets),
        path=path,
        services={service: _settings(service, there["services"][service], given) for service, given in stated.items()},
        secrets=labelled(document, secrets, [*nodes, *written_out(there)]),
        stated={} if path is None else {service: frozenset(given.values) for service, given in stated.items()},
        notified=frozenset(leaf.value for leaf in leaves(there) if leaf.schema.get("x-recipient")),
        observer=_observer(there.get("observer")),
    )
    return profile if there["target"] is None else profile.on(there["target"])


def _offered(service: str, asked_for: Collection[str]) -> bool:
    return service in asked_for or not service_schema(service).get("x-on-request")


def _renamed(stated: Mapping[str, Stated], key: Key) -> Key:
    """Where the value that was written at `key` stands once the services' keys have the suite's own names."""
    match key:
        case ("services", str(service), str(name), *rest):
            return ("services", service, stated[service].key(name), *rest)
    return key


def _settings(service: str, settings: Mapping[str, Any], stated: Stated) -> dict[str, Any]:
    keys = (key for key, part in service_schema(service)["properties"].items() if "x-same-as" not in part)
    named = {key: stated.written.get(key, key) for key in keys}
    return {**settings, "named": named} | ({} if stated.nodes is None else {"account_nodes": stated.nodes})


def _observer(table: Mapping[str, Any] | None) -> Observer | None:
    return None if table is None else Observer(**{**table, "command": tuple(table.get("command", ()))})


def _check_certificate(source: Source, webhook: Mapping[str, Any]) -> None:
    try:
        if "certificate" in webhook:
            server_context(webhook["certificate"], webhook.get("key"))
    except ValueError as error:
        raise source.error(("webhook", "certificate"), str(error)) from None


def _target(source: Source, stated: str | None, given: str | None) -> str | None:
    text = stated if given is None else given
    try:
        return None if text is None else origin(text)
    except ValueError as error:
        if given is not None:
            raise ProfileError(f"--target {error}") from None
        raise source.error(("target",), str(error)) from None
