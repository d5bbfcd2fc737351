"""Any text is taken, and a number in each form that the operator uses (document 002, SendMessage)."""

from ...exchange.message import Exchange
from ...expect import noted, succeeded
from ...profile import Profile
from ...verdict import Observation, Outcome
from .answers import no_message, taken
from .declared import SERVICE
from .numbers import OTHER_FORMS, Form, in_form, in_other_form
from .scenarios import one_number, one_text, other_number, very_long_text
from .test_send import after_one_was_taken
from .texts import CASES, LONGEST


@after_one_was_taken(
    f"{SERVICE}.text.accepted", proves="any-text-accepted", sends=one_text, cases=CASES, needs=no_message
)
def any_text_is_taken(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Takes a text with any character and of any usual length."""
    seen, status = taken(profile, answer), answer.answer.status
    if seen.outcome is Outcome.BROKEN and case == LONGEST and 400 <= status < 500:
        return noted(f"answered {status}: some gateways take no text of more than nine parts", "status", "2xx")
    return seen


@after_one_was_taken(
    f"{SERVICE}.text.very-long", proves="very-long-text-left-open", sends=very_long_text, needs=no_message
)
def very_long_text_is_noted(answer: Exchange, profile: Profile) -> Observation:
    """Takes a text of 10,000 characters, or does not."""
    return taken(profile, answer)


def no_such_form(profile: Profile, form: str) -> str | None:
    """Why no recipient can be sent to in `form`, or None: a need of checks."""
    if reason := no_message(profile):
        return reason
    return None if in_form(profile, form) else f"the profile lists no recipient in the form {form}"


@after_one_was_taken(
    f"{SERVICE}.recipient.accepted",
    proves="recipient-forms",
    sends=one_number,
    cases=tuple(Form),
    needs=no_such_form,
)
def declared_form_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes a recipient in each form that the profile lists."""
    return taken(profile, answer)


def no_other_form(profile: Profile, form: str) -> str | None:
    if reason := no_message(profile):
        return reason
    if not profile.discover:
        return "forms that the profile does not list are left to the provider; --discover tries them"
    return None if in_other_form(profile, form) else "no recipient of the profile could be written in this form"


@after_one_was_taken(
    f"{SERVICE}.recipient.other-form",
    proves="other-recipient-forms-left-open",
    sends=other_number,
    cases=OTHER_FORMS,
    needs=no_other_form,
)
def other_form_is_noted(answer: Exchange) -> Observation:
    """Tells what becomes of a recipient in a form that the profile does not list."""
    taken_too = "taken, though not listed" if succeeded(answer) else "not accepted"
    return noted(f"{taken_too}: answered {answer.answer.status}", "status")
