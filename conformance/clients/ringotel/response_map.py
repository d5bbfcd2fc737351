"""Where a method's `response_map` finds the message id in the provider's answer (document 002)."""

from dataclasses import dataclass
from typing import Any

from .pointer import Path, at, leaves, pointer

MESSAGE_ID = "$messageid$"


@dataclass(frozen=True)
class Resolved:
    """The message id, or the `error` why there is none; `pointer` is the JSON Pointer of its place in the answer."""

    value: str | int | float | None = None
    pointer: str = ""
    error: str | None = None


def places(response_map: Any) -> list[Path]:
    """Where `$messageid$` stands in the map; a usable map has exactly one such place."""
    return [path for path, leaf in leaves(response_map) if leaf == MESSAGE_ID]


def resolve(response_map: Any, answer: Any) -> Resolved:
    """Read the message id out of `answer` (parsed JSON), whose shape the map mirrors, more members allowed. The id is a
    non-empty string or a number."""
    found = places(response_map)
    if len(found) != 1:
        return Resolved(error=f"the response_map has {len(found)} places for {MESSAGE_ID}, not one")
    place = pointer(found[0])
    try:
        value = at(answer, found[0])
    except LookupError as error:
        return Resolved(None, place, str(error.args[0]))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Resolved(None, place, _kind(value))
    if value == "":
        return Resolved(None, place, "an empty string")
    return Resolved(value, place)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return "a boolean" if isinstance(value, bool) else "an object" if isinstance(value, dict) else "an array"
