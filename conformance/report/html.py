"""`report.html`: pytest-html's page with our columns, filters, first screen, and a card for each check."""

from collections.abc import Generator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import jinja2
import pytest
from markupsafe import Markup

from ..exchange.evidence import Evidence
from ..exchange.redaction import Redactor
from ..verdict import Finding
from .card import card
from .first_screen import content
from .grouping import WORST_FIRST
from .results import Results
from .transcript import visible
from .words import comparison, name

TEMPLATES = Path(__file__).parent / "templates"

HEADER = [
    # pytest-html keeps the state of a row in its own column, which our style hides.
    '<th class="sortable" data-column-type="result">Result</th>',
    *(
        f'<th class="sortable" tabindex="0" data-column-type="{column}">{title}</th>'
        for column, title in (
            ("verdict", "Verdict"),
            ("service", "Service"),
            ("testId", "Check"),
            ("clause", "Clause"),
            ("level", "Level"),
            ("duration", "Duration"),
        )
    ),
]

FOLDED = ["passed", "skipped"]
"""Outcomes of pytest whose rows are folded when the page opens."""


class Html:
    """The hooks of pytest-html. It changes the page only when checks were collected."""

    def __init__(self, redactor: Redactor) -> None:
        self.results: Results | None = None
        self._redactor = redactor
        self._page: Any = None
        self._ours = False
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            finalize=self._shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _shown(self, value: Any) -> Any:
        """A value as the page may show it; everything that a template prints comes through here before its escaping."""
        plain = isinstance(value, str) and not isinstance(value, Markup)
        return visible(self._redactor.text(value)) if plain else value

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        self._page = report

    def take_over(self, target: str) -> None:
        """Make the page ours: its title, its columns and their order, and no table of the machine's environment."""
        if self._page is not None:
            self._ours = True
            self._page.title = self._shown(f"Conformance of {target}")
            self._page.table_header = list(HEADER)
            self._page.set_data("environment", {})
            self._page.set_data("initialSort", "verdict")
            self._page.set_data("renderCollapsed", FOLDED)

    def extra(self, finding: Finding, plays: Sequence[Evidence], alone: Sequence[str]) -> dict[str, Any]:
        """A finding's card as an extra of pytest-html."""
        html = card(self._templates.get_template("card.html"), finding, plays, alone, self._redactor)
        return {"name": None, "format_type": "html", "content": html, "mime_type": None, "extension": None}

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        finding: Finding | None = getattr(report, "finding", None)
        if finding is not None:
            cells[:] = [cells[0], *self._cells(finding), cells[2]]
        elif self._ours:
            plain = f'<td class="col-testId">{escape(self._shown(report.nodeid))}</td>'
            verdict, nothing = f'<td class="col-verdict">{report.outcome}</td>', "<td></td>"
            cells[:] = [cells[0], verdict, nothing, plain, nothing, nothing, cells[2]]

    def _cells(self, finding: Finding) -> list[str]:
        """The cells between pytest-html's own. It sorts a column by the HTML of its cells: hence the rank first."""
        verdict, id = finding.verdict, name(finding)
        said = self._shown(f"{id} {finding.title} {finding.clause} {verdict} {finding.party} {comparison(finding)}")
        row = Markup('<td class="{}">{}</td>')
        button = Markup('<button type="button" data-rank="{}" id="{}">{}</button>')
        cell = Markup('<td class="col-verdict verdict-{}" data-search="{}">{}</td>')
        return [
            cell.format(
                verdict,
                " ".join(said.split()),
                button.format(WORST_FIRST.index(verdict), id, verdict.replace("_", " ")),
            ),
            row.format("col-service", finding.service),
            row.format("col-testId", Markup("<b>{}</b> <code>{}</code>").format(finding.title, id)),
            row.format("col-clause", finding.clause.partition(".")[2]),
            row.format("col-level", f"{finding.level} {finding.evidence}"),
        ]

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Once pytest-html has written its page: where that lies, our own last lines tell."""
        result = yield
        if self._ours and session.config.get_verbosity() < 0:
            dismiss(session.config)
        return result

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        if self.results is not None:
            prefix.append(self._templates.get_template("summary.html").render(content(self.results)))


PLUGIN = "conformance-html"


def register(config: pytest.Config, redactor: Redactor) -> None:
    """Take part in pytest-html's report, where one was asked for."""
    if config.getoption("htmlpath", None):
        config.pluginmanager.register(Html(redactor), PLUGIN)


def take_over(config: pytest.Config, target: str) -> None:
    """Make pytest-html's page a conformance report: there are checks to run."""
    if plugin := config.pluginmanager.getplugin(PLUGIN):
        plugin.take_over(target)


def extras(
    config: pytest.Config, finding: Finding, plays: Sequence[Evidence], alone: Sequence[str]
) -> list[dict[str, Any]]:
    """What pytest-html shall unfold under a finding's row; `alone` is the command that runs its check alone."""
    plugin = config.pluginmanager.getplugin(PLUGIN)
    return [plugin.extra(finding, plays, alone)] if plugin else []


def tell(config: pytest.Config, results: Results) -> None:
    """Give pytest-html's page its first screen."""
    if plugin := config.pluginmanager.getplugin(PLUGIN):
        plugin.results = results


def dismiss(config: pytest.Config) -> None:
    """Let pytest-html write and print nothing from now on."""
    manager = config.pluginmanager
    for plugin in list(manager.get_plugins()):
        if type(plugin).__module__.startswith("pytest_html."):
            manager.unregister(plugin)
