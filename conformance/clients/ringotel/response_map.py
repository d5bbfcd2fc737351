"""Where a method's `response_map` finds the message id in the provider's answer (document 002)."""

from dataclasses import dataclass
from typing import Any

from .pointer import Path, at, leaves, pointer
from .template import captured

MESSAGE_ID = "$messageid$"


@dataclass(frozen=True)
class Resolved:
    """The message id, or the `error` why there is none; `pointer` is the JSON Pointer of its place in the answer."""

    value: str | int | float | None = None
    pointer: str = ""
    error: str | None = None


def places(response_map: Any) -> list[Path]:
    """Where `$messageid$` stands in the map, alone or within a text."""
    return [path for path, leaf in leaves(response_map) if isinstance(leaf, str) and MESSAGE_ID in leaf]


def resolve(response_map: Any, answer: Any) -> Resolved:
    """Read the message id out of `answer` (parsed JSON), whose shape the map mirrors, more members allowed. The id is a
    non-empty string or a number. Of several places one is enough, and those that have an id must have the same."""
    found = [_read(response_map, path, answer) for path in places(response_map)]
    if not found:
        return Resolved(error=f"the response_map has no {MESSAGE_ID}")
    ids = [one for one in found if one.error is None]
    if other := next((one for one in ids if one.value != ids[0].value), None):
        return Resolved(None, other.pointer, f"another id than at {ids[0].pointer or 'the root'}")
    return (ids or found)[0]


def _read(response_map: Any, path: Path, answer: Any) -> Resolved:
    place = pointer(path)
    try:
        value = at(answer, path)
    except LookupError as error:
        return Resolved(None, place, str(error.args[0]))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Resolved(None, place, _kind(value))
    id = captured(at(response_map, path), "messageid", value)
    if id is None:
        return Resolved(None, place, "a text of another form than the response_map's")
    return Resolved(None, place, "an empty string") if id == "" else Resolved(id, place)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return "a boolean" if isinstance(value, bool) else "an object" if isinstance(value, dict) else "an array"
