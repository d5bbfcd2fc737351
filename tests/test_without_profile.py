"""A target alone, without a profile: what the documents' examples cannot decide is nobody's fault."""

from collections.abc import Callable

import pytest
from support import Command, Outcome, odd_provider, of_service

from conformance.reference import Provider
from conformance.reference.message import FORM, Received, Reply

NOBODY_KNOWS = {
    401: "accounts.main",
    403: "accounts.main",
    404: "services.media-reference-send.url",
}


def against(command: Command, respond: Callable[[Received], Reply], *options: str) -> Outcome:
    with odd_provider(respond) as provider:
        return command.run("--target", provider.url, *options)


def test_the_reference_provider_serves_the_documents_examples(command: Command) -> None:
    with Provider() as provider:
        run = command.run("--target", provider.url)
    assert "FAIL" not in run.verdicts.values()
    for service in ("media-reference-send", "smart-contact-notification"):
        assert {f["verdict"] for f in of_service(run.findings, service)} == {"PASS", "NOT_APPLICABLE"}
        assert run.results["services"][service]["verdict"] == "PASS"
    assert "for want of a --profile" in run.out


@pytest.mark.parametrize("status", NOBODY_KNOWS)
def test_a_provider_that_knows_no_example_is_told_the_missing_key(command: Command, status: int) -> None:
    run = against(command, lambda request: Reply.text(status, "no"), "--service", "media-reference-send")
    assert run.code == 6
    assert "FAIL" not in run.verdicts.values()
    assert "WARN" not in run.verdicts.values()
    assert NOBODY_KNOWS[status] in run.out
    positive = next(f for f in of_service(run.findings, "media-reference-send") if f["verdict"] == "INCONCLUSIVE")
    assert positive["party"] == "configuration"
    assert NOBODY_KNOWS[status] in positive["reason"]


def test_a_server_error_to_all_is_inconclusive(command: Command) -> None:
    run = against(command, lambda request: Reply.text(500, "oops"))
    assert run.code == 6
    assert "FAIL" not in run.verdicts.values()


@pytest.mark.parametrize("status", [200, 204])
def test_a_wrong_status_of_success_is_a_fail_even_without_a_profile(command: Command, status: int) -> None:
    """It took the example, so it knows it: then 200 where only 204 is right, and accepting a wrong password."""
    run = against(command, lambda request: Reply(status))
    assert run.verdicts["media-reference-send.message.accepted", "post-form"] == "PASS"
    answered = run.verdicts["smart-contact-notification.notification.answered-204", "json"]
    assert answered == ("PASS" if status == 204 else "FAIL")
    assert run.code == (6 if status == 204 else 1)


def only_post_form(request: Received) -> Reply:
    if (request.method, request.media_type) == ("POST", FORM):
        return Reply(200) if b"password=12345678" in request.body else Reply.json(403, {"message": "Wrong password"})
    return Reply.text(405, "not here")


def test_what_is_not_offered_while_another_way_works_is_not_applicable_with_a_note(command: Command) -> None:
    run = against(command, only_post_form, "--service", "media-reference-send")
    assert "FAIL" not in run.verdicts.values()
    served = {case: v for (check, case), v in run.verdicts.items() if check.endswith("combination.served")}
    assert served.pop("post-form") == "PASS"
    assert set(served.values()) == {"NOT_APPLICABLE"}
    left_out = next(f for f in run.findings if f["verdict"] == "NOT_APPLICABLE" and "served" in f["check"])
    assert any("not offered: answered 405" in note for note in left_out["notes"])
