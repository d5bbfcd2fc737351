"""What a message can hold is taken: any text, any recipient, what else the templates carry (the vendor's page,
Parameters)."""

from functools import partial

from ...app.answers import fitting, left_open
from ...app.recipients import no_such_form
from ...app.texts import CASES, MIXED_BY
from ...check import check
from ...clients.acrobits.recipient import Form
from ...exchange.message import Exchange
from ...profile import Profile
from ...verdict import Observation
from .message import APP, CONTENTS, LENGTHS, SERVICE
from .scenarios import one_content, one_form, one_text, to_smart_contact, very_long_text
from .test_message import after_one_was_accepted, message_is_accepted


@check(
    f"{SERVICE}.text.taken",
    proves="any-text-taken-whole",
    sends=one_text,
    cases=(*CASES, *LENGTHS),
    needs=partial(MIXED_BY.not_sent, APP),
    control=message_is_accepted,
    control_case=partial(MIXED_BY.control_of, APP),
)
def any_text_is_taken(answer: Exchange) -> Observation:
    """Takes a text in any script, with any character and of any usual length, in one call."""
    return fitting(answer)


@after_one_was_accepted(
    f"{SERVICE}.text.very-long",
    proves="very-long-text-left-open",
    sends=very_long_text,
)
def very_long_text_is_noted(answer: Exchange) -> Observation:
    """Takes a text of 10,000 characters in one call."""
    return fitting(answer)


@after_one_was_accepted(
    f"{SERVICE}.recipient.form",
    proves="recipient-forms",
    sends=one_form,
    cases=tuple(Form),
    needs=no_such_form,
)
def declared_form_is_taken(answer: Exchange) -> Observation:
    """Takes a recipient in each form that the profile lists."""
    return fitting(answer)


def content_type_unsent(profile: Profile, case: str) -> str | None:
    return APP.unsent(profile, "content_type")


INVENTED = {
    "file-transfer": "a file on an invented host",
    "disposition-notification": "a notification about a message that nobody received",
}
"""Contents that refer to what the provider does not have."""


@after_one_was_accepted(
    f"{SERVICE}.content.taken",
    proves="content-types-taken",
    sends=one_content,
    cases=CONTENTS,
    needs=content_type_unsent,
)
def every_content_is_taken(answer: Exchange, case: str) -> Observation:
    """Takes messages of each content type that the app sends."""
    seen = fitting(answer)
    if case in INVENTED and 400 <= answer.answer.status < 500:
        return left_open(seen, INVENTED[case])
    return seen


def smart_unsent(profile: Profile, case: str) -> str | None:
    return APP.unsent(profile, "smart")


@after_one_was_accepted(f"{SERVICE}.smart.taken", proves="smart-taken", sends=to_smart_contact, needs=smart_unsent)
def smart_contact_is_taken(answer: Exchange) -> Observation:
    """Takes a message to a smart contact."""
    return fitting(answer)
