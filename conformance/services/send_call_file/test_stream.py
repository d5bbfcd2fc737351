"""One recording is played without being saved (document 001, Output: Audio stream, Video stream)."""

from ...check import check
from ...clients.disposition import is_attachment
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import observe
from ...verdict import Observation
from .outcomes import Output, cases_of
from .playing import as_one, combination_left_open, stream, undeclared
from .recording import category, is_of_token_service, streamed
from .servlets import SERVICE
from .test_download import one_file_is_media


@check(
    f"{SERVICE}.stream.audio",
    proves="audio-stream",
    sends=stream,
    cases=cases_of(Output.AUDIO_STREAM),
    needs=undeclared,
    control=one_file_is_media,
    control_case=as_one,
)
def call_is_streamed(stream: Exchange) -> Observation:
    """Streams the sound of a call that is to be played."""
    return streamed(stream, Category.AUDIO)


@check(
    f"{SERVICE}.stream.video",
    proves="video-stream",
    sends=stream,
    cases=cases_of(Output.VIDEO_STREAM),
    needs=undeclared,
    control=one_file_is_media,
    control_case=as_one,
)
def video_is_streamed(stream: Exchange) -> Observation:
    """Streams the pictures of a video that is to be played."""
    return streamed(stream, Category.VIDEO)


@check(
    f"{SERVICE}.stream.inline",
    proves="stream-not-attachment",
    sends=stream,
    cases=("audio-one",),
    control=call_is_streamed,
)
def call_is_no_attachment(stream: Exchange) -> Observation:
    """Streams a call without asking the client to save it."""
    return _inline(stream)


@check(
    f"{SERVICE}.stream.video-inline",
    proves="stream-not-attachment",
    sends=stream,
    cases=("video-one",),
    needs=undeclared,
    control=video_is_streamed,
)
def video_is_no_attachment(stream: Exchange) -> Observation:
    """Streams a video without asking the client to save it."""
    return _inline(stream)


def _inline(stream: Exchange) -> Observation:
    value = stream.answer.header("Content-Disposition")
    return observe(not is_attachment(stream.answer), "no attachment", value, "header Content-Disposition")


@check(
    f"{SERVICE}.stream.open",
    proves="other-combinations-left-open",
    sends=combination_left_open,
    cases=cases_of(Output.LEFT_OPEN),
    needs=undeclared,
    control=one_file_is_media,
    control_case=as_one,
)
def other_combinations_are_left_open(answer: Exchange) -> Observation:
    """Opens nothing with a combination that the document leaves open."""
    came = answer.answer
    opened = not is_of_token_service(answer) and came.status == 200
    return observe(not opened, "a refusal", str(category(came)) if opened else "a refusal", "body")
