"""What was accepted has arrived as it was sent, where the profile names an observer (document 002, API)."""

from functools import partial
from typing import Any

from ...arrival import arrived, compared, field_arrives, unobserved
from ...check import check
from ...clients.ringotel.pointer import leaves
from ...clients.texts import same_text
from ...exchange.message import Exchange
from ...exchange.observer import mark_of
from ...expect import unproven
from ...profile import Profile
from ...verdict import Observation, Party
from .answers import no_message
from .declared import SERVICE
from .events import event_of
from .files import no_file, one_file, unmarked
from .numbers import Form, in_form, same
from .scenarios import one_message, one_number, one_text
from .test_send import message_is_accepted
from .test_send_file import CASES as FILES
from .test_send_file import file_is_accepted
from .test_text import any_text_is_taken, declared_form_is_taken, no_such_form
from .texts import FINDABLE, text


def unobserved_at_all(profile: Profile, case: str) -> str | None:
    return no_message(profile) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.message",
    proves="message-reaches-recipient",
    sends=one_message,
    needs=unobserved_at_all,
    control=message_is_accepted,
)
def message_arrives_at_all(stored: Exchange) -> list[Observation]:
    """Stores a message that it accepted."""
    return arrived(stored)[1]


@check(
    f"{SERVICE}.arrival.content",
    proves="values-where-parameters-put-them",
    sends=one_text,
    cases=FINDABLE,
    needs=unobserved_at_all,
    control=any_text_is_taken,
)
def content_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores a text whole: every character, and as one message."""
    sent = text(case, mark_of(profile.observer, stored))
    return field_arrives(stored, "content", sent, lambda told: same_text(sent, str(told)))


def unobserved_form(profile: Profile, case: str) -> str | None:
    return no_such_form(profile, case) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.numbers",
    proves="values-where-parameters-put-them",
    sends=one_number,
    cases=tuple(Form),
    needs=unobserved_form,
    control=declared_form_is_taken,
)
def numbers_arrive(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores a message for the number that it is for, and from the user's own."""
    message, told = arrived(stored)
    if message is None:
        return told
    sent = {"to": in_form(profile, case) or "", "from": profile.settings(SERVICE)["sender"]}
    return [compared(message, name, number, partial(_same, number)) for name, number in sent.items()]


def _same(sent: str, told: Any) -> bool:
    return same(sent, str(told))


def unobserved_file(profile: Profile, case: str) -> str | None:
    return no_file(profile, case) or unmarked(profile, case) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.file",
    proves="values-where-parameters-put-them",
    sends=one_file,
    cases=FILES,
    needs=unobserved_file,
    control=file_is_accepted,
)
def file_arrives(answer: Exchange, stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores a file under the URL that it was given."""
    mark = mark_of(profile.observer, stored)
    sent = next((leaf for _, leaf in leaves(event_of(answer)) if isinstance(leaf, str) and mark in leaf), None)
    if sent is None:
        return [unproven("the request has the URL of the file in its path only", "request", party=Party.SUITE)]
    return field_arrives(stored, "media_url", sent)
