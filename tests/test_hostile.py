"""What odd, broken and hostile providers send is told for what it is: no crash, no verdict for a wrong reason."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from raw_server import RawServer, last_words
from rehearsal import REFERENCE, rehearse
from support import Command, odd_provider, write_profile

from conformance.clients.media import Category, kind_of_bytes
from conformance.clients.ringotel.integration import parse
from conformance.clients.ringotel.webhook import classify, value_of
from conformance.exchange.message import FailureKind, Request
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport
from conformance.profile import load
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.resources import FIXTURES
from conformance.verdict import Verdict

CALLS, MESSAGING, CONTACTS = "send-call-file", "messaging-integration", "smart-contact-notification"


def sent(reply: bytes) -> Any:
    with RawServer(last_words(reply)) as server:
        return Sender(Transport(), Limits(connect=1, read=2, total=5)).send(Request("GET", server.origin + "/"), "id")


@pytest.mark.parametrize("cut", [b"HTTP/1.1 204", b"HTTP/1.1 204 No Content\r\n", b"HTTP/1.1 403 F\r\nServer: a"])
def test_a_header_cut_off_is_no_answer(cut: bytes) -> None:
    exchange = sent(cut)
    assert exchange.response is None
    assert exchange.failure.kind in (FailureKind.RESET, FailureKind.TRUNCATED, FailureKind.NOT_HTTP)


@pytest.mark.parametrize("interim", [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", b"HTTP/1.1 102 P\r\n\r\n"])
def test_interim_answers_are_skipped(interim: bytes) -> None:
    exchange = sent(interim + b"HTTP/1.1 204 No Content\r\nX-Last: 1\r\n\r\n")
    assert (exchange.answer.status, exchange.failure) == (204, None)
    assert exchange.answer.header("X-Last") == "1"
    assert exchange.answer.header("Link") is None


def test_a_204_ends_with_its_header() -> None:
    exchange = sent(b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert (exchange.answer.status, exchange.failure, exchange.answer.body.size) == (204, None, 0)


def test_a_page_of_comments_is_recognised_at_once() -> None:
    began = time.monotonic()
    assert kind_of_bytes(b"<!---->" * 1000 + b"<a/>").category is Category.XML
    assert kind_of_bytes(b"<!-- -->" * 500 + b"<html>").category is Category.HTML
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("silence", [b"\xff", b"\xd5", b"\x7f\xff"])
def test_raw_telephone_audio_is_no_text(silence: bytes) -> None:
    assert kind_of_bytes(silence * 400).category not in (Category.TEXT, Category.HTML, Category.XML)


def test_deep_json_is_an_unreadable_answer(command: Command) -> None:
    deep = b"[" * 100_000
    with odd_provider(lambda request: Reply.of(200, "application/json", deep)) as odd:
        outcome = command.run("--target", odd.url, "--service", MESSAGING)
    assert odd.received
    assert outcome.code in (1, 6)
    assert "ERROR" not in {finding["verdict"] for finding in outcome.findings}


OBSERVERS: dict[str, list[Reply]] = {
    "no-such-path": [Reply.text(404, "nothing here")],
    "page": [Reply.of(200, "text/html", "<!DOCTYPE html><p>Log in")],
    "object": [Reply.json(200, {})],
    "page-after-nothing": [Reply.json(200, []), Reply.of(200, "text/html", "<!DOCTYPE html><p>Log in")],
}


@pytest.mark.parametrize("name", OBSERVERS)
def test_an_observer_that_gives_no_list_tells_nothing_of_the_provider(command: Command, name: str) -> None:
    answers = iter(OBSERVERS[name])
    with odd_provider(lambda request: next(answers) if request.path == "/observed" else Reply(204)) as odd:
        profile = str(FIXTURES / "profiles" / "reference.toml")
        outcome = command.run("--target", odd.url, "--profile", profile, "-k", "arrival.notification and json")
    finding = next(finding for finding in outcome.findings if finding["verdict"] != "NOT_APPLICABLE")
    assert (finding["verdict"], finding["party"]) == ("INCONCLUSIVE", "configuration")
    assert finding["reason"].startswith("the observer answered ")
    assert outcome.code == 6


def accepts_any_key(request: Received) -> Reply:
    """Takes whatever key, but knows the campaign that stands in the path."""
    if not request.target.startswith("/campaign-7/"):
        return Reply.json(404, {"error": "no such campaign"})
    return Reply.json(200, {"data": {"id": str(id(request))}})


def test_only_the_credentials_are_wrong_in_a_wrong_key(command: Command, tmp_path: Path) -> None:
    document = json.loads((FIXTURES / "integration" / "reference.json").read_text("utf-8"))
    document["properties"].append("Campaign")
    for method in document["API"].values():
        method["request_url"] = "https://api.example.com/$Campaign$/webhook"
    (tmp_path / "integration.json").write_text(json.dumps(document), "utf-8")
    with odd_provider(accepts_any_key) as odd:
        profile = write_profile(
            tmp_path,
            f'target = "{odd.url}"\nrecipients = ["+15551231234"]\n[services.{MESSAGING}]\n'
            'integration = "integration.json"\nsender = "+61855555555"\nextension = "1"\ndomain = "d"\n'
            'properties = { "API key" = "the-key-1234", "Campaign" = "campaign-7" }\n',
        )
        outcome = command.run("--profile", profile)
    assert outcome.verdicts[f"{MESSAGING}.credentials.wrong-key", "wrong"] == "FAIL"


def test_a_property_can_be_the_base_of_the_url(command: Command, tmp_path: Path) -> None:
    text = (FIXTURES / "integration" / "reference.json").read_text("utf-8")
    text = text.replace('"API key"', '"API key", "Base"', 1).replace("https://api.example.com", "$Base$")
    (tmp_path / "integration.json").write_text(text, "utf-8")
    with Provider() as provider:
        profile = write_profile(
            tmp_path,
            f'recipients = ["+15551231234"]\n[services.{MESSAGING}]\nintegration = "integration.json"\n'
            'sender = "+61855555555"\nextension = "1"\ndomain = "d"\n'
            f'properties = {{ "API key" = "reference-api-key-7f3a", "Base" = "{provider.url}" }}\n',
        )
        outcome = command.run("--profile", profile)
    assert outcome.verdicts[f"{MESSAGING}.send-message.accepted", ""] == "PASS"


class OneToken(Provider):
    """Keeps one live token a session: the latest."""

    live = b""

    def _respond(self, request: Received) -> Reply:
        if "/sendcallfile" in request.target and self.live not in request.target.encode() + request.body:
            return Reply(403)
        reply = super()._respond(request)
        if isinstance(reply.body, bytes) and (found := re.search(rb"<reply>(\w+)", reply.body)):
            self.live = found[1]
        return reply


def test_a_session_may_hold_one_token_at_a_time() -> None:
    with OneToken(latency=0.01) as provider:
        found = rehearse(load(REFERENCE, target=provider.url), services=(CALLS,))
    assert set(found.verdicts.values()) == {Verdict.PASS}


@pytest.mark.parametrize("before", [186, 486, 1986])
def test_a_long_text_is_cut_after_its_secrets_are_replaced(command: Command, tmp_path: Path, before: int) -> None:
    secret = "correct horse battery staple"
    text = "x " * (before // 2) + secret + " and more" * 200
    with odd_provider(lambda request: Reply.of(500, "text/plain", text)) as odd:
        profile = write_profile(
            tmp_path,
            f'target = "{odd.url}"\nrecipients = ["+15551231234"]\n'
            f'accounts.main = {{ username = "u", password = "{secret}" }}\n[services.media-reference-send]\n'
            'combinations = ["post-form"]\n',
        )
        outcome = command.run("--profile", profile, "-k", "post-form or credentials")
    written = outcome.out + "".join(path.read_text("utf-8") for path in outcome.reports.iterdir() if path.is_file())
    assert "[redacted:password_main]" in written
    assert "correct" not in written
    assert "battery" not in written
    assert max(len(finding["reason"]) for finding in outcome.findings) < 700


def test_what_the_suite_says_itself_is_never_taken_for_a_secret(command: Command, tmp_path: Path) -> None:
    with Provider() as provider:
        profile = write_profile(
            tmp_path,
            f'target = "{provider.url}"\nrecipients = ["+15551231234"]\n'
            'accounts.main = { username = "johndow", password = "provider" }\n[services.media-reference-send]\n'
            'combinations = ["post-form"]\n',
        )
        outcome = command.run("--profile", profile)
    assert {finding["party"] for finding in outcome.findings} >= {"provider"}


def test_a_model_without_a_place_for_its_key_is_known_by_its_shape() -> None:
    model = {"event_key": "delivered", "event_type": "messageDelivered", "request_method": "POST"}
    integration = parse(json.dumps({"Webhook": [{**model, "request_parameters": {"report": "msg:$messageid$"}}]}))
    found = classify(integration, {"report": "msg:42", "more": 1})
    assert found is not None
    assert value_of(found, {"report": "msg:42"}, "messageid") == "42"
    assert classify(integration, {"other": 1}) is None


@pytest.mark.parametrize("path", ["/callrec/loginservlet", "/callrec/downloadtoken"])
def test_an_answer_in_a_form_of_its_own_is_not_blamed(path: str) -> None:
    class OwnForm(Provider):
        def _respond(self, request: Received) -> Reply:
            reply = super()._respond(request)
            return Reply.json(200, {"value": "abc"}) if request.target.startswith(path) else reply

    with OwnForm() as provider:
        profile = load(REFERENCE, target=provider.url)
        found = rehearse(replace(profile), services=(CALLS,))
    assert Verdict.FAIL not in found.verdicts.values()
