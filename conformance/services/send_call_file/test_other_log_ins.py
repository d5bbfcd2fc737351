"""A log-in by another method or with another Accept opens a session as well (document 001, Service Pre-requisites)."""

from ...check import check
from ...clients.callrec import session_of
from ...exchange.message import Exchange
from ...expect import excerpt, observe
from ...verdict import Observation
from .given import by_command
from .log_ins import ACCEPTS, log_in_by_get, log_in_that_accepts
from .servlets import SERVICE, token_of
from .test_download import token_is_minted
from .test_log_in import OWN, no_session


@check(
    f"{SERVICE}.log-in.by-get",
    proves="log-in-by-get",
    sends=log_in_by_get,
    control=token_is_minted,
    relies_on=OWN,
    needs=by_command,
)
def log_in_by_get_opens_a_session(log_in: Exchange, token: Exchange) -> Observation:
    """Takes the credentials in the query of a GET."""
    return opens_a_session(log_in, token)


@check(
    f"{SERVICE}.log-in.any-accept",
    proves="log-in-whatever-accept",
    sends=log_in_that_accepts,
    cases=tuple(ACCEPTS),
    control=token_is_minted,
    relies_on=OWN,
    needs=by_command,
)
def log_in_opens_a_session_whatever_is_accepted(log_in: Exchange, token: Exchange) -> Observation:
    """Gives a session whatever the Accept header says."""
    return opens_a_session(log_in, token)


def opens_a_session(log_in: Exchange, token: Exchange) -> Observation:
    """Whether a log-in gave a session in which there is a token: servers give strangers a cookie too."""
    if session_of(log_in.answer) is None:
        return no_session(log_in)
    given = token_of(token.answer) is not None
    actual = "a token" if given else excerpt(token.answer) or "an empty body"
    return observe(given, "a session in which a token is given", actual, "/reply")
