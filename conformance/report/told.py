"""A finding as it may be told: without secrets, without control characters, and of a length that a line holds."""

from dataclasses import replace

from ..exchange.redaction import Redactor
from ..expect import shorten
from ..verdict import Finding, Json
from .transcript import visible

SHOWN_AT_MOST = 200
"""Characters of a provider's text in a report's line. It is cut when its secrets have been replaced: of a secret cut in
two, the first part would not be known for one."""

REASON_AT_MOST = 500
"""The same for the reason and for a note, whose end may be what a provider's error page says."""


def told(finding: Finding, redactor: Redactor) -> Finding:
    """`finding` with everything in it that may come from a provider made fit for all reports. What the suite itself
    says, ids and titles among it, stays as it is."""

    def fit(item: Json, most: int = SHOWN_AT_MOST) -> Json:
        return shorten(visible(redactor.text(item)), most) if isinstance(item, str) else item

    return replace(
        finding,
        expected=tuple(map(fit, finding.expected)),
        actual=fit(finding.actual),
        where=visible(redactor.text(finding.where)),
        reason=str(fit(finding.reason, REASON_AT_MOST)),
        notes=tuple(str(fit(note, REASON_AT_MOST)) for note in finding.notes),
    )
