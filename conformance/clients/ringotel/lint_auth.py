"""What is wrong with the credentials of an integration file: their kind, and where they stand."""

from collections.abc import Iterable, Iterator
from itertools import chain

from .integration import METHODS, AuthKind, Integration
from .lint_problem import Problem, Rule, Severity, did_you_mean, nearest
from .lint_template import unsent
from .lint_variables import authorizing, labels, requested
from .literals import literals
from .pointer import Path, pointer
from .template import variables

MEMBERS = {AuthKind.BEARER: ("token",), AuthKind.BASIC: ("username", "password")}
"""What each kind of authorization consists of."""


def authorization(integration: Integration) -> Iterator[Problem]:
    """Authorization of a kind that is not known, or without what belongs to its kind."""
    kind, auth = integration.auth_kind, integration.auth
    if kind is AuthKind.OAUTH2:
        remedy = "try a file with Bearer or Basic as well"
        yield Problem(Rule.AUTH, Severity.NOTE, "/auth", "OAuth2 is not exercised", remedy)
    elif kind is AuthKind.UNKNOWN and isinstance(integration.document.get("auth"), dict):
        guess = nearest(str(auth.get("type")), ("Bearer", "Basic", "OAuth2"))
        severity = Severity.BROKEN if guess or "type" not in auth else Severity.UNKNOWN
        remedy = did_you_mean(guess, "name Bearer, Basic or OAuth2")
        yield Problem(Rule.AUTH, severity, "/auth/type", "the type is none that is known", remedy)
    elif kind is AuthKind.NONE and any(map(auth.get, chain(*MEMBERS.values()))):
        fits = next((one for one, members in MEMBERS.items() if auth.keys() >= set(members)), None)
        problem, remedy = "the type is none, and yet there are credentials", "name Bearer, Basic or OAuth2"
        yield Problem(Rule.AUTH, Severity.BROKEN, "/auth/type", problem, did_you_mean(fits and fits.title(), remedy))
    for key in MEMBERS.get(kind, ()):
        if not isinstance(auth.get(key), str):
            yield Problem(Rule.AUTH, Severity.BROKEN, "/auth", f'{kind} authorization lacks "{key}"', f'add "{key}"')
    if kind is AuthKind.BEARER and str(auth.get("token")).lower().startswith("bearer "):
        problem, remedy = "the token begins with the scheme", "leave Bearer out: the server writes it"
        yield Problem(Rule.AUTH, Severity.BROKEN, "/auth/token", problem, remedy)


def misplaced(integration: Integration) -> Iterator[Problem]:
    """Properties and credentials that stand only where the template has nothing: the suite does not send them there,
    and a refusal may be for want of them."""
    yield from _misplaced(integration, (), METHODS)
    for name in METHODS:
        yield from _misplaced(integration, ("API", name), (name,))


def written_out(integration: Integration) -> Iterator[Problem]:
    """Credentials that are the same for every operator, and known to whoever reads the file."""
    for literal in literals(integration):
        problem, remedy = "a credential is written out in the file", 'declare a property, and write its "$label$" here'
        yield Problem(Rule.AUTH, Severity.NOTE, pointer(literal.path), problem, remedy)


def _misplaced(integration: Integration, path: Path, names: Iterable[str]) -> Iterator[Problem]:
    """Those at `path`, where what stands would belong to the requests `names`."""
    rest, own = unsent(integration, path), labels(integration)
    parts = [authorizing(integration), *(requested(integration, name) for name in names)]
    lost = {*own} - {label for _, label in variables(parts, own)}
    members = {(*path, key) for key in rest}
    places = {pointer(path) + where for where, label in variables(rest, own) if label in lost}
    places |= {pointer(one.path) for one in literals(integration) if one.path[: len(path) + 1] in members}
    for where in sorted(places):
        problem = "it stands where the suite does not send it, and may be needed"
        remedy = 'put it into "auth", request_url or request_parameters'
        yield Problem(Rule.AUTH, Severity.UNKNOWN, where, problem, remedy)
