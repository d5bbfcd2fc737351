"""A notification is taken in each declared content type and answered exactly 204 (document 003, Response)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import accepted, status_is, unproven
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .scenarios import BODIES, SERVICE, XML, declares, one_party, several_parties

OWN = (f"services.{SERVICE}.url", f"services.{SERVICE}.content_types")
SHAPE_UNKNOWN = (400, 406, 409, 422, 500)
"""Statuses by which a provider shows that it does not understand a body."""


def undeclared(profile: Profile, body: str) -> str | None:
    return None if declares(profile, body) else f"the profile does not declare {body} bodies"


def unless_guessed(seen: Observation, profile: Profile, body: str) -> Observation:
    """`seen`, unless it is a refusal of XML whose party elements nobody declared: the document's example lost its
    tags, so a provider cannot be blamed for not knowing the suite's."""
    guessed = body == XML and not profile.declares_key(SERVICE, "party_element")
    if seen.outcome is Outcome.BROKEN and guessed and seen.actual in SHAPE_UNKNOWN:
        reason = f"the elements of an interested party are unknown: set services.{SERVICE}.party_element"
        return unproven(reason, seen.where, seen.actual, Party.CONFIGURATION)
    return seen


@check(
    f"{SERVICE}.content-type.served",
    proves="serves-declared-content-type",
    sends=one_party,
    cases=BODIES,
    needs=undeclared,
    relies_on=OWN,
)
def content_type_is_served(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Takes a notification in a content type that it declares."""
    return unless_guessed(accepted(answer), profile, case)


@check(
    f"{SERVICE}.notification.answered-204",
    proves="answered-204",
    sends=one_party,
    cases=BODIES,
    needs=undeclared,
    control=content_type_is_served,
    relies_on=OWN,
)
def notification_is_answered_204(answer: Exchange) -> Observation:
    """Answers exactly 204 to a notification."""
    return status_is(answer, 204)


def one_party_only(profile: Profile, body: str) -> str | None:
    few = len(profile.settings(SERVICE)["interested_parties"]) < 2
    return "the profile lists one interested party only" if few else undeclared(profile, body)


@check(
    f"{SERVICE}.parties.several-answered-204",
    proves="several-interested-parties",
    sends=several_parties,
    cases=BODIES,
    needs=one_party_only,
    control=notification_is_answered_204,
    relies_on=OWN,
)
def several_parties_are_answered_204(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Answers 204 to a notification with several interested parties."""
    return unless_guessed(status_is(answer, 204), profile, case)
