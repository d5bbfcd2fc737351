"""A text is accepted, and the answer carries its message id (document 002, SendMessage)."""

from functools import partial

from ...check import check
from ...exchange.message import Exchange
from ...expect import accepted, observe
from ...profile import Profile
from ...verdict import Observation
from .answers import carries_an_id, no_error_inside, no_message, unmapped
from .client import message_id
from .declared import FILE, SERVICE, TEXT
from .ids import shared
from .scenarios import one_message, two_messages
from .whole_run import all_answers

OWN = (f"services.{SERVICE}.integration", f"services.{SERVICE}.properties")


def no_id_promised(profile: Profile) -> str | None:
    return no_message(profile) or unmapped(profile, TEXT)


@check(
    f"{SERVICE}.send-message.accepted",
    proves="send-message-accepted",
    sends=one_message,
    needs=no_message,
    relies_on=OWN,
)
def message_is_accepted(answer: Exchange) -> Observation:
    """Answers 2xx to a text message."""
    return accepted(answer)


@check(
    f"{SERVICE}.send-message.no-error",
    proves="no-error-in-success",
    sends=one_message,
    needs=no_message,
    control=message_is_accepted,
    relies_on=OWN,
)
def success_has_no_error_inside(answer: Exchange) -> Observation:
    """Reports no error in an answer that is a success."""
    return no_error_inside(answer)


@check(
    f"{SERVICE}.send-message.message-id",
    proves="message-id-at-response-map",
    sends=one_message,
    granted=no_id_promised,
    control=message_is_accepted,
    relies_on=OWN,
)
def message_has_an_id(answer: Exchange, profile: Profile) -> Observation:
    """Answers a text message with a message id where its response_map says."""
    return carries_an_id(profile, answer, TEXT)


after_one_was_taken = partial(check, control=message_has_an_id)
"""Makes a check whose control is that a plain text is accepted, with its id where one is mapped."""


def no_message_id(profile: Profile, case: str) -> str | None:
    return no_id_promised(profile)


@after_one_was_taken(
    f"{SERVICE}.send-message.distinct-ids",
    proves="message-ids-distinct",
    sends=two_messages,
    needs=no_message_id,
    relies_on=OWN,
)
def ids_are_distinct(first: Exchange, second: Exchange, profile: Profile) -> Observation:
    """Gives two messages two ids."""
    ids = [message_id(profile, first), message_id(profile, second)]
    return observe(None not in ids and ids[0] != ids[1], "two ids", " and ".join(map(str, ids)), "body")


@after_one_was_taken(
    f"{SERVICE}.messages.distinct-ids",
    proves="message-ids-distinct",
    sends=all_answers,
    needs=no_message_id,
    relies_on=OWN,
    in_any_case=("every_text", "every_file"),
)
def ids_of_all_are_distinct(every_text: list[Exchange], every_file: list[Exchange], profile: Profile) -> Observation:
    """Gives no two of all texts and files one id."""
    answers = [*((TEXT, answer) for answer in every_text), *((FILE, answer) for answer in every_file)]
    expected, found = "an id of its own for each", shared(profile, answers)
    return observe(not found, expected, f"{found[0]} for several messages" if found else expected, "body")
