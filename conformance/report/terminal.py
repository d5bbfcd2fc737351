"""The first screen: verdict and counts for each service, what failed in three lines, what was not proven."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..contract import services
from ..exchange.redaction import Redactor
from ..plan import Plan
from ..profile import Profile
from ..run import Run
from ..verdict import ExitCode, Finding, Party, Verdict
from .files import NAMES
from .results import Results, ledger
from .words import comparison, finding_lines, name

COLOURS: dict[Verdict, dict[str, bool]] = {
    Verdict.PASS: {"green": True},
    Verdict.NOTE: {"cyan": True},
    Verdict.WARN: {"yellow": True},
    Verdict.FAIL: {"red": True, "bold": True},
    Verdict.INCONCLUSIVE: {"purple": True},
    Verdict.ERROR: {"red": True, "bold": True},
}

MEANING = {
    ExitCode.CONFORMANT: "conformant",
    ExitCode.NOT_CONFORMANT: "not conformant",
    ExitCode.INTERRUPTED: "interrupted",
    ExitCode.SUITE_FAULT: "the suite itself failed",
    ExitCode.USAGE: "wrong usage or profile",
    ExitCode.NOTHING_EXERCISED: "nothing was exercised",
    ExitCode.INCONCLUSIVE: "inconclusive",
}

SAME_REASON_NAMED = 3
"""How many checks are named when several were not proven for one reason; the rest are counted."""


@dataclass(frozen=True)
class Line:
    """A line of terminal text and how it is marked up."""

    text: str = ""
    markup: tuple[str, ...] = ()


def _marked(text: str, verdict: Verdict) -> Line:
    return Line(text, tuple(COLOURS.get(verdict, {})))


def summary(results: Results) -> Iterator[Line]:
    """The lines of the first screen, from the most general to the particular."""
    width = max((len(service) for service in results.services), default=0)
    for service, (verdict, counts) in results.services.items():
        numbers = ", ".join(f"{counts[kind]} {kind.replace('_', ' ').lower()}" for kind in Verdict if counts[kind])
        yield _marked(f"{service:<{width}}  {verdict.replace('_', ' '):<14} {numbers}", verdict)
    for wanted in (Verdict.ERROR, Verdict.FAIL, Verdict.WARN):
        for finding in results.findings:
            if finding.verdict is wanted:
                first, *rest = finding_lines(finding)
                yield Line()
                yield _marked(first, wanted)
                yield from map(Line, rest)
    yield from _not_proven(results)
    messages = ledger(results)
    if messages and not results.reference:
        accepted = sum(message.accepted is True for message in messages)
        people = {who for message in messages for who in message.recipients}
        yield Line()
        sent = f"{_counted(len(messages), 'message')} to {_counted(len(people), 'recipient')}"
        yield Line(f"Sent {sent}; {accepted} accepted, arrival not observed.")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _not_proven(results: Results) -> Iterator[Line]:
    """What was declared and not proven, one line a reason."""
    reasons: dict[str, list[Finding]] = {}
    for finding in results.not_proven:
        if finding.blocked_by is None:
            reasons.setdefault(comparison(finding), []).append(finding)
    blocked = [finding for finding in results.not_proven if finding.blocked_by is not None]
    if not reasons and not blocked:
        return
    yield Line()
    yield Line(f"Not proven ({len(results.not_proven)}):", ("bold",))
    for reason, findings in sorted(reasons.items(), key=lambda item: -len(item[1])):
        names = ", ".join(name(finding) for finding in findings[:SAME_REASON_NAMED])
        more = f" and {len(findings) - SAME_REASON_NAMED} more" if len(findings) > SAME_REASON_NAMED else ""
        party = findings[0].party
        whose = f" [{party}]" if party is not Party.OPEN else ""
        yield _marked(f"  {reason}{whose}", findings[0].verdict)
        yield Line(f"    {names}{more}")
    if blocked:
        yield Line(f"  {len(blocked)} more wait for a check that has to pass first: see the report")


def epilogue(code: ExitCode, reports: Path | None, trouble: Exception | None) -> Iterator[Line]:
    """The end of a run: where the reports are, or the `trouble` that kept them from being written, and last the exit
    code by name."""
    yield Line()
    if trouble is not None:
        why = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else repr(trouble)
        yield Line(f"The reports could not all be written to {reports}: {why.lower()}.", ("red", "bold"))
    elif reports is not None:
        yield Line(f"Reports in {reports}: {', '.join(name for name in NAMES if (reports / name).exists())}")
    yield Line(f"Exit code {int(code)}: {MEANING[code]}", ("green",) if code is ExitCode.CONFORMANT else ("red",))


def prologue(run: Run, embedded: bool) -> Iterator[Line]:
    """What is about to be tested, and by which profile: the first that an operator should see."""
    profile = run.profile
    if embedded:
        by = "the embedded reference provider"
    elif profile.declared:
        by = f"as {profile.path} declares it"
    else:
        by = "with the documents' own examples, for want of a --profile"
    where = profile.target or "each service's own host"
    most = f"at most {_counted(run.plan.messages, 'message')}"
    sends = len(run.plan.plays) - len(run.plan.held_back)
    yield Line(f"Testing {where} ({by}): {_counted(sends, 'scenario')}, {most}, run {run.id}")


def progress(config: pytest.Config, service: str) -> None:
    """Where pytest is told to be quiet and names no files, let the service's name stand before its checks' letters."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None and config.get_verbosity() < 0:
        reporter.write_ensure_prefix(f"{service:<{max(map(len, services()))}}  ")


def plan_lines(plan: Plan, profile: Profile) -> Iterator[Line]:
    """What a dry run prints: every scenario in the order of sending with its cost, and who may receive a message."""
    for play in sorted(plan.plays, key=lambda play: play.scenario.phase):
        held = plan.held_back.get(play)
        cost = _counted(play.scenario.messages, "message") if play.scenario.messages else ""
        yield Line(f"  {play.id:<60} {f'not sent: {held.reason}' if held else cost}".rstrip())
        yield Line(f"      for {', '.join(plan.needed_by[play])}")
    sent = len(plan.plays) - len(plan.held_back)
    yield Line(f"{sent} scenarios would be played, at most {plan.messages} messages sent; nothing was sent.", ("bold",))
    if plan.messages:
        yield Line(f"Messages may go to: {', '.join(sorted(profile.allowed_recipients))}")


def write(config: pytest.Config, lines: Iterable[Line], redactor: Redactor) -> None:
    """Put `lines` on the terminal, redacted."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None:
        for line in lines:
            reporter.write_line(redactor.text(line.text), **dict.fromkeys(line.markup, True))
