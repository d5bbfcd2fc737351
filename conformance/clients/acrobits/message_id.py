"""The id that an answer gives the new message, under a name and in a form that practice leaves open (Send Message)."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from ...exchange.message import Response
from .body import Unreadable, read

NAMES = ("sms_id", "message_id")


def message_id(response: Response) -> tuple[str, str | int] | None:
    """The name out of `NAMES` and its value, a text or a whole number; None when there is none that is not empty.

    It is found in a JSON object, at its top or one level below a single member, and in an XML element of that name at
    any depth and in any namespace.
    """
    try:
        document = read(response)
    except Unreadable:
        return None
    fields = _of_xml(document) if isinstance(document, ElementTree.Element) else _of_json(document)
    return next(((name, value) for name, value in fields if name in NAMES and _is_id(value)), None)


def _of_json(document: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(document, dict):
        return
    yield from document.items()
    inner = next(iter(document.values())) if len(document) == 1 else None
    if isinstance(inner, dict):
        yield from inner.items()


def _of_xml(root: ElementTree.Element) -> Iterator[tuple[str, Any]]:
    return ((element.tag.rpartition("}")[2], (element.text or "").strip()) for element in root.iter())


def _is_id(value: Any) -> bool:
    return (isinstance(value, str) and bool(value.strip())) or (isinstance(value, int) and not isinstance(value, bool))
