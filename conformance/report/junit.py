"""What pytest's JUnit report is told beyond passed and failed, so that a CI shows WARN and INCONCLUSIVE."""

from pathlib import Path
from xml.etree import ElementTree

from ..verdict import Finding, Verdict
from .har import whole
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


def tidy(path: Path) -> None:
    """Take out of the report at `path` what pytest writes besides: the machine's name, the heading of each
    `<system-out>`, and those that are empty. Where that cannot be done, the report stays as pytest wrote it."""
    try:
        report = ElementTree.parse(path)
        for suite in report.iter("testsuite"):
            suite.attrib.pop("hostname", None)
        for case in report.iter("testcase"):
            for out in case.findall("system-out"):
                heading, _, text = (out.text or "").partition("\n")
                out.text = (text if "Captured Out" in heading else out.text or "").strip("\n")
                if not out.text:
                    case.remove(out)
        whole(path, ElementTree.tostring(report.getroot(), "utf-8", xml_declaration=True).decode("utf-8"))
    except (OSError, ElementTree.ParseError):
        return
