"""Whether an integration file has the keys of the template, spelt as there and of the right types."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from conformance.resources import SCHEMAS

from .integration import METHODS, Integration
from .lint_problem import Problem, Rule, Severity, nearest
from .pointer import at, pointer

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
    yield from _strangers(document, FILE, "")
    api = document.get("API")
    yield from _strangers(api, METHODS, "/API")
    for name in METHODS:
        if integration.method(name):
            yield from _strangers(document["API"][name], METHOD, f"/API/{name}")
    for model in integration.models:
        yield from _strangers(at(document, model.path), MODEL, model.pointer)


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


def _strangers(node: Any, known: tuple[str, ...], place: str) -> Iterator[Problem]:
    if not isinstance(node, Mapping):
        return
    absent = [key for key in known if key not in node]
    for key in node:
        if key in known:
            continue
        if guess := nearest(key, absent):
            yield Problem(
                Rule.TEMPLATE, Severity.BROKEN, f"{place}/{key}", f"{key} is unknown", f"did you mean {guess}?"
            )
        else:
            problem = f"{key} is unknown to the suite, which goes on without"
            yield Problem(Rule.TEMPLATE, Severity.NOTE, f"{place}/{key}", problem, "leave it out, or make sure of it")
