"""The log-in opens a session (document 001, Service Pre-requisites)."""

from ...check import check
from ...clients.callrec import SESSION_COOKIE, session_of
from ...exchange.message import Exchange
from ...expect import excerpt, observe, status_is
from ...verdict import Observation
from .scenarios import SERVICE, log_in

OWN = ("accounts.main", f"services.{SERVICE}.url")


@check(f"{SERVICE}.log-in.session", proves="log-in-gives-session", sends=log_in, relies_on=OWN)
def log_in_gives_a_session(log_in: Exchange) -> Observation:
    """Gives a session id to good credentials."""
    session = session_of(log_in.answer)
    actual = "a session id" if session else excerpt(log_in.answer) or f"an empty body (status {log_in.answer.status})"
    return observe(session is not None, "a session id in the body or a cookie", actual, "body")


@check(
    f"{SERVICE}.log-in.status",
    proves="log-in-answers-200",
    sends=log_in,
    control=log_in_gives_a_session,
    relies_on=OWN,
)
def log_in_is_answered_200(log_in: Exchange) -> Observation:
    """Answers 200 to a log-in."""
    return status_is(log_in, 200)


@check(
    f"{SERVICE}.log-in.cookie",
    proves="session-cookie-set",
    sends=log_in,
    control=log_in_gives_a_session,
    relies_on=OWN,
)
def log_in_sets_the_cookie(log_in: Exchange) -> Observation:
    """Sets the session id as the cookie JSESSIONID."""
    session = session_of(log_in.answer)
    has_cookie = session is not None and session.cookie_id is not None
    actual = SESSION_COOKIE if has_cookie else log_in.answer.header("Set-Cookie")
    return observe(has_cookie, SESSION_COOKIE, actual, "header Set-Cookie")
