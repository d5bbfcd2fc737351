"""A user gets only what the user may have (document 001, introduction and Parameters for Download Token Service)."""

from ...check import check
from ...clients.container import NO_RECORDING, what_it_plays
from ...clients.disposition import is_attachment
from ...clients.entry import Entry
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import noted, observe, unproven
from ...profile import Profile
from ...verdict import Observation, Outcome
from .leak import NOTHING, is_named_for, leaked, recordings_in, unread
from .permissions import (
    ALONE,
    AMONG,
    DOWNLOADED,
    PLAYED,
    download_by_player,
    forbidden_file,
    foreign_token,
    lacks,
    video_for_listener,
)
from .recording import category, is_recording
from .servlets import SERVICE
from .test_attachment import one_file_is_an_attachment
from .test_download import one_file_is_media
from .test_stream import video_is_streamed


@check(
    f"{SERVICE}.permission.file",
    proves="authorised-for-each-file",
    sends=forbidden_file,
    cases=(ALONE, AMONG, PLAYED),
    needs=lacks("forbidden_couples"),
    control=one_file_is_media,
)
def forbidden_file_stays_in(allowed: Exchange, end: Exchange, profile: Profile, case: str) -> Observation:
    """Sends no recording that the user may not hear."""
    if case != AMONG or category(end.answer) in NO_RECORDING:
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


@check(
    f"{SERVICE}.permission.foreign-token",
    proves="authorised-for-each-file",
    sends=foreign_token,
    needs=lacks("forbidden_couples", "forbidden_heard_by"),
    control=one_file_is_media,
)
def foreign_token_opens_nothing(refusal: Exchange, after: Exchange) -> list[Observation]:
    """Sends no recording for a token that another user got, where the user may not hear it."""
    seen = [leaked(refusal.answer, after.answer)]
    if not is_recording(after.answer):
        seen.append(unproven("the other user got no recording either", "status", after.answer.status))
    return seen


@check(
    f"{SERVICE}.permission.action",
    proves="action-decides-permission",
    sends=download_by_player,
    needs=lacks("play_only_account"),
    control=one_file_is_an_attachment,
)
def player_downloads_nothing(stream: Exchange, end: Exchange) -> list[Observation]:
    """Sends no file to a user who may play and not download."""
    seen = _plays(stream)
    out = leaked(end.answer, stream.answer)
    if out.outcome is Outcome.BROKEN and not is_attachment(end.answer):
        # As good as refused: what a user may play comes as it does for playing.
        return [noted("the recording came, though not as an attachment", "header Content-Disposition"), *seen]
    return [out, *seen]


@check(
    f"{SERVICE}.permission.type",
    proves="type-decides-permission",
    sends=video_for_listener,
    cases=(PLAYED,),
    needs=lacks("audio_only_account", "video_couples"),
    control=video_is_streamed,
)
def listener_sees_nothing(stream: Exchange, end: Exchange) -> list[Observation]:
    """Streams no pictures to a user who may listen and not watch."""
    return _without_pictures(stream, end)


@check(
    f"{SERVICE}.permission.type-of-download",
    proves="type-decides-permission",
    sends=video_for_listener,
    cases=(DOWNLOADED,),
    needs=lacks("audio_only_account", "video_couples"),
    control=one_file_is_media,
    control_case=lambda profile, case: "video",
)
def listener_downloads_no_pictures(stream: Exchange, end: Exchange) -> list[Observation]:
    """Sends no video as a file to a user who may listen and not watch."""
    return _without_pictures(stream, end)


def _without_pictures(stream: Exchange, end: Exchange) -> list[Observation]:
    """What came of a video for a user who may hear it: its sound alone is no harm."""
    seen = _plays(stream)
    out = leaked(end.answer, stream.answer)
    plays = what_it_plays(end.answer.decoded)
    if out.outcome is Outcome.BROKEN and plays is not None and Category.VIDEO not in plays:
        return [noted("the sound of the video came without its pictures", "body"), *seen]
    return [out, *seen]


def _plays(stream: Exchange) -> list[Observation]:
    """What takes its worth from a refusal: that the account could not play either."""
    if is_recording(stream.answer):
        return []
    return [unproven("the account could not play a recording either", "status", stream.answer.status)]
