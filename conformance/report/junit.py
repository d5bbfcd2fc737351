"""What pytest's JUnit report is told beyond passed and failed, so that a CI shows WARN and INCONCLUSIVE."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
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


def tidy(path: Path, results: Path) -> None:
    """Put into the report at `path` what the `results.json` at `results` says of the whole, and take out what pytest
    writes besides: the machine's name, the heading of each `<system-out>`, and those that are empty. Where that cannot
    be done, the report stays as pytest wrote it."""
    try:
        report = ElementTree.parse(path)
        for suite in report.iter("testsuite"):
            suite.attrib.pop("hostname", None)
            if suite.find("properties") is None:
                suite.insert(0, _whole(json.loads(results.read_text("utf-8"))))
        for case in report.iter("testcase"):
            for out in case.findall("system-out"):
                heading, _, text = (out.text or "").partition("\n")
                out.text = (text if "Captured Out" in heading else out.text or "").strip("\n")
                if not out.text:
                    case.remove(out)
        whole(path, ElementTree.tostring(report.getroot(), "utf-8", xml_declaration=True).decode("utf-8"))
    except (OSError, ValueError, ElementTree.ParseError):
        return


def _whole(results: Mapping[str, Any]) -> ElementTree.Element:
    """The `<properties>` of the suite: the verdict, how many rules were in question, could be proven and were, and what
    is to be fixed first."""
    found = ElementTree.Element("properties")
    pairs = [("verdict", results["verdict"]), *((f"rules.{which}", count) for which, count in results["rules"].items())]
    pairs += [("fix_first", cause["cause"]) for cause in results["fix_first"]]
    for name, value in pairs:
        ElementTree.SubElement(found, "property", name=name, value=str(value))
    return found
