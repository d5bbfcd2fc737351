"""Who comes with a session that was never opened, or with none, and how far (document 001, introduction and Input
Parameters)."""

from ...clients import callrec
from ...clients.callrec import Carry, Method, Session
from ...conversation import Conversation
from ...exchange.message import Exchange
from ...scenario import Phase, scenario
from .client import shared_client
from .recording import is_recording
from .servlets import DIGIT, base, to_download, token_request, words_of
from .uses import served

FORGED: dict[str, Carry] = {"forged-cookie": "cookie", "forged-url": "url", "absent": "cookie"}
"""Requests of nobody who is logged in, and where the session that was never opened stands in them."""

STRANGERS: dict[str, tuple[Method, Carry]] = {
    **{case: ("POST", carry) for case, carry in FORGED.items()},
    **{f"{case}-by-get": ("GET", carry) for case, carry in FORGED.items()},
}
"""The same by either method."""


@scenario(phase=Phase.ABNORMAL)
def stranger(talk: Conversation, case: str) -> None:
    """A good token used by somebody who is not logged in, and by its owner: `refusal`, `after`. The first may have used
    it up, so that the owner uses another. By GET only where a provider takes that at all."""
    method, carry = STRANGERS[case]
    with shared_client(talk) as client:
        if method == "GET":
            served(talk, client, client.mint(step="token_by_get"), "use_by_get", method)
        token = client.mint()
        talk.send("refusal", callrec.fetch(base(talk), _forged(talk, case), token, method, carry))
        talk.steps["after"] = client.use(token, "same_token")
        if not is_recording(talk.steps["after"].answer):
            client.use(client.mint(step="another_token"), "after")


@scenario(phase=Phase.ABNORMAL)
def token_without_session(talk: Conversation, case: str) -> None:
    """A recording as its owner gets it: `file`. Then a token asked for twice by somebody who is not logged in, `asked`
    and `asked_again`, and what it opens to the same: `end`; without a token that is what came last."""
    with shared_client(talk) as client:
        client.use(client.mint(), "file")
    talk.steps["end"] = how_far(talk, _forged(talk, case), FORGED[case])


def how_far(talk: Conversation, session: Session | None, *carries: Carry) -> Exchange:
    """How far one comes with `session`, carried in one way after the other: what a token opened, or the last refusal of
    one, `asked` and `asked_again`. A word that comes twice may be a refusal, and also a token that is not used yet."""
    for carry in carries:
        request = token_request(talk, session, to_download(talk.profile), carry=carry)
        asked, again = (talk.send(step, request) for step in ("asked", "asked_again"))
        words = words_of(asked.answer, again.answer)
        for word in words:
            # A refusal in a word is no secret.
            if len(words) > 1 or DIGIT.search(word):
                talk.learn("token", word)
        if words:
            opened = talk.send("opened", callrec.fetch(base(talk), session, words[-1], carry=carry))
            if len(words) > 1 or is_recording(opened.answer):
                return opened
    return again


def _forged(talk: Conversation, case: str) -> Session | None:
    return None if case.startswith("absent") else Session((talk.run_id * 4).upper())
