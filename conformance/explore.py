"""Property-based play: hypothesis invents what to send, as it goes, and keeps the smallest example that fails."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from .conversation import Conversation
from .exchange.evidence import Stopped
from .exchange.message import Exchange, Request

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

FOR_SEARCHING = 0.6
"""The share of the allowed requests that look for a failure; what is left makes a failure smaller."""


class _Failed(Exception):
    """Tells hypothesis that an example fails."""


def explore(
    talk: Conversation,
    step: str,
    examples: "SearchStrategy[T]",
    request: Callable[[T, str], Request],
    fails: Callable[[Exchange], bool],
    most: int,
    simplest: Sequence[T] = (),
) -> Exchange:
    """Send `request(example, mark)` for up to `most` of the `simplest` examples and, as long as none fails, of
    `examples`, each once and with a mark of its own.

    The exchange of the smallest example that `fails` is recorded as `step`, else that of the last one sent; the others
    as `step-1`, `step-2` and so on. The profile's seed decides which examples there are. The play goes
    on whatever came of them.
    """
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis.configuration import set_hypothesis_home_dir

    # What it would keep for the next run, it keeps in the folder in which the command was called.
    set_hypothesis_home_dir(os.devnull)
    sent: dict[str, str] = {}
    smallest = ""
    end: Stopped | None = None

    def held(example: T) -> bool:
        """Whether `example` held when it was sent; one for which nothing is left counts as held."""
        nonlocal end
        key = repr(example)
        if key not in sent:
            if end or len(sent) >= most:
                return True
            name = f"{step}-{len(sent) + 1}"
            try:
                talk.attempt(name, request(example, talk.mark(name)))
            except Stopped as stopped:
                # Hypothesis would take it for a failing example.
                end = stopped
                return True
            sent[key] = name
        return not fails(talk.steps[sent[key]])

    @seed(talk.profile.seed)
    @settings(
        max_examples=max(1, int(most * FOR_SEARCHING)),
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(examples)
    def holds(example: T) -> None:
        nonlocal smallest
        if not held(example):
            smallest = sent[repr(example)]
            raise _Failed

    for example in simplest:
        if not held(example):
            return talk.rename(sent[repr(example)], step)
    try:
        holds()
    except _Failed:
        # The last one that hypothesis runs is the smallest.
        return talk.rename(smallest, step)
    if end:
        raise end
    return talk.rename(list(sent.values())[-1], step)
