"""What the profile says of an external contact's message decides what its event is compared with (document 002,
Webhook)."""

from typing import Any

import pytest
from messenger_callbacks import instead
from messenger_variants import SERVICE, Messenger, provided
from rehearsal import Rehearsed, rehearse

from conformance.collection import checks_of
from conformance.verdict import Verdict

NAMES = ("inbound-message.arrives", "inbound-message.values", "inbound-file.values", "inbound-file.url-works")
CASES = [(check, "") for check in checks_of(SERVICE) if check.id.partition(".")[2] in NAMES]
OWN_NUMBERS = {"url": "/trigger/message?from=%2B19995550000&to=%2B19995551111&content={content}"}


def played(**changes: Any) -> Rehearsed:
    with provided(Messenger("", **changes)) as (profile, listener):
        return rehearse(profile, listener, cases=CASES)


def test_numbers_that_nobody_told_are_not_compared() -> None:
    found = played(settings={"inbound_message": OWN_NUMBERS, "inbound_from": None})
    assert set(found.verdicts.values()) == {Verdict.PASS}


def test_a_contact_that_the_profile_states_is_compared() -> None:
    found = played(settings={"inbound_message": OWN_NUMBERS}).finding(f"{SERVICE}.inbound-message.values")
    assert (found.verdict, found.where, found.actual) == (Verdict.FAIL, "$from$", "+19995550000")


@pytest.mark.parametrize("name", ["from", "to"])
def test_numbers_that_were_told_are_compared(name: str) -> None:
    found = played(tell=instead("message", **{name: lambda number: "+19995550000"}))
    assert found.verdicts[f"{SERVICE}.inbound-message.values"] is Verdict.FAIL
    assert found.verdicts[f"{SERVICE}.inbound-file.values"] is Verdict.PASS
