"""A user gets only what the user may have (document 001, introduction and Parameters for Download Token Service)."""

from ...check import check
from ...clients.container import what_it_plays
from ...clients.disposition import is_attachment
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import noted, unproven
from ...verdict import Observation, Outcome
from .leak import leaked
from .permissions import (
    ALONE,
    DOWNLOADED,
    PLAYED,
    download_by_player,
    forbidden_file,
    foreign_token,
    lacks,
    video_for_listener,
)
from .recording import is_recording
from .servlets import SERVICE
from .test_attachment import one_file_is_an_attachment
from .test_download import one_file_is_media
from .test_stream import video_is_streamed


@check(
    f"{SERVICE}.permission.file",
    proves="authorised-for-each-file",
    sends=forbidden_file,
    cases=(ALONE, PLAYED),
    needs=lacks("forbidden_couples"),
    control=one_file_is_media,
)
def forbidden_file_stays_in(end: Exchange) -> Observation:
    """Sends no recording that the user may not hear."""
    return leaked(end.answer)


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
