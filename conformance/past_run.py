"""`conformance judge`: a saved run is that of the session. Its exchanges are judged by the clauses as they are now, and
nothing is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .exchange.evidence import Evidence
from .plan import Plan
from .profile import Profile
from .report.files import EXCHANGES, RESULTS
from .report.saved_run import SavedRun
from .scenario import Play


class NotJudged(ValueError):
    """The saved run cannot be judged; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Saved:
    """A run as it was saved in `folder`: times in seconds since the epoch, `services` those that it asked."""

    folder: Path
    id: str
    started: float
    finished: float
    target: str | None
    record: SavedRun

    @property
    def services(self) -> frozenset[str]:
        return frozenset(play.partition(".")[0] for play in self.record.evidence)


@dataclass(frozen=True)
class PastRun:
    """What stands for a `conformance.run.Run`, with all its evidence there."""

    saved: Saved
    plan: Plan
    profile: Profile

    @property
    def id(self) -> str:
        return self.saved.id

    @property
    def started(self) -> float:
        return self.saved.started

    def of(self, play: Play) -> Evidence:
        return self.saved.record.of(play)

    def planned(self, play: Play) -> bool:
        return self.saved.record.planned(play)

    def all_of(self, play: Play) -> list[Evidence]:
        """The evidence of `play`, and of its having been played once more."""
        return [self.of(one) for one in (play, play.once_more) if one is play or self.planned(one)]

    def evidence(self) -> list[Evidence]:
        """The evidence of every play that was saved, in its order."""
        return list(self.saved.record.evidence.values())

    def stop(self) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """Nothing was made that has to be removed."""


def read(path: Path) -> Saved:
    """The run whose reports are the folder `path`, or whose exchanges are that file. Raises NotJudged."""
    exchanges = path / EXCHANGES if path.is_dir() else path
    try:
        record = SavedRun.read(exchanges)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NotJudged(f"{exchanges}: cannot be read ({why}); name the folder of a run's reports") from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise NotJudged(f"{exchanges}: is no archive of a run's exchanges; name the {EXCHANGES} of one") from None
    told = _told(exchanges.with_name(RESULTS))
    times = [one.timing.started for played in record.evidence.values() for one in played.steps.values()] or [0.0]
    began, ended = (told.get(key) for key in ("started", "finished"))
    return Saved(
        exchanges.parent,
        str(told.get("run", "00000000")),
        datetime.fromisoformat(began).timestamp() if began else min(times),
        datetime.fromisoformat(ended).timestamp() if ended else max(times),
        told.get("target"),
        record,
    )


def hold_against(saved: Saved, profile: Profile, reports: Path | None) -> None:
    """Raises NotJudged where `profile` does not tell of what was asked, or the new reports would overwrite the old."""
    if others := sorted(saved.services - profile.services.keys()):
        raise NotJudged(f"{profile.path}: does not declare {others[0]}, which the saved run asked; name its profile")
    if reports is not None and reports.resolve() == saved.folder.resolve():
        raise NotJudged(f"--reports {reports}: there is the run that is judged; name another folder")


def _told(results: Path) -> Mapping[str, Any]:
    """What the `results.json` beside the exchanges tells of the run; nothing where there is none."""
    try:
        told = json.loads(results.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
