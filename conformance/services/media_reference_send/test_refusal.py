"""What must be refused is refused, and the user learns why (document 000, Response)."""

from functools import partial

from ...app.refusals import (
    BY_COMBINATION,
    CREDENTIALS,
    NOT_BY_HEAD,
    RECIPIENTS,
    WRONG_BY,
    no_body,
    no_body_for_nobody,
    no_credentials,
    no_recipient,
    password_in,
)
from ...app.refused import (
    Judged,
    credentials_refused_between,
    message_is_plain,
    message_is_readable,
    not_in_2xx,
    refused_between,
    reveals_nothing,
    type_is_named,
    when_refused,
)
from ...check import check
from ...exchange.message import Exchange
from ...profile import Profile
from ...verdict import Observation
from .message import APP, SERVICE
from .refusals import bad_credentials, bad_recipient
from .test_message import after_one_was_accepted

without_credentials = partial(no_credentials, APP)
without_recipient = partial(no_recipient, APP)


@after_one_was_accepted(
    f"{SERVICE}.credentials.refused",
    proves="wrong-credentials-refused",
    sends=bad_credentials,
    cases=(*CREDENTIALS, *BY_COMBINATION),
    control_case=partial(WRONG_BY.control_of, APP),
    needs=without_credentials,
    relies_on=("accounts.main",),
)
def bad_credentials_are_refused(good: Exchange, refusal: Exchange, after: Exchange) -> Observation:
    """Refuses credentials that are no account's."""
    return credentials_refused_between(good, refusal, after)


@after_one_was_accepted(
    f"{SERVICE}.recipient.refused",
    proves="impossible-message-refused",
    sends=bad_recipient,
    cases=RECIPIENTS,
    needs=without_recipient,
)
def nobody_is_refused(good: Exchange, refusal: Exchange, after: Exchange) -> Observation:
    """Refuses a message to nobody."""
    return refused_between(good, refusal, after)


@after_one_was_accepted(
    f"{SERVICE}.refusal.not-in-2xx",
    proves="refusal-is-not-2xx",
    sends=bad_credentials,
    cases=(*CREDENTIALS, *NOT_BY_HEAD),
    control_case=partial(WRONG_BY.control_of, APP),
    needs=without_credentials,
    relies_on=("accounts.main",),
)
def refusal_is_not_in_2xx(good: Exchange, refusal: Exchange) -> Observation:
    """Refuses by the status, not by an error in the body of a 2xx."""
    return not_in_2xx(good, refusal)


of_a_refusal = partial(
    check, sends=bad_credentials, cases=CREDENTIALS, needs=partial(no_body, APP), control=bad_credentials_are_refused
)
"""Makes a check of how bad credentials are refused, which rests on that they are."""


@after_one_was_accepted(
    f"{SERVICE}.recipient.not-in-2xx",
    proves="refusal-is-not-2xx",
    sends=bad_recipient,
    cases=RECIPIENTS,
    needs=without_recipient,
)
def nobody_is_not_refused_in_2xx(good: Exchange, refusal: Exchange) -> Observation:
    """Refuses a message to nobody by the status, not by an error in the body of a 2xx."""
    return not_in_2xx(good, refusal)


of_a_refusal_of_nobody = partial(
    check,
    sends=bad_recipient,
    cases=RECIPIENTS,
    needs=partial(no_body_for_nobody, APP),
    control=nobody_is_not_refused_in_2xx,
)
"""Makes a check of how a message to nobody is refused, where it is."""


@of_a_refusal(f"{SERVICE}.refusal.message", proves="refusal-message-readable")
def refusal_says_why(refusal: Exchange) -> list[Observation]:
    """Says in a refusal's body why, where the app can read it."""
    return message_is_readable(refusal)


@of_a_refusal(f"{SERVICE}.refusal.content-type", proves="refusal-type-named")
def refusal_names_its_type(refusal: Exchange) -> Observation:
    """Names the format of a refusal's body in its Content-Type."""
    return type_is_named(refusal)


@of_a_refusal(f"{SERVICE}.refusal.reveals-nothing", proves="refusal-reveals-nothing")
def refusal_reveals_nothing(refusal: Exchange) -> Observation:
    """Keeps stack traces and file paths out of a refusal."""
    return reveals_nothing(refusal)


@of_a_refusal(f"{SERVICE}.refusal.plain-message", proves="refusal-message-plain")
def refusal_message_is_plain(refusal: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Writes the message of a refusal as plain text that does not repeat the password."""
    return message_is_plain(refusal, lambda message: password_in(message, profile, case))


@of_a_refusal_of_nobody(f"{SERVICE}.recipient.message", proves="refusal-message-readable")
def refusal_of_nobody_says_why(good: Exchange, refusal: Exchange, after: Exchange) -> Judged:
    """Says why it refuses a message to nobody, where the app can read it."""
    return when_refused(message_is_readable, good, refusal, after)


@of_a_refusal_of_nobody(f"{SERVICE}.recipient.reveals-nothing", proves="refusal-reveals-nothing")
def refusal_of_nobody_reveals_nothing(good: Exchange, refusal: Exchange, after: Exchange) -> Judged:
    """Keeps stack traces and file paths out of its refusal of a message to nobody."""
    return when_refused(reveals_nothing, good, refusal, after)
