"""The `conformance` command: run the suite, serve the reference provider, list and explain what there is."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import __version__
from .naming import did_you_mean
from .options import DEFAULT_CONCURRENCY, DISCOVER, SEED, at_least_one, count, port, seconds, web_url
from .stdout import lasting

COMMANDS = ("run", "serve", "list", "explain")

EXIT_CODES = """exit codes:
  0  conformant           everything declared was exercised and held
  1  not conformant       at least one FAIL (with --strict: or WARN)
  2  interrupted          the reports tell what was known by then
  3  the suite failed     at least one ERROR: not the provider's fault
  4  wrong usage          an option, a name or the profile is wrong; nothing was sent
  5  nothing exercised    everything was left out or is not declared
  6  inconclusive         something declared could not be exercised"""


DEFAULTS = """`conformance run` without --target or --profile tests the embedded reference provider. In a checkout
`./conform` stands for `conformance`, and `./conform [OPTION ...]` without a command for `conformance run`."""

SANDBOX = """Runs the reference provider on this machine, for an app or a client to be pointed at. Ctrl-C ends it."""


def parser() -> argparse.ArgumentParser:
    top = _Parser(
        prog="conformance",
        description="Tests a provider's implementation of telephony web services against their documents.",
        epilog=DEFAULTS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"conformance {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help: str, description: str, epilog: str | None = None) -> argparse.ArgumentParser:
        raw = argparse.RawDescriptionHelpFormatter
        return commands.add_parser(name, help=help, description=description, epilog=epilog, formatter_class=raw)

    _add_run(command("run", "test a provider", "Tests a provider and writes the reports.", EXIT_CODES))
    _add_serve(command("serve", "run the reference provider as a sandbox", SANDBOX))
    listing = command("list", "list services, clauses, checks, defects or faults", "Lists what there is.")
    kinds = ("services", "clauses", "checks", "defects", "faults")
    listing.add_argument("what", nargs="?", default="checks", choices=kinds)
    listing.add_argument("--service", metavar="NAME", help="of this service only")
    one = command("explain", "explain a check, a clause, a defect or a fault", "Explains what the ID names.")
    one.add_argument("id", metavar="ID", help="as `conformance list` and the reports name it")
    return top


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--port", type=port, default=8080, metavar="N", help="on 127.0.0.1 (default 8080; 0: a free one)"
    )
    serve.add_argument("--fault", action="append", default=[], metavar="NAME", help="break it in this way (repeatable)")
    serve.add_argument("--webhook", type=web_url, metavar="URL", help="where it reports deliveries to")


def _add_run(run: argparse.ArgumentParser) -> None:
    target = run.add_argument_group("the provider")
    target.add_argument("--target", metavar="URL", help="base URL: scheme, host, port (default: the embedded provider)")
    target.add_argument(
        "--profile", type=Path, metavar="FILE", help="what the provider declares (TOML; see docs/profile.md)"
    )
    target.add_argument("--ca", type=Path, metavar="FILE", help="trust the certificate authorities in this PEM file")
    target.add_argument("--insecure", action="store_true", help="do not verify the provider's certificate")
    target.add_argument("--fault", action="append", default=[], metavar="NAME", help="break the embedded provider")
    what = run.add_argument_group("what to test")
    what.add_argument("--service", action="append", default=[], metavar="NAME", help="this service only (repeatable)")
    what.add_argument("-k", metavar="EXPRESSION", help="checks whose ids match, as in pytest")
    what.add_argument("--only-safe", action="store_true", help="leave out every check that sends a message")
    what.add_argument("--budget", type=count, metavar="N", help="send at most N messages to people")
    what.add_argument("--discover", action="store_true", help=DISCOVER)
    how = run.add_argument_group("how")
    reports = Path("reports")
    how.add_argument("--reports", type=Path, default=reports, metavar="DIR", help="where to write (default reports)")
    how.add_argument("--strict", action="store_true", help="a WARN fails too")
    how.add_argument("--dry-run", action="store_true", help="print what would be sent and its cost; send nothing")
    side_by_side = f"requests side by side (default {DEFAULT_CONCURRENCY})"
    how.add_argument("--concurrency", type=at_least_one, metavar="N", help=side_by_side)
    how.add_argument("--max-time", type=seconds, metavar="S", help="send nothing more after S seconds")
    how.add_argument("--seed", type=count, metavar="N", help=SEED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the process's exit code."""
    with lasting():
        return _done(_parsed(sys.argv[1:] if arguments is None else arguments))


def _done(chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "run":
            from .runner import run

            return run(chosen)
        case "serve":
            from .sandbox import serve

            return serve(chosen.port, chosen.fault, chosen.webhook)
        case "list":
            from .catalogue import show

            return show(chosen.what, chosen.service)
        case _:
            from .catalogue import explain

            return explain(chosen.id)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """argparse ends with 2 on wrong usage, which here means interrupted."""
    top = parser()
    try:
        if arguments and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
            top.error(f"{arguments[0]}: no such command; {did_you_mean(arguments[0], COMMANDS, 'conformance --help')}")
        return top.parse_args(arguments)
    except SystemExit as end:
        raise SystemExit(4 if end.code else 0) from None


class _Parser(argparse.ArgumentParser):
    """Refuses what it does not know itself, with its own usage; argparse leaves that to the parser at the top."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        chosen, unknown = super().parse_known_args(args, namespace)
        if unknown:
            name = unknown[0].partition("=")[0]
            if not name.startswith("-"):
                self.error(f"{unknown[0]}: one argument too many")
            known = tuple(re.findall(r"--[a-z-]+", self.format_usage()))
            self.error(f"{name}: no such option; {did_you_mean(name, known, f'{self.prog} --help')}")
        return chosen, unknown
