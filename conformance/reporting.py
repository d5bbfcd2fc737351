"""What becomes of a check's finding in pytest: its outcome and letter, the reports, the last lines, the exit code."""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from .items import BENCH, CheckItem, checks_of, redact
from .report import files, html, terminal
from .report.results import Results
from .verdict import ExitCode, Verdict

CODE = pytest.StashKey[ExitCode]()
"""The exit code of a session that judged nothing, where pytest's own would mislead."""

LETTERS = {
    Verdict.PASS: ".",
    Verdict.NOTE: "n",
    Verdict.WARN: "w",
    Verdict.FAIL: "F",
    Verdict.NOT_APPLICABLE: "-",
    Verdict.SKIP: "s",
    Verdict.INCONCLUSIVE: "?",
    Verdict.ERROR: "E",
}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    if isinstance(item, CheckItem) and not _unmentioned(item.config, item.check.service):
        terminal.progress(item.config, item.check.service)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if isinstance(item, CheckItem):
        if call.when == "call" and item.finding is not None:
            item.tell(report, item.finding)
        redact(report, item.config.stash[BENCH].redactor)
    return report


def _unmentioned(config: pytest.Config, service: str) -> bool:
    """Whether the progress leaves `service` out: the profile does not declare it, and pytest is told to be quiet."""
    return config.get_verbosity() < 0 and not config.stash[BENCH].profile.declares(service)


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: Any, config: pytest.Config) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    finding = getattr(report, "finding", None)
    if finding is None:
        return None
    verdict: Verdict = finding.verdict
    category = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.ERROR: "error"}.get(verdict, verdict.lower())
    letter = "" if _unmentioned(config, finding.service) else LETTERS[verdict]
    return category, letter, (verdict, terminal.COLOURS.get(verdict, {}))


def _results(session: pytest.Session) -> Results | None:
    """What the session found, now that it is over; None when it ran no check."""
    bench = session.config.stash.get(BENCH, None)
    if bench is None or bench.run is None:
        return None
    judged = [(item.check, item.case, item.finding) for item in checks_of(session)]
    return bench.results(judged, session.exitstatus == pytest.ExitCode.INTERRUPTED)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    config = session.config
    results = _results(session)
    if results is None:
        session.exitstatus = config.stash.get(CODE, session.exitstatus)
        return (yield)
    bench = config.stash[BENCH]
    reports = bench.options.reports
    session.exitstatus = code = _code(session, results)
    trouble = None
    html.tell(config, results)
    if reports is not None:
        trouble = _attempt(lambda: files.write(reports, results, bench.redactor))
    result = None
    try:
        result = yield
    except OSError as error:
        trouble = error
    if trouble is not None:
        session.exitstatus = code = ExitCode.SUITE_FAULT
    terminal.write(config, terminal.summary(results), bench.redactor)
    terminal.write(config, terminal.epilogue(code, results, reports, trouble), bench.redactor)
    bench.close()
    return result


def withdraw(config: pytest.Config) -> None:
    """Leave what JUnit and HTML reports an earlier run wrote as they are: there is nothing to report."""
    if junit_xml := config.pluginmanager.getplugin("junitxml"):
        junit_xml.pytest_unconfigure(config)
    html.dismiss(config)


def _code(session: pytest.Session, results: Results) -> ExitCode:
    """The exit code of the findings, unless what pytest ran besides was worse."""
    code, pytests_own = results.exit_code, session.exitstatus
    if pytests_own == pytest.ExitCode.INTERNAL_ERROR:
        return ExitCode.SUITE_FAULT
    others_failed = pytests_own == pytest.ExitCode.TESTS_FAILED
    return ExitCode.NOT_CONFORMANT if others_failed and code in (0, ExitCode.NOTHING_EXERCISED) else code


def _attempt(write: Callable[[], None]) -> Exception | None:
    """What kept `write` from writing, such as a full disk; the terminal tells of it after all else was tried."""
    try:
        write()
    except Exception as error:
        return error
    return None
