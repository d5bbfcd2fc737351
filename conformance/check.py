"""What a service's checks are written in.

A check is its judge: a pure function whose parameters name the steps of its scenario (each an `Exchange`), and, where
it needs them, `profile` and `case`. A parameter `every_call` is the list of the steps `call_1`, `call_2` and so on. Its
docstring is its title, it returns what it observed.
"""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .contract import Clause, contract
from .exchange.message import Exchange
from .profile import Profile
from .scenario import Play, Scenario
from .verdict import Observation

Judge = Callable[..., Observation | Sequence[Observation]]
NeedOf = Callable[..., str | None]

GIVEN = ("profile", "case")
"""Parameters of a judge that are not steps of its scenario."""

EVERY = "every_"
"""Begins the name of a parameter that stands for a numbered group of steps."""


@dataclass(frozen=True, eq=False)
class Check:
    """A rule made executable.

    `sends` is the scenario whose exchanges it judges; None for a check of the configuration alone. `cases` are ids,
    ("",) for a check without cases. `control` is the check that must pass first, `control_case` its case when that is
    not this one's. `needs(profile, case)` returns why the check does not apply to what the profile declares, or None.
    `relies_on` names the profile keys whose values are only the document's examples when no profile is given.
    `may_fail` names the steps that the judge wants to see also when the provider, once reached, gave no whole answer,
    `in_any_case` those that it wants to see whatever came of them. `granted(profile)` returns why the profile spares
    the provider what the check would prove, or None: it does not apply then, and what it controls rests on its own
    control.
    """

    id: str
    title: str
    clause: Clause
    judge: Judge = field(repr=False)
    sends: Scenario | None
    cases: tuple[str, ...] = ("",)
    control: "Check | None" = None
    control_case: Callable[[Profile, str], str] | None = None
    needs: NeedOf | None = None
    relies_on: tuple[str, ...] = ()
    may_fail: tuple[str, ...] = ()
    in_any_case: tuple[str, ...] = ()
    granted: Callable[[Profile], str | None] | None = None
    module: str = ""

    @property
    def service(self) -> str:
        return self.clause.service

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.judge).parameters)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The steps of the scenario that the judge looks at."""
        return tuple(name for name in self.parameters if name not in GIVEN)

    def taken_from(self, steps: Mapping[str, Exchange]) -> dict[str, list[Exchange]]:
        """The exchanges of each of the check's steps in `steps`: one, all of a group, or none where it is missing."""
        found = {}
        for name in self.steps:
            group = re.compile(rf"{name.removeprefix(EVERY)}_\d+" if name.startswith(EVERY) else name)
            found[name] = [exchange for step, exchange in steps.items() if group.fullmatch(step)]
        return found

    def play(self, case: str) -> Play | None:
        return Play(self.sends, case) if self.sends else None

    def control_for(self, profile: Profile, case: str) -> "tuple[Check, str] | None":
        """The control check and its case for this check's `case`."""
        if self.control is None:
            return None
        if self.control_case is not None:
            resting = self.control_case(profile, case)
        else:
            # A case `json-emoji` rests on the control's `json` when that has none of the very same name.
            own = [known for known in self.control.cases if f"{case}-".startswith(f"{known}-")]
            resting = max(own, key=len, default=self.control.cases[0])
        if self.control.granted and self.control.granted(profile):
            return self.control.control_for(profile, resting)
        return self.control, resting

    def inapplicable(self, profile: Profile, case: str) -> str | None:
        """Why the profile leaves this case out, or None."""
        if not profile.declares(self.service):
            return f"the profile does not declare {self.service}"
        if self.granted and (reason := self.granted(profile)):
            return reason
        return self.needs(profile, case) if self.needs else None

    def plays(self, profile: Profile, case: str) -> list[Play]:
        """What must have been played before this case can be judged: its own scenario, what that looks back at, and
        then its control's."""
        if self.inapplicable(profile, case):
            return []
        own = self.play(case)
        control = self.control_for(profile, case)
        needed = [own, *map(Play, own.scenario.after(profile))] if own else []
        if control is not None:
            needed += control[0].plays(profile, control[1])
        return list(dict.fromkeys(needed))


def check(
    id: str,
    *,
    proves: str,
    sends: Scenario | None = None,
    cases: tuple[str, ...] = ("",),
    control: Check | None = None,
    control_case: Callable[[Profile, str], str] | None = None,
    needs: NeedOf | None = None,
    relies_on: tuple[str, ...] = (),
    may_fail: tuple[str, ...] = (),
    in_any_case: tuple[str, ...] = (),
    granted: Callable[[Profile], str | None] | None = None,
) -> Callable[[Judge], Check]:
    """Make a judge the check `id`. `proves` names a clause of the same service. Raises LookupError for an unknown
    clause and ValueError for a check that could prove nothing."""

    def make(judge: Judge) -> Check:
        service = id.partition(".")[0]
        clauses = contract(service).clauses
        clause = clauses.get(f"{service}.{proves}")
        if clause is None:
            raise LookupError(f"check {id} proves {proves!r}, which is no clause of {service}")
        if clause.excluded:
            raise ValueError(f"check {id} proves {proves!r}, which its contract excludes: {clause.excluded}")
        title = inspect.getdoc(judge)
        if not title:
            raise ValueError(f"check {id} has no docstring to be its title")
        return Check(
            id,
            title.splitlines()[0],
            clause,
            judge,
            sends,
            cases,
            control,
            control_case,
            needs,
            relies_on,
            may_fail,
            in_any_case,
            granted,
            judge.__module__,
        )

    return make
