"""The suite as plain pytest: its options, its outcomes, and that it keeps out of runs that are none of its own."""

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support import plain_pytest

from conformance.reference import Provider
from conformance.resources import FIXTURES, PACKAGE

CHECKOUT = PACKAGE.parent
REFERENCE = str(FIXTURES / "profiles" / "reference.toml")
ORDINARY = "def test_one():\n    assert True\n\ndef test_other():\n    print('hello')\n    assert 1 == 2\n"


def test_one_check_of_a_target_with_junit(tmp_path: Path) -> None:
    xml = tmp_path / "junit.xml"
    with Provider(faults=["status-200"]) as provider:
        options = ("--target", provider.url, "--profile", REFERENCE, "-k", "notification.answered-204 and json")
        run = plain_pytest(CHECKOUT, "conformance", *options, f"--junitxml={xml}")
        assert [target for method, target in provider.requests if method == "POST"] == ["/smartcontactnotification"]
    assert run.code == 1
    assert run.last_line == "Exit code 1: not conformant"
    case = ElementTree.parse(xml).find(".//testcase")
    assert case is not None
    assert case.get("name") == "smart-contact-notification.notification.answered-204[json]"
    assert case.find("failure") is not None
    told = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert told["verdict"] == "FAIL"
    assert told["clause"] == "smart-contact-notification.answered-204"


def test_strict_verdicts_is_the_plain_name_of_strict() -> None:
    options = ("conformance", "--fault", "refusal-html", "-k", "refusal.message")
    assert plain_pytest(CHECKOUT, *options).code == 0
    assert plain_pytest(CHECKOUT, *options, "--strict-verdicts").code == 1


def test_collecting_sends_nothing_and_judges_nothing(tmp_path: Path) -> None:
    with Provider() as provider:
        run = plain_pytest(CHECKOUT, "conformance", "--target", provider.url, "--collect-only", "-q")
        assert provider.requests == []
    assert run.code == 0
    assert "send-call-file.token.used-twice" in run.out
    assert "Exit code" not in run.out


def test_the_debugger_stops_where_the_finding_is() -> None:
    options = ("conformance", "--fault", "status-200", "-k", "notification.answered-204 and json", "--pdb")
    run = plain_pytest(CHECKOUT, *options, keys="p finding.verdict\nc\n")
    assert "<Verdict.FAIL: 'FAIL'>" in run.out
    assert run.code == 1


def without_times(text: str) -> str:
    return re.sub(r"\d+\.\d+s", "", text)


@pytest.mark.parametrize("options", [(), ("-v",), ("-k", "other"), ("-k", "nothing")])
def test_a_run_without_checks_is_as_if_the_plugin_were_not_there(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "test_ordinary.py").write_text(ORDINARY)
    before = plain_pytest(tmp_path, *options)
    after = plain_pytest(tmp_path, "-p", "conformance.plugin", *options)
    assert after.code == before.code
    assert without_times(after.out) == without_times(before.out)
    assert after.err == before.err
    assert {path.name for path in tmp_path.iterdir()} <= {"test_ordinary.py", "__pycache__"}


def test_an_ordinary_test_that_fails_beside_the_checks_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "test_ordinary.py").write_text(ORDINARY)
    checks = PACKAGE / "services" / "send_call_file" / "test_log_in.py"
    run = plain_pytest(CHECKOUT, str(checks), str(tmp_path / "test_ordinary.py"))
    assert "send-call-file  PASS" in run.out
    assert run.code == 1


def test_many_processes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "many.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--workers', dest='numprocesses', type=int)\n"
    )
    (tmp_path / "test_ordinary.py").write_text(ORDINARY)
    options = ("-p", "conformance.plugin", "-p", "many", "--workers", "2")
    paths = {"PYTHONPATH": f"{PACKAGE.parent}{os.pathsep}{tmp_path}"}
    run = plain_pytest(tmp_path, *options, str(PACKAGE / "services" / "send_call_file"), environment=paths)
    assert run.code == 4
    assert "leave it out and use --concurrency" in run.err
    assert plain_pytest(tmp_path, *options, "test_ordinary.py", environment=paths).code == 1


def test_a_check_module_that_cannot_be_imported_is_the_suites_fault(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("import no_such_module\n")
    checks = PACKAGE / "services" / "messaging_integration" / "test_file.py"
    run = plain_pytest(CHECKOUT, str(checks), str(tmp_path / "test_own.py"))
    assert run.code == 3
    assert "no_such_module" in run.out
