"""The decisions, as tables: outcome to verdict, verdicts to roll-up, verdicts to exit code."""

import itertools

import pytest

from conformance.contract import Evidence, Level
from conformance.verdict import ExitCode, Outcome, Verdict, decide, exit_code, roll_up

STATED, DECLARED, SHOWN, INFERRED = Evidence
MUST, SHOULD, MAY = Level

BROKEN = {
    (MUST, STATED): Verdict.FAIL,
    (MUST, DECLARED): Verdict.FAIL,
    (MUST, SHOWN): Verdict.WARN,
    (MUST, INFERRED): Verdict.WARN,
    (SHOULD, STATED): Verdict.WARN,
    (SHOULD, DECLARED): Verdict.WARN,
    (SHOULD, SHOWN): Verdict.WARN,
    (SHOULD, INFERRED): Verdict.WARN,
    (MAY, STATED): Verdict.NOTE,
    (MAY, DECLARED): Verdict.NOTE,
    (MAY, SHOWN): Verdict.NOTE,
    (MAY, INFERRED): Verdict.NOTE,
}

REGARDLESS = {
    Outcome.HELD: Verdict.PASS,
    Outcome.NOTED: Verdict.NOTE,
    Outcome.UNPROVEN: Verdict.INCONCLUSIVE,
    Outcome.UNDECLARED: Verdict.NOT_APPLICABLE,
    Outcome.DESELECTED: Verdict.SKIP,
    Outcome.CRASHED: Verdict.ERROR,
}


@pytest.mark.parametrize(("level", "evidence"), list(itertools.product(Level, Evidence)))
def test_what_a_broken_clause_comes_to(level: Level, evidence: Evidence) -> None:
    assert decide(level, evidence, Outcome.BROKEN) is BROKEN[level, evidence]


@pytest.mark.parametrize(("level", "evidence", "outcome"), list(itertools.product(Level, Evidence, REGARDLESS)))
def test_other_outcomes_do_not_depend_on_the_clause(level: Level, evidence: Evidence, outcome: Outcome) -> None:
    assert decide(level, evidence, outcome) is REGARDLESS[outcome]


def test_the_tables_are_complete() -> None:
    assert set(REGARDLESS) | {Outcome.BROKEN} == set(Outcome)
    assert set(BROKEN) == set(itertools.product(Level, Evidence))


PASS, NOTE, WARN, FAIL = Verdict.PASS, Verdict.NOTE, Verdict.WARN, Verdict.FAIL
NA, SKIP, INCONCLUSIVE, ERROR = Verdict.NOT_APPLICABLE, Verdict.SKIP, Verdict.INCONCLUSIVE, Verdict.ERROR

ROLL_UPS = [
    # verdicts, roll-up, exit code, roll-up under strict, exit code under strict
    ([], NA, 5, NA, 5),
    ([NA, NA], NA, 5, NA, 5),
    ([NOTE], NA, 5, NA, 5),
    ([SKIP, NA], SKIP, 5, SKIP, 5),
    ([PASS], PASS, 0, PASS, 0),
    ([PASS, NOTE, NA, SKIP], PASS, 0, PASS, 0),
    ([PASS, WARN], PASS, 0, FAIL, 1),
    ([WARN], PASS, 0, FAIL, 1),
    ([PASS, INCONCLUSIVE], INCONCLUSIVE, 6, INCONCLUSIVE, 6),
    ([WARN, INCONCLUSIVE], INCONCLUSIVE, 6, FAIL, 1),
    ([INCONCLUSIVE, SKIP], INCONCLUSIVE, 6, INCONCLUSIVE, 6),
    ([PASS, INCONCLUSIVE, FAIL], FAIL, 1, FAIL, 1),
    ([FAIL], FAIL, 1, FAIL, 1),
    ([FAIL, ERROR, PASS], ERROR, 3, ERROR, 3),
    ([ERROR], ERROR, 3, ERROR, 3),
]


@pytest.mark.parametrize(("verdicts", "rolled", "code", "strictly", "strict_code"), ROLL_UPS)
def test_roll_up_and_exit_code(
    verdicts: list[Verdict], rolled: Verdict, code: int, strictly: Verdict, strict_code: int
) -> None:
    for order in itertools.permutations(verdicts):
        assert roll_up(order) is rolled
        assert exit_code(order) == code
        assert roll_up(order, strict=True) is strictly
        assert exit_code(order, strict=True) == strict_code


@pytest.mark.parametrize("verdicts", [row[0] for row in ROLL_UPS])
def test_an_interrupted_run_says_so_whatever_it_found(verdicts: list[Verdict]) -> None:
    assert exit_code(verdicts, interrupted=True) is ExitCode.INTERRUPTED
