"""How a client asks for tokens, and what it must not get one for (document 001, Parameters for Download Token
Service)."""

from ...clients.callrec import Carry, Criteria, Method
from ...conversation import Conversation
from ...scenario import Phase, scenario
from .client import Client, shared_client
from .servlets import SEVERAL, couples, to_download, token_of, token_request

SAMPLE = 8
"""How many tokens are looked at side by side."""

NO_COUPLE = "99999999999"
"""The id of no couple: more digits than a counter of recordings reaches."""


@scenario()
def token_by_get(talk: Conversation) -> None:
    """A token asked for by GET, as far as one comes: `token`, `end`."""
    _ask(talk, to_download(talk.profile), method="GET")


@scenario()
def token_by_encoded_brackets(talk: Conversation) -> None:
    """A token asked for by `id_call%5B%5D`, as far as one comes: `token`, `end`."""
    _ask(talk, to_download(talk.profile), encode_brackets=True)


@scenario(phase=Phase.ABNORMAL)
def token_without_criteria(talk: Conversation) -> None:
    """A token asked for without naming a recording, as far as one comes: `token`, `end`."""
    _ask(talk, Criteria(action="download"))


@scenario(phase=Phase.ABNORMAL)
def token_for_unknown_couple(talk: Conversation) -> None:
    """A token asked for a couple that does not exist, as far as one comes: `token`, `end`."""
    _ask(talk, Criteria((NO_COUPLE,), action="download"))


@scenario()
def token_pair(talk: Conversation) -> None:
    """Two tokens for one recording, neither of them used: `first`, `second`."""
    with shared_client(talk) as client:
        for step in ("first", "second"):
            client.mint(step=step)


@scenario(phase=Phase.ABNORMAL)
def token_sample(talk: Conversation) -> None:
    """Tokens for one recording, `token_1` and so on, each used at once, `file_1` and so on, and the last once more.

    Whoever looks the sample over has to see the tokens themselves. One that was used is worth nothing and needs not be
    a secret of the run; the play ends where they can be used again.
    """
    with shared_client(talk) as client:
        client.use(client.mint(), "file")
        by_cookie = talk.steps["token"] is talk.steps["token_by_cookie"]
        carry: Carry = "cookie" if by_cookie else "url"
        tokens: list[str] = []
        for number in range(1, SAMPLE + 1):
            request = token_request(talk, client.session, to_download(talk.profile), carry=carry)
            answer = talk.send(f"token_{number}", request).answer
            token = token_of(answer)
            if by_cookie:
                client.session = client.session.after(answer)
            if token is None:
                raise talk.stop("the token service gave no further token")
            tokens.append(token)
            _use_up(client, token, f"file_{number}", (200, 403), [token])
        _use_up(client, tokens[-1], "file_again", (403, 404, 410), tokens)


def _use_up(client: Client, token: str, step: str, worthless: tuple[int, ...], told: list[str]) -> None:
    """Use `token`. Where the answer does not show it to be worthless from now on, all that was `told` stays secret and
    the play ends."""
    status = None
    try:
        status = client.use(token, step).answer.status
    finally:
        if status not in worthless:
            for secret in told:
                client.talk.learn("token", secret)
    if status not in worthless:
        raise client.talk.stop(f"tokens that may be used again stay secret and are not compared (answered {status})")


@scenario()
def two_tokens(talk: Conversation) -> None:
    """Two recordings, each by a token of its own: `own_1`, `own_2`. Then a token for each, `token_1` and `token_2`, of
    which the second is used first: `kept_2`, `kept_1`."""
    first, second = (Criteria((id,), action="download") for id in couples(talk.profile, SEVERAL))
    with shared_client(talk) as client:
        for number, criteria in enumerate((first, second), 1):
            client.use(client.mint(criteria, f"own_token_{number}"), f"own_{number}")
        earlier, later = client.mint(first, "token_1"), client.mint(second, "token_2")
        client.use(later, "kept_2")
        client.use(earlier, "kept_1")


def _ask(talk: Conversation, criteria: Criteria, method: Method = "POST", encode_brackets: bool = False) -> None:
    with shared_client(talk) as client:
        client.go(criteria, method, encode_brackets)
