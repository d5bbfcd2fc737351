"""What pytest's JUnit report is told beyond passed and failed, so that a CI shows WARN and INCONCLUSIVE."""

from ..verdict import Finding, Verdict
from .words import finding_lines


def properties(finding: Finding) -> list[tuple[str, str]]:
    """The `<properties>` of a finding's test case."""
    pairs = [
        ("verdict", str(finding.verdict)),
        ("clause", finding.clause),
        ("level", str(finding.level)),
        ("evidence", str(finding.evidence)),
        ("party", str(finding.party)),
        ("where", finding.where),
        ("reason", finding.reason),
    ]
    return [(name, value) for name, value in pairs if value]


def system_out(finding: Finding) -> str:
    """The text of `<system-out>`: for a finding that passes in pytest's eyes and is not simply a PASS."""
    if finding.verdict in (Verdict.WARN, Verdict.NOTE):
        return "\n".join([*finding_lines(finding), *finding.notes])
    return ""
