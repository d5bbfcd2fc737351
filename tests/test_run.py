"""`conformance run` from end to end: what it finds, writes, prints and returns."""

import errno
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from support import Command, plain_pytest, write_profile

from conformance.app.refusals import CREDENTIALS
from conformance.collection import all_checks
from conformance.contract import services
from conformance.reference import Provider
from conformance.report import files
from conformance.resources import FIXTURES, SCHEMAS

NAMES = ("report.html", "junit.xml", "results.json", "exchanges.har")


def test_the_embedded_provider_conforms(command: Command) -> None:
    run = command.run()
    assert run.code == 0
    assert run.last_line == "Exit code 0: conformant"
    assert all((run.reports / name).stat().st_size for name in NAMES)
    Draft202012Validator(json.loads((SCHEMAS / "results.schema.json").read_text("utf-8"))).validate(run.results)
    assert run.results["exit_code"] == 0
    assert run.results["services"].keys() == set(services())
    assert {service["verdict"] for service in run.results["services"].values()} == {"PASS"}
    assert run.verdicts.keys() == {(check.id, case) for check in all_checks() for case in check.cases}


def test_the_terminal_shows_progress_then_a_line_a_service_then_the_reports(command: Command) -> None:
    run = command.run("--service", "send-call-file", "--service", "smart-contact-notification")
    lines = [line for line in run.out.splitlines() if line]
    assert lines[0].startswith("Testing http://127.0.0.1:")
    for service in run.results["services"]:
        progress, summary = (line.split() for line in lines if line.startswith(service))
        assert "." in progress[1]
        assert set(progress[1]) <= {".", "-"}
        assert summary[1] == "PASS"
    assert all(name in lines[-2] for name in NAMES)


def test_the_terminal_says_by_which_profile_and_where_the_reports_are_only_once(command: Command) -> None:
    run = command.run("--service", "smart-contact-notification")
    assert f"(the embedded reference provider; profile {run.results['profile']}): " in run.out.splitlines()[0]
    assert "Generated html report" not in run.out
    assert run.out.count("report.html") == 1


def test_a_target_is_shown_without_its_user_information(command: Command) -> None:
    with Provider() as provider:
        run = command.run("--target", provider.url.replace("://", "://u:abc@"), "-k", "accepted or answered-204")
        first = run.out.splitlines()[0]
        assert first.startswith(f"Testing {provider.url} (with the documents' own examples")
        assert run.results["target"] == provider.url
    for text in (run.out, run.err, *((run.reports / name).read_text("utf-8") for name in NAMES)):
        assert "u:abc" not in text


def test_what_differs_by_its_case_only_is_told_once(command: Command) -> None:
    run = command.run("--fault", "status-200", "--service", "smart-contact-notification")
    told = [line for line in run.out.splitlines() if line.startswith("FAIL  ")]
    assert len(told) == 1
    check = "smart-contact-notification.notification.answered-204"
    assert told[0].endswith(f"[{check}[json], {check}[xml]]")


def test_what_waits_for_another_check_names_it(command: Command) -> None:
    checks = "json and (notification.answered-204 or nothing-after-204)"
    run = command.run("--fault", "status-200", "--service", "smart-contact-notification", "-k", checks)
    failed = "smart-contact-notification.notification.answered-204[json]"
    waiting = [line for line in run.out.splitlines() if line.startswith("  wait for ")]
    assert waiting == [f"  wait for {failed}: smart-contact-notification.framing.nothing-after-204[json]"]
    page = (run.reports / "report.html").read_text("utf-8")
    assert f"wait for {failed}" in page


def test_what_many_checks_wait_for_is_to_be_fixed_first(command: Command) -> None:
    run = command.run("--fault", "status-200", "--service", "smart-contact-notification", "-k", "json")
    failed = "smart-contact-notification.notification.answered-204[json]"
    assert f"Fix this first: {failed}: expected 204, got 200 (status)." in run.out
    (first,) = run.results["fix_first"]
    assert {failed, "smart-contact-notification.framing.nothing-after-204[json]"} <= set(first["explains"])
    assert "  wait for " not in run.out


