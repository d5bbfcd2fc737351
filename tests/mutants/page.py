"""The trials as a page of the documentation."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from .trial import Trial

INTRODUCTION = """\
# The suite, broken on purpose

The suite is broken in small ways, one at a time, in a copy of its own, and its tests have to notice every one: a test
that passes while its subject is broken proves nothing. `python -m tests.mutants --write docs/mutants.md` tries all of
it anew and writes this page. What is broken in each stands in the tables under `tests/mutants/`.
"""


def counts(trials: Sequence[Trial]) -> str:
    """The figure: `140 mutants: 140 noticed, 0 survived.`"""
    noticed = sum(trial.killed_by is not None for trial in trials)
    return f"{len(trials)} mutants: {noticed} noticed, {len(trials) - noticed} survived."


def page(trials: Sequence[Trial]) -> str:
    """The page, in Markdown."""
    return "\n".join([INTRODUCTION, counts(trials), *_tables(trials)]) + "\n"


def _tables(trials: Sequence[Trial]) -> Iterator[str]:
    for subject, each in groupby(trials, lambda trial: trial.mutant.subject):
        yield from ("", f"## {subject}", "", "| mutant | what the suite then does | noticed by |", "|" + "---|" * 3)
        for trial in each:
            said = f"`{trial.killed_by}`" if trial.killed_by else "**nothing**"
            yield f"| `{trial.mutant.name}` | {trial.mutant.means} | {said} |"
