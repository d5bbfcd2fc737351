"""`results.json`: everything that a run found, as data, in the shape of `schemas/results.schema.json`."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from .. import __version__
from ..contract import Evidence as Grade
from ..contract import Level
from ..exchange.evidence import Evidence
from ..resources import SCHEMAS
from ..verdict import ExitCode, Finding, Party, Verdict, exit_code, roll_up


def _decisive(findings: Iterable[Finding]) -> list[Verdict]:
    """The verdicts that decide on the whole: that a configuration is well written exercises nothing."""
    return [f.verdict for f in findings if f.exchanges or f.verdict is not Verdict.PASS]


@dataclass(frozen=True)
class Results:
    """What the reports of one run are made of. Times in seconds since the epoch; `target` without user information.
    `basis` says in words by which profile was tested, `undeclared` are services that it leaves out."""

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

    @property
    def exit_code(self) -> ExitCode:
        return exit_code(_decisive(self.findings), strict=self.strict, interrupted=self.interrupted)

    @property
    def verdict(self) -> Verdict:
        return roll_up(_decisive(self.findings), self.strict)

    @property
    def services(self) -> dict[str, tuple[Verdict, Counter[Verdict]]]:
        """For each service its verdict and the count of each verdict among its findings."""
        grouped: dict[str, list[Finding]] = {}
        for finding in self.findings:
            grouped.setdefault(finding.service, []).append(finding)
        return {
            name: (roll_up(_decisive(found), self.strict), Counter(f.verdict for f in found))
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


def document(results: Results) -> dict[str, Any]:
    """The content of `results.json`. Raises jsonschema.ValidationError when it is not what the schema promises."""
    content = {
        "suite": {"name": "conformance", "version": __version__},
        "run": results.run,
        "started": moment(results.started),
        "finished": moment(results.finished),
        "target": results.target,
        "reference": results.reference,
        "profile": results.profile,
        "strict": results.strict,
        "exit_code": int(results.exit_code),
        "verdict": str(results.verdict),
        "services": {
            name: {"verdict": str(verdict), "counts": {str(key): count for key, count in sorted(counts.items())}}
            for name, (verdict, counts) in results.services.items()
        },
        "findings": [_plain(asdict(finding)) for finding in results.findings],
        "messages": [_plain(asdict(message)) for message in ledger(results)],
    }
    _validator().validate(content)
    return content


def _plain(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _plain(value) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [_plain(value) for value in item]
    return str(item) if isinstance(item, str) else item


def findings_from(rows: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """The findings of a `results.json`, as they were."""
    return [
        Finding(
            **{
                **row,
                "level": Level(row["level"]),
                "evidence": Grade(row["evidence"]),
                "verdict": Verdict(row["verdict"]),
                "party": Party(row["party"]),
                "expected": tuple(row["expected"]),
                "exchanges": tuple(row["exchanges"]),
                "notes": tuple(row["notes"]),
            }
        )
        for row in rows
    ]


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((SCHEMAS / "results.schema.json").read_text("utf-8")))
