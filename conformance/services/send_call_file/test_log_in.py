"""The log-in opens a session (document 001, Service Pre-requisites)."""

from ...check import check
from ...clients.callrec import SESSION_COOKIE, session_of
from ...exchange.message import Exchange
from ...expect import excerpt, noted, observe, status_is, unproven
from ...verdict import Observation
from .scenarios import SERVICE, in_a_form_of_its_own, log_in

OWN = ("accounts.main", f"services.{SERVICE}.url")
SESSION = "a session id in the body or a cookie"


@check(f"{SERVICE}.log-in.session", proves="log-in-gives-session", sends=log_in, relies_on=OWN)
def log_in_gives_a_session(log_in: Exchange) -> list[Observation]:
    """Gives a session id to good credentials."""
    answer = log_in.answer
    session = session_of(answer)
    if session is None and in_a_form_of_its_own(answer):
        return [
            unproven("the answer may hold a session in a form that the document does not show", "body", excerpt(answer))
        ]
    if session is None:
        failed = not 200 <= answer.status < 300
        actual, where = (answer.status, "status") if failed else (excerpt(answer) or "an empty body", "body")
        return [observe(False, SESSION, actual, where)]
    seen = [observe(True, SESSION, "a session id", "body")]
    if session.body_id is None:
        # Servers give such a cookie to strangers too; the token service tells whether it is worth something.
        seen.append(noted("only the cookie names a session", "body", SESSION))
    return seen


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
