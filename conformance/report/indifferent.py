"""Servers that answer alike whatever they are asked: none of their answers tells anything of its request."""

from collections.abc import Collection, Iterator, Sequence

from ..exchange.body import KEPT_IN_MEMORY
from ..exchange.evidence import Evidence
from ..exchange.message import Exchange, Request, Url
from ..expect import CAPACITY
from ..judging.evidence import TRANSIENT
from .words import without_user_info

DIFFERENT_AT_LEAST = 3
"""From so many different requests on, answers that are all alike are a pattern."""


def indifferent(played: Sequence[Evidence], usual: Collection[str]) -> dict[str, str]:
    """What an origin says to all that it is asked, or to all that one service asks there: a sentence without its end,
    by the ids of the exchanges that it explains.

    That all `usual` requests are answered alike is right for some services. So another has to be among them; and a play
    that had to do with another place as well, such as the observer or a callback, has more to tell.
    """
    asked: dict[str, dict[str, list[tuple[str, Exchange]]]] = {}
    elsewhere: set[str] = set()
    for evidence in played:
        service, _, _ = evidence.play.partition(".")
        called = any(exchange.inbound for exchange in evidence.steps.values())
        if called or len({_origin(exchange) for exchange in evidence.steps.values()}) > 1:
            elsewhere.add(evidence.play)
        for exchange in _answered(evidence):
            asked.setdefault(_origin(exchange), {}).setdefault(service, []).append((evidence.play, exchange))
    said: dict[str, str] = {}
    for origin, services in asked.items():
        groups = {f" of {service}": some for service, some in services.items()}
        groups[""] = [one for some in services.values() for one in some]
        for of, group in groups.items():
            # Played once more alone, a usual request stays one.
            if all(play.removesuffix("-alone") in usual for play, _ in group):
                continue
            if how := _alike([exchange for _, exchange in group]):
                explained = (exchange.id for play, exchange in group if play not in elsewhere)
                said |= dict.fromkeys(explained, f"{origin} answers {how}, whatever is asked{of}")
    return said


def _answered(evidence: Evidence) -> Iterator[Exchange]:
    """The exchanges whose answer is that of the service, or of what stands in its place, and not of a web server that
    has too much to do or finds the request too long."""
    for exchange in evidence.steps.values():
        if not exchange.inbound and exchange.response and exchange.response.status not in (*TRANSIENT, *CAPACITY):
            yield exchange


def _alike(exchanges: Sequence[Exchange]) -> str | None:
    """What the answers have in common that says nothing of the requests; None where there is no such thing."""
    requests = {(exchange.request.method, exchange.request.url, exchange.request.body) for exchange in exchanges}
    statuses = {exchange.answer.status for exchange in exchanges}
    status = min(statuses)
    if len(requests) < DIFFERENT_AT_LEAST or len(statuses) > 1 or not 200 <= status < 300:
        return None
    # An answer to HEAD has no body, whatever would be in it (RFC 9110, 9.3.2).
    with_body = [exchange for exchange in exchanges if exchange.request.method != "HEAD"]
    bodies = {(one.answer.body.size, one.answer.body.head, one.answer.surplus) for one in with_body}
    if len(bodies) == 1:
        ((size, _, surplus),) = bodies
        return None if surplus else f"{status} with the same {size:,} bytes" if size else f"{status} with nothing"
    sent_back = all(one.answer.body.head == _sent(one.request)[:KEPT_IN_MEMORY] for one in with_body)
    return f"{status} with what it was sent" if bodies and sent_back else None


def _sent(request: Request) -> bytes:
    """The body, or the query where there is none."""
    return request.body or request.url.partition("?")[2].encode("utf-8", "replace")


def _origin(exchange: Exchange) -> str:
    return without_user_info(Url.parse(exchange.request.url).origin)
