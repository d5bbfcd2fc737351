"""Which couple a recording in an archive belongs to: by its name, or as it comes for that couple alone (document 001,
Output, Multiple media files)."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from ...clients.entry import Entry
from ...clients.media import Category
from ...exchange.body import KEPT_IN_FILE, Body
from ...exchange.message import Response
from ...expect import noted, observe, unproven
from ...verdict import Observation
from .leak import is_named_for, recordings_in
from .recording import category, is_recording

Print = tuple[int, int]
"""The CRC-32 and the size in bytes of a recording."""

NAMELESS = "which couple an entry belongs to does not show"
_CHUNK = 1 << 18


def must_be_compared(found: Sequence[Entry], ids: Collection[str]) -> bool:
    """Whether the names of the recordings `found` in an archive do not tell that there is another one for each of
    `ids`, and what comes for these alone might."""
    if len(found) < len(ids) or any(entry.size > KEPT_IN_FILE for entry in found):
        return False
    return len(distinct(found)) < len(ids) or any(not _named(found, id) for id in ids)


def distinct(found: Sequence[Entry]) -> set[Print]:
    """What differs among the recordings `found` in an archive."""
    return {(entry.crc, entry.size) for entry in found}


def prints(answer: Response) -> frozenset[Print]:
    """Of the recordings that came, one or in a zip; none where no recording came, or not all of it was kept."""
    if not is_recording(answer):
        return frozenset()
    if category(answer) is Category.ARCHIVE:
        return frozenset(distinct(recordings_in(answer)))
    return frozenset({(_crc(answer.decoded), answer.decoded.size)} if answer.decoded.is_whole else ())


def of_each(found: Sequence[Entry], ids: Sequence[str], alone: Mapping[str, frozenset[Print]]) -> list[Observation]:
    """What shows of each of `ids` in the recordings `found`, where `alone` is what came for them by themselves.

    A provider may encode recordings anew for an archive, and name them as it likes. That there is none of a couple is
    certain only where each of them is, to the byte, what comes for another.
    """
    names = ", ".join(entry.name for entry in found)
    owners = [{id for id, came in alone.items() if (entry.crc, entry.size) in came} for entry in found]
    if len(distinct(found)) < len(ids) and not set(ids) <= set().union(*owners):
        seen = [unproven("the same recording came for several couples", "body", names)]
    else:
        seen = []
    for id in ids:
        if any(id in own or (not own and is_named_for(entry, id)) for entry, own in zip(found, owners, strict=True)):
            continue
        if alone.get(id) and all(owners):
            others = " and ".join(sorted(set().union(*owners)))
            actual = f"nothing but what comes for couple {others} alone: {names}"
            seen.append(observe(False, f"a recording of couple {id}", actual, "body"))
        elif any(owners):
            seen.append(unproven(f"of couple {id} nothing shows, by name or as it comes alone", "body", names))
        elif all(any(is_named_for(entry, other) for other in ids) for entry in found):
            seen.append(unproven(f"no entry is named for couple {id}", "body", names))
        else:
            seen.append(noted(f"{NAMELESS}: {names}", "body"))
    return seen


def _named(found: Sequence[Entry], id: str) -> bool:
    return any(is_named_for(entry, id) for entry in found)


def _crc(body: Body) -> int:
    crc = 0
    with body.open() as stream:
        for part in iter(partial(stream.read, _CHUNK), b""):
            crc = zlib.crc32(part, crc)
    return crc
