"""What the provider declares: its integration file, and what is wrong with it (document 002, API)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ...clients.ringotel.integration import Integration, IntegrationError, Method, parse
from ...clients.ringotel.lint import Problem, is_blocking, lint
from ...clients.ringotel.lint_template import unsent
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
    """Why the integration file has nothing to send by the method `name`, or None."""
    if reason := unread(profile):
        return reason
    return None if integration(profile).method(name) else f"the integration file has no {name}"


def unbuilt(profile: Profile, name: str) -> str | None:
    """Why the suite cannot send the method `name` as the integration file asks for it, or None."""
    return obstacle(integration(profile), method_of(profile, name)) or _with_headers(profile, name)


def _with_headers(profile: Profile, name: str) -> str | None:
    """Why a request is not known that has headers of its own, of which document 002 has none, or None: where the
    profile states them they go out."""
    for key, headers in unsent(integration(profile), ("API", name)).items():
        missing = [one for one in headers if not _goes_out(profile, one)] if isinstance(headers, Mapping) else []
        if "header" in key.lower() and (missing or not isinstance(headers, Mapping)):
            remedy = "; leave them out" + (f", or state {', '.join(missing)} in http.headers" if missing else "")
            unknown = f"{name} has {key}, which document 002 does not know: nobody can say whether they are sent"
            return unknown + remedy
    return None


def _goes_out(profile: Profile, header: str) -> bool:
    """Whether each request has `header`, whatever the integration file says: its content type, and what the profile
    states."""
    return header.lower() in {"content-type", *(stated.lower() for stated, _ in profile.transport.headers)}


def mapped(profile: Profile, name: str) -> bool:
    """Whether the `response_map` of the method `name` says where an answer has the message id."""
    return bool(places(method_of(profile, name).response_map))


@cache
def _problems_at(path: Path, given: frozenset[str] | None) -> tuple[Problem, ...]:
    return tuple(lint(path.read_bytes(), given))


def problems(profile: Profile) -> tuple[Problem, ...]:
    """What is wrong with the integration file, and which of its variables the profile has no value for."""
    settings = profile.settings(SERVICE)
    own = (name for name in FROM_PROFILE if settings.get(name))
    given = frozenset((*settings.get("properties", {}), *own)) if profile.declared else None
    return _problems_at(settings["integration"], given)


def unusable(profile: Profile, name: str) -> str | None:
    """Why the method `name` should not be sent as the integration file has it, or None."""
    blocking = (problem for problem in problems(profile) if is_blocking(problem, name))
    found = next((one for one in blocking if not _is_stated(profile, one)), None)
    return f"{found.pointer}: {found.problem}; {found.remedy}" if found else None


def _is_stated(profile: Profile, problem: Problem) -> bool:
    """Whether a problem is about a header that goes out all the same."""
    where, _, name = problem.pointer.rpartition("/")
    return "header" in where.lower() and _goes_out(profile, name)


def credentials(profile: Profile) -> set[str]:
    """The labels of the properties that the integration file uses to authorise itself."""
    given: Mapping[str, str] = profile.settings(SERVICE).get("properties", {})
    return {name for _, name in variables(integration(profile).auth, given)} & given.keys()
