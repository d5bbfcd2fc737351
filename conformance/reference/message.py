"""A request as the provider received it and the reply that it makes, both without a socket."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

FORM = "application/x-www-form-urlencoded"
WEB_ADDRESS = re.compile(r"https?://[^/?#\s]+([/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Received:
    """One request: `target` raw as it stood in the request line, `body` with any chunking undone."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """All values of the header `name` joined as RFC 9110 (5.3) has it; "" when there is none."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def path(self) -> str:
        """The decoded path without its parameters (what follows a `;`) and without the query."""
        return unquote(self._raw_path.partition(";")[0])

    def path_parameter(self, name: str) -> str | None:
        """The value of `;name=value` in the path, or None."""
        pairs = (parameter.partition("=") for parameter in self._raw_path.split(";")[1:])
        return next((unquote(value) for key, _, value in pairs if key == name), None)

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.raw_query.decode("utf-8", "replace"), True)

    @property
    def raw_query(self) -> bytes:
        """What follows the `?` of the target, undecoded."""
        return self.target.partition("?")[2].encode("latin-1")

    @property
    def media_type(self) -> str:
        """The body's type without parameters, in lower case; a form where nothing is said."""
        return self.header("Content-Type").partition(";")[0].strip().lower() or FORM

    @property
    def form(self) -> list[tuple[str, str]]:
        """The fields of a form body; [] for a body of another type."""
        return parse_qsl(self.body.decode("utf-8", "replace"), True) if self.media_type == FORM else []

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises ValueError for anything else."""
        try:
            value = json.loads(self.body)
        except RecursionError as error:
            raise ValueError("the JSON is nested too deeply") from error
        if not isinstance(value, dict):
            raise ValueError("the JSON is not an object")
        return value

    @property
    def _raw_path(self) -> str:
        # A server must also take the absolute form that a client sends to a proxy (RFC 9112, 3.2.2).
        return re.sub("^https?://[^/?]*", "", self.target.partition("?")[0])


@dataclass(frozen=True)
class Stream:
    """A body that is made while it is sent: each call of `parts` makes it anew. `size` in bytes; where it is None, not
    known before the end, the body goes out chunked."""

    parts: Callable[[], Iterable[bytes]] = field(repr=False)
    size: int | None = None


@dataclass(frozen=True)
class Reply:
    """What goes back. The connection is cut after `cut_at` bytes of the body, whatever was announced. `surplus` is sent
    after the end of the reply, whatever its framing says. `afterwards` is called once the reply has been written out.
    With `hang_up` nothing is sent: the connection is closed."""

    status: int
    body: bytes | Stream = b""
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False
    cut_at: int | None = None
    surplus: bytes = b""
    hang_up: bool = False
    afterwards: Callable[[], None] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, status: int, media_type: str, body: bytes | str, *headers: tuple[str, str]) -> "Reply":
        """A reply with a body, text as UTF-8."""
        data = body.encode() if isinstance(body, str) else body
        return cls(status, data, (("Content-Type", media_type), *headers))

    @classmethod
    def text(cls, status: int, text: str, *headers: tuple[str, str]) -> "Reply":
        return cls.of(status, "text/plain; charset=utf-8", text + "\n", *headers)

    @classmethod
    def json(cls, status: int, value: object, *headers: tuple[str, str]) -> "Reply":
        return cls.of(status, "application/json", json.dumps(value), *headers)


Handler = Callable[[Received], Reply]
