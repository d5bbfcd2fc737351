"""The report of a delivery reaches the caller in the declared shape, and in time (document 002, Webhook, Delivered)."""

from collections import Counter

from ...check import check
from ...clients.ringotel.webhook import DELIVERED
from ...exchange.message import Exchange
from ...exchange.reachability import unreached
from ...expect import observe, succeeded, unproven
from ...profile import Profile
from ...verdict import Observation, Party
from .answers import unmapped
from .callbacks import unheard
from .client import ids_in, message_id
from .declared import SERVICE, TEXT, integration
from .events import in_shape, model_of, reported_id
from .scenarios import all_events, one_message, two_messages
from .test_send import message_has_an_id


def unreported(profile: Profile, case: str) -> str | None:
    """Why no delivery is reported that could be matched, or None: a need of checks."""
    return unheard(profile, DELIVERED) or unmapped(profile, TEXT)


@check(
    f"{SERVICE}.delivered.arrives",
    proves="delivered-arrives",
    sends=one_message,
    needs=unreported,
    control=message_has_an_id,
)
def delivery_is_reported(answer: Exchange, delivered: Exchange) -> Observation:
    """Calls the webhook back when a message is delivered."""
    return observe(True, "a callback", "a callback", "webhook")


@check(
    f"{SERVICE}.delivered.shape",
    proves="delivered-in-declared-shape",
    sends=one_message,
    needs=unreported,
    control=delivery_is_reported,
)
def report_has_the_declared_shape(delivered: Exchange, profile: Profile) -> list[Observation]:
    """Reports a delivery by the method and in the shape of its webhook model."""
    model = model_of(integration(profile), DELIVERED)
    assert model is not None
    return in_shape(model, delivered)


STALE = "unless it belongs to a message that was sent before this run"


@check(
    f"{SERVICE}.delivered.message-id",
    proves="delivered-has-returned-id",
    sends=one_message,
    needs=unreported,
    control=report_has_the_declared_shape,
)
def report_names_the_message(answer: Exchange, delivered: Exchange, profile: Profile) -> Observation:
    """Reports a delivery under the id that it returned for the message."""
    expected, actual = message_id(profile, answer), reported_id(integration(profile), delivered)
    remedy = "" if expected == actual else STALE
    return observe(expected == actual, expected, actual, "$messageid$", remedy=remedy)


def no_time_declared(profile: Profile, case: str) -> str | None:
    if reason := unreported(profile, case):
        return reason
    key = "delivered_within"
    return None if key in profile.settings(SERVICE) else f"the profile does not say services.{SERVICE}.{key}"


@check(
    f"{SERVICE}.delivered.in-time",
    proves="delivered-in-time",
    sends=two_messages,
    needs=no_time_declared,
    control=message_has_an_id,
    in_any_case=("probe", "every_report", "every_astray"),
)
def delivery_is_reported_in_time(
    probe: Exchange, second: Exchange, every_report: list[Exchange], every_astray: list[Exchange], profile: Profile
) -> Observation:
    """Reports a delivery within the time that it declares."""
    if reason := unreached(probe):
        return unproven(reason, "webhook.public_url", party=Party.CONFIGURATION)
    if every_astray and not every_report:
        return unproven("there are reports of no message of this run, and this one's may be among them", "webhook")
    within = profile.settings(SERVICE)["delivered_within"]
    waited = every_report[0].timing.started - second.timing.started if every_report else None
    actual = "no report in that time" if waited is None else f"a report after {waited:.1f} s"
    return observe(waited is not None, f"a report within {within:g} s", actual, "webhook")


@check(
    f"{SERVICE}.delivered.once",
    proves="delivered-once-left-open",
    sends=all_events,
    needs=unreported,
    control=delivery_is_reported,
    in_any_case=("every_answer",),
)
def delivery_is_reported_once(
    every_event: list[Exchange], every_answer: list[Exchange], profile: Profile
) -> list[Observation]:
    """Reports each delivery once, and after its answer."""
    known = integration(profile)
    given = [(id, answer.timing) for answer in every_answer for id in ids_in(profile, answer)]
    times = Counter(id for id, _ in given)
    # An id that several messages have says nothing of any of them.
    answered = {id: at.started + at.total for id, at in given if times[id] == 1}
    # One whose call failed is repeated with good reason.
    reported = [(reported_id(known, event), event.timing.started) for event in every_event if succeeded(event)]
    reports = Counter(id for id, _ in reported)
    repeated = sum(reports[id] > 1 for id in answered)
    early = sum(id in answered and at < answered[id] for id, at in reported)
    return [
        observe(not repeated, "one report of each", f"{repeated} messages reported more than once", "webhook"),
        observe(not early, "reports after the answers", f"{early} reports before the answer was there", "webhook"),
    ]
