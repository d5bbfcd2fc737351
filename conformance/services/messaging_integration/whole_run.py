"""What a whole run left behind: the answers to its messages, and what the webhook was told (document 002)."""

from ...clients.ringotel.webhook import DELIVERED
from ...conversation import Conversation
from ...exchange.message import Exchange
from ...profile import Profile
from ...scenario import Phase, Scenario, scenario
from .client import message_id
from .declared import FILE, TEXT, integration, unsendable
from .events import reported_ids, types_of
from .scenarios import due_within, one_message, two_messages
from .sending import answers


def _one(profile: Profile) -> tuple[Scenario, ...]:
    return () if unsendable(profile, TEXT) else (one_message,)


def _two(profile: Profile) -> tuple[Scenario, ...]:
    return () if unsendable(profile, TEXT) else (two_messages,)


def ids_of(profile: Profile, texts: list[Exchange], files: list[Exchange]) -> list[str]:
    """The message ids of the answers to `texts` and to `files`, one for each."""
    ids = [message_id(profile, answer) for answer in texts] + [message_id(profile, one, FILE) for one in files]
    return [id for id in ids if id is not None]


@scenario(phase=Phase.LAST, after=_one)
def all_events(talk: Conversation) -> None:
    """What the provider told the webhook in the whole run, and the answers that gave message ids, to texts and to
    files: `event_1`, `text_1`, `file_1` and so on."""
    _recall(talk)
    talk.all_callbacks("event")


@scenario(phase=Phase.LAST, after=lambda profile: (*_one(profile), *_two(profile)))
def all_reports(talk: Conversation) -> None:
    """The reports of deliveries in the whole run, and the answers that gave message ids, to texts and to files:
    `report_1`, `text_1`, `file_1` and so on. Where all reports are under other ids, they are waited for until they are
    as many as the messages."""
    _recall(talk)
    known, messages = integration(talk.profile), len(talk.steps)

    def is_report(event: Exchange) -> bool:
        return DELIVERED in types_of(known, event)

    talk.gather("report", is_report, 0.0)
    told = [id for event in talk.hear("report") for id in reported_ids(known, event)]
    if told and not any(map(talk.remembers, told)):
        talk.gather("report", is_report, due_within(talk.profile), messages)


@scenario(phase=Phase.LAST, after=_two)
def all_answers(talk: Conversation) -> None:
    """The answers of the whole run that gave message ids, to texts and to files: `text_1`, `file_1` and so on."""
    _recall(talk)


def _recall(talk: Conversation) -> None:
    for step, name in (("text", TEXT), ("file", FILE)):
        for number, answer in enumerate(answers(talk, name), 1):
            talk.steps[f"{step}_{number}"] = answer
