"""The forms of a recipient, and when two of them are one."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.acrobits.recipient import Form, form_of, other_forms, same

quick = settings(derandomize=True, deadline=None, database=None, max_examples=100)


@pytest.mark.parametrize(
    ("recipient", "form"),
    [
        ("+15551231234", Form.PLUS),
        ("15551231234", Form.DIGITS),
        ("911", Form.DIGITS),
        ("+1(555)123-1234", Form.FORMATTED),
        ("(555) 123-1234", Form.FORMATTED),
        ("+420 111 222.333", Form.FORMATTED),
        ("sip:alice@example.com", Form.SIP),
        ("SIPS:+1555@example.com:5061;transport=tls", Form.SIP),
        ("sip:example.com", Form.SIP),
        ("alice@example.com", Form.SIP_ADDRESS),
        ("+1555@10.0.0.1:5060", Form.SIP_ADDRESS),
        ("", None),
        (" 15551231234", None),
        ("15551231234 ", None),
        ("++1555", None),
        ("()", None),
        ("+", None),
        ("555-", None),
        ("1555abc", None),
        ("١٢٣", None),
        ("alice", None),
        ("tel:+1555", None),
        ("alice@", None),
        ("<sip:alice@example.com>", None),
    ],
)
def test_the_form_of_a_recipient(recipient: str, form: Form | None) -> None:
    assert form_of(recipient) is form


@pytest.mark.parametrize(
    ("recipient", "others"),
    [
        ("+15551231234", {Form.DIGITS: "15551231234", Form.FORMATTED: "+1(555)123-1234"}),
        ("+1(555)123-1234", {Form.PLUS: "+15551231234", Form.DIGITS: "15551231234"}),
        ("+420111222333", {Form.DIGITS: "420111222333", Form.FORMATTED: "+420 111 222 333"}),
        ("+442079460958", {Form.DIGITS: "442079460958", Form.FORMATTED: "+44 207 946 0958"}),
        ("+7", {Form.DIGITS: "7"}),
        ("15551231234", {}),
        ("(555) 123-1234", {}),
        ("sip:alice@example.com", {Form.SIP_ADDRESS: "alice@example.com"}),
        ("SIP:+15551231234@a.example:5070;x=1", {Form.SIP_ADDRESS: "+15551231234@a.example:5070;x=1"}),
        ("alice@example.com", {Form.SIP: "sip:alice@example.com"}),
        ("sips:alice@example.com", {}),
        ("sip:example.com", {}),
        ("nobody", {}),
    ],
)
def test_a_recipient_in_its_other_forms(recipient: str, others: dict[Form, str]) -> None:
    assert other_forms(recipient) == others


def test_a_sip_address_in_its_other_form_is_the_same() -> None:
    for recipient in ("sip:alice@Example.com:5070;transport=tcp", "alice@example.com"):
        [(form, text)] = other_forms(recipient).items()
        assert form_of(text) is form
        assert same(recipient, text)


@quick
@given(st.from_regex(r"\+[0-9]{1,15}", fullmatch=True))
def test_all_forms_of_a_number_are_the_same_number(number: str) -> None:
    for form, text in other_forms(number).items():
        assert form_of(text) is form
        assert same(number, text)
        assert same(text, number)
        assert re.sub("[^0-9]", "", text) == number[1:]
        assert not same(number, text[:-1])


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("+1(555)123-1234", "15551231234"),
        ("15551231234", "+15551231234"),
        ("sip:alice@example.com", "alice@EXAMPLE.com"),
        ("alice@example.com", "SIP:alice@example.com;transport=tcp"),
        ("sips:alice@example.com", "SIPS:alice@example.com"),
        ("sip:a;x=1@example.com?subject=x", "sip:a;x=1@example.com"),
        ("nobody", "nobody"),
    ],
)
def test_the_same_recipient(sent: str, stored: str) -> None:
    assert same(sent, stored)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("+15551231234", " 15551231234"),
        ("+15551231234", "1555123123"),
        ("+15551231234", "15551231234x"),
        ("+15551231234", "sip:+15551231234@example.com"),
        ("+15551231234", ""),
        ("sip:alice@example.com", "sip:Alice@example.com"),
        ("sip:alice@example.com", "alice@example.org"),
        ("sip:alice@example.com", "sips:alice@example.com"),
        ("sip:alice@example.com", "alice"),
        ("sip:alice@example.com:5070", "sip:alice@example.com"),
    ],
)
def test_another_recipient(sent: str, stored: str) -> None:
    assert not same(sent, stored)
