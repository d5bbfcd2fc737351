"""Texts that the Ringotel server sends as the provider's integration file describes them (document 002, SendMessage).

Where the profile names an observer, what is judged by its arrival ends with `stored`: what the provider stored.
"""

from collections.abc import Callable
from dataclasses import replace

from ...arrival import watch
from ...clients.ringotel.webhook import DELIVERED
from ...clients.texts import described, long_text
from ...conversation import Conversation
from ...exchange.evidence import Stopped
from ...exchange.message import Exchange, Request
from ...profile import Profile
from ...scenario import scenario
from .client import message_id, request
from .declared import SERVICE, TEXT, integration
from .events import model_of, reported_ids, reports, types_of
from .numbers import in_form, in_other_form, same
from .sending import sent
from .texts import FINDABLE, VERY_LONG, text


def usual(talk: Conversation, *words: str) -> Request:
    """A plain text that `talk.mark(*words)` finds again."""
    return request(talk, TEXT, described(talk.mark(*words)))


def due_within(profile: Profile) -> float:
    """The seconds in which a delivery has to be reported, or after which its report is not waited for any more."""
    within: float = profile.settings(SERVICE).get("delivered_within", profile.webhook.wait)
    return within


def without_id(talk: Conversation, answer: Exchange) -> Stopped:
    """The exception to raise when an answer has no message id to go on with."""
    return talk.stop(f"the answer carried no message id (answered {answer.answer.status})")


def astray(talk: Conversation, answer: Exchange) -> Callable[[Exchange], bool]:
    """Whether a callback since `answer` reports the delivery of no message of this run: it may be meant for that one's,
    under a wrong id or in a shape of its own."""
    known = integration(talk.profile)

    def of_nothing_known(event: Exchange) -> bool:
        if any(map(talk.remembers, reported_ids(known, event))) or event.timing.started < answer.timing.started:
            return False
        return DELIVERED in types_of(known, event)

    return of_nothing_known


@scenario(messages=1)
def one_message(talk: Conversation) -> None:
    """A text message and the report of its delivery: `answer`, `delivered`."""
    answer = sent(talk, "answer", usual(talk))
    own = message_id(talk.profile, answer)
    if own is not None:
        its_report = reports(integration(talk.profile), own)
        talk.expect("delivered", its_report, astray(talk, answer), within=talk.profile.webhook.wait)
    watch(talk, [answer], talk.mark())
    if own is None:
        raise without_id(talk, answer)


@scenario(messages=2)
def two_messages(talk: Conversation) -> None:
    """Two text messages: `first`, `second`. Where deliveries are reported, there follow whether the webhook is reached
    (`probe`), the reports of the second in the time that the profile gives them (`report_1` and so on), and those that
    may be meant for one of the two (`astray_1` and so on)."""
    profile, known = talk.profile, integration(talk.profile)
    first, second = (sent(talk, step, usual(talk, step)) for step in ("first", "second"))
    if profile.webhook.public_url is None or model_of(known, DELIVERED) is None:
        return
    own = message_id(profile, second)
    if own is None:
        raise without_id(talk, second)
    talk.reach("probe")
    talk.gather("report", reports(known, own), due_within(profile))
    talk.gather("astray", astray(talk, first), 0.0)


@scenario(messages=1)
def one_text(talk: Conversation, case: str) -> None:
    """A message with a text that something may break: `answer`."""
    answer = sent(talk, "answer", request(talk, TEXT, text(case, talk.mark())))
    if case in FINDABLE:
        watch(talk, [answer], talk.mark())


@scenario(messages=1)
def very_long_text(talk: Conversation) -> None:
    """A message with a text that is longer than what people write: `answer`."""
    sent(talk, "answer", request(talk, TEXT, long_text(VERY_LONG, talk.mark())))


@scenario(messages=1)
def one_number(talk: Conversation, form: str) -> None:
    """A message to a number that is written in `form`: `answer`."""
    answer = sent(talk, "answer", request(talk, TEXT, described(talk.mark()), to=in_form(talk.profile, form)))
    watch(talk, [answer], talk.mark())


@scenario(messages=1)
def other_number(talk: Conversation, form: str) -> None:
    """A message to a recipient of the profile's in a form that the profile does not have: `answer`."""
    number = in_other_form(talk.profile, form)
    assert number is not None
    # The profile allows the same person in another spelling.
    allowed = tuple(one for one in talk.profile.recipients if same(one, number))
    made = request(talk, TEXT, described(talk.mark()), to=number)
    sent(talk, "answer", replace(made, recipients=allowed[:1]))
