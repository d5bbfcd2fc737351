"""A webhook that fails does the provider no harm (document 002, Webhook)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import accepted, noted, unproven
from ...verdict import Observation
from .callbacks import FAILURES, failed_callback, has_failed
from .declared import SERVICE
from .test_delivered import report_names_the_message, unreported


@check(
    f"{SERVICE}.callback.survives",
    proves="callback-failure-survived",
    sends=failed_callback,
    cases=FAILURES,
    needs=unreported,
    control=report_names_the_message,
    in_any_case=("every_failed", "every_report"),
)
def failed_callback_is_survived(
    every_failed: list[Exchange], after: Exchange, every_report: list[Exchange], case: str
) -> list[Observation]:
    """Survives a webhook that fails, and takes the next message."""
    if not any(has_failed(event, case) for event in every_failed):
        return [unproven("no report came that could have failed")]
    seen = [accepted(after)]
    if len(every_failed) > 1:
        seen.append(noted(f"the report was sent {len(every_failed)} times", "webhook"))
    if not every_report:
        seen.append(noted("no report of the next message came in time", "webhook"))
    return seen
