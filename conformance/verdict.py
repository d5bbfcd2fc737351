"""What was found, and the decisions made of it: finding -> verdict, verdicts -> roll-up, verdicts -> exit code."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from .contract import Evidence, Level

Json = str | int | float | bool | None


class Outcome(StrEnum):
    """What happened when a check met its evidence, before level and evidence weigh it."""

    HELD = "held"
    BROKEN = "broken"
    NOTED = "noted"
    UNPROVEN = "unproven"
    UNDECLARED = "undeclared"
    DESELECTED = "deselected"
    CRASHED = "crashed"


class Verdict(StrEnum):
    PASS = "PASS"
    NOTE = "NOTE"
    WARN = "WARN"
    FAIL = "FAIL"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    SKIP = "SKIP"
    INCONCLUSIVE = "INCONCLUSIVE"
    ERROR = "ERROR"


class Party(StrEnum):
    """Who has to act on a finding; `open` where the document is silent."""

    PROVIDER = "provider"
    CONFIGURATION = "configuration"
    NETWORK = "network"
    SUITE = "suite"
    OPEN = "open"


class ExitCode(IntEnum):
    CONFORMANT = 0
    NOT_CONFORMANT = 1
    INTERRUPTED = 2
    SUITE_FAULT = 3
    USAGE = 4
    NOTHING_EXERCISED = 5
    INCONCLUSIVE = 6


@dataclass(frozen=True)
class Observation:
    """What a judge saw: `actual` stood where one of `expected` had to stand. `where` is a place in the exchange:
    `status`, `header Location`, a JSON Pointer, an XPath, `body`, `byte 512`. `remedy` is what helps to mend it,
    `consequence` what the caller does then where that is not what the clause says of itself."""

    outcome: Outcome
    expected: tuple[Json, ...] = ()
    actual: Json = None
    where: str = ""
    party: Party = Party.PROVIDER
    remedy: str = ""
    consequence: str = ""


@dataclass(frozen=True)
class Finding:
    """One check's result for one case: everything that a report says about it. `exchanges` are ids."""

    check: str
    clause: str
    service: str
    case: str
    level: Level
    evidence: Evidence
    verdict: Verdict
    party: Party
    title: str
    expected: tuple[Json, ...]
    actual: Json
    where: str
    consequence: str
    exchanges: tuple[str, ...]
    reason: str = ""
    blocked_by: str | None = None
    notes: tuple[str, ...] = ()


def decide(level: Level, evidence: Evidence, outcome: Outcome) -> Verdict:
    """The verdict on one observation: only a MUST that is stated or declared can FAIL; a MAY is at most a NOTE."""
    match outcome:
        case Outcome.HELD:
            return Verdict.PASS
        case Outcome.NOTED:
            return Verdict.NOTE
        case Outcome.UNPROVEN:
            return Verdict.INCONCLUSIVE
        case Outcome.UNDECLARED:
            return Verdict.NOT_APPLICABLE
        case Outcome.DESELECTED:
            return Verdict.SKIP
        case Outcome.CRASHED:
            return Verdict.ERROR
        case Outcome.BROKEN:
            if level is Level.MAY:
                return Verdict.NOTE
            proven = evidence in (Evidence.STATED, Evidence.DECLARED)
            return Verdict.FAIL if level is Level.MUST and proven else Verdict.WARN


def roll_up(verdicts: Iterable[Verdict], strict: bool = False) -> Verdict:
    """The worst of `verdicts` (PASS < INCONCLUSIVE < FAIL < ERROR). Without anything exercised it is SKIP where the
    operator left something out, else NOT_APPLICABLE: never PASS. Under `strict` a WARN counts as a FAIL."""
    seen = set(verdicts)
    if Verdict.ERROR in seen:
        return Verdict.ERROR
    if Verdict.FAIL in seen or (strict and Verdict.WARN in seen):
        return Verdict.FAIL
    if Verdict.INCONCLUSIVE in seen:
        return Verdict.INCONCLUSIVE
    if seen & {Verdict.PASS, Verdict.WARN}:
        return Verdict.PASS
    return Verdict.SKIP if Verdict.SKIP in seen else Verdict.NOT_APPLICABLE


def exit_code(verdicts: Iterable[Verdict], *, strict: bool = False, interrupted: bool = False) -> ExitCode:
    """The process's exit code for all `verdicts` of a run."""
    if interrupted:
        return ExitCode.INTERRUPTED
    match roll_up(verdicts, strict):
        case Verdict.ERROR:
            return ExitCode.SUITE_FAULT
        case Verdict.FAIL:
            return ExitCode.NOT_CONFORMANT
        case Verdict.INCONCLUSIVE:
            return ExitCode.INCONCLUSIVE
        case Verdict.PASS:
            return ExitCode.CONFORMANT
        case _:
            return ExitCode.NOTHING_EXERCISED
