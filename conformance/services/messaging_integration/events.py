"""The provider's calls to the webhook, as its models describe them (document 002, Webhook)."""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ...clients.ringotel.batch import apart, events_in
from ...clients.ringotel.form import CONTENT_TYPE, fields_of
from ...clients.ringotel.integration import Integration, Model
from ...clients.ringotel.pointer import leaves, pointer
from ...clients.ringotel.webhook import DELIVERED, contradicts, is_keyed, schema, value_of
from ...exchange.message import Exchange, header
from ...expect import observe, unproven
from ...verdict import Observation, Party
from .shape import misshapen, shape_of

MESSAGE, MMS = "message", "mms"
"""The event types of what external contacts send (document 002, Send message and Send file)."""

Event = tuple[Model, Any]
"""An event that a callback tells of: its model, and its parameters."""


def model_of(integration: Integration, event_type: str) -> Model | None:
    """The first model of `event_type`, or None."""
    return next((model for model in integration.models if model.event_type == event_type), None)


def event_of(exchange: Exchange) -> Any:
    """The callback's parameters: its JSON document, else the fields of its form or query; None when it has neither. The
    document leaves the format to the provider, and no model names a content type."""
    request = exchange.request
    text = (request.body or b"").decode("utf-8", "replace")
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict | list) or (text and _media_type(exchange) not in ("", CONTENT_TYPE)):
        return document
    return fields_of(text or request.url.partition("?")[2]) or None


def is_empty(integration: Integration, exchange: Exchange) -> bool:
    """Whether a callback only tries if somebody is there: it has neither a body nor a query, and a method that no model
    has."""
    request = exchange.request
    declared = {model.request_method for model in integration.models}
    return not request.body and "?" not in request.url and request.method not in declared


# Many checks look at every callback of the run.
@lru_cache(maxsize=256)
def followed(integration: Integration, exchange: Exchange) -> Sequence[Event]:
    """The events that a callback tells of, as far as they are known by the models."""
    return events_in(integration, event_of(exchange), exchange.request.method)


def meant(integration: Integration, exchange: Exchange) -> list[Model]:
    """The models that a callback follows, or else one whose event key, a word, is what the callback has in some place,
    in letters of any case. [] for a callback of another kind: a provider may tell of more than the file has models
    for."""
    if models := [model for model, _ in followed(integration, exchange)]:
        return [model for at, model in enumerate(models) if model not in models[:at]]
    document = event_of(exchange)
    said = (
        {leaf.casefold() for _, leaf in leaves(document) if isinstance(leaf, str)}
        if document is not None
        else set(re.findall(r"[\w-]+", written(exchange).casefold()))
    )
    named = (model for model in integration.models if _is_word(model.event_key) and model.event_key.casefold() in said)
    return [model for model in named if not any(contradicts(model, event) for event in apart(model, document))][:1]


def types_of(integration: Integration, exchange: Exchange) -> set[str]:
    """The types of the events that a callback is, or is meant for."""
    return {model.event_type for model in meant(integration, exchange)}


def model_for(integration: Integration, exchange: Exchange, event_type: str) -> Model | None:
    """The model of `event_type` that a callback is meant for, else the first of them; None where there is none."""
    own = (model for model in meant(integration, exchange) if model.event_type == event_type)
    return next(own, model_of(integration, event_type))


def written(exchange: Exchange) -> str:
    """All that a callback says, as it came in."""
    return f"{exchange.request.url} {(exchange.request.body or b'').decode('utf-8', 'replace')}"


def reported_ids(integration: Integration, exchange: Exchange) -> list[str]:
    """The ids of the messages whose delivery a callback reports; [] for any other callback."""
    values = (
        value_of(model, event, "messageid")
        for model, event in followed(integration, exchange)
        if model.event_type == DELIVERED
    )
    return list(dict.fromkeys(str(value) for value in values if value is not None))


def reports(integration: Integration, id: str) -> Callable[[Exchange], bool]:
    """Whether a callback reports the delivery of the message `id`."""
    return lambda exchange: id in reported_ids(integration, exchange)


def unreadable(exchange: Exchange) -> Observation | None:
    """What is to be said of a callback that is no document at all; None for one that is."""
    if event_of(exchange) is not None:
        return None
    text = (exchange.request.body or b"").decode("utf-8", "replace") or "an empty body"
    kind = _media_type(exchange)
    if kind in ("", CONTENT_TYPE) or kind.endswith("json"):
        return observe(False, "a document in the declared shape", text, "body")
    return unproven(f"the suite does not read {kind} callbacks", "body", text, Party.SUITE)


def in_shape(model: Model, exchange: Exchange) -> list[Observation]:
    """That a callback has the method and the shape of `model`. Of several events in one, one is enough: nothing says
    that there may be more."""
    method = exchange.request.method
    seen = [observe(method == model.request_method, model.request_method, method, "method")]
    if broken := unreadable(exchange):
        return [*seen, broken]
    told = apart(model, event_of(exchange))
    validator = Draft202012Validator(schema(model))
    errors = [best_match(validator.iter_errors(event)) for event in told if is_keyed(model, event)]
    errors = errors or [best_match(validator.iter_errors(told[0]))]
    error = None if None in errors else errors[0]
    if error is None:
        return [*seen, observe(True, shape_of(model), shape_of(model), "body")]
    return [*seen, misshapen(model, error, pointer(tuple(error.absolute_path)) or "/")]


def _media_type(exchange: Exchange) -> str:
    return (header(exchange.request.headers, "Content-Type") or "").partition(";")[0].strip().lower()


def _is_word(key: Any) -> bool:
    """Whether an event key says enough to be known by in any place; a number does not."""
    return isinstance(key, str) and key[:1].isalpha()
