"""Whether a document obeys the profile's schema, and the sentence about the first breach."""

import math
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator, extend

from .file import Key, Source
from .schema import schema, service_schema, whole
from .target import check_address


def check(source: Source, document: Mapping[str, Any]) -> None:
    """Raise the ProfileError of the first breach in `document`; a misspelt key first, for it explains a missing one."""
    breaches = [_told(error) for error in _validator().iter_errors(document)]
    if breaches:
        _, key, problem = min(breaches, key=lambda breach: (not breach[0], source.line(breach[1]) or math.inf))
        raise source.error(key, problem)


def check_needs(source: Source, document: Mapping[str, Any]) -> None:
    """Raise the ProfileError of the first declared service that lacks recipients or an account in `document`."""
    for service in document["services"]:
        marks, near = service_schema(service), ("services", service)
        if marks.get("x-sends-to-recipients") and "recipients" not in document:
            problem = f"is missing; {service} sends messages, so list the numbers or addresses that it may send to"
            raise source.error(("recipients",), problem, near)
        if marks.get("x-logs-in") and "accounts" not in document:
            problem = f"is missing; {service} acts as an account, so add a table with username and password"
            raise source.error(("accounts", "main"), problem, near)


@cache
def _validator() -> Draft202012Validator:
    # TOML knows nan and inf, and tells 8080.0 from 8080: no limit or port may be either.
    types = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "number": lambda _, value: _is_number(value) and math.isfinite(value),
            "integer": lambda _, value: _is_number(value) and not isinstance(value, float),
        }
    )
    own = {"x-web-address": _addressed, "x-placeholders": _placed}
    validator: Draft202012Validator = extend(Draft202012Validator, own, type_checker=types)(schema())  # type: ignore[no-untyped-call]
    return validator


def _addressed(validator: object, demanded: object, value: Any, part: object) -> Iterator[ValidationError]:
    """The keyword `x-web-address`."""
    try:
        if isinstance(value, str):
            check_address(value)
    except ValueError as error:
        yield ValidationError(str(error))


def _placed(validator: object, names: list[str], value: Any, part: object) -> Iterator[ValidationError]:
    """The keyword `x-placeholders`. Braces have no place in a URL; in a command they may be those of a shell's script,
    unless what stands between them resembles a name."""
    is_url = isinstance(value, str)
    texts = [value] if is_url else [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
    for name in re.findall(r"\{(\w+)\}", " ".join(texts)):
        near = get_close_matches(name, names, 1)
        if name not in names and (near or is_url):
            hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(f'{{{one}}}' for one in names)}"
            yield ValidationError(f"has {{{name}}} in it, which stands for nothing; {hint}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told(error: ValidationError) -> tuple[bool, Key, str]:
    """Whether a breach is an unknown key, which key it is about, and what is said of it."""
    key: Key = tuple(error.absolute_path)
    part = error.schema if isinstance(error.schema, Mapping) else {}
    described = part.get("properties", {})
    instance: Any = error.instance
    demanded: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            unknown = next(name for name in instance if name not in described)
            near = get_close_matches(unknown, described, 1)
            hint = f"did you mean {near[0]}?" if near else f"the keys here are {', '.join(described)}"
            return True, (*key, unknown), f"is not a known key; {hint}"
        case "required":
            missing = next(name for name in demanded if name not in instance)
            wanted = whole(described.get(missing) or part["additionalProperties"])
            return False, (*key, missing), f"is missing; it must be {wanted['description']}"
        case "dependentRequired":
            name, missing = next(
                (name, need)
                for name, needs in demanded.items()
                for need in needs
                if name in instance and need not in instance
            )
            return False, (*key, missing), f"is missing; {name} needs it beside it"
        case "x-web-address" | "x-placeholders":
            return False, key, error.message
        case _:
            if "propertyNames" in error.absolute_schema_path:
                key = (*key, instance)
            return False, key, f"must be {part['description']}"
