"""Findings in words: the only place that makes sentences of expected, actual and where."""

from collections.abc import Sequence

from ..exchange.message import Url
from ..verdict import Finding, Json, Verdict

NAMED_AT_MOST = 3
"""How many checks of which the same is told are named; the rest are counted."""


def value(item: Json) -> str:
    """A value of an observation as a reader sees it."""
    if item is None:
        return "nothing"
    if isinstance(item, bool):
        return "yes" if item else "no"
    return one_line(str(item))


def one_line(text: str) -> str:
    """`text` without line ends. One that has none stays as it is: a secret is known by all its characters."""
    return " ".join(text.split()) if len(text.splitlines()) > 1 else text


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
    return one_line(finding.reason) or finding.verdict.replace("_", " ").lower()


def counted(number: int, what: str) -> str:
    """`1 message`, `2 messages`."""
    return f"{number} {what}{'s' * (number != 1)}"


def some(names: Sequence[str]) -> str:
    """`names`, or the first of them and the number of the others."""
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def finding_lines(finding: Finding, names: Sequence[str] = ()) -> list[str]:
    """A finding in three lines: what, expected against actual, what the caller does then. `names` are those of all
    findings that say the same."""
    called = some(names or (name(finding),))
    lines = [f"{finding.verdict}  {finding.title}  [{called}]", f"  {comparison(finding)}"]
    if finding.verdict in (Verdict.FAIL, Verdict.WARN):
        if finding.reason:
            lines.append(f"  {one_line(finding.reason)}")
        lines.append(f"  {finding.consequence}")
    return lines


def without_user_info(url: str) -> str:
    """`url` as it may be shown: a password in it that is too short to be known by its value is not looked for."""
    try:
        authority = Url.parse(url).authority
    except ValueError:
        return url
    return url.replace(authority, authority.rpartition("@")[2], 1)
