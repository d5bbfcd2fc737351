"""The callbacks that the `Webhook` models promise: their schema, and which model one follows (document 002)."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from .integration import Integration, Model
from .pointer import Path, at, leaves
from .template import Values, as_text, captured, pattern, sole_variable, variables

DIALECT = "https://json-schema.org/draft/2020-12/schema"

DELIVERED = "messageDelivered"
"""The event type of a delivery report (document 002, Delivered)."""

KEY = "event_key"
TEXT = "text"
"""The words that come with a file, which has none as often as not."""

READ = ("from", "to", "content", "url", "messageid", "extension", "domain")
"""The variables that carry what the server has to know; what another one carries may be of any kind."""

OF_A_KIND: Mapping[str, Mapping[str, Any]] = {
    "messageid": {"type": ["string", "number"], "minLength": 1},
    "url": {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:\S"},
}
"""The schemas of those that mean nothing when they are empty, or no URL."""


def schema(model: Model, any_words: bool = False) -> dict[str, Any]:
    """The JSON Schema of the model's callback, in JSON or as a form's fields: its members required, more allowed;
    literals and the event key as they are or as text, every variable that the server reads a string or a number, an id
    not an empty one, and a URL one with a scheme. With `any_words` every other literal may be anything."""
    kept = [leaf for _, leaf in key_leaves(model)] if any_words else None
    return {"$schema": DIALECT, **_schema(model.request_parameters, {KEY: model.event_key}, kept)}


def classify(integration: Integration, document: Any, method: str | None = None) -> Model | None:
    """The model whose event key stands in `document` where the model has it; None when there is none. A model that has
    no place for its key is known by its whole shape; one that an event `contradicts` is not its own. Of several, the
    whole shape decides, then the `method` of the callback where it is given, then how much of the shape is written out,
    then how much of it there is."""

    def rank(model: Model) -> tuple[bool, bool, int, int]:
        same_method = method is None or method == model.request_method
        return (follows(model, document), same_method, *_detail(model))

    return max((model for model in integration.models if is_keyed(model, document)), key=rank, default=None)


def follows(model: Model, document: Any) -> bool:
    """Whether `document` has the whole shape of the model's callback."""
    return Draft202012Validator(schema(model)).is_valid(document)


def is_keyed(model: Model, document: Any) -> bool:
    """Whether `document` names itself as an event of the model's kind, in whatever shape."""
    known: Values = {KEY: model.event_key}
    keys = key_leaves(model)
    if not keys:
        return follows(model, document)
    found = all(Draft202012Validator(_leaf_schema(leaf, known)).is_valid(_found(document, path)) for path, leaf in keys)
    return found and not contradicts(model, document)


def contradicts(model: Model, document: Any) -> bool:
    """Whether `document` has the shape of the model's callback and says something else where the model has a word that
    is written out, other than its event key: it tells of something else then, such as another status."""
    if follows(model, document):
        return False
    return Draft202012Validator(schema(model, any_words=True)).is_valid(document)


def value_of(model: Model, document: Any, name: str) -> Any:
    """What `document` has where the model has the variable `name`, alone or within a text; None where either has
    nothing there."""
    known: Values = {KEY: model.event_key}
    for path, leaf in leaves(model.request_parameters):
        if isinstance(leaf, str) and f"${name}$" in leaf:
            value = captured(leaf, name, _found(document, path), known)
            if value is not None:
                return value
    return None


def key_leaves(model: Model) -> list[tuple[Path, Any]]:
    """Where the model has its event key: as the variable, or written out where the document's examples have that."""
    marked = [(path, leaf) for path, leaf in leaves(model.request_parameters) if f"${KEY}$" in str(leaf)]
    return marked or [
        (path, leaf) for path, leaf in leaves(model.request_parameters) if leaf == model.event_key and leaf != ""
    ]


def _schema(template: Any, known: Values, kept: Collection[Any] | None) -> dict[str, Any]:
    if isinstance(template, dict):
        members = {name: _schema(value, known, kept) for name, value in template.items()}
        required = [name for name, value in template.items() if _is_required(value)]
        return {"type": "object", "required": required, "properties": members}
    if isinstance(template, list):
        length = max((number for number, item in enumerate(template, 1) if _is_required(item)), default=0)
        items = {"prefixItems": [_schema(item, known, kept) for item in template]} if template else {}
        return {"type": "array", "minItems": length, **items}
    return _leaf_schema(template, known, kept)


def _leaf_schema(template: Any, known: Values, kept: Collection[Any] | None = None) -> dict[str, Any]:
    names = [name for _, name in variables(template)]
    sole = sole_variable(template) if names else ""
    if sole == TEXT:
        return {"type": ["string", "number", "null"]}
    if sole and sole != KEY:
        return dict(OF_A_KIND.get(sole, {"type": ["string", "number"]} if sole in READ else {}))
    if kept is not None and not names and template not in kept:
        return {}
    if set(names) <= {KEY}:
        return {"enum": list(_alike(known[KEY] if sole else _written(template, known)))}
    return {"type": "string", "pattern": pattern(template, known)}


def _written(template: Any, known: Values) -> Any:
    return template.replace(f"${KEY}$", as_text(known[KEY])) if isinstance(template, str) else template


def _alike(value: Any) -> Iterator[Any]:
    """`value` and its twin: a form has nothing but text, and whether 1 is meant by "1" no model says."""
    yield value
    if not isinstance(value, str):
        yield as_text(value)
        return
    try:
        twin = json.loads(value)
    except (ValueError, RecursionError):
        return
    if isinstance(twin, bool | int | None) and as_text(twin) == value:
        yield twin


def _is_required(template: Any) -> bool:
    """Whether an event must have it. A form cannot carry what is empty."""
    return any(leaf != f"${TEXT}$" for _, leaf in leaves(template))


def _detail(model: Model) -> tuple[int, int]:
    """How many values of the model's callback are written out, and how many it has."""
    found = [leaf for _, leaf in leaves(model.request_parameters)]
    return sum({name for _, name in variables(leaf)} <= {KEY} for leaf in found), len(found)


def _found(document: Any, path: Path) -> Any:
    try:
        return at(document, path)
    except LookupError:
        return None
