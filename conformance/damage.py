"""What no caller sends, and each service should bear: damaged requests, and how they are judged."""

from dataclasses import replace

from .exchange.message import Exchange, Request
from .expect import REPEATED, noted, observe, succeeded
from .verdict import Observation

DAMAGES = ("truncated", "binary", "unknown-type")

DECLINED = (501, 505)
"""Statuses of the server's errors by which it says that it does not do such things: answers, and no crash (RFC 9110,
15.6)."""


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


def crashed(exchange: Exchange) -> bool:
    """Whether the service broke down over the request: no answer, or an error of the server's own."""
    return exchange.response is None or (exchange.answer.status >= 500 and exchange.answer.status not in DECLINED)


def survived(damaged: Exchange, after: Exchange) -> list[Observation]:
    """What no caller sends does not crash the service: it is answered, with no 5xx, and the next valid request is
    accepted."""
    seen = [
        answered(damaged),
        observe(
            succeeded(after) or after.answer.status == REPEATED,
            "2xx to the valid request after it",
            after.answer.status,
            "status",
        ),
    ]
    if damaged.response and succeeded(damaged):
        seen.append(noted(f"a damaged request was answered {damaged.answer.status}", "status"))
    return seen


def answered(damaged: Exchange) -> Observation:
    """The service answered what no caller sends, with no error of its own making."""
    if damaged.failure:
        return observe(False, "an answer", damaged.failure.detail, "response")
    return observe(not crashed(damaged), "any status but 5xx", damaged.answer.status, "status")
