"""A valid text is taken by each declared method and content type (the vendor's page, Configuration)."""

from functools import partial

from ...app.answers import like_get, no_error_inside, nothing_after, said_of_head, served
from ...app.discovery import combination_not_asked, not_served
from ...app.plays import VERSIONS
from ...app.service import CASES
from ...check import check
from ...clients.acrobits.combination import COMBINATIONS
from ...clients.acrobits.message_id import NAMES, message_id
from ...exchange.message import Exchange
from ...expect import accepted, noted, observe
from ...profile import Profile
from ...verdict import Observation, Party
from .message import APP, SERVICE
from .scenarios import get_and_head, one_message, other_version

OWN = ("accounts.main", f"services.{SERVICE}.url", f"services.{SERVICE}.combinations")


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
    relies_on=OWN,
)
def message_is_accepted(answer: Exchange, case: str) -> list[Observation]:
    """Answers 2xx to a valid text."""
    return said_of_head(accepted(answer), case)


after_one_was_accepted = partial(check, control=message_is_accepted, control_case=APP.primary)
"""Makes a check whose control is that a valid text is taken in the primary combination."""


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


def not_primary(profile: Profile, combination: str) -> str | None:
    return None if combination == APP.primary(profile) else "the answer to the primary combination is looked at"


@check(
    f"{SERVICE}.message.id",
    proves="id-in-the-answer",
    sends=one_message,
    cases=tuple(case for case in CASES if case != "head"),
    needs=not_primary,
    control=message_is_accepted,
)
def message_has_an_id(answer: Exchange) -> list[Observation]:
    """Tells the id under which the message will be found again."""
    found = message_id(answer.answer)
    if found is None:
        return [observe(False, NAMES, "none of them", "body", party=Party.OPEN)]
    name, value = found
    told = f"{name}, {'a string' if isinstance(value, str) else 'a number'}"
    return [observe(True, NAMES, told, "body"), noted(f"the id is in {told}", "body")]


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
def any_version_is_served(answer: Exchange) -> Observation:
    """Serves the app in any version."""
    return accepted(answer)
