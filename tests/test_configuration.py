"""What the operator or the provider's configuration got wrong is not laid at the provider's door."""

from dataclasses import replace
from typing import Any

import pytest
from rehearsal import REFERENCE, Rehearsed, rehearse

from conformance.profile import Profile, load
from conformance.reference import Provider
from conformance.verdict import Party, Verdict

MEDIA, MESSAGING, CALLS = "media-reference-send", "messaging-integration", "send-call-file"


def with_settings(profile: Profile, service: str, **settings: Any) -> Profile:
    """`profile` with other settings for `service`; None takes one away."""
    changed = {**profile.services[service], **settings}
    left = {key: value for key, value in changed.items() if value is not None}
    return replace(profile, services={**profile.services, service: left})


def rehearsed(service: str, **settings: Any) -> tuple[Rehearsed, list[tuple[str, str]]]:
    """What the reference provider's checks of `service` find under changed settings, and what reached the provider."""
    with Provider() as provider:
        profile = with_settings(load(REFERENCE, target=provider.url), service, **settings)
        return rehearse(profile, services=(service,)), provider.requests


@pytest.mark.parametrize(
    ("settings", "key"),
    [({"properties": None}, "API key"), ({"domain": None}, "$domain$"), ({"extension": None}, "$extension$")],
)
def test_a_variable_without_a_value_is_the_profiles_fault_and_nothing_is_sent(
    settings: dict[str, Any], key: str
) -> None:
    found, requests = rehearsed(MESSAGING, **settings)
    file = found.finding(f"{MESSAGING}.file.valid")
    assert (file.verdict, file.party) == (Verdict.FAIL, Party.CONFIGURATION)
    assert key in str(file.actual) + file.reason
    sends = [finding for finding in found.findings if finding.check != file.check]
    assert {finding.verdict for finding in sends} <= {Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE}
    assert found.finding(f"{MESSAGING}.send-message.accepted").blocked_by == file.check
    assert requests == []


@pytest.mark.parametrize(
    ("post_data", "words"),
    [
        ("from=%account[username]%&to=%sms_too%", "did you mean sms_to?"),
        ("from=%account[username]%&to=%sms_to&description=%description%", "%sms_to without its closing %"),
        ("from=%account[host]%&to=%sms_to%", "no value"),
    ],
)
def test_a_placeholder_that_would_go_out_as_it_stands_stops_the_message(post_data: str, words: str) -> None:
    found, requests = rehearsed(MEDIA, post_data=post_data, combinations=("post-form",))
    accepted = found.finding(f"{MEDIA}.message.accepted[post-form]")
    assert accepted.verdict is Verdict.INCONCLUSIVE
    served = found.finding(f"{MEDIA}.combination.served[post-form]")
    assert (served.verdict, served.party) == (Verdict.INCONCLUSIVE, Party.CONFIGURATION)
    assert words in served.reason
    assert requests == []


def test_a_refusal_that_a_wrong_profile_explains_says_so() -> None:
    with Provider() as provider:
        profile = load(REFERENCE, target=provider.url)
        stranger = replace(profile.account, password="not-the-password")
        found = rehearse(replace(profile, accounts={"main": stranger}), services=(MEDIA,))
    accepted = found.finding(f"{MEDIA}.message.accepted[post-form]")
    assert (accepted.verdict, accepted.actual) == (Verdict.FAIL, 403)
    assert "the answer says: " in accepted.reason
    assert "if the profile is wrong in accounts.main" in accepted.reason


def test_a_login_page_for_a_recording_is_one_fault_not_four() -> None:
    with Provider(faults=("download-is-login-page",)) as provider:
        found = rehearse(load(REFERENCE, target=provider.url), services=(CALLS,))
    failed = [finding.check for finding in found.findings if finding.verdict is Verdict.FAIL]
    assert failed == [f"{CALLS}.download.media"]
    assert found.finding(f"{CALLS}.token.used-twice").blocked_by == f"{CALLS}.download.media[one]"
