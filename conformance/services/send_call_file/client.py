"""A logged-in client: it mints a token and uses it, and keeps the cookies that answers set (document 001)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ...clients import callrec
from ...clients.callrec import CURL, Agent, Carry, Criteria, Method, Session
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Exchange, Response
from ...judging.evidence import TRANSIENT
from ...profile import Account
from .given import Pool, pool
from .listing import understood
from .servlets import COMMA, LOGGED_OUT, SERVICE, SEVERAL, base, listings, to_download, token_of, token_request


@dataclass
class Client:
    """Talks as the user of `session`, which changes with every answer that sets a cookie."""

    talk: Conversation
    session: Session

    def mint(self, criteria: Criteria | None = None, step: str = "token") -> str:
        """A fresh token for `criteria` (else to download a recording), as `step`; ends the play when there is none."""
        token = self.ask(criteria or to_download(self.talk.profile), step)
        if token is None:
            status = self.talk.steps[step].answer.status
            raise self.talk.stop(f"the token service gave no token (answered {status})")
        return token

    def ask(self, criteria: Criteria, step: str, method: Method = "POST", encode_brackets: bool = False) -> str | None:
        """A fresh token for `criteria`, or None when the token service answered without one, as `step`.

        The document does not say how the token service is told the session: by cookie, and should that fail, in the
        URL. Where the profile gives tokens by a command, it is one of those, without such a step; ends the play when
        none is left.
        """
        if given := pool(self.talk):
            return self._drawn(given, criteria)
        ways = self._listings() if len(criteria.couples) > 1 else (COMMA,)
        for listing in ways:
            name = step if listing == ways[0] else f"{step}_{listing}"
            if token := self._asked(criteria, name, method, encode_brackets, listing):
                self.talk.steps[step] = self.talk.steps[name]
                return token
        return None

    def use(
        self,
        token: str | None,
        step: str,
        method: Method = "POST",
        carry: Carry = "cookie",
        agent: Agent = CURL,
        to_the_end: bool = False,
    ) -> Exchange:
        """What `token` opens, as `step`; read `to_the_end` of the connection, which is then asked to be closed."""
        request = callrec.fetch(base(self.talk), self.session, token, method, carry, agent)
        if to_the_end:
            request = replace(request, headers=(*request.headers, ("Connection", "close")), to_the_end=True)
        exchange = self.talk.send(step, request)
        # One who is led to the log-in is given another session, in which nobody is logged in.
        if exchange.answer.status not in LOGGED_OUT:
            self.session = self.session.after(exchange.answer)
        return exchange

    def go(self, criteria: Criteria, method: Method = "POST", encode_brackets: bool = False) -> None:
        """As far as one comes with a token for `criteria`: `token`, and what it opens, `end`; without one `end` is the
        refusal of it."""
        token = self.ask(criteria, "token", method, encode_brackets)
        self.talk.steps["end"] = self.talk.steps["token"]
        if token is not None:
            self.use(token, "end")

    def _asked(self, criteria: Criteria, step: str, method: Method, encode_brackets: bool, listing: str) -> str | None:
        """A fresh token for `criteria` whose ids are listed by `listing`, or None, as `step`."""
        by_cookie = token_request(self.talk, self.session, criteria, method, "cookie", encode_brackets, listing)
        exchange = answered = self.talk.send(f"{step}_by_cookie", by_cookie)
        if token_of(exchange.answer):
            self.session = self.session.after(exchange.answer)
            self.talk.steps[step] = exchange
        else:
            by_url = token_request(self.talk, self.session, criteria, method, "url", encode_brackets, listing)
            exchange = self.talk.send(step, by_url)
        if token := token_of(exchange.answer):
            self.talk.learn("token", token)
            return token
        self.session = self.session.after(answered.answer)
        return None

    def _listings(self) -> tuple[str, ...]:
        """How several ids are to be listed, to be tried in turn: as the profile says, else as it was found out."""
        ways, two = listings(self.talk.profile), to_download(self.talk.profile, SEVERAL)
        if len(ways) == 1 or len(two.couples) < 2:
            return ways
        found = self.talk.once("listing", lambda: list[str]())
        if not found:
            found.append(understood(ways, len(two.couples), lambda listing: self._listed(two, listing)))
        return tuple(found)

    def _listed(self, two: Criteria, listing: str) -> Response | None:
        """What comes for the ids of `two` recordings in that `listing`, or None when no token does; ends the play where
        it is another time's answer that would tell."""
        token = self._asked(two, f"listed_{listing}_token", "POST", False, listing)
        answer = self.use(token, f"listed_{listing}").answer if token else None
        statuses = {one.answer.status for step, one in self.talk.steps.items() if step.startswith(f"listed_{listing}")}
        if busy := statuses & set(TRANSIENT):
            raise self.talk.stop(f"answered {busy.pop()}, which does not tell how several ids are listed", Halt.NETWORK)
        return answer

    def _drawn(self, given: Pool, criteria: Criteria) -> str:
        """A token of the command's, with whose session the client goes on."""
        drawn = given.draw(criteria, self.session)
        if drawn is None:
            wanted = ", ".join(filter(None, (*criteria.couples, criteria.sid)))
            kind = f"type {criteria.type}, {criteria.action or 'no action'}"
            raise self.talk.stop(f"the session_command gave no further token for {wanted} ({kind})", Halt.CONFIGURATION)
        if drawn.session.body_id != self.session.body_id:
            self.session = drawn.session
        return drawn.token


@contextmanager
def shared_client(talk: Conversation) -> Iterator[Client]:
    """The client of the run's one log-in, to itself: in the session as the plays before have left it."""
    first = shared_session(talk)
    with talk.alone(SERVICE):
        latest = talk.once("latest-session", lambda: [first])
        client = Client(talk, latest[0])
        try:
            yield client
        finally:
            latest[0] = client.session


def shared_session(talk: Conversation) -> Session:
    """The session of the run's one log-in of the account, as step `log_in`, or the first that a command gave."""
    if given := pool(talk):
        return given.session
    account = talk.profile.account
    exchange = talk.shared("log-in", "log_in", lambda: callrec.log_in(base(talk), account.username, account.password))
    return opened(talk, exchange.answer.status, callrec.session_of(exchange.answer))


def logged_in(talk: Conversation, account: Account, step: str = "log_in") -> Session:
    """A new session of `account`, its log-in as `step`; ends the play when there is none."""
    answer = talk.send(step, callrec.log_in(base(talk), account.username, account.password)).answer
    return opened(talk, answer.status, callrec.session_of(answer))


def opened(talk: Conversation, status: int, session: Session | None) -> Session:
    """`session`, its ids now secrets of the run; ends the play when there is none."""
    if session is None:
        raise talk.stop(f"the log-in gave no session (answered {status})")
    for secret in {session.id, session.body_id, *(value for _, value in session.cookies)} - {None}:
        talk.learn("session", str(secret))
    return session
