"""Who may hear, watch and carry away what (document 001, Parameters for Download Token Service: type and action)."""

from collections.abc import Mapping, Sequence
from enum import Flag, auto

from .criteria import VIDEO
from .recordings import Couple

STRANGER = ""
"""Who never logged in. Only a fault lets such a one ask for a token."""


class Right(Flag):
    """What a user may be allowed."""

    HEAR = auto()
    WATCH = auto()
    DOWNLOAD = auto()
    SUPERVISE = auto()
    """To hear and watch confidential recordings."""


_PLAY = Right.HEAR | Right.WATCH
RIGHTS: Mapping[str, Right] = {
    "johndow": _PLAY | Right.DOWNLOAD,
    "alice": _PLAY | Right.DOWNLOAD | Right.SUPERVISE,
    "bob": _PLAY,
    "carol": Right.HEAR | Right.DOWNLOAD,
    STRANGER: ~Right(0),
}


def permits(user: str, couples: Sequence[Couple], kind: str, action: str, faults: frozenset[str]) -> bool:
    """Whether `user` may get each of `couples`."""
    needed = Right(0)
    for couple in couples:
        needed |= _needed(couple, kind, action)
    return not needed & ~_forgotten(len(couples), action, faults) & ~RIGHTS[user]


def _needed(couple: Couple, kind: str, action: str) -> Right:
    download = action == "download"
    # A download has the picture in it whatever type was asked for.
    needed = Right.WATCH if kind == VIDEO or (couple.screen and download) else Right.HEAR
    needed |= Right.DOWNLOAD if download else Right(0)
    return needed | (Right.SUPERVISE if couple.confidential else Right(0))


def _forgotten(how_many: int, action: str, faults: frozenset[str]) -> Right:
    forgotten = Right(0)
    for fault, right in {
        "forbidden-alone" if how_many == 1 else "forbidden-among": Right.SUPERVISE,
        "forbidden-played" if action != "download" else "": Right.SUPERVISE,
        "play-only-downloads": Right.DOWNLOAD,
        "audio-only-watches": Right.WATCH,
        "audio-only-downloads-video" if action == "download" else "": Right.WATCH,
    }.items():
        forgotten |= right if fault in faults else Right(0)
    return forgotten
