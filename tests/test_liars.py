"""A provider that does not serve what it declares is told so once; all that rests on it waits for that."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from rehearsal import REFERENCE, Rehearsed, label, rehearse, webhook

from conformance.profile import load
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.verdict import Verdict

MEDIA, TEXT, CONTACT = "media-reference-send", "send-message", "smart-contact-notification"
CALLS, MESSAGING = "send-call-file", "messaging-integration"
NOT_SERVED = (404, 405, 415, 501)


class Liar(Provider):
    """The reference, but for what it does not serve."""

    def __init__(self, unserved: Callable[[Received], bool], status: int, webhook_url: str) -> None:
        super().__init__(webhook_url=webhook_url)
        self._unserved = unserved
        self._status = status

    def _respond(self, request: Received) -> Reply:
        return Reply.text(self._status, "no") if self._unserved(request) else super()._respond(request)


def by(path: str, method: str, media_type: str = "") -> Callable[[Received], bool]:
    """Whether a request is for the path that begins so, by the method and with a body of the type."""
    return lambda request: (
        request.path.startswith(path) and request.method == method and media_type in request.media_type
    )


def of_liar(unserved: Callable[[Received], bool], status: int, service: str) -> Rehearsed:
    with webhook(0.3) as (listener, table), Liar(unserved, status, listener.url) as provider:
        profile = replace(load(REFERENCE, target=provider.url), webhook=table)
        assert profile.observer is not None
        observer = replace(profile.observer, wait=0.2)
        limits = replace(profile.limits, exploration=2)
        return rehearse(replace(profile, observer=observer, limits=limits), listener, [service])


def blamed(found: Rehearsed) -> list[str]:
    return [label(finding) for finding in found.findings if finding.verdict in (Verdict.FAIL, Verdict.WARN)]


def waiting_for(found: Rehearsed) -> set[str | None]:
    return {finding.blocked_by for finding in found.findings if finding.verdict is Verdict.INCONCLUSIVE}


@pytest.mark.parametrize("status", NOT_SERVED)
@pytest.mark.parametrize(
    ("service", "unserved", "one"),
    [
        (MEDIA, by("/send_media_message", "PUT", "json"), f"{MEDIA}.combination.served[put-json]"),
        (TEXT, by("/send_message", "PUT", "json"), f"{TEXT}.combination.served[put-json]"),
        (CONTACT, by("/smartcontact", "POST", "xml"), f"{CONTACT}.content-type.served[xml]"),
    ],
    ids=[MEDIA, TEXT, CONTACT],
)
def test_a_declared_combination_that_is_not_served_is_one_failure(
    service: str, unserved: Callable[[Received], bool], one: str, status: int
) -> None:
    found = of_liar(unserved, status, service)
    assert blamed(found) == [one]
    assert (found.finding(one).verdict, found.finding(one).actual) == (Verdict.FAIL, status)
    assert waiting_for(found) == {one}


@pytest.mark.parametrize("status", NOT_SERVED)
def test_where_nothing_of_a_service_is_served_the_rest_waits_for_one_failure(status: int) -> None:
    found = of_liar(by("/smartcontact", "POST"), status, CONTACT)
    assert blamed(found) == [f"{CONTACT}.content-type.served[{kind}]" for kind in ("json", "xml")]
    assert waiting_for(found) == set(blamed(found))


@pytest.mark.parametrize("status", NOT_SERVED)
def test_a_method_of_the_integration_file_that_is_not_served_is_one_failure(status: int) -> None:
    def file(request: Received) -> bool:
        return request.path == "/webhook" and b"media_url" in request.body

    found = of_liar(file, status, MESSAGING)
    one = f"{MESSAGING}.send-file.accepted[jpeg]"
    assert blamed(found) == [one]
    assert waiting_for(found) == {one}


@pytest.mark.parametrize("status", NOT_SERVED)
def test_a_download_by_get_that_only_the_examples_show_is_a_warning(status: int) -> None:
    found = of_liar(by("/callrec/sendcallfile.mp3", "GET"), status, CALLS)
    assert blamed(found) == [f"{CALLS}.download.by-get[{carry}]" for carry in ("cookie", "url")]
    assert {found.finding(name).verdict for name in blamed(found)} == {Verdict.WARN}
    assert waiting_for(found) == set()
