"""A user gets nothing in an archive that the user may not have (document 001, introduction)."""

from ...check import check
from ...clients.container import NO_RECORDING
from ...clients.entry import Entry
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import observe, unproven
from ...profile import Profile
from ...verdict import Observation
from .leak import NOTHING, is_named_for, leaked, recordings_in, unread
from .permissions import AMONG, forbidden_file, lacks
from .playing import undeclared
from .recording import category, is_recording
from .servlets import ONE, SERVICE, SEVERAL
from .test_download import download_is_answered_200


def _as_allowed(profile: Profile, case: str) -> str:
    """The control's case: the download of the recordings that the user may hear."""
    return ONE if undeclared(profile, SEVERAL) else SEVERAL


@check(
    f"{SERVICE}.permission.among-others",
    proves="authorised-for-each-file",
    sends=forbidden_file,
    cases=(AMONG,),
    needs=lacks("forbidden_couples"),
    control=download_is_answered_200,
    control_case=_as_allowed,
)
def forbidden_file_stays_out(allowed: Exchange, end: Exchange, profile: Profile) -> Observation:
    """Sends no recording that the user may not hear, together with others that the user may."""
    if not is_recording(allowed.answer):
        return unproven("the recordings that the user may hear did not come either", "status", allowed.answer.status)
    if category(end.answer) in NO_RECORDING:
        return leaked(end.answer)
    if category(end.answer) is not Category.ARCHIVE:
        # It may be one of those that the user may hear.
        same = end.answer.body.fingerprint == allowed.answer.body.fingerprint
        return observe(True, NOTHING, NOTHING, "body") if same else unproven("one file came for several recordings")
    forbidden = profile.settings(SERVICE)["forbidden_couples"][0]
    before, found = recordings_in(allowed.answer), recordings_in(end.answer)
    known = {entry.name for entry in before}
    new = [entry.name for entry in found if entry.name not in known and is_named_for(entry, forbidden)]
    # Among recordings of known formats, bytes of an unknown one may be a refusal in any form.
    unclear = Category.UNKNOWN in _kinds(found) - _kinds(before)
    if new and not unclear:
        return observe(False, f"nothing of couple {forbidden}", ", ".join(new), "body")
    if (untold := unread(end.answer)) and len(found) <= len(before):
        return untold
    if category(allowed.answer) is Category.ARCHIVE and (untold := unread(allowed.answer)):
        return untold
    expected = f"as many recordings as without couple {forbidden}"
    had = len(before) or 1
    actual = f"{len(found)} recordings, {had} without couple {forbidden}"
    if new or (len(found) > had and (unclear or category(allowed.answer) is not Category.ARCHIVE)):
        return unproven("one of the entries may be the forbidden recording", "body", actual)
    as_before, others = _sameness(before, found)
    if len(found) <= had and as_before and others:
        return unproven("one of the recordings is another than without the forbidden couple", "body", others[0])
    return observe(len(found) <= had, expected, actual, "body")


def _kinds(entries: list[Entry]) -> set[Category]:
    return {entry.media.category for entry in entries}


def _sameness(before: list[Entry], found: list[Entry]) -> tuple[list[str], list[str]]:
    """The names of those that came `before` with the same bytes, and of those that did not."""
    known = {(entry.crc, entry.size) for entry in before}
    same = [entry.name for entry in found if (entry.crc, entry.size) in known]
    return same, [entry.name for entry in found if entry.name not in same]
