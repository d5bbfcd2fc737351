"""The syntaxes a body can have, and how a value is escaped to stand in each."""

import json
import re
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote
from xml.sax.saxutils import escape as escape_markup


class Syntax(StrEnum):
    FORM = "form"
    JSON = "json"
    XML = "xml"
    PLAIN = "plain"


def syntax_of(content_type: str) -> Syntax:
    """The syntax that a Content-Type (parameters allowed) announces. An empty one is a form, the app's default
    (document 000, genericMediaRefSendContentType)."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in ("", "application/x-www-form-urlencoded"):
        return Syntax.FORM
    if "json" in media_type:
        return Syntax.JSON
    return Syntax.XML if "xml" in media_type else Syntax.PLAIN


def raw(value: str) -> str:
    """`value` as it is."""
    return value


@lru_cache(maxsize=32)  # A preview is a quarter of a megabyte, and in one request after the other.
def percent(value: str) -> str:
    """`value` for a query or a form: all but RFC 3986's unreserved characters as %HH of their UTF-8, a space as %20."""
    return quote(value, safe="")


def json_string(value: str) -> str:
    """`value` for the inside of a JSON string literal, without the quotation marks."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(value: str) -> str:
    """`value` for XML text or an attribute. Characters that XML 1.0 cannot carry at all are dropped."""
    # A bare CR would reach the reader as LF (XML 1.0, 2.11).
    return escape_markup(_NOT_XML.sub("", value), {"\r": "&#13;", '"': "&quot;", "'": "&apos;"})
