"""Findings in words: the only place that makes sentences of expected, actual and where."""

from ..verdict import Finding, Json, Verdict


def value(item: Json) -> str:
    """A value of an observation as a reader sees it."""
    if item is None:
        return "nothing"
    if isinstance(item, bool):
        return "yes" if item else "no"
    return str(item)


def alternatives(items: tuple[Json, ...]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    words = [value(item) for item in items]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" or {words[-1]}" if words else ""


def name(finding: Finding) -> str:
    """The check with its case, as pytest's `-k` and `conformance explain` know it."""
    return f"{finding.check}[{finding.case}]" if finding.case else finding.check


def comparison(finding: Finding) -> str:
    """Expected against actual, and where; or why it could not be judged."""
    if finding.verdict in (Verdict.PASS, Verdict.NOTE, Verdict.WARN, Verdict.FAIL) and (
        finding.expected or finding.where
    ):
        expected = f"expected {alternatives(finding.expected)}, got " if finding.expected else ""
        where = f" ({finding.where})" if finding.where else ""
        return f"{expected}{value(finding.actual)}{where}"
    return finding.reason or finding.verdict.replace("_", " ").lower()


def finding_lines(finding: Finding) -> list[str]:
    """A finding in three lines: what, expected against actual, what the caller does then."""
    lines = [f"{finding.verdict}  {finding.title}  [{name(finding)}]", f"  {comparison(finding)}"]
    if finding.verdict in (Verdict.FAIL, Verdict.WARN):
        if finding.reason:
            lines.append(f"  {finding.reason}")
        lines.append(f"  {finding.consequence}")
    return lines
