"""One web service of the app: the provider's configuration of it, and the requests that it makes the app send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from ..clients.acrobits.combination import COMBINATIONS, configured, in_combination
from ..clients.acrobits.lint import Problem, is_blocking, lint
from ..clients.acrobits.request import WebService, build
from ..conversation import Conversation
from ..exchange.evidence import Halt
from ..exchange.message import Request
from ..profile import Account, Profile

KEYS = ("url", "method", "post_data", "content_type", "custom_headers", "auth_username", "auth_password")
NAME = "account[username]"
PASSWORD = "account[password]"

GLOBAL: Mapping[str, str] = {
    "installid": "conformance-installation",
    "appid": "com.example.conformance",
    "version": "1.5.6",
}
"""Values of the global variables whose names are known (document 000, Parameters: Global parameters)."""

AS_CONFIGURED = "as-configured"
"""The combination of a provider whose configuration is none of the usual ones, such as a POST of XML."""

CASES = (*COMBINATIONS, AS_CONFIGURED)

Change = Callable[[WebService], WebService | None]


@dataclass(frozen=True)
class AppService:
    """A service by its name. `samples` are its own variables with a sample of each; one of those that it `carries` has
    to be in every request.

    `usual(profile, mark, recipient)` gives the variables of its usual message, which `mark` finds again.
    """

    name: str
    samples: Mapping[str, str]
    carries: tuple[str, ...]
    usual: Callable[[Profile, str, str], Mapping[str, str]]

    def configuration(self, profile: Profile) -> WebService:
        """The provider's configuration, its URL as configured. The document's example of a body stands in only where
        the provider's URL is a bare address: a template there is complete without."""
        settings = dict(profile.settings(self.name))
        if "%" in settings["url"] and not profile.declares_key(self.name, "post_data"):
            settings["post_data"] = ""
        return WebService(**{key: settings[key] for key in KEYS if key in settings})

    def declared(self, profile: Profile) -> tuple[str, ...]:
        """The combinations to send: those that the profile states, else the one configured; all without a profile."""
        if profile.declared and not profile.declares_key(self.name, "combinations"):
            return (self._configured(profile),)
        return tuple(profile.settings(self.name)["combinations"])

    def primary(self, profile: Profile, case: str = "") -> str:
        """The one combination for what needs to be sent in one way only: the configured one where it is declared."""
        own, all_declared = self._configured(profile), self.declared(profile)
        return own if own in all_declared else next(iter(all_declared), COMBINATIONS[0])

    def undeclared(self, profile: Profile, combination: str) -> str | None:
        """Why `combination` is not sent, or None: a need of checks."""
        return None if combination in self.declared(profile) else f"the profile does not declare {combination}"

    def without_get_and_head(self, profile: Profile, case: str = "") -> str | None:
        """Why GET and HEAD cannot be compared, or None: a need of checks."""
        return self.undeclared(profile, "get") or self.undeclared(profile, "head")

    def unconfigured(self, profile: Profile, case: str = "") -> str | None:
        """Why there is no configuration to look at, or None: a need of checks."""
        return None if profile.declared else "no configuration of the provider's was given: that takes a profile"

    def carries_password(self, profile: Profile, case: str = "") -> str | None:
        """Why the app does not send the account's password, or None: a need of checks."""
        return self.unsent(profile, PASSWORD)

    def unsent(self, profile: Profile, variable: str) -> str | None:
        """Why the app does not send `variable`, or None: a need of checks."""
        carried = holds(self.configuration(profile), variable)
        return None if carried else f"the configured templates carry no %{variable}%"

    def problems(self, profile: Profile) -> tuple[Problem, ...]:
        """What is wrong with the configuration, and what is worth a note."""
        service = self.configuration(profile)
        samples = self._values(profile, self.samples, profile.account)
        keys = profile.settings(self.name).get("named", {})
        named = tuple((key, keys.get(key, key)) for key in KEYS)
        return _linted(service, tuple(samples.items()), tuple(self.samples), named, self.carries)

    def unusable(self, profile: Profile) -> str | None:
        """Why nothing can be sent by the configuration as its author must mean it, or None."""
        blocking = [problem for problem in self.problems(profile) if is_blocking(problem)]
        return f"{blocking[0].key}: {blocking[0].problem}; {blocking[0].remedy}" if blocking else None

    def request(
        self,
        talk: Conversation,
        combination: str,
        values: Mapping[str, str],
        recipients: tuple[str, ...],
        *,
        account: Account | None = None,
        change: Change | None = None,
    ) -> Request:
        """What the app sends in `combination` with `values` for the service's own variables. `change` may alter the
        configuration first; where it cannot (None), or where nothing can be sent, the play ends."""
        profile = talk.profile
        if problem := self.unusable(profile):
            raise talk.stop(f"services.{self.name}: {problem}", Halt.CONFIGURATION)
        service: WebService | None = self.configuration(profile)
        assert service is not None
        try:
            if combination != AS_CONFIGURED:
                service = in_combination(service, combination)
        except ValueError as error:
            raise talk.stop(f"services.{self.name}.post_data: {error}", Halt.CONFIGURATION) from None
        if change is not None:
            service = change(service)
        if service is None:
            raise talk.stop("the configured template has no field of its own for it", Halt.CONFIGURATION)
        filled = self._values(profile, values, account or profile.account)
        return build(replace(service, url=profile.url(self.name, service.url)), filled, recipients)

    def _configured(self, profile: Profile) -> str:
        return configured(self.configuration(profile)) or AS_CONFIGURED

    def _values(self, profile: Profile, own: Mapping[str, str], account: Account) -> dict[str, str]:
        settings = profile.settings(self.name)
        nodes = {f"account[{name}]": value for name, value in settings.get("account_nodes", {}).items()}
        of_account = {NAME: account.username, PASSWORD: account.password}
        return {**GLOBAL, **nodes, **settings.get("variables", {}), **of_account, **own}


def holds(service: WebService, variable: str) -> bool:
    """Whether any template of `service` has `variable` as it is."""
    texts = (service.url, service.post_data, service.custom_headers, service.auth_username, service.auth_password)
    return any(f"%{variable}%" in text for text in texts)


@cache
def _linted(
    service: WebService,
    samples: tuple[tuple[str, str], ...],
    own: tuple[str, ...],
    keys: tuple[tuple[str, str], ...],
    carries: tuple[str, ...],
) -> tuple[Problem, ...]:
    values = dict(samples)
    return tuple(lint(service, values.keys(), own=own, keys=dict(keys), carries=carries, samples=values))
