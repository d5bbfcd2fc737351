"""What was played, as far as it came: the exchanges of a conversation by step, and why it ended before its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .message import Exchange


class Halt(StrEnum):
    """Why a play ended before its last step, or was never begun."""

    BROKEN_OFF = "broken-off"
    """An answer did not carry what the next step needs."""
    NETWORK = "network"
    SILENCE = "silence"
    """A callback that was awaited did not come in time."""
    NOTHING_CAME = "nothing-came"
    """There is no callback to look at."""
    NOT_ACCEPTED = "not-accepted"
    """What was to be looked at later was not accepted in the first place."""
    CONFIGURATION = "configuration"
    BUDGET = "budget"
    TIME = "time"
    CAP = "cap"
    ONLY_SAFE = "only-safe"
    SKIPPED = "skipped"
    """The tester was asked to do something, and did not."""
    INTERRUPTED = "interrupted"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Stop:
    halt: Halt
    reason: str


@dataclass(frozen=True)
class Evidence:
    """What a play left behind: its exchanges by step, in order, and where it stopped when it did. `beside` others that
    were under way, or alone."""

    play: str
    steps: Mapping[str, Exchange]
    stop: Stop | None = None
    beside: bool = False


class Stopped(Exception):
    """Raised inside a play that cannot go on."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.reason)
        self.stop = stop
