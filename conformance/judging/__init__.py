"""From evidence to finding: everything that decides a verdict, in one pure function.

A live run, a saved run and a single check in a debugger all come through `examine`.
"""

from collections.abc import Mapping
from dataclasses import replace

from ..check import Check
from ..exchange.evidence import Evidence
from ..exchange.message import Exchange
from ..profile import Profile
from ..verdict import Finding, Observation, Outcome, Party, Verdict, decide
from .asked import asked
from .beside import HELD, doubtful, told_apart, unconfirmed
from .evidence import Record, cut_short
from .examples import NOT_SERVED, assumed, suspicion, unstated

__all__ = ["NOT_SERVED", "Record", "doubtful", "examine"]

_WEIGHT = {
    Outcome.NOTED: 0,
    Outcome.HELD: 1,
    Outcome.UNDECLARED: 2,
    Outcome.DESELECTED: 2,
    Outcome.UNPROVEN: 3,
    Outcome.BROKEN: 4,
    Outcome.CRASHED: 5,
}
"""Which of several observations of one check decides."""


def examine(check: Check, case: str, record: Record, profile: Profile) -> Finding:
    """The finding of `check` for `case`. Never raises for what a provider did; a judge that crashes is an ERROR."""
    return told_apart(*_findings(check, case, record, profile))


def _findings(check: Check, case: str, record: Record, profile: Profile) -> list[Finding]:
    """The finding of `check`, or the two of what was seen beside others and then alone."""
    if reason := check.inapplicable(profile, case):
        return [_finding(check, case, Observation(Outcome.UNDECLARED, party=Party.OPEN), reason=reason)]
    play = check.play(case)
    if play is None:
        return [_blocked(check, case, (), record, profile) or _judge(check, case, {}, record, profile)]
    first = record.of(play)
    found = [_found(check, case, first, record, profile)]
    if record.planned(play.once_more):
        return [*found, _found(check, case, record.of(play.once_more), record, profile)]
    return [unconfirmed(found[0])] if first.beside else found


def _found(check: Check, case: str, evidence: Evidence, record: Record, profile: Profile) -> Finding:
    """The finding on `evidence` of the check's own scenario."""
    steps = check.taken_from(evidence.steps)
    used = _ids(steps)
    end = cut_short(evidence, steps, check.may_fail, check.in_any_case)
    # Where the evidence is wanting, a control that does not hold either is the better explanation.
    wanting = end is None or end.outcome in (Outcome.UNPROVEN, Outcome.UNDECLARED)
    if wanting and (blocked := _blocked(check, case, used, record, profile)):
        return blocked
    if end:
        seen = used or tuple(exchange.id for exchange in list(evidence.steps.values())[-1:])
        return _finding(check, case, end, seen, reason=end.remedy)
    return _judge(check, case, steps, record, profile)


def _blocked(check: Check, case: str, used: tuple[str, ...], record: Record, profile: Profile) -> Finding | None:
    """The finding of a check whose control did not hold, so that what it saw proves nothing. It names the first control
    of the chain that is to blame."""
    control = check.control_for(profile, case)
    if control is None:
        return None
    found = _findings(*control, record, profile)
    # What holds when nothing else is under way can be rested on.
    finding = found[-1] if found[-1].verdict in HELD else told_apart(*found)
    match finding.verdict:
        case Verdict.PASS | Verdict.NOTE:
            return None
        case Verdict.NOT_APPLICABLE | Verdict.SKIP:
            outcome = Outcome.UNDECLARED if finding.verdict is Verdict.NOT_APPLICABLE else Outcome.DESELECTED
            seen = Observation(outcome, party=finding.party)
            return _finding(check, case, seen, used, reason=finding.reason, notes=finding.notes)
    name, reason = finding.blocked_by, finding.reason
    if name is None:
        name = finding.check + (f"[{finding.case}]" if finding.case else "")
        reason = f"its control {name} is {finding.verdict}" + (f": {reason}" if reason else "")
    seen = Observation(Outcome.UNPROVEN, party=finding.party)
    exchanges = tuple(dict.fromkeys((*used, *finding.exchanges)))
    return _finding(check, case, seen, exchanges, reason=reason, blocked_by=name)


def _ids(steps: Mapping[str, list[Exchange]]) -> tuple[str, ...]:
    return tuple(exchange.id for exchanges in steps.values() for exchange in exchanges)


def _judge(check: Check, case: str, steps: Mapping[str, list[Exchange]], record: Record, profile: Profile) -> Finding:
    used = _ids(steps)
    observations = asked(check, case, steps, profile)
    decisive = max(observations, key=lambda seen: _WEIGHT[seen.outcome])
    told = (Outcome.NOTED, Outcome.BROKEN) if decisive.outcome is Outcome.BROKEN else (Outcome.NOTED,)
    notes = tuple(dict.fromkeys(_note(seen) for seen in observations if seen.outcome in told and seen is not decisive))
    if decisive.outcome is Outcome.BROKEN and (keys := unstated(check, profile)):
        decisive = assumed(check, case, decisive, record, keys, profile)
        if decisive.outcome is Outcome.UNDECLARED:
            notes = (*notes, decisive.remedy)
    if hint := suspicion(check, decisive, profile):
        decisive = replace(decisive, remedy="; ".join(filter(None, (hint, decisive.remedy))))
    return _finding(check, case, decisive, used, reason=decisive.remedy, notes=notes)


def _note(seen: Observation) -> str:
    """An observation that does not decide, in one line: a note, or one more thing that is broken."""
    remedy = f"; {seen.remedy}" if seen.outcome is Outcome.BROKEN and seen.remedy else ""
    return f"{seen.where}: {seen.actual}{remedy}" if seen.where else f"{seen.actual}{remedy}"


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
        consequence=seen.consequence or clause.consequence,
        exchanges=exchanges,
        reason=reason,
        blocked_by=blocked_by,
        notes=notes,
    )
