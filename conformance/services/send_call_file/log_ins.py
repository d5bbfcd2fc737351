"""How a user logs in otherwise than by the usual form, and who must not be logged in (document 001, Service
Pre-requisites)."""

from dataclasses import replace

from ...clients import callrec
from ...clients.callrec import CURL, Agent, Method, Session
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...scenario import Phase, scenario
from .client import Client, logged_in, opened
from .servlets import base, to_download
from .strangers import how_far

ACCEPTS = {
    "anything": "*/*",
    "html": "text/html,application/xhtml+xml,application/xml;q=0.9",
    "json": "application/json",
}
"""Accept headers of a log-in."""

BAD_CREDENTIALS = ("wrong-password", "empty-password", "no-password", "unknown-user", "wrong-password-by-get")


@scenario(phase=Phase.EXCLUSIVE)
def log_in_by_get(talk: Conversation) -> None:
    """A token in the session of the usual log-in, then a log-in by GET, `log_in`, and a token in its session: `token`;
    where it has none they are the same."""
    _again(talk, "GET", CURL)


@scenario(phase=Phase.EXCLUSIVE)
def log_in_that_accepts(talk: Conversation, case: str) -> None:
    """The same as by GET, with another Accept: `log_in`, `token`."""
    _again(talk, "POST", replace(CURL, accept=ACCEPTS[case]))


@scenario(phase=Phase.REFUSAL)
def bad_log_in(talk: Conversation, case: str) -> None:
    """A good log-in and a download: `good`, `file`. Then bad credentials: `refusal`. With whatever session came back a
    token is asked for twice, `asked` and `asked_again`, and what was given is used: `end`; where it went no further,
    they are what came last. At last a good log-in: `after`."""
    account = talk.profile.account
    method: Method = "GET" if case.endswith("-by-get") else "POST"
    good = Client(talk, _good(talk, method))
    good.use(good.mint(), "file")
    name, password = {
        "wrong-password": (account.username, f"wrong-{talk.run_id}"),
        "wrong-password-by-get": (account.username, f"wrong-{talk.run_id}"),
        "empty-password": (account.username, ""),
        "no-password": (account.username, None),
        "unknown-user": (f"nobody-{talk.run_id}", account.password),
    }[case]
    end = talk.send("refusal", callrec.log_in(base(talk), name, password, method))
    talk.steps |= {"asked": end, "asked_again": end}
    if session := callrec.session_of(end.answer):
        end = how_far(talk, opened(talk, end.answer.status, session), "cookie", "url")
    talk.steps["end"] = end
    talk.send("after", callrec.log_in(base(talk), account.username, account.password))


def _good(talk: Conversation, method: Method) -> Session:
    """A session of a good log-in, `good`. A provider that takes no GET refuses by it whatever credentials it is
    given."""
    account = talk.profile.account
    if method == "POST":
        return logged_in(talk, account, "good")
    answer = talk.send("good", callrec.log_in(base(talk), account.username, account.password, method)).answer
    session = callrec.session_of(answer) if answer.status == 200 else None
    if session is None:
        raise talk.stop(f"a good log-in by GET was answered {answer.status}, without a session", Halt.NOT_ACCEPTED)
    return opened(talk, answer.status, session)


def _again(talk: Conversation, method: Method, agent: Agent) -> None:
    account = talk.profile.account
    Client(talk, logged_in(talk, account, "usual_log_in")).mint(step="usual_token")
    request = callrec.log_in(base(talk), account.username, account.password, method, agent)
    talk.steps["token"] = exchange = talk.send("log_in", request)
    if session := callrec.session_of(exchange.answer):
        Client(talk, opened(talk, exchange.answer.status, session)).ask(to_download(talk.profile), "token")
