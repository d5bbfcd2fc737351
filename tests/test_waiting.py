"""A provider whose callbacks do not come is waited for once, and what comes too late is late whenever it is looked at
(document 002, Webhook)."""

import pytest
from messenger_callbacks import deliveries
from messenger_variants import SERVICE, Messenger, provided
from rehearsal import REFERENCE, rehearse

from conformance.collection import checks_of
from conformance.exchange.body import Body
from conformance.exchange.evidence import Halt
from conformance.exchange.message import Exchange, Request, Response, Timing
from conformance.exchange.reachability import Seal
from conformance.profile import load
from conformance.services.messaging_integration.test_delivered import delivery_is_reported_in_time
from conformance.verdict import Outcome, Verdict

CASES = [(check, case) for check in checks_of(SERVICE) if "survives" in check.id for case in check.cases]


def test_no_report_is_made_to_fail_where_none_has_come() -> None:
    silent = Messenger("", tell=deliveries(lambda id: []), settings={"delivered_within": None})
    with provided(silent) as (profile, listener):
        found = rehearse(profile, listener, cases=CASES)
    assert set(found.verdicts.values()) == {Verdict.INCONCLUSIVE}
    failing = [evidence for evidence in found.evidence if "failed-callback" in evidence.play]
    assert [(evidence.steps, evidence.stop and evidence.stop.halt) for evidence in failing] == [({}, Halt.SILENCE)] * 2


def test_what_a_contact_sends_and_its_file_are_two_plays() -> None:
    cases = [(check, "") for check in checks_of(SERVICE) if check.id.endswith("inbound-file.url-works")]
    with provided(Messenger("")) as (profile, listener):
        found = rehearse(profile, listener, cases=cases)
    steps = {evidence.play.partition(".")[2]: list(evidence.steps) for evidence in found.evidence}
    assert steps["inbound-file"] == ["trigger", "event"]
    assert steps["inbound-file-fetched"] == ["file_1", "event"]
    assert set(found.verdicts.values()) == {Verdict.PASS}


@pytest.mark.parametrize(("seconds", "outcome"), [(-0.1, "held"), (2.9, "held"), (3.1, "broken")])
def test_the_time_of_a_report_runs_from_the_end_of_the_answer(seconds: float, outcome: Outcome) -> None:
    """The reference declares three seconds, and another answer took as long."""
    seal, url = Seal(), "http://127.0.0.1:9/hook"
    probe = Exchange("probe", seal.probe(url), Response(200, "", (), Body.of(seal.word.encode())))
    second = Exchange("second", Request("POST", url), Response(200, "", ()), timing=Timing(1000.0, None, 2.0))
    report = Exchange("report", Request("POST", url), inbound=True, timing=Timing(1002.0 + seconds))
    profile = load(REFERENCE, target="http://127.0.0.1:9")
    judged = delivery_is_reported_in_time.judge(probe, second, [report], [], profile)
    assert judged.outcome == outcome
