"""The table of the suite's mutants is sound. `python -m tests.mutants` tries them."""

import re
from pathlib import Path

import pytest
from mutants.page import counts, page
from mutants.table import ROOT, Mutant, table
from mutants.trial import Trial

from conformance.resources import PACKAGE

pytestmark = pytest.mark.skipif(not (ROOT / "README.md").is_file(), reason="there is no checkout around the package")
MUTANTS = table()
PAGE = ROOT / "docs" / "mutants.md"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_can_be_tried(mutant: Mutant) -> None:
    assert mutant.problems() == []


def test_names_are_unique_and_every_package_has_a_mutant() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"reference"}
    assert packages <= {Path(mutant.file).parts[1] for mutant in MUTANTS}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"file": "conformance/nothing.py"}, "there is no conformance/nothing.py"),
        ({"old": "a text that is nowhere"}, "conformance/naming.py has its text 0 times: a text that is nowhere"),
        ({"old": "FEW = 8", "new": "FEW = 8"}, "it changes nothing"),
        ({"tests": ()}, "no test has to notice it"),
        ({"tests": ("tests/test_cli.py::test_nothing[x]",)}, "there is no test tests/test_cli.py::test_nothing[x]"),
        ({"tests": (), "faults": ("nothing",)}, "there is no fault nothing"),
    ],
)
def test_a_mutant_that_cannot_be_tried_says_why(change: dict[str, object], problem: str) -> None:
    row = {"name": "few", "file": "conformance/naming.py", "old": "FEW = 8", "new": "FEW = 0", "means": "It is few."}
    mutant = Mutant(**{**row, "tests": ("tests/test_cli.py",), "subject": "profile", **change})  # type: ignore[arg-type]
    assert mutant.problems() == [problem]


def test_the_page_tells_who_noticed_and_what_survived() -> None:
    one, other = MUTANTS[:2]
    text = page([Trial(one, "tests/test_it.py::test_it"), Trial(other)])
    assert "2 mutants: 1 noticed, 1 survived." in text
    assert f"| `{one.name}` | {one.means} | `tests/test_it.py::test_it` |" in text
    assert f"| `{other.name}` | {other.means} | **nothing** |" in text


def test_the_page_of_the_documentation_is_of_this_table() -> None:
    text = PAGE.read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE) == [mutant.name for mutant in MUTANTS]
    assert counts([Trial(mutant, "noticed") for mutant in MUTANTS]) in text
