"""`conformance run`: pytest over the services' checks, whatever pytest configuration lies about."""

import argparse
import os
from pathlib import Path

import pytest

from .report import files, junit
from .resources import PACKAGE, SERVICES

INI = PACKAGE / "run.ini"
"""Our own pytest configuration: the caller's folder may hold a foreign one."""

FROM_ENVIRONMENT = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_THEME", "PYTEST_THEME_MODE")


def run(chosen: argparse.Namespace) -> int:
    """Test the provider as `chosen` on the command line; returns the exit code."""
    for name in FROM_ENVIRONMENT:
        os.environ.pop(name, None)
    code = int(pytest.main(arguments(chosen)))
    if not chosen.dry_run:
        junit.tidy(Path(chosen.reports) / files.JUNIT)
    return code


def arguments(chosen: argparse.Namespace) -> list[str]:
    """The pytest command line: our plugins and no others, our configuration, our checks."""
    reports = Path(chosen.reports).absolute()
    line = ["-c", str(INI), "--rootdir", str(PACKAGE.parent), "--confcutdir", str(SERVICES), "--import-mode=importlib"]
    line += ["--disable-plugin-autoload", "-p", "pytest_metadata.plugin", "-p", "pytest_html.plugin"]
    line += ["-p", "conformance.plugin", "-p", "no:cacheprovider", "-p", "no:logging", "--noconftest"]
    line += ["-qq", "--no-header", "--tb=no", "-rN", "--reports", str(reports)]
    if not chosen.dry_run:
        line += [f"--html={reports / files.HTML}", "--self-contained-html", f"--junitxml={reports / files.JUNIT}"]
    for name in ("target", "profile", "ca", "budget", "concurrency", "max_time", "seed"):
        value = getattr(chosen, name)
        if value is not None:
            line += [f"--{name.replace('_', '-')}={value}"]
    for name in ("service", "fault"):
        line += [f"--{name}={value}" for value in getattr(chosen, name)]
    line += [
        option
        for option, on in (
            ("--strict-verdicts", chosen.strict),
            ("--dry-run", chosen.dry_run),
            ("--only-safe", chosen.only_safe),
            ("--insecure", chosen.insecure),
            ("--discover", chosen.discover),
        )
        if on
    ]
    if chosen.k is not None:
        line += ["-k", chosen.k]
    return [*line, str(SERVICES)]
