"""`conformance listen`: callbacks alone are judged, live and in a report, and nothing is sent."""

import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from support import Command, Outcome, child_environment, write_profile

from conformance.reference import Provider
from conformance.report.files import NAMES
from conformance.resources import FIXTURES

PROFILE = f"""\
recipients = ["+15551231234"]
[services.messaging-integration]
integration = {json.dumps(str(FIXTURES / "integration" / "reference.json"))}
sender = "+61855555555"
extension = "101"
domain = "example"
properties = {{ "API key" = "an-api-key" }}
"""
DELIVERED = {"method": "delivered", "params": {"messageid": "9612c4e2-27f8"}}
MESSAGE = {"method": "message", "params": {"from": "+1", "to": "+2", "content": "Hello!"}}


@dataclass
class Listening:
    """A process that listens at `url`."""

    process: subprocess.Popen[str]
    url: str
    reports: Path

    def call(self, event: Any, method: str = "POST") -> None:
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        request = urllib.request.Request(self.url, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200

    def reads(self, pattern: str) -> str:
        """The lines up to the one that has `pattern` in it."""
        assert self.process.stdout is not None
        lines = ""
        while not re.search(pattern, lines):
            line = self.process.stdout.readline()
            assert line, f"{pattern} does not stand in {lines}"
            lines += line
        return lines

    def ended(self, number: signal.Signals = signal.SIGINT) -> Outcome:
        """What is left once the process was sent the signal `number`."""
        assert self.process.stdout is not None
        self.process.send_signal(number)
        out = self.process.stdout.read()
        return Outcome(self.process.wait(20), out, "", self.reports)


@contextmanager
def listening(folder: Path) -> Iterator[Listening]:
    line = [sys.executable, "-m", "conformance", "listen", "--profile", write_profile(folder, PROFILE)]
    with subprocess.Popen(
        [*line, "--reports", str(folder / "reports")],
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            listener = Listening(process, "", folder / "reports")
            listener.url = re.findall(r"http://\S+", listener.reads("http://"))[0]
            yield listener
        finally:
            process.kill()


def test_each_callback_is_judged_as_it_comes_and_all_of_them_in_the_end(tmp_path: Path) -> None:
    with listening(tmp_path) as listener:
        listener.call(DELIVERED)
        assert "1. POST: delivered (messageDelivered), message 9612c4e2-27f8" in listener.reads("valid")
        listener.call({"method": "delivered", "params": {"id": "9612c4e2"}})
        said = listener.reads("/params")
        assert "2. POST: delivered (messageDelivered)\n" in said
        assert "FAIL" in said
        assert "messageid" in said
        listener.call(MESSAGE, "PUT")
        assert "expected POST, got PUT" in listener.reads("got PUT")
        listener.call(b"hello")
        assert "4. POST: no event of the integration file" in listener.reads("hello")
        run = listener.ended()
        secret = listener.url.rpartition("/")[2]
    assert run.code == run.results["exit_code"] == 1
    assert "4 callbacks came." in run.out
    assert "Traceback" not in run.out
    assert run.last_line == "Exit code 1: not conformant"
    verdicts = {finding["check"].partition(".")[2]: finding["verdict"] for finding in run.findings}
    assert verdicts["event.declared-shape"] == verdicts["event.parsable"] == "FAIL"
    assert all(check.startswith("event.") for check in verdicts)
    assert run.results["target"] == "callbacks to " + listener.url.rpartition("/")[0]
    assert {path.name for path in run.reports.iterdir()} == set(NAMES)
    for path in run.reports.iterdir():
        assert secret not in path.read_text("utf-8")
    log = json.loads((run.reports / "exchanges.har").read_text("utf-8"))["log"]
    assert [entry["request"]["method"] for entry in log["entries"]] == ["POST", "POST", "PUT", "POST"]


def test_valid_callbacks_are_enough_and_sigterm_ends_it_too(tmp_path: Path) -> None:
    with listening(tmp_path) as listener:
        for number, event in enumerate((DELIVERED, MESSAGE), 1):
            listener.call(event)
            listener.reads(rf"{number}\. POST.*\n  valid")
        run = listener.ended(signal.SIGTERM)
    assert run.code == 0
    assert f"conformance listen --profile {tmp_path / 'profile.toml'}" in (run.reports / "report.html").read_text(
        "utf-8"
    )


def test_events_that_follow_no_model_prove_nothing_and_a_wrong_path_is_told(tmp_path: Path) -> None:
    with listening(tmp_path) as listener:
        right, listener.url = listener.url, listener.url + "x"
        for _ in range(2):
            with pytest.raises(urllib.error.HTTPError):
                listener.call(DELIVERED)
        assert "x: not the webhook's path, answered 404" in listener.reads("not the webhook's path")
        listener.url = right
        listener.call({"event": "delivered_", "params": {"id": "9612c4e2-27f8"}})
        assert "1. POST: no event of the integration file" in listener.reads("known-kind")
        run = listener.ended()
    assert run.out.count("not the webhook's path") == 0
    assert run.code == 6
    shape = next(finding for finding in run.findings if finding["check"].endswith("declared-shape"))
    assert (shape["verdict"], shape["reason"]) == ("INCONCLUSIVE", "no event was meant for any of the models")


def test_an_event_key_in_other_letters_is_no_declared_shape(tmp_path: Path) -> None:
    with listening(tmp_path) as listener:
        listener.call({"method": "Delivered", "params": {"messageid": "9612c4e2-27f8"}})
        said = listener.reads("Delivered")
        assert "1. POST: delivered (messageDelivered)" in said
        assert listener.ended().code == 1


def listen(command: Command, folder: Path, *arguments: str, text: str = PROFILE) -> Outcome:
    own = ("--profile", write_profile(folder, text), "--reports", str(command.reports))
    return command("listen", *own, *arguments)


def test_nothing_was_exercised_when_nothing_came(command: Command, tmp_path: Path) -> None:
    run = listen(command, tmp_path, "--max-time", "0.1")
    assert run.code == run.results["exit_code"] == 5
    assert "0 callbacks came." in run.out
    assert {finding["verdict"] for finding in run.findings} == {"NOT_APPLICABLE"}
    assert run.results["messages"] == []


def test_that_the_public_url_does_not_lead_here_is_told_and_hinders_nobody(command: Command, tmp_path: Path) -> None:
    run = listen(command, tmp_path, "--public-url", "http://127.0.0.1:9/hook", "--max-time", "0.1")
    assert run.code == 5
    assert "  http://127.0.0.1:9/hook\n" in run.out
    assert "The listener for callbacks is not reached at 127.0.0.1:9: cannot connect" in run.out


def test_it_listens_by_https_with_the_profiles_certificate(command: Command, tmp_path: Path) -> None:
    trustme.CA().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    table = '[webhook]\ncertificate = "own.pem"\npath = "/a-secret-path"\n'
    run = listen(command, tmp_path, "--max-time", "0.1", text=PROFILE + table)
    assert re.search(r"^  https://127\.0\.0\.1:\d+/a-secret-path$", run.out, re.MULTILINE)
    assert "TLS with 127.0.0.1" in run.out


ELSEWHERE = (
    '[services.smart-contact-notification]\nnumber = "1"\ninterested_parties = [{ username = "e", device = "d" }]\n'
)
WRONG = {
    "no profile": ([], None, "conformance listen: error: the following arguments are required: --profile"),
    "no such option": (["--prot", "1"], PROFILE, "--prot: no such option; did you mean --port?"),
    "no URL": (["--public-url", "hooks.example.com"], PROFILE, "--public-url: must be an http:// or https:// URL"),
    "no callbacks": ([], ELSEWHERE, "no callback to listen for: the profile does not declare messaging-integration"),
    "no certificate": (
        [],
        PROFILE + '[webhook]\ncertificate = "profile.toml"\n',
        "line 9: webhook.certificate names",
    ),
    "no such certificate": ([], PROFILE + '[webhook]\ncertificate = "x.pem"\n', "webhook.certificate names no file"),
    "key alone": ([], PROFILE + '[webhook]\nkey = "x.pem"\n', "webhook.certificate is missing; key needs it beside it"),
    "no path": ([], PROFILE + '[webhook]\npath = "hook"\n', "webhook.path must be a path that starts with /"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_one_sentence_and_4(command: Command, tmp_path: Path, name: str) -> None:
    arguments, text, sentence = WRONG[name]
    run = command("listen") if text is None else listen(command, tmp_path, *arguments, text=text)
    assert run.code == 4
    assert sentence in run.err
    said = [line for line in run.err.splitlines() if line and not re.match(r"usage: | {2,}", line)]
    assert len(said) == 1


def test_a_port_that_is_taken_is_told(command: Command, tmp_path: Path) -> None:
    with Provider() as provider:
        port = provider.url.rpartition(":")[2]
        run = listen(command, tmp_path, "--port", port)
    assert run.code == 4
    assert f"webhook: cannot listen on 127.0.0.1 port {port} (address already in use)" in run.err
    assert not list(command.reports.iterdir())
