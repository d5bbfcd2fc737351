"""The reference provider conforms; each of its faults moves the checks that are meant for it, and no others."""

from dataclasses import replace

import pytest
from rehearsal import REFERENCE, Rehearsed, against_reference, cases_of, label, rehearse

from conformance.app.refusals import CREDENTIALS, RECIPIENTS
from conformance.app.service import AS_CONFIGURED
from conformance.contract import services
from conformance.profile import load
from conformance.reference import FAULTS, Provider
from conformance.resources import FIXTURES
from conformance.verdict import Finding, Outcome, Party, Verdict, decide

UNPROVEN = {"delivered-never"}
"""Faults that cannot be told from a delivery that takes its time."""

WITHOUT_FAULT = {
    "media-reference-send.combination.undeclared",
    "media-reference-send.recipient.other-form",
    "send-message.message.id",
}
"""Checks that only tell what happens, whatever it is, and only when they are asked to: `test_discover.py`."""

BY_CONFIGURATION = {"media-is-html"}
"""Faults of what the provider's configuration points at."""


UNUSUAL = (AS_CONFIGURED, "wrong-by-post-form", "mixed-by-post-form")
"""Cases that the reference has none of, for it is configured by a form."""


@pytest.fixture(scope="module")
def plain() -> Rehearsed:
    return against_reference()


def test_the_reference_provider_passes_every_check(plain: Rehearsed) -> None:
    others = {finding.check for finding in plain.findings if finding.verdict is not Verdict.PASS}
    assert others <= WITHOUT_FAULT
    assert {finding.check for finding in plain.findings if finding.notes} <= {"send-message.message.id"}
    assert [label(finding) for finding in plain.findings] == [
        check.id + (f"[{case}]" if case else "") for check, case in cases_of(services()) if case not in UNUSUAL
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_moves_the_checks_meant_for_it(name: str, plain: Rehearsed) -> None:
    fault = FAULTS[name]
    faulty = against_reference(name, services=[fault.service], wait=0.5)
    moved = [
        finding
        for finding in faulty.findings
        if finding.verdict is not plain.verdicts.get(label(finding), Verdict.NOT_APPLICABLE)
    ]
    hit = [finding for finding in moved if finding.check in fault.moves and finding.blocked_by is None]
    assert {finding.check for finding in hit} == set(fault.moves)
    settings_only = bool(fault.settings)
    for finding in hit:
        outcome = Outcome.UNPROVEN if name in UNPROVEN else Outcome.BROKEN
        assert finding.verdict is decide(finding.level, finding.evidence, outcome)
        assert name in UNPROVEN or (finding.where and finding.actual not in finding.expected), finding
        assert bool(finding.exchanges) is not settings_only
        assert (finding.party is Party.CONFIGURATION) is (settings_only or name in BY_CONFIGURATION)
    for finding in moved:
        if finding not in hit:
            if settings_only and finding.verdict in (Verdict.PASS, Verdict.NOTE):
                # Another combination is the primary one now, with its own limits.
                continue
            assert finding.verdict in (Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE), finding
            assert finding.reason
            assert finding.blocked_by is None or is_blocked_by_what_moved(finding, moved)


def is_blocked_by_what_moved(finding: Finding, moved: list[Finding]) -> bool:
    return any(label(other) == finding.blocked_by and other.blocked_by is None for other in moved)


WHERE = {
    "method-not-served": "status",
    "refusal-empty": "body",
    "login-refused": "body",
    "login-without-cookie": "header Set-Cookie",
    "token-refused": "/reply",
    "download-inline": "header Content-Disposition",
    "download-is-login-page": "body",
    "id-elsewhere": "/data/id",
    "delivered-by-put": "method",
    "delivered-wrong-shape": "/",
    "delivered-wrong-id": "$messageid$",
    "status-202": "status",
}


@pytest.mark.parametrize("name", WHERE)
def test_a_finding_says_where(name: str) -> None:
    faulty = against_reference(name, services=[FAULTS[name].service], wait=0.5)
    hits = [finding for finding in faulty.findings if finding.check in FAULTS[name].moves and not finding.blocked_by]
    assert {finding.where for finding in hits if finding.verdict is not Verdict.PASS} == {WHERE[name]}


def test_every_service_has_three_faults_and_every_check_one() -> None:
    for service in services():
        assert sum(fault.service == service for fault in FAULTS.values()) >= 3
    checks = {check.id for check, _ in cases_of(services())}
    moved = {id for fault in FAULTS.values() for id in fault.moves}
    assert (checks - moved, moved - checks) == (WITHOUT_FAULT, set())


def test_several_faults_at_once_blame_each_its_own_check() -> None:
    faulty = against_reference("refusal-html", "token-reusable", "any-key", "status-202", wait=0.5)
    assert {name for name, verdict in faulty.verdicts.items() if verdict in (Verdict.FAIL, Verdict.WARN)} == {
        *(f"media-reference-send.refusal.message[{case}]" for case in CREDENTIALS),
        *(f"media-reference-send.recipient.message[{case}]" for case in RECIPIENTS),
        "send-call-file.token.used-twice",
        "messaging-integration.credentials.wrong-key",
        "smart-contact-notification.notification.answered-204[json]",
        "smart-contact-notification.notification.answered-204[xml]",
    }


@pytest.mark.parametrize("name", ["misspelled-variable", "no-message-id"])
def test_a_broken_integration_file_is_the_configurations_fault(name: str) -> None:
    profile = load(REFERENCE, target="http://127.0.0.1:9")
    settings = {
        **profile.settings("messaging-integration"),
        "integration": FIXTURES / "integration" / f"{name}.json",
    }
    with Provider() as provider:
        broken = replace(profile, target=provider.url, services={"messaging-integration": settings})
        rehearsed = rehearse(broken)
    finding = rehearsed.finding("messaging-integration.file.valid")
    assert (finding.verdict, finding.party) == (Verdict.FAIL, "configuration")
    assert finding.where.startswith("/API/")
    assert finding.reason
