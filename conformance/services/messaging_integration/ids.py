"""Message ids: whether one is another damaged, and which several messages have (document 002, $messageid$)."""

import re
from collections import defaultdict
from collections.abc import Iterable

from ...exchange.message import Exchange
from ...profile import Profile
from .client import message_id

TELLING = 8
"""Characters that two ids must have in common to be no two numbers of one count."""


def resembles(told: str, given: str) -> bool:
    """Whether `told` is the id `given` in another case or punctuation, cut short, or with something around it."""
    one, other = _bare(told), _bare(given)
    if not one or not other:
        return False
    return one == other or (min(len(one), len(other)) >= TELLING and (one in other or other in one))


def shared(profile: Profile, answers: Iterable[tuple[str, Exchange]]) -> list[str]:
    """The ids that several messages got, by `answers` with the name of their method. That a message which is repeated
    to the letter keeps its id is the provider's choice."""
    messages: defaultdict[str, set[tuple[str, bytes | None]]] = defaultdict(set)
    for name, answer in answers:
        id = message_id(profile, answer, name)
        if id is not None:
            messages[id].add((answer.request.url, answer.request.body))
    return [id for id, made in messages.items() if len(made) > 1]


def _bare(id: str) -> str:
    return re.sub(r"[\W_]+", "", id).casefold()
