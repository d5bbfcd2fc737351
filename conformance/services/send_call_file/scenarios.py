"""What a CallREC API client sends: log in, mint a download token, fetch the media with it (document 001).

A client mints and then uses: the document does not promise that a session may hold several tokens at a time, so plays
that share one take turns.
"""

import re
import time

from ...clients import callrec
from ...clients.callrec import Session
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Response
from ...profile import Profile
from ...scenario import Phase, scenario

SERVICE = "send-call-file"
ONE, SEVERAL = "one", "several"
ONE_WORD = re.compile(r"[A-Za-z0-9._~+/=-]{8,128}")


def base(talk: Conversation) -> str:
    return talk.profile.url(SERVICE, talk.profile.settings(SERVICE)["url"])


def couples(profile: Profile, how_many: str) -> tuple[str, ...]:
    """The first couple id of the profile, or the first two."""
    return tuple(profile.settings(SERVICE)["couples"])[: 1 if how_many == ONE else 2]


def opened(talk: Conversation, status: int, session: Session | None) -> Session:
    """`session`, its ids now secrets of the run; ends the play when there is none."""
    if session is None:
        raise talk.stop(f"the log-in gave no session (answered {status})")
    for secret in {session.id, session.body_id, *(value for _, value in session.cookies)} - {None}:
        talk.learn("session", str(secret))
    return session


def shared_session(talk: Conversation) -> Session:
    """The session of the run's one log-in of the account, as step `log_in`."""
    account = talk.profile.account
    exchange = talk.shared("log-in", "log_in", lambda: callrec.log_in(base(talk), account.username, account.password))
    return opened(talk, exchange.answer.status, callrec.session_of(exchange.answer))


def token_of(answer: Response) -> str | None:
    """The download token of `answer`, or None: in `<reply>`, where clients in the field look for it, or as a whole text
    of one word, for the document does not say in what the token comes."""
    bare = answer.text.strip()
    plain = bare if 200 <= answer.status < 300 and ONE_WORD.fullmatch(bare) else None
    return callrec.token_of(answer) or plain


def in_a_form_of_its_own(answer: Response) -> bool:
    """Whether a service took the request and answered in neither XML nor a page: the document shows no answer of these
    services, so that what clients in the field look for may stand there in another form."""
    said = answer.text.lstrip()
    return 200 <= answer.status < 300 and bool(said) and not said.startswith("<")


def minted(talk: Conversation, session: Session, how_many: str = ONE) -> str:
    """A fresh token to download `one` or `several` recordings, as step `token`; ends the play when there is none.

    The document does not say how the token service is told the session: by cookie, and should that fail, in the URL.
    """
    wanted = couples(talk.profile, how_many)
    exchange = talk.send("token_by_cookie", callrec.mint(base(talk), session, wanted, action="download"))
    if token_of(exchange.answer):
        talk.steps["token"] = exchange
    else:
        request = callrec.mint(base(talk), session, wanted, action="download", carry="url")
        exchange = talk.send("token", request)
    token = token_of(exchange.answer)
    if token is None:
        raise talk.stop(f"the token service gave no token (answered {exchange.answer.status})")
    talk.learn("token", token)
    return token


@scenario()
def log_in(talk: Conversation) -> None:
    """The run's one log-in: `log_in`."""
    shared_session(talk)


@scenario()
def download(talk: Conversation, how_many: str) -> None:
    """Log in, mint, and download one recording or several by POST, the session in a cookie: `log_in`, `token`,
    `file`."""
    session = shared_session(talk)
    with talk.alone(SERVICE):
        talk.send("file", callrec.fetch(base(talk), session, minted(talk, session, how_many)))


@scenario()
def session_by_url(talk: Conversation) -> None:
    """A download that names its session in the URL alone, without a cookie: `file`."""
    session = shared_session(talk)
    with talk.alone(SERVICE):
        talk.send("file", callrec.fetch(base(talk), session, minted(talk, session), carry="url"))


@scenario()
def token_used_twice(talk: Conversation) -> None:
    """The same token twice: `first_use`, `second_use`. A first use that failed may have left the token unused."""
    session = shared_session(talk)
    with talk.alone(SERVICE):
        token = minted(talk, session)
        first = talk.send("first_use", callrec.fetch(base(talk), session, token)).answer
        if first.status != 200:
            raise talk.stop(f"the first use of the token was answered {first.status}, so that it may not be used")
        talk.send("second_use", callrec.fetch(base(talk), session, token))


@scenario()
def unknown_token(talk: Conversation) -> None:
    """A token that was never minted: `refusal`."""
    session = shared_session(talk)
    talk.send("refusal", callrec.fetch(base(talk), session, f"unknown{talk.run_id}token"))


@scenario(phase=Phase.EXCLUSIVE)
def expired_session(talk: Conversation) -> None:
    """A session of its own, a token minted in it, the session ended or outlived, the token used: `after_expiry`."""
    settings, account = talk.profile.settings(SERVICE), talk.profile.account
    answer = talk.send("log_in", callrec.log_in(base(talk), account.username, account.password)).answer
    session = opened(talk, answer.status, callrec.session_of(answer))
    token = minted(talk, session)
    if "end_session_url" in settings:
        url = talk.profile.url(SERVICE, settings["end_session_url"])
        ended = talk.send("end_session", callrec.end_session(url, session)).answer
        if ended.status >= 400:
            raise talk.stop(f"services.{SERVICE}.end_session_url answered {ended.status}", Halt.CONFIGURATION)
    else:
        time.sleep(settings["session_life"] + 1)
    talk.send("after_expiry", callrec.fetch(base(talk), session, token))
