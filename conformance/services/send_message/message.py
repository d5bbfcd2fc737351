"""What a text message is made of, and how each check's differs (the vendor's page, Parameters)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ...app.service import AppService
from ...app.texts import text_of
from ...clients.texts import described, long_text
from ...profile import Profile

SERVICE = "send-message"
PLAIN = "text/plain"
FILE_TRANSFER = "application/x-acro-filetransfer+json"
DISPOSITION = "application/x-acro-disposition-notification"
MEDIA_URL = "https://media.example.com/picture.jpg"


@dataclass(frozen=True)
class Message:
    """A message as the app has it, by the names of the service's variables. `smart` is "1" where the app knows the
    recipient for a smart contact."""

    sms_to: str
    sms_body: str
    content_type: str = PLAIN
    disposition_notification: str = ""
    smart: str = "0"


def usual(profile: Profile, mark: str, recipient: str) -> Mapping[str, str]:
    """The variables of a plain text that `mark` finds again."""
    return asdict(Message(recipient, described(mark)))


SAMPLE = Message("+15551231234", "Hello World", disposition_notification="1:positive-delivery, display")

APP = AppService(SERVICE, asdict(SAMPLE), ("sms_body",), usual)


LENGTHS: Mapping[str, int] = {f"{length}-characters": length for length in (160, 161, 1600)}
"""One part of an SMS, the first text that needs two, and a long one."""

VERY_LONG = 10_000
"""Characters of a text that is longer than what people write."""


def text(name: str, mark: str) -> str:
    """The text called `name`, with `mark` in it."""
    return long_text(LENGTHS[name], mark) if name in LENGTHS else described(mark, text_of(name))


CONTENTS = ("plain", "file-transfer", "disposition-notification")


def content(name: str, mark: str, recipient: str) -> Message:
    """A message of the content called `name`: a text whose sender wants to know when it is read, a reference to a
    picture, or the notification that a text was read."""
    match name:
        case "file-transfer":
            attachment = {"content-type": "image/jpeg", "content-url": MEDIA_URL, "content-size": 20000}
            body = {"body": described(mark), "attachments": [attachment]}
            return Message(recipient, json.dumps(body), FILE_TRANSFER)
        case "disposition-notification":
            displayed = {"datetime": "2015-03-15T00:46:17Z", "status": "displayed"}
            return Message(recipient, json.dumps({"message_id": mark, "display-notification": displayed}), DISPOSITION)
    return Message(recipient, described(mark), disposition_notification=f"{mark}:positive-delivery, display")
