"""The `conformance` command: run the suite, serve the reference provider, list and explain what there is."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .options import DEFAULT_CONCURRENCY, at_least_one, count, port, seconds

EXIT_CODES = """exit codes:
  0  conformant           everything declared was exercised and held
  1  not conformant       at least one FAIL (with --strict: or WARN)
  2  interrupted          the reports tell what was known by then
  3  the suite failed     at least one ERROR: not the provider's fault
  4  wrong usage          an option, a name or the profile is wrong; nothing was sent
  5  nothing exercised    everything was left out or is not declared
  6  inconclusive         something declared could not be exercised"""


SANDBOX = """Runs the reference provider on this machine, for an app or a client to be pointed at. Ctrl-C ends it."""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="conformance",
        description="Tests a provider's implementation of telephony web services against their documents.",
        epilog="Without --target, `conformance run` tests the embedded reference provider.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"conformance {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help: str, description: str, epilog: str | None = None) -> argparse.ArgumentParser:
        raw = argparse.RawDescriptionHelpFormatter
        return commands.add_parser(name, help=help, description=description, epilog=epilog, formatter_class=raw)

    _add_run(command("run", "test a provider", "Tests a provider and writes the reports.", EXIT_CODES))
    _add_serve(command("serve", "run the reference provider as a sandbox", SANDBOX))
    listing = command("list", "list clauses, checks, services or faults", "Lists what there is.")
    listing.add_argument("what", nargs="?", default="checks", choices=("clauses", "checks", "services", "faults"))
    listing.add_argument("--service", metavar="NAME", help="of this service only")
    one = command("explain", "explain a check, a clause or a fault", "Explains a check, a clause or a fault.")
    one.add_argument("id", metavar="ID", help="as `conformance list` and the reports name it")
    return top


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--port", type=port, default=8080, metavar="N", help="on 127.0.0.1 (default 8080; 0: a free one)"
    )
    serve.add_argument("--fault", action="append", default=[], metavar="NAME", help="break it in this way (repeatable)")
    serve.add_argument("--webhook", metavar="URL", help="where it reports deliveries to")


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
    how = run.add_argument_group("how")
    reports = Path("reports")
    how.add_argument("--reports", type=Path, default=reports, metavar="DIR", help="where to write (default reports)")
    how.add_argument("--strict", action="store_true", help="a WARN fails too")
    how.add_argument("--dry-run", action="store_true", help="print what would be sent and its cost; send nothing")
    side_by_side = f"requests side by side (default {DEFAULT_CONCURRENCY})"
    how.add_argument("--concurrency", type=at_least_one, metavar="N", help=side_by_side)
    how.add_argument("--max-time", type=seconds, metavar="S", help="send nothing more after S seconds")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the process's exit code."""
    chosen = _parsed(sys.argv[1:] if arguments is None else arguments)
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
    try:
        return parser().parse_args(arguments)
    except SystemExit as end:
        raise SystemExit(4 if end.code else 0) from None
