"""What a message with a media reference is made of (document 000, Parameters), and how each check's differs."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from ...app.answers import fitting
from ...app.service import AppService, Change
from ...clients.acrobits.combination import without
from ...clients.acrobits.request import WebService
from ...clients.jpeg import dimensions, marked
from ...conversation import Conversation
from ...exchange.message import Exchange, Request
from ...expect import REPEATED, unproven
from ...profile import Account, Profile
from ...profile.values import defaults
from ...verdict import Observation, Party
from .preview import preview

SERVICE = "media-reference-send"
MEDIA_TYPES: Mapping[str, str] = {"jpeg": "image/jpeg", "mp4": "video/mp4"}

APP = AppService(
    SERVICE,
    {
        "sms_to": "+15551231234",
        "description": "Hello World",
        "preview_width": "180",
        "preview_height": "120",
        "preview_content_type": "image/jpeg",
        "preview_content": "/9j/4A==",
        "media_url": "http://media.server.com/video_1234567890.mp4",
        "media_content_type": "video/mp4",
    },
    ("media_url", "preview_content"),
    usual=lambda profile, mark, recipient: Message(mark, recipient).values(profile),
)


@dataclass(frozen=True)
class Message:
    """A message as the app has it. `mark` is its own and finds it again: it stands in the description, unless that is
    given, in a media URL that has room for it, and in the usual preview, so that no two messages are alike."""

    mark: str
    recipient: str
    text: str = ""
    description: str | None = None
    preview: bytes = b""
    media_type: str = ""

    def values(self, profile: Profile) -> dict[str, str]:
        """The service's own variables."""
        picture = self.preview or marked(preview("usual"), self.mark)
        width, height = dimensions(picture)
        media_type = self.media_type or usual_type(profile)
        return {
            "sms_to": self.recipient,
            "description": described(self.mark, self.text) if self.description is None else self.description,
            "preview_width": str(width),
            "preview_height": str(height),
            "preview_content_type": "image/jpeg",
            "preview_content": b64encode(picture).decode(),
            "media_url": media_url(profile, media_type, self.mark),
            "media_content_type": media_type,
        }


UNMARKED = "Conformance test"
"""A description by which a message is not found again."""


def without_description(service: WebService) -> WebService | None:
    """The configuration without any field for the description."""
    return without(service, "description")


def described(mark: str, text: str = "") -> str:
    """The description of a message, which tells whoever sees it where it comes from."""
    return f"{UNMARKED} {mark}{': ' if text else ''}{text}"


def media_url(profile: Profile, media_type: str, mark: str) -> str:
    """Where the media of that type lies: what the profile says, with `mark` for `{id}`."""
    configured = profile.settings(SERVICE)["media_urls"][media_type].replace("{id}", mark)
    return profile.url(SERVICE, configured) if configured.startswith("/") else configured


def invented(profile: Profile, media_type: str) -> bool:
    """Whether the media's URL is only the document's example: nothing lies there, and a provider may know that."""
    urls: Mapping[str, str] = profile.settings(SERVICE)["media_urls"]
    examples: Mapping[str, str] = defaults(SERVICE)["media_urls"]
    return urls[media_type] == examples[media_type]


def usual_type(profile: Profile) -> str:
    """The media type to send where any will do: video, as in the document, unless only a picture is really there."""
    only_picture = invented(profile, "video/mp4") and not invented(profile, "image/jpeg")
    return "image/jpeg" if only_picture else "video/mp4"


def unmarked_url(profile: Profile) -> str | None:
    """Why the media's URL does not tell a message from others, or None: a need of checks."""
    if _same_media(profile):
        return f"the media URL is the same in all messages: put {{id}} into services.{SERVICE}.media_urls"
    return APP.unsent(profile, "media_url")


def _same_media(profile: Profile) -> bool:
    """Whether all messages refer to the same media."""
    return "{id}" not in profile.settings(SERVICE)["media_urls"][usual_type(profile)]


def taken(answer: Exchange, profile: Profile) -> Observation:
    """2xx to a valid message, whose length may be more than the provider can take. Where all messages refer to the same
    media, a 409 may mean that the provider takes them for repeats, which is its choice."""
    if answer.answer.status == REPEATED and _same_media(profile):
        remedy = f"the provider may take it for a repeat: put {{id}} into services.{SERVICE}.media_urls"
        return unproven(remedy, "status", REPEATED, Party.CONFIGURATION)
    return fitting(answer)


def request(
    talk: Conversation,
    message: Message,
    combination: str = "",
    *,
    account: Account | None = None,
    change: Change | None = None,
    reaches: bool = True,
) -> Request:
    """What the app sends for `message`, in the primary combination unless another is named. `reaches` is False for a
    recipient that is nobody."""
    return APP.request(
        talk,
        combination or APP.primary(talk.profile),
        message.values(talk.profile),
        (message.recipient,) if reaches else (),
        account=account,
        change=change,
    )
