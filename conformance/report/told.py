"""A finding as it may be told: without secrets, without control characters, and of a length that a line holds."""

from dataclasses import replace

from ..exchange.redaction import Redactor
from ..expect import shorten
from ..verdict import Finding, Json
from .transcript import visible

SHOWN_AT_MOST = 200
"""Characters of a provider's text in a report's line. It is cut when its secrets have been replaced: of a secret cut in
two, the first part would not be known for one."""


def told(finding: Finding, redactor: Redactor) -> Finding:
    """`finding` with everything in it that may come from a provider made fit for all reports. What the suite itself
    says, ids and titles among it, stays as it is."""

    def fit(item: Json) -> Json:
        return shorten(visible(redactor.text(item)), SHOWN_AT_MOST) if isinstance(item, str) else item

    return replace(
        finding,
        expected=tuple(map(fit, finding.expected)),
        actual=fit(finding.actual),
        where=visible(redactor.text(finding.where)),
        reason=visible(redactor.text(finding.reason)),
        notes=tuple(visible(redactor.text(note)) for note in finding.notes),
    )
