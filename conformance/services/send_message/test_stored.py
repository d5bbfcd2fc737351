"""What was accepted has arrived as it was sent, where the profile names an observer (the vendor's page, Parameters)."""

from ...app.arrival import field_arrives, unobserved
from ...check import check
from ...clients.texts import TEXTS, same_text
from ...exchange.message import Exchange
from ...exchange.observer import mark_of
from ...profile import Profile
from ...verdict import Observation
from .message import LENGTHS, SERVICE, text
from .scenarios import one_text
from .test_parameters import any_text_is_taken


def unobserved_at_all(profile: Profile, case: str) -> str | None:
    return unobserved(profile)


@check(
    f"{SERVICE}.arrival.text",
    proves="any-text-taken-whole",
    sends=one_text,
    cases=(*TEXTS, *LENGTHS),
    needs=unobserved_at_all,
    control=any_text_is_taken,
)
def text_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores a text whole: every character, and as one message."""
    sent = text(case, mark_of(profile.observer, stored))
    return field_arrives(stored, "sms_body", sent, lambda stored_text: same_text(sent, str(stored_text)))
