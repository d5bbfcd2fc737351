"""A valid message is taken by each declared method and content type (document 000, Configuration and Response)."""

from functools import partial

from ...app.answers import like_get, no_error_inside, nothing_after, said_of_head, served
from ...app.discovery import combination_not_asked, not_served
from ...app.plays import VERSIONS
from ...app.service import CASES
from ...check import check
from ...clients.acrobits.combination import COMBINATIONS
from ...exchange.message import Exchange
from ...profile import Profile
from ...verdict import Observation
from .message import APP, SERVICE, taken
from .scenarios import get_and_head, one_message, other_version

OWN = ("accounts.main", f"services.{SERVICE}.url", f"services.{SERVICE}.combinations")
MEDIA = f"services.{SERVICE}.media_urls"


@check(
    f"{SERVICE}.combination.served",
    proves="serves-declared-combination",
    sends=one_message,
    cases=CASES,
    needs=APP.undeclared,
    relies_on=OWN,
)
def combination_is_served(answer: Exchange) -> Observation:
    """Does not refuse the method and content type that it declares."""
    return served(answer)


@check(
    f"{SERVICE}.message.accepted",
    proves="success-is-2xx",
    sends=one_message,
    cases=CASES,
    needs=APP.undeclared,
    control=combination_is_served,
    relies_on=(*OWN, MEDIA),
)
def message_is_accepted(answer: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Answers 2xx to a valid media reference."""
    return said_of_head(taken(answer, profile), case)


after_one_was_accepted = partial(check, control=message_is_accepted, control_case=APP.primary)
"""Makes a check whose control is that a valid message is taken in the primary combination."""


@check(
    f"{SERVICE}.message.no-error-inside",
    proves="failure-is-not-2xx",
    sends=one_message,
    cases=CASES,
    needs=APP.undeclared,
    control=message_is_accepted,
)
def success_has_no_error_inside(answer: Exchange) -> Observation:
    """Reports no error in the body of a 2xx."""
    return no_error_inside(answer)


@after_one_was_accepted(
    f"{SERVICE}.combination.undeclared",
    proves="other-combinations-left-open",
    sends=one_message,
    cases=COMBINATIONS,
    needs=partial(combination_not_asked, APP),
)
def undeclared_combination_is_not_served(answer: Exchange) -> Observation:
    """Takes a message only by the methods and content types that it declares."""
    return not_served(answer)


@check(
    f"{SERVICE}.head.answers-like-get",
    proves="head-answers-like-get",
    sends=get_and_head,
    needs=APP.without_get_and_head,
    control=message_is_accepted,
    control_case=lambda profile, case: "head",
)
def head_answers_like_get(get: Exchange, head: Exchange) -> Observation:
    """Answers HEAD, which sends the message as GET does, with the same status."""
    return like_get(get, head)


@check(
    f"{SERVICE}.head.no-body",
    proves="no-body-after-head",
    sends=get_and_head,
    needs=APP.without_get_and_head,
    control=message_is_accepted,
    control_case=lambda profile, case: "head",
)
def head_has_no_body(head: Exchange) -> Observation:
    """Sends nothing after the header of an answer to HEAD."""
    return nothing_after(head)


@after_one_was_accepted(
    f"{SERVICE}.app.any-version",
    proves="app-headers-accepted",
    sends=other_version,
    cases=tuple(VERSIONS),
)
def any_version_is_served(answer: Exchange, profile: Profile) -> Observation:
    """Serves the app in any version."""
    return taken(answer, profile)
