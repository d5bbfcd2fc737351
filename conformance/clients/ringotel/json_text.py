"""The text of an integration file as a JSON object, or where it is none and what people mostly did there."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from .pointer import Path

_COMMENTS = ("//", "/*", "#")

_AT_FAULT = {
    "}": "take out the comma before it",
    "]": "take out the comma before it",
    "'": 'write straight double quotation marks, "',
    "\u201c": 'write straight double quotation marks, "',
    "\u201d": 'write straight double quotation marks, "',
    "\u201e": 'write straight double quotation marks, "',
}
"""The remedy by what stands where a value or a name is expected."""

_SAYS = {
    "Expecting ',' delimiter": "put a comma before it, or close what is open",
    "Invalid control character at": "close the quotation mark, or write a line break as \\n",
    "Extra data": "end the file where its object ends",
}
"""The remedy by what the parser says, where that is telling enough."""


class IntegrationError(ValueError):
    """The file is no JSON object; `line` and `column` count from 1, `remedy` is half a sentence."""

    def __init__(self, message: str, line: int = 1, column: int = 1, remedy: str = "") -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message, self.line, self.column = message, line, column
        self.remedy = remedy or "write the file as one JSON object"


def read(data: str | bytes) -> dict[str, Any]:
    """The JSON object that is written in `data`, bytes in UTF-8. Raises IntegrationError."""
    document = _parsed(data, dict)
    if not isinstance(document, dict):
        raise IntegrationError("the file must hold a JSON object")
    return document


def contradictions(data: str | bytes) -> list[Path]:
    """The members that stand more than once in an object of `data`, with values that differ: which of them counts is
    each reader's own choice (RFC 8259, 4). Raises IntegrationError."""
    return list(_contradictions(_parsed(data, tuple), ()))


def _parsed(data: str | bytes, made_of: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    """The JSON value in `data`, its objects `made_of` their members."""
    text = _decoded(data) if isinstance(data, bytes) else data

    def refuse(constant: str) -> NoReturn:
        line, column = _place(text, text.find(constant))
        raise IntegrationError(f"{constant} is no JSON value", line, column)

    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=refuse, object_pairs_hook=made_of)
    except json.JSONDecodeError as error:
        raise IntegrationError(error.msg, error.lineno, error.colno, _remedy(error)) from None
    except RecursionError:
        raise IntegrationError("the file is nested too deeply") from None


def _contradictions(node: Any, path: Path) -> Iterator[Path]:
    """Those of `node`, whose objects are tuples of members and whose arrays are lists."""
    members = node if isinstance(node, tuple) else enumerate(node) if isinstance(node, list) else ()
    last = dict(members)
    if isinstance(node, tuple):
        yield from dict.fromkeys((*path, name) for name, value in node if value != last[name])
    for name, value in last.items():
        yield from _contradictions(value, (*path, name))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("utf-8"), error.start)
        raise IntegrationError("a byte that is not UTF-8", line, column, "save the file as UTF-8") from None


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of the index `at`."""
    before = text[: max(at, 0)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _remedy(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :]
    if error.msg == "Extra data" and error.doc.lstrip().startswith('"'):
        return "put { before it and } behind it, for it is a part of an object; no comma goes before the }"
    if rest.startswith(_COMMENTS):
        return "take the comment out: JSON has none"
    if error.msg in _SAYS:
        return _SAYS[error.msg]
    return next((remedy for start, remedy in _AT_FAULT.items() if rest.startswith(start)), "")
