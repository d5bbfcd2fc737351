"""The provider's integration file: which requests the Ringotel server sends, and which callbacks it understands."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

from .pointer import Path, pointer


class IntegrationError(ValueError):
    """The file is no JSON object; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message, self.line, self.column = message, line, column


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
    """One callback of the `Webhook` object; `pointer` is its place in the file."""

    event_key: str
    event_type: str
    request_method: str
    request_parameters: Any
    pointer: str


@dataclass(frozen=True)
class Integration:
    """The file's JSON document, for reading only. What it lacks, or has in the wrong type, is for the lint to say."""

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
        if "auth" not in self.document:
            return AuthKind.NONE
        kinds = {"bearer": AuthKind.BEARER, "basic": AuthKind.BASIC, "oauth2": AuthKind.OAUTH2}
        return kinds.get(str(self.auth.get("type")).lower(), AuthKind.UNKNOWN)

    @property
    def send_message(self) -> Method | None:
        return self.method("SendMessage")

    @property
    def send_file(self) -> Method | None:
        return self.method("SendFile")

    def method(self, name: str) -> Method | None:
        """The request `name` of the `API` object, None when the file does not describe it."""
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


def parse(text: str) -> Integration:
    """Read the integration file. Raises IntegrationError when it is no JSON object."""

    def refuse(constant: str) -> NoReturn:
        raise IntegrationError(f"{constant} is no JSON value")

    try:
        document = json.loads(text.removeprefix("\ufeff"), parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise IntegrationError(error.msg, error.lineno, error.colno) from None
    if not isinstance(document, dict):
        raise IntegrationError("the file must hold a JSON object")
    return Integration(document)


def _models(node: Any, path: Path) -> Iterator[Model]:
    if isinstance(node, dict) and node.keys() & {"event_key", "event_type", "request_parameters"}:
        yield Model(
            str(node.get("event_key", "")),
            str(node.get("event_type", "")),
            str(node.get("request_method", "POST")).upper(),
            node.get("request_parameters", {}),
            pointer(path),
        )
    elif isinstance(node, dict | list):
        for step, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _models(value, (*path, step))
