"""What must be refused, and what no caller sends: how it is made, when it is played, and what the answers prove."""

import threading
from dataclasses import replace

import pytest
from rehearsal import REFERENCE, against_reference
from support import odd_provider

from conformance.app.refusals import (
    BY_COMBINATION,
    CREDENTIALS,
    NOBODY,
    RECIPIENTS,
    no_credentials,
    password_in,
    without_password,
)
from conformance.app.refused import (
    credentials_refused_between,
    message_is_plain,
    not_in_2xx,
    refused_between,
    reveals_nothing,
    when_refused,
)
from conformance.clients.acrobits.recipient import Form, form_of
from conformance.clients.acrobits.request import WebService
from conformance.collection import all_checks
from conformance.damage import DAMAGES, survived
from conformance.exchange.body import Body
from conformance.exchange.evidence import Evidence
from conformance.exchange.message import Exchange, Failure, FailureKind, Request, Response
from conformance.exchange.redaction import Redactor
from conformance.exchange.secret import mark
from conformance.judging import examine
from conformance.plan import Plan
from conformance.profile import Profile, load
from conformance.reference.message import Received, Reply
from conformance.run import Run
from conformance.scenario import Phase, Play, Scenario
from conformance.services.media_reference_send.message import APP
from conformance.verdict import Outcome, Party, Verdict

TEXTS, MEDIA = "send-message", "media-reference-send"
PROFILE = load(REFERENCE, target="http://127.0.0.1:9")
SCENARIOS = {
    (check.sends.service, check.sends.name): check.sends
    for check in all_checks()
    if check.sends and check.service in (TEXTS, MEDIA)
}


def exchange(status: int, body: str = "") -> Exchange:
    return Exchange("id", Request("POST", "http://a"), Response(status, "", (), Body.of(body.encode())))


def unanswered(kind: FailureKind = FailureKind.RESET) -> Exchange:
    return Exchange("id", Request("POST", "http://a"), failure=Failure(kind, "the connection was closed"))


GOOD, REFUSED = exchange(200), exchange(403, '{"message": "No"}')


@pytest.mark.parametrize(
    ("good", "refusal", "after", "outcome"),
    [
        (GOOD, REFUSED, GOOD, Outcome.HELD),
        (GOOD, GOOD, GOOD, Outcome.BROKEN),
        (exchange(500), REFUSED, GOOD, Outcome.UNPROVEN),
        (GOOD, REFUSED, exchange(500), Outcome.UNPROVEN),
        (GOOD, exchange(200, '{"error": 5}'), GOOD, Outcome.UNPROVEN),
        (GOOD, exchange(200, '{"message": "No such user"}'), GOOD, Outcome.UNPROVEN),
        (exchange(200, '{"message": "Sent"}'), exchange(200, '{"message": "Queued"}'), GOOD, Outcome.BROKEN),
    ],
)
def test_a_refusal_counts_between_two_that_are_accepted(
    good: Exchange, refusal: Exchange, after: Exchange, outcome: Outcome
) -> None:
    assert refused_between(good, refusal, after).outcome is outcome


@pytest.mark.parametrize(
    ("good", "refusal", "outcome"),
    [
        (GOOD, REFUSED, Outcome.HELD),
        (GOOD, exchange(200, '{"error": 5}'), Outcome.BROKEN),
        (GOOD, exchange(202, "<r><message>No such user</message></r>"), Outcome.BROKEN),
        (exchange(200, '{"message": "Sent"}'), exchange(200, '{"message": "Queued"}'), Outcome.UNDECLARED),
        (GOOD, GOOD, Outcome.UNDECLARED),
        (exchange(500), REFUSED, Outcome.UNPROVEN),
    ],
)
def test_a_refusal_inside_a_2xx_is_told(good: Exchange, refusal: Exchange, outcome: Outcome) -> None:
    assert not_in_2xx(good, refusal).outcome is outcome


