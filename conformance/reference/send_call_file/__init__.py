"""Send Call File: log in, mint one-time download tokens, send recordings for them (document 001)."""

from dataclasses import replace

from ..accounts import ACCOUNTS
from ..message import Received, Reply
from . import log_in, xml
from .criteria import AUDIO, PREPARE, VIDEO, can_be_met, criteria_of, found
from .delivery import Delivery
from .permission import STRANGER, permits
from .recordings import COUPLES
from .sessions import Sessions, session_of
from .tokens import Ticket, Tokens

__all__ = ["SendCallFile"]


class SendCallFile:
    """The servlets of the call recorder, and their sessions and tokens."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults
        self.sessions = Sessions()
        self.tokens = Tokens(faults)
        self.delivery = Delivery(self.tokens, faults)

    def login_page(self, request: Received) -> Reply:
        return log_in.page()

    def log_in(self, request: Received) -> Reply:
        """Always 200; only the body tells whether the credentials were right."""
        if refusal := self._refused(request, "login-by-post-only"):
            return refusal
        return log_in.log_in(request, self.sessions, self.faults)

    def give_token(self, request: Received) -> Reply:
        """Always 200; a token only for recordings that the user of the session may have in the way asked for."""
        if refusal := self._refused(request, "token-by-post-only"):
            return refusal
        session = session_of(request, self.faults)
        user = self.sessions.user_of(session)
        if user is None and not session and "token-for-strangers" in self.faults:
            user = STRANGER
        if user is None and session and "forged-session-honoured" in self.faults:
            user = next(iter(ACCOUNTS))
        if user is None:
            return xml.error("Not logged in.")
        criteria = criteria_of(request, self.faults)
        couples = found(criteria, self.faults)
        if not can_be_met(couples, criteria, self.faults) or "token-refused" in self.faults:
            return xml.error("No such recording.")
        if not permits(user, couples, criteria.kind, criteria.action, self.faults):
            return xml.error("Not allowed.")
        prepares = criteria.action == PREPARE and criteria.kind == VIDEO
        if not prepares and not all(self.delivery.can_send(couple, session) for couple in couples):
            return xml.error("To be mixed first.")
        token = self.tokens.mint(Ticket(session, user, couples, criteria.kind, criteria.action, bool(criteria.sids)))
        reply = xml.element(f"<reply>{token}</reply>")
        return xml.undeclared(reply) if "token-other-layout" in self.faults else reply

    def send_file(self, request: Received) -> Reply:
        """302 without a session, 403 without a good token, else what the token stands for."""
        if refusal := self._refused(request, "get-refused") or self._unwelcome(request):
            return refusal
        fields = request.query + ([] if "token-by-query-only" in self.faults else request.form)
        token = dict(fields).get("token")
        session = session_of(request, self.faults)
        user = self.sessions.user_of(session) or self._let_in(request, session, token)
        if not user:
            return self._to_log_in(request, session, token)
        ticket = self.tokens.redeem(token or "", user, request.method)
        return self.delivery.of(ticket, token or "") if ticket else self._without_ticket(token, user)

    def expire(self, request: Received) -> Reply:
        """Ends the session of the request, as its time running out would."""
        if request.method != "POST":
            return Reply.text(405, "Use POST.", ("Allow", "POST"))
        session = session_of(request, self.faults)
        self.sessions.end(session)
        if not {"expired-session-in-url", "expired-session-in-cookie"} & self.faults:
            self.tokens.end(session)
        return Reply(200)

    def _refused(self, request: Received, by_post_only: str) -> Reply | None:
        """405 for a method that is not served."""
        served = ("POST",) if by_post_only in self.faults else ("GET", "POST")
        if request.method in served:
            return None
        methods = ", ".join(served)
        return Reply.text(405, f"Use {methods}.", ("Allow", methods))

    def _unwelcome(self, request: Received) -> Reply | None:
        if "browsers-refused" in self.faults and "Mozilla" in request.header("User-Agent"):
            return Reply.text(403, "Use a media player.")
        accepts = request.header("Accept")
        if "accept-enforced" in self.faults and not ("*/*" in accepts or "application/octet-stream" in accepts):
            return Reply.text(406, "Accept application/octet-stream.")
        return None

    def _let_in(self, request: Received, session: str, token: str | None) -> str | None:
        """The user for whom one without a session is taken."""
        ticket, ended = self.tokens.ticket_of(token or ""), self.sessions.ended(session)
        if ticket is None:
            return None
        careless = {
            "any-session": bool(session) and not ended,
            "no-session-needed": not session,
            "get-without-session": request.method == "GET",
            "forged-session-honoured": bool(session) and not ended and session == ticket.session,
            "expired-session-in-url": ended and request.path_parameter("jsessionid") is not None,
            "expired-session-in-cookie": ended and request.path_parameter("jsessionid") is None,
        }
        return ticket.user if any(careless[fault] for fault in careless.keys() & self.faults) else None

    def _to_log_in(self, request: Received, session: str, token: str | None) -> Reply:
        ended, in_url = self.sessions.ended(session), request.path_parameter("jsessionid") is not None
        if ended and ("expired-session-200" in self.faults or ("expired-session-in-url-200" in self.faults and in_url)):
            return log_in.page()
        if "strangers-404" in self.faults and not ended:
            return Reply.text(404, "Nothing here.")
        if "redirect-without-location" in self.faults:
            return Reply(302)
        told = "redirect-with-token" in self.faults or ("stranger-redirect-with-token" in self.faults and not ended)
        after = f"?token={token}" if told else ""
        body = COUPLES[0].recorded.content if ended and "redirect-with-media" in self.faults else b""
        return Reply(302, body, (("Location", log_in.PATH + after),))

    def _without_ticket(self, token: str | None, user: str) -> Reply:
        """The refusal of a token that is not there, unknown, another user's, or used."""
        ticket = self.tokens.ticket_of(token or "")
        used = ticket is not None and ticket.user == user
        if ticket is None and ("any-token" if token else "no-token-needed") in self.faults:
            return self.delivery.stream(Ticket("", user, COUPLES[:1], AUDIO, ""))
        if ticket and used and "used-token-with-media" in self.faults:
            return replace(self.delivery.stream(ticket), status=403)
        status = 403
        for fault, careless, meant in (
            ("used-token-404", 404, used),
            ("unknown-token-404", 404, bool(token) and not used),
            ("empty-token-400", 400, token == ""),
            ("missing-token-400", 400, token is None),
        ):
            status = careless if meant and fault in self.faults else status
        return Reply.text(status, "The token does not exist or has been used.")
