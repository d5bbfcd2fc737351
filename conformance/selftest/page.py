"""The kill matrix as pages of the documentation: every rule with its checks, and the faults that prove these."""

from collections.abc import Iterator

from ..check import Check
from ..contract import Clause, cited, contract
from ..reference import FAULTS
from ..verdict import Outcome, Verdict, decide
from .matrix import Matrix

INTRODUCTION = """\
# {service}: the rules, their checks, and what proves these

Every rule of {document} stands here, with the checks that hold
a provider to it and the verdict that a breach gets.
Every check is tried twice: on the embedded reference provider as it is, which has to pass, and on the same provider
with one named fault, which the check has to find at the place given. A fault may move its own checks and no other.
What does not come may still come: where that is the fault, INCONCLUSIVE is all that may be said. What rests on a
check that found the fault points to that check; the few that lose their proof otherwise stand behind the fault.
`./conform selftest --write docs/proof` tries all of it anew and writes this page, and CI compares it.
"""


def counts(matrix: Matrix) -> str:
    """The matrix in one line: `230 checks, 240 faults: 240 caught (2 as not proven), 0 missed, 0 false alarms.`"""
    caught = [FAULTS[trial.name] for trial in matrix.trials if not trial.objections]
    unproven = sum(set(fault.moves) == set(fault.unproven) for fault in caught)
    return (
        f"{len(matrix.checks)} checks, {len(matrix.trials)} faults: {len(caught)} caught ({unproven} as not proven), "
        f"{len(matrix.trials) - len(caught)} missed, {len(matrix.false_alarms)} false alarms."
    )


def page(matrix: Matrix) -> str:
    """The matrix as a page of Markdown."""
    document = contract(matrix.service).document.name
    introduction = INTRODUCTION.format(service=matrix.service, document=document)
    return "\n".join([introduction, counts(matrix), *_rules(matrix), *_faults(matrix)]) + "\n"


def _rules(matrix: Matrix) -> Iterator[str]:
    yield from ("", "## The rules", "")
    yield from ("| rule | level | evidence | stands | checks, and the faults that they catch |", "|" + "---|" * 5)
    for clause in contract(matrix.service).clauses.values():
        rule = f"**{clause.id.partition('.')[2]}** {clause.rule}"
        proof = f"none: {clause.excluded}" if clause.excluded else "<br>".join(_proof(matrix, clause))
        yield _row(rule, clause.level, clause.evidence, cited(clause), proof)


def _proof(matrix: Matrix, clause: Clause) -> Iterator[str]:
    verdict = decide(clause.level, clause.evidence, Outcome.BROKEN)
    for check in matrix.checks:
        if check.clause is clause:
            by_verdict: dict[Verdict, list[str]] = {}
            for name in matrix.faults_of(check):
                seen = Verdict.INCONCLUSIVE if check.id in FAULTS[name].unproven else verdict
                by_verdict.setdefault(seen, []).append(name)
            seen_by = (f"{seen}: {', '.join(names)}" for seen, names in by_verdict.items())
            yield f"`{_short(check)}` {'; '.join(seen_by)}"


def _short(check: Check) -> str:
    return check.id.partition(".")[2]


def _faults(matrix: Matrix) -> Iterator[str]:
    yield from (
        "",
        "## The faults",
        "",
        "| fault | what the provider then does | found at | leaves unproven |",
        "|" + "---|" * 4,
    )
    for trial in matrix.trials:
        fault = FAULTS[trial.name]
        lost = (f"`{check.partition('.')[2]}`" for check in fault.disturbs)
        yield _row(f"`{fault.name}`", fault.summary, ", ".join(f"`{place}`" for place in fault.where), ", ".join(lost))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
