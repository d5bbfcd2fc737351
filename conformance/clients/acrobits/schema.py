"""The app's messages against their schemas: `schemas/<name>.schema.json` for JSON, `schemas/<name>.xsd` for XML."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from ...exchange.message import Response
from ...resources import SCHEMAS
from .body import Unreadable, read

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from xmlschema import XMLSchema


@cache
def _json_schema(name: str) -> "Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")))


@cache
def _xml_schema(name: str) -> "XMLSchema":
    from xmlschema import XMLSchema

    return XMLSchema(str(SCHEMAS / f"{name}.xsd"), defuse="always")


def conforms(name: str, document: Any) -> bool:
    """Whether an XML `Element` or a JSON value has the shape of the schema `name`."""
    if isinstance(document, Element):
        return bool(_xml_schema(name).is_valid(document))
    return bool(_json_schema(name).is_valid(document))


def matches_schema(response: Response) -> bool | None:
    """Whether a refusal's body has the shape that document 000 shows; None when it cannot be read as JSON or XML.

    The app reads more shapes than those shown: False alone does not mean that it shows no message.
    """
    try:
        return conforms("refusal", read(response))
    except Unreadable:
        return None
