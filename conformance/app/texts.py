"""The texts that are tried: each trap by itself in the primary combination, all together in every other one."""

from ..clients.texts import TEXTS
from ..profile import Profile
from .by_combination import ByCombination
from .service import AppService

MIXED_BY = ByCombination("mixed-by-", "the other texts are sent in this combination")
MIXED = 'é 😀 1+1=2 & "x" %41 <'

CASES = (*TEXTS, *MIXED_BY.cases)


def text_of(case: str) -> str:
    """The text of a case."""
    return TEXTS.get(case, MIXED)


def control_of(app: AppService, profile: Profile, case: str) -> str:
    """The combination in which a usual message has to be taken first."""
    return MIXED_BY.combination(case) or app.primary(profile)
