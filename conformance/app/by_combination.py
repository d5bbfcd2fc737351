"""Cases that ask for a combination of method and content type: what a provider reads well in one way it may not in
another."""

from dataclasses import dataclass

from ..clients.acrobits.combination import COMBINATIONS
from ..profile import Profile
from .service import AppService


@dataclass(frozen=True)
class ByCombination:
    """One case for each combination, named `prefix` and the combination. The primary one is left to the other cases of
    a check, and `instead` says so."""

    prefix: str
    instead: str

    @property
    def cases(self) -> tuple[str, ...]:
        return tuple(f"{self.prefix}{combination}" for combination in COMBINATIONS)

    def combination(self, case: str) -> str:
        """The combination that `case` asks for; "" for one that asks for none."""
        return case.removeprefix(self.prefix) if case.startswith(self.prefix) else ""

    def control_of(self, app: AppService, profile: Profile, case: str) -> str:
        """The combination in which a usual message has to be taken first."""
        return self.combination(case) or app.primary(profile)

    def not_sent(self, app: AppService, profile: Profile, case: str) -> str | None:
        """Why the combination that `case` asks for is not sent, or None."""
        combination = self.combination(case)
        if combination == app.primary(profile):
            return self.instead
        return app.undeclared(profile, combination) if combination else None
