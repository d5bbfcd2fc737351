"""From evidence to finding, with evidence made by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from conformance.check import Check
from conformance.contract import Clause, Evidence, Level, clause
from conformance.exchange.body import Body
from conformance.exchange.evidence import Evidence as Played
from conformance.exchange.evidence import Halt, Stop
from conformance.exchange.message import Exchange, Failure, FailureKind, Request, Response
from conformance.expect import accepted, noted, observe, shorten, status_is, unproven
from conformance.judging import examine
from conformance.profile import Profile, load
from conformance.report.saved_run import SavedRun
from conformance.resources import FIXTURES
from conformance.scenario import Phase, Scenario
from conformance.verdict import Finding, Observation, Party, Verdict

SERVICE = "smart-contact-notification"
CLAUSE = clause(f"{SERVICE}.answered-204")
OWN = ("accounts.main", f"services.{SERVICE}.url", f"services.{SERVICE}.content_types")


@pytest.fixture(scope="module")
def declared() -> Profile:
    return load(FIXTURES / "profiles" / "reference.toml", target="http://127.0.0.1:9")


@pytest.fixture(scope="module")
def assumed() -> Profile:
    return load(target="http://127.0.0.1:9")


def sent(name: str = "sent", phase: Phase = Phase.POSITIVE) -> Scenario:
    return Scenario(lambda talk: None, name, SERVICE, 0, phase)


def a_check(judge: Callable[..., Any], name: str = "it", law: Clause = CLAUSE, **more: Any) -> Check:
    return Check(f"{SERVICE}.{name}", "Does it.", law, judge, more.pop("sends", sent()), **more)


def exchange(status: int | None = 204, failure: Failure | None = None, step: str = "answer", **more: Any) -> Exchange:
    response = None if status is None else Response(status, "", (), Body.of(b""))
    return Exchange(f"{SERVICE}.sent/{step}", Request("POST", "http://127.0.0.1:9/"), response, failure, **more)


def record(*evidence: Played) -> SavedRun:
    return SavedRun({one.play: one for one in evidence})


def played(status: int = 204, name: str = "sent", case: str = "", stop: Stop | None = None) -> Played:
    return Played(f"{SERVICE}.{name}" + (f"[{case}]" if case else ""), {"answer": exchange(status)}, stop)


def is_204(answer: Exchange) -> Observation:
    return status_is(answer, 204)


def never_asked(answer: Exchange) -> Observation:
    raise AssertionError("the judge was asked")


def test_a_rule_that_held(declared: Profile) -> None:
    finding = examine(a_check(is_204), "", record(played()), declared)
    assert finding == Finding(
        check=f"{SERVICE}.it",
        clause=CLAUSE.id,
        service=SERVICE,
        case="",
        level=Level.MUST,
        evidence=Evidence.STATED,
        verdict=Verdict.PASS,
        party=Party.PROVIDER,
        title="Does it.",
        expected=(204,),
        actual=204,
        where="status",
        consequence=CLAUSE.consequence,
        exchanges=(f"{SERVICE}.sent/answer",),
    )


@pytest.mark.parametrize(
    ("level", "evidence", "verdict"),
    [
        (Level.MUST, Evidence.STATED, Verdict.FAIL),
        (Level.MUST, Evidence.DECLARED, Verdict.FAIL),
        (Level.MUST, Evidence.SHOWN, Verdict.WARN),
        (Level.SHOULD, Evidence.STATED, Verdict.WARN),
        (Level.MAY, Evidence.STATED, Verdict.NOTE),
    ],
)
def test_a_rule_that_was_broken(declared: Profile, level: Level, evidence: Evidence, verdict: Verdict) -> None:
    law = replace(CLAUSE, level=level, evidence=evidence)
    finding = examine(a_check(is_204, law=law), "", record(played(500)), declared)
    assert (finding.verdict, finding.actual, finding.party) == (verdict, 500, Party.PROVIDER)


HALTS = {
    Halt.BROKEN_OFF: (Verdict.INCONCLUSIVE, Party.PROVIDER),
    Halt.NETWORK: (Verdict.INCONCLUSIVE, Party.NETWORK),
    Halt.SILENCE: (Verdict.INCONCLUSIVE, Party.OPEN),
    Halt.CONFIGURATION: (Verdict.INCONCLUSIVE, Party.CONFIGURATION),
    Halt.BUDGET: (Verdict.INCONCLUSIVE, Party.CONFIGURATION),
    Halt.TIME: (Verdict.INCONCLUSIVE, Party.CONFIGURATION),
    Halt.CAP: (Verdict.INCONCLUSIVE, Party.CONFIGURATION),
    Halt.NOT_ACCEPTED: (Verdict.NOT_APPLICABLE, Party.OPEN),
    Halt.NOTHING_CAME: (Verdict.NOT_APPLICABLE, Party.OPEN),
    Halt.INTERRUPTED: (Verdict.INCONCLUSIVE, Party.OPEN),
    Halt.ONLY_SAFE: (Verdict.SKIP, Party.OPEN),
    Halt.SKIPPED: (Verdict.SKIP, Party.OPEN),
    Halt.CRASHED: (Verdict.ERROR, Party.SUITE),
}


@pytest.mark.parametrize("halt", Halt)
def test_a_play_that_stopped_before_the_step(declared: Profile, halt: Halt) -> None:
    stopped = Played(f"{SERVICE}.sent", {}, Stop(halt, "so it was"))
    finding = examine(a_check(never_asked), "", record(stopped), declared)
    assert (finding.verdict, finding.party) == HALTS[halt]
    assert finding.reason == "so it was"


@pytest.mark.parametrize("halt", Halt)
def test_a_play_that_stopped_after_the_step_is_judged(declared: Profile, halt: Halt) -> None:
    assert examine(a_check(is_204), "", record(played(stop=Stop(halt, "later"))), declared).verdict is Verdict.PASS


def test_the_last_exchange_before_the_stop_tells_more(declared: Profile) -> None:
    steps = {"log_in": exchange(503, step="log_in")}
    stopped = Played(f"{SERVICE}.sent", steps, Stop(Halt.BROKEN_OFF, "no session"))
    finding = examine(a_check(never_asked), "", record(stopped), declared)
    assert (finding.verdict, finding.party, finding.actual) == (Verdict.INCONCLUSIVE, Party.NETWORK, 503)
    assert finding.exchanges == (f"{SERVICE}.sent/log_in",)


def test_a_play_that_is_not_in_the_record_is_inconclusive(declared: Profile) -> None:
    assert examine(a_check(never_asked), "", record(), declared).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_transient_statuses_say_nothing(declared: Profile, status: int) -> None:
    finding = examine(a_check(never_asked), "", record(played(status)), declared)
    assert (finding.verdict, finding.party, finding.actual) == (Verdict.INCONCLUSIVE, Party.NETWORK, status)


@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.parametrize("status", [None, 204])
def test_a_failed_exchange_says_nothing(declared: Profile, kind: FailureKind, status: int | None) -> None:
    stop = Stop(Halt.NETWORK, "it failed")
    broken = Played(f"{SERVICE}.sent", {"answer": exchange(status, Failure(kind, "it failed"))}, stop)
    finding = examine(a_check(never_asked), "", record(broken), declared)
    assert (finding.verdict, finding.actual, finding.reason) == (Verdict.INCONCLUSIVE, kind.value, "it failed")


def hung_up(kind: FailureKind) -> Played:
    steps = {"answer": exchange(None, Failure(kind, "it failed"))}
    return Played(f"{SERVICE}.sent", steps, Stop(Halt.NETWORK, "it failed"))


@pytest.mark.parametrize("kind", FailureKind)
def test_a_judge_may_want_to_see_how_the_provider_failed(declared: Profile, kind: FailureKind) -> None:
    check = a_check(lambda answer: observe(True, "any", "any", "response"), may_fail=("answer",))
    telling = kind in (FailureKind.RESET, FailureKind.TIMEOUT, FailureKind.TRUNCATED)
    verdict = examine(check, "", record(hung_up(kind)), declared).verdict
    assert verdict is (Verdict.PASS if telling else Verdict.INCONCLUSIVE)


def test_a_judge_may_want_to_see_whatever_came(declared: Profile) -> None:
    check = a_check(lambda answer: observe(True, "any", "any", "response"), in_any_case=("answer",))
    for evidence in (*map(hung_up, FailureKind), played(503)):
        assert examine(check, "", record(evidence), declared).verdict is Verdict.PASS
    nothing = Played(f"{SERVICE}.sent", {}, Stop(Halt.BROKEN_OFF, "no token"))
    assert examine(check, "", record(nothing), declared).verdict is Verdict.INCONCLUSIVE


def test_the_listeners_own_answer_is_not_the_providers(declared: Profile) -> None:
    event = Played(f"{SERVICE}.sent", {"answer": exchange(503, inbound=True)})
    assert (
        examine(a_check(lambda answer: observe(True, 1, 1, "x")), "", record(event), declared).verdict is Verdict.PASS
    )


def crash(answer: Exchange) -> Observation:
    raise ZeroDivisionError("by nought")


@pytest.mark.parametrize(
    ("judge", "reason"),
    [
        (crash, "the check itself failed: ZeroDivisionError: by nought"),
        (lambda answer: [], "the check observed nothing"),
        (lambda reply: status_is(reply, 204), "the scenario has no step reply"),
    ],
)
def test_the_suites_own_faults_are_errors(declared: Profile, judge: Callable[..., Any], reason: str) -> None:
    finding = examine(a_check(judge), "", record(played()), declared)
    assert (finding.verdict, finding.party, finding.reason) == (Verdict.ERROR, Party.SUITE, reason)


HELD = observe(True, "good", "good", "body")
BROKEN = observe(False, "good", "bad", "body")
NOTE = noted("odd", "header X")
UNPROVEN = unproven("nobody knows")


@pytest.mark.parametrize(
    ("seen", "verdict", "notes"),
    [
        ([HELD, BROKEN], Verdict.FAIL, ()),
        ([HELD, UNPROVEN], Verdict.INCONCLUSIVE, ()),
        ([UNPROVEN, BROKEN], Verdict.FAIL, ()),
        ([NOTE, HELD], Verdict.PASS, ("header X: odd",)),
        ([BROKEN, NOTE], Verdict.FAIL, ("header X: odd",)),
        ([BROKEN, observe(False, "good", "worse", "header X")], Verdict.FAIL, ("header X: worse",)),
        ([NOTE], Verdict.NOTE, ()),
        ([NOTE, noted("rare", "")], Verdict.NOTE, ("rare",)),
    ],
)
def test_the_worst_observation_decides(
    declared: Profile, seen: Sequence[Observation], verdict: Verdict, notes: tuple[str, ...]
) -> None:
    finding = examine(a_check(lambda answer: seen), "", record(played()), declared)
    assert (finding.verdict, finding.notes) == (verdict, notes)


def test_a_check_without_a_scenario_is_judged_on_the_profile(declared: Profile) -> None:
    check = a_check(lambda profile, case: observe(profile is declared, case, case, ""), sends=None, cases=("a",))
    assert examine(check, "a", record(), declared).verdict is Verdict.PASS


def test_what_the_profile_does_not_declare_is_not_applicable(declared: Profile) -> None:
    unneeded = a_check(never_asked, needs=lambda profile, case: "it has none")
    finding = examine(unneeded, "", record(), declared)
    assert (finding.verdict, finding.reason) == (Verdict.NOT_APPLICABLE, "it has none")
    without = replace(declared, services={})
    assert examine(a_check(is_204), "", record(), without).verdict is Verdict.NOT_APPLICABLE


CONTROLS = [
    (204, Verdict.PASS, "", None),
    (500, Verdict.INCONCLUSIVE, f"its control {SERVICE}.control is FAIL", f"{SERVICE}.control"),
    (
        503,
        Verdict.INCONCLUSIVE,
        f"its control {SERVICE}.control is INCONCLUSIVE: answered 503, which says nothing about the contract: "
        "try again later",
        f"{SERVICE}.control",
    ),
]


def controlled(law: Clause = CLAUSE, **more: Any) -> Check:
    control = a_check(is_204, "control", law, sends=sent("first"), **more)
    return a_check(is_204, control=control)


@pytest.mark.parametrize(("status", "verdict", "reason", "blocked_by"), CONTROLS)
def test_a_control_must_hold(
    declared: Profile, status: int, verdict: Verdict, reason: str, blocked_by: str | None
) -> None:
    finding = examine(controlled(), "", record(played(), played(status, "first")), declared)
    assert (finding.verdict, finding.reason, finding.blocked_by) == (verdict, reason, blocked_by)


def test_a_control_that_only_warns_did_not_hold(declared: Profile) -> None:
    weak = replace(CLAUSE, evidence=Evidence.INFERRED)
    finding = examine(controlled(weak), "", record(played(), played(500, "first")), declared)
    assert (finding.verdict, finding.blocked_by) == (Verdict.INCONCLUSIVE, f"{SERVICE}.control")


def test_an_undeclared_control_leaves_its_check_out(declared: Profile) -> None:
    check = controlled(needs=lambda profile, case: "it has none")
    finding = examine(check, "", record(played()), declared)
    assert (finding.verdict, finding.reason) == (Verdict.NOT_APPLICABLE, "it has none")


def test_what_is_granted_is_not_asked_for(declared: Profile) -> None:
    granted = replace(controlled(), granted=lambda profile: "a command gives it")
    check = a_check(is_204, "last", control=granted)
    assert examine(granted, "", record(played()), declared).verdict is Verdict.NOT_APPLICABLE
    assert examine(check, "", record(played(), played(204, "first")), declared).verdict is Verdict.PASS
    blocked = examine(check, "", record(played(), played(500, "first")), declared)
    assert (blocked.verdict, blocked.blocked_by) == (Verdict.INCONCLUSIVE, f"{SERVICE}.control")


def test_a_skipped_control_leaves_its_check_out(declared: Profile) -> None:
    safe = Played(f"{SERVICE}.first", {}, Stop(Halt.ONLY_SAFE, "it sends"))
    finding = examine(controlled(), "", record(played(), safe), declared)
    assert (finding.verdict, finding.reason) == (Verdict.SKIP, "it sends")


def test_a_chain_of_controls_names_the_one_to_blame(declared: Profile) -> None:
    check = a_check(is_204, "last", control=controlled())
    finding = examine(check, "", record(played(), played(500, "first")), declared)
    assert finding.blocked_by == f"{SERVICE}.control"
    assert finding.reason == f"its control {SERVICE}.control is FAIL"


def test_a_broken_control_explains_a_play_that_broke_off(declared: Profile) -> None:
    stopped = Played(f"{SERVICE}.sent", {}, Stop(Halt.BROKEN_OFF, "no token"))
    finding = examine(controlled(), "", record(stopped, played(500, "first")), declared)
    assert (finding.verdict, finding.blocked_by) == (Verdict.INCONCLUSIVE, f"{SERVICE}.control")


@pytest.mark.parametrize(("halt", "verdict"), [(Halt.ONLY_SAFE, Verdict.SKIP), (Halt.CRASHED, Verdict.ERROR)])
def test_a_broken_control_hides_neither_a_skip_nor_a_crash(declared: Profile, halt: Halt, verdict: Verdict) -> None:
    stopped = Played(f"{SERVICE}.sent", {}, Stop(halt, "so it was"))
    assert examine(controlled(), "", record(stopped, played(500, "first")), declared).verdict is verdict


def is_2xx(answer: Exchange) -> Observation:
    return accepted(answer)


KEYS = {
    401: "set accounts.main",
    403: "set accounts.main",
    404: f"set services.{SERVICE}.url",
    405: f"set services.{SERVICE}.url",
    400: "set accounts.main and",
    500: "set accounts.main and",
}


@pytest.mark.parametrize("status", KEYS)
def test_a_documents_example_proves_nothing_by_being_refused(assumed: Profile, status: int) -> None:
    finding = examine(a_check(is_2xx, relies_on=OWN), "", record(played(status)), assumed)
    assert (finding.verdict, finding.party) == (Verdict.INCONCLUSIVE, Party.CONFIGURATION)
    assert KEYS[status] in finding.reason


@pytest.mark.parametrize("status", KEYS)
def test_what_a_profile_declares_has_to_work(declared: Profile, status: int) -> None:
    finding = examine(a_check(is_2xx, relies_on=OWN), "", record(played(status)), declared)
    assert (finding.verdict, finding.actual) == (Verdict.FAIL, status)


@pytest.mark.parametrize("status", [200, 202])
@pytest.mark.parametrize("controlled_too", [False, True])
def test_a_wrong_2xx_to_a_documents_example_is_the_providers(
    assumed: Profile, status: int, controlled_too: bool
) -> None:
    control = a_check(is_2xx, "control") if controlled_too else None
    finding = examine(a_check(is_204, relies_on=OWN, control=control), "", record(played(status)), assumed)
    assert (finding.verdict, finding.actual) == (Verdict.FAIL, status)


def test_an_example_taken_with_bad_credentials_proves_nothing(assumed: Profile) -> None:
    check = a_check(lambda answer: status_is(answer, 403), sends=sent(phase=Phase.REFUSAL), relies_on=OWN)
    assert examine(check, "", record(played(200)), assumed).verdict is Verdict.INCONCLUSIVE


def test_a_wrong_content_in_answer_to_an_example_proves_nothing(assumed: Profile) -> None:
    check = a_check(lambda answer: BROKEN, relies_on=OWN)
    assert examine(check, "", record(played(200)), assumed).verdict is Verdict.INCONCLUSIVE


NOT_SERVED = [404, 405, 410, 415, 501]


def in_cases() -> Check:
    return a_check(is_2xx, cases=("a", "b"), relies_on=OWN)


@pytest.mark.parametrize("status", NOT_SERVED)
def test_a_combination_that_is_not_served_while_another_is(assumed: Profile, status: int) -> None:
    finding = examine(in_cases(), "b", record(played(204, case="a"), played(status, case="b")), assumed)
    note = f"not offered: answered {status} while another combination was accepted"
    assert (finding.verdict, finding.notes) == (Verdict.NOT_APPLICABLE, (note,))


@pytest.mark.parametrize("status", NOT_SERVED)
@pytest.mark.parametrize("other", [400, 403, 404, 503])
def test_a_combination_that_is_not_served_nor_any_other(assumed: Profile, status: int, other: int) -> None:
    finding = examine(in_cases(), "b", record(played(other, case="a"), played(status, case="b")), assumed)
    assert finding.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("status", [400, 403, 500])
def test_other_refusals_do_not_mean_not_offered(assumed: Profile, status: int) -> None:
    finding = examine(in_cases(), "b", record(played(204, case="a"), played(status, case="b")), assumed)
    assert finding.verdict is Verdict.INCONCLUSIVE


def without_url(profile: Profile) -> Profile:
    return replace(profile, stated={**profile.stated, SERVICE: profile.stated[SERVICE] - {"url"}})


@pytest.mark.parametrize(("status", "verdict"), [(404, Verdict.INCONCLUSIVE), (405, Verdict.FAIL), (500, Verdict.FAIL)])
def test_beside_a_profile_only_the_path_may_be_an_example(declared: Profile, status: int, verdict: Verdict) -> None:
    finding = examine(a_check(is_2xx, relies_on=OWN), "", record(played(status)), without_url(declared))
    assert finding.verdict is verdict
    if verdict is Verdict.INCONCLUSIVE:
        assert finding.reason.endswith(f"set services.{SERVICE}.url")


def test_a_path_that_served_another_request_is_right(declared: Profile) -> None:
    evidence = record(played(204, case="a"), played(404, case="b"))
    assert examine(in_cases(), "b", evidence, without_url(declared)).verdict is Verdict.FAIL
    later = a_check(is_2xx, relies_on=OWN, control=a_check(is_204, "control", sends=sent("first")))
    evidence = record(played(204, "first"), played(404))
    assert examine(later, "", evidence, without_url(declared)).verdict is Verdict.FAIL


def test_what_is_shown_is_cut_between_words() -> None:
    assert shorten("short") == "short"
    assert shorten("word " * 50, 200) == ("word " * 39).rstrip() + "…"
    assert shorten("x" * 300, 200) == "x" * 200 + "…"
