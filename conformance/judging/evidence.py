"""What evidence is good for: where it lies, and when it says nothing about the contract."""

from typing import Protocol

from ..check import Check
from ..exchange.evidence import Evidence, Halt
from ..exchange.message import Exchange, FailureKind
from ..scenario import Play
from ..verdict import Observation, Outcome, Party

TRANSIENT = (429, 502, 503, 504)
"""Statuses that say nothing about the contract: too many requests, or something in front of the provider."""

ENDS: dict[Halt, tuple[Outcome, Party]] = {
    Halt.BROKEN_OFF: (Outcome.UNPROVEN, Party.PROVIDER),
    Halt.NETWORK: (Outcome.UNPROVEN, Party.NETWORK),
    Halt.SILENCE: (Outcome.UNPROVEN, Party.OPEN),
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


def cut_short(check: Check, evidence: Evidence, steps: dict[str, Exchange]) -> Observation | None:
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
        party = Party.OPEN if failure.kind is FailureKind.INTERRUPTED else Party.NETWORK
        return Observation(Outcome.UNPROVEN, (), failure.kind.value, where, party, failure.detail)
    if not exchange.inbound and (status := exchange.answer.status) in TRANSIENT:
        remedy = f"answered {status}, which says nothing about the contract: try again later"
        return Observation(Outcome.UNPROVEN, (), status, "status", Party.NETWORK, remedy)
    return None
