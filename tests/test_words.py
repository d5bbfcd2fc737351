"""Findings in words: on lines of their own, told once, and with nothing that nobody may see."""

from dataclasses import replace

import pytest

from conformance.contract import Evidence, Level
from conformance.exchange.redaction import Redactor
from conformance.report.grouping import alike, causes
from conformance.report.told import REASON_AT_MOST, SHOWN_AT_MOST, told
from conformance.report.words import finding_lines, some, without_user_info
from conformance.verdict import Finding, Party, Verdict

FOUND = Finding(
    check="s.topic.aspect",
    clause="s.rule",
    service="s",
    case="one",
    level=Level.MUST,
    evidence=Evidence.STATED,
    verdict=Verdict.FAIL,
    party=Party.PROVIDER,
    title="Answers.",
    expected=("2xx",),
    actual="500",
    where="status",
    consequence="Nothing arrives.",
    exchanges=(),
)


@pytest.mark.parametrize("actual", ["<html>\n  <b>no</b>\r\n</html>", "<html>\u2028<b>no</b>\x0b</html>"])
def test_a_finding_is_three_lines_whatever_a_provider_answers(actual: str) -> None:
    lines = finding_lines(replace(FOUND, actual=actual))
    assert lines == [
        "FAIL  Answers.  [s.topic.aspect[one]]",
        "  expected 2xx, got <html> <b>no</b> </html> (status)",
        "  Nothing arrives.",
    ]
    assert len("\n".join(lines).splitlines()) == 3


def test_a_reason_of_several_lines_is_one_too() -> None:
    assert finding_lines(replace(FOUND, verdict=Verdict.ERROR, expected=(), where="", reason="it\nfailed"))[1:] == [
        "  it failed"
    ]


def test_a_text_of_one_line_keeps_its_spaces() -> None:
    assert "got a  b " in finding_lines(replace(FOUND, actual="a  b "))[1]


def test_names_beyond_the_third_are_counted() -> None:
    assert some(["a"]) == "a"
    assert some(["a", "b", "c"]) == "a, b, c"
    assert some(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_findings_that_differ_by_their_case_are_one_group_and_the_worst_come_first() -> None:
    warned = replace(FOUND, check="s.other.aspect", verdict=Verdict.WARN)
    otherwise = replace(FOUND, case="three", actual="400")
    groups = alike([warned, FOUND, replace(FOUND, case="two"), otherwise])
    assert [group.names for group in groups] == [
        ["s.topic.aspect[one]", "s.topic.aspect[two]"],
        ["s.topic.aspect[three]"],
        ["s.other.aspect[one]"],
    ]


def test_causes_come_with_who_has_to_act_and_before_what_waits() -> None:
    cause = replace(FOUND, verdict=Verdict.INCONCLUSIVE, party=Party.NETWORK, reason="refused")
    waiting = [replace(cause, case=case, blocked_by="s.topic.aspect[one]") for case in ("two", "three")]
    failed = replace(waiting[0], case="four", blocked_by="s.topic.failed")
    found = [(group.said, len(group.findings)) for group in causes([failed, *waiting, cause])]
    assert found == [("refused [network]", 3), ("wait for s.topic.failed", 1)]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://u:abc@host:8080", "http://host:8080"),
        ("https://u@host/a@b?c=d@e", "https://host/a@b?c=d@e"),
        ("http://a@b:c@host/", "http://host/"),
        ("http://host/a", "http://host/a"),
        ("/callback", "/callback"),
    ],
)
def test_a_url_is_shown_without_its_user_information(url: str, shown: str) -> None:
    assert without_user_info(url) == shown


def test_a_secret_is_replaced_before_a_long_text_is_cut() -> None:
    redactor = Redactor({"password": "correct horse battery staple"})

    def across(most: int) -> str:
        return "x" * (most - 15) + " correct horse battery staple"

    fit = told(replace(FOUND, actual=across(SHOWN_AT_MOST), reason=across(REASON_AT_MOST)), redactor)
    assert "correct" not in f"{fit.actual}{fit.reason}"
