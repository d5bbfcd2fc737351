"""The pytest plugin: options, collection of checks, the run around them, outcomes, reports and the exit code.

In a pytest run that collects no checks it does nothing.
"""

import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from .bench import Bench
from .check import Check
from .items import BENCH, CheckItem, items_of, redact
from .options import Options, UnknownName, add_options, options_of
from .profile import ProfileError
from .report import files, html, terminal
from .report.results import Results
from .verdict import ExitCode, Verdict

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
    try:
        options = config.stash[OPTIONS] = options_of(config)
        config.stash[BENCH] = Bench.set_up(options)
        if options.reports is not None and not options.dry_run:
            files.prepare(options.reports)
    except (UnknownName, ProfileError, files.NotWritable) as error:
        raise pytest.UsageError(str(error)) from None
    html.register(config, config.stash[BENCH].redactor)


def pytest_pycollect_makeitem(collector: pytest.Module, name: str, obj: object) -> list[CheckItem] | None:
    return list(items_of(collector, obj)) if isinstance(obj, Check) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    wanted = config.stash[OPTIONS].services
    checks = [item for item in items if isinstance(item, CheckItem)]
    left_out = [item for item in checks if wanted and item.check.service not in wanted]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    try:
        yield
        if checks and not items:
            raise pytest.UsageError(f"no check matches {_filters(config)}; `conformance list` names them")
    except pytest.UsageError:
        if checks:
            _withdraw_reports(config)
        raise


def _filters(config: pytest.Config) -> str:
    filters = [f"--service {name}" for name in config.stash[OPTIONS].services]
    filters += [f"{option} {value!r}" for option in ("-k", "-m") if (value := config.getoption(option))]
    return " and ".join(filters) or "what was asked for"


def _withdraw_reports(config: pytest.Config) -> None:
    """Leave what JUnit and HTML reports an earlier run wrote as they are: there is nothing to report."""
    manager = config.pluginmanager
    if junit_xml := manager.getplugin("junitxml"):
        junit_xml.pytest_unconfigure(config)
    for plugin in list(manager.get_plugins()):
        if type(plugin).__module__.startswith("pytest_html."):
            manager.unregister(plugin)


def _checks(session: pytest.Session) -> list[CheckItem]:
    return [item for item in session.items if isinstance(item, CheckItem)]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    config, items = session.config, _checks(session)
    unusable = session.testsfailed and not config.option.continue_on_collection_errors
    if items and unusable:
        config.stash[CODE] = ExitCode.SUITE_FAULT
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
    try:
        with _terminable(), bench.running(plan) as run:
            terminal.write(config, terminal.prologue(run, bench.embedded), bench.redactor)
            return (yield)
    except ProfileError as error:
        _withdraw_reports(config)
        raise pytest.UsageError(str(error)) from None
    except KeyboardInterrupt:
        raise pytest.exit.Exception("interrupted: nothing more is sent", ExitCode.INTERRUPTED) from None


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM, by which a CI cancels a job, end the run like Ctrl-C: with its reports written."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    if isinstance(item, CheckItem):
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
    if results is None:
        session.exitstatus = config.stash.get(CODE, session.exitstatus)
        return (yield)
    bench, reports = config.stash[BENCH], config.stash[OPTIONS].reports
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
    terminal.write(config, terminal.epilogue(code, reports, trouble), bench.redactor)
    bench.close()
    return result


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
