"""What will be sent is decided before anything is sent."""

from dataclasses import replace

import pytest

from conformance.check import Check
from conformance.collection import all_checks
from conformance.exchange.evidence import Halt
from conformance.plan import Plan, make_plan
from conformance.profile import Profile, load
from conformance.resources import FIXTURES
from conformance.scenario import Phase


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load(FIXTURES / "profiles" / "reference.toml", target="http://127.0.0.1:9")


def every_case() -> list[tuple[Check, str]]:
    return [(check, case) for check in all_checks() for case in check.cases]


def one(id: str) -> list[tuple[Check, str]]:
    return [(check, case) for check, case in every_case() if check.id == id]


def held(plan: Plan, halt: Halt) -> set[str]:
    return {play.id for play, stop in plan.held_back.items() if stop.halt is halt}


def test_a_play_is_planned_once_however_many_checks_judge_it(profile: Profile) -> None:
    plan = make_plan(every_case(), profile)
    assert len(plan.plays) == len(set(plan.plays))
    assert len(plan.plays) < len([pair for pair in every_case() if pair[0].sends])


def test_one_check_plans_its_own_scenario_and_its_controls_only(profile: Profile) -> None:
    plan = make_plan(one("media-reference-send.arrival.empty-description"), profile)
    names = ("empty-description", "unmarked-description", "one-message[post-form]")
    assert [play.id for play in plan.plays] == [f"media-reference-send.{name}" for name in names]


def test_a_play_is_known_by_who_judges_it_controls_among_them(profile: Profile) -> None:
    plan = make_plan(one("media-reference-send.arrival.empty-description"), profile)
    judges = {play.id: [check.id for check, _ in judged] for play, judged in plan.judged_by.items()}
    assert judges == {
        "media-reference-send.empty-description": ["media-reference-send.arrival.empty-description"],
        "media-reference-send.unmarked-description": ["media-reference-send.arrival.marked-by-url"],
        "media-reference-send.one-message[post-form]": [
            "media-reference-send.message.accepted",
            "media-reference-send.combination.served",
        ],
    }


@pytest.mark.parametrize("budget", [*range(8), 20, 100, 10_000])
def test_the_budget_is_never_exceeded_and_allotted_in_order(profile: Profile, budget: int) -> None:
    plan = make_plan(every_case(), profile, budget=budget)
    assert plan.messages <= budget
    again = make_plan(every_case(), profile, budget=budget)
    assert held(plan, Halt.BUDGET) == held(again, Halt.BUDGET)
    assert bool(held(plan, Halt.BUDGET)) == (make_plan(every_case(), profile).messages > budget)


def test_a_check_is_funded_with_its_control_or_not_at_all(profile: Profile) -> None:
    wrong_password = one("media-reference-send.credentials.refused")[:1]
    # Its own three messages, and the one of its control.
    assert make_plan(wrong_password, profile, budget=3).messages == 0
    assert make_plan(wrong_password, profile, budget=4).messages == 4


def test_only_safe_leaves_out_whatever_sends(profile: Profile) -> None:
    plan = make_plan(every_case(), profile, only_safe=True)
    assert plan.messages == 0
    assert held(plan, Halt.ONLY_SAFE) == {play.id for play in plan.plays if plan.costs[play]}
    assert len(plan.plays) > len(plan.held_back)


def test_bad_credentials_are_capped(profile: Profile) -> None:
    strict = replace(profile, limits=replace(profile.limits, bad_credentials=1))
    plan = make_plan(every_case(), strict)
    _, *others = [play.id for play in plan.plays if play.scenario.phase is Phase.REFUSAL]
    assert others
    assert held(plan, Halt.CAP) == set(others)
    assert held(make_plan(every_case(), profile), Halt.CAP) == set()


def capped(profile: Profile, cap: int) -> Profile:
    return replace(profile, limits=replace(profile.limits, bad_credentials=cap))


@pytest.mark.parametrize("cap", range(0, 30, 3))
def test_each_service_gets_its_share_of_the_cap_in_its_own_order(profile: Profile, cap: int) -> None:
    plan = make_plan(every_case(), capped(profile, cap))
    played: dict[str, list[bool]] = {}
    for play in plan.plays:
        if play.scenario.phase is Phase.REFUSAL:
            played.setdefault(play.scenario.service, []).append(play not in plan.held_back)
    assert len(played) > 1
    assert sum(map(sum, played.values())) == min(cap, sum(map(len, played.values())))
    share = max(map(sum, played.values()))
    for one in played.values():
        assert one == sorted(one, reverse=True)
        assert sum(one) in (share, share - 1, len(one))


def test_what_the_cap_holds_back_costs_nothing(profile: Profile) -> None:
    refusals, usual = one("media-reference-send.credentials.refused")[:3], one("media-reference-send.message.accepted")
    alone = make_plan(usual, profile).messages
    assert make_plan([*refusals, *usual], capped(profile, 1)).messages == alone + 3
    # The second and third would have taken what is left for the others.
    plan = make_plan([*refusals, *usual], capped(profile, 1), budget=alone + 3)
    assert plan.messages == alone + 3
    assert not held(plan, Halt.BUDGET)


@pytest.mark.parametrize("budget", [None, 10])
def test_the_control_of_what_is_held_back_is_not_sent_for_it_alone(profile: Profile, budget: int | None) -> None:
    plan = make_plan(one("media-reference-send.credentials.refused")[:1], capped(profile, 0), budget=budget)
    assert plan.messages == 0
    assert held(plan, Halt.CAP) == {play.id for play in plan.plays if plan.costs[play]}
    assert len(held(plan, Halt.CAP)) > 1


def test_what_the_profile_does_not_declare_is_not_planned(profile: Profile) -> None:
    name = "media-reference-send"
    only = replace(profile, services={name: profile.services[name]})
    assert {play.scenario.service for play in make_plan(every_case(), only).plays} == {name}
