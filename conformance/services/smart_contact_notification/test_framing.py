"""A 204 ends with its header (document 003, Examples; RFC 9112, 6.3)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import observe
from ...verdict import Observation
from .notification import BODIES, SERVICE
from .scenarios import one_party
from .test_notification import notification_is_answered_204, undeclared


@check(
    f"{SERVICE}.framing.nothing-after-204",
    proves="no-body-after-204",
    sends=one_party,
    cases=BODIES,
    needs=undeclared,
    control=notification_is_answered_204,
)
def nothing_follows_a_204(answer: Exchange) -> Observation:
    """Sends nothing after the header of a 204."""
    surplus = answer.answer.surplus
    return observe(not surplus, "the end of the connection", f"{len(surplus)} more bytes", "after the header")


@check(
    f"{SERVICE}.framing.no-content-length",
    proves="length-on-204-left-open",
    sends=one_party,
    cases=BODIES,
    needs=undeclared,
    control=notification_is_answered_204,
)
def no_length_of_a_204(answer: Exchange) -> Observation:
    """Announces no length on a 204."""
    length = answer.answer.header("Content-Length")
    return observe(length is None, "no Content-Length", length or "none", "header Content-Length")
