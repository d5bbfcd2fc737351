"""A message with a media reference, as it is read from a call and as it is stored (document 000, Parameters)."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..message import WEB_ADDRESS
from ..refusal import Damaged, Refusal

REQUIRED = ("w", "h", "pct", "pc", "ct", "url")
MEDIA_TYPES = ("image/jpeg", "video/mp4")
JPEG_START = b"\xff\xd8"


@dataclass(frozen=True)
class MediaMessage:
    """A message as it arrived: `to` in the form it was sent, sizes in pixels, `preview` the JPEG itself."""

    account: str
    to: str
    description: str
    preview_width: int
    preview_height: int
    preview: bytes = field(repr=False)
    media_type: str
    media_url: str

    @property
    def media(self) -> tuple[str, str, str]:
        """What is sent, whoever gets it."""
        return self.account, self.description, self.media_url

    def is_copy_of(self, other: "MediaMessage") -> bool:
        """Whether both are the same, but to different recipients."""
        return self.media == other.media and self.to != other.to

    @property
    def texts(self) -> tuple[str, ...]:
        return self.description, self.media_url

    @property
    def observed(self) -> Mapping[str, object]:
        return {
            "service": "media-reference-send",
            "account": self.account,
            "sms_to": self.to,
            "description": self.description,
            "preview_width": self.preview_width,
            "preview_height": self.preview_height,
            "preview_content_type": "image/jpeg",
            "preview_content": base64.b64encode(self.preview).decode(),
            "media_url": self.media_url,
            "media_content_type": self.media_type,
        }


def media_of(account: str, fields: Mapping[str, str]) -> tuple[str, str, str]:
    """`MediaMessage.media` of a call that may not become a message."""
    return account, fields.get("description", ""), fields.get("url", "")


def message_of(account: str, to: str, fields: Mapping[str, str]) -> MediaMessage:
    """The message that `fields` describe. Raises Refusal."""
    if missing := [name for name in REQUIRED if not fields.get(name)]:
        raise Damaged(f"Missing: {', '.join(missing)}")
    if not all(re.fullmatch("[1-9][0-9]{0,4}", fields[side]) for side in ("w", "h")):
        raise Damaged("The preview's width and height are not numbers of pixels")
    if fields["pct"] != "image/jpeg":
        raise Refusal(400, "The preview's type is not image/jpeg")
    if fields["ct"] not in MEDIA_TYPES:
        raise Refusal(400, f"The media's type is none of {', '.join(MEDIA_TYPES)}")
    if not WEB_ADDRESS.fullmatch(fields["url"]):
        raise Damaged("The media's address is no http or https URL")
    return MediaMessage(
        account,
        to,
        fields.get("description", ""),
        int(fields["w"]),
        int(fields["h"]),
        _preview(fields["pc"]),
        fields["ct"],
        fields["url"],
    )


def _preview(text: str) -> bytes:
    try:
        preview = base64.b64decode(text, validate=True)
    except ValueError:
        raise Damaged("The preview is not Base64") from None
    if not preview.startswith(JPEG_START):
        raise Damaged("The preview is not a JPEG image")
    return preview
