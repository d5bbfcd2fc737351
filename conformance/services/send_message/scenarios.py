"""What the app sends to a Send Message service (the vendor's page, Parameters and Configuration).

Where the profile names an observer, a text and a message in some form end with `stored`: what the provider stored.
"""

from dataclasses import asdict, replace

from ...app import plays, refusals
from ...app.texts import MIXED_BY
from ...arrival import deliver
from ...clients.texts import described, long_text
from ...conversation import Conversation
from ...exchange.message import Request
from ...scenario import Phase, scenario
from .message import APP, VERY_LONG, Message, content, text


def request(talk: Conversation, message: Message, combination: str = "") -> Request:
    """What the app sends for `message`, in the primary combination unless another is named."""
    return APP.request(talk, combination or APP.primary(talk.profile), asdict(message), (message.sms_to,))


@scenario(messages=1)
def one_message(talk: Conversation, combination: str) -> None:
    """A valid message in one combination of method and content type: `answer`."""
    talk.send("answer", plays.usual(talk, APP, talk.mark(), combination=combination))


@scenario(messages=2)
def get_and_head(talk: Conversation) -> None:
    """The same message by `get` and by `head`, whose connection is read to its end."""
    plays.get_and_head(talk, APP)


@scenario(messages=1)
def one_text(talk: Conversation, name: str) -> None:
    """A message with the text of that name: `answer`."""
    mark = talk.mark()
    message = Message(talk.profile.recipients[0], text(name, mark))
    deliver(talk, request(talk, message, MIXED_BY.combination(name)), mark)


@scenario(messages=1)
def very_long_text(talk: Conversation) -> None:
    """A message with a text that is longer than what people write: `answer`."""
    talk.send("answer", request(talk, Message(talk.profile.recipients[0], long_text(VERY_LONG, talk.mark()))))


@scenario(messages=1)
def one_content(talk: Conversation, name: str) -> None:
    """A message of the content type that is called `name`: `answer`."""
    talk.send("answer", request(talk, content(name, talk.mark(), talk.profile.recipients[0])))


@scenario(messages=1)
def to_smart_contact(talk: Conversation) -> None:
    """A message to somebody whom the app knows for a smart contact: `answer`."""
    message = Message(talk.profile.recipients[0], described(talk.mark()))
    talk.send("answer", request(talk, replace(message, smart="1")))


@scenario(messages=1)
def one_form(talk: Conversation, form: str) -> None:
    """A message to a recipient whose number or address is written in `form`: `answer`."""
    plays.one_form(talk, APP, form)


@scenario(messages=1)
def other_version(talk: Conversation, name: str) -> None:
    """A message from another version of the app: `answer`."""
    plays.other_version(talk, APP, name)


@scenario(messages=3, phase=Phase.REFUSAL)
def bad_credentials(talk: Conversation, case: str) -> None:
    """A valid message, the same with credentials that are no account's, and a valid one: `good`, `refusal`, `after`."""
    refusals.bad_credentials(talk, APP, case)


@scenario(messages=2, phase=Phase.ABNORMAL)
def bad_recipient(talk: Conversation, case: str) -> None:
    """A valid message, the same to nobody, and a valid one: `good`, `refusal`, `after`."""
    refusals.bad_recipient(talk, APP, case)


@scenario(messages=2, phase=Phase.ABNORMAL)
def damaged(talk: Conversation, case: str) -> None:
    """A request that no caller sends, and a valid one: `damaged`, `after`."""
    plays.damaged(talk, APP, case)
