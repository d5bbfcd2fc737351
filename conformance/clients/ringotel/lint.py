"""What is wrong with an integration file, before anything is sent: every finding at once, each with its remedy.

The rules are those of document 002, of the vendor's later description of the file, and of the requests that HTTP and
URLs allow. A rule that the server may well see otherwise is broken only by what no working file is likely to have.
"""

from collections.abc import Collection
from itertools import chain

from .integration import METHODS, IntegrationError, parse
from .lint_auth import authorization, misplaced, written_out
from .lint_problem import Problem, Rule, Severity, is_blocking
from .lint_request import method_problems, told_apart
from .lint_template import described, repeated, shape, template
from .lint_variables import carried, declared, defined
from .lint_webhook import events, models

__all__ = ["Problem", "Rule", "Severity", "is_blocking", "lint"]


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
        *repeated(integration, data),
        *described(integration),
        *chain.from_iterable(method_problems(integration, name) for name in METHODS),
        *defined(integration, given),
        *carried(integration, given),
        *declared(integration),
        *told_apart(integration),
        *authorization(integration),
        *misplaced(integration),
        *written_out(integration),
        *models(integration),
        *events(integration),
    ]
