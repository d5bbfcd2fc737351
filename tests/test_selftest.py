"""The suite proves itself: a fault that is not caught as it should be is an objection, and the command says so."""

from dataclasses import replace
from pathlib import Path

import pytest
from rehearsal import Rehearsed, against_reference

from conformance.reference import FAULTS
from conformance.selftest.command import selftest
from conformance.selftest.matrix import matrix, trial
from conformance.selftest.page import counts, page
from conformance.selftest.trial import Trial, tried
from conformance.verdict import ExitCode

CONTACTS = "smart-contact-notification"
FAULT = FAULTS["status-202"]


@pytest.fixture(scope="module")
def plain() -> Rehearsed:
    return against_reference(services=[CONTACTS])


@pytest.fixture(scope="module")
def faulty() -> Rehearsed:
    return against_reference(FAULT.name, services=[CONTACTS], wait=0.5)


def test_a_fault_that_its_checks_catch_has_no_objection(plain: Rehearsed, faulty: Rehearsed) -> None:
    found = tried(FAULT, plain, faulty)
    assert found.objections == ()
    assert {finding.check for finding in found.caught} == set(FAULT.moves)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"moves": (*FAULT.moves, f"{CONTACTS}.parties.many")}, "parties.many did not notice"),
        ({"moves": ()}, "is FAIL and not meant"),
        ({"where": ("body",)}, "points to status, not to body"),
        ({"where": ("status", "body")}, "no finding is at body"),
        ({"of_configuration": True}, "blames the provider"),
        ({"unproven": FAULT.moves}, "is FAIL where nothing came"),
        ({"disturbs": (f"{CONTACTS}.parties.many",)}, "parties.many is not disturbed"),
    ],
)
def test_what_is_caught_otherwise_is_an_objection(
    plain: Rehearsed, faulty: Rehearsed, change: dict[str, object], said: str
) -> None:
    assert any(said in line for line in tried(replace(FAULT, **change), plain, faulty).objections)


def test_what_a_fault_disturbs_is_listed(plain: Rehearsed) -> None:
    fault = next(fault for fault in FAULTS.values() if fault.service == CONTACTS and fault.disturbs)
    found = against_reference(fault.name, services=[CONTACTS], wait=0.5)
    assert tried(fault, plain, found).objections == ()
    (said, *_) = tried(replace(fault, disturbs=()), plain, found).objections
    assert "neither meant nor blocked" in said


def test_a_provider_that_does_not_break_is_not_caught(plain: Rehearsed) -> None:
    assert tried(FAULT, plain, plain).objections[0].endswith("did not notice")


def test_the_command_tells_what_was_caught(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert selftest([FAULT.name], None, 1, tmp_path) == ExitCode.CONFORMANT
    said = capsys.readouterr().out
    assert "caught  status-202" in said
    assert said.endswith("1 faults: 1 caught (0 as not proven), 0 missed, 0 false alarms.\n")
    assert not list(tmp_path.iterdir()), "a page is written of a service tried as a whole"


def test_a_fault_that_nobody_notices_is_the_suites_own(monkeypatch: pytest.MonkeyPatch) -> None:
    missed = Trial(FAULT.name, (), ("nobody noticed",))
    monkeypatch.setattr("conformance.selftest.command.trials", lambda names, workers: [missed])
    assert selftest([FAULT.name], None, 1, None) == ExitCode.SUITE_FAULT


def test_an_unknown_fault_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest(["status-203"], None, 1, None) == ExitCode.USAGE
    assert "did you mean" in capsys.readouterr().err


def test_the_page_shows_each_rule_with_its_checks_and_their_faults() -> None:
    result = matrix(CONTACTS, [trial(FAULT.name)])
    text = page(result)
    assert counts(result) in text
    assert text.startswith(f"# {CONTACTS}: ")
    row = next(line for line in text.splitlines() if line.startswith("| **answered-204**"))
    assert "| MUST | stated |" in row
    assert "`notification.answered-204` FAIL: status-202" in row
