"""What a client does with a download, by its Content-Disposition (RFC 6266)."""

from collections.abc import Sequence
from email.message import Message
from email.utils import collapse_rfc2231_value

from conformance.exchange.message import Response

Value = str | tuple[str | None, str | None, str]
"""A parameter's value; one in the extended notation is (charset, language, text)."""


def is_attachment(response: Response) -> bool:
    """Whether the answer is to be saved rather than played (RFC 6266, 4.2)."""
    return _parameters(response)[0][0].lower() == "attachment"


def filename_of(response: Response) -> str | None:
    """The file name, or None: bare, quoted, or `filename*`, which goes first (RFC 6266, 4.3)."""
    names = [value for name, value in _parameters(response)[1:] if name.lower() == "filename" and value]
    extended = [name for name in names if isinstance(name, tuple)]
    return next((collapse_rfc2231_value(name) for name in (*extended, *names)), None)


def _parameters(response: Response) -> Sequence[tuple[str, Value]]:
    """The disposition's type, with an empty value, then its parameters."""
    message = Message()
    message["Content-Disposition"] = response.header("Content-Disposition") or ""
    return message.get_params(failobj=[("", "")], header="content-disposition")
