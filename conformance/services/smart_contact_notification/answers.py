"""How the answer to a notification is judged (document 003, Response)."""

from dataclasses import replace

from ...app.answers import REPEATED, left_open
from ...exchange.message import Exchange
from ...expect import status_is, unproven
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .notification import SERVICE, XML

OWN = (f"services.{SERVICE}.url", f"services.{SERVICE}.content_types")
SHAPE_UNKNOWN = (400, 406, 409, 422, 500)
"""Statuses by which a provider shows that it does not understand a body."""
IGNORED = "The sync server ignores the answer: nobody is told of the new contact."


def taken(answer: Exchange, profile: Profile, body: str) -> Observation:
    """204 to a valid notification in `body`, unless the provider may have met it before or need not know its shape."""
    seen = replace(status_is(answer, 204), consequence=IGNORED)
    return unless_guessed(unless_repeated(seen), profile, body)


def unless_repeated(seen: Observation) -> Observation:
    """`seen`, unless it is a refusal of what the provider has met before: the same contact and the same people are in
    every notification, and how a repeat is answered is left open."""
    if seen.outcome is Outcome.BROKEN and seen.actual == REPEATED:
        reason = (
            "the provider refuses what it was told before, so that only the first notification of a run can be judged"
        )
        return unproven(reason, seen.where, seen.actual)
    return seen


def unless_guessed(seen: Observation, profile: Profile, body: str) -> Observation:
    """`seen`, unless it comes of XML whose party elements nobody declared: the document's example lost its tags, so a
    provider cannot be blamed for not knowing the suite's."""
    guessed = body == XML and not profile.declares_key(SERVICE, "party_element")
    misunderstood = seen.where != "status" or seen.actual in SHAPE_UNKNOWN
    if seen.outcome is Outcome.BROKEN and guessed and misunderstood:
        reason = f"the elements of an interested party are unknown: set services.{SERVICE}.party_element"
        return unproven(reason, seen.where, seen.actual, Party.CONFIGURATION)
    return seen


def unless_unknown(seen: Observation, what: str) -> Observation:
    """`seen`, unless it is a refusal of parties that were invented: a provider may serve its own users only."""
    refused = isinstance(seen.actual, int) and 400 <= seen.actual < 500
    return left_open(seen, f"{what}, whom the provider may not know") if refused else seen
