"""What the lint of an integration file finds: the rule, how sure and how bad it is, the place, and the remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

_NEAR = 0.75
"""So alike are two names of which one may be meant as the other: `form` and `from`, but not `text` and `type`."""


class Rule(StrEnum):
    """What is looked at, in the order of the findings."""

    JSON = "json"
    TEMPLATE = "template"
    REQUESTS = "requests"
    URL = "url"
    HTTPS = "https"
    CONTENT_TYPE = "content-type"
    VARIABLES = "variables"
    PLACES = "places"
    CARRIES = "carries"
    RESPONSE_MAP = "response-map"
    ONE_ID = "one-id"
    TOLD_APART = "told-apart"
    AUTH = "auth"
    MODELS = "models"
    EVENTS = "events"


class Severity(StrEnum):
    """`broken`: the rule is broken; `note`: worth knowing; `unknown`: the suite cannot tell."""

    BROKEN = "broken"
    NOTE = "note"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Problem:
    """One finding at `pointer`, a JSON Pointer into the file, "" for the whole of it. `problem` and `remedy` are half
    sentences that hold names and never a credential of the file."""

    rule: Rule
    severity: Severity
    pointer: str
    problem: str
    remedy: str


_BLOCKING = (Rule.JSON, Rule.REQUESTS, Rule.VARIABLES, Rule.PLACES, Rule.CARRIES, Rule.AUTH)


def is_blocking(problem: Problem, method: str) -> bool:
    """Whether the request `method` of the `API` object cannot be sent as the caller would mean it until `problem` is
    mended. A callback's model is part of no request, a URL without a host may be meant for the target, and
    an answer without an id is an answer."""
    place = problem.pointer.split("/")[1:3]
    elsewhere = place[:1] == ["Webhook"] or (place[:1] == ["API"] and place[1:] not in ([], [method]))
    return problem.severity is not Severity.NOTE and problem.rule in _BLOCKING and not elsewhere


def nearest(name: str, known: Iterable[str], alike: float = _NEAR) -> str | None:
    """The one of `known` that `name` may be meant for, whatever the case of its letters; None when none is near.
    `alike` is the least ratio of what they have in common, 1 for all."""
    by_lower_case = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower_case, 1, alike)
    return by_lower_case[near[0]] if near else None


def did_you_mean(guess: str | None, otherwise: str) -> str:
    """The remedy for a name that is unknown: the `guess`, or what to do `otherwise`."""
    return f"did you mean {guess}?" if guess else otherwise
