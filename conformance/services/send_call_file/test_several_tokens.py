"""What several tokens are to each other: each is its own, and stands for its own criteria (document 001, Service
Pre-requisites)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import noted, observe, unproven
from ...profile import Profile
from ...verdict import Observation
from .given import by_command
from .guessing import BITS_AT_LEAST, guessable
from .recording import is_recording
from .servlets import SERVICE, SEVERAL, couples, token_of
from .test_couples import each_couple_is_sent, too_few
from .test_download import one_file_is_media
from .tokens import token_pair, token_sample, two_tokens


@check(
    f"{SERVICE}.token.distinct",
    proves="tokens-distinct",
    sends=token_pair,
    control=one_file_is_media,
    needs=by_command,
)
def tokens_are_distinct(first: Exchange, second: Exchange) -> Observation:
    """Gives each request a token of its own."""
    distinct = token_of(first.answer) != token_of(second.answer)
    return observe(distinct, "two tokens", "two tokens" if distinct else "the same token twice", "/reply")


@check(
    f"{SERVICE}.token.unguessable",
    proves="tokens-unguessable",
    sends=token_sample,
    control=one_file_is_media,
    needs=by_command,
)
def tokens_are_unguessable(every_token: list[Exchange]) -> Observation:
    """Gives tokens that nobody can guess from others."""
    found = [(word, token.timing.started) for token in every_token if (word := token_of(token.answer)) is not None]
    if len({word for word, _ in found}) < len(every_token):
        return unproven("the tokens are not distinct")
    weakness = guessable([word for word, _ in found], [started for _, started in found])
    expected = f"tokens of {BITS_AT_LEAST} bits or more"
    return observe(weakness is None, expected, weakness or expected, "/reply")


@check(
    f"{SERVICE}.token.criteria-kept",
    proves="token-carries-criteria",
    sends=two_tokens,
    needs=too_few,
    control=each_couple_is_sent,
)
def token_keeps_its_criteria(
    own_1: Exchange, own_2: Exchange, kept_1: Exchange, kept_2: Exchange, profile: Profile
) -> list[Observation]:
    """Sends what a token was asked for, also when another was given since."""
    first, second = own_1.answer.body.fingerprint, own_2.answer.body.fingerprint
    if not (is_recording(own_1.answer) and is_recording(own_2.answer)):
        return [unproven("one of the recordings was not to be had by itself")]
    if first == second:
        return [unproven("the first two couples are the same recording, so that they cannot be told apart", "body")]
    ids = couples(profile, SEVERAL)
    return [
        _kept(kept, own, other, id)
        for kept, own, other, id in ((kept_1, first, second, ids[0]), (kept_2, second, first, ids[1]))
    ]


def _kept(kept: Exchange, own: str, other: str, id: str) -> Observation:
    expected, body = f"the recording of couple {id}", kept.answer.body
    if body.fingerprint == other:
        return observe(False, expected, "the recording of the other couple", "body")
    if body.fingerprint == own:
        return observe(True, expected, expected, "body")
    if kept.answer.status == 403:
        return noted("one of two tokens of a session was refused", "status")
    if is_recording(kept.answer):
        return noted("the recording differs from what came for it before", "body")
    return unproven("no recording came", "status", kept.answer.status)