def test_what_waits_for_what_is_not_proven_has_the_same_cause(command: Command) -> None:
    run = command.run("--target", "http://127.0.0.1:9", "--service", "smart-contact-notification", "-k", "json")
    assert "  wait for " not in run.out
    assert sum("connection refused" in line for line in run.out.splitlines()) == 1


def test_junit_tells_of_the_whole_and_fails_what_is_not_proven(command: Command) -> None:
    run = command.run("--target", "http://127.0.0.1:9", "--service", "smart-contact-notification", "-k", "json")
    report = ElementTree.parse(run.reports / "junit.xml")
    whole = {each.get("name"): each.get("value") for each in report.iterfind("testsuite/properties/property")}
    rules = {f"rules.{which}": str(count) for which, count in run.results["rules"].items()}
    assert whole == {"verdict": "INCONCLUSIVE", **rules, "fix_first": run.results["fix_first"][0]["cause"]}
    cases = list(report.iter("testcase"))
    failed = [case for case in cases if case.find("failure") is not None]
    assert len(failed) == list(run.verdicts.values()).count("INCONCLUSIVE") > 0


def test_junit_has_what_a_warning_says_and_nothing_of_the_machine(command: Command) -> None:
    run = command.run("--fault", "refusal-html", "-k", "media-reference-send.refusal or media-reference-send.arrival")
    text = (run.reports / "junit.xml").read_text("utf-8")
    assert "hostname" not in text
    assert "Captured Out" not in text
    said = {case.get("name"): case.findtext("system-out") for case in ElementTree.fromstring(text).iter("testcase")}
    for case in CREDENTIALS:
        warned = said.pop(f"media-reference-send.refusal.message[{case}]")
        assert warned is not None
        assert warned.startswith("WARN  ")
        assert "got an HTML page" in warned
    assert set(said.values()) == {None}


def test_a_broken_must_is_told_in_three_lines_and_returns_1(command: Command) -> None:
    run = command.run("--fault", "token-reusable", "--service", "send-call-file")
    assert run.code == run.results["exit_code"] == 1
    assert run.last_line == "Exit code 1: not conformant"
    lines = run.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("FAIL  "))
    assert "send-call-file.token.used-twice" in lines[at]
    assert "expected 403, got 200" in lines[at + 1]
    assert lines[at + 2].strip()
    assert not lines[at + 3]
    assert "Traceback" not in run.out + run.err


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--strict"], 1)])
def test_a_warning_fails_only_when_strict(command: Command, options: list[str], code: int) -> None:
    run = command.run("--fault", "refusal-html", "-k", "media-reference-send.refusal.message[wrong]", *options)
    assert run.code == run.results["exit_code"] == code
    assert list(run.verdicts.values()) == ["WARN"]
    assert "WARN  " in run.out


@pytest.mark.parametrize("service", ["media-reference-send", "smart-contact-notification"])
def test_nothing_exercised_is_5(command: Command, service: str) -> None:
    run = command.run("--only-safe", "--service", service)
    assert run.code == run.results["exit_code"] == 5
    assert "SKIP" in run.verdicts.values()
    # A configuration can be judged without sending anything, which exercises nothing.
    passed = {check.split(".")[1] for (check, _), verdict in run.verdicts.items() if verdict == "PASS"}
    assert passed == {"configuration"}
    assert set(run.verdicts.values()) <= {"SKIP", "NOT_APPLICABLE", "PASS"}
    assert run.results["messages"] == []
    assert run.last_line == "Exit code 5: nothing was exercised"


