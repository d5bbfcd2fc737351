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
from .client import message_id
from .declared import FILE, SERVICE, TEXT, integration
from .events import in_shape, model_for, reported_ids
from .ids import resembles
from .scenarios import one_message, two_messages
from .test_send import ids_are_distinct, message_has_an_id
from .whole_run import all_events, all_reports, ids_of

ENOUGH = 3
"""So many reports under unknown ids are no accident, if they are as many as the messages."""


def unreported(profile: Profile, case: str) -> str | None:
    """Why no delivery is reported that could be matched, or None: a need of checks."""
    return unheard(profile, DELIVERED) or unmapped(profile, TEXT)


@check(
    f"{SERVICE}.delivered.arrives",
    proves="delivered-arrives",
    sends=one_message,
    needs=unreported,
    control=ids_are_distinct,
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
    model = model_for(integration(profile), delivered, DELIVERED)
    assert model is not None
    return in_shape(model, delivered)


@check(
    f"{SERVICE}.delivered.message-id",
    proves="delivered-has-returned-id",
    sends=all_reports,
    needs=unreported,
    control=report_has_the_declared_shape,
    in_any_case=("every_report", "every_text", "every_file"),
)
def report_names_the_message(
    every_report: list[Exchange], every_text: list[Exchange], every_file: list[Exchange], profile: Profile
) -> Observation:
    """Reports a delivery under the id that it returned for the message."""
    where, known = "$messageid$", integration(profile)
    given = ids_of(profile, every_text, every_file)
    told = [id for event in every_report for id in reported_ids(known, event)]
    if not set(told).isdisjoint(given):
        return observe(True, "the returned id", "the returned id", where)
    if damaged := next(((own, id) for own in given for id in told if resembles(id, own)), None):
        return observe(False, *damaged, where)
    if len(told) >= max(len(given), ENOUGH):
        remedy = "there are as many reports as messages, and none has an id of theirs"
        return observe(False, given[0], told[0], where, remedy=remedy)
    if told:
        return unproven("reports came that may be of an earlier run's messages, and none of this one's", where, told[0])
    return unproven("no delivery was reported in time", "webhook")


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
        reason = "there are reports of no message of this run, and this one's may be among them: delivered.shape and "
        return unproven(f"{reason}delivered.message-id judge these", "webhook")
    within = profile.settings(SERVICE)["delivered_within"]
    expected = f"a report within {within:g} s"
    if not every_report:
        return observe(False, expected, "no report in that time", "webhook")
    # While others were awaited, it may have come when nobody waited for it any more.
    waited = every_report[0].timing.started - (second.timing.started + second.timing.total)
    return observe(waited <= within, expected, f"a report after {max(0.0, waited):.2f} s", "webhook")


@check(
    f"{SERVICE}.delivered.once",
    proves="delivered-once-left-open",
    sends=all_events,
    needs=unreported,
    control=delivery_is_reported,
    in_any_case=("every_text", "every_file"),
)
def delivery_is_reported_once(
    every_event: list[Exchange], every_text: list[Exchange], every_file: list[Exchange], profile: Profile
) -> list[Observation]:
    """Reports each delivery once, and after its answer."""
    known = integration(profile)
    answers = [(TEXT, answer) for answer in every_text] + [(FILE, answer) for answer in every_file]
    given = [(message_id(profile, answer, name), answer.timing) for name, answer in answers]
    times = Counter(id for id, _ in given)
    # An id that several messages have says nothing of any of them.
    answered = {id: at.started + at.total for id, at in given if times[id] == 1}
    # One whose call failed is repeated with good reason.
    reported = [
        (id, event.timing.started) for event in every_event if succeeded(event) for id in reported_ids(known, event)
    ]
    reports = Counter(id for id, _ in reported)
    repeated = sum(times > 1 for id, times in reports.items() if id in answered)
    early = sum(id in answered and at < answered[id] for id, at in reported)
    return [
        observe(not repeated, "one report of each", f"{repeated} messages reported more than once", "webhook"),
        observe(not early, "reports after the answers", f"{early} reports before the answer was there", "webhook"),
    ]
