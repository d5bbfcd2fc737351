"""The first screen of the report page: the verdict, the services, what failed, what is not proven, what was sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .. import __version__
from ..verdict import Finding, Party, Verdict
from .results import Results, ledger, moment
from .terminal import MEANING
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


@dataclass
class Group:
    """Findings of one verdict that say the same; `names` are the checks with their cases, as rows are called."""

    verdict: Verdict
    title: str
    comparison: str
    consequence: str
    names: list[str] = field(default_factory=list)


def content(results: Results) -> dict[str, Any]:
    """What `summary.html` is made of."""
    totals = {kind: sum(f.verdict is kind for f in results.findings) for kind in WORST_FIRST}
    return {
        "results": results,
        "code": int(results.exit_code),
        "meaning": MEANING[results.exit_code],
        "started": moment(results.started)[:19].replace("T", " "),
        "seconds": f"{results.finished - results.started:.1f}",
        "version": __version__,
        "totals": {kind: count for kind, count in totals.items() if count},
        "every_verdict": WORST_FIRST,
        "failed": groups(f for f in results.findings if f.verdict in (Verdict.FAIL, Verdict.ERROR)),
        "warned": groups(f for f in results.findings if f.verdict is Verdict.WARN),
        "not_proven": reasons(results.not_proven),
        "not_proven_count": len(results.not_proven),
        "messages": ledger(results),
    }


def groups(findings: Iterable[Finding]) -> list[Group]:
    """The findings put together that differ by their case only, in their order."""
    found: dict[tuple[str, str], Group] = {}
    for finding in findings:
        said = comparison(finding)
        group = Group(finding.verdict, finding.title, said, finding.consequence)
        found.setdefault((finding.check, said), group).names.append(name(finding))
    return sorted(found.values(), key=lambda group: WORST_FIRST.index(group.verdict))


def reasons(findings: Iterable[Finding]) -> list[tuple[str, str, list[str]]]:
    """Why the findings prove nothing: the reason, who has to act, and the checks. The most frequent cause comes first,
    what only waits for another check last."""
    found: dict[tuple[str, str], list[str]] = {}
    waiting: list[str] = []
    for finding in findings:
        if finding.blocked_by:
            waiting.append(name(finding))
        else:
            party = "" if finding.party is Party.OPEN else str(finding.party)
            found.setdefault((comparison(finding), party), []).append(name(finding))
    causes = sorted(found.items(), key=lambda item: -len(item[1]))
    last = [("waiting for another check, which has to pass first", "", waiting)] if waiting else []
    return [*((why, party, names) for (why, party), names in causes), *last]
