"""`conformance list` and `conformance explain`: the services, clauses, checks, defects and faults that there are."""

import sys
import textwrap
from collections.abc import Iterator

from .check import Check
from .collection import all_checks
from .contract import Clause, Defect, cited, contract, defects, services, touching
from .naming import did_you_mean
from .reference import FAULTS
from .reference.faults import Fault
from .scenario import Scenario
from .verdict import ExitCode


def show(what: str, service: str | None) -> int:
    """Print the list of `what`, of one service or all; returns the exit code."""
    if service is not None and service not in services():
        return _unknown(f"--service {service}: no such service", service, services())
    chosen = (service,) if service else services()
    for line in _rows(what, chosen):
        print(line)
    return ExitCode.CONFORMANT


def _rows(what: str, chosen: tuple[str, ...]) -> Iterator[str]:
    if what == "services":
        for name in chosen:
            count = sum(check.service == name for check in all_checks())
            yield f"{name:<28} {count:>3} checks  {contract(name).document.name}"
    elif what == "checks":
        for check in all_checks():
            if check.service in chosen:
                yield f"{check.id:<52} {check.clause.level:<6} {check.clause.evidence:<9} {check.title}"
    elif what == "clauses":
        for name in chosen:
            for clause in contract(name).clauses.values():
                state = "checked" if clause.excluded is None else "excluded"
                yield f"{clause.id:<56} {clause.level:<6} {clause.evidence:<9} {state:<9} {clause.rule}"
    elif what == "defects":
        for name in chosen:
            for defect in defects(name).values():
                yield f"{defect.id:<56} {defect.about}"
    else:
        for fault in FAULTS.values():
            if fault.service in chosen:
                yield f"{fault.name:<28} {fault.service:<28} {fault.summary}"


def explain(name: str) -> int:
    """Print what there is to know of a check, clause, defect or fault; returns the exit code."""
    plain = name.partition("[")[0]
    checks = {check.id: check for check in all_checks()}
    clauses = {id: clause for service in services() for id, clause in contract(service).clauses.items()}
    flaws = {id: defect for service in services() for id, defect in defects(service).items()}
    if plain in checks:
        lines = _check(checks[plain])
    elif plain in clauses:
        lines = _clause(clauses[plain])
    elif plain in flaws:
        lines = _defect(flaws[plain])
    elif plain in FAULTS:
        lines = _fault(FAULTS[plain])
    else:
        return _unknown(f"{name}: no such check, clause, defect or fault", name, (*checks, *clauses, *flaws, *FAULTS))
    for line in lines:
        print(line)
    return ExitCode.CONFORMANT


def _check(check: Check) -> Iterator[str]:
    yield f"check   {check.id}"
    yield f"title   {check.title}"
    if check.cases != ("",):
        yield f"cases   {', '.join(check.cases)}"
    if check.sends:
        cost = _cost(check.sends)
        yield f"sends   {check.sends.name}{cost}"
    if check.control:
        yield f"control {check.control.id}, which has to pass first"
    faults = [fault.name for fault in FAULTS.values() if check.id in fault.moves]
    if faults:
        yield f"faults  {', '.join(faults)}"
    unclear = [defect.id for defect in touching(check.id)]
    if unclear:
        yield from _wrapped("defects", f"of its document: {', '.join(unclear)}")
    yield f"file    conformance/services/{check.module.split('.')[-2]}/{check.module.split('.')[-1]}.py"
    yield ""
    yield from _clause(check.clause)


def _clause(clause: Clause) -> Iterator[str]:
    proving = [check.id for check in all_checks() if check.clause is clause]
    yield f"clause  {clause.id}"
    yield f"level   {clause.level}, {clause.evidence}"
    yield f"stands  {cited(clause)}"
    yield from _wrapped("rule", clause.rule)
    yield from _wrapped("broken", clause.consequence)
    yield f"proof   {', '.join(proving) if proving else f'none: {clause.excluded}'}"


def _defect(defect: Defect) -> Iterator[str]:
    yield f"defect  {defect.id}"
    yield f"of      {contract(defect.service).document.name}"
    yield from _wrapped("about", defect.about)
    for place in defect.places:
        yield from _wrapped("place", f"{place.where}: {place.says}")
    for reading in defect.readings:
        yield from _wrapped("reading", reading)
    yield from _wrapped("taken", defect.taken)
    yield from _wrapped("checks", ", ".join(defect.checks) if defect.checks else f"none: {defect.why}")


def _fault(fault: Fault) -> Iterator[str]:
    yield f"fault   {fault.name} ({fault.service})"
    yield from _wrapped("does", fault.summary)
    yield f"moves   {', '.join(fault.moves)}"
    yield f"try     conformance run --fault {fault.name}"


def _cost(scenario: Scenario) -> str:
    if callable(scenario.messages):
        return ", as many messages to people as the profile allows"
    return f", at most {scenario.messages} message(s) to people" if scenario.messages else ""


def _wrapped(label: str, text: str) -> list[str]:
    # What has hyphens may be a name, which a reader wants to copy.
    whole = textwrap.TextWrapper(100, f"{label:<8}", " " * 8, break_long_words=False, break_on_hyphens=False)
    return whole.wrap(text)


def _unknown(problem: str, name: str, known: tuple[str, ...]) -> int:
    print(f"conformance: {problem}; {did_you_mean(name, known, 'conformance list')}", file=sys.stderr)
    return ExitCode.USAGE
