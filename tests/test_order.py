"""In whatever order, company and number checks are run, each gives the verdict that it gives in a whole run."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random

import pytest
from rehearsal import REFERENCE, cases_of, label, webhook

from conformance.check import Check
from conformance.contract import services
from conformance.exchange.redaction import Redactor
from conformance.judging import examine
from conformance.plan import make_plan
from conformance.profile import load
from conformance.reference import Provider
from conformance.run import Run
from conformance.verdict import Verdict

Cases = Sequence[tuple[Check, str]]
Verdicts = Mapping[str, Verdict]

ALL: Cases = cases_of(services())
FAULTY = (
    "refusal-html",
    "text-truncated",
    "token-reusable",
    "login-without-cookie",
    "zip-missing-entry",
    "id-elsewhere",
    "status-202",
)
"""Faults of all services."""

BLAMED = (Verdict.FAIL, Verdict.WARN)


@dataclass
class Runs:
    """Runs against one and the same provider, each with a listener of its own."""

    provider: Provider

    def verdicts(self, planned: Cases, asked: Cases = (), concurrency: int = 4) -> Verdicts:
        """By check and case, when these are played in the order `planned`, and judged in the order `asked`."""
        with webhook(2.0) as (listener, table):
            self.provider.webhook_url = listener.url
            profile = load(REFERENCE, target=self.provider.url)
            profile = replace(profile, webhook=table, limits=replace(profile.limits, exploration=5))
            plan, redactor = make_plan(planned, profile), Redactor(profile.secrets, profile.secret_fields)
            run = Run(plan, profile, redactor, concurrency=concurrency, listener=listener)
            run.start()
            try:
                findings = [examine(check, case, run, profile) for check, case in asked or planned]
                return {label(finding): finding.verdict for finding in findings}
            finally:
                run.close()


@contextmanager
def against(*faults: str) -> Iterator[Runs]:
    with Provider(faults=faults) as provider:
        yield Runs(provider)


@pytest.mark.parametrize("faults", [(), FAULTY], ids=["plain", "faulty"])
def test_neither_order_nor_concurrency_nor_an_earlier_run_changes_a_verdict(faults: tuple[str, ...]) -> None:
    with against(*faults) as runs:
        whole = runs.verdicts(ALL)
        assert set(whole.values()) > {Verdict.PASS, *(BLAMED if faults else ())}
        for seed, concurrency in ((1, 1), (2, 16), (3, 4)):
            planned, asked = (Random(way * seed).sample(ALL, len(ALL)) for way in (1, -1))
            assert runs.verdicts(planned, asked, concurrency) == {label_of(one): whole[label_of(one)] for one in asked}


def label_of(one: tuple[Check, str]) -> str:
    check, case = one
    return check.id + (f"[{case}]" if case else "")


def alone(runs: Runs, whole: Verdicts, chosen: Sequence[Check]) -> dict[str, tuple[Verdict, Verdict]]:
    """The verdicts that a check gives in a run of its own, where they are others than those in the `whole` run."""
    found: dict[str, Verdict] = {}
    for check in chosen:
        found |= runs.verdicts([(check, case) for case in check.cases])
    return {name: (whole[name], verdict) for name, verdict in found.items() if verdict is not whole[name]}


def test_every_check_alone_gives_the_verdict_that_it_gives_among_all() -> None:
    with against() as runs:
        assert alone(runs, runs.verdicts(ALL), list(dict.fromkeys(check for check, _ in ALL))) == {}


def test_a_check_alone_blames_whom_it_blames_among_all() -> None:
    with against(*FAULTY) as runs:
        whole = runs.verdicts(ALL)
        blamed = [check for check, case in ALL if whole[label_of((check, case))] in BLAMED]
        assert alone(runs, whole, list(dict.fromkeys(blamed))) == {}
