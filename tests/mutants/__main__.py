"""`python -m tests.mutants`: try the mutants, say which test notices each, and write the page."""

import argparse
import sys
import tempfile
from pathlib import Path

from .page import counts, page
from .table import ROOT, Mutant, table
from .trial import Trial, copied, trials


def main() -> int:
    """The exit code: 0 when each is noticed, 1 when one is not, 4 when one does not fit the suite any more."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this one only (repeatable)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="so many at a time (default 2)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page there, when all are tried")
    chosen = parser.parse_args()
    mutants = [mutant for mutant in table() if not chosen.only or mutant.name in chosen.only]
    unknown = set(chosen.only) - {mutant.name for mutant in mutants}
    problems = [f"{name}: there is no such mutant" for name in sorted(unknown)]
    problems += [f"{mutant.name}: {problem}" for mutant in mutants for problem in mutant.problems()]
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 4
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        # Somebody may go on working on the checkout.
        tree = copied(ROOT, Path(folder) / "tree")
        found = [_told(trial) for trial in trials(mutants, tree, chosen.workers)]
    print(counts(found))
    if chosen.write is not None and not chosen.only:
        chosen.write.write_text(page(found), "utf-8")
    return 0 if all(trial.killed_by for trial in found) else 1


def _told(trial: Trial) -> Trial:
    if trial.killed_by is not None:
        print(f"killed    {trial.mutant.name}  {trial.killed_by}", flush=True)
    else:
        print(f"SURVIVED  {trial.mutant.name}  {_why(trial.mutant, trial.trouble)}", flush=True)
    return trial


def _why(mutant: Mutant, trouble: str | None) -> str:
    return trouble or f"{', '.join(mutant.tests)} passed"


if __name__ == "__main__":
    sys.exit(main())
