"""How often a token is used, and what is used for one (document 001, Output: 403)."""

from ...clients import callrec
from ...clients.callrec import Method
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...scenario import Phase, scenario
from .client import Client, shared_client
from .playing import tried
from .recording import is_recording
from .servlets import LOGGED_OUT, base, to_download

METHODS: dict[str, tuple[Method, Method]] = {
    "post-post": ("POST", "POST"),
    "post-get": ("POST", "GET"),
    "get-post": ("GET", "POST"),
    "get-get": ("GET", "GET"),
}
"""The methods of two uses of one token, by case."""

ROUNDS, AT_ONCE = 8, 8
"""How often one token is used at the same instant, and by how many connections."""


@scenario(phase=Phase.ABNORMAL)
def token_used_twice(talk: Conversation, case: str) -> None:
    """The same token twice: `first_use`, `second_use`. A first use that failed may have left the token unused, and a
    provider that takes no GET refuses by it whatever it is asked for."""
    first, second = METHODS[case]
    with shared_client(talk) as client:
        if second == "GET":
            served(talk, client, client.mint(step="token_by_get"), "use_by_get", "GET")
        token = client.mint()
        served(talk, client, token, "first_use", first)
        client.use(token, "second_use", second)


@scenario(phase=Phase.ABNORMAL)
def token_used_thrice(talk: Conversation) -> None:
    """The same token once more after it was refused: `first_use`, `second_use`, `third_use`. Where that looks as if
    the session were over, another token in it, `after`; else they are the same."""
    with shared_client(talk) as client:
        token = client.mint()
        served(talk, client, token, "first_use", "POST")
        for step in ("second_use", "third_use"):
            client.use(token, step)
        _in_session(client, "third_use")


@scenario(phase=Phase.ABNORMAL)
def raced_token(talk: Conversation) -> None:
    """One token used by many connections at the same instant, `use_1` and so on, each time with another token, until
    more than one of them gets the recording."""
    with shared_client(talk) as client:
        for start in range(0, ROUNDS * AT_ONCE, AT_ONCE):
            token = client.mint(step=f"token_{start // AT_ONCE + 1}")
            use = callrec.fetch(base(talk), client.session, token)
            uses = talk.attempt_at_once({f"use_{start + number}": use for number in range(1, AT_ONCE + 1)})
            answers = [use.response for use in uses.values() if use.response and is_recording(use.response)]
            if len(answers) > 1:
                return
            for answer in answers:
                client.session = client.session.after(answer)


@scenario(phase=Phase.ABNORMAL)
def bad_token(talk: Conversation, case: str) -> None:
    """What is no token, in a good session: `refusal`. Where that looks as if the session were over, a token in
    it, `after`; else they are the same."""
    with shared_client(talk) as client:
        made = {"unknown": f"unknown{talk.run_id}token", "empty": "", "absent": None}
        client.use(made[case] if case in made else _spoilt(talk, client.mint(), case), "refusal")
        _in_session(client, "refusal")


def _in_session(client: Client, step: str) -> None:
    talk = client.talk
    talk.steps["after"] = talk.steps[step]
    if talk.steps[step].answer.status in LOGGED_OUT:
        tried(client, to_download(talk.profile), "after")


def _spoilt(talk: Conversation, token: str, case: str) -> str:
    """The first half of `token`, or `token` with something behind it or in the other case of letters; a secret too, for
    it tells of the token."""
    if case == "other-case" and token in (token.upper(), token.lower()):
        raise talk.stop("the tokens have letters of one case, or none", Halt.NOT_ACCEPTED)
    spoilt = {"other-case": token.swapcase(), "truncated": token[: len(token) // 2], "lengthened": f"{token}x"}[case]
    talk.learn("token", spoilt)
    return spoilt


def served(talk: Conversation, client: Client, token: str, step: str, method: Method) -> None:
    """A use by `method` that has to be served for what follows to tell anything; else the play ends."""
    status = client.use(token, step, method).answer.status
    if status != 200:
        halt = Halt.NOT_ACCEPTED if method == "GET" else Halt.BROKEN_OFF
        raise talk.stop(f"a first use by {method} was answered {status}, so that the token may not be used", halt)
