"""What the sync server sends to a smart-contact notification service (document 003, Parameters and Configuration).

Where the profile names an observer, the plays whose arrival is judged end with `stored`: what the provider stored for
the number of the smart contact.
"""

from dataclasses import replace

from ...arrival import deliver, watch
from ...clients.acrobits.smart_contacts import Notification
from ...conversation import Conversation
from ...exchange.message import Exchange
from ...scenario import Phase, scenario
from .notification import SIZES, body_of, invented, named, number_in, people, primary, request, uri_in, usual

SERVERS = {"app": "CloudSoftphone/1.5.6", "next": "Sync Server 2.0"}
"""User-Agents of the caller: the one of the document's JSON example, and one that is still to come."""


@scenario(messages=1)
def one_party(talk: Conversation, body: str) -> None:
    """A notification with one interested party: `answer`."""
    watch(talk, [_usual(talk, body, "answer")], usual(talk.profile).new_smart_number)


@scenario(messages=1, phase=Phase.ABNORMAL)
def undeclared_body(talk: Conversation, body: str) -> None:
    """A notification in a body that the profile does not declare, once what it declares has been tried: `answer`."""
    talk.send("answer", request(talk, body, usual(talk.profile)))


@scenario(messages=1)
def several_parties(talk: Conversation, body: str) -> None:
    """A notification with all of the profile's interested parties: `answer`."""
    notification = replace(usual(talk.profile), interested_parties=people(talk.profile))
    deliver(talk, request(talk, body, notification), notification.new_smart_number)


@scenario(messages=1)
def one_number(talk: Conversation, form: str) -> None:
    """A notification with the number in one form: `answer`."""
    number = number_in(talk.profile, form)
    assert number is not None
    _send(talk, replace(usual(talk.profile), new_smart_number=number))


@scenario(messages=1)
def one_uri(talk: Conversation, form: str) -> None:
    """A notification with the URI in one form: `answer`."""
    _send(talk, replace(usual(talk.profile), new_smart_uri=uri_in(talk.profile, form)))


@scenario(messages=1)
def many_parties(talk: Conversation, size: str) -> None:
    """A notification to a `stranger`; and one whose list of parties has a length out of `SIZES`, the first of them
    real: `answer`."""
    usually = usual(talk.profile)
    _stranger(talk, primary(talk.profile))
    strangers = tuple(invented(talk.run_id, f"{number}-of-{size}") for number in range(2, SIZES[size] + 1))
    first = usually.interested_parties if SIZES[size] else ()
    _send(talk, replace(usually, interested_parties=(*first, *strangers)))


@scenario(messages=1)
def one_party_twice(talk: Conversation) -> None:
    """A notification that lists the same party twice: `answer`."""
    _send(talk, replace(usual(talk.profile), interested_parties=people(talk.profile)[:1] * 2))


@scenario(messages=1)
def one_name(talk: Conversation, case: str) -> None:
    """A notification to a `stranger`; and one to an invented party with a name out of `NAMES`, for its user and its
    device: `answer`. It counts as a message, for the provider takes it for one."""
    _stranger(talk, body_of(case))
    party = named(invented(talk.run_id, case), case)
    notification = replace(usual(talk.profile), interested_parties=(party,))
    deliver(talk, request(talk, body_of(case), notification), notification.new_smart_number)


@scenario(messages=2)
def the_same_twice(talk: Conversation) -> None:
    """The very same notification twice: `once`, `again`."""
    body = primary(talk.profile)
    _usual(talk, body, "once")
    _repeat(talk, body, "again")


@scenario(messages=1)
def one_more_member(talk: Conversation, body: str) -> None:
    """A notification with a member or an element that the document does not know: `answer`."""
    talk.send("answer", request(talk, body, usual(talk.profile), {"conformance": talk.run_id}))


@scenario(messages=3)
def other_server(talk: Conversation, name: str) -> None:
    """The usual notification, its repeat, and the same from the caller under another name or in another version:
    `before`, `repeat`, `answer`."""
    body = primary(talk.profile)
    _usual(talk, body, "before")
    _repeat(talk, body, "repeat")
    made = request(talk, body, usual(talk.profile))
    headers = ((key, SERVERS[name] if key == "User-Agent" else value) for key, value in made.headers)
    talk.send("answer", replace(made, headers=tuple(headers)))


def _usual(talk: Conversation, body: str, step: str) -> Exchange:
    """The usual notification in `body`, whose connection is read to its end, as `step`. The plays that need it share
    one sending: how a provider answers a second is left open."""
    return talk.shared(
        f"usual-{body}", step, lambda: replace(request(talk, body, usual(talk.profile)), to_the_end=True)
    )


def _repeat(talk: Conversation, body: str, step: str) -> Exchange:
    """The usual notification in `body` again, as `step`, shared by the plays that look at how a repeat is answered."""
    return talk.shared(f"repeat-{body}", step, lambda: request(talk, body, usual(talk.profile)))


def _stranger(talk: Conversation, body: str) -> Exchange:
    """A notification in `body` to nobody whom the provider can know, under a plain name, as `stranger`: the control of
    all that is sent to invented parties, and shared by them."""
    alone = replace(usual(talk.profile), interested_parties=(invented(talk.run_id, "stranger"),))
    return talk.shared(f"stranger-{body}", "stranger", lambda: request(talk, body, alone))


def _send(talk: Conversation, notification: Notification) -> None:
    """`notification` in the primary body, as `answer`."""
    if notification == usual(talk.profile):
        _usual(talk, primary(talk.profile), "answer")
    else:
        talk.send("answer", request(talk, primary(talk.profile), notification))
