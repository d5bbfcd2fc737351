"""What to mend first: the causes that stand behind many findings at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..verdict import Finding, Verdict
from .grouping import cause
from .results import Results
from .symptoms import Symptom
from .words import comparison, name, value

TROUBLE = (Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE)
EXPLAINS_AT_LEAST = 3
SHARE_AT_LEAST = 1 / 4
"""A cause of fewer findings, or of a smaller share of those that need one, is told by these themselves."""

NAMED_AT_MOST = 3

FOR_THE_FIRST = "{}: see what to fix first"
"""Stands for those not proven that a root cause explains, whose number is put in."""


@dataclass(frozen=True)
class RootCause:
    """`said` is what is the matter, `remedy` what helps, or ""; `findings` are what it explains, of `troubled` that
    need an explanation."""

    said: str
    remedy: str
    findings: tuple[Finding, ...]
    troubled: int
    tells_all: bool
    """Whether the findings that prove nothing for this cause have no more to say of it."""

    @property
    def names(self) -> list[str]:
        """The checks with their cases, for links."""
        return list(map(name, self.findings))

    @property
    def explains(self) -> str:
        """`It explains 43 of the 45 findings that are not as they should be.`"""
        count = len(self.findings)
        which = f"{count} of the {self.troubled}" if count < self.troubled else f"all {count}"
        return f"It explains {which} findings that are not as they should be."


def root_causes(results: Results) -> list[RootCause]:
    """The causes that stand behind many findings, the one of most first. A finding that waits for another has the cause
    of that one. What only warns need not be mended before anything else, unless the run is strict."""
    troubled = [finding for finding in results.findings if finding.verdict in TROUBLE]
    by_name = {name(finding): finding for finding in results.findings}
    found: dict[Symptom, list[Finding]] = {}
    for finding in troubled:
        root = by_name.get(finding.blocked_by or "", finding)
        found.setdefault(next(_suffered(root, results.symptoms), _own(root)), []).append(finding)
    causes = [
        RootCause(what.said, what.remedy, tuple(explained), len(troubled), what.plain)
        for what, explained in found.items()
        if len(explained) >= max(EXPLAINS_AT_LEAST, SHARE_AT_LEAST * len(troubled))
        and (results.strict or any(finding.verdict is not Verdict.WARN for finding in explained))
    ]
    return sorted(causes, key=lambda cause: -len(cause.findings))[:NAMED_AT_MOST]


def unexplained(results: Results) -> list[Finding]:
    """What is not proven for a reason that `root_causes` does not tell, or not all of."""
    explained = {name for cause in root_causes(results) if cause.tells_all for name in cause.names}
    return [finding for finding in results.not_proven if name(finding) not in explained]


def _suffered(root: Finding, symptoms: Mapping[str, Symptom]) -> Iterator[Symptom]:
    """The symptoms of what `root` rests on, the last first: with it, the judging ended."""
    return (symptoms[id] for id in reversed(root.exchanges) if id in symptoms)


def _own(root: Finding) -> Symptom:
    """What is said where no answer explains more than `root` itself."""
    if root.verdict is Verdict.INCONCLUSIVE:
        seen = f"{name(root)} got {value(root.actual)}" if root.actual else ""
        return Symptom(cause(root), cause(root), seen, plain=True)
    return Symptom(name(root), f"{name(root)}: {comparison(root)}", root.reason, plain=True)
