"""Send Call File: log in, mint one-time download tokens, send recordings for them (document 001)."""

from dataclasses import replace

from .accounts import authenticates
from .message import Received, Reply
from .recordings import ARCHIVE_NAME, AUDIO, VIDEO, Couple, Media, archive, find
from .sessions import Sessions, Ticket

COOKIE = "JSESSIONID"
LOGIN_PATH = "/callrec/login"
AUDIO_TYPE, VIDEO_TYPE = "1", "16"
LOGIN_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Log in</title></head>
<body><form method="post" action="/callrec/loginservlet">
<input name="loginname"><input name="password" type="password"><button>Log in</button>
</form></body></html>
"""


class SendCallFile:
    """The servlets of the call recorder, and their sessions and tokens."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults
        self.sessions = Sessions()

    def login_page(self, request: Received) -> Reply:
        return Reply.of(200, "text/html; charset=utf-8", LOGIN_PAGE)

    def log_in(self, request: Received) -> Reply:
        """Always 200; only the body tells whether the credentials were right."""
        if request.method not in ("GET", "POST"):
            return _not_allowed("GET, POST")
        given = dict(request.query + request.form)
        user = given.get("loginname", "")
        if not authenticates(user, given.get("password")) or "login-refused" in self.faults:
            return _error("Access denied.")
        session = self.sessions.open(user)
        reply = _xml(f'<ok sessionid="{session}" number="1">Access is authorized.</ok>')
        if "login-without-cookie" not in self.faults:
            reply = replace(reply, headers=(*reply.headers, ("Set-Cookie", f"{COOKIE}={session}; Path=/callrec")))
        return replace(reply, status=401) if "login-401" in self.faults else reply

    def give_token(self, request: Received) -> Reply:
        """Always 200; a token only for recordings that the user of the session may hear."""
        if request.method not in ("GET", "POST"):
            return _not_allowed("GET, POST")
        session = self._session(request)
        user = self.sessions.user_of(session)
        if user is None:
            return _error("Not logged in.")
        given = request.query + request.form
        criteria = dict(given)
        ids = [id.strip() for name, value in given if name == "id_call[]" for id in value.split(",") if id.strip()]
        couples = find(user, ids=ids, sid=criteria.get("sid", ""))
        ticket = Ticket(session, user, couples, criteria.get("type") or AUDIO_TYPE, criteria.get("action", ""))
        if not _can_be_met(ticket) or "token-refused" in self.faults:
            return _error("No such recording.")
        return _reply(self.sessions.mint(ticket))

    def send_file(self, request: Received) -> Reply:
        """302 without a session, 403 without a good token, else what the token stands for."""
        if request.method not in ("GET", "POST"):
            return _not_allowed("GET, POST")
        user = self.sessions.user_of(self._session(request))
        if user is None:
            return self._to_login()
        token = dict(request.query + ([] if "token-by-query-only" in self.faults else request.form)).get("token", "")
        ticket = self.sessions.redeem(token, user)
        if ticket is None and "token-reusable" in self.faults:
            ticket = self.sessions.used(token, user)
        return self._fulfil(ticket) if ticket else self._without_ticket(token, user)

    def expire(self, request: Received) -> Reply:
        """Ends the session of the request, as its time running out would."""
        if request.method != "POST":
            return _not_allowed("POST")
        self.sessions.end(self._session(request))
        return Reply(200)

    def _session(self, request: Received) -> str:
        """The id that the request gives; a cookie goes before a path parameter, as in the Servlet specification."""
        cookies = dict(pair.strip().split("=", 1) for pair in request.header("Cookie").split(";") if "=" in pair)
        by_cookie = None if "cookie-session-ignored" in self.faults else cookies.get(COOKIE)
        by_url = None if "url-session-ignored" in self.faults else request.path_parameter("jsessionid")
        return by_cookie or by_url or ""

    def _to_login(self) -> Reply:
        if "expired-session-200" in self.faults:
            return Reply.of(200, "text/html; charset=utf-8", LOGIN_PAGE)
        return Reply(302, headers=(("Location", LOGIN_PATH),))

    def _without_ticket(self, token: str, user: str) -> Reply:
        if "any-token" in self.faults and token and not self.sessions.knows(token):
            return _stream(AUDIO)
        if "used-token-404" in self.faults and self.sessions.used(token, user):
            return Reply.text(404, "The token does not exist.")
        return Reply.text(403, "The token does not exist or has been used.")

    def _fulfil(self, ticket: Ticket) -> Reply:
        if ticket.action == "download":
            reply = self._archive(ticket.couples) if len(ticket.couples) > 1 else self._single(ticket.couples[0])
            return replace(reply, status=206) if "download-206" in self.faults else reply
        if ticket.action == "prepare" and ticket.kind == VIDEO_TYPE:
            return _reply(self.sessions.mint(replace(ticket, action="")))
        return _stream(VIDEO if ticket.kind == VIDEO_TYPE else AUDIO)

    def _single(self, couple: Couple) -> Reply:
        disposition = ("Content-Disposition", f"attachment; filename={couple.file_name}")
        headers = () if "download-inline" in self.faults else (disposition,)
        body = LOGIN_PAGE.encode() if "download-is-login-page" in self.faults else couple.media.content
        return Reply.of(200, couple.media.type, body, *headers)

    def _archive(self, couples: tuple[Couple, ...]) -> Reply:
        disposition = ("Content-Disposition", f"attachment; filename={ARCHIVE_NAME}")
        reply = Reply.of(200, "application/zip", archive(couples, self.faults), disposition)
        return replace(reply, chunked=True)


def _can_be_met(ticket: Ticket) -> bool:
    """Whether the document gives the combination an outcome: several recordings can only be downloaded, and only what
    was recorded as video can be watched."""
    if not ticket.couples or ticket.kind not in (AUDIO_TYPE, VIDEO_TYPE):
        return False
    if ticket.action == "download":
        return True
    return len(ticket.couples) == 1 and (ticket.kind == AUDIO_TYPE or ticket.couples[0].media is VIDEO)


def _stream(media: Media) -> Reply:
    return Reply.of(200, media.type, media.content)


def _reply(token: str) -> Reply:
    return _xml(f"<reply>{token}</reply>")


def _error(text: str) -> Reply:
    return _xml(f'<error number="0">{text}</error>')


def _xml(element: str) -> Reply:
    # Clients in the field cut session and token out by position: declaration, CRLF, element, one character.
    return Reply.of(200, "text/xml", f'<?xml version="1.0" encoding="UTF-8"?>\r\n{element}\n')


def _not_allowed(methods: str) -> Reply:
    return Reply.text(405, f"Use {methods}.", ("Allow", methods))
