"""`$variable$` expansion in the integration file's templates (document 002, SendMessage and SendFile), and back.

One pass: a value that is put in is never searched for variables again. A name without a value is left as it stands.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from .pointer import leaves, pointer

Values = Mapping[str, str | int | float | bool | None]
"""Variables by name, without the dollar signs; the labels of `properties` are names too, spaces and case kept."""

# A name begins with a letter and does not end in a space, so that "$5 or $6" holds none.
_NAME = r"[^\W\d](?:[^$\n]*[^$\s])?"

_ORIGIN = re.compile(rf"\$(?:{_NAME})\$|[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


def expand(node: Any, values: Values) -> Any:
    """`node` with the variables in all its strings expanded; keys are left alone. A string that is one variable and
    nothing else takes on the value's own type."""
    if isinstance(node, dict):
        return {key: expand(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [expand(value, values) for value in node]
    if not isinstance(node, str):
        return node
    name = sole_variable(node)
    return values[name] if name in values else _substitute(node, values, as_text)


def expand_url(url: str, values: Values) -> str:
    """`url` with its variables expanded and percent-encoded; the rest of it is not touched."""
    return _substitute(url, values, lambda value: quote(as_text(value), safe=""))


def expand_origin(url: str, values: Values) -> str:
    """`url` with the variables of its scheme, host and port filled in as they are, or the one at its beginning, which
    may stand for more than that."""
    origin = _ORIGIN.match(url)
    return _substitute(origin[0], values, as_text) + url[origin.end() :] if origin else url


def as_text(value: Any) -> str:
    """A value as it stands inside a longer string or a form field: `true`, `1.5`, nothing for null."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def sole_variable(text: str) -> str:
    """The name when `text` is one variable and nothing else, else ""."""
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == "$" and "$" not in text[1:-1] else ""


def variables(node: Any, known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The variables in the strings of `node`: (JSON Pointer, name) in the document's order. `known` names, which may
    have any form, are found first; what else looks like a variable follows the usual form of a name."""
    names = re.compile(rf"\$({'|'.join([*_longest_first(known), _NAME])})\$")
    return [
        (pointer(path), match[1])
        for path, leaf in leaves(node)
        if isinstance(leaf, str)
        for match in names.finditer(leaf)
    ]


def pattern(text: str, values: Values = MappingProxyType({}), name: str = "") -> str:
    """A regular expression of what `text` can expand to when no other variables than `values` are known. Its one group
    is the first occurrence of the variable `name`."""
    parts = re.split(rf"\$({_NAME})\$", text)
    first = next((number for number in range(1, len(parts), 2) if parts[number] == name), None)
    found = ""
    for number, part in enumerate(parts):
        if number == first:
            found += r"([\s\S]*)"
        elif number % 2 and part not in values:
            found += r"[\s\S]*"
        else:
            found += re.escape(as_text(values[part]) if number % 2 else part)
    return f"^{found}$"


def captured(text: str, name: str, expanded: Any, values: Values = MappingProxyType({})) -> Any:
    """What `expanded` has where `text` has the variable `name`, of its own type where that stands alone; None where
    `expanded` is no expansion of `text`."""
    if sole_variable(text) == name:
        return expanded
    match = re.fullmatch(pattern(text, values, name), expanded) if isinstance(expanded, str) else None
    return match[1] if match and match.re.groups else None


def _substitute(text: str, values: Values, write: Callable[[Any], str]) -> str:
    if not values:
        return text
    return re.sub(rf"\$({'|'.join(_longest_first(values))})\$", lambda match: write(values[match[1]]), text)


def _longest_first(names: Iterable[str]) -> list[str]:
    return [re.escape(name) for name in sorted(names, key=len, reverse=True)]
