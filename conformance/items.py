"""How pytest sees a check: one thin item a case, which waits for its evidence and turns the finding into an outcome."""

from collections.abc import Iterator
from typing import Any

import pytest

from .bench import Bench
from .check import Check
from .exchange.message import Exchange
from .judging import examine
from .report import words
from .verdict import Finding, Verdict

BENCH = pytest.StashKey[Bench]()


class NotConformant(Exception):
    """Carries a finding that makes its item fail, out of `runtest` to `repr_failure`."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.check}: {finding.verdict}")
        self.finding = finding


class CheckItem(pytest.Item):
    """One check for one case. Its name is the check's id, with the case in brackets: stable from run to run."""

    def __init__(self, *, check: Check, case: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.check = check
        self.case = case
        self.finding: Finding | None = None

    @property
    def exchanges(self) -> list[Exchange]:
        """The exchanges that the finding rests on, in its order."""
        run = self.config.stash[BENCH].run
        if run is None or self.finding is None:
            return []
        plays = self.check.plays(run.profile, self.case)
        seen = {exchange.id: exchange for play in plays for exchange in run.of(play).steps.values()}
        return [seen[id] for id in self.finding.exchanges if id in seen]

    def runtest(self) -> None:
        bench = self.config.stash[BENCH]
        run = bench.run
        assert run is not None
        finding = self.finding = examine(self.check, self.case, run, run.profile)
        match finding.verdict:
            case Verdict.NOT_APPLICABLE | Verdict.SKIP:
                pytest.skip(f"{finding.verdict}: {finding.reason}")
            case Verdict.FAIL | Verdict.INCONCLUSIVE | Verdict.ERROR:
                raise NotConformant(finding)
            case Verdict.WARN if bench.options.strict:
                raise NotConformant(finding)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Three lines and no traceback: what failed is the provider, not this code."""
        if isinstance(excinfo.value, NotConformant):
            return "\n".join(words.finding_lines(excinfo.value.finding))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, self.check.judge.__code__.co_firstlineno - 1, self.name


def items_of(collector: pytest.Module, check: Check) -> Iterator[CheckItem]:
    """One item for each case of `check`; none where it is only imported, to be another check's control."""
    if check.module != collector.obj.__name__:
        return
    for case in check.cases:
        name = f"{check.id}[{case}]" if case else check.id
        yield CheckItem.from_parent(collector, name=name, check=check, case=case)
