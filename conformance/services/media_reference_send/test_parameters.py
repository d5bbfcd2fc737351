"""What a message can hold is taken: any description, any preview, both media types (document 000, Parameters)."""

from functools import partial

from ...app.answers import left_open
from ...app.texts import CASES as TEXT_CASES
from ...app.texts import MIXED_BY
from ...check import check
from ...clients.acrobits.syntax import Syntax, syntax_of
from ...clients.media import kind_of_bytes
from ...exchange.message import Exchange
from ...expect import observe, status_is
from ...profile import Profile
from ...verdict import Observation, Party
from .message import APP, MEDIA_TYPES, SERVICE, invented, taken, without_description
from .preview import CONTENTS, SHAPES
from .scenarios import (
    absent_description,
    empty_description,
    media_fetched,
    one_preview,
    one_slash,
    one_text,
    one_type,
)
from .test_message import after_one_was_accepted, message_is_accepted


@after_one_was_accepted(
    f"{SERVICE}.description.empty",
    proves="description-optional",
    sends=empty_description,
)
def empty_description_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes a message without a description."""
    return taken(answer, profile)


def description_required(profile: Profile, case: str) -> str | None:
    left = without_description(APP.configuration(profile))
    return None if left else "the configured template has no field of its own for the description"


@after_one_was_accepted(
    f"{SERVICE}.description.absent",
    proves="description-may-be-absent",
    sends=absent_description,
    needs=description_required,
)
def absent_description_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes a message that has no field for the description."""
    return taken(answer, profile)


@check(
    f"{SERVICE}.description.text",
    proves="description-is-utf-8",
    sends=one_text,
    cases=TEXT_CASES,
    needs=partial(MIXED_BY.not_sent, APP),
    control=message_is_accepted,
    control_case=partial(MIXED_BY.control_of, APP),
)
def any_text_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes a description in any script and with any character."""
    return taken(answer, profile)


@after_one_was_accepted(
    f"{SERVICE}.preview.taken",
    proves="preview-is-jpeg",
    sends=one_preview,
    cases=CONTENTS,
)
def any_preview_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes any JPEG as a preview."""
    return taken(answer, profile)


@after_one_was_accepted(
    f"{SERVICE}.preview.size",
    proves="preview-size-in-pixels",
    sends=one_preview,
    cases=SHAPES,
)
def any_size_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes a preview of any width and height in pixels."""
    return taken(answer, profile)


@after_one_was_accepted(
    f"{SERVICE}.media.type",
    proves="jpeg-and-mp4-media",
    sends=one_type,
    cases=tuple(MEDIA_TYPES),
)
def both_types_are_taken(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Takes references to media of both types."""
    seen = taken(answer, profile)
    return left_open(seen, "media on an invented host") if invented(profile, MEDIA_TYPES[case]) else seen


def media_invented(profile: Profile, kind: str) -> str | None:
    return f"the profile names no {MEDIA_TYPES[kind]} of its own" if invented(profile, MEDIA_TYPES[kind]) else None


@check(
    f"{SERVICE}.media.downloadable",
    proves="media-downloadable",
    sends=media_fetched,
    cases=tuple(MEDIA_TYPES),
    needs=media_invented,
    control=both_types_are_taken,
)
def media_can_be_downloaded(media: Exchange, case: str) -> list[Observation]:
    """Has media of the declared type at the URL that the profile names."""
    status = status_is(media, 200)
    if status.actual != 200:
        return [status]
    actual = kind_of_bytes(media.answer.content)
    told = actual.media_type or actual.category
    return [observe(told == MEDIA_TYPES[case], MEDIA_TYPES[case], told, "body", party=Party.CONFIGURATION)]


def no_percent_encoding(profile: Profile, case: str) -> str | None:
    """Why there is no slash to encode, or None."""
    combination = APP.primary(profile)
    form = syntax_of(APP.configuration(profile).content_type) is Syntax.FORM
    encoded = combination in ("get", "head", "post-form", "put-form") or (combination not in CASES_OF_JSON and form)
    return None if encoded else "the configured content type has no percent-encoding"


CASES_OF_JSON = ("post-json", "put-json")
SLASHES = ("raw", "encoded")


@after_one_was_accepted(
    f"{SERVICE}.slash.taken",
    proves="percent-encoding-decoded",
    sends=one_slash,
    cases=SLASHES,
    needs=no_percent_encoding,
)
def slash_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes the slash of a content type raw and percent-encoded."""
    return taken(answer, profile)
