"""In which way a provider understands several couple ids in one request, of which the document shows none (document
001, Parameters for Download Token Service)."""

from collections.abc import Callable
from enum import IntEnum, auto

from ...clients.media import Category
from ...exchange.message import Response
from .leak import recordings_in
from .recording import category, is_recording


class _Came(IntEnum):
    """What came for several ids, from the least to the most; an archive is worth more with each recording."""

    NO_TOKEN = auto()
    NO_RECORDING = auto()
    ONE_FILE = auto()
    ARCHIVE = auto()


def understood(ways: tuple[str, ...], couples: int, get: Callable[[str], Response | None]) -> str:
    """The one of `ways` in which `get(way)` brings most, the first of equals: a provider may give a token for ids that
    it does not understand. None is tried after one that brings an archive of as many recordings as `couples`."""
    came = {}
    for way in ways:
        came[way] = _worth(get(way))
        if came[way] >= _Came.ARCHIVE + couples:
            break
    return max(came, key=came.__getitem__)


def _worth(answer: Response | None) -> int:
    if answer is None:
        return _Came.NO_TOKEN
    if not is_recording(answer):
        return _Came.NO_RECORDING
    return _Came.ARCHIVE + len(recordings_in(answer)) if category(answer) is Category.ARCHIVE else _Came.ONE_FILE
