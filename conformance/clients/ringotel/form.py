"""Parameters as a form or query, and back. No document says how nested ones are written there: brackets are usual."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from .template import as_text

CONTENT_TYPE = "application/x-www-form-urlencoded"

DEEPEST = 20
"""Brackets of one name that are read; with more of them it is a name like any other."""


def form(parameters: Any) -> str:
    """Parameters as a form or query; nested ones get bracketed names, `a[b]=c` and `a[0]=c`."""
    return urlencode(list(_fields(parameters, "")), quote_via=quote, safe="")


def fields_of(text: str) -> dict[str, Any] | list[Any]:
    """The parameters that are written in the form or query `text`: `a[b]=c` is the member `b` of the object `a`, and an
    object whose members are `0`, `1` and so on is an array, `a[]=c` its next element. Every value is a string."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        node = found
        *path, last = _steps(name)
        for step in path:
            node = node.setdefault(step or str(len(node)), {})
            if not isinstance(node, dict):
                break
        else:
            node[last or str(len(node))] = value
    parameters: dict[str, Any] | list[Any] = _with_arrays(found)
    return parameters


def _fields(node: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict | list):
        for step, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _fields(value, f"{name}[{step}]" if name else str(step))
    else:
        yield name, as_text(node)


def _steps(name: str) -> list[str]:
    outermost, _, rest = name.partition("[")
    if not outermost or not rest.endswith("]") or rest.count("[") >= DEEPEST:
        return [name]
    return [outermost, *re.split(r"\]\[", rest[:-1])]


def _with_arrays(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    members = {step: _with_arrays(value) for step, value in node.items()}
    return list(members.values()) if members and list(members) == [str(i) for i in range(len(members))] else members
