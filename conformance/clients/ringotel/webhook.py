"""The callbacks that the `Webhook` models promise: their schema, and which model one follows (document 002)."""

import re
from typing import Any

from .integration import Integration, Model
from .pointer import Path, at, leaves
from .template import expand, sole_variable, variables

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(model: Model) -> dict[str, Any]:
    """The JSON Schema of the model's callback: its members required, more allowed; literals and the event key as they
    are, `$messageid$` a string or number, every other variable a string."""
    return {"$schema": DIALECT, **_schema(expand(model.request_parameters, {"event_key": model.event_key}))}


def classify(integration: Integration, document: Any) -> Model | None:
    """The model whose event key stands in `document` where the model has it; None when there is none."""
    return next((model for model in integration.models if _has_event_key(model, document)), None)


def value_of(model: Model, document: Any, name: str) -> Any:
    """What `document` has where the model has the variable `name` alone; None where either has nothing there."""
    places = [path for path, leaf in leaves(model.request_parameters) if leaf == f"${name}$"]
    return _found(document, places[0]) if places else None


def _schema(template: Any) -> dict[str, Any]:
    if isinstance(template, dict):
        members = {key: _schema(value) for key, value in template.items()}
        return {"type": "object", "required": list(members), "properties": members}
    if isinstance(template, list):
        return {"type": "array", "prefixItems": [_schema(item) for item in template], "minItems": len(template)}
    if not isinstance(template, str) or not variables(template):
        return {"const": template}
    match sole_variable(template):
        case "messageid":
            return {"type": ["string", "number"]}
        case "":
            return {"type": "string", "pattern": _pattern(template)}
        case _:
            return {"type": "string"}


def _pattern(template: str) -> str:
    """A regular expression of the literal text around the variables of `template`."""
    names = [re.escape(f"${name}$") for _, name in variables(template)]
    literals = re.split("|".join(names), template)
    return "^" + r"[\s\S]*".join(map(re.escape, literals)) + "$"


def _has_event_key(model: Model, document: Any) -> bool:
    marked = [path for path, leaf in leaves(model.request_parameters) if leaf == "$event_key$"]
    # A model may have the key written out where the document's examples have the variable.
    places = marked or [path for path, leaf in leaves(model.request_parameters) if leaf == model.event_key]
    return bool(places) and all(_found(document, place) == model.event_key for place in places)


def _found(document: Any, path: Path) -> Any:
    try:
        return at(document, path)
    except LookupError:
        return None
