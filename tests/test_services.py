"""Providers that conform in their own way are not blamed; a provider that nobody declared proves nothing."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from rehearsal import REFERENCE, Rehearsed, against_reference, label, rehearse, webhook

from conformance.profile import Profile, load
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.reference.server import _Connection
from conformance.resources import FIXTURES
from conformance.verdict import Finding, Verdict

MEDIA, CALLS = "media-reference-send", "send-call-file"
MESSAGING, CONTACTS = "messaging-integration", "smart-contact-notification"

FILE = "/callrec/sendcallfile"
Change = Callable[[Received, Reply], Reply]


class Variant(Provider):
    """The reference provider, each of its replies changed."""

    def __init__(self, change: Change, **more: Any) -> None:
        super().__init__(**more)
        self.change = change

    def _respond(self, request: Received) -> Reply:
        return self.change(request, super()._respond(request))


def against(change: Change, *services: str, adapt: Callable[[Profile], Profile] = lambda profile: profile) -> Rehearsed:
    with webhook(5.0) as (listener, table), Variant(change, webhook_url=listener.url) as provider:
        profile = load(REFERENCE, target=provider.url)
        profile = replace(profile, webhook=table, limits=replace(profile.limits, exploration=0))
        return rehearse(adapt(profile), listener, services)


def not_passed(rehearsed: Rehearsed) -> dict[str, Verdict]:
    """Every other verdict, without those of cases that the profile leaves out."""
    return {
        label(finding): finding.verdict
        for (check, case), finding in zip(rehearsed.cases, rehearsed.findings, strict=True)
        if finding.verdict is not Verdict.PASS and not check.inapplicable(rehearsed.profile, case)
    }


def at(path: str, change: Callable[[Reply], Reply], when: Callable[[Reply], bool] = lambda reply: True) -> Change:
    """Changes the replies of one path."""
    return lambda request, reply: change(reply) if request.path.startswith(path) and when(reply) else reply


def with_status(status: int) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, status=status)


def with_header(name: str, value: str) -> Callable[[Reply], Reply]:
    def change(reply: Reply) -> Reply:
        kept = tuple(header for header in reply.headers if header[0] != name)
        return replace(reply, headers=(*kept, (name, value)))

    return change


def of_type(media_type: str, body: bytes | str, status: int | None = None) -> Callable[[Reply], Reply]:
    """Another body of another type; the other headers stay."""
    data = body.encode() if isinstance(body, str) else body

    def change(reply: Reply) -> Reply:
        return with_header("Content-Type", media_type)(replace(reply, body=data, status=status or reply.status))

    return change


def edited(pattern: bytes, new: bytes) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, body=re.sub(pattern, new, reply.body))


def succeeds(reply: Reply) -> bool:
    return reply.status < 300


def fails(reply: Reply) -> bool:
    return reply.status >= 400


def forbids(reply: Reply) -> bool:
    return reply.status == 403


SEND = "/send_media_message"

VARIANTS: dict[str, tuple[str, Change]] = {
    **{f"success-{status}": (MEDIA, at(SEND, with_status(status), succeeds)) for status in (201, 202, 204, 299)},
    "success-with-body": (MEDIA, at(SEND, of_type("text/html", "<p>Thank you"), succeeds)),
    "refusal-401-json": (MEDIA, at(SEND, of_type("application/json", '{"message": "No"}', 401), fails)),
    "refusal-402-nested": (MEDIA, at(SEND, of_type("application/json", '{"error": {"message": "No"}}', 402), fails)),
    "refusal-500-problem": (
        MEDIA,
        at(SEND, of_type("application/problem+json", '{"title": "No", "message": "No"}', 500), forbids),
    ),
    "refusal-302": (MEDIA, at(SEND, of_type("text/xml", "<response><message>No</message></response>", 302), fails)),
    "refusal-xml-namespace": (
        MEDIA,
        at(
            SEND,
            of_type(
                "application/xml; charset=utf-8",
                '<?xml version="1.0"?><!-- no --><r xmlns="urn:r"><message>Näh</message></r>',
            ),
            fails,
        ),
    ),
    "refusal-latin-1": (
        MEDIA,
        at(SEND, of_type("text/xml; charset=ISO-8859-1", "<response><message>Näh</message></response>", 403), fails),
    ),
    "refusal-echoes": (
        MEDIA,
        lambda request, reply: (
            of_type("application/json", json.dumps({"message": f"Wrong: {request.target} {request.body!r}"}))(reply)
            if fails(reply)
            else reply
        ),
    ),
    "accepted-201": (MESSAGING, at("/webhook", with_status(201), succeeds)),
    "answer-with-more": (MESSAGING, at("/webhook", edited(rb'^{"data": {', b'{"ok": true, "data": {"x": [1], '))),
    "answer-with-mark": (MESSAGING, at("/webhook", edited(rb"^", b"\xef\xbb\xbf"))),
    "answer-as-text": (MESSAGING, at("/webhook", with_header("Content-Type", "text/plain"))),
    "wrong-key-200-error": (MESSAGING, at("/webhook", of_type("application/json", '{"error": "key"}', 200), fails)),
    "wrong-key-403": (MESSAGING, at("/webhook", of_type("text/html", "<html>No", 403), fails)),
    "204-with-length-0": (CONTACTS, at("/smart", with_header("Content-Length", "0"), succeeds)),
    "204-as-document-shows-it": (CONTACTS, at("/smart", with_header("Content-Length", "123"), succeeds)),
}

LENGTH_NOTED = {f"{CONTACTS}.framing.no-content-length[{body}]": Verdict.NOTE for body in ("json", "xml")}

DESERVED: dict[str, dict[str, Verdict]] = {
    # What was sent holds the password.
    "refusal-echoes": {f"{MEDIA}.refusal.plain-message[{case}]": Verdict.WARN for case in ("wrong", "unknown-account")},
    "204-with-length-0": LENGTH_NOTED,
    "204-as-document-shows-it": LENGTH_NOTED,
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_providers_own_way_is_not_blamed(name: str) -> None:
    service, change = VARIANTS[name]
    assert not_passed(against(change, service)) == DESERVED.get(name, {})


FRAMINGS: dict[str, Change] = {
    "plain": lambda request, reply: reply,
    "chunked": lambda request, reply: replace(reply, chunked=reply.status != 204 and request.method != "HEAD"),
    "closing": lambda request, reply: with_header("Connection", "close")(reply),
    "keep-alive-announced": lambda request, reply: with_header("Keep-Alive", "timeout=5, max=100")(reply),
}


# HTTP/1.0 knows no chunks (RFC 9112, 6.1).
@pytest.mark.parametrize(
    ("version", "framing"),
    [*(("HTTP/1.0", name) for name in FRAMINGS if name != "chunked"), *(("HTTP/1.1", name) for name in FRAMINGS)],
)
def test_framing_is_the_providers_choice(version: str, framing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Connection, "protocol_version", version)
    # The same app calls the two services of messages, one of which has many times the checks.
    assert not_passed(against(FRAMINGS[framing], "send-message", CALLS, MESSAGING, CONTACTS)) == {}


def test_header_names_may_be_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    send_header = _Connection.send_header
    monkeypatch.setattr(_Connection, "send_header", lambda self, name, value: send_header(self, name.lower(), value))
    assert not_passed(against(lambda request, reply: reply)) == {}


def test_a_provider_of_head_alone_can_be_tested() -> None:
    def head_only(profile: Profile) -> Profile:
        settings = {**profile.settings(MEDIA), "combinations": ["head"]}
        return replace(profile, services={MEDIA: settings})

    change = at(SEND, lambda reply: reply)
    rehearsed = against(change, MEDIA, adapt=head_only)
    # The largest previews make a longer URL than the provider takes.
    large = ("64-kb", "256-kb")
    assert not_passed(rehearsed) == {
        **{f"{MEDIA}.preview.taken[{size}]": Verdict.NOTE for size in large},
        **{f"{MEDIA}.arrival.preview[{size}]": Verdict.NOT_APPLICABLE for size in large},
    }
    assert rehearsed.verdicts[f"{MEDIA}.message.accepted[head]"] is Verdict.PASS
    assert rehearsed.verdicts[f"{MEDIA}.credentials.refused[wrong]"] is Verdict.PASS


def test_a_party_element_that_nobody_declared_is_not_the_providers() -> None:
    def undeclared(profile: Profile) -> Profile:
        return replace(profile, stated={**profile.stated, CONTACTS: profile.stated[CONTACTS] - {"party_element"}})

    def without_users(request: Received, reply: Reply) -> Reply:
        return Reply.text(500, "cast error") if b"<user>" in request.body else reply

    rehearsed = against(without_users, CONTACTS, adapt=undeclared)
    assert set(not_passed(rehearsed).values()) == {Verdict.INCONCLUSIVE}
    assert all("[xml" in name for name in not_passed(rehearsed))


class Busy(Provider):
    """Its front turns one download away, so that the token of it stays unused."""

    def __init__(self, busy: int) -> None:
        super().__init__()
        self.busy, self.downloads = busy, count()

    def _respond(self, request: Received) -> Reply:
        if request.path.startswith(FILE) and next(self.downloads) == self.busy:
            return Reply.text(503, "busy")
        return super()._respond(request)


@pytest.mark.parametrize("busy", range(7))
def test_a_use_that_was_turned_away_is_no_use(busy: int) -> None:
    with Busy(busy) as provider:
        rehearsed = rehearse(load(REFERENCE, target=provider.url), services=(CALLS,))
    assert Verdict.FAIL not in rehearsed.verdicts.values()
    assert any(found.verdict is Verdict.INCONCLUSIVE or _held_alone(found) for found in rehearsed.findings)


def _held_alone(finding: Finding) -> bool:
    return any(note.startswith("held when asked alone") for note in finding.notes)


def test_credentials_that_come_from_no_property_cannot_be_got_wrong(tmp_path: Path) -> None:
    file = json.loads((FIXTURES / "integration" / "reference.json").read_text("utf-8"))
    file["auth"]["token"] = "reference-api-key-7f3a"
    path = tmp_path / "integration.json"
    path.write_text(json.dumps(file), "utf-8")

    def fixed(profile: Profile) -> Profile:
        return replace(profile, services={MESSAGING: {**profile.settings(MESSAGING), "integration": path}})

    rehearsed = against(lambda request, reply: reply, MESSAGING, adapt=fixed)
    assert not_passed(rehearsed) == {}
    assert rehearsed.verdicts[f"{MESSAGING}.credentials.wrong-key[wrong]"] is Verdict.NOT_APPLICABLE
    assert rehearsed.verdicts[f"{MESSAGING}.credentials.wrong-key[missing]"] is Verdict.PASS


UNDECLARED: dict[str, Change] = {
    "nothing-here": lambda request, reply: Reply.text(404, "Nothing here."),
    "no-such-account": lambda request, reply: Reply.text(403, "Who are you?"),
    "log-in-first": lambda request, reply: Reply(302, headers=(("Location", "/login"),)),
    "broken": lambda request, reply: Reply.text(500, "Oops"),
    "website": lambda request, reply: Reply.of(200, "text/html", "<!DOCTYPE html><p>Welcome"),
}


@pytest.mark.parametrize("name", UNDECLARED)
def test_without_a_profile_strangers_prove_nothing(name: str) -> None:
    with Variant(UNDECLARED[name]) as provider:
        rehearsed = rehearse(load(target=provider.url))
    failed = {finding.check for finding in rehearsed.findings if finding.verdict in (Verdict.FAIL, Verdict.WARN)}
    # A website takes everything with 200, which is no 204; even a message to nobody.
    taken = {f"{CONTACTS}.notification.answered-204", f"{MEDIA}.recipient.refused"}
    assert failed == (taken if name == "website" else set())
    assert Verdict.ERROR not in rehearsed.verdicts.values()


@pytest.mark.parametrize("service", [MEDIA, CALLS, CONTACTS])
def test_without_a_profile_what_a_provider_serves_is_judged(service: str) -> None:
    rehearsed = against_reference(path=None, services=(service,))
    assert not_passed(rehearsed) == {}
    assert rehearsed.verdicts.get(f"{CALLS}.session.expired", Verdict.NOT_APPLICABLE) is Verdict.NOT_APPLICABLE


def test_without_a_profile_a_method_may_be_missing() -> None:
    rehearsed = against_reference("method-not-served", path=None, services=(MEDIA,))
    served = rehearsed.finding(f"{MEDIA}.combination.served[put-form]")
    assert served.verdict is Verdict.NOT_APPLICABLE
    assert served.notes == ("not offered: answered 405 while another combination was accepted",)
    assert rehearsed.verdicts[f"{MEDIA}.message.accepted[put-form]"] is Verdict.NOT_APPLICABLE
    assert Verdict.FAIL not in rehearsed.verdicts.values()


def test_an_unreachable_provider_has_one_cause() -> None:
    rehearsed = rehearse(load(REFERENCE, target="http://127.0.0.1:9"), services=(CALLS,))
    assert set(rehearsed.verdicts.values()) == {Verdict.INCONCLUSIVE}
    assert {finding.blocked_by for finding in rehearsed.findings} == {None, f"{CALLS}.log-in.session"}
    assert [finding.check for finding in rehearsed.findings if finding.blocked_by is None] == [
        f"{CALLS}.log-in.session"
    ]
