"""`conformance selftest`: try the faults, say what they prove, and write the pages."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..naming import did_you_mean
from ..reference import FAULTS
from ..verdict import ExitCode
from .matrix import matrix, trials
from .page import counts, page


def selftest(names: Sequence[str], service: str | None, workers: int | None, write: Path | None) -> int:
    """Try the faults `names`, else those of `service`, else all; returns the exit code: 0 when each moved its own
    checks and no other, 3 when one did not, which is the suite's own fault."""
    for name in names:
        if name not in FAULTS:
            hint = did_you_mean(name, tuple(FAULTS), "conformance list faults")
            print(f"conformance: --fault {name}: no such fault; {hint}", file=sys.stderr)
            return ExitCode.USAGE
    chosen = list(names) or [name for name, fault in FAULTS.items() if service in (None, fault.service)]
    found = []
    # A trial waits a third of its time.
    for trial in trials(chosen, workers or (os.cpu_count() or 1) + 1):
        found.append(trial)
        print(f"{'caught' if not trial.objections else 'MISSED'}  {trial.name}", flush=True)
        for objection in trial.objections:
            print(f"        {objection}")
    objections = []
    for tried in dict.fromkeys(FAULTS[name].service for name in chosen):
        result = matrix(tried, found)
        objections += result.objections
        print(f"{tried}: {counts(result)}")
        if write is not None and result.is_whole:
            write.mkdir(parents=True, exist_ok=True)
            (write / f"{tried}.md").write_text(page(result), encoding="utf-8")
    return ExitCode.SUITE_FAULT if objections else ExitCode.CONFORMANT
