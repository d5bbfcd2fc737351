"""The message has arrived for everybody whom it was sent to, where the profile names an observer (document 000,
Parameters: sms_to)."""

from ...app.recipients import in_form, no_such_form
from ...arrival import field_arrives, recipients_arrive, unobserved
from ...check import check
from ...clients.acrobits.recipient import Form, same
from ...exchange.message import Exchange
from ...profile import Profile
from ...verdict import Observation
from .message import SERVICE
from .recipients import group, one_after_the_other, one_form, side_by_side
from .test_recipients import (
    declared_form_is_taken,
    each_recipient_is_accepted,
    one_recipient,
    recipients_are_accepted_at_once,
)


def unobserved_or_no_such_form(profile: Profile, form: str) -> str | None:
    return no_such_form(profile, form) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.recipient",
    proves="message-reaches-recipient",
    sends=one_form,
    cases=tuple(Form),
    needs=unobserved_or_no_such_form,
    control=declared_form_is_taken,
)
def recipient_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores the message for the recipient whom it names."""
    sent = in_form(profile, case) or ""
    return field_arrives(stored, "sms_to", sent, lambda to: same(sent, str(to)))


def unobserved_or_one_recipient(profile: Profile, case: str) -> str | None:
    return one_recipient(profile, case) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.side-by-side",
    proves="each-call-answered-on-its-own",
    sends=side_by_side,
    needs=unobserved_or_one_recipient,
    control=recipients_are_accepted_at_once,
)
def every_recipient_gets_a_copy_at_once(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores a copy of the message for each of several recipients who are sent it at the same instant."""
    return recipients_arrive(stored, group(profile))


@check(
    f"{SERVICE}.arrival.recipients",
    proves="message-reaches-recipient",
    sends=one_after_the_other,
    needs=unobserved_or_one_recipient,
    control=each_recipient_is_accepted,
)
def every_recipient_gets_a_copy(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores a copy of the message for each of several recipients."""
    return recipients_arrive(stored, group(profile))
