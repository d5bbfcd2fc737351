"""What the app sends to a Media Reference Send service that is to be taken (document 000, Parameters).

Where the profile names an observer, each play ends with `stored`: what the provider stored of the message.
"""

from dataclasses import replace
from urllib.parse import quote

from ...app import plays
from ...app.arrival import deliver, watch
from ...app.recipients import in_other_form
from ...app.refusals import NOBODY
from ...app.texts import MIXED_BY, text_of
from ...clients.acrobits.combination import without
from ...clients.acrobits.recipient import same
from ...conversation import Conversation
from ...exchange.message import Request
from ...profile import Profile
from ...scenario import Phase, scenario
from .message import APP, MEDIA_TYPES, Message, media_url, preview, request, usual_type

GROUP_AT_MOST = 5
"""How many recipients a message to a group has, at most."""


def first(talk: Conversation) -> str:
    return talk.profile.recipients[0]


def group(profile: Profile) -> tuple[str, ...]:
    """Recipients of one message to several people, none of them twice in another spelling."""
    found: list[str] = []
    for recipient in profile.recipients:
        if not any(same(one, recipient) or same(recipient, one) for one in found):
            found.append(recipient)
    return tuple(found[:GROUP_AT_MOST])


def group_size(profile: Profile) -> int:
    return len(group(profile))


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
    talk.send("answer", request(talk, Message(talk.mark(), first(talk), description="")))


@scenario(messages=1)
def absent_description(talk: Conversation) -> None:
    """A message that has no field for the description at all: `answer`."""
    message = Message(talk.mark(), first(talk))
    talk.send("answer", request(talk, message, change=lambda service: without(service, "description")))


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
    made = request(talk, Message(talk.mark(), first(talk)))
    for media_type in {"image/jpeg", usual_type(talk.profile)}:
        old, new = quote(media_type, safe=""), media_type
        if spelling == "encoded":
            old, new = new, old
        body = made.body and made.body.replace(f"={old}".encode(), f"={new}".encode())
        made = replace(made, url=made.url.replace(f"={old}", f"={new}"), body=body)
    talk.send("answer", made)


@scenario(messages=1)
def other_version(talk: Conversation, name: str) -> None:
    """A message from another version of the app: `answer`."""
    plays.other_version(talk, APP, name)


@scenario(messages=1)
def one_form(talk: Conversation, form: str) -> None:
    """A message to a recipient whose number or address is written in `form`: `answer`."""
    plays.one_form(talk, APP, form)


@scenario(messages=1)
def other_form(talk: Conversation, form: str) -> None:
    """A message to a number of the profile's in a form that the profile does not have: `answer`."""
    recipient = in_other_form(talk.profile, form)
    assert recipient is not None
    made = request(talk, Message(talk.mark(), recipient), reaches=False)
    # It is the same person, whom the profile allows in another spelling.
    talk.send("answer", replace(made, recipients=talk.profile.recipients[:1]))


@scenario(messages=group_size)
def one_after_the_other(talk: Conversation) -> None:
    """The same message to each of a group, one call after the other: `call_1`, `call_2` and so on."""
    mark = talk.mark()
    answers = [
        talk.send(f"call_{number}", request(talk, Message(mark, recipient)))
        for number, recipient in enumerate(group(talk.profile), 1)
    ]
    watch(talk, answers, mark)


@scenario(messages=group_size)
def side_by_side(talk: Conversation) -> None:
    """The same message to each of a group, all calls at the same instant: `call_1`, `call_2` and so on."""
    mark = talk.mark()
    calls = {
        f"call_{number}": request(talk, Message(mark, recipient))
        for number, recipient in enumerate(group(talk.profile), 1)
    }
    watch(talk, talk.at_once(calls), mark)


@scenario(messages=2, phase=Phase.ABNORMAL)
def bad_recipient_among_good(talk: Conversation) -> None:
    """The same message to three recipients, of whom the one in the middle is nobody: `before`, `nobody`, `after`."""
    mark = talk.mark()
    one, other = group(talk.profile)[:2]
    talk.send("before", request(talk, Message(mark, one)))
    talk.send("nobody", request(talk, Message(mark, NOBODY), reaches=False))
    talk.send("after", request(talk, Message(mark, other)))


@scenario(messages=2)
def the_same_twice(talk: Conversation) -> None:
    """The very same message twice, as when the app tries again: `once`, `again`."""
    for step in ("once", "again"):
        talk.send(step, request(talk, Message(talk.mark(), first(talk))))
