"""Whether an integration file has the keys of the template, spelt as there and of the right types."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from conformance.resources import SCHEMAS

from .integration import METHODS, Integration
from .json_text import contradictions
from .lint_problem import Problem, Rule, Severity, nearest
from .pointer import Path, at, pointer

FILE = ("id", "name", "logo", "class", "properties", "auth", "OAuth2", "API", "Webhook")
METHOD = ("request_method", "request_url", "request_content_type", "request_parameters", "response_map")
MODEL = ("event_key", "event_type", "request_method", "request_content_type", "request_parameters")

_SUBJECT = {"API": Rule.REQUESTS, "properties": Rule.VARIABLES, "auth": Rule.AUTH, "Webhook": Rule.MODELS}
"""The rule that a part of the wrong type breaks, by the key of the file where it stands."""


def shape(integration: Integration) -> Iterator[Problem]:
    """What is missing or of a wrong type by the file's JSON Schema, without the file's own words: one of them may be a
    credential."""
    for error in _validator().iter_errors(integration.document):
        path = tuple(error.absolute_path)
        rule = _SUBJECT.get(str(path[0]), Rule.TEMPLATE) if path else Rule.TEMPLATE
        wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        problem, remedy = "it is empty", str(error.schema["description"])
        if error.validator == "required":
            [missing] = wanted
            problem, remedy = f"{missing} is missing", f"add {missing}"
        elif error.validator == "type":
            problem = f"it is not of the type {' or '.join(wanted)}"
        yield Problem(rule, Severity.BROKEN, pointer(path), problem, remedy)


def template(integration: Integration) -> Iterator[Problem]:
    """Keys that the template has and the file has not, or has under another name."""
    document = integration.document
    if "id" not in document:
        remedy = "give the service an id in letters: its webhook URL hangs on it"
        yield Problem(Rule.TEMPLATE, Severity.BROKEN, "", "the service has no id", remedy)
    if str(document.get("class", "sms")).lower() != "sms":
        problem = "the service is not of the class of SMS and MMS"
        yield Problem(Rule.TEMPLATE, Severity.BROKEN, "/class", problem, 'write "sms"')
    for key in ("name", "logo", "class"):
        if key not in document:
            yield Problem(Rule.TEMPLATE, Severity.NOTE, "", f"the service has no {key}", "give it one")
    for path, known in _named(integration).items():
        yield from _strangers(at(document, path), known, path)


def repeated(integration: Integration, data: str | bytes) -> Iterator[Problem]:
    """Keys that `data`, the file's text, has more than once and not with the same value. Those that the template does
    not have are nobody's: people keep comments so."""
    named = _named(integration)
    for path in contradictions(data):
        if path[-1] in named.get(path[:-1], path[-1:]):
            rule = _SUBJECT.get(str(path[0]), Rule.TEMPLATE)
            problem = f"{path[-1]} stands more than once in its object, and not with the same value"
            yield Problem(rule, Severity.BROKEN, pointer(path), problem, "leave one, or give them names of their own")


def unsent(integration: Integration, path: Path) -> dict[str, Any]:
    """The members at `path`, the file itself or one of its methods, that the template does not have, and no request of
    the suite either."""
    known = _named(integration).get(path)
    return {key: value for key, value in at(integration.document, path).items() if key not in known} if known else {}


def described(integration: Integration) -> Iterator[Problem]:
    """Whether the file describes anything to send, by which method and in which content type."""
    if not integration.send_message:
        if integration.send_file or integration.models:
            problem, severity = "the file has no SendMessage, so users cannot send texts", Severity.NOTE
        else:
            problem, severity = "the file describes neither a request nor a callback", Severity.BROKEN
        yield Problem(Rule.REQUESTS, severity, "/API", problem, "describe SendMessage as the template does")
    for name in METHODS:
        if integration.method(name):
            for key, assumed in {"request_method": "POST", "request_content_type": "application/json"}.items():
                method = integration.document["API"][name]
                if key not in method and str(method.get("request_method", "")).upper() not in ("GET", "HEAD"):
                    problem = f"without {key} the suite takes {assumed}"
                    yield Problem(Rule.REQUESTS, Severity.NOTE, f"/API/{name}", problem, f"add {key}")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / "integration.schema.json").read_text("utf-8")))


def _named(integration: Integration) -> dict[Path, tuple[str, ...]]:
    """The objects of the file whose keys the template names, by their places, with these keys."""
    named: dict[Path, tuple[str, ...]] = {(): FILE}
    if isinstance(integration.document.get("API"), Mapping):
        named[("API",)] = METHODS
    named |= {("API", name): METHOD for name in METHODS if integration.method(name)}
    return named | {model.path: MODEL for model in integration.models}


def _strangers(node: Mapping[str, Any], known: tuple[str, ...], path: Path) -> Iterator[Problem]:
    absent = [key for key in known if key not in node]
    for key, value in node.items():
        if key in known:
            continue
        place, request = pointer((*path, key)), _request_in_place_of(absent, value)
        if guess := nearest(key, absent) or request:
            # Messages are sent by the requests that document 002 names; under another name none is sent at all.
            rule = Rule.REQUESTS if request else Rule.TEMPLATE
            yield Problem(rule, Severity.BROKEN, place, f"{key} is unknown", f"did you mean {guess}?")
        else:
            problem = f"the template has no {key}: whether the server heeds it is not known, and the suite does not"
            yield Problem(Rule.TEMPLATE, Severity.NOTE, place, problem, "leave it out, or make sure of it")


def _request_in_place_of(absent: list[str], value: Any) -> str | None:
    """Which of the `absent` requests, SendMessage among them, `value` may be: it is one, under a name of its own."""
    is_request = isinstance(value, Mapping) and "request_url" in value
    return " or ".join(absent) if is_request and "SendMessage" in absent else None
