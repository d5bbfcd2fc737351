"""What a run will send, decided before anything is sent: which plays, in which order, at what cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from .check import Check
from .exchange.evidence import Halt, Stop
from .profile import Profile
from .scenario import Phase, Play

ONLY_SAFE = Stop(Halt.ONLY_SAFE, "it sends a message, and only safe checks were asked for")


@dataclass(frozen=True)
class Plan:
    """`plays` in the order of the checks that need them, `costs` what each may send; `held_back` those that will not be
    played, and why."""

    plays: tuple[Play, ...]
    costs: Mapping[Play, int]
    held_back: Mapping[Play, Stop]
    needed_by: Mapping[Play, tuple[str, ...]]
    judged_by: Mapping[Play, tuple[tuple[Check, str], ...]] = field(default_factory=dict)
    """The checks with their cases, controls among them, that look at a play themselves."""

    @property
    def messages(self) -> int:
        """The most messages that this plan can send."""
        return sum(self.costs[play] for play in self.plays if play not in self.held_back)


def make_plan(
    selected: Iterable[tuple[Check, str]], profile: Profile, *, budget: int | None = None, only_safe: bool = False
) -> Plan:
    """The plan for the `selected` checks and cases.

    Messages are allotted in the order of the checks, all that a check needs or none, so that which check gets the last
    message is the same from run to run. Scenarios with bad credentials are capped by the profile. What is held back
    costs nothing, nor does what only checks need that cannot be judged without it.
    """
    needs = {(check, case): check.plays(profile, case) for check, case in selected}
    plays = tuple(dict.fromkeys(play for needed in needs.values() for play in needed))
    costs = {play: play.cost(profile) for play in plays}
    held_back = {play: ONLY_SAFE for play in plays if costs[play]} if only_safe else {}
    held_back |= _beyond_the_cap([play for play in plays if play not in held_back], profile.limits.bad_credentials)
    funded: set[Play] = set()
    unfunded: dict[Play, Stop] = {}
    spent = 0
    for needed in needs.values():
        blocking = next((held_back[play] for play in needed if play in held_back), None)
        cost = sum(costs[play] for play in needed if play not in funded)
        if blocking is None and (budget is None or spent + cost <= budget):
            funded.update(needed)
            spent += cost
            continue
        stop = blocking or Stop(Halt.BUDGET, f"the budget of {budget} messages was spent: raise it")
        for play in needed:
            unfunded.setdefault(play, stop)
    held_back = {play: stop for play, stop in unfunded.items() if costs[play] and play not in funded} | held_back
    return Plan(plays, costs, held_back, _needed_by(needs), _judged_by(needs, profile))


def _beyond_the_cap(plays: Sequence[Play], cap: int) -> dict[Play, Stop]:
    """Those of `plays` with bad credentials that the `cap` leaves out. It goes round the services, one play of each in
    turn, so that none of them uses it up."""
    by_service: dict[str, list[Play]] = {}
    for play in plays:
        if play.scenario.phase is Phase.REFUSAL:
            by_service.setdefault(play.scenario.service, []).append(play)
    in_turn = [play for turn in zip_longest(*by_service.values()) for play in turn if play is not None]
    reason = f"the cap of {cap} bad credentials was reached: raise limits.bad_credentials"
    return {play: Stop(Halt.CAP, reason) for play in in_turn[cap:]}


def _needed_by(needs: Mapping[tuple[Check, str], Iterable[Play]]) -> dict[Play, tuple[str, ...]]:
    """The ids of the checks that need each play."""
    found: dict[Play, dict[str, None]] = {}
    for (check, _), needed in needs.items():
        for play in needed:
            found.setdefault(play, {})[check.id] = None
    return {play: tuple(ids) for play, ids in found.items()}


def _judged_by(selected: Iterable[tuple[Check, str]], profile: Profile) -> dict[Play, tuple[tuple[Check, str], ...]]:
    """The checks whose own scenario each play is: those `selected`, and all that they rest on."""
    found: dict[Play, dict[tuple[Check, str], None]] = {}
    for judging in selected:
        resting: tuple[Check, str] | None = judging
        while resting is not None and not resting[0].inapplicable(profile, resting[1]):
            if play := resting[0].play(resting[1]):
                found.setdefault(play, {})[resting] = None
            resting = resting[0].control_for(profile, resting[1])
    return {play: tuple(checks) for play, checks in found.items()}
