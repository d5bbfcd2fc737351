"""What a run will send, decided before anything is sent: which plays, in which order, at what cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .check import Check
from .exchange.evidence import Halt, Stop
from .profile import Profile
from .scenario import Phase, Play


@dataclass(frozen=True)
class Plan:
    """`plays` in the order of the checks that need them, `costs` what each may send; `held_back` those that will not be
    played, and why."""

    plays: tuple[Play, ...]
    costs: Mapping[Play, int]
    held_back: Mapping[Play, Stop]
    needed_by: Mapping[Play, tuple[str, ...]]

    @property
    def messages(self) -> int:
        """The most messages that this plan can send."""
        return sum(self.costs[play] for play in self.plays if play not in self.held_back)


def make_plan(
    selected: Iterable[tuple[Check, str]], profile: Profile, *, budget: int | None = None, only_safe: bool = False
) -> Plan:
    """The plan for the `selected` checks and cases.

    Messages are allotted in the order of the checks, all that a check needs or none, so that which check gets the last
    message is the same from run to run. Scenarios with bad credentials are capped by the profile.
    """
    held_back: dict[Play, Stop] = {}
    costs: dict[Play, int] = {}
    needed_by: dict[Play, list[str]] = {}
    funded: set[Play] = set()
    spent = bad_credentials = 0
    for check, case in selected:
        needed = check.plays(profile, case)
        for play in needed:
            costs.setdefault(play, play.cost(profile))
            names = needed_by.setdefault(play, [])
            if check.id not in names:
                names.append(check.id)
        new = [play for play in needed if play not in funded]
        cost = sum(costs[play] for play in new)
        if budget is None or spent + cost <= budget:
            funded.update(new)
            spent += cost
    for play in needed_by:
        if only_safe and costs[play]:
            held_back[play] = Stop(Halt.ONLY_SAFE, "it sends a message, and only safe checks were asked for")
        elif play not in funded and costs[play]:
            held_back[play] = Stop(Halt.BUDGET, f"the budget of {budget} messages was spent: raise it")
        elif play.scenario.phase is Phase.REFUSAL:
            bad_credentials += 1
            cap = profile.limits.bad_credentials
            if bad_credentials > cap:
                reason = f"the cap of {cap} bad credentials was reached: raise limits.bad_credentials"
                held_back[play] = Stop(Halt.CAP, reason)
    return Plan(tuple(needed_by), costs, held_back, {play: tuple(names) for play, names in needed_by.items()})
