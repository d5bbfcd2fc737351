"""How the answer to a notification is judged (document 003, Response)."""

from dataclasses import replace

from ...exchange.message import Exchange
from ...expect import REPEATED, noted, status_is, unproven
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .notification import SERVICE, XML

OWN = (f"services.{SERVICE}.url", f"services.{SERVICE}.content_types")


def taken(answer: Exchange, profile: Profile, body: str) -> Observation:
    """204 to a valid notification in `body`, unless the provider may have met it before or need not know its shape."""
    return unless_guessed(unless_repeated(status_is(answer, 204)), profile, body)


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
    """`seen`, unless it comes of XML with parties in an element that nobody declared: the document's example lost its
    tags, so that whatever is answered to the suite's own proves nothing."""
    guessed = body == XML and not profile.declares_key(SERVICE, "party_element")
    if seen.outcome is Outcome.BROKEN and guessed:
        reason = (
            "the document does not show which XML element holds an interested party, and the provider need not know "
            f"the one that was sent: set services.{SERVICE}.party_element"
        )
        return unproven(reason, seen.where, seen.actual, Party.CONFIGURATION)
    return seen


def unless_unknown(seen: Observation, stranger: Exchange, what: str) -> Observation:
    """The status `seen` of a notification to `what`, people who were invented, unless a `stranger`, who has nothing
    unusual, was turned away likewise: a provider may serve its own users only."""
    if seen.outcome is not Outcome.BROKEN:
        return seen
    status = stranger.answer.status
    if status != 204 and isinstance(seen.actual, int) and seen.actual // 100 == status // 100:
        refusal = f"answered {seen.actual} to {what}: the provider need not know them, and answered {status} to one"
        return noted(f"{refusal} stranger with a plain name, too", seen.where, seen.expected)
    control = f"one stranger with a plain name was answered {status}"
    return replace(seen, remedy="; ".join(filter(None, (control, seen.remedy))))
