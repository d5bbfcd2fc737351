"""What a token for each combination of search criteria opens, as document 001 tells it (Output)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from ...clients.callrec import Criteria


class Ids(StrEnum):
    """How the recordings are named: by one couple id, several, or the SID of one."""

    ONE = "one"
    SEVERAL = "several"
    SID = "sid"


class Type(StrEnum):
    """The media asked for."""

    AUDIO = "1"
    VIDEO = "16"


class Action(StrEnum):
    """What is to be done with them; `OTHER` stands for any word that the document does not name."""

    NONE = ""
    OTHER = "play"
    PREPARE = "prepare"
    DOWNLOAD = "download"


class Output(StrEnum):
    """What the document says is returned."""

    AUDIO_STREAM = "an audio stream"
    VIDEO_STREAM = "a video stream"
    NEW_TOKEN = "a new download token"
    MEDIA_FILE = "a single media file"
    ARCHIVE = "a zip archive"
    LEFT_OPEN = "anything"


@dataclass(frozen=True)
class Row:
    """Any of `ids` with any of `types` and any of `actions` returns `output`, by the clause of that id."""

    ids: tuple[Ids, ...]
    types: tuple[Type, ...]
    actions: tuple[Action, ...]
    output: Output
    clause: str


_SINGLE, _SEVERAL = (Ids.ONE, Ids.SID), (Ids.SEVERAL,)
_AUDIO, _VIDEO, _EITHER = (Type.AUDIO,), (Type.VIDEO,), (Type.AUDIO, Type.VIDEO)
_PLAY, _PREPARE, _DOWNLOAD = (Action.NONE, Action.OTHER), (Action.PREPARE,), (Action.DOWNLOAD,)

OUTPUTS = (
    Row(_SINGLE, _AUDIO, _PLAY, Output.AUDIO_STREAM, "audio-stream"),
    Row(_SINGLE, _VIDEO, _PLAY, Output.VIDEO_STREAM, "video-stream"),
    Row(_SINGLE, _VIDEO, _PREPARE, Output.NEW_TOKEN, "prepare-gives-new-token"),
    Row(_SINGLE, _EITHER, _DOWNLOAD, Output.MEDIA_FILE, "single-file-is-media"),
    Row(_SEVERAL, _EITHER, _DOWNLOAD, Output.ARCHIVE, "several-files-are-zip"),
    Row(_SINGLE, _AUDIO, _PREPARE, Output.LEFT_OPEN, "other-combinations-left-open"),
    Row(_SEVERAL, _EITHER, _PLAY + _PREPARE, Output.LEFT_OPEN, "other-combinations-left-open"),
)


@dataclass(frozen=True)
class Combination:
    """One of each."""

    ids: Ids
    type: Type
    action: Action

    @property
    def case(self) -> str:
        """Its name as the case of a check, such as `audio-one-other`."""
        words = (self.type.name, self.ids.name, self.action.name if self.action else "")
        return "-".join(filter(None, words)).lower()

    @property
    def row(self) -> Row:
        """The row of the table that it stands in."""
        return next(
            row for row in OUTPUTS if self.ids in row.ids and self.type in row.types and self.action in row.actions
        )

    @property
    def key(self) -> str:
        """The key of the service's settings that names recordings for it."""
        by_sid = self.ids is Ids.SID
        if self.type is Type.AUDIO:
            return "sid" if by_sid else "couples"
        # Only a recording that has to be mixed first gives preparing something to do.
        kind = "unmixed" if self.row.output is Output.NEW_TOKEN else "video"
        return f"{kind}_sid" if by_sid else f"{kind}_couples"

    def criteria(self, settings: Mapping[str, Any]) -> Criteria:
        """The search criteria for it, of the recordings that the service's `settings` name."""
        type, action = self.type.value, self.action.value or None
        if self.ids is Ids.SID:
            return Criteria(sid=settings[self.key], type=type, action=action)
        return Criteria(self._couples(settings), type=type, action=action)

    def missing(self, settings: Mapping[str, Any]) -> str | None:
        """The key of the service's `settings` that names too few recordings for it, or None."""
        if self.key not in settings or (self.ids is Ids.SEVERAL and len(self._couples(settings)) < 2):
            return self.key
        return None

    def _couples(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        if self.ids is Ids.ONE:
            return tuple(settings[self.key][:1])
        # Where a combination is left open it matters little what is asked for.
        others = settings["couples"] if self.row.output is Output.LEFT_OPEN else ()
        return tuple(dict.fromkeys((*settings[self.key], *others)))[:2]


COMBINATIONS: Mapping[str, Combination] = {
    one.case: one for one in (Combination(*each) for each in product(Ids, Type, Action))
}
"""All combinations by their cases."""


def cases_of(output: Output) -> tuple[str, ...]:
    """The cases whose output is `output`."""
    return tuple(case for case, combination in COMBINATIONS.items() if combination.row.output is output)


DOWNLOADS: Mapping[str, Combination] = {
    "one": COMBINATIONS["audio-one-download"],
    "several": COMBINATIONS["audio-several-download"],
    "sid": COMBINATIONS["audio-sid-download"],
    "video": COMBINATIONS["video-one-download"],
    "video-by-sid": COMBINATIONS["video-sid-download"],
    "several-videos": COMBINATIONS["video-several-download"],
}
"""The downloads, by the shorter cases of their own checks."""

FILES, ARCHIVES = (
    tuple(case for case, combination in DOWNLOADS.items() if combination.row.output is output)
    for output in (Output.MEDIA_FILE, Output.ARCHIVE)
)
"""The cases of `DOWNLOADS` in which one file comes, and those in which a zip archive does."""
