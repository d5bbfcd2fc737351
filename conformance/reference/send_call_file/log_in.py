"""The Log In Service: opens a session for good credentials (document 001, Service Pre-requisites)."""

from dataclasses import replace

from ..accounts import ACCOUNTS, authenticates
from ..message import Received, Reply
from . import xml
from .permission import STRANGER
from .sessions import COOKIE, Sessions

PATH = "/callrec/login"
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Log in</title></head>
<body><form method="post" action="/callrec/loginservlet">
<input name="loginname"><input name="password" type="password"><button>Log in</button>
</form></body></html>
"""


def page(status: int = 200) -> Reply:
    """The page to which a browser is led that has no session."""
    return Reply.of(status, "text/html; charset=utf-8", PAGE)


def log_in(request: Received, sessions: Sessions, faults: frozenset[str]) -> Reply:
    """Always 200; only the body tells whether the credentials were right."""
    if "login-needs-accept" in faults and request.header("Accept") != "text/plain":
        return Reply.text(406, "Accept text/plain.")
    given = dict(request.query + request.form)
    user = _admitted(given.get("loginname"), given.get("password"), request.method, faults)
    if user is None or "login-refused" in faults:
        return _refused(sessions, faults)
    session = sessions.open(user)
    named = sessions.open(user) if "login-other-id" in faults else session
    reply = xml.element(f'<ok sessionid="{named}" number="1">Access is authorized.</ok>')
    if "login-other-layout" in faults:
        reply = xml.undeclared(reply)
    if "login-without-cookie" not in faults:
        reply = _with_cookie(reply, session)
    return replace(reply, status=401) if "login-401" in faults else reply


def _admitted(user: str | None, password: str | None, method: str, faults: frozenset[str]) -> str | None:
    """The user whom the credentials log in, or None."""
    if authenticates(user, password):
        return user
    if "login-any-password" in faults or ("login-by-get-any-password" in faults and method == "GET"):
        return user if user in ACCOUNTS else next(iter(ACCOUNTS))
    return None


def _refused(sessions: Sessions, faults: frozenset[str]) -> Reply:
    reply = xml.error("Access denied.")
    if "stranger-session-mints" in faults:
        reply = _with_cookie(reply, sessions.open(STRANGER))
    return replace(reply, status=401) if "refused-login-401" in faults else reply


def _with_cookie(reply: Reply, session: str) -> Reply:
    return replace(reply, headers=(*reply.headers, ("Set-Cookie", f"{COOKIE}={session}; Path=/callrec")))
