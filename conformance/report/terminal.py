"""The first screen: verdict and counts for each service, what failed in three lines, what was not proven."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..contract import services
from ..exchange.redaction import Redactor
from ..plan import Plan
from ..profile import Profile
from ..verdict import ExitCode, Verdict
from .coverage import coverage
from .files import BODIES, NAMES
from .grouping import WAITS, alike, causes
from .meaning import left_out, meaning
from .results import Results, ledger, moment
from .root_causes import FOR_THE_FIRST, root_causes, unexplained
from .transcript import visible
from .words import counted, finding_lines, one_line, some, without_user_info

COLOURS: dict[Verdict, dict[str, bool]] = {
    Verdict.PASS: {"green": True},
    Verdict.NOTE: {"cyan": True},
    Verdict.WARN: {"yellow": True},
    Verdict.FAIL: {"red": True, "bold": True},
    Verdict.INCONCLUSIVE: {"purple": True},
    Verdict.ERROR: {"red": True, "bold": True},
}


@dataclass(frozen=True)
class Line:
    """A line of terminal text and how it is marked up."""

    text: str = ""
    markup: tuple[str, ...] = ()


def _marked(text: str, verdict: Verdict) -> Line:
    return Line(text, tuple(COLOURS.get(verdict, {})))


def summary(results: Results) -> Iterator[Line]:
    """The lines of the first screen, from the most general to the particular."""
    declared = {name: found for name, found in results.services.items() if name not in results.undeclared}
    width = max(map(len, declared), default=0)
    for service, (verdict, counts) in declared.items():
        numbers = ", ".join(f"{counts[kind]} {kind.replace('_', ' ').lower()}" for kind in Verdict if counts[kind])
        yield _marked(f"{service:<{width}}  {verdict.replace('_', ' '):<14} {numbers}", verdict)
    if undeclared := [name for name in results.services if name in results.undeclared]:
        yield Line(f"Not declared: {', '.join(undeclared)}")
    if missing := left_out(results):
        yield Line(missing, ("yellow",))
    yield from _fix_first(results)
    for wanted in (Verdict.ERROR, Verdict.FAIL, Verdict.WARN):
        for group in alike(finding for finding in results.findings if finding.verdict is wanted):
            first, *rest = finding_lines(group.first, group.names)
            yield Line()
            yield _marked(first, wanted)
            yield from map(Line, rest)
    yield from _noted(results)
    yield from _not_proven(results)
    yield from _reach(results)
    messages = ledger(results)
    if messages and not results.reference:
        accepted = sum(message.accepted is True for message in messages)
        people = {who for message in messages for who in message.recipients}
        yield Line()
        sent = f"{counted(len(messages), 'message')} to {counted(len(people), 'recipient')}"
        yield Line(f"Sent {sent}; {accepted} accepted{'' if results.observed else ', arrival not observed'}.")


def _fix_first(results: Results) -> Iterator[Line]:
    """The causes of many findings, each in three lines: what, how much it explains, what helps."""
    for number, found in enumerate(root_causes(results)):
        yield Line()
        yield Line(f"{'Then' if number else 'Fix this first'}: {found.said}.", ("bold",))
        yield Line(f"  {found.explains}")
        if found.remedy:
            yield Line(f"  {one_line(found.remedy)}")


def _noted(results: Results) -> Iterator[Line]:
    """What is worth knowing, though no rule demands it."""
    groups = alike(finding for finding in results.findings if finding.verdict is Verdict.NOTE)
    if groups:
        yield Line()
        yield Line(f"Notes ({sum(len(group.findings) for group in groups)}):", ("bold",))
    for group in groups:
        yield Line(f"  {group.said}")
        yield Line(f"    {some(group.names)}")


def _not_proven(results: Results) -> Iterator[Line]:
    """What was declared and not proven, cause by cause."""
    others = unexplained(results)
    groups = causes(others)
    if results.not_proven:
        yield Line()
        yield Line(f"Not proven ({len(results.not_proven)}):", ("bold",))
    if explained := len(results.not_proven) - len(others):
        yield Line(f"  {FOR_THE_FIRST.format(counted(explained, 'check'))}")
    for group in groups:
        if group.said.startswith(WAITS):
            yield _marked(f"  {group.said}: {some(group.names)}", group.first.verdict)
        else:
            yield _marked(f"  {group.said}", group.first.verdict)
            yield Line(f"    {some(group.names)}")


def _reach(results: Results) -> Iterator[Line]:
    """How many rules could be proven with the profile, how many were, and what it would take to prove the others."""
    reach = coverage(results)
    if reach.rules:
        yield Line()
        yield Line(reach.shares, ("bold",))
    for reason, rules in reach.wanting:
        yield Line(f"  {reason}")
        yield Line(f"    {some(list(rules))}")


def epilogue(code: ExitCode, results: Results, reports: Path | None, trouble: Exception | None) -> Iterator[Line]:
    """The end of a run: where the reports are, or the `trouble` that kept them from being written, and last the exit
    code in words, green only where nothing was left out."""
    yield Line()
    if trouble is not None:
        why = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else repr(trouble)
        yield Line(f"The reports could not all be written to {reports}: {why.lower()}.", ("red", "bold"))
    elif reports is not None:
        yield Line(f"Reports in {reports}: {', '.join(name for name in (*NAMES, BODIES) if (reports / name).exists())}")
    colour = "red" if code is not ExitCode.CONFORMANT else "yellow" if left_out(results) else "green"
    yield Line(f"Exit code {int(code)}: {meaning(code, results)}", (colour,))


def basis(profile: Profile, embedded: bool) -> str:
    """By which profile a target is tested."""
    if embedded:
        return "the embedded reference provider"
    if profile.declared:
        return f"as {profile.path} declares it"
    return "with the documents' own examples, for want of a --profile"


def prologue(plan: Plan, profile: Profile, embedded: bool, run: str | None = None) -> Iterator[Line]:
    """What is tested, and by which profile: the first that an operator should see. `run` is None for a dry run."""
    # The embedded provider has no port before the run.
    where = profile.target or ("http://127.0.0.1" if embedded else "each service's own host")
    by = f"{basis(profile, embedded)}; profile {profile.hash}"
    sends = counted(len(plan.plays) - len(plan.held_back), "scenario")
    most = f"at most {counted(plan.messages, 'message')}"
    drawn = f", seed {profile.seed}" if profile.limits.exploration else ""
    yield Line(f"Testing {without_user_info(where)} ({by}): {sends}, {most}{drawn}{f', run {run}' if run else ''}")


def prologue_again(run: str, started: float, profile: Profile) -> Iterator[Line]:
    """Which saved run is judged again, and by which profile."""
    by = f"{basis(profile, False)}; profile {profile.hash}"
    yield Line(f"Judging run {run} of {moment(started)} again ({by}): nothing is sent")


def progress(config: pytest.Config, service: str) -> None:
    """Where pytest is told to be quiet and names no files, let the service's name stand before its checks' letters."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None and config.get_verbosity() < 0:
        reporter.write_ensure_prefix(f"{service:<{max(map(len, services()))}}  ")


def write(config: pytest.Config, lines: Iterable[Line], redactor: Redactor) -> None:
    """Put `lines` on the terminal, redacted."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None:
        for line in lines:
            reporter.write_line(visible(redactor.text(line.text)), **dict.fromkeys(line.markup, True))
