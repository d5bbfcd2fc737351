"""Which variables of an integration file would never be expanded, or stand where they mean nothing."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from .integration import METHODS, Integration
from .lint_problem import Problem, Rule, Severity, did_you_mean, nearest
from .lint_template import unsent
from .pointer import leaves, pointer
from .template import sole_variable, variables

OUTGOING = ("from", "to", "extension", "domain", "content")
"""The variables of the requests in document 002; the labels of `properties` come on top."""

INCOMING = ("from", "to", "content", "messageid", "event_key", "text", "url")
"""The variables of the callbacks there."""

FROM_PROFILE = ("extension", "domain")
"""Those of a message that depend on the operator's own settings."""


def defined(integration: Integration, given: Collection[str] | None) -> Iterator[Problem]:
    """Variables that have no value, no meaning, or no second dollar sign."""
    for part in (authorizing(integration), *(requested(integration, name) for name in METHODS)):
        for place, template in part.items():
            yield from _outgoing_problems(integration, place, template, given)
    webhook, known = integration.document.get("Webhook"), (*INCOMING, *FROM_PROFILE, *labels(integration))
    for where, name in _named(webhook, known, "/Webhook"):
        if name not in known:
            guess = nearest(name, known)
            severity = Severity.BROKEN if guess else Severity.NOTE
            remedy = did_you_mean(guess and f"${guess}$", "leave it, if the callbacks have any value there")
            yield Problem(Rule.VARIABLES, severity, where, f"${name}$ is unknown", remedy)
    yield from _one_sided(webhook, known, "/Webhook")


def carried(integration: Integration, given: Collection[str] | None) -> Iterator[Problem]:
    """Requests that nowhere have the recipient or the content. One that has a variable of which it is not known what
    it means may have them there."""
    for name in METHODS:
        used = {found for _, found in variables(requested(integration, name))}
        if used <= {*OUTGOING, *labels(integration), *(given or ())}:
            elsewhere = {found: where for where, found in variables(unsent(integration, ("API", name)))}
            for lost in ("to", "content"):
                if lost in elsewhere and lost not in used:
                    problem, where = f"${lost}$ stands only where the suite does not send it", elsewhere[lost]
                    remedy = "write it into request_url or request_parameters"
                    yield Problem(Rule.CARRIES, Severity.UNKNOWN, f"/API/{name}{where}", problem, remedy)
                elif integration.method(name) and lost not in used:
                    problem, remedy = f"nothing that is sent has ${lost}$", f"write ${lost}$ where its value belongs"
                    yield Problem(Rule.CARRIES, Severity.BROKEN, f"/API/{name}", problem, remedy)


def declared(integration: Integration) -> Iterator[Problem]:
    """Properties that are written as the variables which they declare, or that the operator fills in for nothing."""
    rest = {key: value for key, value in integration.document.items() if key != "properties"}
    used = {name for _, name in variables(rest, labels(integration))}
    written = integration.document.get("properties")
    for number, label in enumerate(written if isinstance(written, list) else ()):
        place = f"/properties/{number}"
        if isinstance(label, str) and sole_variable(label):
            problem, remedy = "the label of the property is a variable", "write the label without dollar signs"
            yield Problem(Rule.VARIABLES, Severity.BROKEN, place, problem, remedy)
        elif isinstance(label, str) and label not in used:
            problem, remedy = f'the property "{label}" is not used', f'write "${label}$", or drop it'
            yield Problem(Rule.VARIABLES, Severity.NOTE, place, problem, remedy)


def labels(integration: Integration) -> tuple[str, ...]:
    """The names of the properties; of one that is written as a variable, the name between its dollar signs."""
    return tuple(sole_variable(label) or label for label in integration.properties)


def authorizing(integration: Integration) -> dict[str, Any]:
    """The templates that the server expands for the credentials of every request, by place."""
    return {f"/{key}": integration.document.get(key) for key in ("auth", "OAuth2")}


def requested(integration: Integration, name: str) -> dict[str, Any]:
    """The templates that the server expands for the request `name`, by place; none for one that is not described."""
    described = integration.document["API"][name] if integration.method(name) else {}
    return {f"/API/{name}/{key}": described.get(key) for key in ("request_url", "request_parameters")}


def _outgoing_problems(
    integration: Integration, place: str, template: Any, given: Collection[str] | None
) -> Iterator[Problem]:
    own = labels(integration)
    known = (*OUTGOING, *own)
    for where, name in _named(template, (*known, *INCOMING), place):
        if name in known:
            if given is not None and name in (*FROM_PROFILE, *own) and name not in given:
                remedy = f"set {name} there" if name in FROM_PROFILE else "give it one under properties there"
                problem = f"${name}$ has no value in the profile"
                yield Problem(Rule.VARIABLES, Severity.UNKNOWN, where, problem, remedy)
        elif name in INCOMING and name not in (given or ()):
            remedy = "use $content$" if name in ("text", "url") else "leave it out"
            problem = f"${name}$ is a variable of the callbacks"
            yield Problem(Rule.PLACES, Severity.BROKEN, where, problem, remedy)
        else:
            yield _unknown(where, name, known, name in (given or ()))
    yield from _one_sided(template, known, place)


def _unknown(where: str, name: str, known: Iterable[str], has_value: bool) -> Problem:
    """A variable of a request that the document does not show: one of the operator's without a label in `properties`,
    one misspelt, or perhaps one that the server knows all the same."""
    guess = nearest(name, known)
    is_label = where.startswith(("/auth", "/OAuth2")) or not (name.isidentifier() and name.islower())
    problem, remedy = f"${name}$ is no known variable, nor a declared property", f'add "{name}" to "properties"'
    if guess or is_label:
        return Problem(Rule.VARIABLES, Severity.BROKEN, where, problem, did_you_mean(guess and f"${guess}$", remedy))
    if has_value:
        return Problem(Rule.VARIABLES, Severity.NOTE, where, problem, f"{remedy}, unless the server itself has a value")
    remedy += ", or give its value under properties in the profile if the server has one"
    return Problem(Rule.VARIABLES, Severity.UNKNOWN, where, problem, remedy)


def _one_sided(template: Any, known: Iterable[str], place: str) -> Iterator[Problem]:
    """Known variables with a dollar sign on one side only."""
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    one_sided = re.compile(rf"\$({names})(?![\w$])|(?<![\w$])({names})\$")
    for path, leaf in leaves(template):
        if isinstance(leaf, str):
            # Whole variables go first, lest the end of one be taken for the beginning of the next.
            for match in one_sided.finditer(re.sub(r"\$[^$]+\$", " ", leaf)):
                name = match[1] or match[2]
                problem = f"the variable {name} lacks one of its dollar signs"
                yield Problem(Rule.VARIABLES, Severity.BROKEN, place + pointer(path), problem, f"write ${name}$")


def _named(template: Any, known: Iterable[str], place: str) -> Iterator[tuple[str, str]]:
    """The variables of `template`: (JSON Pointer into the file, name)."""
    return ((place + where, name) for where, name in variables(template, known))
