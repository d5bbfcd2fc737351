"""The part of a report's row that unfolds: what was judged and why, and the conversation that it rests on."""

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

import jinja2

from ..contract import cited, clause, touching
from ..exchange.curl import curl, variables
from ..exchange.evidence import Evidence
from ..exchange.message import Exchange
from ..exchange.redaction import Redactor
from ..verdict import Finding, Party, Verdict
from .transcript import request_text, response_text, target
from .variables import explained
from .words import alternatives, value

CURL_AT_MOST = 32_000
"""Characters of a command that anybody would paste; many shells take no more than four times as many."""

BROKEN = (Verdict.FAIL, Verdict.WARN)

PARTIES = {
    Party.PROVIDER: "the provider",
    Party.CONFIGURATION: "whoever keeps the configuration: Account XML, integration file, profile or options",
    Party.NETWORK: "whoever runs the network between the caller and the provider",
    Party.SUITE: "the authors of this suite",
}
"""Who has to act, in words; nobody where the document leaves it open."""


def card(
    template: jinja2.Template,
    finding: Finding,
    plays: Sequence[Evidence],
    alone: Sequence[str],
    redactor: Redactor,
) -> str:
    """The HTML of `finding`'s card. `plays` are its own play first, then those of its controls; the exchanges that the
    finding rests on stand open in them, the others folded. `alone` are the words of the command that runs it alone."""
    rule = clause(finding.clause)
    proven = finding.verdict in (Verdict.PASS, Verdict.NOTE, Verdict.NOT_APPLICABLE, Verdict.SKIP)
    return template.render(
        finding=finding,
        clause=rule,
        cited=cited(rule),
        defects=touching(finding.check),
        expected=alternatives(finding.expected),
        actual=value(finding.actual),
        broken=finding.verdict in BROKEN,
        party=None if proven else PARTIES.get(finding.party),
        # A secret that is quoted for the shell may not be known for one any more.
        alone=shlex.join(redactor.text(word) for word in alone),
        plays=list(_plays(finding, plays, redactor)),
    )


def _plays(finding: Finding, plays: Sequence[Evidence], redactor: Redactor) -> Iterator[dict[str, Any]]:
    """Each play with its exchanges in their order; one that is shared stands where it is met first."""
    seen: set[str] = set()
    for evidence in plays:
        new = {exchange.id: exchange for exchange in evidence.steps.values() if exchange.id not in seen}
        seen |= new.keys()
        yield {
            "id": evidence.play,
            "stop": evidence.stop.reason if evidence.stop else None,
            "steps": [_step(exchange, exchange.id in finding.exchanges, redactor) for exchange in new.values()],
        }


def _step(exchange: Exchange, judged: bool, redactor: Redactor) -> dict[str, Any]:
    line = "" if exchange.inbound else curl(exchange.request, redactor)
    fits = 0 < len(line) <= CURL_AT_MOST
    return {
        "id": exchange.id,
        "name": exchange.id.rpartition("/")[2].replace("_", " ").replace("-", " "),
        "judged": judged,
        "method": exchange.request.method,
        "path": redactor.text(target(exchange).partition("?")[0]),
        "status": exchange.response.status if exchange.response else None,
        "failure": exchange.failure.kind if exchange.failure else None,
        "inbound": exchange.inbound,
        "peer": exchange.peer,
        "milliseconds": round(exchange.timing.total * 1000),
        "request": request_text(exchange, redactor),
        "response": response_text(exchange, redactor),
        "curl": line if fits else None,
        "too_long": len(line) > CURL_AT_MOST,
        "variables": explained(variables(exchange.request, redactor)) if fits else {},
    }
