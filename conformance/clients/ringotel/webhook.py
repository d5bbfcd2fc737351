"""The callbacks that the `Webhook` models promise: their schema, and which model one follows (document 002)."""

import re
from typing import Any

from jsonschema import Draft202012Validator

from .integration import Integration, Model
from .pointer import Path, at, leaves
from .template import expand, sole_variable, variables

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(model: Model) -> dict[str, Any]:
    """The JSON Schema of the model's callback: its members required, more allowed; literals and the event key as they
    are, `$messageid$` a string or number, every other variable a string."""
    return {"$schema": DIALECT, **_schema(expand(model.request_parameters, {"event_key": model.event_key}))}


def classify(integration: Integration, document: Any) -> Model | None:
    """The model whose event key stands in `document` where the model has it; None when there is none. A model that has
    no place for its key is known by its whole shape."""
    models = sorted(integration.models, key=lambda model: not _key_places(model))
    return next((model for model in models if _follows(model, document)), None)


def value_of(model: Model, document: Any, name: str) -> Any:
    """What `document` has where the model has the variable `name`, alone or within a text; None where either has
    nothing there."""
    for path, leaf in leaves(model.request_parameters):
        if leaf == f"${name}$":
            return _found(document, path)
        if isinstance(leaf, str) and leaf.count(f"${name}$") == 1:
            before, _, after = map(re.escape, leaf.partition(f"${name}$"))
            within = re.fullmatch(rf"(?s){before}(.*){after}", str(_found(document, path)))
            return within[1] if within else None
    return None


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


def _key_places(model: Model) -> list[Path]:
    """Where the model has its event key: as the variable, or written out where the document's examples have that."""
    marked = [path for path, leaf in leaves(model.request_parameters) if leaf == "$event_key$"]
    return marked or [path for path, leaf in leaves(model.request_parameters) if leaf == model.event_key]


def _follows(model: Model, document: Any) -> bool:
    if places := _key_places(model):
        return all(_found(document, place) == model.event_key for place in places)
    return Draft202012Validator(schema(model)).is_valid(document)


def _found(document: Any, path: Path) -> Any:
    try:
        return at(document, path)
    except LookupError:
        return None
