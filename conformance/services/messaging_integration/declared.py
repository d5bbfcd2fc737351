"""What the provider declares: its integration file, and what is wrong with it (document 002, API)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ...clients.ringotel.integration import Integration, IntegrationError, Method, parse
from ...clients.ringotel.lint import Problem, is_blocking, lint
from ...clients.ringotel.lint_variables import FROM_PROFILE
from ...clients.ringotel.request import obstacle
from ...clients.ringotel.response_map import places
from ...clients.ringotel.template import variables
from ...profile import Profile

SERVICE = "messaging-integration"
TEXT, FILE = "SendMessage", "SendFile"


@cache
def integration_at(path: Path) -> Integration:
    return parse(path.read_bytes())


def integration(profile: Profile) -> Integration:
    """The provider's integration file. Raises IntegrationError when it is no JSON object."""
    return integration_at(profile.settings(SERVICE)["integration"])


def method_of(profile: Profile, name: str) -> Method:
    """The method `name` of the integration file. Raises LookupError when it has none."""
    method = integration(profile).method(name)
    if method is None:
        raise LookupError(f"the integration file has no {name}")
    return method


def unread(profile: Profile) -> str | None:
    """Why nothing is known of the integration file, or None."""
    try:
        integration(profile)
    except IntegrationError:
        return "the integration file is not JSON"
    return None


def unsendable(profile: Profile, name: str) -> str | None:
    """Why the suite cannot send the method `name` of the integration file, or None."""
    if reason := unread(profile):
        return reason
    try:
        return obstacle(integration(profile), method_of(profile, name))
    except LookupError as error:
        return str(error.args[0])


def mapped(profile: Profile, name: str) -> bool:
    """Whether the `response_map` of the method `name` says where an answer has the message id."""
    return bool(places(method_of(profile, name).response_map))


def problems(profile: Profile) -> list[Problem]:
    """What is wrong with the integration file, and which of its variables the profile has no value for."""
    settings = profile.settings(SERVICE)
    own = (name for name in FROM_PROFILE if settings.get(name))
    given = {*settings.get("properties", {}), *own} if profile.declared else None
    return lint(settings["integration"].read_bytes(), given)


def unusable(profile: Profile, name: str) -> str | None:
    """Why the method `name` should not be sent as the integration file has it, or None."""
    found = next((problem for problem in problems(profile) if is_blocking(problem, name)), None)
    return f"{found.pointer}: {found.problem}; {found.remedy}" if found else None


def credentials(profile: Profile) -> set[str]:
    """The labels of the properties that the integration file uses to authorise itself."""
    given: Mapping[str, str] = profile.settings(SERVICE).get("properties", {})
    return {name for _, name in variables(integration(profile).auth, given)} & given.keys()
