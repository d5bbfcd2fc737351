"""Who may send: whoever has the API key, in the header or as a member of the body (document 002)."""

from ..message import Received
from ..refusal import Refusal

API_KEY = "reference-api-key-7f3a"


def admit(request: Received, faults: frozenset[str]) -> None:
    """Raises Refusal where `request` has no key, or a wrong one."""
    scheme, _, key = request.header("Authorization").partition(" ")
    members = _members(request)
    known = False
    if key:
        known = (scheme.lower(), key.strip()) == ("bearer", API_KEY)
        lenient = {"any-key", "any-key-for-files"} if "media_url" in members else {"any-key"}
    elif "api_key" in members:
        known = members["api_key"] == API_KEY
        lenient = {"key-in-body-not-checked"}
    else:
        lenient = {"no-key-needed", "key-in-body-not-checked"}
    if not known and not lenient & faults:
        raise Refusal(401, "The API key is wrong", ("WWW-Authenticate", "Bearer"))


def _members(request: Received) -> dict[str, object]:
    try:
        return request.json_object()
    except ValueError:
        return {}
