"""What is no notification in any syntax, so that the provider cannot have understood it (document 003, Response)."""

from dataclasses import replace

from ...conversation import Conversation
from ...scenario import Phase, scenario
from .notification import BODIES, JSON, XML, body_of, request, usual

DAMAGES = ("truncated", "other-syntax", "empty")
CASES = tuple(f"{body}-{damage}" for body in BODIES for damage in DAMAGES)

# Well-formed and void: who goes by the look of a body and not by its type has nothing to understand either.
_VOID = {JSON: b"{}", XML: b"<root/>"}


@scenario(messages=1, phase=Phase.ABNORMAL)
def malformed_body(talk: Conversation, case: str) -> None:
    """A body that is no notification, which reaches nobody, and a valid notification whatever came of it: `malformed`,
    `after`."""
    body = body_of(case)
    whole = request(talk, body, usual(talk.profile))
    assert whole.body is not None
    bytes_of = {
        "truncated": whole.body[: len(whole.body) // 2],
        "other-syntax": _VOID[XML if body == JSON else JSON],
        "empty": b"",
    }
    damaged = bytes_of[case.removeprefix(f"{body}-")]
    talk.attempt("malformed", replace(whole, body=damaged, recipients=()))
    talk.send("after", whole)
