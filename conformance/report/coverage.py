"""How far a run's word reaches: which rules could be proven with the profile at hand, and which were."""

from dataclasses import dataclass

from ..contract import Level
from ..verdict import Finding, Verdict
from .results import Results

DECIDED = (Verdict.PASS, Verdict.NOTE, Verdict.WARN, Verdict.FAIL)


@dataclass(frozen=True)
class Coverage:
    """The rules of the declared services whose checks were asked for, by clause id: all of them, those that a check
    applies to with this profile, and those whose every such check came to a verdict. What a provider is free to do is
    no rule to prove. `wanting` tells why the others could not be proven, with their ids: what the profile lacks."""

    rules: frozenset[str]
    provable: frozenset[str]
    proven: frozenset[str]
    wanting: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def shares(self) -> str:
        """Both shares in one sentence."""
        of_all = f"{len(self.provable)} of the {len(self.rules)} rules in question"
        return f"With this profile {of_all} could be proven, and {len(self.proven)} were."


def coverage(results: Results) -> Coverage:
    """How far `results` reach."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in results.findings:
        if finding.service not in results.undeclared and finding.level is not Level.MAY:
            by_rule.setdefault(finding.clause, []).append(finding)
    applied = {
        rule: [finding for finding in found if finding.verdict is not Verdict.NOT_APPLICABLE]
        for rule, found in by_rule.items()
    }
    reasons: dict[str, list[str]] = {}
    for rule, found in by_rule.items():
        if not applied[rule]:
            reasons.setdefault(found[0].reason, []).append(rule)
    wanting = sorted(reasons.items(), key=lambda item: -len(item[1]))
    return Coverage(
        frozenset(by_rule),
        frozenset(rule for rule, found in applied.items() if found),
        frozenset(rule for rule, found in applied.items() if found and all(f.verdict in DECIDED for f in found)),
        tuple((reason, tuple(rules)) for reason, rules in wanting),
    )
