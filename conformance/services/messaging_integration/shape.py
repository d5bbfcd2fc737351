"""In which way a callback is not of the shape of its model (document 002, Webhook)."""

import json
from typing import Any

from jsonschema.exceptions import ValidationError

from ...clients.ringotel.integration import Model
from ...clients.ringotel.pointer import at
from ...expect import observe
from ...verdict import Observation

KINDS = {
    "object": (dict, "an object"),
    "array": (list, "an array"),
    "string": (str, "a string"),
    "boolean": (bool, "a boolean"),
    "number": (int | float, "a number"),
    "null": (type(None), "null"),
}
"""The Python type, and the words, for each type of JSON; of those that a value has the first one counts."""


def shape_of(model: Model) -> str:
    """What an event of `model` has to have, in words."""
    return f"the shape of {model.pointer}"


def misshapen(model: Model, error: ValidationError, where: str) -> Observation:
    """What `error` says of an event that breaks the schema of `model`."""
    value: Any = error.instance
    demanded: Any = error.validator_value
    match error.validator:
        case "required":
            missing = next(name for name in demanded if name not in value)
            return observe(False, shape_of(model), f"no member {missing}", where)
        case "type":
            wanted = " or ".join(KINDS[kind][1] for kind in ([demanded] if isinstance(demanded, str) else demanded))
            return observe(False, shape_of(model), f"{_kind(value)} where {wanted} belongs", where)
        case "minItems":
            elements = f"{len(value)} element{'s' * (len(value) != 1)}"
            return observe(False, shape_of(model), f"{elements} where {demanded} belong", where)
        case "minLength":
            return observe(False, shape_of(model), "an empty string", where)
        case "enum":
            return observe(False, tuple(dict.fromkeys(map(_shown, demanded))), _shown(value), where)
    template = at(model.request_parameters, tuple(error.absolute_path))
    return observe(False, "a URL" if template == "$url$" else template, value, where)


def _kind(value: Any) -> str:
    return next(words for kind, words in KINDS.values() if isinstance(value, kind))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
