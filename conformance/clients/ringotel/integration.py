"""The provider's integration file: which requests the Ringotel server sends, and which callbacks it understands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .json_text import IntegrationError, read
from .pointer import Path, pointer

__all__ = ["AuthKind", "Integration", "IntegrationError", "Method", "Model", "parse"]

METHODS = ("SendMessage", "SendFile")
"""The requests of the `API` object (document 002)."""


class AuthKind(StrEnum):
    """How the Ringotel server identifies itself. OAuth2 is recognised, not exercised: it needs a user's consent."""

    NONE = "none"
    BEARER = "bearer"
    BASIC = "basic"
    OAUTH2 = "oauth2"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Method:
    """One request of the `API` object, as document 002 shows it for SendMessage and SendFile."""

    request_method: str
    request_url: str
    request_content_type: str
    request_parameters: Any
    response_map: Any


@dataclass(frozen=True)
class Model:
    """One callback of the `Webhook` object; `path` is its place in the file. `event_key` is a text or a number, and ""
    where it is missing."""

    event_key: Any
    event_type: str
    request_method: str
    request_parameters: Any
    path: Path

    @property
    def pointer(self) -> str:
        """Its place in the file as a JSON Pointer."""
        return pointer(self.path)


@dataclass(frozen=True, eq=False)
class Integration:
    """The file's JSON document, for reading only. What it lacks, or has in the wrong type, is for the lint to say.
    Two are equal when they are the same one, so that what is found out with one can be remembered."""

    document: Mapping[str, Any] = field(repr=False)

    @property
    def properties(self) -> tuple[str, ...]:
        """The labels that the operator fills in; each is a variable."""
        labels = self.document.get("properties")
        return tuple(label for label in labels if isinstance(label, str)) if isinstance(labels, list) else ()

    @property
    def auth(self) -> Mapping[str, Any]:
        auth = self.document.get("auth")
        return auth if isinstance(auth, dict) else {}

    @property
    def auth_kind(self) -> AuthKind:
        if "OAuth2" in self.document or "OAuth2" in self.auth:
            return AuthKind.OAUTH2
        if not self.document.get("auth"):
            return AuthKind.NONE
        kind = str(self.auth.get("type", AuthKind.UNKNOWN)).strip().lower()
        return AuthKind(kind) if kind in set(AuthKind) else AuthKind.UNKNOWN

    @property
    def send_message(self) -> Method | None:
        return self.method("SendMessage")

    @property
    def send_file(self) -> Method | None:
        return self.method("SendFile")

    def method(self, name: str) -> Method | None:
        """The request `name` of the `API` object, None when the file does not describe it. One that names no method or
        content type is taken for a POST of JSON."""
        api = self.document.get("API")
        described = api.get(name) if isinstance(api, dict) else None
        if not isinstance(described, dict):
            return None
        return Method(
            str(described.get("request_method", "POST")).upper(),
            str(described.get("request_url", "")),
            str(described.get("request_content_type", "application/json")),
            described.get("request_parameters", {}),
            described.get("response_map", {}),
        )

    @property
    def models(self) -> tuple[Model, ...]:
        """The callbacks in the file's order. The document does not say what holds them: a list, an object, or nothing
        more than the one model are all read."""
        return tuple(_models(self.document.get("Webhook"), ("Webhook",)))


def parse(data: str | bytes) -> Integration:
    """The integration file of the text `data`, or of its bytes in UTF-8. Raises IntegrationError when it is no JSON
    object."""
    return Integration(read(data))


def _models(node: Any, path: Path) -> Iterator[Model]:
    if isinstance(node, dict) and node.keys() & {"event_key", "event_type", "request_parameters"}:
        key = node.get("event_key", "")
        yield Model(
            key if isinstance(key, str | int | float) else "",
            str(node.get("event_type", "")),
            str(node.get("request_method", "POST")).upper(),
            node.get("request_parameters", {}),
            path,
        )
    elif isinstance(node, dict | list):
        for step, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _models(value, (*path, step))
