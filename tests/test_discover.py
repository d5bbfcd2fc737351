"""What the profile does not declare is tried when asked for, and at most noted."""

from dataclasses import replace

import pytest
from rehearsal import REFERENCE, Rehearsed, rehearse

from conformance.clients.acrobits.combination import COMBINATIONS
from conformance.profile import load
from conformance.reference import Provider
from conformance.reference.media_reference_send import MediaMessage
from conformance.services.smart_contact_notification.test_notification import undeclared_content_type_is_not_served
from conformance.verdict import Verdict

MEDIA = "media-reference-send"
TEXTS = "send-message"
CONTACTS = "smart-contact-notification"
UNDECLARED = [(undeclared_content_type_is_not_served, case) for case in undeclared_content_type_is_not_served.cases]


def discovered(*faults: str, discover: bool = True) -> tuple[Rehearsed, list[tuple[str, str]]]:
    """A provider that declares POST of forms and numbers with a plus only, and what reached it."""
    overlay = {MEDIA: {"combinations": ["post-form"]}}
    with Provider(faults=faults) as provider:
        profile = replace(load(REFERENCE, target=provider.url, overlay=overlay), discover=discover)
        plus = tuple(
            recipient for recipient in profile.recipients if recipient.startswith("+") and "(" not in recipient
        )
        return rehearse(replace(profile, recipients=plus), services=[MEDIA]), provider.requests


def told(found: Rehearsed, check: str) -> dict[str, tuple[Verdict, str]]:
    return {f.case: (f.verdict, str(f.actual)) for f in found.findings if f.check == f"{MEDIA}.{check}"}


def test_another_combination_is_noted_where_it_is_served() -> None:
    found, _ = discovered("method-not-served")
    assert told(found, "combination.undeclared") == {
        "get": (Verdict.NOTE, "served, though not declared: answered 200"),
        "head": (Verdict.NOTE, "served, though not declared: answered 200"),
        "post-form": (Verdict.NOT_APPLICABLE, "None"),
        "post-json": (Verdict.NOTE, "served, though not declared: answered 200"),
        "put-form": (Verdict.PASS, "405"),
        "put-json": (Verdict.PASS, "405"),
    }
    assert not {finding.verdict for finding in found.findings} & {Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE}


def test_a_text_in_another_combination_is_noted_where_it_is_served() -> None:
    with Provider(faults=["message-method-not-served"]) as provider:
        overlay = {TEXTS: {"combinations": ["post-form"]}}
        profile = replace(load(REFERENCE, target=provider.url, overlay=overlay), discover=True)
        found = rehearse(profile, services=[TEXTS])
    verdicts = {case: found.verdicts[f"{TEXTS}.combination.undeclared[{case}]"] for case in COMBINATIONS}
    assert verdicts == {
        "get": Verdict.NOTE,
        "head": Verdict.NOTE,
        "post-form": Verdict.NOT_APPLICABLE,
        "post-json": Verdict.NOTE,
        "put-form": Verdict.PASS,
        "put-json": Verdict.PASS,
    }


@pytest.mark.parametrize(("fault", "verdict"), [((), Verdict.NOTE), (("xml-refused",), Verdict.PASS)])
def test_an_undeclared_content_type_is_noted_where_it_is_served(fault: tuple[str, ...], verdict: Verdict) -> None:
    with Provider(faults=fault) as provider:
        overlay = {CONTACTS: {"content_types": ["application/json"]}}
        asked, unasked = (
            rehearse(
                replace(load(REFERENCE, target=provider.url, overlay=overlay), discover=discover), cases=UNDECLARED
            )
            for discover in (True, False)
        )
    name = f"{CONTACTS}.content-type.undeclared"
    assert (asked.verdicts[f"{name}[json]"], asked.verdicts[f"{name}[xml]"]) == (Verdict.NOT_APPLICABLE, verdict)
    assert unasked.finding(f"{name}[xml]").reason.endswith("--discover tries it all the same")
    assert not unasked.evidence


def test_nothing_is_proven_of_an_undeclared_content_type_where_the_declared_one_is_refused() -> None:
    with Provider(faults=["xml-refused"]) as provider:
        overlay = {CONTACTS: {"content_types": ["application/xml"]}}
        profile = replace(load(REFERENCE, target=provider.url, overlay=overlay), discover=True)
        found = rehearse(profile, cases=UNDECLARED)
    finding = found.finding(f"{CONTACTS}.content-type.undeclared[json]")
    assert (finding.verdict, finding.blocked_by) == (Verdict.INCONCLUSIVE, f"{CONTACTS}.content-type.served[xml]")


def test_a_number_in_another_form_is_noted() -> None:
    found, _ = discovered("formatted-refused")
    forms = told(found, "recipient.other-form")
    assert forms["plus"][0] is Verdict.NOT_APPLICABLE
    assert forms["digits"] == (Verdict.NOTE, "taken, though not listed: answered 200")
    assert forms["formatted"] == (Verdict.NOTE, "not accepted: answered 406")


@pytest.mark.parametrize(
    ("listed", "form", "other"),
    [
        ("sip:johndow@example.com", "sip-address", "johndow@example.com"),
        ("johndow@example.com", "sip", "sip:johndow@example.com"),
    ],
)
def test_a_sip_address_in_its_other_form_is_noted(listed: str, form: str, other: str) -> None:
    with Provider() as provider:
        profile = replace(load(REFERENCE, target=provider.url), discover=True, recipients=("+15551231234", listed))
        found = rehearse(profile, services=[MEDIA])
        sent = {message.to for message in provider.stored if isinstance(message, MediaMessage)}
    assert told(found, "recipient.other-form")[form] == (Verdict.NOTE, "taken, though not listed: answered 200")
    assert other in sent
    [exchange] = [played.steps["answer"] for played in found.evidence if played.play == f"{MEDIA}.other-form[{form}]"]
    assert exchange.request.recipients == (listed,)


def test_nothing_undeclared_is_sent_unasked() -> None:
    found, requests = discovered(discover=False)
    messages = {method for method, target in requests if target.startswith("/send_media_message")}
    assert messages == {"POST"}
    for check in ("combination.undeclared", "recipient.other-form"):
        assert {verdict for verdict, _ in told(found, check).values()} == {Verdict.NOT_APPLICABLE}
