"""Couple ids and the SID name the recordings that come (document 001, Parameters for Download Token Service)."""

from ...check import check
from ...clients.media import Category
from ...exchange.message import Exchange, Response
from ...expect import excerpt, noted, observe, unproven
from ...profile import Profile
from ...verdict import Observation
from .leak import recordings_in, unread
from .playing import undeclared
from .recording import category, is_of_token_service, is_recording, saved
from .scenarios import each_couple, sid_and_ids
from .servlets import SERVICE, SEVERAL, couples
from .test_download import one_file_is_media


def too_few(profile: Profile, case: str) -> str | None:
    """Why there are no two recordings to tell apart, or None: a need of checks."""
    return undeclared(profile, SEVERAL)


def no_sid(profile: Profile, case: str) -> str | None:
    """Why no SID can be sent along with couple ids, or None: a need of checks."""
    return too_few(profile, case) or undeclared(profile, "sid")


@check(
    f"{SERVICE}.download.each-couple",
    proves="ids-name-couples",
    sends=each_couple,
    needs=too_few,
    control=one_file_is_media,
)
def each_couple_is_sent(every_file: list[Exchange], profile: Profile) -> list[Observation]:
    """Sends a recording for each couple id."""
    ids = couples(profile, SEVERAL)
    seen = [_sent(file, id) for id, file in zip(ids, every_file, strict=True)]
    if len({file.answer.body.fingerprint for file in every_file}) < len(every_file):
        seen.append(noted(f"the couples {' and '.join(ids)} gave the same bytes", "body"))
    return seen


@check(
    f"{SERVICE}.download.sid-wins",
    proves="sid-wins-over-ids",
    sends=sid_and_ids,
    needs=no_sid,
    control=one_file_is_media,
    control_case=lambda profile, case: "sid",
)
def sid_wins_over_couple_ids(every_file: list[Exchange]) -> Observation:
    """Ignores the couple ids where a SID is given."""
    both, by_sid, *others = (file.answer for file in every_file)
    expected = "what the SID alone gives"
    if not is_recording(by_sid):
        return unproven("the SID alone gave no recording", "status", by_sid.status)
    if not is_recording(both):
        return saved(every_file[0])
    if untold := _untold(by_sid) or _untold(both):
        return untold
    if _count(both) > _count(by_sid):
        return observe(False, expected, f"an archive of {_count(both)} recordings", "body")
    if both.body.fingerprint in {other.body.fingerprint for other in others} - {by_sid.body.fingerprint}:
        return observe(False, expected, "what one of the couple ids gives", "body")
    return observe(True, expected, expected, "body")


def _sent(file: Exchange, id: str) -> Observation:
    if is_of_token_service(file):
        actual = excerpt(file.answer) or "an empty body"
        return observe(False, "a token in <reply>", actual, "/reply", remedy=f"none came for couple {id}")
    return saved(file)


def _untold(answer: Response) -> Observation | None:
    """That it cannot be told how many recordings came, if so."""
    return unread(answer) if category(answer) is Category.ARCHIVE else None


def _count(answer: Response) -> int:
    """How many recordings came: those in an archive, or one."""
    return len(recordings_in(answer)) or 1
