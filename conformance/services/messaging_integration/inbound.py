"""An external contact sends something to a user: the profile's own means bring it about, or the tester does (document
002, Webhook, Send message and Send file)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urljoin

from ...clients.ringotel.webhook import value_of
from ...clients.texts import described
from ...conversation import Conversation
from ...exchange import command
from ...exchange.evidence import Halt
from ...exchange.message import Exchange, Request, Url
from ...expect import succeeded
from ...profile import Profile
from ...scenario import scenario
from .contact import TRIGGERS, contact, is_typed, mark_in, text_for, user
from .declared import SERVICE, integration
from .events import MESSAGE, MMS, event_of, followed, meant, written
from .files import HOSTED, marked

REDIRECTS = 3
"""How often the URL of a file may lead elsewhere."""


@scenario(messages=1)
def inbound_message(talk: Conversation) -> None:
    """A text of an external contact: `event`."""
    _bring_about(talk, MESSAGE)


@scenario(messages=1)
def inbound_file(talk: Conversation) -> None:
    """A picture of an external contact, and what its URL gives without credentials: `event`, `file_1`, and `file_2` and
    so on where that leads elsewhere."""
    _bring_about(talk, MMS)
    event = next(iter(talk.hear("event")), None)
    url = file_url(talk.profile, event) if event else None
    for number in range(1, REDIRECTS + 2):
        if url is None:
            return
        there = talk.attempt(f"file_{number}", Request("GET", url)).response
        location = there.header("Location") if there and 300 <= there.status < 400 else None
        url = _web_address(urljoin(url, location)) if location else None


def file_url(profile: Profile, event: Exchange) -> str | None:
    """The URL of the file that an event tells of; None where it has none, or something else there."""
    model = followed(integration(profile), event)
    url = value_of(model, event_of(event), "url") if model else None
    return _web_address(url) if isinstance(url, str) else None


def _web_address(url: str) -> str | None:
    try:
        Url.parse(url)
    except ValueError:
        return None
    return url


def _bring_about(talk: Conversation, event_type: str) -> None:
    """Have the contact send something, and expect the event as `event`; one that lost its mark stands in."""
    profile, known = talk.profile, integration(talk.profile)
    wait = profile.settings(SERVICE).get("inbound_wait", profile.webhook.wait)
    typed = is_typed(profile, event_type)
    mark = talk.run_id if typed else talk.mark()

    def own(event: Exchange) -> bool:
        model = meant(known, event)
        return mark in written(event).lower() and (model is None or model.event_type == event_type)

    def astray(event: Exchange) -> bool:
        model = meant(known, event)
        return mark_in(event, typed) is None and model is not None and model.event_type == event_type

    if typed:
        what = "an SMS" if event_type == MESSAGE else "a picture (MMS)"
        talk.ask(f"send {what} to {user(profile)} with the text: {described(mark)}", "event", own, astray, wait)
    else:
        _trigger(talk, TRIGGERS[event_type], text_for(event_type, mark))
        talk.expect("event", own, astray, wait)


def _trigger(talk: Conversation, key: str, content: str) -> None:
    """Do what the profile's `key` says, with the values in its placeholders; as `trigger`, where it is a URL. Ends the
    play when that fails."""
    profile, named = talk.profile, f"services.{SERVICE}.{key}"
    given: Mapping[str, Any] = profile.settings(SERVICE)[key]
    templates: Sequence[str] = given.get("command") or [given["url"]]
    values = {"from": contact(profile), "to": user(profile), "content": content, "id": talk.mark()}
    if any("{url}" in template for template in templates):
        values["url"] = marked(talk.host(HOSTED["jpeg"]), talk.mark())
    if "command" in given:
        done = command.run([_filled(template, values) for template in templates], profile.limits.total)
        if trouble := command.trouble(*done):
            raise talk.stop(f"the command of {named} {trouble}", Halt.CONFIGURATION)
        return
    url = _filled(templates[0], {name: quote(value, safe="") for name, value in values.items()})
    answer = talk.attempt("trigger", Request("POST", (profile.target or "") + url if url[0] == "/" else url, body=b""))
    if answer.failure:
        raise talk.stop(f"{named}: {answer.failure.detail}", Halt.CONFIGURATION)
    if not succeeded(answer):
        raise talk.stop(f"{named} was answered {answer.answer.status}", Halt.CONFIGURATION)


def _filled(template: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), template)
