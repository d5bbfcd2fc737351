"""What evidence is good for: where it lies, and when it says nothing about the contract."""

from collections.abc import Mapping
from typing import Protocol

from ..check import EVERY
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
    Halt.NOTHING_CAME: (Outcome.UNDECLARED, Party.OPEN),
    Halt.NOT_ACCEPTED: (Outcome.UNDECLARED, Party.OPEN),
    Halt.CONFIGURATION: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.BUDGET: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.TIME: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.CAP: (Outcome.UNPROVEN, Party.CONFIGURATION),
    Halt.INTERRUPTED: (Outcome.UNPROVEN, Party.OPEN),
    Halt.ONLY_SAFE: (Outcome.DESELECTED, Party.OPEN),
    Halt.SKIPPED: (Outcome.DESELECTED, Party.OPEN),
    Halt.CRASHED: (Outcome.CRASHED, Party.SUITE),
}


class Record(Protocol):
    """Where evidence lies: of this run, which may have to be waited for, or of a saved one."""

    def of(self, play: Play) -> Evidence: ...

    def planned(self, play: Play) -> bool: ...


HUNG_UP = (FailureKind.RESET, FailureKind.TIMEOUT, FailureKind.TRUNCATED)
"""How a provider that was reached fails to answer, or to answer to the end."""


def cut_short(
    evidence: Evidence,
    steps: Mapping[str, list[Exchange]],
    may_fail: tuple[str, ...] = (),
    in_any_case: tuple[str, ...] = (),
) -> Observation | None:
    """Why the judge cannot be asked: an exchange that says nothing about the contract, or a step not reached. A step
    that `may_fail` says something by getting no answer, too, and those seen `in_any_case` by whatever came of them; a
    group of these by having nothing in it."""
    for name, exchanges in steps.items():
        if name in in_any_case and (exchanges or (name.startswith(EVERY) and evidence.stop is None)):
            continue
        telling = name in may_fail and all(one.failure and one.failure.kind in HUNG_UP for one in exchanges)
        if not telling and (useless := next(filter(None, map(_useless, exchanges)), None)):
            return useless
        if exchanges and (not name.startswith(EVERY) or _is_whole(evidence)):
            continue
        if evidence.stop is None:
            return Observation(Outcome.CRASHED, party=Party.SUITE, remedy=f"the scenario has no step {name}")
        last = list(evidence.steps.values())[-1] if evidence.steps else None
        outcome, party = ENDS[evidence.stop.halt]
        return (last and _useless(last)) or Observation(outcome, party=party, remedy=evidence.stop.reason)
    return None


def _is_whole(evidence: Evidence) -> bool:
    """Whether a group of steps is all that the scenario meant to send: only an answer can have ended it, after it."""
    return evidence.stop is None or evidence.stop.halt is Halt.NOT_ACCEPTED


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
