"""Findings put together that say the same, so that a reader meets each thing once."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..verdict import Finding, Party, Verdict
from .words import comparison, name

WORST_FIRST = (
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.INCONCLUSIVE,
    Verdict.WARN,
    Verdict.NOTE,
    Verdict.PASS,
    Verdict.SKIP,
    Verdict.NOT_APPLICABLE,
)
"""The order of rows, counts and filters: what somebody has to act on comes first."""


WAITS = "wait for "


@dataclass(frozen=True)
class Group:
    """Findings of which the same is told: `said` in words, and the `names` of the checks with their cases."""

    said: str
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def names(self) -> list[str]:
        return [name(finding) for finding in self.findings]


def alike(findings: Iterable[Finding]) -> list[Group]:
    """The findings that differ by their case only, the worst first; `said` is their comparison."""
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.check, comparison(finding), finding.reason), []).append(finding)
    groups = [Group(said, tuple(same)) for (_, said, _), same in found.items()]
    return sorted(groups, key=lambda group: WORST_FIRST.index(group.first.verdict))


def causes(findings: Iterable[Finding]) -> list[Group]:
    """The findings that prove nothing for one cause; `said` is that cause, with who has to act. What waits for a check
    that is not proven either has the cause of that one. The most frequent comes first, and last what waits for a check
    that failed."""
    not_proven = {name(finding): finding for finding in findings}
    found: dict[str, list[Finding]] = {}
    for finding in not_proven.values():
        root = not_proven.get(finding.blocked_by or "", finding)
        found.setdefault(cause(root), []).append(finding)
    groups = [Group(said, tuple(same)) for said, same in found.items()]
    return sorted(groups, key=lambda group: (group.said.startswith(WAITS), -len(group.findings)))


def cause(finding: Finding) -> str:
    """Why `finding` proves nothing, in words, with who has to act."""
    if finding.blocked_by is not None:
        return f"{WAITS}{finding.blocked_by}"
    return comparison(finding) + (f" [{finding.party}]" if finding.party is not Party.OPEN else "")
