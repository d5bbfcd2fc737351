"""The suite's own listener can be reached, before anything waits for a callback (document 002, Webhook)."""

from ...check import check
from ...exchange.message import Exchange
from ...exchange.reachability import unreached
from ...expect import observe, unproven
from ...verdict import Observation, Party
from .callbacks import reachability, without_url
from .declared import SERVICE


@check(
    f"{SERVICE}.webhook.reachable",
    proves="webhook-reachable",
    sends=reachability,
    needs=without_url,
    in_any_case=("probe",),
)
def webhook_is_reachable(probe: Exchange) -> Observation:
    """Finds the listener at the webhook URL that it is told."""
    if reason := unreached(probe):
        return unproven(reason, "webhook.public_url", party=Party.CONFIGURATION)
    return observe(True, "the listener", "the listener", "webhook.public_url")
