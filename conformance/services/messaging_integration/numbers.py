"""The forms in which an operator has numbers sent (document 002, SendMessage: $from$ and $to$)."""

import re
from enum import StrEnum

from ...clients.acrobits import recipient
from ...profile import Profile

SHORTEST_NATIONAL = 6
"""Digits that a number needs at least to be known without its country code."""


class Form(StrEnum):
    """How a number is written."""

    E164 = "e164"
    """`+15551231234`"""
    DIGITS = "digits"
    """`15551231234`"""
    FORMATTED = "formatted"
    """`+1(555)123-1234`"""
    NATIONAL = "national"
    """`05551231234` with a trunk prefix, `5552231234` in North America: no country code."""


OTHER_FORMS = (Form.E164, Form.DIGITS, Form.FORMATTED)
"""The forms in which any number can be written. A national one could be somebody else's where the provider is."""

_PLAIN = {recipient.Form.PLUS: Form.E164, recipient.Form.FORMATTED: Form.FORMATTED}
_NATIONAL = re.compile("0[1-9][0-9]*|[2-9][0-9]{2}[2-9][0-9]{6}")


def form_of(number: str) -> Form | None:
    """The form of `number`; None for what is no phone number."""
    form = recipient.form_of(number)
    if form is recipient.Form.DIGITS:
        return Form.NATIONAL if _NATIONAL.fullmatch(number) else Form.DIGITS
    return _PLAIN.get(form) if form else None


def in_form(profile: Profile, form: str) -> str | None:
    """The profile's first recipient that is written in `form`."""
    return next((number for number in profile.recipients if form_of(number) == form), None)


def in_other_form(profile: Profile, form: str) -> str | None:
    """One of the profile's recipients in a `form` of `OTHER_FORMS` that the profile does not have."""
    if in_form(profile, form):
        return None
    others = (written for number in profile.recipients for written in recipient.other_forms(number).values())
    return next((number for number in others if form_of(number) == form), None)


def same(sent: str, told: str) -> bool:
    """Whether `told` is the number `sent`, whose plus sign, formatting, international prefix 00 and country code may be
    missing or added, and which may be written as a `tel:` URI."""
    told = told.removeprefix("tel:")
    if recipient.same(sent, told):
        return True
    if None in (form_of(sent), form_of(told)):
        return False
    one, other = _digits(sent), _digits(told)
    return one == other or _is_end(sent, of=other) or _is_end(told, of=one)


def _is_end(national: str, of: str) -> bool:
    """Whether a number without its country code is the end `of` other digits."""
    own = _digits(national).removeprefix("0")
    return form_of(national) is Form.NATIONAL and len(own) >= SHORTEST_NATIONAL and of.endswith(own)


def _digits(number: str) -> str:
    return re.sub("[^0-9]", "", number).removeprefix("00")
