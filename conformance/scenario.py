"""What the caller would send. A scenario is a request, or several of which one may need what another was answered. It
is played once, whatever number of checks judge it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from .contract import service_of
from .profile import Profile

Cost = int | Callable[[Profile], int]
After = Callable[[Profile], "Sequence[Scenario]"]


class Phase(IntEnum):
    """When a scenario may be played. A phase begins when the one before it has ended."""

    POSITIVE = 1
    ABNORMAL = 2
    """What must be refused or no caller sends: after all positives and one at a time, so that it harms none of them."""
    REFUSAL = 3
    """Bad credentials: likewise, and capped, so that no lock-out poisons the others."""
    EXCLUSIVE = 4
    """Logs in again or ends a session, for a provider may allow a user one; or waits for what the provider does of its
    own accord. Alone, and when nothing is sent any more that would have to wait."""
    LAST = 5
    """Looks at what the provider did of its own accord in the whole run."""


def nothing(profile: Profile) -> "Sequence[Scenario]":
    return ()


@dataclass(frozen=True)
class Scenario:
    """A conversation by name. `messages` is the most that one playing may send to people, which is its cost: a number,
    or a function that tells it of the profile. `after(profile)` are scenarios that are played with it, for it looks at
    what others leave behind."""

    play: Callable[..., None] = field(repr=False)
    name: str
    service: str
    messages: Cost = 0
    phase: Phase = Phase.POSITIVE
    after: After = nothing


def scenario(
    *, messages: Cost = 0, phase: Phase = Phase.POSITIVE, after: After = nothing
) -> Callable[[Callable[..., None]], Scenario]:
    """Make a function `(talk)` or `(talk, case)` of a service's folder a scenario named like the function."""

    def make(play: Callable[..., None]) -> Scenario:
        service = service_of(play.__module__.split(".")[-2])
        return Scenario(play, play.__name__.replace("_", "-"), service, messages, phase, after)

    return make


@dataclass(frozen=True)
class Play:
    """A scenario for one case: the unit that is planned, paid for, sent once and judged by many. One that is `alone` is
    played once more because of what it left behind beside others, with nothing else under way."""

    scenario: Scenario
    case: str = ""
    alone: bool = False

    @property
    def once_more(self) -> "Play":
        return replace(self, alone=True)

    def cost(self, profile: Profile) -> int:
        """The most messages that playing it may send to people."""
        messages = self.scenario.messages
        return messages if isinstance(messages, int) else messages(profile)

    @property
    def id(self) -> str:
        case = f"[{self.case}]" if self.case else ""
        return f"{self.scenario.service}.{self.scenario.name}{case}{'-alone' if self.alone else ''}"
