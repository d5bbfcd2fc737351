"""What the operator chose, from pytest's command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .contract import services
from .naming import did_you_mean

DEFAULT_CONCURRENCY = 4


@dataclass(frozen=True)
class Options:
    """`reports` is where results.json and exchanges.har go; None writes none. `faults` break the embedded provider."""

    target: str | None
    profile: Path | None
    services: tuple[str, ...]
    reports: Path | None
    strict: bool
    dry_run: bool
    concurrency: int
    max_time: float | None
    budget: int | None
    only_safe: bool
    ca: Path | None
    insecure: bool
    faults: frozenset[str]


def add_options(group: Any) -> None:
    """The options of plain pytest. `--strict` is pytest's own, hence the longer name here."""
    group.addoption(
        "--target", metavar="URL", help="base URL of the provider: scheme, host, port (default: the embedded one)"
    )
    group.addoption("--profile", type=Path, metavar="FILE", help="TOML file that says what the provider declares")
    group.addoption(
        "--service", action="append", default=[], metavar="NAME", help="judge this service only (repeatable)"
    )
    group.addoption("--reports", type=Path, metavar="DIR", help="write results.json and exchanges.har there")
    group.addoption("--strict-verdicts", action="store_true", help="a WARN fails too")
    group.addoption("--dry-run", action="store_true", help="print what would be sent and what it costs; send nothing")
    group.addoption(
        "--concurrency",
        type=_at_least_one,
        default=DEFAULT_CONCURRENCY,
        metavar="N",
        help="requests side by side (default 4)",
    )
    group.addoption("--max-time", type=_positive, metavar="S", help="send nothing more after S seconds")
    group.addoption("--budget", type=_count, metavar="N", help="send at most N messages to people")
    group.addoption("--only-safe", action="store_true", help="leave out every check that sends a message")
    group.addoption("--ca", type=Path, metavar="FILE", help="trust the certificate authorities in this PEM file")
    group.addoption("--insecure", action="store_true", help="do not verify the provider's certificate")
    group.addoption(
        "--fault",
        action="append",
        default=[],
        metavar="NAME",
        help="break the embedded provider in this way (repeatable)",
    )


def options_of(config: pytest.Config) -> Options:
    """The chosen options. Raises pytest.UsageError for a name that does not exist."""
    get = config.getoption
    return Options(
        target=get("target"),
        profile=get("profile"),
        services=tuple(_known(name) for name in get("service")),
        reports=get("reports"),
        strict=get("strict_verdicts"),
        dry_run=get("dry_run"),
        concurrency=get("concurrency"),
        max_time=get("max_time"),
        budget=get("budget"),
        only_safe=get("only_safe"),
        ca=get("ca"),
        insecure=get("insecure"),
        faults=frozenset(get("fault")),
    )


def _known(name: str) -> str:
    if name not in services():
        raise pytest.UsageError(f"--service {name}: no such service; {did_you_mean(name, services())}")
    return name


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _positive(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise ValueError
    return number


_at_least_one.__name__ = "whole number of at least 1"
_count.__name__ = "whole number"
_positive.__name__ = "number of seconds"
