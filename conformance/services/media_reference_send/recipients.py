"""To whom the app sends the messages of a Media Reference Send service, one call for each (document 000, Parameters:
sms_to).

Where the profile names an observer, a play whose messages are all to be taken ends with `stored`.
"""

from dataclasses import replace

from ...app import plays
from ...app.recipients import in_other_form
from ...app.refusals import NOBODY
from ...arrival import watch
from ...clients.acrobits.recipient import same
from ...conversation import Conversation
from ...profile import Profile
from ...scenario import Phase, scenario
from .message import APP, Message, request
from .scenarios import first

GROUP_AT_MOST = 5
"""How many recipients a message to a group has, at most."""


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
def one_form(talk: Conversation, form: str) -> None:
    """A message to a recipient whose number or address is written in `form`: `answer`."""
    plays.one_form(talk, APP, form)


@scenario(messages=1)
def other_form(talk: Conversation, form: str) -> None:
    """A message to a recipient of the profile's in a form that the profile does not have: `answer`."""
    recipient = in_other_form(talk.profile, form)
    assert recipient is not None
    made = request(talk, Message(talk.mark(), recipient), reaches=False)
    # The profile allows the same person in another spelling.
    allowed = tuple(one for one in talk.profile.recipients if same(one, recipient))
    talk.send("answer", replace(made, recipients=allowed[:1]))


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
