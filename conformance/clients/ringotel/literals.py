"""The credentials that are written out in an integration file, where a property should stand for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from conformance.exchange.secret import CredentialFields

from .integration import Integration
from .pointer import Path, leaves
from .template import as_text, variables

_FIELDS = CredentialFields()
_SCHEME = re.compile(r"(?:bearer|basic|token)\s+", re.IGNORECASE)
_USER_INFO = re.compile(r"://(?:[^/?#@:]*:)?([^/?#@]+)@")
_MARKS = "${}%<>[] "
"""What is put around a name that shall be a variable."""


@dataclass(frozen=True)
class Literal:
    """A credential in the field `name`; `path` is the place in the file of the value that holds it."""

    name: str
    path: Path
    value: str = field(repr=False)


def literals(integration: Integration) -> list[Literal]:
    """What stands in the file under the name of a credential, in a URL's query and user information, too. What has a
    variable, or a label that was meant as one, is none; nor is the key of an event, nor anything of an answer."""
    keys = {as_text(said) for model in integration.models for said in (model.event_key, model.event_type)}
    none = {"", *integration.properties, *keys}
    return [
        Literal(name, path, value)
        for path, leaf in leaves(integration.document)
        if "response_map" not in path and isinstance(leaf, str | int) and not isinstance(leaf, bool)
        for name, value in _credentials(path, as_text(leaf))
        if value.strip(_MARKS) not in none and not variables(value, integration.properties)
    ]


def _credentials(path: Path, text: str) -> Iterator[tuple[str, str]]:
    """The fields of `text`, which stands at `path`, whose names are those of credentials, and their values."""
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    if "://" in text or name == "request_url":
        before, _, query = text.partition("#")[0].partition("?")
        yield from ((key, value) for key, value in parse_qsl(query) if _FIELDS.include(key))
        yield from (("password", unquote(found)) for found in _USER_INFO.findall(before))
    elif _FIELDS.include(name):
        yield name, _SCHEME.sub("", text, count=1)
