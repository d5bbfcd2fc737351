"""What a download token is asked for (document 001, Parameters for Download Token Service)."""

from dataclasses import dataclass

from ..message import Received
from .recordings import COUPLES, Couple

AUDIO, VIDEO = "1", "16"
DOWNLOAD, PREPARE = "download", "prepare"


@dataclass(frozen=True)
class Criteria:
    """`sids` and `ids` each name couples. Any other `action` than download and prepare stands for a stream."""

    ids: tuple[str, ...]
    sids: tuple[str, ...]
    kind: str
    action: str


def criteria_of(request: Received, faults: frozenset[str]) -> Criteria:
    """The criteria in the query or form of `request`: a list of ids comes with commas, or in a field each."""
    given = request.query + request.form
    one = dict(given)
    ids = tuple(id.strip() for name, value in given if name == "id_call[]" for id in value.split(",") if id.strip())
    if "token-needs-raw-brackets" in faults and b"%5b" in (request.raw_query + request.body).lower():
        ids = ()
    sids = (one["sid"],) if one.get("sid") and not (ids and "sid-ignored" in faults) else ()
    if sids and "sid-and-ids" not in faults:
        ids = ()
    return Criteria(ids, sids, one.get("type") or AUDIO, one.get("action", ""))


def found(criteria: Criteria, faults: frozenset[str]) -> tuple[Couple, ...]:
    """The couples that `criteria` name, each once and in that order; () unless there are all of them."""
    by_name = {couple.id: couple for couple in COUPLES}
    if "couples-taken-for-calls" in faults:
        # A call is known by its first couple here, so that no call has the id of its second.
        del by_name[COUPLES[1].id]
    by_name |= {couple.sid: couple for couple in COUPLES}
    names = dict.fromkeys((*criteria.sids, *criteria.ids))
    if not names and "token-without-criteria" in faults:
        return COUPLES[:1]
    couples = [by_name.get(name) for name in names]
    if "token-for-unknown-couple" in faults:
        couples = [couple or COUPLES[0] for couple in couples]
    return tuple(couple for couple in couples if couple) if all(couples) else ()


def can_be_met(couples: tuple[Couple, ...], criteria: Criteria, faults: frozenset[str]) -> bool:
    """Whether the document gives the combination an outcome: several couples can only be downloaded, and only what was
    recorded with its screen can be prepared and watched."""
    if not couples or criteria.kind not in (AUDIO, VIDEO):
        return False
    if criteria.action == DOWNLOAD:
        return not (criteria.sids and criteria.kind == VIDEO and "video-sid-refused" in faults)
    if len(couples) > 1:
        return "first-of-several-played" in faults
    return couples[0].screen or (criteria.kind == AUDIO and criteria.action != PREPARE)
