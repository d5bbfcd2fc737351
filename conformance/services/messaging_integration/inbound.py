"""An external contact sends something to a user: the profile's own means bring it about, or the tester does (document
002, Webhook, Send message and Send file)."""

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urljoin

from ...clients.ringotel.webhook import value_of
from ...clients.texts import described
from ...conversation import Conversation
from ...exchange import command
from ...exchange.arrivals import Expected
from ...exchange.evidence import Halt
from ...exchange.message import Exchange, Request, Url
from ...expect import succeeded
from ...profile import Profile
from ...scenario import Phase, scenario
from .contact import TRIGGERS, contact, is_typed, mark_in, text_for, user
from .declared import SERVICE, integration
from .events import MESSAGE, MMS, followed, types_of, written
from .files import HOSTED, marked

TYPING = 120.0
"""Seconds in which a person takes up a telephone, and types and sends what they were asked for."""

REDIRECTS = 3
"""How often the URL of a file may lead elsewhere."""


@scenario(messages=1)
def inbound_message(talk: Conversation) -> None:
    """A text of an external contact: `event`."""
    _bring_about(talk, MESSAGE)


@scenario(messages=1)
def inbound_file(talk: Conversation) -> None:
    """A picture of an external contact: `event`."""
    _bring_about(talk, MMS)
    _coming(talk).extend(talk.expected)


@scenario(phase=Phase.EXCLUSIVE)
def inbound_file_fetched(talk: Conversation) -> None:
    """What the URL of `inbound_file` gives without credentials: `event`, `file_1`, and `file_2` and so on where that
    leads elsewhere. It comes late, for it waits for the event."""
    if not _coming(talk):
        raise talk.stop("no contact sent a file", Halt.SILENCE)
    [coming] = _coming(talk)
    left = max(0.0, coming.deadline - time.monotonic())
    talk.expect("event", coming.matches, coming.otherwise or coming.matches, left)
    event = next(iter(talk.hear("event")), None)
    url = file_url(talk.profile, event) if event else None
    for number in range(1, REDIRECTS + 2):
        if url is None:
            return
        there = talk.attempt(f"file_{number}", Request("GET", url)).response
        location = there.header("Location") if there and 300 <= there.status < 400 else None
        url = urljoin(url, location) if location else None
        url = url if url and _is_web_address(url) else None


@scenario(phase=Phase.LAST, after=lambda profile: (inbound_message,))
def told_again(talk: Conversation) -> None:
    """What the webhook was told in the whole run: `told_1` and so on."""
    talk.all_callbacks("told")


def file_url(profile: Profile, event: Exchange) -> str | None:
    """The URL of the file that an event tells of, which may be its content; None where it has none, or something else
    there."""
    told = [one for one in followed(integration(profile), event) if one[0].event_type == MMS]
    found = (value_of(*one, name) for one in told for name in ("url", "content"))
    return next((url for url in found if isinstance(url, str) and _is_web_address(url)), None)


def _is_web_address(url: str) -> bool:
    try:
        Url.parse(url)
    except ValueError:
        return False
    return True


def _coming(talk: Conversation) -> list[Expected]:
    """The event of `inbound_file`, known to all plays of the run."""
    return talk.once("inbound-file", list[Expected])


def _bring_about(talk: Conversation, event_type: str) -> None:
    """Have the contact send something, and expect the event as `event`; one that lost its mark stands in."""
    profile, known = talk.profile, integration(talk.profile)
    typed = is_typed(profile, event_type)
    usual = max(profile.webhook.wait, TYPING) if typed else profile.webhook.wait
    wait = profile.settings(SERVICE).get("inbound_wait", usual)
    mark = talk.run_id if typed else talk.mark()

    def own(event: Exchange) -> bool:
        types = types_of(known, event)
        return mark in written(event).lower() and (not types or event_type in types)

    def astray(event: Exchange) -> bool:
        return mark_in(written(event), typed) is None and event_type in types_of(known, event)

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
