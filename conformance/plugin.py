"""The pytest plugin: options, collection of checks, and the run around them. What becomes of a check's finding is in
`reporting.py`, whose hooks are part of this plugin.

In a pytest run that collects no checks it does nothing.
"""

import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from . import listen
from .bench import Bench
from .check import Check
from .items import BENCH, CheckItem, checks_of, items_of
from .options import UnknownName, add_options, options_of
from .past_run import NotJudged
from .profile import ProfileError
from .report import dry_run, files, html, terminal, words
from .reporting import (
    CODE,
    pytest_report_teststatus,
    pytest_runtest_makereport,
    pytest_runtest_protocol,
    pytest_sessionfinish,
    withdraw,
)
from .resources import PACKAGE
from .verdict import ExitCode

__all__ = [
    "pytest_report_teststatus",
    "pytest_runtest_makereport",
    "pytest_runtest_protocol",
    "pytest_sessionfinish",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser.getgroup("conformance", "conformance of a provider's web services"))


def pytest_configure(config: pytest.Config) -> None:
    if getattr(config.option, "numprocesses", None) and _asks_for_checks(config):
        raise pytest.UsageError("with -n every worker would send every request: leave it out and use --concurrency")
    try:
        options = options_of(config)
        config.stash[BENCH] = Bench.set_up(options)
        if options.reports is not None and not options.dry_run:
            files.prepare(options.reports)
    except (UnknownName, ProfileError, NotJudged, files.NotWritable) as error:
        raise pytest.UsageError(str(error)) from None
    html.register(config, config.stash[BENCH].redactor)


def _asks_for_checks(config: pytest.Config) -> bool:
    """Whether any of the paths that were asked for holds this package, or lies in it."""
    asked = [Path(config.invocation_params.dir, str(arg).partition("::")[0]).resolve() for arg in config.args]
    return any(path.is_relative_to(PACKAGE) or PACKAGE.is_relative_to(path) for path in asked)


def pytest_pycollect_makeitem(collector: pytest.Module, name: str, obj: object) -> list[CheckItem] | None:
    return list(items_of(collector, obj)) if isinstance(obj, Check) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    options, saved = config.stash[BENCH].options, config.stash[BENCH].saved
    wanted = options.services or (saved.services if saved else ())
    checks = [item for item in items if isinstance(item, CheckItem)]
    left_out = [item for item in checks if wanted and item.check.service not in wanted]
    if options.listen:
        left_out += [item for item in checks if item not in left_out and not listen.listens(item.check)]
        for item in checks:
            item.check = listen.by_itself(item.check)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    try:
        yield
        if checks and not items:
            raise pytest.UsageError(f"no check matches {_filters(config)}; `conformance list` names them")
    except pytest.UsageError:
        if checks:
            withdraw(config)
        raise


def _filters(config: pytest.Config) -> str:
    filters = [f"--service {name}" for name in config.stash[BENCH].options.services]
    filters += [f"{option} {value!r}" for option in ("-k", "-m") if (value := config.getoption(option))]
    return " and ".join(filters) or "what was asked for"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    config, items = session.config, checks_of(session)
    unusable = session.testsfailed and not config.option.continue_on_collection_errors
    if items and unusable:
        config.stash[CODE] = ExitCode.SUITE_FAULT
    if not items or unusable or config.option.collectonly:
        return (yield)
    bench = config.stash[BENCH]
    html.take_over(config, words.without_user_info(bench.subject))
    plan = bench.plan([(item.check, item.case) for item in items])
    if bench.options.listen and not plan.plays:
        withdraw(config)
        reason = items[0].check.inapplicable(bench.profile, items[0].case)
        raise pytest.UsageError(f"there is no callback to listen for: {reason}")
    if bench.options.dry_run:
        session.items[:] = []
        config.stash[CODE] = ExitCode.CONFORMANT
        terminal.write(config, terminal.prologue(plan, bench.profile, bench.embedded), bench.redactor)
        terminal.write(config, dry_run.lines(plan, bench.profile), bench.redactor)
        return (yield)
    if past := bench.judge_again(plan):
        terminal.write(config, terminal.prologue_again(past.saved.id, past.started, bench.profile), bench.redactor)
        return (yield)
    try:
        with _terminable(), bench.running(plan) as run:
            if bench.options.listen:
                listen.attend(config, run, items)
            else:
                terminal.write(config, terminal.prologue(plan, run.profile, bench.embedded, run.id), bench.redactor)
            return (yield)
    except ProfileError as error:
        withdraw(config)
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
