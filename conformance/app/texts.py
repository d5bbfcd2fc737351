"""The texts that are tried: each trap by itself in the primary combination, all together in every other one."""

from ..clients.texts import TEXTS
from .by_combination import ByCombination

MIXED_BY = ByCombination("mixed-by-", "the other texts are sent in this combination")
MIXED = 'é 😀 1+1=2 & "x" %41 <'

CASES = (*TEXTS, *MIXED_BY.cases)


def text_of(case: str) -> str:
    """The text of a case."""
    return TEXTS.get(case, MIXED)
