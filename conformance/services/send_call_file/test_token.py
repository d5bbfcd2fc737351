"""A download token opens the media once, and no other string does (document 001, Output)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import status_is
from ...verdict import Observation
from .scenarios import SERVICE, token_used_twice, unknown_token
from .test_download import one_file_is_media


@check(
    f"{SERVICE}.token.used-twice",
    proves="token-is-one-time",
    sends=token_used_twice,
    control=one_file_is_media,
)
def used_token_is_forbidden(second_use: Exchange) -> Observation:
    """Refuses a token used twice with 403."""
    return status_is(second_use, 403)


@check(
    f"{SERVICE}.token.unknown",
    proves="unknown-token-refused",
    sends=unknown_token,
    control=one_file_is_media,
)
def unknown_token_is_forbidden(refusal: Exchange) -> Observation:
    """Refuses an unknown token with 403."""
    return status_is(refusal, 403)
