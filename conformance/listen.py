"""`conformance listen`: nothing is sent, and each callback is judged as it comes, as a run judges all of them."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from math import inf
from typing import Any

import pytest

from .check import Check
from .exchange.evidence import Evidence
from .exchange.listener import path_of
from .exchange.message import Exchange
from .exchange.redaction import Redactor
from .expect import shorten
from .items import BENCH, CheckItem
from .judging import examine
from .profile import Profile
from .report import words
from .report.terminal import COLOURS, Line, write
from .report.told import told
from .report.words import counted
from .run import Run
from .scenario import Phase, Play, nothing
from .services.messaging_integration.declared import integration
from .services.messaging_integration.events import meant, reported_ids
from .verdict import Observation, Outcome, Verdict

EVENTS = "every_event"
"""The parameter of a judge of all callbacks of a run; their steps are `event_1`, `event_2` and so on."""

LOOKS_SECONDS = 0.5
"""How often it is looked whether the time is over."""

SHOWN_AT_MOST = 80
"""Characters of a path or of a message's id that are shown."""

Tell = Callable[[Iterable[Line]], None]


@dataclass(frozen=True)
class _Alone:
    """A callback as all that there is: a `conformance.judging.Record`."""

    event: Exchange

    def of(self, play: Play) -> Evidence:
        return Evidence(play.id, {"event_1": replace(self.event, id=f"{play.id}/event_1")})

    def planned(self, play: Play) -> bool:
        return not play.alone


def listens(check: Check) -> bool:
    """Whether `check` judges callbacks and nothing else."""
    return check.sends is not None and check.sends.phase is Phase.LAST and check.steps == (EVENTS,)


def by_itself(check: Check) -> Check:
    """`check` without all for which something would have to be sent: what came is the proof that it can."""
    return replace(check, control=None, sends=check.sends and replace(check.sends, after=nothing))


def demanding(check: Check) -> Check:
    """`check`, for which callbacks that it has nothing to say of prove nothing: no message was sent that would show
    whether the others work."""

    @wraps(check.judge)
    def judge(**given: Any) -> list[Observation]:
        result = check.judge(**given)
        seen = [result] if isinstance(result, Observation) else result
        return [replace(one, outcome=Outcome.UNPROVEN) if one.outcome is Outcome.UNDECLARED else one for one in seen]

    return replace(check, judge=judge)


def attend(config: pytest.Config, run: Run, items: Sequence[CheckItem]) -> None:
    """Say on the terminal where the provider has to call, and tell of what comes, until it is to be judged as a whole:
    after the run's time, or upon Ctrl-C."""
    bench = config.stash[BENCH]
    reporter = config.pluginmanager.getplugin("terminalreporter")

    def tell(lines: Iterable[Line], redactor: Redactor = bench.redactor) -> None:
        write(config, lines, redactor)
        if reporter is not None:
            # Whoever reads along is not to wait for more.
            reporter.flush()

    # The one place that shows the secret path: the provider has to be told.
    tell(_invitation(run), Redactor())
    if reason := run.unreached():
        tell([Line(f"{reason[0].upper()}{reason[1:]}.", ("yellow",)), Line()])
    _follow(run, [(item.check, item.case) for item in items], bench.redactor, bench.options.max_time, tell)
    for item in items:
        item.check = demanding(item.check)


def _invitation(run: Run) -> Iterator[Line]:
    assert run.listener is not None
    yield Line(f"Listening for callbacks as {run.profile.path} declares them. Let the provider call:")
    yield Line(f"  {run.listener.url}", ("bold",))
    yield Line("Ctrl-C ends it and writes the reports.")
    yield Line()


def _follow(
    run: Run, cases: Sequence[tuple[Check, str]], redactor: Redactor, seconds: float | None, tell: Tell
) -> None:
    """Judge each callback as it comes, and tell of it, for `seconds` or until Ctrl-C."""
    assert run.listener is not None
    until = inf if seconds is None else time.monotonic() + seconds
    seen, strays = 0, set[str]()
    try:
        while time.monotonic() < until:
            looks = min(time.monotonic() + LOOKS_SECONDS, until)
            for event in run.listener.callbacks.wait(lambda event: True, looks, at_least=seen + 1)[seen:]:
                seen += 1
                tell(_lines(seen, event, cases, run.profile, redactor))
            missed = dict.fromkeys(map(_missed, run.listener.strays.all))
            tell([Line(stray, ("light",)) for stray in missed if stray not in strays])
            strays.update(missed)
    except KeyboardInterrupt:
        # The way to end it, and no reason to judge nothing.
        tell([Line()])
    tell([Line(f"{counted(seen, 'callback')} came.")])


def _missed(stray: Exchange) -> str:
    path = shorten(path_of(stray.request), SHOWN_AT_MOST)
    return f"{stray.request.method} {path}: not the webhook's path, answered {stray.answer.status}"


def _lines(
    number: int, event: Exchange, cases: Sequence[tuple[Check, str]], profile: Profile, redactor: Redactor
) -> Iterator[Line]:
    """What is told of a callback: when it came, what it is meant for, and what is wrong with it."""
    clock = time.strftime("%H:%M:%S", time.localtime(event.timing.started))
    yield Line(f"{clock}  {number}. {event.request.method}: {_named(profile, event)}", ("bold",))
    findings = [told(examine(check, case, _Alone(event), profile), redactor) for check, case in cases]
    wanting = [finding for finding in findings if finding.verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE)]
    for finding in wanting:
        first, *rest = words.finding_lines(finding)
        yield Line(f"  {first}", tuple(COLOURS[finding.verdict]))
        yield from (Line(f"    {line}") for line in (*rest, *finding.notes))
    if not wanting:
        yield Line("  valid", tuple(COLOURS[Verdict.PASS]))


def _named(profile: Profile, event: Exchange) -> str:
    """Which models of the integration file a callback is meant for, and the messages of which it reports the
    delivery."""
    known = integration(profile)
    kinds = ", ".join(f"{model.event_key} ({model.event_type})" for model in meant(known, event))
    ids = "".join(f", message {shorten(id, SHOWN_AT_MOST)}" for id in reported_ids(known, event))
    return f"{kinds}{ids}" or "no event of the integration file"
