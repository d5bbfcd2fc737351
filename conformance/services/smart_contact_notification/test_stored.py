"""What was answered 204 has arrived as it was sent, where the profile names an observer (document 003, Parameters)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ...app.arrival import compared, unobserved
from ...check import check
from ...clients.acrobits.recipient import same
from ...exchange.message import Exchange
from ...exchange.observer import stored_in
from ...expect import observe
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .answers import unless_guessed
from .notification import BODIES, SERVICE, people, usual
from .scenarios import one_party, several_parties
from .test_notification import notification_is_answered_204, undeclared
from .test_parties import one_party_only


def _notifications(stored: Exchange) -> list[Mapping[str, Any]]:
    """What the observer tells, without messages that happen to hold the number too."""
    return [told for told in stored_in(stored) if told.get("service", SERVICE) == SERVICE]


def _whole(told: Mapping[str, Any], profile: Profile) -> list[Observation]:
    sent = usual(profile)
    return [
        compared(told, "new_smart_number", sent.new_smart_number, lambda to: same(sent.new_smart_number, str(to))),
        compared(told, "network_id", sent.network_id),
        compared(told, "new_smart_uri", sent.new_smart_uri, lambda uri: same(sent.new_smart_uri, str(uri))),
    ]


def _arrived(seen: Sequence[Observation]) -> bool:
    return all(one.outcome is not Outcome.BROKEN for one in seen)


def unobserved_or_undeclared(profile: Profile, body: str) -> str | None:
    return undeclared(profile, body) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.notification",
    proves="smart-user-identified",
    sends=one_party,
    cases=BODIES,
    needs=unobserved_or_undeclared,
    control=notification_is_answered_204,
)
def notification_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores the number, the network and the URI of the new contact as they were sent."""
    # Other notifications of the run carry the same number, and may have been stored in between.
    each = [_whole(told, profile) for told in _notifications(stored)]
    if not each:
        return [observe(False, "the notification", "nothing was stored", "observer")]
    return next(filter(_arrived, each), each[-1])


def unobserved_or_one_party(profile: Profile, body: str) -> str | None:
    return one_party_only(profile, body) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.parties",
    proves="party-has-username-and-device",
    sends=several_parties,
    cases=BODIES,
    needs=unobserved_or_one_party,
    control=notification_arrives,
)
def parties_arrive(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores each interested party with its user and its device."""
    each = _notifications(stored)
    told = [one["interested_parties"] for one in each if "interested_parties" in one]
    if each and not told:
        return [Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy="the observer tells no interested_parties")]
    found = {_named(party) for parties in told if isinstance(parties, list) for party in parties}
    shown = ", ".join(sorted(found)) or "nobody"
    seen = (
        observe(name in found, name, shown, "observer /interested_parties")
        for name in (_named(asdict(party)) for party in people(profile))
    )
    return [unless_guessed(one, profile, case) for one in seen]


def _named(party: Any) -> str:
    """User and device in words; a party that is told in another form as it is."""
    if isinstance(party, Mapping) and {"username", "device"} <= party.keys():
        return f"{party['username']} on {party['device']}"
    return str(party)
