"""What is wrong with an integration file, before anything is sent: every finding at once, each with its remedy.

The rules are those of document 002, of the vendor's later description of the file, and of the requests that HTTP and
URLs allow. A rule that the server may well see otherwise is broken only by what no working file is likely to have.
"""

from collections.abc import Collection, Iterator
from itertools import chain

from .integration import METHODS, AuthKind, Integration, IntegrationError, parse
from .lint_problem import Problem, Rule, Severity, did_you_mean, is_blocking, nearest
from .lint_request import method_problems, told_apart
from .lint_template import described, shape, template
from .lint_variables import carried, defined, unused
from .lint_webhook import events, models

__all__ = ["Problem", "Rule", "Severity", "is_blocking", "lint"]

MEMBERS = {AuthKind.BEARER: ("token",), AuthKind.BASIC: ("username", "password")}
"""What each kind of authorization consists of."""


def lint(data: str | bytes, given: Collection[str] | None = None) -> list[Problem]:
    """All problems of the integration file `data` (text, or bytes in UTF-8), in the order of the rules' subjects.
    `given` are the names of the variables and properties that the operator has a value for; None when that is not
    known, and then nothing lacks one."""
    try:
        integration = parse(data)
    except IntegrationError as error:
        return [Problem(Rule.JSON, Severity.BROKEN, "", str(error), error.remedy)]
    return [
        *shape(integration),
        *template(integration),
        *described(integration),
        *chain.from_iterable(method_problems(integration, name) for name in METHODS),
        *defined(integration, given),
        *carried(integration, given),
        *unused(integration),
        *told_apart(integration),
        *_auth(integration),
        *models(integration),
        *events(integration),
    ]


def _auth(integration: Integration) -> Iterator[Problem]:
    kind = integration.auth_kind
    if kind is AuthKind.OAUTH2:
        remedy = "try a file with Bearer or Basic as well"
        yield Problem(Rule.AUTH, Severity.NOTE, "/auth", "OAuth2 is not exercised", remedy)
    elif kind is AuthKind.UNKNOWN and isinstance(integration.document.get("auth"), dict):
        guess = nearest(str(integration.auth.get("type")), ("Bearer", "Basic", "OAuth2"))
        severity = Severity.BROKEN if guess or "type" not in integration.auth else Severity.UNKNOWN
        remedy = did_you_mean(guess, "name Bearer, Basic or OAuth2")
        yield Problem(Rule.AUTH, severity, "/auth/type", "the type is none that is known", remedy)
    for key in MEMBERS.get(kind, ()):
        if not isinstance(integration.auth.get(key), str):
            yield Problem(Rule.AUTH, Severity.BROKEN, "/auth", f'{kind} authorization lacks "{key}"', f'add "{key}"')
