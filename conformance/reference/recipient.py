"""To whom a message goes: a phone number or a SIP address (document 000, sms_to)."""

import re
from collections.abc import Mapping

from .refusal import NoSuchRecipient

PHONE = re.compile(r"\+?\(?[0-9][0-9 ().-]*")
SIP_ADDRESS = re.compile(r"(sips?:)?[^@:\s]+@[^@\s]+", re.IGNORECASE)


class Malformed(NoSuchRecipient):
    """A recipient that is neither a phone number nor a SIP address."""

    def __init__(self) -> None:
        super().__init__(406, "Invalid recipient")


def recipient(fields: Mapping[str, str], faults: frozenset[str]) -> str:
    """The recipient in the form it was sent: `to`, or `sms_to` as the examples call it. Raises Refusal."""
    to = fields.get("to", fields.get("sms_to"))
    if to is None and "missing-recipient-accepted" not in faults:
        raise NoSuchRecipient(400, "The recipient is missing")
    if to == "" and "empty-recipient-accepted" not in faults:
        raise NoSuchRecipient(400, "The recipient is empty")
    if to and not _is_address(to) and "malformed-recipient-accepted" not in faults:
        raise Malformed
    if "formatted-refused" in faults and to and "(" in to:
        raise Malformed
    return to or ""


def _is_address(text: str) -> bool:
    return bool(PHONE.fullmatch(text) or SIP_ADDRESS.fullmatch(text))
