"""What a message holds has arrived whole, where the profile names an observer (document 000, Parameters)."""

from ...app.texts import CASES, MIXED_BY, text_of
from ...arrival import unobserved
from ...check import check
from ...exchange.message import Exchange
from ...exchange.observer import mark_of
from ...profile import Profile
from ...verdict import Observation
from .message import APP, MEDIA_TYPES, SERVICE, Message
from .preview import CONTENTS, preview
from .scenarios import one_preview, one_text, one_type
from .stored import arrives
from .test_parameters import any_preview_is_taken, any_text_is_taken, both_types_are_taken


def unobserved_description(profile: Profile, case: str) -> str | None:
    return MIXED_BY.not_sent(APP, profile, case) or APP.unsent(profile, "description") or unobserved(profile)


@check(
    f"{SERVICE}.arrival.description",
    proves="description-is-utf-8",
    sends=one_text,
    cases=CASES,
    needs=unobserved_description,
    control=any_text_is_taken,
)
def description_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Keeps every character of a description."""
    message = Message(mark_of(profile.observer, stored), "", text=text_of(case))
    return arrives(stored, profile, message, of="description")


def unobserved_preview(profile: Profile, case: str) -> str | None:
    return APP.unsent(profile, "preview_content") or unobserved(profile)


@check(
    f"{SERVICE}.arrival.preview",
    proves="preview-is-base64",
    sends=one_preview,
    cases=(*CONTENTS, "tall"),
    needs=unobserved_preview,
    control=any_preview_is_taken,
)
def preview_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Keeps every byte of a preview, and its size."""
    return arrives(stored, profile, Message("", "", preview=preview(case)), of="preview_")


def unobserved_media(profile: Profile, case: str) -> str | None:
    return APP.unsent(profile, "media_url") or unobserved(profile)


@check(
    f"{SERVICE}.arrival.media",
    proves="media-url-kept",
    sends=one_type,
    cases=tuple(MEDIA_TYPES),
    needs=unobserved_media,
    control=both_types_are_taken,
)
def media_url_arrives(stored: Exchange, profile: Profile, case: str) -> list[Observation]:
    """Keeps the media's URL and its type."""
    message = Message(mark_of(profile.observer, stored), "", media_type=MEDIA_TYPES[case])
    return arrives(stored, profile, message, of="media_")