def test_an_accepted_password_may_be_the_log_in_caches_work() -> None:
    seen = credentials_refused_between(GOOD, GOOD, GOOD)
    assert seen.outcome is Outcome.BROKEN
    assert "right after a good call" in seen.remedy
    assert credentials_refused_between(GOOD, REFUSED, GOOD).remedy == ""


def test_the_words_of_a_refusal_are_judged_only_where_there_is_one() -> None:
    def outcome(good: Exchange, refusal: Exchange) -> Outcome:
        seen = when_refused(reveals_nothing, good, refusal, GOOD)
        assert not isinstance(seen, list)
        return seen.outcome

    assert outcome(GOOD, REFUSED) is Outcome.HELD
    assert outcome(GOOD, exchange(400, "Traceback (most recent call last):")) is Outcome.BROKEN
    assert outcome(GOOD, GOOD) is Outcome.UNDECLARED
    assert outcome(exchange(500), exchange(400, "Traceback (most recent call last):")) is Outcome.UNPROVEN


@pytest.mark.parametrize(
    ("case", "message", "repeated"),
    [
        ("wrong", "wrong-0123abcd is not it", True),
        ("wrong", "wrong password", False),
        ("wrong", "not wrong-0123abcdef", False),
        ("unknown-account", "12345678 is not it", True),
        ("unknown-account", f"{mark('main_password')} is not it", True),
        ("unknown-account", "wrong number 312345678", False),
        ("masked", "******** is not it", False),
        ("empty", "the password is empty", False),
    ],
)
def test_the_password_that_was_sent_is_the_one_not_to_repeat(case: str, message: str, repeated: bool) -> None:
    profile = replace(PROFILE, secrets={"main_password": "12345678"})
    refusal = exchange(403, f"<r><message>{message}</message></r>")
    seen = message_is_plain(refusal, lambda text: password_in(text, profile, case))
    assert [one.outcome for one in seen] == [Outcome.HELD, Outcome.BROKEN if repeated else Outcome.HELD]


def test_without_the_password_nothing_answers_a_digest_challenge_either() -> None:
    service = WebService(
        "http://a/?p=%account[password]%&x=1", "get", auth_username="%account[username]%", auth_password="fixed"
    )
    assert without_password(service) == WebService("http://a/?x=1", "GET")


def test_nobody_is_no_recipient_in_any_form() -> None:
    assert form_of(NOBODY) not in tuple(Form)


def test_a_wrong_password_is_tried_in_each_declared_combination() -> None:
    def tried(*declared: str) -> list[str]:
        settings = {**PROFILE.settings(MEDIA), "combinations": list(declared)}
        profile = replace(PROFILE, services={MEDIA: settings})
        return [case for case in BY_COMBINATION if no_credentials(APP, profile, case) is None]

    assert tried("post-form") == []
    assert tried("post-form", "get", "put-json") == ["wrong-by-get", "wrong-by-put-json"]


def test_the_wrong_password_goes_out_in_the_combination_between_two_good_ones() -> None:
    rehearsed = against_reference("any-password-by-get", services=[MEDIA])
    finding = rehearsed.finding(f"{MEDIA}.credentials.refused[wrong-by-get]")
    assert (finding.verdict, finding.where, finding.actual) == (Verdict.FAIL, "status", 200)
    assert {
        case for case in CREDENTIALS if rehearsed.verdicts[f"{MEDIA}.credentials.refused[{case}]"] != "PASS"
    } == set()
    sent = next(one for one in rehearsed.evidence if one.play == f"{MEDIA}.bad-credentials[wrong-by-put-json]")
    assert [one.request.method for one in sent.steps.values()] == ["PUT"] * 3


@pytest.mark.parametrize(
    ("damaged", "after", "outcome"),
    [
        (exchange(400), GOOD, Outcome.HELD),
        (exchange(501), GOOD, Outcome.HELD),
        (exchange(505), GOOD, Outcome.HELD),
        (exchange(500), GOOD, Outcome.BROKEN),
        (exchange(400), exchange(500), Outcome.BROKEN),
        (exchange(400), exchange(409), Outcome.HELD),
        (unanswered(), GOOD, Outcome.BROKEN),
    ],
)
def test_damage_is_survived_by_an_answer_and_by_going_on(damaged: Exchange, after: Exchange, outcome: Outcome) -> None:
    worst = {seen.outcome for seen in survived(damaged, after)}
    assert (Outcome.BROKEN in worst) is (outcome is Outcome.BROKEN)


