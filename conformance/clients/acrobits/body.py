"""An answer's body read as the app could read it (document 000, Response): as JSON or XML, whatever its header says."""

import json
from typing import Any
from xml.etree import ElementTree

from ...exchange.message import Response
from ..xml import DocumentType, root_of
from .syntax import Syntax, syntax_of


class Unreadable(Exception):
    """The app can make nothing of the body; the text is one phrase of why."""


def _parse_xml(source: str | bytes) -> ElementTree.Element:
    try:
        return root_of(source)
    except DocumentType as error:
        raise Unreadable("XML with a document type declaration") from error
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
