"""What is no provider is never taken for one: no false green, no crash, no touch of anything else, in bounded time."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import Hostile, replies
from hostile_run import PROFILE, SECRET, TOTAL, Ran, run, served
from hostile_table import CODES, PAGE, TIMES, page, rows
from hostile_targets import TARGETS
from support import Command, child_environment, write_profile

from conformance.exchange.body import KEPT_IN_MEMORY
from conformance.reference import Provider
from conformance.scenario import Phase
from conformance.verdict import ExitCode, Party, Verdict, exit_code

BY_NAME = {target.name: target for target in TARGETS}
EXPECTED = rows()

ENOUGH = 30 * TOTAL
"""Seconds within which every run is over: so many time-outs, where one for every check would be hundreds."""

ROOM = 96 << 20
"""Bytes of memory that a run may take, whatever is sent: what the servers of these tests take is among them."""

AN_EXCHANGE = 2 * KEPT_IN_MEMORY
"""Bytes that it may take for each exchange: the beginning of its body, as it came in and unpacked."""

PEAK = 400 << 20
"""Bytes of memory that are never used: one unpacked bomb would take more."""

MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Prints the exit code of a command, and the most memory that it held, in KiB."""


def assert_nothing_is_green_for_a_wrong_reason(ran: Ran) -> None:
    """What was to be refused and was not understood, or not even answered, is no PASS; nor is what rests on it."""
    checks = {check.id: check for check, _ in ran.found.cases}
    verdicts = {(finding.check, finding.case): finding.verdict for finding in ran.found.findings}
    for finding in ran.found.findings:
        if finding.verdict is not Verdict.PASS or not finding.exchanges:
            continue
        check = checks[finding.check]
        control = check.control_for(ran.found.profile, finding.case)
        assert control is None or verdicts[control[0].id, control[1]] in (Verdict.PASS, Verdict.NOTE), finding
        assert check.sends is not None
        # To go on working is all that is asked of who gets what no caller sends.
        assert check.sends.phase is Phase.POSITIVE or finding.clause.endswith("-survived"), finding


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_is_no_provider_is_told_for_what_it_is(target: Hostile, tmp_path: Path) -> None:
    expected = EXPECTED[target.name]
    ran = run(target, tmp_path)
    assert {name: str(verdict) for name, (verdict, _) in ran.results.services.items()} == expected.verdicts
    assert ran.results.exit_code == expected.code
    assert not [finding for finding in ran.found.findings if finding.verdict is Verdict.ERROR]
    assert not [finding for finding in ran.found.findings if finding.party is Party.SUITE]
    assert_nothing_is_green_for_a_wrong_reason(ran)
    assert ran.seconds < ENOUGH
    assert ran.touched == 0
    assert SECRET not in ran.text
    assert expected.cause in ran.first_cause()
    assert ran.text.count("Fix this first: ") == ran.text.count(f"Fix this first: {ran.first_cause()}.") == 1
    for service, cause in expected.causes.items():
        first = ran.first_cause(service)
        assert cause in first
        assert bool(cause) == bool(first), (service, first)
    if expected.code == ExitCode.INCONCLUSIVE:
        assert not [f for f in ran.found.findings if f.verdict is Verdict.PASS and f.exchanges]
        assert ran.text.count(expected.cause) == 1
    exchanges = sum(len(evidence.steps) for evidence in ran.found.evidence)
    assert ran.grown < ROOM + exchanges * AN_EXCHANGE


def test_the_same_profile_is_green_against_the_reference(tmp_path: Path) -> None:
    with Provider() as provider:
        through = replies("reference", "conforms", lambda request, bait: provider._respond(request))
        ran = run(through, tmp_path)
    assert {verdict for verdict, _ in ran.results.services.values()} == {Verdict.PASS}
    assert ran.first_cause() == ""
    assert ran.results.exit_code == ExitCode.CONFORMANT


def test_every_code_follows_from_its_verdict_and_only_one_cell_is_green() -> None:
    assert {verdict: int(exit_code([Verdict(verdict)])) for verdict in CODES} == CODES
    assert EXPECTED.keys() == BY_NAME.keys()
    green = [
        (name, service) for name, row in EXPECTED.items() for service in row.verdicts if row.verdicts[service] == "PASS"
    ]
    assert green == [("no-content", "smart-contact-notification")]


def test_the_page_is_made_of_the_table() -> None:
    told, _, measured = PAGE.read_text("utf-8").partition(f"\n{TIMES}\n")
    assert told == page()
    assert re.findall(r"^\| `(.+?)` \|", measured, re.MULTILINE) == list(BY_NAME)


@pytest.mark.parametrize(
    ("name", "service", "code"),
    [
        ("no-content", "smart-contact-notification", 0),
        ("nothing", "media-reference-send", 1),
        ("entities", "send-call-file", 6),
        ("entities-400", "send-message", 1),
        ("foreign", "messaging-integration", 6),
    ],
)
def test_a_whole_run_ends_with_that_code_and_tells_no_traceback(
    command: Command, tmp_path: Path, name: str, service: str, code: int
) -> None:
    with served(BY_NAME[name], tmp_path) as (options, elsewhere):
        ran = command.run("--profile", write_profile(tmp_path, PROFILE), "--service", service, *options)
    assert ran.code == ran.results["exit_code"] == code
    assert ran.results["services"][service]["verdict"] == EXPECTED[name].verdicts[service]
    assert "Traceback" not in ran.out + ran.err
    assert elsewhere.visits == []
    written = ran.out + ran.err + "".join(path.read_text("utf-8") for path in ran.reports.iterdir() if path.is_file())
    assert SECRET not in written


@pytest.mark.parametrize("name", ["gzip-bomb", "endless-body"])
def test_what_grows_without_bound_takes_no_memory(name: str, tmp_path: Path) -> None:
    words = [
        "-m",
        "conformance",
        "run",
        "--profile",
        write_profile(tmp_path, PROFILE),
        "--reports",
        str(tmp_path / "r"),
    ]
    with served(BY_NAME[name], tmp_path) as (options, _):
        command = [sys.executable, *words, "--service", "send-message", *options]
        # A process begins with the memory of the one that starts it: that must be a small one.
        measured = [sys.executable, "-c", MEASURED, *command]
        done = subprocess.run(measured, cwd=tmp_path, env=child_environment(), capture_output=True, text=True)
    code, most = map(int, done.stdout.split()[-2:])
    assert code == CODES[EXPECTED[name].verdicts["send-message"]]
    assert most << 10 < PEAK
