"""What was answered 204 has arrived as it was sent, where the profile names an observer (document 003, Parameters)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ...arrival import compared, unobserved
from ...check import check
from ...clients.acrobits.recipient import same
from ...clients.texts import same_text
from ...exchange.message import Exchange
from ...exchange.observer import stored_in
from ...expect import noted, observe
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .answers import unless_guessed
from .notification import BODIES, SERVICE, invented, is_invented, named, people, run_of, usual
from .scenarios import one_name, one_party, several_parties
from .test_notification import notification_is_answered_204, undeclared
from .test_parties import CASES, one_party_only

UNTOLD = Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy="the observer tells no interested_parties")


def _notifications(stored: Exchange) -> list[Mapping[str, Any]]:
    """What the observer tells, without messages that happen to hold the number too."""
    return [told for told in stored_in(stored) if told.get("service", SERVICE) == SERVICE]


def _parties(stored: Exchange) -> list[Any] | None:
    """All interested parties that the observer tells; None where it tells of notifications without their parties."""
    each = _notifications(stored)
    told = [one["interested_parties"] for one in each if "interested_parties" in one]
    if each and not told:
        return None
    return [party for parties in told if isinstance(parties, list) for party in parties]


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
    told = _parties(stored)
    if told is None:
        return [UNTOLD]
    found = {_in_words(party) for party in told}
    # Other notifications of the run carry the same number, and tell of people whom the suite invented.
    shown = ", ".join(sorted(name for name in found if not is_invented(name))) or "nobody"
    seen = (
        observe(name in found, name, shown, "observer /interested_parties")
        for name in (_in_words(asdict(party)) for party in people(profile))
    )
    return [unless_guessed(one, profile, case) for one in seen]


@check(
    f"{SERVICE}.arrival.names",
    proves="party-has-username-and-device",
    sends=one_name,
    cases=CASES,
    needs=unobserved_or_undeclared,
    control=notification_arrives,
)
def names_arrive(answer: Exchange, stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Stores any character in the names of users and devices."""
    told, run_id = _parties(stored), run_of(answer.request)
    if told is None or run_id is None:
        return [UNTOLD]
    plain = invented(run_id, case)
    party = next((one for one in told if _begins_as(one, plain.username)), None)
    if party is None:
        # A store may keep its own users only, and a queue may hold a notification back.
        return [noted("the invented party, whom the provider may not know, was not stored", "observer")]
    seen = [_as_sent(party, name, text) for name, text in asdict(named(plain, case)).items()]
    return [unless_guessed(one, profile, case) for one in seen]


def _as_sent(party: Mapping[str, Any], name: str, text: str) -> Observation:
    return compared(party, name, text, lambda stored: same_text(text, str(stored)))


def _begins_as(party: Any, username: str) -> bool:
    return isinstance(party, Mapping) and str(party.get("username", "")).startswith(username)


def _in_words(party: Any) -> str:
    """User and device in words; a party that is told in another form as it is."""
    if isinstance(party, Mapping) and {"username", "device"} <= party.keys():
        return f"{party['username']} on {party['device']}"
    return str(party)
