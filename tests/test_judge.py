"""`conformance judge`: a saved run is judged again, from its reports alone."""

import json
import shutil
import socket
from pathlib import Path

import pytest
from support import Command, Outcome, write_profile

from conformance.reference import Provider
from conformance.report.files import EXCHANGES, NAMES, RESULTS
from conformance.resources import FIXTURES

PROFILE = str(FIXTURES / "profiles" / "reference.toml")
CONTACTS = "smart-contact-notification"
OTHER = """\
recipients = ["+15551231234"]
[accounts.main]
username = "johndow"
password = "12345678"
[services.send-message]
url = "https://sms.example.com/send"
"""


@pytest.fixture
def run(command: Command) -> Outcome:
    """A run against a provider that answers 200 in place of 204."""
    with Provider(faults=["status-200"]) as provider:
        return command.run("--target", provider.url, "--profile", PROFILE, "--service", CONTACTS)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_socket(*args: object, **kwargs: object) -> None:
        raise AssertionError("something was to be sent")

    monkeypatch.setattr(socket, "socket", no_socket)
    monkeypatch.setattr(socket, "create_connection", no_socket)


def screen(found: Outcome) -> list[str]:
    """What is printed of the findings: between what is tested and where the reports are."""
    lines = found.out.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{CONTACTS}  FAIL"))
    last = next(number for number, line in enumerate(lines) if line.startswith("With this profile"))
    return lines[first:last]


def test_a_saved_run_is_judged_to_the_same_findings_and_nothing_is_sent(
    run: Outcome, offline: None, command: Command, tmp_path: Path
) -> None:
    again = command("judge", str(run.reports), "--profile", PROFILE, "--reports", str(tmp_path / "anew"))
    assert (run.code, again.code) == (1, 1)
    assert screen(again) == screen(run)
    anew = Outcome(again.code, again.out, again.err, tmp_path / "anew")
    assert anew.findings == run.findings
    kept = ("run", "started", "finished", "target", "profile", "messages")
    assert {key: anew.results[key] for key in kept} == {key: run.results[key] for key in kept}
    assert all((tmp_path / "anew" / name).is_file() for name in NAMES)


def test_the_exchanges_alone_are_enough_and_no_report_is_written_unasked(
    run: Outcome, offline: None, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exchanges = shutil.copy(run.reports / EXCHANGES, tmp_path)
    before = sorted(tmp_path.iterdir())
    again = command("judge", str(exchanges), "--profile", PROFILE)
    assert (again.code, screen(again)) == (1, screen(run))
    assert sorted(tmp_path.iterdir()) == before


def test_only_the_checks_that_match_are_judged_as_a_run_would(run: Outcome, command: Command) -> None:
    found = command("judge", str(run.reports), "--profile", PROFILE, "-k", "configuration")
    assert found.code == 5
    assert command("judge", str(run.reports), "--profile", PROFILE, "-k", "unheard-of").code == 4


def test_what_cannot_be_judged_is_told_in_a_sentence(run: Outcome, command: Command, tmp_path: Path) -> None:
    other = write_profile(tmp_path, OTHER)
    foreign = tmp_path / "foreign.har"
    foreign.write_text(json.dumps({"log": {"entries": []}}), "utf-8")
    for line, said in (
        ((str(tmp_path / "nowhere"), "--profile", PROFILE), "cannot be read (no such file or directory)"),
        ((str(foreign), "--profile", PROFILE), "is no archive of a run's exchanges"),
        ((str(run.reports / RESULTS), "--profile", PROFILE), "is no archive of a run's exchanges"),
        ((str(run.reports), "--profile", other), f"does not declare {CONTACTS}, which the saved run asked"),
        ((str(run.reports), "--profile", PROFILE, "--reports", str(run.reports)), "there is the run that is judged"),
    ):
        found = command("judge", *line)
        assert found.code == 4
        assert said in found.err
        assert len(found.err.strip().splitlines()) == 1
    assert (run.reports / EXCHANGES).is_file()
