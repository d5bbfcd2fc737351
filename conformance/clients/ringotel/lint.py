"""What is wrong with an integration file, before anything is sent: every finding at once, each with its remedy."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from jsonschema import Draft202012Validator

from conformance.exchange.message import Url
from conformance.resources import SCHEMAS

from .integration import AuthKind, Integration, IntegrationError, Method, parse
from .lint_variables import misnamed, unclosed
from .pointer import pointer
from .request import BODILESS, FORM, JSON, media_type
from .response_map import MESSAGE_ID, places

EVENT_TYPES = ("message", "mms", "messageDelivered")
"""The event types that document 002 shows."""


class Severity(StrEnum):
    """`error`: a request or callback will go wrong; `warning`: it may; `note`: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """One finding; `pointer` is the JSON Pointer of its place, "" for the whole file."""

    pointer: str
    problem: str
    remedy: str
    level: Severity = Severity.ERROR


def lint(text: str, properties: Mapping[str, str] | None = None) -> list[Problem]:
    """All problems of the integration file `text`, in the order of the rules. `properties` are the operator's values by
    label; None when they are not known, and then no label lacks one."""
    try:
        integration = parse(text)
    except IntegrationError as error:
        return [Problem("", str(error), "Write the file as one JSON object.")]
    return [
        *_shape(integration),
        *_variables(integration),
        *_properties(integration, properties),
        *_auth(integration),
        *(problem for name in ("SendMessage", "SendFile") for problem in _method(integration, name)),
        *_twins(integration),
        *_webhook(integration),
    ]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / "integration.schema.json").read_text("utf-8")))


def _shape(integration: Integration) -> Iterator[Problem]:
    for error in _validator().iter_errors(integration.document):
        remedy = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
        yield Problem(pointer(tuple(error.absolute_path)), error.message, remedy)


def _variables(integration: Integration) -> Iterator[Problem]:
    for place, name, guess in misnamed(integration):
        remedy = (
            f"Did you mean ${guess}$?" if guess else f'Add "{name}" to "properties", or use a variable that exists.'
        )
        yield Problem(place, f"${name}$ is no variable, nor a declared property", remedy)
    for place, name in unclosed(integration):
        yield Problem(place, f"the variable {name} lacks one of its dollar signs", f"Write ${name}$.")


def _properties(integration: Integration, properties: Mapping[str, str] | None) -> Iterator[Problem]:
    for label in integration.properties if properties is not None else ():
        if label not in (properties or {}):
            yield Problem("/properties", f'the property "{label}" has no value', "Give its value in the profile.")


def _auth(integration: Integration) -> Iterator[Problem]:
    wanted = {AuthKind.BEARER: ("token",), AuthKind.BASIC: ("username", "password")}
    match integration.auth_kind:
        case AuthKind.UNKNOWN:
            yield Problem(
                "/auth/type", f"{integration.auth.get('type')!r} is no kind of authorization", "Use Bearer or Basic."
            )
        case AuthKind.OAUTH2:
            yield Problem("/auth", "OAuth2 is not exercised", "Test with Bearer or Basic instead.", Severity.NOTE)
        case kind:
            for key in wanted.get(kind, ()):
                if not isinstance(integration.auth.get(key), str):
                    yield Problem("/auth", f'{kind} authorization lacks "{key}"', f'Add "{key}".')


def _method(integration: Integration, name: str) -> Iterator[Problem]:
    method = integration.method(name)
    if method is None:
        return
    place = f"/API/{name}"
    yield from _address(method, place)
    if method.request_method in BODILESS:
        if "request_content_type" in integration.document["API"][name]:
            remedy = "Use POST, or leave request_content_type out."
            problem = f"a {method.request_method} has no body to be {method.request_content_type}"
            yield Problem(f"{place}/request_content_type", problem, remedy, Severity.WARNING)
    elif media_type(method) not in (JSON, FORM):
        problem = f"{method.request_content_type} bodies are not exercised"
        yield Problem(f"{place}/request_content_type", problem, f"Use {JSON} or {FORM}.", Severity.WARNING)
    if (count := len(places(method.response_map))) != 1:
        remedy = f"Put {MESSAGE_ID} exactly where the answer has the message id, and only there."
        yield Problem(f"{place}/response_map", f"{MESSAGE_ID} stands in {count} places, not in one", remedy)


def _address(method: Method, place: str) -> Iterator[Problem]:
    try:
        if Url.parse(method.request_url).scheme == "http":
            yield Problem(f"{place}/request_url", "the messages travel unencrypted", "Use https.", Severity.NOTE)
    except ValueError as error:
        # A missing URL is the schema's to report; one that begins with a property is known only at the operator's.
        if method.request_url and not method.request_url.startswith("$"):
            yield Problem(f"{place}/request_url", str(error), "Give an absolute URL.")


def _twins(integration: Integration) -> Iterator[Problem]:
    message, file = integration.send_message, integration.send_file
    if not message or not file:
        return
    if (message.request_url, message.request_parameters) == (file.request_url, file.request_parameters):
        remedy = "Give SendFile a URL or a parameter name of its own."
        yield Problem("/API/SendFile", "a file looks like a message in text", remedy, Severity.WARNING)


def _webhook(integration: Integration) -> Iterator[Problem]:
    seen: set[str] = set()
    for model in integration.models:
        if not model.event_key:
            yield Problem(model.pointer, "the model has no event_key", "Name the event as the callbacks will.")
        elif model.event_key in seen:
            remedy = "Give each model an event_key of its own."
            yield Problem(f"{model.pointer}/event_key", f"{model.event_key!r} is another model's key too", remedy)
        seen.add(model.event_key)
        if model.event_type not in EVENT_TYPES:
            guess = get_close_matches(model.event_type, EVENT_TYPES, 1)
            remedy = f"Did you mean {guess[0]}?" if guess else f"Use one of {', '.join(EVENT_TYPES)}."
            problem = f"{model.event_type!r} is no known event type"
            yield Problem(f"{model.pointer}/event_type", problem, remedy, Severity.WARNING)
