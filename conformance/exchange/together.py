"""Requests that reach the provider at the same instant: all connections are opened first, then all go out at once."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Protocol

from .message import Exchange, Request


class Wire(Protocol):
    """What sends one request and calls `ready` when its connection is open, before the first byte goes out."""

    def send(self, request: Request, id: str, *, ready: Callable[[], None] | None = None) -> Exchange: ...


def send_together(wire: Wire, requests: Sequence[tuple[Request, str]], within: float) -> list[Exchange]:
    """The exchanges of `requests` (each with its id, unique among what is under way), in the order given.

    The requests wait for each other, each on an open connection of its own. One that gets none holds nobody up; where
    it takes longer than `within` seconds after the first is open, the others go. What `wire` raises for a request,
    such as Stopped, is raised when all have ended.
    """
    if not requests:
        return []
    start = threading.Barrier(len(requests), timeout=within)
    at_the_start: set[int] = set()

    def ready() -> None:
        at_the_start.add(threading.get_ident())
        with suppress(threading.BrokenBarrierError):
            start.wait()

    def send(request: Request, id: str, result: Future[Exchange]) -> None:
        try:
            result.set_result(wire.send(request, id, ready=ready))
        except BaseException as error:
            result.set_exception(error)
        if threading.get_ident() not in at_the_start:
            ready()

    results: list[Future[Exchange]] = [Future() for _ in requests]
    threads = [
        threading.Thread(target=send, args=(request, id, result), name=id, daemon=True)
        for (request, id), result in zip(requests, results, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [result.result() for result in results]
