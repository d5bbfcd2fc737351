"""A run that is cut short, by a signal or by its time, ends at once and reports what is known."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import Command, Odd, Outcome, child_environment, odd_provider

from conformance.exchange.evidence import Stopped
from conformance.exchange.gate import Gate
from conformance.exchange.message import Request
from conformance.exchange.redaction import Redactor
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.run import Run


@pytest.fixture
def reached() -> threading.Event:
    """Set when the held request is in."""
    return threading.Event()


@pytest.fixture
def holding(reached: threading.Event) -> Iterator[Odd]:
    """A provider that takes JSON notifications and never answers XML ones, nor anything else."""
    released = threading.Event()

    def respond(request: Received) -> Reply:
        if request.media_type != "application/json":
            reached.set()
            released.wait(30)
        return Reply(204)

    with odd_provider(respond) as provider:
        yield provider
        released.set()


def test_nothing_is_sent_when_the_run_is_over(holding: Odd) -> None:
    gate = Gate(Sender(Transport(), Limits()), Redactor())
    gate.close()
    with pytest.raises(Stopped):
        gate.send(Request("GET", f"{holding.url}/"), "service.play/step")
    assert holding.received == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_signal_ends_the_run_with_its_reports(
    tmp_path: Path, holding: Odd, reached: threading.Event, number: signal.Signals
) -> None:
    line = [sys.executable, "-m", "conformance", "run", "--target", holding.url, "--reports", str(tmp_path / "reports")]
    line += ["--service", "smart-contact-notification", "--concurrency", "1"]
    with subprocess.Popen(
        line, cwd=tmp_path, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert reached.wait(20)
            os.kill(process.pid, number)
            began = time.monotonic()
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert time.monotonic() - began < 3
    run = Outcome(process.returncode, out, err, tmp_path / "reports")
    assert run.code == run.results["exit_code"] == 2
    assert run.last_line == "Exit code 2: interrupted"
    assert "Traceback" not in out + err
    assert all((run.reports / name).stat().st_size for name in ("report.html", "junit.xml", "exchanges.har"))
    by_case = {case: (verdict, check) for (check, case), verdict in run.verdicts.items() if "answered-204" in check}
    assert by_case["xml"][0] == "INCONCLUSIVE"
    served = ("smart-contact-notification.content-type.served", "json")
    assert run.verdicts[served] == "PASS"
    cut = [finding for finding in run.findings if finding["verdict"] == "INCONCLUSIVE"]
    assert any("interrupted" in finding["reason"] for finding in cut)
    # The request that was out without an answer may have notified somebody.
    assert [row["accepted"] for row in run.results["messages"]] == [True, None]


def test_nothing_is_sent_once_the_time_is_over(command: Command, holding: Odd) -> None:
    began = time.monotonic()
    run = command.run("--target", holding.url, "--service", "smart-contact-notification", "--max-time", "0.5")
    assert time.monotonic() - began < 5
    assert run.code == 6
    assert run.verdicts["smart-contact-notification.content-type.served", "json"] == "PASS"
    late = next(finding for finding in run.findings if finding["case"] == "xml")
    assert late["verdict"] == "INCONCLUSIVE"
    assert "--max-time" in late["reason"]


def test_a_scenario_that_sleeps_does_not_outlast_the_time(command: Command, tmp_path: Path) -> None:
    with Provider() as provider:
        profile = tmp_path / "profile.toml"
        profile.write_text(
            f'target = "{provider.url}"\naccounts.main = {{ username = "johndow", password = "12345678" }}\n'
            '[services.send-call-file]\ncouples = ["1165"]\nsession_life = 600\n'
        )
        began = time.monotonic()
        run = command.run("--profile", str(profile), "-k", "session.expired", "--max-time", "1")
    assert time.monotonic() - began < 6
    assert run.code == 6
    assert "--max-time" in run.findings[0]["reason"]


def test_an_interruption_while_the_run_begins_waits_for_nothing(
    command: Command, holding: Odd, reached: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = Run.start

    def interrupted(run: Run) -> None:
        begin(run)
        assert reached.wait(20)
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "start", interrupted)
    began = time.monotonic()
    outcome = command.run("--target", holding.url, "--service", "messaging-integration", "--service", "send-call-file")
    assert time.monotonic() - began < 8
    assert outcome.code == outcome.results["exit_code"] == 2
