"""A saved run is judged again to the findings it had, though its secrets are gone, and nothing is sent."""

import json
import socket
from pathlib import Path

import pytest
from rehearsal import Rehearsed, against_reference, cases_of

from conformance.exchange.evidence import Halt
from conformance.judging import examine
from conformance.report import files
from conformance.report.document import findings_from
from conformance.report.results import Results
from conformance.report.saved_run import SavedRun
from conformance.report.told import told
from conformance.verdict import Finding, Verdict

RUNS = {
    "plain": (),
    "faulty": ("refusal-html", "used-token-404", "download-inline", "zip-missing-entry", "id-elsewhere", "status-200"),
    "broken-off": ("token-refused", "message-refused", "valid-message-refused", "xml-refused"),
    "unheard": ("delivered-never", "login-without-cookie", "expired-session-200", "any-password"),
}


def save(rehearsed: Rehearsed, folder: Path) -> Path:
    """Write the run's reports to `folder`; the path of its exchanges."""
    results = Results(
        run="1234abcd",
        started=1_000_000_000.0,
        finished=1_000_000_001.0,
        target="http://127.0.0.1:9",
        reference=True,
        profile=rehearsed.profile.hash,
        strict=False,
        interrupted=False,
        findings=[told(finding, rehearsed.redactor) for finding in rehearsed.findings],
        evidence=rehearsed.evidence,
        needed_by={},
    )
    files.write(folder, results, rehearsed.redactor)
    return folder / files.EXCHANGES


def judged_again(rehearsed: Rehearsed, exchanges: Path) -> list[Finding]:
    """The findings of the run whose exchanges were saved at that path, as they may be told."""
    saved = SavedRun.read(exchanges)
    judged = [examine(check, case, saved, rehearsed.profile) for check, case in rehearsed.cases]
    return [told(finding, rehearsed.redactor) for finding in judged]


@pytest.mark.parametrize("faults", RUNS.values(), ids=RUNS)
def test_a_saved_run_is_judged_alike(faults: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed = against_reference(*faults, wait=0.5 if "delivered-never" in faults else 5.0)
    exchanges = save(rehearsed, tmp_path)
    for secret in rehearsed.profile.secrets.values():
        assert secret.encode() not in exchanges.read_bytes()

    def no_socket(*args: object, **kwargs: object) -> None:
        raise AssertionError("something was to be sent")

    monkeypatch.setattr(socket, "socket", no_socket)
    monkeypatch.setattr(socket, "create_connection", no_socket)
    again = judged_again(rehearsed, exchanges)
    before = findings_from(json.loads((tmp_path / files.RESULTS).read_text("utf-8"))["findings"])
    assert again == before
    assert {finding.verdict for finding in again} >= ({Verdict.PASS, Verdict.FAIL} if faults else {Verdict.PASS})


def test_what_was_not_saved_is_inconclusive() -> None:
    play = next(play for check, case in cases_of(["smart-contact-notification"]) if (play := check.play(case)))
    stop = SavedRun({}).of(play).stop
    assert stop is not None
    assert stop.halt is Halt.INTERRUPTED
    assert not SavedRun({}).planned(play)
