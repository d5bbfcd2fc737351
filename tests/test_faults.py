"""The reference provider conforms; each of its faults moves the checks that are meant for it, and no others."""

from dataclasses import replace
from pathlib import Path

import pytest
from rehearsal import REFERENCE, against_reference, cases_of, label, rehearse

from conformance.app.refusals import CREDENTIALS, RECIPIENTS
from conformance.app.service import AS_CONFIGURED
from conformance.contract import services
from conformance.profile import load
from conformance.reference import FAULTS, Provider
from conformance.resources import FIXTURES
from conformance.selftest.matrix import Matrix, faults_of, plain, trial
from conformance.selftest.page import page
from conformance.selftest.trial import Trial
from conformance.services.messaging_integration.files import GIVEN, HOSTED, UNFIT
from conformance.services.send_call_file.test_one_time import used_token_is_forbidden
from conformance.verdict import Verdict

PROOF = Path(__file__).resolve().parents[1] / "docs" / "proof"
"""What a checkout has of the documentation."""

ONLY_DISCOVERED = {id for fault in FAULTS.values() if fault.discover for id in fault.moves}
"""Checks of what the profile does not declare, of which the reference has nothing."""

OF_THE_PRIMARY = "send-message.message.id"
"""The check that looks at the answer to the primary combination alone."""

NOTED = {
    "media-reference-send.message.accepted[head]",
    "messaging-integration.callback.survives[error-500]",
    *(f"messaging-integration.send-file.fetched[{kind}]" for kind in HOSTED),
    *(f"messaging-integration.send-file.unfit[{case}]" for case in UNFIT),
    *(f"messaging-integration.credentials.wrong-key[{case}]" for case in ("wrong", "missing")),
    *(f"messaging-integration.credentials.for-files[{case}]" for case in ("wrong", "missing")),
    *(f"messaging-integration.refusal.recipient[{case}]" for case in ("missing", "empty")),
    "messaging-integration.refusal.content[missing]",
    "send-message.message.accepted[head]",
    "send-message.message.id[post-form]",
}
"""Checks that tell something even when nothing is wrong."""

UNUSUAL = (AS_CONFIGURED, "wrong-by-post-form", "mixed-by-post-form", GIVEN)
"""Cases that the reference has none of, for it is configured by a form, and is sent files that the suite hosts."""


def test_the_reference_provider_passes_every_check() -> None:
    found = against_reference().findings
    others = {(f.check, f.verdict) for f in found if f.verdict is not Verdict.PASS and f.case not in UNUSUAL}
    not_asked = {*ONLY_DISCOVERED, OF_THE_PRIMARY}
    assert others == {(check, Verdict.NOT_APPLICABLE) for check in not_asked}
    assert {label(finding) for finding in found if finding.notes} == NOTED


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_moves_the_checks_meant_for_it_and_no_other(fault: str) -> None:
    assert trial(fault).objections == ()


@pytest.mark.skipif(not PROOF.is_dir(), reason="the documentation is not installed")
@pytest.mark.parametrize("service", services())
def test_the_documentation_shows_what_each_fault_moves(service: str) -> None:
    """With the tests above: as each fault was tried and moved what it is meant to."""
    tried = Matrix(service, tuple(Trial(name, (), ()) for name in faults_of(service)), tuple(plain(service).findings))
    shown = (PROOF / f"{service}.md").read_text("utf-8")
    assert page(tried) == shown, "./conform selftest --write docs/proof writes the pages anew"


def test_every_service_has_three_faults_and_every_check_one() -> None:
    for service in services():
        assert sum(fault.service == service for fault in FAULTS.values()) >= 3
    checks = {check.id for check, _ in cases_of(services())}
    moved = {id for fault in FAULTS.values() for id in fault.moves}
    assert checks == moved


def test_several_faults_at_once_blame_each_its_own_check() -> None:
    faulty = against_reference("refusal-html", "token-reusable", "any-key", "status-202", wait=0.5)
    assert {name for name, verdict in faulty.verdicts.items() if verdict in (Verdict.FAIL, Verdict.WARN)} == {
        *(f"media-reference-send.refusal.message[{case}]" for case in CREDENTIALS),
        *(f"media-reference-send.recipient.message[{case}]" for case in RECIPIENTS),
        *(f"send-call-file.token.used-twice[{case}]" for case in used_token_is_forbidden.cases),
        "messaging-integration.credentials.wrong-key[wrong]",
        "messaging-integration.credentials.for-files[wrong]",
        "smart-contact-notification.notification.answered-204[json]",
        "smart-contact-notification.notification.answered-204[xml]",
    }


@pytest.mark.parametrize(
    ("name", "check"), [("misspelled-variable", "file.variables"), ("no-message-id", "file.response-map")]
)
def test_a_broken_integration_file_is_the_configurations_fault(name: str, check: str) -> None:
    profile = load(REFERENCE, target="http://127.0.0.1:9")
    settings = {
        **profile.settings("messaging-integration"),
        "integration": FIXTURES / "integration" / f"{name}.json",
    }
    with Provider() as provider:
        broken = replace(profile, target=provider.url, services={"messaging-integration": settings})
        rehearsed = rehearse(broken)
    finding = rehearsed.finding(f"messaging-integration.{check}")
    assert (finding.verdict, finding.party) == (Verdict.FAIL, "configuration")
    assert finding.where.startswith("/API/")
    assert finding.reason
