"""The table of the mutants: `<subject>.toml` beside this file, each with rows `[[mutant]]`."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from conformance.reference import FAULTS

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
"""The checkout."""


@dataclass(frozen=True)
class Mutant:
    """One way to break the suite: in `file`, below the root, the text `old` becomes `new`. `means` says in a sentence
    what the suite then does, `tests` are the ids of pytest that have to notice, `faults` those of the reference
    provider whose trials have to, `subject` the table where it stands."""

    name: str
    file: str
    old: str = field(repr=False)
    new: str = field(repr=False)
    means: str
    subject: str
    tests: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    def problems(self, root: Path = ROOT) -> list[str]:
        """Why it cannot be tried on the tree at `root`, one sentence each; [] when it can."""
        path = root / self.file
        if not path.is_file():
            return [f"there is no {self.file}"]
        count = path.read_text("utf-8").count(self.old)
        found = [] if count == 1 else [f"{self.file} has its text {count} times: {self.old.strip()}"]
        found += ["it changes nothing"] if self.old == self.new else []
        found += [] if self.tests or self.faults else ["no test has to notice it"]
        found += [f"there is no fault {fault}" for fault in self.faults if fault not in FAULTS]
        return found + [f"there is no test {test}" for test in self.tests if not _exists(root, test)]

    def apply(self, root: Path) -> None:
        """Break the tree at `root`."""
        path = root / self.file
        path.write_text(path.read_text("utf-8").replace(self.old, self.new), "utf-8")


def table() -> tuple[Mutant, ...]:
    """All mutants, by their subjects and in the order of their tables."""
    return tuple(mutant for path in sorted(FOLDER.glob("*.toml")) for mutant in _rows(path))


def _rows(path: Path) -> Iterator[Mutant]:
    for row in tomllib.loads(path.read_text("utf-8"))["mutant"]:
        yield Mutant(**{name: tuple(it) if isinstance(it, list) else it for name, it in row.items()}, subject=path.stem)


def _exists(root: Path, test: str) -> bool:
    """Whether `test`, a file of tests or the id of one without regard to its parameters, is there."""
    file, _, name = test.partition("[")[0].partition("::")
    path = root / file
    return path.is_file() and (not name or name.rpartition("::")[2] in _functions(path))


@cache
def _functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
