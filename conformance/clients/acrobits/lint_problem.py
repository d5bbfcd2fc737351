"""What a lint of a configured web service finds: the rule, how sure and how bad it is, the key, and the remedy."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What is looked at, in the order of the findings."""

    VARIABLES = "variables"
    PLACEHOLDERS = "placeholders"
    METHOD = "method"
    BODY_USED = "body-used"
    HEADERS = "headers"
    BODY_FORM = "body-form"
    URL = "url"
    CARRIES = "carries"
    PASSWORD = "password"
    KEYWORDS = "keywords"
    CONTENT_TYPE = "content-type"


class Severity(StrEnum):
    """`error`: the caller will not send what is meant; `note`: worth knowing; `unknown`: the suite cannot tell."""

    ERROR = "error"
    NOTE = "note"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Problem:
    """One finding in the configured `key`, which is shown as "<problem> (<key>)" and then its remedy. `problem` and
    `remedy` are half sentences that hold names of variables, fields and headers and the beginning of a wrong URL, never
    a value."""

    rule: Rule
    severity: Severity
    key: str
    problem: str
    remedy: str


_BLOCKING = (
    Rule.VARIABLES,
    Rule.PLACEHOLDERS,
    Rule.METHOD,
    Rule.BODY_FORM,
    Rule.URL,
    Rule.CARRIES,
    Rule.KEYWORDS,
    Rule.CONTENT_TYPE,
)


def is_blocking(problem: Problem) -> bool:
    """Whether nothing can be sent as the caller would mean it until `problem` is mended."""
    return problem.severity is not Severity.NOTE and problem.rule in _BLOCKING
