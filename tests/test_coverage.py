"""Two shares stand in every report: what could be proven with the profile, and what was."""

from dataclasses import replace

import pytest

from conformance.contract import Evidence, Level
from conformance.report.coverage import coverage
from conformance.report.results import Results
from conformance.verdict import Finding, Party, Verdict

LACKING = "set services.some.key"


def finding(clause: str, verdict: Verdict, level: Level = Level.MUST, service: str = "some") -> Finding:
    reason = LACKING if verdict is Verdict.NOT_APPLICABLE else ""
    return Finding(
        check=f"{service}.topic.{clause}",
        clause=f"{service}.{clause}",
        service=service,
        case="",
        level=level,
        evidence=Evidence.STATED,
        verdict=verdict,
        party=Party.PROVIDER,
        title="Does it",
        expected=(),
        actual=None,
        where="",
        consequence="",
        exchanges=(),
        reason=reason,
    )


def results(*findings: Finding) -> Results:
    whole = Results("0123abcd", 0.0, 0.0, "http://x", False, "0" * 16, False, False, findings, (), {})
    return replace(whole, undeclared=frozenset({"other"}))


@pytest.mark.parametrize("decided", [Verdict.PASS, Verdict.NOTE, Verdict.WARN, Verdict.FAIL])
def test_a_rule_is_proven_by_any_verdict(decided: Verdict) -> None:
    reach = coverage(results(finding("one", decided), finding("one", Verdict.NOT_APPLICABLE)))
    assert (len(reach.rules), len(reach.provable), len(reach.proven)) == (1, 1, 1)


@pytest.mark.parametrize("open_ended", [Verdict.INCONCLUSIVE, Verdict.SKIP, Verdict.ERROR])
def test_a_rule_with_a_check_that_came_to_nothing_is_not_proven(open_ended: Verdict) -> None:
    reach = coverage(results(finding("one", Verdict.PASS), finding("one", open_ended), finding("two", Verdict.PASS)))
    assert (len(reach.rules), len(reach.provable), len(reach.proven)) == (2, 2, 1)


def test_what_the_profile_lacks_is_told_once_with_its_rules() -> None:
    lacking = [finding(name, Verdict.NOT_APPLICABLE) for name in ("one", "two")]
    reach = coverage(results(*lacking, finding("three", Verdict.PASS)))
    assert (len(reach.rules), len(reach.provable)) == (3, 1)
    assert reach.wanting == ((LACKING, ("some.one", "some.two")),)
    assert reach.shares == "With this profile 1 of the 3 rules in question could be proven, and 1 were."


def test_freedoms_and_services_that_are_not_declared_are_no_rules_to_prove() -> None:
    free = finding("free", Verdict.NOTE, Level.MAY)
    elsewhere = finding("one", Verdict.NOT_APPLICABLE, service="other")
    assert coverage(results(free, elsewhere)).rules == frozenset()
