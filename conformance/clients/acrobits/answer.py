"""What the app makes of a refusal: the `message` it looks for in a non-2xx body (document 000, Response)."""

import json
from typing import Any
from xml.etree import ElementTree

from ...exchange.message import Response
from .syntax import Syntax, syntax_of


class Unreadable(Exception):
    """The app finds no message; the text is one phrase of why."""


class _WithoutDoctype(ElementTree.TreeBuilder):
    """Entities, which can grow without bounds or fetch files, can only be declared in a document type."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise Unreadable("XML with a document type declaration")


def _parse_xml(source: str | bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(source, ElementTree.XMLParser(target=_WithoutDoctype()))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("not well-formed XML") from error


def _parse_json(source: str) -> Any:
    try:
        return json.loads(source)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not well-formed JSON") from error


def read(response: Response) -> Any:
    """The body as an `Element` or a JSON value: by the content type where it says which, else by the body's first
    character. Raises Unreadable."""
    text = response.text.lstrip("\ufeff").strip()
    if not text:
        raise Unreadable("empty body")
    if text[:14].lower() == "<!doctype html" or text[:5].lower() == "<html":
        raise Unreadable("an HTML page")
    syntax = syntax_of(response.media_type)
    if syntax is Syntax.JSON or (syntax is not Syntax.XML and text[0] in "{["):
        return _parse_json(text)
    if syntax is Syntax.XML or text[0] == "<":
        # Without a charset in the header the encoding stands in the XML declaration, which only the bytes obey.
        declared = "charset=" in (response.header("Content-Type") or "").lower()
        return _parse_xml(text if declared else response.content.lstrip())
    raise Unreadable("neither JSON nor XML")


def _message_in_xml(root: ElementTree.Element) -> str:
    found = next((element for element in root.iter() if element.tag.rpartition("}")[2] == "message"), None)
    if found is None:
        raise Unreadable("no message field")
    return "".join(found.itertext())


def _message_in_json(document: Any) -> str:
    if not isinstance(document, dict):
        raise Unreadable("not a JSON object")
    if "message" not in document and len(document) == 1:
        (document,) = document.values()
    if not isinstance(document, dict) or "message" not in document:
        raise Unreadable("no message field")
    if not isinstance(document["message"], str):
        raise Unreadable("message is not a string")
    return document["message"]


def _find(response: Response) -> str:
    document = read(response)
    found = _message_in_xml(document) if isinstance(document, ElementTree.Element) else _message_in_json(document)
    if not found.strip():
        raise Unreadable("message is blank")
    return found.strip()


def shown_message(response: Response) -> str | None:
    """The message that the app shows, without the white space around it; None when it falls back on its generic error.

    It is found in a JSON object, at its top or one level below a single member, and in an XML element `message` at any
    depth and in any namespace. The status is not looked at.
    """
    try:
        return _find(response)
    except Unreadable:
        return None


def why_unreadable(response: Response) -> str:
    """One phrase of why `shown_message` finds nothing; "" when it does find a message."""
    try:
        _find(response)
    except Unreadable as unreadable:
        return str(unreadable)
    return ""
