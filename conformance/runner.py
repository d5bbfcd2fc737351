"""`conformance run`, `listen` and `judge`: pytest over the services' checks, whatever pytest configuration lies
about."""

import argparse
import os
from pathlib import Path

import pytest

from .report import files, junit
from .resources import PACKAGE, SERVICES

INI = PACKAGE / "run.ini"
"""Our own pytest configuration: the caller's folder may hold a foreign one."""

VALUES = ("target", "profile", "ca", "budget", "concurrency", "max_time", "seed", "listen_port", "public_url", "judge")
LISTS = ("service", "fault")
SWITCHES = ("dry_run", "only_safe", "insecure", "discover", "interactive", "listen")
"""The options that the commands pass on, each by its own name, where they have them."""

FROM_ENVIRONMENT = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_THEME", "PYTEST_THEME_MODE")


def run(chosen: argparse.Namespace) -> int:
    """Test the provider or its callbacks, or judge a saved run, as `chosen` on the command line; returns the exit
    code."""
    for name in FROM_ENVIRONMENT:
        os.environ.pop(name, None)
    code = int(pytest.main(arguments(chosen)))
    if _reports(chosen):
        junit.tidy(Path(chosen.reports) / files.JUNIT, Path(chosen.reports) / files.RESULTS)
    return code


def arguments(chosen: argparse.Namespace) -> list[str]:
    """The pytest command line: our plugins and no others, our configuration, our checks."""
    line = ["-c", str(INI), "--rootdir", str(PACKAGE.parent), "--confcutdir", str(SERVICES), "--import-mode=importlib"]
    line += ["--disable-plugin-autoload", "-p", "pytest_metadata.plugin", "-p", "pytest_html.plugin"]
    line += ["-p", "conformance.plugin", "-p", "no:cacheprovider", "-p", "no:logging", "--noconftest"]
    line += ["-qq", "--no-header", "--tb=no", "-rN"]
    if chosen.reports is not None:
        line += ["--reports", str(Path(chosen.reports).absolute())]
    if _reports(chosen):
        reports = Path(chosen.reports).absolute()
        line += [f"--html={reports / files.HTML}", "--self-contained-html", f"--junitxml={reports / files.JUNIT}"]
    for name in VALUES:
        value = getattr(chosen, name, None)
        if value is not None:
            line += [f"--{name.replace('_', '-')}={value}"]
    for name in LISTS:
        line += [f"--{name}={value}" for value in getattr(chosen, name, ())]
    line += [f"--{name.replace('_', '-')}" for name in SWITCHES if _on(chosen, name)]
    # `--strict` is pytest's own.
    line += ["--strict-verdicts"] if chosen.strict else []
    line += ["-k", chosen.k] if getattr(chosen, "k", None) is not None else []
    return [*line, str(SERVICES)]


def _reports(chosen: argparse.Namespace) -> bool:
    """Whether reports are written."""
    return chosen.reports is not None and not _on(chosen, "dry_run")


def _on(chosen: argparse.Namespace, name: str) -> bool:
    """Whether the switch `name` was given to a command that has it."""
    return getattr(chosen, name, False)
