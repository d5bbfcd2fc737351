"""Callbacks that tell of several events at once (document 002, Webhook)."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from .integration import Integration, Model
from .pointer import Path, at
from .webhook import classify

AT_MOST = 100
"""So many events of one callback are told apart."""


def events_in(integration: Integration, document: Any, method: str | None = None) -> list[tuple[Model, Any]]:
    """The events that a callback's `document` tells of: each with its model and a document of its own."""
    return [
        (model, event)
        for model in integration.models
        for event in apart(model, document)
        if classify(integration, event, method) == model
    ]


def apart(model: Model, document: Any) -> list[Any]:
    """`document` once for each element of an array of which the model has one element: nothing says whether that stands
    for the first or for all of them."""
    found = [document]
    for path in _lists_of_one(model.request_parameters):
        found = list(islice((event for one in found for event in _each(one, path)), AT_MOST))
    return found


def _lists_of_one(template: Any, path: Path = ()) -> Iterator[Path]:
    """Where the template has arrays of one element, the outer ones first."""
    if isinstance(template, list) and len(template) == 1:
        yield path
    if isinstance(template, dict | list):
        for step, value in template.items() if isinstance(template, dict) else enumerate(template):
            yield from _lists_of_one(value, (*path, step))


def _each(document: Any, path: Path) -> Iterator[Any]:
    """`document` with one element at a time in the array at `path`; as it is where it has no such array."""
    try:
        elements = at(document, path)
    except LookupError:
        elements = None
    if isinstance(elements, list) and len(elements) > 1:
        yield from (_replaced(document, path, [element]) for element in elements)
    else:
        yield document


def _replaced(document: Any, path: Path, value: Any) -> Any:
    """`document` with `value` at `path`."""
    if not path:
        return value
    copy = document.copy()
    copy[path[0]] = _replaced(document[path[0]], path[1:], value)
    return copy
