"""What the operator or the provider's configuration got wrong is not laid at the provider's door."""

from dataclasses import replace
from typing import Any

import pytest
from rehearsal import REFERENCE, Rehearsed, rehearse

from conformance.profile import Profile, load
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
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
    file = found.finding(f"{MESSAGING}.file.variables")
    assert (file.verdict, file.party) == (Verdict.INCONCLUSIVE, Party.CONFIGURATION)
    assert key in str(file.actual) + file.reason
    sends = [finding for finding in found.findings if not finding.check.startswith(f"{MESSAGING}.file.")]
    assert {finding.verdict for finding in sends} <= {Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE}
    accepted = found.finding(f"{MESSAGING}.send-message.accepted")
    assert (accepted.verdict, accepted.party) == (Verdict.INCONCLUSIVE, Party.CONFIGURATION)
    assert requests == []


def configured(target: str, **settings: Any) -> Profile:
    """The reference profile, with `settings` in the place of its Account XML; None takes a key away."""
    return load(REFERENCE, target=target, overlay={MEDIA: {"account_xml": None, **settings}})


@pytest.mark.parametrize(
    ("post_data", "words"),
    [
        ("to=%sms_too%&url=%media_url%", "%sms_too% is not known; did you mean %sms_to%?"),
        ("to=%sms_to&url=%media_url%", "sms_to lacks one of its percent signs; write %sms_to%"),
        ("from=%account[host]%&url=%media_url%", "%account[host]% is not known to the suite; give its value under"),
        ("to=%sms_to%&text=%description%", "sends no %media_url% and no %preview_content%"),
    ],
)
def test_a_template_that_does_not_say_what_is_meant_stops_the_message(post_data: str, words: str) -> None:
    with Provider() as provider:
        profile = configured(provider.url, post_data=post_data, combinations=["post-form"])
        found = rehearse(profile, services=(MEDIA,))
        requests = [target for _, target in provider.requests if target.startswith("/send_media_message")]
    accepted = found.finding(f"{MEDIA}.message.accepted[post-form]")
    assert accepted.verdict is Verdict.INCONCLUSIVE
    served = found.finding(f"{MEDIA}.combination.served[post-form]")
    assert (served.verdict, served.party) == (Verdict.INCONCLUSIVE, Party.CONFIGURATION)
    assert f"services.{MEDIA}: post_data: " in served.reason
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


def test_a_login_page_for_a_recording_is_one_fault_not_forty() -> None:
    with Provider(faults=("download-is-login-page",)) as provider:
        found = rehearse(load(REFERENCE, target=provider.url), services=(CALLS,))
    failed = {finding.check for finding in found.findings if finding.verdict is Verdict.FAIL}
    assert failed == {f"{CALLS}.download.media"}
    assert found.finding(f"{CALLS}.token.used-twice[post-post]").blocked_by == f"{CALLS}.download.media[one]"


def only_by(method: str) -> Any:
    """The reference provider, which then serves nothing but `method`."""

    class OneMethod(Provider):
        def _respond(self, request: Received) -> Reply:
            return super()._respond(request) if request.method == method else Reply(405)

    return OneMethod


GET_ONLY = (
    "/send_media_message?from=%account[username]%&password=%account[password]%&to=%sms_to%&description=%description%"
    "&w=%preview_width%&h=%preview_height%&pct=%preview_content_type%&pc=%preview_content%&ct=%media_content_type%"
    "&url=%media_url%"
)


@pytest.mark.parametrize("more", [{}, {"post_data": ""}])
def test_a_url_template_is_complete_without_the_documents_example_of_a_body(more: dict[str, Any]) -> None:
    with only_by("GET")() as provider:
        profile = configured(provider.url, url=GET_ONLY, combinations=None, **more)
        found = rehearse(profile, services=(MEDIA,))
    assert found.verdicts[f"{MEDIA}.message.accepted[get]"] is Verdict.PASS
    others = {name for name, verdict in found.verdicts.items() if verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE)}
    # The largest previews make a longer URL than the provider takes.
    assert others == {f"{MEDIA}.preview.taken[{size}]" for size in ("64-kb", "256-kb")}
    assert {found.verdicts[name] for name in others} == {Verdict.NOTE}


def test_a_configuration_of_none_of_the_usual_kinds_is_sent_as_it_is() -> None:
    with Provider() as provider:
        post_data = "<m><to>%sms_to%</to><media>%media_url%</media></m>"
        profile = configured(provider.url, content_type="application/xml", post_data=post_data, combinations=None)
        found = rehearse(profile, services=(MEDIA,))
    served = found.finding(f"{MEDIA}.combination.served[as-configured]")
    assert (served.verdict, served.actual) == (Verdict.FAIL, 415)
    sent = next(e for one in found.evidence for e in one.steps.values() if e.id.endswith("[as-configured]/answer"))
    assert (sent.request.body or b"").startswith(b"<m><to>+15551231234</to><media>http://127.0.0.1:")
