"""The log-in opens a session (document 001, Service Pre-requisites)."""

from urllib.parse import unquote

from ...check import check
from ...clients.callrec import SESSION_COOKIE, session_of
from ...exchange.message import Exchange
from ...expect import excerpt, noted, observe, said, status_is, unproven
from ...verdict import Observation, Party
from .given import by_command
from .scenarios import log_in
from .servlets import SERVICE, in_a_form_of_its_own, moved_to_https

OWN = ("accounts.main", f"services.{SERVICE}.url")
SESSION = "a session id in the body or a cookie"

BEFORE_ID, AFTER_ID = 55, 39
"""So many characters of a log-in's answer clients in the field cut off before and behind the session id: a declaration,
CR LF and `<ok sessionid="`; `" number="1">Access is authorized.</ok>`."""


@check(f"{SERVICE}.log-in.session", proves="log-in-gives-session", sends=log_in, relies_on=OWN, granted=by_command)
def log_in_gives_a_session(log_in: Exchange) -> list[Observation]:
    """Gives a session id to good credentials."""
    answer = log_in.answer
    session = session_of(answer)
    if session is None and in_a_form_of_its_own(answer):
        return [
            unproven("the answer may hold a session in a form that the document does not show", "body", excerpt(answer))
        ]
    if session is None and (secure := moved_to_https(log_in)):
        return [unproven(f"set the target to {secure}", "status", answer.status, Party.CONFIGURATION)]
    if session is None:
        return [no_session(log_in)]
    seen = [observe(True, SESSION, "a session id", "body")]
    if session.body_id is None:
        # Servers give such a cookie to strangers too; the token service tells whether it is worth something.
        seen.append(noted("only the cookie names a session", "body", SESSION))
    return seen


def no_session(log_in: Exchange) -> Observation:
    """What came instead of a session."""
    answer = log_in.answer
    failed = not 200 <= answer.status < 300
    actual, where = (answer.status, "status") if failed else (excerpt(answer) or "an empty body", "body")
    return observe(False, SESSION, actual, where, remedy=said(answer) if failed else "")


@check(
    f"{SERVICE}.log-in.status",
    proves="log-in-answers-200",
    sends=log_in,
    control=log_in_gives_a_session,
    relies_on=OWN,
    needs=by_command,
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
    needs=by_command,
)
def log_in_sets_the_cookie(log_in: Exchange) -> Observation:
    """Sets the session id as the cookie JSESSIONID."""
    session = session_of(log_in.answer)
    has_cookie = session is not None and session.cookie_id is not None
    actual = SESSION_COOKIE if has_cookie else log_in.answer.header("Set-Cookie")
    return observe(has_cookie, SESSION_COOKIE, actual, "header Set-Cookie")


@check(
    f"{SERVICE}.log-in.same-id",
    proves="session-ids-agree",
    sends=log_in,
    control=log_in_gives_a_session,
    relies_on=OWN,
    needs=by_command,
)
def both_ids_are_one(log_in: Exchange) -> Observation:
    """Names the same session in the body and in the cookie."""
    session = session_of(log_in.answer)
    ids = {unquote(id) for id in (session.body_id, session.cookie_id) if id} if session else set()
    short, long = min(ids, key=len, default=""), max(ids, key=len, default="")
    # A cluster appends the name of a node to the cookie's id (Tomcat's jvmRoute).
    same = len(ids) < 2 or long.startswith(f"{short}.")
    return observe(same, "the id of the cookie", "the id of the cookie" if same else "another id", "/@sessionid")


@check(
    f"{SERVICE}.log-in.layout",
    proves="log-in-layout",
    sends=log_in,
    control=log_in_gives_a_session,
    relies_on=OWN,
    needs=by_command,
)
def log_in_is_laid_out_as_usual(log_in: Exchange) -> Observation:
    """Answers a log-in in the layout by which clients in the field find the session id."""
    session = session_of(log_in.answer)
    expected = f"the session id from character {BEFORE_ID + 1} to the {AFTER_ID + 1}th from the end"
    cut = log_in.answer.text.strip()[BEFORE_ID:-AFTER_ID]
    return observe(session is not None and cut == session.body_id, expected, excerpt(log_in.answer), "body")
