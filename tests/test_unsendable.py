"""Requests that the suite cannot send as the integration file asks for them prove nothing (document 002, API)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from messenger_variants import SERVICE, File, Messenger, provided
from rehearsal import rehearse

from conformance.collection import checks_of
from conformance.exchange.message import header
from conformance.profile import Profile
from conformance.reference.messaging_integration import API_KEY
from conformance.verdict import ExitCode, Party, Verdict, exit_code

BY_HEADER = {"Authorization": "Bearer $API key$", "Content-Type": "application/json"}
CASES = [(check, "") for check in checks_of(SERVICE) if check.id in (f"{SERVICE}.send-message.accepted",)]


def every_method(**changes: object) -> Callable[[File], File]:
    return lambda file: {**file, "API": {name: {**method, **changes} for name, method in file["API"].items()}}


def by_oauth(file: File) -> File:
    return {**file, "auth": {"OAuth2": {"client_id": "x", "request_auth": "Bearer"}}}


def with_headers(file: File) -> File:
    return {**every_method(request_headers=BY_HEADER)(file), "auth": {}}


def stating(profile: Profile) -> Profile:
    headers = (("authorization", f"Bearer {API_KEY}"),)
    return replace(profile, transport=replace(profile.transport, headers=headers))


@pytest.mark.parametrize(
    ("described", "reason"),
    [
        (by_oauth, "authorization is oauth2, which the suite does not exercise"),
        (every_method(request_content_type="multipart/form-data"), "does not build multipart/form-data bodies"),
        (with_headers, "SendMessage has request_headers, which document 002 does not know"),
        (every_method(headers=[{"name": "X-Key", "value": "k"}]), "SendMessage has headers, which document 002 does"),
    ],
    ids=["oauth2", "multipart", "headers", "list-of-headers"],
)
def test_what_cannot_be_sent_is_inconclusive(described: Callable[[File], File], reason: str) -> None:
    with provided(Messenger("", described=described, hears=False)) as (profile, listener):
        [found] = (played := rehearse(profile, listener, cases=CASES)).findings
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.party is Party.CONFIGURATION
    assert reason in found.reason
    assert exit_code(played.verdicts.values()) is ExitCode.INCONCLUSIVE
    assert not any(evidence.steps for evidence in played.evidence)


def test_headers_that_the_profile_states_go_out() -> None:
    with provided(Messenger("", described=with_headers, hears=False, profile=stating)) as (profile, listener):
        played = rehearse(profile, listener, cases=CASES)
    assert set(played.verdicts.values()) == {Verdict.PASS}
    [evidence] = played.evidence
    assert header(evidence.steps["answer"].request.headers, "Authorization") == f"Bearer {API_KEY}"
