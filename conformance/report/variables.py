"""What the shell variables of a curl line stand for, so that whoever sends a request again knows how to set them."""

import re
from collections.abc import Mapping

from ..exchange.spelling import Form

LEARNED = {
    "session": "from an earlier answer of this conversation",
    "token": "from an earlier answer of this conversation (a one-time token: mint a new one)",
    "authorization": "the whole header as the configuration makes it: Bearer KEY, or Basic and user:password in base64",
}
"""Where values come from that the run itself learns as secrets, by what their numbered labels begin with."""

SPELLED = {
    Form.RAW: "",
    Form.ENCODED: ", percent-encoded (in JSON or XML: escaped)",
    Form.BASE64: ", as it stands within base64",
    Form.HEX: ", in hexadecimal",
    Form.SHA1: ", its SHA-1 digest in hexadecimal",
}


def explained(variables: Mapping[str, tuple[str, Form]]) -> dict[str, str]:
    """For each variable, given as its name with the secret's label and spelling: what it has to be set to."""
    return {name: _source(label) + SPELLED[form] for name, (label, form) in variables.items()}


def _source(label: str) -> str:
    numbered = re.fullmatch(r"(\w+)_\d+", label)
    return LEARNED.get(numbered[1] if numbered else "", f"the profile's {label}")
