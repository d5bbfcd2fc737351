"""Any list of interested parties is taken, and any name in it (document 003, interested_parties)."""

from ...app.answers import left_open
from ...check import check
from ...exchange.message import Exchange
from ...expect import CAPACITY, noted, status_is
from ...profile import Profile
from ...verdict import Observation
from .answers import OWN, taken, unless_guessed, unless_unknown
from .notification import BODIES, NAMES, SERVICE, SIZES, body_of, people, primary
from .scenarios import many_parties, one_name, one_party_twice, several_parties
from .test_notification import notification_is_answered_204, undeclared

CASES = tuple(f"{body}-{name}" for body in BODIES for name in NAMES)
"""The names that are tried, each in both bodies."""

AT_MOST = 50
"""How many parties a provider takes that states no limit: the document sets none, and every list is finite."""


def one_party_only(profile: Profile, body: str) -> str | None:
    few = len(people(profile)) < 2
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
    return taken(answer, profile, case)


@check(
    f"{SERVICE}.parties.many",
    proves="several-interested-parties",
    sends=many_parties,
    cases=tuple(SIZES),
    control=notification_is_answered_204,
    control_case=primary,
)
def many_parties_are_answered_204(stranger: Exchange, answer: Exchange, profile: Profile, case: str) -> Observation:
    """Answers 204 however many interested parties there are."""
    size, status = SIZES[case], answer.answer.status
    if size == 0 or size > profile.settings(SERVICE).get("parties_at_most", AT_MOST):
        return left_open(status_is(answer, 204), f"{size or 'no'} interested parties")
    if status in CAPACITY:
        return noted(f"answered {status}: more parties than the provider can take", "status", 204)
    return unless_unknown(taken(answer, profile, primary(profile)), stranger, f"{size} parties, most of them invented")


@check(
    f"{SERVICE}.parties.duplicate",
    proves="repeated-party-left-open",
    sends=one_party_twice,
    control=notification_is_answered_204,
    control_case=primary,
)
def repeated_party_is_answered_204(answer: Exchange, profile: Profile) -> Observation:
    """Answers 204 to a notification that lists the same party twice."""
    return unless_guessed(status_is(answer, 204), profile, primary(profile))


@check(
    f"{SERVICE}.names.special",
    proves="any-character-in-names",
    sends=one_name,
    cases=CASES,
    needs=undeclared,
    control=notification_is_answered_204,
)
def any_name_is_taken(stranger: Exchange, answer: Exchange, profile: Profile, case: str) -> Observation:
    """Takes any character in the names of users and devices."""
    return unless_unknown(taken(answer, profile, body_of(case)), stranger, "an invented party")
