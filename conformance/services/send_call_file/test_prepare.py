"""A video that has to be mixed first is prepared, and then plays (document 001, Output: Encode .recd file)."""

from urllib.parse import parse_qsl

from ...check import check
from ...clients.media import Category
from ...exchange.message import Exchange
from ...expect import excerpt, noted, observe, status_is, unproven
from ...verdict import Observation
from .outcomes import Output, cases_of
from .playing import as_one, prepared_video, undeclared
from .recording import IN_WORDS, category, is_of_token_service, is_recording, streamed
from .servlets import SERVICE, in_a_form_of_its_own, token_of
from .test_download import one_file_is_media

CASES = cases_of(Output.NEW_TOKEN)
NEW = "a new token in <reply>"


@check(
    f"{SERVICE}.prepare.token",
    proves="prepare-gives-new-token",
    sends=prepared_video,
    cases=CASES,
    needs=undeclared,
    control=one_file_is_media,
    control_case=as_one,
)
def preparing_gives_a_new_token(prepared: Exchange) -> Observation:
    """Answers a request to prepare a video with a new token."""
    answer, kind = prepared.answer, category(prepared.answer)
    if answer.status != 200:
        return status_is(prepared, 200)
    if new := token_of(answer):
        used = dict(parse_qsl((prepared.request.body or b"").decode()))["token"]
        is_new = new != used
        return observe(is_new, NEW, "a new token" if is_new else "the token that was used up by asking", "/reply")
    if kind is Category.VIDEO:
        return noted("the video itself: type 16 without download is a video stream too", "body", NEW)
    if kind is Category.UNKNOWN:
        return noted("bytes of an unknown format, which may be the video", "body", NEW)
    if in_a_form_of_its_own(answer) and kind in (Category.TEXT, Category.XML):
        return unproven(
            "the answer may hold a token in a form that the document does not show", "body", excerpt(answer)
        )
    return observe(False, NEW, excerpt(answer) if kind in (Category.HTML, Category.XML) else str(kind), "/reply")


@check(
    f"{SERVICE}.prepare.plays",
    proves="prepared-token-plays",
    sends=prepared_video,
    cases=CASES,
    needs=undeclared,
    control=preparing_gives_a_new_token,
)
def prepared_token_plays(played: Exchange) -> Observation:
    """Streams the prepared video for the new token."""
    return streamed(played, Category.VIDEO)


@check(
    f"{SERVICE}.prepare.first",
    proves="recd-is-mixed-first",
    sends=prepared_video,
    cases=CASES,
    needs=undeclared,
    control=prepared_token_plays,
)
def nothing_raw_comes_before(early: Exchange, played: Exchange) -> Observation:
    """Sends no unmixed .recd before its mixing was requested."""
    expected, came = "no unmixed file", early.answer
    if is_of_token_service(early):
        return observe(True, expected, "no token", "/reply")
    if came.status != 200:
        return observe(True, expected, came.status, "status")
    kind = category(came)
    # A refusal in an old encoding may be of unknown bytes, too, and says at least that it is text.
    if not is_recording(came) or came.media_type.startswith("text/"):
        return noted(f"{IN_WORDS.get(kind, 'a text')} came with 200", "body", expected)
    if came.body.fingerprint == played.answer.body.fingerprint or kind is not Category.UNKNOWN:
        return noted("it plays without having been prepared", "body", expected)
    if category(played.answer) is Category.UNKNOWN:
        return noted("bytes of an unknown format came before and after", "body", expected)
    return observe(False, expected, f"{came.body.size} bytes of an unknown format, other than what plays", "body")
