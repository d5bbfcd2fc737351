"""Every recipient is served, each for itself (document 000, Parameters: sms_to)."""

from ...app.recipients import in_other_form, no_such_form
from ...check import check
from ...clients.acrobits.recipient import Form
from ...exchange.message import Exchange
from ...expect import accepted, noted, succeeded
from ...profile import Profile
from ...verdict import Observation
from .message import SERVICE, taken
from .recipients import (
    bad_recipient_among_good,
    group,
    one_after_the_other,
    one_form,
    other_form,
    side_by_side,
    the_same_twice,
)
from .test_message import after_one_was_accepted


@after_one_was_accepted(
    f"{SERVICE}.recipient.form",
    proves="recipient-forms",
    sends=one_form,
    cases=tuple(Form),
    needs=no_such_form,
)
def declared_form_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes a recipient in each form that the profile lists."""
    return taken(answer, profile)


def no_other_form(profile: Profile, form: str) -> str | None:
    if not profile.discover:
        return "forms that the profile does not list are left to the provider; --discover tries them"
    return None if in_other_form(profile, form) else "no recipient of the profile could be written in this form"


@after_one_was_accepted(
    f"{SERVICE}.recipient.other-form",
    proves="other-recipient-forms-left-open",
    sends=other_form,
    cases=tuple(Form),
    needs=no_other_form,
)
def other_form_is_noted(answer: Exchange) -> Observation:
    """Tells what becomes of a recipient in a form that the profile does not list."""
    taken_too = "taken, though not listed" if succeeded(answer) else "not accepted"
    return noted(f"{taken_too}: answered {answer.answer.status}", "status")


def one_recipient(profile: Profile, case: str) -> str | None:
    return None if len(group(profile)) > 1 else "the profile lists one recipient only"


@after_one_was_accepted(
    f"{SERVICE}.recipients.each-accepted",
    proves="one-call-per-recipient",
    sends=one_after_the_other,
    needs=one_recipient,
)
def each_recipient_is_accepted(every_call: list[Exchange], profile: Profile) -> list[Observation]:
    """Answers 2xx to the same media for each of several recipients, one after the other."""
    return [taken(answer, profile) for answer in every_call]


@check(
    f"{SERVICE}.recipients.side-by-side",
    proves="each-call-answered-on-its-own",
    sends=side_by_side,
    needs=one_recipient,
    control=each_recipient_is_accepted,
)
def recipients_are_accepted_at_once(every_call: list[Exchange], profile: Profile) -> list[Observation]:
    """Answers 2xx to the same media for each of several recipients, all at the same instant."""
    return [taken(answer, profile) for answer in every_call]


@check(
    f"{SERVICE}.recipients.bad-one-apart",
    proves="each-call-answered-on-its-own",
    sends=bad_recipient_among_good,
    needs=one_recipient,
    control=each_recipient_is_accepted,
)
def bad_recipient_hurts_no_other(before: Exchange, after: Exchange, profile: Profile) -> list[Observation]:
    """Lets a recipient that is nobody hurt none of the others."""
    return [taken(before, profile), taken(after, profile)]


@after_one_was_accepted(
    f"{SERVICE}.recipients.repeat",
    proves="repeat-left-open",
    sends=the_same_twice,
)
def repeat_is_noted(once: Exchange, again: Exchange, profile: Profile) -> list[Observation]:
    """Tells what becomes of the same media to the same recipient a second time."""
    return [taken(once, profile), accepted(again)]
