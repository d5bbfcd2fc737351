"""How an event is compared with what the external contact sent (document 002, Webhook, Send message and Send file)."""

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
from .events import MMS, event_of, followed, in_shape, model_of
from .numbers import same


def arrives(event: Exchange, profile: Profile, event_type: str) -> Observation:
    """That an event is the one that was brought about: it has what its text is known by, or else both numbers."""
    sent = numbers(profile, event_type)
    marked = mark_in(event, is_typed(profile, event_type)) is not None
    if marked or (len(sent) > 1 and all(same(sent[name], _told(event, profile, name)) for name in sent)):
        return observe(True, "a callback", "a callback", "webhook")
    return unproven("an event came that may be of another message: neither its text nor its numbers are those sent")


def shaped(event: Exchange, profile: Profile, event_type: str) -> list[Observation]:
    """That an event has the method and the shape of its model."""
    model = model_of(integration(profile), event_type)
    assert model is not None
    return in_shape(model, event)


def keeps_the_values(event: Exchange, profile: Profile, event_type: str) -> list[Observation]:
    """That an event has the numbers and the text that were sent, as far as its model has them."""
    model = model_of(integration(profile), event_type)
    assert model is not None
    declared = {name for _, name in variables(model.request_parameters)}
    seen = [
        observe(same(sent, told), sent, told, f"${name}$")
        for name, sent in numbers(profile, event_type).items()
        if name in declared
        for told in [_told(event, profile, name)]
    ]
    name = "text" if event_type == MMS else "content"
    if name in declared and takes_text(profile, event_type):
        seen.append(_text(_told(event, profile, name), event, profile, event_type))
    return seen or [noted("its model has neither numbers nor a text", "webhook")]


def _text(told: str, event: Exchange, profile: Profile, event_type: str) -> Observation:
    if event_type == MMS and not told:
        return noted("the file came without the text that was sent with it", "$text$")
    typed = is_typed(profile, event_type)
    mark, where = mark_in(event, typed), "$text$" if event_type == MMS else "$content$"
    if mark is None:
        return observe(False, "the text that was sent", told, where)
    if typed:
        # A telephone may write the first letter, and whatever it knows better, in another case.
        sent = described(mark)
        return observe(same_text(sent.lower(), told.lower()), sent, told, where)
    sent = text_for(event_type, mark)
    return observe(same_text(sent, told), sent, told, where)


def _told(event: Exchange, profile: Profile, name: str) -> str:
    """What an event has for the variable `name`, as text; "" where it has nothing."""
    model = followed(integration(profile), event)
    value: Any = value_of(model, event_of(event), name) if model else None
    return "" if value is None else str(value)
