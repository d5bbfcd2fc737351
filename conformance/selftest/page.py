"""The kill matrix as a page of the documentation: every rule with its checks, and the faults that prove these."""

from collections.abc import Iterator

from ..check import Check
from ..contract import Clause, cited, contract, services
from ..reference import FAULTS
from ..verdict import Outcome, decide
from .matrix import Matrix

INTRODUCTION = """\
# The rules, their checks, and what proves these

Every rule of the documents stands here, with the checks that hold a provider to it and the verdict that a breach gets.
Every check is tried twice: on the embedded reference provider as it is, which has to pass, and on the same provider
with one named fault, which the check has to find at the place given. A fault may move its own checks and no other.
`./conform selftest --write docs/proof.md` tries all of it anew and writes this page.
"""


def counts(matrix: Matrix) -> str:
    """The matrix in one line: `230 checks, 240 faults: 240 caught, 0 missed, 0 false alarms.`"""
    caught = sum(not trial.objections for trial in matrix.trials)
    return (
        f"{len(matrix.checks)} checks, {len(matrix.trials)} faults: {caught} caught, "
        f"{len(matrix.trials) - caught} missed, {len(matrix.false_alarms)} false alarms."
    )


def page(matrix: Matrix) -> str:
    """The page, in Markdown."""
    return "\n".join([INTRODUCTION, counts(matrix), *_rules(matrix), *_faults(matrix)]) + "\n"


def _rules(matrix: Matrix) -> Iterator[str]:
    for service in services():
        yield from ("", f"## {service}", "", f"After {contract(service).document.name}.", "")
        yield from ("| rule | level | evidence | stands | checks, and the faults that they catch |", "|" + "---|" * 5)
        for clause in contract(service).clauses.values():
            rule = f"**{clause.id.partition('.')[2]}** {clause.rule}"
            proof = f"none: {clause.excluded}" if clause.excluded else "<br>".join(_proof(matrix, clause))
            yield _row(rule, clause.level, clause.evidence, cited(clause), proof)


def _proof(matrix: Matrix, clause: Clause) -> Iterator[str]:
    verdict = decide(clause.level, clause.evidence, Outcome.BROKEN)
    for check in matrix.checks:
        if check.clause is clause:
            caught = ", ".join(matrix.faults_of(check))
            yield f"`{_short(check)}` {verdict}: {caught or 'tells what happens, and is asked for by --discover'}"


def _short(check: Check) -> str:
    return check.id.partition(".")[2]


def _faults(matrix: Matrix) -> Iterator[str]:
    yield from (
        "",
        "## The faults",
        "",
        "| fault | service | what the provider then does | found at |",
        "|" + "---|" * 4,
    )
    for trial in matrix.trials:
        fault = FAULTS[trial.name]
        yield _row(f"`{fault.name}`", fault.service, fault.summary, ", ".join(f"`{place}`" for place in fault.where))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
