"""A provider under test, as its profile describes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..exchange.settings import Limits, Observer, Transport
from .file import ProfileError
from .schema import in_turn
from .target import origin_of, placed

PASSWORD_FIELD = re.compile(r"""([\w.-]+)["']?\s*[=:>]\s*["']?%(?:\w+\(%)?account\[password\]%""")
"""A field of a form or query, a JSON member, an XML element or a header whose template is the account's password."""


@dataclass(frozen=True)
class Account:
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Webhook:
    """Where the suite listens for the provider's callbacks, `wait` seconds for each, and by which URL the provider
    reaches it, a secret `path` behind it if there is one; without `public_url` no callback is awaited. With a
    `certificate` it listens by HTTPS; the private `key` may stand in the same file."""

    bind: str = "127.0.0.1"
    port: int = 0
    public_url: str | None = None
    path: str | None = field(default=None, repr=False)
    certificate: Path | None = None
    key: Path | None = None
    wait: float = 10.0


@dataclass(frozen=True)
class Profile:
    """A provider under test. `declared` is False when the documents' own examples stand in for a profile.

    `target` is `scheme://host[:port]`; `services` has the settings of each declared service, `stated` the keys that the
    profile itself gives for it. `secrets` are values by label (a slug, in upper case a shell variable's name).
    `notified` are people whom a service's own settings name as reached by it. `discover` is whether to try what is not
    declared, `seed` what property-based checks draw their examples from, `interactive` whether somebody is there to do
    what only a person can.
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
    observer: Observer | None = None
    discover: bool = False
    seed: int = 0
    interactive: bool = False

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
        """Whether the profile itself, or the Account XML that it names, states `key` for `service`; False for a default
        and without a profile."""
        return key in self.stated.get(service, ())

    def takes_turns(self, service: str) -> bool:
        """Whether the plays of `service` are sent one after the other, in the order of the plan."""
        return in_turn(service, self.stated.get(service, ()))

    def settings(self, service: str) -> Mapping[str, Any]:
        """What the profile states of `service` over the document's examples; an absent key is one that has no example,
        or whose example cannot stand in for a fact of the provider. Beside the keys of its schema there are `named`
        (each key -> its name as the provider wrote it) and, where it names its Account XML, that one's `account_nodes`.
        Raises KeyError for a service not declared."""
        return self.services[service]

    def url(self, service: str, configured: str) -> str:
        """Where to send what is `configured` (an absolute URL, or a path starting with "/"; placeholders may stand in
        it). Scheme, host and port are the service's own when the profile gives it an absolute `url`, else the target's,
        which also goes before what an Account XML or a key of the provider's own configuration says; path and query are
        never touched. Raises ProfileError when the host is known from nowhere."""
        settings = self.services[service]
        of_configuration = self.target is not None and settings["named"].get("url", "url") != "url"
        own = settings["url"] if self.declares_key(service, "url") and not of_configuration else "/"
        url = placed(configured, origin_of(own), self.target)
        if url is None:
            raise ProfileError(f"{self.path or 'no profile'}: {self._unplaced(service, configured)}")
        return url

    def on(self, target: str) -> "Profile":
        """This profile with `target` as its target; an observer that is given by a path is reached there."""
        observer = self.observer
        if observer is not None and observer.url is not None and observer.url.startswith("/"):
            observer = replace(observer, url=target + observer.url)
        return replace(self, target=target, observer=observer)

    def _unplaced(self, service: str, configured: str) -> str:
        settings = self.services[service]
        if not configured.startswith("/") and origin_of(configured) is None:
            return f"services.{service}.{settings['named']['url']} must begin with https:// and a host"
        remedy = f"services.{service}.url" if "url" in settings else "the integration file"
        return f"target is missing; give --target, or an absolute URL in {remedy}"
