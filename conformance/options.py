"""What the operator chose, from pytest's command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .contract import services
from .kinds import at_least_one, count, port, seconds, web_url
from .naming import did_you_mean
from .report.words import without_user_info

DEFAULT_CONCURRENCY = 4
DISCOVER = "also try what the profile does not declare, and note what is served"
SEED = "seed of the property-based checks (default 0)"
INTERACTIVE = "ask on the terminal for what only a person can do, such as to send an SMS"


class UnknownName(ValueError):
    """An option names what does not exist; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Options:
    """`reports` is where results.json and exchanges.har go; None writes none. `faults` break the embedded provider.
    `discover` tries what the profile does not declare; `seed` is that of the property-based checks. With `listen` only
    callbacks are judged, which come to `listen_port` or by `public_url`; nothing is sent. Neither is with `judge`: the
    run that is saved there is judged again."""

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
    discover: bool
    seed: int
    interactive: bool = False
    listen: bool = False
    listen_port: int | None = None
    public_url: str | None = None
    judge: Path | None = None


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
        type=at_least_one,
        default=DEFAULT_CONCURRENCY,
        metavar="N",
        help=f"requests side by side (default {DEFAULT_CONCURRENCY})",
    )
    group.addoption("--max-time", type=seconds, metavar="S", help="send nothing more after S seconds")
    group.addoption("--budget", type=count, metavar="N", help="send at most N messages to people")
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
    group.addoption("--discover", action="store_true", help=DISCOVER)
    group.addoption("--seed", type=count, default=0, metavar="N", help=SEED)
    group.addoption("--interactive", action="store_true", help=INTERACTIVE)
    group.addoption("--listen", action="store_true", help="send nothing, and judge the callbacks that come")
    group.addoption("--listen-port", type=port, metavar="N", help="where to --listen, instead of the profile's port")
    group.addoption(
        "--public-url", type=web_url, metavar="URL", help="the URL that leads there, instead of the profile's"
    )
    group.addoption("--judge", type=Path, metavar="REPORTS", help="send nothing, and judge the run that is saved there")


def options_of(config: Any) -> Options:
    """The chosen options of a `pytest.Config`. Raises UnknownName."""
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
        discover=get("discover"),
        seed=get("seed"),
        interactive=get("interactive"),
        listen=get("listen"),
        listen_port=get("listen_port"),
        public_url=get("public_url"),
        judge=get("judge"),
    )


def command_line(options: Options, service: str, expression: str) -> list[str]:
    """The words of the command that runs only what matches `expression`, on the same provider as `options` do; of the
    command that listens again, or judges the same run, where that is what they do."""
    if options.listen:
        return _listening(options)
    words = ["conformance", "run"] if options.judge is None else ["conformance", "judge", str(options.judge)]
    if options.target is not None:
        words += ["--target", without_user_info(options.target)]
    for option, path in (("--profile", options.profile), ("--ca", options.ca)):
        words += [option, str(path)] if path is not None else []
    words += ["--insecure"] if options.insecure else []
    for fault in sorted(options.faults):
        words += ["--fault", fault]
    words += ["--discover"] if options.discover else []
    words += ["--seed", str(options.seed)] if options.seed else []
    return [*words, "--service", service, "-k", expression]


def _listening(options: Options) -> list[str]:
    words = ["conformance", "listen", "--profile", str(options.profile)]
    words += ["--port", str(options.listen_port)] if options.listen_port is not None else []
    return [*words, *(["--public-url", options.public_url] if options.public_url is not None else [])]


def _known(name: str) -> str:
    if name not in services():
        hint = did_you_mean(name, services(), "conformance list services")
        raise UnknownName(f"--service {name}: no such service; {hint}")
    return name
