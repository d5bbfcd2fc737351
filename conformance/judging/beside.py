"""Failures that were seen while other requests were under way: what a provider cannot do at all, and what it cannot do
beside other things, are told apart.

No document says how many requests a provider has to bear at once, but its callers do not wait for each other. That it
has to bear some is inferred, so that whoever answers rightly when asked alone is warned at most.
"""

from dataclasses import replace

from ..check import Check
from ..contract import Evidence as Grade
from ..exchange.evidence import Evidence
from ..exchange.message import FailureKind
from ..profile import Profile
from ..verdict import Finding, Outcome, Party, Verdict, decide
from .asked import asked
from .evidence import TRANSIENT, cut_short

BROKEN = (Verdict.FAIL, Verdict.WARN)
HELD = (Verdict.PASS, Verdict.NOTE)

OF_LOAD = (*TRANSIENT, FailureKind.RESET, FailureKind.TRUNCATED)
"""How a provider that has too much to do at once gives no answer. One that takes too long is not asked again: its next
answer may take as long, and many would be waited for one after the other."""


def doubtful(check: Check, case: str, evidence: Evidence, profile: Profile) -> bool:
    """Whether what `check` sees in `evidence`, got beside others, has to be seen once more without them before it is
    told: something is broken, or there was no answer to go by."""
    steps = check.taken_from(evidence.steps)
    end = cut_short(evidence, steps, check.may_fail, check.in_any_case)
    for seen in [end] if end else asked(check, case, steps, profile):
        match decide(check.clause.level, check.clause.evidence, seen.outcome):
            case Verdict.FAIL | Verdict.WARN:
                return True
            case Verdict.INCONCLUSIVE if seen.party is Party.PROVIDER or seen.actual in OF_LOAD:
                return True
    return False


def told_apart(beside: Finding, alone: Finding | None = None) -> Finding:
    """The finding of a check whose scenario was played `beside` others and, if need be, once more `alone`. What it is
    blamed for it did alone; where that shows nothing, what was found first stands."""
    if alone is None:
        return beside
    if beside.blocked_by or alone.blocked_by:
        return alone
    if alone.verdict is Verdict.INCONCLUSIVE and beside.verdict is not Verdict.INCONCLUSIVE:
        return unconfirmed(beside)
    if alone.verdict not in HELD or beside.verdict in HELD:
        return alone
    exchanges = tuple(dict.fromkeys((*beside.exchanges, *alone.exchanges)))
    if beside.verdict in BROKEN:
        only = "only while other requests were under way: it held when asked alone"
        reason = "; ".join(filter(None, (only, beside.reason)))
        verdict = decide(beside.level, Grade.INFERRED, Outcome.BROKEN)
        return replace(beside, evidence=Grade.INFERRED, verdict=verdict, exchanges=exchanges, reason=reason)
    note = f"held when asked alone; while other requests were under way: {beside.reason}"
    return replace(alone, exchanges=exchanges, notes=(*alone.notes, note))


def unconfirmed(beside: Finding) -> Finding:
    """A finding that was made beside others and cannot be had alone: one that is bad, or got no answer, has a note of
    that. It is no reason, so that what has the same reason stays together."""
    unanswered = beside.verdict is Verdict.INCONCLUSIVE and beside.party in (Party.NETWORK, Party.PROVIDER)
    if beside.blocked_by or not (beside.verdict in BROKEN or unanswered) or beside.where == "connection":
        return beside
    hint = "seen while other requests were under way; --concurrency 1 shows whether it is so without them"
    return replace(beside, notes=(*beside.notes, hint))
