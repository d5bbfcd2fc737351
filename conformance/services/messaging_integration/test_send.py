"""What the caller sends is accepted, and the answer carries a message id (document 002, API)."""

import json

from ...check import check
from ...clients.ringotel.response_map import resolve
from ...exchange.message import Exchange
from ...expect import accepted, excerpt, observe
from ...profile import Profile
from ...verdict import Observation
from .scenarios import (
    SERVICE,
    described,
    integration,
    message_id,
    one_file,
    one_message,
    two_messages,
    without_credentials,
    wrong_key,
)

OWN = (f"services.{SERVICE}.integration", f"services.{SERVICE}.properties")


def no_message(profile: Profile, case: str) -> str | None:
    return described(profile, "SendMessage")


def no_file(profile: Profile, case: str) -> str | None:
    return described(profile, "SendFile")


def carries_an_id(profile: Profile, exchange: Exchange, name: str) -> Observation:
    """The answer has a message id where the `response_map` of the method `name` says."""
    method = integration(profile).method(name)
    assert method is not None
    try:
        document = json.loads(exchange.answer.text)
    except (ValueError, RecursionError):
        return observe(False, "a JSON answer with the message id", excerpt(exchange.answer) or "an empty body", "body")
    found = resolve(method.response_map, document)
    where = found.pointer or "body"
    return observe(found.error is None, "a message id", "a message id" if found.error is None else found.error, where)


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
    f"{SERVICE}.send-message.message-id",
    proves="message-id-at-response-map",
    sends=one_message,
    needs=no_message,
    control=message_is_accepted,
    relies_on=OWN,
)
def message_has_an_id(answer: Exchange, profile: Profile) -> Observation:
    """Answers a text message with a message id where its response_map says."""
    return carries_an_id(profile, answer, "SendMessage")


@check(
    f"{SERVICE}.send-message.distinct-ids",
    proves="message-ids-distinct",
    sends=two_messages,
    needs=no_message,
    control=message_has_an_id,
    relies_on=OWN,
)
def ids_are_distinct(first: Exchange, second: Exchange, profile: Profile) -> Observation:
    """Gives two messages two ids."""
    ids = [message_id(profile, first), message_id(profile, second)]
    return observe(None not in ids and ids[0] != ids[1], "two ids", " and ".join(map(str, ids)), "body")


@check(
    f"{SERVICE}.send-file.accepted",
    proves="send-file-accepted",
    sends=one_file,
    needs=no_file,
    relies_on=OWN,
)
def file_is_accepted(answer: Exchange) -> Observation:
    """Answers 2xx to a file."""
    return accepted(answer)


@check(
    f"{SERVICE}.send-file.message-id",
    proves="message-id-at-response-map",
    sends=one_file,
    needs=no_file,
    control=file_is_accepted,
    relies_on=OWN,
)
def file_has_an_id(answer: Exchange, profile: Profile) -> Observation:
    """Answers a file with a message id where its response_map says."""
    return carries_an_id(profile, answer, "SendFile")


@check(
    f"{SERVICE}.credentials.wrong-key",
    proves="credentials-required",
    sends=wrong_key,
    needs=without_credentials,
    control=message_has_an_id,
    relies_on=(f"services.{SERVICE}.properties",),
)
def wrong_key_is_refused(refusal: Exchange, profile: Profile) -> Observation:
    """Refuses wrong credentials."""
    status = refusal.answer.status
    taken = 200 <= status < 300 and message_id(profile, refusal) is not None
    return observe(
        not taken, ("not 2xx", "no message id"), f"{status} with a message id" if taken else status, "status"
    )
