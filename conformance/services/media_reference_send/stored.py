"""How what was stored of a message is compared with what was sent, and when it cannot be (document 000, Parameters)."""

from collections.abc import Mapping
from typing import Any

from ...app.service import holds
from ...arrival import Same, arrived, message_arrives, same_base64, same_number, unobserved
from ...clients.acrobits.recipient import same
from ...clients.texts import same_text
from ...exchange.message import Exchange
from ...exchange.observer import mark_of
from ...expect import noted, observe
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .message import APP, Message, unmarked_url, without_description

SAME: Mapping[str, Same] = {
    "sms_to": lambda sent, stored: same(sent, str(stored)),
    "description": lambda sent, stored: same_text(sent, str(stored)),
    "preview_content": same_base64,
    "preview_width": same_number,
    "preview_height": same_number,
}
"""How the values are compared that may be stored in another way."""

NO_VALUES = ("null", "none", "nil", "undefined", "%description%")
"""Texts that a program makes of a value that is not there, or of a placeholder that nobody filled in."""

READ_BY_ALL = "The recipient reads this word beside each picture or video that was sent without a description."
UNFINDABLE = "the observer finds no message by its media URL: let it look there for the mark, too"


def unobserved_at_all(profile: Profile, case: str) -> str | None:
    return unobserved(profile)


def unobserved_by_url(profile: Profile, case: str) -> str | None:
    return unobserved(profile) or unmarked_url(profile)


def unobserved_empty_description(profile: Profile, case: str) -> str | None:
    return APP.unsent(profile, "description") or unobserved_by_url(profile, case)


def unobserved_without_description(profile: Profile, case: str) -> str | None:
    left = without_description(APP.configuration(profile))
    if left is None or not holds(left, "media_url"):
        return "the configured template has no field of its own for the description"
    return unobserved_by_url(profile, case)


def arrives(stored: Exchange, profile: Profile, message: Message, of: str = "") -> list[Observation]:
    """That `message` was stored, with every value that the templates carry and whose name begins with `of`."""
    return message_arrives(stored, _sent(profile, message), SAME, of)


def usual_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """That the usual message was stored, as it was sent."""
    return arrives(stored, profile, Message(mark_of(profile.observer, stored), profile.recipients[0]))


def nothing_described(stored: Exchange, profile: Profile) -> list[Observation]:
    """That the usual message was stored as it was sent, and no description, which it had none of. One of the provider's
    own words in its place, such as "Photo", is its choice; a name for nothing is not."""
    message, told = arrived(stored)
    if message is None:
        return told
    sent = _sent(profile, Message(mark_of(profile.observer, stored), profile.recipients[0]))
    sent.pop("description", None)
    return [_no_text(message), *message_arrives(stored, sent, SAME)]


def _sent(profile: Profile, message: Message) -> dict[str, str]:
    """The values of `message` that the templates carry."""
    return {name: value for name, value in message.values(profile).items() if not APP.unsent(profile, name)}


def _no_text(message: Mapping[str, Any]) -> Observation:
    if "description" not in message:
        return Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy="the observer tells no description")
    text = str(message["description"] or "").strip()
    if text and text.lower() not in NO_VALUES:
        return noted(f"{text} was stored for a description, though none was sent", "observer /description")
    where = "observer /description"
    return observe(not text, "no description", text or "none", where, consequence=READ_BY_ALL)