def test_a_check_that_crashes_is_the_suites_fault(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(
        "from conformance.check import check\n"
        "from conformance.services.send_call_file.scenarios import log_in\n"
        '@check("send-call-file.own.crash", proves="token-is-one-time", sends=log_in)\n'
        "def crashes(log_in):\n"
        '    """Crashes."""\n'
        "    return 1 / 0\n"
    )
    run = plain_pytest(tmp_path, "-p", "conformance.plugin", "--reports", "reports")
    assert run.code == run.results["exit_code"] == 3
    assert run.verdicts == {("send-call-file.own.crash", ""): "ERROR"}
    assert run.findings[0]["party"] == "suite"
    assert "ZeroDivisionError" in run.findings[0]["reason"]
    assert run.last_line == "Exit code 3: the suite itself failed"


def test_reports_that_cannot_be_written_end_the_run_before_anything_is_sent(command: Command, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way")
    with Provider() as provider:
        run = command.run("--target", provider.url)
        assert provider.requests == []
    assert run.code == 4
    assert run.err.strip() == f"ERROR: --reports {run.reports}: cannot write there (file exists); name another folder"


@pytest.mark.parametrize("full", ["results", "html", "junit"])
def test_a_disk_that_fills_is_one_sentence(command: Command, full: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*arguments: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    places = {
        "results": (files, "write"),
        "html": ("pytest_html.selfcontained_report.SelfContainedReport", "_write_report"),
        "junit": ("_pytest.junitxml.LogXML", "pytest_sessionfinish"),
    }
    place, name = places[full]
    monkeypatch.setattr(*((place, name) if full == "results" else (f"{place}.{name}",)), no_space)
    run = command.run("--service", "smart-contact-notification")
    assert run.code == 3
    assert f"The reports could not all be written to {run.reports}: no space left on device." in run.out
    assert run.last_line == "Exit code 3: the suite itself failed"
    assert "Traceback" not in run.out + run.err


def test_a_dry_run_sends_nothing_and_tells_what_it_would_cost(command: Command) -> None:
    with Provider() as provider:
        reference = str(FIXTURES / "profiles" / "reference.toml")
        run = command.run("--target", provider.url, "--profile", reference, "--dry-run")
        assert provider.requests == []
        assert run.out.startswith(f"Testing {provider.url} (as {reference} declares it; profile ")
    assert run.code == 0
    assert not run.reports.exists()
    assert "media-reference-send.one-after-the-other" in run.out
    costs = [int(cost) for cost in re.findall(r"^  \S+ +(\d+) messages?$", run.out, re.MULTILINE)]
    assert f"at most {sum(costs)} messages sent; nothing was sent" in run.out
    assert sum(costs) > len(costs) > 0
    assert "madelaine" in run.out


def test_a_dry_run_names_only_whom_the_plan_can_reach(command: Command) -> None:
    def reached(service: str) -> set[str]:
        out = command.run("--dry-run", "--service", service).out
        assert out.startswith("Testing http://127.0.0.1 (the embedded reference provider; profile ")
        line = next(line for line in out.splitlines() if line.startswith("Messages may go to: "))
        return set(line.partition(": ")[2].split(", "))

    named, messaged = reached("smart-contact-notification"), reached("media-reference-send")
    assert named == {"eric", "madelaine"}
    assert "+15551231234" in messaged
    assert not named & messaged


def test_the_readmes_six_lines_are_enough_for_one_service(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMS_PASSWORD", "12345678")
    six_lines = (FIXTURES / "profiles" / "one-service.toml").read_text("utf-8")
    with Provider() as provider:
        run = command.run("--profile", write_profile(tmp_path, six_lines), "--target", provider.url)
    assert run.code == 0
    assert {name: service["verdict"] for name, service in run.results["services"].items()} == {
        name: "PASS" if name == "media-reference-send" else "NOT_APPLICABLE" for name in services()
    }
    *_, not_declared = (line for line in run.out.splitlines() if any(name in line for name in services()[1:]))
    assert not_declared == f"Not declared: {', '.join(name for name in services() if name != services()[0])}"
    accepted = [verdict for (check, _), verdict in run.verdicts.items() if check.endswith("message.accepted")]
    assert accepted.count("PASS") == 1
    assert run.verdicts["media-reference-send.message.accepted", "post-form"] == "PASS"
