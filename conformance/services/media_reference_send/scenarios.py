"""What the app sends to a Media Reference Send service that is to be taken (document 000, Parameters).

Where the profile names an observer, each play ends with `stored`: what the provider stored of the message.
"""

from dataclasses import replace
from urllib.parse import quote

from ...app import plays
from ...app.service import Change
from ...app.texts import MIXED_BY, text_of
from ...arrival import deliver
from ...conversation import Conversation
from ...exchange.message import Request
from ...scenario import scenario
from .message import (
    APP,
    MEDIA_TYPES,
    UNMARKED,
    Message,
    media_url,
    request,
    unmarked_url,
    usual_type,
    without_description,
)
from .preview import preview


def first(talk: Conversation) -> str:
    return talk.profile.recipients[0]


@scenario(messages=1)
def one_message(talk: Conversation, combination: str) -> None:
    """A valid message in one combination of method and content type: `answer`."""
    mark = talk.mark()
    deliver(talk, request(talk, Message(mark, first(talk)), combination), mark)


@scenario(messages=2)
def get_and_head(talk: Conversation) -> None:
    """The same message by `get` and by `head`, whose connection is read to its end."""
    plays.get_and_head(talk, APP)


@scenario(messages=1)
def one_text(talk: Conversation, text: str) -> None:
    """A message with one of the texts for its description: `answer`."""
    mark = talk.mark()
    deliver(talk, request(talk, Message(mark, first(talk), text=text_of(text)), MIXED_BY.combination(text)), mark)


@scenario(messages=1)
def empty_description(talk: Conversation) -> None:
    """A message whose description is empty: `answer`."""
    _send_marked_by_url(talk, description="")


@scenario(messages=1)
def absent_description(talk: Conversation) -> None:
    """A message that has no field for the description at all: `answer`."""
    _send_marked_by_url(talk, change=without_description)


@scenario(messages=1)
def unmarked_description(talk: Conversation) -> None:
    """A message whose mark stands in its media URL, and not in its description: `answer`."""
    _send_marked_by_url(talk, description=UNMARKED)


def _send_marked_by_url(talk: Conversation, description: str | None = None, change: Change | None = None) -> None:
    mark = talk.mark()
    made = request(talk, Message(mark, first(talk), description=description), change=change)
    if unmarked_url(talk.profile):
        talk.send("answer", made)
    else:
        deliver(talk, made, mark)


@scenario(messages=1)
def one_preview(talk: Conversation, name: str) -> None:
    """A message with one of the previews: `answer`."""
    mark = talk.mark()
    deliver(talk, request(talk, Message(mark, first(talk), preview=preview(name))), mark)


@scenario(messages=1)
def one_type(talk: Conversation, kind: str) -> None:
    """A message with a reference to media of one type: `answer`."""
    mark = talk.mark()
    deliver(talk, request(talk, Message(mark, first(talk), media_type=MEDIA_TYPES[kind])), mark)


@scenario()
def media_fetched(talk: Conversation, kind: str) -> None:
    """The media itself, by its URL: `media`."""
    url = media_url(talk.profile, MEDIA_TYPES[kind], talk.mark())
    talk.send("media", Request("GET", url, (("User-Agent", "CloudSoftphone/1.5.6"), ("Connection", "close"))))


@scenario(messages=1)
def one_slash(talk: Conversation, spelling: str) -> None:
    """A message in which the slash of the content types is `raw`, as in the document's example, or `encoded`:
    `answer`."""
    mark = talk.mark()
    made = request(talk, Message(mark, first(talk)))
    for media_type in {"image/jpeg", usual_type(talk.profile)}:
        old, new = quote(media_type, safe=""), media_type
        if spelling == "encoded":
            old, new = new, old
        body = made.body and made.body.replace(f"={old}".encode(), f"={new}".encode())
        made = replace(made, url=made.url.replace(f"={old}", f"={new}"), body=body)
    deliver(talk, made, mark)


@scenario(messages=1)
def other_version(talk: Conversation, name: str) -> None:
    """A message from another version of the app: `answer`."""
    plays.other_version(talk, APP, name)
