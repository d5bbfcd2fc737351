"""Everything that a run found, as data: what all reports are made of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..exchange.evidence import Evidence
from ..verdict import ExitCode, Finding, Verdict, exit_code, roll_up
from .symptoms import Symptom


def _decisive(findings: Iterable[Finding], strict: bool) -> list[Verdict]:
    """The verdicts that decide on the whole: that a configuration is well written, or not bad, exercises nothing."""
    idle = (Verdict.PASS,) if strict else (Verdict.PASS, Verdict.WARN)
    return [f.verdict for f in findings if f.exchanges or f.verdict not in idle]


@dataclass(frozen=True)
class Results:
    """What the reports of one run are made of. Times in seconds since the epoch; `target` without user information.
    `basis` says in words by which profile was tested, `undeclared` are services that it leaves out, `symptoms` what
    the exchanges suffer from, by their ids, where that explains more than one finding."""

    run: str
    started: float
    finished: float
    target: str
    reference: bool
    profile: str
    strict: bool
    interrupted: bool
    findings: Sequence[Finding]
    evidence: Sequence[Evidence]
    needed_by: Mapping[str, Sequence[str]]
    basis: str = ""
    undeclared: frozenset[str] = frozenset()
    symptoms: Mapping[str, Symptom] = field(default_factory=dict)

    @property
    def exit_code(self) -> ExitCode:
        return exit_code(_decisive(self.findings, self.strict), strict=self.strict, interrupted=self.interrupted)

    @property
    def verdict(self) -> Verdict:
        return roll_up(_decisive(self.findings, self.strict), self.strict)

    @property
    def services(self) -> dict[str, tuple[Verdict, Counter[Verdict]]]:
        """For each service its verdict and the count of each verdict among its findings."""
        grouped: dict[str, list[Finding]] = {}
        for finding in self.findings:
            grouped.setdefault(finding.service, []).append(finding)
        return {
            name: (roll_up(_decisive(found, self.strict), self.strict), Counter(f.verdict for f in found))
            for name, found in grouped.items()
        }

    @property
    def observed(self) -> bool:
        """Whether any check judged what arrived."""
        judged = (Verdict.PASS, Verdict.NOTE, Verdict.WARN, Verdict.FAIL)
        return any(".arrival." in f.check and f.verdict in judged for f in self.findings)

    @property
    def not_proven(self) -> list[Finding]:
        """What was declared or could not be told, and was not exercised: the limits of this run's word."""
        return [f for f in self.findings if f.verdict in (Verdict.INCONCLUSIVE, Verdict.SKIP)]


@dataclass(frozen=True)
class Message:
    """A line of the ledger: one message that was sent, or may have been."""

    recipients: tuple[str, ...]
    exchange: str
    checks: tuple[str, ...]
    accepted: bool | None


def ledger(results: Results) -> list[Message]:
    """Every message of the run, in the order of sending: to whom, for which checks, accepted or not (None: unknown).
    Where no connection was made, no message went out."""
    rows: dict[str, Message] = {}
    started: dict[str, float] = {}
    for evidence in results.evidence:
        for exchange in evidence.steps.values():
            left = exchange.response is not None or exchange.peer is not None
            if exchange.request.recipients and left and exchange.id not in rows:
                status = exchange.response.status if exchange.response else None
                accepted = None if status is None else 200 <= status < 300
                checks = tuple(results.needed_by.get(evidence.play, ()))
                rows[exchange.id] = Message(exchange.request.recipients, exchange.id, checks, accepted)
                started[exchange.id] = exchange.timing.started
    return sorted(rows.values(), key=lambda row: started[row.exchange])


def moment(seconds: float) -> str:
    """A time as RFC 3339 in UTC with milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
