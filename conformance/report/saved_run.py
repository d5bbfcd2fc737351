"""A saved run as the record of its evidence: what was found once can be judged again, and nothing is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..exchange.evidence import Evidence, Halt, Stop
from ..scenario import Play
from . import har


@dataclass(frozen=True)
class SavedRun:
    """The evidence of a run by the ids of its plays: a `conformance.judging.Record`."""

    evidence: Mapping[str, Evidence]

    @classmethod
    def read(cls, path: Path) -> "SavedRun":
        """The run whose exchanges were saved at `path`. Raises OSError, ValueError or KeyError when there is none."""
        return cls({evidence.play: evidence for evidence in har.read(path)})

    def of(self, play: Play) -> Evidence:
        missing = Stop(Halt.INTERRUPTED, "the saved run ended before this was sent, or was not asked for it")
        return self.evidence.get(play.id) or Evidence(play.id, {}, missing)

    def planned(self, play: Play) -> bool:
        return play.id in self.evidence
