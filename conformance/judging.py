"""From evidence to finding: everything that decides a verdict, in one pure function.

A live run, a saved run and a single check in a debugger all come through `examine`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from .check import Check
from .exchange.message import Exchange, FailureKind
from .profile import Profile
from .scenario import Evidence, Halt, Play
from .verdict import Finding, Observation, Outcome, Party, Verdict, decide

TRANSIENT = (429, 502, 503, 504)
"""Statuses that say nothing about the contract: too many requests, or something in front of the provider."""

NOT_SERVED = (404, 405, 410, 415, 501)
"""Statuses by which a server says that it offers no such path, method or content type."""

ENDS: dict[Halt, tuple[Outcome, Party]] = {
    Halt.BROKEN_OFF: (Outcome.UNPROVEN, Party.PROVIDER),
    Halt.NETWORK: (Outcome.UNPROVEN, Party.NETWORK),
    Halt.CONFIGURATION: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.BUDGET: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.TIME: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.CAP: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.INTERRUPTED: (Outcome.UNPROVEN, Party.OPEN),
    Halt.ONLY_SAFE: (Outcome.DESELECTED, Party.OPEN),
    Halt.CRASHED: (Outcome.CRASHED, Party.SUITE),
}


class Record(Protocol):
    """Where evidence lies: of this run, which may have to be waited for, or of a saved one."""

    def of(self, play: Play) -> Evidence: ...

    def planned(self, play: Play) -> bool: ...


def examine(check: Check, case: str, record: Record, profile: Profile) -> Finding:
    """The finding of `check` for `case`. Never raises for what a provider did; a judge that crashes is an ERROR."""
    if reason := check.inapplicable(profile, case):
        return _finding(check, case, Observation(Outcome.UNDECLARED, party=Party.OPEN), reason=reason)
    play = check.play(case)
    if play is None:
        return _judge(check, case, {}, record, profile)
    evidence = record.of(play)
    steps = {name: evidence.steps[name] for name in check.steps if name in evidence.steps}
    used = tuple(exchange.id for exchange in steps.values())
    if end := _cut_short(check, evidence, steps):
        seen = used or tuple(exchange.id for exchange in list(evidence.steps.values())[-1:])
        return _finding(check, case, end, seen, reason=end.remedy)
    if blocked := _blocked(check, case, used, record, profile):
        return blocked
    return _judge(check, case, steps, record, profile)


def _cut_short(check: Check, evidence: Evidence, steps: dict[str, Exchange]) -> Observation | None:
    """Why the judge cannot be asked: an exchange that says nothing about the contract, or a step not reached."""
    for name in check.steps:
        if name in steps:
            if useless := _useless(steps[name]):
                return useless
        elif evidence.stop is None:
            return Observation(Outcome.CRASHED, party=Party.SUITE, remedy=f"the scenario has no step {name}")
        else:
            last = list(evidence.steps.values())[-1] if evidence.steps else None
            outcome, party = ENDS[evidence.stop.halt]
            return (last and _useless(last)) or Observation(outcome, party=party, remedy=evidence.stop.reason)
    return None


def _useless(exchange: Exchange) -> Observation | None:
    """What is wrong with an exchange that failed on the way or met something in front of the provider, or None."""
    if failure := exchange.failure:
        where = "connection" if failure.kind in (FailureKind.UNREACHABLE, FailureKind.TLS) else "response"
        return Observation(Outcome.UNPROVEN, (), failure.kind.value, where, Party.NETWORK, failure.detail)
    if not exchange.inbound and (status := exchange.answer.status) in TRANSIENT:
        remedy = f"answered {status}, which says nothing about the contract: try again later"
        return Observation(Outcome.UNPROVEN, (), status, "status", Party.NETWORK, remedy)
    return None


def _blocked(check: Check, case: str, used: tuple[str, ...], record: Record, profile: Profile) -> Finding | None:
    """The finding of a negative check whose positive control did not hold: what it saw proves nothing."""
    control = check.control_for(profile, case)
    if control is None:
        return None
    finding = examine(*control, record, profile)
    if finding.verdict in (Verdict.PASS, Verdict.NOTE, Verdict.WARN):
        return None
    name = finding.check + (f"[{finding.case}]" if finding.case else "")
    if finding.verdict in (Verdict.NOT_APPLICABLE, Verdict.SKIP):
        outcome = Outcome.UNDECLARED if finding.verdict is Verdict.NOT_APPLICABLE else Outcome.DESELECTED
        return _finding(check, case, Observation(outcome, party=finding.party), used, reason=finding.reason)
    reason = f"its control {name} is {finding.verdict}" + (f": {finding.reason}" if finding.reason else "")
    return _finding(
        check,
        case,
        Observation(Outcome.UNPROVEN, party=finding.party),
        used + finding.exchanges,
        reason=reason,
        blocked_by=name,
    )


def _judge(check: Check, case: str, steps: dict[str, Exchange], record: Record, profile: Profile) -> Finding:
    given: dict[str, object] = {**steps, "profile": profile, "case": case}
    used = tuple(exchange.id for exchange in steps.values())
    crash = Observation(Outcome.CRASHED, party=Party.SUITE)
    try:
        result = check.judge(**{name: given[name] for name in check.parameters})
    except Exception as error:
        return _finding(check, case, crash, used, reason=f"the check itself failed: {type(error).__name__}: {error}")
    observations = [result] if isinstance(result, Observation) else list(result)
    if not observations:
        return _finding(check, case, crash, used, reason="the check observed nothing")
    decisive = max(observations, key=lambda seen: _WEIGHT[seen.outcome])
    notes = tuple(_note(seen) for seen in observations if seen.outcome is Outcome.NOTED and seen is not decisive)
    if decisive.outcome is Outcome.BROKEN and check.relies_on and not profile.declared:
        decisive = _assumed(check, case, decisive, record)
        if decisive.outcome is Outcome.UNDECLARED:
            notes = (*notes, decisive.remedy)
    return _finding(check, case, decisive, used, reason=decisive.remedy, notes=notes)


_WEIGHT = {
    Outcome.HELD: 1,
    Outcome.NOTED: 0,
    Outcome.UNDECLARED: 2,
    Outcome.DESELECTED: 2,
    Outcome.UNPROVEN: 3,
    Outcome.BROKEN: 4,
    Outcome.CRASHED: 5,
}


def _assumed(check: Check, case: str, broken: Observation, record: Record) -> Observation:
    """What a broken expectation means when no profile was given and the request was built from a document's examples.

    A provider need not know the example's account or path: that is nobody's fault, unless it took the request (2xx)
    and answered it with the wrong status.
    """
    status = broken.actual if broken.where == "status" and isinstance(broken.actual, int) else None
    if status is not None and 200 <= status < 300 and check.control is None:
        return broken
    if status in NOT_SERVED and _accepted_elsewhere(check, case, record):
        note = f"not offered: answered {status} while another combination was accepted"
        return Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=note)
    keys: Sequence[str] = check.relies_on
    if status in (401, 403):
        keys = [key for key in keys if key.startswith("accounts")] or keys
    elif status in NOT_SERVED:
        keys = [key for key in keys if key.endswith("url")] or keys
    seen = f"answered {status}" if status is not None else f"{broken.where} was {broken.actual!r}"
    remedy = f"{seen} to the document's example, which proves nothing without a profile: set {' and '.join(keys)}"
    return replace(broken, outcome=Outcome.UNPROVEN, party=Party.CONFIGURATION, remedy=remedy)


def _accepted_elsewhere(check: Check, case: str, record: Record) -> bool:
    """Whether another case of the same check, sent in the same run, was answered 2xx."""
    for other in check.cases:
        play = check.play(other)
        if other == case or play is None or not record.planned(play):
            continue
        answers = [record.of(play).steps[name] for name in check.steps if name in record.of(play).steps]
        if answers and all(one.response and 200 <= one.response.status < 300 for one in answers):
            return True
    return False


def _note(seen: Observation) -> str:
    return f"{seen.where}: {seen.actual}" if seen.where else str(seen.actual)


def _finding(
    check: Check,
    case: str,
    seen: Observation,
    exchanges: tuple[str, ...] = (),
    *,
    reason: str = "",
    blocked_by: str | None = None,
    notes: tuple[str, ...] = (),
) -> Finding:
    clause = check.clause
    verdict = decide(clause.level, clause.evidence, seen.outcome)
    return Finding(
        check=check.id,
        clause=clause.id,
        service=check.service,
        case=case,
        level=clause.level,
        evidence=clause.evidence,
        verdict=verdict,
        party=seen.party,
        title=check.title,
        expected=seen.expected,
        actual=seen.actual,
        where=seen.where,
        consequence=clause.consequence,
        exchanges=exchanges,
        reason=reason,
        blocked_by=blocked_by,
        notes=notes,
    )
