"""`report.html`: pytest-html's page with our columns, filters, first screen, and a card for each check."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
import pytest
from markupsafe import Markup

from .. import __version__
from ..contract import clause, contract
from ..exchange.curl import curl
from ..exchange.message import Exchange
from ..exchange.redaction import Redactor
from ..verdict import Finding, Verdict
from .results import Results, ledger, moment
from .terminal import MEANING
from .transcript import request_text, response_text
from .words import alternatives, comparison, name, value

TEMPLATES = Path(__file__).parent / "templates"

HEADER = [
    '<th class="sortable" data-column-type="result">Result</th>',
    '<th class="sortable" data-column-type="verdict">Verdict</th>',
    '<th class="sortable" data-column-type="service">Service</th>',
    '<th class="sortable" data-column-type="testId">Check</th>',
    '<th class="sortable" data-column-type="clause">Clause</th>',
    '<th class="sortable" data-column-type="level">Level</th>',
    '<th class="sortable" data-column-type="duration">Duration</th>',
]


class Html:
    """The hooks of pytest-html. It changes the page only when checks were collected."""

    def __init__(self, redactor: Redactor) -> None:
        self.results: Results | None = None
        self._redactor = redactor
        self._page: Any = None
        self._templates = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        self._page = report

    def take_over(self, target: str) -> None:
        """Make the page ours: its title, its columns, and no table of the machine's environment."""
        if self._page is not None:
            self._page.title = f"Conformance of {target}"
            self._page.table_header = list(HEADER)
            self._page.set_data("environment", {})

    def card(self, finding: Finding, exchanges: Sequence[Exchange]) -> dict[str, Any]:
        """The part of a row that unfolds, as an extra of pytest-html."""
        rule = clause(finding.clause)
        html = self._templates.get_template("row.html").render(
            finding=finding,
            clause=rule,
            document=contract(finding.service).document,
            expected=alternatives(finding.expected),
            actual=value(finding.actual),
            broken=finding.verdict in (Verdict.FAIL, Verdict.WARN),
            again=f'conformance run --service {finding.service} -k "{name(finding)}"',
            exchanges=[self._exchange(exchange) for exchange in exchanges],
        )
        return {"name": None, "format_type": "html", "content": html, "mime_type": None, "extension": None}

    def _exchange(self, exchange: Exchange) -> dict[str, Any]:
        return {
            "id": exchange.id,
            "inbound": exchange.inbound,
            "peer": exchange.peer,
            "milliseconds": round(exchange.timing.total * 1000),
            "request": self._redactor.text(request_text(exchange)),
            "response": self._redactor.text(response_text(exchange)),
            "curl": None if exchange.inbound else curl(exchange.request, self._redactor),
        }

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        finding: Finding | None = getattr(report, "finding", None)
        if finding is None:
            return
        verdict = finding.verdict
        row = Markup('<td class="{}" data-search="{}">{}</td>')
        what = Markup("<b>{}</b> <code>{}</code>").format(finding.title, name(finding))
        search = f"{name(finding)} {finding.title} {finding.clause} {verdict} {finding.party}"
        cells[:] = [
            cells[0],
            row.format(f"col-verdict row verdict-{verdict}", search, verdict.replace("_", " ")),
            row.format("col-service", "", finding.service),
            row.format("col-testId check", "", what),
            row.format("col-clause", "", finding.clause.partition(".")[2]),
            row.format("col-level", "", f"{finding.level} {finding.evidence}"),
            cells[2],
        ]
        cells[:] = [str(cell) for cell in cells]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        results = self.results
        if results is None:
            return
        not_proven: dict[str, list[str]] = {}
        for finding in results.not_proven:
            not_proven.setdefault(comparison(finding), []).append(name(finding))
        totals = {verdict: sum(f.verdict is verdict for f in results.findings) for verdict in Verdict}
        html = self._templates.get_template("summary.html").render(
            results=results,
            code=int(results.exit_code),
            meaning=MEANING[results.exit_code],
            started=moment(results.started),
            version=__version__,
            verdicts=list(Verdict),
            totals=totals,
            not_proven=not_proven,
            messages=ledger(results),
            style=Markup((TEMPLATES / "style.css").read_text("utf-8")),
            script=Markup((TEMPLATES / "script.js").read_text("utf-8")),
        )
        prefix.append(self._redactor.text(html))


PLUGIN = "conformance-html"


def register(config: pytest.Config, redactor: Redactor) -> None:
    """Take part in pytest-html's report, where one was asked for."""
    if config.getoption("htmlpath", None):
        config.pluginmanager.register(Html(redactor), PLUGIN)


def take_over(config: pytest.Config, target: str) -> None:
    """Make pytest-html's page a conformance report: there are checks to run."""
    if plugin := config.pluginmanager.getplugin(PLUGIN):
        plugin.take_over(target)


def extras(config: pytest.Config, finding: Finding, exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """What pytest-html shall unfold under a finding's row."""
    plugin = config.pluginmanager.getplugin(PLUGIN)
    return [plugin.card(finding, exchanges)] if plugin else []


def tell(config: pytest.Config, results: Results) -> None:
    """Give pytest-html's page its first screen."""
    if plugin := config.pluginmanager.getplugin(PLUGIN):
        plugin.results = results
