"""Who is under test: what the provider declares, its credentials and its limits."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..contract import services as all_services
from ..exchange.message import Url
from ..exchange.settings import Limits, Transport
from ..resources import FIXTURES
from .check import check, check_needs
from .file import ProfileError, Source, read
from .schema import leaves
from .target import origin, placed
from .values import completed, defaults, hashed, in_slugs, labelled, located, resolved

__all__ = ["Account", "Limits", "Profile", "ProfileError", "Transport", "Webhook", "load"]

PASSWORD_FIELD = re.compile(r"""([\w.-]+)["']?\s*[=:>]\s*["']?%(?:\w+\(%)?account\[password\]%""")
"""A field of a form or query, a JSON member, an XML element or a header whose template is the account's password."""

EXAMPLES = FIXTURES / "profiles" / "examples.toml"
"""The account and the recipients of the documents' examples."""


@dataclass(frozen=True)
class Account:
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Webhook:
    """Where the suite listens for the provider's callbacks, `wait` seconds for each, and by which URL the provider
    reaches it; without `public_url` no callback is awaited."""

    bind: str = "127.0.0.1"
    port: int = 0
    public_url: str | None = None
    wait: float = 10.0


@dataclass(frozen=True)
class Profile:
    """A provider under test. `declared` is False when the documents' own examples stand in for a profile.

    `target` is `scheme://host[:port]`; `services` has the settings of each declared service, `stated` the keys that the
    profile itself gives for it. `secrets` are values by label (a slug, in upper case a shell variable's name).
    `notified` are people whom a service's own settings name as reached by it.
    """

    declared: bool
    target: str | None
    accounts: Mapping[str, Account]
    recipients: tuple[str, ...]
    limits: Limits
    transport: Transport
    webhook: Webhook
    hash: str
    path: Path | None
    services: Mapping[str, Mapping[str, Any]] = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    stated: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    notified: frozenset[str] = frozenset()

    @property
    def account(self) -> Account:
        """The account that the suite acts as. Raises ProfileError when the profile gives none."""
        if "main" not in self.accounts:
            raise ProfileError(f"{self.path}: accounts.main is missing; it must be a table with username and password")
        return self.accounts["main"]

    @property
    def allowed_recipients(self) -> frozenset[str]:
        """Everybody who may be reached in a run."""
        return frozenset(self.recipients) | self.notified

    @property
    def secret_fields(self) -> frozenset[str]:
        """The names under which the profile itself sends secrets: its static headers, and the fields and headers of its
        templates that hold the account's password. A short secret is known by its place."""
        templates = " ".join(
            leaf for settings in self.services.values() for leaf in settings.values() if isinstance(leaf, str)
        )
        return frozenset(name for name, _ in self.transport.headers) | frozenset(PASSWORD_FIELD.findall(templates))

    def declares(self, service: str) -> bool:
        """Whether `service` is to be tested: the profile has its table, or there is no profile."""
        return service in self.services

    def declares_key(self, service: str, key: str) -> bool:
        """Whether the profile itself states `key` for `service`; False for a default and without a profile."""
        return key in self.stated.get(service, ())

    def settings(self, service: str) -> Mapping[str, Any]:
        """What the profile states of `service` over the document's examples; an absent key is one that has no example,
        or whose example cannot stand in for a fact of the provider. Raises KeyError for a service not declared."""
        return self.services[service]

    def url(self, service: str, configured: str) -> str:
        """Where to send what is `configured` (an absolute URL, or a path starting with "/"; placeholders may stand in
        it). Scheme, host and port are the service's own when the profile gives it an absolute `url`, else the target's;
        path and query are never touched. Raises ProfileError when the host is known from nowhere."""
        own = self.services[service]["url"] if self.declares_key(service, "url") else "/"
        home = None if own.startswith("/") else Url.parse(own).origin
        url = placed(configured, home, self.target)
        if url is None:
            remedy = f"services.{service}.url" if "url" in self.services[service] else "the integration file"
            at = self.path or "no profile"
            raise ProfileError(f"{at}: target is missing; give --target, or an absolute URL in {remedy}")
        return url


def load(
    path: Path | None = None, *, target: str | None = None, environment: Mapping[str, str] = os.environ
) -> Profile:
    """The profile in the file `path`, or the documents' own examples. `target` (`scheme://host[:port]`) goes before the
    profile's; `environment` has the values of `{ env = "NAME" }`. Raises ProfileError, one sentence."""
    source = read(path or EXAMPLES)
    stated: Mapping[str, Mapping[str, Any]] = {}
    document = dict(source.document)
    if path is None:
        document["services"] = {service: defaults(service) for service in all_services()}
    else:
        document = in_slugs(document)
        check(source, document)
        stated = document["services"]
        document["services"] = {service: completed(service, table) for service, table in stated.items()}
        check_needs(source, document)
    plain, secrets = resolved(source, document, environment)
    check(source, plain)
    plain["target"] = _target(source, plain.get("target"), target)
    document = located(source, plain)
    http = document.get("http", {})
    return Profile(
        declared=path is not None,
        target=document["target"],
        accounts={name: Account(**account) for name, account in document.get("accounts", {}).items()},
        recipients=tuple(document.get("recipients", ())),
        limits=Limits(**document.get("limits", {})),
        transport=Transport(**{**http, "headers": tuple(http.get("headers", {}).items())}),
        webhook=Webhook(**document.get("webhook", {})),
        hash=hashed(plain, secrets),
        path=path,
        services=document["services"],
        secrets=labelled(plain, secrets),
        stated={service: frozenset(table) for service, table in stated.items()},
        notified=frozenset(leaf.value for leaf in leaves(document) if leaf.schema.get("x-recipient")),
    )


def _target(source: Source, stated: str | None, given: str | None) -> str | None:
    text = stated if given is None else given
    try:
        return None if text is None else origin(text)
    except ValueError as error:
        if given is not None:
            raise ProfileError(f"--target {error}") from None
        raise source.error(("target",), str(error)) from None
