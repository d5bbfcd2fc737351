"""What was accepted has arrived as it was sent, where the profile names an observer (the vendor's page, Parameters)."""

from collections.abc import Mapping
from dataclasses import asdict

from ...app.plays import VERSIONS
from ...app.recipients import in_form, no_such_form
from ...app.texts import CASES, MIXED_BY
from ...arrival import Same, message_arrives, unobserved
from ...check import check
from ...clients.acrobits.recipient import Form, same
from ...clients.texts import described, same_text
from ...exchange.message import Exchange
from ...exchange.observer import mark_of
from ...profile import Profile
from ...verdict import Observation
from .message import APP, LENGTHS, SERVICE, Message, text
from .scenarios import one_form, one_text, other_version
from .test_message import any_version_is_served
from .test_parameters import any_text_is_taken, declared_form_is_taken

SAME: Mapping[str, Same] = {
    "sms_to": lambda sent, stored: same(sent, str(stored)),
    "sms_body": lambda sent, stored: same_text(sent, str(stored)),
}
"""How the values are compared that may be stored in another way."""


def arrives(stored: Exchange, profile: Profile, message: Message) -> list[Observation]:
    """That `message` was stored, with every value that the templates carry and the app has."""
    sent = {name: value for name, value in asdict(message).items() if value and not APP.unsent(profile, name)}
    return message_arrives(stored, sent, SAME)


def unobserved_at_all(profile: Profile, case: str) -> str | None:
    return unobserved(profile)


@check(
    f"{SERVICE}.arrival.any-version",
    proves="app-headers-accepted",
    sends=other_version,
    cases=tuple(VERSIONS),
    needs=unobserved_at_all,
    control=any_version_is_served,
)
def text_of_any_version_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores a text from the app in any version."""
    mark = mark_of(profile.observer, stored)
    return arrives(stored, profile, Message(profile.recipients[0], described(mark)))


def unobserved_or_other_texts(profile: Profile, case: str) -> str | None:
    return MIXED_BY.not_sent(APP, profile, case) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.text",
    proves="any-text-taken-whole",
    sends=one_text,
    cases=(*CASES, *LENGTHS),
    needs=unobserved_or_other_texts,
    control=any_text_is_taken,
)
def text_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores a text whole: every character, and as one message."""
    mark = mark_of(profile.observer, stored)
    return arrives(stored, profile, Message(profile.recipients[0], text(case, mark)))


def unobserved_or_no_such_form(profile: Profile, form: str) -> str | None:
    return no_such_form(profile, form) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.recipient",
    proves="recipient-forms",
    sends=one_form,
    cases=tuple(Form),
    needs=unobserved_or_no_such_form,
    control=declared_form_is_taken,
)
def recipient_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores a text for the recipient whom it names."""
    mark = mark_of(profile.observer, stored)
    return arrives(stored, profile, Message(in_form(profile, case) or "", described(mark)))
