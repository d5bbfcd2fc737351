"""The forms in which a recipient's address can come, and when two of them name the same one (document 000, sms_to).

Number rewriting in the app decides the form, so a provider may see any that its own configuration makes.
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Form(StrEnum):
    """How a recipient is written."""

    PLUS = "plus"
    """`+15551231234`"""
    DIGITS = "digits"
    """`15551231234`"""
    FORMATTED = "formatted"
    """`+1(555)123-1234`, `555 123 1234`: digits with spaces ( ) . - between them; the plus may be missing."""
    SIP = "sip"
    """`sip:alice@example.com`, `sips:example.com`"""
    SIP_ADDRESS = "sip-address"
    """`alice@example.com`"""


_PHONES = (Form.PLUS, Form.DIGITS, Form.FORMATTED)

_FORMS: Mapping[Form, re.Pattern[str]] = {
    Form.PLUS: re.compile(r"\+[0-9]+"),
    Form.DIGITS: re.compile(r"[0-9]+"),
    Form.FORMATTED: re.compile(r"\+?(?=.*[0-9])[0-9(][0-9 ().-]*(?<=[0-9)])"),
    Form.SIP: re.compile(r"(?i:sips?):(?:[^\s@<>]+@)?[^\s@<>]+"),
    Form.SIP_ADDRESS: re.compile(r"[^\s@<>:]+@[^\s@<>]+"),
}

# ITU-T E.164: a country code has one digit (zones 1 and 7), two where assigned so, else three.
_COUNTRY = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3}")


def form_of(recipient: str) -> Form | None:
    """The form of `recipient`; None when it is neither a phone number nor a SIP address. A blank at an end is part of
    no form: it may be a plus sign that a form decoder took for a space."""
    return next((form for form, pattern in _FORMS.items() if pattern.fullmatch(recipient)), None)


def other_forms(recipient: str) -> Mapping[Form, str]:
    """The same phone number in the other phone forms, the same SIP address with or without `sip:`. Empty for a number
    without a plus, whose country code is not known, so that it could be another number when written differently, and
    for a SIP URI that is no address when its scheme is left out, such as one of `sips:`."""
    form = form_of(recipient)
    if form is Form.SIP_ADDRESS:
        return {Form.SIP: f"sip:{recipient}"}
    if form is Form.SIP:
        scheme, _, address = recipient.partition(":")
        bare = scheme.lower() == "sip" and form_of(address) is Form.SIP_ADDRESS
        return {Form.SIP_ADDRESS: address} if bare else {}
    if form not in _PHONES or not recipient.startswith("+"):
        return {}
    digits = _digits(recipient)
    written = {Form.PLUS: f"+{digits}", Form.DIGITS: digits, Form.FORMATTED: _formatted(digits)}
    return {other: text for other, text in written.items() if other is not form and form_of(text) is other}


def same(sent: str, stored: str) -> bool:
    """Whether `stored` names the recipient `sent`. A store may change a phone number's plus sign and formatting, and of
    a SIP address the scheme `sip:`, the parameters, and the case of the host (RFC 3261, 19.1.4)."""
    if sent == stored:
        return True
    forms = (form_of(sent), form_of(stored))
    if None in forms:
        return False
    if forms[0] in _PHONES or forms[1] in _PHONES:
        return forms[0] in _PHONES and forms[1] in _PHONES and _digits(sent) == _digits(stored)
    return _address(sent) == _address(stored)


def _digits(number: str) -> str:
    return re.sub("[^0-9]", "", number)


def _formatted(digits: str) -> str:
    if north_american := re.fullmatch("1(...)(...)(....)", digits):
        return "+1({}){}-{}".format(*north_american.groups())
    country = _COUNTRY.match(digits)
    code = country[0] if country else ""
    # Groups of three, the last of two to four digits.
    return " ".join([f"+{code}", *re.findall("[0-9]{3}(?=[0-9]{2})|[0-9]+", digits[len(code) :])])


_ADDRESS = re.compile(r"(?:(?P<scheme>(?i:sips?)):)?(?:(?P<user>[^@]+)@)?(?P<host>[^;?]*).*")


def _address(sip: str) -> tuple[bool, str | None, str]:
    """Whether `sip` is a `sips:` URI, its user, and its host with the port."""
    found = _ADDRESS.fullmatch(sip)
    assert found is not None
    return (found["scheme"] or "").lower() == "sips", found["user"], found["host"].lower()
