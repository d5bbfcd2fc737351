"""The texts that are tried: each trap by itself in the primary combination, all together in every other one."""

from ..clients.acrobits.combination import COMBINATIONS
from ..clients.texts import TEXTS
from ..profile import Profile
from .service import AppService

BY = "mixed-by-"
MIXED = 'é 😀 1+1=2 & "x" %41 <'

CASES = (*TEXTS, *(f"{BY}{combination}" for combination in COMBINATIONS))


def text_of(case: str) -> str:
    """The text of a case."""
    return TEXTS.get(case, MIXED)


def combination_of(case: str) -> str:
    """The combination that a case asks for; "" for the primary one."""
    return case.removeprefix(BY) if case.startswith(BY) else ""


def control_of(app: AppService, profile: Profile, case: str) -> str:
    """The combination in which a usual message has to be taken first."""
    return combination_of(case) or app.primary(profile)


def not_by(app: AppService, profile: Profile, case: str) -> str | None:
    """Why a text is not sent in the combination of `case`, or None: a need of checks."""
    combination = combination_of(case)
    if combination == app.primary(profile):
        return "the other texts are sent in this combination"
    return app.undeclared(profile, combination) if combination else None
