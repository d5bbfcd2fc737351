"""What no caller sends, and each service of the app should bear: damaged requests."""

from dataclasses import replace

from ..conversation import Conversation
from ..exchange.message import Request
from .plays import usual
from .service import AppService

DAMAGES = ("truncated", "binary", "unknown-type")


def damaged(talk: Conversation, app: AppService, case: str) -> None:
    """A request that no caller sends, and a valid one: `damaged`, `after`."""
    talk.send("damaged", in_pieces(usual(talk, app, talk.mark()), case))
    talk.send("after", usual(talk, app, talk.mark("after")))


def in_pieces(made: Request, case: str) -> Request:
    """`made`, damaged in its body; where it has none, in its query or else in the last part of its path."""
    if case == "unknown-type":
        headers = tuple(header for header in made.headers if header[0].lower() != "content-type")
        return replace(made, headers=(*headers, ("Content-Type", "application/x-unknown")), body=made.body or b"?")
    if made.body is None:
        whole, end, rest = made.url.rpartition("?" if "?" in made.url else "/")
        broken = rest[: len(rest) // 5] if case == "truncated" else "%FF%00%zz"
        return replace(made, url=f"{whole}{end}{broken}")
    return replace(made, body=made.body[: len(made.body) // 5] if case == "truncated" else bytes(range(256)))