class Saved:
    """A record of one play for every check: a damaged request that got no answer, and what came after it."""

    def __init__(self, kind: FailureKind, after: Exchange) -> None:
        self._steps = {"answer": GOOD, "damaged": unanswered(kind), "after": after}

    def of(self, play: Play) -> Evidence:
        return Evidence(play.id, self._steps)

    def planned(self, play: Play) -> bool:
        return True


@pytest.mark.parametrize(
    ("kind", "after", "verdict", "party"),
    [
        (FailureKind.RESET, GOOD, Verdict.WARN, Party.PROVIDER),
        (FailureKind.TIMEOUT, GOOD, Verdict.WARN, Party.PROVIDER),
        (FailureKind.UNREACHABLE, GOOD, Verdict.INCONCLUSIVE, Party.NETWORK),
        (FailureKind.RESET, unanswered(), Verdict.INCONCLUSIVE, Party.NETWORK),
    ],
)
def test_hanging_up_is_a_crash_where_the_service_was_reached_and_goes_on(
    kind: FailureKind, after: Exchange, verdict: Verdict, party: Party
) -> None:
    check = next(check for check in all_checks() if check.id == f"{TEXTS}.damage.survived")
    finding = examine(check, "truncated", Saved(kind, after), PROFILE)
    assert (finding.verdict, finding.party) == (verdict, party)
    if verdict is Verdict.WARN:
        assert finding.where == "response"
        assert finding.actual == "the connection was closed"


def test_what_may_do_harm_has_a_phase_of_its_own() -> None:
    phases = {name: scenario.phase for (_, name), scenario in SCENARIOS.items() if scenario.phase is not Phase.POSITIVE}
    assert phases == {
        "bad-recipient": Phase.ABNORMAL,
        "bad-recipient-among-good": Phase.ABNORMAL,
        "damaged": Phase.ABNORMAL,
        "any-damage": Phase.ABNORMAL,
        "bad-credentials": Phase.REFUSAL,
    }
    assert {service for service, name in SCENARIOS if name in ("bad-recipient", "damaged")} == {TEXTS, MEDIA}
    for service in (TEXTS, MEDIA):
        assert {SCENARIOS[service, name].phase for name in ("bad-recipient", "damaged")} == {Phase.ABNORMAL}


def test_what_may_do_harm_is_sent_alone() -> None:
    def plays(name: str, *cases: str) -> list[Play]:
        scenario: Scenario = SCENARIOS[TEXTS, name]
        return [Play(scenario, case) for case in cases]

    chosen = (
        *plays("one-message", "post-form"),
        *plays("bad-recipient", *RECIPIENTS),
        *plays("damaged", *DAMAGES),
    )
    lock, beside = threading.Lock(), [0, 0]
    lonely = threading.Event()

    def respond(request: Received) -> Reply:
        with lock:
            beside[0] += 1
            beside[1] = max(beside)
        # Long enough for whatever else would be sent meanwhile to arrive.
        lonely.wait(0.02)
        with lock:
            beside[0] -= 1
        return Reply(200)

    with odd_provider(respond) as odd:
        profile: Profile = PROFILE.on(odd.url)
        plan = Plan(chosen, {play: play.cost(profile) for play in chosen}, {}, dict.fromkeys(chosen, ()))
        run = Run(plan, profile, Redactor({}), concurrency=4)
        run.start()
        try:
            assert [evidence.stop for evidence in run.evidence()] == [None] * len(chosen)
        finally:
            run.close()
    assert len(odd.received) == 1 + 3 * len(RECIPIENTS) + 2 * len(DAMAGES)
    assert beside[1] == 1
