"""A webhook that fails does the provider no harm (document 002, Webhook)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import accepted, noted, observe, unproven
from ...profile import Profile
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
    every_failed: list[Exchange], after: Exchange, every_report: list[Exchange], profile: Profile, case: str
) -> list[Observation]:
    """Survives a webhook that fails: it takes the next message, and reports that."""
    if not any(has_failed(event, case) for event in every_failed):
        return [unproven("no report came that could have failed")]
    seen = [accepted(after)]
    if len(every_failed) > 1:
        seen.append(noted(f"the report was sent {len(every_failed)} times", "webhook"))
    within = profile.settings(SERVICE).get("delivered_within")
    if within is not None:
        actual = "a report" if every_report else "none came"
        seen.append(observe(bool(every_report), "a report of the next message", actual, "webhook"))
    elif not every_report:
        seen.append(noted("no report of the next message came in time", "webhook"))
    return seen
