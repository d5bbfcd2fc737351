"""The pytest plugin: options, collection of checks, the run around them, outcomes, reports and the exit code.

In a pytest run that collects no checks it does nothing.
"""

import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from .bench import Bench
from .check import Check
from .items import BENCH, CheckItem, items_of
from .options import Options, add_options, options_of
from .profile import ProfileError
from .report import files, html, junit, terminal
from .report.results import Results
from .verdict import ExitCode, Verdict, exit_code

OPTIONS = pytest.StashKey[Options]()
RESULTS = pytest.StashKey[Results]()
CODE = pytest.StashKey[ExitCode]()

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


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser.getgroup("conformance", "conformance of a provider's web services"))


def pytest_configure(config: pytest.Config) -> None:
    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("with -n every worker would send every request: leave it out and use --concurrency")
    options = config.stash[OPTIONS] = options_of(config)
    try:
        config.stash[BENCH] = Bench.set_up(options)
        if options.reports is not None:
            files.prepare(options.reports)
    except (ProfileError, files.NotWritable) as error:
        raise pytest.UsageError(str(error)) from None
    html.register(config, config.stash[BENCH].redactor)


def pytest_pycollect_makeitem(collector: pytest.Module, name: str, obj: object) -> list[CheckItem] | None:
    return list(items_of(collector, obj)) if isinstance(obj, Check) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.stash[OPTIONS].services
    left_out = [i for i in items if isinstance(i, CheckItem) and wanted and i.check.service not in wanted]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _checks(session: pytest.Session) -> list[CheckItem]:
    return [item for item in session.items if isinstance(item, CheckItem)]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    config, items = session.config, _checks(session)
    unusable = session.testsfailed and not config.option.continue_on_collection_errors
    if not items or unusable or config.option.collectonly:
        return (yield)
    bench = config.stash[BENCH]
    html.take_over(config, bench.profile.target or "the embedded reference provider")
    plan = bench.plan([(item.check, item.case) for item in items])
    if bench.options.dry_run:
        session.items[:] = []
        config.stash[CODE] = ExitCode.CONFORMANT
        terminal.write(config, terminal.plan_lines(plan, bench.profile), bench.redactor)
        return (yield)
    with bench.running(plan), _terminable():
        return (yield)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM, by which a CI cancels a job, end the run like Ctrl-C: with its reports written."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not isinstance(item, CheckItem):
        return report
    redactor, finding = item.config.stash[BENCH].redactor, item.finding
    if call.when == "call" and finding is not None:
        item.user_properties += junit.properties(finding)
        report.finding = finding  # type: ignore[attr-defined]
        report.extras = html.extras(item.config, finding, item.exchanges)  # type: ignore[attr-defined]
        # What its exchanges took; waiting for those of others is not this check's time.
        report.duration = sum(exchange.timing.total for exchange in item.exchanges)
        if finding.verdict is Verdict.ERROR:
            # pytest calls only a failure outside the call phase an error, and an error is what this is.
            report.when = "setup"
        if text := junit.system_out(finding):
            report.sections.append(("Captured stdout call", text))
        if report.skipped:
            line = item.check.judge.__code__.co_firstlineno
            report.longrepr = (item.path.name, line, f"{finding.verdict}: {finding.reason}")
    report.user_properties = [(key, redactor.text(str(value))) for key, value in item.user_properties]
    report.sections = [(title, redactor.text(text)) for title, text in report.sections]
    if isinstance(report.longrepr, tuple):
        report.longrepr = (*report.longrepr[:2], redactor.text(report.longrepr[2]))
    elif report.longrepr is not None:
        report.longrepr = redactor.text(str(report.longrepr))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: Any) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    finding = getattr(report, "finding", None)
    if finding is None:
        return None
    verdict: Verdict = finding.verdict
    category = {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.ERROR: "error"}.get(verdict, verdict.lower())
    return category, LETTERS[verdict], (verdict, terminal.COLOURS.get(verdict, {}))


def _results(session: pytest.Session) -> Results | None:
    """What the session found, once it is over; None when it ran no check."""
    config = session.config
    bench = config.stash.get(BENCH, None)
    if bench is None or bench.run is None:
        return None
    if RESULTS not in config.stash:
        judged = [(item.check, item.case, item.finding) for item in _checks(session)]
        interrupted = session.exitstatus == pytest.ExitCode.INTERRUPTED
        config.stash[RESULTS] = bench.results(judged, interrupted)
    return config.stash[RESULTS]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    config = session.config
    results = _results(session)
    if results is not None:
        redactor, reports = config.stash[BENCH].redactor, config.stash[OPTIONS].reports
        verdicts = [finding.verdict for finding in results.findings]
        code = config.stash[CODE] = exit_code(verdicts, strict=results.strict, interrupted=results.interrupted)
        session.exitstatus = code
        if reports is not None:
            files.write(reports, results, redactor)
        html.tell(config, results)
    elif CODE in config.stash:
        session.exitstatus = config.stash[CODE]
    result = yield
    if results is not None:
        terminal.write(config, terminal.epilogue(results, config.stash[OPTIONS].reports), config.stash[BENCH].redactor)
        config.stash[BENCH].close()
    return result


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if RESULTS in config.stash:
        terminal.write(config, terminal.summary(config.stash[RESULTS]), config.stash[BENCH].redactor)
