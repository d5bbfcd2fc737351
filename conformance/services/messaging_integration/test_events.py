"""What the provider told the webhook in the whole run can be read (document 002, Webhook)."""

from dataclasses import replace

from ...check import check
from ...clients.ringotel.webhook import DELIVERED
from ...exchange.message import Exchange
from ...expect import noted, observe, shorten
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .callbacks import unheard, without_url
from .declared import SERVICE, integration, unread
from .events import event_of, in_shape, is_empty, meant, reported_ids, unreadable, written
from .test_listener import webhook_is_reachable
from .whole_run import all_events, ids_of

A_DOCUMENT = "a JSON document or a form"


def no_models(profile: Profile, case: str = "") -> str | None:
    """Why no event can be judged, or None: a need of checks."""
    if reason := unread(profile):
        return reason
    return without_url(profile) if integration(profile).models else "the integration file has no webhook models"


@check(
    f"{SERVICE}.event.parsable",
    proves="events-in-declared-shape",
    sends=all_events,
    needs=no_models,
    control=webhook_is_reachable,
)
def events_can_be_parsed(every_event: list[Exchange], profile: Profile) -> list[Observation]:
    """Calls the webhook with documents that can be parsed."""
    seen = []
    for number, event in enumerate(every_event, 1):
        if is_empty(integration(profile), event):
            one = noted(f"a {event.request.method} with neither a body nor a query", "body")
        else:
            one = unreadable(event) or observe(True, A_DOCUMENT, A_DOCUMENT, "body")
        seen.append(_of(number, every_event, one))
    return seen


@check(
    f"{SERVICE}.event.declared-shape",
    proves="events-in-declared-shape",
    sends=all_events,
    needs=no_models,
    control=webhook_is_reachable,
)
def events_have_a_declared_shape(every_event: list[Exchange], profile: Profile) -> list[Observation]:
    """Calls the webhook by the methods and in the shapes of its models."""
    known = integration(profile)
    readable = [
        (number, event, model)
        for number, event in enumerate(every_event, 1)
        if event_of(event) is not None
        for model in meant(known, event)
    ]
    seen = [_of(number, every_event, one) for number, event, model in readable for one in in_shape(model, event)]
    broken = [one for one in seen if one.outcome is Outcome.BROKEN]
    if not seen:
        return [Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy="no event was meant for any of the models")]
    types = ", ".join(sorted({model.event_type for _, _, model in readable}))
    return broken or [observe(True, "a declared shape", f"that of {types}", "body")]


def _of(number: int, every_event: list[Exchange], seen: Observation) -> Observation:
    """`seen`, with the number of its event where there are several."""
    return seen if len(every_event) == 1 else replace(seen, actual=f"event {number}: {seen.actual}")


@check(
    f"{SERVICE}.event.known-kind",
    proves="other-events-left-open",
    sends=all_events,
    needs=no_models,
    control=webhook_is_reachable,
)
def events_are_of_known_kinds(every_event: list[Exchange], profile: Profile) -> list[Observation]:
    """Calls the webhook with events that it has models for, or with others as well."""
    known, expected = integration(profile), "an event of the integration file"
    told = [
        _of(number, every_event, observe(False, expected, shorten(written(event).partition(" ")[2], 200), "body"))
        for number, event in enumerate(every_event, 1)
        if event_of(event) is not None and not meant(known, event)
    ]
    return told or [observe(True, expected, expected, "body")]


def no_reports(profile: Profile, case: str) -> str | None:
    return unheard(profile, DELIVERED)


@check(
    f"{SERVICE}.event.known-id",
    proves="event-names-known-message",
    sends=all_events,
    needs=no_reports,
    control=webhook_is_reachable,
    in_any_case=("every_text", "every_file"),
)
def events_name_known_messages(
    every_event: list[Exchange], every_text: list[Exchange], every_file: list[Exchange], profile: Profile
) -> list[Observation]:
    """Reports deliveries of messages of this run, or of others as well."""
    known = integration(profile)
    reported = [id for event in every_event for id in reported_ids(known, event)]
    given = ids_of(profile, every_text, every_file)
    if not reported or not given:
        reason = "no delivery was reported" if given else "no message of this run has an id"
        return [Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=reason)]
    unknown = [observe(False, "an id of this run", id, "$messageid$") for id in reported if id not in given]
    return unknown or [observe(True, "an id of this run", "an id of this run", "$messageid$")]
