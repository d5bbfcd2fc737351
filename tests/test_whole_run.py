"""What a whole run keeps to on the wire: how much side by side, what alone, at what cost, under which mark."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import trustme
from jsonschema import ValidationError
from raw_server import RawServer, answer
from support import Command, odd_provider, write_profile

from conformance.exchange.redaction import Redactor
from conformance.exchange.settings import Limits
from conformance.items import redact
from conformance.options import DEFAULT_CONCURRENCY
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.report.document import document
from conformance.report.results import Results
from conformance.resources import FIXTURES

REFERENCE = str(FIXTURES / "profiles" / "reference.toml")
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


class Watched(Provider):
    """The reference provider, which notes when each request was under way."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.spans: list[tuple[float, float, Received]] = []
        self._noting = threading.Lock()

    def _respond(self, request: Received) -> Reply:
        began = time.monotonic()
        time.sleep(0.03)
        reply = super()._respond(request)
        with self._noting:
            self.spans.append((began, time.monotonic(), request))
        return reply

    def beside(self, moment: float) -> int:
        return sum(began <= moment < ended for began, ended, _ in self.spans)

    @property
    def most(self) -> int:
        return max(self.beside(began) for began, _, _ in self.spans)


@contextmanager
def watched() -> Iterator[Watched]:
    with Watched() as provider:
        yield provider


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_requests_run_beside_each_other_than_asked_for(command: Command, concurrency: int) -> None:
    with watched() as provider:
        options = ("--target", provider.url, "--profile", REFERENCE, "--concurrency", str(concurrency))
        command.run(*options, "-k", "served or accepted or answered-204")
    assert provider.most == concurrency


def test_what_is_to_be_refused_and_ended_sessions_are_sent_alone(command: Command) -> None:
    refused = "media-reference-send.recipient.refused[malformed] or media-reference-send.credentials.refused[wrong]"
    checks = f"accepted or answered-204 or {refused} or wrong-key or session.expired"
    with watched() as provider:
        command.run("--target", provider.url, "--profile", REFERENCE, "--concurrency", "8", "-k", checks)
    last = [
        (began, ended)
        for began, ended, request in provider.spans
        if b"bad-recipient" in request.body
        or b"wrong-" in request.body + str(request.headers).encode()
        or "expire" in request.target
    ]
    # Two refusals and the wrong key with a valid message before and after, the end of the session.
    assert len(last) == 3 + 3 + 3 + 1
    assert provider.most > 1
    assert {provider.beside(began) for began, _ in last} == {1}
    assert {provider.beside(ended - 0.001) for _, ended in last} == {1}


def test_the_defaults_are_polite() -> None:
    assert DEFAULT_CONCURRENCY == 4
    assert Limits().bad_credentials == 20
    assert Limits().exploration == 0


@pytest.mark.parametrize("trust", [["--ca", "ca.pem"], ["--insecure"], []])
def test_a_private_authority_is_trusted_when_the_operator_says_so(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trust: list[str]
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.chdir(tmp_path)
    with RawServer(answer(NO_CONTENT), tls=context) as server:
        outcome = command.run("--target", server.origin, "-k", "answered-204", *trust)
    assert outcome.code == (0 if trust else 6)


def test_the_profiles_budget_caps_what_is_sent(command: Command, tmp_path: Path) -> None:
    text = Path(REFERENCE).read_text("utf-8").replace("../", f"{FIXTURES}/")
    with Provider() as provider:
        profile = write_profile(tmp_path, text.replace("[limits]", "[limits]\nbudget = 3"))
        outcome = command.run("--target", provider.url, "--profile", profile, "--service", "media-reference-send")
        assert len(provider.stored_messages) == 3
    assert outcome.code == 6


def test_a_message_carries_the_runs_mark(command: Command) -> None:
    with odd_provider(lambda request: Reply.json(200, {"data": {"id": "1"}})) as odd:
        services = ("--service", "media-reference-send", "--service", "messaging-integration")
        mark = command.run("--target", odd.url, *services, "-k", "message.accepted").results["run"].encode()
    texts = [request.body for request in odd.received if b"content" in request.body or b"description" in request.body]
    assert len(texts) >= 4
    assert all(mark in text for text in texts)


def test_a_warning_can_be_read_in_junit(command: Command) -> None:
    outcome = command.run("--fault", "refusal-html", "-k", "media-reference-send.refusal")
    texts = [text.text or "" for text in ElementTree.parse(outcome.reports / "junit.xml").iter("system-out")]
    assert any("WARN  Says in a refusal's body why" in text for text in texts)


def test_results_that_break_their_schema_are_not_written() -> None:
    wrong = Results(
        run="no hexadecimal",
        started=0.0,
        finished=0.0,
        target="",
        reference=True,
        profile="0" * 16,
        strict=False,
        interrupted=False,
        findings=[],
        evidence=[],
        needed_by={},
    )
    with pytest.raises(ValidationError):
        document(wrong)


@pytest.mark.parametrize("longrepr", ["it was s3cr3t-value", ("file.py", 3, "SKIP: s3cr3t-value"), None])
def test_nothing_that_pytest_writes_of_a_check_keeps_a_secret(longrepr: Any) -> None:
    report: Any = pytest.TestReport(
        "node",
        ("file.py", 3, "name"),
        {},
        "skipped" if isinstance(longrepr, tuple) else "failed",
        longrepr,
        "call",
        sections=[("Captured stdout call", "WARN s3cr3t-value")],
        user_properties=[("reason", "s3cr3t-value")],
    )
    redact(report, Redactor({"password": "s3cr3t-value"}))
    assert "s3cr3t-value" not in repr((report.longrepr, report.sections, report.user_properties))
    assert "[redacted:password]" in repr(report.sections)
