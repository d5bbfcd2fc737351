"""What was accepted has arrived as it was sent, where the profile names an observer (document 000, Parameters)."""

from collections.abc import Mapping

from ...app.arrival import (
    Same,
    arrived,
    compared,
    field_arrives,
    message_arrives,
    recipients_arrive,
    same_base64,
    same_number,
    unobserved,
)
from ...app.recipients import in_form, no_such_form
from ...app.service import CASES
from ...app.texts import CASES as TEXT_CASES
from ...app.texts import MIXED_BY, text_of
from ...check import check
from ...clients.acrobits.recipient import Form, same
from ...clients.texts import same_text
from ...exchange.message import Exchange
from ...exchange.observer import mark_of
from ...profile import Profile
from ...verdict import Observation
from .message import APP, CONTENTS, MEDIA_TYPES, SERVICE, Message, described, media_url, preview
from .scenarios import group, one_after_the_other, one_form, one_message, one_preview, one_text, one_type, side_by_side
from .test_message import message_is_accepted
from .test_parameters import any_preview_is_taken, any_text_is_taken, both_types_are_taken
from .test_recipients import (
    declared_form_is_taken,
    each_recipient_is_accepted,
    one_recipient,
    recipients_are_accepted_at_once,
)

SAME: Mapping[str, Same] = {
    "sms_to": lambda sent, stored: same(sent, str(stored)),
    "description": lambda sent, stored: same_text(sent, str(stored)),
    "preview_content": same_base64,
    "preview_width": same_number,
    "preview_height": same_number,
}
"""How the values are compared that may be stored in another way."""


def unobserved_or_undeclared(profile: Profile, combination: str) -> str | None:
    return APP.undeclared(profile, combination) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.combination",
    proves="values-where-templates-put-them",
    sends=one_message,
    cases=CASES,
    needs=unobserved_or_undeclared,
    control=message_is_accepted,
)
def whole_message_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores every value of the message, whichever way it came; a HEAD sends like a GET."""
    mark = mark_of(profile.observer, stored)
    return message_arrives(stored, Message(mark, profile.recipients[0]).values(profile), SAME)


def unobserved_at_all(profile: Profile, case: str) -> str | None:
    return unobserved(profile)


def unobserved_or_other_texts(profile: Profile, case: str) -> str | None:
    return MIXED_BY.not_sent(APP, profile, case) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.description",
    proves="description-is-utf-8",
    sends=one_text,
    cases=TEXT_CASES,
    needs=unobserved_or_other_texts,
    control=any_text_is_taken,
)
def description_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Keeps every character of a description."""
    sent = described(mark_of(profile.observer, stored), text_of(case))
    return field_arrives(stored, "description", sent, lambda text: same_text(sent, str(text)))


@check(
    f"{SERVICE}.arrival.preview",
    proves="preview-is-base64",
    sends=one_preview,
    cases=(*CONTENTS, "tall"),
    needs=unobserved_at_all,
    control=any_preview_is_taken,
)
def preview_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Keeps every byte of a preview, and its size."""
    return message_arrives(stored, Message("", "", preview=preview(case)).values(profile), SAME, of="preview_")


@check(
    f"{SERVICE}.arrival.media",
    proves="media-url-kept",
    sends=one_type,
    cases=tuple(MEDIA_TYPES),
    needs=unobserved_at_all,
    control=both_types_are_taken,
)
def media_url_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Keeps the media's URL and its type."""
    message, told = arrived(stored)
    if message is None:
        return told
    url = media_url(profile, MEDIA_TYPES[case], mark_of(profile.observer, stored))
    return [compared(message, "media_url", url), compared(message, "media_content_type", MEDIA_TYPES[case]), *told[1:]]


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
