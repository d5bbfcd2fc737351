"""Who writes to whom when an external contact sends something, and what is known of it from the event that tells it
(document 002, Webhook, Send message and Send file)."""

import re
from collections.abc import Mapping

from ...clients.texts import described
from ...profile import Profile
from .callbacks import unheard
from .declared import SERVICE
from .events import MESSAGE, MMS
from .texts import INBOUND

TRIGGERS: Mapping[str, str] = {MESSAGE: "inbound_message", MMS: "inbound_file"}
"""The keys of the profile that say how an event of each type is brought about."""

MARK = re.compile(r"[0-9a-f]{8}-inbound-(?:message|file)-[0-9a-f]{4}")
"""What an event is known by where the suite wrote the text."""

RUN = re.compile(r"(?<=conformance test )[0-9a-f]{8}")
"""What it is known by where a person did."""


def contact(profile: Profile) -> str:
    """The number of the external contact."""
    number: str = profile.settings(SERVICE).get("inbound_from", profile.recipients[0])
    return number


def user(profile: Profile) -> str:
    """The number of the user whom the contact writes to."""
    number: str = profile.settings(SERVICE)["sender"]
    return number


def unheard_of(profile: Profile, event_type: str) -> str | None:
    """Why events of `event_type` cannot be brought about and awaited, or None."""
    if reason := unheard(profile, event_type):
        return reason
    key = TRIGGERS[event_type]
    if key in profile.settings(SERVICE) or profile.interactive:
        return None
    return f"nothing brings one about: set services.{SERVICE}.{key}, or give --interactive"


def is_typed(profile: Profile, event_type: str) -> bool:
    """Whether a person sends it, who types the text: it is a short one then."""
    return TRIGGERS[event_type] not in profile.settings(SERVICE)


def numbers(profile: Profile, event_type: str) -> dict[str, str]:
    """The numbers that an event has to have, by variable; without one that nobody has told: who brings it about may
    have another."""
    settings = profile.settings(SERVICE)
    # A person is told whom to write to.
    given = "{to}" if is_typed(profile, event_type) else str(settings[TRIGGERS[event_type]])
    told = {"from": "{from}" in given or "inbound_from" in settings, "to": "{to}" in given}
    known = {"from": contact(profile), "to": user(profile)}
    return {name: number for name, number in known.items() if told[name]}


def text_for(event_type: str, mark: str) -> str:
    """The text that the suite has the contact send; with a file, a plain one."""
    return described(mark, INBOUND if event_type == MESSAGE else "")


def mark_in(written: str, typed: bool = False) -> str | None:
    """What an event that is `written` so is known by: the mark of the suite's text, or of one that is `typed`."""
    found = RUN.search(written.lower()) if typed else MARK.search(written)
    return found[0] if found else None


def is_picture(profile: Profile) -> bool:
    """Whether the file that the contact sends is known to be a picture: the profile may send one of its own."""
    return is_typed(profile, MMS) or "{url}" in str(profile.settings(SERVICE)[TRIGGERS[MMS]])


def takes_text(profile: Profile, event_type: str) -> bool:
    """Whether what brings an event about has room for a text."""
    return is_typed(profile, event_type) or "{content}" in str(profile.settings(SERVICE)[TRIGGERS[event_type]])
