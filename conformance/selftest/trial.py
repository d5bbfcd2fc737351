"""One fault tried: which findings it moved, held against what it is meant to move."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..reference.faults import Fault
from ..verdict import Finding, Outcome, Party, Verdict, decide
from .rehearsal import Rehearsed, label

QUIET = (Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE)
"""What a check that is not meant may become: it rests on one that is."""


@dataclass(frozen=True)
class Trial:
    """What the fault `name` did: `caught` are the findings that it is meant to move and did, `objections` what is wrong
    with the trial, one sentence each; () for a fault that is caught by its own checks alone."""

    name: str
    caught: tuple[Finding, ...]
    objections: tuple[str, ...]


def tried(fault: Fault, plain: Rehearsed, faulty: Rehearsed) -> Trial:
    """The trial of `fault`: `plain` is a rehearsal against the reference without any, `faulty` one with it alone."""
    before = plain.verdicts
    moved = [
        found for found in faulty.findings if found.verdict is not before.get(label(found), Verdict.NOT_APPLICABLE)
    ]
    meant = [found for found in moved if found.check in fault.moves and found.blocked_by is None]
    missed = set(fault.moves) - {found.check for found in meant}
    objections = [f"{check} did not notice" for check in sorted(missed)]
    objections += [f"{label(found)}: {why}" for found in meant for why in _misjudged(fault, found)]
    objections += [
        f"{label(found)}: {why}" for found in moved if found not in meant for why in _astray(fault, found, moved)
    ]
    seen = {found.where for found in meant}
    objections += [f"no finding is at {where}" for where in fault.where if where not in seen]
    undisturbed = set(fault.disturbs) - {found.check for found in moved if found.blocked_by is None}
    objections += [f"{check} is not disturbed" for check in sorted(undisturbed)]
    return Trial(fault.name, tuple(meant), tuple(objections))


def _misjudged(fault: Fault, found: Finding) -> Iterable[str]:
    """What is wrong with a finding of a check that is meant."""
    if found.check in fault.unproven:
        if found.verdict is not Verdict.INCONCLUSIVE or not found.reason:
            yield f"is {found.verdict} where nothing came: {found.reason}"
        return
    due = decide(found.level, found.evidence, Outcome.BROKEN)
    if found.verdict is not due:
        yield f"is {found.verdict} where its clause makes it {due}: {found.reason}"
    if found.actual in found.expected:
        yield f"expects what it found, {found.actual!r}"
    if found.where not in fault.where:
        yield f"points to {found.where or 'no place'}, not to {' or '.join(fault.where) or 'any'}"
    if bool(found.exchanges) is bool(fault.settings and fault.of_configuration):
        yield "shows no exchange" if not found.exchanges else "blames an exchange for the configuration"
    if (found.party is Party.CONFIGURATION) is not fault.of_configuration:
        yield f"blames the {found.party}"


def _astray(fault: Fault, found: Finding, moved: list[Finding]) -> Iterable[str]:
    """What is wrong with a finding that moved and is not meant."""
    if (fault.settings or fault.recipients) and found.verdict in (Verdict.PASS, Verdict.NOTE, Verdict.NOT_APPLICABLE):
        # The profile declares other things: another combination may be the primary one now, with its own limits.
        return
    if found.verdict not in QUIET:
        yield f"is {found.verdict} and not meant: {found.where} {found.actual!r} {found.reason}"
    elif not found.reason:
        yield f"is {found.verdict} without a reason"
    elif found.blocked_by:
        if not any(label(other) == found.blocked_by and not other.blocked_by for other in moved):
            yield f"is blocked by {found.blocked_by}, which did not move"
    elif found.check not in fault.disturbs:
        yield f"is {found.verdict} and neither meant nor blocked: {found.reason}"
