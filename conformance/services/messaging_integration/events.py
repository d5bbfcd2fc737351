"""The provider's calls to the webhook, as its models describe them (document 002, Webhook)."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from ...clients.ringotel.integration import Integration, Model
from ...clients.ringotel.webhook import classify, value_of
from ...exchange.message import Exchange, header

DELIVERED = "messageDelivered"
"""The event type of a delivery report (document 002, Delivered)."""

FORM = "application/x-www-form-urlencoded"


def delivered_model(integration: Integration) -> Model | None:
    return next((model for model in integration.models if model.event_type == DELIVERED), None)


def event_of(exchange: Exchange) -> Any:
    """The callback's parameters: its JSON document, else the fields of its form or query; None when it has neither. The
    document leaves the format to the provider."""
    request = exchange.request
    content_type = (header(request.headers, "Content-Type") or "").partition(";")[0].strip().lower()
    if request.body and content_type != FORM:
        try:
            return json.loads(request.body)
        except (ValueError, RecursionError):
            return None
    text = (request.body or b"").decode("utf-8", "replace") or request.url.partition("?")[2]
    return _nested(parse_qsl(text, keep_blank_values=True)) or None


def may_be_report(integration: Integration, event: Exchange) -> bool:
    """Whether a callback is a delivery report or of no declared kind; not when it tells of an inbound message."""
    model = classify(integration, event_of(event))
    return model is None or model.event_type == DELIVERED


def reported_id(integration: Integration, event: Exchange) -> str | None:
    """The message id of a callback in the shape of the delivered model; None for any other callback."""
    document = event_of(event)
    model = classify(integration, document)
    value = value_of(model, document, "messageid") if model and model.event_type == DELIVERED else None
    return None if value is None else str(value)


def _nested(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """Form fields as an object: `a[b]=c` is the member `b` of the object `a`."""
    found: dict[str, Any] = {}
    for name, value in fields:
        *path, last = re.findall(r"[^\[\]]+", name) or [name]
        node = found
        for step in path:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                break
        else:
            node[last] = value
    return found
