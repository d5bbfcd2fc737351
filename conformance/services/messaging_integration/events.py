"""The provider's calls to the webhook, as its models describe them (document 002, Webhook)."""

import json
import re
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ...clients.ringotel.form import CONTENT_TYPE, fields_of
from ...clients.ringotel.integration import Integration, Model
from ...clients.ringotel.pointer import leaves, pointer
from ...clients.ringotel.webhook import DELIVERED, classify, schema, value_of
from ...exchange.message import Exchange, header
from ...expect import observe
from ...verdict import Observation

MESSAGE, MMS = "message", "mms"
"""The event types of what external contacts send (document 002, Send message and Send file)."""

SHAPE = "the declared shape"


def model_of(integration: Integration, event_type: str) -> Model | None:
    """The first model of `event_type`, or None."""
    return next((model for model in integration.models if model.event_type == event_type), None)


def event_of(exchange: Exchange) -> Any:
    """The callback's parameters: its JSON document, else the fields of its form or query; None when it has neither. The
    document leaves the format to the provider, and no model names a content type."""
    request = exchange.request
    content_type = (header(request.headers, "Content-Type") or "").partition(";")[0].strip().lower()
    text = (request.body or b"").decode("utf-8", "replace")
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict | list) or (text and content_type not in ("", CONTENT_TYPE)):
        return document
    return fields_of(text or request.url.partition("?")[2]) or None


def is_empty(integration: Integration, event: Exchange) -> bool:
    """Whether a callback only tries if somebody is there: it has neither a body nor a query, and a method that no model
    has."""
    request = event.request
    declared = {model.request_method for model in integration.models}
    return not request.body and "?" not in request.url and request.method not in declared


def followed(integration: Integration, event: Exchange) -> Model | None:
    """The model that a callback follows, as far as it is known by; None for a callback of no declared kind."""
    return classify(integration, event_of(event), event.request.method)


def meant(integration: Integration, event: Exchange) -> Model | None:
    """The model that a callback follows, or else one whose event key, a word, is what the callback has in some place.
    None for an event of another kind: a provider may tell of more than the file has models for."""
    if model := followed(integration, event):
        return model
    document = event_of(event)
    said = (
        {leaf for _, leaf in leaves(document)} if document is not None else set(re.findall(r"[\w-]+", written(event)))
    )
    return next((model for model in integration.models if _is_word(model.event_key) and model.event_key in said), None)


def may_be_report(integration: Integration, event: Exchange) -> bool:
    """Whether a callback is, or is meant for, a delivery report."""
    model = meant(integration, event)
    return model is not None and model.event_type == DELIVERED


def written(event: Exchange) -> str:
    """All that a callback says, as it came in."""
    return f"{event.request.url} {(event.request.body or b'').decode('utf-8', 'replace')}"


def reported_id(integration: Integration, event: Exchange) -> str | None:
    """The message id of a callback in the shape of the delivered model; None for any other callback."""
    model = followed(integration, event)
    value = value_of(model, event_of(event), "messageid") if model and model.event_type == DELIVERED else None
    return None if value is None else str(value)


def reports(integration: Integration, id: str) -> Callable[[Exchange], bool]:
    """Whether a callback reports the delivery of the message `id`."""
    return lambda event: reported_id(integration, event) == id


def unreadable(event: Exchange) -> Observation | None:
    """What is to be said of a callback that is no document at all; None for one that is."""
    if event_of(event) is not None:
        return None
    text = (event.request.body or b"").decode("utf-8", "replace") or "an empty body"
    return observe(False, "a document in the declared shape", text, "body")


def in_shape(model: Model, event: Exchange) -> list[Observation]:
    """That a callback has the method and the shape of `model`."""
    method = event.request.method
    seen = [observe(method == model.request_method, model.request_method, method, "method")]
    if broken := unreadable(event):
        return [*seen, broken]
    error = best_match(Draft202012Validator(schema(model)).iter_errors(event_of(event)))
    where = (pointer(tuple(error.absolute_path)) or "/") if error else "body"
    return [*seen, observe(error is None, SHAPE, error.message if error else SHAPE, where)]


def _is_word(key: Any) -> bool:
    """Whether an event key says enough to be known by in any place; a number does not."""
    return isinstance(key, str) and key[:1].isalpha()
