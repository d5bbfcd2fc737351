"""What was accepted has arrived as it was sent, where the profile names an observer (document 000, Parameters)."""

from ...app.plays import VERSIONS
from ...app.service import CASES
from ...arrival import arrived, unobserved
from ...check import check
from ...exchange.message import Exchange
from ...exchange.observer import mark_of
from ...profile import Profile
from ...verdict import Observation, Outcome, Party
from .message import APP, SERVICE, UNMARKED, Message
from .scenarios import (
    absent_description,
    empty_description,
    one_message,
    one_slash,
    other_version,
    unmarked_description,
)
from .stored import (
    UNFINDABLE,
    arrives,
    nothing_described,
    unobserved_at_all,
    unobserved_by_url,
    unobserved_empty_description,
    unobserved_without_description,
    usual_arrives,
)
from .test_message import after_one_was_accepted, any_version_is_served, message_is_accepted
from .test_parameters import SLASHES, no_percent_encoding, slash_is_taken


def unobserved_or_undeclared(profile: Profile, combination: str) -> str | None:
    return APP.undeclared(profile, combination) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.combination",
    proves="values-where-templates-put-them",
    sends=one_message,
    cases=CASES,
    needs=unobserved_or_undeclared,
    control=message_is_accepted,
)
def whole_message_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores every value of the message, whichever way it came; a HEAD sends like a GET."""
    return usual_arrives(stored, profile)


@check(
    f"{SERVICE}.arrival.any-version",
    proves="app-headers-accepted",
    sends=other_version,
    cases=tuple(VERSIONS),
    needs=unobserved_at_all,
    control=any_version_is_served,
)
def message_of_any_version_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores every value of a message from the app in any version."""
    return usual_arrives(stored, profile)


def unobserved_or_not_encoded(profile: Profile, case: str) -> str | None:
    return no_percent_encoding(profile, case) or unobserved(profile)


@check(
    f"{SERVICE}.arrival.slash",
    proves="percent-encoding-decoded",
    sends=one_slash,
    cases=SLASHES,
    needs=unobserved_or_not_encoded,
    control=slash_is_taken,
)
def slash_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores the same whether the slash of a content type comes raw or percent-encoded."""
    return usual_arrives(stored, profile)


@after_one_was_accepted(
    f"{SERVICE}.arrival.marked-by-url",
    proves="values-where-templates-put-them",
    sends=unmarked_description,
    needs=unobserved_by_url,
)
def message_is_found_by_its_url(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores every value of a message that its media URL alone tells from others."""
    if arrived(stored)[0] is None:
        return [Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=UNFINDABLE)]
    message = Message(mark_of(profile.observer, stored), profile.recipients[0], description=UNMARKED)
    return arrives(stored, profile, message)


@check(
    f"{SERVICE}.arrival.empty-description",
    proves="values-where-templates-put-them",
    sends=empty_description,
    needs=unobserved_empty_description,
    control=message_is_found_by_its_url,
)
def empty_description_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores a message with an empty description, and no text for it."""
    return nothing_described(stored, profile)


@check(
    f"{SERVICE}.arrival.absent-description",
    proves="description-may-be-absent",
    sends=absent_description,
    needs=unobserved_without_description,
    control=message_is_found_by_its_url,
)
def absent_description_arrives(stored: Exchange, profile: Profile) -> list[Observation]:
    """Stores a message that has no field for the description, and no text for it."""
    return nothing_described(stored, profile)
