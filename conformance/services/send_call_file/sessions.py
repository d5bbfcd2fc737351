"""How a client names its session, and comes with one that is over (document 001, Input Parameters and Output)."""

import time

from ...clients import callrec
from ...clients.callrec import Carry
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...profile import Profile
from ...scenario import Phase, scenario
from .client import Client, logged_in, shared_client
from .given import by_command
from .servlets import SERVICE, base

AFTER_EXPIRY: dict[str, Carry] = {"after_expiry": "cookie", "after_expiry_by_url": "url"}
"""The steps in which a session that is over is named, and where."""


@scenario()
def session_by_url(talk: Conversation) -> None:
    """A download that names its session in the URL alone, without a cookie: `file`."""
    _download(talk, "url")


@scenario()
def session_by_both(talk: Conversation) -> None:
    """A download that names its session in the URL and as a cookie: `file`."""
    _download(talk, "both")


def _download(talk: Conversation, carry: Carry) -> None:
    with shared_client(talk) as client:
        client.use(client.mint(), "file", carry=carry)


@scenario(phase=Phase.EXCLUSIVE)
def expired_session(talk: Conversation) -> None:
    """A session of its own, a download in it, `file`, a token minted in it, the session ended or outlived, the token
    used with it as a cookie, `after_expiry`, and in the URL, `after_expiry_by_url`. Where that was answered 403, as if
    the token had gone with its session, one of a newer session is used instead."""
    settings, account = talk.profile.settings(SERVICE), talk.profile.account
    client = Client(talk, logged_in(talk, account))
    client.use(client.mint(step="first_token"), "file")
    token = client.mint()
    expired = client.session
    if "end_session_url" in settings:
        url = talk.profile.url(SERVICE, settings["end_session_url"])
        ended = talk.send("end_session", callrec.end_session(url, expired)).answer
        if ended.status >= 400:
            raise talk.stop(f"services.{SERVICE}.end_session_url answered {ended.status}", Halt.CONFIGURATION)
    else:
        time.sleep(settings["session_life"] + 1)
    for step, carry in AFTER_EXPIRY.items():
        own = talk.send(f"{step}_own_token", callrec.fetch(base(talk), expired, token, carry=carry))
        talk.steps[step] = own
        if own.answer.status == 403:
            newer = Client(talk, logged_in(talk, account, f"{step}_log_in")).mint(step=f"{step}_token")
            talk.send(step, callrec.fetch(base(talk), expired, newer, carry=carry))


def cannot_expire(profile: Profile, case: str) -> str | None:
    """Why no session can be seen to end, or None: a need of checks."""
    settings = profile.settings(SERVICE)
    if "end_session_url" in settings or "session_life" in settings:
        return by_command(profile)
    return f"the profile tells no way to end a session: set services.{SERVICE}.end_session_url or session_life"
