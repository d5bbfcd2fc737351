"""What the tests of whole runs share: the command in this process or in one of its own, and providers on loopback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conformance import cli
from conformance.reference.message import Received, Reply
from conformance.reference.server import Server
from conformance.resources import PACKAGE

QUICK = """
[limits]
connect = 0.5
read = 0.3
total = 0.6
[webhook]
wait = 0.3
"""
"""Limits for providers that do not answer: appended to a profile."""


@dataclass(frozen=True)
class Outcome:
    """What a run left: its exit code, what it printed, and the folder of its reports."""

    code: int
    out: str
    err: str
    reports: Path

    @property
    def results(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.reports / "results.json").read_text("utf-8"))
        return found

    @property
    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.results["findings"]
        return found

    @property
    def verdicts(self) -> dict[tuple[str, str], str]:
        """The verdict of each check and case."""
        return {(finding["check"], finding["case"]): finding["verdict"] for finding in self.findings}

    @property
    def last_line(self) -> str:
        return self.out.rstrip().splitlines()[-1]


class Command:
    """`conformance` in this process, with its reports in a folder of its own."""

    def __init__(self, capfd: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capfd = capfd
        self.reports = folder / "reports"

    def __call__(self, *arguments: str) -> Outcome:
        try:
            code = cli.main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        printed = self._capfd.readouterr()
        return Outcome(code, printed.out, printed.err, self.reports)

    def run(self, *arguments: str) -> Outcome:
        return self("run", "--reports", str(self.reports), *arguments)


def plain_pytest(folder: Path, *arguments: str, environment: dict[str, str] | None = None, keys: str = "") -> Outcome:
    """pytest itself in a process of its own, in `folder`, with `keys` typed at it."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=child_environment(environment),
        input=keys,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Outcome(result.returncode, result.stdout, result.stderr, folder / "reports")


def child_environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a process that imports this checkout."""
    return {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **(more or {})}


@dataclass
class Odd:
    """A provider that answers in a way of its own, and what it received."""

    url: str
    received: list[Received] = field(default_factory=list)


@contextmanager
def odd_provider(respond: Callable[[Received], Reply]) -> Iterator[Odd]:
    """A provider on loopback that answers everything by `respond`."""

    def answer(request: Received) -> Reply:
        odd.received.append(request)
        return respond(request)

    server = Server("127.0.0.1", 0, answer)
    odd = Odd(f"http://{server.server_name}:{server.server_port}")
    server.start()
    try:
        yield odd
    finally:
        server.stop()


def write_profile(folder: Path, text: str) -> str:
    """The path of a profile with `text`."""
    path = folder / "profile.toml"
    path.write_text(text, "utf-8")
    return str(path)


def of_service(findings: Sequence[dict[str, Any]], service: str) -> list[dict[str, Any]]:
    return [finding for finding in findings if finding["service"] == service]
