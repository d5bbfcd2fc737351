"""One mutant tried in a tree of its own: which test notices it."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .table import Mutant

SECONDS = 300
"""How long the tests of one mutant may take."""

NOTICED = 1
"""pytest's exit code when tests failed; every other one than 0 is that of a tree on which none could be asked."""


@dataclass(frozen=True)
class Trial:
    """`killed_by` is the test that noticed, None when all passed. With a `trouble` nothing was shown: its tests
    fail on any suite, or this one cannot even be imported or never ends, which any test would notice."""

    mutant: Mutant
    killed_by: str | None = None
    trouble: str | None = None


def copied(root: Path, to: Path) -> Path:
    """The tree at `root`, copied to `to`, without what git and the tools keep in it."""
    # The compiled modules come along: one is only used while its source has the time stamp that it was compiled at.
    return shutil.copytree(root, to, ignore=shutil.ignore_patterns(".*", "reports"))


def asked(tree: Path, tests: Sequence[str], *options: str, seconds: float | None = None) -> tuple[int, str]:
    """pytest's exit code for `tests` on `tree`, and what it printed. Raises TimeoutExpired after so many `seconds`."""
    # What other plugins cost at every start is more than most of the tests.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--disable-plugin-autoload"]
    done = subprocess.run([*command, *options, *tests], cwd=tree, capture_output=True, text=True, timeout=seconds)
    return done.returncode, done.stdout + done.stderr


def missed(tree: Path, faults: Sequence[str], seconds: float | None = None) -> tuple[int, str | None]:
    """The exit code of the self-test of `faults` on `tree`, and the first that was not caught as it should be. Raises
    TimeoutExpired after so many `seconds`."""
    command = [sys.executable, "-m", "conformance", "selftest", "--workers", "1"]
    command += [word for fault in faults for word in ("--fault", fault)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=seconds)
    found = re.search(r"^MISSED +(\S+)$", done.stdout, re.MULTILINE)
    return done.returncode, found and found[1]


@cache
def holds(tree: Path, tests: tuple[str, ...], faults: tuple[str, ...]) -> bool:
    """Whether `tests` pass on `tree`, and all `faults` are caught: the control of the mutants that they notice."""
    return (not tests or asked(tree, tests)[0] == 0) and (not faults or missed(tree, faults)[0] == 0)


def tried(mutant: Mutant, tree: Path) -> Trial:
    """The trial of `mutant` on a copy of the unbroken `tree`."""
    if not holds(tree, mutant.tests, mutant.faults):
        return Trial(mutant, trouble="its tests fail on the suite as it is")
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        broken = copied(tree, Path(folder) / "tree")
        mutant.apply(broken)
        try:
            return _noticed(mutant, broken)
        except subprocess.TimeoutExpired:
            return Trial(mutant, trouble=f"its tests do not end within {SECONDS} s")


def _noticed(mutant: Mutant, broken: Path) -> Trial:
    """What notices `mutant` in the tree that it has `broken`. Raises TimeoutExpired."""
    if mutant.faults:
        code, fault = missed(broken, mutant.faults, SECONDS)
        if fault is not None:
            return Trial(mutant, f"conformance selftest --fault {fault}")
        if code != 0:
            return Trial(mutant, trouble=f"the self-test ended with {code}, and no fault was missed")
    if not mutant.tests:
        return Trial(mutant)
    code, said = asked(broken, mutant.tests, "-x", seconds=SECONDS)
    if code == 0:
        return Trial(mutant)
    failed = re.search(r"^FAILED (\S+?)(?:\[.*)?(?: - .*)?$", said, re.MULTILINE)
    if code != NOTICED or failed is None:
        return Trial(mutant, trouble=f"pytest ended with {code} before any test failed: {said[-2000:]}")
    return Trial(mutant, failed[1])


def trials(mutants: Sequence[Mutant], tree: Path, workers: int) -> Iterator[Trial]:
    """The trials of `mutants` in their order, `workers` at a time."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda mutant: tried(mutant, tree), mutants)
