"""The kill matrix of a service: its faults tried, side by side, and what that proves of every check."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache

from ..check import Check
from ..collection import checks_of
from ..reference import FAULTS
from ..verdict import Finding, Verdict
from .rehearsal import Rehearsed, against_reference
from .trial import Trial, tried

CALLBACK_SECONDS = 1.0
"""How long a trial waits for a callback or an arrival: the reference provider is next door."""


@dataclass(frozen=True)
class Matrix:
    """The trials of one service's faults, in their order, and what the reference without any was found to do."""

    service: str
    trials: tuple[Trial, ...]
    plain: tuple[Finding, ...]

    @property
    def objections(self) -> list[str]:
        """What stands against the suite, one sentence each; [] when each fault is caught by its own checks alone and
        none raises a false alarm."""
        found = [f"{trial.name}: {objection}" for trial in self.trials for objection in trial.objections]
        return [*found, *(f"{finding.check} is {finding.verdict} without any fault" for finding in self.false_alarms)]

    @property
    def checks(self) -> Sequence[Check]:
        """The checks of the service."""
        return checks_of(self.service)

    @property
    def is_whole(self) -> bool:
        """Whether every fault of the service was tried."""
        return {trial.name for trial in self.trials} == set(faults_of(self.service))

    @property
    def false_alarms(self) -> list[Finding]:
        """The findings that blame the reference provider though it conforms."""
        return [
            found for found in self.plain if found.verdict not in (Verdict.PASS, Verdict.NOTE, Verdict.NOT_APPLICABLE)
        ]

    def faults_of(self, check: Check) -> list[str]:
        """The faults that `check` is meant to catch, of those that were tried and caught."""
        return [trial.name for trial in self.trials if check.id in FAULTS[trial.name].moves and not trial.objections]


def trial(name: str) -> Trial:
    """The trial of the fault `name`, in this process."""
    service = FAULTS[name].service
    return tried(FAULTS[name], plain(service), against_reference(name, services=[service], wait=CALLBACK_SECONDS))


@cache
def plain(service: str) -> Rehearsed:
    """A rehearsal of `service` against the reference without any fault; one a process."""
    return against_reference(services=[service])


def trials(names: Sequence[str], workers: int) -> Iterator[Trial]:
    """The trials of `names`, as they come, in `workers` processes."""
    # A fresh interpreter each: one that was forked would share its threads' locks.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(trial, name) for name in names]):
            yield done.result()


def faults_of(service: str) -> list[str]:
    """The names of the faults of `service`."""
    return [name for name, fault in FAULTS.items() if fault.service == service]


def matrix(service: str, found: Iterable[Trial]) -> Matrix:
    """The matrix of those of the trials `found` that are of `service`."""
    by_name = {trial.name: trial for trial in found}
    ordered = tuple(by_name[name] for name in faults_of(service) if name in by_name)
    return Matrix(service, ordered, tuple(plain(service).findings))
