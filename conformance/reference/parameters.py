"""The named parameters of the app's call, in its query, a form or JSON (document 000, Examples)."""

from urllib.parse import parse_qsl

from .message import FORM, Received
from .refusal import JSON_TYPE, Damaged, Refusal


def parameters(request: Received) -> dict[str, str]:
    """The parameters of query and body together, those of the body first; a JSON number is its digits, and members that
    are neither text nor number are left out. Raises Refusal."""
    if request.body and request.media_type not in (FORM, JSON_TYPE):
        raise Refusal(415, "Send a form or JSON")
    try:
        return _pairs(request.raw_query) | _of_body(request)
    except ValueError:
        raise Damaged("The parameters cannot be read") from None


def _of_body(request: Received) -> dict[str, str]:
    if request.media_type == FORM or not request.body:
        return _pairs(request.body)
    members = request.json_object()
    texts = {
        name: str(value)
        for name, value in members.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }
    # JSON can hold half a surrogate pair, which is no character and stands for nothing in UTF-8.
    "".join(texts.values()).encode()
    return texts


def _pairs(text: bytes) -> dict[str, str]:
    return dict(parse_qsl(text.decode(), keep_blank_values=True, errors="strict"))
