"""How an event is compared with what the external contact sent (document 002, Webhook, Send message and Send file)."""

import json
from collections.abc import Mapping
from typing import Any

from ...clients.ringotel.template import variables
from ...clients.ringotel.webhook import value_of
from ...clients.texts import described, same_text
from ...exchange.message import Exchange
from ...expect import noted, observe, unproven
from ...profile import Profile
from ...verdict import Observation
from .contact import is_typed, mark_in, numbers, takes_text, text_for
from .declared import integration
from .events import MESSAGE, MMS, Event, followed, in_shape, model_for, written
from .numbers import same

WORDS: Mapping[str, tuple[str, ...]] = {MESSAGE: ("content", "text"), MMS: ("text",)}
"""The variables that may have the words of an event of each type: the first that its model has. The content of a file
may be its URL."""


def arrives(event: Exchange, profile: Profile, event_type: str) -> Observation:
    """That an event is the one that was brought about: it has what its text is known by, or else both numbers."""
    sent, told = numbers(profile, event_type), _own(event, profile, event_type)
    marked = mark_in(written(event), is_typed(profile, event_type)) is not None
    if marked or (len(sent) > 1 and all(same(sent[name], _told(told, name)) for name in sent)):
        return observe(True, "a callback", "a callback", "webhook")
    return unproven("an event came that may be of another message: neither its text nor its numbers are those sent")


def shaped(event: Exchange, profile: Profile, event_type: str) -> list[Observation]:
    """That an event has the method and the shape of its model."""
    model = model_for(integration(profile), event, event_type)
    assert model is not None
    return in_shape(model, event)


def keeps_the_values(event: Exchange, profile: Profile, event_type: str) -> list[Observation]:
    """That an event has the numbers and the text that were sent, as far as its model has them."""
    model = model_for(integration(profile), event, event_type)
    assert model is not None
    told = _own(event, profile, event_type)
    declared = {name for _, name in variables(model.request_parameters)}
    seen = [
        observe(same(sent, _told(told, name)), sent, _told(told, name), f"${name}$")
        for name, sent in numbers(profile, event_type).items()
        if name in declared
    ]
    words = next((name for name in WORDS[event_type] if name in declared), None)
    if words and takes_text(profile, event_type):
        seen.append(_text(told, words, profile, event_type))
    return seen or [noted("its model has neither numbers nor a text", "webhook")]


def _text(told: Event | None, name: str, profile: Profile, event_type: str) -> Observation:
    text, where = _told(told, name), f"${name}$"
    if event_type == MMS and not text:
        return noted("the file came without the text that was sent with it", where)
    typed = is_typed(profile, event_type)
    mark = mark_in(_written(told), typed)
    if mark is None:
        return observe(False, "the text that was sent", text, where)
    if typed:
        # A telephone may write the first letter, and whatever it knows better, in another case.
        sent = described(mark)
        return observe(same_text(sent.lower(), text.lower()), sent, text, where)
    sent = text_for(event_type, mark)
    return observe(same_text(sent, text), sent, text, where)


def _own(event: Exchange, profile: Profile, event_type: str) -> Event | None:
    """What a callback tells of the type: the event that has what the suite's text is known by, else the first."""
    told = [one for one in followed(integration(profile), event) if one[0].event_type == event_type]
    marked = (one for one in told if mark_in(_written(one), is_typed(profile, event_type)))
    return next(marked, next(iter(told), None))


def _written(told: Event | None) -> str:
    return json.dumps(told[1]) if told else ""


def _told(told: Event | None, name: str) -> str:
    """What an event has for the variable `name`, as text; "" where it has nothing."""
    value: Any = value_of(*told, name) if told else None
    return "" if value is None else str(value)
