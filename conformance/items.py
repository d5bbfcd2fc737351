"""How pytest sees a check: one thin item a case, which waits for its evidence and turns the finding into an outcome."""

from collections.abc import Iterator
from typing import Any

import pytest

from .bench import Bench
from .check import Check
from .exchange.evidence import Evidence
from .exchange.message import Exchange
from .exchange.redaction import Redactor
from .options import command_line
from .report import html, junit, words
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
    def plays(self) -> list[Evidence]:
        """The evidence of everything played for this case: its own scenario first, then its controls'."""
        run = self.config.stash[BENCH].run
        if run is None or self.finding is None:
            return []
        plays = self.check.plays(run.profile, self.case)
        return [evidence for play in plays for evidence in run.all_of(play)]

    @property
    def exchanges(self) -> list[Exchange]:
        """The exchanges that the finding rests on, in its order."""
        seen = {exchange.id: exchange for evidence in self.plays for exchange in evidence.steps.values()}
        return [seen[id] for id in self.finding.exchanges if id in seen] if self.finding else []

    def runtest(self) -> None:
        bench = self.config.stash[BENCH]
        finding = self.finding = bench.judge(self.check, self.case)
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

    def tell(self, report: pytest.TestReport, finding: Finding) -> None:
        """Put `finding` into pytest's report of this item, for all that writes reports."""
        alone = command_line(self.config.stash[BENCH].options, self.check.service, words.name(finding))
        report.finding = finding  # type: ignore[attr-defined]
        report.extras = html.extras(self.config, finding, self.plays, alone)  # type: ignore[attr-defined]
        # pytest's JUnit report takes the properties of the teardown, which come from the item.
        self.user_properties += junit.properties(finding)
        report.user_properties = list(self.user_properties)
        # What its exchanges took; waiting for those of others is not this check's time.
        report.duration = sum(exchange.timing.total for exchange in self.exchanges)
        if finding.verdict is Verdict.ERROR:
            # pytest calls only a failure outside the call phase an error, and an error is what this is.
            report.when = "setup"
        if text := junit.system_out(finding):
            report.sections.append(("Captured stdout call", text))
            # pytest's JUnit report takes what was printed, too, from the report of the teardown.
            self.add_report_section("call", "stdout", text)
        if report.skipped:
            line = self.check.judge.__code__.co_firstlineno
            report.longrepr = (self.path.name, line, f"{finding.verdict}: {finding.reason}")

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where the check stands, and its title as a failure's heading: of a name pytest would rewrite the dots."""
        return self.path, self.check.judge.__code__.co_firstlineno - 1, self.check.title


def redact(report: pytest.TestReport, redactor: Redactor) -> None:
    """Replace every secret in what pytest writes of `report`."""
    report.user_properties = [(key, redactor.text(str(value))) for key, value in report.user_properties]
    report.sections = [(title, redactor.text(text)) for title, text in report.sections]
    if isinstance(report.longrepr, tuple):
        report.longrepr = (*report.longrepr[:2], redactor.text(report.longrepr[2]))
    elif report.longrepr is not None:
        report.longrepr = redactor.text(str(report.longrepr))


def items_of(collector: pytest.Module, check: Check) -> Iterator[CheckItem]:
    """One item for each case of `check`; none where it is only imported, to be another check's control."""
    if check.module != collector.obj.__name__:
        return
    for case in check.cases:
        name = f"{check.id}[{case}]" if case else check.id
        yield CheckItem.from_parent(collector, name=name, check=check, case=case)


def checks_of(session: pytest.Session) -> list[CheckItem]:
    """The session's checks, without what other tests are run beside them."""
    return [item for item in session.items if isinstance(item, CheckItem)]
