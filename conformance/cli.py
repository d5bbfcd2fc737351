"""The `conformance` command: run the suite, listen for callbacks, judge a saved run again, serve the reference
provider, list and explain what there is."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .kinds import at_least_one, count, port, seconds, web_url
from .naming import did_you_mean
from .options import DEFAULT_CONCURRENCY, DISCOVER, INTERACTIVE, SEED
from .stdout import lasting
from .strict_parser import StrictParser

COMMANDS = ("run", "listen", "judge", "serve", "list", "explain", "selftest")

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

SELFTEST = """Breaks the reference provider in each of its named ways, and shows that the checks meant for it notice and
that no other does."""

LISTEN = """Takes the place of the caller's webhook, and judges each callback as it comes. Nothing is sent to the
provider. Ctrl-C ends it and writes the reports."""

JUDGE = """Judges the exchanges of a saved run by the rules as they are now. Nothing is sent."""

SANDBOX = """Runs the reference provider on this machine, for an app or a client to be pointed at. Ctrl-C ends it."""


def parser() -> argparse.ArgumentParser:
    top = StrictParser(
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
    _add_listen(command("listen", "judge a provider's callbacks alone", LISTEN, EXIT_CODES))
    _add_judge(command("judge", "judge a saved run again", JUDGE, EXIT_CODES))
    _add_serve(command("serve", "run the reference provider as a sandbox", SANDBOX))
    listing = command("list", "list services, clauses, checks, defects or faults", "Lists what there is.")
    kinds = ("services", "clauses", "checks", "defects", "faults")
    listing.add_argument("what", nargs="?", default="checks", choices=kinds)
    listing.add_argument("--service", metavar="NAME", help="of this service only")
    _add_selftest(command("selftest", "prove the checks on the reference provider's faults", SELFTEST))
    one = command("explain", "explain a check, a clause, a defect or a fault", "Explains what the ID names.")
    one.add_argument("id", metavar="ID", help="as `conformance list` and the reports name it")
    return top


def _add_listen(listen: argparse.ArgumentParser) -> None:
    listen.set_defaults(listen=True)
    listen.add_argument(
        "--profile", type=Path, required=True, metavar="FILE", help="what the provider declares (TOML; docs/profile.md)"
    )
    listen.add_argument("--service", action="append", default=[], metavar="NAME", help="this service only (repeatable)")
    listen.add_argument("--port", type=port, dest="listen_port", metavar="N", help="instead of webhook.port")
    listen.add_argument("--public-url", type=web_url, metavar="URL", help="instead of webhook.public_url")
    listen.add_argument("--max-time", type=seconds, metavar="S", help="end after S seconds")
    reports = Path("reports")
    listen.add_argument("--reports", type=Path, default=reports, metavar="DIR", help="where to write (default reports)")
    listen.add_argument("--strict", action="store_true", help="a WARN fails too")


def _add_judge(judge: argparse.ArgumentParser) -> None:
    judge.add_argument("judge", type=Path, metavar="REPORTS", help="the reports of a run, or its exchanges.har")
    judge.add_argument(
        "--profile", type=Path, required=True, metavar="FILE", help="what the provider declares (TOML; docs/profile.md)"
    )
    judge.add_argument("--service", action="append", default=[], metavar="NAME", help="this service only (repeatable)")
    judge.add_argument("-k", metavar="EXPRESSION", help="checks whose ids match, as in pytest")
    judge.add_argument("--discover", action="store_true", help="where the run did so: judge what is not declared too")
    judge.add_argument("--interactive", action="store_true", help="where the run did so: judge what a person did too")
    judge.add_argument("--reports", type=Path, metavar="DIR", help="where to write (default: nowhere)")
    judge.add_argument("--strict", action="store_true", help="a WARN fails too")


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--port", type=port, default=8080, metavar="N", help="on 127.0.0.1 (default 8080; 0: a free one)"
    )
    serve.add_argument("--fault", action="append", default=[], metavar="NAME", help="break it in this way (repeatable)")
    serve.add_argument("--webhook", type=web_url, metavar="URL", help="where it reports deliveries to")


def _add_selftest(selftest: argparse.ArgumentParser) -> None:
    selftest.add_argument("--service", metavar="NAME", help="the faults of this service only")
    selftest.add_argument("--fault", action="append", default=[], metavar="NAME", help="this fault only (repeatable)")
    selftest.add_argument(
        "--workers", type=at_least_one, metavar="N", help="processes (default: one more than processors)"
    )
    selftest.add_argument("--write", type=Path, metavar="FOLDER", help="write a page for each service tried as a whole")


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
    how.add_argument("--interactive", action="store_true", help=INTERACTIVE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the process's exit code."""
    with lasting():
        return _done(_parsed(sys.argv[1:] if arguments is None else arguments))


def _done(chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "run" | "listen" | "judge":
            from .runner import run

            return run(chosen)
        case "serve":
            from .sandbox import serve

            return serve(chosen.port, chosen.fault, chosen.webhook)
        case "list":
            from .catalogue import show

            return show(chosen.what, chosen.service)
        case "selftest":
            from .selftest.command import selftest

            return selftest(chosen.fault, chosen.service, chosen.workers, chosen.write)
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
