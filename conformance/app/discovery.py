"""What the profile does not declare: tried where the operator asks for it, and at most noted (document 000,
Configuration; document 003, smartContactNotificationContentType)."""

from ..exchange.message import Exchange
from ..expect import REPEATED, noted, refused, succeeded
from ..profile import Profile
from ..verdict import Observation
from .service import AppService


def not_asked(profile: Profile, undeclared: str | None) -> str | None:
    """Why what is `undeclared`, for the reason that is given, is not tried, or None."""
    if undeclared is None:
        return "the profile declares it"
    return None if profile.discover else f"{undeclared}; --discover tries it all the same"


def combination_not_asked(app: AppService, profile: Profile, combination: str) -> str | None:
    """Why `combination` is not tried though the profile does not declare it, or None: a need of checks."""
    return not_asked(profile, app.undeclared(profile, combination))


def not_served(answer: Exchange) -> Observation:
    """What was not declared is refused; a note where it is served. Who takes it for a repeat has read it."""
    status = answer.answer.status
    if succeeded(answer) or status == REPEATED:
        return noted(f"served, though not declared: answered {status}", "status")
    return refused(answer)
